//! Python's Jinja2 3.1, as Ometria runs it ("jinja template", support.ometria.com, article 20853618321949).

use std::sync::Arc;

use super::Profile;
use crate::dialect::Dialect;
use crate::render::{Fault, Render};
use crate::value::{Traced, Value};

mod access;
mod filters;
mod functions;
mod loops;
mod methods;
mod number;
mod operators;
mod print;
mod tests;

/// The profile `jinja2`.
pub static JINJA2: Profile = Profile {
    name: "jinja2",
    dialect: Dialect::Jinja,
    logic_gives_operand: true,
    loops_scope: true,
    loop_name: "loop",
    number: number::read,
    truthy: |render, value| Ok(operators::truthy(render, value)),
    print: print::printed,
    global: |_, name| functions::find(name).map(Value::Function),
    member: access::member,
    index: access::index,
    set_element: |_, _, _, _| Err(Fault::refused("Jinja cannot set elements")),
    loop_member: loops::member,
    elements: access::elements,
    slice: access::slice,
    range: |_, _, _| Err(Fault::refused("Jinja has no ranges; use 'range(…)'")),
    count: |_, _| Err(Fault::refused("Jinja's loops have no limit")),
    extra_arguments,
    unary: operators::unary,
    binary: operators::binary,
    function: functions::call,
    method: methods::call,
    liquid: None,
    filters: filters::TABLE,
    tests: tests::TABLE,
};

/// Jinja2 gives a macro its surplus arguments as `varargs` and `kwargs`, and the block of a call as `caller`.
fn extra_arguments(
    render: &mut Render<'_>,
    _name: &str,
    positional: Vec<Traced>,
    mut named: Vec<(Arc<str>, Traced)>,
) -> Result<(), Fault> {
    if let Some(at) = named.iter().position(|(name, _)| &**name == "caller") {
        let (_, caller) = named.remove(at);
        render.bind_name("caller", caller);
    }
    let varargs = render.heap.tuple(positional);
    render.bind_name("varargs", Traced::constant(varargs));
    let kwargs = named.into_iter().map(|(name, value)| (crate::value::Key::Str(name), value)).collect();
    let kwargs = render.heap.map(kwargs);
    render.bind_name("kwargs", Traced::constant(kwargs));
    Ok(())
}

/// The name of a value's type, as Python's messages have it.
fn type_name(render: &Render<'_>, value: &Value) -> &'static str {
    match value {
        Value::Undefined => "undefined",
        Value::Null => "None",
        Value::Bool(_) => "a truth value",
        Value::Int(_) => "a whole number",
        Value::Float(_) => "a number",
        Value::Str(_) => "text",
        Value::List(id) if render.heap.list_at(*id).tuple => "a tuple",
        Value::List(_) | Value::Range(..) => "a list",
        Value::Map(_) => "a map",
        Value::Loop(_) => "a loop",
        Value::Macro(_) | Value::Function(_) | Value::Method(_) | Value::Block(_) => "a function",
        Value::Empty | Value::Blank => "nothing",
    }
}
