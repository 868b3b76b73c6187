//! Truth, equality, order and arithmetic (`DuckType.java`, `ASTComparisonNode.java`, `ASTMathNode.java`).

use std::cmp::Ordering;

use super::number::{Number, arithmetic, too_large, whole};
use super::{is_null, print};
use crate::field::ReadSet;
use crate::limits;
use crate::profile::Input;
use crate::render::{Fault, Render};
use crate::template::{Binary, Unary};
use crate::value::{Key, Str, Traced, Value};

/// Whether a value counts as true: empty text, lists and maps and zero do not (since 2.0).
pub(super) fn truthy(render: &Render<'_>, value: &Traced) -> bool {
    match &value.value {
        Value::Undefined | Value::Null | Value::Empty | Value::Blank => false,
        Value::Bool(it) => *it,
        Value::Int(it) => it.value != 0,
        Value::Float(it) => *it != 0.0,
        Value::Decimal(digits, _) => *digits != 0,
        Value::Str(text) => !text.text.is_empty(),
        Value::List(id) => !render.heap.list_at(*id).items.is_empty(),
        Value::Map(id) => !render.heap.map_at(*id).entries.is_empty(),
        // A running loop is a map, empty until something is stored in it.
        Value::Loop(id) => render.loop_state(*id).is_some_and(|it| !it.stored.is_empty()),
        Value::Range(..) | Value::Macro(_) | Value::Block(_) | Value::Method(_) => true,
        // What may not be there is taken as not there.
        Value::Function(tool) => *tool == "mathTool",
    }
}

pub(super) fn unary(render: &mut Render<'_>, op: Unary, operand: &Traced) -> Result<Value, Fault> {
    if op == Unary::Not {
        return Ok(Value::Bool(!truthy(render, operand)));
    }
    Ok(match Number::of(&operand.value) {
        Some(Number::Int(it)) => whole(it.value.checked_neg().ok_or_else(too_large)?, it.width),
        Some(Number::Float(it)) => Value::Float(-it),
        Some(Number::Decimal(it)) => it.negated().value(),
        None => Value::Undefined,
    })
}

pub(super) fn binary(
    render: &mut Render<'_>,
    op: Binary,
    left: &Traced,
    right: &Traced,
) -> Result<Value, Fault> {
    match op {
        Binary::Eq => Ok(Value::Bool(equal(render, left, right))),
        Binary::Ne => Ok(Value::Bool(!equal(render, left, right))),
        Binary::Lt | Binary::Le | Binary::Gt | Binary::Ge => {
            let ordering = compared(&left.value, &right.value);
            Ok(Value::Bool(ordering.is_some_and(|it| match op {
                Binary::Lt => it.is_lt(),
                Binary::Le => it.is_le(),
                Binary::Gt => it.is_gt(),
                _ => it.is_ge(),
            })))
        }
        Binary::Add if is_text(&left.value) || is_text(&right.value) => {
            Ok(joined(render, &[left, right].map(Clone::clone)))
        }
        _ => match Number::of(&left.value).zip(Number::of(&right.value)) {
            Some((Number::Decimal(_), _) | (_, Number::Decimal(_))) if op == Binary::Rem => {
                Err(Fault::refused("'%' computes with numbers only, not with text"))
            }
            Some((a, b)) => Ok(arithmetic(op, a, b)?.unwrap_or(Value::Undefined)),
            None => Ok(Value::Undefined),
        },
    }
}

/// `a + b` where an operand may have no value: beside text, its own text stands for it.
pub(super) fn sum(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let (operands, sources) = with_sources(input)?;
    if !operands.iter().any(|it| is_text(&it.value)) {
        return calculated(render, Binary::Add, (operands, sources));
    }
    let mut parts = Vec::with_capacity(2);
    for (operand, source) in operands.into_iter().zip(sources) {
        match (is_null(&operand.value), is_null(&source.value)) {
            (true, true) => return Err(unnamed(render, &operand)),
            (true, false) => parts.push(source),
            (false, _) => parts.push(operand),
        }
    }
    Ok(joined(render, &parts))
}

/// Another operation, with what its operands are written as.
pub(super) fn operation(render: &mut Render<'_>, op: Binary, input: Input) -> Result<Value, Fault> {
    let given = with_sources(input)?;
    calculated(render, op, given)
}

fn with_sources(input: Input) -> Result<([Traced; 2], [Traced; 2]), Fault> {
    let mut args = input.args.positional.into_iter();
    let (Some(right), Some(left_source), Some(right_source)) = (args.next(), args.next(), args.next()) else {
        return Err(Fault::refused("an operation needs two operands"));
    };
    Ok(([input.value, right], [left_source, right_source]))
}

fn calculated(
    render: &mut Render<'_>,
    op: Binary,
    ([left, right], sources): ([Traced; 2], [Traced; 2]),
) -> Result<Value, Fault> {
    let orders = matches!(op, Binary::Lt | Binary::Le | Binary::Gt | Binary::Ge);
    let is_named = |it: &Value| if orders { is_null(it) } else { Number::of(it).is_none() };
    let mut named = [&left, &right].into_iter().zip(&sources);
    if let Some((operand, source)) = named.find(|(operand, _)| is_named(&operand.value))
        && is_null(&source.value)
    {
        return Err(unnamed(render, operand));
    }
    binary(render, op, &left, &right)
}

