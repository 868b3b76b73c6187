//! `pprint`: Python's `pprint.pformat`, which breaks what is longer than 80 characters over several lines.

use super::alone;
use crate::limits;
use crate::profile::Input;
use crate::profile::jinja2::{compare, print};
use crate::render::{Fault, Render};
use crate::value::{Key, MapKind, Traced, Value};

const WIDTH: usize = 80;

pub(super) fn pprint(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let value = alone(input, "pprint")?;
    let mut out = String::new();
    pretty(render, &value.value, (0, 0), &mut out, limits::MAX_DEPTH / 2)?;
    Ok(Value::from(out))
}

fn flat(render: &Render<'_>, value: &Value, depth: usize) -> Result<String, Fault> {
    let mut out = String::new();
    match value {
        Value::Map(id) if render.heap.map_at(*id).kind == MapKind::Plain => {
            out.push('{');
            for (at, (key, value)) in members(render, value)?.into_iter().enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                print::repr(render, &key.value(), &mut out, limits::MAX_DEPTH);
                out.push_str(": ");
                out.push_str(&flat(render, &value.value, depth.saturating_sub(1))?);
            }
            out.push('}');
        }
        other => print::repr(render, other, &mut out, depth),
    }
    Ok(out)
}

/// Writes a value that starts in column `indent`, with `allowance` characters after it.
fn pretty(
    render: &Render<'_>,
    value: &Value,
    (indent, allowance): (usize, usize),
    out: &mut String,
    depth: usize,
) -> Result<(), Fault> {
    let line = flat(render, value, depth)?;
    if line.chars().count() + indent + allowance <= WIDTH || depth == 0 {
        out.push_str(&line);
        return Ok(());
    }
    let pad = |out: &mut String| {
        out.push_str(",\n");
        out.push_str(&" ".repeat(indent + 1));
    };
    match value {
        Value::List(id) => {
            let sequence = render.heap.list_at(*id);
            let (open, close) = if sequence.tuple { ("(", ")") } else { ("[", "]") };
            let close = if sequence.tuple && sequence.items.len() == 1 { ",)" } else { close };
            out.push_str(open);
            let last = sequence.items.len().saturating_sub(1);
            for (at, item) in sequence.items.iter().enumerate() {
                if at > 0 {
                    pad(out);
                }
                let after = if at == last { allowance + close.len() } else { 1 };
                pretty(render, &item.value, (indent + 1, after), out, depth - 1)?;
            }
            out.push_str(close);
        }
        Value::Map(id) if render.heap.map_at(*id).kind == MapKind::Plain => {
            out.push('{');
            let members = members(render, value)?;
            let last = members.len().saturating_sub(1);
            for (at, (key, value)) in members.into_iter().enumerate() {
                if at > 0 {
                    pad(out);
                }
                let mut name = String::new();
                print::repr(render, &key.value(), &mut name, limits::MAX_DEPTH);
                let column = indent + name.chars().count() + 3;
                out.push_str(&name);
                out.push_str(": ");
                let after = if at == last { allowance + 1 } else { 1 };
                pretty(render, &value.value, (column, after), out, depth - 1)?;
            }
            out.push('}');
        }
        _ => out.push_str(&line),
    }
    Ok(())
}

/// The members of a map in the order of their keys.
fn members(render: &Render<'_>, map: &Value) -> Result<Vec<(Key, Traced)>, Fault> {
    let Value::Map(id) = map else { return Ok(Vec::new()) };
    let members: Vec<_> =
        render.heap.map_at(*id).entries.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
    super::order::merge_sorted(members, &mut |a, b| {
        // Keys that have no order are sorted by type.
        Ok(compare::order(render, &a.0.value(), &b.0.value()).unwrap_or_else(|_| a.0.cmp(&b.0)))
    })
}
