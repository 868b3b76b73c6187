//! `body-not-form`: the body is JSON, and the request says that it is a form. The partner finds none of the names in
//! it, or one long one.

use super::{
    Finding,
    check::{Check, listed},
};
use crate::payload::Format;
use crate::source::{SourceId, Span};

pub(super) fn check(check: &mut Check<'_>) {
    if check.format != Format::Form || check.payload.is_none() {
        return;
    }
    let text = check.request.body.text.as_str();
    let at = text.len() - text.trim_start().len();
    if !text.get(at..).is_some_and(is_json) {
        return;
    }
    if Format::of(&check.hook.content_type(check.request)) != Format::Form {
        // The header says so, and `content-type-not-allowed` that the partner takes no JSON.
        check.payload = None;
        return;
    }
    let message = "this is JSON, but it is sent as a form";
    let finding = Finding::error("body-not-form", SourceId::Body, Span::empty(0), message);
    let finding = check.in_body(finding, Span::new(at, at + 1));
    check.add(finding.with_help(help(check)));
    // What a form would lack follows from it.
    check.payload = None;
}

/// Whether a text begins as an object or a list of objects of JSON does. A form does not begin so.
fn is_json(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(['{', '[']).map(str::trim_start) else { return false };
    rest.starts_with('"') && rest.contains("\":") || rest.starts_with('{') && is_json(rest)
}

/// JSON where the platform sends it and the partner takes it; else the form.
fn help(check: &Check<'_>) -> String {
    let (sent, taken) = (check.hook.sender_content_types(), &check.hook.rules().content_types);
    let has_json =
        |types: &[String]| types.is_empty() || types.iter().any(|it| Format::of(it) == Format::Json);
    if has_json(sent) && has_json(taken) {
        return "set the header Content-Type to application/json".to_owned();
    }
    let form = "write each pair as `name=value`, with `&` between the pairs";
    match has_json(sent) {
        true => format!("{form}: {} takes only {}", check.receiver(), listed(taken)),
        false => format!("{form}: {} sends only {}", check.sender(), listed(sent)),
    }
}
