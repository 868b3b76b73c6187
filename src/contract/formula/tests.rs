//! A formula says of every contact what the validator says of each.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::empty_blanks;
use super::super::sketch::Sketch;
use super::{Contract, Formula};
use crate::payload::Format;

/// Texts with which slots are filled and that schemas ask for.
const TEXTS: &[&str] = &["", " ", "a", "ab", "abc", "GB", "x@y.example", "2026-01-31"];

/// Keywords with which schemas are made, by what they look at.
fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!({})),
        Just(json!(true)),
        Just(json!(false)),
        (0_u64..4).prop_map(|it| json!({ "minLength": it })),
        (0_u64..4).prop_map(|it| json!({ "type": "string", "maxLength": it })),
        prop::sample::subsequence(TEXTS, 0..4).prop_map(|it| json!({ "enum": it })),
        prop::sample::select(TEXTS).prop_map(|it| json!({ "const": it })),
        prop::sample::select(vec!["string", "number", "integer", "object", "array", "null"])
            .prop_map(|it| json!({ "type": it })),
        prop::sample::select(vec!["^[a-z]+$", "b", "^$", "@"]).prop_map(|it| json!({ "pattern": it })),
        Just(json!({ "type": ["string", "null"], "minLength": 1 })),
        Just(json!({ "minimum": 2 })),
        Just(json!({ "$ref": "#/$defs/named" })),
        Just(json!({ "format": "email" })),
    ]
}

fn schema() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(4, 24, 4, |inner| {
        let several = prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            several.clone().prop_map(|it| json!({ "allOf": it })),
            several.clone().prop_map(|it| json!({ "anyOf": it })),
            several.clone().prop_map(|it| json!({ "oneOf": it })),
            inner.clone().prop_map(|it| json!({ "not": it })),
            several.prop_map(|it| {
                let mut branches = it.into_iter();
                let names = ["if", "then", "else"].into_iter().zip(&mut branches);
                Value::Object(names.map(|(name, it)| (name.to_owned(), it)).collect())
            }),
            (
                inner.clone(),
                inner.clone(),
                prop::collection::vec(prop::sample::select(vec!["a", "b", "c"]), 0..3)
            )
                .prop_map(
                    |(a, b, required)| json!({ "properties": { "a": a, "b": b }, "required": required })
                ),
            (inner.clone(), inner.clone())
                .prop_map(|(a, rest)| json!({ "properties": { "a": a }, "additionalProperties": rest })),
            (inner.clone(), inner.clone()).prop_map(
                |(a, rest)| json!({ "patternProperties": { "^[ab]$": a }, "additionalProperties": rest })
            ),
            (inner.clone(), 0_u64..3).prop_map(|(it, most)| json!({ "items": it, "minItems": most })),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| json!({ "prefixItems": [a], "items": b })),
            inner.clone().prop_map(|it| json!({ "contains": it })),
            (0_u64..3).prop_map(|it| json!({ "maxItems": it, "maxProperties": it, "uniqueItems": true })),
            inner.clone().prop_map(|it| json!({ "propertyNames": it })),
            inner.prop_map(
                |it| json!({ "dependentSchemas": { "a": it }, "dependentRequired": { "b": ["a"] } })
            ),
        ]
    })
}

fn payload() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        4 => prop::sample::select(TEXTS).prop_map(|it| json!(it)),
        1 => (0..5).prop_map(|it| json!(it)),
        1 => Just(json!(null)),
        1 => Just(json!(1.5)),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::Array),
            prop::collection::btree_map("[abc]", inner, 0..3)
                .prop_map(|it| Value::Object(it.into_iter().collect())),
        ]
    })
}

