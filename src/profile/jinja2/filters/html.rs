//! Filters for HTML and URLs.

use std::fmt::Write as _;

use super::{alone, bound, piece};
use crate::profile::Input;
use crate::profile::jinja2::{access, entities, print, text, type_name};
use crate::render::{Fault, Render};
use crate::value::{Key, Str, Value};

pub(super) fn escape(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let value = alone(input, "escape")?;
    Ok(Value::Str(print::escaped_once(&print::text(render, &value))))
}

/// Escapes what is marked safe too.
pub(super) fn forceescape(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let value = alone(input, "forceescape")?;
    Ok(Value::Str(print::escaped(&print::text(render, &value))))
}

pub(super) fn safe(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let value = alone(input, "safe")?;
    Ok(Value::Str(print::text(render, &value).marked_safe()))
}

pub(super) fn striptags(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let value = alone(input, "striptags")?;
    let text = print::text(render, &value);
    let stripped = without_tags(&text.text);
    // Where nothing changes, the text keeps its origin.
    Ok(Value::Str(if stripped == *text.text { text.with_safe(false) } else { Str::new(stripped) }))
}

/// `Markup.striptags`: no tags and comments, white space as single spaces, entities as characters.
pub(in crate::profile::jinja2) fn without_tags(html: &str) -> String {
    let mut rest = html;
    let mut kept = String::with_capacity(html.len());
    while let Some(start) = rest.find('<') {
        let tag = rest.get(start..).unwrap_or_default();
        let end = match tag.strip_prefix("<!--") {
            Some(comment) => comment.find("-->").map(|at| at + 7),
            None => tag.find('>').map(|at| at + 1),
        };
        let Some(end) = end else { break };
        kept.push_str(rest.get(..start).unwrap_or_default());
        rest = tag.get(end..).unwrap_or_default();
    }
    kept.push_str(rest);
    let words: Vec<&str> = kept.split(text::is_space).filter(|word| !word.is_empty()).collect();
    entities::unescape(&words.join(" "))
}

/// `xmlattr(autospace=True)`.
pub(super) fn xmlattr(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let (value, args) = bound(input, "xmlattr", &["autospace"], 0)?;
    access::defined(render, &value, "items")?;
    if !matches!(value.value, Value::Map(_)) {
        let kind = type_name(render, &value.value);
        return Err(Fault::refused(format!("filter 'xmlattr' takes a map, not {kind}")));
    }
    let literal = |text: &str| (Str::new(text), value.reads);
    let mut pieces = Vec::new();
    for (key, value) in render.map_members(&value) {
        if matches!(value.value, Value::Null | Value::Undefined) {
            continue;
        }
        let Key::Str(name) = &key else {
            return Err(Fault::refused("the name of an attribute is text"));
        };
        if let Some(bad) = name.chars().find(|c| is_ascii_space(*c) || matches!(c, '/' | '>' | '=')) {
            return Err(Fault::refused(format!("the name of an attribute must not contain {bad:?}")));
        }
        if !pieces.is_empty() || args.flag_or(render, 0, true) {
            pieces.push(literal(" "));
        }
        pieces.push(literal(&print::escaped(&Str::new(name.clone())).text));
        pieces.push(literal("=\""));
        let (text, reads) = piece(render, &value);
        pieces.push((print::escaped_once(&text), reads));
        pieces.push(literal("\""));
    }
    let safe = render.autoescapes();
    Ok(Value::Str(text::joined(render, &pieces)?.with_safe(safe)))
}

fn is_ascii_space(c: char) -> bool {
    c.is_ascii_whitespace() || c == '\u{b}'
}

/// `urlencode`: text for a path; the members of a map, or a list of pairs, as a query.
pub(super) fn urlencode(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let value = alone(input, "urlencode")?;
    let pairs = match &value.value {
        Value::Map(_) => {
            let members = render.map_members(&value).into_iter();
            members
                .map(|(key, it)| (crate::value::Traced { value: key.value(), reads: value.reads }, it))
                .collect()
        }
        Value::List(_) => {
            let mut pairs = Vec::new();
            for item in access::elements(render, &value)? {
                match <[_; 2]>::try_from(access::elements(render, &item)?) {
                    Ok([key, value]) => pairs.push((key, value)),
                    Err(_) => return Err(Fault::refused("filter 'urlencode' takes a list of pairs")),
                }
            }
            pairs
        }
        Value::Undefined => Vec::new(),
        _ => return Ok(Value::Str(quoted(&print::text(render, &value), "/").with_safe(false))),
    };
    let mut pieces = Vec::new();
    for (key, value) in pairs {
        if !pieces.is_empty() {
            pieces.push((Str::new("&"), value.reads));
        }
        for (at, part) in [key, value].into_iter().enumerate() {
            let (text, reads) = piece(render, &part);
            if at == 1 {
                pieces.push((Str::new("="), reads));
            }
            pieces.push((quoted(&text, "").map(|it| it.replace("%20", "+")), reads));
        }
    }
    Ok(Value::Str(text::joined(render, &pieces)?.with_safe(false)))
}

/// `urllib.parse.quote`, which leaves letters, digits and `_.-~` as they are.
fn quoted(text: &Str, safe: &str) -> Str {
    text.map(|stretch| {
        let mut out = String::with_capacity(stretch.len());
        for byte in stretch.bytes() {
            let c = char::from(byte);
            if byte.is_ascii_alphanumeric() || "_.-~".contains(c) || (byte.is_ascii() && safe.contains(c)) {
                out.push(c);
            } else {
                let written = write!(out, "%{byte:02X}");
                debug_assert!(written.is_ok(), "writing to a string does not fail");
            }
        }
        out
    })
}
