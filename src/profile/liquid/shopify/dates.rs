//! `date`: whatever `Time.parse` would read, in the forms that are common, printed by `strftime`.

use super::values::{arguments, to_s};
use crate::calendar::MONTHS;
use crate::profile::Input;
use crate::profile::liquid::date::{Moment, short};
use crate::render::{Fault, Render};
use crate::value::Value;

pub(super) fn date(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let given = arguments(&input, 1, 1)?;
    let format = given.first().map(|it| to_s(render, &it.value)).unwrap_or_default();
    if format.is_empty() {
        return Ok(input.value.value);
    }
    let offset = i64::from(render.clock.offset_minutes);
    let text = to_s(render, &input.value.value).to_lowercase();
    let moment = match (&input.value.value, text.as_str()) {
        (Value::Str(_), "now" | "today") => {
            let Some(now) = render.clock.now_ms else {
                return Err(Fault::new("now-needed", "'now' is needed to render this"));
            };
            Some(Moment::at(now.div_euclid(1000), offset))
        }
        (Value::Int(_), text) => text.parse().ok().map(|seconds| Moment::at(seconds, offset)),
        (Value::Str(_), text) if !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit()) => {
            text.parse().ok().map(|seconds| Moment::at(seconds, offset))
        }
        (Value::Str(_), text) => parsed(text, render, offset),
        _ => None,
    };
    Ok(moment.map_or(input.value.value, |moment| Value::from(formatted(moment, &format))))
}

/// Reads the words of a date in any order: a year, a month by name, numbers with `-` or `/`, a time with `:`, a
/// zone. Without a date it is today's.
fn parsed(text: &str, render: &Render<'_>, offset: i64) -> Option<Moment> {
    let mut found = Found::default();
    let text = text.replace([',', '('], " ").replace([')'], " ");
    for word in text.split_whitespace() {
        found.word(word)?;
    }
    found.moment(render, offset)
}

#[derive(Default)]
struct Found {
    year: Option<i64>,
    month: Option<i64>,
    day: Option<i64>,
    time: Option<(i64, i64, i64)>,
    offset: Option<i64>,
    afternoon: Option<bool>,
}

impl Found {
    /// Takes a word in; none when it means nothing in a date.
    fn word(&mut self, word: &str) -> Option<()> {
        if let Some((date, time)) = word.split_once('t').filter(|(date, _)| date.contains('-')) {
            self.word(date)?;
            return self.time_and_zone(time);
        }
        if word.contains(':') {
            return self.time_and_zone(word);
        }
        if let Some(month) = month_named(word) {
            self.month = Some(month);
            return Some(());
        }
        match word {
            "am" | "pm" => self.afternoon = Some(word == "pm"),
            "z" | "utc" | "gmt" => self.offset = Some(0),
            _ if ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().any(|it| word.starts_with(it)) => {}
            _ if word.starts_with(['+', '-']) => self.offset = Some(zone(word)?),
            _ => return self.numbers(word),
        }
        Some(())
    }

    fn numbers(&mut self, word: &str) -> Option<()> {
        let word = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let parts: Vec<&str> = word.split(['-', '/', '.']).collect();
        let number = |at: usize| -> Option<i64> { parts.get(at)?.parse().ok() };
        match parts.as_slice() {
            [year, ..] if parts.len() == 3 && year.len() == 4 => {
                (self.year, self.month, self.day) = (number(0), number(1), number(2));
            }
            [day, month, _] => {
                let named = month_named(month);
                (self.year, self.day) = (number(2), day.parse().ok());
                self.month = named.or(number(1));
            }
            [year, _] if year.len() == 4 => (self.year, self.month) = (number(0), number(1)),
            [only] if only.len() >= 3 => self.year = number(0),
            [_] if self.day.is_none() => self.day = number(0),
            [_] => self.year = number(0).map(|year| if year < 69 { year + 2000 } else { year + 1900 }),
            _ => return None,
        }
        (self.year.is_some() || self.day.is_some()).then_some(())
    }

    fn time_and_zone(&mut self, word: &str) -> Option<()> {
        let end = word.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.'))).unwrap_or(word.len());
        let (time, rest) = word.split_at(end);
        let mut parts =
            time.split(':').map(|it| it.split('.').next().unwrap_or_default().parse::<i64>().ok());
        let hour = parts.next()??;
        let minute = parts.next().flatten().unwrap_or_default();
        let second = parts.next().flatten().unwrap_or_default();
        self.time = Some((hour, minute, second));
        if rest.is_empty() { Some(()) } else { self.word(rest) }
    }

    fn moment(self, render: &Render<'_>, offset: i64) -> Option<Moment> {
        let offset = self.offset.unwrap_or(offset);
        let now = render.clock.now_ms.map(|now| Moment::at(now.div_euclid(1000), offset));
        if self.year.is_none() && self.month.is_none() && self.day.is_none() && self.time.is_none() {
            return None;
        }
        let dated = self.year.is_some() || self.month.is_some() || self.day.is_some();
        let (hour, minute, second) = self.time.unwrap_or_default();
        let hour = match self.afternoon {
            Some(afternoon) => hour % 12 + if afternoon { 12 } else { 0 },
            None => hour,
        };
        let month = self.month.or(now.map(|it| it.month).filter(|_| !dated)).unwrap_or(1);
        let day = self.day.or(now.map(|it| it.day).filter(|_| !dated)).unwrap_or(1);
        let year = self.year.or(now.map(|it| it.year))?;
        let valid = (1..=12).contains(&month) && (1..=31).contains(&day) && hour <= 24 && minute < 60;
        let moment = Moment { year, month, day, hour, minute, second, nanosecond: 0, offset };
        valid.then(|| Moment::at(moment.seconds(), offset))
    }
}