/// `literal()` of a node that has no text of its own throws.
fn unnamed(render: &mut Render<'_>, operand: &Traced) -> Fault {
    let reads = render.used(operand);
    let message =
        "an operand of this has no value or is not a number, and the engine stops where it would say so";
    Fault::refused(message)
        .with_help("the message is not sent; make sure before that each part has a number")
        .reading(reads)
}

fn joined(render: &mut Render<'_>, parts: &[Traced]) -> Value {
    let mut texts = Vec::with_capacity(parts.len());
    for part in parts {
        texts.push((print::text(render, part), render.used(part)));
    }
    let parts = texts;
    if parts.iter().map(|(text, _)| text.text.len()).sum::<usize>() > limits::MAX_RENDERED_BYTES {
        return Value::Str(Str::new(""));
    }
    Value::Str(render.concat(&parts))
}

fn is_text(value: &Value) -> bool {
    matches!(value, Value::Str(_))
}

/// The order of two numbers, or texts that read as numbers; none for anything else, also for two texts.
fn compared(left: &Value, right: &Value) -> Option<Ordering> {
    if is_text(left) && is_text(right) {
        return None;
    }
    match Number::of(left).zip(Number::of(right))? {
        (Number::Int(a), Number::Int(b)) => Some(a.value.cmp(&b.value)),
        (Number::Decimal(a), Number::Decimal(b)) => a.compare(b),
        (a, b) => a.float().partial_cmp(&b.float()),
    }
}

/// `left == right`: numbers by value, values of one type by content, others by their text.
pub(super) fn equal(render: &mut Render<'_>, left: &Traced, right: &Traced) -> bool {
    match (is_null(&left.value), is_null(&right.value)) {
        (true, true) => return true,
        (false, false) => {}
        _ => return false,
    }
    if let Some(ordering) = compared(&left.value, &right.value) {
        return ordering.is_eq();
    }
    let one_type = std::mem::discriminant(&left.value) == std::mem::discriminant(&right.value);
    if one_type && !matches!(left.value, Value::Block(_)) {
        return equals(render, &left.value, &right.value, limits::MAX_DEPTH);
    }
    let (left, right) = (print::text(render, left), print::text(render, right));
    render.count((left.text.len() + right.text.len()) / limits::BYTES_A_STEP);
    left.text == right.text
}

/// Java's `equals`: whole numbers of different types differ, lists and maps compare by what is in them.
pub(super) fn equals(render: &Render<'_>, left: &Value, right: &Value, depth: usize) -> bool {
    if depth == 0 {
        return false;
    }
    match (left, right) {
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Int(a), Value::Int(b)) => a == b,
        (Value::Float(a), Value::Float(b)) => a.to_bits() == b.to_bits(),
        (Value::Decimal(a, b), Value::Decimal(c, d)) => (a, b) == (c, d),
        (Value::Str(a), Value::Str(b)) => a.text == b.text,
        (Value::Range(a, b), Value::Range(c, d)) => (a, b) == (c, d),
        (Value::Loop(a), Value::Loop(b)) => a == b,
        (Value::Function(a), Value::Function(b)) => a == b,
        (Value::List(a), Value::List(b)) => {
            let (a, b) = (&render.heap.list_at(*a).items, &render.heap.list_at(*b).items);
            let pairs = a.iter().zip(b);
            a.len() == b.len()
                && pairs.into_iter().all(|(a, b)| equals(render, &a.value, &b.value, depth - 1))
        }
        (Value::Map(a), Value::Map(b)) => {
            let (a, b) = (&render.heap.map_at(*a).entries, &render.heap.map_at(*b).entries);
            let same = |(key, value): (&Key, &Traced)| {
                b.get(key).is_some_and(|it| equals(render, &value.value, &it.value, depth - 1))
            };
            a.len() == b.len() && a.iter().all(same)
        }
        (a, b) => is_null(a) && is_null(b),
    }
}

/// `[from..to]`, downwards when the second is less.
pub(super) fn range(render: &mut Render<'_>, from: &Traced, to: &Traced) -> Result<Value, Fault> {
    let bound = |value: &Traced| match Number::of(&value.value) {
        Some(Number::Int(it)) => i64::try_from(it.value).ok(),
        Some(Number::Decimal(it)) => it.text().parse().ok(),
        _ => None,
    };
    let Some((from, to)) = bound(from).zip(bound(to)) else { return Ok(Value::Undefined) };
    let range = Value::Range(from, to);
    if from.abs_diff(to) > u64::from(limits::MAX_LOOP_TURNS) {
        return Ok(range);
    }
    let items =
        super::access::range_items(&range).map(|it| Traced { value: it.into(), reads: ReadSet::EMPTY });
    let items = items.collect();
    Ok(render.heap.list(items))
}
