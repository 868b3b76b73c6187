//! Keys that a schema does not know.
//!
//! `SchemaStore` warns against a blanket `additionalProperties: false`: receivers take more than their documentation
//! lists. So a schema leaves it out, and a key that `properties` does not have is a warning.

use serde_json::Value;

use super::{Keyword, Violation};
use crate::payload::{Member, Node, NodeKind, escaped, unescaped};
use crate::source::InRendered;

/// Adds a violation for each key of the payload that the schema does not know.
pub(super) fn keys(root: &Value, payload: &Node<InRendered>, violations: &mut Vec<Violation>) {
    walk(root, root, payload, "", violations);
}

fn walk<'s>(
    root: &'s Value,
    schema: &'s Value,
    node: &Node<InRendered>,
    pointer: &str,
    violations: &mut Vec<Violation>,
) {
    match &node.kind {
        NodeKind::Map(members) => {
            let parts = parts(root, schema);
            // What has properties in alternatives only says what it needs, not all that it knows.
            let lists_keys = parts.first().is_some_and(|it| it.get("properties").is_some());
            let open = !lists_keys || parts.iter().any(|it| is_open(it));
            for member in members {
                let pointer = || format!("{pointer}/{}", escaped(&member.key));
                let inner = |it: &&'s Value| it.get("properties").and_then(|it| it.get(&*member.key));
                match parts.iter().find_map(inner) {
                    Some(_) if !matches!(member.value.kind, NodeKind::Map(_) | NodeKind::List(_)) => {}
                    Some(inner) => walk(root, inner, &member.value, &pointer(), violations),
                    None if open && !is_wrong_name(root, &parts, members, &member.key) => {}
                    None => {
                        let known = known(root, schema);
                        let key = member.key.to_string();
                        let keyword = Keyword::UnknownKey { key, known, is_refused: false };
                        let (pointer, schema) = (pointer(), String::new());
                        violations.push(Violation { pointer, schema, span: member.key_span, keyword });
                    }
                }
            }
        }
        NodeKind::List(nodes) => {
            let parts = parts(root, schema);
            let Some(items) = parts.iter().find_map(|it| it.get("items")) else { return };
            for (at, node) in nodes.iter().enumerate() {
                walk(root, items, node, &format!("{pointer}/{at}"), violations);
            }
        }
        NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::Str(_) => {}
    }
}

/// How many parts of a schema are looked at, so that schemas that refer to one another in circles end.
const MAX_PARTS: usize = 64;

/// The schema and those that it combines: a key is known when one of them knows it, whichever holds.
fn parts<'s>(root: &'s Value, schema: &'s Value) -> Vec<&'s Value> {
    let mut parts = vec![resolve(root, schema)];
    let mut at = 0;
    while let Some(part) = parts.get(at).copied().filter(|_| parts.len() < MAX_PARTS) {
        let lists = ["allOf", "anyOf", "oneOf"].into_iter().filter_map(|it| part.get(it)?.as_array());
        let branches = ["then", "else"].into_iter().filter_map(|it| part.get(it));
        parts.extend(lists.flatten().chain(branches).map(|it| resolve(root, it)));
        at += 1;
    }
    parts
}

/// Whether the schema may take keys beyond its `properties`.
fn is_open(schema: &Value) -> bool {
    let opens = ["additionalProperties", "patternProperties", "unevaluatedProperties"];
    opens.iter().any(|it| schema.get(it).is_some())
}

/// The keys that a schema knows, each with the wrong names that people write for it.
pub(super) fn known(root: &Value, schema: &Value) -> Vec<(String, Vec<String>)> {
    let mut known: Vec<(String, Vec<String>)> = Vec::new();
    for (name, property) in
        parts(root, schema).iter().filter_map(|it| it.get("properties")?.as_object()).flatten()
    {
        if !known.iter().any(|(it, _)| it == name) {
            known.push((name.clone(), aliases(root, property)));
        }
    }
    known
}

/// Whether a key is a wrong name that people write for a property, and the right name is not there too. So it is
/// told of even where names of the author's own are taken.
fn is_wrong_name(root: &Value, parts: &[&Value], members: &[Member<InRendered>], key: &str) -> bool {
    let mut properties = parts.iter().filter_map(|it| it.get("properties")?.as_object()).flatten();
    properties.any(|(name, property)| {
        aliases(root, property).iter().any(|it| it == key) && members.iter().all(|it| *it.key != **name)
    })
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
        match follow(root, pointer) {
            Some(next) => at = next,
            None => break,
        }
    }
    at
}

/// What a JSON pointer leads to (RFC 6901). Rules ask for it at every value of a payload, so what need not be decoded
/// is not copied.
fn follow<'s>(root: &'s Value, pointer: &str) -> Option<&'s Value> {
    if pointer.is_empty() {
        return Some(root);
    }
    pointer.strip_prefix('/')?.split('/').try_fold(root, |at, step| match at {
        Value::Object(members) => members.get(&*unescaped(step)),
        Value::Array(_) => at.pointer(&format!("/{step}")),
        _ => None,
    })
}
