//! What conditions compare fields with: `country == "US"` makes `US` a value of `country` that matters.

use std::sync::Arc;

use super::known::Known;
use super::walk::{Walk, Want};
use crate::template::{Arg, Args, Binary, Const, ExprId, ExprKind};

/// A value that a condition compares a field with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Constant {
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i128),
    /// A text.
    Str(Arc<str>),
}

impl Constant {
    /// Fractions, and constants that stand for no value, are none that a contact would be tried with.
    fn of(it: &Const) -> Option<Constant> {
        match it {
            Const::Bool(it) => Some(Constant::Bool(*it)),
            Const::Int(it) => Some(Constant::Int(*it)),
            Const::Str(it) => Some(Constant::Str(it.clone())),
            Const::Null | Const::Undefined | Const::Empty | Const::Blank | Const::Float(_) => None,
        }
    }
}

impl Walk<'_> {
    /// Notes the constants on either side of a comparison for the fields on the other.
    pub(super) fn note_constants(&mut self, op: Binary, a: ExprId, b: ExprId) {
        if matches!(op, Binary::And | Binary::Or) {
            return;
        }
        for (field, constant) in [(a, b), (b, a)] {
            let mut constants = self.constants(constant);
            if matches!(op, Binary::Lt | Binary::Le | Binary::Gt | Binary::Ge) {
                // What stands beside a limit is on the other side of it.
                let beside = constants.iter().filter_map(|it| match it {
                    Constant::Int(it) => Some([it.saturating_sub(1), it.saturating_add(1)]),
                    Constant::Bool(_) | Constant::Str(_) => None,
                });
                let beside: Vec<i128> = beside.flatten().collect();
                constants.extend(beside.into_iter().map(Constant::Int));
            }
            self.note(field, &constants);
        }
    }

    /// Notes the constants among the arguments of a test or of a method that compares.
    pub(super) fn note_arguments(&mut self, base: ExprId, args: &Args) {
        for arg in &args.positional {
            let (Arg::One(arg) | Arg::Spread(arg)) = arg;
            let constants = self.constants(*arg);
            self.note(base, &constants);
        }
    }

    fn note(&mut self, field: ExprId, constants: &[Constant]) {
        if constants.is_empty() {
            return;
        }
        let known = self.beneath(field);
        for constant in constants {
            self.compared(&known, constant);
        }
    }

    /// What an expression is made of when its filters are taken off: `country | upcase` is compared for `country`.
    fn beneath(&mut self, mut id: ExprId) -> Known {
        let template = self.template;
        while let ExprKind::Filter { base, .. } = &template.expr(id).kind {
            id = *base;
        }
        match &template.expr(id).kind {
            ExprKind::Var(_) | ExprKind::Member(..) | ExprKind::Index(..) => self.eval(id, Want::Value),
            ExprKind::Method { name, .. } if &**name == "get" => self.eval(id, Want::Value),
            _ => Known::default(),
        }
    }

    /// A constant, or the elements of a list of them.
    fn constants(&self, id: ExprId) -> Vec<Constant> {
        let constant = |id: ExprId| match &self.template.expr(id).kind {
            ExprKind::Const(it) => Constant::of(it),
            _ => None,
        };
        match &self.template.expr(id).kind {
            ExprKind::List(items) | ExprKind::Tuple(items) => {
                items.iter().filter_map(|&it| constant(it)).collect()
            }
            _ => constant(id).into_iter().collect(),
        }
    }
}
