//! Filters that look at a property of each element: `where`, `map`, `sum` and the like.

use super::lists::items;
use super::math::Number;
use super::operators::equal;
use super::values::{arguments, is_nil, to_s};
use crate::profile::Input;
use crate::profile::liquid::logic::truthy;
use crate::profile::liquid::text::unique;
use crate::render::{Fault, Render};
use crate::value::{Key, Traced, Value};

/// Ruby's `item[name]`; none for what has no `[]`, which ends the filter with nil.
pub(super) fn property(
    render: &mut Render<'_>,
    item: &Traced,
    name: &Traced,
) -> Result<Option<Traced>, Fault> {
    let nil = Traced { value: Value::Null, reads: item.reads };
    match (&item.value, &name.value) {
        (Value::Map(_), name) => {
            let key = Key::of(name);
            Ok(Some(key.and_then(|key| render.map_member(item, &key)).unwrap_or(nil)))
        }
        (Value::Str(text), Value::Str(part)) => {
            let found = text.text.contains(&*part.text);
            Ok(Some(if found { Traced { value: name.value.clone(), reads: item.reads } } else { nil }))
        }
        (Value::Int(it), Value::Int(bit)) => {
            let bit = u32::try_from(bit.value).ok().filter(|bit| *bit < 127);
            let value = bit.map_or(0, |bit| it.value >> bit & 1);
            Ok(Some(Traced { value: Value::from(value), reads: item.reads }))
        }
        (Value::Str(_), name) if is_nil(name) => Ok(None),
        (Value::Str(_) | Value::Int(_), name) => {
            let name = to_s(render, name);
            Err(Fault::refused(format!("cannot select the property '{name}'")).reading(item.reads))
        }
        _ => Ok(None),
    }
}

/// The elements with whether each matches; none when one has no properties.
fn matches(render: &mut Render<'_>, input: &Input) -> Result<Option<Vec<(Traced, bool)>>, Fault> {
    let given = arguments(input, 1, 2)?;
    let nil = Traced::constant(Value::Null);
    let name = given.first().unwrap_or(&nil);
    let target = given.get(1).filter(|it| !is_nil(&it.value));
    let mut found = Vec::new();
    for item in items(render, &input.value)? {
        let Some(value) = property(render, &item, name)? else { return Ok(None) };
        let holds = match target {
            Some(target) => equal(render, &value.value, &target.value),
            None => truthy(&value.value),
        };
        found.push((item, holds));
    }
    Ok(Some(found))
}

fn kept(render: &mut Render<'_>, input: &Input, matching: bool) -> Result<Value, Fault> {
    let Some(found) = matches(render, input)? else { return Ok(Value::Null) };
    let kept = found.into_iter().filter(|(_, holds)| *holds == matching).map(|(item, _)| item).collect();
    Ok(render.heap.list(kept))
}

pub(in crate::profile::liquid) fn where_(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    kept(render, &input, true)
}

pub(super) fn reject(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    kept(render, &input, false)
}

/// What a search ends with.
enum Search {
    /// The first element that matches, and its index. Elements after it may lack properties.
    Found(usize, Traced),
    /// No element matches.
    Nothing,
    /// An element has no properties.
    Refused,
}

fn first_match(render: &mut Render<'_>, input: &Input) -> Result<Search, Fault> {
    let given = arguments(input, 1, 2)?;
    let nil = Traced::constant(Value::Null);
    let name = given.first().unwrap_or(&nil);
    let target = given.get(1).filter(|it| !is_nil(&it.value));
    for (at, item) in items(render, &input.value)?.into_iter().enumerate() {
        let Some(value) = property(render, &item, name)? else { return Ok(Search::Refused) };
        let holds = match target {
            Some(target) => equal(render, &value.value, &target.value),
            None => truthy(&value.value),
        };
        if holds {
            return Ok(Search::Found(at, item));
        }
    }
    Ok(Search::Nothing)
}

pub(super) fn has(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    Ok(match first_match(render, &input)? {
        Search::Found(..) => Value::Bool(true),
        Search::Nothing => Value::Bool(false),
        Search::Refused => Value::Null,
    })
}

pub(super) fn find(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    Ok(match first_match(render, &input)? {
        Search::Found(_, item) => item.value,
        Search::Nothing | Search::Refused => Value::Null,
    })
}

pub(super) fn find_index(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    Ok(match first_match(render, &input)? {
        Search::Found(at, _) => Value::from(at),
        Search::Nothing | Search::Refused => Value::Null,
    })
}

pub(super) fn map(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let given = arguments(&input, 1, 1)?;
    let nil = Traced::constant(Value::Null);
    let name = given.first().unwrap_or(&nil);
    let mut found = Vec::new();
    for item in items(render, &input.value)? {
        let value = property(render, &item, name)?;
        found.push(value.unwrap_or(Traced { value: Value::Null, reads: item.reads }));
    }
    Ok(render.heap.list(found))
}

pub(super) fn sum(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let given = arguments(&input, 0, 1)?;
    let name = given.into_iter().next().filter(|it| !is_nil(&it.value));
    let mut sum = Number::Int(0);
    for item in items(render, &input.value)? {
        let value = match &name {
            Some(name) => property(render, &item, name)?.map_or(Value::Null, |it| it.value),
            None => item.value,
        };
        sum = sum.plus(Number::of(&value))?;
    }
    Ok(sum.value())
}

/// Each element once, or each value of a property once.
pub(super) fn uniq(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let given = arguments(&input, 0, 1)?;
    let name = given.into_iter().next().filter(|it| !is_nil(&it.value));
    let items = items(render, &input.value)?;
    let mut keyed = Vec::new();
    for item in items {
        let key = match &name {
            Some(name) => match property(render, &item, name)? {
                Some(value) => value.value,
                None => return Ok(Value::Null),
            },
            None => item.value.clone(),
        };
        keyed.push((item, key));
    }
    let kept = unique(keyed, |it| distinct(render, it), |a, b| same(render, a, b));
    Ok(render.heap.list(kept))
}

/// Text that is the same for what is equal: maps are equal whatever their order.
fn distinct(render: &Render<'_>, value: &Value) -> String {
    let Value::Map(id) = value else { return to_s(render, value) };
    let mut keys: Vec<String> =
        render.heap.map_at(*id).entries.keys().map(|key| to_s(render, &key.value())).collect();
    keys.sort_unstable();
    keys.join(",")
}

/// `eql?`: a whole number is not a float.
fn same(render: &Render<'_>, a: &Value, b: &Value) -> bool {
    let is_float = |it: &Value| matches!(it, Value::Float(_));
    is_float(a) == is_float(b) && equal(render, a, b)
}
