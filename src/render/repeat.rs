//! Loops.

use std::sync::Arc;

use super::chosen::Chosen;
use super::{Exit, Fault, Flow, Render};
use crate::field::ReadSet;
use crate::limits;
use crate::source::{InTemplate, Span};
use crate::source_map::{Origin, Rope};
use crate::template::{Binding, For, NodeId, NodeKind, Template};
use crate::value::{LoopId, Traced, Value};

/// A loop that is running, as its body sees it.
#[derive(Clone, Debug)]
pub struct LoopState {
    /// What it goes through.
    pub items: Vec<Traced>,
    /// Which element it is at, from 0.
    pub index: usize,
    /// How many loops of the same name it is inside of, from 0 (Jinja's `depth0`).
    pub depth: usize,
    /// The loop around it.
    pub parent: Option<LoopId>,
    /// The fields that decided what it goes through.
    pub reads: ReadSet,
    /// What Liquid calls it.
    pub name: Arc<str>,
    /// How many elements the engine says it has.
    pub length: i128,
    /// How many stand in a row, when it is a table.
    pub columns: Option<usize>,
    /// What `loop.changed` was last called with.
    pub last: Option<Vec<Traced>>,
    /// What its body has stored in it (Velocity's `#set($foreach.total = …)`).
    pub stored: Vec<(Arc<str>, Traced)>,
    template: Arc<Template>,
    node: NodeId,
}

impl LoopState {
    /// Where it stands in its template, and the template's text.
    pub fn place(&self) -> (Span<InTemplate>, &str) {
        (self.template.node(self.node).span, &self.template.text)
    }
}

