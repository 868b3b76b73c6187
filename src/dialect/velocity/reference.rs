//! References: `$name`, `$!name`, `${name|'other'}`, with members, methods and indices.

use super::{Mistake, Read, Reader, SYNTAX, continues_name, shared, starts_name};
use crate::template::{Absent, Arg, Args, Arm, Block, Const, ExprId, ExprKind, NodeId, NodeKind};

/// How a reference begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head {
    /// How many backslashes stand before the `$`.
    slashes: usize,
    /// How many stand between `$` and `!`.
    inner: usize,
    /// Whether it prints nothing when it has no value.
    quiet: bool,
    /// Whether it is in braces.
    formal: bool,
    /// Where the `$` stands.
    dollar: usize,
    /// Where the name begins.
    name: usize,
}

impl Head {
    /// Where the name ends.
    fn name_end(self, text: &str) -> usize {
        let rest = text.get(self.name..).unwrap_or_default();
        self.name + rest.find(|c| !continues_name(c)).unwrap_or(rest.len())
    }
}

impl Reader<'_> {
    /// The reference that begins at `at` with its backslashes, if there is one.
    pub(super) fn reference_at(&self, at: usize) -> Option<Head> {
        let text = self.text.get(at..)?;
        let slashes = text.bytes().take_while(|&it| it == b'\\').count();
        let rest = text.get(slashes..)?.strip_prefix('$')?;
        let inner = rest.bytes().take_while(|&it| it == b'\\').count();
        let after = rest.get(inner..)?.strip_prefix('!');
        let (quiet, inner, mut rest) = match after {
            Some(after) => (true, inner, after),
            None => (false, 0, rest),
        };
        let mut formal = false;
        if let Some(after) = rest.strip_prefix('{') {
            formal = true;
            rest = after.strip_prefix('$').unwrap_or(after);
        }
        let head =
            Head { slashes, inner, quiet, formal, dollar: at + slashes, name: self.text.len() - rest.len() };
        rest.starts_with(starts_name).then_some(head)
    }

    /// A reference as part of an expression.
    pub(super) fn bare_reference(&mut self) -> Read<ExprId> {
        match self.reference_at(self.at) {
            Some(head) => self.reference(head),
            None => self.expected("a reference"),
        }
    }

    /// A reference with all that hangs on it.
    fn reference(&mut self, head: Head) -> Read<ExprId> {
        let start = head.dollar;
        self.at = head.name;
        let Some(name) = self.name() else { return self.expected("a name") };
        // `$\!name` is no variable's name, so it never has a value.
        let kind =
            if head.inner > 0 { ExprKind::Const(Const::Undefined) } else { ExprKind::Var(shared(name)) };
        self.note_count(name);
        let mut expr = self.expr(start, kind);
        expr = self.nested(|it| it.trail(start, expr))?;
        if !head.formal {
            return Ok(expr);
        }
        if self.take("|") {
            let other = self.expression()?;
            expr = self.expr(start, ExprKind::Alternate(expr, other));
        }
        if !self.take("}") {
            let message = "the reference has no closing '}'".to_owned();
            let help = "between '{' and '}' stands one name with its members and methods";
            return self.mistake(SYNTAX, start, self.at, message, Some(help));
        }
        let span = self.span(start, self.at);
        let kind = self.parser.builder.at(expr).kind.clone();
        Ok(self.parser.builder.expr(span, kind))
    }

    /// Members, methods and indices after a name.
    fn trail(&mut self, start: usize, mut expr: ExprId) -> Read<ExprId> {
        loop {
            if self.peek() == Some('[') {
                expr = self.index(start, expr)?;
            } else if self.peek() == Some('.') && self.second().is_some_and(starts_name) {
                self.take(".");
                expr = self.member(start, expr)?;
            } else {
                return Ok(expr);
            }
        }
    }

    fn index(&mut self, start: usize, base: ExprId) -> Read<ExprId> {
        let open = self.at;
        self.take("[");
        self.blanks();
        if self.take("]") {
            let message = "the index is empty".to_owned();
            let help = "end the name with braces where brackets follow as text: `${name}[]`";
            return self.mistake(SYNTAX, open, self.at, message, Some(help));
        }
        let index = self.expression()?;
        if !self.take("]") {
            return self.expected("']' after the index");
        }
        Ok(self.expr(start, ExprKind::Index(base, index)))
    }

    fn member(&mut self, start: usize, base: ExprId) -> Read<ExprId> {
        let Some(name) = self.name() else { return self.expected("a name") };
        if !self.opens_call() {
            return Ok(self.expr(start, ExprKind::Member(base, shared(name))));
        }
        self.take("(");
        self.blanks();
        let mut args = Vec::new();
        while !self.take(")") {
            if !args.is_empty() && !self.take(",") {
                return self.expected("',' or ')' after an argument");
            }
            args.push(self.expression()?);
        }
        let kind = match (name, args.as_slice()) {
            // `get` finds what an index finds, and an index says which member was read.
            ("get", &[index]) if !self.is_negative(index) => ExprKind::Index(base, index),
            _ => {
                let positional = args.into_iter().map(Arg::One).collect();
                let args = Args { positional, ..Args::default() };
                ExprKind::Method { base, name: shared(name), args }
            }
        };
        Ok(self.expr(start, kind))
    }

    /// Whether a list of arguments begins here: otherwise the parenthesis is text.
    fn opens_call(&self) -> bool {
        let Some(rest) = self.rest().strip_prefix('(') else { return false };
        let first = rest.chars().next();
        match first {
            Some('a'..='z' | 'A'..='Z' | '_') => ["true", "false", "not"]
                .iter()
                .any(|word| rest.strip_prefix(word).is_some_and(|it| !it.starts_with(continues_name))),
            None | Some('#' | '@' | ',' | ';' | '<' | '>' | '=' | '/') => false,
            _ => true,
        }
    }

    fn is_negative(&self, expr: ExprId) -> bool {
        matches!(self.parser.builder.at(expr).kind, ExprKind::Const(Const::Int(it)) if it < 0)
    }

    /// Velocity 2 has no `$velocityCount` any more (`changes.xml` of 2.0).
    fn note_count(&mut self, name: &str) {
        if name == "velocityCount" {
            let span = self.span(self.at - name.len(), self.at);
            let message = "'$velocityCount' is not part of Velocity since version 2.0";
            self.warn("velocity-count-removed", span, message, "use '$foreach.count'");
        }
    }

    /// A reference that is printed, with the backslashes before it.
    pub(super) fn printed(&mut self, head: Head, nodes: &mut Vec<NodeId>) -> Result<(), Mistake> {
        let start = head.dollar - head.slashes;
        let expr = self.reference(head)?;
        let absent = if head.quiet { Absent::Nothing } else { Absent::Source };
        let hole = self.span(head.dollar, self.at);
        if head.inner > 0 {
            // Backslashes before the '!' are printed but for one, those before the '$' all, and what hangs on the
            // name is lost (`ASTReference.getRoot`).
            self.text_node(start, head.dollar + head.inner, nodes);
            let bang = head.dollar + 1 + head.inner;
            let end = if head.formal { head.name } else { head.name_end(self.text) };
            self.text_node(bang, end, nodes);
            return Ok(());
        }
        if head.slashes == 0 {
            nodes.push(self.node(hole, NodeKind::Emit { expr, absent }));
            return Ok(());
        }
        let half = head.slashes / 2;
        let escaped = head.slashes % 2 == 1;
        let mut present = Vec::new();
        self.text_node(start, start + half, &mut present);
        let mut otherwise = Vec::new();
        // Without a value, the backslashes that escape one another are printed twice.
        self.text_node(start, start + if escaped { half + 1 } else { 2 * half }, &mut otherwise);
        if escaped {
            self.text_node(head.dollar, self.at, &mut present);
            self.text_node(head.dollar, self.at, &mut otherwise);
        } else {
            present.push(self.node(hole, NodeKind::Emit { expr, absent }));
            if !head.quiet {
                self.text_node(head.dollar, self.at, &mut otherwise);
            }
        }
        let whole = self.span(start, self.at);
        let block = |nodes: Vec<NodeId>| Block { span: whole, nodes: nodes.into() };
        let test = self.defined(expr);
        let arms = [Arm { test, body: block(present) }].into();
        let node = NodeKind::If { arms, otherwise: Some(block(otherwise)) };
        nodes.push(self.node(whole, node));
        Ok(())
    }

    /// Whether a reference has a value.
    fn defined(&mut self, base: ExprId) -> ExprId {
        let span = self.parser.builder.at(base).span;
        let (name, args) = (shared("defined"), Args::default());
        self.parser.builder.expr(span, ExprKind::Test { base, name, name_span: span, args })
    }
}
