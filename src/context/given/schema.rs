//! What a JSON Schema guarantees. What is not understood guarantees nothing, so skipping it is sound.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::{Fact, Given, Kinds, pattern};
use crate::field::Segment;

/// How deep references and members are followed: far beyond any contact, and a schema may refer to itself.
const MAX_DEPTH: usize = 16;

/// How many schemas are looked at: references can make a small schema large.
const MAX_SCHEMAS: usize = 4096;

pub(super) fn read(given: Given, schema: &Value) -> Given {
    let mut reader = Reader { root: schema, given, left: MAX_SCHEMAS };
    let mut path = Vec::new();
    reader.field(&[schema], &mut path, true);
    reader.given
}

struct Reader<'s> {
    root: &'s Value,
    given: Given,
    left: usize,
}

/// What several schemas that all hold say of one value.
#[derive(Debug)]
struct Seen {
    fact: Fact,
    /// Whether texts, and whether lists, are never empty.
    text_filled: bool,
    list_filled: bool,
}

impl<'s> Reader<'s> {
    /// Notes what schemas that all hold for it say of the field at `path`; `sure` is whether it is in every contact.
    fn field(&mut self, schemas: &[&'s Value], path: &mut Vec<Segment>, sure: bool) {
        let mut all = Vec::new();
        for schema in schemas {
            self.gather(schema, &mut all, MAX_DEPTH);
        }
        let mut seen = Seen { fact: Fact::default(), text_filled: false, list_filled: false };
        for schema in &all {
            seen.read(schema);
        }
        let mut fact = seen.finish();
        fact.present = sure;
        // A contact that is no map is refused before anything is made of it.
        let mut is_map = true;
        if !path.is_empty() {
            self.given.add(path, fact);
            let fact = self.given.fact(path);
            is_map = fact.present && Kinds::MAP.has(fact.kinds);
        }
        if path.len() < MAX_DEPTH {
            self.members(&all, path, is_map);
        }
    }

    /// All schemas that hold where this one does: those of `allOf` and references.
    fn gather(&mut self, schema: &'s Value, all: &mut Vec<&'s Value>, depth: usize) {
        if depth == 0 || self.left == 0 {
            return;
        }
        self.left -= 1;
        all.push(schema);
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            self.gather(part, all, depth - 1);
        }
        let local = schema.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix('#'));
        // Anything but a plain pointer would need the rules of RFC 3986; it adds nothing.
        let local = local.filter(|it| !it.contains('%') && (it.is_empty() || it.starts_with('/')));
        if let Some(target) = local.and_then(|it| self.root.pointer(it)) {
            self.gather(target, all, depth - 1);
        }
    }

    fn members(&mut self, all: &[&'s Value], path: &mut Vec<Segment>, is_map: bool) {
        let mut members: BTreeMap<&str, Vec<&'s Value>> = BTreeMap::new();
        let mut required = BTreeSet::new();
        let mut items = Vec::new();
        for schema in all {
            for (name, member) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
                members.entry(name).or_default().push(member);
            }
            let names = schema.get("required").and_then(Value::as_array).into_iter().flatten();
            required.extend(names.filter_map(Value::as_str));
            // With `prefixItems`, or as a list, it does not say the same of every element.
            if schema.get("prefixItems").is_none() {
                items.extend(schema.get("items").filter(|it| it.is_object()));
            }
        }
        for name in &required {
            members.entry(name).or_default();
        }
        for (name, schemas) in members {
            path.push(Segment::Key(Arc::from(name)));
            self.field(&schemas, path, is_map && required.contains(name));
            path.pop();
        }
        if !items.is_empty() {
            path.push(Segment::Each);
            self.field(&items, path, false);
            path.pop();
        }
    }
}

impl Seen {
    fn read(&mut self, schema: &Value) {
        let text_only = |kinds: Kinds| Kinds::TEXT.has(kinds);
        let fact = std::mem::take(&mut self.fact);
        let mut more = Fact::default();
        if let Some(kinds) = schema.get("type").and_then(kinds) {
            more.kinds = kinds;
        }
        let constant = schema.get("const").map(std::slice::from_ref);
        let choices = schema.get("enum").and_then(Value::as_array).map(Vec::as_slice);
        for choices in [constant, choices].into_iter().flatten() {
            let kinds = choices.iter().fold(Kinds::NONE, |all, it| all.or(kind(it)));
            let texts = choices.iter().filter_map(Value::as_str).map(Arc::from).collect();
            let values = text_only(kinds).then_some(texts);
            more = more.and(Fact { kinds, values, ..Fact::default() });
        }
        let number = |name: &str| schema.get(name).and_then(Value::as_u64);
        self.text_filled |= number("minLength").is_some_and(|it| it > 0);
        self.list_filled |= number("minItems").is_some_and(|it| it > 0);
        more.max_chars = number("maxLength").and_then(|it| u32::try_from(it).ok());
        if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
            more.without = pattern::without(pattern);
            more.filled = pattern::needs_a_character(pattern);
        }
        self.fact = fact.and(more);
    }

    fn finish(self) -> Fact {
        let kinds = self.fact.kinds;
        let text = self.text_filled || self.fact.filled || !kinds.has(Kinds::TEXT);
        let list = self.list_filled || !kinds.has(Kinds::LIST);
        Fact { not_empty: text && list, ..self.fact }
    }
}

fn kinds(of: &Value) -> Option<Kinds> {
    let named = |it: &Value| {
        Some(match it.as_str()? {
            "null" => Kinds::NULL,
            "boolean" => Kinds::BOOL,
            "number" | "integer" => Kinds::NUMBER,
            "string" => Kinds::TEXT,
            "array" => Kinds::LIST,
            "object" => Kinds::MAP,
            _ => return None,
        })
    };
    match of {
        Value::Array(all) => all.iter().try_fold(Kinds::NONE, |kinds, it| Some(kinds.or(named(it)?))),
        one => named(one),
    }
}

fn kind(of: &Value) -> Kinds {
    match of {
        Value::Null => Kinds::NULL,
        Value::Bool(_) => Kinds::BOOL,
        Value::Number(_) => Kinds::NUMBER,
        Value::String(_) => Kinds::TEXT,
        Value::Array(_) => Kinds::LIST,
        Value::Object(_) => Kinds::MAP,
    }
}
