//! A contract made of sample requests.
//!
//! It says what all samples have in common and nothing that they only happen to be: no lists of values, no patterns, no
//! formats, no limits of length. A text that is never empty may not be empty, once two samples say so; that is a guess,
//! and the whole is marked as one.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

/// The JSON Schema (draft 2020-12) that all samples fit: types, and as required the keys that every sample has. Keys
/// are in the order of their first appearance. Of no sample it asks nothing.
pub fn infer(samples: &[Value]) -> Value {
    let mut shape = Shape::default();
    for sample in samples {
        shape.add(sample);
    }
    let what = match samples.len() {
        1 => "one sample request".to_owned(),
        count => format!("{count} sample requests"),
    };
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), "https://json-schema.org/draft/2020-12/schema".into());
    let description = format!(
        "Made from {what} by `hookproof schema infer`: what all of them have is required, though the partner may not \
         require it. Put right what you know better."
    );
    schema.insert("description".to_owned(), description.into());
    schema.insert("x-confidence".to_owned(), "inferred".into());
    schema.append(&mut shape.schema(samples.len() > 1));
    Value::Object(schema)
}

/// A kind of value, in the order in which a schema lists them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Object,
    Array,
    Text,
    Fraction,
    Integer,
    Bool,
    Null,
}

/// What was seen at one place.
#[derive(Default)]
struct Shape {
    kinds: BTreeSet<Kind>,
    objects: usize,
    empty_texts: bool,
    /// The members of the objects; each counts the objects that have it.
    members: IndexMap<String, (Shape, usize)>,
    items: Option<Box<Shape>>,
}

impl Shape {
    /// Recursion follows the sample, whose depth its reader limits.
    fn add(&mut self, value: &Value) {
        self.kinds.insert(match value {
            Value::Null => Kind::Null,
            Value::Bool(_) => Kind::Bool,
            Value::Number(number) if number.is_f64() => Kind::Fraction,
            Value::Number(_) => Kind::Integer,
            Value::String(text) => {
                self.empty_texts |= text.is_empty();
                Kind::Text
            }
            Value::Array(items) => {
                for item in items {
                    self.items.get_or_insert_default().add(item);
                }
                Kind::Array
            }
            Value::Object(members) => {
                self.objects += 1;
                for (name, value) in members {
                    let (shape, count) = self.members.entry(name.clone()).or_default();
                    shape.add(value);
                    *count += 1;
                }
                Kind::Object
            }
        });
    }

    /// The names of the types that were seen.
    fn types(&self) -> Vec<&'static str> {
        let name = |kind: &Kind| match kind {
            Kind::Object => Some("object"),
            Kind::Array => Some("array"),
            Kind::Text => Some("string"),
            Kind::Fraction => Some("number"),
            // A whole number among fractions is a number like them.
            Kind::Integer => (!self.kinds.contains(&Kind::Fraction)).then_some("integer"),
            Kind::Bool => Some("boolean"),
            Kind::Null => Some("null"),
        };
        self.kinds.iter().filter_map(name).collect()
    }

    /// `several` says whether enough samples were seen to believe that a text is never empty.
    fn schema(&self, several: bool) -> Map<String, Value> {
        let mut schema = Map::new();
        match self.types().as_slice() {
            [] => return schema,
            [one] => schema.insert("type".to_owned(), (*one).into()),
            types => schema.insert("type".to_owned(), json!(types)),
        };
        if self.kinds.contains(&Kind::Text) && !self.empty_texts && several {
            schema.insert("minLength".to_owned(), 1.into());
        }
        if let Some(items) = &self.items {
            schema.insert("items".to_owned(), items.schema(several).into());
        }
        let required: Vec<&String> = self
            .members
            .iter()
            .filter(|(_, (_, count))| *count == self.objects)
            .map(|(name, _)| name)
            .collect();
        if !required.is_empty() {
            schema.insert("required".to_owned(), json!(required));
        }
        if !self.members.is_empty() {
            // A key that only some have may be left out where it would be empty.
            let member = |(name, (shape, count)): (&String, &(Shape, usize))| {
                (name.clone(), shape.schema(several && *count == self.objects).into())
            };
            schema.insert(
                "properties".to_owned(),
                self.members.iter().map(member).collect::<Map<_, _>>().into(),
            );
        }
        schema
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_all_samples_have_is_required() {
        let samples = [
            json!({ "to": { "name": "Ann", "zip": "" }, "copies": 1, "price": 1, "tags": ["a"], "note": null }),
            json!({ "to": { "name": "Bob", "zip": "1" }, "copies": 2, "price": 1.5, "tags": [], "more": "x" }),
        ];
        let schema = infer(&samples);
        assert_eq!(schema["x-confidence"], "inferred");
        assert_eq!(schema["type"], "object");
        assert_eq!(schema["required"], json!(["to", "copies", "price", "tags"]));
        assert_eq!(
            schema["properties"],
            json!({
                "to": {
                    "type": "object",
                    "required": ["name", "zip"],
                    "properties": { "name": { "type": "string", "minLength": 1 }, "zip": { "type": "string" } },
                },
                "copies": { "type": "integer" },
                "price": { "type": "number" },
                "tags": { "type": "array", "items": { "type": "string", "minLength": 1 } },
                "note": { "type": "null" },
                "more": { "type": "string" },
            })
        );
        let names: Vec<_> = schema["properties"].as_object().expect("a map").keys().collect();
        assert_eq!(names, ["to", "copies", "price", "tags", "note", "more"]);
    }

    #[test]
    fn one_sample_says_nothing_of_emptiness() {
        assert_eq!(infer(&[json!({ "a": "x" })])["properties"], json!({ "a": { "type": "string" } }));
        let nothing = infer(&[]);
        assert_eq!(nothing.get("type"), None);
        assert!(jsonschema::is_valid(&nothing, &json!(7)));
    }

    fn values() -> impl Strategy<Value = Value> {
        let scalar = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (-3i64..3).prop_map(Value::from),
            (-3.0..3.0f64).prop_map(Value::from),
            "[a-b]{0,2}".prop_map(Value::from),
        ];
        scalar.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                members(inner).prop_map(Value::from),
            ]
        })
    }

    fn members(values: impl Strategy<Value = Value>) -> impl Strategy<Value = Map<String, Value>> {
        prop::collection::btree_map("[a-d]", values, 0..4).prop_map(|it| it.into_iter().collect())
    }

    proptest! {
        #[test]
        fn samples_fit_what_is_made_of_them(samples in prop::collection::vec(values(), 1..5)) {
            let validator = jsonschema::validator_for(&infer(&samples)).expect("a schema");
            for sample in &samples {
                prop_assert!(validator.is_valid(sample), "{sample} against {}", infer(&samples));
            }
        }

        #[test]
        fn a_missing_key_or_another_type_does_not_fit(
            samples in prop::collection::vec(members(values()), 1..4),
            value in values(),
        ) {
            let with = |mut it: Map<String, Value>, value: &Value| {
                it.insert("always".to_owned(), value.clone());
                Value::Object(it)
            };
            let samples: Vec<Value> = samples.into_iter().map(|it| with(it, &value)).collect();
            let validator = jsonschema::validator_for(&infer(&samples)).expect("a schema");
            for sample in &samples {
                let mut without = sample.clone();
                without.as_object_mut().expect("an object").shift_remove("always");
                prop_assert!(!validator.is_valid(&without));
                let members = sample.as_object().expect("an object");
                let other = if value.is_boolean() { json!("x") } else { json!(true) };
                prop_assert!(!validator.is_valid(&with(members.clone(), &other)));
            }
        }
    }
}
