//! The blocks that are open while a template is read, and what becomes of them when they are closed.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::cases::conditional;
use super::grammar::Grammar;
use super::lint;
use super::loops::Clauses;
use super::markup::{Markup, Problem, SYNTAX};
use crate::dialect::Parser;
use crate::finding::Finding;
use crate::limits;
use crate::source::{InTemplate, Span};
use crate::template::{Absent, Binding, Block, ExprId, NodeId, NodeKind, Target};

/// Reads the pieces of a template one after the other.
pub(super) struct Reader<'p> {
    pub(super) parser: &'p mut Parser,
    pub(super) grammar: &'static Grammar,
    /// The blocks that are open, outermost first; the first is the template.
    pub(super) frames: Vec<Frame>,
    /// Text that is white space only, which blank blocks leave out.
    blank_texts: BTreeSet<NodeId>,
    /// Tags that are not known: their end tags are not to blame.
    pub(super) unknown: BTreeSet<String>,
    /// Names that the template binds itself.
    pub(super) bound: BTreeSet<Arc<str>>,
}

/// A block that is open.
pub(super) struct Frame {
    pub(super) kind: Kind,
    /// The name of its tag.
    pub(super) name: Arc<str>,
    /// The tag that opened it.
    pub(super) open: Span<InTemplate>,
    pub(super) sections: Vec<Section>,
    /// Whether it prints white space only.
    blank: bool,
}

/// What a block does.
pub(super) enum Kind {
    /// The template.
    Root,
    If,
    Unless,
    Case(ExprId),
    For(Box<Clauses>),
    TableRow(Box<Clauses>),
    Capture(Arc<str>),
    IfChanged,
    /// Prints what is in it: the opening tag could not be read, or does nothing.
    Plain,
    /// The lines of a `liquid` tag, which no end tag outside closes.
    Lines,
}

/// Part of a block: up to the next branch.
pub(super) struct Section {
    pub(super) head: Head,
    /// The tag that opened it.
    pub(super) open: Span<InTemplate>,
    pub(super) end: usize,
    pub(super) nodes: Vec<NodeId>,
}

/// When part of a block is printed.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Head {
    /// Always: it is the body.
    Body,
    /// When this holds.
    Test(ExprId),
    /// When one of these equals what `case` asks for.
    When(Vec<ExprId>),
    /// Otherwise.
    Else,
    /// Never: the engine passes over it.
    Ignored,
}

