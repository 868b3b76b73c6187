//! Methods and attributes of numbers.

use super::{no_method, what};
use crate::profile::Input;
use crate::profile::jinja2::args;
use crate::profile::jinja2::arithmetic::Number;
use crate::render::{Fault, Render};
use crate::value::Value;

/// The methods of whole numbers.
pub(super) const INT_NAMES: &[&str] = &["bit_count", "bit_length", "conjugate"];

/// The methods of numbers with a fraction.
pub(super) const FLOAT_NAMES: &[&str] = &["conjugate", "is_integer"];

pub(super) fn attribute(value: &Value, name: &str) -> Option<Value> {
    match (Number::of(value)?, name) {
        (Number::Int(it), "real" | "numerator") => Some(Value::from(it)),
        (Number::Int(_), "imag") => Some(Value::from(0i128)),
        (Number::Int(_), "denominator") => Some(Value::from(1i128)),
        (Number::Float(it), "real") => Some(Value::Float(it)),
        (Number::Float(_), "imag") => Some(Value::Float(0.0)),
        _ => None,
    }
}

pub(super) fn call(_: &mut Render<'_>, name: &str, input: Input) -> Result<Value, Fault> {
    args::bind(input.args, &what(name), &[], 0)?;
    match (Number::of(&input.value.value), name) {
        (Some(Number::Int(it)), "bit_length") => {
            Ok(Value::from(i128::from(128 - it.unsigned_abs().leading_zeros())))
        }
        (Some(Number::Int(it)), "bit_count") => Ok(Value::from(i128::from(it.unsigned_abs().count_ones()))),
        (Some(Number::Float(it)), "is_integer") => Ok(Value::Bool(it.is_finite() && it.fract() == 0.0)),
        (Some(Number::Int(it)), "conjugate") => Ok(Value::from(it)),
        (Some(Number::Float(it)), "conjugate") => Ok(Value::Float(it)),
        _ => Err(no_method(name)),
    }
}
