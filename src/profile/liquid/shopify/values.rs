//! Values as Ruby holds and prints them (`utils.rb`, `variable.rb`).

use crate::limits;
use crate::profile::Input;
use crate::profile::liquid::text;
use crate::render::{Fault, Render};
use crate::value::{Str, Traced, Value};

/// `Float#to_s`.
pub(super) fn float(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    let sign = if value.is_sign_negative() { "-" } else { "" };
    if value.is_infinite() {
        return format!("{sign}Infinity");
    }
    let size = value.abs();
    if size == 0.0 || (1e-4..1e16).contains(&size) {
        let plain = format!("{size}");
        return if plain.contains('.') { format!("{sign}{plain}") } else { format!("{sign}{plain}.0") };
    }
    let (digits, exponent) = text::digits(size);
    let (first, rest) = digits.split_at(1.min(digits.len()));
    let rest = if rest.is_empty() { "0" } else { rest };
    let exponent = exponent - 1;
    let mark = if exponent < 0 { '-' } else { '+' };
    format!("{sign}{first}.{rest}e{mark}{:02}", exponent.abs())
}

/// `Utils.to_s`: nothing for nil, lists and maps as `inspect` shows them.
pub(super) fn to_s(render: &Render<'_>, value: &Value) -> String {
    match value {
        Value::Undefined | Value::Null => String::new(),
        Value::Str(text) => text.text.to_string(),
        other => {
            let mut out = String::new();
            inspect(render, other, &mut out, limits::MAX_DEPTH);
            out
        }
    }
}

fn inspect(render: &Render<'_>, value: &Value, out: &mut String, depth: usize) {
    if depth == 0 {
        return out.push_str("...");
    }
    match value {
        Value::Undefined | Value::Null => out.push_str("nil"),
        Value::Bool(it) => out.push_str(if *it { "true" } else { "false" }),
        Value::Int(it) => out.push_str(&it.value.to_string()),
        Value::Float(it) => out.push_str(&float(*it)),
        Value::Str(it) => inspect_text(&it.text, out),
        Value::List(id) => {
            out.push('[');
            for (at, item) in render.heap.list_at(*id).items.iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                inspect(render, &item.value, out, depth - 1);
            }
            out.push(']');
        }
        Value::Map(id) => {
            out.push('{');
            for (at, (key, member)) in render.heap.map_at(*id).entries.iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                inspect(render, &key.value(), out, depth - 1);
                out.push_str("=>");
                inspect(render, &member.value, out, depth - 1);
            }
            out.push('}');
        }
        Value::Range(from, to) => {
            out.push_str(&from.to_string());
            out.push_str("..");
            out.push_str(&to.to_string());
        }
        Value::Loop(_) => out.push_str("Liquid::ForloopDrop"),
        Value::Empty
        | Value::Blank
        | Value::Decimal(..)
        | Value::Macro(_)
        | Value::Block(_)
        | Value::Function(_)
        | Value::Method(_) => {}
    }
}

/// `String#inspect`, for the characters that matter.
fn inspect_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// What an output prints: a list's elements one after the other, however deep they nest.
pub(super) fn printed(render: &mut Render<'_>, value: &Traced) -> Str {
    printed_to(render, value, limits::MAX_DEPTH)
}

fn printed_to(render: &mut Render<'_>, value: &Traced, depth: usize) -> Str {
    match &value.value {
        Value::Str(text) => text.clone(),
        Value::List(_) if depth > 0 => {
            let items = render.list_elements(value);
            let parts: Vec<_> =
                items.iter().map(|item| (printed_to(render, item, depth - 1), item.reads)).collect();
            render.concat(&parts)
        }
        other => Str::new(to_s(render, other)),
    }
}

/// A value as text, with its origins when it is text.
pub(super) fn text(render: &Render<'_>, value: &Traced) -> Str {
    match &value.value {
        Value::Str(text) => text.clone(),
        other => Str::new(to_s(render, other)),
    }
}

pub(super) fn is_nil(value: &Value) -> bool {
    matches!(value, Value::Undefined | Value::Null)
}

/// `Utils.to_integer`.
pub(super) fn to_integer(render: &Render<'_>, value: &Value) -> Result<i64, Fault> {
    if let Value::Int(it) = value {
        return Ok(saturated(it.value));
    }
    let text = to_s(render, value);
    let number = text.trim().parse::<i128>().map(saturated);
    number.map_err(|_| Fault::new("not-a-number", format!("'{text}' is no whole number")))
}

/// Far beyond any list or text, so nothing is lost.
pub(super) fn saturated(value: i128) -> i64 {
    i64::try_from(value).unwrap_or(if value < 0 { i64::MIN } else { i64::MAX })
}

/// The arguments, which must be at least and at most so many.
pub(super) fn arguments(input: &Input, least: usize, most: usize) -> Result<Vec<Traced>, Fault> {
    let given = &input.args.positional;
    let count = given.len() + usize::from(!input.args.named.is_empty());
    if given.len() < least || count > most {
        let message = match (least, most) {
            (_, 0) => "this filter takes no argument".to_owned(),
            (least, most) if least == most => format!("this filter takes {most} arguments, not {count}"),
            (least, most) => format!("this filter takes {least} to {most} arguments, not {count}"),
        };
        return Err(Fault::new("wrong-arguments", message));
    }
    Ok(given.clone())
}
