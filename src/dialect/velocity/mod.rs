//! Velocity: our own reader, straight into the tree.
//!
//! It follows the grammar of Apache Velocity Engine 2 (`velocity-engine-core/src/main/parser/Parser.jjt`): what that
//! takes for text is text here, and what it refuses is a finding here, after which reading goes on. White space
//! around directives is left out as `parser.space_gobbling = lines` does, the default since 2.0.

use std::collections::BTreeSet;
use std::sync::Arc;

mod block;
mod call;
mod directive;
mod expr;
mod literal;
mod places;
mod reference;
mod statement;
#[cfg(test)]
mod tests;

use super::Parser;
use crate::finding::Finding;
use crate::limits;
use crate::source::{InTemplate, Span};
use crate::template::{ExprId, ExprKind, NodeId, NodeKind};
use places::Places;

/// Parses the text; gives the nodes on the outermost level. Macros come first, wherever they are defined, since
/// Velocity knows them before it renders anything.
pub(super) fn parse(parser: &mut Parser) -> Vec<NodeId> {
    let text = parser.text.clone();
    let mut found = Found::default();
    let nodes = Reader::new(parser, &mut found, &text, Places::whole(text.len()), 0).all();
    for (name, word, span) in std::mem::take(&mut found.words) {
        if found.names.contains(&name) {
            let message = format!("'{word}' cannot be passed to '#{name}'");
            let help = "pass text in quotes or a reference with '$'".to_owned();
            parser.error("wrong-arguments", span, message, Some(help));
        }
    }
    found.macros.into_iter().chain(nodes).collect()
}

/// What is known of the whole template while it is read.
#[derive(Default)]
struct Found {
    /// The macros, in order.
    macros: Vec<NodeId>,
    /// Their names.
    names: BTreeSet<String>,
    /// Arguments of calls that only text that is no call may have: the name, the argument and its place.
    words: Vec<(String, String, Span<InTemplate>)>,
    /// How many mistakes have been reported.
    mistakes: usize,
    /// Whether reading has ended because of a limit.
    exceeded: bool,
}

/// Reads one text: the template, or what stands between double quotes.
struct Reader<'p> {
    parser: &'p mut Parser,
    found: &'p mut Found,
    text: &'p str,
    places: Places,
    /// The next byte.
    at: usize,
    /// How deep blocks, expressions and strings are nested here.
    depth: usize,
}

/// Something that Velocity refuses to parse.
struct Mistake {
    code: &'static str,
    span: Span<InTemplate>,
    message: String,
    help: Option<String>,
}

type Read<T> = Result<T, Mistake>;

/// The code of mistakes that have none of their own.
const SYNTAX: &str = "template-syntax";

impl<'p> Reader<'p> {
    fn new(
        parser: &'p mut Parser,
        found: &'p mut Found,
        text: &'p str,
        places: Places,
        depth: usize,
    ) -> Reader<'p> {
        Reader { parser, found, text, places, at: 0, depth }
    }

    fn rest(&self) -> &'p str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The character after the next one.
    fn second(&self) -> Option<char> {
        self.rest().chars().nth(1)
    }

    /// Takes `text` if it comes next.
    fn take(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        if found {
            self.at += text.len();
        }
        found
    }

    /// Takes all characters that come next and are as `wanted`.
    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'p str {
        let rest = self.rest();
        let len = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += len;
        rest.get(..len).unwrap_or_default()
    }

    /// Takes white space and line ends, which separate what stands in parentheses.
    fn blanks(&mut self) {
        self.take_while(|c| matches!(c, ' ' | '\t' | '\n' | '\r'));
    }

    /// Takes a name: a letter or `_`, then letters, digits and `_`.
    fn name(&mut self) -> Option<&'p str> {
        if !self.peek().is_some_and(starts_name) {
            return None;
        }
        Some(self.take_while(continues_name))
    }

    /// The place in the template of a stretch of this text.
    fn span(&self, start: usize, end: usize) -> Span<InTemplate> {
        self.places.span(start, end)
    }

    fn expr(&mut self, start: usize, kind: ExprKind) -> ExprId {
        let span = self.span(start, self.at);
        self.parser.builder.expr(span, kind)
    }

    fn node(&mut self, span: Span<InTemplate>, kind: NodeKind) -> NodeId {
        self.parser.builder.node(span, kind)
    }

    /// A mistake at what comes next.
    fn expected<T>(&self, what: &str) -> Read<T> {
        let next = self.peek();
        let end = self.at + next.map_or(0, char::len_utf8);
        let found = match next {
            None => "the text ends here".to_owned(),
            Some('\n' | '\r') => "the line ends here".to_owned(),
            Some(c) => format!("found '{c}'"),
        };
        self.mistake(SYNTAX, self.at, end, format!("expected {what}, but {found}"), None)
    }

    fn mistake<T>(
        &self,
        code: &'static str,
        start: usize,
        end: usize,
        message: String,
        help: Option<&str>,
    ) -> Read<T> {
        let help = help.map(str::to_owned);
        Err(Mistake { code, span: self.span(start, end), message, help })
    }

    fn report(&mut self, mistake: Mistake) {
        self.found.mistakes += 1;
        if self.found.mistakes <= limits::MAX_SYNTAX_ERRORS && !self.found.exceeded {
            let Mistake { code, span, message, help } = mistake;
            self.found.exceeded = code == "limit-exceeded";
            self.parser.error(code, span, message, help);
        }
    }

    fn warn(&mut self, code: &'static str, span: Span<InTemplate>, message: &str, help: &str) {
        let source = self.parser.builder.source().clone();
        self.parser.findings.push(Finding::warning(code, source, span, message).with_help(help));
    }

    /// Reads something that is nested one level deeper.
    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if self.depth >= limits::MAX_DEPTH {
            let message = format!("this is nested more than {} deep", limits::MAX_DEPTH);
            return self.mistake("limit-exceeded", self.at, self.at, message, None);
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    fn undefined(&mut self) -> ExprId {
        let at = self.span(self.at, self.at);
        self.parser.builder.expr(at, ExprKind::Const(crate::template::Const::Undefined))
    }
}

fn starts_name(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_'
}

fn continues_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn shared(text: &str) -> Arc<str> {
    Arc::from(text)
}
