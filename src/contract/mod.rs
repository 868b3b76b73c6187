//! What a receiver accepts: a JSON Schema of the payload plus rules for method, URL and headers.
//!
//! Validation is the `jsonschema` crate's; this module gives each violation its place in the payload and finds the
//! keys that the schema does not know, which are no violations but usually misspelt.

use std::sync::OnceLock;

use serde_json::Value;

mod catalog;
mod starter;
mod unknown;
mod violation;

pub use catalog::{Catalog, FieldExample, HeaderRule, Receiver, Rules, Sender, SettingRule};
pub use starter::Starter;
pub use violation::{Keyword, Violation};

use crate::payload::{Format, Node};
use crate::source::InRendered;

/// A compiled schema.
#[derive(Debug)]
pub struct Contract {
    schema: Value,
    validator: OnceLock<Result<jsonschema::Validator, String>>,
}

impl Contract {
    /// From a schema of any draft that `jsonschema` reads. It is compiled when it is first used.
    pub fn new(schema: Value) -> Contract {
        Contract { schema, validator: OnceLock::new() }
    }

    /// The schema.
    pub fn schema(&self) -> &Value {
        &self.schema
    }

    /// What `payload` violates, and the keys that the schema does not know; in the order of the payload.
    ///
    /// # Errors
    ///
    /// What is wrong with the schema itself.
    pub fn validate(&self, payload: &Node<InRendered>, format: Format) -> Result<Vec<Violation>, String> {
        let compile = || jsonschema::validator_for(&self.schema).map_err(|error| error.to_string());
        let validator = self.validator.get_or_init(compile).as_ref().map_err(Clone::clone)?;
        let instance = payload.to_json();
        let mut violations: Vec<Violation> =
            validator.iter_errors(&instance).map(|error| Violation::new(&error, payload, format)).collect();
        unknown::keys(&self.schema, payload, &mut violations);
        violations.sort_by(|a, b| (a.span, &a.pointer).cmp(&(b.span, &b.pointer)));
        Ok(violations)
    }

    /// The part of the schema that describes the value at `pointer`, following `properties`, `items` and local
    /// references; none where the schema says nothing of it.
    pub fn describes(&self, pointer: &str) -> Option<&Value> {
        let mut at = unknown::resolve(&self.schema, &self.schema);
        for segment in pointer.split('/').skip(1) {
            let name = segment.replace("~1", "/").replace("~0", "~");
            let next = at.get("properties").and_then(|it| it.get(&name)).or_else(|| at.get("items"))?;
            at = unknown::resolve(&self.schema, next);
        }
        Some(at)
    }
}
