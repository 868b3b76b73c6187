//! `$date`: Velocity Tools' `DateTool.java`, for the moment and the zone that the check is told. What depends on the
//! language of the platform's Java besides, such as `$date.medium`, is told and not guessed.

use super::Tool;
use crate::profile::liquid::date::{Moment, short};
use crate::profile::velocity::methods::Call;
use crate::profile::velocity::number::Number;
use crate::render::{Fault, Render};
use crate::value::{Int, Value, Width};

pub(super) const TABLE: &[(&str, Tool)] = &[
    ("difference", |_, _| Err(unknown())),
    ("format", format),
    ("get", |render, call| {
        let pattern = call.text(render, 0).filter(|_| call.has(1)).ok_or_else(unknown)?;
        written(now(render)?, &pattern.text)
    }),
    ("getCalendar", |_, _| Err(unknown())),
    ("getDate", |_, _| Err(unknown())),
    ("getDay", |render, call| part(render, call, |it| it.moment.day)),
    ("getFull", |_, _| Err(unknown())),
    ("getLong", |_, _| Err(unknown())),
    ("getMedium", |_, _| Err(unknown())),
    // `Calendar.MONTH` counts from 0.
    ("getMonth", |render, call| part(render, call, |it| it.moment.month - 1)),
    ("getShort", |_, _| Err(unknown())),
    ("getSystemDate", |_, _| Err(unknown())),
    ("getSystemTime", |render, _| {
        let milliseconds = render.clock.now_ms.ok_or_else(needed)?;
        Ok(Some(Value::Int(Int { value: i128::from(milliseconds), width: Width::Long })))
    }),
    ("getValue", |_, _| Err(unknown())),
    ("getYear", |render, call| part(render, call, |it| it.moment.year)),
    ("toCalendar", |_, _| Err(unknown())),
    ("toDate", |_, _| Err(unknown())),
    ("toLocalDate", |_, _| Err(unknown())),
    ("whenIs", |_, _| Err(unknown())),
];

/// A moment with its milliseconds.
#[derive(Clone, Copy)]
struct Time {
    moment: Moment,
    millisecond: i64,
}

impl Time {
    /// So many milliseconds after 1970-01-01 00:00 UTC, in the zone of the check.
    fn at(render: &Render<'_>, milliseconds: i64) -> Time {
        let offset = i64::from(render.clock.offset_minutes);
        let moment = Moment::at(milliseconds.div_euclid(1000), offset);
        Time { moment, millisecond: milliseconds.rem_euclid(1000) }
    }
}

fn now(render: &Render<'_>) -> Result<Time, Fault> {
    render.clock.now_ms.map(|it| Time::at(render, it)).ok_or_else(needed)
}

fn needed() -> Fault {
    let help = "say what time it is: give `now`";
    let message = "what '$date' gives depends on the moment and the zone in which the message is sent";
    Fault::new("now-needed", message).with_help(help)
}

/// What gives one of Java's own objects, or text in the platform's language.
fn unknown() -> Fault {
    Fault::refused("what this gives depends on the platform's Java")
        .with_help("name the form of the date: `$date.get('yyyy-MM-dd')`")
}

/// The date that an argument is: milliseconds since 1970. None for text, which the tool reads in its own form only.
fn given(render: &Render<'_>, call: &Call, at: usize) -> Option<Time> {
    let Number::Int(milliseconds) = Number::of(&call.arg(at)?.value)? else { return None };
    Some(Time::at(render, i64::try_from(milliseconds.value).ok()?))
}

/// `format(pattern, date)`
fn format(render: &mut Render<'_>, call: &Call) -> Result<Option<Value>, Fault> {
    if !call.has(2) {
        return Err(unknown());
    }
    let Some(pattern) = call.text(render, 0) else { return Ok(None) };
    given(render, call, 1).map_or(Ok(None), |time| written(time, &pattern.text))
}

/// A number that is part of a date: of the argument, or of now.
fn part(render: &mut Render<'_>, call: &Call, of: fn(&Time) -> i64) -> Result<Option<Value>, Fault> {
    let time = if call.has(0) { Some(now(render)?) } else { given(render, call, 0) };
    Ok(time.map(|it| Value::from(i128::from(of(&it)))))
}

