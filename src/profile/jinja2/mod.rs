//! Python's Jinja2 3.1, as Ometria runs it ("jinja template", support.ometria.com, article 20853618321949).

use super::{Profile, json_number};
use crate::dialect::Dialect;
use crate::render::{Arguments, Fault, Render};
use crate::value::{Traced, Value, View};

mod access;
mod args;
mod arithmetic;
mod attributes;
mod compare;
mod entities;
mod filters;
mod format;
mod functions;
mod loops;
mod methods;
mod number;
mod numerals;
mod operators;
mod percent;
mod print;
#[cfg(test)]
mod provenance;
mod slices;
mod spec;
mod tests;
mod text;

pub(crate) use methods::MAP_METHODS;

/// The profile `jinja2`.
pub static JINJA2: Profile = Profile {
    name: "jinja2",
    dialect: Dialect::Jinja,
    logic_gives_operand: true,
    loops_scope: true,
    loop_name: "loop",
    number: json_number,
    truthy: |render, value| Ok(operators::truthy(render, value)),
    print: print::printed,
    field: |render, name| render.contact_field(name),
    global: |_, name| functions::find(name).map(Value::Function),
    member: access::member,
    index: access::index,
    set_element: |_, _, _, _| Err(Fault::refused("Jinja cannot set elements")),
    loop_member: loops::member,
    elements: access::elements,
    slice: slices::slice,
    range: |_, _, _| Err(Fault::refused("Jinja has no ranges; use 'range(…)'")),
    count: |_, _| Err(Fault::refused("Jinja's loops have no limit")),
    extra_arguments,
    unary: operators::unary,
    binary: operators::binary,
    function: functions::call,
    method: methods::call,
    liquid: None,
    filters: &[filters::TABLE],
    tests: tests::TABLE,
};

/// Jinja2 gives a macro its surplus arguments as `varargs` and `kwargs`, and the block of a call as `caller`; but
/// only a macro that mentions these names takes them.
fn extra_arguments(
    render: &mut Render<'_>,
    name: &str,
    Arguments { positional, mut named }: Arguments,
) -> Result<(), Fault> {
    if render.macro_mentions("caller") && !render.macro_takes("caller") {
        let at = named.iter().position(|(name, _)| &**name == "caller");
        let caller = at.map(|at| named.remove(at).1);
        render.bind_name("caller", caller.unwrap_or_else(|| Traced::constant(Value::Undefined)));
    }
    let mentions = ["varargs", "kwargs"].map(|it| render.macro_mentions(it));
    if !positional.is_empty() && !mentions[0] {
        let count = positional.len();
        let message = format!("macro '{name}' got {count} more values than it has parameters");
        return Err(Fault::new("wrong-arguments", message));
    }
    if let Some((given, _)) = named.first().filter(|_| !mentions[1]) {
        let message = match &**given {
            "caller" => format!("macro '{name}' takes no block: it does not print 'caller()'"),
            given => format!("macro '{name}' has no parameter '{given}'"),
        };
        return Err(Fault::new("wrong-arguments", message));
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
        Value::Float(_) | Value::Decimal(..) => "a number",
        Value::Str(_) => "text",
        Value::List(id) => match render.heap.view_of(*id) {
            None if render.heap.list_at(*id).tuple => "a tuple",
            None => "a list",
            Some(View::Group) => "a tuple",
            Some(View::Range(..)) => "a range",
            Some(View::Once) => "what a filter gives one by one",
            Some(View::Items | View::Keys | View::Values) => "a view of a map",
        },
        Value::Range(..) => "a list",
        Value::Map(_) => "a map",
        Value::Loop(_) => "a loop",
        Value::Macro(_) | Value::Function(_) | Value::Method(_) | Value::Block(_) => "a function",
        Value::Empty | Value::Blank => "nothing",
    }
}
