//! The one representation that every dialect is parsed into, and that the evaluator, the static facts and the
//! context automaton walk.
//!
//! Nodes and expressions live in two arenas and name one another by id, so that side tables can be keyed by it.
//! A tree never fails to exist: what could not be parsed is an error node.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

mod effects;

pub use effects::{Effects, Jumps, Moving};

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
    /// A secret, filled in at dispatch; previews print [`SECRET_MASK`].
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
        /// What is done to the text before it is bound, with [`ExprKind::Captured`] for the text.
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
        /// The call, an [`ExprKind::Call`].
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

/// A secret slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// Where its value is found at dispatch.
    pub kind: SecretKind,
    /// The variable's name or the file's path. For [`SecretKind::Basic`] name and password with a colon between them, each
    /// a text with slots.
    pub name: Arc<str>,
    /// Whether a filter or method has changed it: what it would make of the value, nobody knows before dispatch.
    pub is_changed: bool,
}

impl Secret {
    /// As its slot has it.
    pub fn new(kind: SecretKind, name: impl Into<Arc<str>>) -> Secret {
        Secret { kind, name: name.into(), is_changed: false }
    }

    /// The same, changed by a filter or method.
    pub(crate) fn changed(&self) -> Secret {
        Secret { is_changed: true, ..self.clone() }
    }

    /// What it is called where people see it: its name, which for [`SecretKind::Basic`] is those of its slots.
    pub fn label(&self) -> Cow<'_, str> {
        match self.kind {
            SecretKind::Env | SecretKind::File => Cow::Borrowed(&self.name),
            SecretKind::Basic => {
                let slots = crate::dialect::secret_slots(&self.name);
                let names: Vec<_> = slots.iter().map(|(_, it)| &*it.name).collect();
                Cow::Owned(names.join(" and "))
            }
        }
    }
}

/// Where a secret's value is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretKind {
    /// In an environment variable: `${env:NAME}`.
    Env,
    /// In a file: `${file:PATH}`.
    File,
    /// In a user's name and a password, which are sent together in base64 (RFC 7617). The transport gets them apart.
    Basic,
}

/// What previews print for a secret.
pub const SECRET_MASK: &str = "•••";

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
    /// What the block of the [`NodeKind::Capture`] around it printed.
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