impl Render<'_> {
    /// The state of a loop; none when it is not of this render.
    pub fn loop_state(&self, id: LoopId) -> Option<&LoopState> {
        self.loops.get(id.0 as usize)
    }

    /// The same, to change it.
    pub fn loop_state_mut(&mut self, id: LoopId) -> Option<&mut LoopState> {
        self.loops.get_mut(id.0 as usize)
    }

    pub(crate) fn repeat(
        &mut self,
        template: &Arc<Template>,
        id: NodeId,
        repeat: &For,
        out: &mut Rope,
    ) -> Flow {
        let chosen = match self.items(template, repeat, self.profile.count) {
            Ok(found) => found,
            Err(fault) => {
                let span = template.node(id).span;
                let reads = fault.details().reads;
                out.push("", Origin::Value { hole: span, reads }, self.guards);
                self.report(template, span, fault);
                self.depend(template, id, reads);
                return Ok(());
            }
        };
        self.run_loop(template, id, repeat, (chosen, 0), out)
    }

    fn run_loop(
        &mut self,
        template: &Arc<Template>,
        id: NodeId,
        repeat: &For,
        (chosen, depth): (Chosen, usize),
        out: &mut Rope,
    ) -> Flow {
        let mut reads = chosen.reads;
        let flow = if chosen.items.is_empty() {
            self.skip(repeat.body.span, reads, out);
            self.instead(template, repeat, &chosen, out)
        } else {
            let start = chosen.start;
            let loop_id = self.enter_loop(template, id, repeat, (chosen, depth));
            let (flow, decided) = self.turns(template, repeat, loop_id, out);
            self.remember_stop(start, loop_id);
            if let Some(state) = self.loop_state_mut(loop_id) {
                state.items = Vec::new();
            }
            if let Some(body) = &repeat.otherwise {
                self.skip(body.span, reads, out);
            }
            reads = self.join(reads, decided);
            flow
        };
        if self.profile.loops_scope {
            self.depend_parts(template, id, reads);
            let jumps = template.effects(id).map(|it| it.jumps).unwrap_or_default();
            self.may_jump(jumps, reads);
        } else {
            self.depend(template, id, reads);
        }
        flow
    }

    /// What a loop without turns prints.
    fn instead(&mut self, template: &Arc<Template>, repeat: &For, chosen: &Chosen, out: &mut Rope) -> Flow {
        let liquid = self.profile.liquid.filter(|_| chosen.left_out);
        if let Some(liquid) = liquid {
            (liquid.stopped)(self, &repeat.name, chosen.start);
        }
        match &repeat.otherwise {
            Some(body) if liquid.is_some_and(|it| !it.else_after_clauses) => {
                self.skip(body.span, chosen.reads, out);
                Ok(())
            }
            Some(body) => self.under(chosen.reads, template, body, out),
            None => Ok(()),
        }
    }

    pub(super) fn enter_loop(
        &mut self,
        template: &Arc<Template>,
        node: NodeId,
        repeat: &For,
        (chosen, depth): (Chosen, usize),
    ) -> LoopId {
        let parent = match self.scopes.get(self.profile.loop_name).map(|it| &it.value) {
            Some(Value::Loop(id)) => Some(*id),
            _ => None,
        };
        let Chosen { items, reads, length, .. } = chosen;
        self.loops.push(LoopState {
            items,
            index: 0,
            depth,
            parent,
            reads,
            name: repeat.name.clone(),
            length,
            columns: None,
            last: None,
            stored: Vec::new(),
            template: template.clone(),
            node,
        });
        // Loops are limited to far fewer than 2^32 by the limit on turns.
        LoopId(u32::try_from(self.loops.len() - 1).unwrap_or(u32::MAX))
    }

    /// All turns of a loop. Each has a scope of its own where loops have one; else all share one.
    /// Gives also what decided over jumps in them.
    fn turns(
        &mut self,
        template: &Arc<Template>,
        repeat: &For,
        id: LoopId,
        out: &mut Rope,
    ) -> (Flow, ReadSet) {
        let mut turns = self.enter_turns();
        let len = self.loop_state(id).map_or(0, |state| state.items.len());
        let each = self.profile.loops_scope;
        let around = (!each).then(|| self.scopes.enter());
        let mut flow = Ok(());
        for index in 0..len {
            flow = self.turn(template, repeat.body.span);
            if flow.is_err() {
                break;
            }
            self.enter_turn(&mut turns);
            let before = each.then(|| self.scopes.enter());
            self.bind_turn(template, repeat, (id, self.profile.loop_name), index);
            let reads = self.loop_state(id).map_or(ReadSet::EMPTY, |state| state.reads);
            flow = self.turn_body(template, repeat, reads, out);
            if let Some(before) = before {
                self.scopes.leave(before);
            }
            match flow {
                Ok(()) | Err(Exit::Continue) => flow = Ok(()),
                Err(Exit::Break) => {
                    flow = Ok(());
                    break;
                }
                Err(Exit::Leave(left)) if left == id => {
                    flow = Ok(());
                    break;
                }
                Err(_) => break,
            }
        }
        if let Some(around) = around {
            self.scopes.leave(around);
        }
        (flow, self.leave_turns(turns))
    }

    /// Counts a turn of a loop; past the limit, the render ends.
    pub(super) fn turn(&mut self, template: &Template, span: Span<InTemplate>) -> Flow {
        self.spent.turns += 1;
        if self.spent.turns <= limits::MAX_LOOP_TURNS {
            return Ok(());
        }
        self.exceeded(template, span, "loops turn too often for one contact")
    }

    /// Binds the element at `index`, and the loop by its name.
    pub(super) fn bind_turn(
        &mut self,
        template: &Arc<Template>,
        repeat: &For,
        (id, name): (LoopId, &str),
        index: usize,
    ) {
        let Some(state) = self.loop_state_mut(id) else { return };
        state.index = index;
        let Some(item) = state.items.get(index).cloned() else { return };
        let reads = state.reads;
        let name = Arc::from(name);
        self.scopes.set(&name, Traced { value: Value::Loop(id), reads });
        if let Err(fault) = self.bind(template, &repeat.target, item, Binding::Inner) {
            self.report(template, template.expr(repeat.iter).span, fault);
        }
    }

    /// Runs a loop again for the elements of `iterable`, inside itself (Jinja's `loop(…)`).
    pub(crate) fn recurse(&mut self, id: LoopId, iterable: &Traced) -> Result<Traced, Fault> {
        let Some(state) = self.loop_state(id) else { return Err(Fault::refused("this loop has ended")) };
        let (template, node, depth) = (state.template.clone(), state.node, state.depth + 1);
        let NodeKind::For(repeat) = &template.node(node).kind else {
            return Err(Fault::refused("this loop cannot be called"));
        };
        if !repeat.recursive {
            let message = "a loop can be called only when it is marked 'recursive'";
            return Err(Fault::refused(message));
        }
        if depth > limits::MAX_DEPTH || !self.descend() {
            self.ascend();
            return Err(self.too_deep("the loop calls itself too deep"));
        }
        let reads = self.shape(iterable);
        let mut out = Rope::default();
        let done = (self.profile.elements)(self, iterable)
            .map_err(|fault| fault.reading(reads))
            .and_then(|items| self.chosen(&template, repeat, items, reads))
            .map(|(items, reads)| {
                self.run_loop(&template, node, repeat, (Chosen::all(items, reads), depth), &mut out)
            });
        self.ascend();
        done?.map_err(|_| Fault::refused("the loop ends before its end"))?;
        let fields = &mut self.fields;
        Ok(out.into_traced(|sets| fields.union_all(sets)))
    }
}
