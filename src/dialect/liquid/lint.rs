//! Slips that engines do not report, but platforms' customs make: the outermost fields in another case, `@` in text,
//! words that no guide of the platform has, blocks nested deeper than it says.

use super::block::{Kind, Reader};
use super::grammar::Customs;
use super::markup::{Markup, Problem};
use super::token::Lexeme;
use crate::dialect::Parser;
use crate::finding::{Edit, Finding, Fix};
use crate::limits;
use crate::source::{InTemplate, Span};

/// The code of a name in another case.
pub(super) const WRONG_CASE: &str = "wrong-case";

/// Warns of `profile.name` where the field is `Profile.name` (docs.clevertap.com/docs/liquid-tags writes
/// `PROFILE.Language` itself, which prints nothing).
pub(super) fn wrong_case(markup: &mut Markup<'_>, name: Lexeme) {
    let word = markup.text(name);
    let namespaces = markup.grammar.customs.map_or(&[][..], |customs| customs.namespaces);
    let meant = namespaces.iter().find(|it| it.eq_ignore_ascii_case(word) && **it != word);
    let Some(meant) = meant else { return };
    if markup.parser.findings.len() >= limits::MAX_SYNTAX_ERRORS {
        return;
    }
    let source = markup.parser.builder.source().clone();
    let message = format!("'{word}' is not '{meant}': names are told apart by case");
    let mut finding = Finding::warning(WRONG_CASE, source.clone(), name.span, message)
        .with_help(format!("write '{meant}'"));
    let edit = Edit { source, span: name.span, text: (*meant).to_owned() };
    finding.fix = Some(Fix { title: format!("write '{meant}'"), edits: vec![edit] });
    markup.parser.findings.push(finding);
}

/// Tells of `@Profile - Name` in literal text. `CleverTap` "supports it only outside the tags"
/// (docs.clevertap.com/docs/liquid-tags), but no page says how a saved message spells it.
pub(super) fn personalisation(reader: &mut Reader<'_>, span: Span<InTemplate>) {
    let Some(Customs { platform, namespaces, .. }) = reader.grammar.customs else { return };
    let text = reader.parser.text.clone();
    let literal = span.of(&text);
    for at in memchr::memchr_iter(b'@', literal.as_bytes()) {
        let rest = literal.get(at + 1..).unwrap_or_default();
        let Some(name) = namespaces.iter().find(|name| rest.starts_with(**name)) else {
            continue;
        };
        let tail = rest.get(name.len()..).unwrap_or_default();
        if !tail.trim_start_matches(' ').starts_with('-') || reader.is_noisy() {
            continue;
        }
        let start = span.start as usize + at;
        let place = Span::new(start, start + 1 + name.len());
        let source = reader.parser.builder.source().clone();
        let message =
            format!("'@{name}' is {platform}'s own personalisation, which is shown here as it stands");
        let help = format!(
            "{platform} documents no text form of it; write {{{{ {name}.… }}}} to see what it prints"
        );
        let finding = Finding::info("at-personalisation", source, place, message).with_help(help);
        reader.parser.findings.push(finding);
    }
}

/// Tells of a tag or filter that works on the platform as far as others know, but that its guides do not have.
/// `CleverTap` supports "only the terms identified in our documentation" (docs.clevertap.com/docs/liquid-tags).
pub(super) fn undocumented(parser: &mut Parser, customs: Option<&Customs>, span: Span<InTemplate>) {
    let Some(Customs { platform, undocumented, .. }) = customs else { return };
    let text = parser.text.clone();
    let name = span.of(&text);
    if undocumented.binary_search(&name).is_err() || parser.findings.len() >= limits::MAX_SYNTAX_ERRORS {
        return;
    }
    let source = parser.builder.source().clone();
    let message = format!("{platform}'s guide does not mention '{name}'");
    let help = "it may work all the same; send a test message first";
    parser.findings.push(Finding::info("undocumented-term", source, span, message).with_help(help));
}

/// Warns of a block that stands inside more others than the platform takes.
pub(super) fn nesting(reader: &mut Reader<'_>, kind: &Kind, tag: Span<InTemplate>) {
    let Some(Customs { platform, nesting, .. }) = reader.grammar.customs else { return };
    let counts =
        |it: &Kind| matches!(it, Kind::If | Kind::Unless | Kind::Case(_) | Kind::For(_) | Kind::TableRow(_));
    let around = reader.frames.iter().filter(|it| counts(&it.kind)).count();
    if !counts(kind) || around != *nesting {
        return;
    }
    let message = format!("this stands inside {around} other blocks, and {platform} takes {nesting} levels");
    let problem = Problem::new(tag, message).coded("nested-too-deep");
    reader.warn(problem.with_help("join conditions with 'and', or find the value out before with 'assign'"));
}
