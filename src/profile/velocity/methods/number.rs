//! `java.lang.Number` and `java.lang.Boolean`.

use super::super::number::{Number, whole};
use super::{Call, Method, Table};
use crate::render::Fault;
use crate::value::{Value, Width};

pub(super) const TABLE: Table = &[
    ("byteValue", (|_, call| Ok(int(call).map(|it| whole(wrap(it, 8), Width::Integer)))) as Method),
    ("compareTo", |_, call| {
        let own = Number::of(&call.value.value);
        let other = call.arg(0).and_then(|it| Number::of(&it.value));
        let ordering = own.zip(other).and_then(|(a, b)| a.float().partial_cmp(&b.float()));
        Ok(ordering.map(|it| Value::from(it as i128)))
    }),
    ("doubleValue", |_, call| Ok(Number::of(&call.value.value).map(|it| Value::Float(it.float())))),
    ("floatValue", |_, call| Ok(Number::of(&call.value.value).map(|it| Value::Float(it.float())))),
    ("hashCode", |_, call| Ok(hash(call).map(|it| whole(wrap(it, 32), Width::Integer)))),
    ("intValue", |_, call| Ok(int(call).map(|it| whole(wrap(it, 32), Width::Integer)))),
    ("isInfinite", |_, call| float(call, f64::is_infinite)),
    ("isNaN", |_, call| float(call, f64::is_nan)),
    ("longValue", |_, call| Ok(truncated(call).map(|it| whole(wrap(it, 64), Width::Long)))),
    ("shortValue", |_, call| Ok(int(call).map(|it| whole(wrap(it, 16), Width::Integer)))),
];

pub(super) const BOOLEAN: Table = &[
    ("booleanValue", (|_, call| Ok(Some(call.value.value.clone()))) as Method),
    ("compareTo", |_, call| match (&call.value.value, call.arg(0).map(|it| &it.value)) {
        (Value::Bool(a), Some(Value::Bool(b))) => Ok(Some(Value::from(i128::from(*a) - i128::from(*b)))),
        _ => Ok(None),
    }),
    ("hashCode", |_, call| match (&call.value.value, call.has(0)) {
        (Value::Bool(it), true) => Ok(Some(Value::from(if *it { 1231_i128 } else { 1237 }))),
        _ => Ok(None),
    }),
];

fn float(call: &Call, is: fn(f64) -> bool) -> Result<Option<Value>, Fault> {
    match call.value.value {
        Value::Float(it) => Ok(Some(Value::Bool(is(it)))),
        _ => Ok(None),
    }
}

/// The whole part; what is out of range is brought into it, as Java does with Doubles.
fn truncated(call: &Call) -> Option<i128> {
    match Number::of(&call.value.value)? {
        Number::Int(it) => Some(it.value),
        Number::Decimal(it) => Some(it.truncated()),
        #[expect(clippy::cast_possible_truncation, reason = "Java brings Doubles into range, too")]
        Number::Float(it) => Some(i128::from(it as i64)),
    }
}

/// The same within 32 bits: Java takes Doubles through int.
fn int(call: &Call) -> Option<i128> {
    match call.value.value {
        #[expect(clippy::cast_possible_truncation, reason = "Java brings Doubles into range, too")]
        Value::Float(it) => Some(i128::from(it as i32)),
        _ => truncated(call),
    }
}

/// `hashCode`: the two halves of the bits, one over the other.
fn hash(call: &Call) -> Option<i128> {
    let bits = match call.value.value {
        Value::Int(it) if it.width == Width::Integer => return Some(it.value),
        Value::Int(it) => i64::try_from(it.value).ok()?.cast_unsigned(),
        Value::Float(it) => it.to_bits(),
        _ => return None,
    };
    Some(i128::from(bits ^ (bits >> 32)))
}

/// The last so many bits of a whole number, with their sign.
fn wrap(value: i128, bits: u32) -> i128 {
    let shift = i128::BITS - bits;
    (value << shift) >> shift
}
