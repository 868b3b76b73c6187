//! minijinja's expressions as ours.

use std::sync::Arc;

use minijinja::machinery::ast;
use minijinja::value::ValueKind;

use super::{Lower, blocks, span};
use crate::dialect::jinja::adapt;
use crate::nearest::nearest;
use crate::profile::jinja2::JINJA2;
use crate::source::{InTemplate, Span};
use crate::template::{Arg, Args, Binary, Const, ExprId, ExprKind, Unary};

impl Lower<'_> {
    /// Lowers an expression. Its span covers its operands, which minijinja's does not always.
    pub(super) fn expr(&mut self, expr: &ast::Expr<'_>) -> ExprId {
        let own = span(expr.span());
        let kind = match expr {
            ast::Expr::Var(it) => ExprKind::Var(Arc::from(it.id)),
            ast::Expr::Const(it) => return self.literal(own, &it.value),
            ast::Expr::Slice(it) => ExprKind::Slice {
                base: self.expr(&it.expr),
                start: it.start.as_ref().map(|at| self.expr(at)),
                stop: it.stop.as_ref().map(|at| self.expr(at)),
                step: it.step.as_ref().map(|at| self.expr(at)),
            },
            ast::Expr::UnaryOp(it) if self.is_plus(own) => {
                // What is no number must fail, so this is more than the operand.
                let operand = self.expr(&it.expr);
                let zero = self.parser.builder.expr(own, ExprKind::Const(Const::Int(0)));
                ExprKind::Binary(Binary::Sub, operand, zero)
            }
            ast::Expr::UnaryOp(it) => {
                let op = match it.op {
                    ast::UnaryOpKind::Not => Unary::Not,
                    ast::UnaryOpKind::Neg => Unary::Neg,
                };
                ExprKind::Unary(op, self.expr(&it.expr))
            }
            ast::Expr::BinOp(it) => {
                ExprKind::Binary(binary(it.op), self.expr(&it.left), self.expr(&it.right))
            }
            ast::Expr::Compare(it) => {
                let first = self.expr(&it.expr);
                let rest = it.ops.iter().map(|op| (comparison(op.op), self.expr(&op.expr))).collect();
                ExprKind::Compare(first, rest)
            }
            ast::Expr::IfExpr(it) => self.with_soft(true, |lower| ExprKind::Ternary {
                test: lower.expr(&it.test_expr),
                then: lower.expr(&it.true_expr),
                otherwise: it.false_expr.as_ref().map(|expr| lower.expr(expr)),
            }),
            ast::Expr::Filter(it) => {
                let base = match &it.expr {
                    Some(base) => self.expr(base),
                    None => self.parser.builder.expr(own, ExprKind::Captured),
                };
                return self.one_filter(own, (it.name, base), &it.args);
            }
            ast::Expr::Test(it) => {
                let base = self.expr(&it.expr);
                let args = self.args(&it.args);
                let name_span = name_span(own, it.name);
                let tests = JINJA2.tests.iter().map(|(name, _)| *name);
                self.known(("test", "unknown-test"), it.name, name_span, tests);
                ExprKind::Test { base, name: Arc::from(it.name), name_span, args }
            }
            ast::Expr::GetAttr(it) if matches!(&it.expr, ast::Expr::Var(base) if base.id == "self") => {
                ExprKind::Var(Arc::from(blocks::name(it.name)))
            }
            ast::Expr::GetAttr(it) => ExprKind::Member(self.expr(&it.expr), Arc::from(it.name)),
            ast::Expr::GetItem(it) => ExprKind::Index(self.expr(&it.expr), self.expr(&it.subscript_expr)),
            ast::Expr::Call(it) => return self.call(it),
            ast::Expr::List(it) => ExprKind::List(it.items.iter().map(|item| self.expr(item)).collect()),
            ast::Expr::Tuple(it) => ExprKind::Tuple(it.items.iter().map(|item| self.expr(item)).collect()),
            ast::Expr::Map(it) => {
                let pairs = it.keys.iter().zip(&it.values);
                ExprKind::Map(pairs.map(|(key, value)| (self.expr(key), self.expr(value))).collect())
            }
        };
        let whole = self.with_operands(own, &kind);
        self.parser.builder.expr(whole, kind)
    }

    /// Whether the author wrote a plus sign, which is a minus sign for minijinja.
    fn is_plus(&self, at: Span<InTemplate>) -> bool {
        self.parser.text.as_bytes().get(at.start as usize) == Some(&b'+')
    }

    fn with_operands(&self, own: Span<InTemplate>, kind: &ExprKind) -> Span<InTemplate> {
        let at = |id: &ExprId| self.parser.builder.at(*id).span;
        match kind {
            ExprKind::Binary(_, left, right) => own.union(at(left)).union(at(right)),
            ExprKind::Compare(first, _) => own.union(at(first)),
            ExprKind::Ternary { then, .. } => Span::new(at(then).start as usize, own.end as usize),
            ExprKind::Test { base, .. } | ExprKind::Member(base, _) | ExprKind::Index(base, _) => {
                own.union(at(base))
            }
            _ => own,
        }
    }

    /// A chain of filters applied to `base`, which stands for the text of the block around it.
    pub(super) fn filtered(&mut self, chain: &ast::Expr<'_>, base: ExprId) -> ExprId {
        match chain {
            ast::Expr::Filter(it) => {
                let base = match &it.expr {
                    Some(inner) => self.filtered(inner, base),
                    None => base,
                };
                self.one_filter(span(it.span()), (it.name, base), &it.args)
            }
            // The parser makes chains of filters only.
            _ => base,
        }
    }

    fn one_filter(
        &mut self,
        own: Span<InTemplate>,
        (name, base): (&str, ExprId),
        args: &[ast::CallArg<'_>],
    ) -> ExprId {
        let args = self.args(args);
        let whole = own.union(self.parser.builder.at(base).span);
        let name_span = name_span(own, name);
        let written = &self.parser.text;
        if name == adapt::CALL && written.get(own.start as usize..).is_none_or(|it| !it.starts_with(name)) {
            return self.parser.builder.expr(whole, ExprKind::Call(base, args));
        }
        let filters = JINJA2.filter_names();
        self.known(("filter", "unknown-filter"), name, name_span, filters);
        let kind = ExprKind::Filter { base, name: Arc::from(name), name_span, args };
        self.parser.builder.expr(whole, kind)
    }

    /// Reports a filter or test that Jinja2 does not have; inside a condition it does not mind until it is reached.
    fn known(
        &mut self,
        (what, code): (&str, &'static str),
        name: &str,
        at: Span<InTemplate>,
        known: impl Iterator<Item = &'static str> + Clone,
    ) {
        if self.soft || known.clone().any(|it| it == name) {
            return;
        }
        let help = nearest(name, known).map(|it| format!("did you mean '{it}'?"));
        self.parser.error(code, at, format!("unknown {what} '{name}'"), help);
    }

    pub(super) fn args(&mut self, args: &[ast::CallArg<'_>]) -> Args {
        let (mut positional, mut named, mut spread) = (Vec::new(), Vec::new(), Vec::new());
        for arg in args {
            match arg {
                ast::CallArg::Pos(expr) => positional.push(Arg::One(self.expr(expr))),
                ast::CallArg::PosSplat(expr) => positional.push(Arg::Spread(self.expr(expr))),
                ast::CallArg::Kwarg(name, expr) => named.push((Arc::from(*name), self.expr(expr))),
                ast::CallArg::KwargSplat(expr) => spread.push(self.expr(expr)),
            }
        }
        Args { positional: positional.into(), named: named.into(), spread: spread.into() }
    }

    fn literal(&mut self, own: Span<InTemplate>, value: &minijinja::Value) -> ExprId {
        let literal = match value.kind() {
            ValueKind::None => Const::Null,
            ValueKind::Bool => Const::Bool(value.is_true()),
            ValueKind::String => Const::Str(Arc::from(value.as_str().unwrap_or_default())),
            ValueKind::Number if value.is_integer() => match i128::try_from(value.clone()) {
                Ok(number) => Const::Int(number),
                Err(_) => Const::Float(f64::INFINITY),
            },
            ValueKind::Number => Const::Float(f64::try_from(value.clone()).unwrap_or(f64::NAN)),
            _ => Const::Undefined,
        };
        self.parser.builder.expr(own, ExprKind::Const(literal))
    }
}

/// minijinja's span of a filter or test begins with its name.
fn name_span(own: Span<InTemplate>, name: &str) -> Span<InTemplate> {
    Span::new(own.start as usize, own.start as usize + name.len())
}

fn binary(op: ast::BinOpKind) -> Binary {
    match op {
        ast::BinOpKind::Eq => Binary::Eq,
        ast::BinOpKind::Ne => Binary::Ne,
        ast::BinOpKind::Lt => Binary::Lt,
        ast::BinOpKind::Lte => Binary::Le,
        ast::BinOpKind::Gt => Binary::Gt,
        ast::BinOpKind::Gte => Binary::Ge,
        ast::BinOpKind::ScAnd => Binary::And,
        ast::BinOpKind::ScOr => Binary::Or,
        ast::BinOpKind::Add => Binary::Add,
        ast::BinOpKind::Sub => Binary::Sub,
        ast::BinOpKind::Mul => Binary::Mul,
        ast::BinOpKind::Div => Binary::Div,
        ast::BinOpKind::FloorDiv => Binary::FloorDiv,
        ast::BinOpKind::Rem => Binary::Rem,
        ast::BinOpKind::Pow => Binary::Pow,
        ast::BinOpKind::Concat => Binary::Concat,
        ast::BinOpKind::In => Binary::In,
    }
}

fn comparison(op: ast::CompareOpKind) -> Binary {
    match op {
        ast::CompareOpKind::Eq => Binary::Eq,
        ast::CompareOpKind::Ne => Binary::Ne,
        ast::CompareOpKind::Lt => Binary::Lt,
        ast::CompareOpKind::Lte => Binary::Le,
        ast::CompareOpKind::Gt => Binary::Gt,
        ast::CompareOpKind::Gte => Binary::Ge,
        ast::CompareOpKind::In => Binary::In,
        ast::CompareOpKind::NotIn => Binary::NotIn,
    }
}
