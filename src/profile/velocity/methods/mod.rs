//! Methods of values: those of Java's String, List, Map, Number and Boolean that templates can use.

use super::{is_null, loops, tools, type_name};
use crate::finding::Severity;
use crate::nearest::nearest;
use crate::profile::Input;
use crate::render::{Fault, Render};
use crate::value::{MapKind, Traced, Value};

#[expect(clippy::unnecessary_wraps, reason = "the functions of a table share one type")]
mod args;
pub(super) mod list;
#[expect(clippy::unnecessary_wraps, reason = "the functions of a table share one type")]
mod map;
#[expect(clippy::unnecessary_wraps, reason = "the functions of a table share one type")]
mod number;
#[expect(clippy::unnecessary_wraps, reason = "the functions of a table share one type")]
mod string;

pub(super) use args::Call;

/// A method. None when it does not take these arguments, which is as if there were no such method.
pub(super) type Method = fn(&mut Render<'_>, &Call) -> Result<Option<Value>, Fault>;

/// The methods of a type, sorted by name.
pub(super) type Table = &'static [(&'static str, Method)];

/// Calls a method. One that a value does not have gives null, so that the reference prints itself.
pub(super) fn call(render: &mut Render<'_>, name: &str, input: Input) -> Result<Value, Fault> {
    if is_null(&input.value.value) {
        return Ok(Value::Undefined);
    }
    if let Value::Function(tool) = input.value.value {
        return tools::call(render, tool, name, &Call::of(input));
    }
    if let (Value::Loop(id), true) = (&input.value.value, input.args.positional.is_empty()) {
        return Ok(of_loop(render, *id, name));
    }
    let call = Call::of(input);
    let found = match find(render, &call.value.value, name) {
        Some(method) => method(render, &call)?,
        None => None,
    };
    Ok(found.unwrap_or_else(|| {
        unknown(render, &call.value, name);
        Value::Undefined
    }))
}

/// The method of this name that a value has.
pub(super) fn find(render: &Render<'_>, value: &Value, name: &str) -> Option<Method> {
    tables(render, value).iter().find_map(|table| {
        let at = table.binary_search_by(|(it, _)| (*it).cmp(name)).ok()?;
        table.get(at).map(|(_, method)| *method)
    })
}

fn tables(render: &Render<'_>, value: &Value) -> &'static [Table] {
    match value {
        Value::Str(_) => &[string::TABLE, args::OBJECT],
        Value::List(_) | Value::Range(..) => &[list::TABLE, args::OBJECT],
        Value::Map(id) if render.heap.map_at(*id).kind == MapKind::Entry => &[map::ENTRY, args::OBJECT],
        Value::Map(id) if render.heap.map_at(*id).kind == MapKind::Iterator => {
            &[list::ITERATOR, args::OBJECT]
        }
        Value::Map(_) => &[map::TABLE, args::OBJECT],
        Value::Int(_) | Value::Float(_) | Value::Decimal(..) => &[number::TABLE, args::OBJECT],
        Value::Bool(_) => &[number::BOOLEAN, args::OBJECT],
        _ => &[args::OBJECT],
    }
}

/// Tells of a method that a value does not have.
pub(super) fn unknown(render: &mut Render<'_>, value: &Traced, name: &str) {
    let tables = tables(render, &value.value);
    let known = tables.iter().flat_map(|table| table.iter()).map(|(it, _)| *it);
    let kind = type_name(&value.value);
    let fault = match find(render, &value.value, name) {
        Some(_) => {
            Fault::new("unknown-method", format!("the method '{name}' of {kind} takes other arguments"))
        }
        None => Fault::new("unknown-method", format!("{kind} has no method '{name}'")),
    };
    let fault = match nearest(name, known) {
        Some(near) if near != name => fault.with_help(format!("did you mean '{near}'?")),
        _ => fault,
    };
    let reads = render.used(value);
    render.remark(Severity::Warning, fault.reading(reads));
}

/// `$foreach.hasNext()`, `$foreach.getIndex()`, `$foreach.isFirst()` …
fn of_loop(render: &mut Render<'_>, id: crate::value::LoopId, name: &str) -> Value {
    let plain = name.strip_prefix("get").or(name.strip_prefix("is")).unwrap_or(name);
    let mut chars = plain.chars();
    let lower: String =
        chars.next().map(|it| it.to_ascii_lowercase()).into_iter().chain(chars.as_str().chars()).collect();
    loops::member(render, id, &lower).map_or(Value::Undefined, |it| it.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        for table in [
            string::TABLE,
            list::TABLE,
            list::ITERATOR,
            map::TABLE,
            map::ENTRY,
            number::TABLE,
            number::BOOLEAN,
            args::OBJECT,
        ] {
            assert!(table.is_sorted_by_key(|(name, _)| *name));
        }
    }
}
