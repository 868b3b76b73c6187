//! A try at a delivery, as the log tells it.

use annotate_snippets::normalize_untrusted_str;
use hookproof::delivery::{Outcome, redact};
use hookproof_dispatch::Entry;
use serde_json::json;

use crate::when;

/// How much of an answer a line shows.
const SHOWN_CHARS: usize = 160;

/// On one line: `2026-11-21 09:30:00 UTC  thank-you  4•••  try 1  201  delivered  id ltr_1  {"id":"ltr_1"}`.
pub(crate) fn entry(it: &Entry, show_values: bool) -> String {
    let mut parts = vec![
        when::said(it.ended),
        way(it),
        shown(&it.contact, show_values),
        format!("try {}", it.attempt),
        outcome(it.outcome),
        it.status.name().to_owned(),
    ];
    parts.extend(it.partner_id.as_ref().map(|it| format!("id {it}")));
    parts.extend(it.answer.as_ref().map(|it| excerpt(&answer(it, show_values))));
    parts.retain(|it| !it.is_empty());
    normalize_untrusted_str(&parts.join("  "))
}

/// The connection, with the webhook where several go by it.
fn way(it: &Entry) -> String {
    if it.hook == it.connection { it.hook.clone() } else { format!("{} ({})", it.connection, it.hook) }
}

/// As an object.
pub(crate) fn entry_as_json(it: &Entry, show_values: bool) -> String {
    let (status, fault) = match it.outcome {
        Outcome::Answered { status, .. } => (Some(status), None),
        Outcome::Fault(fault) => (None, Some(fault.name())),
    };
    let object = json!({
        "connection": it.connection,
        "hook": it.hook,
        "contact": shown(&it.contact, show_values),
        "key": it.key,
        "try": it.attempt,
        "started": when::written(it.started),
        "ended": when::written(it.ended),
        "status": status,
        "fault": fault,
        "standing": it.status.name(),
        "partner_id": it.partner_id,
        "answer": it.answer.as_ref().map(|it| answer(it, show_values)),
    });
    object.to_string()
}

/// How a try ended, in a word.
fn outcome(of: Outcome) -> String {
    match of {
        Outcome::Answered { status, .. } => status.to_string(),
        Outcome::Fault(fault) => fault.name().to_owned(),
    }
}

/// A value of a contact.
fn shown(value: &str, show_values: bool) -> String {
    if show_values { value.to_owned() } else { redact::value(value) }
}

/// The beginning of an answer.
pub(super) fn answer(body: &str, show_values: bool) -> String {
    if show_values { body.to_owned() } else { redact::answer(body) }
}

/// On one line, and not too long for one.
fn excerpt(text: &str) -> String {
    let plain: Vec<&str> = text.split_whitespace().collect();
    let plain = plain.join(" ");
    match plain.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", plain.get(..end).unwrap_or_default()),
        None => plain,
    }
}
