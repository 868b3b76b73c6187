//! A set of numbers that takes little memory and no more than it may.

use std::num::NonZeroU64;

use crate::limits::MAX_REMEMBERED;

/// By how many bits of a hash its shelf is chosen at first.
const FIRST_BITS: u32 = 6;

/// How many hashes are looked for together.
const TOGETHER: usize = 32;

/// How many places a shelf begins with. A crowded one becomes four times as large.
const FIRST_PLACES: usize = 256;

/// With how many places a shelf becomes two when it is crowded. So memory is given and taken in pieces of one size, and
/// none of it lies idle between larger ones.
const PLACES: usize = 4096;

/// A set of hashes. As many as are remembered take some 34 megabytes, and among those of a million contacts, two are
/// taken for the same once in millions of lists.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    shelves: Vec<Shelf>,
    /// By how many bits of a hash its shelf is chosen.
    bits: u32,
    count: usize,
}

/// A table in which a hash stands at the place that the bits after those of its shelf say, or at the next free one after
/// it. Zeros are in free ones.
#[derive(Clone, Debug)]
struct Shelf {
    places: Vec<u64>,
    count: usize,
}

impl Seen {
    /// Puts hashes into the set, unless it is full; tells which of them were in it already, by their places among these.
    pub(super) fn see(&mut self, hashes: &[Option<NonZeroU64>], mut known: impl FnMut(usize)) {
        if self.shelves.is_empty() {
            self.bits = FIRST_BITS;
            self.shelves.extend((0..1 << FIRST_BITS).map(|_| Shelf::new(FIRST_PLACES)));
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
        let shelf = self.shelves.get(shelf_of(hash, self.bits));
        shelf.and_then(|it| it.places.get(it.place(hash, self.bits))).copied().unwrap_or_default()
    }

    #[inline]
    fn see_one(&mut self, hash: u64) -> bool {
        let (is_full, bits) = (self.is_full(), self.bits);
        let Some(shelf) = self.shelves.get_mut(shelf_of(hash, bits)) else { return false };
        let is_known = shelf.see(hash, bits, is_full);
        if !is_known && !is_full {
            self.count += 1;
            if shelf.is_crowded() {
                self.make_room(hash);
            }
        }
        is_known
    }

    /// Makes room on the shelf of a hash.
    #[cold]
    fn make_room(&mut self, hash: u64) {
        // Shelves are crowded at about the same time. One that is crowded alone is no reason to part them all.
        let most_are = self.count > self.shelves.len() * PLACES / 2;
        match self.shelves.get_mut(shelf_of(hash, self.bits)) {
            Some(shelf) if shelf.places.len() < PLACES || !most_are => shelf.grow(self.bits),
            _ => self.part(),
        }
    }

    /// Makes two shelves of each.
    fn part(&mut self) {
        self.bits += 1;
        let parted = Vec::with_capacity(2 * self.shelves.len());
        for shelf in std::mem::replace(&mut self.shelves, parted) {
            let mut halves = [Shelf::new(shelf.places.len()), Shelf::new(shelf.places.len())];
            for hash in shelf.places.into_iter().filter(|it| *it != 0) {
                let [even, odd] = &mut halves;
                let half = if shelf_of(hash, self.bits).is_multiple_of(2) { even } else { odd };
                half.see(hash, self.bits, false);
            }
            self.shelves.extend(halves);
        }
    }

    /// Whether nothing more is remembered.
    pub(super) fn is_full(&self) -> bool {
        self.count >= MAX_REMEMBERED
    }
}

/// The shelf of a hash, by so many of its upper bits.
#[inline]
fn shelf_of(hash: u64, bits: u32) -> usize {
    // Less than the number of shelves, which fits.
    usize::try_from(hash >> (64 - bits)).unwrap_or_default()
}

impl Shelf {
    fn new(places: usize) -> Shelf {
        Shelf { places: vec![0; places], count: 0 }
    }

    /// Whether it has a hash, which is put there unless it `is_full`.
    #[inline]
    fn see(&mut self, hash: u64, bits: u32, is_full: bool) -> bool {
        let mut at = self.place(hash, bits);
        loop {
            match self.places.get_mut(at) {
                Some(place) if *place == hash => return true,
                Some(0) if is_full => return false,
                Some(place) if *place == 0 => {
                    *place = hash;
                    self.count += 1;
                    return false;
                }
                Some(_) => at += 1,
                // There always is a free place: a crowded shelf gets room.
                None => at = 0,
            }
        }
    }

    /// Where a hash stands when that place is free, by the 32 bits below those that choose the shelf. Hashes stand in
    /// their order, so growing goes through both tables from front to back.
    #[inline]
    fn place(&self, hash: u64, bits: u32) -> usize {
        let part = hash << bits >> 32;
        // Less than the number of places, which fits.
        usize::try_from((part * self.places.len() as u64) >> 32).unwrap_or_default()
    }

    #[inline]
    fn is_crowded(&self) -> bool {
        self.count * 8 > self.places.len() * 7
    }

    #[cold]
    fn grow(&mut self, bits: u32) {
        let larger = Shelf::new(4 * self.places.len());
        for hash in std::mem::replace(self, larger).places.into_iter().filter(|it| *it != 0) {
            self.see(hash, bits, false);
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
