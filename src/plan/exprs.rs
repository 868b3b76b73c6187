//! The expressions that a plan knows: fields, filters that leave a plain text as it is or print it in another case, and
//! conditions that ask whether a field has a value or which of a few texts it is.

use std::sync::Arc;

use super::tree::{NodeAt, Tree};
use super::{Excluded, chars};
use crate::dialect::Dialect;
use crate::profile::jinja2::MAP_METHODS;
use crate::template::{Arg, Args, Binary, Const, ExprId, ExprKind, Template, Unary};

/// How many texts of one field conditions may ask for.
const MAX_KNOWN: usize = 4;

/// Names that Liquid gives to what lists and texts have.
const OF_LISTS: &[&str] = &["first", "last", "size"];

/// What an expression prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Print {
    /// The field; none for what the template has itself.
    pub(super) at: Option<NodeAt>,
    /// Whether a plain text is printed as it is.
    pub(super) exact: bool,
    /// Whether it is printed as JSON, quotation marks and all.
    pub(super) json: bool,
    /// Whether every text is printed as it is, a quotation mark in it too.
    pub(super) bare: bool,
}

/// The expressions of one template.
pub(super) struct Exprs<'c> {
    pub(super) template: &'c Template,
    pub(super) dialect: Dialect,
    pub(super) tree: &'c mut Tree,
    /// The names of the elements of the loops around, the innermost last.
    pub(super) elements: Vec<(Arc<str>, NodeAt)>,
}

