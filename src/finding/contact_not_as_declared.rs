//! `contact-not-as-declared`: the hook file says under `[contact]` what is certain of its contacts, and the contact of
//! this check is not like that.

use std::sync::Arc;

use super::{
    Finding,
    check::{Check, listed},
};
use crate::contract::Keyword;
use crate::source::SourceId;

pub(super) fn check(check: &mut Check<'_>) {
    let Some((declared, span)) = check.hook.declared() else { return };
    for (pointer, keyword) in declared.complaints(check.contact.root()) {
        let mut path = path(&pointer);
        let message = match &keyword {
            Keyword::Required(name) => {
                path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                format!("this contact has no '{path}', and the webhook file says that every contact has")
            }
            _ => format!("'{path}' of this contact is not as the webhook file says: {}", due(&keyword)),
        };
        let mut finding = Finding::warning("contact-not-as-declared", SourceId::Hook, span, message);
        if !path.is_empty() {
            finding.fields = vec![Arc::from(path)];
        }
        check.add(finding.with_help("choose another example contact, or say less under `[contact]`"));
    }
}

/// A pointer as people write the path of a field.
fn path(pointer: &str) -> String {
    let mut path = String::new();
    for segment in pointer.split('/').skip(1) {
        let name = segment.replace("~1", "/").replace("~0", "~");
        let is_index = !name.is_empty() && name.bytes().all(|it| it.is_ascii_digit());
        let (before, after) = if is_index {
            ("[", "]")
        } else if path.is_empty() {
            ("", "")
        } else {
            (".", "")
        };
        path.extend([before, &name, after]);
    }
    path
}

/// What is due, in words.
fn due(keyword: &Keyword) -> String {
    match keyword {
        Keyword::MinLength(1) => "it must not be empty".to_owned(),
        Keyword::MinLength(limit) => format!("it needs at least {limit} characters"),
        Keyword::MaxLength(limit) => format!("it takes at most {limit} characters"),
        Keyword::MinItems(limit) => format!("it needs at least {limit} entries"),
        Keyword::MaxItems(limit) => format!("it takes at most {limit} entries"),
        Keyword::Type(types) => format!("its type must be {}", listed(types)),
        Keyword::Enum(values) => {
            let values: Vec<String> = values.iter().map(ToString::to_string).collect();
            format!("it must be {}", listed(&values))
        }
        Keyword::Pattern(pattern) => format!("it must have the form {pattern}"),
        Keyword::Filled => "it must not be empty".to_owned(),
        Keyword::Other { asks: Some(asks), .. } => format!("it {asks}"),
        keyword => format!("'{}' does not hold", keyword.name()),
    }
}
