//! `wrong-type`: a value is of another type than the partner takes, such as a number where text is due.

use super::{
    Finding,
    check::{Check, named},
};
use crate::contract::Violation;
use crate::source::{SourceId, Span};

pub(super) fn finding(check: &mut Check<'_>, violation: &Violation, types: &[String]) -> Finding {
    let due: Vec<&str> = types.iter().map(|it| in_words(it)).collect();
    let due = due.join(" or ");
    let message = format!("{} must be {due}", named(&violation.pointer));
    let finding = Finding::error("wrong-type", SourceId::Body, Span::empty(0), message);
    let finding = check.of_violation(finding, violation);
    if types.iter().any(|it| it == "string") {
        return finding.with_help("put quotation marks around the value");
    }
    let is_number = types.iter().any(|it| matches!(it.as_str(), "number" | "integer" | "boolean"));
    if is_number { finding.with_help("leave out the quotation marks around the value") } else { finding }
}

/// The names of JSON Schema's types, for people.
fn in_words(name: &str) -> &str {
    match name {
        "string" => "text",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        "array" => "a list",
        "object" => "a group of fields",
        "null" => "null",
        other => other,
    }
}
