//! Equality, order and keys, as Python has them.

use std::cmp::Ordering;

use super::arithmetic::Number;
use super::{print, type_name};
use crate::limits;
use crate::render::{Fault, Render};
use crate::value::{Key, ListId, MapKind, Traced, Value, View};

/// `left == right`.
pub(super) fn equal(render: &Render<'_>, left: &Value, right: &Value, depth: usize) -> bool {
    if depth == 0 {
        return false;
    }
    match (left, right) {
        (Value::Undefined, Value::Undefined) | (Value::Null, Value::Null) => true,
        (Value::Str(a), Value::Str(b)) => a.text == b.text,
        (Value::List(a), Value::List(b)) => {
            if a == b {
                return true;
            }
            let alike = sequence(render, *a) == sequence(render, *b);
            let (a, b) = (render.heap.list_at(*a), render.heap.list_at(*b));
            let pairs = a.items.iter().zip(&b.items);
            alike
                && a.items.len() == b.items.len()
                && pairs.into_iter().all(|(a, b)| equal(render, &a.value, &b.value, depth - 1))
        }
        (Value::Map(a), Value::Map(b)) => {
            let (a, b) = (render.heap.map_at(*a), render.heap.map_at(*b));
            let same = |(key, value): (&Key, &Traced)| {
                b.entries.get(key).is_some_and(|other| equal(render, &value.value, &other.value, depth - 1))
            };
            a.entries.len() == b.entries.len() && a.entries.iter().all(same)
        }
        (Value::Function(a), Value::Function(b)) => a == b,
        (Value::Macro(a), Value::Macro(b)) => a == b,
        (a, b) => match (Number::of(a), Number::of(b)) {
            (Some(Number::Int(a)), Some(Number::Int(b))) => a == b,
            #[expect(clippy::float_cmp, reason = "Python compares floats exactly")]
            (Some(a), Some(b)) => a.float() == b.float(),
            _ => false,
        },
    }
}

/// What lists are compared with one another.
#[derive(PartialEq, Eq)]
pub(super) enum Sequence {
    List,
    Tuple,
    Range,
    /// What equals itself alone.
    Other(ListId),
}

pub(super) fn sequence(render: &Render<'_>, id: ListId) -> Sequence {
    match render.heap.view_of(id) {
        None if render.heap.list_at(id).tuple => Sequence::Tuple,
        None => Sequence::List,
        Some(View::Group) => Sequence::Tuple,
        Some(View::Range(..)) => Sequence::Range,
        Some(View::Once | View::Items | View::Keys | View::Values) => Sequence::Other(id),
    }
}

/// Writes what two values have in common exactly when Python takes them for the same key: `1`, `1.0` and `True`.
pub(super) fn hash(render: &Render<'_>, value: &Value, out: &mut String, depth: usize) -> Result<(), Fault> {
    match value {
        Value::Str(text) => {
            out.push_str(&text.text.len().to_string());
            out.push(':');
            out.push_str(&text.text);
        }
        Value::List(id) if depth > 0 && sequence(render, *id) == Sequence::Tuple => {
            out.push('(');
            for item in &render.heap.list_at(*id).items {
                hash(render, &item.value, out, depth - 1)?;
            }
            out.push(')');
        }
        Value::List(_) => {
            return Err(Fault::refused(format!("{} cannot be compared as a key", type_name(render, value))));
        }
        Value::Map(id) if render.heap.map_at(*id).kind == MapKind::Plain => {
            return Err(Fault::refused("a map cannot be compared as a key"));
        }
        other => match Number::of(other) {
            Some(Number::Float(it)) if it.fract() != 0.0 || !it.is_finite() => {
                print::push(out, format_args!("f{};", it.to_bits()));
            }
            Some(number) => print::push(out, format_args!("n{};", number.float().to_bits())),
            None => print::push(out, format_args!("{other:?};")),
        },
    }
    Ok(())
}

/// The order of two values; Python orders numbers, texts, and lists of these.
pub(super) fn order(render: &Render<'_>, left: &Value, right: &Value) -> Result<Ordering, Fault> {
    if let (Some(a), Some(b)) = (Number::of(left), Number::of(right)) {
        return Ok(match (a, b) {
            (Number::Int(a), Number::Int(b)) => a.cmp(&b),
            (a, b) => a.float().partial_cmp(&b.float()).unwrap_or(Ordering::Equal),
        });
    }
    match (left, right) {
        (Value::Str(a), Value::Str(b)) => Ok(a.text.cmp(&b.text)),
        (Value::List(a), Value::List(b))
            if sequence(render, *a) == sequence(render, *b) && sequence(render, *a) != Sequence::Range =>
        {
            let (a, b) = (&render.heap.list_at(*a).items, &render.heap.list_at(*b).items);
            for (a, b) in a.iter().zip(b) {
                if !equal(render, &a.value, &b.value, limits::MAX_DEPTH) {
                    return order(render, &a.value, &b.value);
                }
            }
            Ok(a.len().cmp(&b.len()))
        }
        (left, right) => {
            let (left, right) = (type_name(render, left), type_name(render, right));
            Err(Fault::refused(format!("{left} and {right} cannot be compared")))
        }
    }
}
