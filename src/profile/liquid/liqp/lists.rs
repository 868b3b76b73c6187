//! Filters of lists (`Compact.java` to `Uniq.java`) and `default`.

use std::cmp::Ordering;

use super::cuts::{units, utf16_len};
use super::operators::equals;
use super::values::{
    self, argument, array, as_array, as_string, can_be_integer, is_array, is_falsy, need_number,
    only_argument, string_of,
};
use crate::limits;
use crate::profile::Input;
use crate::profile::liquid::text;
use crate::render::{Fault, Render};
use crate::value::{Key, Map, MapKind, Place, Str, Traced, Value, Width};

/// `Default`: for null, false, and what is empty.
pub(super) fn default(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    match input.args.positional.into_iter().next() {
        Some(other) if is_falsy(render, &input.value.value) => Ok(other.value),
        _ => Ok(input.value.value),
    }
}

pub(super) fn compact(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    if !is_array(&input.value.value) {
        return Ok(input.value.value);
    }
    let mut items = render.list_elements(&input.value);
    items.retain(|it| !matches!(it.value, Value::Undefined | Value::Null));
    Ok(array(render, items))
}

/// A left side that is no list counts as an empty one.
pub(super) fn concat(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let more = only_argument(&input)?;
    if !is_array(&more.value) {
        return Err(Fault::new("wrong-arguments", "'concat' needs a list").reading(more.reads));
    }
    let mut items = render.list_elements(&input.value);
    items.extend(render.list_elements(&more));
    Ok(array(render, items))
}

pub(super) fn first(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    Ok(as_array(render, &input.value).into_iter().next().map_or(Value::Null, |it| it.value))
}

pub(super) fn last(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    Ok(as_array(render, &input.value).pop().map_or(Value::Null, |it| it.value))
}

pub(super) fn join(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let glue = match input.args.positional.first() {
        Some(glue) => {
            let reads = render.used(glue);
            (as_string(render, glue), reads)
        }
        None => (Str::new(" "), crate::field::ReadSet::EMPTY),
    };
    let mut parts = Vec::new();
    for item in as_array(render, &input.value) {
        let reads = render.used(&item);
        parts.push((as_string(render, &item), reads));
    }
    text::joined(render, parts, &glue).map(Value::Str)
}

/// `Map`: the member of each element that has it; an element that is no map throws.
pub(super) fn map(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    if matches!(input.value.value, Value::Undefined | Value::Null) {
        return Ok(Value::from(""));
    }
    let items = as_array(render, &input.value);
    let key = argument(&input, 0)?;
    let key = Key::Str(as_string(render, &key).text);
    let mut found = Vec::new();
    for item in items {
        if !matches!(item.value, Value::Map(_)) {
            return Err(not_a_map());
        }
        let member = render.map_member(&item, &key);
        found.extend(member.filter(|it| !matches!(it.value, Value::Null)));
    }
    Ok(array(render, found))
}

fn not_a_map() -> Fault {
    Fault::refused("an element of the list is no map").with_help("the message is not sent")
}

pub(super) fn reverse(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    if !is_array(&input.value.value) {
        return Ok(input.value.value);
    }
    let mut items = render.list_elements(&input.value);
    items.reverse();
    Ok(array(render, items))
}

/// `Size`: of a number it is 8, as in Ruby; of a map 0.
pub(super) fn size(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    Ok(values::integer(match &input.value.value {
        Value::List(id) => render.heap.list_at(*id).items.len(),
        Value::Str(text) => utf16_len(&text.text),
        other if values::as_number(render, other).is_some() => 8,
        _ => 0,
    }))
}

pub(super) fn slice(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let given = &input.args.positional;
    if given.is_empty() || given.len() > 2 {
        return Err(Fault::new("wrong-arguments", "'slice' takes a start and, if you like, a length"));
    }
    let whole = |render: &Render<'_>, at: usize| match given.get(at) {
        None => Ok(1),
        Some(it) if can_be_integer(render, &it.value) => Ok(need_number(render, &it.value)?.int()),
        Some(it) => {
            Err(Fault::new("not-a-number", "a start and a length are whole numbers").reading(it.reads))
        }
    };
    let text = match input.value.value {
        Value::List(_) => None,
        _ => Some(as_string(render, &input.value)),
    };
    let items = if text.is_none() { render.list_elements(&input.value) } else { Vec::new() };
    let total = text.as_ref().map_or(items.len(), |text| utf16_len(&text.text));
    let total = i64::try_from(total).unwrap_or(i64::MAX);
    let (offset, length) = (whole(render, 0)?, whole(render, 1)?);
    let offset = if offset < 0 { total + offset } else { offset };
    let length = length.min(total - offset);
    let Some(start) = usize::try_from(offset).ok().filter(|_| offset <= total) else {
        return Ok(Value::from(""));
    };
    let Ok(length) = usize::try_from(length) else {
        return Err(Fault::new("index-out-of-range", "a slice cannot be shorter than nothing"));
    };
    match text {
        Some(text) => {
            let (from, to) = (units(&text.text, start), units(&text.text, start + length));
            Ok(Value::Str(text.slice(from, to)))
        }
        None => Ok(array(render, items.into_iter().skip(start).take(length).collect())),
    }
}

