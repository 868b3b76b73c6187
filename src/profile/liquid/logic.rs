//! Truth, the same in all Liquid engines.

use crate::render::{Fault, Render};
use crate::template::Unary;
use crate::value::{Traced, Value};

/// Only nil and false are false (Ruby's `condition.rb`, Java's `LValue.asBoolean`).
pub(super) fn truthy(value: &Value) -> bool {
    !matches!(value, Value::Undefined | Value::Null | Value::Bool(false))
}

/// The evaluator negates what `unless` asks; the language has no other.
pub(super) fn unary(_: &mut Render<'_>, op: Unary, operand: &Traced) -> Result<Value, Fault> {
    match op {
        Unary::Not => Ok(Value::Bool(!truthy(&operand.value))),
        Unary::Neg => Err(Fault::refused("Liquid has no negation")),
    }
}
