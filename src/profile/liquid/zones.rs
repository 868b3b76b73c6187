//! Time zones by name, with the rules that they follow now, for every year: there is no table of zones in the core, and
//! templates show moments of these years. Where a zone changes its clocks is from the IANA database
//! (<https://www.iana.org/time-zones>).

use super::date::Moment;
use crate::calendar::days;
use crate::nearest::nearest;
use crate::render::Fault;

/// India's clocks, in minutes ahead of UTC.
pub(super) const INDIA: i64 = 330;

/// A time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Zone {
    /// Minutes ahead of UTC in winter.
    standard: i64,
    summer: Summer,
}

/// When the clocks are an hour ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Summer {
    Never,
    /// From 01:00 UTC on the last Sunday of March to the same of October.
    Europe,
    /// From 02:00 on the second Sunday of March to the first of November.
    America,
    /// From 02:00 on the first Sunday of October to the first of April.
    Australia,
    /// From 02:00 on the last Sunday of September to the first of April.
    NewZealand,
}

/// Zones by name, sorted: where the platform's customers mostly are, and those that guides use as examples.
const ZONES: &[(&str, i64, Summer)] = &[
    ("Africa/Johannesburg", 120, Summer::Never),
    ("Africa/Lagos", 60, Summer::Never),
    ("Africa/Nairobi", 180, Summer::Never),
    ("America/Argentina/Buenos_Aires", -180, Summer::Never),
    ("America/Bogota", -300, Summer::Never),
    ("America/Chicago", -360, Summer::America),
    ("America/Denver", -420, Summer::America),
    ("America/Los_Angeles", -480, Summer::America),
    ("America/Mexico_City", -360, Summer::Never),
    ("America/New_York", -300, Summer::America),
    ("America/Phoenix", -420, Summer::Never),
    ("America/Sao_Paulo", -180, Summer::Never),
    ("America/Toronto", -300, Summer::America),
    ("America/Vancouver", -480, Summer::America),
    ("Asia/Bangkok", 420, Summer::Never),
    ("Asia/Calcutta", INDIA, Summer::Never),
    ("Asia/Dhaka", 360, Summer::Never),
    ("Asia/Dubai", 240, Summer::Never),
    ("Asia/Ho_Chi_Minh", 420, Summer::Never),
    ("Asia/Hong_Kong", 480, Summer::Never),
    ("Asia/Jakarta", 420, Summer::Never),
    ("Asia/Karachi", 300, Summer::Never),
    ("Asia/Kathmandu", 345, Summer::Never),
    ("Asia/Kolkata", INDIA, Summer::Never),
    ("Asia/Kuala_Lumpur", 480, Summer::Never),
    ("Asia/Kuwait", 180, Summer::Never),
    ("Asia/Manila", 480, Summer::Never),
    ("Asia/Qatar", 180, Summer::Never),
    ("Asia/Riyadh", 180, Summer::Never),
    ("Asia/Seoul", 540, Summer::Never),
    ("Asia/Shanghai", 480, Summer::Never),
    ("Asia/Singapore", 480, Summer::Never),
    ("Asia/Tokyo", 540, Summer::Never),
    ("Australia/Brisbane", 600, Summer::Never),
    ("Australia/Melbourne", 600, Summer::Australia),
    ("Australia/Perth", 480, Summer::Never),
    ("Australia/Sydney", 600, Summer::Australia),
    ("Etc/UTC", 0, Summer::Never),
    ("Europe/Amsterdam", 60, Summer::Europe),
    ("Europe/Athens", 120, Summer::Europe),
    ("Europe/Berlin", 60, Summer::Europe),
    ("Europe/Dublin", 0, Summer::Europe),
    ("Europe/Istanbul", 180, Summer::Never),
    ("Europe/Kyiv", 120, Summer::Europe),
    ("Europe/Lisbon", 0, Summer::Europe),
    ("Europe/London", 0, Summer::Europe),
    ("Europe/Madrid", 60, Summer::Europe),
    ("Europe/Moscow", 180, Summer::Never),
    ("Europe/Paris", 60, Summer::Europe),
    ("Europe/Rome", 60, Summer::Europe),
    ("Europe/Warsaw", 60, Summer::Europe),
    ("GMT", 0, Summer::Never),
    ("IST", INDIA, Summer::Never),
    ("Pacific/Auckland", 720, Summer::NewZealand),
    ("Pacific/Honolulu", -600, Summer::Never),
    ("UTC", 0, Summer::Never),
];

/// That a zone is not known here.
pub(super) fn unknown(name: &str) -> Fault {
    let fault = Fault::new("unknown-zone", format!("the time zone '{name}' is not known here"));
    match nearest(name, ZONES.iter().map(|(it, ..)| *it)) {
        Some(near) => fault.with_help(format!("did you mean '{near}'?")),
        None => fault.with_help("write an offset from UTC, such as '+05:30'"),
    }
}

