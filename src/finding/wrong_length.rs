//! `too-long` and `too-short`: a value has more or fewer characters than the partner takes.

use super::{
    Finding,
    check::{Check, named},
};
use crate::contract::Violation;
use crate::source::{SourceId, Span};

pub(super) fn too_long(check: &mut Check<'_>, violation: &Violation, limit: u64) -> Finding {
    let len = violation.span.of(&check.request.body.text).chars().count();
    let message =
        format!("{} has {len} characters, and at most {limit} are allowed", named(&violation.pointer));
    let finding = Finding::error("too-long", SourceId::Body, Span::empty(0), message);
    let advice = check.hook.contract().advice(violation).unwrap_or("shorten the value");
    check.of_violation(finding, violation).with_help(advice)
}

pub(super) fn too_short(check: &mut Check<'_>, violation: &Violation, limit: u64) -> Finding {
    let message = format!("{} needs at least {limit} characters", named(&violation.pointer));
    let finding = Finding::error("too-short", SourceId::Body, Span::empty(0), message);
    check.of_violation(finding, violation)
}
