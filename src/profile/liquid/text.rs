//! Text as both engines change it, keeping where each part comes from.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::field::ReadSet;
use crate::limits;
use crate::render::{Fault, Render};
use crate::value::{Str, Value};

/// Each stretch with what `kept` does not keep percent-encoded as UTF-8, and spaces as `space`.
pub(super) fn percent(text: &str, kept: impl Fn(char) -> bool, space: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' ' => out.push_str(space),
            c if kept(c) => out.push(c),
            c => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    let written = write!(out, "%{byte:02X}");
                    debug_assert!(written.is_ok(), "writing to a string does not fail");
                }
            }
        }
    }
    out
}

/// Decodes `application/x-www-form-urlencoded` text; none where a `%` is not followed by two digits.
pub(super) fn form_decoded(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'+' => out.push(b' '),
            b'%' => {
                let mut digit = || char::from(bytes.next()?).to_digit(16);
                let (high, low) = (digit()?, digit()?);
                out.push(u8::try_from(high * 16 + low).ok()?);
            }
            byte => out.push(byte),
        }
    }
    Some(out)
}

/// Appends text as a JSON string (RFC 8259, section 7).
pub(super) fn push_json(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if (c as u32) < 0x20 => {
                let written = write!(out, "\\u{:04x}", c as u32);
                debug_assert!(written.is_ok(), "writing to a string does not fail");
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// HTML's characters escaped; `apostrophe` is what `'` becomes.
pub(super) fn html_escaped(text: &str, apostrophe: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str(apostrophe),
            c => out.push(c),
        }
    }
    out
}

/// The same, but what is escaped already stays.
pub(super) fn html_escaped_once(text: &str, apostrophe: &str, hexadecimal: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let rest = text.get(at + 1..).unwrap_or_default();
        match c {
            '&' if is_entity(rest, hexadecimal) => out.push('&'),
            c => {
                let mut bytes = [0; 4];
                out.push_str(&html_escaped(c.encode_utf8(&mut bytes), apostrophe));
            }
        }
    }
    out
}

/// Whether `rest`, what follows an `&`, is the name or number of a character up to its `;`.
fn is_entity(rest: &str, hexadecimal: bool) -> bool {
    let Some(number) = rest.strip_prefix('#') else {
        return up_to_semicolon(rest, |c| c.is_ascii_alphabetic());
    };
    let hex = number.strip_prefix('x').filter(|_| hexadecimal);
    up_to_semicolon(number, |c| c.is_ascii_digit())
        || hex.is_some_and(|hex| up_to_semicolon(hex, |c| c.is_ascii_hexdigit()))
}

fn up_to_semicolon(text: &str, is_part: impl Fn(char) -> bool) -> bool {
    let len = text.find(|c| !is_part(c)).unwrap_or(text.len());
    len > 0 && text.get(len..).is_some_and(|rest| rest.starts_with(';'))
}

/// `text` with each occurrence of `needle`, or the first or last only, replaced. Parts keep their origins.
pub(super) fn replaced(
    render: &mut Render<'_>,
    (text, reads): (&Str, ReadSet),
    needle: &str,
    (by, by_reads): (&Str, ReadSet),
    which: Which,
) -> Result<Str, Fault> {
    let mut found: Vec<usize> = match which {
        Which::All => text.text.match_indices(needle).map(|(at, _)| at).collect(),
        Which::First => text.text.find(needle).into_iter().collect(),
        Which::Last => text.text.rfind(needle).into_iter().collect(),
    };
    found.dedup();
    if found.is_empty() {
        return Ok(text.clone());
    }
    fits(text.text.len().saturating_add(found.len().saturating_mul(by.text.len())))?;
    let mut parts = Vec::with_capacity(found.len() * 2 + 1);
    let mut from = 0;
    for at in found {
        if from < at {
            parts.push((text.slice(from, at), reads));
        }
        if !by.text.is_empty() {
            parts.push((by.clone(), by_reads));
        }
        from = at + needle.len();
    }
    if from < text.text.len() || parts.is_empty() {
        parts.push((text.slice(from, text.text.len()), reads));
    }
    Ok(render.concat(&parts))
}

/// That text of this length may be made.
pub(super) fn fits(len: usize) -> Result<(), Fault> {
    if len <= limits::MAX_RENDERED_BYTES {
        return Ok(());
    }
    Err(Fault::new("limit-exceeded", "the text becomes too large"))
}

/// The texts one after the other with `glue` between them.
pub(super) fn joined(
    render: &mut Render<'_>,
    texts: Vec<(Str, ReadSet)>,
    glue: &(Str, ReadSet),
) -> Result<Str, Fault> {
    let own: usize = texts.iter().map(|(text, _)| text.text.len()).sum();
    fits(own.saturating_add(texts.len().saturating_mul(glue.0.text.len())))?;
    let mut parts = Vec::with_capacity(texts.len() * 2);
    for text in texts {
        if !parts.is_empty() {
            parts.push(glue.clone());
        }
        parts.push(text);
    }
    Ok(render.concat(&parts))
}

/// Each item once: the first of those that are the same. `print` gives the same text for the same items.
pub(super) fn unique<T>(
    items: Vec<(T, Value)>,
    mut print: impl FnMut(&Value) -> String,
    mut same: impl FnMut(&Value, &Value) -> bool,
) -> Vec<T> {
    let mut seen: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let mut kept = Vec::new();
    for (item, key) in items {
        let bucket = seen.entry(print(&key)).or_default();
        if !bucket.iter().any(|it| same(it, &key)) {
            bucket.push(key);
            kept.push(item);
        }
    }
    kept
}

/// Which occurrences are replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    All,
    First,
    Last,
}

/// A double's shortest digits and its exponent: `0.d₁d₂… × 10^exponent`, for `0 < value < ∞`.
pub(super) fn digits(value: f64) -> (String, i32) {
    let shortest = format!("{:e}", value.abs());
    let (mantissa, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let digits = mantissa.replace('.', "");
    (digits, exponent.parse::<i32>().unwrap_or_default() + 1)
}
