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

/// How many operators deep the text of an operand is looked for, so that long sums stay cheap.
const MAX_SOURCE_DEPTH: usize = 16;

/// An operator as the engine's messages write it (`getLiteralOperator`).
fn sign_of(operator: Binary) -> &'static str {
    let mut all = LEVELS.into_iter().flatten();
    all.find(|(_, it)| *it == operator).map_or("", |(sign, _)| sign)
}

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
                Binary::Add | Binary::Sub | Binary::Mul | Binary::Div | Binary::Rem => {
                    self.arithmetic(operator, left, right)
                }
                Binary::And | Binary::Or => {
                    ExprKind::Binary(operator, self.condition(left), self.condition(right))
                }
                Binary::Lt | Binary::Le | Binary::Gt | Binary::Ge => self.comparison(operator, left, right),
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
            ExprKind::Filter { ref name, .. } if name.starts_with(['<', '>']) => expr,
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

    /// An operation on numbers. An operand that is none is named in a message of the engine's (`ASTMathNode.java`),
    /// and where it has no text of its own, that fails. A sum with text takes the same text for an operand without
    /// a value (`ASTAddNode.java`). So where it may matter, the operands are passed with their text.
    fn arithmetic(&mut self, operator: Binary, left: ExprId, right: ExprId) -> ExprKind {
        let sources = [left, right].map(|it| self.source(it, MAX_SOURCE_DEPTH));
        let is_sum = operator == Binary::Add && !(self.has_value(left) && self.has_value(right));
        let can_fail = [(left, &sources[0]), (right, &sources[1])]
            .into_iter()
            .any(|(it, source)| source.is_none() && !self.is_number(it));
        if !is_sum && !can_fail {
            return ExprKind::Binary(operator, left, right);
        }
        self.with_sources(operator, [left, right], sources)
    }

    /// An order: an operand without a value is named too (`ASTComparisonNode.compareNull`), which fails where it
    /// is an operation without text of its own.
    fn comparison(&mut self, operator: Binary, left: ExprId, right: ExprId) -> ExprKind {
        let sources = [left, right].map(|it| self.source(it, MAX_SOURCE_DEPTH));
        let can_fail = [(left, &sources[0]), (right, &sources[1])]
            .into_iter()
            .any(|(it, source)| source.is_none() && !self.has_value(it));
        if can_fail {
            return self.with_sources(operator, [left, right], sources);
        }
        ExprKind::Binary(operator, left, right)
    }

    fn with_sources(
        &mut self,
        operator: Binary,
        operands: [ExprId; 2],
        sources: [Option<String>; 2],
    ) -> ExprKind {
        let [left, right] = operands;
        let mut args = vec![Arg::One(right)];
        for (operand, source) in operands.into_iter().zip(sources) {
            let span = self.parser.builder.at(operand).span;
            let source = source.map_or(ExprKind::Const(Const::Undefined), |it| text_of(&it));
            args.push(Arg::One(self.parser.builder.expr(span, source)));
        }
        let name_span = self.parser.builder.at(left).span.union(self.parser.builder.at(right).span);
        let args = Args { positional: args.into(), ..Args::default() };
        ExprKind::Filter { base: left, name: shared(sign_of(operator)), name_span, args }
    }

    /// The text that the engine has of an operand (`literal()` of its node): that of a reference or of text in
    /// quotes; of an operation, what is left of its operator and the operator.
    fn source(&self, expr: ExprId, depth: usize) -> Option<String> {
        let Some(depth) = depth.checked_sub(1) else { return Some(String::new()) };
        let Expr { span, kind } = self.parser.builder.at(expr);
        match kind {
            // What a condition takes as false was written otherwise, and has the text of its left side.
            ExprKind::Const(Const::Bool(false)) if span.of(&self.parser.text) != "false" => {
                Some(String::new())
            }
            ExprKind::Const(Const::Bool(_) | Const::Int(_) | Const::Float(_) | Const::Null)
            | ExprKind::List(_)
            | ExprKind::Map(_)
            | ExprKind::Range(..) => None,
            ExprKind::Binary(operator, left, _) => {
                self.source(*left, depth).map(|left| format!("{left} {} ", sign_of(*operator)))
            }
            ExprKind::Filter { base: left, name, .. } => {
                self.source(*left, depth).map(|left| format!("{left} {name} "))
            }
            ExprKind::Unary(op, operand) => {
                let sign = if *op == Unary::Not { "!" } else { "-" };
                self.source(*operand, depth).map(|it| format!("{sign}{it}"))
            }
            _ => Some(span.of(&self.parser.text).to_owned()),
        }
    }

    fn is_number(&self, expr: ExprId) -> bool {
        matches!(self.parser.builder.at(expr).kind, ExprKind::Const(Const::Int(_) | Const::Float(_)))
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
