//! The one representation that every dialect is parsed into, and that the evaluator, the static facts and the
//! context automaton walk.
//!
//! Nodes and expressions live in two arenas and name one another by id, so that side tables can be keyed by it.
//! A tree never fails to exist: what could not be parsed is an error node.

use std::collections::BTreeMap;
use std::sync::Arc;

mod build;
mod effects;
mod expr;
mod node;
mod secret;

pub use build::Builder;
pub use effects::{Effects, Jumps, Moving};
pub use expr::{Arg, Args, Binary, Const, Expr, ExprKind, Unary};
pub use node::{
    Absent, Arm, Binding, Block, For, Invoke, Jump, Macro, Node, NodeKind, Offset, Param, Passing, Target,
};
pub use secret::{SECRET_MASK, Secret, SecretKind};

use crate::source::{InTemplate, SourceId, Span};

/// A node of a [`Template`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u32);

/// An expression of a [`Template`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExprId(u32);

/// A parsed part of a hook.
#[derive(Clone, Debug)]
pub struct Template {
    /// Which part it is.
    pub source: SourceId,
    /// Its text as the author wrote it.
    pub text: Arc<str>,
    /// The nodes on the outermost level, in order.
    pub root: Block,
    nodes: Vec<Node>,
    exprs: Vec<Expr>,
    /// For each conditional node and loop, what its blocks may do beyond their end.
    effects: BTreeMap<NodeId, Effects>,
    /// Where each variable is named, in order.
    variables: BTreeMap<Arc<str>, Vec<Span<InTemplate>>>,
}

impl Template {
    /// The node of this id. Ids come only from the [`Builder`] of this template, so it exists.
    pub fn node(&self, id: NodeId) -> &Node {
        #[expect(clippy::indexing_slicing, reason = "ids are made by this template's builder alone")]
        &self.nodes[id.0 as usize]
    }

    /// The expression of this id. Ids come only from the [`Builder`] of this template, so it exists.
    pub fn expr(&self, id: ExprId) -> &Expr {
        #[expect(clippy::indexing_slicing, reason = "ids are made by this template's builder alone")]
        &self.exprs[id.0 as usize]
    }

    /// What the blocks of a conditional node or loop may do beyond their end: it depends on the condition, whichever
    /// block was taken. None when they only print.
    pub fn effects(&self, id: NodeId) -> Option<&Effects> {
        self.effects.get(&id)
    }

    /// Whether a variable of this name stands between the ends of a block.
    pub fn mentions(&self, block: &Block, name: &str) -> bool {
        let places = self.variables.get(name).map_or(&[][..], |it| it);
        let from = places.partition_point(|it| it.start < block.span.start);
        places.get(from).is_some_and(|it| it.end <= block.span.end)
    }

    /// The variable that holds what an expression gives, or what that is a part of.
    pub fn holder(&self, mut id: ExprId) -> Option<Arc<str>> {
        loop {
            match &self.expr(id).kind {
                ExprKind::Var(name) => return Some(name.clone()),
                ExprKind::Member(base, _) | ExprKind::Index(base, _) | ExprKind::Method { base, .. } => {
                    id = *base;
                }
                _ => return None,
            }
        }
    }

    /// Whether an expression filters what a block prints. Jinja2 joins its result to the rest as it is, without making
    /// text of it (`visit_FilterBlock` in `jinja2/compiler.py`).
    pub fn filters_block(&self, mut id: ExprId) -> bool {
        let mut filtered = false;
        while let ExprKind::Filter { base, .. } = &self.expr(id).kind {
            (id, filtered) = (*base, true);
        }
        filtered && matches!(self.expr(id).kind, ExprKind::Rendered(_))
    }

    fn ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..u32::try_from(self.nodes.len()).unwrap_or(u32::MAX)).map(NodeId)
    }

    /// All nodes, in the order in which they were parsed.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter()
    }

    /// All expressions, in the order in which they were parsed.
    pub fn exprs(&self) -> impl Iterator<Item = &Expr> {
        self.exprs.iter()
    }
}
