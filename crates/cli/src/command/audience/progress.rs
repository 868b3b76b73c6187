//! How far it is, on a terminal.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use hookproof::audience::Counts;

use crate::command::progress;
use crate::print::grouped;

/// After how long there is something to tell.
const PATIENCE: Duration = Duration::from_secs(1);

/// Tells how many contacts were checked, how fast, and how long it will take.
pub(in crate::command) struct Progress {
    size: Option<u64>,
    read: Arc<AtomicU64>,
    line: progress::Progress,
}

impl Progress {
    /// Of a list of so many bytes, of which so many were read.
    pub(in crate::command) fn new(size: Option<u64>, read: Arc<AtomicU64>) -> Progress {
        Progress { size, read, line: progress::Progress::new(PATIENCE) }
    }

    /// Tells it when it is time to.
    pub(in crate::command) fn tell(&mut self, counts: &Counts) {
        let (read, size) = (&self.read, self.size);
        self.line.tell(|elapsed| line(counts, elapsed, read.load(Ordering::Relaxed), size));
    }

    /// Takes the line away.
    pub(in crate::command) fn clear(&mut self) {
        self.line.clear();
    }
}

/// `12,345 contacts, 8,200 a second, 41%, 0:23 left`.
fn line(counts: &Counts, elapsed: Duration, read: u64, size: Option<u64>) -> String {
    let contacts = counts.contacts + counts.bad;
    let millis = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX).max(1);
    let mut line = format!(
        "{} contacts, {} a second",
        grouped(contacts),
        grouped(contacts.saturating_mul(1000) / millis)
    );
    if let Some(size) = size.filter(|size| *size > 0 && read > 0) {
        let read = read.min(size);
        let left = u128::from(millis) * u128::from(size - read) / u128::from(read) / 1000;
        line +=
            &format!(", {}%, {}:{:02} left", u128::from(read) * 100 / u128::from(size), left / 60, left % 60);
    }
    if counts.failing > 0 {
        line += &format!(", {} fail", grouped(counts.failing));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_reads_as_a_line() {
        let counts = Counts { contacts: 12_000, failing: 7, ..Counts::default() };
        let told = line(&counts, Duration::from_secs(4), 100, Some(400));
        assert_eq!(told, "12,000 contacts, 3,000 a second, 25%, 0:12 left, 7 fail");
        let unknown = line(&Counts::default(), Duration::from_secs(1), 100, None);
        assert_eq!(unknown, "0 contacts, 0 a second");
    }
}
