//! The tests (Jinja's documentation, "List of Builtin Tests"; `jinja2/tests.py`).

use super::args;
use super::arithmetic::Number;
use super::{access, methods, print, type_name};
use super::{compare, operators};
use crate::limits;
use crate::profile::{Input, Test};
use crate::render::{Fault, Render};
use crate::template::Binary;
use crate::value::{MapKind, Traced, Value, View};

/// All tests, sorted by name.
pub(super) const TABLE: &[(&str, Test)] = &[
    ("!=", |render, input| compared(render, input, Binary::Ne)),
    ("<", |render, input| compared(render, input, Binary::Lt)),
    ("<=", |render, input| compared(render, input, Binary::Le)),
    ("==", |render, input| compared(render, input, Binary::Eq)),
    (">", |render, input| compared(render, input, Binary::Gt)),
    (">=", |render, input| compared(render, input, Binary::Ge)),
    ("boolean", |_, input| kind(input, |it| matches!(it, Value::Bool(_)))),
    ("callable", callable),
    ("defined", |_, input| kind(input, |it| !matches!(it, Value::Undefined))),
    ("divisibleby", divisibleby),
    ("eq", |render, input| compared(render, input, Binary::Eq)),
    ("equalto", |render, input| compared(render, input, Binary::Eq)),
    ("escaped", |_, input| kind(input, |it| matches!(it, Value::Str(text) if text.safe))),
    ("even", |render, input| parity(render, input, 0.0)),
    ("false", |_, input| kind(input, |it| matches!(it, Value::Bool(false)))),
    ("filter", |render, input| known(render, input, |render, name| render.profile.filter(name).is_some())),
    ("float", |_, input| kind(input, |it| matches!(it, Value::Float(_)))),
    ("ge", |render, input| compared(render, input, Binary::Ge)),
    ("greaterthan", |render, input| compared(render, input, Binary::Gt)),
    ("gt", |render, input| compared(render, input, Binary::Gt)),
    ("in", contained),
    ("integer", |_, input| kind(input, |it| matches!(it, Value::Int(_)))),
    ("iterable", iterable),
    ("le", |render, input| compared(render, input, Binary::Le)),
    ("lessthan", |render, input| compared(render, input, Binary::Lt)),
    ("lower", |render, input| case(render, input, methods::is_lower)),
    ("lt", |render, input| compared(render, input, Binary::Lt)),
    ("mapping", mapping),
    ("ne", |render, input| compared(render, input, Binary::Ne)),
    ("none", |_, input| kind(input, |it| matches!(it, Value::Null))),
    ("number", |_, input| kind(input, |it| Number::of(it).is_some())),
    ("odd", |render, input| parity(render, input, 1.0)),
    ("sameas", sameas),
    ("sequence", sequence),
    ("string", |_, input| kind(input, |it| matches!(it, Value::Str(_)))),
    ("test", |render, input| known(render, input, |render, name| render.profile.test(name).is_some())),
    ("true", |_, input| kind(input, |it| matches!(it, Value::Bool(true)))),
    ("undefined", |_, input| kind(input, |it| matches!(it, Value::Undefined))),
    ("upper", |render, input| case(render, input, methods::is_upper)),
];

/// A test without arguments.
fn alone(input: Input) -> Result<Traced, Fault> {
    args::bind(input.args, "this test", &[], 0)?;
    Ok(input.value)
}

/// A test with one argument.
fn with_one(input: Input) -> Result<(Traced, Traced), Fault> {
    let args = args::bind(input.args, "this test", &["other"], 1)?;
    let other = args.get(0).cloned().unwrap_or_else(|| Traced::constant(Value::Undefined));
    Ok((input.value, other))
}

fn kind(input: Input, fits: fn(&Value) -> bool) -> Result<bool, Fault> {
    alone(input).map(|value| fits(&value.value))
}

fn compared(render: &mut Render<'_>, input: Input, op: Binary) -> Result<bool, Fault> {
    let (value, other) = with_one(input)?;
    let outcome = render.operate(op, &value, &other)?;
    Ok(operators::truthy(render, &outcome))
}

fn contained(render: &mut Render<'_>, input: Input) -> Result<bool, Fault> {
    let (value, container) = with_one(input)?;
    operators::contains(render, &container, &value.value)
}

fn known(render: &mut Render<'_>, input: Input, has: fn(&Render<'_>, &str) -> bool) -> Result<bool, Fault> {
    let value = alone(input)?;
    Ok(matches!(&value.value, Value::Str(name) if has(render, &name.text)))
}

fn case(render: &mut Render<'_>, input: Input, fits: fn(&str) -> bool) -> Result<bool, Fault> {
    let value = alone(input)?;
    Ok(fits(&print::text(render, &value).text))
}

fn parity(render: &mut Render<'_>, input: Input, rest: f64) -> Result<bool, Fault> {
    let value = alone(input)?;
    let two = Traced::constant(Value::from(2i128));
    let remainder = render.operate(Binary::Rem, &value, &two)?;
    #[expect(clippy::float_cmp, reason = "remainders of two are exact")]
    Ok(Number::of(&remainder.value).is_some_and(|it| it.float() == rest))
}

fn divisibleby(render: &mut Render<'_>, input: Input) -> Result<bool, Fault> {
    let args = args::bind(input.args, "test 'divisibleby'", &["num"], 1)?;
    let Some(by) = args.get(0) else { return Ok(false) };
    let remainder = render.operate(Binary::Rem, &input.value, by)?;
    Ok(Number::of(&remainder.value).is_some_and(|it| it.float() == 0.0))
}

fn callable(render: &mut Render<'_>, input: Input) -> Result<bool, Fault> {
    let value = alone(input)?;
    Ok(match &value.value {
        Value::Macro(_) | Value::Function(_) | Value::Method(_) | Value::Loop(_) => true,
        // Jinja's `Undefined` has a method that a call reaches, to fail there.
        Value::Undefined => true,
        Value::Map(id) => render.heap.map_at(*id).kind == MapKind::Joiner,
        _ => false,
    })
}

fn mapping(render: &mut Render<'_>, input: Input) -> Result<bool, Fault> {
    let value = alone(input)?;
    Ok(matches!(value.value, Value::Map(id) if render.heap.map_at(id).kind == MapKind::Plain))
}

fn sequence(render: &mut Render<'_>, input: Input) -> Result<bool, Fault> {
    let value = alone(input)?;
    Ok(match &value.value {
        Value::Str(_) | Value::Undefined => true,
        Value::Map(id) => render.heap.map_at(*id).kind == MapKind::Plain,
        Value::List(id) => matches!(render.heap.view_of(*id), None | Some(View::Group | View::Range(..))),
        _ => false,
    })
}

fn iterable(render: &mut Render<'_>, input: Input) -> Result<bool, Fault> {
    let value = alone(input)?;
    Ok(access::is_iterable(render, &value.value))
}

/// `sameas`: the same object. Small numbers, constants and lists are the same when they are of one place; text is
/// when it is equal, as Python mostly has it.
fn sameas(render: &mut Render<'_>, input: Input) -> Result<bool, Fault> {
    let (value, other) = with_one(input)?;
    Ok(match (&value.value, &other.value) {
        (Value::List(a), Value::List(b)) => a == b,
        (Value::Map(a), Value::Map(b)) => a == b,
        (a, b) => {
            type_name(render, a) == type_name(render, b) && compare::equal(render, a, b, limits::MAX_DEPTH)
        }
    })
}
