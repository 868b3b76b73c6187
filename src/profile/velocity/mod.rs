//! Apache Velocity Engine 2 with its default settings, as Yespo probably runs it: its guides use alternates such as
//! `${a|b}`, which came with 2.1 (`changes.xml`).
//!
//! Names are looked up as they are written. What Yespo does beyond that is in [`yespo`].

use super::Profile;
use crate::dialect::Dialect;
use crate::render::{Fault, Render};
use crate::template::Binary;
use crate::value::{Traced, Value};

#[expect(clippy::unnecessary_wraps, reason = "a profile's functions share one type")]
mod access;
mod bean;
mod decimal;
mod loops;
mod methods;
mod number;
#[expect(clippy::unnecessary_wraps, reason = "a profile's functions share one type")]
mod operators;
mod pattern;
mod print;
mod tools;
pub mod yespo;

/// The profile `velocity-2`.
pub static VELOCITY2: Profile = Profile {
    name: "velocity-2",
    dialect: Dialect::Velocity,
    logic_gives_operand: false,
    loops_scope: false,
    loop_name: "foreach",
    number: number::read,
    truthy: |render, value| Ok(operators::truthy(render, value)),
    print: |render, value| Ok(print::text(render, value)),
    field: |render, name| render.contact_field(name),
    global,
    member: access::member,
    index: access::index,
    set_element: access::set_element,
    loop_member: loops::member,
    elements: access::elements,
    slice: |_, _, _| Err(Fault::refused("Velocity has no slices")),
    range: operators::range,
    count: |_, _| Err(Fault::refused("Velocity's loops have no limit")),
    extra_arguments: |_, _, _| Ok(()),
    unary: operators::unary,
    binary: operators::binary,
    function: |_, name, _| Err(Fault::refused(format!("'${name}' cannot be called"))),
    method: methods::call,
    liquid: None,
    filters: &[&[
        ("%", |render, input| operators::operation(render, Binary::Rem, input)),
        ("*", |render, input| operators::operation(render, Binary::Mul, input)),
        ("+", operators::sum),
        ("-", |render, input| operators::operation(render, Binary::Sub, input)),
        ("/", |render, input| operators::operation(render, Binary::Div, input)),
        ("<", |render, input| operators::operation(render, Binary::Lt, input)),
        ("<=", |render, input| operators::operation(render, Binary::Le, input)),
        (">", |render, input| operators::operation(render, Binary::Gt, input)),
        (">=", |render, input| operators::operation(render, Binary::Ge, input)),
    ]],
    tests: &[("defined", |_, input| Ok(!is_null(&input.value.value)))],
};

/// The tools.
fn global(render: &mut Render<'_>, name: &str) -> Option<Value> {
    let tool = tools::find(name);
    if tool.is_none() {
        let contact = Traced::constant(render.contact().clone());
        access::other_case(render, &contact, name);
    }
    tool
}

/// Java's `null`.
fn is_null(value: &Value) -> bool {
    matches!(value, Value::Undefined | Value::Null)
}

/// The name of a value's type, as people say it.
fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Undefined | Value::Null => "nothing",
        Value::Bool(_) => "a truth value",
        Value::Int(_) => "a whole number",
        Value::Float(_) | Value::Decimal(..) => "a number",
        Value::Str(_) => "text",
        Value::List(_) | Value::Range(..) => "a list",
        Value::Map(_) => "a map",
        Value::Loop(_) => "a loop",
        Value::Macro(_) | Value::Block(_) => "a block",
        Value::Function(_) | Value::Method(_) => "a tool",
        Value::Empty | Value::Blank => "nothing",
    }
}

/// A list's or text's elements for tools and methods that take any.
fn items(render: &mut Render<'_>, value: &Traced) -> Option<Vec<Traced>> {
    match value.value {
        Value::List(_) | Value::Range(..) => access::elements(render, value).ok(),
        _ => None,
    }
}
