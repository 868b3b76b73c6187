//! Loops, counters, cycles and `ifchanged` (the classes in `liqp/tags`).

use std::sync::Arc;

use super::values::{self, Number, as_number};
use crate::limits;
use crate::profile::liquid::Cycle;
use crate::render::{Fault, LoopState, Render};
use crate::value::{Int, LoopId, Traced, Value, Width};

/// A member of `forloop` or `tablerowloop`.
pub(super) fn loop_member(render: &mut Render<'_>, id: LoopId, name: &str) -> Option<Traced> {
    let state = render.loop_state(id)?;
    Some(Traced { value: member(state, name)?, reads: state.reads })
}

/// The members of `forloop` or `tablerowloop`, in the order in which Java's `HashMap` keeps their names.
pub(super) fn loop_members(render: &Render<'_>, id: LoopId) -> Vec<(&'static str, Value)> {
    const NAMES: [&str; 12] = [
        "rindex0",
        "col",
        "rindex",
        "last",
        "col_first",
        "col_last",
        "index0",
        "name",
        "length",
        "index",
        "first",
        "col0",
    ];
    let Some(state) = render.loop_state(id) else { return Vec::new() };
    NAMES.into_iter().filter_map(|name| Some((name, member(state, name)?))).collect()
}

fn member(state: &LoopState, name: &str) -> Option<Value> {
    let (index, last) = (state.index, state.items.len().saturating_sub(1));
    let at = i128::try_from(index).unwrap_or(i128::MAX);
    // A table counts down what it prints, a loop what it says it has.
    let left = if state.columns.is_some() { last + 1 } else { 0 };
    let left = if left > 0 { i128::try_from(left).unwrap_or(i128::MAX) } else { state.length };
    Some(match name {
        "length" => whole(state.length),
        "index" => whole(at + 1),
        "index0" => whole(at),
        "rindex" => whole(left - at),
        "rindex0" => whole(left - at - 1),
        "first" => Value::Bool(index == 0),
        "last" => Value::Bool(index == last),
        "name" if state.columns.is_none() && !state.name.is_empty() => Value::from(&*state.name),
        _ => column(state, name)?,
    })
}

fn column(state: &LoopState, name: &str) -> Option<Value> {
    let columns = state.columns?.max(1);
    let column = state.index % columns;
    match name {
        "col" => Some(values::integer(column + 1)),
        "col0" => Some(values::integer(column)),
        "col_first" => Some(Value::Bool(column == 0)),
        "col_last" => Some(Value::Bool(column + 1 == columns)),
        _ => None,
    }
}

fn whole(value: i128) -> Value {
    Value::Int(Int { value, width: Width::Integer })
}

/// What a loop goes through (`LValue.asArray`, and `For.renderRange`).
pub(super) fn elements(render: &mut Render<'_>, value: &Traced) -> Result<Vec<Traced>, Fault> {
    let Value::Range(from, to) = value.value else { return Ok(values::as_array(render, value)) };
    if to.saturating_sub(from) > i64::from(limits::MAX_LOOP_TURNS) {
        return Err(Fault::new("limit-exceeded", "loops turn too often for one contact"));
    }
    let numbers = (from..=to).map(|it| Traced { value: whole(i128::from(it)), reads: value.reads });
    Ok(numbers.collect())
}

/// `(from..to)`. What is no number makes a loop without turns: `For.renderRange` ignores the error.
pub(super) fn range(render: &mut Render<'_>, from: &Traced, to: &Traced) -> Result<Value, Fault> {
    let (from, to) = (as_number(render, &from.value), as_number(render, &to.value));
    Ok(match from.zip(to) {
        Some((from, to)) => Value::Range(from.int(), to.int()),
        None => Value::Range(1, 0),
    })
}

/// A clause of a loop: what is no number is passed over (`getAttributes`).
pub(super) fn count(render: &mut Render<'_>, value: &Traced) -> Result<Option<i64>, Fault> {
    Ok(as_number(render, &value.value).map(Number::int))
}

/// The elements from `start`, `limit` of them. A negative start throws.
pub(super) fn window(
    _: &mut Render<'_>,
    items: Vec<Traced>,
    start: i64,
    limit: Option<i64>,
) -> Result<Vec<Traced>, Fault> {
    let limit = limit.map_or(usize::MAX, |it| usize::try_from(it).unwrap_or_default());
    match usize::try_from(start) {
        Ok(start) => Ok(items.into_iter().skip(start).take(limit).collect()),
        Err(_) if items.is_empty() || limit == 0 => Ok(Vec::new()),
        Err(_) => Err(Fault::new("index-out-of-range", "a loop cannot start before the first element")),
    }
}

