//! Texts as TOML writes them (TOML 1.0, "String").

use std::fmt::Write as _;

/// A string in the form that needs no escapes, if there is one.
pub fn string(text: &str) -> String {
    let control = |allowed: &[char]| text.chars().any(|c| c.is_control() && !allowed.contains(&c));
    let lines = text.contains('\n');
    if lines && !control(&['\n', '\t']) && !text.contains("'''") && !text.ends_with('\'') {
        // The line break after the opening quotation marks is not part of the text (TOML 1.0, "String").
        return format!("'''\n{text}'''");
    }
    let awkward = text.contains(['"', '\\']);
    if awkward && !lines && !control(&['\t']) && !text.contains('\'') {
        return format!("'{text}'");
    }
    basic(text)
}

/// A basic string: one line, between `"`.
pub fn basic(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// What stands between the quotation marks of a basic string.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out += "\\n",
            '\t' => out += "\\t",
            '\r' => out += "\\r",
            c if c.is_control() => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}
