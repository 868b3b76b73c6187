//! Numbers as Java reads, computes and prints them (`MathUtils.java`, `Double.toString`).

use super::decimal::Decimal;
use crate::render::Fault;
use crate::template::Binary;
use crate::value::{Int, Value, Width};

/// Reads a JSON number: whole ones are Integer, Long or `BigInteger`, others Double.
pub(super) fn read(text: &str) -> Value {
    match text.parse::<i128>() {
        Ok(value) => Value::Int(Int::new(value)),
        Err(_) => Value::Float(text.parse().unwrap_or(f64::NAN)),
    }
}

/// A number as Velocity computes with it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Number {
    Int(Int),
    Float(f64),
    /// Text that reads as a number is taken as a `BigDecimal` (`DuckType.asNumber`).
    Decimal(Decimal),
}

impl Number {
    /// The number that a value is, or that it reads as when it is text.
    pub(super) fn of(value: &Value) -> Option<Number> {
        match value {
            Value::Int(it) => Some(Number::Int(*it)),
            Value::Float(it) => Some(Number::Float(*it)),
            Value::Decimal(digits, scale) => Decimal::new(*digits, *scale).map(Number::Decimal),
            Value::Str(text) => Decimal::parse(&text.text).map(Number::Decimal),
            _ => None,
        }
    }

    /// As a Double.
    #[expect(clippy::cast_precision_loss, reason = "Java's conversion loses the same digits")]
    pub(super) fn float(self) -> f64 {
        match self {
            Number::Int(it) => it.value as f64,
            Number::Float(it) => it,
            Number::Decimal(it) => it.float(),
        }
    }

    fn decimal(self) -> Option<Decimal> {
        match self {
            // `BigDecimal.valueOf(double)` gives whole numbers of the narrowest type a fraction of one zero.
            Number::Int(it) if it.width == Width::Integer => Decimal::new(it.value.checked_mul(10)?, 1),
            Number::Int(it) => Decimal::new(it.value, 0),
            Number::Float(it) => Decimal::parse(&float(it)),
            Number::Decimal(it) => Some(it),
        }
    }

    pub(super) fn is_zero(self) -> bool {
        match self {
            Number::Int(it) => it.value == 0,
            Number::Float(it) => it == 0.0,
            Number::Decimal(it) => it.is_zero(),
        }
    }
}

/// A whole number of at least this width, wider when it does not fit.
pub(super) fn whole(value: i128, width: Width) -> Value {
    let fits = Int::new(value);
    Value::Int(Int { value, width: fits.width.max(width) })
}

/// The result of an operator; none where Velocity gives null: division by zero.
pub(super) fn arithmetic(op: Binary, a: Number, b: Number) -> Result<Option<Value>, Fault> {
    let divides = matches!(op, Binary::Div | Binary::Rem);
    if divides && b.is_zero() {
        return Ok(None);
    }
    let value = match (a, b) {
        (Number::Int(a), Number::Int(b)) => {
            let result = match op {
                Binary::Add => a.value.checked_add(b.value),
                Binary::Sub => a.value.checked_sub(b.value),
                Binary::Mul => a.value.checked_mul(b.value),
                Binary::Div => a.value.checked_div(b.value),
                _ if a.width.max(b.width) == Width::Big => a.value.checked_rem_euclid(b.value),
                _ => a.value.checked_rem(b.value),
            };
            whole(result.ok_or_else(too_large)?, a.width.max(b.width))
        }
        (Number::Decimal(_), _) | (_, Number::Decimal(_)) => {
            let (a, b) = a.decimal().zip(b.decimal()).ok_or_else(too_large)?;
            a.arithmetic(op, b).ok_or_else(too_large)?.value()
        }
        (a, b) => {
            let (a, b) = (a.float(), b.float());
            Value::Float(match op {
                Binary::Add => a + b,
                Binary::Sub => a - b,
                Binary::Mul => a * b,
                Binary::Div => a / b,
                _ => a % b,
            })
        }
    };
    Ok(Some(value))
}

pub(super) fn too_large() -> Fault {
    Fault::new("limit-exceeded", "the number becomes too large")
}

/// Prints a Double: plainly from 0.001 up to ten million, else with an exponent (`Double.toString`).
pub(super) fn float(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "Infinity".to_owned() } else { "-Infinity".to_owned() };
    }
    let size = value.abs();
    if size == 0.0 || (1e-3..1e7).contains(&size) {
        let plain = format!("{value}");
        return if plain.contains('.') { plain } else { plain + ".0" };
    }
    let shortest = format!("{value:e}");
    let (digits, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let point = if digits.contains('.') { "" } else { ".0" };
    format!("{digits}{point}E{exponent}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_print_as_java_prints_them() {
        for (value, expected) in [
            (1.0, "1.0"),
            (-0.0, "-0.0"),
            (0.1, "0.1"),
            (0.001, "0.001"),
            (0.0001, "1.0E-4"),
            (9_999_999.0, "9999999.0"),
            (1e7, "1.0E7"),
            (1.5e300, "1.5E300"),
            (4.5e55, "4.5E55"),
        ] {
            assert_eq!(float(value), expected);
        }
    }
}
