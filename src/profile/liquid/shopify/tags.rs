//! Loops, counters, cycles and `ifchanged` (the classes in `liquid/tags`).

use std::sync::Arc;

use super::values::{is_nil, saturated, to_integer, to_s};
use crate::field::Segment;
use crate::limits;
use crate::profile::liquid::Cycle;
use crate::render::{Fault, LoopState, Render};
use crate::value::{Key, LoopId, Traced, Value};

/// A member of `forloop` or `tablerowloop` (`forloop_drop.rb`, `tablerowloop_drop.rb`).
pub(super) fn loop_member(render: &mut Render<'_>, id: LoopId, name: &str) -> Option<Traced> {
    let state = render.loop_state(id)?;
    let (index, len) = (state.index, state.items.len());
    let value = match name {
        "length" => Value::from(len),
        "index" => Value::from(index + 1),
        "index0" => Value::from(index),
        "rindex" => Value::from(len.saturating_sub(index)),
        "rindex0" => Value::from(len.saturating_sub(index + 1)),
        "first" => Value::Bool(index == 0),
        "last" => Value::Bool(index + 1 == len),
        "name" if state.columns.is_none() => Value::from(&*state.name),
        "parentloop" if state.columns.is_none() => state.parent.map_or(Value::Null, Value::Loop),
        _ => column(state, name)?,
    };
    Some(Traced { value, reads: state.reads })
}

fn column(state: &LoopState, name: &str) -> Option<Value> {
    let columns = state.columns?.max(1);
    let column = state.index % columns;
    Some(match name {
        "col" => Value::from(column + 1),
        "col0" => Value::from(column),
        "col_first" => Value::Bool(column == 0),
        "col_last" => Value::Bool(column + 1 == columns),
        "row" => Value::from(state.index / columns + 1),
        _ => return None,
    })
}

/// What a loop goes through (`Utils.slice_collection`): text is one element, a map's members are pairs.
pub(super) fn elements(render: &mut Render<'_>, value: &Traced) -> Result<Vec<Traced>, Fault> {
    match &value.value {
        Value::List(_) => Ok(render.list_elements(value)),
        Value::Str(text) if !text.text.is_empty() => Ok(vec![value.clone()]),
        Value::Map(_) => {
            let mut pairs = Vec::new();
            for (key, member) in render.map_members(value) {
                let reads = member.reads;
                let pair = render.heap.list(vec![Traced { value: key.value(), reads }, member]);
                pairs.push(Traced { value: pair, reads });
            }
            Ok(pairs)
        }
        Value::Range(from, to) => numbers(*from, *to, value),
        _ => Ok(Vec::new()),
    }
}

/// The whole numbers of a range.
fn numbers(from: i64, to: i64, range: &Traced) -> Result<Vec<Traced>, Fault> {
    if to.saturating_sub(from) > i64::from(limits::MAX_LOOP_TURNS) {
        return Err(Fault::new("limit-exceeded", "the range has too many numbers"));
    }
    let reads = range.reads;
    Ok((from..=to).map(|it| Traced { value: Value::from(i128::from(it)), reads }).collect())
}

/// `(from..to)` (`range_lookup.rb`): text counts as the number it begins with.
pub(super) fn range(render: &mut Render<'_>, from: &Traced, to: &Traced) -> Result<Value, Fault> {
    Ok(Value::Range(bound(render, from)?, bound(render, to)?))
}

fn bound(render: &Render<'_>, value: &Traced) -> Result<i64, Fault> {
    match &value.value {
        it if is_nil(it) => Ok(0),
        Value::Str(text) => Ok(saturated(super::math::leading_integer(&text.text))),
        other => to_integer(render, other).map_err(|fault| fault.reading(value.reads)),
    }
}

/// A clause of a loop: nil is none at all.
pub(super) fn count(render: &mut Render<'_>, value: &Traced) -> Result<Option<i64>, Fault> {
    match &value.value {
        it if is_nil(it) => Ok(None),
        other => to_integer(render, other).map(Some),
    }
}

/// A clause of a table: whatever has a `to_i` (`TableRow#to_integer`).
#[expect(clippy::cast_possible_truncation, reason = "beyond 64 bits Ruby would run out of elements as well")]
pub(super) fn table_count(_: &mut Render<'_>, value: &Traced) -> Result<Option<i64>, Fault> {
    match &value.value {
        it if is_nil(it) => Ok(Some(0)),
        Value::Int(it) => Ok(Some(saturated(it.value))),
        Value::Float(it) => Ok(Some(*it as i64)),
        Value::Str(text) => Ok(Some(saturated(super::math::leading_integer(&text.text)))),
        _ => Err(Fault::new("not-a-number", "a clause of a table is a whole number")),
    }
}

/// The elements from `start`, `limit` of them.
pub(super) fn window(
    _: &mut Render<'_>,
    items: Vec<Traced>,
    start: i64,
    limit: Option<i64>,
) -> Result<Vec<Traced>, Fault> {
    let end = limit.map_or(i64::MAX, |limit| start.saturating_add(limit));
    let end = usize::try_from(end.max(0)).unwrap_or(usize::MAX);
    let start = usize::try_from(start.max(0)).unwrap_or(usize::MAX);
    Ok(items.into_iter().take(end).skip(start).collect())
}

/// `forloop.length`: what is left after the clauses.
pub(super) fn length(_: &Value, _total: usize, _limit: Option<i64>, taken: usize) -> i128 {
    i128::try_from(taken).unwrap_or(i128::MAX)
}

/// Both tags move one counter of a name, which starts from the contact's field and shows as a variable.
pub(super) fn counter(render: &mut Render<'_>, name: &Arc<str>, step: i64) -> i64 {
    let held = render.counter_at(name).or_else(|| {
        let contact = Traced::constant(render.contact().clone());
        let field = render
            .map_member(&contact, &Key::Str(name.clone()))
            .unwrap_or_else(|| render.missing(&contact, Segment::Key(name.clone())));
        let reads = render.used(&field);
        render.also_read(reads);
        match field.value {
            Value::Int(it) => i64::try_from(it.value).ok(),
            _ => None,
        }
    });
    let before = held.unwrap_or_default();
    let after = before.saturating_add(step);
    render.set_counter(name, after);
    if step > 0 { before } else { after }
}

/// Known by its group, by its values when they are literals, else by its place.
pub(super) fn cycle(render: &mut Render<'_>, cycle: &Cycle<'_>) -> usize {
    let key = match (&cycle.group, &cycle.literals) {
        (Some(group), _) => format!("={}", to_s(render, &group.value)),
        (None, Some(literals)) => format!(",{}", literals.join(",")),
        (None, None) => format!("@{}", cycle.place),
    };
    let name = format!("\u{0}cycle{key}");
    let at = match render.bound(&name).map(|it| &it.value) {
        Some(Value::Range(at, _)) => *at,
        _ => 0,
    };
    let count = i64::try_from(cycle.count).unwrap_or(i64::MAX);
    let next = if at + 1 >= count { 0 } else { at + 1 };
    render.bind_outer(&name, Traced::constant(Value::Range(next, count)));
    usize::try_from(at).unwrap_or_default()
}

/// Prints what differs from the last that any `ifchanged` printed; the first time, what is not empty.
pub(super) fn changed(render: &mut Render<'_>, text: &Arc<str>) -> Result<bool, Fault> {
    const LAST: &str = "\u{0}ifchanged";
    let same = matches!(render.bound(LAST).map(|it| &it.value), Some(Value::Str(it)) if it.text == *text);
    if !same {
        render.bind_outer(LAST, Traced::constant(Value::from(&**text)));
    }
    Ok(!same)
}
