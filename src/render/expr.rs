//! What each expression gives.

use std::sync::Arc;

use indexmap::IndexMap;

use super::secrets::with_secret_of;
use super::{Arguments, Exit, Fault, Render};
use crate::field::ReadSet;
use crate::nearest::nearest;
use crate::profile::Input;
use crate::source::{InTemplate, Span};
use crate::template::{Arg, Args, Binary, ExprId, ExprKind, Template};
use crate::value::{Key, Traced, Value};

impl Render<'_> {
    /// Evaluates an expression.
    ///
    /// # Errors
    ///
    /// A fault, at the place of the expression that caused it.
    pub(crate) fn eval(&mut self, template: &Arc<Template>, id: ExprId) -> Result<Traced, Fault> {
        let expr = template.expr(id);
        let value = match self.descend() && self.step(template, expr.span).is_ok() {
            true => self.expr(template, id),
            false => {
                Err(Fault::new("limit-exceeded", "the expression is nested too deep or does too much work"))
            }
        };
        self.ascend();
        self.tell_remarks(template, expr.span);
        value.map_err(|fault| fault.at(expr.span))
    }

    fn expr(&mut self, template: &Arc<Template>, id: ExprId) -> Result<Traced, Fault> {
        let expr = template.expr(id);
        match &expr.kind {
            ExprKind::Const(literal) => Ok(Traced::constant(self.constant(literal))),
            ExprKind::Var(name) => Ok(self.variable(name)),
            ExprKind::Member(base, name) => self.member(template, *base, name),
            ExprKind::Index(base, index) => self.index(template, *base, *index),
            ExprKind::Slice { base, start, stop, step } => {
                self.slice(template, *base, [*start, *stop, *step])
            }
            ExprKind::Filter { base, name, name_span, args } => {
                self.filter(template, *base, (name, *name_span), args)
            }
            ExprKind::Test { base, name, name_span, args } => {
                self.test(template, *base, (name, *name_span), args)
            }
            ExprKind::Call(callee, args) => {
                let callee_span = template.expr(*callee).span;
                let callee = self.eval(template, *callee)?;
                let args = self.arguments(template, args)?;
                self.call(&callee, args, callee_span)
            }
            ExprKind::Method { base, name, args } => {
                let value = self.eval(template, *base)?;
                let args = self.arguments(template, args)?;
                let input = Input { value, args, span: expr.span };
                self.call_method(name, input)
            }
            ExprKind::Unary(op, operand) => {
                let operand = self.eval(template, *operand)?;
                let reads = self.used(&operand);
                let value =
                    (self.profile.unary)(self, *op, &operand).map_err(|fault| fault.reading(reads))?;
                Ok(Traced { value, reads })
            }
            ExprKind::Binary(op @ (Binary::And | Binary::Or), left, right) => {
                self.logic(template, *op, *left, *right)
            }
            ExprKind::Binary(op, left, right) => {
                let left = self.eval(template, *left)?;
                let right = self.eval(template, *right)?;
                self.operate(*op, &left, &right)
            }
            ExprKind::Compare(first, rest) => self.compare(template, *first, rest),
            ExprKind::Ternary { test, then, otherwise } => self.ternary(template, *test, *then, *otherwise),
            ExprKind::Alternate(first, second) => self.alternate(template, *first, *second),
            ExprKind::List(items) => {
                let items = self.all(template, items)?;
                Ok(Traced::constant(self.heap.list(items)))
            }
            ExprKind::Tuple(items) => {
                let items = self.all(template, items)?;
                Ok(Traced::constant(self.heap.tuple(items)))
            }
            ExprKind::Map(members) => self.map(template, members),
            ExprKind::Range(from, to) => self.range(template, *from, *to),
            ExprKind::Rendered(block) => {
                let before = self.scopes.enter();
                let (text, flow) = self.rendered(template, block);
                self.scopes.leave(before);
                match flow {
                    Ok(()) => Ok(self.captured_text(text)),
                    Err(exit @ (Exit::Stop | Exit::Abort | Exit::Leave(_))) => {
                        self.leaving = Some(exit);
                        Ok(self.captured_text(text))
                    }
                    Err(_) => Err(Fault::refused("this block ends before its end")),
                }
            }
            ExprKind::Captured => {
                Ok(self.captured.last().cloned().unwrap_or(Traced::constant(Value::Undefined)))
            }
            ExprKind::Error => Err(Fault::refused("this could not be read")),
        }
    }

    fn index(&mut self, template: &Arc<Template>, base: ExprId, index: ExprId) -> Result<Traced, Fault> {
        let base = self.eval(template, base)?;
        let index = self.eval(template, index)?;
        let reads = self.join(base.reads, index.reads);
        let part = (self.profile.index)(self, &base, &index).map_err(|fault| fault.reading(reads))?;
        Ok(self.part_of_text(&base, part, reads))
    }

    fn member(&mut self, template: &Arc<Template>, base: ExprId, name: &Arc<str>) -> Result<Traced, Fault> {
        let base = self.eval(template, base)?;
        if let Value::Loop(id) = base.value
            && let Some(member) = (self.profile.loop_member)(self, id, name)
        {
            let reads = self.join(base.reads, member.reads);
            return Ok(Traced { value: member.value, reads });
        }
        let reads = base.reads;
        let part = (self.profile.member)(self, &base, name).map_err(|fault| fault.reading(reads))?;
        Ok(self.part_of_text(&base, part, reads))
    }

    fn slice(
        &mut self,
        template: &Arc<Template>,
        base: ExprId,
        at: [Option<ExprId>; 3],
    ) -> Result<Traced, Fault> {
        let base = self.eval(template, base)?;
        let mut reads = self.used(&base);
        let mut bounds = [const { None }; 3];
        for (bound, expr) in bounds.iter_mut().zip(at) {
            let Some(expr) = expr else { continue };
            let value = self.eval(template, expr)?;
            reads = self.join(reads, value.reads);
            *bound = Some(value);
        }
        let value = (self.profile.slice)(self, &base, &bounds).map_err(|fault| fault.reading(reads))?;
        Ok(self.made("slice", value, reads))
    }

    fn filter(
        &mut self,
        template: &Arc<Template>,
        base: ExprId,
        (name, span): (&Arc<str>, Span<InTemplate>),
        args: &Args,
    ) -> Result<Traced, Fault> {
        let Some(filter) = self.profile.filter(name) else {
            let known = self.profile.filter_names();
            return Err(unknown("filter", name, known).at(span));
        };
        let value = self.eval(template, base)?;
        let args = self.arguments(template, args)?;
        let input = Input { value, args, span };
        let reads = self.input_reads(&input);
        let given = input.value.value.clone();
        let value = filter(self, input).and_then(|value| self.bounded(value));
        let value = value.map(|value| with_secret_of(name, &given, value));
        let beside = std::mem::take(&mut self.beside);
        let reads = self.join(reads, beside);
        let value = value.map_err(|fault| fault.at(span).reading(reads))?;
        Ok(self.made(name, value, reads))
    }

    /// Calls a method. Whether there is one depends on what it belongs to, and so does all of its result.
    pub(super) fn call_method(&mut self, name: &str, input: Input) -> Result<Traced, Fault> {
        let (own, reads) = (input.value.reads, self.input_reads(&input));
        let given = input.value.value.clone();
        let value = (self.profile.method)(self, name, input).and_then(|value| self.bounded(value));
        let value = value.map(|value| with_secret_of(name, &given, value));
        let value = value.map_err(|fault| fault.reading(reads))?;
        let made = self.made(name, value, reads);
        Ok(self.guarded(made, own))
    }

    fn test(
        &mut self,
        template: &Arc<Template>,
        base: ExprId,
        (name, span): (&Arc<str>, Span<InTemplate>),
        args: &Args,
    ) -> Result<Traced, Fault> {
        let Some(test) = self.profile.test(name) else {
            let known = self.profile.tests.iter().map(|(it, _)| *it);
            return Err(unknown("test", name, known).at(span));
        };
        let value = self.eval(template, base)?;
        let args = self.arguments(template, args)?;
        let input = Input { value, args, span };
        let reads = self.input_reads(&input);
        let holds = test(self, input).map_err(|fault| fault.at(span).reading(reads))?;
        Ok(Traced { value: Value::Bool(holds), reads })
    }

    /// All that matters of what a filter, test or method gets.
    pub(crate) fn input_reads(&mut self, input: &Input) -> ReadSet {
        self.weigh(&input.value.value);
        let value = self.used(&input.value);
        let args = self.arguments_reads(&input.args);
        self.join(value, args)
    }

    pub(crate) fn arguments_reads(&mut self, args: &Arguments) -> ReadSet {
        let mut reads = ReadSet::EMPTY;
        for value in args.positional.iter().chain(args.named.iter().map(|(_, value)| value)) {
            let used = self.used(value);
            reads = self.join(reads, used);
        }
        reads
    }

    /// Evaluates the arguments of a call, in order.
    pub(crate) fn arguments(&mut self, template: &Arc<Template>, args: &Args) -> Result<Arguments, Fault> {
        let mut given = Arguments::default();
        for arg in &args.positional {
            match arg {
                Arg::One(expr) => given.positional.push(self.eval(template, *expr)?),
                Arg::Spread(expr) => {
                    let list = self.eval(template, *expr)?;
                    let elements = (self.profile.elements)(self, &list);
                    given.positional.extend(elements.map_err(|fault| fault.reading(list.reads))?);
                }
            }
        }
        for (name, expr) in &args.named {
            given.named.push((name.clone(), self.eval(template, *expr)?));
        }
        for expr in &args.spread {
            let map = self.eval(template, *expr)?;
            for (key, value) in self.map_members(&map) {
                if let Key::Str(name) = key {
                    given.named.push((name, value));
                }
            }
        }
        Ok(given)
    }

    fn all(&mut self, template: &Arc<Template>, items: &[ExprId]) -> Result<Vec<Traced>, Fault> {
        items.iter().map(|&it| self.eval(template, it)).collect()
    }

    fn map(&mut self, template: &Arc<Template>, members: &[(ExprId, ExprId)]) -> Result<Traced, Fault> {
        let mut entries = IndexMap::with_capacity(members.len());
        let mut reads = ReadSet::EMPTY;
        for (key, value) in members {
            let key = self.eval(template, *key)?;
            reads = self.join(reads, key.reads);
            let Some(key) = Key::of(&key.value) else {
                return Err(Fault::refused("this cannot be the key of a map"));
            };
            let value = self.eval(template, *value)?;
            entries.insert(key, value);
        }
        Ok(Traced { value: self.heap.map(entries), reads })
    }

    fn range(&mut self, template: &Arc<Template>, from: ExprId, to: ExprId) -> Result<Traced, Fault> {
        let from = self.eval(template, from)?;
        let to = self.eval(template, to)?;
        let reads = self.join(from.reads, to.reads);
        let value = (self.profile.range)(self, &from, &to).and_then(|value| self.bounded(value));
        let value = value.map_err(|fault| fault.reading(reads))?;
        Ok(Traced { value, reads })
    }
}

/// A name that the engine does not have, with the nearest that it has.
pub(crate) fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> Fault {
    let code = match what {
        "filter" => "unknown-filter",
        "test" => "unknown-test",
        _ => "unknown-method",
    };
    let fault = Fault::new(code, format!("unknown {what} '{name}'"));
    match nearest(name, known) {
        Some(nearest) => fault.with_help(format!("did you mean '{nearest}'?")),
        None => fault,
    }
}
