//! Values that a format can only write as text, as what the schema asks for in their place.
//!
//! In forms and XML every value is text, and a single element of a list does not look like a list. A receiver reads
//! them by what it expects, so the contract is held against that: `12` where a whole number is due is one, `abc`
//! stays text and is told of. Places stay as they are.

use std::collections::BTreeMap;

use serde_json::Value;

use super::unknown::resolve;
use crate::payload::{Member, Node, NodeKind};
use crate::source::{InRendered, Span};

/// How deep `anyOf` and its like are looked into: schemas nest them once or twice, and a circle of references must
/// end soon even where each turn branches.
const MAX_COMBINED: usize = 4;

/// The payload with its texts read by the schema.
pub(super) fn coerce(root: &Value, payload: &Node<InRendered>) -> Node<InRendered> {
    Coercion { root }.node(Some(root), payload, false)
}

struct Coercion<'s> {
    root: &'s Value,
}

impl<'s> Coercion<'s> {
    /// `is_item` says that the node is an element of a list already. Recursion follows the payload, whose depth its
    /// reader limits.
    fn node(&self, schema: Option<&'s Value>, node: &Node<InRendered>, is_item: bool) -> Node<InRendered> {
        let Some(schema) = schema else { return node.clone() };
        let types = self.types(schema, 0);
        let due = |name: &str| types.contains(&name);
        if due("array") && !is_item && !due(node.kind.type_name()) && !matches!(node.kind, NodeKind::List(_))
        {
            let only = self.node(self.items(schema, 0), node, true);
            return Node { span: node.span, kind: NodeKind::List(vec![only]) };
        }
        let kind = match &node.kind {
            NodeKind::Str(text) if !types.is_empty() && !due("string") => scalar(text, &due),
            NodeKind::List(items) => {
                let schema = self.items(schema, 0);
                NodeKind::List(items.iter().map(|it| self.node(schema, it, true)).collect())
            }
            NodeKind::Map(members) => NodeKind::Map(self.members(schema, members)),
            other => other.clone(),
        };
        Node { span: node.span, kind }
    }

    /// Members of one name become a list where a list is due.
    fn members(&self, schema: &'s Value, members: &[Member<InRendered>]) -> Vec<Member<InRendered>> {
        let mut read: Vec<Member<InRendered>> = Vec::with_capacity(members.len());
        let mut lists: BTreeMap<&str, usize> = BTreeMap::new();
        for member in members {
            let inner = self.property(schema, &member.key, 0);
            let is_list = inner.is_some_and(|it| self.types(it, 0).contains(&"array"));
            let same = lists.get(&*member.key).and_then(|&at| read.get_mut(at));
            if let Some(Member { value: Node { span, kind: NodeKind::List(items) }, .. }) = same {
                *span = Span::union(*span, member.value.span);
                let items_schema = inner.and_then(|it| self.items(it, 0));
                items.push(self.node(items_schema, &member.value, true));
                continue;
            }
            if is_list {
                lists.insert(&member.key, read.len());
            }
            let value = self.node(inner, &member.value, false);
            read.push(Member { key: member.key.clone(), key_span: member.key_span, value });
        }
        read
    }

