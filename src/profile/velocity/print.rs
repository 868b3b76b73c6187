//! Values as text: Java's `toString`.

use std::fmt::Write as _;

use super::{decimal, number};
use crate::limits;
use crate::render::Render;
use crate::value::{Key, Str, Traced, Value};

/// A value's text, with its origins when it is text.
pub(super) fn text(render: &mut Render<'_>, value: &Traced) -> Str {
    match &value.value {
        Value::Str(text) => text.clone(),
        Value::Undefined => Str::new(""),
        Value::Block(id) => match render.block_text(*id).map(|it| it.value) {
            Some(Value::Str(text)) => text,
            _ => Str::new(""),
        },
        other => {
            let mut out = String::new();
            write(render, other, &mut out, limits::MAX_DEPTH);
            Str::new(out)
        }
    }
}

/// `toString`. What nests deeper than `depth` is left out, and so is what would exceed the longest request.
fn write(render: &Render<'_>, value: &Value, out: &mut String, depth: usize) {
    if depth == 0 || out.len() > limits::MAX_RENDERED_BYTES {
        return out.push_str("...");
    }
    match value {
        Value::Undefined | Value::Null => out.push_str("null"),
        Value::Bool(it) => out.push_str(if *it { "true" } else { "false" }),
        Value::Int(it) => push(out, format_args!("{}", it.value)),
        Value::Float(it) => out.push_str(&number::float(*it)),
        Value::Decimal(digits, scale) => out.push_str(&decimal::printed(*digits, *scale)),
        Value::Str(text) => out.push_str(&text.text),
        Value::List(id) => {
            let items = render.heap.list_at(*id).items.iter();
            let own = |it: &Value| matches!(it, Value::List(it) if it == id);
            write_all(render, items.map(|it| &it.value), own, out, depth);
        }
        Value::Range(..) => {
            let items: Vec<Value> = super::access::range_items(value).map(Value::from).collect();
            write_all(render, items.iter(), |_| false, out, depth);
        }
        Value::Map(id) => write_map(render, *id, out, depth),
        Value::Loop(id) => {
            let stored = render.loop_state(*id).map(|it| it.stored.as_slice()).unwrap_or_default();
            out.push('{');
            for (at, (name, value)) in stored.iter().enumerate() {
                push(out, format_args!("{}{name}=", if at > 0 { ", " } else { "" }));
                write(render, &value.value, out, depth - 1);
            }
            out.push('}');
        }
        Value::Function(name) => push(out, format_args!("${name}")),
        Value::Macro(_) | Value::Block(_) | Value::Method(_) | Value::Empty | Value::Blank => {}
    }
}

/// The elements of a list; `own` says which of them is the list itself.
fn write_all<'v>(
    render: &Render<'_>,
    items: impl Iterator<Item = &'v Value>,
    own: impl Fn(&Value) -> bool,
    out: &mut String,
    depth: usize,
) {
    out.push('[');
    for (at, item) in items.enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        if own(item) {
            out.push_str("(this Collection)");
            continue;
        }
        write(render, item, out, depth - 1);
    }
    out.push(']');
}

fn write_map(render: &Render<'_>, id: crate::value::MapId, out: &mut String, depth: usize) {
    let map = render.heap.map_at(id);
    if super::bean::is_entry(map) {
        let part = |name| map.entries.get(&Key::from(name)).map_or(&Value::Null, |it| &it.value);
        write(render, part("key"), out, depth - 1);
        out.push('=');
        return write(render, part("value"), out, depth - 1);
    }
    out.push('{');
    for (at, (key, value)) in map.entries.iter().enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        write(render, &key.value(), out, depth - 1);
        out.push('=');
        match &value.value {
            Value::Map(it) if *it == id => out.push_str("(this Map)"),
            value => write(render, value, out, depth - 1),
        }
    }
    out.push('}');
}

fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    let written = out.write_fmt(text);
    debug_assert!(written.is_ok(), "writing to a string does not fail");
}
