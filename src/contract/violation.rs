//! What a payload violates, and where.

use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::Value;

use super::{alternatives, asks};
use crate::payload::{Format, Node, NodeKind};
use crate::source::{InRendered, Span};

/// A place of the payload that is not as the contract asks.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// The place, as a JSON pointer.
    pub pointer: String,
    /// The schema object that asks for it, as a JSON pointer into the schema.
    pub schema: String,
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
    /// A text that is more than spaces.
    Filled,
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
        /// Whether the schema forbids such keys.
        is_refused: bool,
    },
    /// All members of one of these groups, filled in.
    OneGroupOf(Vec<Vec<String>>),
    /// Anything else.
    Other {
        /// The keyword.
        keyword: String,
        /// What it asks, in words that go on after the name of the value: `must be at least 1`. None where there are
        /// no such words.
        asks: Option<String>,
    },
}

impl Violation {
    /// What the validator's error comes to: mostly one violation, several where the best of some alternatives is told
    /// in their place.
    pub(super) fn all(
        root: &Value,
        error: &jsonschema::ValidationError<'_>,
        payload: &Node<InRendered>,
        format: Format,
    ) -> Vec<Violation> {
        match error.kind() {
            ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
                let all = |it: &jsonschema::ValidationError<'_>| Violation::all(root, it, payload, format);
                let branches = context.iter().map(|errors| errors.iter().flat_map(all).collect()).collect();
                alternatives::told(Violation::new(error, payload, format), branches, payload)
            }
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                let whole = Violation::new(error, payload, format);
                unexpected.iter().map(|key| asks::refused(root, &whole, key, payload)).collect()
            }
            _ => vec![Violation::new(error, payload, format)],
        }
    }

    fn new(error: &jsonschema::ValidationError<'_>, payload: &Node<InRendered>, format: Format) -> Violation {
        let pointer = error.instance_path().to_string();
        let node = payload.at(&pointer).unwrap_or(payload);
        let keyword = Keyword::of(error, node);
        let span = match keyword {
            Keyword::Required(_) => opening(node),
            _ => asks::place(error.kind(), node).unwrap_or_else(|| inside(node, format)),
        };
        let path = error.schema_path().as_str();
        let schema = path.rfind(&format!("/{}", error.kind().keyword())).and_then(|at| path.get(..at));
        Violation { pointer, schema: schema.unwrap_or(path).to_owned(), span, keyword }
    }
}

/// The opening brace of a map.
fn opening(node: &Node<InRendered>) -> Span<InRendered> {
    Span::new(node.span.start as usize, node.span.start as usize + 1)
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
            Keyword::Filled | Keyword::MinLength(_) => "minLength",
            Keyword::MaxLength(_) => "maxLength",
            Keyword::Type(_) => "type",
            Keyword::Enum(_) => "enum",
            Keyword::Pattern(_) => "pattern",
            Keyword::MinItems(_) => "minItems",
            Keyword::MaxItems(_) => "maxItems",
            Keyword::UnknownKey { .. } => "additionalProperties",
            Keyword::OneGroupOf(_) => "anyOf",
            Keyword::Other { keyword, .. } => keyword,
        }
    }

    pub(super) fn of<T>(error: &jsonschema::ValidationError<'_>, node: &Node<T>) -> Keyword {
        match error.kind() {
            ValidationErrorKind::Required { property } => {
                Keyword::Required(property.as_str().unwrap_or_default().to_owned())
            }
            ValidationErrorKind::MinLength { .. } if is_blank(node) => Keyword::Filled,
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
            kind => Keyword::Other { keyword: kind.keyword().to_owned(), asks: asks::words(kind) },
        }
    }
}

/// Whether it is a text of nothing but spaces: partners take such a field for empty.
pub(super) fn is_blank<T>(node: &Node<T>) -> bool {
    matches!(&node.kind, NodeKind::Str(text) if text.trim().is_empty())
}
