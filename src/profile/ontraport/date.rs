//! Dates with a style: `[nDate long+0]` (support.ontraport.com, article 229717968). The number is added in days.

use super::text;
use crate::calendar;
use crate::finding::Severity;
use crate::profile::Input;
use crate::render::{Fault, Render};
use crate::value::{Traced, Value};

/// A date as days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Day(i64);

/// Far beyond any date of a contact, so that sums stay in range.
const FARTHEST: i64 = 100_000_000;

/// A date in a style. What is empty or unknown stays so; what is no date stays as it is, and that is told.
pub(super) fn filter(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let value = input.value;
    let (style, days) = match input.args.positional.as_slice() {
        [Traced { value: Value::Str(style), .. }, Traced { value: Value::Int(days), .. }] => {
            (style.text.clone(), i64::try_from(days.value).unwrap_or_default())
        }
        _ => return Ok(value.value),
    };
    if matches!(value.value, Value::Undefined | Value::Null) {
        return Ok(value.value);
    }
    let shown = text(render, &value.value)?;
    if shown.text.is_empty() {
        return Ok(value.value);
    }
    let reads = render.used(&value);
    let Some(Day(day)) = Day::parse(shown.text.trim()) else {
        let message = format!("'{}' is no date", shown.text);
        let help = "write dates as YYYY-MM-DD or as seconds since 1970";
        render.remark(Severity::Warning, Fault::new("not-a-date", message).with_help(help).reading(reads));
        return Ok(value.value);
    };
    let day = Day((day + days).clamp(-FARTHEST, FARTHEST));
    match &*style {
        "long" => Ok(day.long().into()),
        "abb" => Ok(day.abbreviated().into()),
        other => {
            let message = format!("the date style '{other}' is none that is known here");
            let help = "ONTRAPORT's guide shows 'long' and 'abb'; look at a test message";
            render.remark(Severity::Warning, Fault::new("unknown-date-style", message).with_help(help));
            Ok(day.iso().into())
        }
    }
}

impl Day {
    /// Reads `2015-01-21`, also with a time after it, or seconds since 1970.
    fn parse(text: &str) -> Option<Day> {
        if let Ok(seconds) = text.parse::<i64>() {
            return Some(Day(seconds.div_euclid(86_400)).bounded());
        }
        let (date, rest) = text.split_at_checked(10)?;
        if !(rest.is_empty() || rest.starts_with(['T', ' '])) {
            return None;
        }
        let mut parts = date.split('-');
        let mut number = |len: usize| {
            let part =
                parts.next().filter(|it| it.len() == len && it.bytes().all(|it| it.is_ascii_digit()))?;
            part.parse::<i64>().ok()
        };
        let (year, month, day) = (number(4)?, number(2)?, number(2)?);
        let it = Day::of(year, month, day);
        (it.civil() == (year, month, day)).then_some(it)
    }

    fn bounded(self) -> Day {
        Day(self.0.clamp(-FARTHEST, FARTHEST))
    }

    /// The day of a date of the Gregorian calendar.
    fn of(year: i64, month: i64, day: i64) -> Day {
        Day(calendar::days(year, month, day))
    }

    /// Its year, month and day.
    fn civil(self) -> (i64, i64, i64) {
        calendar::civil(self.0)
    }

    fn month_name(month: i64) -> &'static str {
        usize::try_from(month - 1).ok().and_then(|it| calendar::MONTHS.get(it)).copied().unwrap_or_default()
    }

    /// `January 21st, 2015`
    fn long(self) -> String {
        let (year, month, day) = self.civil();
        let ending = match (day % 10, day / 10) {
            (_, 1) => "th",
            (1, _) => "st",
            (2, _) => "nd",
            (3, _) => "rd",
            _ => "th",
        };
        format!("{} {day}{ending}, {year}", Day::month_name(month))
    }

    /// `Jan 21, 2015`
    fn abbreviated(self) -> String {
        let (year, month, day) = self.civil();
        format!("{} {day}, {year}", Day::month_name(month).get(..3).unwrap_or_default())
    }

    fn iso(self) -> String {
        let (year, month, day) = self.civil();
        format!("{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_read_and_print() {
        for (text, long, abbreviated) in [
            ("2015-01-21", "January 21st, 2015", "Jan 21, 2015"),
            ("2024-02-29T10:00:00Z", "February 29th, 2024", "Feb 29, 2024"),
            ("1421798400", "January 21st, 2015", "Jan 21, 2015"),
            ("-1", "December 31st, 1969", "Dec 31, 1969"),
            ("2015-05-02", "May 2nd, 2015", "May 2, 2015"),
            ("2015-09-03", "September 3rd, 2015", "Sep 3, 2015"),
            ("2015-09-12", "September 12th, 2015", "Sep 12, 2015"),
        ] {
            let day = Day::parse(text).unwrap();
            assert_eq!((day.long().as_str(), day.abbreviated().as_str()), (long, abbreviated), "{text}");
        }
        for text in ["2015-02-30", "2015-13-01", "21.1.2015", "2015-1-2", "", "é"] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }
}
