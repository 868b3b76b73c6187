//! Methods and attributes of Python's values that templates use (docs.python.org, "Built-in Types").

use crate::profile::Input;
use crate::render::{Fault, Render};
use crate::value::{Key, MapKind, Traced, Value, View};

mod list;
mod map;
mod number;
mod text;
mod text_names;

pub(crate) use map::NAMES as MAP_METHODS;
pub(super) use map::members;
pub(super) use text::{is_lower, is_upper};

/// Whether values of this kind have a method of this name.
pub(super) fn exists(render: &Render<'_>, value: &Value, name: &str) -> bool {
    names(render, value).contains(&name)
}

/// The methods that values of this kind have.
fn names(render: &Render<'_>, value: &Value) -> &'static [&'static str] {
    match value {
        Value::Str(_) => text_names::NAMES,
        Value::Map(id) => match render.heap.map_at(*id).kind {
            MapKind::Plain => map::NAMES,
            MapKind::Cycler => &["next", "reset"],
            MapKind::Namespace | MapKind::Joiner => &[],
            // Jinja makes no such maps.
            MapKind::Entry | MapKind::Iterator | MapKind::Sortable => &[],
        },
        Value::List(id) => match render.heap.view_of(*id) {
            None if !render.heap.list_at(*id).tuple => list::NAMES,
            None | Some(View::Group | View::Range(..)) => &["count", "index"],
            Some(View::Once | View::Items | View::Keys | View::Values) => &[],
        },
        Value::Int(_) | Value::Bool(_) => number::INT_NAMES,
        Value::Float(_) => number::FLOAT_NAMES,
        Value::Loop(_) => &["changed", "cycle"],
        _ => &[],
    }
}

/// An attribute that is no method.
pub(super) fn attribute(render: &mut Render<'_>, base: &Traced, name: &str) -> Option<Traced> {
    if name == "__class__" {
        let class = class_name(render, &base.value);
        let members = [(Key::from("__name__"), Traced::constant(Value::from(class)))];
        return Some(Traced { value: render.heap.map(members.into_iter().collect()), reads: base.reads });
    }
    match &base.value {
        Value::Map(id) => map::attribute(render, base, *id, name),
        Value::List(id) => list::attribute(render, base, *id, name),
        Value::Macro(id) => {
            let value = match name {
                "name" => Value::from(&*render.macro_name(*id)?),
                "arguments" => {
                    let names = render.macro_params(*id).into_iter();
                    let names = names.map(|name| Traced::constant(Value::from(&*name))).collect();
                    render.heap.tuple(names)
                }
                "catch_varargs" => Value::Bool(render.macro_uses(*id, "varargs")),
                "catch_kwargs" => Value::Bool(render.macro_uses(*id, "kwargs")),
                "caller" => Value::Bool(render.macro_uses(*id, "caller")),
                _ => return None,
            };
            Some(Traced { value, reads: base.reads })
        }
        other => {
            let value = number::attribute(other, name)?;
            Some(Traced { value, reads: base.reads })
        }
    }
}

/// The name of a value's class in Python.
fn class_name(render: &Render<'_>, value: &Value) -> &'static str {
    match value {
        Value::Undefined => "Undefined",
        Value::Null => "NoneType",
        Value::Bool(_) => "bool",
        Value::Int(_) => "int",
        Value::Float(_) | Value::Decimal(..) => "float",
        Value::Str(text) if text.safe => "Markup",
        Value::Str(_) => "str",
        Value::List(id) => match render.heap.view_of(*id) {
            None if render.heap.list_at(*id).tuple => "tuple",
            None => "list",
            Some(View::Group) => "_GroupTuple",
            Some(View::Once) => "generator",
            Some(View::Items) => "dict_items",
            Some(View::Keys) => "dict_keys",
            Some(View::Values) => "dict_values",
            Some(View::Range(..)) => "range",
        },
        Value::Map(id) => match render.heap.map_at(*id).kind {
            MapKind::Plain | MapKind::Entry | MapKind::Iterator | MapKind::Sortable => "dict",
            MapKind::Namespace => "Namespace",
            MapKind::Cycler => "Cycler",
            MapKind::Joiner => "Joiner",
        },
        Value::Loop(_) => "LoopContext",
        Value::Macro(_) | Value::Block(_) => "Macro",
        Value::Function(_) | Value::Method(_) => "function",
        Value::Range(..) | Value::Empty | Value::Blank => "object",
    }
}

/// Calls a method.
pub(super) fn call(render: &mut Render<'_>, name: &str, input: Input) -> Result<Value, Fault> {
    match &input.value.value {
        Value::Str(text) => {
            let text = text.clone();
            text::call(render, name, &text, input)
        }
        Value::Map(id) => {
            let id = *id;
            map::call(render, name, id, input)
        }
        Value::List(id) => {
            let id = *id;
            list::call(render, name, id, input)
        }
        Value::Loop(id) => {
            let id = *id;
            super::loops::call(render, name, id, input)
        }
        _ => number::call(render, name, input),
    }
}

/// The members of a map as pairs, which keep what they read.
pub(super) fn pairs(render: &mut Render<'_>, map: &Traced) -> Vec<Traced> {
    let members = render.map_members(map);
    let pair = |(key, value): (Key, Traced)| {
        let key = Traced { value: key.value(), reads: map.reads };
        Traced::constant(render.heap.tuple(vec![key, value]))
    };
    members.into_iter().map(pair).collect()
}

/// What a method is called in faults.
fn what(name: &str) -> String {
    format!("method '{name}'")
}

/// A fault for a name that [`exists`] does not know.
fn no_method(name: &str) -> Fault {
    Fault::new("unknown-method", format!("there is no method '{name}' here"))
}

/// The list or map that changes depends from now on on what decided that it is changed.
fn changed_under(render: &mut Render<'_>, value: Traced) -> Traced {
    let guards = render.guards();
    render.guarded(value, guards)
}
