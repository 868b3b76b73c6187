//! What is known of the value of each expression.

use std::sync::Arc;

use super::printed::Printed;
use super::value::{Known, Safe, Types};
use super::walk::Walk;
use crate::dialect::Dialect;
use crate::field::Segment;
use crate::limits;
use crate::template::{Arg, Args, Binary, Block, Const, ExprId, ExprKind, NodeKind, Unary};

impl Walk<'_> {
    /// What is known of the value of an expression.
    pub(super) fn eval(&mut self, id: ExprId) -> Known {
        self.depth += 1;
        let known = match self.depth <= limits::MAX_DEPTH && self.has_time() {
            true => self.expr(id),
            false => Known::unknown().failing(id, "this is nested too deep"),
        };
        self.depth -= 1;
        self.refined(known)
    }

    fn expr(&mut self, id: ExprId) -> Known {
        let template = self.template;
        match &template.expr(id).kind {
            ExprKind::Const(literal) => Known::constant(literal),
            ExprKind::Var(name) => self.variable(name),
            ExprKind::Member(base, name) => self.member(id, *base, name),
            ExprKind::Index(base, index) => self.index(id, *base, *index),
            ExprKind::Slice { base, start, stop, step } => self.slice(id, *base, [*start, *stop, *step]),
            ExprKind::Filter { base, name, args, .. } => self.filter(id, *base, name, args),
            ExprKind::Test { .. } | ExprKind::Compare(..) | ExprKind::Unary(Unary::Not, _) => {
                self.condition_value(id)
            }
            ExprKind::Unary(Unary::Neg, _) if let Some(it) = self.literal_int(id) => Known::int(it, it),
            ExprKind::Unary(Unary::Neg, operand) => self.number_of(id, &[*operand]),
            ExprKind::Call(callee, args) => self.call(id, *callee, args),
            ExprKind::Method { base, name, args } => {
                let base = self.eval(*base);
                self.method(id, base, name, args)
            }
            ExprKind::Binary(op, a, b) => self.binary(id, *op, *a, *b),
            ExprKind::Ternary { test, then, otherwise } => self.ternary(*test, *then, *otherwise),
            ExprKind::Alternate(a, b) => self.either(*a, *b, true),
            ExprKind::List(items) | ExprKind::Tuple(items) => self.list(items),
            ExprKind::Map(members) => {
                let all: Vec<ExprId> = members.iter().flat_map(|(key, value)| [*key, *value]).collect();
                let read = self.all_read(&all);
                let plain = read.plain;
                Known { full: !members.is_empty(), plain, ..Known::any(Types::MAP) }.reading(&read)
            }
            ExprKind::Range(from, to) => {
                let read = self.all_read(&[*from, *to]);
                let item = Some(Box::new(Known::any(Types::INT)));
                Known { item, ..Known::any(Types::LIST.or(Types::OTHER)) }.reading(&read)
            }
            ExprKind::Rendered(block) => self.rendered(id, block),
            ExprKind::Captured => self.captured.last().cloned().unwrap_or_else(Known::unknown),
            ExprKind::Error => Known::unknown().failing(id, "this could not be read"),
        }
    }

    /// A value of which nothing is known but what it is made from.
    pub(super) fn made_from(&mut self, id: ExprId, parts: &[ExprId], why: &str) -> Known {
        let read = self.all_read(parts);
        Known::unknown().reading(&read).failing(id, why)
    }

    /// What all these read, and whether one of them may fail.
    pub(super) fn all_read(&mut self, parts: &[ExprId]) -> Known {
        let mut all = Known::undefined();
        for &part in parts {
            let known = self.eval(part);
            all.plain &= known.plain && !known.types.meets(Types::UNDEFINED.or(Types::LOOP).or(Types::OTHER));
            all = all.reading(&known);
        }
        all
    }

    /// The arguments of a call, in the order in which they are evaluated.
    pub(super) fn arg_ids(args: &Args) -> Vec<ExprId> {
        let positional = args.positional.iter().map(|it| match it {
            Arg::One(it) | Arg::Spread(it) => *it,
        });
        positional.chain(args.named.iter().map(|(_, it)| *it)).chain(args.spread.iter().copied()).collect()
    }

    /// The text that an expression writes, if it is a literal one.
    pub(super) fn literal(&self, id: ExprId) -> Option<Arc<str>> {
        match &self.template.expr(id).kind {
            ExprKind::Const(Const::Str(text)) => Some(text.clone()),
            _ => None,
        }
    }

    /// The number that an expression writes, if it is a literal one.
    pub(super) fn literal_int(&self, id: ExprId) -> Option<i128> {
        match &self.template.expr(id).kind {
            ExprKind::Const(Const::Int(it)) => Some(*it),
            ExprKind::Unary(Unary::Neg, it) => self.literal_int(*it).and_then(i128::checked_neg),
            _ => None,
        }
    }

    fn list(&mut self, items: &[ExprId]) -> Known {
        let read = self.all_read(items);
        let item = items.iter().map(|&it| self.eval(it)).reduce(Known::or);
        let plain = read.plain;
        Known { full: item.is_some(), item: item.map(Box::new), plain, ..Known::any(Types::LIST) }
            .reading(&read)
    }

    fn binary(&mut self, id: ExprId, op: Binary, a: ExprId, b: ExprId) -> Known {
        let jinja = self.profile.dialect == Dialect::Jinja;
        match op {
            Binary::Or if self.profile.logic_gives_operand => self.either(a, b, true),
            Binary::And if self.profile.logic_gives_operand => self.either(a, b, false),
            Binary::Concat if jinja => self.concat(a, b),
            Binary::Add => {
                let (left, right) = (self.eval(a), self.eval(b));
                match (left.types, right.types) {
                    (Types::TEXT, Types::TEXT) => self.concat(a, b),
                    (x, y) if Types::NUMBER.has(x) && Types::NUMBER.has(y) => self.number_of(id, &[a, b]),
                    _ => self.made_from(id, &[a, b], "values of different kinds may not add up"),
                }
            }
            Binary::Sub | Binary::Mul | Binary::Div | Binary::FloorDiv | Binary::Rem | Binary::Pow => {
                let texts = [a, b].map(|it| self.eval(it)).iter().any(|it| !Types::NUMBER.has(it.types));
                match texts && jinja {
                    true => self.made_from(id, &[a, b], "this calculates with what may be no number"),
                    false => self.number_of(id, &[a, b]),
                }
            }
            Binary::Concat => self.made_from(id, &[a, b], "this is not known here"),
            _ => self.condition_value(id),
        }
    }

    /// A number of which nothing is known.
    fn number_of(&mut self, id: ExprId, parts: &[ExprId]) -> Known {
        let types = match self.profile.dialect {
            Dialect::Jinja => Types::NUMBER,
            // Velocity gives null for what does not calculate; its decimals print as numbers do.
            _ => Types::NUMBER.or(Types::ABSENT).or(Types::TEXT).or(Types::OTHER),
        };
        let read = self.all_read(parts);
        Known::any(types).reading(&read).failing(id, "what is calculated may become too large")
    }

    fn concat(&mut self, a: ExprId, b: ExprId) -> Known {
        let (left, right) = (self.eval(a), self.eval(b));
        let text = self.text_of(&left).then(&self.text_of(&right));
        let mut known = Known::text(text);
        if left.safe != Safe::No || right.safe != Safe::No {
            // What is marked makes the other be escaped, by rules that differ between operators.
            let may = known.text.may.or(super::print::escape_html(&known.text).may);
            let (empty, blank) = (known.text.empty, known.text.blank);
            known.text = Printed { may, empty, blank, ..Printed::anything() }.settled();
            known.safe = Safe::Maybe;
        }
        known.reading(&left).reading(&right)
    }

    fn ternary(&mut self, test: ExprId, then: ExprId, otherwise: Option<ExprId>) -> Known {
        let mut read = self.eval(test);
        let (yes, no) = self.holds(test);
        let mark = self.assumed.len();
        self.assume(test, true);
        let then = yes.then(|| self.eval(then));
        self.assumed.truncate(mark);
        self.assume(test, false);
        let otherwise = no.then(|| otherwise.map_or_else(Known::undefined, |it| self.eval(it)));
        self.assumed.truncate(mark);
        read.fields.clear();
        let either = match (then, otherwise) {
            (Some(a), Some(b)) => a.or(b),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => Known::undefined(),
        };
        either.reading(&read)
    }

    /// The first when it counts as true, else the second (`or`, Velocity's alternates); the reverse for `and`.
    fn either(&mut self, a: ExprId, b: ExprId, or: bool) -> Known {
        let first = self.eval(a);
        let (yes, no) = self.truth(&first);
        let (keeps, goes_on) = if or { (yes, no) } else { (no, yes) };
        let kept = match or {
            true => self.truthy_part(first.clone()),
            false => first.clone(),
        };
        let mark = self.assumed.len();
        self.assume(a, !or);
        let second = goes_on.then(|| self.eval(b));
        self.assumed.truncate(mark);
        let mut failing = Known::undefined();
        failing.fault.clone_from(&first.fault);
        match (keeps, second) {
            (true, Some(second)) => kept.or(second).reading(&failing),
            (false, Some(second)) => second.reading(&failing),
            (_, None) => kept,
        }
    }

    /// What is left of a value when it counts as true.
    pub(super) fn truthy_part(&self, mut known: Known) -> Known {
        if self.profile.dialect == Dialect::MergeFields {
            return known.without(Types::UNDEFINED);
        }
        known = known.without(Types::ABSENT);
        known.truths.1 = false;
        if !known.truths.0 {
            known = known.without(Types::BOOL);
        }
        if self.profile.dialect != Dialect::Liquid {
            known.full = true;
            known.text = known.text.not_empty();
        }
        known
    }

    /// What a block prints that is part of an expression, or captured. Only simple ones are followed.
    pub(super) fn rendered(&mut self, id: ExprId, block: &Block) -> Known {
        let mut text = Printed::of_text("");
        let mut read = Known::undefined();
        for &node in &block.nodes {
            let template = self.template;
            let node = template.node(node);
            let next = match &node.kind {
                NodeKind::Text => Printed::of_text(node.span.of(&template.text)),
                NodeKind::Emit { expr, absent } => {
                    let known = self.eval(*expr);
                    read = read.reading(&known);
                    let filtered = template.filters_block(*expr);
                    match filtered {
                        true => Printed::anything(),
                        false => self.print(*expr, &known, *absent, node.span.of(&template.text)),
                    }
                }
                _ => return Known::unknown().reading(&read).failing(id, "this block was not looked into"),
            };
            text = text.then(&next);
        }
        let safe = if self.autoescape == Some(false) { Safe::No } else { Safe::Maybe };
        Known { safe, ..Known::text(text) }.reading(&read)
    }

    /// A field of the contact.
    pub(super) fn field(&self, path: Arc<[Segment]>) -> Known {
        let fact = self.given.fact(&path);
        Known::field(path, fact, self.settings.is("null-values", "omit"))
    }
}