/// `forloop.length`: what `limit` leaves of all, whatever `offset` is; of a range, one less than it has.
pub(super) fn length(iterable: &Value, total: usize, limit: Option<i64>, _taken: usize) -> i128 {
    if let Value::Range(from, to) = iterable {
        return i128::from(*to) - i128::from(*from);
    }
    let total = i128::try_from(total).unwrap_or(i128::MAX);
    limit.map_or(total, |limit| total.min(i128::from(limit)))
}

/// `For.renderArray` leaves the variable `continue` behind, which `offset: continue` reads; a range does not.
pub(super) fn stopped(render: &mut Render<'_>, name: &str, last: i64) {
    if !name.is_empty() {
        render.bind_outer("continue", Traced::constant(values::long(last.saturating_add(1))));
    }
}

/// `Increment` and `Decrement` count apart, and show their count as a variable unless there was one of the name
/// when they began.
pub(super) fn counter(render: &mut Render<'_>, name: &Arc<str>, step: i64) -> i64 {
    let (counter, first) =
        if step > 0 { (format!("@increment_{name}"), 0) } else { (format!("@decrement_{name}"), -1) };
    let flag = format!("@variable_{name}_exists");
    let held = render.bound(&counter).map(|it| &it.value);
    let value = match held {
        Some(Value::Int(it)) => i64::try_from(it.value).unwrap_or(first),
        _ => first,
    };
    let next = value.saturating_add(step);
    if value == first {
        let Traced { value, reads } = render.variable(name);
        let exists = !matches!(value, Value::Undefined);
        render.bind_name(&flag, Traced { value: Value::Bool(exists), reads });
    }
    let flag = render.bound(&flag).cloned().unwrap_or(Traced::constant(Value::Bool(false)));
    if !matches!(flag.value, Value::Bool(true)) {
        let shown = if step > 0 { next } else { value };
        render.bind_name(name, Traced { value: values::long(shown), reads: flag.reads });
    }
    render.bind_name(&counter, Traced::constant(values::long(next)));
    value
}

/// `Cycle`: known by its group or by how many values it has; a group keeps the length it had at first.
pub(super) fn cycle(render: &mut Render<'_>, cycle: &Cycle<'_>) -> usize {
    let group = match &cycle.group {
        Some(group) => values::as_string(render, group).text.to_string(),
        None => format!("\"'{}", cycle.count),
    };
    let name = format!("\"'{group}");
    let held = render.unbind(&name).map(|it| it.value);
    let (at, first_count) = match held {
        Some(Value::Range(at, count)) => (at, count),
        _ => (0, i64::try_from(cycle.count).unwrap_or(i64::MAX)),
    };
    let next = if at + 1 == first_count { 0 } else { at + 1 };
    render.bind_name(&name, Traced::constant(Value::Range(next, first_count)));
    usize::try_from(at).unwrap_or_default()
}

/// `Ifchanged`: prints what was not printed before in this loop; without a loop it throws.
pub(super) fn changed(render: &mut Render<'_>, text: &Arc<str>) -> Result<bool, Fault> {
    const SEEN: &str = "@ifchanged";
    let state = match render.bound("forloop").map(|it| &it.value) {
        Some(Value::Loop(id)) => render.loop_state(*id).map(|it| (it.index, it.items.len())),
        _ => None,
    };
    let Some((index, len)) = state else {
        return Err(Fault::refused("'ifchanged' works only in a 'for'")
            .with_help("the message is not sent; put it into the loop"));
    };
    let mut seen = match render.bound(SEEN) {
        Some(seen) if index > 0 => render.list_elements(&seen.clone()),
        _ => Vec::new(),
    };
    let same = |it: &Traced| matches!(&it.value, Value::Str(it) if it.text == *text);
    let new = !seen.iter().any(same);
    if new {
        seen.push(Traced::constant(Value::from(&**text)));
        let list = render.heap.list(seen);
        render.bind_name(SEEN, Traced::constant(list));
    }
    if index + 1 == len {
        render.unbind(SEEN);
    }
    Ok(new)
}
