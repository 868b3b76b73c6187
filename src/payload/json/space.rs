//! What stands between the values: whitespace, and what is mistaken for it.

use super::{NOT_JSON, PayloadFault, Reader};
use crate::source::Span;

/// Whitespace as RFC 8259, section 2, defines it.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Characters that cannot be seen, though they are not whitespace to JSON: word processors and web pages put
/// no-break spaces and zero-width ones into what is copied from them.
pub(super) fn is_invisible(it: char) -> bool {
    let zero_width = matches!(it, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}');
    it.is_control() || it.is_whitespace() || zero_width
}

impl<T> Reader<'_, T> {
    /// RFC 8259, section 8.1, forbids to send one; some readers fail at it.
    pub(super) fn byte_order_mark(&mut self) {
        const MARK: &str = "\u{FEFF}";
        if self.text.starts_with(MARK) {
            self.at = MARK.len();
            let message = "an invisible byte order mark stands before the JSON";
            self.error(Span::new(0, self.at), message, "save the text as UTF-8 without a byte order mark");
        }
    }

    /// Goes over whitespace, and over comments and invisible characters with a fault.
    pub(super) fn space(&mut self) {
        loop {
            while self.peek().is_some_and(is_space) {
                self.at += 1;
            }
            let start = self.at;
            match self.peek() {
                Some(b'/' | b'#') => self.comment(),
                Some(byte) if !(b' '..0x7F).contains(&byte) => self.invisible(),
                _ => return,
            }
            if self.at == start {
                return;
            }
        }
    }

    /// Where the byte after `at` and all whitespace stands.
    pub(super) fn after_space(&self, at: usize) -> usize {
        let bytes = self.text.as_bytes().get(at..).unwrap_or_default();
        at + bytes.iter().take_while(|it| is_space(**it)).count()
    }

    fn comment(&mut self) {
        let rest = self.rest();
        let block = rest.starts_with("/*");
        if !block && !rest.starts_with("//") && !rest.starts_with("# ") {
            return;
        }
        let end = if block { rest.find("*/").map(|it| it + 2) } else { rest.find('\n') };
        let len = end.unwrap_or(rest.len());
        let line = rest.get(..len).and_then(|it| it.find('\n')).unwrap_or(len);
        let span = Span::new(self.at, self.at + line);
        self.at += len;
        self.once(span, "JSON has no comments".to_owned(), "remove the comment");
    }

    fn invisible(&mut self) {
        let Some(first) = self.rest().chars().next().filter(|it| is_invisible(*it)) else {
            return;
        };
        let len: usize = self.rest().chars().take_while(|it| is_invisible(*it)).map(char::len_utf8).sum();
        let span = Span::new(self.at, self.at + len);
        self.at += len;
        let message =
            format!("an invisible character (U+{:04X}) stands outside of a string", u32::from(first));
        self.once(span, message, "delete it, or write an ordinary space");
    }

    /// What one paste brings a hundred times is told once.
    fn once(&mut self, span: Span<T>, message: String, help: &str) {
        if self.faults.iter().all(|it| it.message != message) {
            self.fault(PayloadFault::error(NOT_JSON, span, message).help(help));
        }
    }
}