    /// The types that a schema takes; none when it takes any. What it combines is looked into a few levels deep only,
    /// so that a circle of references ends.
    fn types(&self, schema: &'s Value, depth: usize) -> Vec<&'s str> {
        let schema = resolve(self.root, schema);
        match schema.get("type") {
            Some(Value::String(one)) => return vec![one],
            Some(Value::Array(several)) => return several.iter().filter_map(Value::as_str).collect(),
            _ => {}
        }
        let values = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
        let mut types: Vec<&str> = values.chain(schema.get("const")).map(type_of_value).collect();
        if types.is_empty() && depth < MAX_COMBINED {
            let inner = combined(schema).map(|it| self.types(it, depth + 1));
            types = inner.flatten().collect();
        }
        types.sort_unstable();
        types.dedup();
        types
    }

    fn items(&self, schema: &'s Value, depth: usize) -> Option<&'s Value> {
        let schema = resolve(self.root, schema);
        schema.get("items").or_else(|| {
            combined(schema).filter(|_| depth < MAX_COMBINED).find_map(|it| self.items(it, depth + 1))
        })
    }

    fn property(&self, schema: &'s Value, name: &str, depth: usize) -> Option<&'s Value> {
        let schema = resolve(self.root, schema);
        let own = schema.get("properties").and_then(|it| it.get(name));
        let deeper = || {
            combined(schema)
                .filter(|_| depth < MAX_COMBINED)
                .find_map(|it| self.property(it, name, depth + 1))
        };
        own.or_else(deeper).or_else(|| schema.get("additionalProperties").filter(|it| it.is_object()))
    }
}

/// The schemas that a schema is made of.
fn combined(schema: &Value) -> impl Iterator<Item = &Value> {
    let lists = ["allOf", "anyOf", "oneOf"].into_iter().filter_map(|it| schema.get(it)?.as_array()).flatten();
    lists.chain(["then", "else"].into_iter().filter_map(|it| schema.get(it)))
}

/// A text as the first type that is due and that it can be read as; else the text.
fn scalar(text: &str, due: &dyn Fn(&str) -> bool) -> NodeKind<InRendered> {
    let is_number = text.starts_with(['-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
        && text.ends_with(|it: char| it.is_ascii_digit())
        && serde_json::from_str::<serde_json::Number>(text).is_ok();
    match text {
        "true" | "false" if due("boolean") => NodeKind::Bool(text == "true"),
        _ if is_number && (due("number") || due("integer")) => NodeKind::Number(text.into()),
        "" if due("null") => NodeKind::Null,
        // In XML an element without members looks like an empty text.
        "" if due("object") => NodeKind::Map(Vec::new()),
        _ => NodeKind::Str(text.into()),
    }
}

fn type_of_value(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Contract;
    use crate::payload::{Format, read};
    use serde_json::json;

    #[track_caller]
    fn check(schema: &Value, format: Format, text: &str, expected: &Value) {
        let payload = read(text, format).root.expect("a tree");
        assert_eq!(coerce(schema, &payload).to_json(), *expected, "{text}");
    }

    #[test]
    fn forms_are_read_by_the_schema() {
        let schema = json!({
            "$defs": { "count": { "type": "integer" } },
            "properties": {
                "n": { "$ref": "#/$defs/count" },
                "price": { "type": ["number", "null"] },
                "on": { "type": "boolean" },
                "either": { "type": ["integer", "string"] },
                "size": { "enum": [4, 6] },
                "tags": { "type": "array", "items": { "type": "integer" } },
                "to": { "anyOf": [{ "properties": { "zip": { "type": "string" }, "floor": { "type": "integer" } } }] },
            },
            "additionalProperties": { "type": "integer" },
        });
        let form = |text: &str, expected: Value| check(&schema, Format::Form, text, &expected);
        form("n=12&price=1.50&on=true", json!({ "n": 12, "price": 1.50, "on": true }));
        form("n=1e3&price=&on=yes", json!({ "n": 1e3, "price": null, "on": "yes" }));
        form("n=abc&n2=007", json!({ "n": "abc", "n2": "007" }));
        form("n=+5&n2=%2B5&n3=", json!({ "n": " 5", "n2": "+5", "n3": "" }));
        form("either=5&size=4&other=7", json!({ "either": "5", "size": 4, "other": 7 }));
        form("tags=1", json!({ "tags": [1] }));
        form("tags=1&n=2&tags=x&tags=3", json!({ "tags": [1, "x", 3], "n": 2 }));
        form("tags[]=1&tags[]=2", json!({ "tags": [1, 2] }));
        form("to[zip]=01234&to[floor]=3", json!({ "to": { "zip": "01234", "floor": 3 } }));
    }

    #[test]
    fn one_element_can_be_a_list_and_none_a_group() {
        let schema = json!({ "properties": { "order": { "properties": {
            "item": { "type": "array", "items": { "type": "object", "properties": { "@n": { "type": "integer" } } } },
            "note": { "type": "object" },
        } } } });
        let xml = |text: &str, expected: Value| check(&schema, Format::Xml, text, &expected);
        xml(
            r#"<order><item n="2"/><note/></order>"#,
            json!({ "order": { "item": [{ "@n": 2 }], "note": {} } }),
        );
        xml(
            r#"<order><item n="2"/><item n="x"/></order>"#,
            json!({ "order": { "item": [{ "@n": 2 }, { "@n": "x" }] } }),
        );
    }

    #[test]
    fn violations_are_of_what_was_read_and_keep_their_places() {
        let schema = json!({
            "required": ["n", "to"],
            "properties": { "n": { "type": "integer", "maximum": 9 }, "on": { "type": "boolean" }, "to": {} },
        });
        let contract = Contract::new(schema);
        let check = |format, text: &str| {
            let payload = read(text, format).root.expect("a tree");
            let violations = contract.validate(&payload, format).expect("a sound schema");
            let told = violations.iter().map(|it| {
                format!("{} {} {:?} {:?}", it.pointer, it.keyword.name(), it.span, it.span.of(text))
            });
            told.collect::<Vec<_>>()
        };
        assert_eq!(check(Format::Form, "n=7&on=false&to=x"), [""; 0]);
        assert_eq!(check(Format::Form, "n=12&on=1&to=x"), ["/n maximum 2..4 \"12\"", "/on type 8..9 \"1\""],);
        assert_eq!(check(Format::Form, "n=%35&to"), [""; 0]);
        assert_eq!(check(Format::Json, r#"{"n":"7","to":""}"#), ["/n type 6..7 \"7\""]);
    }

    #[test]
    fn circles_end() {
        let schema = json!({ "$ref": "#", "anyOf": [{ "$ref": "#" }, { "anyOf": [{ "$ref": "#" }] }] });
        check(&schema, Format::Form, "a=1", &json!({ "a": "1" }));
        let wide = json!({ "$defs": { "a": { "anyOf": [{ "$ref": "#/$defs/a" }, { "$ref": "#/$defs/a" }] } }, "$ref": "#/$defs/a" });
        check(&wide, Format::Form, "a=1", &json!({ "a": "1" }));
    }
}
