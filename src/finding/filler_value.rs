//! `filler-value`: a name or an address is something that people or programs write when they have none, such as `-`,
//! `N/A` or `test`. No partner refuses it; it is printed.

use serde_json::Value;

use super::{
    Finding,
    check::{Check, named},
    texts::{Text, texts},
};
use crate::contract::Contract;
use crate::payload::Node;
use crate::source::{InRendered, SourceId, Span};
use crate::source_map::Origin;

/// Words that stand for nothing. None of them is a common name or place: `Na` and `Bar` are surnames.
pub(crate) const WORDS: [&str; 24] = [
    "#n/a",
    "(none)",
    "asdf",
    "asdfg",
    "asdfgh",
    "asdfghjkl",
    "blank",
    "dummy",
    "empty",
    "n.a.",
    "n/a",
    "n\\a",
    "nil",
    "none",
    "null",
    "nan",
    "qwerty",
    "tbc",
    "tbd",
    "test",
    "testing",
    "undefined",
    "unknown",
    "xx",
];

/// The same, of several words.
pub(crate) const PHRASES: [&str; 6] =
    ["not applicable", "not available", "not provided", "no name", "test user", "test name"];

pub(super) fn check(check: &mut Check<'_>, root: &Node<InRendered>) {
    if !check.hook.contract().mentions("x-content") {
        return;
    }
    let told = check.told_of();
    for text in texts(root, check.format) {
        let Some(place) = filler(check, &text) else { continue };
        let Some(due) = due(check.hook.contract(), &text.pointer) else { continue };
        if told.contains(&text.pointer) {
            continue;
        }
        let written = if place == text.span { text.value.trim() } else { place.of(&check.request.body.text) };
        let message = format!("{} has '{written}', which is filler and not {due}", named(&text.pointer));
        let finding = Finding::warning("filler-value", SourceId::Body, Span::empty(0), message);
        let finding = check.in_body(finding, place);
        let help = match finding.fields.as_slice() {
            [] => format!("write {due}, or leave it out"),
            fields => format!("correct '{}' of this contact, or do not send to it", fields.join("', '")),
        };
        check.add(Finding { pointer: Some(text.pointer), ..finding }.with_help(help));
    }
}

/// What is printed of the value at a pointer, for people; none where filler does no harm.
pub(crate) fn due(contract: &Contract, pointer: &str) -> Option<&'static str> {
    contract.describes(pointer)?.get("x-content").and_then(Value::as_str).and_then(in_words)
}

/// The kinds of content that are printed, for people. Where a country is due, `NA` is Namibia; an email address or a
/// telephone number is not printed.
fn in_words(content: &str) -> Option<&'static str> {
    match content {
        "name" => Some("a name"),
        "company" => Some("a company"),
        "address" => Some("a line of an address"),
        "town" => Some("a town"),
        "region" => Some("a region"),
        "postcode" => Some("a postcode"),
        _ => None,
    }
}

/// The filler in a text: all of it, or one merge tag's part of it that stands alone.
fn filler(check: &Check<'_>, text: &Text<'_>) -> Option<Span<InRendered>> {
    if is_filler(text.value) {
        return Some(text.span);
    }
    let body = &check.request.body;
    let runs = body.map.touching(text.span).iter();
    let values = runs.filter(|it| matches!(it.origin, Origin::Value { .. })).map(|it| it.out);
    let stands_alone = |span: &Span<InRendered>| {
        let (start, end) = (span.start as usize, span.end as usize);
        let space = |it: Option<&u8>| it.is_some_and(u8::is_ascii_whitespace);
        let bytes = body.text.as_bytes();
        (span.start == text.span.start || space(bytes.get(start.saturating_sub(1))))
            && (span.end == text.span.end || space(bytes.get(end)))
    };
    values.filter(stands_alone).find(|it| is_filler(it.of(&body.text)))
}

/// Whether a text is nothing but filler.
pub(crate) fn is_filler(text: &str) -> bool {
    let folded = text.trim().to_lowercase();
    let is_word = |word: &str| {
        let mut chars = word.chars();
        let first = chars.next();
        let repeats = word.chars().count() > 2 && chars.all(|it| Some(it) == first);
        let is_mark = !word.chars().any(char::is_alphanumeric);
        is_mark
            || WORDS.contains(&word)
            || (repeats && first.is_some_and(|it| it.is_alphabetic() || it == '0'))
    };
    !folded.is_empty() && (PHRASES.contains(&&*folded) || folded.split_whitespace().all(is_word))
}

#[cfg(test)]
mod tests {
    use super::is_filler;

    #[test]
    fn filler_is_told_from_names() {
        for text in [
            "-",
            " . ",
            "N/A",
            "n/a",
            "Test",
            "TEST test",
            "xxx",
            "None",
            "null",
            "?? ?",
            "00000",
            "Test User",
        ] {
            assert!(is_filler(text), "{text}");
        }
        let names = [
            "",
            " ",
            "Na",
            "Bo",
            "X",
            "J.",
            "Tess",
            "Tester",
            "12",
            "O'Neil",
            "N. A. Smith",
            "李",
            "王王",
            "Null & Sons",
        ];
        for text in names {
            assert!(!is_filler(text), "{text}");
        }
    }
}
