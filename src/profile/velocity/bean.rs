//! Java's getters: what `$value.name` is for values that are no plain maps.

use std::sync::Arc;

use indexmap::IndexMap;

use super::methods::{self, Call};
use crate::render::Render;
use crate::value::{Key, Map, MapKind, Place, Traced, Value};

/// `$value.name`: `getName()`, `isName()` or `name()` without arguments.
pub(super) fn property(render: &mut Render<'_>, base: &Traced, name: &Arc<str>) -> Option<Traced> {
    let mut upper = String::with_capacity(name.len() + 3);
    let mut chars = name.chars();
    upper.extend(chars.next().map(|it| it.to_ascii_uppercase()));
    upper.push_str(chars.as_str());
    let names = [format!("get{upper}"), format!("is{upper}"), name.to_string()];
    let method = names.into_iter().find_map(|it| methods::find(render, &base.value, &it))?;
    let reads = render.used(base);
    // A method that needs arguments is no getter.
    let value = method(render, &Call { value: base.clone(), args: Vec::new() }).ok()??;
    Some(Traced { value, reads })
}

/// A member of a map with its key: what `entrySet()` has.
pub(super) fn entry(render: &mut Render<'_>, key: &Key, value: Traced) -> Value {
    let entries = IndexMap::from([
        (Key::from("key"), Traced { value: key.value(), reads: value.reads }),
        (Key::from("value"), value),
    ]);
    render.heap.add_map(Map {
        entries,
        place: Place::Made,
        kind: MapKind::Entry,
        shape: crate::field::ReadSet::EMPTY,
    })
}

pub(super) fn is_entry(map: &Map) -> bool {
    map.kind == MapKind::Entry
}
