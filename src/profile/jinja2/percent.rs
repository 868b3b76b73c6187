//! `text % values`: Python's formatting with `%` (docs.python.org, "printf-style String Formatting").

use super::arithmetic::Number;
use super::spec::leading_number;
use super::text::{self, Align, Piece};
use super::{number, numerals, print, type_name};
use crate::field::ReadSet;
use crate::limits;
use crate::render::{Fault, Render};
use crate::value::{Key, Str, Traced, Value};

/// One conversion: `%(name)-5.2f`.
#[derive(Debug, Default)]
struct Conversion {
    name: Option<String>,
    flags: String,
    width: usize,
    precision: Option<usize>,
    kind: char,
}

/// Where the values of the conversions come from.
struct Values {
    list: Vec<Traced>,
    next: usize,
    /// The map for conversions with a name.
    map: Option<Traced>,
    /// Whether all values of the list must be used.
    strict: bool,
}

impl Values {
    fn next(&mut self) -> Result<Traced, Fault> {
        let value = self.list.get(self.next).cloned();
        self.next += 1;
        value.ok_or_else(|| Fault::refused("there are not enough values for the format"))
    }

    fn named(&self, render: &mut Render<'_>, name: &str) -> Result<Traced, Fault> {
        let Some(map) = &self.map else {
            return Err(Fault::refused(format!("the format asks for '{name}', so it needs a map")));
        };
        let found = render.map_member(map, &Key::from(name));
        found.ok_or_else(|| Fault::refused(format!("the format asks for '{name}', which is not given")))
    }
}

/// The text with its conversions replaced. Text that is marked safe escapes what it takes.
pub(super) fn format(render: &mut Render<'_>, text: &Piece, given: &Traced) -> Result<Str, Fault> {
    let (format, reads) = text;
    let mut values = values(render, given);
    let mut pieces = Vec::new();
    let mut from = 0;
    while let Some(at) = format.text.get(from..).and_then(|rest| rest.find('%')).map(|at| from + at) {
        pieces.push((format.slice(from, at), *reads));
        let (conversion, end) = conversion(render, &format.text, at + 1, &mut values)?;
        from = end;
        if conversion.kind == '%' {
            pieces.push((format.slice(end - 1, end), *reads));
            continue;
        }
        let value = match &conversion.name {
            Some(name) => values.named(render, name)?,
            None => values.next()?,
        };
        pieces.push(converted(render, &conversion, &value, format.safe)?);
    }
    pieces.push((format.slice(from, format.text.len()), *reads));
    if values.strict && values.next < values.list.len() {
        return Err(Fault::refused("there are more values than the format takes"));
    }
    Ok(text::joined(render, &pieces)?.with_safe(format.safe))
}

fn values(render: &mut Render<'_>, given: &Traced) -> Values {
    match &given.value {
        Value::List(id) if render.heap.list_at(*id).tuple => {
            Values { list: render.list_elements(given), next: 0, map: None, strict: true }
        }
        Value::Map(_) => {
            Values { list: vec![given.clone()], next: 0, map: Some(given.clone()), strict: false }
        }
        Value::List(_) | Value::Undefined => {
            Values { list: vec![given.clone()], next: 0, map: None, strict: false }
        }
        _ => Values { list: vec![given.clone()], next: 0, map: None, strict: true },
    }
}

/// Reads the conversion after a `%`; gives where it ends.
fn conversion(
    render: &Render<'_>,
    format: &str,
    at: usize,
    values: &mut Values,
) -> Result<(Conversion, usize), Fault> {
    let broken = || {
        Fault::refused("a '%' of the format is not followed by a conversion")
            .with_help("write '%%' for a percent sign")
    };
    let mut rest = format.get(at..).ok_or_else(broken)?;
    let mut read = Conversion::default();
    if let Some(after) = rest.strip_prefix('(') {
        let (name, after) = after.split_once(')').ok_or_else(broken)?;
        (read.name, rest) = (Some(name.to_owned()), after);
    }
    let flags = rest.len() - rest.trim_start_matches(['#', '0', '-', ' ', '+']).len();
    read.flags = rest.get(..flags).unwrap_or_default().to_owned();
    rest = rest.get(flags..).unwrap_or_default();
    let (width, after) = star_or_number(render, rest, values)?.ok_or_else(broken)?;
    rest = after;
    if let Some(width) = width {
        if width < 0 {
            read.flags.push('-');
        }
        read.width = usize::try_from(width.unsigned_abs()).unwrap_or(usize::MAX);
    }
    if let Some(after) = rest.strip_prefix('.') {
        let (precision, after) = star_or_number(render, after, values)?.ok_or_else(broken)?;
        read.precision = Some(usize::try_from(precision.unwrap_or(0)).unwrap_or(0));
        rest = after;
    }
    rest = rest.trim_start_matches(['h', 'l', 'L']);
    read.kind = rest.chars().next().ok_or_else(broken)?;
    let end = format.len() - rest.len() + read.kind.len_utf8();
    if read.width > limits::MAX_RENDERED_BYTES {
        return Err(text::too_long());
    }
    Ok((read, end))
}

type Length<'t> = Option<(Option<i128>, &'t str)>;

fn star_or_number<'t>(render: &Render<'_>, rest: &'t str, values: &mut Values) -> Result<Length<'t>, Fault> {
    let Some(after) = rest.strip_prefix('*') else {
        let found = leading_number(rest);
        return Ok(found.map(|(it, after)| (it.and_then(|it| i128::try_from(it).ok()), after)));
    };
    let value = values.next()?;
    if let Some(it) = numerals::as_int(&value.value) {
        Ok(Some((Some(it), after)))
    } else {
        let kind = type_name(render, &value.value);
        Err(Fault::refused(format!("'*' of the format takes a whole number, not {kind}")))
    }
}

