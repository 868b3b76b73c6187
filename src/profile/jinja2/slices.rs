//! Parts of lists, tuples, ranges and text (docs.python.org, "Common Sequence Operations").

use super::access::{has_elements, undefined};
use super::arithmetic::Number;
use super::type_name;
use crate::render::{Fault, Render};
use crate::value::{Traced, Value, View};

/// `base[start:stop:step]` of a list or text.
pub(super) fn slice(
    render: &mut Render<'_>,
    base: &Traced,
    bounds: &[Option<Traced>; 3],
) -> Result<Value, Fault> {
    let [start, end, step] = bounds;
    let step = bound(render, step.as_ref())?.unwrap_or(1);
    if step == 0 {
        return Err(Fault::refused("the step of a slice cannot be zero"));
    }
    let (start, end) = (bound(render, start.as_ref())?, bound(render, end.as_ref())?);
    match &base.value {
        Value::Undefined => Err(undefined(render, base, "nothing can be taken out of it")),
        Value::Str(text) if step == 1 => {
            let len = text.text.chars().count();
            let picked = picked_range(len, start, end);
            let mut ends = text.text.char_indices().map(|(at, _)| at).chain([text.text.len()]);
            let from = ends.nth(picked.0).unwrap_or_default();
            let to = picked.1.checked_sub(1).and_then(|more| ends.nth(more)).unwrap_or(from);
            Ok(Value::Str(text.slice(from, to)))
        }
        Value::Str(text) => {
            let ends: Vec<usize> =
                text.text.char_indices().map(|(at, _)| at).chain([text.text.len()]).collect();
            let picked = picked(ends.len() - 1, start, end, step);
            let parts: Vec<_> = picked
                .into_iter()
                .filter_map(|at| Some((text.slice(*ends.get(at)?, *ends.get(at + 1)?), base.reads)))
                .collect();
            let joined = render.concat(&parts);
            Ok(Value::Str(joined.with_safe(text.safe)))
        }
        Value::List(id) if has_elements(render, *id) => {
            let (len, tuple) = (render.heap.list_at(*id).items.len(), render.heap.list_at(*id).tuple);
            let picked = picked(len, start, end, step);
            if let Some(View::Range(first, _, by)) = render.heap.view_of(*id) {
                return Ok(sub_range(render, (first, by), indices(len, start, end, step)));
            }
            let items = picked.into_iter().filter_map(|at| render.list_element(base, at)).collect();
            Ok(if tuple { render.heap.tuple(items) } else { render.heap.list(items) })
        }
        other => Err(Fault::refused(format!("{} cannot be sliced", type_name(render, other)))),
    }
}

/// The start and the number of characters of a slice without a step.
fn picked_range(len: usize, start: Option<i128>, end: Option<i128>) -> (usize, usize) {
    let len = i128::try_from(len).unwrap_or(i128::MAX);
    let clamp = |at: i128| if at < 0 { at.saturating_add(len).max(0) } else { at.min(len) };
    let (start, end) = (start.map_or(0, clamp), end.map_or(len, clamp));
    let to_usize = |it: i128| usize::try_from(it).unwrap_or_default();
    (to_usize(start), to_usize(end - start))
}

/// Part of a range, which is a range again.
fn sub_range(render: &mut Render<'_>, (first, by): (i128, i128), (start, end, step): Indices) -> Value {
    let at = |index: i128| index.saturating_mul(by).saturating_add(first);
    let items = walk((start, end, step)).into_iter();
    let items =
        items.map(|it| Traced::constant(Value::from(at(i128::try_from(it).unwrap_or_default())))).collect();
    render.heap.view(items, View::Range(at(start), at(end), by.saturating_mul(step)))
}

fn bound(render: &Render<'_>, value: Option<&Traced>) -> Result<Option<i128>, Fault> {
    match value.map(|it| (&it.value, Number::of(&it.value))) {
        None | Some((Value::Null, _)) => Ok(None),
        Some((_, Some(Number::Int(it)))) => Ok(Some(it)),
        Some((other, _)) => {
            let kind = type_name(render, other);
            Err(Fault::refused(format!("a slice is bounded by whole numbers, not {kind}")))
        }
    }
}

/// First, past the last, step.
type Indices = (i128, i128, i128);

/// Python's `slice.indices`.
fn indices(len: usize, start: Option<i128>, end: Option<i128>, step: i128) -> Indices {
    let len = i128::try_from(len).unwrap_or(i128::MAX);
    let (low, high) = if step > 0 { (0, len) } else { (-1, len - 1) };
    let clamp = |at: i128| if at < 0 { at.saturating_add(len).max(low) } else { at.min(high) };
    let (first, last) = if step > 0 { (low, high) } else { (high, low) };
    (start.map_or(first, clamp), end.map_or(last, clamp), step)
}

/// The indices that a slice picks.
fn picked(len: usize, start: Option<i128>, end: Option<i128>, step: i128) -> Vec<usize> {
    walk(indices(len, start, end, step))
}

fn walk((mut at, end, step): Indices) -> Vec<usize> {
    let mut picked = Vec::new();
    while if step > 0 { at < end } else { at > end } {
        picked.extend(usize::try_from(at));
        at = at.saturating_add(step);
    }
    picked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_pick_what_python_picks() {
        assert_eq!(picked(5, None, None, 1), [0, 1, 2, 3, 4]);
        assert_eq!(picked(5, None, None, -1), [4, 3, 2, 1, 0]);
        assert_eq!(picked(5, Some(-3), Some(-1), 1), [2, 3]);
        assert_eq!(picked(5, Some(3), Some(0), -2), [3, 1]);
        assert_eq!(picked(5, Some(9), None, 1), [0; 0]);
        assert_eq!(picked(5, Some(-9), Some(99), 2), [0, 2, 4]);
    }
}
