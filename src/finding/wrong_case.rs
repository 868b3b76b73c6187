//! `wrong-case`: a merge tag reads `Profile.city`, and the contact has `Profile.City`. To Jinja and Liquid these are two
//! names. Velocity's own reading tells of it, since Yespo takes the fields of contacts in any case.

use super::{Edit, Finding, Severity, check::Check, unknown_field::only_word};
use crate::contact::Contact;
use crate::dialect::Dialect;
use crate::field::Segment;
use crate::payload::NodeKind;
use crate::source::{InTemplate, SourceId, Span};

/// What follows when a name is written wrongly: the tag prints nothing, or ends the message.
const RESULTS: [&str; 5] =
    ["empty-mandatory-field", "missing-field", "too-short", "undefined-member", "unquoted-value"];

pub(super) fn check(check: &mut Check<'_>) {
    if !matches!(check.hook.profile().dialect, Dialect::Jinja | Dialect::Liquid) {
        return;
    }
    let hook = check.hook;
    for field in hook.fields() {
        let Some((name, meant)) = meant(check.contact, &field.segments) else { continue };
        for (source, span) in &field.places {
            let text = check.hook.template(source).map_or("", |it| span.of(&it.text));
            let Some(at) = only_word(text, name) else { continue };
            let start = span.start as usize + at;
            let span = Span::new(start, start + name.len());
            // The outermost names of a platform are told of without a contact.
            let is_told = |it: &Finding| it.code == "wrong-case" && it.source == *source && it.span == span;
            if reads_both(check, source, span, meant) || check.hook.findings().iter().any(is_told) {
                continue;
            }
            let message = format!("'{name}' is not '{meant}': names are told apart by case");
            let edit = Edit { source: source.clone(), span, text: meant.to_owned() };
            let help = format!("write '{meant}'");
            let finding = Finding::warning("wrong-case", source.clone(), span, message);
            check.add(finding.with_help(help.clone()).with_fix(help, vec![edit]));
        }
    }
}

/// The first name of a path that the contact has in another case only, and what the contact has.
fn meant<'a>(contact: &'a Contact, segments: &'a [Segment]) -> Option<(&'a str, &'a str)> {
    let mut node = contact.root();
    for segment in segments {
        let (Segment::Key(name), NodeKind::Map(members)) = (segment, &node.kind) else { return None };
        let Some(member) = node.member(name) else {
            let folded = name.to_lowercase();
            let near = members.iter().find(|it| it.key.to_lowercase() == folded)?;
            return Some((name, &near.key));
        };
        node = &member.value;
    }
    None
}

/// Whether the tag around a place names the other case too, as in `{{ Profile.city | default: Profile.City }}`.
fn reads_both(check: &Check<'_>, source: &SourceId, place: Span<InTemplate>, meant: &str) -> bool {
    let text = check.hook.template(source).map_or("", |it| &it.text);
    let before = text.get(..place.start as usize).unwrap_or_default();
    let after = text.get(place.end as usize..).unwrap_or_default();
    let start = before.rfind(['{', '%']).map_or(0, |it| it + 1);
    let end = after.find(['}', '%']).unwrap_or(after.len());
    let around = [before.get(start..), after.get(..end)];
    around.into_iter().flatten().any(|it| only_word(it, meant).is_some())
}

/// Leaves only the cause where a name is written wrongly: that its tag prints nothing follows from it. The cause is as
/// bad as what follows.
pub(crate) fn without_results(findings: &mut Vec<Finding>) {
    let is_cause = |it: &Finding| it.code == "wrong-case" || (it.code == "unknown-field" && it.fix.is_some());
    let causes: Vec<(SourceId, Span<_>)> =
        findings.iter().filter(|it| is_cause(it)).map(|it| (it.source.clone(), it.span)).collect();
    if causes.is_empty() {
        return;
    }
    let holds = |outer: Span<_>, inner: Span<_>| outer.start <= inner.start && inner.end <= outer.end;
    let (results, mut kept): (Vec<Finding>, Vec<Finding>) = findings.drain(..).partition(|it| {
        let follows = |(source, span): &(SourceId, Span<_>)| *source == it.source && holds(it.span, *span);
        RESULTS.contains(&it.code) && causes.iter().any(follows)
    });
    for cause in kept.iter_mut().filter(|it| is_cause(it)) {
        let worst = results.iter().filter(|it| it.source == cause.source && holds(it.span, cause.span));
        if worst.into_iter().any(|it| it.severity == Severity::Error) {
            cause.severity = Severity::Error;
        }
    }
    // One mistake is told of once: the same name in other tags is as bad.
    let bad: Vec<String> = kept
        .iter()
        .filter(|it| is_cause(it) && it.severity == Severity::Error)
        .map(|it| it.message.clone())
        .collect();
    for cause in kept.iter_mut().filter(|it| is_cause(it) && bad.contains(&it.message)) {
        cause.severity = Severity::Error;
    }
    *findings = kept;
}
