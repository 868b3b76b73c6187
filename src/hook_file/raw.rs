//! TOML and JSON as one kind of tree, with places where there are any.

use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Located, TextMap};
use crate::finding::Finding;
use crate::limits;
use crate::payload::{Member, Node, NodeKind};
use crate::source::{InTemplate, SourceId, Span};

/// A value of a hook file.
pub(crate) enum Raw {
    /// Text.
    Text(Located),
    /// A number, a truth value, a date, or null.
    Scalar(Value, Span<InTemplate>),
    /// A list.
    List(Vec<Raw>, Span<InTemplate>),
    /// A table, in the order of the file.
    Table(Vec<(Located, Raw)>, Span<InTemplate>),
}

impl Raw {
    pub(crate) fn span(&self) -> Span<InTemplate> {
        match self {
            Raw::Text(text) => text.span,
            Raw::Scalar(_, span) | Raw::List(_, span) | Raw::Table(_, span) => *span,
        }
    }

    /// The same as the tree that JSON is read into.
    pub(crate) fn into_node(self) -> Node<InTemplate> {
        let span = self.span();
        let kind = match self {
            Raw::Text(text) => NodeKind::Str(text.text.into()),
            Raw::Scalar(value, _) => scalar(value),
            Raw::List(items, _) => NodeKind::List(items.into_iter().map(Raw::into_node).collect()),
            Raw::Table(members, _) => {
                let member = |(key, value): (Located, Raw)| Member {
                    key: key.text.into(),
                    key_span: key.span,
                    value: value.into_node(),
                };
                NodeKind::Map(members.into_iter().map(member).collect())
            }
        };
        Node { span, kind }
    }
}

fn scalar(value: Value) -> NodeKind<InTemplate> {
    match value {
        Value::Bool(it) => NodeKind::Bool(it),
        Value::Number(it) => NodeKind::Number(it.to_string().into()),
        Value::String(it) => NodeKind::Str(it.into()),
        // Lists and tables are no scalars.
        Value::Null | Value::Array(_) | Value::Object(_) => NodeKind::Null,
    }
}

/// Reads TOML as far as it can be read.
pub(crate) fn from_toml(text: &str, source: &SourceId) -> (Raw, Vec<Finding>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let findings = errors.into_iter().map(|error| {
        let span = error.span().unwrap_or(0..0);
        let message = error.message().lines().next().unwrap_or("this is not TOML").to_owned();
        Finding::error(
            "hook-file-syntax",
            source.clone(),
            Span::new(span.start, span.end.min(text.len())),
            message,
        )
    });
    let whole = Span::new(0, text.len());
    (from_table(text, table.get_ref(), whole), findings.collect())
}

fn from_table(text: &str, table: &DeTable<'_>, span: Span<InTemplate>) -> Raw {
    let mut members: Vec<(Located, Raw)> = table
        .iter()
        .map(|(key, value)| (located(text, key.get_ref(), key.span()), from_value(text, value)))
        .collect();
    members.sort_by_key(|(key, _)| key.span);
    Raw::Table(members, span)
}

fn from_value(text: &str, value: &Spanned<DeValue<'_>>) -> Raw {
    let range = value.span();
    let span = Span::new(range.start, range.end);
    match value.get_ref() {
        DeValue::String(string) => Raw::Text(located(text, string, range)),
        DeValue::Integer(number) => {
            let parsed = i64::from_str_radix(number.as_str(), number.radix());
            Raw::Scalar(parsed.map_or(Value::Null, Value::from), span)
        }
        DeValue::Float(number) => {
            Raw::Scalar(number.as_str().parse::<f64>().map_or(Value::Null, Value::from), span)
        }
        DeValue::Boolean(it) => Raw::Scalar(Value::Bool(*it), span),
        DeValue::Datetime(date) => Raw::Scalar(Value::String(date.to_string()), span),
        DeValue::Array(items) => Raw::List(items.iter().map(|item| from_value(text, item)).collect(), span),
        DeValue::Table(table) => from_table(text, table, span),
    }
}

fn located(file: &str, text: &str, range: std::ops::Range<usize>) -> Located {
    let literal = file.get(range.clone()).unwrap_or_default();
    let is_quoted = literal.starts_with(['"', '\'']);
    let map = if is_quoted { TextMap::new(literal, text, range.start) } else { TextMap::default() };
    Located { text: text.to_owned(), span: Span::new(range.start, range.end), map }
}

/// JSON has no places: it was made by a program. What nests deeper than a contact's schema could is left out.
pub(crate) fn from_json(value: &Value) -> Raw {
    from_json_to(value, limits::MAX_DEPTH)
}

fn from_json_to(value: &Value, depth: usize) -> Raw {
    let nowhere = Span::empty(0);
    let Some(depth) = depth.checked_sub(1) else { return Raw::Scalar(Value::Null, nowhere) };
    match value {
        Value::String(text) => Raw::Text(from_text(text)),
        Value::Array(items) => {
            Raw::List(items.iter().map(|item| from_json_to(item, depth)).collect(), nowhere)
        }
        Value::Object(members) => Raw::Table(
            members.iter().map(|(key, value)| (from_text(key), from_json_to(value, depth))).collect(),
            nowhere,
        ),
        scalar => Raw::Scalar(scalar.clone(), nowhere),
    }
}

fn from_text(text: &str) -> Located {
    Located { text: text.to_owned(), ..Located::default() }
}
