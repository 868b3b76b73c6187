//! What conditions come to, and what is known where they hold.

use std::cmp::Ordering;
use std::sync::Arc;

use super::value::{Counts, Known, Types};
use super::walk::Walk;
use crate::dialect::Dialect;
use crate::field::Segment;
use crate::template::{Arg, Args, Binary, Const, ExprId, ExprKind, Unary};

/// What is known of a field while a condition holds.
#[derive(Clone, Debug)]
pub(super) struct Assumed {
    at: Arc<[Segment]>,
    what: Assumption,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Assumption {
    /// It counts as true.
    True,
    /// It is there, be it null.
    Defined,
    /// It is no empty text.
    NotEmpty,
}

/// Whether something can be, and whether it can fail to be.
type Can = (bool, bool);

const EITHER: Can = (true, true);

fn is(holds: bool) -> Can {
    (holds, !holds)
}

impl Walk<'_> {
    /// Whether a condition can hold, and whether it can fail.
    pub(super) fn holds(&mut self, test: ExprId) -> Can {
        let template = self.template;
        match &template.expr(test).kind {
            ExprKind::Unary(Unary::Not, operand) => {
                let (yes, no) = self.holds(*operand);
                (no, yes)
            }
            ExprKind::Binary(Binary::And, a, b) => {
                let (a, b) = (self.holds(*a), self.holds(*b));
                (a.0 && b.0, a.1 || b.1)
            }
            ExprKind::Binary(Binary::Or, a, b) => {
                let (a, b) = (self.holds(*a), self.holds(*b));
                (a.0 || b.0, a.1 && b.1)
            }
            ExprKind::Binary(op, a, b) => self.compared(*op, *a, *b),
            ExprKind::Compare(first, rest) => match &**rest {
                [(op, second)] => self.compared(*op, *first, *second),
                _ => EITHER,
            },
            ExprKind::Filter { base, name, args, .. } => self.filter_compares(test, *base, name, args),
            ExprKind::Test { base, name, args, .. } => self.tested(*base, name, args),
            _ => {
                let known = self.eval(test);
                self.truth(&known)
            }
        }
    }

    /// A condition as a value.
    pub(super) fn condition_value(&mut self, id: ExprId) -> Known {
        let template = self.template;
        let mut parts = Vec::new();
        match &template.expr(id).kind {
            ExprKind::Unary(_, it) => parts.push(*it),
            ExprKind::Binary(_, a, b) => parts.extend([*a, *b]),
            ExprKind::Compare(first, rest) => {
                parts.push(*first);
                parts.extend(rest.iter().map(|(_, it)| *it));
            }
            ExprKind::Test { base, args, .. } => {
                parts.push(*base);
                parts.extend(Walk::arg_ids(args));
            }
            _ => {}
        }
        let read = self.all_read(&parts);
        let (yes, no) = self.holds(id);
        let known = Known::bool(yes, no).reading(&read);
        match self.can_fail(id) {
            true => known.failing(id, "what is compared may be of kinds that cannot be"),
            false => known,
        }
    }

    /// Whether the engine may refuse a comparison or test of values that are there.
    fn can_fail(&mut self, id: ExprId) -> bool {
        let template = self.template;
        let ordered = |op: &Binary| !matches!(op, Binary::Eq | Binary::Ne | Binary::And | Binary::Or);
        let numbers =
            |walk: &mut Self, ids: &[ExprId]| ids.iter().all(|&it| Types::NUMBER.has(walk.eval(it).types));
        match &template.expr(id).kind {
            ExprKind::Binary(op, a, b) => {
                self.profile.dialect == Dialect::Jinja && ordered(op) && !numbers(self, &[*a, *b])
            }
            ExprKind::Compare(first, rest) => {
                let mut ids = vec![*first];
                ids.extend(rest.iter().map(|(_, it)| *it));
                rest.iter().any(|(op, _)| ordered(op)) && !numbers(self, &ids)
            }
            ExprKind::Test { name, .. } => {
                !matches!(&**name, "defined" | "undefined" | "none" | "string" | "number" | "true" | "false")
            }
            _ => false,
        }
    }

    fn compared(&mut self, op: Binary, a: ExprId, b: ExprId) -> Can {
        let (a, b) = (self.eval(a), self.eval(b));
        if let Some(order) = same_loop(&a, &b) {
            return decided(op, order);
        }
        if a.types == Types::INT && b.types == Types::INT {
            return ints(op, a.range, b.range);
        }
        if let (Binary::Eq | Binary::Ne, Types::BOOL, Types::BOOL) = (op, a.types, b.types)
            && let (Some(a), Some(b)) = (only(a.truths), only(b.truths))
        {
            return is((a == b) == (op == Binary::Eq));
        }
        if let (Binary::Eq | Binary::Ne, Types::TEXT, Types::TEXT) = (op, a.types, b.types)
            && let (Some(a), Some(b)) = (&a.text.values, &b.text.values)
        {
            let (same, differs) = (!a.is_disjoint(b), a.len() > 1 || b.len() > 1 || a != b);
            return if op == Binary::Eq { (same, differs) } else { (differs, same) };
        }
        EITHER
    }

    /// Velocity compares with filters.
    fn filter_compares(&mut self, id: ExprId, base: ExprId, name: &str, args: &Args) -> Can {
        let op = match name {
            "<" => Binary::Lt,
            "<=" => Binary::Le,
            ">" => Binary::Gt,
            ">=" => Binary::Ge,
            _ => {
                let known = self.eval(id);
                return self.truth(&known);
            }
        };
        match &*args.positional {
            [Arg::One(other)] => self.compared(op, base, *other),
            _ => EITHER,
        }
    }

