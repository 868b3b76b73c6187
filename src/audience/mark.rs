//! Numbers that stand for texts, so that the ones that come again are told without being kept.

use std::num::NonZeroU64;

use super::who::Kind;

/// A hash of 64 bits: what is hashed is multiplied in, and its bits are mixed once more at the end (`MurmurHash3`'s
/// finaliser). The same on every target and in every run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark(u64);

/// An odd number whose bits are spread out: 2^64 by the golden ratio.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// A byte in all eight places of a word.
const fn all(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// The capital letters of a word of ASCII as small ones.
const fn small(word: u64) -> u64 {
    let from_a = word + all(0x80 - b'A');
    let past_z = word + all(0x7f - b'Z');
    word | (from_a & !past_z & all(0x80)) >> 2
}

/// A few bytes, of which there are fewer than eight, as a word with zeros after them.
#[inline]
fn few(bytes: &[u8]) -> u64 {
    match (bytes.first_chunk(), bytes.last_chunk()) {
        // There are four to seven, so that both may have some in common and the shift is less than a word.
        (Some(first), Some(last)) => {
            let last = u64::from(u32::from_le_bytes(*last));
            u64::from(u32::from_le_bytes(*first)) | last << (8 * (bytes.len() - 4))
        }
        _ => bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    }
}

/// The letters and digits of a word of ASCII, one after the other and without regard to case, and how many bits they are.
#[inline]
fn letters(word: u64) -> (u64, u32) {
    let lower = word | all(0x20);
    let letter = (lower + all(0x80 - b'a')) & !(lower + all(0x7f - b'z')) & all(0x80);
    let digit = (word + all(0x80 - b'0')) & !(word + all(0x7f - b'9')) & all(0x80);
    let kept = letter | digit;
    if kept == 0 {
        return (0, 0);
    }
    let after = kept.leading_zeros();
    let mut bits = u64::BITS - after;
    let mut packed = (word | letter >> 2) << after >> after;
    let mut holes = (!kept & all(0x80)) << after >> after;
    while holes != 0 {
        // The mark of a byte is its highest bit.
        let below = (1 << (holes.trailing_zeros() - 7)) - 1;
        packed = packed & below | packed >> 8 & !below;
        holes = (holes & (holes - 1)) >> 8;
        bits -= 8;
    }
    (packed, bits)
}

/// Letters that do not fill a word yet.
#[derive(Default)]
struct Packed {
    word: u64,
    /// How many bits of the word are taken: less than all.
    taken: u32,
    /// How many bits there were.
    count: u64,
}

impl Mark {
    /// Of nothing yet. The same text has another mark for each kind.
    pub(super) fn of(kind: Kind) -> Mark {
        let mut mark = Mark(0xcbf2_9ce4_8422_2325);
        mark.mix(kind as u64);
        mark
    }

    #[inline]
    fn mix(&mut self, word: u64) {
        let mixed = (self.0 ^ word).wrapping_mul(FACTOR);
        self.0 = mixed ^ mixed >> 32;
    }

    /// A text, each byte of it.
    #[inline]
    pub(super) fn text(self, text: &[u8]) -> Mark {
        self.words(text, |word| word)
    }

    /// A text in UTF-8, without regard to case.
    #[inline]
    pub(super) fn folded(self, text: &[u8]) -> Mark {
        if text.is_ascii() {
            return self.words(text, small);
        }
        let text = std::str::from_utf8(text).unwrap_or_default();
        self.text(text.chars().flat_map(char::to_lowercase).collect::<String>().as_bytes())
    }

    /// The letters and digits of a text in UTF-8, without regard to case.
    #[inline]
    pub(super) fn letters(mut self, text: &[u8]) -> Mark {
        let mut packed = Packed::default();
        if text.is_ascii() {
            let (words, rest) = text.as_chunks::<8>();
            for word in words {
                self.packed(&mut packed, letters(u64::from_le_bytes(*word)));
            }
            if !rest.is_empty() {
                self.packed(&mut packed, letters(few(rest)));
            }
        } else {
            let text = std::str::from_utf8(text).unwrap_or_default();
            let letters = text.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase);
            for byte in letters.collect::<String>().bytes() {
                self.packed(&mut packed, (u64::from(byte), u8::BITS));
            }
        }
        self.mix(packed.word);
        self.mix(packed.count);
        self
    }

    /// Some bits more: those that fill a word are hashed.
    #[inline]
    fn packed(&mut self, packed: &mut Packed, (word, count): (u64, u32)) {
        packed.count += u64::from(count);
        packed.word |= word << packed.taken;
        let room = 64 - packed.taken;
        if count < room {
            packed.taken += count;
        } else {
            self.mix(packed.word);
            packed.word = word.checked_shr(room).unwrap_or_default();
            packed.taken = count - room;
        }
    }

    /// A text as words of eight bytes, and its length.
    #[inline]
    fn words(mut self, text: &[u8], change: impl Fn(u64) -> u64) -> Mark {
        let (words, rest) = text.as_chunks::<8>();
        for word in words {
            self.mix(change(u64::from_le_bytes(*word)));
        }
        if !rest.is_empty() {
            // Of a longer text the last eight bytes, which were hashed in part, save to pick the rest up.
            let last = text.last_chunk::<8>().map(|it| u64::from_le_bytes(*it));
            self.mix(change(last.unwrap_or_else(|| few(rest))));
        }
        self.mix(text.len() as u64);
        self
    }

    /// The number.
    #[inline]
    pub(super) fn finish(self) -> NonZeroU64 {
        let mut hash = self.0;
        for factor in [0xff51_afd7_ed55_8ccd, 0xc4ce_b9fe_1a85_ec53_u64] {
            hash = (hash ^ (hash >> 33)).wrapping_mul(factor);
        }
        NonZeroU64::new(hash ^ (hash >> 33)).unwrap_or(NonZeroU64::MIN)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn small(text: &str) -> String {
        text.chars().flat_map(char::to_lowercase).collect()
    }

    proptest! {
        #[test]
        fn case_and_what_is_no_letter_change_nothing(text in "[ -~]{0,20}", wide in "[ -~éÉK]{0,20}") {
            for text in [&text, &wide] {
                let folded = |it: &str| Mark::of(Kind::Email).folded(it.as_bytes()).finish();
                prop_assert_eq!(folded(text), folded(&small(text)));
                let letters = |it: &str| Mark::of(Kind::Address).letters(it.as_bytes()).finish();
                let plain: String = small(text).chars().filter(|it| it.is_alphanumeric()).collect();
                prop_assert_eq!(letters(text), letters(&plain));
            }
        }
    }

    #[test]
    fn other_texts_have_other_marks() {
        let mut marks = BTreeSet::new();
        for kind in Kind::ALL {
            for number in 0..20_000 {
                marks.insert(Mark::of(kind).text(format!("contact{number}").as_bytes()).finish());
            }
            marks.extend((0..20).map(|len| Mark::of(kind).text(&vec![b'a'; len]).finish()));
            marks.extend((1..20).map(|len| Mark::of(kind).text(&vec![0; len]).finish()));
            marks.extend((1..20).map(|len| Mark::of(kind).letters(&vec![b'a'; len]).finish()));
        }
        assert_eq!(marks.len(), 3 * (20_000 + 20 + 19 + 19));
    }
}
