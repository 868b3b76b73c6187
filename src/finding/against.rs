//! `key-added`, `key-removed`, `key-moved` and `key-retyped`: the structure of the request is not that of the webhook
//! that is live. Some partners need it to stay the same (`x-constant-structure` in their schemas): Inkpact maps the
//! keys of the first request once and for all.

use std::collections::BTreeSet;

use super::check::{listed, name_of};
use super::{Basis, Finding, Severity};
use crate::locate::locate;
use crate::payload::Node;
use crate::payload::diff::{Change, Difference, Kind, diff};
use crate::report::Report;
use crate::source::{InRendered, SourceId};

/// Compares what two hooks send for the same contact. None when one of the two bodies could not be read whole: then
/// its structure is not known.
pub(crate) fn check(new: &Report<'_>, old: &Report<'_>) -> Option<Vec<Finding>> {
    let (was, is) = (payload(old).ok()?, payload(new).ok()?);
    let differences = match (&was, &is) {
        (None, None) => Vec::new(),
        (Some(was), Some(is)) => diff(was, is),
        _ => return None,
    };
    Some(differences.iter().map(|it| finding(new, it)).collect())
}

/// An error of syntax: what was read is only part of the body.
struct NotWhole;

/// The body; none when no body is sent.
fn payload(report: &Report<'_>) -> Result<Option<Node<InRendered>>, NotWhole> {
    let Some(reading) = report.hook.read(&report.request).1 else { return Ok(None) };
    let is_whole = reading.faults.iter().all(|it| it.severity != Severity::Error);
    reading.root.filter(|_| is_whole).map(Some).ok_or(NotWhole)
}

fn finding(report: &Report<'_>, difference: &Difference<InRendered>) -> Finding {
    let hook = report.hook;
    let pointer = &difference.pointer;
    let name = name_of(pointer);
    let (code, message) = match &difference.change {
        Change::Added => ("key-added", format!("the live webhook does not send '{name}'")),
        Change::Removed => ("key-removed", format!("the live webhook sends '{name}', this one does not")),
        Change::Moved(from) => {
            ("key-moved", format!("the live webhook sends '{name}' at {from}, not at {pointer}"))
        }
        Change::Retyped { was, is } => (
            "key-retyped",
            format!("'{name}' is {}, but {} in the live webhook", in_words(is), in_words(was)),
        ),
    };
    let is_constant = hook.contract().schema().get("x-constant-structure").is_some_and(|it| it == true);
    let blame = locate(&report.request.body.map, &mut report.fields.clone(), difference.span);
    let finding =
        Finding::warning(code, SourceId::Body, blame.span, message).with_help(help(report, is_constant));
    Finding {
        severity: if is_constant { Severity::Error } else { Severity::Warning },
        rendered: Some(difference.span),
        pointer: Some(pointer.clone()),
        basis: is_constant
            .then(|| hook.contract().confidence(""))
            .flatten()
            .map(|it| Basis::new(it, hook.receiver_title())),
        ..finding
    }
}

fn help(report: &Report<'_>, is_constant: bool) -> String {
    let partner = report.hook.receiver_title();
    match is_constant {
        true => format!(
            "names and nesting must stay the same once {partner} has them: set it up anew, or change it back"
        ),
        false => format!("make sure that {partner} expects it before you put this live"),
    }
}

fn in_words(kinds: &BTreeSet<Kind>) -> String {
    let words = kinds.iter().map(|it| match it {
        Kind::Null => "null",
        Kind::Bool => "true or false",
        Kind::Number => "a number",
        Kind::Str => "text",
        Kind::List => "a list",
        Kind::Map => "a group of fields",
    });
    listed(&words.map(str::to_owned).collect::<Vec<_>>())
}
