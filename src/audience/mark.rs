//! Numbers that stand for texts, so that the ones that come again are told without being kept.

use super::who::Kind;

/// A hash of 64 bits: what is hashed is multiplied in, and its bits are mixed once more at the end (`MurmurHash3`'s
/// finaliser). The same on every target and in every run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark(u64);

/// An odd number whose bits are spread out: 2^64 by the golden ratio.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// By how many bits each byte shifts those before it: no two of the first 64 come to the same place.
const TURN: u32 = 5;

/// What each letter and digit of ASCII adds, without regard to case; nothing for all other bytes.
const LETTERS: [u64; 256] = letters();

const fn letters() -> [u64; 256] {
    let mut letters = [0; 256];
    let mut byte = 0_u8;
    while byte.is_ascii() {
        if byte.is_ascii_alphanumeric() {
            letters[byte as usize] = Mark(0).byte(byte.to_ascii_lowercase()).0;
        }
        byte += 1;
    }
    letters
}

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
        if text.is_ascii() {
            for &byte in text {
                let letter = LETTERS[usize::from(byte)];
                let turn = if letter == 0 { 0 } else { TURN };
                self = Mark(self.0.rotate_left(turn) ^ letter);
            }
            return self;
        }
        let text = std::str::from_utf8(text).unwrap_or_default();
        let letters = text.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase);
        letters.collect::<String>().into_bytes().into_iter().fold(self, Mark::byte)
    }

    /// One byte more. Only the shift waits for the byte before.
    #[inline]
    pub(super) const fn byte(self, byte: u8) -> Mark {
        Mark(self.0.rotate_left(TURN) ^ (byte as u64).wrapping_mul(FACTOR))
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
            let few = || rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
            self.mix(change(last.unwrap_or_else(few)));
        }
        self.mix(text.len() as u64);
        self
    }

    /// The number.
    #[inline]
    pub(super) fn finish(self) -> u64 {
        let mut hash = self.0;
        for factor in [0xff51_afd7_ed55_8ccd, 0xc4ce_b9fe_1a85_ec53_u64] {
            hash = (hash ^ (hash >> 33)).wrapping_mul(factor);
        }
        hash ^ (hash >> 33)
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
