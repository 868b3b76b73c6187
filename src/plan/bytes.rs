//! JSON read byte by byte, without a tree (RFC 8259). What is found wrong is not told here: whoever asks takes the line to
//! the reader that tells.

/// Something that is no JSON, or nests too deep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refused;

/// How deep values may nest: one bit of a number for each.
const MAX_NESTING: u32 = 64;

/// A text between its quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Raw<'l> {
    /// As it stands in the line.
    pub(super) text: &'l str,
    /// Whether it has a backslash.
    pub(super) escaped: bool,
}

/// Where a line is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bytes<'l> {
    line: &'l str,
    at: usize,
}

/// A byte in all eight places of a word.
const fn all(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

const HIGH: u64 = all(0x80);

/// The high bit of each byte of `word` that is zero. Bytes after the first such one may be marked too.
const fn zeros(word: u64) -> u64 {
    word.wrapping_sub(all(1)) & !word & HIGH
}

/// The same for what ends or interrupts a text: a quotation mark, a backslash or a control character.
const fn stops(word: u64) -> u64 {
    let control = word.wrapping_sub(all(0x20)) & !word & HIGH;
    control | zeros(word ^ all(b'"')) | zeros(word ^ all(b'\\'))
}

impl<'l> Bytes<'l> {
    pub(super) fn new(line: &'l str) -> Bytes<'l> {
        Bytes { line, at: 0 }
    }

    fn bytes(&self) -> &'l [u8] {
        self.line.as_bytes()
    }

    /// The next byte, without taking it.
    #[inline]
    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes().get(self.at).copied()
    }

    /// Whether the next byte is this one, which is then taken.
    #[inline]
    pub(super) fn take(&mut self, byte: u8) -> bool {
        let is_it = self.peek() == Some(byte);
        self.at += usize::from(is_it);
        is_it
    }

    #[inline]
    pub(super) fn expect(&mut self, byte: u8) -> Result<(), Refused> {
        if self.take(byte) { Ok(()) } else { Err(Refused) }
    }

    #[inline]
    pub(super) fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Whether all has been read.
    pub(super) fn is_done(&self) -> bool {
        self.at >= self.line.len()
    }

    /// A text with its quotation marks.
    #[inline]
    pub(super) fn text(&mut self) -> Result<Raw<'l>, Refused> {
        self.expect(b'"')?;
        let start = self.at;
        let mut escaped = false;
        loop {
            self.skip_plain();
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    self.escape()?;
                }
                _ => return Err(Refused),
            }
        }
        let text = self.line.get(start..self.at).ok_or(Refused)?;
        self.at += 1;
        Ok(Raw { text, escaped })
    }

    /// Goes on to the next byte that ends or interrupts a text, or to the end.
    #[inline]
    fn skip_plain(&mut self) {
        let bytes = self.bytes();
        while let Some(word) = bytes.get(self.at..self.at + 8).and_then(|it| it.try_into().ok()) {
            let found = stops(u64::from_le_bytes(word));
            if found != 0 {
                self.at += found.trailing_zeros() as usize / 8;
                return;
            }
            self.at += 8;
        }
        while bytes.get(self.at).is_some_and(|&it| it >= 0x20 && it != b'"' && it != b'\\') {
            self.at += 1;
        }
    }

    fn escape(&mut self) -> Result<(), Refused> {
        let after = self.bytes().get(self.at + 1).copied();
        match after {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 2,
            Some(b'u') => {
                let digits = self.bytes().get(self.at + 2..self.at + 6).ok_or(Refused)?;
                // The halves of characters have to stand in pairs, which the reader sees to.
                let is_half = matches!(digits, [b'd' | b'D', b'8'..=b'9' | b'a'..=b'f' | b'A'..=b'F', ..]);
                if is_half || !digits.iter().all(u8::is_ascii_hexdigit) {
                    return Err(Refused);
                }
                self.at += 6;
            }
            _ => return Err(Refused),
        }
        Ok(())
    }

    /// A number, as it is written.
    #[inline]
    pub(super) fn number(&mut self) -> Result<&'l str, Refused> {
        let start = self.at;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if !self.take(b'+') {
                self.take(b'-');
            }
            self.digits()?;
        }
        self.line.get(start..self.at).ok_or(Refused)
    }

    fn digits(&mut self) -> Result<(), Refused> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start { Err(Refused) } else { Ok(()) }
    }

    /// `true`, `false` or `null`.
    #[inline]
    pub(super) fn word(&mut self, word: &str) -> Result<(), Refused> {
        let is_it = self.line.get(self.at..).is_some_and(|it| it.starts_with(word));
        self.at += word.len();
        if is_it { Ok(()) } else { Err(Refused) }
    }

    /// A value of which nothing is read, with the space after it.
    pub(super) fn skip(&mut self) -> Result<(), Refused> {
        // Which of the values around are maps, the innermost in the last bit.
        let (mut maps, mut depth) = (0_u64, 0_u32);
        loop {
            let opened = match self.peek().ok_or(Refused)? {
                b'"' => self.text().map(|_| None)?,
                b't' => self.word("true").map(|()| None)?,
                b'f' => self.word("false").map(|()| None)?,
                b'n' => self.word("null").map(|()| None)?,
                byte @ (b'{' | b'[') => {
                    self.at += 1;
                    self.space();
                    Some(byte)
                }
                _ => self.number().map(|_| None)?,
            };
            if let Some(byte) = opened {
                let is_map = byte == b'{';
                if depth == MAX_NESTING {
                    return Err(Refused);
                }
                if !self.take(if is_map { b'}' } else { b']' }) {
                    (maps, depth) = (maps << 1 | u64::from(is_map), depth + 1);
                    if is_map {
                        self.name()?;
                    }
                    continue;
                }
            }
            loop {
                self.space();
                if depth == 0 {
                    return Ok(());
                }
                let is_map = maps & 1 == 1;
                if self.take(b',') {
                    self.space();
                    if is_map {
                        self.name()?;
                    }
                    break;
                }
                self.expect(if is_map { b'}' } else { b']' })?;
                (maps, depth) = (maps >> 1, depth - 1);
            }
        }
    }

    /// The name of a member with the colon and the space around it.
    #[inline]
    pub(super) fn name(&mut self) -> Result<Raw<'l>, Refused> {
        let name = self.text()?;
        self.space();
        self.expect(b':')?;
        self.space();
        Ok(name)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::contact::Contact;

    fn is_taken(line: &str) -> bool {
        let mut bytes = Bytes::new(line);
        bytes.space();
        bytes.skip().is_ok() && bytes.is_done()
    }

    #[test]
    fn json_is_taken_and_nothing_else() {
        let taken = [
            "{}",
            "[]",
            " [1, -0.5e+3, \"a\\u00e9\\n\", true, false, null] ",
            "{\"a\":{\"b\":[[],{}]}}",
            "0",
            "\"\"",
            "{\"long enough for a word\":\"and so is é\"}",
        ];
        for line in taken {
            assert!(is_taken(line), "{line}");
        }
        let refused = [
            "",
            "{",
            "[1,]",
            "{\"a\"}",
            "{\"a\":}",
            "{a:1}",
            "01",
            "1.",
            ".5",
            "+1",
            "1e",
            "tru",
            "[1 2]",
            "{}{}",
            "\"\n\"",
            "\"\\x\"",
            "\"\\ud800\"",
            "\"open",
            "'a'",
            "\"a\u{1}\"",
            "[1}",
            "{\"a\":1]",
        ];
        for line in refused {
            assert!(!is_taken(line), "{line}");
        }
        assert!(is_taken(&("[".repeat(64) + &"]".repeat(64))));
        assert!(!is_taken(&("[".repeat(65) + &"]".repeat(65))));
    }

    #[test]
    fn texts_end_where_they_end_wherever_that_is() {
        for before in 0..20 {
            for (stop, escaped) in [("", false), ("\\\"", true), ("é", false), ("\\u0041", true)] {
                let text = "x".repeat(before) + stop + &"y".repeat(20 - before);
                let line = format!("\"{text}\"");
                let mut bytes = Bytes::new(&line);
                assert_eq!(bytes.text(), Ok(Raw { text: &text, escaped }));
                assert!(bytes.is_done());
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_taken_the_reader_takes_too(line in "[{}\\[\\],:\"\\\\ua-f0-9. \\-+eé\n]{0,24}") {
            let line = format!("{{\"a\":{line}}}");
            if is_taken(&line) {
                let errors = Contact::read(&line).faults;
                let errors: Vec<_> = errors.into_iter().filter(|it| it.code != "duplicate-key").collect();
                prop_assert_eq!(errors, [], "{}", line);
            } else {
                prop_assert!(serde_json::from_str::<serde_json::Value>(&line).is_err() || line.contains("\\u"), "{}", line);
            }
        }
    }
}
