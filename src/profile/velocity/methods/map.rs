//! `java.util.Map` and `Map.Entry`.

use super::super::{access, bean, operators};
use super::{Call, Method, Table};
use crate::limits;
use crate::render::{Fault, Render};
use crate::value::{Key, Map, Traced, Value};

pub(super) const TABLE: Table = &[
    ("clear", |render, call| {
        change(render, call, |map| map.entries.clear());
        Ok(Some(Value::from("")))
    }),
    ("containsKey", |render, call| {
        let Some(key) = call.arg(0).and_then(|it| Key::of(&it.value)) else { return Ok(None) };
        Ok(Some(Value::Bool(render.map_member(&call.value, &key).is_some())))
    }),
    ("containsValue", |render, call| {
        let Some(wanted) = call.arg(0) else { return Ok(None) };
        let members = render.map_members(&call.value);
        let same = |it: &Traced| operators::equals(render, &it.value, &wanted.value, limits::MAX_DEPTH);
        Ok(Some(Value::Bool(members.iter().any(|(_, it)| same(it)))))
    }),
    ("entrySet", |render, call| {
        let members = render.map_members(&call.value);
        let entries = members.into_iter().map(|(key, value)| {
            let reads = value.reads;
            Traced { value: bean::entry(render, &key, value), reads }
        });
        let entries = entries.collect();
        Ok(Some(render.heap.list(entries)))
    }),
    ("get", |render, call| match call.arg(0) {
        Some(key) => access::index(render, &call.value, key).map(|it| Some(it.value)),
        None => Ok(None),
    }),
    ("getOrDefault", |render, call| {
        let (Some(key), Some(other)) = (call.arg(0), call.arg(1)) else { return Ok(None) };
        let found = Key::of(&key.value).and_then(|key| render.map_member(&call.value, &key));
        Ok(Some(found.unwrap_or_else(|| other.clone()).value))
    }),
    ("isEmpty", |render, call| Ok(Some(Value::Bool(render.map_members(&call.value).is_empty())))),
    ("keySet", |render, call| {
        let members = render.map_members(&call.value);
        let reads = render.used(&call.value);
        let keys = members.into_iter().map(|(key, _)| Traced { value: key.value(), reads }).collect();
        Ok(Some(render.heap.list(keys)))
    }),
    ("put", |render, call| put(render, call, true)),
    ("putAll", |render, call| {
        let Some(Traced { value: Value::Map(_), .. }) = call.arg(0) else { return Ok(None) };
        let more = call.arg(0).map(|it| render.map_members(it)).unwrap_or_default();
        change(render, call, |map| map.entries.extend(more));
        Ok(Some(Value::from("")))
    }),
    ("putIfAbsent", |render, call| put(render, call, false)),
    ("remove", |render, call| {
        let Some(key) = call.arg(0).and_then(|it| Key::of(&it.value)) else { return Ok(None) };
        let old = render.map_member(&call.value, &key);
        change(render, call, |map| {
            map.entries.shift_remove(&key);
        });
        Ok(Some(old.map_or(Value::Undefined, |it| it.value)))
    }),
    ("replace", |render, call| {
        let key = call.arg(0).and_then(|it| Key::of(&it.value));
        let known = key.and_then(|key| render.map_member(&call.value, &key)).is_some();
        if known { put(render, call, true) } else { Ok(call.has(2).then_some(Value::Undefined)) }
    }),
    ("size", |render, call| Ok(Some(render.map_members(&call.value).len().into()))),
    ("values", |render, call| {
        let values = render.map_members(&call.value).into_iter().map(|(_, value)| value).collect();
        Ok(Some(render.heap.list(values)))
    }),
];

pub(super) const ENTRY: Table = &[
    ("getKey", (|render, call| Ok(part(render, call, "key"))) as Method),
    ("getValue", |render, call| Ok(part(render, call, "value"))),
];

fn part(render: &mut Render<'_>, call: &Call, name: &str) -> Option<Value> {
    render.map_member(&call.value, &Key::from(name)).map(|it| it.value)
}

/// Gives the value that was there before.
fn put(render: &mut Render<'_>, call: &Call, replace: bool) -> Result<Option<Value>, Fault> {
    let (Some(key), Some(value)) = (call.arg(0).and_then(|it| Key::of(&it.value)), call.arg(1).cloned())
    else {
        return Ok(None);
    };
    let old = render.map_member(&call.value, &key);
    if replace || old.is_none() {
        change(render, call, |map| {
            map.entries.insert(key, value);
        });
    }
    Ok(Some(old.map_or(Value::Undefined, |it| it.value)))
}

/// Changes the map, which from then on depends on what decided the change.
fn change(render: &mut Render<'_>, call: &Call, change: impl FnOnce(&mut Map)) {
    let Value::Map(id) = call.value.value else { return };
    let shape = render.guards();
    let shape = call.args.first().map_or(shape, |it| render.join(shape, it.reads));
    let shape = render.join(render.heap.map_at(id).shape, shape);
    let map = render.heap.map_at_mut(id);
    change(map);
    map.shape = shape;
}
