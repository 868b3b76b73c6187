//! Directives by name, and those without a block.

use super::statement::{Pending, Tag, Word};
use super::{Mistake, Read, Reader, SYNTAX, shared};
use crate::limits;
use crate::template::{Binding, ExprId, ExprKind, Jump, NodeId, NodeKind, Target};

/// A directive that has been recognised.
#[derive(Clone, Copy, Debug)]
pub(super) struct Opening {
    /// Where its `#` stands.
    pub(super) hash: usize,
    /// Where the white space before it begins, when nothing else stands before it on its line.
    pub(super) line_start: Option<usize>,
}

impl Opening {
    /// Where the text before it ends.
    pub(super) fn text_end(self) -> usize {
        self.line_start.unwrap_or(self.hash)
    }

    pub(super) fn is_fresh(self) -> bool {
        self.line_start.is_some()
    }
}

impl Reader<'_> {
    /// What begins with `#` and a name; other text stays pending.
    pub(super) fn directive(&mut self, pending: &mut Pending, nodes: &mut Vec<NodeId>) -> Option<Tag> {
        let hash = self.at;
        let Some((name, len)) = self.directive_word(hash) else {
            self.at += 1;
            return None;
        };
        let name = name.to_owned();
        self.at += len;
        let opening = Opening { hash, line_start: self.line_start(hash, *pending) };
        let word = match name.as_str() {
            "end" => Some(Word::End),
            "else" => Some(Word::Else),
            "elseif" => Some(Word::ElseIf),
            _ => None,
        };
        self.flush(opening.text_end(), pending, nodes);
        if let Some(word) = word {
            return Some(Tag { word, hash, fresh: opening.is_fresh() });
        }
        match name.as_str() {
            "if" => self.conditional(opening, pending, nodes),
            "set" if self.rest().trim_start_matches([' ', '\t']).starts_with('(') => {
                self.set(opening, pending, nodes);
            }
            "foreach" => self.foreach(opening, pending, nodes),
            "define" => self.define(opening, pending, nodes),
            "macro" => self.macro_definition(opening, pending, nodes),
            "break" | "stop" | "evaluate" | "include" | "parse" => {
                self.line_directive(&name, opening, pending, nodes);
            }
            _ => self.call(&name, opening, pending, nodes),
        }
        None
    }

    /// Ends a directive without a block: when it began its line, the line end belongs to it.
    pub(super) fn close_line(&mut self, opening: Opening, pending: &mut Pending) {
        let fresh = opening.is_fresh() && self.line_end();
        self.resume(pending, fresh);
    }

    /// Reports a mistake in the parentheses that open at `open`, and goes on after them.
    pub(super) fn recover(&mut self, open: usize, mistake: Mistake) {
        self.report(mistake);
        // Among too many mistakes to tell of, the search for the end stays short.
        let most = if self.found.mistakes > limits::MAX_SYNTAX_ERRORS { 256 } else { self.text.len() };
        let text = self.text.get(open..).unwrap_or_default();
        let text = text.get(..text.floor_char_boundary(most)).unwrap_or_default();
        let line = text.find(['\n', '\r']).unwrap_or(text.len());
        self.at = open + closing(text).unwrap_or(line);
    }

    /// `#set( $target = value )`
    fn set(&mut self, opening: Opening, pending: &mut Pending, nodes: &mut Vec<NodeId>) {
        self.blanks();
        let open = self.at;
        let read = self.assignment();
        let kind = match read {
            Ok(kind) => kind,
            Err(mistake) => {
                self.recover(open, mistake);
                NodeKind::Error
            }
        };
        let span = self.span(opening.hash, self.at);
        nodes.push(self.node(span, kind));
        self.close_line(opening, pending);
    }

    fn assignment(&mut self) -> Read<NodeKind> {
        self.take("(");
        self.blanks();
        let target = match self.reference_at(self.at) {
            Some(_) => self.bare_reference()?,
            None => return self.expected("a reference such as '$name'"),
        };
        self.blanks();
        if !self.take("=") {
            return self.expected("'=' and a value");
        }
        let value = self.expression()?;
        if !self.take(")") {
            return self.expected_close();
        }
        Ok(match self.target(target) {
            Some(target) => NodeKind::Assign { target, value, scope: Binding::Nearest },
            // Velocity sets nothing then, and says so in its log only.
            None => NodeKind::Do(value),
        })
    }

    fn target(&mut self, reference: ExprId) -> Option<Target> {
        let expr = self.parser.builder.at(reference);
        let span = expr.span;
        match expr.kind.clone() {
            ExprKind::Var(name) => Some(Target::Name(name)),
            ExprKind::Index(base, index) => Some(Target::Index(base, index)),
            ExprKind::Member(base, name) => {
                let key = ExprKind::Const(crate::template::Const::Str(name));
                Some(Target::Index(base, self.parser.builder.expr(span, key)))
            }
            _ => None,
        }
    }

    /// `#break`, `#stop`, `#evaluate`, `#include`, `#parse`
    fn line_directive(
        &mut self,
        name: &str,
        opening: Opening,
        pending: &mut Pending,
        nodes: &mut Vec<NodeId>,
    ) {
        let open = self.at;
        let kind = match self.line_kind(name, opening) {
            Ok(kind) => kind,
            Err(mistake) => {
                self.recover(open, mistake);
                NodeKind::Error
            }
        };
        let span = self.span(opening.hash, self.at);
        nodes.push(self.node(span, kind));
        self.close_line(opening, pending);
    }

    fn line_kind(&mut self, name: &str, opening: Opening) -> Read<NodeKind> {
        let args = self.simple_args()?;
        let (hash, end) = (opening.hash, self.at);
        let fail = |it: &Self, message: String, help: Option<&str>| {
            it.mistake("wrong-arguments", hash, end, message, help)
        };
        match (name, args.as_slice()) {
            ("stop", [] | [_]) => Ok(NodeKind::Jump(Jump::Stop)),
            ("break", []) => Ok(NodeKind::Jump(Jump::Break)),
            ("break", &[Some(scope)]) if self.is_reference(scope) => Ok(NodeKind::Leave(scope)),
            ("break", _) => {
                let help = "write '#break', or '#break($foreach.parent)' for the loop around";
                fail(self, "'#break' takes one loop at most".to_owned(), Some(help))
            }
            ("stop", _) => fail(self, "'#stop' takes one message at most".to_owned(), None),
            ("evaluate", &[Some(text)]) if self.is_reference(text) || self.is_text(text) => {
                Ok(NodeKind::Evaluate(text))
            }
            ("evaluate", _) => fail(self, "'#evaluate' takes one text or reference".to_owned(), None),
            _ => {
                let message = format!("'#{name}' reads another template, and there is none here");
                self.mistake("unsupported-tag", hash, end, message, Some("put the text here instead"))
            }
        }
    }

    fn is_reference(&self, expr: ExprId) -> bool {
        use ExprKind::{Alternate, Index, Member, Method, Var};
        matches!(
            self.parser.builder.at(expr).kind,
            Var(_) | Member(..) | Index(..) | Method { .. } | Alternate(..)
        )
    }

    fn is_text(&self, expr: ExprId) -> bool {
        use crate::template::Const;
        matches!(self.parser.builder.at(expr).kind, ExprKind::Rendered(_) | ExprKind::Const(Const::Str(_)))
    }

    /// Arguments in parentheses, separated by white space or commas; none for words. Without parentheses there are
    /// none.
    pub(super) fn simple_args(&mut self) -> Read<Vec<Option<ExprId>>> {
        let mut args = Vec::new();
        if !self.opens() {
            return Ok(args);
        }
        while !self.closes() {
            let start = self.at;
            if self.rest().starts_with("##") {
                let message = "a comment cannot stand among arguments".to_owned();
                return self.mistake(SYNTAX, start, start + 2, message, None);
            }
            args.push(match self.argument_word() {
                Some(_) => None,
                None => Some(self.parameter()?),
            });
        }
        Ok(args)
    }

    /// Takes the parenthesis that opens arguments, with the white space before it.
    pub(super) fn opens(&mut self) -> bool {
        let after = self.rest().trim_start_matches([' ', '\t', '\n', '\r']);
        let found = after.starts_with('(');
        if found {
            self.at = self.text.len() - after.len() + 1;
        }
        found
    }

    /// Takes the parenthesis that closes arguments, or the comma before the next one.
    pub(super) fn closes(&mut self) -> bool {
        self.blanks();
        if self.take(",") {
            self.blanks();
        }
        self.take(")")
    }

    /// Takes a word that is no literal.
    pub(super) fn argument_word(&mut self) -> Option<&str> {
        let (start, text) = (self.at, self.text);
        self.take("@");
        let word = self.name();
        if word.is_none_or(|it| matches!(it, "true" | "false")) {
            self.at = start;
            return None;
        }
        text.get(start..self.at)
    }

    /// A parameter: a reference without anything hanging on it.
    pub(super) fn parameter_name(&mut self, what: &str) -> Read<std::sync::Arc<str>> {
        let start = self.at;
        if self.reference_at(start).is_none() {
            return self.expected(what);
        }
        let reference = self.bare_reference()?;
        if let ExprKind::Var(name) = &self.parser.builder.at(reference).kind {
            return Ok(name.clone());
        }
        let message = "a plain name is needed here".to_owned();
        self.mistake(SYNTAX, start, self.at, message, Some("write a name such as '$item'"))
    }
}

/// The length of the parentheses that `text` begins with, white space before them included; quotes hide what is in
/// them.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if depth > 0 => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') if depth <= 1 => return (depth == 1).then_some(at + 1),
            (None, ')') => depth -= 1,
            (None, _) if depth == 0 && !c.is_ascii_whitespace() => return None,
            (None, _) => {}
        }
    }
    None
}

/// The name that a block has in the macro that it is passed to.
pub(super) fn body_name() -> std::sync::Arc<str> {
    shared("bodyContent")
}
