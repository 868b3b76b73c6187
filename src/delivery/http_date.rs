//! Dates as HTTP writes them: the form of today and the two obsolete ones that a recipient must still accept
//! (RFC 9110, section 5.6.7).

use crate::calendar::{MONTHS, civil, days};

const DAY_MS: i64 = 86_400_000;

/// Milliseconds since 1970-01-01 of a date in one of the three forms; `now` decides the century of a year of two
/// digits, which is in the past when it would else be more than fifty years ahead. The day's name may be wrong: it
/// tells nothing that the date does not.
pub(super) fn parse(text: &str, now: i64) -> Option<i64> {
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    match *words.as_slice() {
        [name, day, month, year, time, "GMT"] if name.ends_with(',') => {
            moment(digits(year, 4)?, month, digits(day, 2)?, time)
        }
        [name, date, time, "GMT"] if name.ends_with(',') => {
            let mut parts = date.splitn(3, '-');
            let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
            moment(century(digits(year, 2)?, now), month, digits(day, 2)?, time)
        }
        [_, month, day, time, year] => moment(digits(year, 4)?, month, digits(day, day.len().min(2))?, time),
        _ => None,
    }
}

/// The year that two digits mean.
fn century(year: i64, now: i64) -> i64 {
    let (this_year, _, _) = civil(now.div_euclid(DAY_MS));
    let year = this_year - this_year.rem_euclid(100) + year;
    if year > this_year + 50 { year - 100 } else { year }
}

fn moment(year: i64, month: &str, day: i64, time: &str) -> Option<i64> {
    let month = MONTHS.iter().position(|it| it.get(..3) == Some(month))?;
    let month = i64::try_from(month).ok()? + 1;
    let day = Some(days(year, month, day)).filter(|it| civil(*it) == (year, month, day))?;
    let mut parts = time.splitn(3, ':');
    let mut part = || parts.next().and_then(|it| digits(it, 2));
    let (hour, minute, second) = (part()?, part()?, part()?);
    // 60 is a leap second.
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    Some(day * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000)
}

/// A number of exactly so many digits.
fn digits(text: &str, count: usize) -> Option<i64> {
    let is_number = text.len() == count && !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-21T09:30:00Z.
    const NOW: i64 = 1_795_253_400_000;

    #[test]
    fn the_three_forms_are_read() {
        let example = Some(784_111_777_000);
        for (text, expected) in [
            ("Sun, 06 Nov 1994 08:49:37 GMT", example),
            ("Sunday, 06-Nov-94 08:49:37 GMT", example),
            ("Sun Nov  6 08:49:37 1994", example),
            ("Sat, 21 Nov 2026 09:30:00 GMT", Some(NOW)),
            ("Saturday, 21-Nov-26 09:30:00 GMT", Some(NOW)),
            ("Sat Nov 21 09:30:00 2026", Some(NOW)),
            // Fifty years ahead is the future, fifty-one the past.
            ("Saturday, 21-Nov-76 00:00:00 GMT", Some(3_373_142_400_000)),
            ("Monday, 21-Nov-77 00:00:00 GMT", Some(248_918_400_000)),
            ("Sat, 31 Dec 2016 23:59:60 GMT", Some(1_483_228_800_000)),
            ("Sun, 06 Nov 1994 08:49:37", None),
            ("Sun, 6 Nov 1994 08:49:37 GMT", None),
            ("Sun, 31 Feb 1994 08:49:37 GMT", None),
            ("Sun, 06 Nov 1994 24:00:00 GMT", None),
            ("Sun, 06 nov 1994 08:49:37 GMT", None),
            ("Sun, 06 Nov 1994 08:49:37:00 GMT", None),
            ("", None),
        ] {
            assert_eq!(parse(text, NOW), expected, "{text}");
        }
    }
}
