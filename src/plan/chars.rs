//! Kinds of characters, one bit each, so that a text is looked over once.

/// Letters and digits of ASCII.
pub(super) const WORD: u8 = 1;
/// `<`, `>`, `&`, `'`: what markup tells from text.
pub(super) const MARKUP: u8 = 4;
/// What ends, joins or escapes the values of a form.
pub(super) const FORM: u8 = 8;
/// What cannot stand in an address as itself, but for letters and digits (RFC 3986, section 2.3).
pub(super) const ADDRESS: u8 = 16;
/// White space.
pub(super) const SPACE: u8 = 32;
/// Anything beyond ASCII, and DEL.
pub(super) const WIDE: u8 = 64;

/// The kinds of every byte. Control characters and backslashes never stand in a text as themselves.
const KINDS: [u8; 256] = kinds();

const fn kinds() -> [u8; 256] {
    let mut kinds = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "there are 256 bytes")]
        let is = byte as u8;
        let mut kind = 0;
        if is.is_ascii_alphanumeric() {
            kind |= WORD;
        }
        if matches!(is, b'<' | b'>' | b'&' | b'\'') {
            kind |= MARKUP;
        }
        if matches!(is, b'&' | b'=' | b'+' | b'%' | b'#' | b'?' | b';' | b'<' | b'>' | b'"' | b'\\') {
            kind |= FORM;
        }
        if !is.is_ascii_alphanumeric() && !matches!(is, b'-' | b'.' | b'_' | b'~') {
            kind |= ADDRESS;
        }
        if matches!(is, b' ' | b'\t' | b'\n' | b'\r') {
            kind |= SPACE;
        }
        if is >= 0x7f {
            kind |= WIDE;
        }
        kinds[byte] = kind;
        byte += 1;
    }
    kinds
}

/// The kinds of all characters of a text, which is UTF-8.
#[inline]
pub(super) fn kinds_in(text: &[u8]) -> u8 {
    text.iter().fold(0, |all, &byte| all | KINDS[usize::from(byte)])
}
