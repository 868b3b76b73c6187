//! The tags, each on its own.

use std::sync::Arc;

use super::block::{Head, Kind, Reader};
use super::markup::Problem;
use super::scan::{self, Piece};
use super::token::{self, Token};
use super::{lines, lint};
use crate::nearest::nearest;
use crate::source::{InTemplate, Span};
use crate::template::{Jump, NodeKind};

/// A tag with its parts.
#[derive(Clone, Copy)]
pub(super) struct Tag<'t> {
    pub(super) name: &'t str,
    /// All of it.
    pub(super) span: Span<InTemplate>,
    /// Its name.
    name_span: Span<InTemplate>,
    /// What follows its name.
    pub(super) rest: Span<InTemplate>,
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

    pub(super) fn never_closed(&mut self, span: Span<InTemplate>, name: &str) {
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
        let pieces = scan::pieces(inside, self.grammar);
        // After a tag that is not closed its lexer is still in a tag, which `{%-` does not end; and then only the
        // end of the template may follow.
        let ends_open = span.end as usize == text.len() && pieces.last().is_some_and(|it| !it.trims_before);
        for piece in pieces {
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
                None if !piece.closed && !ends_open => {
                    Problem::new(place(piece.span), "this tag is never closed")
                }
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

    pub(super) fn tag_in(&mut self, text: &str, span: Span<InTemplate>, inside: Span<InTemplate>) {
        let name_span = scan::name_of(text, inside);
        let rest = Span::new(name_span.end as usize, inside.end as usize);
        let tag = Tag { name: name_span.of(text), span, name_span, rest };
        if tag.name == "liquid" && self.grammar.has_tag("liquid") {
            return self.lines(text, tag);
        }
        if let Err(mut problem) = self.any(text, tag) {
            // What is missing has no place of its own.
            if problem.span.of(text).trim().is_empty() {
                problem.span = span;
            }
            self.report(problem);
            self.error_node(span);
            if BLOCKS.contains(&tag.name) {
                self.open(Kind::Plain, tag.name, span, Head::Body);
            }
        }
    }

    fn any(&mut self, text: &str, tag: Tag<'_>) -> Result<(), Problem> {
        if BRANCHES.contains(&tag.name) {
            self.branch_tag(tag);
            return Ok(());
        }
        if let Some(block) = tag.name.strip_prefix("end").filter(|block| self.ends(block)) {
            return self.end_tag(block, tag);
        }
        if !self.grammar.has_tag(tag.name) {
            return Err(self.unknown_tag(tag));
        }
        lint::undocumented(self.parser, self.grammar.customs, tag.name_span);
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
            "break" | "continue" | "abort" => {
                self.node(tag.span, NodeKind::Jump(jump(tag.name)));
                Ok(())
            }
            "#" => lines::inline_comment(text, tag),
            _ => self.elsewhere(tag),
        }
    }

    /// Tags that need other templates: a webhook has none. `LiqP`'s `include` then prints nothing (`Include.java`).
    fn elsewhere(&mut self, tag: Tag<'_>) -> Result<(), Problem> {
        let quoted = self.markup(tag.rest).peek().is_some_and(|it| it.token == Token::Str);
        let message = format!("'{}' needs another template, and a webhook has only this one", tag.name);
        let problem = Problem::new(tag.span, message).coded("unsupported-tag");
        let problem = problem.with_help("write the text here instead");
        if self.grammar.forgiving || !quoted {
            return Err(problem);
        }
        self.warn(problem);
        self.error_node(tag.span);
        Ok(())
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
        match tag.name {
            "elif" | "elseif" => return problem.with_help("write 'elsif'"),
            "set" => return problem.with_help("write `{% assign … = … %}`"),
            _ => {}
        }
        match nearest(tag.name, self.grammar.tags.iter().flat_map(|table| table.iter().copied())) {
            Some(nearest) => problem.with_help(format!("did you mean '{nearest}'?")),
            None => problem,
        }
    }

    fn warn_of_raw(&mut self, tag: Tag<'_>) {
        let message = "with '-%}', this engine reads what is in 'raw' as tags";
        self.warn(Problem::new(tag.span, message).coded("raw-is-read").with_help("write `{% raw %}`"));
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
}

fn jump(name: &str) -> Jump {
    match name {
        "break" => Jump::Break,
        "continue" => Jump::Continue,
        _ => Jump::Abort,
    }
}
