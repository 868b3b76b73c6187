//! Calls: macros, blocks, functions and methods of the engine.

use std::sync::Arc;

use super::scope::ScopeId;
use super::{Exit, Fault, Flow, Render};
use crate::dialect;
use crate::field::ReadSet;
use crate::limits;
use crate::profile::Input;
use crate::source::{InTemplate, Span};
use crate::source_map::{Origin, Rope};
use crate::template::{Absent, ExprId, ExprKind, Macro, NodeId, Passing, Template};
use crate::value::{MacroId, Str, Traced, Value};

/// The values that a call passes.
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    /// By position, in order.
    pub positional: Vec<Traced>,
    /// By name, in order.
    pub named: Vec<(Arc<str>, Traced)>,
}

impl Arguments {
    /// The argument at this position, or of this name.
    pub fn get(&self, position: usize, name: &str) -> Option<&Traced> {
        self.positional
            .get(position)
            .or_else(|| self.named.iter().find(|(it, _)| &**it == name).map(|(_, value)| value))
    }
}

/// A macro or block that was defined, with the scope around it.
#[derive(Clone, Debug)]
pub(crate) struct MacroState {
    pub(super) template: Arc<Template>,
    pub(super) definition: Arc<Macro>,
    scope: ScopeId,
    /// Whether values were escaped where it was defined.
    autoescape: bool,
    /// How often it is inside itself just now; only counted for blocks.
    pub(super) depth: usize,
    /// How often it may be.
    pub(super) limit: usize,
}

