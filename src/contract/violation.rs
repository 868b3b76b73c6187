//! What a payload violates, and where.

use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::Value;

use crate::payload::{Format, Node, NodeKind};
use crate::source::{InRendered, Span};

/// A place of the payload that is not as the contract asks.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// The place, as a JSON pointer.
    pub pointer: String,
    /// The place in the rendered body: inside the quotation marks of a text; the opening brace of a map that lacks
    /// a member.
    pub span: Span<InRendered>,
    /// What is asked.
    pub keyword: Keyword,
}

/// What is asked of a place.
#[derive(Clone, Debug, PartialEq)]
pub enum Keyword {
    /// The member of this name, which is not there.
    Required(String),
    /// At least this many characters.
    MinLength(u64),
    /// At most this many characters.
    MaxLength(u64),
    /// One of these types, by their names in JSON Schema.
    Type(Vec<String>),
    /// One of these values.
    Enum(Vec<Value>),
    /// A match of this regular expression.
    Pattern(String),
    /// At least this many elements.
    MinItems(u64),
    /// At most this many elements.
    MaxItems(u64),
    /// Not this key, which the schema does not know; with the keys that it knows there.
    UnknownKey {
        /// The key.
        key: String,
        /// The known keys and, for each, the wrong names that people write for it.
        known: Vec<(String, Vec<String>)>,
    },
    /// Anything else, in the validator's words.
    Other {
        /// The keyword.
        keyword: String,
        /// What the validator says.
        message: String,
    },
}

impl Violation {
    pub(super) fn new(
        error: &jsonschema::ValidationError<'_>,
        payload: &Node<InRendered>,
        format: Format,
    ) -> Violation {
        let pointer = error.instance_path().to_string();
        let keyword = Keyword::of(error);
        let node = payload.at(&pointer).unwrap_or(payload);
        let span = match keyword {
            Keyword::Required(_) => Span::new(node.span.start as usize, node.span.start as usize + 1),
            _ => inside(node, format),
        };
        Violation { pointer, span, keyword }
    }
}

/// The place of a value's own text: a text without its quotation marks, so that an empty one is found between them.
fn inside(node: &Node<InRendered>, format: Format) -> Span<InRendered> {
    match &node.kind {
        NodeKind::Str(_) if format == Format::Json => {
            Span::new(node.span.start as usize + 1, (node.span.end as usize).saturating_sub(1))
        }
        _ => node.span,
    }
}

impl Keyword {
    /// Its name in JSON Schema; for a key that the schema does not know, `additionalProperties`.
    pub fn name(&self) -> &str {
        match self {
            Keyword::Required(_) => "required",
            Keyword::MinLength(_) => "minLength",
            Keyword::MaxLength(_) => "maxLength",
            Keyword::Type(_) => "type",
            Keyword::Enum(_) => "enum",
            Keyword::Pattern(_) => "pattern",
            Keyword::MinItems(_) => "minItems",
            Keyword::MaxItems(_) => "maxItems",
            Keyword::UnknownKey { .. } => "additionalProperties",
            Keyword::Other { keyword, .. } => keyword,
        }
    }

    pub(super) fn of(error: &jsonschema::ValidationError<'_>) -> Keyword {
        match error.kind() {
            ValidationErrorKind::Required { property } => {
                Keyword::Required(property.as_str().unwrap_or_default().to_owned())
            }
            ValidationErrorKind::MinLength { limit } => Keyword::MinLength(*limit),
            ValidationErrorKind::MaxLength { limit } => Keyword::MaxLength(*limit),
            ValidationErrorKind::MinItems { limit } => Keyword::MinItems(*limit),
            ValidationErrorKind::MaxItems { limit } => Keyword::MaxItems(*limit),
            ValidationErrorKind::Type { kind } => Keyword::Type(match kind {
                TypeKind::Single(one) => vec![one.to_string()],
                TypeKind::Multiple(several) => several.iter().map(|it| it.to_string()).collect(),
            }),
            ValidationErrorKind::Enum { options } => {
                Keyword::Enum(options.as_array().cloned().unwrap_or_default())
            }
            ValidationErrorKind::Constant { expected_value } => {
                Keyword::Enum(vec![(**expected_value).clone()])
            }
            ValidationErrorKind::Pattern { pattern } => Keyword::Pattern(pattern.clone()),
            kind => Keyword::Other { keyword: kind.keyword().to_owned(), message: error.to_string() },
        }
    }
}
