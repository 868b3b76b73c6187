//! `content-type-not-allowed`: the platform cannot send this content type, or the partner does not take it.

use super::{
    Finding,
    check::{Check, listed},
};
use crate::source::{SourceId, Span};

pub(super) fn check(check: &mut Check<'_>) {
    if check.payload.is_none() {
        return;
    }
    let content_type = check.hook.content_type(check.request);
    let refuses = |allowed: &[String]| !allowed.is_empty() && !allowed.contains(&content_type);
    let (who, verb, allowed) = match (check.hook.sender_content_types(), &check.hook.rules().content_types) {
        (allowed, _) if refuses(allowed) => (check.sender(), "send", allowed),
        (_, allowed) if refuses(allowed) => (check.receiver(), "take", allowed.as_slice()),
        _ => return,
    };
    let message = format!("{who} does not {verb} '{content_type}'");
    let help = format!("set the header Content-Type to {}", listed(allowed));
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
