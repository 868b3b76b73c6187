//! Expressions: what stands in the parentheses of `#if`, `#elseif`, `#set` and of methods.

use super::literal::text_of;
use super::{Read, Reader, SYNTAX, shared};
use crate::template::{Arg, Args, Binary, Const, Expr, ExprId, ExprKind, Unary};

/// Operators by how closely they bind, loosest first, in signs and words; longer signs come first.
const LEVELS: [&[(&str, Binary)]; 6] = [
    &[("||", Binary::Or), ("or", Binary::Or)],
    &[("&&", Binary::And), ("and", Binary::And)],
    &[("==", Binary::Eq), ("!=", Binary::Ne), ("eq", Binary::Eq), ("ne", Binary::Ne)],
    &[
        ("<=", Binary::Le),
        (">=", Binary::Ge),
        ("<", Binary::Lt),
        (">", Binary::Gt),
        ("le", Binary::Le),
        ("ge", Binary::Ge),
        ("lt", Binary::Lt),
        ("gt", Binary::Gt),
    ],
    &[("+", Binary::Add), ("-", Binary::Sub)],
    &[("*", Binary::Mul), ("/", Binary::Div), ("%", Binary::Rem)],
];

impl Reader<'_> {
    /// An expression, with the white space around it.
    pub(super) fn expression(&mut self) -> Read<ExprId> {
        let expr = self.nested(|it| it.level(0))?;
        self.blanks();
        Ok(expr)
    }

    /// Operators of a level, each taking what is left of it first.
    fn level(&mut self, level: usize) -> Read<ExprId> {
        let Some(operators) = LEVELS.get(level) else { return self.unary() };
        self.blanks();
        let start = self.at;
        let mut left = self.level(level + 1)?;
        loop {
            self.blanks();
            let Some(operator) = self.operator(operators)? else { return Ok(left) };
            let right = self.level(level + 1)?;
            let kind = match operator {
                Binary::Add => self.sum(left, right),
                Binary::And | Binary::Or => {
                    ExprKind::Binary(operator, self.condition(left), self.condition(right))
                }
                operator => ExprKind::Binary(operator, left, right),
            };
            left = self.expr(start, kind);
        }
    }

    fn operator(&mut self, operators: &[(&str, Binary)]) -> Read<Option<Binary>> {
        for &(sign, operator) in operators {
            let is_word = sign.starts_with(|c: char| c.is_ascii_alphabetic());
            let taken = if is_word { self.word(sign) } else { self.take(sign) };
            if !taken {
                continue;
            }
            if sign == "-" && self.peek().is_some_and(|c| c.is_ascii_digit() || c == '.') {
                let start = self.at - 1;
                let message = "this minus belongs to the number, so nothing joins it to what stands before";
                let help = "put a space after the minus";
                return self.mistake(SYNTAX, start, self.at + 1, message.into(), Some(help));
            }
            return Ok(Some(operator));
        }
        Ok(None)
    }

    /// An expression as a condition. Velocity takes arithmetic and ranges as false, whatever they give: their nodes
    /// have no `evaluate` of their own (`SimpleNode.java`).
    pub(super) fn condition(&mut self, expr: ExprId) -> ExprId {
        use Binary::{Add, Div, Mul, Rem, Sub};
        let Expr { span, kind } = self.parser.builder.at(expr).clone();
        match kind {
            ExprKind::Binary(Add | Sub | Mul | Div | Rem, ..)
            | ExprKind::Filter { .. }
            | ExprKind::Range(..) => {
                let message = "Velocity takes this as false, whatever it gives";
                self.warn("condition-never-holds", span, message, "compare it with something: '… != 0'");
                self.parser.builder.expr(span, ExprKind::Const(Const::Bool(false)))
            }
            ExprKind::Unary(Unary::Neg, operand) => self.condition(operand),
            _ => expr,
        }
    }

    /// `a + b`. Where one is text and the other has no value, the other's own text is joined (`ASTAddNode.java`), so
    /// operands that may have none are passed with their text.
    fn sum(&mut self, left: ExprId, right: ExprId) -> ExprKind {
        if self.has_value(left) && self.has_value(right) {
            return ExprKind::Binary(Binary::Add, left, right);
        }
        let mut args = vec![Arg::One(right)];
        for operand in [left, right] {
            let span = self.parser.builder.at(operand).span;
            let source = text_of(span.of(&self.parser.text));
            args.push(Arg::One(self.parser.builder.expr(span, source)));
        }
        let name_span = self.parser.builder.at(left).span.union(self.parser.builder.at(right).span);
        let args = Args { positional: args.into(), ..Args::default() };
        ExprKind::Filter { base: left, name: shared("+"), name_span, args }
    }

    /// Whether an operand always has a value.
    fn has_value(&self, expr: ExprId) -> bool {
        use ExprKind::{Const, List, Map, Range, Rendered};
        matches!(self.parser.builder.at(expr).kind, Const(_) | List(_) | Map(_) | Range(..) | Rendered(_))
    }

    fn unary(&mut self) -> Read<ExprId> {
        self.blanks();
        let start = self.at;
        if self.take("!") || self.word("not") {
            let operand = self.nested(Self::unary)?;
            let operand = self.condition(operand);
            return Ok(self.expr(start, ExprKind::Unary(Unary::Not, operand)));
        }
        let negative_number = self.second().is_some_and(|c| c.is_ascii_digit() || c == '.');
        if self.peek() == Some('-') && !negative_number {
            self.take("-");
            let operand = self.nested(Self::primary)?;
            return Ok(self.expr(start, ExprKind::Unary(Unary::Neg, operand)));
        }
        self.primary()
    }

    fn primary(&mut self) -> Read<ExprId> {
        self.blanks();
        if !self.take("(") {
            return self.parameter();
        }
        let inside = self.expression()?;
        if !self.take(")") {
            return self.expected_close();
        }
        Ok(inside)
    }

    /// A mistake where a parenthesis should close.
    pub(super) fn expected_close<T>(&self) -> Read<T> {
        if self.rest().starts_with('=') {
            let message = "'=' does not compare".to_owned();
            return self.mistake(SYNTAX, self.at, self.at + 1, message, Some("compare with '=='"));
        }
        self.expected("')' or an operator")
    }
}
