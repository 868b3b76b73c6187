//! What `if`, `unless` and `case` become.

use super::block::{Head, Reader, Section};
use super::markup::Problem;
use crate::source::{InTemplate, Span};
use crate::template::{Arm, Binary, Const, ExprId, ExprKind, NodeId, NodeKind, Unary};

impl Reader<'_> {
    pub(super) fn unless(&mut self, mut sections: Vec<Section>) -> NodeKind {
        if let Some(Section { head: Head::Test(test), .. }) = sections.first_mut() {
            let span = self.parser.builder.at(*test).span;
            *test = self.parser.builder.expr(span, ExprKind::Unary(Unary::Not, *test));
        }
        conditional(sections)
    }

    /// Whether `value` equals one of `options`.
    fn one_of(&mut self, value: ExprId, options: &[ExprId]) -> Option<ExprId> {
        let mut tests = Vec::with_capacity(options.len());
        for &option in options {
            let span = self.parser.builder.at(option).span;
            tests.push(self.parser.builder.expr(span, ExprKind::Binary(Binary::Eq, value, option)));
        }
        // Joined in pairs, so that many values nest only a little.
        while tests.len() > 1 {
            let pairs = tests.chunks(2).map(|pair| match *pair {
                [left, right] => {
                    let builder = &mut self.parser.builder;
                    let span = builder.at(left).span.union(builder.at(right).span);
                    builder.expr(span, ExprKind::Binary(Binary::Or, left, right))
                }
                _ => pair.first().copied().unwrap_or(value),
            });
            tests = pairs.collect();
        }
        tests.pop()
    }

    /// `case` where the first match is printed.
    pub(super) fn first_case(
        &mut self,
        value: ExprId,
        (open, sections): (Span<InTemplate>, Vec<Section>),
    ) -> NodeKind {
        if !sections.iter().any(|it| matches!(it.head, Head::When(_) | Head::Ignored)) {
            let problem = Problem::new(open, "'case' without 'when'");
            self.report(problem.with_help("add `{% when … %}` after it"));
        }
        let mut tested = Vec::new();
        for mut section in sections {
            if let Head::When(options) = &section.head {
                let Some(test) = self.one_of(value, options) else { continue };
                section.head = Head::Test(test);
            }
            tested.push(section);
        }
        conditional(tested)
    }

    /// `case` where each match is printed, once for each value of a `when` that matches, and `else` when nothing
    /// matched before it (Shopify's `Case#render_to_output_buffer`).
    pub(super) fn all_cases(&mut self, value: ExprId, sections: Vec<Section>) -> Vec<NodeId> {
        let mut seen = Vec::new();
        let mut nodes = Vec::new();
        for section in sections {
            let span = Span::new(section.open.start as usize, section.end);
            let head = section.head.clone();
            let block = section.block();
            let tests: Vec<ExprId> = match head {
                Head::When(options) => {
                    let tests = options.iter().filter_map(|&it| self.one_of(value, &[it])).collect();
                    seen.extend(options);
                    tests
                }
                Head::Else => vec![self.none_of(value, &seen, span)],
                Head::Body | Head::Test(_) | Head::Ignored => continue,
            };
            for test in tests {
                let arms = Box::new([Arm { test, body: block.clone() }]);
                nodes.push(self.parser.builder.node(span, NodeKind::If { arms, otherwise: None }));
            }
        }
        nodes
    }

    fn none_of(&mut self, value: ExprId, options: &[ExprId], span: Span<InTemplate>) -> ExprId {
        match self.one_of(value, options) {
            Some(any) => self.parser.builder.expr(span, ExprKind::Unary(Unary::Not, any)),
            None => self.parser.builder.expr(span, ExprKind::Const(Const::Bool(true))),
        }
    }
}

/// The branches of an `if`.
pub(super) fn conditional(sections: Vec<Section>) -> NodeKind {
    let (mut arms, mut otherwise) = (Vec::new(), None);
    for section in sections {
        match section.head {
            Head::Test(test) => arms.push(Arm { test, body: section.block() }),
            Head::Else => otherwise = otherwise.or(Some(section.block())),
            Head::Body | Head::When(_) | Head::Ignored => {}
        }
    }
    NodeKind::If { arms: arms.into(), otherwise }
}
