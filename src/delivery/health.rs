//! Whether a connection works: a breaker that saves contacts, and the two hours after which the connection is in Error.
//!
//! The breaker opens when at least [`BREAKER_PERCENT`] of at least [`BREAKER_LEAST`] tries in [`WINDOW_MINUTES`] minutes
//! failed (Convoy's figures), or as many tries in a row, however long they took: a webhook with few contacts can be down
//! too. While it is open, deliveries that have not been started are held, so that an outage costs the hour of those
//! under way and of no others. Those under way are tried on, and show when the partner is back; when there are none,
//! the next held delivery is the probe, never an invented request. The first success closes it, and what was held is let
//! out slowly, twice as many at a time with each further success.
//!
//! How long the connection has been failing is not forgotten at the first success, or one that comes and goes would
//! never reach Error: it takes a window in which enough succeeded, or one without a failure.

use serde::{Deserialize, Serialize};

use super::policy::Charge;

/// How far back tries count, in minutes.
pub const WINDOW_MINUTES: i64 = 5;

/// The least tries that a rate says something of.
pub const BREAKER_LEAST: u32 = 10;

/// The percentage of failed tries at which the breaker opens.
pub const BREAKER_PERCENT: u32 = 70;

/// A connection that has been down or failing for longer than this is in Error: two hours (Ometria's article).
pub const ERROR_AFTER_MS: i64 = 2 * 3600 * 1000;

/// How long after the last try a held delivery is let out as a probe. Each probe uses up a contact's hour while the
/// partner is down, and each minute of waiting delays the news that it is back: 24 contacts in the two hours to Error.
pub const PROBE_EVERY_MS: i64 = 5 * 60 * 1000;

const MINUTE_MS: i64 = 60 * 1000;

/// What is known of a connection from its latest tries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// Tries by minute, the oldest first, none older than the window.
    minutes: Vec<Minute>,
    /// Failed tries since the last that succeeded: the first one's time, and how many.
    run: Option<(i64, u32)>,
    failing_since: Option<i64>,
    is_open: bool,
    /// When the last try ended.
    last: Option<i64>,
    /// How many deliveries may be under way while trust is being regained.
    allowance: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Minute {
    at: i64,
    good: u32,
    bad: u32,
}

impl Default for Health {
    fn default() -> Health {
        Health {
            minutes: Vec::new(),
            run: None,
            failing_since: None,
            is_open: false,
            last: None,
            allowance: u32::MAX,
        }
    }
}

impl Health {
    /// That of a connection that is let go on after it stood still: nothing is known, and trust is to be regained.
    pub fn resumed() -> Health {
        Health { allowance: 1, ..Health::default() }
    }

    /// Counts a try that ended at `now`.
    pub fn record(&mut self, now: i64, charge: Charge) {
        let is_good = match charge {
            Charge::Success => true,
            Charge::Failure | Charge::Broken => false,
            Charge::Nothing => return,
        };
        self.turn_back(now);
        self.last = Some(now);
        let minute = now.div_euclid(MINUTE_MS);
        self.minutes.retain(|it| it.at > minute - WINDOW_MINUTES);
        if self.run.is_none() && self.window().1 == 0 {
            // The last that is known of it was good, and that a while ago.
            self.failing_since = None;
        }
        if self.minutes.last().is_none_or(|it| it.at != minute) {
            self.minutes.push(Minute { at: minute, good: 0, bad: 0 });
        }
        if let Some(it) = self.minutes.last_mut() {
            let count = if is_good { &mut it.good } else { &mut it.bad };
            *count = count.saturating_add(1);
        }
        if is_good { self.succeeded() } else { self.failed(now) }
    }

    fn succeeded(&mut self) {
        self.run = None;
        if self.is_open {
            self.is_open = false;
            self.allowance = 1;
        } else {
            self.allowance = self.allowance.saturating_mul(2);
        }
        let (good, bad) = self.window();
        if bad == 0 || (good + bad >= u64::from(BREAKER_LEAST) && !self.rate_is_bad()) {
            self.failing_since = None;
        }
    }

    fn failed(&mut self, now: i64) {
        let (since, count) = self.run.unwrap_or((now, 0));
        let count = count.saturating_add(1);
        self.run = Some((since, count));
        let since = match (count >= BREAKER_LEAST, self.rate_is_bad()) {
            (true, _) => since,
            (false, true) => now,
            (false, false) => return,
        };
        self.is_open = true;
        self.failing_since = Some(self.failing_since.map_or(since, |it| it.min(since)));
    }

    /// A clock that was set back has made the future of what is remembered: it is forgotten or moved to now, else it
    /// would stand until the clock is there again.
    fn turn_back(&mut self, now: i64) {
        let minute = now.div_euclid(MINUTE_MS);
        self.minutes.retain(|it| it.at <= minute);
        self.last = self.last.map(|it| it.min(now));
        self.failing_since = self.failing_since.map(|it| it.min(now));
        self.run = self.run.map(|(since, count)| (since.min(now), count));
    }

