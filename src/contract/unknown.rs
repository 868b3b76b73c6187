//! Keys that a schema does not know.
//!
//! `SchemaStore` warns against a blanket `additionalProperties: false`: receivers take more than their documentation
//! lists. So a schema leaves it out, and a key that `properties` does not have is a warning.

use serde_json::Value;

use super::{Keyword, Violation};
use crate::payload::{Node, NodeKind};
use crate::source::InRendered;

/// Adds a violation for each key of the payload that the schema does not know.
pub(super) fn keys(root: &Value, payload: &Node<InRendered>, violations: &mut Vec<Violation>) {
    walk(root, root, payload, "", violations);
}

fn walk(
    root: &Value,
    schema: &Value,
    node: &Node<InRendered>,
    pointer: &str,
    violations: &mut Vec<Violation>,
) {
    let schema = resolve(root, schema);
    match &node.kind {
        NodeKind::Map(members) => {
            let Some(properties) = schema.get("properties").and_then(Value::as_object) else { return };
            let open = is_open(schema);
            for member in members {
                let pointer = format!("{pointer}/{}", member.key.replace('~', "~0").replace('/', "~1"));
                match properties.get(&*member.key) {
                    Some(inner) => walk(root, inner, &member.value, &pointer, violations),
                    None if open => {}
                    None => {
                        let known = known(root, schema);
                        let key = member.key.to_string();
                        let keyword = Keyword::UnknownKey { key, known, is_refused: false };
                        let schema = String::new();
                        violations.push(Violation { pointer, schema, span: member.key_span, keyword });
                    }
                }
            }
        }
        NodeKind::List(nodes) => {
            let Some(items) = schema.get("items") else { return };
            for (at, node) in nodes.iter().enumerate() {
                walk(root, items, node, &format!("{pointer}/{at}"), violations);
            }
        }
        NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::Str(_) => {}
    }
}

/// Whether the schema may take keys beyond its `properties`.
fn is_open(schema: &Value) -> bool {
    let combines = ["allOf", "anyOf", "oneOf", "patternProperties", "if", "unevaluatedProperties"];
    schema.get("additionalProperties").is_some() || combines.iter().any(|it| schema.get(it).is_some())
}

/// The keys that a schema knows, each with the wrong names that people write for it.
pub(super) fn known(root: &Value, schema: &Value) -> Vec<(String, Vec<String>)> {
    let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    properties.map(|(name, it)| (name.clone(), aliases(root, it))).collect()
}

/// The wrong names that people write for a property.
fn aliases(root: &Value, property: &Value) -> Vec<String> {
    let aliases = resolve(root, property).get("x-aliases").and_then(Value::as_array);
    aliases.into_iter().flatten().filter_map(|it| it.as_str().map(str::to_owned)).collect()
}

/// The schema itself, or what its local `$ref` names. A chain of references is followed a few times only, so that
/// a circle ends.
pub(super) fn resolve<'s>(root: &'s Value, schema: &'s Value) -> &'s Value {
    let mut at = schema;
    for _ in 0..8 {
        let Some(pointer) = at.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix('#')) else {
            break;
        };
        match root.pointer(pointer) {
            Some(next) => at = next,
            None => break,
        }
    }
    at
}