fn converted(
    render: &mut Render<'_>,
    conversion: &Conversion,
    value: &Traced,
    escape: bool,
) -> Result<Piece, Fault> {
    let reads = render.used(value);
    let text = match conversion.kind {
        's' => print::text(render, value),
        'r' | 'a' => {
            let mut out = String::new();
            print::repr(render, &value.value, &mut out, limits::MAX_DEPTH);
            Str::new(if conversion.kind == 'a' { print::ascii(&out) } else { out })
        }
        'c' => Str::new(character(render, value)?),
        _ => {
            return numeral(render, conversion, value)
                .and_then(|text| pad(render, conversion, &(text, reads)));
        }
    };
    let text = if escape { print::escaped_once(&text) } else { text.with_safe(false) };
    let text = conversion.precision.map_or(text.clone(), |most| text::first_chars(&text, most));
    pad(render, conversion, &(text, reads))
}

fn pad(render: &mut Render<'_>, conversion: &Conversion, piece: &Piece) -> Result<Piece, Fault> {
    let align = if conversion.flags.contains('-') { Align::Left } else { Align::Right };
    let width = i128::try_from(conversion.width).unwrap_or(i128::MAX);
    let reads: ReadSet = piece.1;
    Ok((text::pad(render, piece, width, " ", align)?, reads))
}

fn character(render: &Render<'_>, value: &Traced) -> Result<String, Fault> {
    let one = match &value.value {
        Value::Str(text) if text.text.chars().count() == 1 => Some(text.text.to_string()),
        Value::Str(_) => None,
        other => {
            numerals::as_int(other).and_then(|it| char::from_u32(u32::try_from(it).ok()?)).map(String::from)
        }
    };
    one.ok_or_else(|| {
        let kind = type_name(render, &value.value);
        Fault::refused(format!("'%c' takes one character, not {kind}"))
    })
}

fn numeral(render: &Render<'_>, conversion: &Conversion, value: &Traced) -> Result<Str, Fault> {
    let kind = conversion.kind;
    let Some(number) = Number::of(&value.value) else {
        let given = type_name(render, &value.value);
        let fault = match kind {
            'd' | 'i' | 'u' | 'o' | 'x' | 'X' | 'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
                Fault::refused(format!("'%{kind}' takes a number, not {given}"))
            }
            other => Fault::refused(format!("the format has no conversion '%{other}'")),
        };
        return Err(fault.reading(value.reads));
    };
    let (negative, prefix, digits) = match (kind, number) {
        ('d' | 'i' | 'u', Number::Int(it)) => (it < 0, "", it.unsigned_abs().to_string()),
        ('d' | 'i' | 'u', Number::Float(it)) => match super::filters::whole(it) {
            Some(Value::Int(it)) => (it.value < 0, "", it.value.unsigned_abs().to_string()),
            _ => return Err(Fault::refused(format!("'%{kind}' takes a finite number"))),
        },
        ('o' | 'x' | 'X', Number::Int(it)) => {
            let (prefix, digits) = in_base(kind, it.unsigned_abs());
            (it < 0, if conversion.flags.contains('#') { prefix } else { "" }, digits)
        }
        ('o' | 'x' | 'X', Number::Float(_)) => {
            return Err(Fault::refused(format!("'%{kind}' takes a whole number, not a number")));
        }
        ('e' | 'E' | 'f' | 'F' | 'g' | 'G', _) => {
            let value = number.float();
            (value.is_sign_negative() && !value.is_nan(), "", fraction(conversion, value.abs()))
        }
        (other, _) => return Err(Fault::refused(format!("the format has no conversion '%{other}'"))),
    };
    Ok(Str::new(signed(conversion, negative, prefix, digits)))
}

fn in_base(kind: char, value: u128) -> (&'static str, String) {
    match kind {
        'o' => ("0o", format!("{value:o}")),
        'x' => ("0x", format!("{value:x}")),
        _ => ("0X", format!("{value:X}")),
    }
}

fn fraction(conversion: &Conversion, value: f64) -> String {
    let precision = conversion.precision.unwrap_or(6).min(1000);
    let text = match conversion.kind {
        'e' | 'E' => number::exponent(value, precision),
        'f' | 'F' => number::fixed(value, precision),
        _ => number::general(value, precision, conversion.flags.contains('#')),
    };
    if conversion.kind.is_ascii_uppercase() { text.to_uppercase() } else { text }
}

/// With its sign and zeros: a precision asks for so many digits of a whole number, the flag `0` for the width.
fn signed(conversion: &Conversion, negative: bool, prefix: &str, mut digits: String) -> String {
    let flag = |c: char| conversion.flags.contains(c);
    let sign = match negative {
        true => "-",
        false if flag('+') => "+",
        false if flag(' ') => " ",
        false => "",
    };
    if matches!(conversion.kind, 'd' | 'i' | 'u' | 'o' | 'x' | 'X') {
        let missing = conversion.precision.unwrap_or_default().min(1000).saturating_sub(digits.len());
        digits.insert_str(0, &"0".repeat(missing));
    }
    if flag('0') && !flag('-') {
        let missing = conversion.width.saturating_sub(sign.len() + prefix.len() + digits.len());
        digits.insert_str(0, &"0".repeat(missing));
    }
    format!("{sign}{prefix}{digits}")
}
