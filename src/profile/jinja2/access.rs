//! Members, elements and what a loop goes through: Jinja2's `getattr`, `getitem` and Python's iteration.

use std::sync::Arc;

use super::methods;
use super::operators::Number;
use super::type_name;
use crate::field::Segment;
use crate::render::{Fault, Render};
use crate::value::{Key, Traced, Value};

/// `base.name`: an attribute first, then an item.
pub(super) fn member(render: &mut Render<'_>, base: &Traced, name: &Arc<str>) -> Result<Traced, Fault> {
    defined(render, base, name)?;
    if methods::exists(render, &base.value, name) {
        let method = Value::Method(Box::new((base.clone(), name.clone())));
        return Ok(Traced { value: method, reads: base.reads });
    }
    if let Some(found) = methods::attribute(render, base, name) {
        return Ok(found);
    }
    let key = Key::Str(name.clone());
    Ok(render.map_member(base, &key).unwrap_or_else(|| render.missing(base, Segment::Key(name.clone()))))
}

/// `base[index]`: an item first, then an attribute.
pub(super) fn index(render: &mut Render<'_>, base: &Traced, index: &Traced) -> Result<Traced, Fault> {
    let shown = super::print::text(render, index);
    defined(render, base, &shown.text)?;
    let mut found = item(render, base, index);
    if found.is_none()
        && let Value::Str(name) = &index.value
    {
        found = Some(member(render, base, &name.text)?);
    }
    let found = found.unwrap_or_else(|| {
        let segment = match &index.value {
            Value::Int(at) => Segment::Index(usize::try_from(at.value).unwrap_or_default()),
            _ => Segment::Key(shown.text.clone()),
        };
        render.missing(base, segment)
    });
    let reads = render.join(found.reads, index.reads);
    Ok(Traced { value: found.value, reads })
}

fn item(render: &mut Render<'_>, base: &Traced, index: &Traced) -> Option<Traced> {
    match &base.value {
        Value::Map(_) => render.map_member(base, &Key::of(&index.value)?),
        Value::List(id) => {
            let len = render.heap.list_at(*id).items.len();
            render.list_element(base, position(index, len)?)
        }
        Value::Str(text) => {
            let at = position(index, text.text.chars().count())?;
            let (start, c) = text.text.char_indices().nth(at)?;
            let part = text.slice(start, start + c.len_utf8());
            Some(Traced { value: Value::Str(part), reads: base.reads })
        }
        _ => None,
    }
}

/// Python's index: from the end when negative; none when outside.
fn position(index: &Traced, len: usize) -> Option<usize> {
    let Number::Int(at) = Number::of(&index.value)? else { return None };
    let at = if at < 0 { at.checked_add(i128::try_from(len).ok()?)? } else { at };
    usize::try_from(at).ok().filter(|&at| at < len)
}

/// What is undefined has no members (Jinja2's default `Undefined`).
fn defined(render: &Render<'_>, base: &Traced, name: &str) -> Result<(), Fault> {
    if !matches!(base.value, Value::Undefined) {
        return Ok(());
    }
    let paths = render.fields.paths(base.reads);
    let message = match paths.as_slice() {
        [path] => format!("'{path}' is undefined, so it has no '{name}'"),
        _ => format!("this is undefined, so it has no '{name}'"),
    };
    let help = "a contact without it stops the message; guard it with `{% if … %}`";
    Err(Fault::new("undefined-member", message).with_help(help).reading(base.reads))
}

/// What a loop goes through: elements, keys of a map, characters of text.
pub(super) fn elements(render: &mut Render<'_>, value: &Traced) -> Result<Vec<Traced>, Fault> {
    match &value.value {
        Value::Undefined => Ok(Vec::new()),
        Value::List(_) => Ok(render.list_elements(value)),
        Value::Map(_) => {
            let members = render.map_members(value);
            let reads = render.used(value);
            Ok(members.into_iter().map(|(key, _)| Traced { value: key.value(), reads }).collect())
        }
        Value::Str(text) => Ok(text
            .text
            .char_indices()
            .map(|(at, c)| Traced {
                value: Value::Str(text.slice(at, at + c.len_utf8())),
                reads: value.reads,
            })
            .collect()),
        other => {
            let kind = type_name(render, other);
            Err(Fault::refused(format!("a loop cannot go through {kind}")).reading(value.reads))
        }
    }
}

/// `base[start:stop:step]` of a list or text.
pub(super) fn slice(
    render: &mut Render<'_>,
    base: &Traced,
    bounds: &[Option<Traced>; 3],
) -> Result<Value, Fault> {
    let [start, stop, step] = bounds;
    let step = bound(render, step.as_ref())?.unwrap_or(1);
    if step == 0 {
        return Err(Fault::refused("the step of a slice cannot be zero"));
    }
    let (start, stop) = (bound(render, start.as_ref())?, bound(render, stop.as_ref())?);
    match &base.value {
        Value::Undefined => Ok(render.heap.list(Vec::new())),
        Value::Str(text) => {
            let ends: Vec<usize> =
                text.text.char_indices().map(|(at, _)| at).chain([text.text.len()]).collect();
            let picked = picked(ends.len() - 1, start, stop, step);
            let parts: Vec<_> = picked
                .into_iter()
                .filter_map(|at| Some((text.slice(*ends.get(at)?, *ends.get(at + 1)?), base.reads)))
                .collect();
            let joined = render.concat(&parts);
            Ok(Value::Str(joined.with_safe(text.safe)))
        }
        Value::List(id) => {
            let (len, tuple) = (render.heap.list_at(*id).items.len(), render.heap.list_at(*id).tuple);
            let picked = picked(len, start, stop, step);
            let items = picked.into_iter().filter_map(|at| render.list_element(base, at)).collect();
            Ok(if tuple { render.heap.tuple(items) } else { render.heap.list(items) })
        }
        other => Err(Fault::refused(format!("{} cannot be sliced", type_name(render, other)))),
    }
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

/// The indices that a slice picks, by the rules of Python's `slice.indices`.
fn picked(len: usize, start: Option<i128>, stop: Option<i128>, step: i128) -> Vec<usize> {
    let len = i128::try_from(len).unwrap_or(i128::MAX);
    let (low, high) = if step > 0 { (0, len) } else { (-1, len - 1) };
    let clamp = |at: i128| if at < 0 { at.saturating_add(len).max(low) } else { at.min(high) };
    let (first, last) = if step > 0 { (low, high) } else { (high, low) };
    let mut at = start.map_or(first, clamp);
    let stop = stop.map_or(last, clamp);
    let mut picked = Vec::new();
    while if step > 0 { at < stop } else { at > stop } {
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