    fn tested(&mut self, base: ExprId, name: &str, args: &Args) -> Can {
        let known = self.eval(base);
        let of = |types: Types| (known.types.meets(types), !types.has(known.types));
        let not = |(yes, no): Can| (no, yes);
        // Velocity's test is Java's null.
        let absent = match self.profile.dialect {
            Dialect::Velocity => Types::ABSENT,
            _ => Types::UNDEFINED,
        };
        let op = match name {
            "defined" => return not(of(absent)),
            "undefined" => return of(absent),
            "none" => return of(Types::NULL),
            "string" => return of(Types::TEXT),
            "eq" | "equalto" | "==" => Binary::Eq,
            "ne" | "!=" => Binary::Ne,
            "lt" | "lessthan" | "<" => Binary::Lt,
            "gt" | "greaterthan" | ">" => Binary::Gt,
            "le" | "<=" => Binary::Le,
            "ge" | ">=" => Binary::Ge,
            _ => return EITHER,
        };
        match &*args.positional {
            [Arg::One(other)] => self.compared(op, base, *other),
            _ => EITHER,
        }
    }

    /// Takes for granted that a condition holds, or that it fails, until `assumed` is cut back.
    pub(super) fn assume(&mut self, test: ExprId, holds: bool) {
        let template = self.template;
        match (&template.expr(test).kind, holds) {
            (ExprKind::Unary(Unary::Not, operand), _) => self.assume(*operand, !holds),
            (ExprKind::Binary(Binary::And, a, b), true) | (ExprKind::Binary(Binary::Or, a, b), false) => {
                self.assume(*a, holds);
                self.assume(*b, holds);
            }
            (ExprKind::Var(_) | ExprKind::Member(..) | ExprKind::Index(..), true) => {
                self.assume_of(test, Assumption::True);
            }
            (ExprKind::Test { base, name, .. }, _)
                if matches!((&**name, holds), ("defined", true) | ("undefined", false)) =>
            {
                self.assume_of(*base, Assumption::Defined);
            }
            (ExprKind::Compare(first, rest), _) => {
                if let [(op, second)] = &**rest {
                    self.assume_compared(*op, (*first, *second), holds);
                }
            }
            (ExprKind::Binary(op, a, b), _) => self.assume_compared(*op, (*a, *b), holds),
            _ => {}
        }
    }

    /// `x != ""` and the like.
    fn assume_compared(&mut self, op: Binary, (a, b): (ExprId, ExprId), holds: bool) {
        let differs = matches!((op, holds), (Binary::Ne, true) | (Binary::Eq, false));
        let template = self.template;
        let is_empty = match &template.expr(b).kind {
            ExprKind::Const(Const::Str(text)) => text.is_empty(),
            // Shopify's `blank` is more than that, LiqP's is less.
            ExprKind::Const(Const::Empty) => true,
            _ => false,
        };
        if differs && is_empty {
            self.assume_of(a, Assumption::NotEmpty);
        }
    }

    fn assume_of(&mut self, expr: ExprId, what: Assumption) {
        // Velocity's templates can change a contact's lists and maps while they render.
        let known = self.eval(expr);
        if let Some(at) = known.at.filter(|_| self.profile.dialect != Dialect::Velocity || !self.changes) {
            self.assumed.push(Assumed { at, what });
        }
    }

    /// What is known of a value when what is assumed of its field is added.
    pub(super) fn refined(&self, mut known: Known) -> Known {
        let Some(at) = known.at.clone() else { return known };
        let hits: Vec<Assumption> = self.assumed.iter().filter(|it| it.at == at).map(|it| it.what).collect();
        for what in hits {
            match what {
                Assumption::True => known = self.truthy_part(known),
                Assumption::Defined if self.profile.dialect == Dialect::Velocity => {
                    known = known.without(Types::ABSENT);
                }
                Assumption::Defined => known = known.without(Types::UNDEFINED),
                Assumption::NotEmpty => known.text = known.text.not_empty(),
            }
        }
        known
    }
}

/// How two numbers of one loop compare: its index is its length at the last turn and less before.
fn same_loop(a: &Known, b: &Known) -> Option<Ordering> {
    let ((loop_a, a_is), (loop_b, b_is)) = (a.counts?, b.counts?);
    if loop_a != loop_b {
        return None;
    }
    let (index, reversed) = match (a_is, b_is) {
        (Counts::Index, Counts::Length) => (a, false),
        (Counts::Length, Counts::Index) => (b, true),
        _ => return Some(Ordering::Equal),
    };
    let order = if index.truths.1 { Ordering::Less } else { Ordering::Equal };
    Some(if reversed { order.reverse() } else { order })
}

fn decided(op: Binary, order: Ordering) -> Can {
    match op {
        Binary::Eq => is(order.is_eq()),
        Binary::Ne => is(order.is_ne()),
        Binary::Lt => is(order.is_lt()),
        Binary::Le => is(order.is_le()),
        Binary::Gt => is(order.is_gt()),
        Binary::Ge => is(order.is_ge()),
        _ => EITHER,
    }
}

fn ints(op: Binary, a: (i128, i128), b: (i128, i128)) -> Can {
    let can_be_less = a.0 < b.1;
    let can_be_more = a.1 > b.0;
    let can_be_same = a.0 <= b.1 && b.0 <= a.1;
    match op {
        Binary::Eq => (can_be_same, can_be_less || can_be_more),
        Binary::Ne => (can_be_less || can_be_more, can_be_same),
        Binary::Lt => (can_be_less, can_be_same || can_be_more),
        Binary::Le => (can_be_less || can_be_same, can_be_more),
        Binary::Gt => (can_be_more, can_be_same || can_be_less),
        Binary::Ge => (can_be_more || can_be_same, can_be_less),
        _ => EITHER,
    }
}

fn only(truths: (bool, bool)) -> Option<bool> {
    match truths {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}
