//! Reads what stands inside a tag, word by word.

use super::grammar::Grammar;
use super::token::{self, Lexeme, Token};
use crate::dialect::Parser;
use crate::finding::{Edit, Finding, Fix};
use crate::limits;
use crate::source::{InTemplate, Span};

/// Why a tag cannot be read.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    pub(super) code: &'static str,
    pub(super) span: Span<InTemplate>,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

/// The code of what cannot be read.
pub(super) const SYNTAX: &str = "template-syntax";

impl Problem {
    pub(super) fn new(span: Span<InTemplate>, message: impl Into<String>) -> Problem {
        Problem { code: SYNTAX, span, message: message.into(), help: None }
    }

    #[must_use]
    pub(super) fn with_help(mut self, help: impl Into<String>) -> Problem {
        self.help = Some(help.into());
        self
    }

    #[must_use]
    pub(super) fn coded(mut self, code: &'static str) -> Problem {
        self.code = code;
        self
    }
}

/// The inside of a tag and how far it is read.
pub(super) struct Markup<'p> {
    pub(super) parser: &'p mut Parser,
    pub(super) grammar: &'static Grammar,
    /// All of the inside.
    pub(super) span: Span<InTemplate>,
    /// How deep parentheses are nested.
    pub(super) depth: usize,
    lexemes: Vec<Lexeme>,
    at: usize,
}