/// A date in a pattern of `SimpleDateFormat`, in English. None for a pattern that it refuses.
fn written(time: Time, pattern: &str) -> Result<Option<Value>, Fault> {
    let style = pattern.trim_end_matches("_date").trim_end_matches("_time");
    if matches!(style, "default" | "full" | "long" | "medium" | "short") {
        return Err(unknown());
    }
    Ok(in_pattern(time, pattern).map(Value::from))
}

fn in_pattern(time: Time, pattern: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        let len = rest.find(|it| it != c).unwrap_or(rest.len());
        match c {
            '\'' => {
                let after = rest.get(1..)?;
                let (text, after) = quoted(after)?;
                out.push_str(&text);
                rest = after;
            }
            c if c.is_ascii_alphabetic() => {
                out.push_str(&field(time, c, len)?);
                rest = rest.get(len..)?;
            }
            c => {
                out.push(c);
                rest = rest.get(c.len_utf8()..)?;
            }
        }
    }
    Some(out)
}

/// Text up to the closing quote, and what follows it. Two quotes are one, inside and outside of others.
fn quoted(text: &str) -> Option<(String, &str)> {
    if let Some(rest) = text.strip_prefix('\'') {
        return Some(("'".to_owned(), rest));
    }
    let mut out = String::new();
    let mut rest = text;
    loop {
        let (before, after) = rest.split_once('\'')?;
        out.push_str(before);
        let Some(more) = after.strip_prefix('\'') else { return Some((out, after)) };
        out.push('\'');
        rest = more;
    }
}

/// What a letter stands for that is written so many times.
fn field(time: Time, letter: char, count: usize) -> Option<String> {
    let Time { moment: it, millisecond } = time;
    let number = |value: i64| {
        let digits = value.to_string();
        Some("0".repeat(count.saturating_sub(digits.len())) + &digits)
    };
    let name = |name: &str| Some(if count > 3 { name.to_owned() } else { short(name).to_owned() });
    match letter {
        'G' => Some(if it.year > 0 { "AD" } else { "BC" }.to_owned()),
        'y' if count == 2 => Some(format!("{:02}", it.year.rem_euclid(100))),
        'y' => number(it.year),
        'M' if count > 2 => name(it.month_name()),
        'M' => number(it.month),
        'd' => number(it.day),
        'D' => number(it.day_of_year()),
        'E' => name(it.day_name()),
        'u' => number((it.weekday() + 6) % 7 + 1),
        'a' => Some(it.am_pm().to_owned()),
        'H' => number(it.hour),
        'k' => number(if it.hour == 0 { 24 } else { it.hour }),
        'K' => number(it.hour % 12),
        'h' => number(it.hour12()),
        'm' => number(it.minute),
        's' => number(it.second),
        'S' => number(millisecond),
        'Z' => Some(offset(it, "")),
        'X' if it.offset == 0 && count <= 3 => Some("Z".to_owned()),
        'X' if count == 1 => offset(it, "").get(..3).map(str::to_owned),
        'X' if count == 2 => Some(offset(it, "")),
        'X' if count == 3 => Some(offset(it, ":")),
        'z' if it.offset == 0 => Some("UTC".to_owned()),
        'z' => Some(format!("GMT{}", offset(it, ":"))),
        _ => None,
    }
}

fn offset(it: Moment, between: &str) -> String {
    let sign = if it.offset < 0 { '-' } else { '+' };
    format!("{sign}{:02}{between}{:02}", it.offset.abs() / 60, it.offset.abs() % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_java_does() {
        // 2026-03-08 14:05:09.042 in India
        let time = Time { moment: Moment::at(1_772_958_909, 330), millisecond: 42 };
        for (pattern, expected) in [
            ("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Some("2026-03-08T14:05:09.042+05:30")),
            ("d/M/yy h:mm a", Some("8/3/26 2:05 PM")),
            ("EEEE, d MMMM yyyy", Some("Sunday, 8 March 2026")),
            ("EEE MMM dd HH:mm:ss z yyyy", Some("Sun Mar 08 14:05:09 GMT+05:30 2026")),
            ("D u k K Z X G", Some("67 7 14 2 +0530 +05 AD")),
            ("'o''clock' ''", Some("o'clock '")),
            ("é", Some("é")),
            ("yyyy-b", None),
            ("'open", None),
        ] {
            assert_eq!(in_pattern(time, pattern).as_deref(), expected, "{pattern}");
        }
        let utc = Time { moment: Moment::at(0, 0), millisecond: 0 };
        assert_eq!(in_pattern(utc, "HH z X XXX").as_deref(), Some("00 UTC Z Z"));
    }
}
