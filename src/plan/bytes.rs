//! JSON read byte by byte, without a tree (RFC 8259). What is found wrong is not told here: whoever asks takes the line to
//! the reader that tells.

use super::token::{self, Token};

/// Something that is no JSON, or nests too deep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refused;

/// How deep values may nest: one bit of a number for each.
const MAX_NESTING: u32 = 64;

/// Where a line is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bytes<'l> {
    line: &'l str,
    at: usize,
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

    /// How many bytes have been read.
    pub(super) fn taken(&self) -> usize {
        self.at
    }

    /// Whether all has been read.
    pub(super) fn is_done(&self) -> bool {
        self.at >= self.line.len()
    }

    /// A value that is no map and no list.
    #[inline]
    pub(super) fn token(&mut self) -> Result<Token<'l>, Refused> {
        let (token, end) = token::take(self.bytes(), self.at).ok_or(Refused)?;
        self.at = end;
        Ok(token)
    }

    /// A value of which nothing is read, with the space after it.
    pub(super) fn skip(&mut self) -> Result<(), Refused> {
        // Which of the values around are maps, the innermost in the last bit.
        let (mut maps, mut depth) = (0_u64, 0_u32);
        loop {
            let opened = match self.peek().ok_or(Refused)? {
                byte @ (b'{' | b'[') => {
                    self.at += 1;
                    self.space();
                    Some(byte)
                }
                _ => self.token().map(|_| None)?,
            };
            if let Some(byte) = opened {
                let is_map = byte == b'{';
                if depth == MAX_NESTING {
                    return Err(Refused);
                }
                if !self.take(if is_map { b'}' } else { b']' }) {
                    (maps, depth) = (maps << 1 | u64::from(is_map), depth + 1);
                    if is_map {
                        self.name(false)?;
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
                        self.name(false)?;
                    }
                    break;
                }
                self.expect(if is_map { b'}' } else { b']' })?;
                (maps, depth) = (maps >> 1, depth - 1);
            }
        }
    }

    /// The name of a member with the colon and the space around it; refused when it is written with escapes, if it is
    /// to be `plain`.
    #[inline]
    pub(super) fn name(&mut self, plain: bool) -> Result<&'l [u8], Refused> {
        let Token::Text { bytes, escaped } = self.token()? else { return Err(Refused) };
        if plain && escaped {
            return Err(Refused);
        }
        self.space();
        self.expect(b':')?;
        self.space();
        Ok(bytes)
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
        for before in 0..40 {
            for (stop, escaped) in [("", false), ("\\\"", true), ("é", false), ("\\u0041", true)] {
                let text = "x".repeat(before) + stop + &"y".repeat(40 - before);
                let line = format!("\"{text}\"");
                let mut bytes = Bytes::new(&line);
                assert_eq!(bytes.token(), Ok(Token::Text { bytes: text.as_bytes(), escaped }));
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
