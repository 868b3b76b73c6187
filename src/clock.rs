//! What `now` is. The core reads no clock: whoever asks for a render says what time it is.

use crate::calendar::{civil, days};

/// The time that a render takes for now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    /// Milliseconds since 1970-01-01 00:00 UTC; without them, `now` is a fault.
    pub now_ms: Option<i64>,
    /// Minutes that the account's time zone is ahead of UTC.
    pub offset_minutes: i32,
}

impl Clock {
    /// Reads a moment as RFC 3339 writes it (`2026-11-21T09:30:00Z`) and a zone as an offset (`+05:30`, `UTC`). A
    /// moment's own offset is the zone where no zone is given.
    ///
    /// # Errors
    ///
    /// What is wrong with which of the two, in words.
    pub fn read(now: Option<&str>, zone: Option<&str>) -> Result<Clock, String> {
        let moment = now.map(|text| {
            let help = "write it as 2026-11-21T09:30:00Z or 2026-11-21T09:30:00+01:00";
            moment(text).ok_or_else(|| format!("'{text}' is not a moment in time: {help}"))
        });
        let moment = moment.transpose()?;
        let zone = zone.map(|text| {
            let help = "write it as +05:30, -08:00 or UTC";
            offset(text).ok_or_else(|| format!("'{text}' is not an offset from UTC: {help}"))
        });
        let zone = zone.transpose()?;
        let own = moment.map(|(_, minutes)| minutes);
        Ok(Clock {
            now_ms: moment.map(|(milliseconds, _)| milliseconds),
            offset_minutes: zone.or(own).unwrap_or_default(),
        })
    }
}

/// A moment, in milliseconds since 1970-01-01 00:00 UTC, as RFC 3339 writes it, to the second, in a zone so many minutes
/// ahead of UTC: `2026-11-21T09:30:00Z`.
pub fn rfc3339(moment_ms: i64, offset_minutes: i32) -> String {
    let seconds = moment_ms.div_euclid(1000).saturating_add(i64::from(offset_minutes) * 60);
    let (year, month, day) = civil(seconds.div_euclid(86_400));
    let of_day = seconds.rem_euclid(86_400);
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    let zone = match offset_minutes {
        0 => "Z".to_owned(),
        it => {
            let sign = if it < 0 { '-' } else { '+' };
            format!("{sign}{:02}:{:02}", it.abs() / 60, it.abs() % 60)
        }
    };
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}")
}

/// RFC 3339, section 5.6: a date, a time with or without fractions of a second, and an offset.
fn moment(text: &str) -> Option<(i64, i32)> {
    let (date, rest) = text.split_at_checked(10)?;
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let (time, rest) = rest.split_at_checked(8)?;
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let [hour, minute, second] = numbers(time, ':', [2, 2, 2])?;
    let in_range =
        (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second < 61;
    if !in_range {
        return None;
    }
    let digits = rest
        .strip_prefix('.')
        .map_or(0, |it| it.len() - it.trim_start_matches(|c: char| c.is_ascii_digit()).len());
    let fraction = rest.get(1..=digits).filter(|_| digits > 0).unwrap_or_default();
    let rest = if digits > 0 { rest.get(digits + 1..)? } else { rest };
    let milliseconds: i64 = format!("{:0<3}", fraction.get(..3).unwrap_or(fraction)).parse().ok()?;
    let minutes = offset(rest)?;
    let seconds =
        days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - i64::from(minutes) * 60;
    Some((seconds * 1000 + milliseconds, minutes))
}

fn offset(text: &str) -> Option<i32> {
    if matches!(text, "Z" | "z" | "UTC" | "utc") {
        return Some(0);
    }
    let sign = match text.get(..1)? {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let [hours, minutes] = numbers(text.get(1..)?, ':', [2, 2])?;
    if hours > 23 || minutes > 59 {
        return None;
    }
    i32::try_from(hours * 60 + minutes).ok().map(|minutes| sign * minutes)
}

/// Numbers of these widths with a separator between them.
fn numbers<const N: usize>(text: &str, separator: char, widths: [usize; N]) -> Option<[i64; N]> {
    let mut parts = text.split(separator);
    let mut numbers = [0; N];
    for (number, width) in numbers.iter_mut().zip(widths) {
        let part = parts.next().filter(|it| it.len() == width && it.bytes().all(|b| b.is_ascii_digit()))?;
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_and_zones_are_read() {
        for (now, zone, expected) in [
            ("1970-01-01T00:00:00Z", None, Some((0, 0))),
            ("2000-02-29T12:00:00.5Z", None, Some((951_825_600_500, 0))),
            ("2026-11-21T09:30:00+05:30", None, Some((1_795_233_600_000, 330))),
            ("2026-11-21 04:00:00z", Some("-08:00"), Some((1_795_233_600_000, -480))),
            ("2026-11-21T09:30:00", None, None),
            ("2026-13-01T00:00:00Z", None, None),
            ("yesterday", None, None),
            ("2026-11-21T09:30:00Z", Some("IST"), None),
        ] {
            let clock = Clock::read(Some(now), zone).ok();
            assert_eq!(
                clock.map(|it| (it.now_ms.unwrap_or(-1), it.offset_minutes)),
                expected,
                "{now} {zone:?}"
            );
        }
        assert_eq!(Clock::read(None, None), Ok(Clock::default()));
    }

    #[test]
    fn moments_are_written_as_they_are_read() {
        for (moment, offset, expected) in [
            (0, 0, "1970-01-01T00:00:00Z"),
            (951_825_600_500, 0, "2000-02-29T12:00:00Z"),
            (1_795_233_600_000, 330, "2026-11-21T09:30:00+05:30"),
            (1_795_233_600_000, -480, "2026-11-20T20:00:00-08:00"),
            (-1, 0, "1969-12-31T23:59:59Z"),
        ] {
            assert_eq!(rfc3339(moment, offset), expected);
            let read = Clock::read(Some(expected), None).ok().and_then(|it| it.now_ms);
            assert_eq!(read, Some(moment.div_euclid(1000) * 1000), "{expected}");
        }
    }
}
