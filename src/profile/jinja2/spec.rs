//! Python's format specifications (docs.python.org, "Format Specification Mini-Language").

use super::arithmetic::Number;
use super::text::{self, Align, Piece};
use super::{number, print, type_name};
use crate::limits;
use crate::render::{Fault, Render};
use crate::value::{Str, Traced, Value};

/// `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`.
#[derive(Debug, Default)]
struct Spec {
    fill: Option<char>,
    align: Option<char>,
    sign: Option<char>,
    alternate: bool,
    width: Option<usize>,
    grouping: Option<char>,
    precision: Option<usize>,
    kind: Option<char>,
}

fn parse(spec: &str) -> Option<Spec> {
    let is_align = |c: char| matches!(c, '<' | '>' | '=' | '^');
    let mut parsed = Spec::default();
    let mut chars = spec.chars();
    let mut two = spec.chars();
    let (first, second) = (two.next(), two.next());
    if second.is_some_and(is_align) {
        (parsed.fill, parsed.align, chars) = (first, second, two);
    } else if first.is_some_and(is_align) {
        parsed.align = first;
        chars.next();
    }
    let mut rest = chars.as_str();
    if let Some(sign) = rest.chars().next().filter(|c| matches!(c, '+' | '-' | ' ')) {
        parsed.sign = Some(sign);
        rest = rest.get(1..)?;
    }
    rest = rest.strip_prefix('z').unwrap_or(rest);
    if let Some(after) = rest.strip_prefix('#') {
        (parsed.alternate, rest) = (true, after);
    }
    if let Some(after) = rest.strip_prefix('0') {
        parsed.fill = parsed.fill.or(Some('0'));
        parsed.align = parsed.align.or(Some('='));
        rest = after;
    }
    (parsed.width, rest) = leading_number(rest)?;
    if let Some(grouping) = rest.chars().next().filter(|c| matches!(c, ',' | '_')) {
        parsed.grouping = Some(grouping);
        rest = rest.get(1..)?;
    }
    if let Some(after) = rest.strip_prefix('.') {
        (parsed.precision, rest) = leading_number(after)?;
        parsed.precision?;
    }
    let mut left = rest.chars();
    parsed.kind = left.next();
    left.next().is_none().then_some(parsed)
}

/// Digits at the start of a text; none at all when their number is beyond any limit.
pub(super) fn leading_number(text: &str) -> Option<(Option<usize>, &str)> {
    let len = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(len)?;
    if digits.is_empty() {
        return Some((None, rest));
    }
    let number = digits.parse().ok().filter(|it| *it <= limits::MAX_RENDERED_BYTES)?;
    Some((Some(number), rest))
}

/// `format(value, spec)`.
pub(super) fn format(render: &mut Render<'_>, value: &Traced, spec: &str) -> Result<Piece, Fault> {
    let reads = render.used(value);
    if spec.is_empty() {
        return Ok((print::text(render, value), reads));
    }
    let wrong = |render: &Render<'_>| {
        let kind = type_name(render, &value.value);
        Fault::refused(format!("'{spec}' is no format for {kind}")).reading(reads)
    };
    let Some(parsed) = parse(spec) else { return Err(wrong(render)) };
    let (text, numeric) = match &value.value {
        Value::Str(text) if parsed.sign.is_none() && parsed.align != Some('=') => {
            (string(text, &parsed).ok_or_else(|| wrong(render))?, false)
        }
        other => {
            let number = Number::of(other).ok_or_else(|| wrong(render))?;
            (Str::new(numeral(number, &parsed).ok_or_else(|| wrong(render))?), true)
        }
    };
    let fill = parsed.fill.unwrap_or(' ').to_string();
    let align = match (parsed.align, numeric) {
        (Some('<'), _) | (None, false) => Align::Left,
        (Some('^'), _) => Align::Middle,
        _ => Align::Right,
    };
    let width = i128::try_from(parsed.width.unwrap_or_default()).unwrap_or(i128::MAX);
    Ok((text::pad(render, &(text, reads), width, &fill, align)?, reads))
}

fn string(text: &Str, spec: &Spec) -> Option<Str> {
    if !matches!(spec.kind, None | Some('s')) || spec.grouping.is_some() || spec.alternate {
        return None;
    }
    Some(spec.precision.map_or_else(|| text.clone(), |most| text::first_chars(text, most)))
}

