//! `empty-mandatory-field`: a field that the partner needs is there, but empty or nothing but spaces. It is the
//! commonest fault of all: a contact without a postcode renders `""`, which is there.

use super::{
    Finding,
    check::{Check, named},
};
use crate::contract::Violation;
use crate::source::{SourceId, Span};

pub(super) fn finding(check: &mut Check<'_>, violation: &Violation) -> Finding {
    let name = named(&violation.pointer);
    let empty = if violation.span.is_empty() { "be empty" } else { "be only spaces" };
    let message = format!("{name} must not {empty}: {} rejects the record", check.receiver());
    let finding = Finding::error("empty-mandatory-field", SourceId::Body, Span::empty(0), message);
    let finding = check.of_violation(finding, violation);
    let help = match finding.fields.as_slice() {
        [] => "fill it in".to_owned(),
        [field] => format!("'{field}' is empty for this contact: send only to contacts that have it"),
        fields => {
            format!("{} are empty for this contact: send only to contacts that have one", fields.join(", "))
        }
    };
    finding.with_help(help)
}
