//! Filters on lists and maps, and on whatever is there or not.

use super::{alone, bound};
use crate::limits;
use crate::profile::Input;
use crate::profile::jinja2::{access, methods, operators, type_name};
use crate::render::{Fault, Render};
use crate::value::{Str, Traced, Value, View};

/// `default(value, boolean=False)`: for what is undefined; with `boolean`, for what is false too.
pub(super) fn default(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let (value, args) = bound(input, "default", &["default_value", "boolean"], 0)?;
    let absent = matches!(value.value, Value::Undefined);
    if absent || (args.flag(render, 1) && !operators::truthy(render, &value)) {
        return Ok(args.get(0).map_or_else(|| Value::from(""), |it| it.value.clone()));
    }
    Ok(value.value)
}

/// `attr(name)`: an attribute, never an item.
pub(super) fn attr(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let (value, args) = bound(input, "attr", &["name"], 1)?;
    let Some(name) = args.text(render, 0)? else {
        return Err(Fault::refused("'name' of filter 'attr' is text, not None"));
    };
    access::defined(render, &value, &name.text)?;
    Ok(access::attribute(render, &value, &name.text).map_or(Value::Undefined, |it| it.value))
}

pub(super) fn length(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let value = alone(input, "length")?;
    access::length(render, &value).map(Value::from)
}

pub(super) fn list(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let value = alone(input, "list")?;
    let items = access::elements(render, &value)?;
    Ok(render.heap.list(items))
}

/// The first element. What can be gone through only once keeps the rest.
pub(super) fn first(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let value = alone(input, "first")?;
    if let Value::List(id) = value.value {
        let Some(first) = render.list_element(&value, 0) else { return Ok(Value::Undefined) };
        if render.heap.view_of(id) == Some(View::Once) {
            render.heap.list_at_mut(id).items.remove(0);
        }
        return Ok(first.value);
    }
    let first = access::elements(render, &value)?.into_iter().next();
    Ok(first.map_or(Value::Undefined, |it| it.value))
}

pub(super) fn last(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let value = alone(input, "last")?;
    access::reversible(render, &value)?;
    if let Value::Str(text) = &value.value {
        let start = text.text.char_indices().next_back().map(|(at, _)| at);
        return Ok(start.map_or(Value::Undefined, |at| Value::Str(text.slice(at, text.text.len()))));
    }
    let last = access::elements(render, &value)?.pop();
    Ok(last.map_or(Value::Undefined, |it| it.value))
}

/// Jinja draws lots; a preview must not.
pub(super) fn random(_: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    alone(input, "random")?;
    let message = "'random' gives another result in every message, so it cannot be shown";
    Err(Fault::new("not-repeatable", message).with_help("choose with 'first', 'last' or an index"))
}

pub(super) fn reverse(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let value = alone(input, "reverse")?;
    if let Value::Str(text) = &value.value {
        return Ok(Value::Str(reversed(render, text, &value)));
    }
    let mut items = access::elements(render, &value)?;
    items.reverse();
    let once = access::reversible(render, &value).is_ok();
    Ok(if once { render.heap.view(items, View::Once) } else { render.heap.list(items) })
}

fn reversed(render: &mut Render<'_>, text: &Str, value: &Traced) -> Str {
    if text.runs().is_none() {
        return Str::new(text.text.chars().rev().collect::<String>()).with_safe(text.safe);
    }
    let chars = text.text.char_indices().rev();
    let pieces: Vec<_> = chars.map(|(at, c)| (text.slice(at, at + c.len_utf8()), value.reads)).collect();
    render.concat(&pieces).with_safe(text.safe)
}

/// `items`: the members of a map; nothing of what is undefined.
pub(super) fn items(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let value = alone(input, "items")?;
    let pairs = match &value.value {
        Value::Undefined => Vec::new(),
        Value::Map(_) => methods::pairs(render, &value),
        other => {
            let kind = type_name(render, other);
            return Err(Fault::refused(format!("filter 'items' takes a map, not {kind}")));
        }
    };
    Ok(render.heap.view(pairs, View::Once))
}

/// `batch(linecount, fill_with=None)`: rows of so many.
pub(super) fn batch(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let (value, args) = bound(input, "batch", &["linecount", "fill_with"], 1)?;
    let items = access::elements(render, &value)?;
    let count = args.int(render, 0)?.unwrap_or_default();
    // A row that is never full takes all; one that is full at once is cut before each element.
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    let mut rows: Vec<Vec<Traced>> = Vec::new();
    for item in items {
        if let Some(row) = rows.last_mut().filter(|row| row.len() != count) {
            row.push(item);
        } else {
            if rows.is_empty() && count == 0 {
                rows.push(Vec::new());
            }
            rows.push(vec![item]);
        }
    }
    if let (Some(fill), Some(row)) = (args.given(1), rows.last_mut())
        && count < usize::MAX
        && row.len() < count
    {
        if count > limits::MAX_LOOP_TURNS as usize {
            return Err(Fault::new("limit-exceeded", "the rows become too long"));
        }
        row.resize(count, fill.clone());
    }
    Ok(of_rows(render, rows))
}

/// `slice(slices, fill_with=None)`: so many columns, as equal as can be.
pub(super) fn slice(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let (value, args) = bound(input, "slice", &["slices", "fill_with"], 1)?;
    let items = access::elements(render, &value)?;
    let count = args.int(render, 0)?.unwrap_or_default();
    if count == 0 {
        return Err(Fault::refused("filter 'slice' cannot make 0 slices"));
    }
    let count = usize::try_from(count).unwrap_or(0);
    if count > limits::MAX_LOOP_TURNS as usize {
        return Err(Fault::new("limit-exceeded", "there are too many slices"));
    }
    let (each, extra) = (items.len() / count.max(1), items.len() % count.max(1));
    let mut rest = items.into_iter();
    let columns = (0..count).map(|at| {
        let mut column: Vec<Traced> = rest.by_ref().take(each + usize::from(at < extra)).collect();
        if at >= extra {
            column.extend(args.given(1).cloned());
        }
        column
    });
    let columns = columns.collect();
    Ok(of_rows(render, columns))
}

fn of_rows(render: &mut Render<'_>, rows: Vec<Vec<Traced>>) -> Value {
    let rows = rows.into_iter().map(|row| Traced::constant(render.heap.list(row))).collect();
    render.heap.view(rows, View::Once)
}
