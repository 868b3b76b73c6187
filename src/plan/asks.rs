//! What is looked at in a text beside the kinds of its characters: what the contract asks of it, and what rules tell of
//! that go by words.

use std::sync::Arc;

pub(super) use crate::contract::formula::Ask;
use crate::finding::{is_filler, is_impossible_date, is_word_for_nothing};

/// Whether a rule may tell of a text for what it says: a merge tag, filler, a date that does not exist, a word for
/// nothing, an address.
#[inline]
pub(super) fn is_told_of(text: &str) -> bool {
    let Some(&first) = text.trim_start().as_bytes().first() else { return true };
    let is_tag = matches!(first, b'{' | b'$' | b'[' | b'*' | b'%');
    let is_date = first.is_ascii_digit() && is_impossible_date(text);
    let is_address = first == b'h' && text.trim_start().starts_with("http");
    // `No` and `Name` are no filler, and `No Name`, which two merge tags may make of them, is.
    let begins_phrase = || {
        let word = text.split_whitespace().next().unwrap_or_default();
        word.eq_ignore_ascii_case("no") || word.eq_ignore_ascii_case("not")
    };
    is_tag
        || begins_phrase()
        || is_date
        || is_address
        || is_word_for_nothing(text)
        || (begins_filler(text) && is_filler(text))
}

/// Whether the first word of a text may be filler: without this, every name would be compared with all such words.
#[inline]
fn begins_filler(text: &str) -> bool {
    let bytes = text.as_bytes();
    let end = bytes.iter().position(u8::is_ascii_whitespace).unwrap_or(bytes.len());
    match bytes.get(..end).unwrap_or_default() {
        [a, b, c, ..] if a.eq_ignore_ascii_case(b) && b.eq_ignore_ascii_case(c) => true,
        word if !word.iter().any(u8::is_ascii_alphanumeric) => true,
        // The longest such word, `asdfghjkl`, and their first letters.
        word @ [first, ..] => {
            word.len() <= 9
                && matches!(
                    first.to_ascii_lowercase(),
                    b'#' | b'(' | b'a' | b'b' | b'd' | b'e' | b'n' | b'q' | b't' | b'u' | b'x'
                )
        }
        [] => true,
    }
}

/// Whether a text is all that is asked.
#[inline]
pub(super) fn is_as_asked(text: &str, asks: &[Arc<Ask>]) -> bool {
    asks.iter().all(|it| it.of_text(text))
}
