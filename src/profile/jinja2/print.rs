//! Values as text: Python's `str` and `repr`, and `MarkupSafe`'s escaping.

use std::fmt::Write as _;

use super::number;
use crate::limits;
use crate::render::{Fault, Render};
use crate::value::{Key, ListId, MapKind, Str, Traced, Value, View};

/// What a hole prints: `str(value)`, escaped when autoescaping is on and the value is not marked safe.
/// What Python prints with its address in memory is a fault: it is another one in every message.
pub(super) fn printed(render: &mut Render<'_>, value: &Traced) -> Result<Str, Fault> {
    if let Some(fault) = unprintable(render, &value.value) {
        return Err(fault);
    }
    let text = text(render, value);
    let may_change = !text.safe && text.text.contains(['&', '<', '>', '"', '\'']);
    if may_change && render.autoescapes() { Ok(escaped(&text)) } else { Ok(text) }
}

/// `str(value)`, with its origins when it is text.
pub(super) fn text(render: &Render<'_>, value: &Traced) -> Str {
    match &value.value {
        Value::Str(text) => text.clone(),
        Value::Undefined => Str::new(""),
        other => {
            let mut out = String::new();
            repr(render, other, &mut out, limits::MAX_DEPTH);
            Str::new(out)
        }
    }
}

fn unprintable(render: &Render<'_>, value: &Value) -> Option<Fault> {
    let (message, help) = match value {
        Value::List(id) if render.heap.view_of(*id) == Some(View::Once) => (
            "this prints '<generator object …>', not a list".to_owned(),
            "make a list of it: '|list', or '|join'",
        ),
        Value::Method(bound) => {
            let message = format!("'{}' is a method, so this prints '<built-in method …>'", bound.1);
            (message, "call it with '()', or take the member with `['…']`")
        }
        Value::Function(name) => {
            (format!("'{name}' is a function, so this prints '<function …>'"), "call it with '()'")
        }
        _ => return None,
    };
    Some(Fault::new("prints-address", message).with_help(help))
}

/// `markupsafe.escape`: what is marked safe stays as it is.
pub(super) fn escaped_once(text: &Str) -> Str {
    if text.safe { text.clone() } else { escaped(text) }
}

/// Python's `ascii`: what is not ASCII is escaped.
pub(super) fn ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match u32::from(c) {
            0..=0x7f => out.push(c),
            code @ 0x80..=0xff => push(&mut out, format_args!("\\x{code:02x}")),
            code @ 0x100..=0xffff => push(&mut out, format_args!("\\u{code:04x}")),
            code => push(&mut out, format_args!("\\U{code:08x}")),
        }
    }
    out
}

/// `markupsafe.escape` of what is not marked safe: the five characters of HTML.
pub(super) fn escaped(text: &Str) -> Str {
    text.map(|stretch| {
        let mut out = String::with_capacity(stretch.len());
        for c in stretch.chars() {
            match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '\'' => out.push_str("&#39;"),
                '"' => out.push_str("&#34;"),
                other => out.push(other),
            }
        }
        out
    })
    .marked_safe()
}

/// `repr(value)`. What nests deeper than `depth` shows as `...`, as Python shows a list inside itself.
pub(super) fn repr(render: &Render<'_>, value: &Value, out: &mut String, depth: usize) {
    if depth == 0 {
        return out.push_str("...");
    }
    match value {
        Value::Undefined => out.push_str("Undefined"),
        Value::Null => out.push_str("None"),
        Value::Bool(it) => out.push_str(if *it { "True" } else { "False" }),
        Value::Int(it) => push(out, format_args!("{}", it.value)),
        Value::Float(it) => out.push_str(&number::float(*it)),
        Value::Str(text) if text.safe => {
            out.push_str("Markup(");
            repr_str(&text.text, out);
            out.push(')');
        }
        Value::Str(text) => repr_str(&text.text, out),
        Value::List(id) => repr_list(render, *id, out, depth),
        Value::Map(id) => repr_map(render, *id, out, depth),
        Value::Range(from, to) => push(out, format_args!("range({from}, {to})")),
        Value::Loop(id) => {
            let (at, len) = render.loop_state(*id).map_or((0, 0), |it| (it.index + 1, it.items.len()));
            push(out, format_args!("<LoopContext {at}/{len}>"));
        }
        Value::Decimal(..) => {}
        Value::Macro(id) | Value::Block(id) => {
            let name = render.macro_name(*id);
            push(out, format_args!("<Macro '{}'>", name.as_deref().unwrap_or_default()));
        }
        Value::Function(name) => push(out, format_args!("<function {name}>")),
        Value::Method(bound) => push(out, format_args!("<built-in method {}>", bound.1)),
        Value::Empty | Value::Blank => {}
    }
}

fn repr_list(render: &Render<'_>, id: ListId, out: &mut String, depth: usize) {
    let list = render.heap.list_at(id);
    let (open, close) = match render.heap.view_of(id) {
        None if list.tuple => ("(", ")"),
        None => ("[", "]"),
        Some(View::Group) => ("(", ")"),
        Some(View::Items) => ("dict_items([", "])"),
        Some(View::Keys) => ("dict_keys([", "])"),
        Some(View::Values) => ("dict_values([", "])"),
        Some(View::Once) => return out.push_str("<generator object>"),
        Some(View::Range(start, end, 1)) => return push(out, format_args!("range({start}, {end})")),
        Some(View::Range(start, end, step)) => {
            return push(out, format_args!("range({start}, {end}, {step})"));
        }
    };
    out.push_str(open);
    for (at, item) in list.items.iter().enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        repr(render, &item.value, out, depth - 1);
    }
    if list.tuple && list.items.len() == 1 {
        out.push(',');
    }
    out.push_str(close);
}

fn repr_map(render: &Render<'_>, id: crate::value::MapId, out: &mut String, depth: usize) {
    let map = render.heap.map_at(id);
    if map.kind == MapKind::Namespace {
        out.push_str("<Namespace ");
    }
    out.push('{');
    for (at, (key, value)) in map.entries.iter().enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        match key {
            Key::Str(text) => repr_str(text, out),
            other => repr(render, &other.value(), out, depth - 1),
        }
        out.push_str(": ");
        repr(render, &value.value, out, depth - 1);
    }
    out.push('}');
    if map.kind == MapKind::Namespace {
        out.push('>');
    }
}

/// Python's `repr` of text: single quotes unless it has some and no double ones; what cannot be printed is escaped.
fn repr_str(text: &str, out: &mut String) {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    out.push(quote);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            c if c == quote => {
                out.push('\\');
                out.push(c);
            }
            c if (c as u32) < 0x20 || (0x7f..0xa1).contains(&(c as u32)) || c == '\u{ad}' => {
                push(out, format_args!("\\x{:02x}", c as u32));
            }
            c if matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{200b}'..='\u{200f}') => {
                push(out, format_args!("\\u{:04x}", c as u32));
            }
            c => out.push(c),
        }
    }
    out.push(quote);
}

pub(super) fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    let written = out.write_fmt(text);
    debug_assert!(written.is_ok(), "writing to a string does not fail");
}
