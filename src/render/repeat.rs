//! Loops.

use std::fmt::Write as _;
use std::sync::Arc;

use super::{Exit, Fault, Flow, Render};
use crate::field::ReadSet;
use crate::limits;
use crate::source::{InTemplate, Span};
use crate::source_map::{Origin, Rope};
use crate::template::{Binding, ExprId, For, NodeId, NodeKind, Offset, Template};
use crate::value::{LoopId, Str, Traced, Value};

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
        let (items, reads) = match self.items(template, repeat) {
            Ok(found) => found,
            Err(fault) => {
                let span = template.node(id).span;
                out.push("", Origin::Value { hole: span, reads: fault.details().reads }, self.guards);
                self.report(template, span, fault);
                return Ok(());
            }
        };
        self.run_loop(template, id, repeat, (items, reads, 0), out)
    }

    /// What a loop goes through, after its clauses, and the fields that decided it.
    fn items(&mut self, template: &Arc<Template>, repeat: &For) -> Result<(Vec<Traced>, ReadSet), Fault> {
        let iterable = self.eval(template, repeat.iter)?;
        let reads = self.shape(&iterable);
        let items = (self.profile.elements)(self, &iterable).map_err(|fault| fault.reading(reads))?;
        let (items, reads) = self.chosen(template, repeat, items, reads)?;
        self.window(template, repeat, items, reads)
    }

    /// The fields that decide how many elements a value has.
    fn shape(&mut self, iterable: &Traced) -> ReadSet {
        let (place, shape) = match iterable.value {
            Value::List(id) => (self.heap.list_at(id).place, self.heap.list_at(id).shape),
            Value::Map(id) => (self.heap.map_at(id).place, self.heap.map_at(id).shape),
            _ => return iterable.reads,
        };
        let reads = self.join(iterable.reads, shape);
        match place.field() {
            Some(field) => {
                let own = self.fields.one(field);
                self.join(reads, own)
            }
            None => reads,
        }
    }

    /// The elements for which the loop's `if` clause holds.
    fn chosen(
        &mut self,
        template: &Arc<Template>,
        repeat: &For,
        items: Vec<Traced>,
        mut reads: ReadSet,
    ) -> Result<(Vec<Traced>, ReadSet), Fault> {
        let Some(filter) = repeat.filter else { return Ok((items, reads)) };
        let before = self.scopes.enter();
        let mut chosen = Vec::new();
        for item in items {
            self.bind(template, &repeat.target, item.clone(), Binding::Inner)?;
            let (holds, read) = self.condition(template, filter);
            reads = self.join(reads, read);
            if holds {
                chosen.push(item);
            }
        }
        self.scopes.leave(before);
        Ok((chosen, reads))
    }

    /// The elements that are left after Liquid's `offset`, `limit` and `reversed`.
    fn window(
        &mut self,
        template: &Arc<Template>,
        repeat: &For,
        mut items: Vec<Traced>,
        mut reads: ReadSet,
    ) -> Result<(Vec<Traced>, ReadSet), Fault> {
        let mut count = |render: &mut Self, expr: ExprId| -> Result<usize, Fault> {
            let value = render.eval(template, expr)?;
            reads = render.join(reads, value.reads);
            (render.profile.count)(render, &value)
        };
        let start = match repeat.offset {
            None => 0,
            Some(Offset::At(expr)) => count(self, expr)?,
            Some(Offset::Continue) => self.stops.get(&repeat.name).copied().unwrap_or_default(),
        };
        let limit = repeat.limit.map(|expr| count(self, expr)).transpose()?;
        if limit.is_some() || repeat.offset.is_some() {
            items = items.into_iter().skip(start).take(limit.unwrap_or(usize::MAX)).collect();
        }
        self.stops.insert(repeat.name.clone(), start + items.len());
        if repeat.reversed {
            items.reverse();
        }
        Ok((items, reads))
    }

    fn run_loop(
        &mut self,
        template: &Arc<Template>,
        id: NodeId,
        repeat: &For,
        (items, reads, depth): (Vec<Traced>, ReadSet, usize),
        out: &mut Rope,
    ) -> Flow {
        let flow = if items.is_empty() {
            self.skip(repeat.body.span, reads, out);
            match &repeat.otherwise {
                Some(body) => self.under(reads, template, body, out),
                None => Ok(()),
            }
        } else {
            let loop_id = self.enter_loop(template, id, repeat, (items, reads, depth));
            let flow = self.turns(template, repeat, loop_id, out);
            if let Some(state) = self.loop_state_mut(loop_id) {
                state.items = Vec::new();
            }
            if let Some(body) = &repeat.otherwise {
                self.skip(body.span, reads, out);
            }
            flow
        };
        if !self.profile.loops_scope {
            self.depend(template, id, reads);
        }
        flow
    }

    fn enter_loop(
        &mut self,
        template: &Arc<Template>,
        node: NodeId,
        repeat: &For,
        (items, reads, depth): (Vec<Traced>, ReadSet, usize),
    ) -> LoopId {
        let parent = match self.scopes.get(self.profile.loop_name).map(|it| &it.value) {
            Some(Value::Loop(id)) => Some(*id),
            _ => None,
        };
        let (template, name) = (template.clone(), repeat.name.clone());
        let (last, stored) = (None, Vec::new());
        let state = LoopState { items, index: 0, depth, parent, reads, name, last, stored, template, node };
        self.loops.push(state);
        // Loops are limited to far fewer than 2^32 by the limit on turns.
        LoopId(u32::try_from(self.loops.len() - 1).unwrap_or(u32::MAX))
    }

    fn turns(&mut self, template: &Arc<Template>, repeat: &For, id: LoopId, out: &mut Rope) -> Flow {
        let len = self.loop_state(id).map_or(0, |state| state.items.len());
        for index in 0..len {
            self.turn(template, repeat.body.span)?;
            let before = self.scopes.enter();
            self.bind_turn(template, repeat, id, index);
            let reads = self.loop_state(id).map_or(ReadSet::EMPTY, |state| state.reads);
            let flow = self.under(reads, template, &repeat.body, out);
            self.scopes.leave(before);
            match flow {
                Ok(()) | Err(Exit::Continue) => {}
                Err(Exit::Break) => break,
                Err(Exit::Leave(left)) if left == id => break,
                Err(exit) => return Err(exit),
            }
        }
        Ok(())
    }

    /// Counts a turn of a loop; past the limit, the render ends.
    fn turn(&mut self, template: &Template, span: Span<InTemplate>) -> Flow {
        self.spent.turns += 1;
        if self.spent.turns <= limits::MAX_LOOP_TURNS {
            return Ok(());
        }
        self.exceeded(template, span, "loops turn too often for one contact")
    }

    fn bind_turn(&mut self, template: &Arc<Template>, repeat: &For, id: LoopId, index: usize) {
        let Some(state) = self.loop_state_mut(id) else { return };
        state.index = index;
        let Some(item) = state.items.get(index).cloned() else { return };
        let reads = state.reads;
        let name = Arc::from(self.profile.loop_name);
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
            return Err(Fault::new("limit-exceeded", "the loop calls itself too deep"));
        }
        let reads = self.shape(iterable);
        let mut out = Rope::default();
        let done = (self.profile.elements)(self, iterable)
            .and_then(|items| self.chosen(&template, repeat, items, reads))
            .map(|(items, reads)| self.run_loop(&template, node, repeat, (items, reads, depth), &mut out));
        self.ascend();
        done?.map_err(|_| Fault::refused("the loop ends before its end"))?;
        let fields = &mut self.fields;
        Ok(out.into_traced(|a, b| fields.union(a, b)))
    }

    /// Liquid's `tablerow`: the elements as cells of an HTML table, `cols` to a row.
    pub(crate) fn table_row(
        &mut self,
        template: &Arc<Template>,
        id: NodeId,
        repeat: &For,
        out: &mut Rope,
    ) -> Flow {
        let span = template.node(id).span;
        let found = self.items(template, repeat).and_then(|(items, reads)| {
            let columns = match repeat.columns {
                Some(expr) => {
                    let value = self.eval(template, expr)?;
                    (self.profile.count)(self, &value)?.max(1)
                }
                None => usize::MAX,
            };
            Ok((items, reads, columns))
        });
        let (items, reads, columns) = match found {
            Ok(found) => found,
            Err(fault) => {
                self.report(template, span, fault);
                return Ok(());
            }
        };
        let len = items.len();
        let id = self.enter_loop(template, id, repeat, (items, reads, 0));
        let mut tag = |render: &mut Self, text: &str| {
            let hole = Origin::Value { hole: span, reads };
            out.push(text, hole, render.guards);
            Ok::<(), Exit>(())
        };
        tag(self, "<tr class=\"row1\">\n")?;
        let mut cells = Rope::default();
        for index in 0..len {
            self.turn(template, repeat.body.span)?;
            let mut open = String::new();
            let written = write!(open, "<td class=\"col{}\">", index % columns + 1);
            debug_assert!(written.is_ok(), "writing to a string does not fail");
            cells.push(&open, Origin::Value { hole: span, reads }, self.guards);
            let before = self.scopes.enter();
            self.bind_turn(template, repeat, id, index);
            let flow = self.under(reads, template, &repeat.body, &mut cells);
            self.scopes.leave(before);
            let mut close = String::from("</td>");
            if (index + 1) % columns == 0 && index + 1 < len {
                let row = (index + 1) / columns + 1;
                let written = write!(close, "</tr>\n<tr class=\"row{row}\">");
                debug_assert!(written.is_ok(), "writing to a string does not fail");
            }
            cells.push(&close, Origin::Value { hole: span, reads }, self.guards);
            match flow {
                Ok(()) | Err(Exit::Continue) => {}
                Err(Exit::Break) => break,
                Err(exit) => return Err(exit),
            }
        }
        let fields = &mut self.fields;
        if let Traced { value: Value::Str(text), reads } = cells.into_traced(|a, b| fields.union(a, b)) {
            let text: Str = text;
            out.push_value(&text, reads, span, self.guards, |a, b| fields.union(a, b));
        }
        out.push("</tr>\n", Origin::Value { hole: span, reads }, self.guards);
        Ok(())
    }
}
