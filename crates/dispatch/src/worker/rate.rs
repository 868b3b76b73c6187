//! How many requests a partner is sent in a minute: a token bucket, as a function of the time (GCRA).

use std::num::NonZeroU32;

use hookproof::delivery;

use crate::record::MAX_LEASE_MS;

/// How often a partner may be sent a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Requests a minute, evenly.
    pub per_minute: NonZeroU32,
    /// How many may go at once after a quiet while.
    pub burst: NonZeroU32,
}

/// As `hookproof.toml` states it; after a quiet while, as many go at once as would go in a second.
impl From<delivery::Rate> for Rate {
    fn from(stated: delivery::Rate) -> Rate {
        let burst = stated.per_minute.get().div_ceil(60);
        Rate { per_minute: stated.per_minute, burst: NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN) }
    }
}

/// What is left of a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    rate: Rate,
    /// When it will be full again, in microseconds: whole milliseconds would make 7,000 a minute of 7,500.
    full: i64,
}

const MINUTE_US: u32 = 60_000_000;

impl Bucket {
    /// A full one.
    pub fn new(rate: Rate) -> Bucket {
        Bucket { rate, full: i64::MIN }
    }

    /// Takes one request, to be sent at the time that it gives, in milliseconds: now, or when its turn is. None, and
    /// nothing taken, when that would be later than `latest`.
    pub fn reserve(&mut self, now: i64, latest: i64) -> Option<i64> {
        let interval = i64::from(MINUTE_US.div_ceil(self.rate.per_minute.get()));
        let now_us = now.saturating_mul(1000);
        let ahead = interval.saturating_mul(i64::from(self.rate.burst.get()) - 1);
        // No turn is given further ahead than a lease: only a clock that was set back makes it look so.
        let furthest =
            now_us.saturating_add(ahead).saturating_add(MAX_LEASE_MS * 1000).saturating_add(interval);
        let full = if self.full > furthest { now_us } else { self.full.max(now_us) };
        let turn = full.saturating_sub(ahead).max(now_us);
        // Rounded up: never early.
        let turn = turn.saturating_add(999).div_euclid(1000);
        if turn > latest {
            return None;
        }
        self.full = full.saturating_add(interval);
        Some(turn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LATER: i64 = 60_000;

    fn bucket(per_minute: u32, burst: u32) -> Bucket {
        let some = |it| NonZeroU32::new(it).unwrap();
        Bucket::new(Rate { per_minute: some(per_minute), burst: some(burst) })
    }

    #[test]
    fn requests_go_evenly_after_a_burst() {
        let mut it = bucket(60, 3);
        let turns: Vec<_> = (0..6).map(|_| it.reserve(0, LATER)).collect();
        assert_eq!(turns, [0, 0, 0, 1000, 2000, 3000].map(Some));
        assert_eq!(it.reserve(3500, LATER), Some(4000));
        assert_eq!(it.reserve(100_000, i64::MAX), Some(100_000));
        let turns: Vec<_> = (0..3).map(|_| it.reserve(100_000, i64::MAX)).collect();
        assert_eq!(turns, [100_000, 100_000, 101_000].map(Some));
    }

    #[test]
    fn stated_rates_have_a_burst_of_a_second() {
        for (per_minute, burst) in [(1, 1), (60, 1), (61, 2), (600, 10)] {
            let per_minute = NonZeroU32::new(per_minute).unwrap();
            let rate = Rate::from(delivery::Rate { per_minute });
            assert_eq!((rate.per_minute, rate.burst.get()), (per_minute, burst));
        }
    }

    #[test]
    fn fractions_of_milliseconds_add_up() {
        let mut it = bucket(7000, 1);
        let last = (0..7000).filter_map(|_| it.reserve(0, LATER)).last();
        assert_eq!(last, Some(59_996));
    }

    #[test]
    fn a_turn_that_is_too_late_is_not_taken() {
        let mut it = bucket(6, 1);
        assert_eq!(it.reserve(0, 5_000), Some(0));
        assert_eq!(it.reserve(0, 5_000), None);
        assert_eq!(it.reserve(0, 10_000), Some(10_000));
    }

    #[test]
    fn a_clock_set_back_holds_nothing_up() {
        let mut it = bucket(6, 1);
        assert_eq!(it.reserve(10_000_000_000, i64::MAX), Some(10_000_000_000));
        assert_eq!(it.reserve(0, 0), Some(0));
    }
}
