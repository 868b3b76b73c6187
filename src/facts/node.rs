//! What each node binds and reads.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::environment::Changes;
use super::known::Known;
use super::walk::{Walk, Want};
use crate::dialect::Dialect;
use crate::field::Segment;
use crate::template::{Arm, Binding, Block, ExprId, For, NodeId, NodeKind, Offset, Passing, Target};

impl Walk<'_> {
    /// Walks the nodes of a block in order.
    pub(super) fn block(&mut self, block: &Block) {
        if self.descend() {
            block.nodes.iter().for_each(|&node| self.node(node));
        }
        self.ascend();
    }

    fn node(&mut self, id: NodeId) {
        self.has_time();
        let template = self.template;
        match &template.node(id).kind {
            NodeKind::Emit { expr, .. } => self.ignore(*expr, Want::Printed),
            NodeKind::If { arms, otherwise } => self.branch(arms, otherwise.as_ref()),
            NodeKind::For(repeat) => self.repeat(repeat, self.profile.loop_name),
            NodeKind::TableRow(repeat) => self.repeat(repeat, "tablerowloop"),
            NodeKind::Assign { target, value, scope } => {
                let known = self.eval(*value, Want::Value);
                self.bind(target, known, *scope);
            }
            NodeKind::Capture { target, body, filter, scope } => {
                self.scoped(body);
                if let Some(filter) = filter {
                    self.ignore(*filter, Want::Printed);
                }
                self.bind(target, Known::default(), *scope);
            }
            NodeKind::Scope { bindings, body, apart } => self.scope(bindings, body, *apart),
            NodeKind::Autoescape { enabled, body } => {
                self.ignore(*enabled, Want::Tested);
                self.scoped(body);
            }
            NodeKind::Macro(it) if it.passing == Passing::Shared => {
                self.directives.entry(it.name.clone()).or_insert_with(|| it.clone());
            }
            NodeKind::Macro(it) => self.names.set(&it.name, Known::callable(it, false)),
            NodeKind::Call { call, caller } => self.call_with_block(*call, caller),
            NodeKind::Define { name, body } => self.define(name, body),
            NodeKind::Evaluate(text) => self.ignore(*text, Want::Printed),
            NodeKind::Do(expr) => self.ignore(*expr, Want::Value),
            NodeKind::Leave(expr) => self.ignore(*expr, Want::Tested),
            NodeKind::Counter { name, .. } => {
                // A field of the name is where the counter begins, or what it does not hide.
                let span = template.node(id).span;
                let field = Known::field(self.paths.child(None, Segment::Key(name.clone())));
                self.read(&field, Want::Tested, span);
                let mut known = self.lookup(name);
                self.join(&mut known, field, span);
                self.names.set(name, known);
            }
            NodeKind::Cycle { group, values } => {
                if let Some(group) = group {
                    self.ignore(*group, Want::Tested);
                }
                values.iter().for_each(|it| self.ignore(*it, Want::Printed));
            }
            NodeKind::IfChanged(body) => self.block(body),
            NodeKind::Invoke(call) => self.invoke(call),
            NodeKind::Text | NodeKind::Secret(_) | NodeKind::Jump(_) | NodeKind::Error => {}
        }
    }

    /// Walks a block whose bindings end with it in Jinja.
    fn scoped(&mut self, body: &Block) {
        let mark = self.names.mark();
        self.block(body);
        if self.profile.dialect == Dialect::Jinja {
            self.names.unwind(mark);
        }
    }

    fn scope(&mut self, bindings: &[(Target, ExprId)], body: &Block, apart: bool) {
        let mark = self.names.enter();
        if apart {
            self.names.hide();
        }
        for (target, value) in bindings {
            let known = self.eval(*value, Want::Value);
            self.bind(target, known, Binding::Inner);
        }
        self.block(body);
        self.names.leave(mark);
    }

    fn branch(&mut self, arms: &[Arm], otherwise: Option<&Block>) {
        let mut ends: BTreeMap<Arc<str>, (usize, Known)> = BTreeMap::new();
        let none = Block::default();
        let blocks = arms.iter().map(|arm| (Some(arm.test), &arm.body));
        for (test, body) in blocks.chain([(None, otherwise.unwrap_or(&none))]) {
            if let Some(test) = test {
                self.ignore(test, Want::Tested);
            }
            let mark = self.names.mark();
            self.block(body);
            for (name, known) in self.names.unwind(mark) {
                let (count, all) = ends.entry(name).or_default();
                *count += 1;
                self.join(all, known, body.span);
            }
        }
        for (name, (count, mut known)) in ends {
            if count <= arms.len() {
                let before = self.lookup(&name);
                known.join(before);
            }
            self.names.set(&name, known);
        }
    }

    fn repeat(&mut self, repeat: &For, loop_name: &str) {
        let list = self.eval(repeat.iter, Want::Looped);
        let element = self.part(&list, &Segment::Each);
        let offset = match repeat.offset {
            Some(Offset::At(at)) => Some(at),
            Some(Offset::Continue) | None => None,
        };
        for clause in [repeat.limit, offset, repeat.columns].into_iter().flatten() {
            self.ignore(clause, Want::Looped);
        }
        let turns = if self.profile.loops_scope { 1 } else { 2 };
        for turn in 0..turns {
            if turn > 0 && !self.has_time() {
                break;
            }
            let changes = self.turn(repeat, &element, loop_name);
            let names: Vec<Arc<str>> = changes.keys().cloned().collect();
            self.may_change(changes, repeat);
            if names.is_empty() {
                break;
            }
        }
        if let Some(body) = &repeat.otherwise {
            let mark = self.names.mark();
            self.block(body);
            let changes = self.names.unwind(mark);
            self.may_change(changes, repeat);
        }
    }

    /// One turn of a loop; what it leaves bound.
    fn turn(&mut self, repeat: &For, element: &Known, loop_name: &str) -> Changes {
        let outside = self.names.enter();
        let looping = Known { is_loop: true, parts: Some(Box::new(element.clone())), ..Known::default() };
        self.names.set(&Arc::from(loop_name), looping);
        self.bind(&repeat.target, element.clone(), Binding::Inner);
        let inside = self.names.mark();
        repeat.filter.iter().for_each(|it| self.ignore(*it, Want::Tested));
        self.block(&repeat.body);
        let changes = self.names.unwind(inside);
        self.names.leave(outside);
        changes
    }

    /// After a turn that may not have been: each name is what it was or what the turn made of it. Where loops have a
    /// scope of their own, only lists and maps can have got more.
    fn may_change(&mut self, changes: Changes, repeat: &For) {
        for (name, known) in changes {
            let mut now = self.lookup(&name);
            if self.profile.loops_scope {
                let grown = Known { parts: known.parts, ..Known::default() };
                if self.names.get(&name).is_none() {
                    continue;
                }
                self.join(&mut now, grown, repeat.body.span);
            } else {
                self.join(&mut now, known, repeat.body.span);
            }
            self.names.set(&name, now);
        }
    }

    fn bind(&mut self, target: &Target, known: Known, scope: Binding) {
        match target {
            Target::Name(name) => {
                let known = Known { is_loop: known.is_loop && scope != Binding::Inner, ..known };
                self.names.set(name, known);
            }
            Target::Member(base, _) => self.put_into(*base, known),
            Target::Index(base, index) => {
                self.ignore(*index, Want::Printed);
                self.put_into(*base, known);
            }
            Target::Unpack(targets) => {
                let part = self.part(&known, &Segment::Each);
                targets.iter().for_each(|it| self.bind(it, part.clone(), scope));
            }
        }
    }
}
