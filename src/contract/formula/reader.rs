//! What each keyword of JSON Schema asks of a sketch.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::super::compiled::Compiled;
use super::super::empty_blanks;
use super::super::sketch::{Sketch, Slot};
use super::super::unknown::resolve;
use super::parts::{is_of_parts, list};
use super::{Ask, Formula};

/// How deep schemas are followed: those that refer to one another in circles must end.
const MAX_DEPTH: usize = 64;

pub(super) struct Reader<'s> {
    pub(super) root: &'s Value,
    pub(super) compiled: &'s Compiled,
    /// The dialect that the schema names: some keywords mean nothing in some.
    pub(super) draft: Option<Value>,
    pub(super) repeats: bool,
    /// Whether a text may be read as a number or the like where that is due.
    pub(super) reads_texts: bool,
}

impl Reader<'_> {
    pub(super) fn schema(&self, schema: &Value, sketch: &Sketch, depth: usize) -> Formula {
        let keywords = match schema {
            Value::Bool(holds) => return Formula::of(*holds),
            Value::Object(keywords) if depth < MAX_DEPTH => keywords,
            _ => return Formula::Unclear,
        };
        // Nearly all of a payload is texts and numbers of the template's own.
        if let (Sketch::Known(value), false) = (sketch, keywords.contains_key("$ref"))
            && !keywords.keys().any(|it| is_combining(it))
        {
            return self.known(keywords, value);
        }
        let all =
            keywords.iter().map(|(name, value)| self.keyword((name, value), keywords, sketch, depth + 1));
        Formula::all(all)
    }

    /// What the validator says of a value without parts.
    fn known(&self, keywords: &Map<String, Value>, value: &Value) -> Formula {
        let of_scalars = keywords.iter().filter(|(name, _)| is_of_scalars(name));
        let of_scalars = of_scalars.map(|(name, value)| (name.clone(), value.clone()));
        let mut value = value.clone();
        empty_blanks(&mut value);
        self.alone(of_scalars.collect()).map_or(Formula::Unclear, |it| Formula::of(it.is_valid(&value)))
    }

    /// A validator of these keywords alone; none when they are no schema.
    fn alone(&self, mut keywords: Map<String, Value>) -> Option<Arc<jsonschema::Validator>> {
        self.draft.iter().for_each(|it| drop(keywords.insert("$schema".to_owned(), it.clone())));
        self.compiled.validator(keywords)
    }

    /// Whether a value is as one keyword asks; unclear when that is no keyword's value.
    fn meets(&self, (name, asked): (&str, Value), value: &Value) -> Formula {
        let validator = self.compiled.validator(Map::from_iter([(name.to_owned(), asked)]));
        validator.map_or(Formula::Unclear, |it| Formula::of(it.is_valid(value)))
    }

    pub(super) fn matches(&self, pattern: &str, key: &str) -> Formula {
        self.meets(("pattern", Value::from(pattern)), &Value::from(key))
    }

    fn keyword(
        &self,
        (name, value): (&str, &Value),
        beside: &Map<String, Value>,
        sketch: &Sketch,
        depth: usize,
    ) -> Formula {
        let inner = |schema: &Value| self.schema(schema, sketch, depth);
        match name {
            "$ref" => self.reference(value, sketch, depth),
            "$dynamicRef"
            | "$recursiveRef"
            | "dependencies"
            | "unevaluatedProperties"
            | "unevaluatedItems"
            | "additionalItems"
            | "extends"
            | "disallow" => Formula::Unclear,
            "allOf" => Formula::all(list(value).iter().map(inner)),
            "anyOf" => Formula::any(list(value).iter().map(inner)),
            "oneOf" => one_of(list(value).iter().map(inner).collect()),
            "not" => Formula::not(inner(value)),
            "if" => {
                let met = inner(value);
                let branch = |name: &str| beside.get(name).map_or(Formula::Always, inner);
                let (then, otherwise) = (branch("then"), branch("else"));
                Formula::any([
                    Formula::all([met.clone(), then]),
                    Formula::all([Formula::not(met), otherwise]),
                ])
            }
            "enum" => self.one_of_values(list(value), sketch),
            "const" => self.one_of_values(std::slice::from_ref(value), sketch),
            "type" => self.of_type(value, sketch),
            "contentEncoding" | "contentMediaType" | "contentSchema" => Formula::Always,
            _ if is_of_scalars(name) => self.scalar(name, value, sketch),
            _ => match sketch {
                Sketch::Map(members) => self.of_map((name, value), beside, members, depth),
                Sketch::List(items) => self.of_list((name, value), beside, items, depth),
                // What a value that is any asks of its parts cannot be known.
                Sketch::Value(_) if is_of_parts(name) => Formula::Unclear,
                _ => Formula::Always,
            },
        }
    }

    fn reference(&self, value: &Value, sketch: &Sketch, depth: usize) -> Formula {
        let whole = json!({ "$ref": value });
        let target = resolve(self.root, &whole);
        if target.get("$ref").is_some() { Formula::Unclear } else { self.schema(target, sketch, depth) }
    }

    /// What a keyword for texts and numbers asks.
    fn scalar(&self, name: &str, value: &Value, sketch: &Sketch) -> Formula {
        let is_for_text = matches!(name, "minLength" | "maxLength" | "pattern" | "format");
        let keywords = || Map::from_iter([(name.to_owned(), value.clone())]);
        let asks = |slot: Slot| {
            let ask = match (name, value.as_u64()) {
                ("minLength", Some(0)) => return Formula::Always,
                ("minLength", Some(limit)) => Ask::MinLength(limit),
                ("maxLength", Some(limit)) => Ask::MaxLength(limit),
                _ => match self.alone(keywords()) {
                    Some(validator) => Ask::Keyword(validator),
                    None => return Formula::Unclear,
                },
            };
            Formula::Asks(slot, Arc::new(ask))
        };
        match sketch {
            Sketch::Known(it) => self.known(&keywords(), it),
            Sketch::Text(slot) if is_for_text => asks(*slot),
            Sketch::Whole(slot) if !is_for_text => asks(*slot),
            Sketch::Value(_) => Formula::Unclear,
            Sketch::Text(_) if self.reads_texts => Formula::Unclear,
            Sketch::Text(_) | Sketch::Whole(_) | Sketch::List(_) | Sketch::Map(_) => Formula::Always,
        }
    }

    fn one_of_values(&self, values: &[Value], sketch: &Sketch) -> Formula {
        if let Some(mut known) = sketch.known() {
            empty_blanks(&mut known);
            return self.meets(("enum", Value::from(values)), &known);
        }
        match sketch {
            Sketch::Text(slot) | Sketch::Whole(slot) | Sketch::Value(slot) => {
                Formula::Asks(*slot, Arc::new(Ask::OneOf(values.to_vec())))
            }
            Sketch::Known(_) | Sketch::List(_) | Sketch::Map(_) => Formula::Unclear,
        }
    }

    fn of_type(&self, value: &Value, sketch: &Sketch) -> Formula {
        let one = std::slice::from_ref(value);
        let types: Vec<&str> =
            value.as_array().map_or(one, |it| it).iter().filter_map(Value::as_str).collect();
        let asks = |slot: Slot| {
            let types = types.iter().map(|&it| it.to_owned()).collect();
            Formula::Asks(slot, Arc::new(Ask::Type(types)))
        };
        match (sketch, sketch.type_name()) {
            (Sketch::Known(known), _) => self.meets(("type", value.clone()), known),
            (Sketch::Text(slot), _) if self.reads_texts && !types.contains(&"string") => asks(*slot),
            (_, Some(name)) => {
                let is_whole = name == "integer" && types.contains(&"number");
                Formula::of(types.contains(&name) || is_whole)
            }
            (Sketch::Value(slot), None) => asks(*slot),
            (_, None) => Formula::Unclear,
        }
    }
}

/// Exactly one of these.
fn one_of(parts: Vec<Formula>) -> Formula {
    let only = (0..parts.len()).map(|at| {
        Formula::all(parts.iter().enumerate().map(|(other, it)| match other == at {
            true => it.clone(),
            false => Formula::not(it.clone()),
        }))
    });
    Formula::any(only.collect::<Vec<_>>())
}

/// Whether a keyword asks the same of a value whatever stands beside it, and only of texts and numbers (JSON Schema
/// 2020-12, validation, section 6).
fn is_of_scalars(name: &str) -> bool {
    matches!(
        name,
        "type"
            | "enum"
            | "const"
            | "minLength"
            | "maxLength"
            | "pattern"
            | "format"
            | "minimum"
            | "maximum"
            | "exclusiveMinimum"
            | "exclusiveMaximum"
            | "multipleOf"
    )
}

/// Whether a keyword goes on to other schemas for the same value.
fn is_combining(name: &str) -> bool {
    matches!(
        name,
        "$dynamicRef" | "$recursiveRef" | "allOf" | "anyOf" | "oneOf" | "not" | "if" | "extends" | "disallow"
    )
}
