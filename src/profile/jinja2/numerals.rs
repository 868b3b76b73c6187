//! Numbers in text, as Python's `int` and `float` read them.

use super::arithmetic::Number;
use super::text::is_space;
use crate::render::Fault;
use crate::value::Value;

/// `int(text, base)`: with white space around it, underscores between digits and a prefix that fits the base.
pub(super) fn parse_int(text: &str, base: u32) -> Option<Result<i128, Fault>> {
    let text = text.trim_matches(is_space);
    let (negative, digits) = match text.strip_prefix(['+', '-']) {
        Some(rest) => (text.starts_with('-'), rest),
        None => (false, text),
    };
    let prefix = |it: &str| digits.get(..2).is_some_and(|start| start.eq_ignore_ascii_case(it));
    let prefixed = [("0x", 16), ("0o", 8), ("0b", 2)]
        .into_iter()
        .find(|(it, of)| prefix(it) && (base == *of || base == 0));
    let (base, digits) = match prefixed {
        Some((_, of)) => (of, digits.get(2..)?.strip_prefix('_').unwrap_or(digits.get(2..)?)),
        None if base == 0 => (10, digits),
        None => (base, digits),
    };
    let plain = without_underscores(digits)?;
    let mut value = 0i128;
    for c in plain.chars() {
        let digit = c.to_digit(base).or_else(|| decimal_digit(c).filter(|it| *it < base))?;
        let more = value.checked_mul(i128::from(base)).and_then(|it| it.checked_add(i128::from(digit)));
        let Some(more) = more else {
            return Some(Err(Fault::new("limit-exceeded", "the number becomes too large")));
        };
        value = more;
    }
    Some(Ok(if negative { -value } else { value }))
}

/// `float(text)`.
pub(super) fn parse_float(text: &str) -> Option<f64> {
    let text = text.trim_matches(is_space);
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let word = unsigned.to_ascii_lowercase();
    if matches!(word.as_str(), "inf" | "infinity" | "nan") {
        let value = if word == "nan" { f64::NAN } else { f64::INFINITY };
        return Some(if text.starts_with('-') { -value } else { value });
    }
    if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    without_underscores(text)?.parse().ok()
}

/// The digits without the single underscores between them; none when one stands elsewhere.
fn without_underscores(digits: &str) -> Option<String> {
    let mut last = '_';
    for c in digits.chars() {
        if c == '_' && !last.is_ascii_hexdigit()
            || last == '_' && !c.is_alphanumeric() && c != '.' && c != '+' && c != '-'
        {
            return None;
        }
        last = c;
    }
    (last != '_').then(|| digits.replace('_', ""))
}

/// The value of a decimal digit of another script; the digits of each stand ten in a row.
pub(super) fn decimal_digit(c: char) -> Option<u32> {
    const ZEROS: [u32; 11] = [0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xff10];
    ZEROS.into_iter().find_map(|zero| (u32::from(c).checked_sub(zero)).filter(|digit| *digit < 10))
}

/// Whether a value is a whole number of Python, truth values included.
pub(super) fn as_int(value: &Value) -> Option<i128> {
    match Number::of(value) {
        Some(Number::Int(it)) => Some(it),
        _ => None,
    }
}
