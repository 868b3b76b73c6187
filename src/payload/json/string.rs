//! Strings, and finding out where a broken one was meant to end.

use std::fmt::Write as _;

use super::space::is_space;
use super::{LONE_SURROGATE, NOT_JSON, PayloadFault, Place, Reader};
use crate::source::Span;

/// How far a look ahead for a name goes: names are short, and a bound keeps reading linear.
const LONGEST_NAME: usize = 128;

impl<T> Reader<'_, T> {
    /// Reads the string that begins at `at`: its place with quotation marks, and its text.
    pub(super) fn string(&mut self, place: Place) -> (Span<T>, Box<str>) {
        let start = self.at;
        let quote = if self.unclosed { None } else { self.closing_quote(start + 1) };
        match quote {
            Some(quote) if self.may_follow(quote + 1, place) => self.take_string(start, quote),
            Some(quote) => self.ended_early(start, quote, place),
            None => self.never_closed(start),
        }
    }

    /// The quotation mark that ends a string whose content begins at `from`.
    pub(super) fn closing_quote(&self, from: usize) -> Option<usize> {
        let mut at = from;
        loop {
            match self.byte(at)? {
                b'"' => return Some(at),
                b'\\' => at += 2,
                _ => at += 1,
            }
        }
    }

    /// The string between the quotation marks at `start` and `quote`.
    fn take_string(&mut self, start: usize, quote: usize) -> (Span<T>, Box<str>) {
        self.at = quote + 1;
        (Span::new(start, self.at), self.decode(start + 1, quote))
    }

    /// Whether a string at `place` that ends before `at` is followed by what may follow it, or by so clear a
    /// mistake (a missing comma, say) that its end is not in doubt.
    fn may_follow(&self, at: usize, place: Place) -> bool {
        let next = self.after_space(at);
        let gap = next > at;
        let Some(byte) = self.byte(next) else { return true };
        let comment = byte == b'/' && matches!(self.byte(next + 1), Some(b'/' | b'*'));
        let closer = matches!(byte, b',' | b'}' | b']' | b';');
        let value = gap && matches!(byte, b'"' | b'{' | b'[' | b'-' | b'0'..=b'9');
        // What cannot be seen, `space` tells of.
        let invisible =
            byte < b' ' || self.slice(next, self.text.len()).starts_with(super::space::is_invisible);
        let sure = comment || invisible;
        match place {
            Place::Root => sure || value,
            Place::Name => sure || value || matches!(byte, b':' | b'=' | b',' | b'}'),
            Place::Member => {
                let line_break = self.slice(at, next).contains('\n');
                let name = byte == b'"' || line_break;
                sure || closer || byte == b':' || (name && self.name_ahead(next))
            }
            Place::Item => sure || closer || value || byte == b':',
        }
    }

    /// Whether a name and a colon stand at `at`: `"city":`, `'city':` or `city:`.
    pub(super) fn name_ahead(&self, at: usize) -> bool {
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        let rest = rest.get(..LONGEST_NAME).unwrap_or(rest);
        let Some((&first, more)) = rest.split_first() else { return false };
        let end = match first {
            b'"' | b'\'' => more.iter().position(|it| *it == first).map(|it| it + 2),
            _ => rest.iter().position(|it| !it.is_ascii_alphanumeric() && !matches!(it, b'_' | b'-' | b'$')),
        };
        let end = end.filter(|it| *it > 0);
        end.and_then(|it| rest.get(it..)?.iter().find(|it| !is_space(**it))).is_some_and(|it| *it == b':')
    }

    /// A string whose quotation mark at `quote` is followed by what cannot follow a string.
    pub(super) fn ended_early(&mut self, start: usize, quote: usize, place: Place) -> (Span<T>, Box<str>) {
        // Both lead back into the string, which must not happen again and again.
        if !self.lost {
            if let Some(line_end) = self.open_line(start, quote) {
                return self.cut(start, line_end);
            }
            if let Some(backslash) = self.hiding_backslash(start, quote) {
                return self.hidden_end(start, backslash);
            }
        }
        let message = "this quotation mark ends the string early";
        let help = "write \\\" for a quotation mark inside of a string";
        // What was wrong inside of the string stands before its end.
        let inner = self.decode(start + 1, quote);
        self.error(Span::new(quote, quote + 1), message, help);
        self.lost = true;
        if let Some(end) = self.likely_end(quote + 1, place) {
            self.take_string(start, end)
        } else {
            self.at = quote + 1;
            self.skip_text(place);
            (Span::new(start, quote + 1), inner)
        }
    }

    /// A string that the end of the text ends.
    fn never_closed(&mut self, start: usize) -> (Span<T>, Box<str>) {
        let end = self.text.len();
        self.unclosed = true;
        if !self.lost
            && let Some(backslash) = self.hiding_backslash(start, end)
        {
            return self.hidden_end(start, backslash);
        }
        let line_end = self.open_line(start, end).unwrap_or(end);
        self.cut(start, line_end)
    }

    /// Reads the string from `start` to the end of its line as one that was never closed.
    fn cut(&mut self, start: usize, line_end: usize) -> (Span<T>, Box<str>) {
        let line = self.slice(start, line_end).trim_end();
        // A comma at the end of the line most likely was meant to follow the string.
        let content = if line_end < self.text.len() { line.strip_suffix(',').unwrap_or(line) } else { line };
        let end = start + content.len();
        self.error(Span::new(start, end), "this string is never closed", "write `\"` at its end");
        self.lost = true;
        self.at = end;
        (Span::new(start, end), self.decode(start + 1, end))
    }

    /// Where the first line of the string from `start` to `end` ends, if the next line looks as if the string
    /// should have ended before: it begins with a name or with a closing bracket.
    fn open_line(&self, start: usize, end: usize) -> Option<usize> {
        let line_end = start + self.slice(start, end).find('\n')?;
        let next = self.after_space(line_end);
        matches!(self.byte(next), Some(b'"' | b'}' | b']')).then_some(line_end)
    }

    /// The last backslash that makes a quotation mark part of the string from `start` to `end`, if nothing but
    /// punctuation follows it: in `"C:\", "next"` the author did not mean to write a quotation mark.
    fn hiding_backslash(&self, start: usize, end: usize) -> Option<usize> {
        let content = self.slice(start + 1, end);
        let at = content.rfind("\\\"")?;
        let tail = content.get(at + 2..)?.as_bytes();
        let marks = |it: &u8| is_space(*it) || matches!(it, b',' | b':' | b'}' | b']' | b'{' | b'[');
        let punctuation = tail.iter().all(marks) && !tail.iter().all(|it| is_space(*it));
        punctuation.then_some(start + 1 + at)
    }

    fn hidden_end(&mut self, start: usize, backslash: usize) -> (Span<T>, Box<str>) {
        let message = "this backslash keeps the quotation mark after it from ending the string";
        self.error(Span::new(backslash, backslash + 2), message, "write \\\\ for a backslash");
        self.lost = true;
        self.at = backslash + 2;
        (Span::new(start, self.at), self.decode(start + 1, backslash + 1))
    }

    /// The first quotation mark from `from` on that is followed by what must follow a string at `place`.
    fn likely_end(&mut self, from: usize, place: Place) -> Option<usize> {
        let mut at = from.max(self.hopeless);
        while let Some(quote) = self.closing_quote(at) {
            let next = self.after_space(quote + 1);
            let fits = match (place, self.byte(next)) {
                (Place::Root, byte) => byte.is_none(),
                (Place::Name, byte) => byte == Some(b':'),
                (Place::Member, Some(b'}')) => true,
                (Place::Member, Some(b',')) => self.byte(self.after_space(next + 1)) == Some(b'"'),
                (Place::Member, _) => false,
                (Place::Item, byte) => matches!(byte, Some(b',' | b']')),
            };
            if fits {
                return Some(quote);
            }
            at = quote + 1;
        }
        self.hopeless = self.text.len();
        None
    }

    /// Decodes the content of a string (RFC 8259, section 7) and tells of the first thing wrong in it.
    pub(super) fn decode(&mut self, start: usize, end: usize) -> Box<str> {
        let raw = self.slice(start, end);
        let special = |it: u8| it == b'\\' || it < b' ';
        let Some(mut at) = raw.bytes().position(special) else {
            return raw.into();
        };
        let mut text = raw.get(..at).unwrap_or_default().to_owned();
        let mut problem = None;
        while let Some(rest) = raw.get(at..).filter(|it| !it.is_empty()) {
            let (len, wrong) =
                if rest.starts_with('\\') { escape(rest, &mut text) } else { control(rest, &mut text) };
            if let Some(wrong) = wrong {
                problem.get_or_insert((start + at, len, wrong));
            }
            at += len;
            let rest = raw.get(at..).unwrap_or_default();
            let plain = rest.bytes().position(special).unwrap_or(rest.len());
            text.push_str(rest.get(..plain).unwrap_or_default());
            at += plain;
        }
        if let Some((at, len, Wrong { code, message, help })) = problem {
            self.fault(PayloadFault::error(code, Span::new(at, at + len), message).help(help));
        }
        text.into()
    }
}

