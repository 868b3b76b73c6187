//! What each expression can be, and what it reads.

use std::sync::Arc;

use super::known::Known;
use super::walk::{Walk, Want};
use crate::dialect::Dialect;
use crate::field::Segment;
use crate::template::{Arg, Args, Binary, Const, ExprId, ExprKind};

impl Walk<'_> {
    /// What an expression can be. Unless only its value is wanted, it is read.
    pub(super) fn eval(&mut self, id: ExprId, want: Want) -> Known {
        let known = match self.descend() {
            true => self.expr(id, want),
            false => Known::default(),
        };
        self.ascend();
        known
    }

    fn expr(&mut self, id: ExprId, want: Want) -> Known {
        self.has_time();
        let template = self.template;
        let expr = template.expr(id);
        match &expr.kind {
            ExprKind::Var(name) => {
                let known = self.lookup(name);
                self.found_value(known, id, want)
            }
            ExprKind::Member(base, name) => {
                let known = self.member(*base, name);
                self.name(&known, expr.span);
                self.found_value(known, id, want)
            }
            ExprKind::Index(base, index) => {
                let known = self.index(*base, *index);
                self.name(&known, expr.span);
                self.found_value(known, id, want)
            }
            ExprKind::Slice { base, start, stop, step } => {
                for bound in [start, stop, step].into_iter().flatten() {
                    self.eval(*bound, Want::Printed);
                }
                self.eval(*base, want)
            }
            ExprKind::Filter { base, name, args, .. } => self.filter((id, *base), name, args, want),
            ExprKind::Test { base, args, .. } => {
                self.eval(*base, Want::Tested);
                self.args(args, Want::Tested);
                self.note_arguments(*base, args);
                Known::default()
            }
            ExprKind::Call(callee, args) => self.call((id, *callee), args, want),
            ExprKind::Method { base, name, args } => self.method((id, *base), name, args, want),
            ExprKind::Ternary { test, then, otherwise } => {
                self.eval(*test, Want::Tested);
                let values: Vec<ExprId> = [*then].into_iter().chain(*otherwise).collect();
                self.any_of(&values, want)
            }
            ExprKind::Alternate(a, b) => self.any_of(&[*a, *b], want),
            ExprKind::List(items) | ExprKind::Tuple(items) => {
                let parts = self.any_of(items, inside(want));
                Known::of_parts(parts)
            }
            ExprKind::Map(members) => {
                members.iter().for_each(|(key, _)| self.ignore(*key, Want::Printed));
                let values: Vec<ExprId> = members.iter().map(|(_, value)| *value).collect();
                let parts = self.any_of(&values, inside(want));
                Known::of_parts(parts)
            }
            ExprKind::Rendered(block) => {
                let mark = self.names.mark();
                self.block(block);
                self.names.unwind(mark);
                Known::default()
            }
            ExprKind::Const(_) | ExprKind::Captured | ExprKind::Error => Known::default(),
            _ => self.operator(id, want),
        }
    }

    fn operator(&mut self, id: ExprId, want: Want) -> Known {
        let template = self.template;
        match &template.expr(id).kind {
            ExprKind::Unary(_, operand) => self.ignore(*operand, want.operand()),
            ExprKind::Binary(Binary::And | Binary::Or, a, b) if self.profile.logic_gives_operand => {
                self.eval(*a, Want::Tested);
                return self.any_of(&[*a, *b], want);
            }
            ExprKind::Binary(op, a, b) => {
                let want = if compares(*op) { Want::Tested } else { want.operand() };
                // A sum of lists has the parts of both.
                if *op == Binary::Add && want != Want::Tested {
                    let both = self.any_of(&[*a, *b], want);
                    return both;
                }
                self.ignore(*a, want);
                self.ignore(*b, want);
                if compares(*op) {
                    self.note_constants(*op, *a, *b);
                }
            }
            ExprKind::Compare(first, rest) => {
                self.ignore(*first, Want::Tested);
                let mut before = *first;
                for &(op, it) in rest {
                    self.ignore(it, Want::Tested);
                    self.note_constants(op, before, it);
                    before = it;
                }
            }
            ExprKind::Range(from, to) => {
                self.ignore(*from, Want::Looped);
                self.ignore(*to, Want::Looped);
            }
            _ => {}
        }
        Known::default()
    }

    pub(super) fn ignore(&mut self, id: ExprId, want: Want) {
        self.eval(id, want);
    }

    /// Notes what was found of a name, a member or an element; a block that is printed is rendered.
    fn found_value(&mut self, known: Known, id: ExprId, want: Want) -> Known {
        self.read(&known, want, self.template.expr(id).span);
        if want == Want::Printed
            && let Some(callable) = known.callable.as_ref().filter(|it| it.block)
        {
            let block = callable.definition.clone();
            self.enter(&block, |walk| walk.block(&block.body));
        }
        known
    }

    /// Any of these values.
    pub(super) fn any_of(&mut self, values: &[ExprId], want: Want) -> Known {
        let mut all = Known::default();
        for &value in values {
            let known = self.eval(value, want);
            self.join(&mut all, known, self.template.expr(value).span);
        }
        all
    }

    fn member(&mut self, base: ExprId, name: &Arc<str>) -> Known {
        let known = self.base(base);
        if known.is_loop {
            let neighbour = matches!(&**name, "previtem" | "nextitem");
            return if neighbour {
                known.parts.map_or_else(Known::default, |it| *it)
            } else {
                Known::default()
            };
        }
        if self.gives_size(name) {
            self.read(&known, Want::Printed, self.template.expr(base).span);
            return Known::default();
        }
        self.part(&known, &Segment::Key(name.clone()))
    }

    /// A value whose part is taken. In Liquid, `items.first.sku` is of the first element.
    fn base(&mut self, base: ExprId) -> Known {
        let template = self.template;
        match &template.expr(base).kind {
            ExprKind::Member(list, name)
                if self.profile.dialect == Dialect::Liquid && matches!(&**name, "first" | "last") =>
            {
                let list = self.eval(*list, Want::Value);
                self.part(&list, &Segment::Each)
            }
            _ => self.eval(base, Want::Value),
        }
    }

    fn gives_size(&self, name: &str) -> bool {
        self.profile.dialect == Dialect::Liquid && name == "size"
    }

    fn index(&mut self, base: ExprId, index: ExprId) -> Known {
        let template = self.template;
        let segment = self.segment(index);
        if matches!(&template.expr(base).kind, ExprKind::Var(name) if name.is_empty()) {
            return Known::field(self.paths.child(None, segment));
        }
        let base = self.base(base);
        self.part(&base, &segment)
    }

    /// The step that an index takes. One that is known only at run time can be any.
    pub(super) fn segment(&mut self, index: ExprId) -> Segment {
        let template = self.template;
        match &template.expr(index).kind {
            ExprKind::Const(Const::Str(key)) => Segment::Key(key.clone()),
            ExprKind::Const(Const::Int(at)) => usize::try_from(*at).map_or(Segment::Each, Segment::Index),
            _ => {
                self.eval(index, Want::Printed);
                Segment::Each
            }
        }
    }

    /// Evaluates arguments, all for the same.
    pub(super) fn args(&mut self, args: &Args, want: Want) -> Known {
        let mut all = Known::default();
        let positional = args.positional.iter().map(|it| match it {
            Arg::One(it) | Arg::Spread(it) => *it,
        });
        let every = positional.chain(args.named.iter().map(|(_, it)| *it)).chain(args.spread.iter().copied());
        for id in every {
            let known = self.eval(id, want);
            self.join(&mut all, known, self.template.expr(id).span);
        }
        all
    }
}

/// What the items of a list are wanted for when the list is: going through it reads none of them.
fn inside(want: Want) -> Want {
    if want == Want::Looped { Want::Value } else { want }
}

fn compares(op: Binary) -> bool {
    use Binary::{And, Contains, Eq, Ge, Gt, In, Le, Lt, Ne, NotIn, Or};
    matches!(op, And | Or | Eq | Ne | Lt | Le | Gt | Ge | In | NotIn | Contains)
}