impl Render<'_> {
    pub(crate) fn define_macro(&mut self, template: &Arc<Template>, definition: &Arc<Macro>) {
        if definition.passing == Passing::Shared {
            return self.define_shared(template, definition);
        }
        let id = self.new_macro(template, definition, limits::MAX_DEPTH);
        self.scopes.set(&definition.name, Traced::constant(Value::Macro(id)));
    }

    pub(super) fn new_macro(
        &mut self,
        template: &Arc<Template>,
        definition: &Arc<Macro>,
        limit: usize,
    ) -> MacroId {
        let scope = match definition.passing {
            Passing::Value => self.scopes.keep(),
            Passing::Shared => self.scopes.current(),
        };
        let (template, definition) = (template.clone(), definition.clone());
        let autoescape = self.autoescape;
        let state = MacroState { template, definition, scope, autoescape, depth: 0, limit };
        self.macros.push(state);
        // Definitions are limited to far fewer than 2^32 by the limit on steps.
        MacroId(u32::try_from(self.macros.len() - 1).unwrap_or(u32::MAX))
    }

    pub(super) fn macro_state(&self, id: MacroId) -> Option<MacroState> {
        self.macros.get(id.0 as usize).cloned()
    }

    /// Says how often a block is inside itself.
    pub(super) fn block_depth(&mut self, id: MacroId, depth: usize) {
        if let Some(state) = self.macros.get_mut(id.0 as usize) {
            state.depth = depth;
        }
    }

    /// The name of a macro.
    pub fn macro_name(&self, id: MacroId) -> Option<Arc<str>> {
        self.macros.get(id.0 as usize).map(|state| state.definition.name.clone())
    }

    /// The names of a macro's parameters.
    pub fn macro_params(&self, id: MacroId) -> Vec<Arc<str>> {
        let params = self.macros.get(id.0 as usize).map(|state| &state.definition.params);
        params.into_iter().flatten().map(|param| param.name.clone()).collect()
    }

    /// Whether the body of a macro mentions a variable.
    pub fn macro_uses(&self, id: MacroId, name: &str) -> bool {
        let state = self.macros.get(id.0 as usize);
        state.is_some_and(|it| it.template.mentions(&it.definition.body, name))
    }

    /// Calls a value.
    pub(crate) fn call(
        &mut self,
        callee: &Traced,
        args: Arguments,
        span: Span<InTemplate>,
    ) -> Result<Traced, Fault> {
        self.called(callee, args, span).map_err(|fault| fault.reading(callee.reads))
    }

    fn called(&mut self, callee: &Traced, args: Arguments, span: Span<InTemplate>) -> Result<Traced, Fault> {
        match &callee.value {
            Value::Macro(id) => {
                let result = self.call_macro(*id, args)?;
                Ok(self.guarded(result, callee.reads))
            }
            Value::Loop(id) => match args.positional.first() {
                Some(iterable) => self.recurse(*id, iterable),
                None => Err(Fault::refused("the loop needs a list to go through")),
            },
            Value::Map(_) => {
                let input = Input { value: callee.clone(), args, span };
                let reads = self.input_reads(&input);
                let value =
                    (self.profile.method)(self, "__call__", input).map_err(|fault| fault.reading(reads))?;
                Ok(Traced { value, reads })
            }
            Value::Function(name) => {
                let input = Input { value: callee.clone(), args, span };
                let reads = self.input_reads(&input);
                let value =
                    (self.profile.function)(self, name, input).map_err(|fault| fault.reading(reads))?;
                Ok(Traced { value, reads })
            }
            Value::Method(bound) => {
                let (value, name) = (**bound).clone();
                let input = Input { value, args, span };
                self.call_method(&name, input)
            }
            Value::Undefined => {
                Err(Fault::new("undefined-call", "this is not defined, so it cannot be called"))
            }
            _ => Err(Fault::refused("this cannot be called")),
        }
    }

    /// Calls a macro with values (`Passing::Value`). Its parameters are bound in order, then by name; what is left
    /// over is in `varargs` and `kwargs`.
    pub(crate) fn call_macro(&mut self, id: MacroId, mut args: Arguments) -> Result<Traced, Fault> {
        let Some(MacroState { template, definition, scope, autoescape, .. }) = self.macro_state(id) else {
            return Err(Fault::refused("this macro is not defined"));
        };
        if !self.descend() {
            self.ascend();
            return Err(self.too_deep(format!("macro '{}' calls itself too deep", definition.name)));
        }
        let before = self.scopes.enter_in(scope);
        let autoescape = std::mem::replace(&mut self.autoescape, autoescape);
        let bound = self.bind_params(&template, &definition, &mut args);
        let mut out = Rope::default();
        let turns = self.enter_turns();
        let flow = bound.map(|()| self.block(&template, &definition.body, &mut out));
        self.leave_turns(turns);
        self.autoescape = autoescape;
        self.scopes.leave(before);
        self.ascend();
        if flow? == Err(Exit::Limit) {
            return Err(Fault::new("limit-exceeded", "the macro exceeds a limit"));
        }
        let fields = &mut self.fields;
        let text = out.into_traced(|sets| fields.union_all(sets));
        Ok(self.captured_text(text))
    }

    fn bind_params(
        &mut self,
        template: &Arc<Template>,
        definition: &Arc<Macro>,
        args: &mut Arguments,
    ) -> Result<(), Fault> {
        let mut given = std::mem::take(&mut args.positional).into_iter();
        for param in &definition.params {
            let named = args.named.iter().position(|(name, _)| *name == param.name);
            let value = match (given.next(), named) {
                (Some(_), Some(_)) => {
                    let message = format!("macro '{}' got two values for '{}'", definition.name, param.name);
                    return Err(Fault::refused(message));
                }
                (Some(value), None) => value,
                (None, Some(at)) => args.named.remove(at).1,
                (None, None) => match param.default {
                    Some(default) => self.eval(template, default)?,
                    None => Traced::constant(Value::Undefined),
                },
            };
            self.scopes.set(&param.name, value);
        }
        self.bound = Some((template.clone(), definition.clone()));
        let left = Arguments { positional: given.collect(), named: std::mem::take(&mut args.named) };
        (self.profile.extra_arguments)(self, &definition.name, left)
    }

    /// Whether the body of the macro whose parameters are being bound mentions a variable.
    pub fn macro_mentions(&self, name: &str) -> bool {
        self.bound.as_ref().is_some_and(|(template, definition)| template.mentions(&definition.body, name))
    }

    /// Whether the macro whose parameters are being bound has a parameter of this name.
    pub fn macro_takes(&self, name: &str) -> bool {
        self.bound.as_ref().is_some_and(|(_, it)| it.params.iter().any(|param| *param.name == *name))
    }

    /// Binds a name in the scope of the macro that is being called.
    pub fn bind_name(&mut self, name: &str, value: Traced) {
        self.scopes.set(&Arc::from(name), value);
    }

    pub(crate) fn call_with_block(
        &mut self,
        template: &Arc<Template>,
        (hole, call): (Span<InTemplate>, ExprId),
        caller: &Arc<Macro>,
        out: &mut Rope,
    ) -> Result<(), Fault> {
        let ExprKind::Call(callee, args) = &template.expr(call).kind else {
            return Err(Fault::refused("this is not a call"));
        };
        let span = template.expr(*callee).span;
        let callee = self.eval(template, *callee)?;
        let mut args = self.arguments(template, args)?;
        let block = Value::Macro(self.new_macro(template, caller, limits::MAX_DEPTH));
        args.named.push((caller.name.clone(), Traced::constant(block)));
        let value = self.call(&callee, args, span)?;
        self.print(template, (hole, Absent::ByProfile), &value, out)
    }

    /// Renders the text of a value as a template, all of it attributed to the node at `hole`.
    pub(crate) fn evaluate(
        &mut self,
        template: &Arc<Template>,
        (id, hole): (NodeId, Span<InTemplate>),
        text: ExprId,
        out: &mut Rope,
    ) -> Flow {
        let text = match self.eval(template, text) {
            Ok(text) => text,
            Err(fault) => {
                let reads = fault.details().reads;
                out.push("", Origin::Value { hole, reads }, self.guards);
                self.report(template, hole, fault);
                self.depend(template, id, reads);
                return Ok(());
            }
        };
        let reads = self.used(&text);
        // What the text does is known only now, and another one may do otherwise.
        self.depend(template, id, reads);
        let Value::Str(Str { text, .. }) = text.value else { return Ok(()) };
        if text.len() > limits::MAX_TEMPLATE_BYTES {
            return self.exceeded(template, hole, "the evaluated text is too long");
        }
        // Parsing is work as well: about a step for every few bytes.
        self.count(text.len() / 8);
        self.step(template, hole)?;
        let parsed = dialect::parse_for(self.profile, template.source.clone(), &text);
        for finding in parsed.findings {
            let fault = Fault::new(finding.code, format!("in the evaluated text: {}", finding.message));
            self.tell(finding.severity, template, hole, fault.reading(reads));
        }
        let inner = Arc::new(parsed.value);
        let turns = self.enter_turns();
        let (printed, flow) = self.rendered(&inner, &inner.root);
        self.leave_turns(turns);
        self.push_evaluated(&printed, reads, hole, out);
        if flow == Err(Exit::Break) { Ok(()) } else { flow }
    }

    /// What was rendered from another text has no place in this one but the node that evaluated it.
    fn push_evaluated(&mut self, printed: &Traced, reads: ReadSet, hole: Span<InTemplate>, out: &mut Rope) {
        let Value::Str(text) = &printed.value else { return };
        let reads = self.join(reads, printed.reads);
        out.push(&text.text, Origin::Value { hole, reads }, self.guards);
    }
}
