//! `contract-violation`: the request is not as the partner asks in a way that has no rule of its own.

use super::{
    Finding,
    check::{Check, name_of},
};
use crate::contract::{Keyword, Violation};
use crate::source::{SourceId, Span};

pub(super) fn finding(check: &mut Check<'_>, violation: &Violation) -> Finding {
    let name = name_of(&violation.pointer);
    let keyword = &violation.keyword;
    // A regular expression and the validator's own words are for those who have no better.
    let is_advised = check.hook.contract().advice(&violation.pointer, keyword.name()).is_some();
    let message = match keyword {
        Keyword::MinItems(1) => format!("'{name}' must not be an empty list"),
        Keyword::MinItems(limit) => format!("'{name}' needs at least {limit} entries"),
        Keyword::MaxItems(limit) => format!("'{name}' takes at most {limit} entries"),
        Keyword::Pattern(pattern) if !is_advised => {
            format!("'{name}' does not have the form that {} asks for: {pattern}", check.receiver())
        }
        Keyword::Other { message, .. } if !is_advised => format!("'{name}': {message}"),
        Keyword::Pattern(_) => format!("'{name}' does not have the form that {} asks for", check.receiver()),
        Keyword::Required(_)
        | Keyword::MinLength(_)
        | Keyword::MaxLength(_)
        | Keyword::Type(_)
        | Keyword::Enum(_)
        | Keyword::UnknownKey { .. }
        | Keyword::Other { .. } => format!("'{name}' is not as {} asks", check.receiver()),
    };
    let finding = Finding::error("contract-violation", SourceId::Body, Span::empty(0), message);
    check.of_violation(finding, violation)
}
