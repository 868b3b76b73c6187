//! `leaked-null`: the word that a language has for no value is sent as if it were one: `None` from Jinja, `NULL` from
//! `default: "NULL"`, `null` from a contact list that was exported so. A letter then begins with "Dear None".

use super::{Finding, Severity, check::Check, double_encoded, holes::holes};
use crate::dialect::Dialect;
use crate::field::ReadSet;
use crate::limits::MAX_SYNTAX_ERRORS;
use crate::payload::{Format, NodeKind};
use crate::render::Rendered;
use crate::source::{InRendered, SourceId, Span};
use crate::source_map::{Origin, Run};

/// The words.
pub(crate) const WORDS: [&str; 5] = ["None", "null", "NULL", "nil", "undefined"];

/// Whether a text is a word that some language has for no value.
pub(crate) fn is_word_for_nothing(text: &str) -> bool {
    WORDS.contains(&text)
}

pub(super) fn check(check: &mut Check<'_>) {
    let request = check.request;
    for (source, part) in request.parts() {
        let is_body = source == SourceId::Body;
        if is_body && check.payload.is_none() {
            continue;
        }
        // Without quotation marks `null` is a value of JSON, and of the others the reader of the body tells.
        let json = is_body && check.format == Format::Json;
        let texts: Vec<_> =
            if json { holes(part).into_iter().filter(|it| it.in_string).collect() } else { Vec::new() };
        let in_text = |place: Span<_>| {
            let next = texts.partition_point(|it| it.out.start <= place.start);
            let around = next.checked_sub(1).and_then(|it| texts.get(it));
            around.is_some_and(|it| place.end <= it.out.end)
        };
        // A tag that reads nothing prints what its author wrote there.
        let is_leak = |run: &&Run| {
            matches!(run.origin, Origin::Value { reads, .. } if reads != ReadSet::EMPTY)
                && WORDS.contains(&run.out.of(&part.text))
                && (!json || in_text(run.out))
        };
        let encoders = check.hook.template(&source).map(double_encoded::encoders).unwrap_or_default();
        for run in part.map.runs().iter().filter(is_leak).take(MAX_SYNTAX_ERRORS) {
            let word = run.out.of(&part.text);
            let contact = check.of_contact(run.origin.reads());
            let is_text = |it: &&&NodeKind<_>| matches!(it, NodeKind::Str(text) if &**text == word);
            // What a filter writes as JSON outside of JSON is for somebody who reads it.
            if !json && run.origin.span().is_some_and(|it| encoders.contains_key(&it)) {
                continue;
            }
            // `None` is an answer that people give; the other words are not.
            if word == "None" && contact.iter().any(|it| is_text(&it)) {
                continue;
            }
            let finding = finding(check, source.clone(), part, run.out);
            check.add(finding);
        }
    }
}

/// The finding where JSON has no quotation marks around the word, so that the body cannot be read either.
pub(super) fn bare(check: &mut Check<'_>, place: Span<InRendered>) -> Finding {
    let finding = finding(check, SourceId::Body, &check.request.body, place);
    let help = match check.hook.profile().dialect {
        Dialect::Jinja => "write `| tojson` at the end of the merge tag: JSON has `null` for no value",
        Dialect::Liquid | Dialect::Velocity | Dialect::MergeFields => {
            "JSON has `null` for no value; text needs quotation marks around the merge tag"
        }
    };
    Finding { severity: Severity::Error, ..finding }.with_help(help)
}

/// The finding for a hole that printed such a word in a part.
fn finding(check: &mut Check<'_>, source: SourceId, part: &Rendered, place: Span<InRendered>) -> Finding {
    let word = place.of(&part.text).trim();
    let message = format!("the word '{word}' is sent, which says that there is no value");
    let finding = Finding::warning("leaked-null", source.clone(), Span::empty(0), message);
    let finding = check.blaming(finding, part, place);
    let pointer = if source == SourceId::Body { check.pointer_of(place) } else { None };
    let template = check.hook.template(&source).map_or("", |it| &it.text);
    let tag = finding.span.of(template);
    let in_tag = [format!("\"{word}\""), format!("'{word}'")].iter().any(|it| tag.contains(it));
    let help = match word {
        _ if in_tag => {
            format!(
                "'{word}' is the stand-in of the merge tag itself: write one that readers may see, or `\"\"`"
            )
        }
        "None" => {
            "write `| default('', true)` at the end of the merge tag: it prints nothing then".to_owned()
        }
        _ => "remove the word from the contact's data, or send only to contacts that have a value".to_owned(),
    };
    Finding { pointer, ..finding }.with_help(help)
}
