//! The scalars of JSON, taken off bytes that may go on after their line and may be no UTF-8 (RFC 8259, sections 3, 6 and
//! 7). A text is looked over sixteen bytes at a time.

use wide::u8x16;

/// A value that is no map and no list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'l> {
    /// What stands between the quotation marks: UTF-8.
    Text {
        /// As it is written.
        bytes: &'l [u8],
        /// Whether it has a backslash.
        escaped: bool,
    },
    /// A number as it is written.
    Number(&'l [u8]),
    True,
    False,
    Null,
}

/// How many bytes of a text are looked at together.
const CHUNK: usize = 16;

/// The scalar that begins at a place, and where it ends; none when there is none, or when it is no JSON.
#[inline(always)]
#[expect(clippy::inline_always, reason = "it is most of what is done with a list")]
pub(super) fn take(bytes: &[u8], at: usize) -> Option<(Token<'_>, usize)> {
    match bytes.get(at)? {
        b'"' => text(bytes, at + 1),
        b'-' | b'0'..=b'9' => number(bytes, at),
        b't' => word(bytes, at, b"true").map(|end| (Token::True, end)),
        b'f' => word(bytes, at, b"false").map(|end| (Token::False, end)),
        b'n' => word(bytes, at, b"null").map(|end| (Token::Null, end)),
        _ => None,
    }
}

/// The bytes of a chunk that end or interrupt a text, one bit each: a quotation mark, a backslash or a control character.
#[inline]
fn stops(chunk: u8x16) -> u32 {
    let is_control = chunk.min(u8x16::splat(0x1f)).simd_eq(chunk);
    let is_mark = chunk.simd_eq(u8x16::splat(b'"')) | chunk.simd_eq(u8x16::splat(b'\\'));
    (is_control | is_mark).to_bitmask()
}

/// The next byte that ends or interrupts a text, and whether there is anything beyond ASCII up to it or shortly after.
#[inline(always)]
#[expect(clippy::inline_always, reason = "it is most of what is done with a list")]
fn next_stop(bytes: &[u8], mut at: usize) -> (usize, bool) {
    let mut seen = u8x16::ZERO;
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<CHUNK>) {
        let chunk = u8x16::from(*chunk);
        seen |= chunk;
        let stops = stops(chunk);
        if stops != 0 {
            return (at + stops.trailing_zeros() as usize, seen.to_bitmask() != 0);
        }
        at += CHUNK;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    let len = rest.iter().take_while(|&&it| it >= 0x20 && it != b'"' && it != b'\\').count();
    (at + len, seen.to_bitmask() != 0 || !rest.is_ascii())
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "it is most of what is done with a list")]
fn text(bytes: &[u8], start: usize) -> Option<(Token<'_>, usize)> {
    let (mut end, mut may_be_wide) = next_stop(bytes, start);
    let mut escaped = false;
    while bytes.get(end) == Some(&b'\\') {
        escaped = true;
        let after = escape(bytes, end)?;
        let (next, is_wide) = next_stop(bytes, after);
        (end, may_be_wide) = (next, may_be_wide || is_wide);
    }
    if bytes.get(end) != Some(&b'"') {
        return None;
    }
    let text = bytes.get(start..end)?;
    let is_whole = !may_be_wide || std::str::from_utf8(text).is_ok();
    is_whole.then_some((Token::Text { bytes: text, escaped }, end + 1))
}

/// Where the escaped character ends whose backslash stands at a place.
fn escape(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at + 1)? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(at + 2),
        b'u' => {
            let digits = bytes.get(at + 2..at + 6)?;
            // The halves of characters have to stand in pairs, which the reader sees to.
            let is_half = matches!(digits, [b'd' | b'D', b'8'..=b'9' | b'a'..=b'f' | b'A'..=b'F', ..]);
            (!is_half && digits.iter().all(u8::is_ascii_hexdigit)).then_some(at + 6)
        }
        _ => None,
    }
}

#[inline]
fn word(bytes: &[u8], at: usize, word: &[u8]) -> Option<usize> {
    bytes.get(at..)?.starts_with(word).then_some(at + word.len())
}

#[inline]
fn number(bytes: &[u8], start: usize) -> Option<(Token<'_>, usize)> {
    let mut at = start + usize::from(bytes.get(start) == Some(&b'-'));
    at = if bytes.get(at) == Some(&b'0') { at + 1 } else { digits(bytes, at)? };
    if bytes.get(at) == Some(&b'.') {
        at = digits(bytes, at + 1)?;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        let has_sign = matches!(bytes.get(at + 1), Some(b'+' | b'-'));
        at = digits(bytes, at + 1 + usize::from(has_sign))?;
    }
    Some((Token::Number(bytes.get(start..at)?), at))
}

/// The end of the digits at a place, of which there is at least one.
#[inline]
fn digits(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    while bytes.get(at).is_some_and(u8::is_ascii_digit) {
        at += 1;
    }
    (at > start).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_are_taken_as_they_are_written() {
        let text = |bytes, escaped| Some(Token::Text { bytes, escaped });
        let cases: [(&[u8], Option<Token<'_>>); 21] = [
            (b"\"\"", text(b"", false)),
            (b"\"a text longer than a chunk\"", text(b"a text longer than a chunk", false)),
            ("\"Zoë\"".as_bytes(), text("Zoë".as_bytes(), false)),
            (b"\"a\\u0041\\\"\"", text(b"a\\u0041\\\"", true)),
            (b"-0.5e+3", Some(Token::Number(b"-0.5e+3"))),
            (b"10", Some(Token::Number(b"10"))),
            (b"0", Some(Token::Number(b"0"))),
            (b"true", Some(Token::True)),
            (b"false", Some(Token::False)),
            (b"null", Some(Token::Null)),
            (b"\"\n\"", None),
            (b"\"\\x\"", None),
            (b"\"\\ud800\\udc00\"", None),
            (b"\"\xff\"", None),
            (b"\"a text longer than a chunk, and \xc3\"", None),
            (b"1.", None),
            (b"-", None),
            (b"1e", None),
            (b"nul", None),
            (b"{}", None),
            (b"", None),
        ];
        for (bytes, expected) in cases {
            for after in ["", ",\"next\": 1}\n", "}\n{\"and a line after it\": \"é\"}"] {
                let line = [bytes, after.as_bytes()].concat();
                let shown = String::from_utf8_lossy(&line);
                assert_eq!(take(&line, 0), expected.map(|it| (it, bytes.len())), "{shown}");
            }
        }
    }

    #[test]
    fn a_token_ends_with_the_bytes() {
        assert_eq!(take(b"\"open", 0), None);
        assert_eq!(take(b"\"open, and longer than a chunk", 0), None);
        assert_eq!(take(b"01", 0), Some((Token::Number(b"0"), 1)));
        assert_eq!(take(b"1.5.5", 0), Some((Token::Number(b"1.5"), 3)));
    }
}