impl<'p> Markup<'p> {
    /// Makes ready to read `span`. Typographic quotes in it are reported.
    pub(super) fn new(
        parser: &'p mut Parser,
        grammar: &'static Grammar,
        span: Span<InTemplate>,
    ) -> Markup<'p> {
        let lexemes = token::lex(&parser.text, span, grammar);
        let mut markup = Markup { parser, grammar, span, depth: 0, lexemes, at: 0 };
        markup.report_curly();
        markup
    }

    fn report_curly(&mut self) {
        let curly: Vec<_> = self.lexemes.iter().filter(|it| it.token == Token::CurlyStr).copied().collect();
        for lexeme in curly {
            let inside = self.inner(lexeme.span).to_owned();
            let quote = if inside.contains('"') { '\'' } else { '"' };
            let straight = format!("{quote}{inside}{quote}");
            let source = self.parser.builder.source().clone();
            let edit = Edit { source: source.clone(), span: lexeme.span, text: straight.clone() };
            let mut finding = Finding::error(
                "curly-quotes",
                source,
                lexeme.span,
                "curly quotes do not quote text in Liquid",
            )
            .with_help(format!("write {straight}"));
            finding.fix = Some(Fix { title: format!("write {straight}"), edits: vec![edit] });
            if self.parser.findings.len() < limits::MAX_SYNTAX_ERRORS {
                self.parser.findings.push(finding);
            }
        }
    }

    /// The text of a word.
    pub(super) fn text(&self, lexeme: Lexeme) -> &str {
        lexeme.span.of(&self.parser.text)
    }

    /// The text between quotes.
    pub(super) fn inner(&self, span: Span<InTemplate>) -> &str {
        let mut inside = span.of(&self.parser.text).chars();
        inside.next();
        inside.next_back();
        inside.as_str()
    }

    /// The next word.
    pub(super) fn peek(&self) -> Option<Lexeme> {
        self.lexemes.get(self.at).copied()
    }

    /// The word after the next.
    pub(super) fn peek_second(&self) -> Option<Lexeme> {
        self.lexemes.get(self.at + 1).copied()
    }

    /// Passes over the next word.
    pub(super) fn advance(&mut self) {
        self.at += 1;
    }

    /// Whether the next word is this sign.
    pub(super) fn is_sign(&self, sign: &str) -> bool {
        self.peek().is_some_and(|it| matches!(it.token, Token::Sign(found) if found == sign))
    }

    /// Passes over this sign, if it is next.
    pub(super) fn sign(&mut self, sign: &str) -> bool {
        let found = self.is_sign(sign);
        self.at += usize::from(found);
        found
    }

    /// Passes over this sign, which must be next.
    pub(super) fn expect_sign(&mut self, sign: &str) -> Result<(), Problem> {
        if self.sign(sign) { Ok(()) } else { Err(self.expected(&format!("'{sign}'"))) }
    }

    /// Whether the next word is this keyword.
    pub(super) fn is_word(&self, word: &str) -> bool {
        self.peek().is_some_and(|it| it.token == Token::Name && self.text(it) == word)
    }

    /// Passes over this keyword, if it is next.
    pub(super) fn word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.at += usize::from(found);
        found
    }

    /// The end of the last word that was passed over.
    pub(super) fn end(&self) -> usize {
        let last = self.at.checked_sub(1).and_then(|at| self.lexemes.get(at));
        last.map_or(self.span.start as usize, |it| it.span.end as usize)
    }

    /// That something else was expected where it is read to.
    pub(super) fn expected(&self, what: &str) -> Problem {
        match self.peek() {
            None => {
                let end = self.end();
                let at = Span::new(self.span.start as usize, end.max(self.span.start as usize));
                let at = if at.is_empty() { self.span } else { at };
                Problem::new(at, format!("expected {what}, but the tag ends"))
            }
            Some(it) if it.token == Token::OpenStr => {
                Problem::new(it.span, "this text is never closed").with_help("add the closing quote")
            }
            Some(it) if self.text(it).trim().is_empty() => {
                Problem::new(it.span, "this is not an ordinary space")
                    .with_help("it was pasted from a document; type the space again")
            }
            Some(it) => {
                let problem = Problem::new(it.span, format!("expected {what}, not '{}'", self.text(it)));
                match self.text(it) {
                    "{" => problem.with_help("a merge tag has two braces on each side: `{{ … }}`"),
                    "$" => problem
                        .with_help("Braze names fields so: write this platform's own name, without the `$`"),
                    "@" => problem.with_help("write the name without the `@`"),
                    _ => problem,
                }
            }
        }
    }

    /// `Event["Requested Product"]` for `Event.Requested Product`: names that follow one another and nothing else,
    /// after a point.
    fn spaced_name(&self) -> Option<String> {
        let words = |from: usize| {
            self.lexemes.get(from..).unwrap_or_default().iter().take_while(|it| it.token == Token::Name)
        };
        let first = self.at.checked_sub(1)?;
        let count = words(first).count();
        let ends = match self.lexemes.get(first + count).map(|it| it.token) {
            None => true,
            Some(token) => token == Token::Sign("|"),
        };
        let point = self.lexemes.get(first.checked_sub(1)?)?;
        if count < 2 || !ends || point.token != Token::Sign(".") {
            return None;
        }
        let (start, end) = (self.span.start as usize, point.span.start as usize);
        let before = self.parser.text.get(start..end)?.trim();
        let is_name = before.chars().all(|it| it.is_alphanumeric() || matches!(it, '_' | '.'));
        let last = words(first).last()?;
        let name = self.parser.text.get(point.span.end as usize..last.span.end as usize)?;
        is_name.then(|| format!("{before}[\"{name}\"]"))
    }

    /// That all of it must have been read.
    pub(super) fn finish(&self) -> Result<(), Problem> {
        match self.peek() {
            None => Ok(()),
            Some(it) if it.token == Token::OpenStr || self.text(it).trim().is_empty() => {
                Err(self.expected("the end of the tag"))
            }
            Some(it) => {
                let problem = Problem::new(it.span, format!("unexpected '{}'", self.text(it)));
                Err(match self.text(it) {
                    "+" | "*" | "/" | "-" | "%" => problem
                        .with_help("Liquid calculates with filters: 'plus', 'minus', 'times', 'divided_by'"),
                    "=" => problem.with_help("Liquid compares with `==`"),
                    "&" | "!" => problem.with_help("Liquid has 'and', 'or', '!=' and 'unless'"),
                    _ => match self.spaced_name() {
                        Some(name) => problem.with_help(format!("a name with a space is written `{name}`")),
                        None => problem,
                    },
                })
            }
        }
    }
}
