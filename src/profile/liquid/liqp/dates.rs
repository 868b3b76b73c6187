//! `Date.java`: seconds since 1970, `now`, or text in one of two patterns; any other text comes back as it is.

use super::values::{argument, as_number, as_string};
use crate::calendar::{MONTHS, days};
use crate::profile::Input;
use crate::profile::liquid::date::{DAYS, Moment, short};
use crate::render::{Fault, Render};
use crate::value::{Traced, Value};

pub(super) fn date(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let offset = i64::from(render.clock.offset_minutes);
    date_in(render, input, offset, |_| offset)
}

/// The filter where text without a zone is read so many minutes ahead of UTC, and shown as many ahead as `shown_at`
/// says for the moment, in seconds since 1970.
pub(in crate::profile::liquid) fn date_in(
    render: &mut Render<'_>,
    input: Input,
    offset: i64,
    shown_at: impl FnOnce(i64) -> i64,
) -> Result<Value, Fault> {
    let text = as_string(render, &input.value).text;
    let seconds = if &*text == "now" {
        let Some(now) = render.clock.now_ms else { return Err(needs_now()) };
        Some(now.div_euclid(1000))
    } else {
        match as_number(render, &input.value.value) {
            Some(number) => Some(number.long()),
            None => parsed(&text).map(|moment| Moment { offset, ..moment }.seconds()),
        }
    };
    let Some(seconds) = seconds else {
        warn(render, &input, &text);
        return Ok(input.value.value);
    };
    // Without a format `Filter.get` throws, which the filter catches.
    let format = argument(&input, 0).unwrap_or(Traced::constant(Value::Null));
    let format = as_string(render, &format).text;
    if format.trim().is_empty() {
        return Ok(input.value.value);
    }
    Ok(Value::from(formatted(Moment::at(seconds, shown_at(seconds)), &format)))
}

/// That `now` was not given.
pub(in crate::profile::liquid) fn needs_now() -> Fault {
    Fault::new("now-needed", "'now' is needed to render this").with_help("say what time it is: give `now`")
}

fn warn(render: &mut Render<'_>, input: &Input, text: &str) {
    if text.is_empty() {
        return;
    }
    let reads = render.used(&input.value);
    let message = format!("'{text}' is no date to this engine, so it comes back unformatted");
    let help = "dates are seconds since 1970, 'now', or like '2006-07-05 10:00:00'";
    render.warn("unformatted-date", input.span, reads, (message, help));
}

/// Text in the pattern `yyyy-MM-dd HH:mm:ss` or `EEE MMM dd hh:mm:ss yyyy`, read as leniently as
/// `SimpleDateFormat` does: what follows is passed over, and parts beyond their range carry over.
fn parsed(text: &str) -> Option<Moment> {
    iso_like(text).or_else(|| unix_like(text))
}

fn iso_like(text: &str) -> Option<Moment> {
    let mut reader = Reader(text);
    let year = reader.number()?;
    reader.sign('-')?;
    let month = reader.number()?;
    reader.sign('-')?;
    let day = reader.number()?;
    reader.space()?;
    let (hour, minute, second) = reader.time()?;
    Some(Moment { year, month, day, hour, minute, second, ..Moment::default() })
}

fn unix_like(text: &str) -> Option<Moment> {
    let mut reader = Reader(text);
    reader.name(&DAYS)?;
    reader.space()?;
    let month = reader.name(&MONTHS)?;
    reader.space()?;
    let day = reader.number()?;
    reader.space()?;
    let (hour, minute, second) = reader.time()?;
    reader.space()?;
    let year = reader.number()?;
    // `hh` counts from 1 to 12, and 12 is midnight.
    let hour = if hour == 12 { 0 } else { hour };
    Some(Moment { year, month: month + 1, day, hour, minute, second, ..Moment::default() })
}

struct Reader<'t>(&'t str);

