//! Values as Java holds and prints them (`LValue.java`, `BlockNode.java`).

pub(super) use super::numbers::{Number, as_number, can_be_double, can_be_integer, need_number, number};
use super::tags;
use crate::limits;
use crate::profile::Input;
use crate::profile::liquid::text;
use crate::render::{Fault, Render};
use crate::value::{Int, MapKind, Str, Traced, Value, Width};

/// A `Long`.
pub(super) fn long(value: i64) -> Value {
    Value::Int(Int { value: i128::from(value), width: Width::Long })
}

/// An `Integer`, as counts are.
pub(super) fn integer(value: usize) -> Value {
    Value::Int(Int { value: i128::try_from(value).unwrap_or(i128::MAX), width: Width::Integer })
}

/// `Double.toString`: digits as they are from 0.001 up to ten million, else with an exponent.
pub(in crate::profile::liquid) fn double(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    let sign = if value.is_sign_negative() { "-" } else { "" };
    if value.is_infinite() {
        return format!("{sign}Infinity");
    }
    let size = value.abs();
    if size == 0.0 || (1e-3..1e7).contains(&size) {
        let plain = format!("{size}");
        return if plain.contains('.') { format!("{sign}{plain}") } else { format!("{sign}{plain}.0") };
    }
    let (digits, exponent) = text::digits(size);
    let (first, rest) = digits.split_at(1.min(digits.len()));
    let rest = if rest.is_empty() { "0" } else { rest };
    format!("{sign}{first}.{rest}E{}", exponent - 1)
}

/// `String.valueOf`: lists in brackets, maps as `{k=v}`, nothing as `null`.
pub(in crate::profile::liquid) fn string_of(render: &Render<'_>, value: &Value) -> String {
    let mut out = String::new();
    write(render, value, &mut out, limits::MAX_DEPTH);
    out
}

fn write(render: &Render<'_>, value: &Value, out: &mut String, depth: usize) {
    if depth == 0 {
        return out.push_str("...");
    }
    match value {
        Value::Undefined | Value::Null => out.push_str("null"),
        Value::Bool(it) => out.push_str(if *it { "true" } else { "false" }),
        Value::Int(it) => out.push_str(&it.value.to_string()),
        Value::Float(it) => out.push_str(&double(*it)),
        Value::Str(it) => out.push_str(&it.text),
        Value::List(id) => {
            out.push('[');
            for (at, item) in render.heap.list_at(*id).items.iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                write(render, &item.value, out, depth - 1);
            }
            out.push(']');
        }
        Value::Map(id) => {
            let map = render.heap.map_at(*id);
            let sortable = map.kind == MapKind::Sortable;
            out.push_str(if sortable { "" } else { "{" });
            for (at, (key, member)) in map.entries.iter().enumerate() {
                out.push_str(if at > 0 && !sortable { ", " } else { "" });
                write(render, &key.value(), out, depth - 1);
                out.push_str(if sortable { "" } else { "=" });
                write(render, &member.value, out, depth - 1);
            }
            out.push_str(if sortable { "" } else { "}" });
        }
        Value::Range(from, to) => {
            out.push_str(&from.to_string());
            out.push_str("..");
            out.push_str(&to.to_string());
        }
        // Java prints the address of these.
        Value::Empty | Value::Blank => out.push_str("java.lang.Object"),
        Value::Loop(id) => {
            out.push('{');
            for (at, (name, member)) in tags::loop_members(render, *id).into_iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                out.push_str(name);
                out.push('=');
                write(render, &member, out, depth - 1);
            }
            out.push('}');
        }
        Value::Decimal(..) | Value::Macro(_) | Value::Block(_) | Value::Function(_) | Value::Method(_) => {
            out.push_str("{}");
        }
    }
}

