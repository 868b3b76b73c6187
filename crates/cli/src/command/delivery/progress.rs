//! How far the sending is.

use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use hookproof_dispatch::{Settled, Status};

use crate::output;
use crate::print::grouped;

/// How often it is told.
const INTERVAL: Duration = Duration::from_millis(200);

/// How many tries ended how.
#[derive(Debug, Default)]
pub(in crate::command) struct Tallies {
    delivered: AtomicU64,
    again: AtomicU64,
    undecided: AtomicU64,
    failed: AtomicU64,
    dropped: AtomicU64,
    ignored: AtomicU64,
}

/// The same at a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::command) struct Tally {
    pub(in crate::command) delivered: u64,
    /// Tries after which the delivery waits for another one.
    pub(in crate::command) again: u64,
    pub(in crate::command) undecided: u64,
    pub(in crate::command) failed: u64,
    pub(in crate::command) dropped: u64,
    pub(in crate::command) ignored: u64,
}

impl Tallies {
    /// Counts a try that was written down.
    pub(super) fn count(&self, settled: Settled) {
        let counted = match settled {
            Settled::Done(Status::Delivered) => &self.delivered,
            Settled::Done(Status::Waiting | Status::Claimed) => &self.again,
            Settled::Done(Status::Undecided) => &self.undecided,
            Settled::Done(Status::Failed) => &self.failed,
            Settled::Done(Status::Dropped) => &self.dropped,
            Settled::Done(Status::Ignored) => &self.ignored,
            // It is sent again, and counted then.
            Settled::Stale => return,
        };
        counted.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn now(&self) -> Tally {
        let read = |it: &AtomicU64| it.load(Ordering::Relaxed);
        Tally {
            delivered: read(&self.delivered),
            again: read(&self.again),
            undecided: read(&self.undecided),
            failed: read(&self.failed),
            dropped: read(&self.dropped),
            ignored: read(&self.ignored),
        }
    }
}

impl Tally {
    /// Both together.
    pub(super) fn and(self, other: Tally) -> Tally {
        Tally {
            delivered: self.delivered + other.delivered,
            again: self.again + other.again,
            undecided: self.undecided + other.undecided,
            failed: self.failed + other.failed,
            dropped: self.dropped + other.dropped,
            ignored: self.ignored + other.ignored,
        }
    }

    /// How many ended for good without having been delivered.
    pub(in crate::command) fn undelivered(&self) -> u64 {
        self.undecided + self.failed + self.dropped + self.ignored
    }

    /// `1,203 delivered, 4 failed`: what there is none of is left out, but for those that were delivered.
    pub(in crate::command) fn said(&self) -> String {
        let rest = [
            (self.failed, "failed"),
            (self.dropped, "given up after ten retries"),
            (self.undecided, "to be decided about"),
            (self.ignored, "ignored"),
        ];
        let rest = rest.iter().filter(|(count, _)| *count > 0);
        let rest = rest.map(|(count, what)| format!(", {} {what}", grouped(*count)));
        format!("{} delivered{}", grouped(self.delivered), rest.collect::<String>())
    }
}

/// The line that tells it on a terminal.
pub(in crate::command) struct Progress {
    begun: Instant,
    told: Option<Instant>,
    is_wanted: bool,
}

impl Progress {
    pub(in crate::command) fn new() -> Progress {
        Progress { begun: now(), told: None, is_wanted: io::stderr().is_terminal() }
    }

    /// Tells it when it is time to; it is given how long it has been.
    pub(in crate::command) fn tell(&mut self, line: impl FnOnce(Duration) -> String) {
        let now = now();
        if !self.is_wanted || self.told.is_some_and(|told| now - told < INTERVAL) {
            return;
        }
        self.told = Some(now);
        output::tell(&format!("\r\x1b[K{}", line(now - self.begun)));
    }

    /// Takes the line away.
    fn clear(&mut self) {
        if self.told.take().is_some() {
            output::tell("\r\x1b[K");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

/// `12,345 delivered, 4 failed, 7 retries, 85 a second`.
pub(super) fn line(tally: Tally, elapsed: Duration) -> String {
    let millis = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX).max(1);
    let rate = tally.delivered.saturating_mul(1000) / millis;
    let again = match tally.again {
        0 => String::new(),
        1 => ", 1 retry".to_owned(),
        count => format!(", {} retries", grouped(count)),
    };
    format!("{}{again}, {} a second", tally.said(), grouped(rate))
}

#[expect(clippy::disallowed_methods, reason = "the core reads no clock; this is the edge")]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_reads_as_a_line() {
        let tallies = Tallies::default();
        for status in [Status::Delivered, Status::Delivered, Status::Waiting, Status::Failed] {
            tallies.count(Settled::Done(status));
        }
        tallies.count(Settled::Stale);
        let tally = tallies.now();
        assert_eq!(line(tally, Duration::from_secs(1)), "2 delivered, 1 failed, 1 retry, 2 a second");
        assert_eq!(line(Tally::default(), Duration::ZERO), "0 delivered, 0 a second");
        assert_eq!(tally.undelivered(), 1);
    }
}
