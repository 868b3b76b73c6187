//! The brackets of lists and objects: entering and leaving them, and those that are missing or wrong.

use super::{NOT_JSON, Open, Reader};
use crate::limits::MAX_DEPTH;
use crate::payload::{Node, NodeKind, PayloadFault, TOO_DEEP};
use crate::source::Span;

impl<T> Reader<'_, T> {
    /// Whether the text begins with a name and a colon: the braces around all of it are missing.
    pub(super) fn lacks_braces(&self) -> bool {
        let name_end = match self.peek() {
            Some(b'"') => self.closing_quote(self.at + 1),
            _ => None,
        };
        name_end.is_some_and(|it| self.byte(self.after_space(it + 1)) == Some(b':'))
    }

    /// Reads names and values that no braces stand around.
    pub(super) fn braceless(&mut self) -> Node<T> {
        let start = self.at;
        self.open.push(Open { at: start, closer: b'}' });
        let end = Span::empty(self.text.trim_end().len());
        let fault =
            PayloadFault::error(NOT_JSON, Span::new(start, start + 1), "no `{` stands before the first name");
        self.fault(fault.help("write `{` before everything and `}` after it"));
        let mut members = Vec::new();
        let mut more = true;
        while more {
            self.member(&mut members);
            more = self.next(b'}');
        }
        // Without an end of its own the container is open still, or was dropped at the end of the text.
        let is_closed = self.text.get(..self.at).is_some_and(|it| it.ends_with('}')) && !self.lost;
        let mut edits = vec![(Span::empty(start), "{")];
        if !is_closed {
            edits.push((end, "}"));
        }
        // Whatever else is wrong may be what the braces were lost to.
        if self.faults.len() == 1
            && let Some(fault) = self.faults.pop()
        {
            self.faults.push(fault.repair("write the braces", edits));
        }
        Node { span: Span::new(start, self.at), kind: NodeKind::Map(members) }
    }

    pub(super) fn enter(&mut self, closer: u8) -> usize {
        let at = self.at;
        self.open.push(Open { at, closer });
        self.at += 1;
        at
    }

    /// Goes over the bracket that ends the container; never is there another element.
    pub(super) fn leave(&mut self) -> bool {
        self.at += 1;
        self.open.pop();
        false
    }

    /// At a `}` that should be a `]` or the reverse. It ends the container around if that one needs it.
    pub(super) fn wrong_closer(&mut self) -> bool {
        let found = self.peek().unwrap_or_default();
        if let Some(open) = self.open.pop() {
            let [found, needed] = [found, open.closer].map(char::from);
            let span = Span::new(self.at, self.at + 1);
            // What is around ends here, and the rest has no end for it: one before this bracket is missing.
            let is_missing = self.open.last().is_some_and(|it| char::from(it.closer) == found)
                && self.ends_after(self.at + 1) < self.open.len();
            let (message, help) = if is_missing {
                (
                    format!("`{needed}` is missing before this `{found}`"),
                    format!("write `{needed}` before it"),
                )
            } else {
                let help = format!("write `{needed}` to end what began earlier");
                (format!("`{needed}` belongs here, not `{found}`"), help)
            };
            let also = Span::new(open.at, open.at + 1);
            self.fault(PayloadFault::error(NOT_JSON, span, message).also(also).help(help));
        }
        self.lost = true;
        if !self.open.iter().any(|it| it.closer == found) {
            self.at += 1;
        }
        false
    }

    /// How many containers that are open at `from` the rest of the text ends.
    fn ends_after(&self, from: usize) -> usize {
        let (mut ends, mut depth, mut in_text) = (0, 0usize, false);
        for byte in self.slice(from, self.text.len()).bytes() {
            match byte {
                b'"' => in_text = !in_text,
                b'{' | b'[' if !in_text => depth += 1,
                b'}' | b']' if !in_text && depth > 0 => depth -= 1,
                b'}' | b']' if !in_text => ends += 1,
                _ => {}
            }
        }
        ends
    }

    /// At the end of the text inside of a container. Only told if nothing was wrong before: whatever was may
    /// have swallowed the bracket.
    pub(super) fn unclosed(&mut self) -> bool {
        let missing: String = self.open.iter().rev().map(|it| char::from(it.closer)).collect();
        if let Some(open) = self.open.pop()
            && self.faults.iter().all(|it| it.code != NOT_JSON)
        {
            let what = if open.closer == b'}' { "object" } else { "list" };
            let span = Span::new(open.at, open.at + 1);
            let message = format!("this {what} is never closed");
            let fault = PayloadFault::error(NOT_JSON, span, message).also(Span::empty(self.at));
            if self.ends_as_it_begins(open.at) {
                self.fault(
                    fault.help("its last line has one: look inside for a list or group that has no end"),
                );
            } else {
                let title = format!("write `{missing}` at the end");
                let end = Span::empty(self.text.trim_end().len());
                self.fault(fault.help(title.clone()).repair(title, [(end, &*missing)]));
            }
        }
        self.lost = true;
        false
    }

    /// Whether the last line is a bracket that is indented no more than the line of the bracket at `open`. Then the end
    /// of the whole is there, and it is the end of something inside that is missing.
    fn ends_as_it_begins(&self, open: usize) -> bool {
        let indent = |line: &str| line.len() - line.trim_start().len();
        let text = self.text.trim_end();
        let (before, last) = text.rsplit_once('\n').unwrap_or(("", text));
        let begin = self.slice(0, open).rfind('\n').map_or(0, |it| it + 1);
        let first = self.slice(begin, text.len());
        // Without indentation it says nothing.
        let is_indented = self.slice(open, before.len()).lines().skip(1).any(|it| indent(it) > indent(first));
        is_indented && matches!(last.trim(), "}" | "]") && indent(last) <= indent(first)
    }

    /// Goes over a list or object that is nested too deep, without recursion.
    pub(super) fn too_deep(&mut self) -> Node<T> {
        let start = self.at;
        let mut depth = 0usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => self.at = self.closing_quote(self.at + 1).unwrap_or(self.text.len() - 1),
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                break;
            }
        }
        let message = format!("lists and objects nest deeper than {MAX_DEPTH} levels");
        let fault = PayloadFault::error(TOO_DEEP, Span::new(start, start + 1), message);
        self.fault(fault.help("make the structure flatter"));
        Node { span: Span::new(start, self.at), kind: NodeKind::Null }
    }
}
