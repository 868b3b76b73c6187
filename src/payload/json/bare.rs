//! What stands without double quotation marks: numbers, `true`, `false`, `null`, and much that is not JSON.

use super::space::{is_invisible, is_space};
use super::{NOT_JSON, Node, NodeKind, PayloadFault, Place, Reader, shown};
use crate::source::Span;

/// How far the end of a merge tag is looked for.
const LONGEST_TAG: usize = 256;

/// Words of other languages, and what JSON writes for them.
const WORDS: [(&str, &str); 14] = [
    ("None", "null"),
    ("none", "null"),
    ("Null", "null"),
    ("NULL", "null"),
    ("nil", "null"),
    ("undefined", "null"),
    ("NaN", "null"),
    ("nan", "null"),
    ("Infinity", "null"),
    ("-Infinity", "null"),
    ("True", "true"),
    ("TRUE", "true"),
    ("False", "false"),
    ("FALSE", "false"),
];

impl<T> Reader<'_, T> {
    /// Reads a value that begins with neither a double quotation mark nor a bracket.
    pub(super) fn bare(&mut self, place: Place) -> Node<T> {
        let start = self.at;
        if let Some((span, text)) = self.odd_string(place) {
            return Node { span, kind: NodeKind::Str(text) };
        }
        let end = self.token_end();
        let token = self.slice(start, end);
        if !self.may_end(end) {
            return self.bare_text(place);
        }
        let kind = match plain(token) {
            Some(kind) => kind,
            None => match self.almost(token) {
                Some(kind) => kind,
                None => return self.bare_text(place),
            },
        };
        self.at = end;
        Node { span: Span::new(start, end), kind }
    }

    fn token_end(&self) -> usize {
        let ends = |it: char| {
            it.is_ascii()
                && (is_space(it as u8) || matches!(it, ',' | ':' | ']' | '}' | '"' | '[' | '{' | ';'))
        };
        let token = self.rest().split(ends).next().unwrap_or_default();
        self.at + token.trim_end_matches(is_invisible).len()
    }

    /// Whether what stands before `end` can be a whole value: `12` in `12,` but not in `12 High Street`.
    fn may_end(&self, end: usize) -> bool {
        let next = self.after_space(end);
        let gap = next > end;
        let rest = self.slice(next, self.text.len());
        let literal = || ["true", "false", "null"].iter().any(|it| rest.starts_with(it));
        let Some(byte) = self.byte(next) else { return true };
        match byte {
            _ if self.slice(end, next).contains('\n') => true,
            b',' | b']' | b'}' | b';' => true,
            b'"' => gap || self.name_ahead(next),
            b'-' | b'0'..=b'9' | b'{' | b'[' => gap,
            b't' | b'f' | b'n' => literal(),
            b'/' => rest.starts_with("//") || rest.starts_with("/*"),
            _ => rest.starts_with(is_invisible),
        }
    }

    /// Reads what is almost a number or a literal.
    fn almost(&mut self, token: &str) -> Option<NodeKind<T>> {
        let span = Span::new(self.at, self.at + token.len());
        if let Some((_, json)) = WORDS.iter().find(|it| it.0 == token) {
            let fault = PayloadFault::error(NOT_JSON, span, format!("JSON does not know the word `{token}`"));
            let help = format!("write `{json}`");
            self.fault(fault.help(help.clone()).repair(help, [(span, *json)]));
            return plain(json);
        }
        let (number, message, help) = repair(token)?;
        self.error(span, message, help);
        Some(NodeKind::Number(number.into()))
    }

    fn bare_text(&mut self, place: Place) -> Node<T> {
        let start = self.at;
        let first = self.rest().chars().next().map_or(0, char::len_utf8);
        let end = self.text_end(start + first, place);
        let text = self.slice(start, end);
        if !self.silent() {
            self.bare_fault(text, place);
        }
        self.at = end;
        Node { span: Span::new(start, end), kind: NodeKind::Str(text.into()) }
    }

    fn bare_fault(&mut self, text: &str, place: Place) {
        let line = text.lines().next().unwrap_or_default().trim_end();
        let span = Span::new(self.at, self.at + line.len());
        let json = "JSON begins with `{` or `[`";
        match place {
            Place::Root if text.starts_with('<') => {
                self.error(span, "this looks like XML or HTML, not like JSON", json);
            }
            Place::Root => self.error(span, "this is not JSON", json),
            // `Portland",`: only the first of the two marks is missing.
            Place::Member | Place::Item if text.ends_with('"') && text.matches('"').count() == 1 => {
                let message = "the quotation mark before this text is missing";
                let fault = PayloadFault::error(NOT_JSON, span, message).help("write `\"` before it");
                self.fault(fault.repair("write the quotation mark", [(Span::empty(self.at), "\"")]));
            }
            Place::Name | Place::Member | Place::Item => {
                let quoted = shown(text).replace('\\', "\\\\").replace('"', "\\\"");
                self.error(span, "text needs quotation marks", format!("write `\"{quoted}\"`"));
            }
        }
    }

    /// Where text without quotation marks ends that goes on at `from`, without the whitespace after it.
    fn text_end(&self, from: usize, place: Place) -> usize {
        if place == Place::Root {
            return from + self.slice(from, self.text.len()).trim_end().len();
        }
        let (mut at, mut brackets) = (from, 0);
        while let Some(byte) = self.byte(at) {
            match byte {
                b'\n' | b'}' => break,
                b']' if brackets == 0 => break,
                b']' => brackets -= 1,
                b'[' => brackets += 1,
                b':' if place == Place::Name => break,
                b',' if place != Place::Member || self.ends_member(at) => break,
                b'"' if at > from && self.byte(at - 1).is_some_and(is_space) && self.name_ahead(at) => break,
                _ => {}
            }
            at += 1;
        }
        from + self.slice(from, at).trim_end().len()
    }

    /// Whether the comma at `at` is the end of a member rather than part of a text: `London, UK`.
    fn ends_member(&self, at: usize) -> bool {
        let next = self.after_space(at + 1);
        let line_break = self.slice(at, next).contains('\n');
        line_break || matches!(self.byte(next), None | Some(b'"' | b'}' | b','))
    }

    /// Goes over text that belongs to nothing.
    pub(super) fn skip_text(&mut self, place: Place) {
        self.at = self.text_end(self.at, place);
    }

    /// Where the merge tag at `at` ends: a `{{`, `{%` or `{#` with its counterpart on the same line.
    pub(super) fn tag_end(&self) -> Option<usize> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let end: &[u8; 2] = match rest.get(1)? {
            b'{' => b"}}",
            b'%' => b"%}",
            b'#' => b"#}",
            _ => return None,
        };
        let content = rest.get(2..)?.iter().find(|it| !is_space(**it))?;
        if matches!(content, b'"' | b'{' | b'}') {
            return None;
        }
        let window = rest.get(..LONGEST_TAG).unwrap_or(rest);
        let line = window.split(|it| *it == b'\n').next()?;
        let at = line.windows(2).skip(2).position(|it| it == end)?;
        Some(self.at + 2 + at + 2)
    }

    pub(super) fn unfilled_tag(&mut self) -> Node<T> {
        let start = self.at;
        let tag_end = self.tag_end().unwrap_or(start + 1);
        let help = "is it written in the template language of the sender?";
        self.error(Span::new(start, tag_end), "this merge tag was not filled in", help);
        self.at = self.text_end(tag_end, Place::Member);
        let text = self.slice(start, self.at);
        Node { span: Span::new(start, self.at), kind: NodeKind::Str(text.into()) }
    }
}

