//! Macros that share their caller's variables, and blocks that are rendered wherever their name is printed: Velocity's
//! `#macro`, `#@macro` and `#define` (`VelocimacroProxy.java`, `BlockMacro.java` and `Define.java` of its engine).

use std::sync::Arc;

use super::call::MacroState;
use super::{Exit, Fault, Flow, Render};
use crate::source::{InTemplate, Span};
use crate::source_map::Rope;
use crate::template::{Block, Invoke, Macro, Passing, Template};
use crate::value::{MacroId, Str, Traced, Value};

/// How deep macros may call one another: Velocity's `velocimacro.max_depth`.
const MAX_CALLS: usize = 20;

/// How often a block may be inside itself: Velocity's `define.provide.max_depth`.
const MAX_DEFINED: usize = 2;

impl Render<'_> {
    /// Takes note of a macro. The first of a name stands, as Velocity has it.
    pub(crate) fn define_shared(&mut self, template: &Arc<Template>, definition: &Arc<Macro>) {
        if !self.directives.contains_key(&definition.name) {
            let id = self.new_macro(template, definition, MAX_CALLS);
            self.directives.insert(definition.name.clone(), id);
        }
    }

    pub(crate) fn define_block(&mut self, template: &Arc<Template>, name: &Arc<str>, body: &Block) {
        let id = self.new_block(template, name, body, MAX_DEFINED);
        let block = Traced::constant(Value::Block(id));
        let guards = self.guards;
        let block = self.guarded(block, guards);
        self.scopes.set_nearest(name, block);
    }

    fn new_block(
        &mut self,
        template: &Arc<Template>,
        name: &Arc<str>,
        body: &Block,
        limit: usize,
    ) -> MacroId {
        let (name, body) = (name.clone(), body.clone());
        let definition = Macro { name, params: Box::default(), passing: Passing::Shared, body };
        self.new_macro(template, &Arc::new(definition), limit)
    }

    /// Renders a macro where the node `hole` stands.
    pub(crate) fn invoke(
        &mut self,
        template: &Arc<Template>,
        hole: Span<InTemplate>,
        call: &Invoke,
        out: &mut Rope,
    ) -> Flow {
        let Some(id) = self.directives.get(&call.name).copied() else {
            return self.block(template, &call.literal, out);
        };
        let Some(MacroState { template: origin, definition, .. }) = self.macro_state(id) else {
            return Ok(());
        };
        if self.calls >= MAX_CALLS {
            let message = format!("macro '{}' calls itself more than {MAX_CALLS} deep", definition.name);
            self.report(template, hole, Fault::new("limit-exceeded", message));
            return Ok(());
        }
        let given = match self.given(template, &origin, &definition, call) {
            Ok(given) => given,
            Err(fault) => {
                self.report(template, hole, fault);
                return Ok(());
            }
        };
        let before = self.scopes.enter();
        self.bind_body(template, call);
        for (param, value) in definition.params.iter().zip(&given) {
            self.scopes.set(&param.name, value.clone());
        }
        self.calls += 1;
        let turns = self.enter_turns();
        let flow = self.block(&origin, &definition.body, out);
        self.leave_turns(turns);
        self.calls -= 1;
        let changed = self.changed(&definition, &given);
        self.scopes.leave(before);
        for (name, value) in changed {
            self.scopes.set_nearest(&name, value);
        }
        if flow == Err(Exit::Break) { Ok(()) } else { flow }
    }

    /// The values of the parameters: arguments, else defaults, else null. Arguments too many are left out.
    fn given(
        &mut self,
        template: &Arc<Template>,
        origin: &Arc<Template>,
        definition: &Macro,
        call: &Invoke,
    ) -> Result<Vec<Traced>, Fault> {
        let mut given = Vec::with_capacity(definition.params.len());
        for (at, param) in definition.params.iter().enumerate() {
            given.push(match (call.args.get(at), param.default) {
                (Some(&arg), _) => self.eval(template, arg)?,
                (None, Some(default)) => self.eval(origin, default)?,
                (None, None) => Traced::constant(Value::Null),
            });
        }
        Ok(given)
    }

    /// Binds the call's block, or hides that of a call around it.
    fn bind_body(&mut self, template: &Arc<Template>, call: &Invoke) {
        match &call.body {
            Some(body) => {
                let id = self.new_block(template, &call.body_name, body, MAX_CALLS);
                self.scopes.set(&call.body_name, Traced::constant(Value::Block(id)));
            }
            None if self.scopes.get(&call.body_name).is_some() => {
                self.scopes.set(&call.body_name, Traced::constant(Value::Undefined));
            }
            None => {}
        }
    }

    /// The parameters that the macro has assigned to: they keep that value among the caller's variables.
    fn changed(&self, definition: &Macro, given: &[Traced]) -> Vec<(Arc<str>, Traced)> {
        let mut changed = Vec::new();
        for (param, given) in definition.params.iter().zip(given) {
            if let Some(value) = self.scopes.get(&param.name)
                && !same(&value.value, &given.value)
            {
                changed.push((param.name.clone(), value.clone()));
            }
        }
        changed
    }

    /// Prints a block where its name is printed; false when it is too deep inside itself, so that it has no text.
    pub(crate) fn print_block(&mut self, id: MacroId, hole: Span<InTemplate>, out: &mut Rope) -> bool {
        let Some(text) = self.block_text(id) else { return false };
        if let Value::Str(printed) = &text.value {
            let (guards, fields) = (self.guards, &mut self.fields);
            out.push_value(printed, text.reads, hole, guards, |a, b| fields.union(a, b));
        }
        true
    }

    /// What a block prints here and now; none when it is too deep inside itself.
    pub fn block_text(&mut self, id: MacroId) -> Option<Traced> {
        let MacroState { template, definition, depth, limit, .. } = self.macro_state(id)?;
        if depth >= limit {
            return None;
        }
        self.block_depth(id, depth + 1);
        let turns = self.enter_turns();
        let (text, flow) = self.rendered(&template, &definition.body);
        self.leave_turns(turns);
        self.block_depth(id, depth);
        if let Err(exit) = flow
            && exit != Exit::Break
        {
            self.leaving = Some(exit);
        }
        Some(text)
    }

    /// The exit of a block that was rendered inside an expression, if one is on its way.
    pub(crate) fn left(&mut self) -> Flow {
        self.leaving.take().map_or(Ok(()), Err)
    }

    /// Leaves the loop that an expression gives.
    pub(crate) fn leave_loop(&mut self, template: &Arc<Template>, expr: crate::template::ExprId) -> Flow {
        let span = template.expr(expr).span;
        match self.eval(template, expr) {
            Ok(Traced { value: Value::Loop(id), .. }) => return Err(Exit::Leave(id)),
            Ok(_) => {
                let message = format!("'{}' is no loop that could be left", span.of(&template.text));
                let help = "name a loop that is running: `#break($foreach)` or `#break($foreach.parent)`";
                self.report(template, span, Fault::new("no-such-loop", message).with_help(help));
            }
            Err(fault) => self.report(template, span, fault),
        }
        Ok(())
    }
}

/// Whether two values are one and the same, as Java's `==` on objects has it.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Str(Str { text: a, .. }), Value::Str(Str { text: b, .. })) => Arc::ptr_eq(a, b),
        (Value::Int(a), Value::Int(b)) => a == b,
        (Value::Float(a), Value::Float(b)) => a.to_bits() == b.to_bits(),
        (Value::Decimal(a, b), Value::Decimal(c, d)) => (a, b) == (c, d),
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::List(a), Value::List(b)) => a == b,
        (Value::Map(a), Value::Map(b)) => a == b,
        (Value::Range(a, b), Value::Range(c, d)) => (a, b) == (c, d),
        (Value::Loop(a), Value::Loop(b)) => a == b,
        (Value::Block(a), Value::Block(b)) | (Value::Macro(a), Value::Macro(b)) => a == b,
        (Value::Function(a), Value::Function(b)) => a == b,
        (Value::Undefined | Value::Null, Value::Undefined | Value::Null) => true,
        _ => false,
    }
}