/// The payload with those texts taken for a contact's that `is_slot` names, and what they are.
fn sketch(payload: &Value, is_slot: &mut dyn FnMut() -> bool, slots: &mut Vec<String>) -> Sketch {
    match payload {
        Value::String(text) if is_slot() => {
            slots.push(text.clone());
            Sketch::Text(slots.len() - 1)
        }
        Value::Array(items) => Sketch::List(items.iter().map(|it| sketch(it, is_slot, slots)).collect()),
        Value::Object(members) => {
            let member = |(name, it): (&String, &Value)| (name.clone(), sketch(it, is_slot, slots));
            Sketch::Map(members.iter().map(member).collect())
        }
        other => Sketch::Known(other.clone()),
    }
}

proptest! {
    #[test]
    fn a_formula_holds_for_just_the_contacts_that_the_validator_takes(
        (schema, payload, slots) in (schema(), payload(), prop::collection::vec(any::<bool>(), 8))
    ) {
        let mut whole = schema;
        if let Some(keywords) = whole.as_object_mut() {
            keywords.insert("$defs".to_owned(), json!({ "named": { "minLength": 2 } }));
        }
        let contract = Contract::new(whole.clone());
        let mut at = slots.into_iter().cycle();
        let mut texts = Vec::new();
        let sketch = sketch(&payload, &mut || at.next() == Some(true), &mut texts);
        let formula = contract.formula(&sketch, Format::Json, false);
        let said = formula.holds(&mut |slot, ask| texts.get(slot).map(|it| ask.of_text(it)));
        if let (Some(said), Ok(validator)) = (said, jsonschema::validator_for(&whole)) {
            let mut payload = payload.clone();
            empty_blanks(&mut payload);
            prop_assert_eq!(said, validator.is_valid(&payload), "{} of {}: {:?}", whole, payload, formula);
        }
    }
}

#[track_caller]
fn holds(schema: Value, sketch: &Sketch, repeats: bool, texts: &[&str]) -> Option<bool> {
    let formula = Contract::new(schema).formula(sketch, Format::Json, repeats);
    formula.holds(&mut |slot, ask| texts.get(slot).map(|it| ask.of_text(it)))
}

#[test]
fn what_no_slot_decides_is_known_at_once() {
    let schema = json!({ "required": ["a"], "properties": { "a": { "type": "string" } } });
    let of = |it: Sketch| {
        Contract::new(schema.clone()).formula(&Sketch::Map(vec![("a".into(), it)]), Format::Json, false)
    };
    assert!(matches!(of(Sketch::Text(0)), Formula::Always));
    assert!(matches!(of(Sketch::Known(json!("x"))), Formula::Always));
    assert!(matches!(of(Sketch::Whole(0)), Formula::Never));
    assert!(matches!(of(Sketch::List(vec![])), Formula::Never));
}

#[test]
fn spaces_alone_are_nothing() {
    let filled = json!({ "minLength": 1 });
    assert_eq!(holds(filled.clone(), &Sketch::Text(0), false, &[" \n"]), Some(false));
    assert_eq!(holds(filled, &Sketch::Text(0), false, &[" x"]), Some(true));
}

#[test]
fn what_lists_go_on_to_is_not_known() {
    let list = Sketch::List(vec![Sketch::Text(0), Sketch::Text(1)]);
    let unknown = [json!({ "maxItems": 2 }), json!({ "uniqueItems": true })];
    for schema in unknown {
        assert_eq!(holds(schema.clone(), &list, true, &["a", "b"]), None, "{schema}");
    }
    assert_eq!(holds(json!({ "maxItems": 2 }), &list, false, &["a", "b"]), Some(true));
    assert_eq!(holds(json!({ "minItems": 2 }), &list, true, &["a", "b"]), Some(true));
}

#[test]
fn circles_of_schemas_end() {
    let schema = json!({ "$ref": "#/$defs/a", "$defs": { "a": { "allOf": [{ "$ref": "#/$defs/a" }] } } });
    assert_eq!(holds(schema, &Sketch::Text(0), false, &["a"]), None);
    let schema = json!({ "pattern": "(" });
    assert_eq!(holds(schema, &Sketch::Text(0), false, &["a"]), None);
}
