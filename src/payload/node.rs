//! What was read of a payload, as a tree, and JSON pointers into it.

use std::borrow::Cow;

use crate::source::Span;

/// One value of a payload and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node<T> {
    /// All of it, with its quotation marks or brackets. In a form: the text of the value as written, and for
    /// what brackets in names make, from the first to the last pair of it. In XML: what stands between the tags
    /// or the quotation marks, and all of an element that holds more than text.
    pub span: Span<T>,
    /// What it is.
    pub kind: NodeKind<T>,
}

/// What a value of a payload is.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeKind<T> {
    /// `null`, and whatever could not be read at all.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as written: `10.0` stays `10.0`.
    Number(Box<str>),
    /// A text, decoded.
    Str(Box<str>),
    /// An array.
    List(Vec<Node<T>>),
    /// An object: in the order of the text, repeated names included.
    Map(Vec<Member<T>>),
}

/// A name and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Member<T> {
    /// The name, decoded.
    pub key: Box<str>,
    /// The name as written, with its quotation marks.
    pub key_span: Span<T>,
    /// The value.
    pub value: Node<T>,
}

impl<T> NodeKind<T> {
    /// Its type as JSON Schema names it (validation, section 6.1.1); every number is a `number`.
    pub fn type_name(&self) -> &'static str {
        match self {
            NodeKind::Null => "null",
            NodeKind::Bool(_) => "boolean",
            NodeKind::Number(_) => "number",
            NodeKind::Str(_) => "string",
            NodeKind::List(_) => "array",
            NodeKind::Map(_) => "object",
        }
    }
}

impl<T> Node<T> {
    /// The member of this name; the last one if the name is repeated, as in most JSON readers.
    pub fn member(&self, key: &str) -> Option<&Member<T>> {
        match &self.kind {
            NodeKind::Map(members) => members.iter().rev().find(|it| &*it.key == key),
            NodeKind::Null
            | NodeKind::Bool(_)
            | NodeKind::Number(_)
            | NodeKind::Str(_)
            | NodeKind::List(_) => None,
        }
    }

    /// The value that a JSON pointer (RFC 6901) leads to: `""` is the node itself, `/data/0/postcode` a member
    /// of the first element of a member. A number is an index in a list and a name in an object.
    pub fn at(&self, pointer: &str) -> Option<&Node<T>> {
        let mut node = self;
        if pointer.is_empty() {
            return Some(node);
        }
        for token in pointer.strip_prefix('/')?.split('/') {
            node = node.step(token)?;
        }
        Some(node)
    }

    fn step(&self, token: &str) -> Option<&Node<T>> {
        match &self.kind {
            NodeKind::List(items) => items.get(index(token)?),
            NodeKind::Map(_) => self.member(&unescaped(token)).map(|it| &it.value),
            NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::Str(_) => None,
        }
    }

    /// The JSON pointer (RFC 6901) to the smallest value that holds the whole of `place`; none when it lies outside.
    pub fn pointer_of(&self, place: Span<T>) -> Option<String> {
        let holds = |node: &Node<T>| node.span.start <= place.start && place.end <= node.span.end;
        if !holds(self) {
            return None;
        }
        let (mut node, mut pointer) = (self, String::new());
        loop {
            let inner = match &node.kind {
                NodeKind::List(items) => {
                    items.iter().enumerate().find(|(_, it)| holds(it)).map(|(at, it)| (it, at.to_string()))
                }
                NodeKind::Map(members) => {
                    let named = |it| -> (&Node<T>, String) {
                        let it: &Member<T> = it;
                        (&it.value, escaped(&it.key).into_owned())
                    };
                    members.iter().find(|it| holds(&it.value)).map(named)
                }
                NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::Str(_) => None,
            };
            let Some((next, segment)) = inner else { return Some(pointer) };
            pointer.push('/');
            pointer.push_str(&segment);
            node = next;
        }
    }

    /// The same without places: of a repeated name the last value counts, and numbers that no 64-bit integer
    /// holds become the nearest float.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.kind {
            NodeKind::Null => serde_json::Value::Null,
            NodeKind::Bool(it) => serde_json::Value::Bool(*it),
            NodeKind::Number(text) => serde_json::Value::Number(number(text)),
            NodeKind::Str(text) => serde_json::Value::String(text.to_string()),
            NodeKind::List(items) => items.iter().map(Node::to_json).collect(),
            NodeKind::Map(members) => {
                members.iter().map(|it| (it.key.to_string(), it.value.to_json())).collect()
            }
        }
    }
}

