//! One contact a line.

use memchr::{memchr, memchr_iter, memrchr};

use super::{Bad, Cut};
use crate::limits::MAX_CONTACT_BYTES;

/// Cuts a stream after whole lines.
#[derive(Debug)]
pub(super) struct Lines {
    /// The line that is not whole yet.
    held: Vec<u8>,
    /// The number of that line, from 1.
    line: u64,
    /// Whether that line is too long to be held.
    skipping: bool,
}

impl Default for Lines {
    fn default() -> Self {
        Lines { held: Vec::new(), line: 1, skipping: false }
    }
}

impl Lines {
    pub(super) fn push(&mut self, mut bytes: &[u8]) -> Option<Cut> {
        let mut bad = Vec::new();
        if self.skipping {
            let end = memchr(b'\n', bytes)?;
            bytes = bytes.get(end + 1..).unwrap_or_default();
            self.end_of_skipped(&mut bad);
        }
        let whole = memrchr(b'\n', bytes).map_or(0, |last| last + 1);
        let (lines, rest) = bytes.split_at_checked(whole).unwrap_or_default();
        let cut = (!lines.is_empty()).then(|| {
            let mut all = std::mem::take(&mut self.held);
            all.extend_from_slice(lines);
            all
        });
        let first = self.line;
        self.line += cut.as_ref().map_or(0, |it| count(it));
        self.held.extend_from_slice(rest);
        if self.held.len() > MAX_CONTACT_BYTES {
            self.held = Vec::new();
            self.skipping = true;
        }
        let is_something = cut.is_some() || !bad.is_empty();
        is_something.then(|| Cut { bytes: cut.unwrap_or_default(), first, pieces: None, bad })
    }

    pub(super) fn finish(&mut self) -> Option<Cut> {
        let mut bad = Vec::new();
        let first = self.line;
        if self.skipping {
            self.end_of_skipped(&mut bad);
        }
        let bytes = std::mem::take(&mut self.held);
        (!bytes.is_empty() || !bad.is_empty()).then_some(Cut { bytes, first, pieces: None, bad })
    }

    fn end_of_skipped(&mut self, bad: &mut Vec<(u64, Bad)>) {
        bad.push((self.line, Bad::TooLong));
        self.line += 1;
        self.skipping = false;
    }
}

/// How many lines end in these bytes.
pub(super) fn count(bytes: &[u8]) -> u64 {
    memchr_iter(b'\n', bytes).count() as u64
}
