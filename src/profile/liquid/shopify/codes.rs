//! Filters that write text in another form: HTML, URLs, Base64.

use super::values::{arguments, is_nil, text, to_s};
use crate::profile::Input;
use crate::profile::liquid::{html, text as shared};
use crate::render::{Fault, Render};
use crate::value::Value;

pub(super) fn escape(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    arguments(&input, 0, 0)?;
    if is_nil(&input.value.value) {
        return Ok(Value::Null);
    }
    Ok(Value::Str(text(render, &input.value).map(|it| shared::html_escaped(it, "&#39;"))))
}

pub(super) fn escape_once(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    arguments(&input, 0, 0)?;
    let text = to_s(render, &input.value.value);
    Ok(Value::from(shared::html_escaped_once(&text, "&#39;", false)))
}

pub(super) fn strip_html(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    arguments(&input, 0, 0)?;
    Ok(Value::from(html::without_tags(&to_s(render, &input.value.value))))
}

/// `CGI.escape`.
pub(super) fn url_encode(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    arguments(&input, 0, 0)?;
    if is_nil(&input.value.value) {
        return Ok(Value::Null);
    }
    let kept = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '~' | '_');
    Ok(Value::Str(text(render, &input.value).map(|it| shared::percent(it, kept, "+"))))
}

/// `CGI.unescape`: a `%` without two digits stays.
pub(super) fn url_decode(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    arguments(&input, 0, 0)?;
    if is_nil(&input.value.value) {
        return Ok(Value::Null);
    }
    let text = to_s(render, &input.value.value);
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        let len = if c == '%' { 3 } else { c.len_utf8() };
        let part = rest.get(..len).unwrap_or(rest);
        let Some(decoded) = shared::form_decoded(part) else {
            bytes.push(b'%');
            rest = rest.get(1..).unwrap_or_default();
            continue;
        };
        bytes.extend(decoded);
        rest = rest.get(part.len()..).unwrap_or_default();
    }
    String::from_utf8(bytes).map(Value::from).map_err(|_| not_text())
}

fn not_text() -> Fault {
    Fault::refused("this does not decode to text")
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub(in crate::profile::liquid) fn base64_encode(
    render: &mut Render<'_>,
    input: Input,
) -> Result<Value, Fault> {
    arguments(&input, 0, 0)?;
    Ok(Value::from(encoded(&to_s(render, &input.value.value))))
}

pub(super) fn base64_url_safe_encode(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    arguments(&input, 0, 0)?;
    let encoded = encoded(&to_s(render, &input.value.value));
    Ok(Value::from(encoded.replace('+', "-").replace('/', "_")))
}

pub(in crate::profile::liquid) fn base64_decode(
    render: &mut Render<'_>,
    input: Input,
) -> Result<Value, Fault> {
    arguments(&input, 0, 0)?;
    decoded(&to_s(render, &input.value.value), true)
}

pub(super) fn base64_url_safe_decode(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    arguments(&input, 0, 0)?;
    let text = to_s(render, &input.value.value);
    decoded(&text.replace('-', "+").replace('_', "/"), false)
}

/// RFC 4648, section 4.
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or_default());
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let digit = usize::try_from(group >> (18 - 6 * at) & 63).unwrap_or_default();
            let c = ALPHABET.get(digit).copied().unwrap_or(b'=');
            out.push(if usize::try_from(at).unwrap_or_default() <= chunk.len() {
                char::from(c)
            } else {
                '='
            });
        }
    }
    out
}

/// The strict form takes nothing but whole groups.
fn decoded(text: &str, strict: bool) -> Result<Value, Fault> {
    let digits = text.trim_end_matches('=');
    let padding = text.len() - digits.len();
    let whole = (digits.len() + padding).is_multiple_of(4) && padding <= 2;
    if (strict || padding > 0) && !whole || digits.len() % 4 == 1 {
        return Err(not_base64());
    }
    let mut bytes = Vec::with_capacity(digits.len());
    for chunk in digits.as_bytes().chunks(4) {
        let mut group = 0u32;
        for at in 0..4 {
            let digit = match chunk.get(at) {
                Some(byte) => ALPHABET.iter().position(|it| it == byte).ok_or_else(not_base64)?,
                None => 0,
            };
            group = group << 6 | u32::try_from(digit).unwrap_or_default();
        }
        let [_, a, b, c] = group.to_be_bytes();
        bytes.extend([a, b, c].into_iter().take(chunk.len() - 1));
    }
    String::from_utf8(bytes).map(Value::from).map_err(|_| not_text())
}

fn not_base64() -> Fault {
    Fault::refused("this is not Base64")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_goes_both_ways() {
        for (text, code) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("_#/.", "XyMvLg==")] {
            assert_eq!(encoded(text), code);
            let back = decoded(code, true).ok().map(|it| match it {
                Value::Str(it) => it.text.to_string(),
                _ => String::new(),
            });
            assert_eq!(back.as_deref(), Some(text));
        }
        assert!(decoded("5", true).is_err());
    }
}