/// `Sort`: numbers of one type, or text; or maps by a member, which then print without braces (`SortableMap`).
pub(super) fn sort(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    match input.value.value {
        Value::Undefined | Value::Null => return Ok(Value::from("")),
        Value::List(_) => {}
        _ => return Err(Fault::refused("only a list can be sorted").with_help("the message is not sent")),
    }
    let items = render.list_elements(&input.value);
    let property = input.args.positional.first().map(|it| Key::Str(as_string(render, it).text));
    let mut keyed = Vec::with_capacity(items.len());
    for item in items {
        let key = match (&property, &item.value) {
            (Some(property), Value::Map(_)) => render.map_member(&item, property).map(|it| it.value),
            (None, Value::Map(_) | Value::List(_)) | (Some(_), _) => return Err(incomparable()),
            (None, other) => Some(other.clone()),
        };
        keyed.push((key, item));
    }
    sort_by_key(&mut keyed)?;
    let mut sorted: Vec<Traced> = keyed.into_iter().map(|(_, item)| item).collect();
    if property.is_some() {
        sorted = sorted.into_iter().map(|item| sortable(render, item)).collect();
    }
    Ok(array(render, sorted))
}

fn incomparable() -> Fault {
    Fault::refused("these elements cannot be compared").with_help("the message is not sent")
}

/// Sorts, unless two keys cannot be compared.
fn sort_by_key(keyed: &mut [(Option<Value>, Traced)]) -> Result<(), Fault> {
    let mut comparable = true;
    keyed.sort_by(|(a, _), (b, _)| {
        let order = a.as_ref().zip(b.as_ref()).and_then(|(a, b)| compare(a, b));
        comparable &= order.is_some();
        order.unwrap_or(Ordering::Equal)
    });
    if comparable { Ok(()) } else { Err(incomparable()) }
}

/// `Comparable.compareTo`: within one type only. Text compares by UTF-16 units.
fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) if a.width == b.width || a.width == Width::Big => {
            Some(a.value.cmp(&b.value))
        }
        (Value::Float(a), Value::Float(b)) => Some(a.total_cmp(b)),
        (Value::Str(a), Value::Str(b)) => Some(a.text.encode_utf16().cmp(b.text.encode_utf16())),
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

/// The map in the order of a `HashMap`.
fn sortable(render: &mut Render<'_>, item: Traced) -> Traced {
    let mut members = render.map_members(&item);
    let buckets = (members.len() * 4 / 3 + 1).next_power_of_two();
    members.sort_by_key(|(key, _)| bucket(render, key, buckets));
    let shape = render.used(&item);
    let entries = members.into_iter().collect();
    let map = Map { entries, place: Place::Made, kind: MapKind::Sortable, shape };
    Traced { value: render.heap.add_map(map), reads: item.reads }
}

/// Which of so many buckets a key falls into (`String.hashCode`, `HashMap.hash`).
fn bucket(render: &Render<'_>, key: &Key, buckets: usize) -> usize {
    let text = string_of(render, &key.value());
    let hash =
        text.encode_utf16().fold(0u32, |hash, unit| hash.wrapping_mul(31).wrapping_add(u32::from(unit)));
    let spread = hash ^ (hash >> 16);
    usize::try_from(spread).unwrap_or_default() & (buckets - 1)
}

/// `Sort_Natural`: by what the elements print, whatever their case.
pub(super) fn sort_natural(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    if !is_array(&input.value.value) {
        return Ok(input.value.value);
    }
    let mut items = render.list_elements(&input.value);
    let fold =
        |text: String| text.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect();
    items.sort_by_cached_key(|item| -> String { fold(string_of(render, &item.value)) });
    Ok(array(render, items))
}

/// Text that is the same for what is equal: maps are equal whatever their order.
fn distinct(render: &Render<'_>, value: &Value) -> String {
    let Value::Map(id) = value else { return string_of(render, value) };
    let mut keys: Vec<String> =
        render.heap.map_at(*id).entries.keys().map(|key| string_of(render, &key.value())).collect();
    keys.sort_unstable();
    keys.join(",")
}

pub(super) fn uniq(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    if !is_array(&input.value.value) {
        return Ok(input.value.value);
    }
    let items = render.list_elements(&input.value);
    let items = items.into_iter().map(|item| (item.clone(), item.value)).collect();
    let kept = text::unique(items, |it| distinct(render, it), |a, b| equals(render, a, b, limits::MAX_DEPTH));
    Ok(array(render, kept))
}
