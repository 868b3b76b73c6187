//! Variables with their members.

use std::sync::Arc;

use super::lint;
use super::markup::{Markup, Problem};
use super::token::Token;
use crate::limits;
use crate::source::Span;
use crate::template::{ExprId, ExprKind};

impl Markup<'_> {
    /// A variable with its members. What a `for` goes through in `LiqP` is always one.
    pub(super) fn lookup(&mut self) -> Result<ExprId, Problem> {
        let Some(next) = self.peek() else { return Err(self.expected("a variable")) };
        match next.token {
            Token::Sign("[") => return self.bare_brackets(),
            Token::Name if !self.grammar.operators_everywhere || !is_literal(self.text(next)) => {}
            _ => return Err(self.expected("a variable")),
        }
        self.advance();
        lint::wrong_case(self, next);
        let name: Arc<str> = Arc::from(self.text(next));
        let base = self.parser.builder.expr(next.span, ExprKind::Var(name));
        let value = self.members(base)?;
        self.question_mark();
        Ok(value)
    }

    fn question_mark(&mut self) {
        if !self.grammar.question_mark_in_names {
            self.sign("?");
        }
    }

    /// `.name` and `[value]`, any number of times.
    fn members(&mut self, mut base: ExprId) -> Result<ExprId, Problem> {
        let from = self.start_of(base);
        for count in 0.. {
            self.chain(count)?;
            if self.sign(".") {
                let name = self.peek().filter(|it| it.token == Token::Name);
                let Some(name) =
                    name.filter(|&it| !(self.grammar.operators_everywhere && self.text(it) == "blank"))
                else {
                    return Err(self.expected("a name"));
                };
                self.advance();
                let name: Arc<str> = Arc::from(self.text(name));
                base = self.add(from, ExprKind::Member(base, name));
            } else if self.sign("[") {
                let index = self.bracketed()?;
                base = self.add(from, ExprKind::Index(base, index));
            } else {
                break;
            }
        }
        Ok(base)
    }

    /// The value up to a closing bracket.
    fn bracketed(&mut self) -> Result<ExprId, Problem> {
        self.depth += 1;
        if self.depth > limits::MAX_DEPTH {
            return Err(self.expected("fewer brackets").coded("limit-exceeded"));
        }
        let index = self.value()?;
        self.expect_sign("]")?;
        self.depth -= 1;
        Ok(index)
    }

    /// `['name']` or `[name]`: the variable whose name a value gives. It is an element of the variable without a
    /// name, which both profiles take for all variables.
    pub(super) fn bare_brackets(&mut self) -> Result<ExprId, Problem> {
        let from = self.peek().map_or(self.end(), |it| it.span.start as usize);
        self.expect_sign("[")?;
        let next = self.peek();
        // `LiqP`'s `lookup_Id` and `lookup_Str` take one name or text and nothing after it.
        if let (true, Some(only)) = (self.grammar.operators_everywhere, next)
            && let Some(more) = self.peek_second()
            && more.token != Token::Sign("]")
        {
            let span = only.span.union(more.span);
            return Err(Problem::new(span, "brackets without a variable before them take one name or text"));
        }
        let index = self.bracketed()?;
        if let Some(name) = next.filter(|it| matches!(it.token, Token::Str | Token::CurlyStr)) {
            let name: Arc<str> = Arc::from(self.inner(name.span));
            let base = self.add(from, ExprKind::Var(name));
            return self.after_bare_brackets(base);
        }
        if self.grammar.operators_everywhere && next.is_none_or(|it| it.token != Token::Name) {
            return Err(Problem::new(
                Span::new(from, self.end()),
                "expected a name or text between brackets",
            ));
        }
        let all = self.add(from, ExprKind::Var(Arc::from("")));
        let base = self.add(from, ExprKind::Index(all, index));
        self.after_bare_brackets(base)
    }

    fn after_bare_brackets(&mut self, base: ExprId) -> Result<ExprId, Problem> {
        if self.grammar.operators_everywhere {
            self.question_mark();
            return Ok(base);
        }
        self.members(base)
    }
}

/// The words that are values in `LiqP` wherever they stand (its lexer's `True`, `False`, `Nil`, `Empty`, `Blank`).
fn is_literal(name: &str) -> bool {
    matches!(name, "true" | "false" | "nil" | "null" | "empty" | "blank")
}
