//! Numbers as Java computes with them, and what it takes for one (`LValue.java`).

use super::values::string_of;
use crate::render::{Fault, Render};
use crate::value::Value;

/// A number as Java computes with it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    Long(i64),
    Double(f64),
}

impl Number {
    /// `longValue`.
    #[expect(clippy::cast_possible_truncation, reason = "Java's conversion saturates in the same way")]
    pub(super) fn long(self) -> i64 {
        match self {
            Number::Long(it) => it,
            Number::Double(it) => it as i64,
        }
    }

    /// `doubleValue`.
    #[expect(clippy::cast_precision_loss, reason = "Java's conversion loses the same digits")]
    pub(super) fn double(self) -> f64 {
        match self {
            Number::Long(it) => it as f64,
            Number::Double(it) => it,
        }
    }

    /// `intValue`: the lower half of a long, as Java cuts it; a double saturates.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "Java's conversion cuts and saturates in the same way"
    )]
    pub(super) fn int(self) -> i64 {
        match self {
            Number::Long(it) => i64::from(it as i32),
            Number::Double(it) => i64::from(it as i32),
        }
    }
}

/// What is a `Number` to Java.
pub(super) fn number(value: &Value) -> Option<Number> {
    match value {
        #[expect(clippy::cast_precision_loss, reason = "BigInteger.doubleValue loses the same digits")]
        Value::Int(it) => Some(i64::try_from(it.value).map_or(Number::Double(it.value as f64), Number::Long)),
        Value::Float(it) => Some(Number::Double(*it)),
        _ => None,
    }
}

/// `LValue.asNumber`; none where Java throws.
pub(super) fn as_number(render: &Render<'_>, value: &Value) -> Option<Number> {
    if let Some(number) = number(value) {
        return Some(number);
    }
    let text = string_of(render, value);
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit()) {
        return text.parse().ok().map(Number::Long);
    }
    parse_double(text).map(Number::Double)
}

/// `Double.valueOf`: a sign, digits, an exponent, and Java's `d` or `f` at the end.
fn parse_double(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    match unsigned {
        "NaN" => return Some(f64::NAN),
        "Infinity" if text.starts_with('-') => return Some(f64::NEG_INFINITY),
        "Infinity" => return Some(f64::INFINITY),
        _ => {}
    }
    let text = text.strip_suffix(['d', 'D', 'f', 'F']).unwrap_or(text);
    let plain = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E');
    if text.chars().all(plain) { text.parse().ok() } else { None }
}

/// The same, as a fault where Java throws.
pub(super) fn need_number(render: &Render<'_>, value: &Value) -> Result<Number, Fault> {
    as_number(render, value).ok_or_else(|| {
        let shown = string_of(render, value);
        Fault::new("not-a-number", format!("'{shown}' is not a number"))
            .with_help("the message is not sent; check the value with 'if' before")
    })
}

/// `LValue.canBeInteger`.
pub(super) fn can_be_integer(render: &Render<'_>, value: &Value) -> bool {
    let text = string_of(render, value);
    let digits = text.trim();
    let digits = digits.strip_prefix('-').unwrap_or(digits);
    !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit())
}

/// `LValue.canBeDouble`.
pub(super) fn can_be_double(render: &Render<'_>, value: &Value) -> bool {
    let text = string_of(render, value);
    let text = text.trim();
    let text = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    !whole.is_empty() && whole.bytes().chain(fraction.bytes()).all(|it| it.is_ascii_digit())
}
