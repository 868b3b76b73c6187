//! Literals: numbers, text, lists, ranges and maps.

use super::places::Places;
use super::{Read, Reader, SYNTAX, continues_name, shared};
use crate::template::{Block, Const, ExprId, ExprKind};

impl Reader<'_> {
    /// A literal or a reference: what lists, maps and directives take.
    pub(super) fn parameter(&mut self) -> Read<ExprId> {
        self.blanks();
        let start = self.at;
        match self.peek() {
            Some('"' | '\'') => self.string(),
            Some('[') => self.nested(Self::list),
            Some('{') => self.nested(Self::map),
            Some('-' | '.' | '0'..='9') if self.number_len().is_some() => self.number(),
            Some('$' | '\\') if self.reference_at(self.at).is_some() => self.bare_reference(),
            _ => {
                for (word, value) in [("true", true), ("false", false)] {
                    if self.word(word) {
                        return Ok(self.expr(start, ExprKind::Const(Const::Bool(value))));
                    }
                }
                self.expected("a value")
            }
        }
    }

    /// Takes a word that no name goes on after.
    pub(super) fn word(&mut self, word: &str) -> bool {
        let rest = self.rest();
        let found = rest.strip_prefix(word).is_some_and(|after| !after.starts_with(continues_name));
        if found {
            self.at += word.len();
        }
        found
    }

    /// The length of the number that comes next and whether it has a fraction.
    fn number_len(&self) -> Option<(usize, bool)> {
        let bytes = self.rest().as_bytes();
        let digits = |from: usize| {
            bytes.get(from..).unwrap_or_default().iter().take_while(|it| it.is_ascii_digit()).count()
        };
        let sign = usize::from(bytes.first() == Some(&b'-'));
        let whole = digits(sign);
        let mut len = sign + whole;
        let mut float = false;
        let dots = bytes.get(len..).unwrap_or_default();
        if dots.starts_with(b".") && !(whole > 0 && dots.starts_with(b"..")) {
            let fraction = digits(len + 1);
            if whole == 0 && fraction == 0 {
                return None;
            }
            float = true;
            len += 1 + fraction;
        } else if whole == 0 {
            return None;
        }
        if matches!(bytes.get(len), Some(b'e' | b'E')) {
            let signed = usize::from(matches!(bytes.get(len + 1), Some(b'+' | b'-')));
            let exponent = digits(len + 1 + signed);
            if exponent > 0 {
                float = true;
                len += 1 + signed + exponent;
            }
        }
        Some((len, float))
    }

    fn number(&mut self) -> Read<ExprId> {
        let start = self.at;
        let Some((len, float)) = self.number_len() else { return self.expected("a number") };
        self.at += len;
        let text = self.text.get(start..self.at).unwrap_or_default();
        let value = match (float, text.parse::<i128>()) {
            (false, Ok(value)) => Const::Int(value),
            (false, Err(_)) => {
                return self.mistake(
                    "limit-exceeded",
                    start,
                    self.at,
                    "the number is too large".into(),
                    None,
                );
            }
            (true, _) => Const::Float(text.parse().unwrap_or(f64::NAN)),
        };
        Ok(self.expr(start, ExprKind::Const(value)))
    }

    /// `[a, b]` or `[1..5]`.
    fn list(&mut self) -> Read<ExprId> {
        let start = self.at;
        self.take("[");
        self.blanks();
        if self.take("]") {
            return Ok(self.expr(start, ExprKind::List(Box::default())));
        }
        let first = self.parameter()?;
        self.blanks();
        if self.take("..") {
            let last = self.parameter()?;
            self.blanks();
            if !self.take("]") {
                return self.expected("']' after the range");
            }
            return Ok(self.expr(start, ExprKind::Range(first, last)));
        }
        let mut items = vec![first];
        while self.take(",") {
            items.push(self.parameter()?);
            self.blanks();
        }
        if !self.take("]") {
            return self.expected("',' or ']' in the list");
        }
        Ok(self.expr(start, ExprKind::List(items.into())))
    }

    /// `{"key": value}`.
    fn map(&mut self) -> Read<ExprId> {
        let start = self.at;
        self.take("{");
        self.blanks();
        let mut members = Vec::new();
        while !self.take("}") {
            if !members.is_empty() && !self.take(",") {
                return self.expected("',' or '}' in the map");
            }
            let key = self.parameter()?;
            self.blanks();
            if !self.take(":") {
                return self.expected("':' after the key");
            }
            let value = self.parameter()?;
            self.blanks();
            members.push((key, value));
        }
        Ok(self.expr(start, ExprKind::Map(members.into())))
    }

    /// Text in quotes. References and directives work between double ones (`ASTStringLiteral.java`).
    pub(super) fn string(&mut self) -> Read<ExprId> {
        let start = self.at;
        let quote = self.peek().unwrap_or('"');
        let Some(end) = self.string_end(quote) else {
            let message = format!("the text after {quote} has no closing quote");
            return self.mistake(SYNTAX, start, start + 1, message, None);
        };
        let (inside, places) = self.unquoted(start + 1, end, quote);
        self.at = end + 1;
        let renders = quote == '"' && inside.contains(['$', '#']);
        if !renders && !inside.contains('\u{1}') {
            return Ok(self.expr(start, ExprKind::Const(Const::Str(inside.into()))));
        }
        let span = self.span(start + 1, end);
        let nodes = self.nested(|it| {
            let mut inner = Reader::new(it.parser, it.found, &inside, places, it.depth);
            if renders {
                return Ok(inner.all());
            }
            // A secret in plain text.
            let mut nodes = Vec::new();
            inner.text_node(0, inside.len(), &mut nodes);
            Ok(nodes)
        })?;
        Ok(self.expr(start, ExprKind::Rendered(Block { span, nodes: nodes.into() })))
    }

    /// Where the closing quote stands; a doubled quote is none.
    fn string_end(&self, quote: char) -> Option<usize> {
        let mut from = self.at + 1;
        loop {
            let at = from + self.text.get(from..)?.find(quote)?;
            if !self.text.get(at + 1..)?.starts_with(quote) {
                return Some(at);
            }
            from = at + 2;
        }
    }

    /// The text between the quotes with its places: doubled quotes are one, `\uXXXX` between double quotes is a
    /// character.
    fn unquoted(&self, start: usize, end: usize, quote: char) -> (String, Places) {
        let mut text = String::with_capacity(end - start);
        let mut places = Places::default();
        let mut at = start;
        while at < end {
            let rest = self.text.get(at..end).unwrap_or_default();
            let Some(c) = rest.chars().next() else { break };
            let escape = if quote == '"' { unicode(rest) } else { None };
            let (c, len) = match escape {
                Some(c) => (c, 6),
                None => (c, c.len_utf8()),
            };
            text.push(c);
            let span = self.span(at, at + len);
            places.push(c.len_utf8(), span);
            at += len;
            if c == quote && escape.is_none() {
                at += quote.len_utf8();
            }
        }
        (text, places)
    }
}

/// The character that `text` begins with as `\uXXXX`.
fn unicode(text: &str) -> Option<char> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    if !digits.bytes().all(|it| it.is_ascii_hexdigit()) {
        return None;
    }
    char::from_u32(u32::from_str_radix(digits, 16).ok()?)
}

/// A constant text expression for the argument of a built-in operation.
pub(super) fn text_of(text: &str) -> ExprKind {
    ExprKind::Const(Const::Str(shared(text)))
}
