//! `empty-mandatory-field`: a field that the partner needs is there, but empty. It is the commonest fault of all: a
//! contact without a postcode renders `""`, which is there.

use super::{
    Finding,
    check::{Check, name_of},
};
use crate::contract::Violation;
use crate::source::{SourceId, Span};

/// The finding, when the value is empty.
pub(super) fn finding(check: &mut Check<'_>, violation: &Violation) -> Option<Finding> {
    if !violation.span.is_empty() {
        return None;
    }
    let name = name_of(&violation.pointer);
    let message = format!("'{name}' must not be empty: {} rejects the record", check.receiver());
    let finding = Finding::error("empty-mandatory-field", SourceId::Body, Span::empty(0), message);
    let finding = check.of_violation(finding, violation);
    let help = match finding.fields.as_slice() {
        [] => "fill it in".to_owned(),
        [field] => format!("'{field}' is empty for this contact: send only to contacts that have it"),
        fields => {
            format!("{} are empty for this contact: send only to contacts that have one", fields.join(", "))
        }
    };
    Some(finding.with_help(help))
}
