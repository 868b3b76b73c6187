//! Filters that calculate: whole numbers exactly, others as decimals (`BigDecimal`), printed as floats.

use std::cmp::Ordering;

use super::values::{arguments, saturated};
use crate::profile::Input;
use crate::render::{Fault, Render};
use crate::value::Value;

/// A number as Ruby calculates with it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Number {
    Int(i128),
    /// `mantissa / 10^scale`.
    Decimal(i128, u32),
    /// A decimal with more digits than those hold.
    Float(f64),
}

/// The whole number that text begins with, as `String#to_i` reads it.
pub(super) fn leading_integer(text: &str) -> i128 {
    let text = text.trim_start();
    let signed = usize::from(text.starts_with(['-', '+']));
    let digits = text.get(signed..).unwrap_or_default();
    let len = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    text.get(..signed + len).and_then(|it| it.parse().ok()).unwrap_or_default()
}

impl Number {
    /// `Utils.to_number`.
    pub(super) fn of(value: &Value) -> Number {
        match value {
            Value::Int(it) => Number::Int(it.value),
            Value::Float(it) => Number::decimal(&format!("{it}")).unwrap_or(Number::Float(*it)),
            Value::Str(text) => {
                let trimmed = text.text.trim();
                let plain = trimmed.strip_prefix('-').unwrap_or(trimmed);
                let digits = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
                let is_decimal = plain.split_once('.').is_some_and(|(a, b)| digits(a) && digits(b));
                match Number::decimal(trimmed).filter(|_| is_decimal) {
                    Some(number) => number,
                    None if is_decimal => Number::Float(trimmed.parse().unwrap_or_default()),
                    None => Number::Int(leading_integer(&text.text)),
                }
            }
            _ => Number::Int(0),
        }
    }

    fn decimal(text: &str) -> Option<Number> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let mantissa = format!("{whole}{fraction}").parse().ok()?;
        Some(Number::Decimal(mantissa, u32::try_from(fraction.len()).ok()?))
    }

    #[expect(clippy::cast_precision_loss, reason = "Ruby's conversion loses the same digits")]
    fn float(self) -> f64 {
        match self {
            Number::Int(it) => it as f64,
            // Read from its digits, the nearest float is found.
            Number::Decimal(mantissa, scale) => format!("{mantissa}e-{scale}").parse().unwrap_or(f64::NAN),
            Number::Float(it) => it,
        }
    }

    pub(super) fn value(self) -> Value {
        match self {
            Number::Int(it) => Value::from(it),
            other => Value::Float(other.float()),
        }
    }

    fn is_zero(self) -> bool {
        match self {
            Number::Int(it) | Number::Decimal(it, _) => it == 0,
            Number::Float(it) => it == 0.0,
        }
    }

    /// Both with one scale; none when that takes too many digits.
    fn aligned(self, other: Number) -> Option<(i128, i128, u32)> {
        let parts = |it: Number| match it {
            Number::Int(it) => Some((it, 0)),
            Number::Decimal(mantissa, scale) => Some((mantissa, scale)),
            Number::Float(_) => None,
        };
        let ((a, a_scale), (b, b_scale)) = (parts(self)?, parts(other)?);
        let scale = a_scale.max(b_scale);
        let a = a.checked_mul(10i128.checked_pow(scale - a_scale)?)?;
        let b = b.checked_mul(10i128.checked_pow(scale - b_scale)?)?;
        Some((a, b, scale))
    }

    fn whole(self, other: Number) -> Option<(i128, i128)> {
        match (self, other) {
            (Number::Int(a), Number::Int(b)) => Some((a, b)),
            _ => None,
        }
    }

    pub(super) fn plus(self, other: Number) -> Result<Number, Fault> {
        if let Some((a, b)) = self.whole(other) {
            return a.checked_add(b).map(Number::Int).ok_or_else(overflow);
        }
        let sum =
            self.aligned(other).and_then(|(a, b, scale)| Some(Number::Decimal(a.checked_add(b)?, scale)));
        Ok(sum.unwrap_or_else(|| Number::Float(self.float() + other.float())))
    }

    fn negated(self) -> Number {
        match self {
            Number::Int(it) => Number::Int(it.saturating_neg()),
            Number::Decimal(it, scale) => Number::Decimal(it.saturating_neg(), scale),
            Number::Float(it) => Number::Float(-it),
        }
    }

    fn times(self, other: Number) -> Result<Number, Fault> {
        if let Some((a, b)) = self.whole(other) {
            return a.checked_mul(b).map(Number::Int).ok_or_else(overflow);
        }
        let product = match (self, other) {
            (Number::Int(a), Number::Decimal(b, scale)) | (Number::Decimal(a, scale), Number::Int(b)) => {
                a.checked_mul(b).map(|it| Number::Decimal(it, scale))
            }
            (Number::Decimal(a, a_scale), Number::Decimal(b, b_scale)) => {
                a.checked_mul(b).map(|it| Number::Decimal(it, a_scale + b_scale))
            }
            _ => None,
        };
        Ok(product.unwrap_or_else(|| Number::Float(self.float() * other.float())))
    }

    /// Whole numbers divide rounded down.
    fn divided_by(self, other: Number) -> Result<Number, Fault> {
        if other.is_zero() {
            return Err(by_zero());
        }
        Ok(match self.whole(other) {
            Some((a, b)) => {
                let quotient = a.wrapping_div(b);
                let exact = a.wrapping_rem(b) == 0 || (a < 0) == (b < 0);
                Number::Int(if exact { quotient } else { quotient - 1 })
            }
            None => Number::Float(self.float() / other.float()),
        })
    }

    /// The remainder has the divisor's sign.
    fn modulo(self, other: Number) -> Result<Number, Fault> {
        if other.is_zero() {
            return Err(by_zero());
        }
        let floor = |a: i128, b: i128| {
            let rest = a.wrapping_rem(b);
            if rest != 0 && (rest < 0) != (b < 0) { rest + b } else { rest }
        };
        Ok(match (self.whole(other), self.aligned(other)) {
            (Some((a, b)), _) => Number::Int(floor(a, b)),
            (None, Some((a, b, scale))) => Number::Decimal(floor(a, b), scale),
            (None, None) => Number::Float(self.float() % other.float()),
        })
    }

    fn compare(self, other: Number) -> Ordering {
        match self.aligned(other) {
            Some((a, b, _)) => a.cmp(&b),
            None => self.float().partial_cmp(&other.float()).unwrap_or(Ordering::Equal),
        }
    }

    /// Rounded to so many decimals, halves away from zero.
    fn rounded(self, places: i64) -> Option<Number> {
        let (mantissa, scale) = match self {
            Number::Int(it) => (it, 0),
            Number::Decimal(it, scale) => (it, scale),
            Number::Float(_) => return None,
        };
        let drop = i64::from(scale).checked_sub(places)?;
        let Ok(drop) = u32::try_from(drop) else { return Some(self) };
        let unit = 10i128.checked_pow(drop)?;
        let half = unit / 2;
        let quotient = if mantissa < 0 { (mantissa - half) / unit } else { (mantissa + half) / unit };
        let quotient = if unit == 1 { mantissa } else { quotient };
        match u32::try_from(places) {
            Ok(places) if places > 0 && !matches!(self, Number::Int(_)) => {
                Some(Number::Decimal(quotient, places))
            }
            _ => quotient
                .checked_mul(10i128.checked_pow(u32::try_from(-places.min(0)).ok()?)?)
                .map(Number::Int),
        }
    }
}

