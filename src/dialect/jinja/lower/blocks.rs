//! `{% block %}` and `self`: without another template a block prints where it stands, and `self.name()` prints it
//! again.

use std::sync::Arc;

use minijinja::machinery::ast;

use super::{Lower, span};
use crate::template::{Macro, NodeId, NodeKind, Passing};

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
