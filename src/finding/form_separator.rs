//! `form-separator`: pairs of a form are parted by something else than `&`, so that two of them become one: a line
//! break, a semicolon, or `&amp;`, as pages of HTML write it; or the form begins with the `?` of an address, or a
//! name with the line break after the `&` (WHATWG URL Standard, section 5.1: only `&` parts pairs).
//!
//! Only what the template itself writes is told of, and only where a name and `=` follow.

use std::sync::Arc;

use super::{Edit, Finding, body_fix, check::Check};
use crate::limits::MAX_SYNTAX_ERRORS;
use crate::payload::{Format, form};
use crate::source::{InRendered, SourceId, Span};

pub(super) fn check(check: &mut Check<'_>) {
    if check.format != Format::Form || check.payload.is_none() {
        return;
    }
    let text = check.request.body.text.clone();
    let mut mended = text.clone().into_bytes();
    let found: Vec<_> = separators(&text).take(MAX_SYNTAX_ERRORS).collect();
    let mut any = false;
    for separator in found {
        let Some(span) = body_fix::printed_text(check, separator.place) else { continue };
        any = true;
        for byte in mended.iter_mut().take(separator.place.end as usize).skip(separator.place.start as usize)
        {
            *byte = b'&';
        }
        let Separator { place, message, help, write } = separator;
        let finding = Finding::warning("form-separator", SourceId::Body, Span::empty(0), message);
        let finding = check.in_body(finding, place).with_help(help);
        let edit = Edit { source: SourceId::Body, span, text: write.to_owned() };
        check.add(finding.with_fix(help, vec![edit]));
    }
    // The rules after this one look at the fields that were meant.
    if let (true, Ok(mended)) = (any, String::from_utf8(mended)) {
        check.payload = Some(Arc::new(form::read(&mended)));
    }
}

/// What stands in place of a `&`, or beside one.
struct Separator {
    place: Span<InRendered>,
    message: String,
    help: &'static str,
    /// What is right in its place.
    write: &'static str,
}

fn separators(text: &str) -> impl Iterator<Item = Separator> {
    text.match_indices(['?', '&', '\n', ';']).filter_map(|(at, mark)| {
        let (before, after) = (text.get(..at)?, text.get(at + 1..)?);
        match mark {
            "?" => question(before, after),
            "&" => ampersand(at, after),
            _ => between(before, after, mark),
        }
    })
}

/// The `?` that parts an address from what follows it, at the start.
fn question(before: &str, after: &str) -> Option<Separator> {
    let name = name(after).filter(|_| before.trim().is_empty())?;
    let message = format!("the `?` becomes part of the name '{name}'");
    let help = "remove the `?`: only an address has one";
    Some(Separator { place: Span::new(0, before.len() + 1), message, help, write: "" })
}

/// `&amp;`, or a line break after a `&`.
fn ampersand(at: usize, after: &str) -> Option<Separator> {
    if let Some(rest) = after.strip_prefix("amp;") {
        let message = format!("`&amp;` makes the name 'amp;{}'", name(rest)?);
        return Some(Separator { place: Span::new(at, at + 5), message, help: "write `&`", write: "&" });
    }
    let rest = after.trim_start();
    let space = after.strip_suffix(rest).filter(|it| it.contains('\n'))?;
    let message = format!("the line break becomes part of the name '{}'", name(rest)?);
    let place = Span::new(at + 1, at + 1 + space.len());
    Some(Separator { place, message, help: "remove the line break", write: "" })
}

/// A line break or a semicolon after a value, where a `&` is due.
fn between(before: &str, after: &str, mark: &str) -> Option<Separator> {
    let rest = after.trim_start();
    let name = name(rest)?;
    let value = before.trim_end();
    let is_value = value.rsplit('&').next().is_some_and(|it| it.contains('='));
    if !is_value {
        return None;
    }
    let (what, start) = match mark {
        ";" => ("a semicolon", before.len()),
        _ => ("a line break", value.len()),
    };
    let message = format!("{what} does not part pairs: '{name}' becomes part of the value before it");
    let place = Span::new(start, before.len() + 1 + after.len() - rest.len());
    Some(Separator { place, message, help: "write `&` between the pairs", write: "&" })
}

/// The name that a text begins with, when `=` follows it.
fn name(text: &str) -> Option<&str> {
    let end =
        text.find(|it: char| !(it.is_ascii_alphanumeric() || matches!(it, '_' | '-' | '.' | '[' | ']')))?;
    let name = text.get(..end)?;
    let is_name = name.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_');
    (is_name && text.get(end..)?.starts_with('=')).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::separators;

    #[test]
    fn separators_are_found_where_a_name_follows() {
        for (text, places) in [
            ("a=1&b=2", vec![]),
            ("a=1\nb=2", vec!["\n"]),
            ("a=1\r\n b=2\n", vec!["\r\n "]),
            ("a=1; b=2;c", vec!["; "]),
            ("a=1&amp;b=2", vec!["&amp;"]),
            ("?a=1&b=2?c=3", vec!["?"]),
            ("a=1&\nb=2& c=3", vec!["\n"]),
            ("a=Hello,\nhow are you? x = 1; y", vec![]),
        ] {
            let found: Vec<_> = separators(text).map(|it| it.place.of(text).to_owned()).collect();
            assert_eq!(found, places, "{text}");
        }
    }
}
