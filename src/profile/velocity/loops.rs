//! `$foreach` (`ForeachScope.java`, `Scope.java`).

use std::sync::Arc;

use indexmap::IndexMap;

use crate::render::Render;
use crate::source::{Encoding, LineIndex};
use crate::value::{Key, LoopId, Traced, Value};

/// A member of a running loop: what the engine keeps, else what the body has stored in it or in a loop around it.
pub(super) fn member(render: &mut Render<'_>, id: LoopId, name: &str) -> Option<Traced> {
    if name == "replaced" {
        return Some(replaced(render));
    }
    let state = render.loop_state(id)?;
    let (index, len, reads) = (state.index, state.items.len(), state.reads);
    let value = match name {
        "index" => Value::from(index),
        "count" => Value::from(index + 1),
        "hasNext" => Value::Bool(index + 1 < len),
        "first" => Value::Bool(index == 0),
        "last" => Value::Bool(index + 1 >= len),
        "parent" => state.parent.map_or(Value::Undefined, Value::Loop),
        "topmost" => Value::Loop(around(render, id).last().unwrap_or(id)),
        "info" => info(render, id),
        _ => return Some(stored(render, id, name).unwrap_or(Traced { value: Value::Undefined, reads })),
    };
    Some(Traced { value, reads })
}

/// A loop and those around it, innermost first.
fn around(render: &Render<'_>, id: LoopId) -> impl Iterator<Item = LoopId> {
    std::iter::successors(Some(id), |&it| render.loop_state(it).and_then(|it| it.parent))
}

/// What a body has stored under a name.
pub(super) fn stored(render: &Render<'_>, id: LoopId, name: &str) -> Option<Traced> {
    around(render, id).find_map(|it| {
        let stored = &render.loop_state(it)?.stored;
        stored.iter().find(|(it, _)| &**it == name).map(|(_, value)| value.clone())
    })
}

pub(super) fn store(render: &mut Render<'_>, id: LoopId, name: &Arc<str>, value: Traced) {
    let Some(state) = render.loop_state_mut(id) else { return };
    match state.stored.iter_mut().find(|(it, _)| it == name) {
        Some((_, old)) => *old = value,
        None => state.stored.push((name.clone(), value)),
    }
}

/// What `$foreach` was before any loop: the contact's field of that name.
fn replaced(render: &mut Render<'_>) -> Traced {
    let contact = Traced::constant(render.contact().clone());
    let found = render.map_member(&contact, &Key::from("foreach"));
    found.unwrap_or(Traced::constant(Value::Undefined))
}

/// `$foreach.info`
fn info(render: &mut Render<'_>, id: LoopId) -> Value {
    let depth = around(render, id).count();
    let Some(state) = render.loop_state(id) else { return Value::Undefined };
    let (span, text) = state.place();
    let position = LineIndex::new(text, Encoding::Utf16).position(span.start as usize);
    let members: [(&str, Value); 5] = [
        ("name", "foreach".into()),
        ("type", "block".into()),
        ("depth", depth.into()),
        ("line", position.line.into()),
        ("column", position.column.into()),
    ];
    let entries: IndexMap<Key, Traced> =
        members.into_iter().map(|(name, value)| (Key::from(name), Traced::constant(value))).collect();
    render.heap.map(entries)
}

/// `$velocityCount`: the turn of the innermost loop, from 1.
pub(super) fn count(render: &mut Render<'_>) -> Option<Value> {
    let Value::Loop(id) = render.variable(&Arc::from("foreach")).value else { return None };
    render.loop_state(id).map(|it| (it.index + 1).into())
}