fn plain<T>(token: &str) -> Option<NodeKind<T>> {
    match token {
        "null" => Some(NodeKind::Null),
        "true" => Some(NodeKind::Bool(true)),
        "false" => Some(NodeKind::Bool(false)),
        _ if is_number(token) => Some(NodeKind::Number(token.into())),
        _ => None,
    }
}

/// The grammar of RFC 8259, section 6: `[ minus ] int [ frac ] [ exp ]`.
fn is_number(token: &str) -> bool {
    let token = token.strip_prefix('-').unwrap_or(token);
    let (mantissa, exponent) = match token.find(['e', 'E']) {
        Some(at) => (token.get(..at).unwrap_or_default(), token.get(at + 1..)),
        None => (token, None),
    };
    let (int, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(int, it)| (int, Some(it)));
    let digits = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    digits(int)
        && (int == "0" || !int.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|it| digits(it.strip_prefix(['+', '-']).unwrap_or(it)))
}

/// The number that something close to one was meant to be, what is wrong with it and what to do.
fn repair(token: &str) -> Option<(String, &'static str, &'static str)> {
    let (minus, unsigned) = match token.strip_prefix('-') {
        Some(it) => ("-", it),
        None => ("", token.strip_prefix('+').unwrap_or(token)),
    };
    let digits = unsigned.trim_start_matches('0');
    let zero = if digits.starts_with(|it: char| it.is_ascii_digit()) { "" } else { "0" };
    let number = format!("{minus}{zero}{}", digits.strip_suffix('.').unwrap_or(digits));
    if !unsigned.contains(|it: char| it.is_ascii_digit()) || !is_number(&number) {
        return None;
    }
    let (message, help) = if token.starts_with('+') {
        ("a number does not begin with `+`", "remove the `+`, or use quotation marks, as for a phone number")
    } else if unsigned.starts_with('.') {
        ("a number does not begin with a point", "write `0` before the point")
    } else if unsigned.ends_with('.') {
        ("a number does not end with a point", "remove the point, or write a digit after it")
    } else {
        ("a number does not begin with `0`", "use quotation marks, as for a postcode, or remove the zeros")
    };
    Some((number, message, help))
}
