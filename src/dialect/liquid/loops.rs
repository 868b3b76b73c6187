//! The clauses of `for` and `tablerow`.

use std::sync::Arc;

use super::block::{Head, Section};
use super::markup::{Markup, Problem};
use super::token::Token;
use crate::template::{ExprId, For, Offset, Target};

/// What a loop goes through and how.
pub(super) struct Clauses {
    pub(super) target: Arc<str>,
    iter: ExprId,
    limit: Option<ExprId>,
    offset: Option<Offset>,
    columns: Option<ExprId>,
    reversed: bool,
    name: Arc<str>,
    /// Whether it goes through `(1..3)`.
    pub(super) over_range: bool,
}

impl Clauses {
    /// The loop with its body and what is printed when there is nothing.
    pub(super) fn with(self, sections: Vec<Section>) -> For {
        let mut sections = sections.into_iter();
        let body = sections.next().map(Section::block).unwrap_or_default();
        let otherwise = sections.find(|it| it.head == Head::Else).map(Section::block);
        For {
            target: Target::Name(self.target),
            iter: self.iter,
            filter: None,
            limit: self.limit,
            offset: self.offset,
            columns: self.columns,
            reversed: self.reversed,
            recursive: false,
            name: self.name,
            body,
            otherwise,
        }
    }
}

impl Markup<'_> {
    /// `item in items limit: 2 offset: 1`, and `cols: 3` for `tablerow`.
    pub(super) fn clauses(&mut self, table: bool) -> Result<Clauses, Problem> {
        let Some(name) = self.peek().filter(|&it| self.can_be_bound(it)) else {
            return Err(self.expected("the name of the element").with_help("write `item in items`"));
        };
        self.advance();
        let target: Arc<str> = Arc::from(self.text(name));
        if !self.word("in") {
            return Err(self.expected("'in'"));
        }
        let over_range = self.is_sign("(");
        let iter = match (self.grammar.operators_everywhere, over_range && !table) {
            (true, true) => self.range()?,
            (true, false) => self.lookup()?,
            (false, _) => self.operand(false)?,
        };
        let source = self.parser.builder.at(iter).span;
        let written: String = source.of(&self.parser.text).split_whitespace().collect();
        let mut clauses = Clauses {
            name: Arc::from(format!("{target}-{written}")),
            target,
            iter,
            limit: None,
            offset: None,
            columns: None,
            reversed: false,
            over_range,
        };
        if over_range && self.grammar.operators_everywhere {
            clauses.name = Arc::from("");
        }
        if self.grammar.loops_have_names && !table {
            clauses.reversed = self.word("reversed");
        }
        self.attributes(&mut clauses)?;
        Ok(clauses)
    }

    fn attributes(&mut self, clauses: &mut Clauses) -> Result<(), Problem> {
        loop {
            if self.grammar.forgiving {
                self.sign(",");
            }
            let Some(name) = self.peek() else { return Ok(()) };
            if name.token != Token::Name {
                return Err(self.expected("a clause").with_help("'limit: 2' and 'offset: 1' are clauses"));
            }
            self.advance();
            if self.text(name) == "reversed" && !self.is_sign(":") {
                let problem = Problem::new(name.span, "'reversed' is not a clause of this engine's 'for'");
                return Err(problem.with_help("remove it; the filter 'reverse' turns a list round"));
            }
            self.expect_sign(":")?;
            let key = self.text(name).to_owned();
            if key == "offset" && self.grammar.loops_have_names && self.word("continue") {
                clauses.offset = Some(Offset::Continue);
                continue;
            }
            let value = self.value()?;
            match key.as_str() {
                "limit" => clauses.limit = Some(value),
                "offset" => clauses.offset = Some(Offset::At(value)),
                "cols" => clauses.columns = Some(value),
                // `LiqP` evaluates clauses that it does not know, and forgets them.
                _ if self.grammar.operators_everywhere || key == "range" => {}
                _ => return Err(Problem::new(name.span, format!("unknown clause '{key}'"))),
            }
        }
    }

    /// The group and the values of a `cycle`.
    pub(super) fn cycle(&mut self) -> Result<(Option<ExprId>, Vec<ExprId>), Problem> {
        let first = self.value()?;
        let (group, mut values) =
            if self.sign(":") { (Some(first), vec![self.value()?]) } else { (None, vec![first]) };
        while self.sign(",") {
            if self.peek().is_none() && self.grammar.forgiving {
                break;
            }
            values.push(self.value()?);
        }
        Ok((group, values))
    }
}
