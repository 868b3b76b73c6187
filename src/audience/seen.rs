//! A set of numbers that takes little memory and no more than it may.

use crate::limits::MAX_REMEMBERED;

/// A set of hashes. Of each, 16 bits choose a shelf and 32 are kept there, so that a million of them take some six
/// megabytes; among a million different ones, two are taken for the same once in about five hundred lists.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// Each sorted.
    shelves: Vec<Vec<u32>>,
    count: usize,
}

impl Seen {
    /// Whether a hash is in the set; it is put there, unless the set is full.
    pub(super) fn see(&mut self, hash: u64) -> bool {
        if self.shelves.is_empty() {
            self.shelves.resize(1 << 16, Vec::new());
        }
        // 16 bits are left above, and the 32 below them are cut out: neither is lossy in another way.
        let (shelf, rest) = ((hash >> 48) as usize, (hash >> 16 & 0xffff_ffff) as u32);
        let Some(shelf) = self.shelves.get_mut(shelf) else { return false };
        match shelf.binary_search(&rest) {
            Ok(_) => true,
            Err(_) if self.count >= MAX_REMEMBERED => false,
            Err(at) => {
                shelf.insert(at, rest);
                self.count += 1;
                false
            }
        }
    }

    /// Whether nothing more is remembered.
    pub(super) fn is_full(&self) -> bool {
        self.count >= MAX_REMEMBERED
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_is_known() {
        let mut seen = Seen::default();
        let hash = |at: u64| at.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let most = MAX_REMEMBERED as u64;
        assert!((0..most).all(|at| !seen.see(hash(at))));
        assert!(seen.is_full());
        assert!((0..most).step_by(1001).all(|at| seen.see(hash(at))));
        assert!(!seen.see(hash(most + 1)) && !seen.see(hash(most + 1)), "a full set remembers no more");
    }
}
