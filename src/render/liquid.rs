//! What only Liquid has: counters, cycles, `ifchanged`, and jumps out of blocks.

use std::sync::Arc;

use super::expr::unknown;
use super::{Exit, Fault, Flow, Render, Swallowing};
use crate::field::ReadSet;
use crate::finding::{Finding, Severity};
use crate::limits;
use crate::profile::liquid::Cycle;
use crate::source::{InTemplate, Span};
use crate::source_map::{Mark, Origin, Rope};
use crate::template::{Absent, Block, Const, ExprId, ExprKind, For, Moving, NodeId, Template};
use crate::value::{Int, LoopId, Traced, Value};

impl Render<'_> {
    /// A whole number that the template writes.
    pub(crate) fn whole_number(&self, value: i128) -> Value {
        match self.profile.liquid {
            Some(liquid) => Value::Int(Int { value, width: liquid.literal }),
            None => Value::from(value),
        }
    }

    /// What a name is bound to in the template, contact aside.
    pub fn bound(&self, name: &str) -> Option<&Traced> {
        self.scopes.get(name)
    }

    /// Binds a name for the whole template.
    pub fn bind_outer(&mut self, name: &str, value: Traced) {
        self.scopes.set_outer(&Arc::from(name), value);
    }

    /// Forgets the innermost binding of a name; gives what it was bound to.
    pub fn unbind(&mut self, name: &str) -> Option<Traced> {
        self.scopes.take(name)
    }

    /// A counter that is apart from the variables, if it was counted before.
    pub fn counter_at(&self, name: &str) -> Option<i64> {
        self.counters.get(name).copied()
    }

    /// Sets a counter.
    pub fn set_counter(&mut self, name: &Arc<str>, value: i64) {
        self.counters.insert(name.clone(), value);
    }

    /// Reports the filters that the engine does not have, wherever they stand, where the engine looks for them
    /// before it renders.
    pub(super) fn check_filters(&mut self, template: &Template) {
        if !self.profile.liquid.is_some_and(|liquid| liquid.filters_come_first) {
            return;
        }
        let missing = template.exprs().filter_map(|expr| match &expr.kind {
            ExprKind::Filter { name, name_span, .. } if self.profile.filter(name).is_none() => {
                Some((name, *name_span))
            }
            _ => None,
        });
        for (name, span) in missing.take(limits::MAX_SYNTAX_ERRORS).collect::<Vec<_>>() {
            let known = self.profile.filter_names();
            self.report(template, span, unknown("filter", name, known));
        }
    }

    /// In a loop that takes a fault for its end, makes it a warning; false when it is told elsewhere.
    pub(super) fn swallow(&mut self, finding: &mut Finding) -> bool {
        if !self.swallowing.on || finding.code == "limit-exceeded" {
            return true;
        }
        self.swallowing.ended = true;
        finding.severity = Severity::Warning;
        finding.help =
            Some("this engine ends a loop over a range at its first fault, without a word".to_owned());
        finding.code != "unknown-filter"
    }

    /// Renders a node. When a fault in it ends the loop around, it prints nothing.
    pub(super) fn node_unless_ended(&mut self, template: &Arc<Template>, id: NodeId, out: &mut Rope) -> Flow {
        let mark = out.mark();
        let flow = self.node(template, id, out);
        if !self.swallowing.ended {
            return flow;
        }
        out.cut_back(mark);
        Err(Exit::Fault)
    }

    /// Renders the body of a loop, from whose faults nothing follows but its end where the engine catches them
    /// (`LiqP`'s `For.renderRange`).
    pub(super) fn turn_body(
        &mut self,
        template: &Arc<Template>,
        repeat: &For,
        reads: ReadSet,
        out: &mut Rope,
    ) -> Flow {
        let swallows = self.profile.liquid.is_some_and(|liquid| liquid.ranges_swallow_faults)
            && matches!(template.expr(repeat.iter).kind, ExprKind::Range(..));
        if !swallows {
            return self.under(reads, template, &repeat.body, out);
        }
        let before = std::mem::replace(&mut self.swallowing.on, true);
        let flow = self.under(reads, template, &repeat.body, out);
        self.swallowing = Swallowing { on: before, ended: false };
        if flow == Err(Exit::Fault) { Err(Exit::Break) } else { flow }
    }

    /// Where `break` and `continue` drop what the block around them has printed, drops it.
    pub(super) fn drop_on_jump(
        &mut self,
        flow: Flow,
        (block, reads, mark): (Span<InTemplate>, ReadSet, Mark),
        out: &mut Rope,
    ) -> Flow {
        if !self.profile.liquid.is_some_and(|liquid| liquid.jumps_drop_blocks) {
            return flow;
        }
        if matches!(flow, Err(Exit::Break | Exit::Continue)) {
            out.cut_back(mark);
            self.skip(block, reads, out);
        } else {
            // It would have been dropped as well.
            let decided = self.jump_reads();
            out.guard_since(mark, |guards| self.fields.union(guards, decided));
        }
        flow
    }

    /// Renders a block as a value, which is empty when a jump drops it.
    pub(super) fn rendered_unless_left(&mut self, template: &Arc<Template>, block: &Block) -> (Traced, Flow) {
        let mut out = Rope::default();
        let mark = out.mark();
        let flow = self.block(template, block, &mut out);
        let flow = self.drop_on_jump(flow, (block.span, ReadSet::EMPTY, mark), &mut out);
        let fields = &mut self.fields;
        (out.into_traced(|sets| fields.union_all(sets)), flow)
    }

    pub(super) fn if_changed(
        &mut self,
        template: &Arc<Template>,
        span: Span<InTemplate>,
        body: &Block,
        out: &mut Rope,
    ) -> Flow {
        let Some(liquid) = self.profile.liquid else { return self.block(template, body, out) };
        let (text, flow) = self.rendered_unless_left(template, body);
        let Value::Str(printed) = &text.value else { return flow };
        // Whether it prints depends on all that it would print, and on all that it has printed.
        let reads = self.moved(&Moving::Changed, text.reads);
        match (liquid.changed)(self, &printed.text) {
            Ok(true) => {
                let fields = &mut self.fields;
                out.push_value(printed, text.reads, body.span, reads, |a, b| fields.union(a, b));
            }
            Ok(false) => self.skip(body.span, reads, out),
            Err(fault) => self.report(template, span, fault),
        }
        flow
    }

    pub(super) fn counter(&mut self, name: &Arc<str>, step: i64, hole: Span<InTemplate>, out: &mut Rope) {
        let Some(liquid) = self.profile.liquid else { return };
        let shown = (liquid.counter)(self, name, step);
        let beside = std::mem::take(&mut self.beside);
        let reads = self.moved(&Moving::Counter(name.clone()), beside);
        if self.scopes.get(name).is_some() {
            // Some engines show the count as a variable.
            self.depend_name(name, reads);
        }
        out.push(&shown.to_string(), Origin::Value { hole, reads }, self.guards);
    }

    pub(super) fn cycle(
        &mut self,
        template: &Arc<Template>,
        (hole, group): (Span<InTemplate>, Option<ExprId>),
        values: &[ExprId],
        out: &mut Rope,
    ) -> Result<(), Fault> {
        let Some(liquid) = self.profile.liquid else { return Ok(()) };
        let group = group.map(|group| self.eval(template, group)).transpose()?;
        let grouped = group.as_ref().map_or(ReadSet::EMPTY, |it| self.used(it));
        let reads = self.moved(&Moving::Cycle(if group.is_some() { 0 } else { values.len() }), grouped);
        let literals = values.iter().map(|&it| match &template.expr(it).kind {
            ExprKind::Const(Const::Str(_) | Const::Int(_) | Const::Float(_) | Const::Bool(_)) => {
                Some(template.expr(it).span.of(&template.text))
            }
            _ => None,
        });
        let literals: Option<Vec<&str>> = literals.collect();
        let cycle = Cycle { group, literals, count: values.len(), place: hole.start };
        let at = (liquid.cycle)(self, &cycle);
        let Some(&value) = values.get(at) else {
            out.push("", Origin::Value { hole, reads }, self.guards);
            return Ok(());
        };
        let value = self.eval(template, value).map_err(|fault| fault.reading(reads))?;
        let value = self.guarded(value, reads);
        self.print(template, (hole, Absent::ByProfile), &value, out)
    }

    /// Lets the engine note where a loop stopped, which began at `start`.
    pub(super) fn remember_stop(&mut self, start: i64, id: LoopId) {
        let Some(liquid) = self.profile.liquid else { return };
        let Some(state) = self.loop_state(id) else { return };
        let stop = start.saturating_add(i64::try_from(state.index).unwrap_or(i64::MAX));
        let name = state.name.clone();
        (liquid.stopped)(self, &name, stop);
    }
}
