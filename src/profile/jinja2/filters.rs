//! The filters (Jinja's documentation, "List of Builtin Filters").

use super::{operators, print};
use crate::profile::{Filter, Input};
use crate::render::{Fault, Render};
use crate::value::Value;

/// All filters, sorted by name.
pub(super) const TABLE: &[(&str, Filter)] =
    &[("d", default), ("default", default), ("lower", lower), ("upper", upper)];

/// `default(value, boolean=False)`: for what is undefined; with `boolean`, for what is false too.
fn default(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let boolean = input.args.get(1, "boolean").is_some_and(|it| operators::truthy(render, it));
    let absent = matches!(input.value.value, Value::Undefined);
    if absent || (boolean && !operators::truthy(render, &input.value)) {
        return Ok(input.args.get(0, "default_value").map_or_else(|| Value::from(""), |it| it.value.clone()));
    }
    Ok(input.value.value)
}

fn lower(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    Ok(Value::Str(print::text(render, &input.value).map(str::to_lowercase)))
}

fn upper(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    Ok(Value::Str(print::text(render, &input.value).map(str::to_uppercase)))
}
