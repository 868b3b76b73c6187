//! What is wrong with a JSON file, at its place.

use hookproof::finding::Severity;
use hookproof::payload::PayloadFault;

use super::text_file::TextFile;
use crate::failure::Failure;
use crate::print::{Place, Problem};

/// A file with errors is bad input: what it was meant to be cannot be known.
pub(super) fn refuse_errors(problems: &[Problem<'_>]) -> Result<(), Failure> {
    match problems.iter().any(|it| it.severity == Severity::Error) {
        true => Err(Failure::of(problems)),
        false => Ok(()),
    }
}

/// The faults of a file, at their places in it.
pub(super) fn problems<'a, T>(
    file: &'a TextFile,
    faults: &'a [PayloadFault<T>],
    code: &'static str,
) -> Vec<Problem<'a>> {
    let problem = |fault: &'a PayloadFault<T>| Problem {
        severity: fault.severity,
        accepted: None,
        // The reader of JSON calls what it reads a body.
        code: if fault.code == "body-not-json" { code } else { fault.code },
        message: &fault.message,
        place: Some(Place::new(file, fault.span.range())),
        label: None,
        notes: Vec::new(),
        help: fault.help.as_deref(),
        fix: None,
    };
    faults.iter().map(problem).collect()
}
