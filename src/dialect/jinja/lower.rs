//! minijinja's statements as nodes.

use std::sync::Arc;

use minijinja::machinery::{Span as Range, ast};

use super::recover::Source;
use crate::dialect::Parser;
use crate::source::{InTemplate, Span};
use crate::template::{
    Absent, Arm, Binding, Block, Const, ExprId, ExprKind, For, Jump, Macro, NodeId, NodeKind, Param, Passing,
    Target,
};

mod blocks;
mod expr;

/// Lowers the whole template; gives the nodes on the outermost level.
pub(super) fn template(parser: &mut Parser, source: &Source, template: &ast::Template<'_>) -> Vec<NodeId> {
    let mut lower = Lower { parser, source, soft: false };
    let mut nodes = blocks::hoisted(&mut lower, template);
    nodes.extend(lower.nodes(&template.children));
    nodes
}

struct Lower<'p> {
    parser: &'p mut Parser,
    source: &'p Source,
    /// Whether this is inside a condition, where Jinja2 minds an unknown filter only when it is reached
    /// (`soft_frame` in `jinja2/compiler.py`).
    soft: bool,
}

fn span(range: Range) -> Span<InTemplate> {
    Span::new(range.start_offset as usize, range.end_offset as usize)
}

impl Lower<'_> {
    fn nodes(&mut self, statements: &[ast::Stmt<'_>]) -> Vec<NodeId> {
        let mut nodes = Vec::with_capacity(statements.len());
        for statement in statements {
            self.statement(statement, &mut nodes);
        }
        nodes
    }

    /// What `lower` does inside or outside a condition.
    fn with_soft<T>(&mut self, soft: bool, lower: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.soft, soft);
        let lowered = lower(self);
        self.soft = before;
        lowered
    }

    /// The statements of a block; `after` is a place inside the tag that opens it.
    fn block(&mut self, statements: &[ast::Stmt<'_>], after: usize) -> Block {
        let start = self.past(after, "%}");
        let nodes = self.nodes(statements);
        let end = nodes.last().map_or(start, |&node| self.parser.builder.node_span(node).end as usize);
        Block { span: Span::new(start, end.max(start)), nodes: nodes.into_boxed_slice() }
    }

    /// One past the next `closer` at or after `at`, within the template.
    fn past(&self, at: usize, closer: &str) -> usize {
        let len = self.parser.text.len();
        let found = self.source.text.get(at..).and_then(|rest| rest.find(closer));
        found.map_or(at, |found| at + found + closer.len()).min(len)
    }

    /// A statement's span with the delimiters of its first and last tag.
    fn whole(&self, range: Range) -> Span<InTemplate> {
        let inside = span(range);
        let start = self.source.text.get(..inside.start as usize).and_then(|before| before.rfind("{%"));
        Span::new(start.unwrap_or(inside.start as usize), self.past(inside.end as usize, "%}"))
    }

    fn statement(&mut self, statement: &ast::Stmt<'_>, nodes: &mut Vec<NodeId>) {
        let (span, kind) = match statement {
            ast::Stmt::Template(it) => {
                nodes.extend(self.nodes(&it.children));
                return;
            }
            ast::Stmt::EmitRaw(it) => return self.raw(it.raw, nodes),
            ast::Stmt::EmitExpr(it) => {
                let inside = span(it.span());
                let whole = Span::new(inside.start as usize, self.past(inside.end as usize, "}}"));
                let expr = self.expr(&it.expr);
                (whole, NodeKind::Emit { expr, absent: Absent::ByProfile })
            }
            ast::Stmt::ForLoop(it) => {
                (self.whole(it.span()), self.with_soft(false, |lower| lower.repeat(it)))
            }
            ast::Stmt::IfCond(it) => (self.whole(it.span()), self.with_soft(true, |lower| lower.branch(it))),
            ast::Stmt::WithBlock(it) => (self.whole(it.span()), self.with(it)),
            ast::Stmt::Set(it) => {
                let kind = NodeKind::Assign {
                    target: self.target(&it.target),
                    value: self.expr(&it.expr),
                    scope: Binding::Inner,
                };
                (self.whole(it.span()), kind)
            }
            ast::Stmt::SetBlock(it) => {
                let whole = self.whole(it.span());
                (whole, self.capture(whole, it))
            }
            ast::Stmt::AutoEscape(it) => {
                let enabled = self.expr(&it.enabled);
                let body = self.block(&it.body, span(it.enabled.span()).end as usize);
                (self.whole(it.span()), NodeKind::Autoescape { enabled, body })
            }
            ast::Stmt::FilterBlock(it) => {
                let whole = self.whole(it.span());
                let body = self.block(&it.body, span(it.filter.span()).end as usize);
                let base = self.parser.builder.expr(whole, ExprKind::Rendered(body));
                let expr = self.filtered(&it.filter, base);
                (whole, NodeKind::Emit { expr, absent: Absent::ByProfile })
            }
            ast::Stmt::Block(it) => {
                self.check_required(it);
                let whole = self.whole(it.span());
                let body = self.block(&it.body, span(it.span()).start as usize);
                (whole, NodeKind::Scope { bindings: Box::default(), body, apart: self.is_apart(whole) })
            }
            ast::Stmt::Macro(it) => {
                let definition = self.definition(it, span(it.span()).start as usize);
                (self.whole(it.span()), NodeKind::Macro(Arc::new(definition)))
            }
            ast::Stmt::CallBlock(it) => {
                let call = self.call(&it.call);
                let caller = Arc::new(self.definition(&it.macro_decl, span(it.call.span()).end as usize));
                (self.whole(it.span()), NodeKind::Call { call, caller })
            }
            ast::Stmt::Do(it) => {
                let call = self.call(&it.call);
                (self.whole(it.span()), NodeKind::Do(call))
            }
            ast::Stmt::Continue(it) => (self.whole(it.span()), NodeKind::Jump(Jump::Continue)),
            ast::Stmt::Break(it) => (self.whole(it.span()), NodeKind::Jump(Jump::Break)),
            ast::Stmt::Extends(it) => self.elsewhere(self.whole(it.span()), "extends"),
            ast::Stmt::Include(it) => self.elsewhere(self.whole(it.span()), "include"),
            ast::Stmt::Import(it) => self.elsewhere(self.whole(it.span()), "import"),
            ast::Stmt::FromImport(it) => self.elsewhere(self.whole(it.span()), "from"),
        };
        nodes.push(self.parser.builder.node(span, kind));
    }

    /// Literal text, with an error node for each tag that was masked in it.
    fn raw(&mut self, raw: &str, nodes: &mut Vec<NodeId>) {
        // `raw` is a slice of `source.text`, so the difference of their addresses is its offset.
        let start = (raw.as_ptr() as usize).wrapping_sub(self.source.text.as_ptr() as usize);
        let end = (start + raw.len()).min(self.parser.text.len());
        let mut from = start;
        let masked = self.source.masked.iter();
        let inside: Vec<_> =
            masked.filter(|it| start <= it.start as usize && it.end as usize <= end).copied().collect();
        for tag in inside {
            self.text(from, tag.start as usize, nodes);
            nodes.push(self.parser.builder.node(tag, NodeKind::Error));
            from = tag.end as usize;
        }
        self.text(from, end, nodes);
    }

    /// Literal text without the carriage returns before line ends: Jinja2 writes `\n` for every line end.
    fn text(&mut self, mut from: usize, end: usize, nodes: &mut Vec<NodeId>) {
        let text = self.parser.text.clone();
        while let Some(at) = text.get(from..end).and_then(|rest| rest.find('\r')).map(|at| from + at) {
            self.parser.builder.text(Span::new(from, at), nodes);
            from = at + 1;
            if text.as_bytes().get(from) != Some(&b'\n') {
                let whole = Span::new(at, from);
                let expr = self.parser.builder.expr(whole, ExprKind::Const(Const::Str("\n".into())));
                let kind = NodeKind::Emit { expr, absent: Absent::ByProfile };
                nodes.push(self.parser.builder.node(whole, kind));
            }
        }
        self.parser.builder.text(Span::new(from, end), nodes);
    }

    /// Tags that need other templates: a webhook has none.
    fn elsewhere(&mut self, span: Span<InTemplate>, tag: &str) -> (Span<InTemplate>, NodeKind) {
        let message = format!("'{tag}' needs another template, and a webhook has only this one");
        let help = "write the text here instead".to_owned();
        self.parser.error("unsupported-tag", span, message, Some(help));
        (span, NodeKind::Error)
    }

    fn repeat(&mut self, it: &ast::ForLoop<'_>) -> NodeKind {
        let last = it.filter_expr.as_ref().unwrap_or(&it.iter);
        let after = span(last.span()).end as usize;
        let target = self.target(&it.target);
        let iter = self.expr(&it.iter);
        let filter = it.filter_expr.as_ref().map(|filter| self.expr(filter));
        let body = self.block(&it.body, after);
        let otherwise = (!it.else_body.is_empty()).then(|| self.block(&it.else_body, body.span.end as usize));
        NodeKind::For(Box::new(For {
            target,
            iter,
            filter,
            limit: None,
            offset: None,
            columns: None,
            reversed: false,
            recursive: it.recursive,
            name: Arc::from(""),
            body,
            otherwise,
        }))
    }

    /// `elif` arrives as a lone `if` in the else block.
    fn branch(&mut self, first: &ast::IfCond<'_>) -> NodeKind {
        let mut arms = Vec::new();
        let mut next = first;
        loop {
            let test = self.expr(&next.expr);
            let body = self.block(&next.true_body, span(next.expr.span()).end as usize);
            let end = body.span.end as usize;
            arms.push(Arm { test, body });
            match next.false_body.as_slice() {
                [] => return NodeKind::If { arms: arms.into(), otherwise: None },
                [ast::Stmt::IfCond(elif)] => next = elif,
                otherwise => {
                    let otherwise = Some(self.block(otherwise, end));
                    return NodeKind::If { arms: arms.into(), otherwise };
                }
            }
        }
    }

    fn capture(&mut self, whole: Span<InTemplate>, it: &ast::SetBlock<'_>) -> NodeKind {
        let target = self.target(&it.target);
        let after = it.filter.as_ref().map_or(it.target.span(), minijinja::machinery::ast::Expr::span);
        let filter = it.filter.as_ref().map(|filter| {
            let captured = self.parser.builder.expr(whole, ExprKind::Captured);
            self.filtered(filter, captured)
        });
        let body = self.block(&it.body, span(after).end as usize);
        NodeKind::Capture { target, body, filter, scope: Binding::Inner }
    }

    fn definition(&mut self, it: &ast::Macro<'_>, after: usize) -> Macro {
        self.with_soft(false, |lower| lower.definition_body(it, after))
    }

    fn definition_body(&mut self, it: &ast::Macro<'_>, after: usize) -> Macro {
        let without_default = it.args.len().saturating_sub(it.defaults.len());
        let mut params = Vec::with_capacity(it.args.len());
        for (at, arg) in it.args.iter().enumerate() {
            let default = at.checked_sub(without_default).and_then(|at| it.defaults.get(at));
            let default = default.map(|default| self.expr(default));
            if let ast::Expr::Var(name) = arg {
                if name.id == "caller" && default.is_none() {
                    let message = "the parameter 'caller' of a macro needs a default";
                    let help = Some("write `caller=none`".to_owned());
                    self.parser.error("template-syntax", span(name.span()), message, help);
                }
                params.push(Param { name: Arc::from(name.id), default });
            }
        }
        let last = it.defaults.last().or(it.args.last());
        let after = last.map_or(after, |last| span(last.span()).end as usize);
        let body = self.block(&it.body, after);
        Macro { name: Arc::from(it.name), params: params.into(), passing: Passing::Value, body }
    }

    fn target(&mut self, target: &ast::Expr<'_>) -> Target {
        match target {
            ast::Expr::Var(it) => Target::Name(Arc::from(it.id)),
            ast::Expr::GetAttr(it) => Target::Member(self.expr(&it.expr), Arc::from(it.name)),
            ast::Expr::List(it) => Target::Unpack(it.items.iter().map(|item| self.target(item)).collect()),
            // The parser makes no other targets.
            _ => Target::Unpack(Box::default()),
        }
    }

    fn call(&mut self, it: &ast::Spanned<ast::Call<'_>>) -> ExprId {
        let callee = self.expr(&it.expr);
        let args = self.args(&it.args);
        self.parser.builder.expr(span(it.span()), ExprKind::Call(callee, args))
    }
}
