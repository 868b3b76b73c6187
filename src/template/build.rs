//! How the front ends make a template, node by node.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Block, Expr, ExprId, ExprKind, Node, NodeId, NodeKind, Secret, Template, effects};
use crate::source::{InTemplate, SourceId, Span};

/// Makes a [`Template`].
#[derive(Debug)]
pub struct Builder {
    template: Template,
    slots: Vec<(Span<InTemplate>, Secret)>,
}

impl Builder {
    /// For the part `source` with this text. `slots` are the secrets in it, in order; no text of a slot is ever
    /// printed.
    pub fn new(source: SourceId, text: Arc<str>, slots: Vec<(Span<InTemplate>, Secret)>) -> Builder {
        let root = Block { span: Span::new(0, text.len()), nodes: Box::default() };
        Builder {
            template: Template {
                source,
                text,
                root,
                nodes: Vec::new(),
                exprs: Vec::new(),
                effects: BTreeMap::new(),
                variables: BTreeMap::new(),
            },
            slots,
        }
    }

    /// The part that is being made.
    pub fn source(&self) -> &SourceId {
        &self.template.source
    }

    /// Adds a node.
    pub fn node(&mut self, span: Span<InTemplate>, kind: NodeKind) -> NodeId {
        let id = NodeId(u32::try_from(self.template.nodes.len()).unwrap_or(u32::MAX));
        self.template.nodes.push(Node { span, kind });
        id
    }

    /// Adds an expression.
    pub fn expr(&mut self, span: Span<InTemplate>, kind: ExprKind) -> ExprId {
        let id = ExprId(u32::try_from(self.template.exprs.len()).unwrap_or(u32::MAX));
        self.template.exprs.push(Expr { span, kind });
        id
    }

    /// The text that a node added before takes up.
    pub fn node_span(&self, id: NodeId) -> Span<InTemplate> {
        self.template.node(id).span
    }

    /// An expression that was added before.
    pub fn at(&self, id: ExprId) -> &Expr {
        self.template.expr(id)
    }

    /// Adds literal text to `block`, with a node of its own for each secret in it.
    pub fn text(&mut self, span: Span<InTemplate>, block: &mut Vec<NodeId>) {
        let mut from = span.start;
        let first = self.slots.partition_point(|(slot, _)| slot.start < span.start);
        let inside = self.slots.iter().skip(first).take_while(|(slot, _)| slot.end <= span.end);
        let inside: Vec<_> = inside.cloned().collect();
        for (slot, secret) in inside {
            self.plain_text(from, slot.start, block);
            block.push(self.node(slot, NodeKind::Secret(secret)));
            from = slot.end;
        }
        self.plain_text(from, span.end, block);
    }

    fn plain_text(&mut self, start: u32, end: u32, block: &mut Vec<NodeId>) {
        if start < end {
            let span = Span::new(start as usize, end as usize);
            block.push(self.node(span, NodeKind::Text));
        }
    }

    /// The template with these nodes on the outermost level.
    pub fn finish(mut self, root: Vec<NodeId>) -> Template {
        self.template.root.nodes = root.into_boxed_slice();
        self.template.effects = effects::find(&self.template);
        for expr in &self.template.exprs {
            if let ExprKind::Var(name) = &expr.kind {
                self.template.variables.entry(name.clone()).or_default().push(expr.span);
            }
        }
        self.template.variables.values_mut().for_each(|places| places.sort_unstable());
        self.template
    }
}
