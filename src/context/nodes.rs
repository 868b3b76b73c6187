//! What each node does to the states of the reader and to the names.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::classes::Classes;
use super::names::Names;
use super::printed::Printed;
use super::value::{Known, Types};
use super::walk::{Walk, World};
use crate::limits;
use crate::source::{InTemplate, Span};
use crate::template::{Absent, Arm, Block, ExprId, Jump, NodeId, NodeKind, Passing};

impl Walk<'_> {
    /// Walks the nodes of a block in order.
    pub(super) fn block(&mut self, block: &Block) {
        self.depth += 1;
        if self.depth > limits::MAX_DEPTH {
            self.lose(block.span, "tags are nested too deep");
        } else {
            block.nodes.iter().for_each(|&node| self.node(node));
        }
        self.depth -= 1;
    }

    fn node(&mut self, id: NodeId) {
        let template = self.template;
        let node = template.node(id);
        let span = node.span;
        // Nothing comes here after a jump.
        if self.states.is_empty() {
            return;
        }
        if !self.has_time() {
            return self.lose(span, "the template is too large to be followed from here on");
        }
        match &node.kind {
            NodeKind::Text => self.literal_text(span),
            // Its value is its own affair; it is taken for a plain text.
            NodeKind::Secret(_) => self.hole(id, None, (Printed::of_classes(Classes::LETTER, false), None)),
            NodeKind::Emit { expr, absent } => self.emit(id, *expr, *absent),
            NodeKind::If { arms, otherwise } => self.branch(id, arms, otherwise.as_ref()),
            NodeKind::For(repeat) => self.repeat(id, repeat),
            NodeKind::Assign { target, value, scope } => {
                let known = self.eval(*value);
                self.note_fault(&known);
                self.bind(span, target, known, *scope);
            }
            NodeKind::Capture { target, body, filter, scope } => {
                self.capture(span, (target, *scope), body, *filter);
            }
            NodeKind::Scope { bindings, body, apart } => self.scope(span, bindings, body, *apart),
            NodeKind::Autoescape { enabled, body } => {
                let known = self.eval(*enabled);
                self.note_fault(&known);
                let on = match self.holds(*enabled) {
                    (true, false) => Some(true),
                    (false, true) => Some(false),
                    _ => None,
                };
                let before = std::mem::replace(&mut self.autoescape, on);
                self.names.enter();
                self.block(body);
                self.names.leave();
                self.autoescape = before;
            }
            NodeKind::Macro(it) if it.passing == Passing::Shared => {}
            NodeKind::Macro(it) => self.names.set_inner(&it.name, Known::any(Types::OTHER)),
            NodeKind::Do(expr) => {
                let known = self.eval(*expr);
                self.note_fault(&known);
            }
            NodeKind::Counter { .. } => {
                let counted = super::value::int_text((i128::from(i64::MIN), i128::from(i64::MAX)));
                self.hole(id, None, (counted, None));
            }
            NodeKind::Cycle { group, values } => self.cycle(id, *group, values),
            NodeKind::IfChanged(body) => self.if_changed(span, body),
            NodeKind::Jump(jump) => self.jump(span, *jump),
            NodeKind::Call { .. }
            | NodeKind::Define { .. }
            | NodeKind::Evaluate(_)
            | NodeKind::TableRow(_)
            | NodeKind::Invoke(_)
            | NodeKind::Leave(_)
            | NodeKind::Error => {
                self.lose(span, "what this tag does is not followed");
                let known = Known::unknown();
                if let Some(expr) = any_expr(&node.kind) {
                    self.note_fault(&known.failing(expr, "what this tag does is not followed"));
                } else {
                    self.note_lost(span);
                }
            }
        }
    }

    fn emit(&mut self, id: NodeId, expr: ExprId, absent: Absent) {
        let template = self.template;
        let mut known = self.eval(expr);
        if template.filters_block(expr) && known.types != Types::TEXT {
            known = known.failing(expr, "a 'filter' block must give text");
        }
        let own = template.node(id).span.of(&template.text);
        let printed = self.print(expr, &known, absent, own);
        if let (None, Some(why)) = (&known.fault, &printed.may_fault) {
            known = known.failing(expr, why.clone());
        }
        self.note_fault(&known);
        let decoded = known.decoded.filter(|_| known.types == Types::TEXT).map(|it| *it);
        self.hole(id, Some((expr, absent)), (printed, decoded));
    }

    fn cycle(&mut self, id: NodeId, group: Option<ExprId>, values: &[ExprId]) {
        let mut printed = Printed::of_text("");
        for &value in group.iter().chain(values) {
            let known = self.eval(value);
            self.note_fault(&known);
            printed = printed.or(self.print(value, &known, Absent::ByProfile, ""));
        }
        self.hole(id, None, (printed, None));
    }

    /// Printed, or not when it would print the same again.
    fn if_changed(&mut self, span: Span<InTemplate>, body: &Block) {
        let before = self.states.clone();
        self.block(body);
        self.states.extend(before);
        self.bound(span);
        self.note_lost(span);
    }

    /// Notes that the engine may refuse a tag that was not looked into.
    pub(super) fn note_lost(&mut self, span: Span<InTemplate>) {
        self.note_tag_fault(span, "what this tag does is not followed, and it may fail");
    }

    fn branch(&mut self, id: NodeId, arms: &[Arm], otherwise: Option<&Block>) {
        let before: World = (std::mem::take(&mut self.states), self.names.clone());
        let mark = self.assumed.len();
        let mut ends = Vec::new();
        let mut goes_on = true;
        for (at, arm) in arms.iter().enumerate() {
            if !goes_on {
                break;
            }
            let known = self.eval(arm.test);
            self.note_fault(&known);
            let (mut yes, mut no) = self.holds(arm.test);
            // A condition that fails does not hold.
            no |= known.fault.is_some();
            yes |= !no;
            if yes {
                let inner = self.assumed.len();
                self.assume(arm.test, true);
                ends.push(self.arm((id, at), &before, Some(&arm.body)));
                self.assumed.truncate(inner);
            }
            self.assume(arm.test, false);
            goes_on = no;
        }
        if goes_on {
            ends.push(self.arm((id, arms.len()), &before, otherwise));
        }
        self.assumed.truncate(mark);
        self.join(ends, &before.1);
        self.bound(self.template.node(id).span);
    }

    /// One of the blocks of a condition; where it comes to.
    fn arm(&mut self, place: (NodeId, usize), before: &World, body: Option<&Block>) -> World {
        (self.states, self.names) = before.clone();
        if let Some(body) = body {
            let arms = self.stand.arms.clone();
            self.stand.arms = arms.iter().copied().chain([place]).collect();
            self.block(body);
            self.stand.arms = arms;
        }
        (std::mem::take(&mut self.states), std::mem::take(&mut self.names))
    }

    /// Goes on from all these places. Those that a jump left say nothing of names.
    pub(super) fn join(&mut self, worlds: Vec<World>, names: &Names) {
        self.states = BTreeSet::new();
        let mut joined: Option<Names> = None;
        for (states, names) in worlds {
            if states.is_empty() {
                continue;
            }
            self.states.extend(states);
            joined = Some(match joined {
                None => names,
                Some(mut all) => {
                    all.join(names, |name| self.unbound(name));
                    all
                }
            });
        }
        self.names = joined.unwrap_or_else(|| names.clone());
    }

    fn jump(&mut self, span: Span<InTemplate>, jump: Jump) {
        self.jumped += 1;
        let drops = self.profile.liquid.is_some_and(|it| it.jumps_drop_blocks);
        let states = std::mem::take(&mut self.states);
        match (jump, self.loops.last_mut()) {
            (Jump::Stop, _) if self.muted == 0 => self.stopped.extend(states),
            // The message is dropped, so it is never wrong.
            (Jump::Abort, _) => {}
            (Jump::Break, Some(jumps)) if !drops => jumps.breaks.push((states, self.names.clone())),
            (Jump::Continue, Some(jumps)) if !drops => jumps.continues.push((states, self.names.clone())),
            _ => {
                self.states = states;
                self.lose(span, "where this jump leads is not followed");
                let lost = std::mem::take(&mut self.states);
                self.stopped.extend(lost.iter().copied());
                if let Some(jumps) = self.loops.last_mut() {
                    jumps.breaks.push((lost, self.names.clone()));
                }
            }
        }
    }
}

/// An expression of a node, to tell of it.
fn any_expr(kind: &NodeKind) -> Option<ExprId> {
    match kind {
        NodeKind::Call { call, .. } => Some(*call),
        NodeKind::Evaluate(it) | NodeKind::Leave(it) => Some(*it),
        _ => None,
    }
}

/// A name, for what only wants one.
pub(super) fn shared(name: &str) -> Arc<str> {
    Arc::from(name)
}
