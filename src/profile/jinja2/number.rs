//! Numbers as Python reads and prints them.

use super::arithmetic::Number;
use crate::value::Value;

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

/// `round(value, precision)`: to the even neighbour where both are as near; a whole number stays one. None when it
/// becomes too large.
pub(super) fn round(value: Number, precision: i128) -> Option<Value> {
    match value {
        Number::Int(it) => round_int(it, precision).map(Value::from),
        Number::Float(it) if !it.is_finite() => Some(Value::Float(it)),
        Number::Float(it) => {
            let digits = usize::try_from(precision.min(400)).ok();
            let rounded = match digits {
                Some(digits) => fixed(it, digits).parse().ok()?,
                None => round_left(it, precision)?,
            };
            Some(Value::Float(rounded))
        }
    }
}

fn round_int(value: i128, precision: i128) -> Option<i128> {
    if precision >= 0 {
        return Some(value);
    }
    let Some(unit) = u32::try_from(-precision).ok().and_then(|it| 10i128.checked_pow(it)) else {
        return Some(0);
    };
    let (floor, rest) = (value.div_euclid(unit), value.rem_euclid(unit));
    let up = match (rest * 2).cmp(&unit) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Greater => 1,
        std::cmp::Ordering::Equal => floor.rem_euclid(2),
    };
    (floor + up).checked_mul(unit)
}

/// Rounds before the point. The digits before the point are exact in a float; what follows only breaks ties.
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "the bounds are checked")]
fn round_left(value: f64, precision: i128) -> Option<f64> {
    if value.abs() >= 1e37 {
        return Some(value);
    }
    let whole = value.trunc() as i128;
    // One digit more tells a tie from what is just above it.
    let more = whole * 10 + if value.fract() == 0.0 { 0 } else { value.signum() as i128 };
    let rounded = round_int(more, precision - 1)? / 10;
    Some(if rounded == 0 { 0.0f64.copysign(value) } else { rounded as f64 })
}

/// With so many digits after the point (`%f`).
pub(super) fn fixed(value: f64, digits: usize) -> String {
    if value.is_finite() { format!("{value:.digits$}") } else { float(value) }
}

/// With an exponent and so many digits after the point (`%e`).
pub(super) fn exponent(value: f64, digits: usize) -> String {
    if !value.is_finite() {
        return float(value);
    }
    let text = format!("{value:.digits$e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}

/// With so many digits in all, in whichever form is shorter (`%g`); `keep` leaves the zeros at the end.
pub(super) fn general(value: f64, digits: usize, keep: bool) -> String {
    if !value.is_finite() {
        return float(value);
    }
    let digits = digits.max(1);
    let scientific = exponent(value, digits - 1);
    let power: i32 = scientific.split_once('e').and_then(|(_, it)| it.parse().ok()).unwrap_or_default();
    let most = i32::try_from(digits).unwrap_or(i32::MAX);
    let (mantissa, tail) = if (-4..most).contains(&power) {
        (fixed(value, usize::try_from(most - 1 - power).unwrap_or_default()), String::new())
    } else {
        scientific
            .split_once('e')
            .map_or((scientific.clone(), String::new()), |(a, b)| (a.to_owned(), format!("e{b}")))
    };
    let mantissa = if mantissa.contains('.') && !keep {
        mantissa.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        mantissa
    };
    mantissa + &tail
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

    #[test]
    fn ties_round_to_the_even_neighbour() {
        let rounded = |value: f64, precision| match round(Number::Float(value), precision) {
            Some(Value::Float(it)) => float(it),
            other => format!("{other:?}"),
        };
        assert_eq!(rounded(2.5, 0), "2.0");
        assert_eq!(rounded(2.675, 2), "2.67");
        assert_eq!(rounded(0.25, 1), "0.2");
        assert_eq!(rounded(-0.4, 0), "-0.0");
        assert_eq!(rounded(1250.0, -2), "1200.0");
        assert_eq!(rounded(1250.5, -2), "1300.0");
        assert_eq!(round_int(1350, -2), Some(1400));
        assert_eq!(general(0.0001, 6, false), "0.0001");
        assert_eq!(general(1e16, 12, false), "1e+16");
    }
}
