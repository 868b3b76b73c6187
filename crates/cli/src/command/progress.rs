//! A line on a terminal that tells how far something is.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use crate::output;

/// How often it is told.
const INTERVAL: Duration = Duration::from_millis(200);

/// The line. It goes away at the end.
pub(super) struct Progress {
    begun: Instant,
    patience: Duration,
    told: Option<Instant>,
    is_wanted: bool,
}

impl Progress {
    /// One that is first told after so long.
    pub(super) fn new(patience: Duration) -> Progress {
        Progress { begun: now(), patience, told: None, is_wanted: io::stderr().is_terminal() }
    }

    /// Tells it when it is time to; it is given how long it has been.
    pub(super) fn tell(&mut self, line: impl FnOnce(Duration) -> String) {
        let now = now();
        let elapsed = now - self.begun;
        let is_due = self.told.map_or(elapsed >= self.patience, |told| now - told >= INTERVAL);
        if !self.is_wanted || !is_due {
            return;
        }
        self.told = Some(now);
        output::tell(&format!("\r\x1b[K{}", line(elapsed)));
    }

    /// Takes the line away.
    pub(super) fn clear(&mut self) {
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

#[expect(clippy::disallowed_methods, reason = "the core reads no clock; this is the edge")]
fn now() -> Instant {
    Instant::now()
}
