//! Dates without a clock or zone table: days since 1970-01-01 and the parts of a day, in the proleptic Gregorian
//! calendar.

use crate::calendar::{MONTHS, civil, days};

/// The days' English names, from Sunday.
pub(in crate::profile) const DAYS: [&str; 7] =
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// A moment as clocks and calendars show it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::profile) struct Moment {
    pub(in crate::profile) year: i64,
    /// From 1.
    pub(in crate::profile) month: i64,
    /// From 1.
    pub(in crate::profile) day: i64,
    pub(in crate::profile) hour: i64,
    pub(in crate::profile) minute: i64,
    pub(in crate::profile) second: i64,
    pub(in crate::profile) nanosecond: i64,
    /// Minutes ahead of UTC.
    pub(in crate::profile) offset: i64,
}

/// The furthest from 1970 that a date is counted, in seconds: some 300,000 years, as Java's `Date` reaches.
const FARTHEST: i64 = 9_000_000_000_000;

impl Moment {
    /// The moment so many seconds after 1970-01-01 00:00 UTC, shown so many minutes ahead of UTC.
    pub(in crate::profile) fn at(seconds: i64, offset: i64) -> Moment {
        let local = seconds.clamp(-FARTHEST, FARTHEST) + offset * 60;
        let (days, second) = (local.div_euclid(86_400), local.rem_euclid(86_400));
        let (year, month, day) = civil(days);
        Moment {
            year,
            month,
            day,
            hour: second / 3600,
            minute: second / 60 % 60,
            second: second % 60,
            nanosecond: 0,
            offset,
        }
    }

    /// Seconds since 1970-01-01 00:00 UTC. Parts beyond their range carry over, as Java's lenient calendar has it.
    pub(in crate::profile) fn seconds(self) -> i64 {
        let months = self.year.clamp(-300_000, 300_000) * 12 + self.month.clamp(-3_600_000, 3_600_000) - 1;
        let days = days(months.div_euclid(12), months.rem_euclid(12) + 1, 1);
        let days = days.saturating_add(self.day.saturating_sub(1));
        let hours = days.saturating_mul(24).saturating_add(self.hour);
        let minutes = hours.saturating_mul(60).saturating_add(self.minute).saturating_sub(self.offset);
        minutes.saturating_mul(60).saturating_add(self.second)
    }

    /// From Sunday, 0, to Saturday, 6.
    pub(in crate::profile) fn weekday(self) -> i64 {
        (days(self.year, self.month, self.day) + 4).rem_euclid(7)
    }

    /// From 1.
    pub(in crate::profile) fn day_of_year(self) -> i64 {
        days(self.year, self.month, self.day) - days(self.year, 1, 1) + 1
    }

    /// From 12 over 1 to 11.
    pub(in crate::profile) fn hour12(self) -> i64 {
        (self.hour + 11) % 12 + 1
    }

    pub(in crate::profile) fn month_name(self) -> &'static str {
        name(&MONTHS, self.month - 1)
    }

    pub(in crate::profile) fn day_name(self) -> &'static str {
        name(&DAYS, self.weekday())
    }

    pub(in crate::profile) fn am_pm(self) -> &'static str {
        if self.hour < 12 { "AM" } else { "PM" }
    }

    /// The week of the year (ISO 8601) and the year that it belongs to.
    pub(in crate::profile) fn iso_week(self) -> (i64, i64) {
        let weekday = (self.weekday() + 6) % 7;
        let thursday = days(self.year, self.month, self.day) - weekday + 3;
        let (year, ..) = civil(thursday);
        (year, (thursday - days(year, 1, 1)) / 7 + 1)
    }
}

fn name(names: &[&'static str], at: i64) -> &'static str {
    usize::try_from(at).ok().and_then(|at| names.get(at)).copied().unwrap_or_default()
}

/// The first three letters of a name.
pub(in crate::profile) fn short(name: &str) -> &str {
    name.get(..3).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_counted_both_ways() {
        for seconds in [0, -1, 951_782_400, 1_152_098_955, 4_102_444_800, -62_135_596_800] {
            assert_eq!(Moment::at(seconds, 330).seconds(), seconds);
        }
        let leap = Moment::at(951_782_400, 0);
        assert_eq!((leap.year, leap.month, leap.day), (2000, 2, 29));
        assert_eq!((leap.day_name(), leap.day_of_year()), ("Tuesday", 60));
        assert_eq!(Moment::at(1_609_459_200, 0).iso_week(), (2020, 53));
        assert_eq!(Moment::at(i64::MAX, 0).seconds(), FARTHEST);
    }
}