    /// How many tries of the window succeeded and failed.
    fn window(&self) -> (u64, u64) {
        let sum = |count: fn(&Minute) -> u32| self.minutes.iter().map(|it| u64::from(count(it))).sum();
        (sum(|it| it.good), sum(|it| it.bad))
    }

    fn rate_is_bad(&self) -> bool {
        let (good, bad) = self.window();
        good + bad >= u64::from(BREAKER_LEAST) && bad * 100 >= (good + bad) * u64::from(BREAKER_PERCENT)
    }

    /// Since when it has been down or failing.
    pub fn failing_since(&self) -> Option<i64> {
        self.failing_since
    }

    /// Whether deliveries that have not been started are held.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// Whether it has been down or failing for more than two hours.
    pub fn is_error(&self, now: i64) -> bool {
        self.failing_since.is_some_and(|since| now.saturating_sub(since) > ERROR_AFTER_MS)
    }

    /// Whether a held delivery may be let out to see how the partner is.
    pub(super) fn may_probe(&self, now: i64) -> bool {
        // A last try in the future is a clock that was set back.
        self.last.is_none_or(|last| last > now || now - last >= PROBE_EVERY_MS)
    }

    /// How many deliveries may be under way; no limit is `u32::MAX`.
    pub(super) fn allowance(&self) -> u32 {
        self.allowance
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = MINUTE_MS;

    /// Tries at a time, `count` of them, all with this end.
    fn tries(health: &mut Health, now: i64, count: u32, charge: Charge) {
        for _ in 0..count {
            health.record(now, charge);
        }
    }

    #[test]
    fn it_takes_enough_failures_to_open() {
        let mut health = Health::default();
        tries(&mut health, 0, 4, Charge::Success);
        tries(&mut health, 0, 9, Charge::Failure);
        assert!(!health.is_open(), "9 of 13");
        tries(&mut health, 0, 1, Charge::Failure);
        assert!(health.is_open(), "10 of 14");
        assert_eq!(health.failing_since(), Some(0));
    }

    #[test]
    fn few_tries_over_a_long_time_open_it_too() {
        let mut health = Health::default();
        for at in 0..9 {
            health.record(at * 10 * MINUTE, Charge::Failure);
        }
        assert!(!health.is_open());
        health.record(90 * MINUTE, Charge::Failure);
        assert!(health.is_open());
        assert_eq!(health.failing_since(), Some(0));
        assert!(!health.is_error(120 * MINUTE));
        assert!(health.is_error(120 * MINUTE + 1));
    }

    #[test]
    fn patience_asked_for_is_no_failure() {
        let mut health = Health::default();
        tries(&mut health, 0, 100, Charge::Nothing);
        assert_eq!(health, Health::default());
    }

    #[test]
    fn the_first_success_closes_it_and_trust_doubles() {
        let mut health = Health::default();
        tries(&mut health, 0, 10, Charge::Failure);
        assert!(!health.may_probe(PROBE_EVERY_MS - 1));
        assert!(health.may_probe(PROBE_EVERY_MS));
        health.record(5 * MINUTE, Charge::Success);
        assert!(!health.is_open());
        assert_eq!((health.allowance(), health.failing_since()), (1, None));
        tries(&mut health, 5 * MINUTE, 3, Charge::Success);
        assert_eq!(health.allowance(), 8);
    }

    #[test]
    fn a_success_now_and_then_does_not_hide_an_outage() {
        let mut health = Health::default();
        for minute in 0..=121 {
            tries(&mut health, minute * MINUTE, 5, Charge::Failure);
            health.record(minute * MINUTE, Charge::Success);
        }
        assert_eq!(health.failing_since(), Some(MINUTE));
        tries(&mut health, 121 * MINUTE + 1, 1, Charge::Failure);
        assert!(health.is_error(121 * MINUTE + 1));
        for minute in 122..=124 {
            tries(&mut health, minute * MINUTE, 10, Charge::Success);
        }
        assert_eq!(health.failing_since(), None);
    }

    #[test]
    fn silence_after_a_success_is_no_outage() {
        let mut health = Health::default();
        tries(&mut health, 0, 10, Charge::Failure);
        health.record(MINUTE, Charge::Success);
        assert_eq!(health.failing_since(), Some(0), "one success among ten failures");
        health.record(180 * MINUTE, Charge::Failure);
        assert_eq!(health.failing_since(), None);
    }

    #[test]
    fn a_clock_set_back_leaves_nothing_in_the_future() {
        let mut health = Health::default();
        tries(&mut health, 1_000_000 * MINUTE, 10, Charge::Failure);
        assert!(health.may_probe(0));
        health.record(0, Charge::Failure);
        assert_eq!(health.failing_since(), Some(0));
        assert!(!health.may_probe(1));
        assert!(health.is_error(ERROR_AFTER_MS + 1));
    }
}