fn month_named(word: &str) -> Option<i64> {
    let at = MONTHS.iter().position(|month| {
        let month = month.to_lowercase();
        word == month || word == short(&month)
    })?;
    i64::try_from(at + 1).ok()
}

/// `+02:00` or `+0200`, in minutes.
fn zone(word: &str) -> Option<i64> {
    let digits: String = word.chars().filter(char::is_ascii_digit).collect();
    let number: i64 = digits.parse().ok().filter(|_| digits.len() == 4)?;
    let minutes = number / 100 * 60 + number % 100;
    Some(if word.starts_with('-') { -minutes } else { minutes })
}

/// `strftime`.
fn formatted(moment: Moment, format: &str) -> String {
    let mut out = String::new();
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        out.push_str(rest.get(..at).unwrap_or_default());
        let directive = rest.get(at + 1..).unwrap_or_default();
        let Some((text, len)) = field(moment, directive) else {
            out.push('%');
            rest = directive;
            continue;
        };
        out.push_str(&text);
        rest = directive.get(len..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// What a directive prints, and how long it is without its `%`.
fn field(moment: Moment, directive: &str) -> Option<(String, usize)> {
    let flags = directive.find(|c: char| !matches!(c, '-' | '0' | '^' | '#' | '_' | ':')).unwrap_or(0);
    let width = directive.get(flags..)?.find(|c: char| !c.is_ascii_digit())?;
    let at = flags + width;
    let letter = directive.get(at..)?.chars().next()?;
    let flags_text = directive.get(..flags)?;
    let width: Option<usize> = directive.get(flags..at)?.parse().ok().filter(|it| *it <= 64);
    let (text, pad, least) = value(moment, letter, flags_text)?;
    let pad = match () {
        () if flags_text.contains('0') => '0',
        () if flags_text.contains('_') => ' ',
        () => pad,
    };
    let least = if flags_text.contains('-') { 0 } else { width.unwrap_or(least) };
    let missing = least.saturating_sub(text.chars().count());
    let mut padded: String = std::iter::repeat_n(pad, missing).collect();
    padded.push_str(&text);
    if flags_text.contains('^') {
        padded = padded.to_uppercase();
    }
    Some((padded, at + letter.len_utf8()))
}

/// A directive's text, what it is padded with, and to which length.
fn value(it: Moment, letter: char, flags: &str) -> Option<(String, char, usize)> {
    let number = |value: i64, pad: char, least: usize| Some((value.to_string(), pad, least));
    let text = |value: &str| Some((value.to_owned(), ' ', 0));
    match letter {
        'Y' => number(it.year, '0', 4),
        'C' => number(it.year.div_euclid(100), '0', 2),
        'y' => number(it.year.rem_euclid(100), '0', 2),
        'm' => number(it.month, '0', 2),
        'B' => text(it.month_name()),
        'b' | 'h' => text(short(it.month_name())),
        'd' => number(it.day, '0', 2),
        'e' => number(it.day, ' ', 2),
        'j' => number(it.day_of_year(), '0', 3),
        'H' => number(it.hour, '0', 2),
        'k' => number(it.hour, ' ', 2),
        'I' => number(it.hour12(), '0', 2),
        'l' => number(it.hour12(), ' ', 2),
        'P' => text(&it.am_pm().to_lowercase()),
        'p' if flags.contains('#') => text(&it.am_pm().to_lowercase()),
        'p' => text(it.am_pm()),
        'M' => number(it.minute, '0', 2),
        'S' => number(it.second, '0', 2),
        'L' => number(it.nanosecond / 1_000_000, '0', 3),
        'N' => number(it.nanosecond, '0', 9),
        'z' => text(&zone_text(it.offset, flags.contains(':'))),
        'Z' => text(if it.offset == 0 { "UTC" } else { "" }),
        'A' => text(it.day_name()),
        'a' => text(short(it.day_name())),
        'u' => number(if it.weekday() == 0 { 7 } else { it.weekday() }, '0', 1),
        'w' => number(it.weekday(), '0', 1),
        'G' => number(it.iso_week().0, '0', 4),
        'V' => number(it.iso_week().1, '0', 2),
        'U' => number((it.day_of_year() + 6 - it.weekday()) / 7, '0', 2),
        'W' => number((it.day_of_year() + 6 - (it.weekday() + 6) % 7) / 7, '0', 2),
        's' => number(it.seconds(), '0', 1),
        'n' => text("\n"),
        't' => text("\t"),
        '%' => text("%"),
        'c' => text(&formatted(it, "%a %b %e %H:%M:%S %Y")),
        'D' | 'x' => text(&formatted(it, "%m/%d/%y")),
        'F' => text(&formatted(it, "%Y-%m-%d")),
        'T' | 'X' => text(&formatted(it, "%H:%M:%S")),
        'r' => text(&formatted(it, "%I:%M:%S %p")),
        'R' => text(&formatted(it, "%H:%M")),
        'v' => text(&formatted(it, "%e-%^b-%Y")),
        _ => None,
    }
}

fn zone_text(offset: i64, colon: bool) -> String {
    let sign = if offset < 0 { '-' } else { '+' };
    let colon = if colon { ":" } else { "" };
    format!("{sign}{:02}{colon}{:02}", offset.abs() / 60, offset.abs() % 60)
}
