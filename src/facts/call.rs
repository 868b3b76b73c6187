//! Calls: a macro is walked at each call, with its parameters standing for what the call gives.

use std::sync::Arc;

use super::known::Known;
use super::walk::{Walk, Want};
use crate::limits;
use crate::template::{Arg, Args, Block, ExprId, ExprKind, Invoke, Macro, Passing};

impl Walk<'_> {
    pub(super) fn call(&mut self, (id, callee): (ExprId, ExprId), args: &Args, want: Want) -> Known {
        let template = self.template;
        if let ExprKind::Member(base, name) = &template.expr(callee).kind {
            return self.method((id, *base), name, args, want);
        }
        let known = self.eval(callee, Want::Value);
        if let Some(callable) = known.callable {
            self.call_macro(&callable.definition, args);
            return Known::default();
        }
        let ExprKind::Var(name) = &template.expr(callee).kind else {
            self.args(args, want.operand());
            return Known::default();
        };
        match &**name {
            "dict" | "namespace" | "cycler" => Known::of_parts(self.args(args, Want::Value)),
            _ => {
                // A name that is no macro is a field that the engine tries to call.
                self.read(&known, Want::Tested, template.expr(callee).span);
                let want = if known.is_loop { Want::Value } else { want.operand() };
                self.args(args, want);
                Known::default()
            }
        }
    }

    fn call_macro(&mut self, definition: &Arc<Macro>, args: &Args) {
        let mut given = Vec::new();
        let mut spread = Known::default();
        for arg in &args.positional {
            match arg {
                Arg::One(id) => given.push(self.eval(*id, Want::Value)),
                Arg::Spread(id) => spread.join(self.elements(*id)),
            }
        }
        for id in &args.spread {
            let more = self.elements(*id);
            spread.join(more);
        }
        let named: Vec<_> =
            args.named.iter().map(|(name, id)| (name.clone(), self.eval(*id, Want::Value))).collect();
        let spreads = args.spread.len() + args.positional.len() > given.len();
        let definition = definition.clone();
        self.enter(&definition.clone(), |walk| {
            let mark = walk.names.enter();
            for (at, param) in definition.params.iter().enumerate() {
                let by_name = || named.iter().find(|(it, _)| *it == param.name).map(|(_, it)| it.clone());
                let mut value = match (given.get(at).cloned().or_else(by_name), param.default) {
                    (Some(value), _) => value,
                    (None, Some(default)) => walk.eval(default, Want::Value),
                    (None, None) => Known::default(),
                };
                if spreads {
                    value.join(spread.clone());
                }
                walk.names.set(&param.name, value);
            }
            let rest = given.iter().chain(named.iter().map(|(_, it)| it)).cloned();
            let rest = rest.fold(spread.clone(), |mut all, it| {
                all.join(it);
                all
            });
            walk.names.set(&Arc::from("varargs"), Known::of_parts(rest.clone()));
            walk.names.set(&Arc::from("kwargs"), Known::of_parts(rest));
            walk.block(&definition.body);
            walk.names.leave(mark);
        });
    }

    fn elements(&mut self, list: ExprId) -> Known {
        let list = self.eval(list, Want::Looped);
        self.part(&list, &crate::field::Segment::Each)
    }

    /// Walks a macro or block unless it is inside itself already or the walk has gone on for long.
    pub(super) fn enter(&mut self, definition: &Arc<Macro>, walk: impl FnOnce(&mut Self)) {
        let inside = self.active.iter().any(|it| Arc::ptr_eq(it, definition));
        if inside || self.active.len() >= limits::MAX_DEPTH || !self.has_time() {
            return;
        }
        self.active.push(definition.clone());
        walk(self);
        self.active.pop();
    }

    pub(super) fn call_with_block(&mut self, call: ExprId, caller: &Arc<Macro>) {
        let mark = self.names.mark();
        self.names.set(&Arc::from("caller"), Known::callable(caller, false));
        self.eval(call, Want::Printed);
        self.names.unwind(mark);
    }

    pub(super) fn invoke(&mut self, call: &Invoke) {
        let Some(definition) = self.directives.get(&call.name).cloned() else {
            self.block(&call.literal);
            return;
        };
        let given: Vec<Known> = call.args.iter().map(|&it| self.eval(it, Want::Value)).collect();
        let shadowed: Vec<(Arc<str>, Option<Known>)> =
            definition.params.iter().map(|it| (it.name.clone(), self.names.get(&it.name).cloned())).collect();
        for (param, value) in definition.params.iter().zip(given) {
            self.names.set(&param.name, value);
        }
        if let Some(body) = &call.body {
            self.define(&call.body_name, body);
        }
        self.enter(&definition.clone(), |walk| walk.block(&definition.body));
        for (name, known) in shadowed {
            if let Some(known) = known {
                let mut now = self.lookup(&name);
                now.join(known);
                self.names.set(&name, now);
            } else {
                let mut now = self.lookup(&name);
                now.join(Known::field(self.paths.child(None, crate::field::Segment::Key(name.clone()))));
                self.names.set(&name, now);
            }
        }
    }

    /// Gives a block a name; it is walked wherever the name is printed.
    pub(super) fn define(&mut self, name: &Arc<str>, body: &Block) {
        let (params, passing) = (Box::default(), Passing::Shared);
        let block = Arc::new(Macro { name: name.clone(), params, passing, body: body.clone() });
        self.names.set(name, Known::callable(&block, true));
    }
}
