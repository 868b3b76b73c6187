//! What `CleverTap` adds to its engine: filters that stock `LiqP` 0.7.9 lacks. A platform adds them to the profile.
//!
//! `url_escape` and `url_param_escape` are `CleverTap`'s own (docs.clevertap.com/docs/liquid-tags); `json`, `where`
//! and `base64_…` are on the list of the linter that an employee publishes
//! (rubenico0601.github.io/Clean-Slate-Liquid-Syntax-Error-). No page says more of them than the name, so they do
//! what Shopify's filters of the same name do, where there are such.

use super::{liqp, shopify, text};
use crate::profile::{Filter, Input};
use crate::render::{Fault, Render};
use crate::value::{Key, Traced, Value};

/// The filters, sorted by name.
pub const FILTERS: &[(&str, Filter)] = &[
    ("base64_decode", shopify::base64_decode),
    ("base64_encode", shopify::base64_encode),
    ("json", json),
    ("url_escape", url_escape),
    ("url_param_escape", url_param_escape),
    ("where", shopify::where_),
];

/// The value as JSON, members in their order.
fn json(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let mut out = String::new();
    write_json(render, &input.value, &mut out, crate::limits::MAX_DEPTH);
    Ok(Value::from(out))
}

fn write_json(render: &mut Render<'_>, value: &Traced, out: &mut String, depth: usize) {
    if depth == 0 {
        return out.push_str("null");
    }
    match &value.value {
        Value::Bool(it) => out.push_str(if *it { "true" } else { "false" }),
        Value::Int(it) => out.push_str(&it.value.to_string()),
        Value::Float(it) if it.is_finite() => out.push_str(&liqp::double(*it)),
        Value::List(_) => {
            out.push('[');
            for (at, item) in render.list_elements(value).iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_json(render, item, out, depth - 1);
            }
            out.push(']');
        }
        Value::Map(_) => {
            out.push('{');
            for (at, (key, member)) in render.map_members(value).iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                let name = match key {
                    Key::Str(name) => name.to_string(),
                    other => liqp::string_of(render, &other.value()),
                };
                text::push_json(&name, out);
                out.push(':');
                write_json(render, member, out, depth - 1);
            }
            out.push('}');
        }
        Value::Str(it) => text::push_json(&it.text, out),
        _ => out.push_str("null"),
    }
}

/// Escapes what cannot stand in a URL, but not what has a meaning there.
fn url_escape(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let kept = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c);
    Ok(Value::Str(liqp::as_string(render, &input.value).map(|it| text::percent(it, kept, "%20"))))
}

/// Escapes all that could end a parameter of a URL.
fn url_param_escape(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let kept = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
    Ok(Value::Str(liqp::as_string(render, &input.value).map(|it| text::percent(it, kept, "%20"))))
}
