//! The laws themselves.

use std::collections::BTreeSet;
use std::sync::Arc;

use hookproof::contact::Contact;
use hookproof::dialect;
use hookproof::field::{Fields, ReadSet};
use hookproof::finding::Finding;
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

/// What a comparison of two renders has told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compared {
    /// The change showed, and there were runs that it had to leave alone.
    Change,
    /// The change did not show, or every run depends on it.
    NoChange,
    /// The renders cannot be compared.
    Nothing,
}

/// Changing a field changes only runs that read it or are guarded by it, those of no width included: the other runs
/// print the same, in the same order, from the same places. When the change brings a fault, it takes runs away, those
/// of all that its hole would have printed, and adds none.
///
/// It says nothing of a change that takes one fault away and brings another, of renders that a limit has ended, nor of those in which a fault has ended a loop in one contact
/// and not in the other, as `LiqP` does: before the fault there is nothing that could be guarded by it.
pub(crate) fn confined(
    profile: &'static Profile,
    template: &str,
    contact: &Value,
    change: &Change,
) -> Result<Compared, TestCaseError> {
    let before = render(profile, template, contact);
    let after = render(profile, template, &changed(contact, change));
    if incomparable(profile, template, &before, &after) {
        return Ok(Compared::Nothing);
    }
    let places: Vec<_> = faults(&before).union(&faults(&after)).map(|(_, at)| *at).collect();
    let free = unaffected(&before, change.0, &places);
    let still_free = unaffected(&after, change.0, &places);
    match (fewer(&before, &after), fewer(&after, &before)) {
        (true, true) => prop_assert_eq!(&free, &still_free, "{:?}", change),
        (true, false) => {
            prop_assert!(is_part(&still_free, &free), "{:?} {:?} {:?}", free, still_free, change);
        }
        (false, true) => {
            prop_assert!(is_part(&free, &still_free), "{:?} {:?} {:?}", free, still_free, change);
        }
        (false, false) => return Ok(Compared::Nothing),
    }
    let told = before.rendered.map != after.rendered.map || before.rendered.text != after.rendered.text;
    Ok(if told && !free.is_empty() { Compared::Change } else { Compared::NoChange })
}

fn incomparable(profile: &Profile, template: &str, before: &Outcome, after: &Outcome) -> bool {
    let any =
        |holds: fn(&Finding) -> bool| [before, after].iter().any(|it| it.rendered.findings.iter().any(holds));
    let limited = any(|it| it.code == "limit-exceeded");
    let swallowed = any(|it| it.help.as_deref().is_some_and(|help| help.contains("ends a loop")));
    // This one ends a loop over a range as well, but is told of once, at the start.
    let refused = profile.liquid.is_some_and(|it| it.ranges_swallow_faults)
        && template.contains("..")
        && any(|it| it.code == "unknown-filter");
    // What such an engine prints before it drops the message may be dropped by a jump after it.
    let dropped = profile.liquid.is_some_and(|it| it.jumps_drop_blocks)
        && before.rendered.aborted != after.rendered.aborted;
    limited || refused || dropped || swallowed && faults(before) != faults(after)
}

/// Whether one render has no faults that the other does not have.
fn fewer(one: &Outcome, other: &Outcome) -> bool {
    faults(one).is_subset(&faults(other))
}

fn faults(outcome: &Outcome) -> BTreeSet<(&'static str, u32)> {
    let findings = outcome.rendered.findings.iter();
    // A reference that prints itself is told of as well, and is no fault.
    let faults = findings.filter(|it| it.code != "reference-prints-itself");
    faults.map(|it| (it.code, it.span.start)).collect()
}

/// Whether the runs of one are among those of the other, in order.
fn is_part(part: &[(&str, u32)], whole: &[(&str, u32)]) -> bool {
    let mut whole = whole.iter();
    part.iter().all(|run| whole.any(|it| it == run))
}

/// The texts of the runs that have nothing to do with a field, each with the place that printed it. What a hole leaves
/// that faults does not count: it has read what made it fault, but not what would have made it fault earlier.
fn unaffected<'o>(outcome: &'o Outcome, field: &str, faults: &[u32]) -> Vec<(&'o str, u32)> {
    let depends = |set: ReadSet| outcome.fields.paths(set).iter().any(|path| related(path, field));
    let faulty = |run: &Run| match &run.origin {
        Origin::Value { hole, .. } => {
            run.out.is_empty() && faults.iter().any(|at| (hole.start..hole.end).contains(at))
        }
        _ => false,
    };
    let free = |run: &&Run| !depends(run.guards) && !depends(run.origin.reads()) && !faulty(run);
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
