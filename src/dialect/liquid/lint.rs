//! Slips that engines do not report: the outermost fields in another case, and `CleverTap`'s `@`.

use super::block::Reader;
use super::markup::Markup;
use super::token::Lexeme;
use crate::finding::{Edit, Finding, Fix};
use crate::limits;
use crate::source::{InTemplate, Span};

/// The code of a name in another case.
pub(super) const WRONG_CASE: &str = "wrong-case";

/// Warns of `profile.name` where the field is `Profile.name` (docs.clevertap.com/docs/liquid-tags writes
/// `PROFILE.Language` itself, which prints nothing).
pub(super) fn wrong_case(markup: &mut Markup<'_>, name: Lexeme) {
    let word = markup.text(name);
    let meant = markup.grammar.namespaces.iter().find(|it| it.eq_ignore_ascii_case(word) && **it != word);
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
    let text = reader.parser.text.clone();
    let literal = span.of(&text);
    for at in memchr::memchr_iter(b'@', literal.as_bytes()) {
        let rest = literal.get(at + 1..).unwrap_or_default();
        let Some(name) = reader.grammar.namespaces.iter().find(|name| rest.starts_with(**name)) else {
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
            format!("'@{name}' is CleverTap's own personalisation, which is shown here as it stands");
        let help =
            format!("CleverTap documents no text form of it; write {{{{ {name}.… }}}} to see what it prints");
        let finding = Finding::info("at-personalisation", source, place, message).with_help(help);
        reader.parser.findings.push(finding);
    }
}
