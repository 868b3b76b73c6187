//! `pprint`: Python's `pprint.pformat`, which breaks what is longer than 80 characters over several lines.

use super::alone;
use crate::limits;
use crate::profile::Input;
use crate::profile::jinja2::{compare, print};
use crate::render::{Fault, Render};
use crate::value::{Key, MapKind, Traced, Value, View};

const WIDTH: usize = 80;

pub(super) fn pprint(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let value = alone(input, "pprint")?;
    let mut out = String::new();
    pretty(render, &value.value, (0, 0), &mut out, limits::MAX_DEPTH / 2)?;
    Ok(Value::from(out))
}

/// On one line. Unlike `repr`, the members of maps are sorted.
fn flat(render: &Render<'_>, value: &Value, depth: usize) -> Result<String, Fault> {
    let mut out = String::new();
    let Some(depth) = depth.checked_sub(1) else { return Ok("...".to_owned()) };
    let Some((open, parts, close)) = parts(render, value)? else {
        print::repr(render, value, &mut out, limits::MAX_DEPTH);
        return Ok(out);
    };
    out.push_str(open);
    for (at, (name, part)) in parts.iter().enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        out.push_str(name);
        out.push_str(&flat(render, part, depth)?);
    }
    out.push_str(close);
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
    let fits = line.chars().count() + indent + allowance <= WIDTH;
    let Some((open, parts, close)) = parts(render, value)?.filter(|_| !fits && depth > 0) else {
        out.push_str(&line);
        return Ok(());
    };
    out.push_str(open);
    let last = parts.len().saturating_sub(1);
    for (at, (name, part)) in parts.iter().enumerate() {
        if at > 0 {
            out.push_str(",\n");
            out.push_str(&" ".repeat(indent + 1));
        }
        out.push_str(name);
        let column = indent + 1 + name.chars().count();
        let after = if at == last { allowance + close.len() } else { 1 };
        pretty(render, part, (column, after), out, depth - 1)?;
    }
    out.push_str(close);
    Ok(())
}

/// What opens a list or map, its parts with what stands before each, and what closes it.
type Parts = (&'static str, Vec<(String, Value)>, &'static str);

/// The parts of a list or map; none for other values.
fn parts(render: &Render<'_>, value: &Value) -> Result<Option<Parts>, Fault> {
    match value {
        Value::List(id) if render.heap.view_of(*id).is_none_or(|it| it == View::Group) => {
            let sequence = render.heap.list_at(*id);
            let parts = sequence.items.iter().map(|it| (String::new(), it.value.clone())).collect();
            Ok(Some(match (sequence.tuple, sequence.items.len()) {
                (true, 1) => ("(", parts, ",)"),
                (true, _) => ("(", parts, ")"),
                (false, _) => ("[", parts, "]"),
            }))
        }
        Value::Map(id) if render.heap.map_at(*id).kind == MapKind::Plain => {
            let members = members(render, value)?.into_iter().map(|(key, value)| {
                let mut name = String::new();
                print::repr(render, &key.value(), &mut name, limits::MAX_DEPTH);
                (name + ": ", value.value)
            });
            Ok(Some(("{", members.collect(), "}")))
        }
        _ => Ok(None),
    }
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
