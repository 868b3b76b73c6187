//! Truth, equality and order (`condition.rb`).

use std::cmp::Ordering;

use super::values::{is_nil, to_s};
use crate::limits;
use crate::profile::liquid::logic::truthy;
use crate::render::{Fault, Render};
use crate::template::Binary;
use crate::value::{Key, Traced, Value};

pub(super) fn binary(
    render: &mut Render<'_>,
    op: Binary,
    left: &Traced,
    right: &Traced,
) -> Result<Value, Fault> {
    let (a, b) = (&left.value, &right.value);
    let holds = match op {
        Binary::Eq => equal_variables(render, a, b),
        Binary::Ne => !equal_variables(render, a, b),
        Binary::Lt => ordered(render, a, b)?.is_some_and(Ordering::is_lt),
        Binary::Le => ordered(render, a, b)?.is_some_and(Ordering::is_le),
        Binary::Gt => ordered(render, a, b)?.is_some_and(Ordering::is_gt),
        Binary::Ge => ordered(render, a, b)?.is_some_and(Ordering::is_ge),
        Binary::Contains => contains(render, a, b),
        _ => return Err(Fault::refused("Liquid has no such operator")),
    };
    Ok(Value::Bool(holds))
}

fn equal_variables(render: &Render<'_>, a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Empty, other) | (other, Value::Empty) => is_empty(render, other),
        (Value::Blank, other) | (other, Value::Blank) => is_blank(render, other),
        (a, b) => equal(render, a, b),
    }
}

fn is_empty(render: &Render<'_>, value: &Value) -> bool {
    match value {
        Value::Str(text) => text.text.is_empty(),
        Value::List(id) => render.heap.list_at(*id).items.is_empty(),
        Value::Map(id) => render.heap.map_at(*id).entries.is_empty(),
        _ => false,
    }
}

fn is_blank(render: &Render<'_>, value: &Value) -> bool {
    match value {
        Value::Undefined | Value::Null | Value::Bool(false) => true,
        Value::Str(text) => text.text.trim().is_empty(),
        other => is_empty(render, other),
    }
}

/// Ruby's `==`.
pub(super) fn equal(render: &Render<'_>, a: &Value, b: &Value) -> bool {
    equal_to(render, a, b, limits::MAX_DEPTH)
}

fn equal_to(render: &Render<'_>, a: &Value, b: &Value, depth: usize) -> bool {
    if depth == 0 {
        return false;
    }
    match (a, b) {
        (a, b) if is_nil(a) && is_nil(b) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Str(a), Value::Str(b)) => a.text == b.text,
        (Value::Range(a, b), Value::Range(c, d)) => a == c && b == d,
        (Value::List(a), Value::List(b)) => {
            let (a, b) = (render.heap.list_at(*a), render.heap.list_at(*b));
            let mut pairs = a.items.iter().zip(&b.items);
            a.items.len() == b.items.len()
                && pairs.all(|(a, b)| equal_to(render, &a.value, &b.value, depth - 1))
        }
        (Value::Map(a), Value::Map(b)) => {
            let (a, b) = (render.heap.map_at(*a), render.heap.map_at(*b));
            let same = |(key, value): (&Key, &Traced)| {
                let other = b.entries.get(key);
                other.is_some_and(|other| equal_to(render, &value.value, &other.value, depth - 1))
            };
            a.entries.len() == b.entries.len() && a.entries.iter().all(same)
        }
        (a, b) => numbers(a, b) == Some(Ordering::Equal),
    }
}

/// The order of two numbers; none when one is not a number.
#[expect(clippy::cast_precision_loss, reason = "mixed numbers compare as floats")]
fn numbers(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => Some(a.value.cmp(&b.value)),
        (Value::Int(a), Value::Float(b)) => (a.value as f64).partial_cmp(b),
        (Value::Float(a), Value::Int(b)) => a.partial_cmp(&(b.value as f64)),
        (Value::Float(a), Value::Float(b)) => a.partial_cmp(b),
        _ => None,
    }
}

/// Ruby's `<=>` of numbers, texts and lists of them.
pub(super) fn compare(render: &Render<'_>, a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Str(a), Value::Str(b)) => Some(a.text.cmp(&b.text)),
        (Value::Bool(a), Value::Bool(b)) if a == b => Some(Ordering::Equal),
        (a, b) if is_nil(a) && is_nil(b) => Some(Ordering::Equal),
        (Value::Map(_), Value::Map(_)) if equal(render, a, b) => Some(Ordering::Equal),
        (a, b) => numbers(a, b),
    }
}

/// What `<` and the others ask; none when a side cannot be ordered, a fault when the sides do not go together.
fn ordered(render: &Render<'_>, a: &Value, b: &Value) -> Result<Option<Ordering>, Fault> {
    let comparable = |it: &Value| matches!(it, Value::Int(_) | Value::Float(_) | Value::Str(_));
    if !comparable(a) || !comparable(b) {
        return Ok(None);
    }
    match compare(render, a, b) {
        None if matches!(a, Value::Str(_)) != matches!(b, Value::Str(_)) => {
            let (a, b) = (to_s(render, a), to_s(render, b));
            Err(Fault::refused(format!("'{a}' and '{b}' cannot be compared: one is text, one a number")))
        }
        order => Ok(order),
    }
}

/// Text contains what the other side prints; a list an equal element; a map a key.
fn contains(render: &Render<'_>, a: &Value, b: &Value) -> bool {
    if !truthy(b) {
        return false;
    }
    match a {
        Value::Str(text) => text.text.contains(&to_s(render, b)),
        Value::List(id) => render.heap.list_at(*id).items.iter().any(|item| equal(render, &item.value, b)),
        Value::Map(id) => Key::of(b).is_some_and(|key| render.heap.map_at(*id).entries.contains_key(&key)),
        Value::Range(from, to) => {
            matches!(b, Value::Int(it) if (i128::from(*from)..=i128::from(*to)).contains(&it.value))
        }
        _ => false,
    }
}
