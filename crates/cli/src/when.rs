//! What time it is, and times as people write and read them. The machine's clock is read here and nowhere else.

use hookproof::clock::{Clock, rfc3339};
use hookproof_dispatch::worker::{Clock as _, SystemClock};

use crate::failure::Failure;

/// Now, in milliseconds since 1970-01-01 UTC.
pub(crate) fn now() -> i64 {
    SystemClock.now()
}

/// Reads a time: as RFC 3339 writes it, or a date with or without hour and minute in a zone; UTC without one.
pub(crate) fn read(text: &str, zone: Option<&str>) -> Result<i64, Failure> {
    let zone = zone.unwrap_or("UTC");
    // A zone that is wrong is told of as such.
    Clock::read(None, Some(zone)).map_err(Failure::new)?;
    let of_day = format!("{text}T00:00:00{zone}");
    let of_minute = format!("{text}:00{zone}");
    let of_second = format!("{text}{zone}");
    let forms = [text, &of_day, &of_minute, &of_second];
    let found = forms.iter().find_map(|it| Clock::read(Some(it), None).ok()?.now_ms);
    found.ok_or_else(|| {
        let failure = Failure::new(format!("'{text}' is not a time"));
        failure.with_help("write it as 2026-11-21, '2026-11-21 09:30' or 2026-11-21T09:30:00+01:00")
    })
}

/// A time for people: `2026-11-21 09:30:00 UTC`.
pub(crate) fn said(moment: i64) -> String {
    rfc3339(moment, 0).replace('T', " ").replace('Z', " UTC")
}

/// A time for programs: `2026-11-21T09:30:00Z`.
pub(crate) fn written(moment: i64) -> String {
    rfc3339(moment, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        let moment = 1_795_253_400_000;
        for (text, zone, expected) in [
            ("2026-11-21T09:30:00Z", None, moment),
            ("2026-11-21T09:30:00Z", Some("+01:00"), moment),
            ("2026-11-21 09:30", None, moment),
            ("2026-11-21 10:30", Some("+01:00"), moment),
            ("2026-11-21T09:30:00", None, moment),
            ("2026-11-21", Some("UTC"), moment - 34_200_000),
        ] {
            assert_eq!(read(text, zone).ok(), Some(expected), "{text} {zone:?}");
        }
        for (text, zone) in [("tomorrow", None), ("2026-11-21", Some("CET")), ("09:30", None)] {
            assert!(read(text, zone).is_err(), "{text} {zone:?}");
        }
        assert_eq!(said(moment), "2026-11-21 09:30:00 UTC");
        assert_eq!(written(moment), "2026-11-21T09:30:00Z");
    }
}
