//! Filters of lists and `default` (`standardfilters.rb`).

use std::cmp::Ordering;

use super::operators::compare;
use super::picks::property;
use super::values::{arguments, is_nil, text, to_integer, to_s};
use super::{access, tags};
use crate::limits;
use crate::profile::Input;
use crate::profile::liquid::logic::truthy;
use crate::profile::liquid::text::joined;
use crate::render::{Fault, Render};
use crate::value::{Str, Traced, Value};

/// `InputIterator`: a list flattened, a map as the only element, nothing of nil.
pub(super) fn items(render: &mut Render<'_>, value: &Traced) -> Result<Vec<Traced>, Fault> {
    match &value.value {
        Value::List(_) => {
            let mut flat = Vec::new();
            flatten(render, value, &mut flat, limits::MAX_DEPTH);
            Ok(flat)
        }
        Value::Range(..) => tags::elements(render, value),
        other if is_nil(other) => Ok(Vec::new()),
        _ => Ok(vec![value.clone()]),
    }
}

fn flatten(render: &mut Render<'_>, list: &Traced, flat: &mut Vec<Traced>, depth: usize) {
    for item in render.list_elements(list) {
        match item.value {
            Value::List(_) if depth > 0 => flatten(render, &item, flat, depth - 1),
            _ => flat.push(item),
        }
    }
}

/// For nil, false and what is empty; with `allow_false`, not for false.
pub(super) fn default(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let given = arguments(&input, 0, 2)?;
    let allow_false = input.args.named.iter().any(|(name, it)| &**name == "allow_false" && truthy(&it.value));
    let value = &input.value.value;
    let absent = if allow_false { is_nil(value) } else { !truthy(value) };
    let empty = match value {
        Value::Str(text) => text.text.is_empty(),
        Value::List(id) => render.heap.list_at(*id).items.is_empty(),
        Value::Map(id) => render.heap.map_at(*id).entries.is_empty(),
        _ => false,
    };
    if !absent && !empty {
        return Ok(input.value.value);
    }
    Ok(given.into_iter().next().map_or_else(|| Value::from(""), |it| it.value))
}

pub(super) fn size(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    arguments(&input, 0, 0)?;
    Ok(access::size(render, &input.value.value).unwrap_or(Value::from(0usize)))
}

pub(super) fn first(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    arguments(&input, 0, 0)?;
    end(render, &input, "first")
}

pub(super) fn last(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    arguments(&input, 0, 0)?;
    end(render, &input, "last")
}

fn end(render: &mut Render<'_>, input: &Input, which: &str) -> Result<Value, Fault> {
    // A map's members of these names are not meant.
    if let Value::Map(_) = input.value.value {
        let pairs = tags::elements(render, &input.value)?;
        let pair = pairs.into_iter().next().filter(|_| which == "first");
        return Ok(pair.map_or(Value::Null, |it| it.value));
    }
    Ok(access::member(render, &input.value, &which.into())?.value)
}

pub(super) fn join(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let given = arguments(&input, 0, 1)?;
    let glue = match given.first() {
        Some(glue) => (text(render, glue), render.used(glue)),
        None => (Str::new(" "), crate::field::ReadSet::EMPTY),
    };
    let mut parts = Vec::new();
    for item in items(render, &input.value)? {
        let reads = render.used(&item);
        parts.push((text(render, &item), reads));
    }
    joined(render, parts, &glue).map(Value::Str)
}

pub(super) fn reverse(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    arguments(&input, 0, 0)?;
    let mut items = items(render, &input.value)?;
    items.reverse();
    Ok(render.heap.list(items))
}

pub(super) fn concat(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let given = arguments(&input, 1, 1)?;
    let more = given.first().filter(|it| matches!(it.value, Value::List(_)));
    let Some(more) = more else {
        return Err(Fault::new("wrong-arguments", "'concat' needs a list"));
    };
    let mut all = items(render, &input.value)?;
    all.extend(render.list_elements(more));
    Ok(render.heap.list(all))
}