impl Exprs<'_> {
    /// The field that an expression names.
    pub(super) fn field(&mut self, id: ExprId) -> Result<NodeAt, Excluded> {
        match &self.template.expr(id).kind {
            ExprKind::Var(name) => {
                let element = self.elements.iter().rev().find(|(it, _)| it == name);
                if let Some((_, at)) = element {
                    return Ok(*at);
                }
                self.tree.member(0, name).ok_or(Excluded("it reads too many fields"))
            }
            ExprKind::Member(base, name) => self.member(*base, name),
            ExprKind::Index(base, index) => match &self.template.expr(*index).kind {
                ExprKind::Const(Const::Str(name)) => self.member(*base, name),
                _ => Err(Excluded("it takes elements by number or by another field")),
            },
            _ => Err(Excluded("it calculates")),
        }
    }

    fn member(&mut self, base: ExprId, name: &str) -> Result<NodeAt, Excluded> {
        // `x.items` is no field.
        let own = if self.dialect == Dialect::Jinja { MAP_METHODS } else { OF_LISTS };
        if own.contains(&name) {
            return Err(Excluded("it reads what a list or text has of its own"));
        }
        let at = self.field(base)?;
        self.tree.member(at, name).ok_or(Excluded("it reads too many fields, or one as a list and as a map"))
    }

    /// What an expression prints.
    pub(super) fn print(&mut self, id: ExprId) -> Result<Print, Excluded> {
        match &self.template.expr(id).kind {
            ExprKind::Const(_) => Ok(Print { at: None, exact: true, json: false, bare: false }),
            ExprKind::Filter { base, name, args, .. } => {
                let print = self.print(*base)?;
                self.filter(print, name, args)
            }
            _ => Ok(Print { at: Some(self.field(id)?), exact: true, json: false, bare: true }),
        }
    }

    fn filter(&mut self, print: Print, name: &str, args: &Args) -> Result<Print, Excluded> {
        let unknown = Err(Excluded("it uses a filter that only rendering knows"));
        if print.json || !args.spread.is_empty() {
            return unknown;
        }
        let texts = self.texts(args);
        let plain = args.positional.is_empty() && args.named.is_empty();
        match name {
            "default" | "d" if texts.is_some() => Ok(print),
            "string" | "safe" if plain => Ok(print),
            "e" | "escape" | "escape_once" | "forceescape" if plain => {
                self.without(print, chars::MARKUP);
                Ok(Print { bare: false, ..print })
            }
            "urlencode" | "url_encode" if plain => {
                self.without(print, chars::ADDRESS | chars::WIDE);
                Ok(Print { bare: false, ..print })
            }
            "upper" | "lower" | "capitalize" | "title" | "trim" | "upcase" | "downcase" | "strip"
            | "lstrip" | "rstrip" | "strip_newlines"
                if plain =>
            {
                Ok(Print { exact: false, bare: false, ..print })
            }
            "tojson" | "json" if plain => Ok(Print { json: true, bare: false, ..print }),
            // A plain text has none of these, so nothing is replaced in it.
            "replace" if texts.as_ref().and_then(|it| it.first()).is_some_and(|it| is_never_plain(it)) => {
                Ok(Print { bare: false, ..print })
            }
            _ => unknown,
        }
    }

    /// The arguments, when all are texts or truth values that stand in the template.
    fn texts(&self, args: &Args) -> Option<Vec<Arc<str>>> {
        if !args.named.is_empty() || args.positional.is_empty() {
            return None;
        }
        let text = |arg: &Arg| match arg {
            Arg::One(id) => match &self.template.expr(*id).kind {
                ExprKind::Const(Const::Str(text)) => Some(text.clone()),
                ExprKind::Const(Const::Bool(_)) => Some(Arc::from("")),
                _ => None,
            },
            Arg::Spread(_) => None,
        };
        args.positional.iter().map(text).collect()
    }

    /// Has the texts of a field be without some kinds of characters.
    fn without(&mut self, print: Print, kinds: u8) {
        if let Some(node) = print.at.and_then(|at| self.tree.node_mut(at)) {
            node.text.without |= kinds;
        }
    }

    /// Notes what a condition depends on.
    pub(super) fn condition(&mut self, id: ExprId) -> Result<(), Excluded> {
        match &self.template.expr(id).kind {
            ExprKind::Const(_) => Ok(()),
            ExprKind::Unary(Unary::Not, inner) => self.condition(*inner),
            ExprKind::Binary(Binary::And | Binary::Or, a, b) => {
                self.condition(*a)?;
                self.condition(*b)
            }
            ExprKind::Binary(Binary::Eq | Binary::Ne, a, b) => self.comparison(*a, *b),
            ExprKind::Compare(a, rest) => match &**rest {
                [(Binary::Eq | Binary::Ne, b)] => self.comparison(*a, *b),
                _ => Err(Excluded("a condition compares more than whether two values are the same")),
            },
            ExprKind::Test { base, name, args, .. }
                if matches!(&**name, "defined" | "undefined" | "none") && args.positional.is_empty() =>
            {
                self.field(*base).map(drop)
            }
            ExprKind::Member(base, name) if self.is_loop(*base) => match &**name {
                "first" | "last" => Ok(()),
                _ => Err(Excluded("a condition counts the turns of a loop")),
            },
            _ => self.field(id).map(drop),
        }
    }

    /// Whether an expression is the state of the loop around.
    fn is_loop(&self, id: ExprId) -> bool {
        let name = if self.dialect == Dialect::Jinja { "loop" } else { "forloop" };
        !self.elements.is_empty()
            && matches!(&self.template.expr(id).kind, ExprKind::Var(it) if **it == *name)
    }

    fn comparison(&mut self, a: ExprId, b: ExprId) -> Result<(), Excluded> {
        let constant = |id: ExprId| match &self.template.expr(id).kind {
            ExprKind::Const(it) => Some(it.clone()),
            _ => None,
        };
        let (field, constant) = match (constant(a), constant(b)) {
            (None, Some(it)) => (a, it),
            (Some(it), None) => (b, it),
            _ => return Err(Excluded("a condition compares two fields")),
        };
        let at = self.field(field)?;
        match constant {
            Const::Str(text) => self.known(at, &text),
            Const::Int(_) | Const::Float(_) => Err(Excluded("a condition compares numbers")),
            Const::Null | Const::Undefined | Const::Empty | Const::Blank | Const::Bool(_) => Ok(()),
        }
    }

    fn known(&mut self, at: NodeAt, text: &str) -> Result<(), Excluded> {
        let Some(node) = self.tree.node_mut(at) else { return Ok(()) };
        if !node.text.known.iter().any(|it| **it == *text) {
            node.text.known.push(Box::from(text));
        }
        match node.text.known.len() <= MAX_KNOWN {
            true => Ok(()),
            false => Err(Excluded("conditions ask for very many texts")),
        }
    }
}

/// Whether a text has a character that no plain text has.
fn is_never_plain(text: &str) -> bool {
    text.contains(|it: char| matches!(it, '"' | '\\') || it < ' ')
}
