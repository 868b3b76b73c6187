//! What blocks do besides printing, found once for each node that decides over some: whether it took a block or not,
//! all that the block would have changed depends on the decision.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Block, Const, Expr, ExprKind, Jump, Macro, NodeId, NodeKind, Passing, Target, Template};
use crate::source::{InTemplate, Span};

/// What the blocks of a conditional node or loop may do beyond their end.
#[derive(Clone, Debug, Default)]
pub struct Effects {
    /// The names that they may bind.
    pub bound: BTreeSet<Arc<str>>,
    /// The names of the lists and maps that they may change.
    pub mutated: BTreeSet<Arc<str>>,
    /// The counters and the like that they may move.
    pub moved: BTreeSet<Moving>,
    /// Where they may jump.
    pub jumps: Jumps,
}

/// What moves each time a Liquid tag is reached.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moving {
    /// The counter of a name.
    Counter(Arc<str>),
    /// The cycles of so many values that have no group; 0 for those that have one. Engines tell some of them apart.
    Cycle(usize),
    /// What `ifchanged` compares with.
    Changed,
    /// Where the loops of a name have stopped.
    Stop(Arc<str>),
}

/// What the jumps of a block may skip.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a reach of its own, and a block may have jumps of all"
)]
pub struct Jumps {
    /// The rest of this turn of the loop around (`continue`).
    pub turn: bool,
    /// The rest of the loop around (`break`).
    pub repeat: bool,
    /// The rest of some loop around, not always the innermost.
    pub outer: bool,
    /// The rest of the template.
    pub rest: bool,
}

impl Jumps {
    /// Whether there is none.
    pub fn is_none(self) -> bool {
        self == Jumps::default()
    }

    fn add(&mut self, other: Jumps) {
        self.turn |= other.turn;
        self.repeat |= other.repeat;
        self.outer |= other.outer;
        self.rest |= other.rest;
    }
}

impl Effects {
    fn is_none(&self) -> bool {
        self.bound.is_empty() && self.mutated.is_empty() && self.moved.is_empty() && self.jumps.is_none()
    }

    fn add(&mut self, other: &Effects) {
        self.bound.extend(other.bound.iter().cloned());
        self.mutated.extend(other.mutated.iter().cloned());
        self.moved.extend(other.moved.iter().cloned());
        self.jumps.add(other.jumps);
    }
}

/// Methods that change what they belong to, of all engines; sorted.
const MUTATING: &[&str] = &[
    "add",
    "addAll",
    "append",
    "changed",
    "clear",
    "extend",
    "insert",
    "next",
    "pop",
    "popitem",
    "put",
    "putAll",
    "putIfAbsent",
    "remove",
    "removeAll",
    "removeIf",
    "replaceAll",
    "reset",
    "retainAll",
    "reverse",
    "set",
    "setdefault",
    "sort",
    "update",
];

/// The effects of all nodes of a template that decide over blocks.
pub(super) fn find(template: &Template) -> BTreeMap<NodeId, Effects> {
    let mut finder = Finder { template, mutations: mutations(template), called: Effects::default() };
    finder.called = finder.called();
    let deciding = template.ids().filter(|&id| {
        matches!(
            template.node(id).kind,
            NodeKind::If { .. } | NodeKind::For(_) | NodeKind::TableRow(_) | NodeKind::Evaluate(_)
        )
    });
    let all = deciding.map(|id| (id, finder.of(id)));
    all.filter(|(_, effects)| !effects.is_none()).collect()
}

/// Where lists and maps are changed, with the variable that holds them, in order.
fn mutations(template: &Template) -> Vec<(Span<InTemplate>, Arc<str>)> {
    let mut found = Vec::new();
    for expr in template.exprs() {
        let base = match &expr.kind {
            ExprKind::Method { base, name, .. } if is_mutating(name) => Some(*base),
            ExprKind::Call(callee, _) => match &template.expr(*callee).kind {
                ExprKind::Member(base, name) if is_mutating(name) => Some(*base),
                // A joiner.
                ExprKind::Var(_) => Some(*callee),
                _ => None,
            },
            _ => None,
        };
        if let Some(name) = base.and_then(|base| template.holder(base)) {
            found.push((expr.span, name));
        }
    }
    found.sort_unstable();
    found
}

fn is_mutating(name: &str) -> bool {
    MUTATING.binary_search(&name).is_ok()
}

struct Finder<'t> {
    template: &'t Template,
    mutations: Vec<(Span<InTemplate>, Arc<str>)>,
    /// What macros and named blocks do, wherever they are called.
    called: Effects,
}

