//! Members, elements and what a loop goes through: Jinja2's `getattr`, `getitem` and Python's iteration.

use std::sync::Arc;

use super::arithmetic::Number;
use super::loops;
use super::methods;
use super::type_name;
use crate::field::Segment;
use crate::render::{Fault, Render};
use crate::value::{Key, ListId, MapKind, Traced, Value, View};

/// `base.name`: an attribute first, then an item.
pub(super) fn member(render: &mut Render<'_>, base: &Traced, name: &Arc<str>) -> Result<Traced, Fault> {
    defined(render, base, name)?;
    if let Some(found) = attribute(render, base, name) {
        return Ok(found);
    }
    if !is_plain(render, &base.value) {
        return Ok(Traced { value: Value::Undefined, reads: base.reads });
    }
    let key = Key::Str(name.clone());
    Ok(render.map_member(base, &key).unwrap_or_else(|| render.missing(base, Segment::Key(name.clone()))))
}

/// Python's `getattr`: methods, and what else is no item; the members of a namespace.
pub(super) fn attribute(render: &mut Render<'_>, base: &Traced, name: &str) -> Option<Traced> {
    if methods::exists(render, &base.value, name) {
        let method = Value::Method(Box::new((base.clone(), Arc::from(name))));
        return Some(Traced { value: method, reads: base.reads });
    }
    if let Value::Loop(id) = base.value
        && let Some(found) = loops::member(render, id, name)
    {
        return Some(found);
    }
    if let Value::Map(id) = base.value
        && render.heap.map_at(id).kind == MapKind::Namespace
        && let Some(found) = render.map_member(base, &Key::from(name))
    {
        return Some(found);
    }
    methods::attribute(render, base, name)
}

/// Whether a value has no inside that templates must not see.
fn is_plain(render: &Render<'_>, value: &Value) -> bool {
    !matches!(value, Value::Map(id) if render.heap.map_at(*id).kind != MapKind::Plain)
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
        Value::Map(_) if is_plain(render, &base.value) => render.map_member(base, &Key::of(&index.value)?),
        Value::List(id) if has_elements(render, *id) => {
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

/// Whether a list has elements by number: Python's iterators and views of maps have none.
pub(super) fn has_elements(render: &Render<'_>, id: ListId) -> bool {
    matches!(render.heap.view_of(id), None | Some(View::Group | View::Range(..)))
}

/// What is undefined has no members (Jinja2's default `Undefined`).
pub(super) fn defined(render: &Render<'_>, base: &Traced, name: &str) -> Result<(), Fault> {
    match base.value {
        Value::Undefined => Err(undefined(render, base, &format!("it has no '{name}'"))),
        _ => Ok(()),
    }
}

/// The fault of using what is undefined; `so` says what does not work therefore.
pub(super) fn undefined(render: &Render<'_>, base: &Traced, so: &str) -> Fault {
    let paths = render.fields.paths(base.reads);
    let message = match paths.as_slice() {
        [path] => format!("'{path}' is undefined, so {so}"),
        _ => format!("this is undefined, so {so}"),
    };
    let help = "a contact without it stops the message; guard it with `{% if … %}`";
    Fault::new("undefined-member", message).with_help(help).reading(base.reads)
}

/// `len(value)`.
pub(super) fn length(render: &Render<'_>, value: &Traced) -> Result<usize, Fault> {
    match &value.value {
        Value::Undefined => Ok(0),
        Value::Str(text) => Ok(text.text.chars().count()),
        Value::List(id) if render.heap.view_of(*id) != Some(View::Once) => {
            Ok(render.heap.list_at(*id).items.len())
        }
        Value::Map(id) if is_plain(render, &value.value) => Ok(render.heap.map_at(*id).entries.len()),
        Value::Loop(id) => Ok(render.loop_state(*id).map_or(0, |state| state.items.len())),
        other => {
            let fault = Fault::refused(format!("{} has no length", type_name(render, other)));
            let fault = match other {
                Value::List(_) => fault.with_help("make a list of it first: '|list'"),
                _ => fault,
            };
            Err(fault.reading(value.reads))
        }
    }
}

/// Python's `reversed`: not for what is gone through one by one.
pub(super) fn reversible(render: &Render<'_>, value: &Traced) -> Result<(), Fault> {
    match &value.value {
        Value::List(id) if render.heap.view_of(*id) == Some(View::Once) => {
            let fault = Fault::refused("this can be gone through only from its start");
            Err(fault.with_help("make a list of it first: '|list'").reading(value.reads))
        }
        _ => Ok(()),
    }
}

/// Whether a loop can go through a value.
pub(super) fn is_iterable(render: &Render<'_>, value: &Value) -> bool {
    match value {
        Value::Undefined | Value::List(_) | Value::Str(_) | Value::Loop(_) => true,
        Value::Map(_) => is_plain(render, value),
        _ => false,
    }
}

/// What a loop goes through: elements, keys of a map, characters of text. What can be gone through only once is
/// empty afterwards.
pub(super) fn elements(render: &mut Render<'_>, value: &Traced) -> Result<Vec<Traced>, Fault> {
    match &value.value {
        Value::Undefined => Ok(Vec::new()),
        Value::List(id) => {
            let items = render.list_elements(value);
            if render.heap.view_of(*id) == Some(View::Once) {
                render.heap.list_at_mut(*id).items.clear();
            }
            Ok(items)
        }
        Value::Map(_) if is_plain(render, &value.value) => {
            let members = render.map_members(value);
            let reads = render.used(value);
            Ok(members.into_iter().map(|(key, _)| Traced { value: key.value(), reads }).collect())
        }
        // Python's iteration gives characters without a mark.
        Value::Str(text) => {
            let part = |(at, c): (usize, char)| text.slice(at, at + c.len_utf8()).with_safe(false);
            let parts = text.text.char_indices().map(part);
            Ok(parts.map(|part| Traced { value: Value::Str(part), reads: value.reads }).collect())
        }
        other => {
            let kind = type_name(render, other);
            let fault = Fault::refused(format!("{kind} has no elements to go through"));
            let fault = match other {
                Value::Method(bound) => fault.with_help(format!(
                    "'{0}' is a method here: call it with '()', or take the member with `['{0}']`",
                    bound.1
                )),
                _ => fault,
            };
            Err(fault.reading(value.reads))
        }
    }
}
