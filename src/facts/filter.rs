//! What filters and methods let through: some give their input or parts of it, the rest read it.

use std::sync::Arc;

use super::known::Known;
use super::walk::{Walk, Want};
use crate::dialect::Dialect;
use crate::field::Segment;
use crate::source::{InTemplate, Span};
use crate::template::{Arg, Args, Const, ExprId, ExprKind};

/// Filters whose result has the elements of their input. Sorted.
const KEEPING: &[&str] = &[
    "batch",
    "compact",
    "concat",
    "list",
    "reject",
    "rejectattr",
    "reverse",
    "select",
    "selectattr",
    "shuffle",
    "slice",
    "sort",
    "sort_natural",
    "unique",
    "uniq",
    "where",
];

/// Filters that give an element of their input.
const CHOOSING: &[&str] = &["first", "last", "max", "min", "random"];

/// Filters whose first text is the path of a member that they read of each element.
const READING_MEMBERS: &[&str] = &[
    "compact",
    "find",
    "find_index",
    "groupby",
    "has",
    "map",
    "max",
    "min",
    "reject",
    "rejectattr",
    "selectattr",
    "sort",
    "sort_natural",
    "sum",
    "unique",
    "uniq",
    "where",
    "join",
];

/// Methods that compare a text with their argument.
const COMPARING: &[&str] = &["contains", "endsWith", "equals", "equalsIgnoreCase", "startsWith"];

impl Walk<'_> {
    pub(super) fn filter(
        &mut self,
        (id, base): (ExprId, ExprId),
        name: &Arc<str>,
        args: &Args,
        want: Want,
    ) -> Known {
        let span = self.template.expr(id).span;
        if self.profile.dialect == Dialect::MergeFields && &**name == "field" {
            return self.merge_field(base, want);
        }
        if matches!(&**name, "default" | "d") {
            let mut known = self.eval(base, want);
            let other = self.args(args, want);
            self.join(&mut known, other, span);
            return known;
        }
        let keeps = KEEPING.contains(&&**name);
        let chooses = CHOOSING.contains(&&**name);
        let reads_members = READING_MEMBERS.contains(&&**name) && self.profile.dialect != Dialect::Velocity;
        if !keeps && !chooses && !reads_members {
            self.eval(base, want.operand());
            self.args(args, want.operand());
            return Known::default();
        }
        let own = if reads_members || chooses { Want::Looped } else { want };
        let known = self.eval(base, own);
        let attribute = self.attribute(name, args).filter(|_| reads_members);
        let given = self.args(args, if &**name == "concat" { want } else { Want::Printed });
        let mut known = self.through(&known, name, (keeps, chooses), attribute.as_deref(), span);
        if keeps {
            self.join(&mut known, given, span);
        }
        if want != Want::Looped || chooses {
            self.read(&known, want, span);
        }
        known
    }

    /// What is left of the input after a filter that keeps, chooses or reads members.
    fn through(
        &mut self,
        base: &Known,
        name: &str,
        (keeps, chooses): (bool, bool),
        attribute: Option<&str>,
        span: Span<InTemplate>,
    ) -> Known {
        let element = self.part(base, &Segment::Each);
        let mut member = element.clone();
        for step in attribute.into_iter().flat_map(|path| path.split('.')) {
            let segment = step.parse().map_or_else(|_| Segment::Key(Arc::from(step)), Segment::Index);
            member = self.part(&member, &segment);
        }
        if attribute.is_some() && name != "map" {
            self.read(&member, Want::Printed, span);
        }
        match name {
            "map" if attribute.is_some() => Known::of_parts(member),
            "map" | "sum" | "join" => {
                if attribute.is_none() {
                    self.read(&element, Want::Printed, span);
                }
                Known::default()
            }
            // Each group has the elements as its `list`, its second part.
            "groupby" => Known::of_parts(Known::of_parts(element)),
            "batch" => Known::of_parts(base.clone()),
            "find" => element,
            _ if chooses => element,
            _ if keeps => base.clone(),
            _ => Known::default(),
        }
    }

    /// The member that a filter reads of each element.
    fn attribute(&self, name: &str, args: &Args) -> Option<Arc<str>> {
        let named = args.named.iter().find(|(it, _)| &**it == "attribute").map(|(_, value)| *value);
        let jinja = self.profile.dialect == Dialect::Jinja;
        let first = match args.positional.first() {
            Some(Arg::One(it)) if !jinja || matches!(name, "rejectattr" | "selectattr" | "groupby") => {
                Some(*it)
            }
            _ => None,
        };
        match &self.template.expr(named.or(first)?).kind {
            ExprKind::Const(Const::Str(path)) => Some(path.clone()),
            _ => None,
        }
    }

    /// ONTRAPORT's `[First Name]`.
    fn merge_field(&mut self, base: ExprId, want: Want) -> Known {
        let template = self.template;
        let ExprKind::Const(Const::Str(name)) = &template.expr(base).kind else { return Known::default() };
        let known = Known::field(self.paths.child(None, Segment::Key(name.clone())));
        self.read(&known, want, template.expr(base).span);
        known
    }

    /// A method of a value: `get` and its kin give a part, the rest read all of it.
    pub(super) fn method(
        &mut self,
        (id, base): (ExprId, ExprId),
        name: &Arc<str>,
        args: &Args,
        want: Want,
    ) -> Known {
        let span = self.template.expr(base).span.union(self.template.expr(id).span);
        match (&**name, &*args.positional) {
            ("get" | "pop" | "remove" | "getOrDefault" | "setdefault", [Arg::One(key), rest @ ..]) => {
                let segment = self.segment(*key);
                let base = self.eval(base, Want::Value);
                let mut known = self.part(&base, &segment);
                for arg in rest {
                    let (Arg::One(arg) | Arg::Spread(arg)) = arg;
                    let other = self.eval(*arg, want);
                    self.join(&mut known, other, span);
                }
                self.read(&known, want, span);
                known
            }
            ("items" | "entrySet", []) => {
                let element = self.elements_of(base);
                Known::of_parts(Known::of_parts(element))
            }
            ("values", []) => {
                let element = self.elements_of(base);
                let known = Known::of_parts(element);
                self.read(&known, want, span);
                known
            }
            ("iterator" | "subList" | "copy", _) => {
                self.args(args, Want::Printed);
                self.eval(base, want)
            }
            ("add" | "append" | "addAll" | "put" | "insert" | "set" | "update" | "extend" | "putAll", _) => {
                let given = self.args(args, Want::Value);
                self.put_into(base, given);
                Known::default()
            }
            _ => {
                self.eval(base, want.operand());
                self.args(args, want.operand());
                if COMPARING.contains(&&**name) {
                    self.note_arguments(base, args);
                }
                Known::default()
            }
        }
    }

    fn elements_of(&mut self, base: ExprId) -> Known {
        let base = self.eval(base, Want::Looped);
        self.part(&base, &Segment::Each)
    }

    /// Puts something into the list or map that an expression gives.
    pub(super) fn put_into(&mut self, base: ExprId, given: Known) {
        let template = self.template;
        let mut root = base;
        while let ExprKind::Member(inner, _) | ExprKind::Index(inner, _) = &template.expr(root).kind {
            root = *inner;
        }
        if let ExprKind::Var(name) = &template.expr(root).kind {
            let mut known = self.lookup(name);
            self.join(&mut known, Known::of_parts(given), template.expr(base).span);
            self.names.set(name, known);
        }
    }
}
