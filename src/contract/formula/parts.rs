//! What keywords ask of lists and maps, part by part.

use serde_json::{Map, Value};

use super::super::sketch::Sketch;
use super::Formula;
use super::reader::Reader;

impl Reader<'_> {
    /// What a keyword for maps asks.
    pub(super) fn of_map(
        &self,
        (name, value): (&str, &Value),
        beside: &Map<String, Value>,
        members: &[(String, Sketch)],
        depth: usize,
    ) -> Formula {
        let has = |key: &str| members.iter().any(|(it, _)| it == key);
        let has_all = |keys: &Value| list(keys).iter().filter_map(Value::as_str).all(has);
        match name {
            "required" => match value {
                Value::Array(_) => Formula::of(has_all(value)),
                _ => Formula::Unclear,
            },
            "minProperties" => Formula::of(value.as_u64().is_some_and(|it| members.len() as u64 >= it)),
            "maxProperties" if self.repeats => Formula::Unclear,
            "maxProperties" => Formula::of(value.as_u64().is_some_and(|it| members.len() as u64 <= it)),
            "properties" => Formula::all(
                members
                    .iter()
                    .filter_map(|(key, it)| value.get(key).map(|schema| self.schema(schema, it, depth))),
            ),
            "patternProperties" => {
                Formula::all(value.as_object().into_iter().flatten().flat_map(|(pattern, schema)| {
                    members.iter().map(|(key, it)| {
                        Formula::any([
                            Formula::not(self.matches(pattern, key)),
                            self.schema(schema, it, depth),
                        ])
                    })
                }))
            }
            "additionalProperties" => {
                let is_listed = |key: &str| beside.get("properties").is_some_and(|it| it.get(key).is_some());
                let patterns = beside.get("patternProperties").and_then(Value::as_object);
                let others = members.iter().filter(|(key, _)| !is_listed(key));
                Formula::all(others.map(|(key, it)| {
                    let matched =
                        patterns.into_iter().flatten().map(|(pattern, _)| self.matches(pattern, key));
                    Formula::any(matched.chain([self.schema(value, it, depth)]))
                }))
            }
            "propertyNames" => Formula::all(
                members
                    .iter()
                    .map(|(key, _)| self.schema(value, &Sketch::Known(Value::String(key.clone())), depth)),
            ),
            "dependentRequired" => Formula::of(
                value.as_object().into_iter().flatten().all(|(key, needed)| !has(key) || has_all(needed)),
            ),
            "dependentSchemas" => {
                let due = value.as_object().into_iter().flatten().filter(|(key, _)| has(key));
                let whole = Sketch::Map(members.to_vec());
                Formula::all(due.map(|(_, schema)| self.schema(schema, &whole, depth)))
            }
            _ => Formula::Always,
        }
    }

    /// What a keyword for lists asks.
    pub(super) fn of_list(
        &self,
        (name, value): (&str, &Value),
        beside: &Map<String, Value>,
        items: &[Sketch],
        depth: usize,
    ) -> Formula {
        let prefix = beside.get("prefixItems").map_or(0, |it| list(it).len());
        match name {
            "minItems" => Formula::of(value.as_u64().is_some_and(|it| items.len() as u64 >= it)),
            "maxItems" if self.repeats => Formula::Unclear,
            "maxItems" => Formula::of(value.as_u64().is_some_and(|it| items.len() as u64 <= it)),
            "items" if value.is_array() => Formula::Unclear,
            "items" => Formula::all(items.iter().skip(prefix).map(|it| self.schema(value, it, depth))),
            "prefixItems" => {
                Formula::all(items.iter().zip(list(value)).map(|(it, schema)| self.schema(schema, it, depth)))
            }
            "uniqueItems" if value == &Value::Bool(false) || (items.len() < 2 && !self.repeats) => {
                Formula::Always
            }
            "contains" if !beside.contains_key("minContains") && !beside.contains_key("maxContains") => {
                Formula::any(items.iter().map(|it| self.schema(value, it, depth)))
            }
            "uniqueItems" | "contains" => Formula::Unclear,
            _ => Formula::Always,
        }
    }
}

pub(super) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], |it| it)
}

/// Whether a keyword asks something of a list or map.
pub(super) fn is_of_parts(name: &str) -> bool {
    matches!(
        name,
        "required"
            | "minProperties"
            | "maxProperties"
            | "properties"
            | "patternProperties"
            | "additionalProperties"
            | "propertyNames"
            | "dependentRequired"
            | "dependentSchemas"
            | "minItems"
            | "maxItems"
            | "items"
            | "prefixItems"
            | "uniqueItems"
            | "contains"
    )
}