/// A name as a step of a JSON pointer (RFC 6901, section 3).
pub(crate) fn escaped(name: &str) -> Cow<'_, str> {
    match name.contains(['~', '/']) {
        true => Cow::Owned(name.replace('~', "~0").replace('/', "~1")),
        false => Cow::Borrowed(name),
    }
}

/// The name that a step of a JSON pointer is.
pub(crate) fn unescaped(step: &str) -> Cow<'_, str> {
    match step.contains('~') {
        // In this order, so that `~01` is `~1` (RFC 6901, section 4).
        true => Cow::Owned(step.replace("~1", "/").replace("~0", "~")),
        false => Cow::Borrowed(step),
    }
}

/// An array index as RFC 6901, section 4, writes it: digits without leading zeros.
fn index(token: &str) -> Option<usize> {
    let plain = token == "0" || !token.starts_with('0');
    let digits = token.bytes().all(|it| it.is_ascii_digit());
    if plain && digits { token.parse().ok() } else { None }
}

fn number(text: &str) -> serde_json::Number {
    // `-0` is an integer by its looks, but only a float keeps its sign.
    if text != "-0" {
        if let Ok(it) = text.parse::<u64>() {
            return it.into();
        }
        if let Ok(it) = text.parse::<i64>() {
            return it.into();
        }
    }
    let float = text.parse::<f64>().unwrap_or_default();
    // RFC 8259, section 6, bounds no number, but a float is bounded: `1e999` is at least very large.
    serde_json::Number::from_f64(float.clamp(f64::MIN, f64::MAX)).unwrap_or_else(|| 0.into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::payload::{Format, read};
    use crate::source::InRendered;

    fn root(text: &str) -> Node<InRendered> {
        read(text, Format::Json).root.expect("a value")
    }

    #[test]
    fn pointers_lead_as_rfc_6901_says() {
        // The document and the answers of RFC 6901, section 5.
        let rfc = r#"{"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8}"#;
        let whole = root(rfc).to_json();
        let answers = [
            (rfc, "", Some(whole)),
            (rfc, "/foo", Some(json!(["bar", "baz"]))),
            (rfc, "/foo/0", Some(json!("bar"))),
            (rfc, "/", Some(json!(0))),
            (rfc, "/a~1b", Some(json!(1))),
            (rfc, "/c%d", Some(json!(2))),
            (rfc, "/e^f", Some(json!(3))),
            (rfc, "/g|h", Some(json!(4))),
            (rfc, "/i\\j", Some(json!(5))),
            (rfc, "/k\"l", Some(json!(6))),
            (rfc, "/ ", Some(json!(7))),
            (rfc, "/m~0n", Some(json!(8))),
            (rfc, "foo", None),
            (rfc, "/foo/2", None),
            (rfc, "/foo/-", None),
            (rfc, "/foo/00", None),
            (rfc, "/foo/+1", None),
            (rfc, "/foo/", None),
            (rfc, "/foo/0/x", None),
            (r#"{"0": "name", "~1": 1}"#, "/0", Some(json!("name"))),
            (r#"{"0": "name", "~1": 1}"#, "/~01", Some(json!(1))),
            (r#"{"a": 1, "a": {"b": 2}}"#, "/a/b", Some(json!(2))),
        ];
        for (text, pointer, expected) in answers {
            assert_eq!(root(text).at(pointer).map(Node::to_json), expected, "{pointer} in {text}");
        }
    }

    #[test]
    fn json_values_keep_what_they_can() {
        let values = [
            ("[0, -1, 18446744073709551615, -9223372036854775808]", json!([0, -1, u64::MAX, i64::MIN])),
            ("[18446744073709551616, 1.0, 1e2]", json!([18_446_744_073_709_551_616.0, 1.0, 100.0])),
            ("[-0, -0.0]", json!([-0.0, -0.0])),
            ("[1e999, -1e999]", json!([f64::MAX, f64::MIN])),
            (r#"{"b": 1, "a": 2, "b": 3}"#, json!({"b": 3, "a": 2})),
        ];
        for (text, expected) in values {
            let value = root(text).to_json();
            assert_eq!(value, expected);
            assert_eq!(value.to_string(), expected.to_string(), "the order and the sign too");
        }
    }

    #[test]
    fn places_have_the_pointer_of_the_smallest_value_around_them() {
        let text = r#"{"a/b": [1, "x y"], "c": {}}"#;
        let of = |start, end| root(text).pointer_of(Span::new(start, end));
        assert_eq!(of(13, 14).as_deref(), Some("/a~1b/1"));
        assert_eq!(of(9, 9).as_deref(), Some("/a~1b/0"));
        assert_eq!(of(9, 14).as_deref(), Some("/a~1b"));
        assert_eq!(of(1, 2).as_deref(), Some(""));
        assert_eq!(of(0, 99), None);
    }
}
