//! The expressions of a template: what is looked up, computed, compared, filtered.

use std::sync::Arc;

use super::{Block, ExprId};
use crate::source::{InTemplate, Span};

/// An expression with its place.
#[derive(Clone, Debug)]
pub struct Expr {
    /// The text it takes up.
    pub span: Span<InTemplate>,
    /// What it is.
    pub kind: ExprKind,
}

/// What an expression gives.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A literal.
    Const(Const),
    /// A variable's value.
    Var(Arc<str>),
    /// A member by name: `a.b`.
    Member(ExprId, Arc<str>),
    /// A member or element by value: `a[b]`.
    Index(ExprId, ExprId),
    /// Part of a list or string.
    Slice {
        /// The list or string.
        base: ExprId,
        /// The first index.
        start: Option<ExprId>,
        /// One past the last.
        stop: Option<ExprId>,
        /// How far to go each time.
        step: Option<ExprId>,
    },
    /// A filter's result: `base | name(args)`.
    Filter {
        /// What is filtered.
        base: ExprId,
        /// The filter.
        name: Arc<str>,
        /// The place of its name.
        name_span: Span<InTemplate>,
        /// Its arguments.
        args: Args,
    },
    /// Whether a test holds: `base is name(args)`.
    Test {
        /// What is tested.
        base: ExprId,
        /// The test.
        name: Arc<str>,
        /// The place of its name.
        name_span: Span<InTemplate>,
        /// Its arguments.
        args: Args,
    },
    /// Calls a value: `callee(args)`.
    Call(ExprId, Args),
    /// Calls a method: `base.name(args)`.
    Method {
        /// What the method belongs to.
        base: ExprId,
        /// The method.
        name: Arc<str>,
        /// Its arguments.
        args: Args,
    },
    /// An operator with one operand.
    Unary(Unary, ExprId),
    /// An operator with two.
    Binary(Binary, ExprId, ExprId),
    /// Comparisons in a row, each of which must hold: `1 < x < 5`.
    Compare(ExprId, Box<[(Binary, ExprId)]>),
    /// One of two values.
    Ternary {
        /// Which.
        test: ExprId,
        /// When the test holds.
        then: ExprId,
        /// When it does not.
        otherwise: Option<ExprId>,
    },
    /// The first value, or the second when the first is absent or empty: Velocity's `${a|b}`.
    Alternate(ExprId, ExprId),
    /// A list.
    List(Box<[ExprId]>),
    /// A list that cannot be changed and prints otherwise.
    Tuple(Box<[ExprId]>),
    /// A map.
    Map(Box<[(ExprId, ExprId)]>),
    /// The whole numbers from the first to the second, both included.
    Range(ExprId, ExprId),
    /// What a block prints (Jinja's `filter` block, Velocity's `"$x"`).
    Rendered(Block),
    /// What the block of the [`NodeKind::Capture`](super::NodeKind::Capture) around it printed.
    Captured,
    /// What could not be parsed.
    Error,
}

/// A literal.
#[derive(Clone, Debug, PartialEq)]
pub enum Const {
    /// No value, said so (`none`, `nil`, `null`).
    Null,
    /// No value at all.
    Undefined,
    /// Liquid's `empty`.
    Empty,
    /// Liquid's `blank`.
    Blank,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i128),
    /// A number with a fraction.
    Float(f64),
    /// Text.
    Str(Arc<str>),
}

/// The arguments of a call.
#[derive(Clone, Debug, Default)]
pub struct Args {
    /// By position, in order.
    pub positional: Box<[Arg]>,
    /// By name, in order.
    pub named: Box<[(Arc<str>, ExprId)]>,
    /// Maps whose members are passed by name (`**kwargs`).
    pub spread: Box<[ExprId]>,
}

/// An argument by position.
#[derive(Clone, Copy, Debug)]
pub enum Arg {
    /// One value.
    One(ExprId),
    /// A list whose elements are passed one by one (`*args`).
    Spread(ExprId),
}

/// An operator with one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unary {
    /// Logical negation.
    Not,
    /// Arithmetic negation.
    Neg,
}

/// An operator with two operands. What each does with which values is the profile's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binary {
    /// Short-circuit conjunction.
    And,
    /// Short-circuit disjunction.
    Or,
    /// Sum, or joined strings or lists.
    Add,
    /// Difference.
    Sub,
    /// Product.
    Mul,
    /// Quotient.
    Div,
    /// Quotient rounded down.
    FloorDiv,
    /// Remainder.
    Rem,
    /// Power.
    Pow,
    /// Texts joined.
    Concat,
    /// Equal.
    Eq,
    /// Not equal.
    Ne,
    /// Less.
    Lt,
    /// Less or equal.
    Le,
    /// Greater.
    Gt,
    /// Greater or equal.
    Ge,
    /// The left is an element, key or part of the right.
    In,
    /// It is not.
    NotIn,
    /// The right is an element, key or part of the left (Liquid's `contains`).
    Contains,
}
