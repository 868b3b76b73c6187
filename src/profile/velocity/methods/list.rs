//! `java.util.List`.

use indexmap::IndexMap;

use super::super::{access, items, operators};
use super::{Call, Method, Table};
use crate::field::ReadSet;
use crate::limits;
use crate::render::{Fault, Render};
use crate::value::{Key, List, ListId, Map, MapId, MapKind, Place, Traced, Value};

pub(super) const TABLE: Table = &[
    ("add", add as Method),
    ("addAll", |render, call| {
        let Some(more) = call.arg(0).cloned().and_then(|it| items(render, &it)) else { return Ok(None) };
        let any = !more.is_empty();
        change(render, call, |list| list.items.extend(more))?;
        Ok(Some(Value::Bool(any)))
    }),
    ("clear", |render, call| {
        change(render, call, |list| list.items.clear())?;
        Ok(Some(Value::from("")))
    }),
    ("contains", |render, call| Ok(call.has(1).then(|| Value::Bool(found(render, call).is_some())))),
    ("containsAll", |render, call| {
        let Some(wanted) = call.arg(0).cloned().and_then(|it| items(render, &it)) else { return Ok(None) };
        let own = items(render, &call.value).unwrap_or_default();
        let has = |it: &Traced| own.iter().any(|own| same(render, own, it));
        Ok(Some(Value::Bool(wanted.iter().all(has))))
    }),
    ("get", |render, call| match call.arg(0) {
        Some(at) => access::index(render, &call.value, at).map(|it| Some(it.value)),
        None => Ok(None),
    }),
    ("indexOf", |render, call| Ok(call.has(1).then(|| number(found(render, call))))),
    ("isEmpty", |render, call| Ok(Some(Value::Bool(access::len(render, &call.value) == 0)))),
    ("iterator", |render, call| {
        let entries = IndexMap::from([
            (Key::from("items"), call.value.clone()),
            (Key::from("at"), Traced::constant(Value::from(0_usize))),
        ]);
        let (place, kind, shape) = (Place::Made, MapKind::Iterator, ReadSet::EMPTY);
        Ok(Some(render.heap.add_map(Map { entries, place, kind, shape })))
    }),
    ("lastIndexOf", |render, call| {
        let Some(wanted) = call.arg(0) else { return Ok(None) };
        let own = items(render, &call.value).unwrap_or_default();
        Ok(Some(number(own.iter().rposition(|it| same(render, it, wanted)))))
    }),
    ("remove", remove),
    ("removeAll", |render, call| keep(render, call, false)),
    ("retainAll", |render, call| keep(render, call, true)),
    ("set", |render, call| {
        let (Some(at), Some(value)) = (call.whole(0), call.arg(1).cloned()) else { return Ok(None) };
        let len = access::len(render, &call.value);
        let Some(at) = usize::try_from(at).ok().filter(|it| *it < len) else {
            return Err(access::out_of_range(at, len));
        };
        let mut old = None;
        change(render, call, |list| {
            old = list.items.get_mut(at).map(|it| std::mem::replace(it, value).value);
        })?;
        Ok(Some(old.unwrap_or(Value::Undefined)))
    }),
    ("size", |render, call| Ok(Some(access::len(render, &call.value).into()))),
    ("subList", |render, call| {
        let (Some(from), Some(to)) = (call.whole(0), call.whole(1)) else { return Ok(None) };
        let own = items(render, &call.value).unwrap_or_default();
        let bounds = usize::try_from(from).ok().zip(usize::try_from(to).ok());
        match bounds.and_then(|(from, to)| own.get(from..to)) {
            Some(part) => Ok(Some(render.heap.list(part.to_vec()))),
            None => Err(access::out_of_range(to.max(from), own.len())),
        }
    }),
    ("toArray", |render, call| {
        let own = items(render, &call.value).unwrap_or_default();
        Ok(Some(render.heap.list(own)))
    }),
];

pub(super) const ITERATOR: Table = &[
    (
        "hasNext",
        (|render, call| Ok(walk(render, call).map(|(items, at, _)| Value::Bool(at < items.len())))) as Method,
    ),
    ("next", |render, call| {
        let Some((items, at, id)) = walk(render, call) else { return Ok(None) };
        let Some(item) = items.get(at).cloned() else {
            return Err(Fault::refused("there is no next element").with_help("ask for `.hasNext()` first"));
        };
        let next = Traced::constant(Value::from(at + 1));
        render.heap.map_at_mut(id).entries.insert(Key::from("at"), next);
        Ok(Some(item.value))
    }),
];

/// What an iterator has not gone through yet; it is at its end then.
pub(in crate::profile::velocity) fn rest(render: &mut Render<'_>, id: MapId) -> Vec<Traced> {
    let Some((items, at, id)) = walk_at(render, id) else { return Vec::new() };
    let end = Traced::constant(Value::from(items.len()));
    render.heap.map_at_mut(id).entries.insert(Key::from("at"), end);
    items.into_iter().skip(at).collect()
}