fn overflow() -> Fault {
    Fault::new("limit-exceeded", "the number becomes too large")
}

fn by_zero() -> Fault {
    Fault::new("division-by-zero", "this divides by zero").with_help("check the divisor with 'if' before")
}

fn calculated(
    input: &Input,
    operation: impl Fn(Number, Number) -> Result<Number, Fault>,
) -> Result<Value, Fault> {
    let given = arguments(input, 1, 1)?;
    let right = given.first().map_or(Number::Int(0), |it| Number::of(&it.value));
    operation(Number::of(&input.value.value), right).map(Number::value)
}

pub(super) fn plus(_: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    calculated(&input, Number::plus)
}

pub(super) fn minus(_: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    calculated(&input, |a, b| a.plus(b.negated()))
}

pub(super) fn times(_: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    calculated(&input, Number::times)
}

pub(super) fn divided_by(_: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    calculated(&input, Number::divided_by)
}

pub(super) fn modulo(_: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    calculated(&input, Number::modulo)
}

pub(super) fn at_least(_: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    calculated(&input, |a, b| Ok(if b.compare(a).is_gt() { b } else { a }))
}

pub(super) fn at_most(_: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    calculated(&input, |a, b| Ok(if b.compare(a).is_lt() { b } else { a }))
}

pub(super) fn abs(_: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    arguments(&input, 0, 0)?;
    let number = Number::of(&input.value.value);
    Ok(if number.compare(Number::Int(0)).is_lt() { number.negated() } else { number }.value())
}

pub(super) fn ceil(_: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    arguments(&input, 0, 0)?;
    Ok(to_whole(Number::of(&input.value.value), f64::ceil, |mantissa, unit| -(-mantissa).div_euclid(unit)))
}

pub(super) fn floor(_: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    arguments(&input, 0, 0)?;
    Ok(to_whole(Number::of(&input.value.value), f64::floor, i128::div_euclid))
}

#[expect(clippy::cast_possible_truncation, reason = "floats beyond 128 bits saturate")]
fn to_whole(number: Number, float: fn(f64) -> f64, decimal: fn(i128, i128) -> i128) -> Value {
    match number {
        Number::Int(it) => Value::from(it),
        Number::Decimal(mantissa, scale) => match 10i128.checked_pow(scale) {
            Some(unit) => Value::from(decimal(mantissa, unit)),
            None => Value::from(float(number.float()) as i128),
        },
        Number::Float(it) => Value::from(float(it) as i128),
    }
}

/// Without a number of places, or with none above zero, the result is whole.
#[expect(clippy::cast_possible_truncation, reason = "floats beyond 128 bits saturate")]
pub(super) fn round(_: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let given = arguments(&input, 0, 1)?;
    let places = match given.first().map(|it| Number::of(&it.value)) {
        Some(Number::Int(it)) => saturated(it),
        Some(other) => other.float() as i64,
        None => 0,
    };
    let number = Number::of(&input.value.value);
    Ok(match number.rounded(places.clamp(-400, 400)) {
        Some(rounded) => rounded.value(),
        None if places > 0 => number.value(),
        None => Value::from(number.float().round() as i128),
    })
}
