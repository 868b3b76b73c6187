//! `value-not-in-list`: the partner takes only certain values here.

use serde_json::Value;

use super::{
    Edit, Finding,
    check::{Check, named},
};
use crate::contract::Violation;
use crate::nearest::nearest;
use crate::source::{SourceId, Span};

/// How many of the values a message lists.
const LISTED: usize = 8;

pub(super) fn finding(check: &mut Check<'_>, violation: &Violation, values: &[Value]) -> Finding {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let values: Vec<String> = values.iter().map(text).collect();
    let given = violation.span.of(&check.request.body.text).to_owned();
    let listed = values.iter().take(LISTED).map(|it| format!("'{it}'")).collect::<Vec<_>>().join(", ");
    let more = if values.len() > LISTED { ", …" } else { "" };
    let message = format!("{} cannot be '{given}'", named(&violation.pointer));
    let finding = Finding::error("value-not-in-list", SourceId::Body, Span::empty(0), message);
    let finding = check.of_violation(finding, violation);
    if let Some(same) = values.iter().find(|it| is_same(&given, it)) {
        let finding = finding.with_help(format!("write '{same}'"));
        // Only what stands literally in the template can be written anew there.
        if finding.span.of(&check.hook.body().text) != given {
            return finding;
        }
        let edit = Edit { source: SourceId::Body, span: finding.span, text: same.clone() };
        return finding.with_fix(format!("write '{same}'"), vec![edit]);
    }
    finding.with_help(match nearest(&given, values.iter().map(String::as_str)) {
        Some(nearest) => format!("did you mean '{nearest}'?"),
        None if let Some(advice) = check.hook.contract().advice(violation) => advice.to_owned(),
        None => format!("use one of {listed}{more}"),
    })
}

/// Whether two values are the same but for their case, or for the order of a width and a height: Lob writes `4x6` where
/// others write `6x4`.
fn is_same(given: &str, value: &str) -> bool {
    let turned = || given.split_once('x').is_some_and(|(a, b)| a != b && value == format!("{b}x{a}"));
    !given.is_empty() && (given.to_lowercase() == value.to_lowercase() || turned())
}
