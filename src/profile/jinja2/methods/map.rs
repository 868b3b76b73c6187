//! Methods of maps, and of what Jinja makes of maps: namespaces, cyclers, joiners.

use indexmap::IndexMap;

use super::{changed_under, no_method, pairs, what};
use crate::field::Segment;
use crate::limits;
use crate::profile::Input;
use crate::profile::jinja2::args::{self, Bound};
use crate::profile::jinja2::{access, compare, functions};
use crate::render::{Fault, Render};
use crate::value::{Key, MapId, MapKind, Traced, Value, View};

/// The methods of maps.
pub(crate) const NAMES: &[&str] =
    &["clear", "copy", "get", "items", "keys", "pop", "popitem", "setdefault", "update", "values"];

/// What is no method: the current value of a cycler.
pub(super) fn attribute(render: &mut Render<'_>, base: &Traced, id: MapId, name: &str) -> Option<Traced> {
    (render.heap.map_at(id).kind == MapKind::Cycler && name == "current")
        .then(|| functions::cycle(render, base, id, false))
}

pub(super) fn call(render: &mut Render<'_>, name: &str, id: MapId, input: Input) -> Result<Value, Fault> {
    match (name, render.heap.map_at(id).kind) {
        ("update", MapKind::Plain) => return update(render, id, input),
        (_, MapKind::Plain) if name != "__call__" => {}
        (_, kind) => return special(render, (name, kind), id, input),
    }
    let (params, required): (&'static [&'static str], usize) = match name {
        "get" | "pop" | "setdefault" => (&["key", "default"], 1),
        _ => (&[], 0),
    };
    let base = input.value;
    let args = args::bind(input.args, &what(name), params, required)?;
    match name {
        "items" => {
            let pairs = pairs(render, &base);
            Ok(render.heap.view(pairs, View::Items))
        }
        "keys" => {
            let keys = render.map_members(&base).into_iter();
            let keys = keys.map(|(key, _)| Traced { value: key.value(), reads: base.reads }).collect();
            Ok(render.heap.view(keys, View::Keys))
        }
        "values" => {
            let values = render.map_members(&base).into_iter().map(|(_, value)| value).collect();
            Ok(render.heap.view(values, View::Values))
        }
        "copy" => {
            let entries = render.map_members(&base).into_iter().collect();
            Ok(render.heap.map(entries))
        }
        "get" => get(render, &base, &args),
        "pop" | "popitem" | "setdefault" | "clear" => changed(render, name, id, &base, &args),
        _ => Err(no_method(name)),
    }
}

/// Calls of joiners, and methods of cyclers.
fn special(
    render: &mut Render<'_>,
    (name, kind): (&str, MapKind),
    id: MapId,
    input: Input,
) -> Result<Value, Fault> {
    match (name, kind) {
        ("__call__", MapKind::Joiner) => {
            args::bind(input.args, "a joiner", &[], 0)?;
            Ok(functions::join(render, &input.value, id))
        }
        ("next", MapKind::Cycler) => {
            args::bind(input.args, &what(name), &[], 0)?;
            Ok(functions::cycle(render, &input.value, id, true).value)
        }
        ("reset", MapKind::Cycler) => {
            args::bind(input.args, &what(name), &[], 0)?;
            functions::reset(render, id);
            Ok(Value::Null)
        }
        ("__call__", _) => Err(Fault::refused("a map cannot be called")),
        _ => Err(no_method(name)),
    }
}

fn key(render: &Render<'_>, args: &Bound) -> Result<Key, Fault> {
    let found = args.get(0).and_then(|it| Key::of(&it.value));
    let kind = args.get(0).map_or("nothing", |it| crate::profile::jinja2::type_name(render, &it.value));
    found.ok_or_else(|| Fault::refused(format!("{kind} cannot be the key of a map")))
}

