//! The nodes of a template: what is printed, bound, repeated, left out.

use std::sync::Arc;

use super::{ExprId, NodeId, Secret};
use crate::source::{InTemplate, Span};

/// A run of nodes, with the text from the end of the tag that opens it to the start of the one that closes it.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// The text that the block takes up.
    pub span: Span<InTemplate>,
    /// Its nodes, in order.
    pub nodes: Box<[NodeId]>,
}

/// A node with its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// All the text it takes up, delimiters and end tag included.
    pub span: Span<InTemplate>,
    /// What it is.
    pub kind: NodeKind,
}

/// What a node does.
#[derive(Clone, Debug)]
pub enum NodeKind {
    /// Prints the text of its span as it stands.
    Text,
    /// A secret, filled in at dispatch; previews print [`SECRET_MASK`](super::SECRET_MASK).
    Secret(Secret),
    /// Prints a value: a hole.
    Emit {
        /// The value.
        expr: ExprId,
        /// What to print when there is none.
        absent: Absent,
    },
    /// Prints the first block whose condition holds.
    If {
        /// The conditions with their blocks, in order.
        arms: Box<[Arm]>,
        /// The block for when none holds.
        otherwise: Option<Block>,
    },
    /// Prints its body for each element.
    For(Box<For>),
    /// Gives a value a name.
    Assign {
        /// The name, or several to unpack a list into.
        target: Target,
        /// The value.
        value: ExprId,
        /// Where the name is bound.
        scope: Binding,
    },
    /// Gives what a block prints a name.
    Capture {
        /// The name.
        target: Target,
        /// The block.
        body: Block,
        /// What is done to the text before it is bound, with [`ExprKind::Captured`](super::ExprKind::Captured) for the text.
        filter: Option<ExprId>,
        /// Where the name is bound.
        scope: Binding,
    },
    /// Names that hold inside a block only.
    Scope {
        /// The names with their values, evaluated in order.
        bindings: Box<[(Target, ExprId)]>,
        /// The block.
        body: Block,
        /// Whether it sees the names of the outermost level only, and not those of loops and macros around it.
        apart: bool,
    },
    /// Prints a block with another escaping of values.
    Autoescape {
        /// Whether values are escaped.
        enabled: ExprId,
        /// The block.
        body: Block,
    },
    /// Defines a macro.
    Macro(Arc<Macro>),
    /// Calls a macro with a block that it may print.
    Call {
        /// The call, an [`ExprKind::Call`](super::ExprKind::Call).
        call: ExprId,
        /// The block, as a macro of its own.
        caller: Arc<Macro>,
    },
    /// Gives a block a name; it is rendered anew wherever the name is printed (Velocity's `#define`).
    Define {
        /// The name.
        name: Arc<str>,
        /// The block.
        body: Block,
    },
    /// Renders the text that an expression gives as a template (Velocity's `#evaluate`).
    Evaluate(ExprId),
    /// Evaluates an expression for what it does and prints nothing.
    Do(ExprId),
    /// Prints a counter and moves it (Liquid's `increment` and `decrement`).
    Counter {
        /// The counter's name; counters are apart from variables.
        name: Arc<str>,
        /// By how much it moves.
        step: i64,
        /// Whether it moves before it is printed.
        first: bool,
    },
    /// Prints the next of several values each time it is reached (Liquid's `cycle`).
    Cycle {
        /// What the cycle is known by; without one, its values are.
        group: Option<ExprId>,
        /// The values.
        values: Box<[ExprId]>,
    },
    /// Prints rows of an HTML table (Liquid's `tablerow`).
    TableRow(Box<For>),
    /// Prints a block when what it prints differs from the last time (Liquid's `ifchanged`).
    IfChanged(Block),
    /// Renders a macro where the node stands; prints its own text when there is no such macro (Velocity).
    Invoke(Box<Invoke>),
    /// Leaves the normal order.
    Jump(Jump),
    /// Leaves the loop that an expression gives (Velocity's `#break($foreach.parent)`).
    Leave(ExprId),
    /// What could not be parsed; prints nothing.
    Error,
}