/// What is wrong with an escape or a character.
struct Wrong {
    code: &'static str,
    message: String,
    help: String,
}

impl Wrong {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Option<Wrong> {
        Some(Wrong { code: NOT_JSON, message: message.into(), help: help.into() })
    }
}

/// Takes the control character at the start of `rest`; RFC 8259, section 7: it must be escaped.
fn control(rest: &str, text: &mut String) -> (usize, Option<Wrong>) {
    let len = if rest.starts_with("\r\n") { 2 } else { 1 };
    let taken = rest.get(..len).unwrap_or_default();
    text.push_str(taken);
    let wrong = match taken {
        "\n" | "\r" | "\r\n" => Wrong::new(
            "a line break inside a string must be written \\n",
            "write \\n, or close the string before the end of the line",
        ),
        "\t" => Wrong::new("a tab inside a string must be written \\t", "write \\t, or a space"),
        _ => {
            let code = taken.bytes().next().unwrap_or_default();
            let mut escape = String::new();
            // Writing to a string cannot fail.
            _ = write!(escape, "\\u{code:04x}");
            let message = format!("an invisible control character inside a string must be written {escape}");
            Wrong::new(message, format!("remove it, or write {escape}"))
        }
    };
    (len, wrong)
}

/// Takes the escape at the start of `rest`, which is a backslash.
fn escape(rest: &str, text: &mut String) -> (usize, Option<Wrong>) {
    let Some(escaped) = rest.chars().nth(1) else {
        text.push('\\');
        return (1, Wrong::new("this backslash escapes nothing", "write \\\\ for a backslash"));
    };
    let known = match escaped {
        '"' | '\\' | '/' => escaped,
        'b' => '\u{8}',
        'f' => '\u{C}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => return unicode(rest, text),
        _ => {
            let message = match escaped {
                ' '..='~' => format!("JSON does not know the escape `\\{escaped}`"),
                _ => "this backslash escapes nothing".to_owned(),
            };
            let help = if escaped == '\'' {
                "an apostrophe needs no backslash"
            } else {
                text.push('\\');
                "write \\\\ for a backslash"
            };
            text.push(escaped);
            return (1 + escaped.len_utf8(), Wrong::new(message, help));
        }
    };
    text.push(known);
    (2, None)
}

