//! What each node prints.

use std::sync::Arc;

use super::{Exit, Fault, Flow, Render};
use crate::field::ReadSet;
use crate::finding::Severity;
use crate::limits;
use crate::source::{InTemplate, Span};
use crate::source_map::{Origin, Rope};
use crate::template::{Absent, Arm, Binding, Block, ExprId, Jump, NodeId, NodeKind, Target, Template};
use crate::value::{Str, Traced, Value};

impl Render<'_> {
    /// Renders the nodes of a block in order.
    pub(crate) fn block(&mut self, template: &Arc<Template>, block: &Block, out: &mut Rope) -> Flow {
        let flow = match self.descend() {
            true => block.nodes.iter().try_for_each(|&node| {
                self.node_unless_ended(template, node, out)?;
                self.left()
            }),
            false => self.exceeded(template, block.span, "tags are nested too deep"),
        };
        self.ascend();
        flow
    }

    /// Renders a block with its findings but apart from the rest, as a value.
    pub(crate) fn rendered(&mut self, template: &Arc<Template>, block: &Block) -> (Traced, Flow) {
        let mut out = Rope::default();
        let flow = self.block(template, block, &mut out);
        let fields = &mut self.fields;
        (out.into_traced(|sets| fields.union_all(sets)), flow)
    }

    pub(super) fn node(&mut self, template: &Arc<Template>, id: NodeId, out: &mut Rope) -> Flow {
        let node = template.node(id);
        let span = node.span;
        self.step(template, span)?;
        if out.text().len() > limits::MAX_RENDERED_BYTES {
            return self.exceeded(template, span, "the request becomes too large");
        }
        let done = match &node.kind {
            NodeKind::Text => {
                out.push(span.of(&template.text), Origin::Text(span), self.guards);
                return Ok(());
            }
            NodeKind::Secret(secret) => {
                out.push_secret(span, secret, self.guards);
                return Ok(());
            }
            NodeKind::If { arms, otherwise } => {
                return self.branch(template, id, (arms, otherwise.as_ref()), out);
            }
            NodeKind::For(repeat) => return self.repeat(template, id, repeat, out),
            NodeKind::TableRow(repeat) => return self.table_row(template, id, repeat, out),
            NodeKind::Scope { bindings, body, apart } => {
                return self.scope(template, (bindings, *apart), body, out);
            }
            NodeKind::Capture { target, body, filter, scope } => {
                return self.capture(template, span, (target, body, *filter, *scope));
            }
            NodeKind::Autoescape { enabled, body } => return self.autoescape(template, *enabled, body, out),
            NodeKind::IfChanged(body) => return self.if_changed(template, span, body, out),
            NodeKind::Invoke(call) => return self.invoke(template, span, call, out),
            NodeKind::Jump(jump) => return Err(exit(*jump)),
            NodeKind::Leave(expr) => return self.leave_loop(template, *expr),
            NodeKind::Error => {
                out.push("", Origin::Value { hole: span, reads: ReadSet::EMPTY }, self.guards);
                return Ok(());
            }
            NodeKind::Emit { expr, absent } => self.emit(template, (span, *expr, *absent), out),
            NodeKind::Assign { target, value, scope } => self.assign(template, target, *value, *scope),
            NodeKind::Macro(it) => {
                self.define_macro(template, it);
                Ok(())
            }
            NodeKind::Define { name, body } => {
                self.define_block(template, name, body);
                Ok(())
            }
            NodeKind::Call { call, caller } => self.call_with_block(template, (span, *call), caller, out),
            NodeKind::Evaluate(text) => return self.evaluate(template, (id, span), *text, out),
            NodeKind::Do(expr) => self.eval(template, *expr).map(|_| ()),
            NodeKind::Counter { name, step, .. } => {
                self.counter(name, *step, span, out);
                return Ok(());
            }
            NodeKind::Cycle { group, values } => self.cycle(template, (span, *group), values, out),
        };
        if let Err(fault) = done {
            let reads = fault.details().reads;
            out.push("", Origin::Value { hole: span, reads }, self.guards);
            self.report(template, span, fault);
        }
        Ok(())
    }

    fn emit(
        &mut self,
        template: &Arc<Template>,
        (hole, expr, absent): (Span<InTemplate>, ExprId, Absent),
        out: &mut Rope,
    ) -> Result<(), Fault> {
        let value = self.eval(template, expr)?;
        if template.filters_block(expr) && !matches!(value.value, Value::Str(_)) {
            let reads = self.used(&value);
            let message = "a 'filter' block must give text, and its last filter gives something else";
            let help = "the message is not sent; let the filter 'string' come last";
            return Err(Fault::refused(message).with_help(help).reading(reads));
        }
        self.print(template, (hole, absent), &value, out)
    }

    /// Prints a value where a hole stands.
    pub(crate) fn print(
        &mut self,
        template: &Arc<Template>,
        (hole, absent): (Span<InTemplate>, Absent),
        value: &Traced,
        out: &mut Rope,
    ) -> Result<(), Fault> {
        if let Value::Block(block) = value.value
            && self.print_block(block, hole, out)
        {
            return Ok(());
        }
        let reads = self.used(value);
        let is_absent = matches!(value.value, Value::Undefined | Value::Null | Value::Block(_));
        let printed = match absent {
            Absent::Source if is_absent => {
                // That the name is there in other letters says why, and how to mend it.
                if !self.has_told("wrong-case", hole) {
                    self.tell_literal(template, hole, reads);
                }
                Str::new(hole.of(&template.text))
            }
            Absent::Nothing if is_absent => Str::new(""),
            _ => (self.profile.print)(self, value).map_err(|fault| fault.reading(reads))?,
        };
        self.tell_remarks(template, hole);
        let runs = printed.runs().map_or(0, <[_]>::len);
        self.count(printed.text.len() / limits::BYTES_A_STEP + runs / limits::RUNS_A_STEP);
        let (guards, fields) = (self.guards, &mut self.fields);
        out.push_value(&printed, reads, hole, guards, |a, b| fields.union(a, b));
        Ok(())
    }

    /// Tells of a reference that prints its own text, as only Velocity's do.
    fn tell_literal(&mut self, template: &Template, hole: Span<InTemplate>, reads: ReadSet) {
        let source = hole.of(&template.text);
        let message = format!("`{source}` has no value, so it is sent as it stands");
        let help = format!("`{}` prints nothing instead", source.replacen('$', "$!", 1));
        let fault = Fault::new("reference-prints-itself", message).with_help(help).reading(reads);
        self.tell(Severity::Warning, template, hole, fault);
    }

    fn branch(
        &mut self,
        template: &Arc<Template>,
        id: NodeId,
        (arms, otherwise): (&[Arm], Option<&Block>),
        out: &mut Rope,
    ) -> Flow {
        let mut reads = ReadSet::EMPTY;
        let mut flow = Ok(());
        let mut taken = false;
        for arm in arms {
            if !taken {
                let (holds, read) = self.condition(template, arm.test);
                reads = self.join(reads, read);
                if holds {
                    taken = true;
                    flow = self.alternative(reads, template, &arm.body, out);
                    continue;
                }
            }
            self.skip(arm.body.span, reads, out);
        }
        match otherwise {
            Some(body) if !taken => flow = self.alternative(reads, template, body, out),
            Some(body) => self.skip(body.span, reads, out),
            None => {}
        }
        self.depend(template, id, reads);
        flow
    }

    /// One of the blocks of a condition.
    fn alternative(
        &mut self,
        reads: ReadSet,
        template: &Arc<Template>,
        block: &Block,
        out: &mut Rope,
    ) -> Flow {
        let mark = out.mark();
        let flow = self.under(reads, template, block, out);
        self.drop_on_jump(flow, (block.span, reads, mark), out)
    }

    /// Whether a condition holds, and what it read. A faulty one is reported and does not hold.
    pub(crate) fn condition(&mut self, template: &Arc<Template>, test: ExprId) -> (bool, ReadSet) {
        let outcome = self.eval(template, test).and_then(|value| {
            let reads = self.used(&value);
            let holds = (self.profile.truthy)(self, &value).map_err(|fault| fault.reading(reads))?;
            Ok((holds, reads))
        });
        outcome.unwrap_or_else(|fault| {
            let reads = fault.details().reads;
            self.report(template, template.expr(test).span, fault);
            (false, reads)
        })
    }

    /// Renders a block that is there because of a decision that read `reads`.
    pub(crate) fn under(
        &mut self,
        reads: ReadSet,
        template: &Arc<Template>,
        block: &Block,
        out: &mut Rope,
    ) -> Flow {
        let before = self.guards;
        self.guards = self.join(before, reads);
        let flow = self.block(template, block, out);
        self.guards = self.guards_after(before);
        flow
    }

    pub(crate) fn skip(&mut self, span: Span<InTemplate>, reads: ReadSet, out: &mut Rope) {
        out.push("", Origin::Skipped { span, reads }, self.guards);
    }

    fn scope(
        &mut self,
        template: &Arc<Template>,
        (bindings, apart): (&[(Target, ExprId)], bool),
        body: &Block,
        out: &mut Rope,
    ) -> Flow {
        // All values are those of the scope around: `{% with a=1, b=a %}` does not see the new `a`.
        let values: Vec<_> =
            bindings.iter().map(|(_, value)| (self.eval(template, *value), *value)).collect();
        let before = if apart { self.scopes.enter_outermost() } else { self.scopes.enter() };
        for ((target, _), (value, expr)) in bindings.iter().zip(values) {
            let done = value.and_then(|value| self.bind(template, target, value, Binding::Inner));
            if let Err(fault) = done {
                self.unassigned(template, target, fault.details().reads);
                self.report(template, template.expr(expr).span, fault);
            }
        }
        let flow = self.block(template, body, out);
        self.scopes.leave(before);
        flow
    }

    fn autoescape(
        &mut self,
        template: &Arc<Template>,
        enabled: ExprId,
        body: &Block,
        out: &mut Rope,
    ) -> Flow {
        let (on, reads) = self.condition(template, enabled);
        let before = std::mem::replace(&mut self.autoescape, on);
        let scope = self.scopes.enter();
        let flow = self.under(reads, template, body, out);
        self.scopes.leave(scope);
        self.autoescape = before;
        flow
    }
}

fn exit(jump: Jump) -> Exit {
    match jump {
        Jump::Break => Exit::Break,
        Jump::Continue => Exit::Continue,
        Jump::Stop => Exit::Stop,
        Jump::Abort => Exit::Abort,
    }
}
