//! Variables, members and elements (`variable_lookup.rb`).

use std::sync::Arc;

use super::values::{self, to_s};
use crate::field::Segment;
use crate::render::{Fault, Render};
use crate::value::{Key, Traced, Value};

/// The variable without a name holds all variables: `['name']` and `[name]` look into it.
pub(super) fn global(_: &mut Render<'_>, name: &str) -> Option<Value> {
    name.is_empty().then_some(Value::Function("variables"))
}

/// `base.name`: a key first, then `size`, `first` and `last`.
pub(super) fn member(render: &mut Render<'_>, base: &Traced, name: &Arc<str>) -> Result<Traced, Fault> {
    let key = Key::Str(name.clone());
    if let Some(found) = render.map_member(base, &key) {
        return Ok(found);
    }
    let reads = render.used(base);
    let value = match (&base.value, &**name) {
        (value, "size") => size(render, value),
        (Value::List(_), "first") => return Ok(render.list_element(base, 0).unwrap_or_else(|| nil(base))),
        (Value::List(id), "last") => {
            let last = render.heap.list_at(*id).items.len().checked_sub(1);
            return Ok(last.and_then(|at| render.list_element(base, at)).unwrap_or_else(|| nil(base)));
        }
        (Value::Map(_), "first") => match render.map_members(base).into_iter().next() {
            Some((key, member)) => {
                let pair = vec![Traced { value: key.value(), reads: member.reads }, member];
                Some(render.heap.list(pair))
            }
            None => Some(Value::Null),
        },
        (Value::Str(text), "first" | "last") => {
            let mut chars = text.text.char_indices();
            let found = if &**name == "first" { chars.next() } else { chars.next_back() };
            Some(Value::Str(
                found.map_or_else(|| text.slice(0, 0), |(at, c)| text.slice(at, at + c.len_utf8())),
            ))
        }
        (Value::Range(from, _), "first") => Some(Value::from(i128::from(*from))),
        (Value::Range(_, to), "last") => Some(Value::from(i128::from(*to))),
        _ => None,
    };
    Ok(match value {
        Some(value) => Traced { value, reads },
        None => render.missing(base, Segment::Key(name.clone())),
    })
}

/// What `size` gives; none for what has no size.
pub(super) fn size(render: &Render<'_>, value: &Value) -> Option<Value> {
    Some(match value {
        Value::Str(text) => Value::from(text.text.chars().count()),
        Value::List(id) => Value::from(render.heap.list_at(*id).items.len()),
        Value::Map(id) => Value::from(render.heap.map_at(*id).entries.len()),
        Value::Range(from, to) => Value::from((i128::from(*to) - i128::from(*from) + 1).max(0)),
        // Ruby's integers say how many bytes they take.
        Value::Int(_) => Value::from(8usize),
        _ => return None,
    })
}

fn nil(base: &Traced) -> Traced {
    Traced { value: Value::Null, reads: base.reads }
}

/// `base[index]`.
pub(super) fn index(render: &mut Render<'_>, base: &Traced, index: &Traced) -> Result<Traced, Fault> {
    if let Value::Function(_) = base.value {
        let name = to_s(render, &index.value);
        let found = render.variable(&Arc::from(name));
        let reads = render.join(found.reads, index.reads);
        return Ok(Traced { value: found.value, reads });
    }
    let found = match (&base.value, &index.value) {
        (Value::List(id), Value::Int(at)) => {
            let len = i128::try_from(render.heap.list_at(*id).items.len()).unwrap_or(i128::MAX);
            let at = if at.value < 0 { at.value.saturating_add(len) } else { at.value };
            let place = usize::try_from(at).ok();
            let found = place.and_then(|at| render.list_element(base, at));
            found.unwrap_or_else(|| render.missing(base, Segment::Index(place.unwrap_or_default())))
        }
        (Value::Map(_), value) => {
            let key = Key::of(value);
            let found = key.and_then(|key| render.map_member(base, &key));
            found.unwrap_or_else(|| {
                let name = values::to_s(render, value);
                render.missing(base, Segment::Key(Arc::from(name)))
            })
        }
        (_, value) => {
            let name = values::to_s(render, value);
            render.missing(base, Segment::Key(Arc::from(name)))
        }
    };
    let reads = render.join(found.reads, index.reads);
    Ok(Traced { value: found.value, reads })
}
