//! The tests (Jinja's documentation, "List of Builtin Tests").

use crate::profile::{Input, Test};
use crate::render::{Fault, Render};
use crate::value::Value;

/// All tests, sorted by name.
pub(super) const TABLE: &[(&str, Test)] = &[("defined", defined), ("none", none)];

fn defined(_: &mut Render<'_>, input: Input) -> Result<bool, Fault> {
    Ok(!matches!(input.value.value, Value::Undefined))
}

fn none(_: &mut Render<'_>, input: Input) -> Result<bool, Fault> {
    Ok(matches!(input.value.value, Value::Null))
}
