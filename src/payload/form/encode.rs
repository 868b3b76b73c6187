//! Writing names and values of a form: the application/x-www-form-urlencoded serializer of the WHATWG URL
//! Standard, section 5.2.

use std::borrow::Cow;
use std::ops::Range;

/// Writes a text as a name or value of a form (WHATWG URL Standard, section 5.2, UTF-8).
pub fn encode(text: &str) -> String {
    encode_pieces(text).map(|(_, it)| it).collect()
}

/// The same piece by piece: which bytes of `text` became what. The pieces cover the text without gaps; what
/// stays as it is makes one piece, and of the rest each character one.
pub fn encode_pieces(text: &str) -> impl Iterator<Item = (Range<usize>, Cow<'_, str>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let plain = rest.bytes().position(|it| !stays(it)).unwrap_or(rest.len());
        let (len, piece) = match rest.chars().next()? {
            _ if plain > 0 => (plain, Cow::Borrowed(rest.get(..plain)?)),
            ' ' => (1, Cow::Borrowed("+")),
            other => (other.len_utf8(), Cow::Owned(percent_encode(other))),
        };
        let start = at;
        at += len;
        Some((start..at, piece))
    })
}

/// What is not in the application/x-www-form-urlencoded percent-encode set.
fn stays(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'*' | b'-' | b'.' | b'_')
}

/// A character as escapes of its UTF-8 (RFC 3986, section 2.1).
pub fn percent_encode(it: char) -> String {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    let digit = |it: u8| DIGITS.get(usize::from(it & 15)).copied().unwrap_or_default();
    it.encode_utf8(&mut [0; 4]).bytes().flat_map(|it| ['%', digit(it >> 4), digit(it)]).collect()
}