/// What an iterator goes through and where it is.
fn walk(render: &mut Render<'_>, call: &Call) -> Option<(Vec<Traced>, usize, MapId)> {
    let Value::Map(id) = call.value.value else { return None };
    walk_at(render, id)
}

fn walk_at(render: &mut Render<'_>, id: MapId) -> Option<(Vec<Traced>, usize, MapId)> {
    let list = render.heap.map_at(id).entries.get(&Key::from("items")).cloned()?;
    let at = match render.heap.map_at(id).entries.get(&Key::from("at"))?.value {
        Value::Int(at) => usize::try_from(at.value).ok()?,
        _ => return None,
    };
    Some((items(render, &list)?, at, id))
}

fn number(at: Option<usize>) -> Value {
    at.map_or(Value::from(-1_i128), Value::from)
}

fn same(render: &Render<'_>, a: &Traced, b: &Traced) -> bool {
    operators::equals(render, &a.value, &b.value, limits::MAX_DEPTH)
}

/// Where the first argument stands in the list.
fn found(render: &mut Render<'_>, call: &Call) -> Option<usize> {
    let wanted = call.arg(0)?;
    let own = items(render, &call.value).unwrap_or_default();
    own.iter().position(|it| same(render, it, wanted))
}

fn add(render: &mut Render<'_>, call: &Call) -> Result<Option<Value>, Fault> {
    let (at, value) = match call.args.as_slice() {
        [value] => (None, value.clone()),
        [_, value] => (call.whole(0), value.clone()),
        _ => return Ok(None),
    };
    let len = access::len(render, &call.value);
    let at = at.unwrap_or_else(|| len.try_into().unwrap_or(i128::MAX));
    let Some(place) = usize::try_from(at).ok().filter(|it| *it <= len) else {
        return Err(access::out_of_range(at, len));
    };
    change(render, call, |list| list.items.insert(place.min(list.items.len()), value))?;
    Ok(Some(if call.has(1) { Value::Bool(true) } else { Value::from("") }))
}

fn remove(render: &mut Render<'_>, call: &Call) -> Result<Option<Value>, Fault> {
    let Some(wanted) = call.arg(0) else { return Ok(None) };
    let len = access::len(render, &call.value);
    // A whole number is a position, anything else an element.
    let (at, by_position) = match &wanted.value {
        Value::Int(it) => (usize::try_from(it.value).ok().filter(|it| *it < len), Some(it.value)),
        _ => (found(render, call), None),
    };
    let mut removed = None;
    if let Some(at) = at {
        change(render, call, |list| removed = (at < list.items.len()).then(|| list.items.remove(at)))?;
    }
    match (by_position, removed) {
        (Some(_), Some(old)) => Ok(Some(old.value)),
        (Some(at), None) => Err(access::out_of_range(at, len)),
        (None, removed) => Ok(Some(Value::Bool(removed.is_some()))),
    }
}

/// Keeps only the elements that are in another list, or only those that are not.
fn keep(render: &mut Render<'_>, call: &Call, wanted: bool) -> Result<Option<Value>, Fault> {
    let Some(others) = call.arg(0).cloned().and_then(|it| items(render, &it)) else { return Ok(None) };
    let own = items(render, &call.value).unwrap_or_default();
    let len = own.len();
    let has = |it: &Traced| others.iter().any(|other| same(render, other, it)) == wanted;
    let kept: Vec<Traced> = own.into_iter().filter(has).collect();
    let changed = kept.len() != len;
    change(render, call, |list| list.items = kept)?;
    Ok(Some(Value::Bool(changed)))
}

/// Changes the list, which from then on depends on what decided the change.
fn change(render: &mut Render<'_>, call: &Call, change: impl FnOnce(&mut List)) -> Result<(), Fault> {
    let Value::List(id) = call.value.value else {
        return Err(Fault::refused("a range cannot be changed"));
    };
    let shape = render.guards();
    let shape = call.args.iter().fold(shape, |all, it| render.join(all, it.reads));
    let shape = render.join(render.heap.list_at(id).shape, shape);
    let list = render.heap.list_at_mut(id);
    change(list);
    list.shape = shape;
    grown(render, id)
}

/// A list cannot grow beyond what loops may go through.
fn grown(render: &mut Render<'_>, id: ListId) -> Result<(), Fault> {
    let list = render.heap.list_at_mut(id);
    if list.items.len() > limits::MAX_LOOP_TURNS as usize {
        list.items.truncate(limits::MAX_LOOP_TURNS as usize);
        return Err(Fault::new("limit-exceeded", "the list becomes too long").reading(ReadSet::EMPTY));
    }
    Ok(())
}
