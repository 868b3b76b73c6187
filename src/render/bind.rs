//! What is bound to names and members, and what is captured to be.

use std::sync::Arc;

use super::{Fault, Flow, Render};
use crate::field::ReadSet;
use crate::source::{InTemplate, Span};
use crate::template::{Binding, Block, ExprId, Target, Template};
use crate::value::{Key, MapKind, Traced, Value};

impl Render<'_> {
    pub(super) fn assign(
        &mut self,
        template: &Arc<Template>,
        target: &Target,
        value: ExprId,
        scope: Binding,
    ) -> Result<(), Fault> {
        let done = self.eval(template, value).and_then(|value| self.bind(template, target, value, scope));
        done.inspect_err(|fault| self.unassigned(template, target, fault.details().reads))
    }

    /// After an assignment that failed because of `reads`: what it would have bound depends on them.
    pub(super) fn unassigned(&mut self, template: &Template, target: &Target, reads: ReadSet) {
        match target {
            _ if reads.is_empty() => {}
            Target::Name(name) => self.depend_name(name, reads),
            Target::Unpack(targets) => {
                targets.iter().for_each(|target| self.unassigned(template, target, reads));
            }
            Target::Member(base, _) | Target::Index(base, _) => {
                if let Some(name) = template.holder(*base) {
                    self.depend_name(&name, reads);
                }
            }
        }
    }

    /// Binds a value to what is assigned to.
    pub(crate) fn bind(
        &mut self,
        template: &Arc<Template>,
        target: &Target,
        value: Traced,
        scope: Binding,
    ) -> Result<(), Fault> {
        match target {
            Target::Name(name) => {
                let guards = self.guards;
                let value = self.guarded(value, guards);
                match scope {
                    Binding::Inner => self.scopes.set(name, value),
                    Binding::Outer => self.scopes.set_outer(name, value),
                    Binding::Nearest => self.scopes.set_nearest(name, value),
                }
                Ok(())
            }
            Target::Member(base, name) => {
                let base = self.eval(template, *base)?;
                self.set_member(&base, name, value)
            }
            Target::Index(base, index) => {
                let base = self.eval(template, *base)?;
                let index = self.eval(template, *index)?;
                (self.profile.set_element)(self, &base, &index, value)
            }
            Target::Unpack(targets) => {
                let reads = self.used(&value);
                let values = (self.profile.elements)(self, &value).map_err(|fault| fault.reading(reads))?;
                if values.len() != targets.len() {
                    let (want, have) = (targets.len(), values.len());
                    return Err(Fault::refused(format!("{want} names for {have} values")).reading(reads));
                }
                targets
                    .iter()
                    .zip(values)
                    .try_for_each(|(target, value)| self.bind(template, target, value, scope))
            }
        }
    }

    fn set_member(&mut self, base: &Traced, name: &Arc<str>, value: Traced) -> Result<(), Fault> {
        let Value::Map(id) = base.value else {
            return Err(Fault::refused(format!("cannot set '{name}' of what is no map")));
        };
        let guards = self.guards;
        let value = self.guarded(value, guards);
        let map = self.heap.map_at_mut(id);
        let settable = map.kind == MapKind::Namespace || !self.profile.loops_scope;
        if !settable {
            let message = format!("cannot assign to attribute '{name}': only a namespace can be assigned to");
            return Err(Fault::refused(message));
        }
        map.entries.insert(Key::Str(name.clone()), value);
        Ok(())
    }

    pub(super) fn capture(
        &mut self,
        template: &Arc<Template>,
        span: Span<InTemplate>,
        (target, body, filter, scope): (&Target, &Block, Option<ExprId>, Binding),
    ) -> Flow {
        let before = (scope == Binding::Inner).then(|| self.scopes.enter());
        let (text, flow) = self.rendered_unless_left(template, body);
        if let Some(before) = before {
            self.scopes.leave(before);
        }
        let value = self.captured_text(text);
        let value = match filter {
            None => Ok(value),
            Some(filter) => self.with_captured(template, value, filter),
        };
        let done = value.and_then(|value| self.bind(template, target, value, scope));
        if let Err(fault) = done {
            self.unassigned(template, target, fault.details().reads);
            self.report(template, span, fault);
        }
        flow
    }

    /// What was captured: under autoescaping it needs no more escaping.
    pub(crate) fn captured_text(&mut self, mut text: Traced) -> Traced {
        if let (true, Value::Str(text)) = (self.autoescapes(), &mut text.value) {
            text.safe = true;
        }
        text
    }

    fn with_captured(
        &mut self,
        template: &Arc<Template>,
        text: Traced,
        filter: ExprId,
    ) -> Result<Traced, Fault> {
        self.captured.push(text);
        let value = self.eval(template, filter);
        self.captured.pop();
        value
    }
}
