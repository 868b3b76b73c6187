//! `unknown-key`: the partner's documentation does not know this key. Partners drop such keys or store them without
//! a word (Inkit keeps them as custom data), so a misspelt one goes unnoticed.

use super::{Edit, Finding, Fix, Severity, check::Check};
use crate::contract::Violation;
use crate::nearest::nearest;
use crate::source::{SourceId, Span};

pub(super) fn finding(
    check: &mut Check<'_>,
    violation: &Violation,
    (key, is_refused): (&str, bool),
    known: &[(String, Vec<String>)],
) -> Finding {
    let message = format!("{} does not know '{key}'", check.receiver());
    let mut finding = Finding::warning("unknown-key", SourceId::Body, Span::empty(0), message);
    if is_refused {
        finding.severity = Severity::Error;
        finding.message = format!("{} takes no '{key}'", check.receiver());
    }
    let finding = check.of_violation(finding, violation);
    let meant = known
        .iter()
        .find(|(_, aliases)| aliases.iter().any(|alias| alias == key))
        .map(|(name, _)| name.as_str())
        .or_else(|| nearest(key, known.iter().map(|(name, _)| name.as_str())));
    let Some(meant) = meant else {
        return finding.with_help("remove it, or check how the partner writes it");
    };
    let finding = finding.with_help(format!("did you mean '{meant}'?"));
    let written = finding.span.of(&check.hook.body().text);
    // Only a key that stands literally in the template can be renamed there.
    let bare = written.trim_matches('"');
    if bare != key {
        return finding;
    }
    let text = written.replace(bare, meant);
    let edit = Edit { source: SourceId::Body, span: finding.span, text };
    Finding { fix: Some(Fix { title: format!("rename the key to '{meant}'"), edits: vec![edit] }), ..finding }
}
