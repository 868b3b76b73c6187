//! `wrong-type`: a value is of another type than the partner takes, such as a number where text is due.

use super::{
    Edit, Finding, body_fix,
    check::{Check, named},
};
use crate::contract::Violation;
use crate::payload::{Format, NodeKind};
use crate::source::{InRendered, SourceId, Span};
use crate::source_map::Origin;

pub(super) fn finding(check: &mut Check<'_>, violation: &Violation, types: &[String]) -> Finding {
    let due: Vec<&str> = types.iter().map(|it| in_words(it)).collect();
    let due = due.join(" or ");
    let message = format!("{} must be {due}", named(&violation.pointer));
    let finding = Finding::error("wrong-type", SourceId::Body, Span::empty(0), message);
    let finding = match bracket(check, violation) {
        Some(bracket) => {
            Finding { pointer: Some(violation.pointer.clone()), ..check.in_body(finding, bracket) }
        }
        None => check.of_violation(finding, violation),
    };
    if matches!(check.format, Format::Form | Format::Xml) {
        // Here every value is text, and quotation marks would be part of it.
        return finding.with_help(format!("see to it that the value is {due}"));
    }
    if types.iter().any(|it| it == "string") {
        let finding = finding.with_help("put quotation marks around the value");
        return match quoted(check, violation, &finding) {
            Some(edits) => finding.with_fix("put quotation marks around the value", edits),
            None => finding,
        };
    }
    if let Some((help, edits)) = listed(check, violation, types) {
        let finding = finding.with_help(help);
        return match edits {
            Some(edits) => finding.with_fix(help, edits),
            None => finding,
        };
    }
    let is_number = types.iter().any(|it| matches!(it.as_str(), "number" | "integer" | "boolean"));
    if is_number { finding.with_help("leave out the quotation marks around the value") } else { finding }
}

/// The bracket that a list or a group begins with, when the template writes it: what stands inside is not to blame.
fn bracket(check: &Check<'_>, violation: &Violation) -> Option<Span<InRendered>> {
    let start = violation.span.start as usize;
    let first = Span::new(start, start + 1);
    let is_bracket =
        check.format == Format::Json && violation.span.of(&check.request.body.text).starts_with(['{', '[']);
    (is_bracket && check.request.body.map.is_literal(first)).then_some(first)
}

/// What to do about one group where a list of them is due, or the reverse, and the edits for it.
fn listed(
    check: &Check<'_>,
    violation: &Violation,
    types: &[String],
) -> Option<(&'static str, Option<Vec<Edit>>)> {
    let root = check.payload.as_ref()?.root.as_ref()?;
    let due = |name: &str| types.iter().any(|it| it == name);
    let (start, end) = (violation.span.start as usize, violation.span.end as usize);
    let edits = |places: [Span<InRendered>; 2], texts: [&str; 2]| {
        let edit = |(place, text): (Span<InRendered>, &str)| {
            let span = body_fix::in_text(check, place)?;
            Some(Edit { source: SourceId::Body, span, text: text.to_owned() })
        };
        places.into_iter().zip(texts).map(edit).collect()
    };
    match &root.at(&violation.pointer)?.kind {
        NodeKind::Map(_) if due("array") => {
            let places = [Span::new(start, start + 1), Span::new(end - 1, end)];
            Some(("write `[` before it and `]` after it", edits(places, ["[{", "}]"])))
        }
        NodeKind::List(items) if due("object") && items.len() == 1 => {
            let places = [Span::new(start, start + 1), Span::new(end - 1, end)];
            Some(("leave out the `[` before it and the `]` after it", edits(places, ["", ""])))
        }
        _ => None,
    }
}

/// Quotation marks around a number or truth value that the template writes as it stands, or that one merge tag prints
/// alone.
fn quoted(check: &Check<'_>, violation: &Violation, finding: &Finding) -> Option<Vec<Edit>> {
    let body = &check.request.body;
    let written = violation.span.of(&body.text);
    let is_scalar = written.starts_with(['-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
        || matches!(written, "true" | "false");
    let runs = body.map.touching(violation.span).iter().filter(|it| !it.out.is_empty());
    let mut runs = runs.filter(|it| it.out.end > violation.span.start && it.out.start < violation.span.end);
    let (only, None) = (runs.next()?, runs.next()) else { return None };
    let stands_alone = match only.origin {
        Origin::Text(_) => true,
        // What writes JSON writes quotation marks itself as soon as the value is a text.
        Origin::Value { .. } => {
            only.out == violation.span && !finding.span.of(&check.hook.body().text).contains("json")
        }
        Origin::Skipped { .. } | Origin::Secret { .. } | Origin::Unplaced(_) => false,
    };
    if !is_scalar || !stands_alone || check.format != Format::Json {
        return None;
    }
    let mark =
        |at: u32| Edit { source: SourceId::Body, span: Span::empty(at as usize), text: "\"".to_owned() };
    Some(vec![mark(finding.span.start), mark(finding.span.end)])
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
