//! `content-type-not-allowed`: the platform cannot send this content type, or the partner does not take it.

use super::{
    Finding,
    check::{Check, listed},
};
use crate::payload::Format;
use crate::source::{SourceId, Span};

pub(super) fn check(check: &mut Check<'_>) {
    if check.payload.is_none() {
        return;
    }
    let content_type = check.hook.content_type(check.request);
    let (sent, taken) = (check.hook.sender_content_types(), check.hook.rules().content_types.as_slice());
    let (who, verb, allowed, others) = match () {
        () if !sends(sent, &content_type) => (check.sender(), "send", sent, taken),
        // A partner that Hookproof does not know may take any.
        () if check.hook.rules().id == "generic" => return,
        () if !taken.is_empty() && !taken.contains(&content_type) => (check.receiver(), "take", taken, sent),
        () => return,
    };
    let message = format!("{who} does not {verb} '{content_type}'");
    let fitting: Vec<String> =
        allowed.iter().filter(|it| others.is_empty() || others.contains(it)).cloned().collect();
    let help = match fitting.as_slice() {
        [] => format!(
            "{} sends only {}, and {} takes only {}: call it through a service in between, such as Zapier",
            check.sender(),
            listed(sent),
            check.receiver(),
            listed(taken)
        ),
        fitting => format!("set the header Content-Type to {}", listed(fitting)),
    };
    let finding = match check.request.header("Content-Type") {
        Some((name, part)) => {
            let finding = Finding::error(
                "content-type-not-allowed",
                SourceId::Header(name.clone()),
                Span::empty(0),
                message,
            );
            check.blaming(finding, part, Span::new(0, part.text.len()))
        }
        None => Finding::error("content-type-not-allowed", SourceId::Hook, Span::empty(0), message),
    };
    check.add(finding.with_help(help));
}

/// Whether a platform sends what a content type names: one that it lists, or another name for JSON or XML, since what
/// it documents is the form of the body.
fn sends(listed: &[String], content_type: &str) -> bool {
    let format = Format::of(content_type);
    let is_same = |it: &String| format != Format::Text && Format::of(it) == format;
    listed.is_empty() || listed.iter().any(|it| it == content_type || is_same(it))
}
