//! What the rarer keywords of JSON Schema ask, in people's words, and where their violations stand. The validator's
//! own messages quote the payload and speak of schemas, so none of them reaches a reader.

use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use super::{Keyword, Violation, unknown};
use crate::payload::{Node, NodeKind};
use crate::source::{InRendered, Span};

/// What is asked, in words that go on after the name of the value; none where there are no such words.
pub(super) fn words(kind: &ValidationErrorKind) -> Option<String> {
    use ValidationErrorKind as Kind;
    Some(match kind {
        Kind::Minimum { limit } => format!("must be at least {limit}"),
        Kind::Maximum { limit } => format!("must be at most {limit}"),
        Kind::ExclusiveMinimum { limit } => format!("must be more than {limit}"),
        Kind::ExclusiveMaximum { limit } => format!("must be less than {limit}"),
        Kind::MultipleOf { multiple_of } => format!("must be a multiple of {multiple_of}"),
        Kind::MinProperties { limit: 1 } => "must have at least one field".to_owned(),
        Kind::MinProperties { limit } => format!("must have at least {limit} fields"),
        Kind::MaxProperties { limit: 1 } => "takes only one field".to_owned(),
        Kind::MaxProperties { limit } => format!("takes at most {limit} fields"),
        Kind::AdditionalItems { limit } => format!("takes at most {limit} entries"),
        Kind::UniqueItems => "must not have the same entry twice".to_owned(),
        Kind::FalseSchema => "must be left out".to_owned(),
        Kind::Format { format } => format!("must be {}", form(format)?),
        Kind::Not { schema } => format!("must not have {}", only_required(schema)?),
        Kind::OneOfMultipleValid { .. } => "takes only one of the alternatives that are given".to_owned(),
        Kind::PropertyNames { .. } => "has a key that is not allowed".to_owned(),
        Kind::Contains => "lacks an entry that it needs".to_owned(),
        _ => return None,
    })
}

/// The formats of JSON Schema, section 7.3 of its validation part, by an example where that says more than a name.
fn form(format: &str) -> Option<&'static str> {
    Some(match format {
        "date" => "a date such as 2026-11-21",
        "date-time" => "a date with a time such as 2026-11-21T09:30:00Z",
        "time" => "a time such as 09:30:00Z",
        "email" | "idn-email" => "an email address",
        "uri" | "iri" => "an address such as https://example.com/",
        "hostname" | "idn-hostname" => "the name of a host such as example.com",
        "ipv4" | "ipv6" => "an IP address",
        "uuid" => "a UUID such as 123e4567-e89b-12d3-a456-426614174000",
        _ => return None,
    })
}

/// The keys of a schema that asks for nothing but them.
fn only_required(schema: &Value) -> Option<String> {
    let keys = schema.get("required")?.as_array()?.iter().filter_map(Value::as_str);
    let keys: Vec<String> = keys.map(|it| format!("'{it}'")).collect();
    (!keys.is_empty()).then(|| keys.join(" and "))
}

/// Where a violation stands when that is not the whole value: the entry that is there twice, the first member or
/// entry too many.
pub(super) fn place(kind: &ValidationErrorKind, node: &Node<InRendered>) -> Option<Span<InRendered>> {
    match (kind, &node.kind) {
        (ValidationErrorKind::UniqueItems, NodeKind::List(items)) => {
            let values: Vec<Value> = items.iter().map(Node::to_json).collect();
            let again = values.iter().enumerate().find(|(at, it)| values.iter().take(*at).any(|b| b == *it));
            again.and_then(|(at, _)| items.get(at)).map(|it| it.span)
        }
        (ValidationErrorKind::MaxItems { limit }, NodeKind::List(items)) => {
            items.get(usize::try_from(*limit).ok()?).map(|it| it.span)
        }
        (ValidationErrorKind::MaxProperties { limit }, NodeKind::Map(members)) => {
            members.get(usize::try_from(*limit).ok()?).map(|it| it.key_span)
        }
        _ => None,
    }
}

/// A key that the schema forbids, at the key.
pub(super) fn refused(root: &Value, whole: &Violation, key: &str, payload: &Node<InRendered>) -> Violation {
    let member = payload.at(&whole.pointer).and_then(|it| it.member(key));
    let schema = root.pointer(&whole.schema).unwrap_or(&Value::Null);
    let known = unknown::known(root, schema);
    Violation {
        pointer: format!("{}/{}", whole.pointer, key.replace('~', "~0").replace('/', "~1")),
        schema: whole.schema.clone(),
        span: member.map_or(whole.span, |it| it.key_span),
        keyword: Keyword::UnknownKey { key: key.to_owned(), known, is_refused: true },
    }
}
