//! Filters that calculate (`Abs.java` to `Times.java`). Whole numbers wrap round as Java's longs do.

use super::values::{self, Number, as_number, can_be_double, can_be_integer, need_number, only_argument};
use crate::profile::Input;
use crate::render::{Fault, Render};
use crate::value::{Traced, Value};

pub(super) fn abs(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let value = &input.value.value;
    let number = as_number(render, value);
    Ok(match number {
        Some(number) if can_be_integer(render, value) => values::long(number.long().wrapping_abs()),
        Some(number) => Value::Float(number.double().abs()),
        None => value.clone(),
    })
}

pub(super) fn at_least(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    Ok(bounded(render, &input, |value, bound| value < bound))
}

pub(super) fn at_most(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    Ok(bounded(render, &input, |value, bound| value > bound))
}

fn bounded(render: &Render<'_>, input: &Input, exceeds: fn(f64, f64) -> bool) -> Value {
    let value = &input.value.value;
    let Some(bound) = input.args.positional.first() else { return value.clone() };
    match (as_number(render, value), as_number(render, &bound.value)) {
        (Some(number), Some(limit)) if exceeds(number.double(), limit.double()) => keep(&bound.value, limit),
        (Some(number), Some(_)) => keep(value, number),
        _ => value.clone(),
    }
}

/// A number as it was; text becomes a `Double`, whole or not, for both branches of `LValue.asNumber` have one type.
fn keep(value: &Value, number: Number) -> Value {
    if values::number(value).is_some() { value.clone() } else { Value::Float(number.double()) }
}

pub(super) fn ceil(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    Ok(rounded(render, &input.value, f64::ceil))
}

pub(super) fn floor(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    Ok(rounded(render, &input.value, f64::floor))
}

fn rounded(render: &Render<'_>, value: &Traced, round: fn(f64) -> f64) -> Value {
    match as_number(render, &value.value) {
        Some(number) => values::long(Number::Double(round(number.double())).long()),
        None => value.value.clone(),
    }
}

pub(super) fn plus(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    calculated(render, &input, |a, b| Ok(a.wrapping_add(b)), |a, b| a + b)
}

pub(super) fn minus(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    calculated(render, &input, |a, b| Ok(a.wrapping_sub(b)), |a, b| a - b)
}

pub(super) fn times(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    calculated(render, &input, |a, b| Ok(a.wrapping_mul(b)), |a, b| a * b)
}

/// Whole numbers divide to a whole number, rounded towards zero.
pub(super) fn divided_by(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    calculated(
        render,
        &input,
        |a, b| if b == 0 { Err(by_zero()) } else { Ok(a.wrapping_div(b)) },
        |a, b| a / b,
    )
}

pub(super) fn modulo(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    calculated(
        render,
        &input,
        |a, b| if b == 0 { Err(by_zero()) } else { Ok(a.wrapping_rem(b)) },
        |a, b| a % b,
    )
}

fn by_zero() -> Fault {
    Fault::new("division-by-zero", "this divides by zero")
        .with_help("the message is not sent; check the divisor with 'if' before")
}

/// What is null counts as 0; what looks whole on both sides is calculated in longs, all else in doubles.
fn calculated(
    render: &Render<'_>,
    input: &Input,
    longs: fn(i64, i64) -> Result<i64, Fault>,
    doubles: fn(f64, f64) -> f64,
) -> Result<Value, Fault> {
    let right = only_argument(input)?.value;
    let left = match &input.value.value {
        Value::Undefined | Value::Null => values::long(0),
        other => other.clone(),
    };
    let (a, b) = (need_number(render, &left)?, need_number(render, &right)?);
    if can_be_integer(render, &left) && can_be_integer(render, &right) {
        return Ok(values::long(longs(a.long(), b.long())?));
    }
    Ok(Value::Float(doubles(a.double(), b.double())))
}

/// `Round`: text with so many decimals, halves away from zero (`DecimalFormat`, `RoundingMode.HALF_UP`).
pub(super) fn round(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    /// More decimals than a double has; Java would print zeros.
    const MOST: i64 = 340;
    let value = &input.value.value;
    if !can_be_double(render, value) {
        return Ok(values::integer(0));
    }
    let number = need_number(render, value)?.double();
    let places = match input.args.positional.first() {
        Some(places) if can_be_double(render, &places.value) => need_number(render, &places.value)?.long(),
        _ => 0,
    };
    let places = usize::try_from(places.clamp(0, MOST)).unwrap_or_default();
    Ok(Value::from(half_up(number, places)))
}

/// A double with so many decimals, decided by its exact value.
fn half_up(number: f64, places: usize) -> String {
    // A double has at most 1074 decimals, so this is exact.
    let exact = format!("{:.1074}", number.abs());
    let (whole, fraction) = exact.split_once('.').unwrap_or((&exact, ""));
    let up = fraction.as_bytes().get(places).is_some_and(|digit| *digit >= b'5');
    let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes().take(places)).collect();
    let mut carry = up;
    for digit in digits.iter_mut().rev() {
        if !carry {
            break;
        }
        carry = *digit == b'9';
        *digit = if carry { b'0' } else { *digit + 1 };
    }
    if carry {
        digits.insert(0, b'1');
    }
    let mut text: String = digits.into_iter().map(char::from).collect();
    if places > 0 {
        text.insert(text.len() - places, '.');
    }
    if number.is_sign_negative() { format!("-{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_round_up_by_the_exact_value() {
        for (number, places, expected) in [
            (2.5, 0, "3"),
            (-2.5, 0, "-3"),
            (2.675, 2, "2.67"),
            (0.125, 2, "0.13"),
            (9.99, 1, "10.0"),
            (5.0, 1, "5.0"),
        ] {
            assert_eq!(half_up(number, places), expected);
        }
    }
}