/// Takes the escape `\uXXXX` at the start of `rest`, or two of them that make one character.
fn unicode(rest: &str, text: &mut String) -> (usize, Option<Wrong>) {
    const LEN: usize = 6;
    let Some(unit) = unit(rest) else {
        let digits = rest.bytes().skip(2).take(4).take_while(u8::is_ascii_hexdigit).count();
        text.push(char::REPLACEMENT_CHARACTER);
        let message = "`\\u` needs four hexadecimal digits after it";
        return (2 + digits, Wrong::new(message, "write \\\\ for a backslash, or all four digits"));
    };
    let low = rest.get(LEN..).and_then(self::unit);
    // Of a character that needs no second unit, the next unit is another character.
    if let Some(Ok(it)) = char::decode_utf16([unit].into_iter().chain(low)).next() {
        text.push(it);
        return (it.len_utf16() * LEN, None);
    }
    text.push(char::REPLACEMENT_CHARACTER);
    let wrong = Wrong {
        code: LONE_SURROGATE,
        message: format!("\\u{unit:04x} is half of a character"),
        help: "write the character itself, or both halves; emoji get cut in two when a text is shortened"
            .to_owned(),
    };
    (LEN, Some(wrong))
}

/// The UTF-16 code unit that an escape `\uXXXX` at the start of `rest` stands for.
fn unit(rest: &str) -> Option<u16> {
    let digits = rest.strip_prefix("\\u")?.get(..4)?;
    // `from_str_radix` would take a sign.
    if digits.bytes().all(|it| it.is_ascii_hexdigit()) { u16::from_str_radix(digits, 16).ok() } else { None }
}
