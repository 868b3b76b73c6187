//! A payload of which some values are not known yet: what a template's own words make of it, with a slot wherever a
//! contact's data goes.

use serde_json::Value;

/// One of the slots of a sketch, by its number in the order of the payload.
pub(crate) type Slot = usize;

/// A value of a payload that is known as far as it does not depend on the contact.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Sketch {
    /// A text, number or the like that stands in the template.
    Known(Value),
    /// A text with a contact's data in it.
    Text(Slot),
    /// A whole number that is the contact's, without leading zeros.
    Whole(Slot),
    /// Any value that is the contact's.
    Value(Slot),
    /// A list.
    List(Vec<Sketch>),
    /// A map. No name stands twice.
    Map(Vec<(String, Sketch)>),
}

impl Sketch {
    /// Its value, when nothing in it depends on the contact.
    pub(super) fn known(&self) -> Option<Value> {
        match self {
            Sketch::Known(value) => Some(value.clone()),
            Sketch::Text(_) | Sketch::Whole(_) | Sketch::Value(_) => None,
            Sketch::List(items) => items.iter().map(Sketch::known).collect(),
            Sketch::Map(members) => {
                members.iter().map(|(name, it)| Some((name.clone(), it.known()?))).collect()
            }
        }
    }

    /// Its type as JSON Schema names it, where that does not depend on the contact.
    pub(super) fn type_name(&self) -> Option<&'static str> {
        Some(match self {
            Sketch::Known(Value::Null) => "null",
            Sketch::Known(Value::Bool(_)) => "boolean",
            Sketch::Known(Value::Number(it)) if it.is_f64() => "number",
            Sketch::Known(Value::Number(_)) | Sketch::Whole(_) => "integer",
            Sketch::Known(Value::String(_)) | Sketch::Text(_) => "string",
            Sketch::Known(Value::Array(_)) | Sketch::List(_) => "array",
            Sketch::Known(Value::Object(_)) | Sketch::Map(_) => "object",
            Sketch::Value(_) => return None,
        })
    }
}
