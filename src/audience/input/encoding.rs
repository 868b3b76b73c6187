//! Text in the encodings that exports have, as UTF-8.

use std::borrow::Cow;

/// How characters are written as bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextEncoding {
    /// UTF-8, with a byte order mark or without.
    #[default]
    Utf8,
    /// UTF-16, the low byte first: what Excel calls Unicode text.
    Utf16Le,
    /// UTF-16, the high byte first.
    Utf16Be,
    /// Windows-1252, which Latin-1 is a part of.
    Windows1252,
}

impl TextEncoding {
    /// From the first bytes: by the byte order mark, else by the zero bytes that UTF-16 has in every ASCII character.
    pub fn guess(bytes: &[u8]) -> TextEncoding {
        match bytes {
            [0xff, 0xfe, ..] => return TextEncoding::Utf16Le,
            [0xfe, 0xff, ..] => return TextEncoding::Utf16Be,
            _ => {}
        }
        let pairs = bytes.as_chunks::<2>().0;
        let high = pairs.iter().filter(|[a, b]| *a == 0 && *b != 0).count();
        let low = pairs.iter().filter(|[a, b]| *a != 0 && *b == 0).count();
        // Delimiters, digits and brackets alone make far more than a tenth of any list.
        let most = pairs.len().div_ceil(10).max(2);
        match (high >= most, low >= most) {
            (true, false) => TextEncoding::Utf16Be,
            (false, true) => TextEncoding::Utf16Le,
            _ => TextEncoding::Utf8,
        }
    }

    /// As reports write it.
    pub fn name(self) -> &'static str {
        match self {
            TextEncoding::Utf8 => "utf-8",
            TextEncoding::Utf16Le => "utf-16le",
            TextEncoding::Utf16Be => "utf-16be",
            TextEncoding::Windows1252 => "windows-1252",
        }
    }
}

/// Brings a stream of bytes to UTF-8.
#[derive(Debug)]
pub(super) struct Decoder {
    encoding: TextEncoding,
    /// The first half of a unit of UTF-16.
    odd: Option<u8>,
    /// The first half of a pair of units.
    high: Option<u16>,
    /// The bytes so far that a byte order mark may begin with, and whether it can still be one.
    mark: Vec<u8>,
    is_past_mark: bool,
}

/// UTF-8's byte order mark.
const MARK: &[u8] = "\u{feff}".as_bytes();

impl Decoder {
    pub(super) fn new(encoding: TextEncoding) -> Decoder {
        Decoder { encoding, odd: None, high: None, mark: Vec::new(), is_past_mark: false }
    }

    pub(super) fn encoding(&self) -> TextEncoding {
        self.encoding
    }

    /// The text that these bytes complete. UTF-8 is not checked here: what is wrong belongs to its line.
    pub(super) fn decode<'b>(&mut self, bytes: &'b [u8]) -> Cow<'b, [u8]> {
        match self.encoding {
            TextEncoding::Utf8 => self.without_mark(Cow::Borrowed(bytes)),
            TextEncoding::Windows1252 => Cow::Owned(windows_1252(bytes).into_bytes()),
            TextEncoding::Utf16Le | TextEncoding::Utf16Be => {
                let text = self.utf16(bytes);
                self.without_mark(Cow::Owned(text.into_bytes()))
            }
        }
    }

    /// What is left at the end: half a character is U+FFFD, and the beginning of a mark is no mark.
    pub(super) fn finish(&mut self) -> Vec<u8> {
        let mut rest = std::mem::take(&mut self.mark);
        if self.odd.take().is_some() || self.high.take().is_some() {
            rest.extend_from_slice("\u{fffd}".as_bytes());
        }
        rest
    }

    fn without_mark<'b>(&mut self, bytes: Cow<'b, [u8]>) -> Cow<'b, [u8]> {
        if self.is_past_mark {
            return bytes;
        }
        self.mark.extend_from_slice(&bytes);
        if self.mark.len() < MARK.len() && MARK.starts_with(&self.mark) {
            return Cow::Borrowed(&[]);
        }
        self.is_past_mark = true;
        let held = std::mem::take(&mut self.mark);
        match held.strip_prefix(MARK) {
            Some(rest) => Cow::Owned(rest.to_vec()),
            None => Cow::Owned(held),
        }
    }

    fn utf16(&mut self, bytes: &[u8]) -> String {
        let mut text = String::with_capacity(bytes.len());
        for &byte in bytes {
            let Some(first) = self.odd.take() else {
                self.odd = Some(byte);
                continue;
            };
            let unit = match self.encoding {
                TextEncoding::Utf16Be => u16::from_be_bytes([first, byte]),
                _ => u16::from_le_bytes([first, byte]),
            };
            self.unit(unit, &mut text);
        }
        text
    }

    fn unit(&mut self, unit: u16, text: &mut String) {
        let before = self.high.take();
        if (0xd800..0xdc00).contains(&unit) {
            text.extend(before.map(|_| '\u{fffd}'));
            self.high = Some(unit);
            return;
        }
        let units = before.into_iter().chain([unit]);
        text.extend(char::decode_utf16(units).map(|it| it.unwrap_or('\u{fffd}')));
    }
}