/// Drops what is nil, or what has nil for a property.
pub(super) fn compact(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let given = arguments(&input, 0, 1)?;
    let mut kept = Vec::new();
    for item in items(render, &input.value)? {
        let value = match given.first().filter(|it| !is_nil(&it.value)) {
            Some(name) => match property(render, &item, name)? {
                Some(value) => value.value,
                None => return Ok(Value::Null),
            },
            None => item.value.clone(),
        };
        if !is_nil(&value) {
            kept.push(item);
        }
    }
    Ok(render.heap.list(kept))
}

/// Part of a list or text: from a start, one or so many.
pub(super) fn slice(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let given = arguments(&input, 1, 2)?;
    let offset = given.first().map_or(Ok(0), |it| to_integer(render, &it.value))?;
    let length = match given.get(1).filter(|it| truthy(&it.value)) {
        Some(length) => to_integer(render, &length.value)?,
        None => 1,
    };
    let list = match input.value.value {
        Value::List(_) => Some(render.list_elements(&input.value)),
        _ => None,
    };
    let text = text(render, &input.value);
    let ends: Vec<usize> = text.text.char_indices().map(|(at, _)| at).chain([text.text.len()]).collect();
    let total = list.as_ref().map_or(ends.len() - 1, Vec::len);
    let Some((start, count)) = window(offset, length, total) else {
        return Ok(if list.is_some() { render.heap.list(Vec::new()) } else { Value::from("") });
    };
    if let Some(list) = list {
        return Ok(render.heap.list(list.into_iter().skip(start).take(count).collect()));
    }
    let end = |at: usize| ends.get(at).copied().unwrap_or(text.text.len());
    Ok(Value::Str(text.slice(end(start), end(start.saturating_add(count).min(total)))))
}

/// Where a slice starts and how long it may be; none outside.
fn window(offset: i64, length: i64, total: usize) -> Option<(usize, usize)> {
    let total = i64::try_from(total).ok()?;
    let start = if offset < 0 { offset.saturating_add(total) } else { offset };
    if start > total {
        return None;
    }
    Some((usize::try_from(start).ok()?, usize::try_from(length).ok()?))
}

pub(super) fn sort(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    sorted(render, &input, |render, a, b| match compare(render, a, b) {
        Some(order) => Ok(order),
        None if is_nil(a) => Ok(Ordering::Greater),
        None if is_nil(b) => Ok(Ordering::Less),
        None => Err(Fault::refused("these elements cannot be compared")),
    })
}

pub(super) fn sort_natural(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    sorted(render, &input, |render, a, b| match (is_nil(a), is_nil(b)) {
        (false, false) => {
            let fold = |it: &Value| to_s(render, it).to_ascii_lowercase();
            Ok(fold(a).cmp(&fold(b)))
        }
        (a, b) => Ok(a.cmp(&b)),
    })
}

fn sorted(
    render: &mut Render<'_>,
    input: &Input,
    order: fn(&Render<'_>, &Value, &Value) -> Result<Ordering, Fault>,
) -> Result<Value, Fault> {
    let given = arguments(input, 0, 1)?;
    let name = given.into_iter().next().filter(|it| !is_nil(&it.value));
    let mut keyed = Vec::new();
    for item in items(render, &input.value)? {
        let key = match &name {
            Some(name) => match property(render, &item, name)? {
                Some(value) => value.value,
                None => return Ok(Value::Null),
            },
            None => item.value.clone(),
        };
        keyed.push((key, item));
    }
    let mut fault = None;
    keyed.sort_by(|(a, _), (b, _)| match order(render, a, b) {
        Ok(order) => order,
        Err(it) => {
            fault = Some(it);
            Ordering::Equal
        }
    });
    match fault {
        Some(fault) => Err(fault),
        None => Ok(render.heap.list(keyed.into_iter().map(|(_, item)| item).collect())),
    }
}
