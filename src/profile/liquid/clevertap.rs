//! `CleverTap`: `LiqP` 0.7.9 with the tag `abort` and filters of its own.
//!
//! `abort`, `url_escape` and `url_param_escape` are documented (docs.clevertap.com/docs/liquid-tags). `json`, `where`,
//! `base64_…` and `date_tz` are on the list of the linter that an employee publishes
//! (rubenico0601.github.io/Clean-Slate-Liquid-Syntax-Error-) and on no page of the vendor's that could be read, so they
//! do what Shopify's filters of the same name do, where there are such, and a finding says so.

use super::{Liquid, liqp, shopify, text, zones};
use crate::dialect::liquid::{Customs, Grammar};
use crate::profile::{Filters, Input, Profile};
use crate::render::{Fault, Render};
use crate::value::{Key, Traced, Value};

/// The platform's profile.
pub static CLEVERTAP: Profile =
    Profile { name: "clevertap", liquid: Some(&LIQUID), filters: &[FILTERS, liqp::FILTERS], ..liqp::LIQP };

static LIQUID: Liquid = Liquid {
    grammar: Grammar { tags: &[&["abort"], liqp::TAGS], customs: Some(&CUSTOMS), ..liqp::LIQUID.grammar },
    ..liqp::LIQUID
};

pub(super) static CUSTOMS: Customs = Customs {
    platform: "CleverTap",
    namespaces: &["Profile", "Event", "Linked", "ExternalTrigger"],
    undocumented: &[
        "base64_decode",
        "base64_encode",
        "capture",
        "cycle",
        "date_tz",
        "decrement",
        "ifchanged",
        "increment",
        "json",
        "where",
    ],
    nesting: 3,
};

/// The filters that stock `LiqP` lacks or that do otherwise, sorted by name.
const FILTERS: Filters = &[
    ("base64_decode", shopify::base64_decode),
    ("base64_encode", shopify::base64_encode),
    ("date", date),
    ("date_tz", date_tz),
    ("json", json),
    ("url_escape", url_escape),
    ("url_param_escape", url_param_escape),
    ("where", shopify::where_),
];

/// How far the clocks are ahead of UTC where a template names no zone, in minutes: India's, as a summary of the
/// vendor's pages has it, or the account's.
fn own_offset(render: &mut Render<'_>) -> i64 {
    match render.setting("now-zone") == "account" {
        true => i64::from(render.clock.offset_minutes),
        false => zones::INDIA,
    }
}

/// `LiqP`'s filter, in the platform's zone.
fn date(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let offset = own_offset(render);
    liqp::date_in(render, input, offset, |_| offset)
}

/// `date` with the zone to show the moment in as second argument: a name, or an offset such as `+05:30`.
fn date_tz(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let offset = own_offset(render);
    let Some(name) = input.args.positional.get(1).cloned() else {
        return liqp::date_in(render, input, offset, |_| offset);
    };
    let name = liqp::as_string(render, &name).text;
    let zone = zones::Zone::named(&name).ok_or_else(|| zones::unknown(&name))?;
    liqp::date_in(render, input, offset, |seconds| zone.offset_at(seconds))
}

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
