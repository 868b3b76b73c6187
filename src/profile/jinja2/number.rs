//! Numbers as Python reads and prints them.

use crate::value::{Int, Value};

/// Reads a JSON number as Python's `json` module does: `10` is an int, `10.0` and `1e3` are floats.
pub(super) fn read(text: &str) -> Value {
    match text.parse::<i128>() {
        Ok(value) => Value::Int(Int::new(value)),
        // JSON numbers are all valid for Rust's parser; a whole number beyond 38 digits loses its last ones.
        Err(_) => Value::Float(text.parse().unwrap_or(f64::NAN)),
    }
}

/// Prints a float as Python's `repr` does: the shortest digits that read back the same, with an exponent below
/// 1e-4 and from 1e16 on.
pub(super) fn float(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf".to_owned() } else { "-inf".to_owned() };
    }
    let shortest = format!("{value:e}");
    let (digits, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if value == 0.0 || (-4..16).contains(&exponent) {
        let plain = format!("{value}");
        return if plain.contains('.') { plain } else { plain + ".0" };
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_print_as_python_prints_them() {
        for (value, expected) in [
            (1.0, "1.0"),
            (-0.0, "-0.0"),
            (0.1, "0.1"),
            (158.66, "158.66"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e+16"),
            (1.5e300, "1.5e+300"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (f64::INFINITY, "inf"),
        ] {
            assert_eq!(float(value), expected);
        }
    }
}
