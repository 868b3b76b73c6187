//! Decimal numbers: what Java's `BigDecimal` does, as far as 38 digits reach.

use std::cmp::Ordering;

use crate::template::Binary;
use crate::value::{Int, Value, Width};

/// A number with so many digits after its point.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decimal {
    digits: i128,
    scale: u32,
}

/// So many digits after the point are kept at most.
const MAX_SCALE: u32 = 30;

impl Decimal {
    pub(super) fn new(digits: i128, scale: u32) -> Option<Decimal> {
        (scale <= MAX_SCALE).then_some(Decimal { digits, scale })
    }

    /// Reads `-12.50` or `1e3`; nothing else around it.
    pub(super) fn parse(text: &str) -> Option<Decimal> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let unsigned = whole.strip_prefix(['-', '+']).unwrap_or(whole);
        let plain = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
        if !plain(unsigned) || !plain(fraction) || unsigned.len() + fraction.len() == 0 {
            return None;
        }
        let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
        let scale = i32::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
        match u32::try_from(scale) {
            Ok(scale) => Decimal::new(digits, scale),
            Err(_) => Decimal::new(digits.checked_mul(power(scale.unsigned_abs())?)?, 0),
        }
    }

    /// Reads the number that a text begins with, as `NumberFormat.parse` does for `en`: commas among the whole digits
    /// do not count, and what follows is passed over.
    pub(super) fn parse_leading(text: &str) -> Option<Decimal> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let digits = |it: &str, more: &[char]| {
            it.find(|c: char| !(c.is_ascii_digit() || more.contains(&c))).unwrap_or(it.len())
        };
        let (whole, rest) = unsigned.split_at_checked(digits(unsigned, &[',']))?;
        let (fraction, rest) = match rest.strip_prefix('.') {
            Some(rest) => rest.split_at_checked(digits(rest, &[]))?,
            None => ("", rest),
        };
        let mut number = format!("{}.{fraction}", whole.replace(',', ""));
        if let Some(exponent) = rest.strip_prefix('E') {
            let signed = usize::from(exponent.starts_with('-'));
            let len = signed + digits(exponent.get(signed..)?, &[]);
            if len > signed {
                number.push('e');
                number.push_str(exponent.get(..len)?);
            }
        }
        let number = Decimal::parse(&number)?;
        Some(if text.starts_with('-') { number.negated() } else { number })
    }

    pub(super) fn is_zero(self) -> bool {
        self.digits == 0
    }

    pub(super) fn negated(self) -> Decimal {
        Decimal { digits: self.digits.saturating_neg(), ..self }
    }

    pub(super) fn float(self) -> f64 {
        self.text().parse().unwrap_or(f64::NAN)
    }

    /// Without a fraction it is a whole number, which prints alike.
    pub(super) fn value(self) -> Value {
        match self.scale {
            0 => Value::Int(Int { value: self.digits, width: Width::Big }),
            scale => Value::Decimal(self.digits, scale),
        }
    }

    /// The whole part.
    pub(super) fn truncated(self) -> i128 {
        power(self.scale).and_then(|it| self.digits.checked_div(it)).unwrap_or_default()
    }

    /// As `BigDecimal.toPlainString`.
    pub(super) fn text(self) -> String {
        let scale = self.scale as usize;
        let sign = if self.digits < 0 { "-" } else { "" };
        let digits = format!("{:0>width$}", self.digits.unsigned_abs(), width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        let point = if scale == 0 { "" } else { "." };
        format!("{sign}{whole}{point}{fraction}")
    }

    /// The result of an operator, as `MathUtils` computes with `BigDecimal`.
    pub(super) fn arithmetic(self, op: Binary, other: Decimal) -> Option<Decimal> {
        match op {
            Binary::Mul => Decimal::new(self.digits.checked_mul(other.digits)?, self.scale + other.scale),
            // The quotient keeps the scale of what is divided; a half rounds towards zero.
            Binary::Div => {
                let divided = self.digits.checked_mul(power(other.scale)?)?;
                Decimal::new(half_down(divided, other.digits)?, self.scale)
            }
            Binary::Add | Binary::Sub => {
                let scale = self.scale.max(other.scale);
                let (a, b) = (self.scaled(scale)?, other.scaled(scale)?);
                let digits = if op == Binary::Add { a.checked_add(b) } else { a.checked_sub(b) };
                Decimal::new(digits?, scale)
            }
            _ => None,
        }
    }

    pub(super) fn compare(self, other: Decimal) -> Option<Ordering> {
        let scale = self.scale.max(other.scale);
        Some(self.scaled(scale)?.cmp(&other.scaled(scale)?))
    }

    fn scaled(self, scale: u32) -> Option<i128> {
        self.digits.checked_mul(power(scale.checked_sub(self.scale)?)?)
    }
}

/// As `BigDecimal.toString`: very small numbers have an exponent.
pub(super) fn printed(digits: i128, scale: u32) -> String {
    let unsigned = digits.unsigned_abs().to_string();
    let exponent = i64::try_from(unsigned.len()).unwrap_or_default() - 1 - i64::from(scale);
    if exponent >= -6 {
        return Decimal { digits, scale }.text();
    }
    let (first, rest) = unsigned.split_at(1);
    let (sign, point) = (if digits < 0 { "-" } else { "" }, if rest.is_empty() { "" } else { "." });
    format!("{sign}{first}{point}{rest}E{exponent}")
}

fn power(exponent: u32) -> Option<i128> {
    10_i128.checked_pow(exponent)
}

fn half_down(a: i128, b: i128) -> Option<i128> {
    let (quotient, rest) = (a.checked_div(b)?, a.checked_rem(b)?);
    let up = rest.unsigned_abs() > b.unsigned_abs() - rest.unsigned_abs();
    let away = if (a < 0) == (b < 0) { 1 } else { -1 };
    if up { quotient.checked_add(away) } else { Some(quotient) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_compute_as_big_decimals() {
        for (a, op, b, expected) in [
            ("5", Binary::Mul, "2.0", "10.0"),
            ("1.50", Binary::Add, "2", "3.50"),
            ("10", Binary::Div, "4.0", "2"),
            ("-10.0", Binary::Div, "4", "-2.5"),
            ("1e3", Binary::Sub, "0.5", "999.5"),
        ] {
            let [a, b] = [a, b].map(|it| Decimal::parse(it).unwrap());
            assert_eq!(a.arithmetic(op, b).unwrap().text(), expected);
        }
        for text in ["", ".", "-", "1.2.3", "1x", " 1", "1e", "9".repeat(60).as_str()] {
            assert!(Decimal::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn decimals_print_as_big_decimals() {
        for (digits, scale, expected) in
            [(1250, 2, "12.50"), (-5, 1, "-0.5"), (1, 6, "0.000001"), (-12, 8, "-1.2E-7"), (0, 3, "0.000")]
        {
            assert_eq!(printed(digits, scale), expected);
        }
    }

    #[test]
    fn numbers_at_the_start_of_text_are_read() {
        for (text, expected) in [
            ("12abc", Some("12")),
            ("1,234.50 EUR", Some("1234.50")),
            ("-7", Some("-7")),
            (".5", Some("0.5")),
            ("1E2", Some("100")),
            ("abc", None),
            (" 1", None),
            ("+1", None),
            ("", None),
        ] {
            assert_eq!(Decimal::parse_leading(text).map(Decimal::text).as_deref(), expected, "{text}");
        }
    }
}
