//! A set of numbers that takes little memory and no more than it may.

use crate::limits::MAX_REMEMBERED;

/// How many shelves there are: each grows by itself, so that what is moved at once is little.
const SHELVES: u32 = 64;

/// How many places a shelf begins with.
const FIRST_PLACES: usize = 64;

/// A set of hashes. Four million of them take some 45 megabytes, and among those of a million contacts, two are taken for
/// the same once in a million lists.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    shelves: Vec<Shelf>,
    count: usize,
}

/// A table in which a hash stands at the place that its upper bits say, or at the next free one after it. Zeros are in
/// free ones.
#[derive(Clone, Debug)]
struct Shelf {
    places: Vec<u64>,
    count: usize,
}

impl Seen {
    /// Whether a hash is in the set; it is put there, unless the set is full.
    #[inline]
    pub(super) fn see(&mut self, hash: u64) -> bool {
        if self.shelves.is_empty() {
            let shelf = || Shelf { places: vec![0; FIRST_PLACES], count: 0 };
            self.shelves.extend((0..SHELVES).map(|_| shelf()));
        }
        let is_full = self.is_full();
        let shelf = usize::try_from(hash >> (64 - SHELVES.ilog2()));
        let Some(shelf) = shelf.ok().and_then(|it| self.shelves.get_mut(it)) else { return false };
        let is_known = shelf.see(hash.max(1), is_full);
        self.count += usize::from(!is_known && !is_full);
        is_known
    }

    /// Whether nothing more is remembered.
    pub(super) fn is_full(&self) -> bool {
        self.count >= MAX_REMEMBERED
    }
}

impl Shelf {
    /// Whether it has a hash, which is put there unless it `is_full`.
    #[inline]
    fn see(&mut self, hash: u64, is_full: bool) -> bool {
        let mut at = self.place(hash);
        loop {
            match self.places.get_mut(at) {
                Some(place) if *place == hash => return true,
                Some(0) if is_full => return false,
                Some(place) if *place == 0 => {
                    *place = hash;
                    self.count += 1;
                    if self.count * 8 > self.places.len() * 7 {
                        self.grow();
                    }
                    return false;
                }
                Some(_) => at += 1,
                // There always is a free place.
                None => at = 0,
            }
        }
    }

    /// Where a hash stands when that place is free, by the 32 bits below those that choose the shelf. Hashes stand in
    /// their order, so growing goes through both tables from front to back.
    #[inline]
    fn place(&self, hash: u64) -> usize {
        let part = hash << SHELVES.ilog2() >> 32;
        // Less than the number of places, which fits.
        usize::try_from((part * self.places.len() as u64) >> 32).unwrap_or_default()
    }

    #[cold]
    fn grow(&mut self) {
        let len = self.places.len();
        let old = std::mem::replace(&mut self.places, vec![0; len + len / 2]);
        self.count = 0;
        for hash in old.into_iter().filter(|it| *it != 0) {
            self.see(hash, false);
        }
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
        let bytes: usize = seen.shelves.iter().map(|it| it.places.len() * size_of::<u64>()).sum();
        assert!(bytes < 48 << 20, "{bytes} bytes");
    }

    #[test]
    fn hashes_that_begin_alike_are_told_apart() {
        let mut seen = Seen::default();
        // The last places of a shelf are taken, so that the first ones are looked at.
        let hashes: Vec<u64> = (0..40).map(|at| u64::MAX - at).chain(1..40).collect();
        assert!(hashes.iter().all(|it| !seen.see(*it)));
        assert!(hashes.iter().all(|it| seen.see(*it)));
    }
}
