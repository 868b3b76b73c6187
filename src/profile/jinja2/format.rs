//! `text.format(…)` (docs.python.org, "Format String Syntax").

use super::text::{self, Piece};
use super::{access, print, spec};
use crate::limits;
use crate::render::{Arguments, Fault, Render};
use crate::value::{Key, Str, Traced, Value};

/// How deep fields may stand in format specifications, as in Python.
const MAX_NESTING: usize = 2;

/// `text.format(*args, **kwargs)`. Text that is marked safe escapes what it takes.
pub(super) fn format(render: &mut Render<'_>, text: &Piece, args: &Arguments) -> Result<Str, Fault> {
    let mut formatter = Formatter { args, next: 0, counted: None, escape: text.0.safe };
    let pieces = formatter.pieces(render, text, MAX_NESTING)?;
    Ok(text::joined(render, &pieces)?.with_safe(text.0.safe))
}

struct Formatter<'a> {
    args: &'a Arguments,
    next: usize,
    /// Whether fields have been counted, or numbered; a format does one of the two.
    counted: Option<bool>,
    escape: bool,
}

impl Formatter<'_> {
    fn pieces(&mut self, render: &mut Render<'_>, text: &Piece, depth: usize) -> Result<Vec<Piece>, Fault> {
        let Some(depth) = depth.checked_sub(1) else {
            return Err(Fault::refused("the fields of the format are nested too deep"));
        };
        let (format, reads) = text;
        let mut pieces = Vec::new();
        let mut from = 0;
        while let Some(at) =
            format.text.get(from..).and_then(|rest| rest.find(['{', '}'])).map(|at| from + at)
        {
            pieces.push((format.slice(from, at), *reads));
            let rest = format.text.get(at..).unwrap_or_default();
            if rest.starts_with("{{") || rest.starts_with("}}") {
                pieces.push((format.slice(at, at + 1), *reads));
                from = at + 2;
                continue;
            }
            let len = field_len(rest).ok_or_else(|| {
                let brace = rest.chars().next().unwrap_or('{');
                Fault::refused(format!("the format has a single '{brace}'")).with_help("write it twice")
            })?;
            let field = rest.get(1..len - 1).unwrap_or_default();
            pieces.push(self.field(render, field, *reads, depth)?);
            from = at + len;
        }
        pieces.push((format.slice(from, format.text.len()), *reads));
        Ok(pieces)
    }

    /// `name.attribute[item]!conversion:spec`.
    fn field(
        &mut self,
        render: &mut Render<'_>,
        field: &str,
        reads: crate::field::ReadSet,
        depth: usize,
    ) -> Result<Piece, Fault> {
        let end = field.find(['!', ':']).unwrap_or(field.len());
        let (name, mut rest) = field.split_at_checked(end).unwrap_or((field, ""));
        let mut value = self.value(render, name)?;
        if let Some(after) = rest.strip_prefix('!') {
            let conversion = after.chars().next().unwrap_or(' ');
            value = Traced { value: Value::Str(convert(render, &value, conversion)?), reads: value.reads };
            rest = after.get(conversion.len_utf8()..).unwrap_or_default();
        }
        let spec = match rest.strip_prefix(':') {
            Some(spec) if spec.contains(['{', '}']) => {
                let pieces = self.pieces(render, &(Str::new(spec), reads), depth)?;
                text::joined(render, &pieces)?.text.to_string()
            }
            Some(spec) => spec.to_owned(),
            None if rest.is_empty() => String::new(),
            None => return Err(Fault::refused("the format expects ':' after a conversion")),
        };
        let (text, reads) = spec::format(render, &value, &spec)?;
        Ok((if self.escape { print::escaped_once(&text) } else { text }, reads))
    }

    fn value(&mut self, render: &mut Render<'_>, name: &str) -> Result<Traced, Fault> {
        let end = name.find(['.', '[']).unwrap_or(name.len());
        let (first, mut path) = name.split_at_checked(end).unwrap_or((name, ""));
        let position = if first.is_empty() {
            self.next += 1;
            Some(self.next - 1)
        } else {
            first.parse::<usize>().ok()
        };
        if position.is_some() && *self.counted.get_or_insert(first.is_empty()) != first.is_empty() {
            return Err(Fault::refused("the format both counts and numbers its fields"));
        }
        let found = match position {
            Some(at) => self.args.positional.get(at),
            None => self.args.named.iter().find(|(it, _)| &**it == first).map(|(_, value)| value),
        };
        let Some(mut value) = found.cloned() else {
            let missing = position.map_or_else(|| first.to_owned(), |at| at.to_string());
            return Err(Fault::refused(format!("the format asks for '{missing}', which is not given")));
        };
        while !path.is_empty() {
            let (step, rest) =
                step(path).ok_or_else(|| Fault::refused("a field of the format cannot be read"))?;
            value = match step {
                Step::Attribute(name) => access::attribute(render, &value, name)
                    .unwrap_or_else(|| Traced::constant(Value::Undefined)),
                Step::Item(key) => {
                    let key = key.parse::<i128>().map_or_else(|_| Value::from(key), Value::from);
                    access::index(render, &value, &Traced::constant(key))?
                }
            };
            if matches!(value.value, Value::Undefined) {
                return Err(Fault::refused(format!("the format asks for '{name}', which is not there")));
            }
            path = rest;
        }
        Ok(value)
    }
}

enum Step<'t> {
    Attribute(&'t str),
    Item(&'t str),
}

fn step(path: &str) -> Option<(Step<'_>, &str)> {
    if let Some(item) = path.strip_prefix('[') {
        return item.split_once(']').map(|(key, rest)| (Step::Item(key), rest));
    }
    let name = path.strip_prefix('.')?;
    let end = name.find(['.', '[']).unwrap_or(name.len());
    name.split_at_checked(end)
        .filter(|(name, _)| !name.is_empty())
        .map(|(name, rest)| (Step::Attribute(name), rest))
}

fn convert(render: &Render<'_>, value: &Traced, conversion: char) -> Result<Str, Fault> {
    let mut out = String::new();
    match conversion {
        's' => return Ok(print::text(render, value)),
        'r' | 'a' => print::repr(render, &value.value, &mut out, limits::MAX_DEPTH),
        other => return Err(Fault::refused(format!("the format has no conversion '!{other}'"))),
    }
    Ok(Str::new(if conversion == 'a' { print::ascii(&out) } else { out }))
}

/// How long a field is, braces included; none when it is not closed, or when this is no `{`.
fn field_len(rest: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, c) in rest.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return (at > 0).then_some(at + 1);
        }
    }
    None
}

/// `text.format_map(map)`.
pub(super) fn format_map(render: &mut Render<'_>, text: &Piece, map: &Traced) -> Result<Str, Fault> {
    let members = render.map_members(map).into_iter();
    let named = members.filter_map(|(key, value)| match key {
        Key::Str(name) => Some((name, value)),
        _ => None,
    });
    let args = Arguments { positional: Vec::new(), named: named.collect() };
    format(render, text, &args)
}
