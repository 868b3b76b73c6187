//! Text, comments, escapes, and which construct stands where.
//!
//! White space is left out as Velocity 2 leaves it out by default: that before a directive which begins its line, and
//! the line end after it.

use super::{Mistake, Reader, SYNTAX, continues_name, starts_name};
use crate::limits;
use crate::template::{Absent, Const, ExprKind, NodeId, NodeKind};

/// A tag that ends a block or goes on with the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    End,
    Else,
    ElseIf,
}

impl Word {
    fn name(self) -> &'static str {
        match self {
            Word::End => "end",
            Word::Else => "else",
            Word::ElseIf => "elseif",
        }
    }
}

/// Where statements ended: at a tag that belongs to what is around them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag {
    pub(super) word: Word,
    /// Where its `#` stands.
    pub(super) hash: usize,
    /// Whether only white space stands before it on its line.
    pub(super) fresh: bool,
}

/// Text that has been passed and not yet become a node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pending {
    /// Where it begins.
    pub(super) from: usize,
    /// Whether it begins a line.
    pub(super) fresh: bool,
}

impl Reader<'_> {
    /// All of the text.
    pub(super) fn all(&mut self) -> Vec<NodeId> {
        let mut nodes = Vec::new();
        let mut pending = Pending { from: 0, fresh: true };
        while let Some(tag) = self.statements(&mut pending, &mut nodes) {
            self.stray(tag, &mut nodes);
        }
        nodes
    }

    /// A tag where none can stand.
    pub(super) fn stray(&mut self, tag: Tag, nodes: &mut Vec<NodeId>) {
        let name = tag.word.name();
        let span = self.span(tag.hash, self.at);
        let message = format!("'#{name}' belongs to nothing here");
        let help = Some("take it out, or open the '#if' or '#foreach' that it belongs to".to_owned());
        self.report(Mistake { code: "template-syntax", span, message, help });
        nodes.push(self.node(span, NodeKind::Error));
    }

    /// Reads up to a tag that belongs to what is around, or to the end. All text becomes nodes.
    pub(super) fn statements(&mut self, pending: &mut Pending, nodes: &mut Vec<NodeId>) -> Option<Tag> {
        if self.depth >= limits::MAX_DEPTH {
            let message = format!("directives are nested more than {} deep", limits::MAX_DEPTH);
            let span = self.span(self.at, self.at);
            self.report(Mistake { code: "limit-exceeded", span, message, help: None });
            self.at = self.text.len();
            return None;
        }
        self.depth += 1;
        let tag = self.until_tag(pending, nodes);
        self.depth -= 1;
        tag
    }

    fn until_tag(&mut self, pending: &mut Pending, nodes: &mut Vec<NodeId>) -> Option<Tag> {
        loop {
            let Some(next) = self.rest().find(['$', '#', '\\']) else {
                self.at = self.text.len();
                self.flush(self.at, pending, nodes);
                return None;
            };
            self.at += next;
            match self.peek() {
                Some('#') => {
                    if let Some(tag) = self.hash(pending, nodes) {
                        return Some(tag);
                    }
                }
                Some('\\') => self.backslashes(pending, nodes),
                _ => self.dollar(pending, nodes),
            }
        }
    }

    /// Makes nodes of the pending text up to `to`; what comes next does not begin a line.
    pub(super) fn flush(&mut self, to: usize, pending: &mut Pending, nodes: &mut Vec<NodeId>) {
        self.text_node(pending.from, to, nodes);
        *pending = Pending { from: self.at, fresh: false };
    }

    /// Makes nodes of literal text.
    pub(super) fn text_node(&mut self, start: usize, end: usize, nodes: &mut Vec<NodeId>) {
        let pieces: Vec<_> = self.places.split(start, end).collect();
        for (start, end, span, literal) in pieces {
            if literal {
                self.parser.builder.text(span, nodes);
                continue;
            }
            let text = self.text.get(start..end).unwrap_or_default();
            let value = ExprKind::Const(Const::Str(text.into()));
            let expr = self.parser.builder.expr(span, value);
            nodes.push(self.node(span, NodeKind::Emit { expr, absent: Absent::ByProfile }));
        }
    }

    /// Where the white space before `at` begins, when nothing else stands before it on its line.
    pub(super) fn line_start(&self, at: usize, pending: Pending) -> Option<usize> {
        let before = self.text.get(pending.from..at).unwrap_or_default();
        let kept = before.trim_end_matches([' ', '\t']);
        let begins = if kept.is_empty() { pending.fresh } else { kept.ends_with(['\n', '\r']) };
        begins.then_some(pending.from + kept.len())
    }

    /// Takes white space and the line end after it, if there is one.
    pub(super) fn line_end(&mut self) -> bool {
        let after = self.rest().trim_start_matches([' ', '\t']);
        let found = ["\r\n", "\n", "\r"].into_iter().find(|it| after.starts_with(it));
        if let Some(end) = found {
            self.at = self.text.len() - after.len() + end.len();
        }
        found.is_some()
    }

    /// Goes on with text after a construct.
    pub(super) fn resume(&self, pending: &mut Pending, fresh: bool) {
        *pending = Pending { from: self.at, fresh };
    }

    fn dollar(&mut self, pending: &mut Pending, nodes: &mut Vec<NodeId>) {
        let start = self.at;
        let Some(head) = self.reference_at(start) else {
            self.at += 1;
            if self.loses_bang() {
                self.flush(self.at, pending, nodes);
                self.at += 1;
                self.resume(pending, false);
            }
            return;
        };
        self.flush(start, pending, nodes);
        if let Err(mistake) = self.printed(head, nodes) {
            self.report(mistake);
            self.at = self.at.max(start + 1);
            let span = self.span(start, self.at);
            nodes.push(self.node(span, NodeKind::Error));
        }
        self.resume(pending, false);
    }

    /// Whether the `!` that comes next, after a `$` that begins no reference, is not printed: Velocity keeps only some
    /// characters of such a token (`NodeUtils.getSpecialText`).
    fn loses_bang(&self) -> bool {
        let Some(after) = self.rest().strip_prefix('!') else { return false };
        let line_ends = after.trim_start_matches([' ', '\t']).starts_with(['\n', '\r']);
        !(after.is_empty() || after.starts_with(['[', '{', '#', '$']) || line_ends)
    }

    /// Backslashes escape references and directives and are text anywhere else.
    fn backslashes(&mut self, pending: &mut Pending, nodes: &mut Vec<NodeId>) {
        let start = self.at;
        let count = self.take_while(|c| c == '\\').len();
        let slashes_end = self.at;
        match self.peek() {
            Some('$') => {
                // After a '#' or '$' that is text, backslashes are text as well.
                let before = self.text.get(pending.from..start).unwrap_or_default();
                if self.reference_at(start).is_some() && !before.ends_with(['#', '$']) {
                    self.at = start;
                }
                self.dollar(pending, nodes);
            }
            Some('#') => {
                let Some((name, len)) = self.directive_word(slashes_end) else { return };
                let escaped = count % 2 == 1;
                if self.is_directive(name, escaped) {
                    self.flush(start + count / 2, pending, nodes);
                    self.at = slashes_end;
                    self.resume(pending, false);
                }
                if escaped {
                    self.at = slashes_end + len;
                }
            }
            _ => {}
        }
    }

    /// The name of the directive at `at` and the length of it with its `#`.
    pub(super) fn directive_word(&self, at: usize) -> Option<(&str, usize)> {
        let rest = self.text.get(at..)?.strip_prefix('#')?;
        let (rest, braces) = match rest.strip_prefix('{') {
            Some(rest) => (rest, true),
            None => (rest, false),
        };
        let first = rest.chars().next().filter(|&c| starts_name(c) || c == '@')?;
        let after = rest.get(first.len_utf8()..)?;
        let len = first.len_utf8() + after.find(|c| !continues_name(c)).unwrap_or(after.len());
        let name = rest.get(..len)?;
        if braces && !rest.get(len..)?.starts_with('}') {
            return None;
        }
        Some((name, 1 + len + if braces { 2 } else { 0 }))
    }

    /// Whether backslashes escape this directive.
    fn is_directive(&self, name: &str, escaped: bool) -> bool {
        let built_in = [
            "if", "else", "elseif", "end", "foreach", "macro", "define", "break", "stop", "evaluate",
            "include", "parse",
        ];
        built_in.contains(&name) || self.found.names.contains(name) || (escaped && name == "set")
    }

    fn hash(&mut self, pending: &mut Pending, nodes: &mut Vec<NodeId>) -> Option<Tag> {
        let start = self.at;
        let after = self.text.get(start + 1..).unwrap_or_default();
        if after.starts_with('#') {
            self.flush(start, pending, nodes);
            self.take_while(|c| c != '\n' && c != '\r');
            self.line_end();
            self.resume(pending, true);
        } else if after.starts_with('*') {
            self.comment(pending, nodes);
        } else if after.starts_with("[[") {
            self.verbatim(pending, nodes);
        } else {
            return self.directive(pending, nodes);
        }
        None
    }

    fn comment(&mut self, pending: &mut Pending, nodes: &mut Vec<NodeId>) {
        let start = self.at;
        self.flush(start, pending, nodes);
        let inside = self.text.get(start + 2..).unwrap_or_default();
        if let Some(len) = inside.find("*#") {
            self.at = start + 2 + len + 2;
        } else {
            self.at = self.text.len();
            let span = self.span(start, start + 2);
            let message = "this comment is never closed, so all that follows is left out";
            self.warn("unclosed-tag", span, message, "close it with '*#'");
        }
        self.resume(pending, false);
    }

    /// `#[[ text ]]#`
    fn verbatim(&mut self, pending: &mut Pending, nodes: &mut Vec<NodeId>) {
        let start = self.at;
        self.flush(start, pending, nodes);
        let inside = self.text.get(start + 3..).unwrap_or_default();
        if let Some(len) = inside.find("]]#") {
            self.text_node(start + 3, start + 3 + len, nodes);
            self.at = start + 3 + len + 3;
        } else {
            let span = self.span(start, start + 3);
            let message = "'#[[' is never closed".to_owned();
            let help = Some("close it with ']]#'".to_owned());
            self.report(Mistake { code: SYNTAX, span, message, help });
            self.text_node(start + 3, self.text.len(), nodes);
            self.at = self.text.len();
        }
        self.resume(pending, false);
    }
}
