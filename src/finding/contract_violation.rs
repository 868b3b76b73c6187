//! `contract-violation`: the request is not as the partner asks in a way that has no rule of its own.

use serde_json::Value;

use super::{
    Finding,
    check::{Check, named},
};
use crate::contract::{Keyword, Violation};
use crate::source::{SourceId, Span};

pub(super) fn finding(check: &mut Check<'_>, violation: &Violation) -> Finding {
    let name = named(&violation.pointer);
    let receiver = check.receiver();
    let message = match &violation.keyword {
        Keyword::MinItems(1) => format!("{name} must not be an empty list"),
        Keyword::MinItems(limit) => format!("{name} needs at least {limit} entries"),
        Keyword::MaxItems(1) => format!("{name} takes only one entry"),
        Keyword::MaxItems(limit) => format!("{name} takes at most {limit} entries"),
        Keyword::Pattern(_) => format!("{name} does not have the form that {receiver} asks for"),
        Keyword::Other { asks: Some(asks), .. } => format!("{name} {asks}"),
        Keyword::Required(_)
        | Keyword::Filled
        | Keyword::MinLength(_)
        | Keyword::MaxLength(_)
        | Keyword::Type(_)
        | Keyword::Enum(_)
        | Keyword::UnknownKey { .. }
        | Keyword::OneGroupOf(_)
        | Keyword::Other { asks: None, .. } => format!("{name} is not as {receiver} asks"),
    };
    let finding = Finding::error("contract-violation", SourceId::Body, Span::empty(0), message);
    let finding = check.of_violation(finding, violation);
    let contract = check.hook.contract();
    match (contract.advice(violation), &violation.keyword) {
        (Some(advice), _) => finding.with_help(advice),
        (None, Keyword::Pattern(pattern)) => finding.with_help(match example(check, violation) {
            Some(example) => format!("write it as in '{example}'"),
            None => format!("the form, as a regular expression: {pattern}"),
        }),
        (None, _) => finding,
    }
}

/// A text that the schema gives as an example of the value.
fn example<'c>(check: &Check<'c>, violation: &Violation) -> Option<&'c str> {
    let examples = check.hook.contract().describes(&violation.pointer)?.get("examples")?.as_array()?;
    examples.iter().find_map(Value::as_str)
}
