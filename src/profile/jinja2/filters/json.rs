//! `tojson`: Python's `json.dumps` with sorted keys, escaped for HTML (`htmlsafe_json_dumps` in `jinja2/utils.py`).

use std::fmt::Write as _;
use std::sync::Arc;

use super::bound;
use crate::field::ReadSet;
use crate::limits;
use crate::profile::Input;
use crate::profile::jinja2::text::{self, Piece};
use crate::profile::jinja2::{number, type_name};
use crate::render::{Fault, Render};
use crate::value::{Key, MapKind, Str, Traced, Value};

/// `tojson(indent=None)`.
pub(super) fn tojson(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let (value, args) = bound(input, "tojson", &["indent"], 0)?;
    let indent = match args.given(0) {
        None => None,
        Some(Traced { value: Value::Str(text), .. }) => Some(text.text.to_string()),
        Some(_) => {
            let width = args.int(render, 0)?.unwrap_or_default().clamp(0, 1000);
            Some(" ".repeat(usize::try_from(width).unwrap_or_default()))
        }
    };
    let mut writer = Writer { indent, pieces: Vec::new() };
    writer.value(render, &value, 0)?;
    Ok(Value::Str(text::joined(render, &writer.pieces)?.marked_safe()))
}

struct Writer {
    indent: Option<String>,
    pieces: Vec<Piece>,
}

impl Writer {
    fn push(&mut self, text: impl Into<Arc<str>>, reads: ReadSet) {
        self.pieces.push((Str::new(text), reads));
    }

    fn value(&mut self, render: &mut Render<'_>, value: &Traced, depth: usize) -> Result<(), Fault> {
        if depth > limits::MAX_DEPTH / 2 {
            return Err(Fault::new("limit-exceeded", "the value is nested too deep"));
        }
        let reads = value.reads;
        match &value.value {
            Value::Null => self.push("null", reads),
            Value::Bool(it) => self.push(if *it { "true" } else { "false" }, reads),
            Value::Int(it) => self.push(it.value.to_string(), reads),
            Value::Float(it) => self.push(float(*it), reads),
            Value::Str(text) => self.text(text, reads),
            Value::List(id) if render.heap.view_of(*id).is_none_or(|it| it == crate::value::View::Group) => {
                let items = render.list_elements(value);
                let own = own_reads(render, value);
                self.several(render, ('[', ']'), own, items, depth, |writer, render, item| {
                    writer.value(render, &item, depth + 1)
                })?;
            }
            Value::Map(id) if render.heap.map_at(*id).kind == MapKind::Plain => {
                let members = sorted(render, value)?;
                let own = own_reads(render, value);
                self.several(render, ('{', '}'), own, members, depth, |writer, render, (key, value)| {
                    writer.text(&Str::new(key), own);
                    writer.push(": ", own);
                    writer.value(render, &value, depth + 1)
                })?;
            }
            other => {
                let kind = type_name(render, other);
                let fault = Fault::refused(format!("{kind} has no form in JSON"));
                let fault = match other {
                    Value::List(_) => fault.with_help("make a list of it first: `|list`"),
                    Value::Undefined => fault.with_help("give it a default first: `|default('')`"),
                    _ => fault,
                };
                return Err(fault.reading(reads));
            }
        }
        Ok(())
    }

    fn several<T>(
        &mut self,
        render: &mut Render<'_>,
        (open, close): (char, char),
        reads: ReadSet,
        items: Vec<T>,
        depth: usize,
        mut each: impl FnMut(&mut Writer, &mut Render<'_>, T) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.push(open.to_string(), reads);
        let empty = items.is_empty();
        for (at, item) in items.into_iter().enumerate() {
            match (at > 0, self.indent.is_some()) {
                (true, true) => self.push(",", reads),
                (true, false) => self.push(", ", reads),
                (false, _) => {}
            }
            self.line(depth + 1, reads);
            each(self, render, item)?;
        }
        if !empty {
            self.line(depth, reads);
        }
        self.push(close.to_string(), reads);
        Ok(())
    }

    fn line(&mut self, depth: usize, reads: ReadSet) {
        if let Some(indent) = &self.indent {
            let line = format!("\n{}", indent.repeat(depth));
            self.push(line, reads);
        }
    }

    fn text(&mut self, text: &Str, reads: ReadSet) {
        self.push("\"", reads);
        self.pieces.push((escaped(text), reads));
        self.push("\"", reads);
    }
}

/// What decides the form of a list or map, without what its elements read.
fn own_reads(render: &mut Render<'_>, value: &Traced) -> ReadSet {
    let (place, shape) = match &value.value {
        Value::List(id) => (render.heap.list_at(*id).place, render.heap.list_at(*id).shape),
        Value::Map(id) => (render.heap.map_at(*id).place, render.heap.map_at(*id).shape),
        _ => return value.reads,
    };
    let reads = render.join(value.reads, shape);
    match place.field() {
        Some(field) => {
            let own = render.fields.one(field);
            render.join(reads, own)
        }
        None => reads,
    }
}

/// The members with their keys as JSON has them, sorted as Python sorts the keys before.
fn sorted(render: &mut Render<'_>, map: &Traced) -> Result<Vec<(String, Traced)>, Fault> {
    let members = render.map_members(map);
    let sorted = super::order::merge_sorted(members, &mut |a, b| {
        crate::profile::jinja2::compare::order(render, &a.0.value(), &b.0.value())
    })?;
    let name = |key: Key| match key {
        Key::Null => "null".to_owned(),
        Key::Bool(it) => it.to_string(),
        Key::Int(it) => it.to_string(),
        Key::Float(bits) => float(f64::from_bits(bits)),
        Key::Str(text) => text.to_string(),
    };
    Ok(sorted.into_iter().map(|(key, value)| (name(key), value)).collect())
}

fn float(value: f64) -> String {
    match (value.is_nan(), value.is_infinite()) {
        (true, _) => "NaN".to_owned(),
        (_, true) => if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned(),
        _ => number::float(value),
    }
}

/// The inside of a JSON string in ASCII, without the characters that end HTML's text or attributes.
fn escaped(text: &Str) -> Str {
    text.map(|stretch| {
        let mut out = String::with_capacity(stretch.len());
        for c in stretch.chars() {
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                '\u{8}' => out.push_str("\\b"),
                '\u{c}' => out.push_str("\\f"),
                '<' | '>' | '&' | '\'' => {
                    push_unit(&mut out, u16::try_from(u32::from(c)).unwrap_or_default());
                }
                ' '..='~' => out.push(c),
                other => other.encode_utf16(&mut [0; 2]).iter().for_each(|unit| push_unit(&mut out, *unit)),
            }
        }
        out
    })
}

fn push_unit(out: &mut String, unit: u16) {
    let written = write!(out, "\\u{unit:04x}");
    debug_assert!(written.is_ok(), "writing to a string does not fail");
}
