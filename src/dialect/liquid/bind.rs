//! The tags that give a name to something.

use std::sync::Arc;

use super::block::{Head, Kind, Reader};
use super::markup::{Markup, Problem};
use super::tags::Tag;
use super::token::{Lexeme, Token};
use crate::source::Span;
use crate::template::{Binding, ExprId, NodeKind, Target};

const ASSIGN: &str = "write `{% assign name = value %}`";

impl Reader<'_> {
    pub(super) fn open_capture(&mut self, text: &str, tag: Tag<'_>) -> Result<(), Problem> {
        let name = if self.grammar.forgiving {
            first_signature(tag.rest.of(text)).map(Arc::from)
        } else {
            self.captured_name(tag)?
        };
        let Some(name) = name else {
            let problem = Problem::new(tag.span, "'capture' needs a name");
            return Err(problem.with_help("write `{% capture name %}`"));
        };
        self.bound.insert(name.clone());
        self.open(Kind::Capture(name), tag.name, tag.span, Head::Body);
        Ok(())
    }

    /// The name in a `capture` of `LiqP`: a word or quoted text.
    fn captured_name(&mut self, tag: Tag<'_>) -> Result<Option<Arc<str>>, Problem> {
        let mut markup = self.markup(tag.rest);
        let name = markup.peek().and_then(|it| match it.token {
            Token::Str | Token::CurlyStr => Some(Arc::from(markup.inner(it.span))),
            _ => markup.can_be_bound(it).then(|| Arc::from(markup.text(it))),
        });
        markup.advance();
        if name.is_some() {
            markup.finish()?;
        }
        Ok(name)
    }

    pub(super) fn assign(&mut self, text: &str, tag: Tag<'_>) -> Result<(), Problem> {
        let (name, value) = if self.grammar.forgiving {
            self.loose_assignment(text, tag)?
        } else {
            self.strict_assignment(tag)?
        };
        self.bound.insert(name.clone());
        let target = Target::Name(name);
        self.node(tag.span, NodeKind::Assign { target, value, scope: Binding::Outer });
        Ok(())
    }

    /// `name = value`, where the name is a word.
    fn strict_assignment(&mut self, tag: Tag<'_>) -> Result<(Arc<str>, ExprId), Problem> {
        let mut markup = self.markup(tag.rest);
        let Some(name) = markup.peek().filter(|&it| markup.can_be_bound(it)) else {
            return Err(markup.expected("a name").with_help(ASSIGN));
        };
        markup.advance();
        let name: Arc<str> = Arc::from(markup.text(name));
        markup.expect_sign("=").map_err(|problem| problem.with_help(ASSIGN))?;
        let value = markup.filtered()?;
        markup.finish()?;
        Ok((name, value))
    }

    /// The same, where the name is whatever stands before the sign (Shopify's `Assign::Syntax`).
    fn loose_assignment(&mut self, text: &str, tag: Tag<'_>) -> Result<(Arc<str>, ExprId), Problem> {
        let rest = tag.rest.of(text);
        let split = rest.find('=').and_then(|at| Some((last_signature(rest.get(..at)?)?, at)));
        let Some((name, at)) = split else {
            return Err(Problem::new(tag.span, "'assign' needs a name and a value").with_help(ASSIGN));
        };
        let value = Span::new(tag.rest.start as usize + at + 1, tag.rest.end as usize);
        let mut markup = self.markup(value);
        let value = markup.filtered_or_nothing()?;
        markup.finish()?;
        Ok((Arc::from(name), value))
    }
}

impl Markup<'_> {
    /// Whether a word can be the name of a variable that is bound. In `LiqP` the words that its grammar gives a
    /// meaning cannot, nor can what begins with `end` (`LiquidLexer.g4`, `EndId`).
    pub(super) fn can_be_bound(&self, lexeme: Lexeme) -> bool {
        const KEYWORDS: [&str; 25] = [
            "and", "assign", "blank", "capture", "case", "comment", "contains", "cycle", "else", "elsif",
            "empty", "false", "for", "if", "in", "include", "nil", "null", "or", "raw", "tablerow", "true",
            "unless", "when", "with",
        ];
        let name = self.text(lexeme);
        let free = self.grammar.forgiving
            || !(KEYWORDS.contains(&name) || (name.starts_with("end") && name.len() > 3));
        lexeme.token == Token::Name && free
    }
}

/// A character of a name as Shopify's lax patterns have it (`VariableSignature`).
fn is_signature(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '[' | ']' | '(' | ')')
}

fn first_signature(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(|c| !is_signature(c));
    let name = rest.split(|c| !is_signature(c)).next().unwrap_or_default();
    (!name.is_empty()).then_some(name)
}

fn last_signature(text: &str) -> Option<&str> {
    let text = text.trim_end();
    let start = text.trim_end_matches(is_signature).len();
    text.get(start..).filter(|name| !name.is_empty())
}
