//! `missing-field`: a field that the partner needs is not in the request.

use std::sync::Arc;

use super::{
    Finding,
    check::{Check, listed, named},
};
use crate::contract::Violation;
use crate::source::{InTemplate, SourceId, Span};
use crate::source_map::Origin;

pub(super) fn finding(check: &mut Check<'_>, violation: &Violation, name: &str) -> Finding {
    let message = format!("'{name}' is missing: {} needs it", check.receiver());
    let finding = Finding::error("missing-field", SourceId::Body, Span::empty(0), message);
    let finding = check.of_violation(finding, violation);
    let finding = Finding { pointer: Some(format!("{}/{name}", violation.pointer)), ..finding };
    match skipped(check, name) {
        Some((span, fields)) => {
            let help = "it is written here, but this part is left out for this contact";
            Finding { span, fields, ..finding }.with_help(help)
        }
        None => finding.with_help(format!("add '{name}'")),
    }
}

/// One of some groups of fields is needed, and none is there and filled in.
pub(super) fn one_group(check: &mut Check<'_>, violation: &Violation, groups: &[Vec<String>]) -> Finding {
    let in_words = |group: &Vec<String>| {
        let names: Vec<String> = group.iter().map(|it| format!("'{it}'")).collect();
        names.join(" and ")
    };
    let mut groups: Vec<String> = groups.iter().map(in_words).collect();
    groups.dedup();
    let name = named(&violation.pointer);
    let message = format!("{name} needs {}: {} asks for one of them", listed(&groups), check.receiver());
    let finding = Finding::error("missing-field", SourceId::Body, Span::empty(0), message);
    let advice = check.hook.contract().advice(violation).unwrap_or("fill one of them in");
    check.of_violation(finding, violation).with_help(advice)
}

/// The branch that has the field but was not taken, and the fields that decided so.
fn skipped(check: &Check<'_>, name: &str) -> Option<(Span<InTemplate>, Vec<Arc<str>>)> {
    let template = &check.hook.body().text;
    let quoted = format!("\"{name}\"");
    check.request.body.map.runs().iter().find_map(|run| match &run.origin {
        Origin::Skipped { span, reads } if span.of(template).contains(&quoted) => {
            Some((*span, check.paths(*reads)))
        }
        _ => None,
    })
}