impl<'p> Reader<'p> {
    pub(super) fn new(parser: &'p mut Parser, grammar: &'static Grammar) -> Reader<'p> {
        let root = Frame::new(Kind::Root, "", Span::empty(0), Head::Body);
        Reader {
            parser,
            grammar,
            frames: vec![root],
            blank_texts: BTreeSet::new(),
            unknown: BTreeSet::new(),
            bound: BTreeSet::new(),
        }
    }

    /// Whether so much was reported that the rest would be noise.
    pub(super) fn is_noisy(&self) -> bool {
        self.parser.findings.len() >= limits::MAX_SYNTAX_ERRORS
    }

    pub(super) fn report(&mut self, problem: Problem) {
        if !self.is_noisy() {
            self.parser.error(problem.code, problem.span, problem.message, problem.help);
        }
    }

    /// Reports what works, but not as it looks.
    pub(super) fn warn(&mut self, problem: Problem) {
        if !self.is_noisy() {
            let source = self.parser.builder.source().clone();
            let mut finding = Finding::warning(problem.code, source, problem.span, problem.message);
            finding.help = problem.help;
            self.parser.findings.push(finding);
        }
    }

    /// The words of a tag.
    pub(super) fn markup(&mut self, span: Span<InTemplate>) -> Markup<'_> {
        Markup::new(self.parser, self.grammar, span)
    }

    pub(super) fn text(&mut self, span: Span<InTemplate>) {
        let blank = span.of(&self.parser.text).trim().is_empty();
        if !blank {
            return self.literal(span);
        }
        let mut nodes = Vec::new();
        self.parser.builder.text(span, &mut nodes);
        self.blank_texts.extend(nodes.iter().copied());
        for node in nodes {
            self.push(node, true);
        }
    }

    /// Text that is printed in any case.
    pub(super) fn literal(&mut self, span: Span<InTemplate>) {
        let mut nodes = Vec::new();
        self.parser.builder.text(span, &mut nodes);
        for node in nodes {
            self.push(node, false);
        }
    }

    pub(super) fn node(&mut self, span: Span<InTemplate>, kind: NodeKind) {
        let blank = matches!(kind, NodeKind::Assign { .. });
        let node = self.parser.builder.node(span, kind);
        self.push(node, blank);
    }

    /// An expression that is printed.
    pub(super) fn emit(&mut self, span: Span<InTemplate>, expr: ExprId) {
        self.node(span, NodeKind::Emit { expr, absent: Absent::ByProfile });
    }

    pub(super) fn error_node(&mut self, span: Span<InTemplate>) {
        self.node(span, NodeKind::Error);
    }

    fn push(&mut self, node: NodeId, blank: bool) {
        if let Some(frame) = self.frames.last_mut() {
            frame.blank &= blank;
            if let Some(section) = frame.sections.last_mut() {
                section.nodes.push(node);
            }
        }
    }

    /// Opens a block. Blocks that are nested too deep are printed without their tags.
    pub(super) fn open(&mut self, kind: Kind, name: &str, tag: Span<InTemplate>, head: Head) {
        lint::nesting(self, &kind, tag);
        let depth = self.frames.iter().filter(|it| !matches!(it.kind, Kind::Plain)).count();
        if depth + 4 > limits::MAX_DEPTH {
            self.report(Problem::new(tag, "tags are nested too deep").coded("limit-exceeded"));
            return self.frames.push(Frame::new(Kind::Plain, name, tag, Head::Body));
        }
        self.frames.push(Frame::new(kind, name, tag, head));
    }

    /// Starts the next part of the innermost block.
    pub(super) fn branch(&mut self, tag: Span<InTemplate>, head: Head) {
        if let Some(frame) = self.frames.last_mut() {
            if let Some(section) = frame.sections.last_mut() {
                section.end = tag.start as usize;
            }
            frame.sections.push(Section { head, open: tag, end: tag.end as usize, nodes: Vec::new() });
        }
    }

    /// Closes the block of this name with all that is open inside it; false when none is open.
    pub(super) fn close(&mut self, name: &str, tag: Span<InTemplate>) -> bool {
        let lines = self.frames.iter().rposition(|it| matches!(it.kind, Kind::Lines)).unwrap_or_default();
        let Some(at) = self.frames.iter().rposition(|it| &*it.name == name).filter(|&at| at > lines) else {
            return false;
        };
        while self.frames.len() > at + 1 {
            self.close_unclosed(tag.start as usize);
        }
        self.close_last(tag.start as usize, tag.end as usize);
        true
    }

    /// Closes the innermost block, whose end tag is missing.
    pub(super) fn close_unclosed(&mut self, end: usize) {
        if let Some(frame) = self.frames.last() {
            let (name, open) = (frame.name.clone(), frame.open);
            let help = format!("add `{{% end{name} %}}` where the block ends");
            let problem = Problem::new(open, format!("'{name}' is never closed"));
            self.report(problem.coded("unclosed-block").with_help(help));
        }
        self.close_last(end, end);
    }

    /// Closes the innermost block: its inside ends at `inside`, all of it at `end`.
    pub(super) fn close_last(&mut self, inside: usize, end: usize) {
        let Some(mut frame) = self.frames.pop() else { return };
        if let Some(section) = frame.sections.last_mut() {
            section.end = inside;
        }
        let span = Span::new(frame.open.start as usize, end);
        let blank = frame.blank || matches!(frame.kind, Kind::Capture(_));
        if blank && self.grammar.drops_blank_blocks && frame.drops_blank_texts() {
            for section in &mut frame.sections {
                section.nodes.retain(|node| !self.blank_texts.contains(node));
            }
        }
        for node in self.nodes_of(frame, span) {
            self.push(node, blank);
        }
    }

    /// What a block becomes.
    fn nodes_of(&mut self, frame: Frame, span: Span<InTemplate>) -> Vec<NodeId> {
        let Frame { kind, open: opened, sections, .. } = frame;
        let kind = match kind {
            Kind::If => conditional(sections),
            Kind::Unless => self.unless(sections),
            Kind::Case(value) if self.grammar.case_falls_through => return self.all_cases(value, sections),
            Kind::Case(value) => self.first_case(value, (opened, sections)),
            Kind::For(clauses) => NodeKind::For(Box::new(clauses.with(sections))),
            Kind::TableRow(clauses) => NodeKind::TableRow(Box::new(clauses.with(sections))),
            Kind::Capture(name) => NodeKind::Capture {
                target: Target::Name(name),
                body: body(sections),
                filter: None,
                scope: Binding::Outer,
            },
            Kind::IfChanged => NodeKind::IfChanged(body(sections)),
            Kind::Root | Kind::Plain | Kind::Lines => {
                return sections.into_iter().next().map(|section| section.nodes).unwrap_or_default();
            }
        };
        vec![self.parser.builder.node(span, kind)]
    }

    /// The nodes on the outermost level. Missing end tags are supplied.
    pub(super) fn finish(mut self) -> Vec<NodeId> {
        let text = self.parser.text.clone();
        let bound = &self.bound;
        self.parser.findings.retain(|it| it.code != lint::WRONG_CASE || !bound.contains(it.span.of(&text)));
        let end = text.len();
        while self.frames.len() > 1 {
            self.close_unclosed(end);
        }
        let root = self.frames.pop();
        root.and_then(|root| root.sections.into_iter().next()).map(|it| it.nodes).unwrap_or_default()
    }

    /// That a tag stands where its block is not open.
    pub(super) fn orphan(&mut self, tag: Span<InTemplate>, name: &str, block: &str) {
        let help = format!("it belongs between `{{% {block} … %}}` and `{{% end{block} %}}`");
        let problem = Problem::new(tag, format!("'{name}' without '{block}'"));
        self.report(problem.coded(SYNTAX).with_help(help));
    }
}

impl Frame {
    fn new(kind: Kind, name: &str, open: Span<InTemplate>, head: Head) -> Frame {
        let section = Section { head, open, end: open.end as usize, nodes: Vec::new() };
        Frame { kind, name: Arc::from(name), open, sections: vec![section], blank: true }
    }

    /// Shopify's `if`, `unless`, `case` and `for` leave out white space when they are blank.
    fn drops_blank_texts(&self) -> bool {
        matches!(self.kind, Kind::If | Kind::Unless | Kind::Case(_) | Kind::For(_))
    }
}

impl Section {
    pub(super) fn block(self) -> Block {
        let span = Span::new(self.open.end as usize, self.end);
        Block { span, nodes: self.nodes.into_boxed_slice() }
    }
}

/// The body of a block without branches.
pub(super) fn body(sections: Vec<Section>) -> Block {
    sections.into_iter().next().map(Section::block).unwrap_or_default()
}
