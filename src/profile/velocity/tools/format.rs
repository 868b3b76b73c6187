//! `$number`: Velocity Tools' `NumberTool.java`, with the locale `en_US`. Patterns are those of
//! `java.text.DecimalFormat`, without exponents.

use super::super::decimal::Decimal;
use super::super::methods::Call;
use super::super::number::Number;
use super::Tool;
use crate::value::Value;

pub(super) const TABLE: &[(&str, Tool)] = &[
    ("currency", |_, call| Ok(formatted(call, 0, "¤#,##0.00"))),
    ("format", |render, call| {
        if call.has(1) {
            return Ok(formatted(call, 0, "#,##0.###"));
        }
        let Some(pattern) = call.text(render, 0) else { return Ok(None) };
        Ok(formatted(call, 1, named(&pattern.text)))
    }),
    ("integer", |_, call| Ok(formatted(call, 0, "#,##0"))),
    ("number", |_, call| Ok(formatted(call, 0, "#,##0.###"))),
    ("percent", |_, call| Ok(formatted(call, 0, "#,##0%"))),
    ("toNumber", |_, call| Ok(to_number(call))),
];

/// The pattern of a name (`ConversionUtils.getNumberFormat`), or the pattern itself.
fn named(name: &str) -> &str {
    match name {
        "default" | "number" => "#,##0.###",
        "integer" => "#,##0",
        "currency" => "¤#,##0.00",
        "percent" => "#,##0%",
        pattern => pattern,
    }
}

fn to_number(call: &Call) -> Option<Value> {
    let value = &call.args.last()?.value;
    match number(value)? {
        // `NumberFormat.parse` gives a Double where there is a fraction.
        Number::Decimal(it) => Some(match it.value() {
            Value::Decimal(..) => Value::Float(it.float()),
            whole => whole,
        }),
        _ => Some(value.clone()),
    }
}

fn formatted(call: &Call, at: usize, pattern: &str) -> Option<Value> {
    let number = number(&call.arg(at)?.value)?;
    Some(Format::read(pattern).write(number).into())
}

/// The number that a value is or that its text begins with (`ConversionUtils.toNumber`).
fn number(value: &Value) -> Option<Number> {
    match value {
        Value::Str(text) => Decimal::parse_leading(&text.text).map(Number::Decimal),
        value => Number::of(value).map(|it| match it {
            Number::Decimal(it) => Number::Float(it.float()),
            number => number,
        }),
    }
}

/// A pattern that has been read.
#[derive(Default)]
struct Format {
    prefix: String,
    suffix: String,
    /// How many digits stand between grouping separators; none when there are none.
    group: Option<usize>,
    whole_least: usize,
    fraction_least: usize,
    fraction_most: usize,
    /// By how many powers of ten the number is shown larger: 2 for `%`, 3 for `‰`.
    shift: usize,
}

/// So many digits of a fraction are shown at most.
const MOST_DIGITS: usize = 30;

impl Format {
    fn read(pattern: &str) -> Format {
        let positive = pattern.split(';').next().unwrap_or_default();
        let mut format = Format::default();
        let (mut number, mut fraction, mut quoted) = (false, false, false);
        for c in positive.chars() {
            match c {
                '\'' => quoted = !quoted,
                '#' | '0' | ',' | '.' if !quoted && format.suffix.is_empty() => {
                    number = true;
                    format.digit(c, fraction);
                    fraction |= c == '.';
                }
                c => format.affix(c, quoted, number),
            }
        }
        format
    }

    /// Takes a sign that stands for digits.
    fn digit(&mut self, c: char, fraction: bool) {
        match (c, fraction) {
            ('.', _) | (',', true) => {}
            (',', false) => self.group = Some(0),
            (digit, false) => {
                self.group = self.group.map(|it| it + 1);
                self.whole_least += usize::from(digit == '0');
            }
            (digit, true) => {
                self.fraction_most = (self.fraction_most + 1).min(MOST_DIGITS);
                if digit == '0' {
                    self.fraction_least = self.fraction_most;
                }
            }
        }
    }

    /// Takes a sign that stands before or after the digits.
    fn affix(&mut self, c: char, quoted: bool, after: bool) {
        let affix = if after { &mut self.suffix } else { &mut self.prefix };
        affix.push(if c == '¤' && !quoted { '$' } else { c });
        match (c, quoted) {
            ('%', false) => self.shift = 2,
            ('‰', false) => self.shift = 3,
            _ => {}
        }
    }

    fn write(&self, number: Number) -> String {
        let rounded = self.rounded(number);
        let (sign, digits) = match rounded.strip_prefix('-') {
            Some(digits) if digits.contains(|c| ('1'..='9').contains(&c)) => ("-", digits),
            // A zero keeps the sign of a Double.
            Some(digits) => (if matches!(number, Number::Float(_)) { "-" } else { "" }, digits),
            None => ("", rounded.as_str()),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let whole = format!("{:0>least$}", whole.trim_start_matches('0'), least = self.whole_least);
        let mut fraction = fraction.to_owned();
        while fraction.len() > self.fraction_least && fraction.ends_with('0') {
            fraction.pop();
        }
        let point = if fraction.is_empty() { "" } else { "." };
        let whole = self.grouped(&whole);
        format!("{sign}{}{whole}{point}{fraction}{}", self.prefix, self.suffix)
    }

    /// The number with the most digits of a fraction, half to even.
    fn rounded(&self, number: Number) -> String {
        let most = self.fraction_most;
        let factor = [1.0, 10.0, 100.0, 1000.0].get(self.shift).copied().unwrap_or(1.0);
        match number {
            Number::Int(it) if self.shift == 0 => it.value.to_string(),
            number => format!("{:.most$}", number.float() * factor),
        }
    }

    fn grouped(&self, whole: &str) -> String {
        let Some(size) = self.group.filter(|it| *it > 0) else { return whole.to_owned() };
        let mut out = String::with_capacity(whole.len() * 2);
        for (at, c) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(size) {
                out.push(',');
            }
            out.push(c);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_format_as_java_formats_them() {
        for (pattern, number, expected) in [
            ("#,##0.###", 1234.5, "1,234.5"),
            ("#,##0.###", 1_234_567.891_23, "1,234,567.891"),
            ("#,##0", 2.5, "2"),
            ("#,##0", 3.5, "4"),
            ("¤#,##0.00", 1234.5, "$1,234.50"),
            ("¤#,##0.00", -1.0, "-$1.00"),
            ("#,##0%", 0.256, "26%"),
            ("0.00", 0.125, "0.12"),
            ("0000", 42.0, "0042"),
            ("#.##", 0.5, ".5"),
            ("0 'pcs'", 3.0, "3 pcs"),
        ] {
            assert_eq!(Format::read(pattern).write(Number::Float(number)), expected, "{pattern}");
        }
    }
}
