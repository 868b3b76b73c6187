//! Texts of which it shows at once that no rule tells of them: most names, towns and lines of addresses. What is not
//! plain here is looked at in full.

use super::chars::kinds_in;
use super::tree::TextRule;
use crate::contract::formula::Ask;
use crate::finding::{FILLER, FILLER_PHRASES, WORDS_FOR_NOTHING};

/// What a text has to be beside that, as far as it is quickly told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plain {
    /// How many characters it has at most.
    longest: u64,
    /// The kinds of characters of which it must have none.
    without: u8,
    /// Whether no white space may stand around it.
    trimmed: bool,
}

/// How many places letters have. What is no letter shares one with some letter.
const LETTERS: usize = 32;

/// By the first two letters of a text, with a bit for the third: whether some word begins so of which rules tell.
const BEGINNINGS: [u32; LETTERS * LETTERS] = beginnings();

const fn beginnings() -> [u32; LETTERS * LETTERS] {
    let mut found = [0; LETTERS * LETTERS];
    // Addresses, and what `No Name` begins with, which two merge tags may make together.
    let lists: [&[&str]; 4] = [&["http", "no", "not"], &WORDS_FOR_NOTHING, &FILLER, &FILLER_PHRASES];
    let mut list = 0;
    while list < lists.len() {
        let mut at = 0;
        while at < lists[list].len() {
            match *lists[list][at].as_bytes() {
                [a, b, c, ..] => found[letter(a) * LETTERS + letter(b)] |= 1 << letter(c),
                // More words may follow.
                [a, b] => found[letter(a) * LETTERS + letter(b)] = u32::MAX,
                [a] => {
                    let mut b = 0;
                    while b < LETTERS {
                        found[letter(a) * LETTERS + b] = u32::MAX;
                        b += 1;
                    }
                }
                [] => {}
            }
            at += 1;
        }
        list += 1;
    }
    found
}

/// The place of a letter, without regard to case: its lower five bits.
const fn letter(byte: u8) -> usize {
    byte as usize % LETTERS
}

impl Plain {
    /// For a field; none when its texts have to be looked at in full.
    pub(super) fn of(rule: &TextRule) -> Option<Plain> {
        let mut longest = u64::MAX;
        for ask in &rule.asks {
            match **ask {
                Ask::MaxLength(limit) => longest = longest.min(limit),
                _ => return None,
            }
        }
        (!rule.refused).then_some(Plain { longest, without: rule.without, trimmed: rule.trimmed })
    }

    /// Whether a text, which is UTF-8, is plain and as the contract asks; when not, it may be nevertheless.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "every text of a list is asked for")]
    pub(super) fn takes(self, text: &[u8]) -> bool {
        let is_trimmed = || text.last().is_some_and(u8::is_ascii_graphic);
        // No text has more characters than bytes.
        text.len() as u64 <= self.longest
            && says_nothing(text)
            && (self.without == 0 || kinds_in(text) & self.without == 0)
            && (!self.trimmed || is_trimmed())
    }
}

/// Whether a text begins as nothing does of which rules tell.
#[inline(always)]
#[expect(clippy::inline_always, reason = "every text of a list is asked for")]
fn says_nothing(text: &[u8]) -> bool {
    let (first, second, third) = match *text {
        [first, second, third, ..] => (first, second, third),
        [first, second] => (first, second, 0),
        [first] => (first, 0, 0),
        [] => return false,
    };
    let is_repeated = first | 0x20 == second | 0x20 && first | 0x20 == third | 0x20;
    if first.is_ascii_digit() {
        return !is_repeated && !may_be_odd_date(text);
    }
    let beginnings = BEGINNINGS.get(letter(first) * LETTERS + letter(second));
    let begins_word = beginnings.is_none_or(|it| it >> letter(third) & 1 == 1);
    first.is_ascii_alphabetic() && !is_repeated && !begins_word
}

/// How many days a month has in every year.
const DAYS: [u8; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// Whether a text that begins with a digit may be a date that does not exist.
#[inline]
fn may_be_odd_date(text: &[u8]) -> bool {
    if let [a, b, c, d, b'-', e, f, b'-', g, h] = *text {
        let is_number = [a, b, c, d, e, f, g, h].iter().all(u8::is_ascii_digit);
        let (month, day) = (two_digits(e, f), two_digits(g, h));
        let days = DAYS.get(usize::from(month).wrapping_sub(1));
        if is_number && days.is_some_and(|days| (1..=*days).contains(&day)) {
            return false;
        }
    }
    let mark = text.iter().find(|it| !it.is_ascii_digit());
    mark.is_some_and(|it| matches!(it, b'-' | b'/' | b'.'))
}

/// The number that two digits make; any number for what are none.
const fn two_digits(tens: u8, ones: u8) -> u8 {
    (tens & 0xf) * 10 + (ones & 0xf)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::plan::asks::is_told_of;

    #[test]
    fn most_texts_say_nothing() {
        for text in [
            "Amelia",
            "Ben",
            "Zoë",
            "O'Hara",
            "116 Rose Lane",
            "LS3 9AB",
            "2026-01-31",
            "2026-02-28",
            "7",
            "B",
        ] {
            assert!(says_nothing(text.as_bytes()), "{text}");
        }
        for text in [
            "",
            " Ann",
            "é",
            "Null",
            "none",
            "http://",
            "No",
            "not here",
            "test",
            "AAA",
            "2023-02-29",
            "-",
            "n/a",
        ] {
            assert!(!says_nothing(text.as_bytes()), "{text}");
        }
        for words in [&WORDS_FOR_NOTHING[..], &FILLER, &FILLER_PHRASES] {
            for word in words {
                assert!(
                    !says_nothing(word.as_bytes()) && !says_nothing(word.to_uppercase().as_bytes()),
                    "{word}"
                );
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn rules_tell_nothing_of_what_says_nothing(text in prop_oneof![
            "[a-eA-En-uN-U0-2.\\-/ éK]{1,6}",
            "[0-3][0-9]{1,3}[-/.][0-3][0-9][-/.][0-3][0-9](T| |x)?",
            "(?i:n|no|not|te|tes|un|nu|nil|a|as|x|http|xx)[a-z .:/K-]{0,6}",
        ]) {
            prop_assert!(!says_nothing(text.as_bytes()) || !is_told_of(&text), "{}", text);
        }
    }
}