impl Zone {
    /// The zone of this name, or an offset: `+05:30`, `GMT+5:30`, `UTC-08:00`.
    pub(super) fn named(name: &str) -> Option<Zone> {
        if let Ok(at) = ZONES.binary_search_by(|(it, ..)| (*it).cmp(name)) {
            return ZONES.get(at).map(|&(_, standard, summer)| Zone { standard, summer });
        }
        let offset = name.strip_prefix("GMT").or(name.strip_prefix("UTC")).unwrap_or(name);
        let (sign, digits) = match offset.split_at_checked(1)? {
            ("+", digits) => (1, digits),
            ("-", digits) => (-1, digits),
            _ => return None,
        };
        let (hours, minutes) = digits.split_once(':').or_else(|| digits.split_at_checked(2))?;
        let number = |text: &str, below: i64| {
            let whole = text.len() <= 2 && text.bytes().all(|it| it.is_ascii_digit());
            text.parse().ok().filter(|it: &i64| whole && *it < below)
        };
        let minutes = if minutes.is_empty() { 0 } else { number(minutes, 60)? };
        Some(Zone { standard: sign * (number(hours, 24)? * 60 + minutes), summer: Summer::Never })
    }

    /// How many minutes its clocks are ahead of UTC at this moment, in seconds since 1970.
    pub(super) fn offset_at(self, seconds: i64) -> i64 {
        if self.is_summer(Moment::at(seconds, self.standard)) { self.standard + 60 } else { self.standard }
    }

    /// Whether the clocks are ahead at a moment that is shown in standard time.
    fn is_summer(self, now: Moment) -> bool {
        let now_minutes = |days: i64, minutes: i64| days * 1440 + minutes;
        let at = now_minutes(days(now.year, now.month, now.day), now.hour * 60 + now.minute);
        let between = |start: (i64, i64), end: (i64, i64)| {
            now_minutes(start.0, start.1) <= at && at < now_minutes(end.0, end.1)
        };
        let year = now.year;
        match self.summer {
            Summer::Never => false,
            Summer::Europe => {
                let turn = 60 + self.standard;
                between((last_sunday(year, 3, 31), turn), (last_sunday(year, 10, 31), turn))
            }
            Summer::America => between((sunday_from(year, 3, 8), 120), (sunday_from(year, 11, 1), 60)),
            Summer::Australia => !between((sunday_from(year, 4, 1), 120), (sunday_from(year, 10, 1), 120)),
            Summer::NewZealand => !between((sunday_from(year, 4, 1), 120), (last_sunday(year, 9, 30), 120)),
        }
    }
}

/// The first Sunday on or after a date, in days since 1970.
fn sunday_from(year: i64, month: i64, day: i64) -> i64 {
    let date = days(year, month, day);
    // 1970-01-04 was a Sunday.
    date + (3 - date).rem_euclid(7)
}

/// The last Sunday of a month, which has so many days.
fn last_sunday(year: i64, month: i64, length: i64) -> i64 {
    sunday_from(year, month, length - 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_sorted_for_their_search() {
        assert!(ZONES.is_sorted_by(|(a, ..), (b, ..)| a < b));
    }

    #[test]
    fn names_and_offsets_are_read() {
        let minutes = |name: &str| Zone::named(name).map(|it| it.standard);
        assert_eq!(minutes("Asia/Kolkata"), Some(330));
        assert_eq!(minutes("+05:30"), Some(330));
        assert_eq!(minutes("GMT+5:30"), Some(330));
        assert_eq!(minutes("UTC-0800"), Some(-480));
        assert_eq!(minutes("-03"), Some(-180));
        for wrong in ["", "+", "+24:00", "+05:60", "++5:30", "05:30", "Mars/Base", "+1:+2"] {
            assert_eq!(minutes(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn clocks_change_when_the_database_says() {
        for (name, seconds, minutes) in [
            // 2026-03-29T00:59:59Z, 01:00:00Z; 2026-10-25T00:59:59Z, 01:00:00Z
            ("Europe/London", 1_774_745_999, 0),
            ("Europe/London", 1_774_746_000, 60),
            ("Europe/Berlin", 1_792_889_999, 120),
            ("Europe/Berlin", 1_792_890_000, 60),
            // 2026-03-08T06:59:59Z, 07:00:00Z; 2026-11-01T05:59:59Z, 06:00:00Z
            ("America/New_York", 1_772_953_199, -300),
            ("America/New_York", 1_772_953_200, -240),
            ("America/New_York", 1_793_512_799, -240),
            ("America/New_York", 1_793_512_800, -300),
            // 2026-04-04T15:59:59Z, 16:00:00Z; 2026-10-03T15:59:59Z, 16:00:00Z
            ("Australia/Sydney", 1_775_318_399, 660),
            ("Australia/Sydney", 1_775_318_400, 600),
            ("Australia/Sydney", 1_791_043_199, 600),
            ("Australia/Sydney", 1_791_043_200, 660),
            // 2026-04-04T13:59:59Z, 14:00:00Z; 2026-09-26T13:59:59Z, 14:00:00Z
            ("Pacific/Auckland", 1_775_311_199, 780),
            ("Pacific/Auckland", 1_775_311_200, 720),
            ("Pacific/Auckland", 1_790_431_199, 720),
            ("Pacific/Auckland", 1_790_431_200, 780),
        ] {
            let zone = Zone::named(name).map(|it| it.offset_at(seconds));
            assert_eq!(zone, Some(minutes), "{name} at {seconds}");
        }
    }
}
