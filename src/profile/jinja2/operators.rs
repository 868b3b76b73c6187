//! Truth, equality, order and arithmetic, as Python has them.

use std::cmp::Ordering;

use super::{print, type_name};
use crate::limits;
use crate::render::{Fault, Render};
use crate::template::{Binary, Unary};
use crate::value::{Int, Key, ListId, MapKind, Str, Traced, Value, View};

/// `bool(value)`.
pub(super) fn truthy(render: &Render<'_>, value: &Traced) -> bool {
    match &value.value {
        Value::Undefined | Value::Null | Value::Empty | Value::Blank => false,
        Value::Bool(it) => *it,
        Value::Int(it) => it.value != 0,
        Value::Float(it) => *it != 0.0,
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

/// A number as Python computes with it: truth values are numbers too.
#[derive(Clone, Copy)]
pub(super) enum Number {
    Int(i128),
    Float(f64),
}

impl Number {
    pub(super) fn of(value: &Value) -> Option<Number> {
        match value {
            Value::Bool(it) => Some(Number::Int(i128::from(*it))),
            Value::Int(it) => Some(Number::Int(it.value)),
            Value::Float(it) => Some(Number::Float(*it)),
            _ => None,
        }
    }

    /// As a float; whole numbers beyond 2^53 lose digits, as they do in Python.
    #[expect(clippy::cast_precision_loss, reason = "Python's conversion loses the same digits")]
    pub(super) fn float(self) -> f64 {
        match self {
            Number::Int(it) => it as f64,
            Number::Float(it) => it,
        }
    }
}

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
enum Sequence {
    List,
    Tuple,
    Range,
    /// What equals itself alone.
    Other(ListId),
}

fn sequence(render: &Render<'_>, id: ListId) -> Sequence {
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
                out.push_str(&format!("f{};", it.to_bits()));
            }
            Some(number) => out.push_str(&format!("n{};", number.float().to_bits())),
            None => out.push_str(&format!("{other:?};")),
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
        Binary::Concat => Ok(tilde(render, left, right)),
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
fn tilde(render: &mut Render<'_>, left: &Traced, right: &Traced) -> Value {
    let safe = render.autoescape;
    joined(render, left, right, safe)
}

fn joined(render: &mut Render<'_>, left: &Traced, right: &Traced, marks: bool) -> Value {
    let parts = [left, right].map(|it| (print::text(render, it), it));
    let safe = marks && parts.iter().any(|(text, _)| text.safe);
    let parts = parts.map(|(text, traced)| {
        let reads = render.used(traced);
        (if safe && !text.safe { print::escaped(&text) } else { text }, reads)
    });
    let text = render.concat(&parts);
    Value::Str(text.with_safe(safe))
}

fn add(render: &mut Render<'_>, left: &Traced, right: &Traced) -> Result<Value, Fault> {
    match (&left.value, &right.value) {
        (Value::Str(a), Value::Str(b)) => {
            if a.safe || b.safe {
                return Ok(joined(render, left, right, true));
            }
            let text = render.concat(&[(a.clone(), left.reads), (b.clone(), right.reads)]);
            Ok(Value::Str(text))
        }
        (Value::List(a), Value::List(b))
            if can_grow(render, *a)
                && can_grow(render, *b)
                && sequence(render, *a) == sequence(render, *b) =>
        {
            let tuple = render.heap.list_at(*a).tuple;
            let mut items = render.list_elements(left);
            items.extend(render.list_elements(right));
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

/// The sums of two numbers. Division gives a float; `//` and `%` round down, so the remainder has the divisor's
/// sign.
fn arithmetic(op: Binary, a: Number, b: Number) -> Result<Value, Fault> {
    let divides = matches!(op, Binary::Div | Binary::FloorDiv | Binary::Rem);
    if divides && b.float() == 0.0 {
        return Err(Fault::refused("division by zero"));
    }
    if op == Binary::Pow && a.float() == 0.0 && b.float() < 0.0 {
        return Err(Fault::refused("zero has no negative power"));
    }
    if op == Binary::Pow && a.float() < 0.0 && b.float().fract() != 0.0 {
        return Err(Fault::refused("this root of a negative number is not real"));
    }
    if let (Number::Int(a), Number::Int(b)) = (a, b) {
        let exact = match op {
            Binary::Add => a.checked_add(b),
            Binary::Sub => a.checked_sub(b),
            Binary::Mul => a.checked_mul(b),
            Binary::FloorDiv => floor_div(a, b),
            Binary::Rem => floor_rem(a, b),
            Binary::Pow if b >= 0 => u32::try_from(b).ok().and_then(|b| a.checked_pow(b)),
            _ => {
                return Ok(Value::Float(float_arithmetic(
                    op,
                    Number::Int(a).float(),
                    Number::Int(b).float(),
                )));
            }
        };
        return exact.map(|it| Value::Int(Int::new(it))).ok_or_else(overflow);
    }
    Ok(Value::Float(float_arithmetic(op, a.float(), b.float())))
}

fn float_arithmetic(op: Binary, a: f64, b: f64) -> f64 {
    match op {
        Binary::Add => a + b,
        Binary::Sub => a - b,
        Binary::Mul => a * b,
        Binary::Div => a / b,
        Binary::FloorDiv => (a / b).floor(),
        Binary::Rem => {
            let remainder = a % b;
            match remainder == 0.0 {
                true => 0.0f64.copysign(b),
                false if (remainder < 0.0) != (b < 0.0) => remainder + b,
                false => remainder,
            }
        }
        Binary::Pow => libm::pow(a, b),
        // `binary` sends only the operators above here.
        _ => f64::NAN,
    }
}

fn floor_div(a: i128, b: i128) -> Option<i128> {
    let quotient = a.checked_div(b)?;
    let exact = a.checked_rem(b)? == 0;
    if exact || (a < 0) == (b < 0) { Some(quotient) } else { quotient.checked_sub(1) }
}

fn floor_rem(a: i128, b: i128) -> Option<i128> {
    let remainder = a.checked_rem(b)?;
    if remainder == 0 || (remainder < 0) == (b < 0) { Some(remainder) } else { remainder.checked_add(b) }
}

pub(super) fn overflow() -> Fault {
    Fault::new("limit-exceeded", "the number becomes too large")
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
            hash(render, item, &mut String::new(), limits::MAX_DEPTH)?;
            Ok(Key::of(item).is_some_and(|key| render.heap.map_at(*id).entries.contains_key(&key)))
        }
        other => Err(Fault::refused(format!("{} contains nothing", type_name(render, other)))),
    }
}
