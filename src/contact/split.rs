//! Splits a stream of bytes into the JSON texts of contacts: one contact a line, a JSON array of contacts, or just
//! one contact. Nothing is parsed here, only the nesting is followed.

/// A splitter. Bytes go in as they arrive; contacts come out when they are whole.
#[derive(Clone, Debug, Default)]
pub struct Splitter {
    contact: Vec<u8>,
    depth: usize,
    state: State,
    /// Whether the contacts are the elements of one array.
    in_array: bool,
    /// Whether anything but space was seen.
    begun: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Plain,
    Text,
    Escaped,
}

impl Splitter {
    /// Takes more bytes; gives the contacts that they complete. Bytes that are no UTF-8 become U+FFFD.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<String> {
        let mut contacts = Vec::new();
        for &byte in bytes {
            self.byte(byte, &mut contacts);
        }
        contacts
    }

    /// Ends the stream; gives what is left over, even when it is not whole.
    pub fn finish(mut self) -> Vec<String> {
        let mut contacts = Vec::new();
        self.end(&mut contacts);
        contacts
    }

    fn byte(&mut self, byte: u8, contacts: &mut Vec<String>) {
        match self.state {
            State::Escaped => self.state = State::Text,
            State::Text => match byte {
                b'\\' => self.state = State::Escaped,
                b'"' => self.state = State::Plain,
                _ => {}
            },
            State::Plain => return self.plain(byte, contacts),
        }
        self.contact.push(byte);
    }

    fn plain(&mut self, byte: u8, contacts: &mut Vec<String>) {
        let begins = !self.begun && !byte.is_ascii_whitespace() && !is_mark(byte);
        if begins {
            self.begun = true;
            if byte == b'[' {
                self.in_array = true;
                return self.contact.clear();
            }
        }
        match byte {
            b'"' => self.state = State::Text,
            b'{' | b'[' => self.depth += 1,
            b']' if self.depth == 0 && self.in_array => return self.end(contacts),
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            b',' if self.depth == 0 && self.in_array => return self.end(contacts),
            b'\n' if self.depth == 0 => return self.end(contacts),
            _ => {}
        }
        self.contact.push(byte);
    }

    fn end(&mut self, contacts: &mut Vec<String>) {
        let text = String::from_utf8_lossy(&self.contact);
        let text = text.trim_start_matches('\u{feff}').trim();
        if !text.is_empty() {
            contacts.push(text.to_owned());
        }
        self.contact.clear();
    }
}

/// Whether a byte is of the byte order mark.
fn is_mark(byte: u8) -> bool {
    matches!(byte, 0xef | 0xbb | 0xbf)
}

#[cfg(test)]
mod tests {
    use super::Splitter;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        for step in [1, 2, 7, text.len().max(1)] {
            let mut splitter = Splitter::default();
            let mut found: Vec<String> =
                text.as_bytes().chunks(step).flat_map(|it| splitter.push(it)).collect();
            found.extend(splitter.finish());
            assert_eq!(found, expected, "in steps of {step}");
        }
    }

    #[test]
    fn contacts_are_split() {
        check("", &[]);
        check("{\"a\": 1}", &["{\"a\": 1}"]);
        check("\u{feff}{\"a\":1}\n{\"b\":\"é\"}\n\n", &["{\"a\":1}", "{\"b\":\"é\"}"]);
        check("[{\"a\":[1,2]}, {\"b\":\"],\\\"\"}]\n", &["{\"a\":[1,2]}", "{\"b\":\"],\\\"\"}"]);
        check("{\n \"a\": {\n  \"b\": 1 }\n}\n", &["{\n \"a\": {\n  \"b\": 1 }\n}"]);
        check(" [ ] ", &[]);
        check("[{\"a\":1}", &["{\"a\":1}"]);
    }
}
