//! Validators of some keywords of a schema alone, each compiled once: a pattern takes longer to compile than a whole
//! check does.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Map, Value};

/// The validators that were asked for, by the text of their schema; none for what is no schema. There are no more of
/// them than the contract's schema has parts.
#[derive(Debug, Default)]
pub(super) struct Compiled(Mutex<BTreeMap<String, Option<Arc<jsonschema::Validator>>>>);

impl Compiled {
    /// The validator of a schema; none when it is no schema.
    pub(super) fn validator(&self, schema: Map<String, Value>) -> Option<Arc<jsonschema::Validator>> {
        let schema = Value::Object(schema);
        // Nothing here leaves the map half changed, so a poisoned one is a good one.
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let compile = || jsonschema::validator_for(&schema).ok().map(Arc::new);
        known.entry(schema.to_string()).or_insert_with(compile).clone()
    }
}