impl Finder<'_> {
    /// The effects of all bodies that are rendered elsewhere than where they stand. A `break` ends the body.
    fn called(&self) -> Effects {
        let mut all = Effects::default();
        for id in self.template.ids() {
            match &self.template.node(id).kind {
                NodeKind::Macro(it) => self.macro_body(it, &mut all),
                NodeKind::Call { caller, .. } => self.macro_body(caller, &mut all),
                NodeKind::Define { body, .. } => self.body(body, &mut all),
                NodeKind::Invoke(call) => {
                    if let Some(body) = &call.body {
                        self.body(body, &mut all);
                    }
                }
                _ => {}
            }
        }
        (all.jumps.turn, all.jumps.repeat) = (false, false);
        all
    }

    fn macro_body(&self, definition: &Macro, effects: &mut Effects) {
        let mut inside = Effects::default();
        self.body(&definition.body, &mut inside);
        if definition.passing == Passing::Value {
            // It has a scope of its own.
            inside.bound.clear();
        }
        effects.add(&inside);
    }

    fn body(&self, body: &Block, effects: &mut Effects) {
        self.block(body, effects);
        self.mutated(body.span, effects);
    }

    fn of(&self, id: NodeId) -> Effects {
        let mut effects = Effects::default();
        self.node(id, &mut effects);
        self.mutated(self.template.node(id).span, &mut effects);
        effects
    }

    fn mutated(&self, span: Span<InTemplate>, effects: &mut Effects) {
        let first = self.mutations.partition_point(|(it, _)| it.start < span.start);
        let inside = self.mutations.iter().skip(first).take_while(|(it, _)| it.start < span.end);
        effects.mutated.extend(inside.map(|(_, name)| name.clone()));
    }

    fn node(&self, id: NodeId, effects: &mut Effects) {
        match &self.template.node(id).kind {
            NodeKind::Assign { target, .. } => self.target(target, effects),
            NodeKind::Capture { target, body, .. } => {
                self.target(target, effects);
                self.block(body, effects);
            }
            NodeKind::If { arms, otherwise } => {
                arms.iter().for_each(|arm| self.block(&arm.body, effects));
                if let Some(body) = otherwise {
                    self.block(body, effects);
                }
            }
            NodeKind::For(repeat) | NodeKind::TableRow(repeat) => {
                let mut inside = Effects::default();
                self.block(&repeat.body, &mut inside);
                (inside.jumps.turn, inside.jumps.repeat) = (false, false);
                inside.moved.insert(Moving::Stop(repeat.name.clone()));
                // Some engines leave the name of a table's element bound.
                if matches!(self.template.node(id).kind, NodeKind::TableRow(_)) {
                    self.target(&repeat.target, &mut inside);
                }
                effects.add(&inside);
                if let Some(body) = &repeat.otherwise {
                    self.block(body, effects);
                }
            }
            NodeKind::Scope { body, .. } => {
                // What it binds ends with it, but not what it changes, moves or skips.
                let mut inside = Effects::default();
                self.block(body, &mut inside);
                inside.bound.clear();
                effects.add(&inside);
            }
            NodeKind::Autoescape { body, .. } => self.block(body, effects),
            NodeKind::IfChanged(body) => {
                effects.moved.insert(Moving::Changed);
                self.block(body, effects);
            }
            NodeKind::Define { name, .. } => drop(effects.bound.insert(name.clone())),
            NodeKind::Counter { name, .. } => drop(effects.moved.insert(Moving::Counter(name.clone()))),
            NodeKind::Cycle { group, values } => {
                let count = if group.is_some() { 0 } else { values.len() };
                effects.moved.insert(Moving::Cycle(count));
            }
            NodeKind::Jump(jump) => effects.jumps.add(jumps(*jump)),
            NodeKind::Leave(_) => effects.jumps.outer = true,
            NodeKind::Evaluate(text) => {
                effects.add(&self.called);
                effects.jumps.rest |= may_stop(self.template.expr(*text));
            }
            NodeKind::Emit { .. } | NodeKind::Invoke(_) | NodeKind::Call { .. } => effects.add(&self.called),
            _ => {}
        }
    }

    fn block(&self, block: &Block, effects: &mut Effects) {
        block.nodes.iter().for_each(|&node| self.node(node, effects));
    }

    /// The variables among what is assigned to, and those whose parts are.
    fn target(&self, target: &Target, effects: &mut Effects) {
        match target {
            Target::Name(name) => drop(effects.bound.insert(name.clone())),
            Target::Unpack(targets) => targets.iter().for_each(|target| self.target(target, effects)),
            Target::Member(base, _) | Target::Index(base, _) => {
                effects.mutated.extend(self.template.holder(*base));
            }
        }
    }
}

fn jumps(jump: Jump) -> Jumps {
    let none = Jumps::default();
    match jump {
        Jump::Continue => Jumps { turn: true, ..none },
        Jump::Break => Jumps { repeat: true, ..none },
        Jump::Stop | Jump::Abort => Jumps { rest: true, ..none },
    }
}

/// Whether a text that is evaluated may end the template: what is in it shows only when it is rendered, unless it is
/// written out.
fn may_stop(text: &Expr) -> bool {
    match &text.kind {
        ExprKind::Const(Const::Str(text)) => text.contains("stop") || text.contains("evaluate"),
        ExprKind::Const(_) => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_for_its_search() {
        assert!(MUTATING.is_sorted());
    }
}
