//! A contact whose request is right, from which others are made.

use std::collections::BTreeSet;

use super::target::touches;
use super::witness::{Cause, Change};
use crate::contact::Contact;
use crate::field::{FieldId, Fields, ReadSet, Segment};
use crate::finding::{Finding, Severity};
use crate::hook::{Examined, Request};
use crate::source::{InTemplate, Span};
use crate::source_map::{Origin, Run};

/// A stretch of a request: the part, what kind of stretch, and the place in the template.
pub(super) type Step = (usize, u8, Span<InTemplate>);

/// A contact from which others are made.
pub(super) struct Base {
    pub(super) contact: Contact,
    /// What sets it apart from the contact that the search started from.
    pub(super) changed: Vec<Change>,
    /// What is wrong with it already.
    known: Vec<(Cause, Severity)>,
    /// Which way its render went.
    trace: Vec<Step>,
    /// The fields that its request depends on; for a further base, those of what no base before it printed.
    reads: Vec<Vec<Segment>>,
}

impl Base {
    /// From a check of the contact. `covered` has what was printed before, and gets what is printed now.
    pub(super) fn new(
        contact: Contact,
        changed: Vec<Change>,
        examined: &Examined<'_>,
        covered: &mut BTreeSet<Step>,
    ) -> Base {
        let known = examined.findings.iter().map(|it| (Cause::of(it), it.severity)).collect();
        let is_first = changed.is_empty();
        let fresh = |at: usize, run: &Run| is_first || (is_printed(run) && !covered.contains(&step(at, run)));
        let parts = examined.request.parts().enumerate();
        let runs = parts.flat_map(|(at, (_, part))| part.map.runs().iter().map(move |run| (at, run)));
        let reads =
            paths(&examined.render.fields, runs.filter(|(at, run)| fresh(*at, run)).map(|(_, it)| it));
        let trace: Vec<Step> = trace(&examined.request).collect();
        covered.extend(printed(&examined.request));
        Base { contact, changed, known, trace, reads }
    }

    /// Whether a finding is not the base's too, or worse than there.
    pub(super) fn is_new(&self, finding: &Finding) -> bool {
        let cause = Cause::of(finding);
        !self.known.iter().any(|(known, severity)| *known == cause && *severity <= finding.severity)
    }

    /// Whether a request was rendered the same way: the same tags, in the same order.
    pub(super) fn went_as(&self, request: &Request) -> bool {
        trace(request).eq(self.trace.iter().copied())
    }

    /// Whether its request depends on a field.
    pub(super) fn reads(&self, path: &[Segment]) -> bool {
        self.reads.iter().any(|it| touches(path, it))
    }

    /// All that its request depends on.
    pub(super) fn all_reads(&self) -> &[Vec<Segment>] {
        &self.reads
    }
}

/// Whether the stretch was printed, rather than left out.
fn is_printed(run: &Run) -> bool {
    !matches!(run.origin, Origin::Skipped { .. })
}

fn step(part: usize, run: &Run) -> Step {
    let kind = match run.origin {
        Origin::Text(_) => 0,
        Origin::Value { .. } | Origin::Unplaced(_) => 1,
        Origin::Skipped { .. } => 2,
        Origin::Secret { .. } => 3,
    };
    (part, kind, run.origin.span().unwrap_or_default())
}

fn trace(request: &Request) -> impl Iterator<Item = Step> {
    let parts = request.parts().enumerate();
    parts.flat_map(|(at, (_, part))| part.map.runs().iter().map(move |run| step(at, run)))
}

/// What of the template a request printed.
pub(super) fn printed(request: &Request) -> impl Iterator<Item = Step> {
    let parts = request.parts().enumerate();
    parts.flat_map(|(at, (_, part))| {
        part.map.runs().iter().filter(|it| is_printed(it)).map(move |it| step(at, it))
    })
}

/// Whether a request depends on the whole of each field or on something in it, and not just on what the field is in.
pub(super) fn reads_all_of<'p>(
    examined: &Examined<'_>,
    mut fields: impl Iterator<Item = &'p [Segment]>,
) -> bool {
    let runs = examined.request.parts().flat_map(|(_, part)| part.map.runs());
    let reads = paths(&examined.render.fields, runs);
    fields.all(|path| reads.iter().any(|it| it.len() >= path.len() && touches(path, it)))
}

/// The fields that stretches depend on, step by step.
fn paths<'r>(fields: &Fields, runs: impl Iterator<Item = &'r Run>) -> Vec<Vec<Segment>> {
    let sets: BTreeSet<ReadSet> = runs.flat_map(|it| [it.origin.reads(), it.guards]).collect();
    let ids: BTreeSet<FieldId> = sets.iter().flat_map(|it| fields.members(*it)).copied().collect();
    ids.into_iter().map(|it| fields.segments(it)).collect()
}
