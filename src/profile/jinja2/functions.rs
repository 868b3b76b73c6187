//! The global functions (Jinja's documentation, "List of Global Functions") and text formatting with `%`.

use crate::profile::Input;
use crate::render::{Fault, Render};
use crate::value::{MapKind, Traced, Value};

const NAMES: [&str; 2] = ["namespace", "range"];

/// The function of this name.
pub(super) fn find(name: &str) -> Option<&'static str> {
    NAMES.into_iter().find(|it| *it == name)
}

pub(super) fn call(render: &mut Render<'_>, name: &'static str, input: Input) -> Result<Value, Fault> {
    match name {
        "namespace" => {
            let entries =
                input.args.named.into_iter().map(|(name, value)| (crate::value::Key::Str(name), value));
            let map = render.heap.map(entries.collect());
            if let Value::Map(id) = map {
                render.heap.map_at_mut(id).kind = MapKind::Namespace;
            }
            Ok(map)
        }
        _ => Err(Fault::refused(format!("'{name}' cannot be called like this"))),
    }
}

/// `text % value`, as Python's `%` formats.
pub(super) fn percent_format(
    _render: &mut Render<'_>,
    _text: &Traced,
    _value: &Traced,
) -> Result<Value, Fault> {
    Err(Fault::refused("text cannot be formatted with '%'"))
}