impl Reader<'_> {
    /// A whole number, with spaces before it.
    fn number(&mut self) -> Option<i64> {
        let text = self.0.trim_start_matches([' ', '\t']);
        let signed = usize::from(text.starts_with('-'));
        let digits = text.get(signed..)?.find(|c: char| !c.is_ascii_digit());
        let len = digits.map_or(text.len(), |len| signed + len);
        let number = text.get(..len)?.parse().ok()?;
        self.0 = text.get(len..)?;
        Some(number)
    }

    fn sign(&mut self, sign: char) -> Option<()> {
        self.0 = self.0.strip_prefix(sign)?;
        Some(())
    }

    /// One space at least.
    fn space(&mut self) -> Option<()> {
        self.sign(' ')?;
        self.0 = self.0.trim_start_matches(' ');
        Some(())
    }

    fn time(&mut self) -> Option<(i64, i64, i64)> {
        let hour = self.number()?;
        self.sign(':')?;
        let minute = self.number()?;
        self.sign(':')?;
        Some((hour, minute, self.number()?))
    }

    /// A day or month by its name, whole or cut to three letters, whatever its case.
    fn name(&mut self, names: &[&str]) -> Option<i64> {
        for (at, name) in names.iter().enumerate() {
            for form in [name, short(name)] {
                if self.0.get(..form.len()).is_some_and(|start| start.eq_ignore_ascii_case(form)) {
                    self.0 = self.0.get(form.len()..)?;
                    return i64::try_from(at).ok();
                }
            }
        }
        None
    }
}

fn formatted(moment: Moment, format: &str) -> String {
    let mut out = String::new();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        match (c, c == '%') {
            (c, false) => out.push(c),
            (_, true) => match chars.next() {
                Some(directive) => push(moment, directive, &mut out),
                None => out.push('%'),
            },
        }
    }
    out
}

/// What a letter after `%` stands for (`LIQUID_TO_JAVA_FORMAT`); others stay as they are.
fn push(it: Moment, directive: char, out: &mut String) {
    let text = match directive {
        '%' => "%".to_owned(),
        'a' => short(it.day_name()).to_owned(),
        'A' => it.day_name().to_owned(),
        'b' | 'h' => short(it.month_name()).to_owned(),
        'B' => it.month_name().to_owned(),
        'c' => formatted(it, "%a %b %d %H:%M:%S %Y"),
        'd' => format!("{:02}", it.day),
        'e' => it.day.to_string(),
        'H' => format!("{:02}", it.hour),
        'I' => format!("{:02}", it.hour12()),
        'j' => format!("{:03}", it.day_of_year()),
        'k' => it.hour.to_string(),
        'l' => it.hour12().to_string(),
        'm' => format!("{:02}", it.month),
        'M' => format!("{:02}", it.minute),
        'p' => it.am_pm().to_owned(),
        'S' => format!("{:02}", it.second),
        'U' | 'W' => format!("{:02}", week(it)),
        // `F` of Java's patterns: which such weekday of its month it is.
        'w' => ((it.day - 1) / 7 + 1).to_string(),
        'x' => formatted(it, "%m/%d/%y"),
        'X' => formatted(it, "%H:%M:%S"),
        'y' => format!("{:02}", it.year.rem_euclid(100)),
        'Y' => format!("{:04}", it.year),
        'Z' => zone(it.offset),
        other => format!("%{other}"),
    };
    out.push_str(&text);
}

/// Java's week of the year: it begins on Sunday, and the week with January 1 is the first.
fn week(it: Moment) -> i64 {
    let first_weekday = (days(it.year, 1, 1) + 4).rem_euclid(7);
    let next_weekday = (days(it.year + 1, 1, 1) + 4).rem_euclid(7);
    let until_next = days(it.year + 1, 1, 1) - days(it.year, it.month, it.day);
    if until_next <= next_weekday {
        return 1;
    }
    (it.day_of_year() - 1 + first_weekday) / 7 + 1
}

fn zone(offset: i64) -> String {
    if offset == 0 {
        return "UTC".to_owned();
    }
    let sign = if offset < 0 { '-' } else { '+' };
    format!("GMT{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let shown = parsed(text).map(|it| formatted(Moment::at(it.seconds(), 0), "%Y-%m-%d %H:%M:%S"));
        assert_eq!(shown.as_deref(), expected, "{text}");
    }

    #[test]
    fn text_is_read_in_two_patterns() {
        check("2006-07-05 10:00:00", Some("2006-07-05 10:00:00"));
        check("2006-13-05 25:00:00.5Z", Some("2007-01-06 01:00:00"));
        check("Fri Jul 16 12:30:00 2004", Some("2004-07-16 00:30:00"));
        check("2006-07-05T10:00:00Z", None);
        check("March 14, 2016", None);
        assert_eq!(formatted(Moment::at(1_152_098_955, 0), "%j %U %w %p %?%"), "186 27 1 AM %?%");
    }
}
