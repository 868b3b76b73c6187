//! What is wrong with a JSON file, at its place.

use hookproof::finding::Severity;
use hookproof::payload::{self, PayloadFault};
use hookproof::source::InRendered;

use super::text_file::TextFile;
use crate::failure::Failure;
use crate::identity::Identity;
use crate::print::{Place, Problem, Standing};

/// Reads a JSON file. `code` is what a mistake of syntax in it is called.
pub(crate) fn json(file: &TextFile, code: &'static str) -> Result<serde_json::Value, Failure> {
    let reading = payload::json::read::<InRendered>(&file.text);
    refuse_errors(&problems(file, &reading.faults, code))?;
    Ok(reading.root.map(|it| it.to_json()).unwrap_or_default())
}

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
        standing: Standing::Counts,
        // The reader of JSON calls what it reads a body.
        code: if fault.code == "body-not-json" { code } else { fault.code },
        message: &fault.message,
        when: None,
        identity: Identity::default(),
        place: Some(Place::new(file, fault.span.range())),
        more: Vec::new(),
        label: None,
        notes: Vec::new(),
        help: fault.help.as_deref(),
        fix: None,
    };
    faults.iter().map(problem).collect()
}
