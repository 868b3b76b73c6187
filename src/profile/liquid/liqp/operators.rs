//! Truth, equality and order (`LValue.java`, the nodes in `liqp/nodes`).

use super::values::{self, number};
use crate::limits;
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
    let numbers = number(a).zip(number(b)).map(|(a, b)| (a.double(), b.double()));
    let holds = match op {
        Binary::Eq => are_equal(render, a, b),
        Binary::Ne => !are_equal(render, a, b),
        Binary::Lt => numbers.is_some_and(|(a, b)| a < b),
        Binary::Le => numbers.is_some_and(|(a, b)| a <= b),
        Binary::Gt => numbers.is_some_and(|(a, b)| a > b),
        Binary::Ge => numbers.is_some_and(|(a, b)| a >= b),
        Binary::Contains => contains(render, left, right),
        _ => return Err(Fault::refused("Liquid has no such operator")),
    };
    Ok(Value::Bool(holds))
}

/// `LValue.areEqual`.
pub(super) fn are_equal(render: &Render<'_>, a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Undefined | Value::Null, Value::Undefined | Value::Null) => true,
        (Value::Undefined | Value::Null, _) | (_, Value::Undefined | Value::Null) => false,
        (Value::Empty, Value::Empty) | (Value::Blank, Value::Blank) => true,
        (Value::Empty, Value::Str(text)) | (Value::Str(text), Value::Empty) => text.text.is_empty(),
        (Value::Empty, Value::List(id)) | (Value::List(id), Value::Empty) => {
            render.heap.list_at(*id).items.is_empty()
        }
        (Value::Map(id), Value::Empty) => render.heap.map_at(*id).entries.is_empty(),
        _ => match (number(a), number(b)) {
            (Some(a), Some(b)) => (a.double() - b.double()).abs() < 0.000_000_000_01,
            _ => equals(render, a, b, limits::MAX_DEPTH),
        },
    }
}

/// `Object.equals`: numbers of different types differ, and so do arrays, which are equal only to themselves.
pub(super) fn equals(render: &Render<'_>, a: &Value, b: &Value, depth: usize) -> bool {
    if depth == 0 {
        return false;
    }
    match (a, b) {
        (Value::Undefined | Value::Null, Value::Undefined | Value::Null) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Int(a), Value::Int(b)) => a == b,
        (Value::Float(a), Value::Float(b)) => a.to_bits() == b.to_bits(),
        (Value::Str(a), Value::Str(b)) => a.text == b.text,
        (Value::List(a), Value::List(b)) if a == b => true,
        (Value::List(a), Value::List(b)) => {
            let (a, b) = (render.heap.list_at(*a), render.heap.list_at(*b));
            let mut pairs = a.items.iter().zip(&b.items);
            !a.tuple
                && !b.tuple
                && a.items.len() == b.items.len()
                && pairs.all(|(a, b)| equals(render, &a.value, &b.value, depth - 1))
        }
        (Value::Map(a), Value::Map(b)) => {
            let (a, b) = (render.heap.map_at(*a), render.heap.map_at(*b));
            let same = |(key, value): (&Key, &Traced)| {
                b.entries.get(key).is_some_and(|other| equals(render, &value.value, &other.value, depth - 1))
            };
            a.entries.len() == b.entries.len() && a.entries.iter().all(same)
        }
        (Value::Empty, Value::Empty) | (Value::Blank, Value::Blank) => true,
        _ => false,
    }
}

/// `ContainsNode.render`.
fn contains(render: &mut Render<'_>, collection: &Traced, needle: &Traced) -> bool {
    match &collection.value {
        Value::List(id) => {
            let items = &render.heap.list_at(*id).items;
            items.iter().any(|item| equals(render, &item.value, &needle.value, limits::MAX_DEPTH))
        }
        Value::Str(text) => {
            let needle = values::as_string(render, needle);
            text.text.contains(&*needle.text)
        }
        _ => false,
    }
}
