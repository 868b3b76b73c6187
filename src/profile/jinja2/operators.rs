//! Truth, equality, order and arithmetic, as Python has them.

use super::arithmetic::{Number, arithmetic, overflow};
use super::compare::{Sequence, equal, order, sequence};
use super::{compare, print, text, type_name};
use crate::limits;
use crate::render::{Fault, Render};
use crate::template::{Binary, Unary};
use crate::value::{Key, ListId, MapKind, Str, Traced, Value, View};

/// `bool(value)`.
pub(super) fn truthy(render: &Render<'_>, value: &Traced) -> bool {
    match &value.value {
        Value::Undefined | Value::Null | Value::Empty | Value::Blank => false,
        Value::Bool(it) => *it,
        Value::Int(it) => it.value != 0,
        Value::Float(it) => *it != 0.0,
        Value::Decimal(digits, _) => *digits != 0,
        Value::Str(text) => !text.text.is_empty(),
        Value::List(id) => {
            render.heap.view_of(*id) == Some(View::Once) || !render.heap.list_at(*id).items.is_empty()
        }
        Value::Map(id) => {
            let map = render.heap.map_at(*id);
            map.kind != MapKind::Plain || !map.entries.is_empty()
        }
        Value::Range(..)
        | Value::Loop(_)
        | Value::Macro(_)
        | Value::Block(_)
        | Value::Function(_)
        | Value::Method(_) => true,
    }
}

pub(super) fn unary(render: &mut Render<'_>, op: Unary, operand: &Traced) -> Result<Value, Fault> {
    match (op, Number::of(&operand.value)) {
        (Unary::Not, _) => Ok(Value::Bool(!truthy(render, operand))),
        (Unary::Neg, Some(Number::Int(it))) => it.checked_neg().map(Value::from).ok_or_else(overflow),
        (Unary::Neg, Some(Number::Float(it))) => Ok(Value::Float(-it)),
        (Unary::Neg, None) => {
            let kind = type_name(render, &operand.value);
            Err(Fault::refused(format!("{kind} cannot be negated")))
        }
    }
}

pub(super) fn binary(
    render: &mut Render<'_>,
    op: Binary,
    left: &Traced,
    right: &Traced,
) -> Result<Value, Fault> {
    let (a, b) = (&left.value, &right.value);
    match op {
        Binary::Eq => Ok(Value::Bool(equal(render, a, b, limits::MAX_DEPTH))),
        Binary::Ne => Ok(Value::Bool(!equal(render, a, b, limits::MAX_DEPTH))),
        Binary::Lt | Binary::Le | Binary::Gt | Binary::Ge if [a, b].into_iter().any(is_nan) => {
            order(render, a, b).map(|_| Value::Bool(false))
        }
        Binary::Lt => Ok(Value::Bool(order(render, a, b)?.is_lt())),
        Binary::Le => Ok(Value::Bool(order(render, a, b)?.is_le())),
        Binary::Gt => Ok(Value::Bool(order(render, a, b)?.is_gt())),
        Binary::Ge => Ok(Value::Bool(order(render, a, b)?.is_ge())),
        Binary::In => Ok(Value::Bool(contains(render, right, a)?)),
        Binary::NotIn => Ok(Value::Bool(!contains(render, right, a)?)),
        Binary::Contains => Ok(Value::Bool(contains(render, left, b)?)),
        Binary::Concat => tilde(render, left, right),
        Binary::Add => add(render, left, right),
        Binary::Mul => multiply(render, left, right),
        Binary::Rem if matches!(a, Value::Str(_)) => percent(render, left, right),
        Binary::Sub | Binary::Div | Binary::FloorDiv | Binary::Rem | Binary::Pow => {
            match (Number::of(a), Number::of(b)) {
                (Some(a), Some(b)) => arithmetic(op, a, b),
                _ => Err(refused(render, op, a, b)),
            }
        }
        // Short-circuit operators are the evaluator's.
        Binary::And | Binary::Or => Ok(b.clone()),
    }
}

fn is_nan(value: &Value) -> bool {
    matches!(value, Value::Float(it) if it.is_nan())
}

/// `text % values`.
fn percent(render: &mut Render<'_>, left: &Traced, right: &Traced) -> Result<Value, Fault> {
    let reads = render.used(left);
    super::percent::format(render, &(print::text(render, left), reads), right).map(Value::Str)
}

/// `~`: both as text. Under autoescaping, when one of them is marked safe, the other is escaped.
fn tilde(render: &mut Render<'_>, left: &Traced, right: &Traced) -> Result<Value, Fault> {
    let safe = render.autoescapes();
    joined(render, left, right, safe)
}

fn joined(render: &mut Render<'_>, left: &Traced, right: &Traced, marks: bool) -> Result<Value, Fault> {
    let parts = [left, right].map(|it| (print::text(render, it), it));
    let safe = marks && parts.iter().any(|(text, _)| text.safe);
    let parts = parts.map(|(text, traced)| {
        let reads = render.used(traced);
        (if safe && !text.safe { print::escaped(&text) } else { text }, reads)
    });
    Ok(Value::Str(text::joined(render, &parts)?.with_safe(safe)))
}

