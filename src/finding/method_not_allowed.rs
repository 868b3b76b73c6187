//! `method-not-allowed`: the platform cannot send this method, or the partner does not take it.

use super::{
    Finding,
    check::{Check, listed},
};
use crate::source::SourceId;

pub(super) fn check(check: &mut Check<'_>) {
    let (method, span) = check.hook.method();
    let refuses = |allowed: &[String]| !allowed.is_empty() && !allowed.iter().any(|it| it == method);
    let (who, verb, allowed) = match (check.hook.sender_methods(), &check.hook.rules().methods) {
        (allowed, _) if refuses(allowed) => (check.sender(), "send", allowed),
        (_, allowed) if refuses(allowed) => (check.receiver(), "take", allowed.as_slice()),
        _ => return,
    };
    let message = format!("{who} does not {verb} {method}");
    let help = format!("use {}", listed(allowed));
    check.add(Finding::error("method-not-allowed", SourceId::Hook, span, message).with_help(help));
}
