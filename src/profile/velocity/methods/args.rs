//! What methods get, and the methods that every object has.

use super::super::number::Number;
use super::super::{is_null, operators, print};
use super::{Method, Table};
use crate::limits;
use crate::profile::Input;
use crate::render::{Fault, Render};
use crate::value::{Str, Traced, Value};

/// A call of a method.
pub(in super::super) struct Call {
    /// What the method belongs to.
    pub(in super::super) value: Traced,
    /// The arguments.
    pub(in super::super) args: Vec<Traced>,
}

impl Call {
    pub(super) fn of(input: Input) -> Call {
        Call { value: input.value, args: input.args.positional }
    }

    /// The argument at this position.
    pub(in super::super) fn arg(&self, at: usize) -> Option<&Traced> {
        self.args.get(at)
    }

    /// An argument as text: Velocity hands over any value to a method that takes a String.
    pub(in super::super) fn text(&self, render: &mut Render<'_>, at: usize) -> Option<Str> {
        let arg = self.arg(at).filter(|it| !is_null(&it.value))?;
        match arg.value {
            Value::Str(_)
            | Value::Int(_)
            | Value::Float(_)
            | Value::Decimal(..)
            | Value::Bool(_)
            | Value::Block(_) => Some(print::text(render, arg)),
            _ => None,
        }
    }

    /// An argument as a whole number: also a number with a fraction or text that reads as one.
    pub(in super::super) fn whole(&self, at: usize) -> Option<i128> {
        let value = &self.arg(at)?.value;
        let is_number = matches!(value, Value::Decimal(..));
        match Number::of(value)? {
            Number::Int(it) => Some(it.value),
            #[expect(clippy::cast_possible_truncation, reason = "Java's conversion cuts off the same")]
            Number::Float(it) => Some(it as i128),
            Number::Decimal(it) if is_number => Some(it.truncated()),
            Number::Decimal(it) => it.text().parse().ok(),
        }
    }

    /// Its own text.
    pub(super) fn own_text(&self, render: &mut Render<'_>) -> Str {
        print::text(render, &self.value)
    }

    /// Whether there are so many arguments.
    pub(in super::super) fn has(&self, count: usize) -> bool {
        self.args.len() == count
    }
}

/// The methods of `java.lang.Object`.
pub(super) const OBJECT: Table = &[
    ("class", class as Method),
    ("equals", |render, call| {
        let Some(other) = call.arg(0) else { return Ok(None) };
        Ok(Some(Value::Bool(operators::equals(render, &call.value.value, &other.value, limits::MAX_DEPTH))))
    }),
    ("getClass", class),
    ("toString", |render, call| Ok(call.has(0).then(|| Value::Str(call.own_text(render))))),
];

/// Its class, as it prints itself.
fn class(_: &mut Render<'_>, call: &Call) -> Result<Option<Value>, Fault> {
    use crate::value::{Int, Width};
    let name = match &call.value.value {
        Value::Str(_) => "java.lang.String",
        Value::Bool(_) => "java.lang.Boolean",
        Value::Int(Int { width: Width::Integer, .. }) => "java.lang.Integer",
        Value::Int(Int { width: Width::Long, .. }) => "java.lang.Long",
        Value::Int(_) => "java.math.BigInteger",
        Value::Float(_) => "java.lang.Double",
        Value::Decimal(..) => "java.math.BigDecimal",
        Value::List(_) | Value::Range(..) => "java.util.ArrayList",
        Value::Map(_) => "java.util.LinkedHashMap",
        _ => return Ok(None),
    };
    Ok(Some(Value::from(format!("class {name}"))))
}