/// A call of a macro that shares the variables of its caller.
#[derive(Clone, Debug)]
pub struct Invoke {
    /// The macro's name.
    pub name: Arc<str>,
    /// The arguments, in order.
    pub args: Box<[ExprId]>,
    /// The block that the macro may print.
    pub body: Option<Block>,
    /// The name that the block has in the macro.
    pub body_name: Arc<str>,
    /// The call's own text.
    pub literal: Block,
}

/// A loop.
#[derive(Clone, Debug)]
pub struct For {
    /// The name of the element, or several to unpack it into.
    pub target: Target,
    /// What is gone through.
    pub iter: ExprId,
    /// Which elements are taken (Jinja's `if` clause).
    pub filter: Option<ExprId>,
    /// How many are taken at most (Liquid's `limit`).
    pub limit: Option<ExprId>,
    /// How many are passed over (Liquid's `offset`).
    pub offset: Option<Offset>,
    /// How many stand in a row (`tablerow`'s `cols`).
    pub columns: Option<ExprId>,
    /// Whether the last comes first.
    pub reversed: bool,
    /// Whether the body may call the loop (Jinja's `recursive`).
    pub recursive: bool,
    /// What Liquid remembers the loop by, for `offset: continue` and `forloop.name`.
    pub name: Arc<str>,
    /// What is printed for each element.
    pub body: Block,
    /// What is printed when there is none.
    pub otherwise: Option<Block>,
}

/// Where a Liquid loop starts.
#[derive(Clone, Copy, Debug)]
pub enum Offset {
    /// At this index.
    At(ExprId),
    /// Where the last loop of the same name stopped.
    Continue,
}

/// A condition with its block.
#[derive(Clone, Debug)]
pub struct Arm {
    /// The condition.
    pub test: ExprId,
    /// What is printed when it holds.
    pub body: Block,
}

/// What a hole prints when its value is absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    /// What the profile prints for it.
    ByProfile,
    /// The hole's own text (Velocity's `$x`).
    Source,
    /// Nothing (Velocity's `$!x`).
    Nothing,
}

/// Where an assignment binds its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// In the innermost scope (Jinja).
    Inner,
    /// In the outermost (Liquid).
    Outer,
    /// Where it is bound already, else in the outermost (Velocity).
    Nearest,
}

/// What is assigned to.
#[derive(Clone, Debug)]
pub enum Target {
    /// A variable.
    Name(Arc<str>),
    /// A member: `ns.total`, `$map.key`.
    Member(ExprId, Arc<str>),
    /// An element: `$list[0]`.
    Index(ExprId, ExprId),
    /// Several, for the elements of a list.
    Unpack(Box<[Target]>),
}

/// A macro.
#[derive(Clone, Debug)]
pub struct Macro {
    /// Its name.
    pub name: Arc<str>,
    /// Its parameters, in order.
    pub params: Box<[Param]>,
    /// How arguments are passed.
    pub passing: Passing,
    /// What it prints.
    pub body: Block,
}

/// A macro's parameter.
#[derive(Clone, Debug)]
pub struct Param {
    /// Its name.
    pub name: Arc<str>,
    /// Its value when the caller gives none.
    pub default: Option<ExprId>,
}

/// How a macro's arguments are passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passing {
    /// Evaluated once, before the call (Jinja).
    Value,
    /// Evaluated once, before the call, and bound among the caller's variables: what the macro assigns to a
    /// parameter stays assigned (Velocity 2).
    Shared,
}

/// Leaves the normal order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jump {
    /// Ends the innermost loop.
    Break,
    /// Ends this turn of the innermost loop.
    Continue,
    /// Ends the template; what was printed stands.
    Stop,
    /// Drops the message (`CleverTap`'s `abort`).
    Abort,
}
