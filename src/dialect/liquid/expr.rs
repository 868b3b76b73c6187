//! Expressions and filters.

use std::sync::Arc;

use super::lint;
use super::markup::{Markup, Problem};
use super::token::Token;
use crate::limits;
use crate::source::{InTemplate, Span};
use crate::template::{Arg, Args, Binary, Const, ExprId, ExprKind};

/// The operators that compare, with how tightly `LiqP` binds them: order before equality before `contains`.
const COMPARISONS: [(&str, Binary, u8); 7] = [
    ("==", Binary::Eq, 1),
    ("!=", Binary::Ne, 1),
    ("<>", Binary::Ne, 1),
    ("<", Binary::Lt, 2),
    ("<=", Binary::Le, 2),
    (">", Binary::Gt, 2),
    (">=", Binary::Ge, 2),
];

impl Markup<'_> {
    pub(super) fn add(&mut self, from: usize, kind: ExprKind) -> ExprId {
        let span = Span::new(from, self.end());
        self.parser.builder.expr(span, kind)
    }

    pub(super) fn start_of(&self, id: ExprId) -> usize {
        self.parser.builder.at(id).span.start as usize
    }

    fn constant(&mut self, from: usize, literal: Const) -> ExprId {
        self.add(from, ExprKind::Const(literal))
    }

    /// A value with its filters: what an output prints and an assignment binds.
    pub(super) fn filtered(&mut self) -> Result<ExprId, Problem> {
        let mut value = self.value()?;
        let mut count = 0;
        while self.sign("|") {
            count += 1;
            self.chain(count)?;
            value = self.filter(value)?;
        }
        Ok(value)
    }

    /// The same, or nil where nothing is written.
    pub(super) fn filtered_or_nothing(&mut self) -> Result<ExprId, Problem> {
        if self.peek().is_some() {
            return self.filtered();
        }
        Ok(self.parser.builder.expr(self.span, ExprKind::Const(Const::Null)))
    }

    /// A value where the grammar allows operators only sometimes.
    pub(super) fn value(&mut self) -> Result<ExprId, Problem> {
        if self.grammar.operators_everywhere { self.logic() } else { self.operand(false) }
    }

    /// A condition.
    pub(super) fn condition(&mut self) -> Result<ExprId, Problem> {
        self.logic()
    }

    fn filter(&mut self, base: ExprId) -> Result<ExprId, Problem> {
        let Some(name) = self.peek().filter(|it| it.token == Token::Name) else {
            return Err(self.expected("the name of a filter"));
        };
        self.advance();
        lint::undocumented(self.parser, self.grammar.customs, name.span);
        let filter: Arc<str> = Arc::from(self.text(name));
        let args = if self.sign(":") { self.arguments()? } else { Args::default() };
        let kind = ExprKind::Filter { base, name: filter, name_span: name.span, args };
        let from = self.start_of(base);
        Ok(self.add(from, kind))
    }

    /// The arguments of a filter. `LiqP` passes a named one by position, as a map of one member
    /// (`KeyValueNode`).
    fn arguments(&mut self) -> Result<Args, Problem> {
        let (mut positional, mut named) = (Vec::new(), Vec::new());
        loop {
            let key = self.key();
            let from = self.peek().map_or(self.end(), |it| it.span.start as usize);
            let value = self.value()?;
            match key {
                None => positional.push(Arg::One(value)),
                Some((name, span)) if self.grammar.operators_everywhere => {
                    let key = ExprKind::Const(Const::Str(name));
                    let key = self.parser.builder.expr(span, key);
                    let map =
                        self.add(from.min(span.start as usize), ExprKind::Map(Box::new([(key, value)])));
                    positional.push(Arg::One(map));
                }
                Some((name, _)) => named.push((name, value)),
            }
            let more = self.sign(",");
            if !more || (self.grammar.forgiving && (self.peek().is_none() || self.is_sign("|"))) {
                break;
            }
        }
        Ok(Args { positional: positional.into(), named: named.into(), spread: Box::default() })
    }

    /// The name before a colon.
    fn key(&mut self) -> Option<(Arc<str>, Span<InTemplate>)> {
        let name = self.peek().filter(|it| it.token == Token::Name)?;
        self.peek_second().filter(|it| it.token == Token::Sign(":"))?;
        self.advance();
        self.advance();
        Some((Arc::from(self.text(name)), name.span))
    }

    /// Comparisons joined by `and` and `or`, which bind to the right.
    fn logic(&mut self) -> Result<ExprId, Problem> {
        let mut operands = vec![self.comparison(0)?];
        let mut operators = Vec::new();
        loop {
            let operator = match () {
                () if self.word("and") => Binary::And,
                () if self.word("or") => Binary::Or,
                () => break,
            };
            operators.push(operator);
            self.chain(operators.len())?;
            operands.push(self.comparison(0)?);
        }
        let mut right = operands.pop();
        while let (Some(operator), Some(left), Some(it)) = (operators.pop(), operands.pop(), right) {
            let span = Span::new(self.start_of(left), self.parser.builder.at(it).span.end as usize);
            right = Some(self.parser.builder.expr(span, ExprKind::Binary(operator, left, it)));
        }
        right.ok_or_else(|| self.expected("a condition"))
    }

    /// A comparison whose operators bind at least as tightly as `level`. Shopify takes one operator only.
    fn comparison(&mut self, level: u8) -> Result<ExprId, Problem> {
        let tighter = |markup: &mut Self| match level {
            0 | 1 if markup.grammar.operators_everywhere => markup.comparison(level + 1),
            _ => markup.operand(true),
        };
        let mut left = tighter(self)?;
        let mut count = 0;
        while let Some(operator) = self.comparator(level) {
            count += 1;
            self.chain(count)?;
            let right = tighter(self)?;
            let from = self.start_of(left);
            left = self.add(from, ExprKind::Binary(operator, left, right));
            if !self.grammar.operators_everywhere {
                break;
            }
        }
        Ok(left)
    }

    /// That so many operators, filters or members may follow one another: each nests what is before it.
    pub(super) fn chain(&self, count: usize) -> Result<(), Problem> {
        if count < limits::MAX_DEPTH {
            return Ok(());
        }
        Err(Problem::new(self.span, "this expression is too long").coded("limit-exceeded"))
    }

    fn comparator(&mut self, level: u8) -> Option<Binary> {
        let next = self.peek()?;
        let found = match next.token {
            Token::Name if self.text(next) == "contains" => Some((Binary::Contains, 0)),
            Token::Sign(sign) => COMPARISONS
                .iter()
                .find(|(it, ..)| *it == sign)
                .map(|(_, operator, level)| (*operator, *level)),
            _ => None,
        };
        let (operator, of) = found?;
        if self.grammar.operators_everywhere && of != level {
            return None;
        }
        self.advance();
        Some(operator)
    }

    /// A literal, a variable, a range, or an expression in parentheses. In Shopify's conditions `empty` and
    /// `blank` ask about the other side; elsewhere they are empty text (`Expression::LITERALS`).
    pub(super) fn operand(&mut self, in_condition: bool) -> Result<ExprId, Problem> {
        let Some(next) = self.peek() else { return Err(self.expected("a value")) };
        let from = next.span.start as usize;
        match next.token {
            Token::Str | Token::CurlyStr => {
                self.advance();
                let text: Arc<str> = Arc::from(self.inner(next.span));
                Ok(self.constant(from, Const::Str(text)))
            }
            Token::Int | Token::Float => self.number(next.token),
            Token::Sign("(") => self.parentheses(),
            Token::Sign("[") => self.bare_brackets(),
            Token::Name => self.named(in_condition),
            Token::Sign(_) | Token::OpenStr | Token::Strange => Err(self.expected("a value")),
        }
    }

    fn number(&mut self, token: Token) -> Result<ExprId, Problem> {
        let Some(next) = self.peek() else { return Err(self.expected("a number")) };
        self.advance();
        let text = self.text(next);
        let literal = match (token, text.parse::<i128>()) {
            (Token::Int, Ok(it)) if !self.grammar.operators_everywhere || i64::try_from(it).is_ok() => {
                Const::Int(it)
            }
            (Token::Int, _) if self.grammar.operators_everywhere => {
                return Err(Problem::new(next.span, "this number is too large"));
            }
            _ => Const::Float(text.trim_end_matches('.').parse().unwrap_or(f64::NAN)),
        };
        Ok(self.constant(next.span.start as usize, literal))
    }

    /// `(1..3)`, or in `LiqP` an expression.
    fn parentheses(&mut self) -> Result<ExprId, Problem> {
        if self.grammar.ranges_are_values {
            return self.range();
        }
        self.depth += 1;
        if self.depth > limits::MAX_DEPTH {
            let problem = self.expected("fewer parentheses");
            return Err(problem.coded("limit-exceeded"));
        }
        self.advance();
        let inside = self.logic()?;
        self.expect_sign(")")?;
        self.depth -= 1;
        Ok(inside)
    }

    /// `(from..to)`.
    pub(super) fn range(&mut self) -> Result<ExprId, Problem> {
        let from = self.peek().map_or(self.end(), |it| it.span.start as usize);
        self.expect_sign("(")?;
        self.depth += 1;
        if self.depth > limits::MAX_DEPTH {
            return Err(self.expected("fewer parentheses").coded("limit-exceeded"));
        }
        let start = self.bound()?;
        self.expect_sign("..")?;
        let stop = self.bound()?;
        self.expect_sign(")")?;
        self.depth -= 1;
        Ok(self.add(from, ExprKind::Range(start, stop)))
    }

    /// An end of a range. Shopify cuts a number that is written there to a whole one.
    fn bound(&mut self) -> Result<ExprId, Problem> {
        let value = self.value()?;
        let expr = self.parser.builder.at(value);
        match (&expr.kind, expr.span) {
            (ExprKind::Const(Const::Float(it)), span) if self.grammar.ranges_are_values => {
                #[expect(clippy::cast_possible_truncation, reason = "no range is as long as this")]
                let whole = Const::Int(*it as i128);
                Ok(self.parser.builder.expr(span, ExprKind::Const(whole)))
            }
            _ => Ok(value),
        }
    }

    fn named(&mut self, in_condition: bool) -> Result<ExprId, Problem> {
        let Some(next) = self.peek() else { return Err(self.expected("a name")) };
        let followed = self.peek_second().is_some_and(|it| matches!(it.token, Token::Sign("." | "[")));
        let literal = match self.text(next) {
            "true" => Some(Const::Bool(true)),
            "false" => Some(Const::Bool(false)),
            "nil" | "null" => Some(Const::Null),
            "empty" if in_condition || self.grammar.operators_everywhere => Some(Const::Empty),
            "blank" if in_condition || self.grammar.operators_everywhere => Some(Const::Blank),
            "empty" | "blank" => Some(Const::Str(Arc::from(""))),
            _ => None,
        };
        match literal {
            Some(literal) if !followed || self.grammar.operators_everywhere => {
                self.advance();
                Ok(self.constant(next.span.start as usize, literal))
            }
            _ => self.lookup(),
        }
    }
}
