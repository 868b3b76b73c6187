//! The names of members, in odd quotation marks or none; and what stands where a name belongs but is none.

use super::{Member, NOT_JSON, Node, NodeKind, PayloadFault, Place, Reader, shown};
use crate::source::Span;

impl<T> Reader<'_, T> {
    /// Reads a string in single, curly or other quotation marks, if one begins and ends on this line.
    pub(super) fn odd_string(&mut self, place: Place) -> Option<(Span<T>, Box<str>)> {
        let start = self.at;
        let open = self.rest().chars().next()?;
        let closers: &[char] = match open {
            '\'' | '`' => &[open],
            '‘' | '’' => &['‘', '’', '\''],
            '“' | '”' | '„' | '«' => &['“', '”', '»', '"'],
            _ => return None,
        };
        if start < self.hopeless {
            return None;
        }
        let content = start + open.len_utf8();
        let line = self.rest().char_indices().take_while(|it| it.1 != '\n');
        let mut marks = line.skip(1).filter(|it| closers.contains(&it.1));
        let found = marks.find(|(at, it)| self.ends_odd(start + at + it.len_utf8(), place));
        let Some((at, close)) = found else {
            self.hopeless = start + self.rest().find('\n').unwrap_or(self.rest().len());
            return None;
        };
        let end = start + at;
        self.at = end + close.len_utf8();
        let span = Span::new(start, self.at);
        let message = if matches!(open, '\'' | '`') {
            format!("a string needs double quotation marks, not {open}")
        } else {
            format!("curly quotation marks such as {open} do not make a string")
        };
        let mut fault =
            PayloadFault::error(NOT_JSON, span, message).help("write `\"` before and after the text");
        if !self.slice(content, end).contains('"') {
            let marks = [Span::new(start, content), Span::new(end, self.at)];
            fault = fault.repair("write straight quotation marks", marks.map(|it| (it, "\"")));
        }
        self.fault(fault);
        Some((span, self.decode(content, end)))
    }

    fn ends_odd(&self, at: usize, place: Place) -> bool {
        let next = self.after_space(at);
        let byte = self.byte(next);
        match place {
            Place::Root => byte.is_none(),
            Place::Name => byte == Some(b':'),
            Place::Member => byte == Some(b'}') || (byte == Some(b',') && self.ends_odd_member(next)),
            Place::Item => matches!(byte, Some(b',' | b']')),
        }
    }

    /// Whether a name follows the comma at `at`, or nothing.
    fn ends_odd_member(&self, at: usize) -> bool {
        let next = self.after_space(at + 1);
        matches!(self.byte(next), None | Some(b'}' | b'"' | b'\'' | b'`')) || self.name_ahead(next) || {
            self.slice(next, self.text.len()).starts_with(['“', '”', '„', '‘', '’'])
        }
    }

    /// Reads the name of a member; `previous` is the member before it, which may turn out to go on.
    pub(super) fn name(&mut self, previous: Option<&mut Member<T>>) -> Option<(Span<T>, Box<str>)> {
        if self.peek() == Some(b'"') {
            return Some(self.string(Place::Name));
        }
        if let Some(it) = self.odd_string(Place::Name) {
            return Some(it);
        }
        if let Some(Member { value, .. }) = previous
            && self.goes_on(value)
        {
            return None;
        }
        let start = self.at;
        let (end, stop) = self.bare_name();
        let name = self.slice(start, end);
        let span = Span::new(start, end);
        if name.is_empty() {
            let span = Span::new(start, start + 1);
            self.error(span, "a name in quotation marks belongs here", "write a name, a colon and a value");
            self.lost = true;
            // What stands here is a bracket: `bare_name` stops at nothing else that `element` lets through.
            let _ = self.value(Place::Member);
            return None;
        }
        self.at = if self.half_quoted(stop) { stop + 1 } else { end };
        if matches!(self.byte(stop), Some(b':' | b'=')) || self.half_quoted(stop) {
            self.error(span, "a name needs quotation marks", format!("write `\"{}\"`", shown(name)));
            return Some((span, name.into()));
        }
        self.error(span, "a name in quotation marks belongs here", "write a name, a colon and a value");
        self.lost = true;
        None
    }

    /// Where a name without quotation marks ends, and the first place after it that cannot be part of it.
    fn bare_name(&self) -> (usize, usize) {
        let ends = |it: char| matches!(it, ':' | '=' | ',' | '}' | ']' | '"' | '{' | '[' | '\n');
        let name = self.rest().split(ends).next().unwrap_or_default();
        let stop = self.at + name.len();
        (self.at + name.trim_end().len(), stop)
    }

    /// Whether a name ends at `stop` whose first quotation mark is missing: `city": `.
    fn half_quoted(&self, stop: usize) -> bool {
        self.byte(stop) == Some(b'"') && self.byte(self.after_space(stop + 1)) == Some(b':')
    }

    /// Whether text stands here that ends with a quotation mark, but is no name.
    fn half_text(&self) -> bool {
        let (_, stop) = self.bare_name();
        self.byte(stop) == Some(b'"') && !self.half_quoted(stop)
    }

    /// Whether what stands in the place of a name is the rest of the value before the comma. If so, it is taken.
    fn goes_on(&mut self, value: &mut Node<T>) -> bool {
        let [start, end] = [value.span.start, value.span.end].map(|it| it as usize);
        match value.kind {
            // In `"size 12", blue", "b": 1` the quotation mark after 12 was meant to be part of the text. This
            // may lead back; it happens once at most, because the reader is lost afterwards.
            NodeKind::Str(_) if !self.lost && self.byte(start) == Some(b'"') && self.half_text() => {
                let (span, text) = self.ended_early(start, end - 1, Place::Member);
                *value = Node { span, kind: NodeKind::Str(text) };
                true
            }
            NodeKind::Number(_)
                if end + 1 == self.at && self.peek().is_some_and(|it| it.is_ascii_digit()) =>
            {
                let part = |it: char| !(it.is_ascii_digit() || matches!(it, '.' | ','));
                let digits = self.rest().split(part).next().unwrap_or_default().trim_end_matches(',');
                self.at += digits.len();
                let span = Span::new(start, self.at);
                let help = "write it without separators and with a point for decimals, or in quotation marks";
                self.error(span, "a comma splits this number in two", help);
                *value = Node { span, kind: NodeKind::Str(self.slice(start, self.at).into()) };
                true
            }
            NodeKind::Null
            | NodeKind::Bool(_)
            | NodeKind::Number(_)
            | NodeKind::Str(_)
            | NodeKind::List(_)
            | NodeKind::Map(_) => false,
        }
    }
}
