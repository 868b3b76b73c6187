//! The laws themselves.

use std::sync::Arc;

use hookproof::contact::Contact;
use hookproof::dialect;
use hookproof::field::{Fields, ReadSet};
use hookproof::finding::Severity;
use hookproof::profile::Profile;
use hookproof::render::{Render, Rendered};
use hookproof::settings::Settings;
use hookproof::source::SourceId;
use hookproof::source_map::{Origin, Run};
use proptest::prelude::*;
use serde_json::Value;

use crate::pieces::{Change, changed, related};

/// One render of one template.
pub(crate) struct Outcome {
    pub(crate) rendered: Rendered,
    pub(crate) fields: Fields,
}

/// Renders a template with a contact.
pub(crate) fn render(profile: &'static Profile, template: &str, contact: &Value) -> Outcome {
    let parsed = dialect::parse_for(profile, SourceId::Body, template);
    let settings = Settings::default();
    let mut render = Render::new(profile, &settings, &Contact::read(&contact.to_string()));
    let rendered = render.part(&Arc::new(parsed.value));
    Outcome { rendered, fields: render.fields }
}

/// The source map is sorted, gap-free and covers the text; literal runs are the template's bytes; every run has a
/// place in the template; the same input gives the same output.
pub(crate) fn whole(profile: &'static Profile, template: &str, contact: &Value) -> Result<(), TestCaseError> {
    let Outcome { rendered, .. } = render(profile, template, contact);
    let mut at = 0;
    for run in rendered.map.runs() {
        prop_assert_eq!(run.out.start, at, "a gap or overlap before {:?}", run);
        at = run.out.end;
        let text = rendered.text.get(run.out.range());
        prop_assert!(text.is_some(), "no text at {:?}", run);
        match &run.origin {
            Origin::Text(span) => prop_assert_eq!(template.get(span.range()), text, "{:?}", run),
            Origin::Value { hole: span, .. } | Origin::Skipped { span, .. } | Origin::Secret { span, .. } => {
                prop_assert!(template.get(span.range()).is_some(), "no place {:?}", run);
            }
            Origin::Unplaced(_) => prop_assert!(false, "unplaced: {:?}", run),
        }
    }
    prop_assert_eq!(at as usize, rendered.text.len(), "the map does not cover the text");
    let again = render(profile, template, contact).rendered;
    prop_assert_eq!(rendered, again, "the same input gave another output");
    Ok(())
}

/// Changing a field changes only text of runs that read it or are guarded by it: the other runs print the same, in
/// the same order, from the same places.
///
/// It says nothing of a change that brings a fault or takes one away: engines refuse the whole message then, and what
/// is shown after a fault is a courtesy.
pub(crate) fn confined(
    profile: &'static Profile,
    template: &str,
    contact: &Value,
    change: &Change,
) -> Result<(), TestCaseError> {
    let before = render(profile, template, contact);
    let after = render(profile, template, &changed(contact, change));
    if faults(&before) != faults(&after) {
        return Ok(());
    }
    prop_assert_eq!(unaffected(&before, change.0), unaffected(&after, change.0));
    Ok(())
}

fn faults(outcome: &Outcome) -> Vec<(&'static str, u32)> {
    let findings = outcome.rendered.findings.iter().filter(|it| it.severity == Severity::Error);
    let mut faults: Vec<_> = findings.map(|it| (it.code, it.span.start)).collect();
    faults.sort_unstable();
    faults
}

/// The texts of the runs that have nothing to do with a field, each with the place that printed it.
fn unaffected<'o>(outcome: &'o Outcome, field: &str) -> Vec<(&'o str, u32)> {
    let depends = |set: ReadSet| outcome.fields.paths(set).iter().any(|path| related(path, field));
    let free = |run: &&Run| !depends(run.guards) && !depends(run.origin.reads()) && !run.out.is_empty();
    let runs = outcome.rendered.map.runs().iter().filter(free);
    runs.map(|run| (run.out.of(&outcome.rendered.text), run.origin.span().map_or(u32::MAX, |it| it.start)))
        .collect()
}

/// A template that is cut off keeps the laws of maps. Whether the cut is reported is not checked here.
pub(crate) fn truncated(
    profile: &'static Profile,
    template: &str,
    contact: &Value,
    at: prop::sample::Index,
) -> Result<(), TestCaseError> {
    let ends: Vec<usize> = template.char_indices().map(|(at, _)| at).chain([template.len()]).collect();
    let cut = template.get(..*at.get(&ends)).unwrap_or_default();
    whole(profile, cut, contact)
}
