//! Arithmetic, as Python has it.

use crate::render::Fault;
use crate::template::Binary;
use crate::value::{Int, Value};

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

/// The sums of two numbers. Division gives a float; `//` and `%` round down, so the remainder has the divisor's
/// sign.
pub(super) fn arithmetic(op: Binary, a: Number, b: Number) -> Result<Value, Fault> {
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
        Binary::FloorDiv => float_floor_div(a, b),
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

/// As Python does it, from the remainder: `3.0 // 3e-06` is 999999.0 there, although the quotient rounds to a million.
fn float_floor_div(a: f64, b: f64) -> f64 {
    let remainder = a % b;
    let mut quotient = (a - remainder) / b;
    if remainder != 0.0 && (remainder < 0.0) != (b < 0.0) {
        quotient -= 1.0;
    }
    if quotient == 0.0 {
        return 0.0f64.copysign(a / b);
    }
    let floor = quotient.floor();
    if quotient - floor > 0.5 { floor + 1.0 } else { floor }
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

#[cfg(test)]
mod tests {
    use super::float_floor_div;

    #[test]
    fn floats_are_divided_down_as_in_python() {
        let cases = [
            (3.0, 3e-6, 999_999.0),
            (7.0, 2.0, 3.0),
            (-7.0, 2.0, -4.0),
            (7.5, -2.0, -4.0),
            (1.0, 0.1, 9.0),
            (6.0, 3.0, 2.0),
        ];
        for (a, b, quotient) in cases {
            assert!((float_floor_div(a, b) - quotient).abs() < f64::EPSILON, "{a} // {b}");
        }
        assert!(float_floor_div(-0.0, 3.0).is_sign_negative());
        assert!(float_floor_div(0.5, 3.0).is_sign_positive());
    }
}
