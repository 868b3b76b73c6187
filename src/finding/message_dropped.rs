//! `message-dropped`: the template drops the message for this contact, as `CleverTap`'s `{% abort %}` does. The
//! request is never sent, so nothing else is looked at.

use super::{Finding, check::Check};
use crate::source::{SourceId, Span};

/// Whether the message is dropped.
pub(super) fn check(check: &mut Check<'_>) -> bool {
    let dropped =
        check.request.parts().find(|(_, part)| part.aborted).map(|(source, part)| (source, part.text.len()));
    let Some((source, at)) = dropped else { return false };
    let span = match source {
        SourceId::Body => Span::new(at.min(check.hook.body().text.len()), check.hook.body().text.len()),
        _ => Span::empty(0),
    };
    let message = format!("the template drops the message: {} sends nothing to this contact", check.sender());
    check.add(Finding::info("message-dropped", source, span, message));
    true
}
