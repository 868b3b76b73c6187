//! How far the sending is.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use hookproof_dispatch::{Settled, Status};

use crate::print::grouped;

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
            // What is stale is sent again, and counted then; a test is nobody's delivery.
            Settled::Done(Status::Tested) | Settled::Stale => return,
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

/// The line that tells it on a terminal: `12,345 delivered, 4 failed, 7 retries, 85 a second`.
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
