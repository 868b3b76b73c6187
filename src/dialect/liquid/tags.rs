//! The tags, each on its own.

use std::sync::Arc;

use super::block::{Head, Kind, Reader};
use super::markup::{Markup, Problem};
use super::scan::{self, Piece};
use super::token::{self, Lexeme, Token};
use crate::nearest::nearest;
use crate::source::{InTemplate, Span};
use crate::template::{Binding, Jump, NodeKind, Target};

/// A tag with its parts.
#[derive(Clone, Copy)]
struct Tag<'t> {
    name: &'t str,
    /// All of it.
    span: Span<InTemplate>,
    /// Its name.
    name_span: Span<InTemplate>,
    /// What follows its name.
    rest: Span<InTemplate>,
}

/// The branches of blocks.
const BRANCHES: [&str; 3] = ["else", "elsif", "when"];

/// The tags that have an end tag.
const BLOCKS: [&str; 9] =
    ["capture", "case", "comment", "doc", "for", "if", "ifchanged", "tablerow", "unless"];

impl Reader<'_> {
    /// `{{ … }}`
    pub(super) fn output(&mut self, piece: &Piece) {
        if !piece.closed {
            return self.unclosed(piece, "}}");
        }
        let forgiving = self.grammar.forgiving;
        let mut markup = self.markup(piece.inside);
        if markup.peek().is_none() && forgiving {
            return;
        }
        let value = markup.filtered().and_then(|value| markup.finish().map(|()| value));
        match value {
            Ok(value) => self.emit(piece.span, value),
            Err(problem) => {
                self.report(problem);
                self.error_node(piece.span);
            }
        }
    }

    fn unclosed(&mut self, piece: &Piece, closer: &str) {
        let problem = Problem::new(piece.span, "this tag is never closed").coded("unclosed-tag");
        self.report(problem.with_help(format!("add `{closer}` where it ends")));
        self.error_node(piece.span);
    }

    /// `{% raw %}…{% endraw %}`
    pub(super) fn raw(&mut self, piece: &Piece) {
        if !piece.closed {
            self.never_closed(piece.span, "raw");
        }
        self.literal(piece.inside);
    }

    fn never_closed(&mut self, span: Span<InTemplate>, name: &str) {
        let problem = Problem::new(span, format!("'{name}' is never closed")).coded("unclosed-block");
        self.report(problem.with_help(format!("add `{{% end{name} %}}` where it ends")));
    }

    /// `{% comment %}…{% endcomment %}`, of which engines still ask that its words could be words.
    pub(super) fn comment(&mut self, piece: &Piece) {
        let text = self.parser.text.clone();
        let name = scan::name_of(&text, Span::new(piece.span.start as usize + 2, piece.inside.end as usize));
        let name = name.of(&text).trim_start_matches('-');
        let name = if name == "doc" { "doc" } else { "comment" };
        if !piece.closed {
            self.never_closed(piece.span, name);
        }
        let words = !piece.inside.of(&text).trim().is_empty();
        if words && (name == "doc" || !self.grammar.forgiving) {
            let span = piece.inside;
            self.report(Problem::new(span, format!("'{name}' takes nothing more")));
        }
        if !self.grammar.forgiving {
            self.words_of_comment(&text, Span::new(piece.inside.end as usize, piece.span.end as usize));
        }
    }

    /// `LiqP`'s lexer reads the tags of a comment too.
    fn words_of_comment(&mut self, text: &Arc<str>, span: Span<InTemplate>) {
        let inside = span.of(text);
        for piece in scan::pieces(inside, self.grammar) {
            if !matches!(piece.kind, scan::PieceKind::Tag | scan::PieceKind::Output) {
                continue;
            }
            let offset = span.start as usize;
            let place =
                |span: Span<InTemplate>| Span::new(offset + span.start as usize, offset + span.end as usize);
            let lexemes = token::lex(text, place(piece.inside), self.grammar);
            let strange = lexemes.iter().find(|it| matches!(it.token, Token::Strange | Token::OpenStr));
            let problem = match strange {
                Some(it) => {
                    let message =
                        format!("'{}' cannot stand in a tag, not even in a comment", it.span.of(text));
                    Problem::new(it.span, message)
                }
                None if !piece.closed => Problem::new(place(piece.span), "this tag is never closed"),
                None => continue,
            };
            return self.report(problem);
        }
    }

    /// `{% … %}`
    pub(super) fn tag(&mut self, piece: &Piece) {
        if !piece.closed {
            return self.unclosed(piece, "%}");
        }
        let text = self.parser.text.clone();
        self.tag_in(&text, piece.span, piece.inside);
    }

    fn tag_in(&mut self, text: &str, span: Span<InTemplate>, inside: Span<InTemplate>) {
        let name_span = scan::name_of(text, inside);
        let rest = Span::new(name_span.end as usize, inside.end as usize);
        let tag = Tag { name: name_span.of(text), span, name_span, rest };
        if tag.name == "liquid" && self.grammar.has_tag("liquid") {
            return self.lines(text, tag);
        }
        if let Err(problem) = self.any(text, tag) {
            self.report(problem);
            self.error_node(span);
            if BLOCKS.contains(&tag.name) {
                self.open(Kind::Plain, tag.name, span, Head::Body);
            }
        }
    }

    fn any(&mut self, text: &str, tag: Tag<'_>) -> Result<(), Problem> {
        if BRANCHES.contains(&tag.name) {
            return self.branch_tag(tag);
        }
        if let Some(block) = tag.name.strip_prefix("end").filter(|block| self.ends(block)) {
            return self.end_tag(block, tag);
        }
        if !self.grammar.has_tag(tag.name) {
            return Err(self.unknown_tag(tag));
        }
        match tag.name {
            "if" | "unless" => self.open_if(tag),
            "case" => self.open_case(tag),
            "for" | "tablerow" => self.open_loop(tag),
            "capture" => self.open_capture(text, tag),
            "ifchanged" => {
                self.open(Kind::IfChanged, "ifchanged", tag.span, Head::Body);
                Ok(())
            }
            // `raw` with a plain closing delimiter never comes here.
            "raw" => {
                self.warn_of_raw(tag);
                self.open(Kind::Plain, "raw", tag.span, Head::Body);
                Ok(())
            }
            "assign" => self.assign(text, tag),
            "echo" => self.echo(tag),
            "cycle" => self.cycle(tag),
            "increment" | "decrement" => self.counter(text, tag),
            "break" => self.jump(tag, Jump::Break),
            "continue" => self.jump(tag, Jump::Continue),
            "abort" => self.jump(tag, Jump::Abort),
            "#" => inline_comment(text, tag),
            name => {
                let message = format!("'{name}' needs another template, and a webhook has only this one");
                let problem = Problem::new(tag.span, message).coded("unsupported-tag");
                Err(problem.with_help("write the text here instead"))
            }
        }
    }

    fn ends(&self, block: &str) -> bool {
        BLOCKS.contains(&block) || block == "raw" || self.unknown.contains(block)
    }

    fn unknown_tag(&mut self, tag: Tag<'_>) -> Problem {
        self.unknown.insert(tag.name.to_owned());
        if tag.name.is_empty() {
            return Problem::new(tag.span, "this tag has no name").coded("unknown-tag");
        }
        let problem = Problem::new(tag.name_span, format!("unknown tag '{}'", tag.name)).coded("unknown-tag");
        if tag.name == "#" {
            return problem.with_help("write `{% comment %}…{% endcomment %}`");
        }
        match nearest(tag.name, self.grammar.tags.iter().copied()) {
            Some(nearest) => problem.with_help(format!("did you mean '{nearest}'?")),
            None => problem,
        }
    }

    fn warn_of_raw(&mut self, tag: Tag<'_>) {
        let message = "with '-%}', this engine reads what is in 'raw' as tags";
        let problem = Problem::new(tag.span, message).coded("raw-is-read");
        let mut finding = crate::finding::Finding::warning(
            problem.code,
            self.parser.builder.source().clone(),
            problem.span,
            problem.message,
        );
        finding.help = Some("write `{% raw %}`".to_owned());
        if !self.is_noisy() {
            self.parser.findings.push(finding);
        }
    }

    fn end_tag(&mut self, block: &str, tag: Tag<'_>) -> Result<(), Problem> {
        if !self.close(block, tag.span) && !self.unknown.contains(block) {
            let problem = Problem::new(tag.span, format!("'{}' without '{block}'", tag.name));
            return Err(problem.with_help(format!("remove it, or open the block with `{{% {block} … %}}`")));
        }
        if self.grammar.forgiving {
            return Ok(());
        }
        let words = self.markup(tag.rest).finish();
        if let Err(problem) = words {
            self.report(problem);
        }
        Ok(())
    }

    /// `else`, `elsif` and `when`.
    fn branch_tag(&mut self, tag: Tag<'_>) -> Result<(), Problem> {
        let forgiving = self.grammar.forgiving;
        let Some(frame) = self.frames.last() else { return Ok(()) };
        let after_else = frame.sections.iter().any(|it| matches!(it.head, Head::Else | Head::Ignored));
        let fits = match (&frame.kind, tag.name) {
            (Kind::If, "else" | "elsif") | (Kind::Unless | Kind::For(_), "else") => true,
            (Kind::Unless, "elsif") => forgiving,
            (Kind::Case(_), "else" | "when") => true,
            // The opening tag could not be read, so its branches are passed over.
            (Kind::Plain, _) => {
                self.branch(tag.span, Head::Ignored);
                return Ok(());
            }
            _ => false,
        };
        if !fits {
            let block = if tag.name == "when" { "case" } else { "if" };
            self.orphan(tag.span, tag.name, block);
            self.error_node(tag.span);
            return Ok(());
        }
        if matches!(&frame.kind, Kind::For(clauses) if clauses.over_range && !forgiving) {
            let problem = Problem::new(tag.span, "a 'for' over a range has no 'else' in this engine");
            self.branch(tag.span, Head::Ignored);
            self.report(problem);
            return Ok(());
        }
        let is_case = matches!(frame.kind, Kind::Case(_));
        if after_else && !(is_case && forgiving) {
            self.branch(tag.span, Head::Ignored);
            if !forgiving {
                self.report(Problem::new(tag.span, format!("'{}' after 'else'", tag.name)));
            }
            return Ok(());
        }
        let head = self.head(tag);
        let head = head.unwrap_or_else(|problem| {
            self.report(problem);
            Head::Ignored
        });
        self.branch(tag.span, head);
        Ok(())
    }

    fn head(&mut self, tag: Tag<'_>) -> Result<Head, Problem> {
        let forgiving = self.grammar.forgiving;
        let mut markup = self.markup(tag.rest);
        match tag.name {
            "elsif" => {
                let test = markup.condition()?;
                markup.finish()?;
                Ok(Head::Test(test))
            }
            "when" => {
                let mut options = vec![markup.operand(true)?];
                while markup.word("or") || markup.sign(",") {
                    options.push(markup.operand(true)?);
                }
                if !forgiving {
                    markup.finish()?;
                }
                Ok(Head::When(options))
            }
            _ => {
                if !forgiving {
                    markup.finish()?;
                }
                Ok(Head::Else)
            }
        }
    }

    fn open_if(&mut self, tag: Tag<'_>) -> Result<(), Problem> {
        let mut markup = self.markup(tag.rest);
        let test = markup.condition()?;
        markup.finish()?;
        let kind = if tag.name == "if" { Kind::If } else { Kind::Unless };
        self.open(kind, tag.name, tag.span, Head::Test(test));
        Ok(())
    }

    fn open_case(&mut self, tag: Tag<'_>) -> Result<(), Problem> {
        let forgiving = self.grammar.forgiving;
        let mut markup = self.markup(tag.rest);
        let value = markup.value()?;
        if !forgiving {
            markup.finish()?;
        }
        self.open(Kind::Case(value), tag.name, tag.span, Head::Body);
        Ok(())
    }

    fn open_loop(&mut self, tag: Tag<'_>) -> Result<(), Problem> {
        let table = tag.name == "tablerow";
        let clauses = Box::new(self.markup(tag.rest).clauses(table)?);
        let kind = if table { Kind::TableRow(clauses) } else { Kind::For(clauses) };
        self.open(kind, tag.name, tag.span, Head::Body);
        Ok(())
    }

    fn open_capture(&mut self, text: &str, tag: Tag<'_>) -> Result<(), Problem> {
        let name = match self.grammar.forgiving {
            true => first_signature(tag.rest.of(text)).map(Arc::from),
            false => {
                let mut markup = self.markup(tag.rest);
                let name = markup.peek().and_then(|it| match it.token {
                    Token::Str | Token::CurlyStr => Some(Arc::from(markup.inner(it.span))),
                    _ => markup.can_be_bound(it).then(|| Arc::from(markup.text(it))),
                });
                markup.advance();
                if name.is_some() {
                    markup.finish()?;
                }
                name
            }
        };
        let Some(name) = name else {
            return Err(
                Problem::new(tag.span, "'capture' needs a name").with_help("write `{% capture name %}`")
            );
        };
        self.open(Kind::Capture(name), tag.name, tag.span, Head::Body);
        Ok(())
    }

    fn assign(&mut self, text: &str, tag: Tag<'_>) -> Result<(), Problem> {
        let help = "write `{% assign name = value %}`";
        let (name, value) = if self.grammar.forgiving {
            let rest = tag.rest.of(text);
            let split = rest.find('=').and_then(|at| Some((last_signature(rest.get(..at)?)?, at)));
            let Some((name, at)) = split else {
                return Err(Problem::new(tag.span, "'assign' needs a name and a value").with_help(help));
            };
            let name: Arc<str> = Arc::from(name);
            let value = Span::new(tag.rest.start as usize + at + 1, tag.rest.end as usize);
            let mut markup = self.markup(value);
            let value = markup.filtered()?;
            markup.finish()?;
            (name, value)
        } else {
            let mut markup = self.markup(tag.rest);
            let Some(name) = markup.peek().filter(|&it| markup.can_be_bound(it)) else {
                return Err(markup.expected("a name").with_help(help));
            };
            markup.advance();
            let name: Arc<str> = Arc::from(markup.text(name));
            markup.expect_sign("=").map_err(|problem| problem.with_help(help))?;
            let value = markup.filtered()?;
            markup.finish()?;
            (name, value)
        };
        let target = Target::Name(name);
        self.node(tag.span, NodeKind::Assign { target, value, scope: Binding::Outer });
        Ok(())
    }

    fn echo(&mut self, tag: Tag<'_>) -> Result<(), Problem> {
        let mut markup = self.markup(tag.rest);
        if markup.peek().is_none() {
            return Ok(());
        }
        let value = markup.filtered()?;
        markup.finish()?;
        self.emit(tag.span, value);
        Ok(())
    }

    fn cycle(&mut self, tag: Tag<'_>) -> Result<(), Problem> {
        let forgiving = self.grammar.forgiving;
        let mut markup = self.markup(tag.rest);
        let (group, values) = markup.cycle()?;
        if !forgiving {
            markup.finish()?;
        }
        self.node(tag.span, NodeKind::Cycle { group, values: values.into() });
        Ok(())
    }

    fn counter(&mut self, text: &str, tag: Tag<'_>) -> Result<(), Problem> {
        let name: String = tag.rest.of(text).split_whitespace().collect();
        if name.is_empty() {
            return Err(Problem::new(tag.span, format!("'{}' needs a name", tag.name)));
        }
        let (step, first) = if tag.name == "increment" { (1, false) } else { (-1, true) };
        self.node(tag.span, NodeKind::Counter { name: Arc::from(name), step, first });
        Ok(())
    }

    fn jump(&mut self, tag: Tag<'_>, jump: Jump) -> Result<(), Problem> {
        self.node(tag.span, NodeKind::Jump(jump));
        Ok(())
    }

    /// `{% liquid … %}`: each line is a tag.
    fn lines(&mut self, text: &str, tag: Tag<'_>) {
        self.open(Kind::Lines, "liquid", tag.span, Head::Body);
        let mut comments = 0usize;
        let mut start = tag.rest.start as usize;
        for line in tag.rest.of(text).split_inclusive('\n') {
            let mut span = Span::new(start, start + line.trim_end().len());
            start += line.len();
            loop {
                let name = scan::name_of(text, span);
                if name.of(text) != "liquid" {
                    break;
                }
                span = Span::new(name.end as usize, span.end as usize);
            }
            let name = scan::name_of(text, span);
            match name.of(text) {
                "" if span.of(text).trim().is_empty() => {}
                "comment" => comments += 1,
                "endcomment" if comments > 0 => comments -= 1,
                _ if comments > 0 => {}
                _ => {
                    let line = Span::new(name.start as usize, span.end as usize);
                    self.tag_in(text, line, line);
                }
            }
        }
        if comments > 0 {
            self.never_closed(tag.span, "comment");
        }
        let end = tag.span.end as usize;
        while self.frames.last().is_some_and(|it| !matches!(it.kind, Kind::Lines)) {
            self.close_unclosed(end);
        }
        self.close_last(end, end);
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

/// `{% # … %}`: each line of it begins with `#`.
fn inline_comment(text: &str, tag: Tag<'_>) -> Result<(), Problem> {
    let mut lines = tag.rest.of(text).split('\n').skip(1).map(str::trim);
    if lines.all(|line| line.is_empty() || line.starts_with('#')) {
        return Ok(());
    }
    let problem = Problem::new(tag.span, "each line of an inline comment begins with '#'");
    Err(problem.with_help("add '#' to the lines that lack it"))
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