/// What an output prints (`BlockNode.render`): nothing for null, a list's elements one after the other.
pub(super) fn printed(render: &mut Render<'_>, value: &Traced) -> Str {
    match &value.value {
        Value::Undefined | Value::Null => Str::new(""),
        Value::Str(text) => text.clone(),
        Value::List(_) => {
            let items = render.list_elements(value);
            let parts: Vec<_> = items.iter().map(|item| (element(render, item), item.reads)).collect();
            render.concat(&parts)
        }
        other => Str::new(string_of(render, other)),
    }
}

fn element(render: &Render<'_>, item: &Traced) -> Str {
    match &item.value {
        Value::Str(text) => text.clone(),
        other => Str::new(string_of(render, other)),
    }
}

/// `LValue.asString`: like [`printed`], but what is in lists is printed the same way.
pub(in crate::profile::liquid) fn as_string(render: &mut Render<'_>, value: &Traced) -> Str {
    as_string_to(render, value, limits::MAX_DEPTH)
}

fn as_string_to(render: &mut Render<'_>, value: &Traced, depth: usize) -> Str {
    match &value.value {
        Value::List(_) if depth > 0 => {
            let items = render.list_elements(value);
            let parts: Vec<_> =
                items.iter().map(|item| (as_string_to(render, item, depth - 1), item.reads)).collect();
            render.concat(&parts)
        }
        Value::List(_) => Str::new(""),
        _ => printed(render, value),
    }
}

/// `LValue.isArray`.
pub(super) fn is_array(value: &Value) -> bool {
    matches!(value, Value::List(_))
}

/// `LValue.isFalsy`: what `default` replaces.
pub(super) fn is_falsy(render: &Render<'_>, value: &Value) -> bool {
    match value {
        Value::Undefined | Value::Null | Value::Bool(false) => true,
        Value::Str(text) => text.text.is_empty(),
        Value::List(id) => render.heap.list_at(*id).items.is_empty(),
        Value::Map(id) => render.heap.map_at(*id).entries.is_empty(),
        _ => false,
    }
}

/// `LValue.asArray`: a map's members as pairs, any other value as the only element.
pub(super) fn as_array(render: &mut Render<'_>, value: &Traced) -> Vec<Traced> {
    match &value.value {
        Value::Undefined | Value::Null => Vec::new(),
        Value::List(_) => render.list_elements(value),
        Value::Map(_) => {
            let members = render.map_members(value);
            let mut pairs = Vec::with_capacity(members.len());
            for (key, member) in members {
                let reads = member.reads;
                let pair = render.heap.tuple(vec![Traced { value: key.value(), reads }, member]);
                pairs.push(Traced { value: pair, reads });
            }
            pairs
        }
        _ => vec![value.clone()],
    }
}

/// A Java array: what filters make of lists.
pub(super) fn array(render: &mut Render<'_>, items: Vec<Traced>) -> Value {
    render.heap.tuple(items)
}

/// The argument at this position (`Filter.get`).
pub(super) fn argument(input: &Input, at: usize) -> Result<Traced, Fault> {
    input.args.positional.get(at).cloned().ok_or_else(|| missing_argument(at))
}

fn missing_argument(at: usize) -> Fault {
    let which = if at == 0 { "an argument" } else { "another argument" };
    Fault::new("wrong-arguments", format!("this filter needs {which}"))
        .with_help("write it after a colon: `| append: \"x\"`")
}

/// The only argument (`Filter.checkParams`).
pub(super) fn only_argument(input: &Input) -> Result<Traced, Fault> {
    match input.args.positional.as_slice() {
        [only] => Ok(only.clone()),
        [] => Err(missing_argument(0)),
        more => {
            Err(Fault::new("wrong-arguments", format!("this filter takes one argument, not {}", more.len())))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_print_as_java_prints_them() {
        for (value, expected) in [
            (158.66, "158.66"),
            (1.0, "1.0"),
            (-0.0, "-0.0"),
            (9_999_999.0, "9999999.0"),
            (1e7, "1.0E7"),
            (12_345_678.9, "1.23456789E7"),
            (0.001, "0.001"),
            (0.000_12, "1.2E-4"),
            (f64::NEG_INFINITY, "-Infinity"),
        ] {
            assert_eq!(double(value), expected);
        }
    }
}