fn get(render: &mut Render<'_>, base: &Traced, args: &Bound) -> Result<Value, Fault> {
    let key = key(render, args)?;
    if let Some(found) = render.map_member(base, &key) {
        Ok(found.value)
    } else {
        if let Key::Str(name) = key {
            render.missing(base, Segment::Key(name));
        }
        Ok(args.get(1).map_or(Value::Null, |it| it.value.clone()))
    }
}

/// Methods that change the map: it depends on the conditions around them from now on.
fn changed(
    render: &mut Render<'_>,
    name: &str,
    id: MapId,
    base: &Traced,
    args: &Bound,
) -> Result<Value, Fault> {
    let wanted = match name {
        "popitem" => render.heap.map_at(id).entries.keys().last().cloned(),
        "clear" => None,
        _ => Some(key(render, args)?),
    };
    let found = wanted.as_ref().and_then(|key| render.map_member(base, key));
    let fallback = args.get(1).cloned();
    depend(render, id);
    let guarded = fallback.clone().unwrap_or_else(|| Traced::constant(Value::Null));
    let guarded = changed_under(render, guarded);
    let entries = &mut render.heap.map_at_mut(id).entries;
    match (name, wanted, found) {
        ("clear", ..) => {
            entries.clear();
            Ok(Value::Null)
        }
        ("setdefault", _, Some(found)) => Ok(found.value),
        ("setdefault", Some(key), None) => {
            entries.insert(key, guarded.clone());
            Ok(guarded.value)
        }
        (_, Some(key), Some(found)) => {
            entries.shift_remove(&key);
            if name == "pop" {
                return Ok(found.value);
            }
            let key = Traced { value: key.value(), reads: base.reads };
            Ok(render.heap.tuple(vec![key, found]))
        }
        _ => match fallback {
            Some(value) => Ok(value.value),
            None => Err(Fault::refused(format!("method '{name}' finds no such member"))),
        },
    }
}

fn depend(render: &mut Render<'_>, id: MapId) {
    let guards = render.guards();
    let shape = render.heap.map_at(id).shape;
    let shape = render.join(shape, guards);
    render.heap.map_at_mut(id).shape = shape;
}

/// `update(map, **members)`, also with a list of pairs.
fn update(render: &mut Render<'_>, id: MapId, input: Input) -> Result<Value, Fault> {
    let added = members(render, input)?;
    let added: Vec<(Key, Traced)> =
        added.into_iter().map(|(key, value)| (key, changed_under(render, value))).collect();
    if render.heap.map_at(id).entries.len() + added.len() > limits::MAX_LOOP_TURNS as usize {
        return Err(Fault::new("limit-exceeded", "the map becomes too large"));
    }
    depend(render, id);
    render.heap.map_at_mut(id).entries.extend(added);
    Ok(Value::Null)
}

/// What `dict(…)` and `update(…)` take: a map or a list of pairs, then members by name.
pub(in crate::profile::jinja2) fn members(
    render: &mut Render<'_>,
    input: Input,
) -> Result<IndexMap<Key, Traced>, Fault> {
    let mut entries = IndexMap::new();
    if input.args.positional.len() > 1 {
        let message = "a map is made of one map or list, and of members by name";
        return Err(Fault::new("wrong-arguments", message));
    }
    for given in input.args.positional {
        if matches!(given.value, Value::Map(_)) {
            entries.extend(render.map_members(&given));
            continue;
        }
        access::defined(render, &given, "keys")?;
        for pair in access::elements(render, &given)? {
            let Ok([key, value]) = <[_; 2]>::try_from(access::elements(render, &pair)?) else {
                return Err(Fault::refused("a map is made of pairs"));
            };
            let mut hash = String::new();
            compare::hash(render, &key.value, &mut hash, limits::MAX_DEPTH)?;
            let Some(key) = Key::of(&key.value) else {
                return Err(Fault::refused("this cannot be the key of a map"));
            };
            entries.insert(key, value);
        }
    }
    entries.extend(input.args.named.into_iter().map(|(name, value)| (Key::Str(name), value)));
    Ok(entries)
}