/// What Windows-1252 has from 0x80 to 0x9f (WHATWG Encoding Standard, index windows-1252): 27 characters, and five
/// bytes that stand for control characters. Everywhere else a byte is the character of its number.
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Text in Windows-1252.
pub(super) fn windows_1252(bytes: &[u8]) -> String {
    let character = |byte: u8| {
        let high = usize::from(byte).checked_sub(0x80).and_then(|at| HIGH.get(at));
        high.copied().unwrap_or(char::from(byte))
    };
    bytes.iter().map(|&it| character(it)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(encoding: TextEncoding, bytes: &[u8], expected: &str) {
        for step in [1, 2, 3, bytes.len().max(1)] {
            let mut decoder = Decoder::new(encoding);
            let mut text: Vec<u8> =
                bytes.chunks(step).flat_map(|it| decoder.decode(it).into_owned()).collect();
            text.extend(decoder.finish());
            assert_eq!(String::from_utf8_lossy(&text), expected, "in steps of {step}");
        }
    }

    #[test]
    fn text_is_decoded() {
        check(TextEncoding::Utf8, "\u{feff}é😀".as_bytes(), "é😀");
        check(TextEncoding::Utf8, "é\u{feff}".as_bytes(), "é\u{feff}");
        check(TextEncoding::Utf8, b"\xef", "\u{fffd}");
        check(TextEncoding::Utf8, b"", "");
        check(TextEncoding::Windows1252, b"Zo\xeb \x80 \x92 \x81", "Zoë € ’ \u{81}");
        let units = |text: &str| text.encode_utf16().collect::<Vec<u16>>();
        let low = |text: &str| units(text).into_iter().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let high = |text: &str| units(text).into_iter().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
        check(TextEncoding::Utf16Le, &low("\u{feff}é😀,\n"), "é😀,\n");
        check(TextEncoding::Utf16Be, &high("a😀"), "a😀");
        check(TextEncoding::Utf16Le, &[0x3d, 0xd8, b'a', 0, b'b'], "\u{fffd}a\u{fffd}");
        assert_eq!(TextEncoding::guess(&low("\u{feff}a")), TextEncoding::Utf16Le);
        assert_eq!(TextEncoding::guess(&high("name;town\r\n")), TextEncoding::Utf16Be);
        assert_eq!(TextEncoding::guess(&low("имя,город\r\nИван,Омск\r\n")), TextEncoding::Utf16Le);
        assert_eq!(TextEncoding::guess("имя,город\0".as_bytes()), TextEncoding::Utf8);
        assert_eq!(TextEncoding::guess(b""), TextEncoding::Utf8);
    }

    #[test]
    fn the_table_has_27_characters() {
        assert_eq!(HIGH.iter().filter(|it| !it.is_control()).count(), 27);
    }
}
