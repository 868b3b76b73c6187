//! Methods of Python's values that templates use.

use crate::profile::Input;
use crate::render::{Fault, Render};
use crate::value::{Traced, Value};

/// Whether values of this kind have a method of this name.
pub(super) fn exists(_render: &Render<'_>, value: &Value, name: &str) -> bool {
    match value {
        Value::Map(_) => matches!(name, "items" | "keys" | "values" | "get"),
        Value::Str(_) => matches!(name, "upper" | "lower"),
        _ => false,
    }
}

/// An attribute that is no method.
pub(super) fn attribute(_render: &mut Render<'_>, _base: &Traced, _name: &str) -> Option<Traced> {
    None
}

/// Calls a method.
pub(super) fn call(render: &mut Render<'_>, name: &str, input: Input) -> Result<Value, Fault> {
    match (name, &input.value.value) {
        ("items", Value::Map(_)) => {
            let members = render.map_members(&input.value);
            let mut pairs = Vec::new();
            for (key, value) in members {
                let pair = render.heap.tuple(vec![Traced::constant(key.value()), value]);
                pairs.push(Traced::constant(pair));
            }
            Ok(render.heap.list(pairs))
        }
        ("upper", Value::Str(text)) => Ok(Value::Str(text.map(str::to_uppercase))),
        ("lower", Value::Str(text)) => Ok(Value::Str(text.map(str::to_lowercase))),
        _ => Err(Fault::refused(format!("no method '{name}'"))),
    }
}
