//! What gives names values.

use std::collections::BTreeSet;

use super::format::{At, State, Trust};
use super::printed::Printed;
use super::value::Known;
use super::walk::Walk;
use crate::dialect::Dialect;
use crate::field::Segment;
use crate::source::{InTemplate, Span};
use crate::template::{Binding, Block, ExprId, NodeKind, Target};

impl Walk<'_> {
    /// Binds a value to what is assigned to.
    pub(super) fn bind(&mut self, span: Span<InTemplate>, target: &Target, mut known: Known, scope: Binding) {
        // A loop goes on, and a name stays.
        if known.turn.is_some() {
            known = Known::unknown();
        }
        known.counts = None;
        known.fault = None;
        match target {
            Target::Name(name) => match scope {
                Binding::Inner => self.names.set_inner(name, known),
                Binding::Outer => self.names.set_outer(name, known),
                Binding::Nearest => self.names.set_nearest(name, known),
            },
            Target::Unpack(targets) => {
                let part = self.part(&known, &Segment::Each);
                let part = Known { at: None, ..part };
                targets.iter().for_each(|it| self.bind(span, it, part.clone(), scope));
                self.note_tag_fault(span, "there may be more or fewer values than names");
            }
            Target::Member(..) | Target::Index(..) => {
                self.lose(span, "the template changes lists or maps as it goes, which is not followed");
                self.note_lost(span);
            }
        }
    }

    /// A block whose text gets a name.
    pub(super) fn capture(
        &mut self,
        span: Span<InTemplate>,
        (target, scope): (&Target, Binding),
        body: &Block,
        filter: Option<ExprId>,
    ) {
        let simple = body
            .nodes
            .iter()
            .all(|&it| matches!(self.template.node(it).kind, NodeKind::Text | NodeKind::Emit { .. }));
        let mut known = match (simple, first_expr(self, body)) {
            (true, Some(expr)) => self.rendered(expr, body),
            (true, None) => self.plain_block(body),
            (false, _) => {
                self.muted_block(span, body);
                Known::unknown()
            }
        };
        self.note_fault(&known);
        if let Some(filter) = filter {
            self.captured.push(known);
            known = self.eval(filter);
            self.captured.pop();
            self.note_fault(&known);
        }
        self.bind(span, target, known, scope);
    }

    /// The literal text of a block.
    fn plain_block(&self, body: &Block) -> Known {
        let texts = body.nodes.iter().map(|&it| self.template.node(it).span.of(&self.template.text));
        let safe = Known::unknown().safe;
        let text = Printed::of_text(&texts.collect::<String>());
        match self.autoescape {
            Some(false) => Known::text(text),
            _ => Known { safe, ..Known::text(text) },
        }
    }

    /// Walks a block whose text goes into a name, for what else it does.
    fn muted_block(&mut self, span: Span<InTemplate>, body: &Block) {
        let before = std::mem::replace(
            &mut self.states,
            BTreeSet::from([State { trust: Trust::Guess, at: At::Lost }]),
        );
        self.muted += 1;
        let jumped = self.jumped;
        let scoped = self.profile.dialect == Dialect::Jinja;
        if scoped {
            self.names.enter();
        }
        self.block(body);
        if scoped {
            self.names.leave();
        }
        self.muted -= 1;
        let left = self.states.is_empty() || self.jumped > jumped;
        self.states = before;
        if left {
            self.lose(span, "a jump leaves this block, which is not followed");
        }
    }

    /// Names that hold inside a block only.
    pub(super) fn scope(
        &mut self,
        span: Span<InTemplate>,
        bindings: &[(Target, ExprId)],
        body: &Block,
        apart: bool,
    ) {
        let values: Vec<Known> = bindings.iter().map(|(_, value)| self.eval(*value)).collect();
        let around = match apart {
            true => {
                let inner = self.names.outermost();
                Some(std::mem::replace(&mut self.names, inner))
            }
            false => None,
        };
        self.names.enter();
        for ((target, _), known) in bindings.iter().zip(values) {
            self.note_fault(&known);
            self.bind(span, target, known, Binding::Inner);
        }
        self.block(body);
        self.names.leave();
        if let Some(mut around) = around {
            around.take_outermost(&self.names);
            self.names = around;
        }
    }
}

fn first_expr(walk: &Walk<'_>, body: &Block) -> Option<ExprId> {
    body.nodes.iter().find_map(|&it| match &walk.template.node(it).kind {
        NodeKind::Emit { expr, .. } => Some(*expr),
        _ => None,
    })
}
