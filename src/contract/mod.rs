//! What a receiver accepts: a JSON Schema of the payload plus rules for method, URL and headers.
//!
//! Validation is the `jsonschema` crate's; this module gives each violation its place in the payload and finds the
//! keys that the schema does not know, which are no violations but usually misspelt.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde_json::Value;

mod alternatives;
mod asks;
mod catalog;
mod coerce;
mod compiled;
pub(crate) mod formula;
mod infer;
mod own;
pub(crate) mod sketch;
mod starter;
#[cfg(test)]
mod tests;
mod unknown;
mod violation;

pub use catalog::{
    Catalog, FieldExample, HeaderRule, IdentityFields, Receiver, Rules, Sender, SettingRule, TestBy, TestMode,
};
pub use infer::infer;
pub(crate) use own::Own;
pub use own::{Document, Files};
pub use starter::Starter;
pub use violation::{Keyword, Violation};

use compiled::Compiled;

use crate::finding::Confidence;
use crate::payload::{self, Format, Node};
use crate::source::{InContact, InRendered};

/// A compiled schema.
#[derive(Debug)]
pub struct Contract {
    schema: Value,
    validator: OnceLock<Result<jsonschema::Validator, String>>,
    keywords: OnceLock<BTreeSet<Box<str>>>,
    compiled: Compiled,
}

impl Contract {
    /// From a schema of any draft that `jsonschema` reads. It is compiled when it is first used.
    pub fn new(schema: Value) -> Contract {
        Contract {
            schema,
            validator: OnceLock::new(),
            keywords: OnceLock::new(),
            compiled: Compiled::default(),
        }
    }

    /// The schema.
    pub fn schema(&self) -> &Value {
        &self.schema
    }

    /// What `payload` violates, and the keys that the schema does not know; in the order of the payload. Where a
    /// format writes every value as text, the values are read as what the schema asks for first. Of texts, spaces
    /// alone count as nothing.
    ///
    /// # Errors
    ///
    /// What is wrong with the schema itself.
    pub fn validate(&self, payload: &Node<InRendered>, format: Format) -> Result<Vec<Violation>, String> {
        let compile = || jsonschema::validator_for(&self.schema).map_err(|error| error.to_string());
        let validator = self.validator.get_or_init(compile).as_ref().map_err(Clone::clone)?;
        let payload = &*self.as_asked(payload, format);
        let mut instance = payload.to_json();
        empty_blanks(&mut instance);
        let mut violations: Vec<Violation> = validator
            .iter_errors(&instance)
            .flat_map(|error| Violation::all(&self.schema, &error, payload, format))
            .collect();
        unknown::keys(&self.schema, payload, &mut violations);
        violations.sort_by(|a, b| (a.span, &a.pointer).cmp(&(b.span, &b.pointer)));
        Ok(violations)
    }

    /// The payload with its texts read as what the schema asks for, where a format writes every value as text.
    pub(crate) fn as_asked<'p>(
        &self,
        payload: &'p Node<InRendered>,
        format: Format,
    ) -> Cow<'p, Node<InRendered>> {
        match format {
            Format::Form | Format::Xml => Cow::Owned(coerce::coerce(&self.schema, payload)),
            Format::Json | Format::Text => Cow::Borrowed(payload),
        }
    }

    /// What a contact is not as the schema has it: where, as a JSON pointer, and what is asked there. Nothing when
    /// the schema itself cannot be used.
    pub(crate) fn complaints(&self, contact: &Node<InContact>) -> Vec<(String, Keyword)> {
        let compile = || jsonschema::validator_for(&self.schema).map_err(|error| error.to_string());
        let Ok(validator) = self.validator.get_or_init(compile) else { return Vec::new() };
        let instance = contact.to_json();
        let complaint = |error: jsonschema::ValidationError<'_>| {
            let pointer = error.instance_path().to_string();
            let keyword = Keyword::of(&error, contact.at(&pointer).unwrap_or(contact));
            (pointer, keyword)
        };
        validator.iter_errors(&instance).map(complaint).collect()
    }

    /// Whether a part of the schema has this keyword. Rules that look for one at every value ask this first.
    pub(crate) fn mentions(&self, keyword: &str) -> bool {
        let keywords = self.keywords.get_or_init(|| {
            let mut found = BTreeSet::new();
            names(&self.schema, &mut found);
            found
        });
        keywords.contains(keyword)
    }

    /// How sure the schema is of what it says of the value at `pointer`: as the nearest `x-confidence` on the way
    /// there says, or `x-undocumented`; none when it does not say.
    pub fn confidence(&self, pointer: &str) -> Option<Confidence> {
        let mut found = None;
        self.walk(pointer, |schema| {
            let stated = schema.get("x-confidence").and_then(Value::as_str).and_then(Confidence::from_name);
            let undocumented = schema.get("x-undocumented").and_then(Value::as_bool) == Some(true);
            found = if undocumented { Some(Confidence::Inferred) } else { stated.or(found) };
        });
        found
    }

    /// What the schema advises for a violation: its `x-advice` beside the keyword, else where it describes the value.
    pub fn advice<'s>(&'s self, violation: &Violation) -> Option<&'s str> {
        let named = |it: &'s Value| match violation.keyword.name() {
            "anyOf" => it.get("anyOf").or_else(|| it.get("oneOf")),
            name => it.get(name),
        };
        let advice = |it: Option<&'s Value>| named(it?.get("x-advice")?)?.as_str();
        advice(self.schema.pointer(&violation.schema)).or_else(|| advice(self.describes(&violation.pointer)))
    }

    /// The part of the schema that describes the value at `pointer`, following `properties`, `items` and local
    /// references; none where the schema says nothing of it.
    pub fn describes(&self, pointer: &str) -> Option<&Value> {
        self.walk(pointer, |_| {})
    }

    /// The keys that the schema knows in the object at `pointer`, each with the wrong names that people write for it.
    pub(crate) fn keys(&self, pointer: &str) -> Vec<(String, Vec<String>)> {
        self.describes(pointer).map_or_else(Vec::new, |it| unknown::known(&self.schema, it))
    }

    /// Follows `pointer` through the schema, telling `pass` of each part on the way, the last one too; none where the
    /// schema says nothing of the next step.
    fn walk<'s>(&'s self, pointer: &str, mut pass: impl FnMut(&'s Value)) -> Option<&'s Value> {
        let mut at = unknown::resolve(&self.schema, &self.schema);
        pass(at);
        for segment in pointer.split('/').skip(1) {
            let name = payload::unescaped(segment);
            let next = at.get("properties").and_then(|it| it.get(&*name)).or_else(|| at.get("items"))?;
            at = unknown::resolve(&self.schema, next);
            pass(at);
        }
        Some(at)
    }
}

/// All names of members in a schema.
fn names(schema: &Value, found: &mut BTreeSet<Box<str>>) {
    match schema {
        Value::Object(members) => {
            for (name, value) in members {
                found.insert(name.as_str().into());
                names(value, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|it| names(it, found)),
        _ => {}
    }
}

/// Empties the texts that have nothing but spaces, so that what asks for a text to be filled in is not met by them.
fn empty_blanks(value: &mut Value) {
    match value {
        Value::String(text) if text.trim().is_empty() => text.clear(),
        Value::Array(items) => items.iter_mut().for_each(empty_blanks),
        Value::Object(members) => members.values_mut().for_each(empty_blanks),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
