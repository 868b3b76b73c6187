//! `{% block %}` and `self`: without another template a block prints where it stands, and `self.name()` prints it
//! again.

use std::sync::Arc;

use minijinja::machinery::ast;

use super::{Lower, span};
use crate::dialect::jinja::tags;
use crate::source::{InTemplate, Span};
use crate::template::{Macro, NodeId, NodeKind, Passing};

impl Lower<'_> {
    /// `{% with %}`, which also stands for a block inside a macro.
    pub(super) fn with(&mut self, it: &ast::Spanned<ast::WithBlock<'_>>) -> NodeKind {
        let after = it.assignments.last().map_or(span(it.span()).start, |(_, e)| span(e.span()).end);
        let pairs = it.assignments.iter();
        let bindings = pairs.map(|(target, value)| (self.target(target), self.expr(value))).collect();
        let body = self.block(&it.body, after as usize);
        NodeKind::Scope { bindings, body, apart: self.is_apart(self.whole(it.span())) }
    }

    /// Whether the statement is a block without `scoped`, which does not see the names of the loops and macros
    /// around it (`visit_Block` in `jinja2/compiler.py`).
    pub(super) fn is_apart(&self, whole: Span<InTemplate>) -> bool {
        let written = whole.of(&self.parser.text);
        let opener = tags::scan(written.get(..written.find("%}").map_or(0, |at| at + 2)).unwrap_or_default());
        let opener = opener.first().filter(|it| it.keyword == "block");
        opener.is_some_and(|it| !it.span.of(written).split([' ', '-', '%']).any(|word| word == "scoped"))
    }

    /// A block that another template must give.
    pub(super) fn check_required(&mut self, it: &ast::Spanned<ast::Block<'_>>) {
        if it.required {
            let message = format!("block '{}' is required, and no other template gives it", it.name);
            self.parser.error("unsupported-tag", self.whole(it.span()), message, None);
        }
    }
}

/// The variable that holds a block as a macro. No author can write it.
pub(super) fn name(block: &str) -> String {
    format!("self.{block}")
}

/// The definitions of all blocks, if the template mentions `self`: a block may be printed before it stands.
pub(super) fn hoisted(lower: &mut Lower<'_>, template: &ast::Template<'_>) -> Vec<NodeId> {
    let mut blocks = Vec::new();
    if lower.source.text.contains("self.") {
        collect(&template.children, &mut blocks);
    }
    let mut nodes = Vec::with_capacity(blocks.len());
    for block in blocks {
        let whole = lower.whole(block.span());
        // The findings of a block are reported where it stands.
        let findings = lower.parser.findings.len();
        let body = lower.block(&block.body, span(block.span()).start as usize);
        lower.parser.findings.truncate(findings);
        let name = Arc::from(name(block.name));
        let definition = Macro { name, params: Box::default(), passing: Passing::Value, body };
        nodes.push(lower.parser.builder.node(whole, NodeKind::Macro(Arc::new(definition))));
    }
    nodes
}

fn collect<'t, 's>(statements: &'t [ast::Stmt<'s>], blocks: &mut Vec<&'t ast::Spanned<ast::Block<'s>>>) {
    for statement in statements {
        match statement {
            ast::Stmt::Block(it) => {
                blocks.push(it);
                collect(&it.body, blocks);
            }
            ast::Stmt::ForLoop(it) => {
                collect(&it.body, blocks);
                collect(&it.else_body, blocks);
            }
            ast::Stmt::IfCond(it) => {
                collect(&it.true_body, blocks);
                collect(&it.false_body, blocks);
            }
            ast::Stmt::WithBlock(it) => collect(&it.body, blocks),
            ast::Stmt::FilterBlock(it) => collect(&it.body, blocks),
            ast::Stmt::AutoEscape(it) => collect(&it.body, blocks),
            _ => {}
        }
    }
}