/// A number with its sign and, for the alignment `=`, filled up after it.
fn numeral(number: Number, spec: &Spec) -> Option<String> {
    let (negative, prefix, digits) = match (number, spec.kind) {
        (Number::Int(it), None | Some('d' | 'n' | 'b' | 'o' | 'x' | 'X')) if spec.precision.is_none() => {
            let (prefix, digits) = whole(it.unsigned_abs(), spec);
            (it < 0, prefix, digits)
        }
        (Number::Int(it), Some('c')) => {
            let c = u32::try_from(it).ok().and_then(char::from_u32)?;
            (false, "", c.to_string())
        }
        (Number::Int(_), None) => return None,
        (_, None | Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'n' | '%')) => {
            let value = number.float();
            (value.is_sign_negative() && !value.is_nan(), "", fraction(value.abs(), spec))
        }
        _ => return None,
    };
    let sign = match (negative, spec.sign) {
        (true, _) => "-",
        (false, Some('+')) => "+",
        (false, Some(' ')) => " ",
        (false, _) => "",
    };
    let mut head = format!("{sign}{prefix}");
    let digits = match spec.grouping {
        Some(mark) => {
            let zeros = spec.align == Some('=') && spec.fill == Some('0');
            let width = if zeros { spec.width.unwrap_or_default().saturating_sub(head.len()) } else { 0 };
            grouped(
                &digits,
                mark,
                if matches!(spec.kind, Some('b' | 'o' | 'x' | 'X')) { 4 } else { 3 },
                width,
            )
        }
        None => digits,
    };
    if spec.align == Some('=') {
        let len = head.len() + digits.chars().count();
        let missing = spec.width.unwrap_or_default().saturating_sub(len);
        head.push_str(&spec.fill.unwrap_or(' ').to_string().repeat(missing));
    }
    Some(head + &digits)
}

fn whole(value: u128, spec: &Spec) -> (&'static str, String) {
    let (prefix, digits) = match spec.kind {
        Some('b') => ("0b", format!("{value:b}")),
        Some('o') => ("0o", format!("{value:o}")),
        Some('x') => ("0x", format!("{value:x}")),
        Some('X') => ("0X", format!("{value:X}")),
        _ => ("", value.to_string()),
    };
    (if spec.alternate { prefix } else { "" }, digits)
}

fn fraction(value: f64, spec: &Spec) -> String {
    let precision = spec.precision.unwrap_or(6).min(1000);
    let text = match spec.kind {
        Some('e' | 'E') => number::exponent(value, precision),
        Some('f' | 'F') => number::fixed(value, precision),
        Some('%') => number::fixed(value * 100.0, precision) + "%",
        Some(_) => number::general(value, precision, spec.alternate),
        None => match spec.precision {
            None => number::float(value),
            Some(digits) => {
                let text = number::general(value, digits.min(1000), false);
                // Without a type, there is a digit after the point.
                let plain = text.bytes().all(|it| it.is_ascii_digit());
                let whole_len = if plain { text.len() } else { 0 };
                match plain {
                    true if whole_len >= digits => number::exponent(value, digits.saturating_sub(1)),
                    true => text + ".0",
                    false => text,
                }
            }
        },
    };
    if matches!(spec.kind, Some('E' | 'F' | 'G')) { text.to_uppercase() } else { text }
}

/// Digits in groups, counted from the point, with zeros before them up to a width.
fn grouped(digits: &str, mark: char, size: usize, width: usize) -> String {
    let is_digit = |c: char| if size == 4 { c.is_ascii_hexdigit() } else { c.is_ascii_digit() };
    let len = digits.find(|c: char| !is_digit(c)).unwrap_or(digits.len());
    let (whole, rest) = digits.split_at_checked(len).unwrap_or((digits, ""));
    let room = width.saturating_sub(rest.len());
    // Of `room` characters, one in each `size + 1` is a mark; a mark never comes first.
    let zeros = (room - room / (size + 1)).saturating_sub(whole.len());
    let whole = "0".repeat(zeros) + whole;
    let mut out = String::with_capacity(digits.len() * 2);
    for (at, c) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % size == 0 {
            out.push(mark);
        }
        out.push(c);
    }
    out + rest
}