fn add(render: &mut Render<'_>, left: &Traced, right: &Traced) -> Result<Value, Fault> {
    match (&left.value, &right.value) {
        (Value::Str(a), Value::Str(b)) => {
            if a.safe || b.safe {
                return joined(render, left, right, true);
            }
            let pieces = [(a.clone(), left.reads), (b.clone(), right.reads)];
            text::joined(render, &pieces).map(Value::Str)
        }
        (Value::List(a), Value::List(b))
            if can_grow(render, *a)
                && can_grow(render, *b)
                && sequence(render, *a) == sequence(render, *b) =>
        {
            let tuple = render.heap.list_at(*a).tuple;
            let mut items = render.list_elements(left);
            items.extend(render.list_elements(right));
            if items.len() > limits::MAX_LOOP_TURNS as usize {
                return Err(Fault::new("limit-exceeded", "the list becomes too long"));
            }
            Ok(if tuple { render.heap.tuple(items) } else { render.heap.list(items) })
        }
        (a, b) => match (Number::of(a), Number::of(b)) {
            (Some(a), Some(b)) => arithmetic(Binary::Add, a, b),
            _ => Err(refused(render, Binary::Add, a, b)),
        },
    }
}

/// Lists and tuples, rather than what is gone through one by one.
fn can_grow(render: &Render<'_>, id: ListId) -> bool {
    matches!(sequence(render, id), Sequence::List | Sequence::Tuple)
}

/// Numbers multiply; text and lists repeat.
fn multiply(render: &mut Render<'_>, left: &Traced, right: &Traced) -> Result<Value, Fault> {
    let times = |it: &Value| match Number::of(it) {
        Some(Number::Int(times)) => Some(usize::try_from(times.max(0)).unwrap_or(usize::MAX)),
        _ => None,
    };
    match (&left.value, &right.value) {
        (Value::Str(text), count) | (count, Value::Str(text)) if times(count).is_some() => {
            let times = times(count).unwrap_or_default();
            if text.text.len().saturating_mul(times) > limits::MAX_RENDERED_BYTES {
                return Err(Fault::new("limit-exceeded", "the repeated text becomes too large"));
            }
            Ok(Value::Str(Str::new(text.text.repeat(times)).with_safe(text.safe)))
        }
        (Value::List(id), count) | (count, Value::List(id))
            if times(count).is_some() && can_grow(render, *id) =>
        {
            let times = times(count).unwrap_or_default();
            let tuple = render.heap.list_at(*id).tuple;
            let list = if matches!(left.value, Value::List(_)) { left } else { right };
            let items = render.list_elements(list);
            if items.len().saturating_mul(times) > limits::MAX_LOOP_TURNS as usize {
                return Err(Fault::new("limit-exceeded", "the repeated list becomes too large"));
            }
            let items = std::iter::repeat_n(items, times).flatten().collect();
            Ok(if tuple { render.heap.tuple(items) } else { render.heap.list(items) })
        }
        (a, b) => match (Number::of(a), Number::of(b)) {
            (Some(a), Some(b)) => arithmetic(Binary::Mul, a, b),
            _ => Err(refused(render, Binary::Mul, a, b)),
        },
    }
}

fn refused(render: &Render<'_>, op: Binary, a: &Value, b: &Value) -> Fault {
    let sign = match op {
        Binary::Add => "+",
        Binary::Sub => "-",
        Binary::Mul => "*",
        Binary::Div => "/",
        Binary::FloorDiv => "//",
        Binary::Rem => "%",
        _ => "**",
    };
    let (left, right) = (type_name(render, a), type_name(render, b));
    let fault = Fault::refused(format!("'{sign}' does not take {left} and {right}"));
    match op {
        Binary::Add if matches!(a, Value::Str(_)) || matches!(b, Value::Str(_)) => {
            fault.with_help("'~' joins anything as text")
        }
        _ => fault,
    }
}

/// `item in container`.
pub(super) fn contains(render: &mut Render<'_>, container: &Traced, item: &Value) -> Result<bool, Fault> {
    match &container.value {
        Value::Undefined => Ok(false),
        Value::Str(text) => match item {
            Value::Str(part) => Ok(text.text.contains(&*part.text)),
            other => {
                Err(Fault::refused(format!("text contains text only, not {}", type_name(render, other))))
            }
        },
        Value::List(_) => {
            let items = super::access::elements(render, container)?;
            Ok(items.iter().any(|it| equal(render, &it.value, item, limits::MAX_DEPTH)))
        }
        Value::Map(id) if render.heap.map_at(*id).kind == MapKind::Plain => {
            compare::hash(render, item, &mut String::new(), limits::MAX_DEPTH)?;
            Ok(Key::of(item).is_some_and(|key| render.heap.map_at(*id).entries.contains_key(&key)))
        }
        other => Err(Fault::refused(format!("{} contains nothing", type_name(render, other)))),
    }
}
