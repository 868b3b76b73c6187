//! `url-malformed`: the address has no host, or its literal text has something that an address cannot hold (RFC 3986,
//! section 2): white space, quotation marks, angle brackets, a backslash, letters beyond ASCII, or a `%` that begins no
//! escape.
//!
//! Other characters that RFC 3986 leaves out, such as `|` and `{`, are taken everywhere, so they are passed over. What
//! values bring along is `url-value-not-encoded`.

use std::ops::Range;

use super::{Edit, Finding, Fix, Severity, check::Check, placeholder_left};
use crate::limits::MAX_SYNTAX_ERRORS;
use crate::payload::{form::percent_encode, url};
use crate::source::{InRendered, SourceId, Span};
use crate::source_map::{Origin, Run};

pub(super) fn check(check: &mut Check<'_>) {
    let part = &check.request.url;
    if let Some(host) = url::read(&part.text).map(|it| it.host).filter(|it| it.is_empty()) {
        let message = "the address has no host, so there is nowhere to send the request";
        let finding = Finding::error("url-malformed", SourceId::Url, Span::empty(0), message);
        let finding = check.blaming(finding, part, host);
        let help = match finding.fields.as_slice() {
            [] => "write the partner's host after the `//`".to_owned(),
            fields => {
                let fields = fields.join("', '");
                format!("'{fields}' is empty for this contact: send only to contacts that have it")
            }
        };
        check.add(finding.with_help(help));
    }
    if placeholder_left::is_in(&part.text) {
        return;
    }
    let runs = part.map.runs().iter().filter(|run| matches!(run.origin, Origin::Text(_)));
    let found: Vec<_> = runs
        .flat_map(|run| stretches(run.out.of(&part.text)).map(move |range| (run, range)))
        .take(MAX_SYNTAX_ERRORS)
        .map(|(run, range)| of_literal(&part.text, run, range))
        .collect();
    for (finding, place) in found {
        let finding = check.blaming(finding, part, place);
        check.add(finding);
    }
}

/// The stretches of literal text that an address cannot hold.
fn stretches(text: &str) -> impl Iterator<Item = Range<usize>> {
    let is_bad =
        |rest: &str| rest.chars().next().is_some_and(|c| is_bad(c) || (c == '%' && !begins_escape(rest)));
    let mut at = 0;
    std::iter::from_fn(move || {
        let find = |from: usize, wanted: bool| {
            let rest = text.get(from..)?;
            let mut places = rest.char_indices().map(|(it, _)| it);
            places.find(|it| is_bad(rest.get(*it..).unwrap_or_default()) == wanted).map(|it| from + it)
        };
        let start = find(at, true)?;
        at = find(start, false).unwrap_or(text.len());
        Some(start..at)
    })
}

/// Whether a text begins with a percent escape (RFC 3986, section 2.1).
fn begins_escape(text: &str) -> bool {
    text.as_bytes().get(1..3).is_some_and(|it| it.iter().all(u8::is_ascii_hexdigit))
}

/// Whether an address cannot hold a character. (A `%` can stand at the start of an escape.)
pub(super) fn is_bad(c: char) -> bool {
    c.is_whitespace() || c.is_control() || !c.is_ascii() || matches!(c, '"' | '<' | '>' | '\\')
}

/// A character as messages show it.
pub(super) fn shown(c: char) -> String {
    match c {
        ' ' => "a space".to_owned(),
        '\n' | '\r' => "a line break".to_owned(),
        c if c.is_whitespace() || c.is_control() => format!("the invisible character U+{:04X}", u32::from(c)),
        c => format!("`{c}`"),
    }
}

/// The finding and its place in the address.
fn of_literal(url: &str, run: &Run, range: Range<usize>) -> (Finding, Span<InRendered>) {
    let start = run.out.start as usize + range.start;
    let place: Span<InRendered> = Span::new(start, run.out.start as usize + range.end);
    let bad = place.of(url);
    let message = format!("the address holds {}", shown(bad.chars().next().unwrap_or_default()));
    let finding = Finding::error("url-malformed", SourceId::Url, Span::empty(0), message);
    // Many clients encode such letters themselves; few mend the rest.
    let severity = if bad.chars().any(|c| c.is_ascii()) { Severity::Error } else { Severity::Warning };
    let is_blank = |text: Option<&str>| text.is_some_and(|it| it.trim().is_empty());
    let is_outer = is_blank(url.get(..place.end as usize)) || is_blank(url.get(start..));
    let text = if is_outer { String::new() } else { bad.chars().map(percent_encode).collect() };
    let title = if is_outer { "take it out".to_owned() } else { format!("write it as `{text}`") };
    let place_in_template = run.origin.cut(range.start, range.end).span().into_iter();
    let edits = place_in_template.map(|span| Edit { source: SourceId::Url, span, text: text.clone() });
    let fix = Some(Fix { title: title.clone(), edits: edits.collect() });
    (Finding { severity, fix, ..finding }.with_help(title), place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_characters_are_found() {
        let cases: [(&str, &[(usize, usize)]); 7] = [
            ("https://example.com/a-b_c.d~e?f=g&h[]={1}|%2f#i", &[]),
            ("/a  b ", &[(2, 4), (5, 6)]),
            ("/äö%", &[(1, 6)]),
            ("?q=50%", &[(5, 6)]),
            ("?q=5%zz", &[(4, 5)]),
            ("/a\\b", &[(2, 3)]),
            ("", &[]),
        ];
        for (text, expected) in cases {
            let found = stretches(text).map(|it| (it.start, it.end));
            assert_eq!(found.collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn characters_are_shown() {
        let cases = [
            (' ', "a space"),
            ('\r', "a line break"),
            ('\u{a0}', "the invisible character U+00A0"),
            ('é', "`é`"),
        ];
        for (c, expected) in cases {
            assert_eq!(shown(c), expected);
        }
    }
}
