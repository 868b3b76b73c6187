//! A set of numbers that takes little memory and no more than it may.

use std::num::NonZeroU64;

use crate::limits::MAX_REMEMBERED;

/// How many shelves there are: each grows by itself, so that what is moved at once is little.
const SHELVES: u32 = 64;

/// How many hashes are looked for together.
const TOGETHER: usize = 32;

/// How many places a shelf begins with.
const FIRST_PLACES: usize = 256;

/// Up to how many places a shelf becomes four times as large, and then twice.
const SMALL: usize = 4096;

/// A set of hashes. As many as are remembered take some 34 megabytes, and among those of a million contacts, two are
/// taken for the same once in millions of lists.
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
    /// Puts hashes into the set, unless it is full; tells which of them were in it already, by their places among these.
    pub(super) fn see(&mut self, hashes: &[Option<NonZeroU64>], mut known: impl FnMut(usize)) {
        if self.shelves.is_empty() {
            let shelf = || Shelf { places: vec![0; FIRST_PLACES], count: 0 };
            self.shelves.extend((0..SHELVES).map(|_| shelf()));
        }
        for (start, hashes) in (0..).step_by(TOGETHER).zip(hashes.chunks(TOGETHER)) {
            // Memory is waited for once, not for one hash after the other.
            let mut found = [0; TOGETHER];
            for (found, hash) in found.iter_mut().zip(hashes) {
                *found = hash.map_or(0, |it| self.look(it.get()));
            }
            for (at, (&found, hash)) in found.iter().zip(hashes).enumerate() {
                let Some(hash) = hash.map(NonZeroU64::get) else { continue };
                if found == hash || self.see_one(hash) {
                    known(start + at);
                }
            }
        }
    }

    /// What stands at the place of a hash.
    #[inline]
    fn look(&self, hash: u64) -> u64 {
        let shelf = self.shelves.get(shelf_of(hash));
        shelf.and_then(|it| it.places.get(it.place(hash))).copied().unwrap_or_default()
    }

    #[inline]
    fn see_one(&mut self, hash: u64) -> bool {
        let is_full = self.is_full();
        let Some(shelf) = self.shelves.get_mut(shelf_of(hash)) else { return false };
        let is_known = shelf.see(hash, is_full);
        self.count += usize::from(!is_known && !is_full);
        is_known
    }

    /// Whether nothing more is remembered.
    pub(super) fn is_full(&self) -> bool {
        self.count >= MAX_REMEMBERED
    }
}

/// The shelf of a hash, by its upper bits.
#[inline]
fn shelf_of(hash: u64) -> usize {
    // Less than the number of shelves, which fits.
    usize::try_from(hash >> (64 - SHELVES.ilog2())).unwrap_or_default()
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
        let larger = if len < SMALL { 4 * len } else { 2 * len };
        let old = std::mem::replace(&mut self.places, vec![0; larger]);
        for hash in old.into_iter().filter(|it| *it != 0) {
            let mut at = self.place(hash);
            loop {
                match self.places.get_mut(at) {
                    Some(place) if *place == 0 => break *place = hash,
                    Some(_) => at += 1,
                    None => at = 0,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many of some hashes are known.
    fn known(seen: &mut Seen, hashes: impl Iterator<Item = u64>) -> usize {
        let hashes: Vec<_> = hashes.map(NonZeroU64::new).collect();
        let mut known = Vec::new();
        seen.see(&hashes, |at| known.push(at));
        assert!(known.is_sorted() && known.last().is_none_or(|it| *it < hashes.len()));
        known.len()
    }

    #[test]
    fn what_was_seen_is_known() {
        let mut seen = Seen::default();
        let hash = |at: u64| at.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let most = MAX_REMEMBERED as u64;
        assert_eq!(known(&mut seen, (1..=most).map(hash)), 0);
        assert!(seen.is_full());
        assert_eq!(known(&mut seen, (1..=1001).map(hash)), 1001);
        assert_eq!(known(&mut seen, (most - 1000..=most).map(hash)), 1001);
        assert_eq!(known(&mut seen, [hash(most + 1); 2].into_iter()), 0, "a full set remembers no more");
        let bytes: usize = seen.shelves.iter().map(|it| it.places.len() * size_of::<u64>()).sum();
        assert!(bytes < 36 << 20, "{bytes} bytes");
    }

    #[test]
    fn hashes_that_begin_alike_are_told_apart() {
        let mut seen = Seen::default();
        // The last places of a shelf are taken, so that the first ones are looked at.
        let hashes = || (0..400).map(|at| u64::MAX - at).chain(1..400);
        assert_eq!(known(&mut seen, hashes()), 0);
        assert_eq!(known(&mut seen, hashes()), 799);
        assert_eq!(known(&mut seen, [500, 501, 500, 501, 500].into_iter()), 3);
    }
}
