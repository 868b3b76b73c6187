//! From a place in a rendered part to the place in the template that is to blame.

use crate::field::{Fields, ReadSet};
use crate::source::{InRendered, InTemplate, Span};
use crate::source_map::{Origin, Run, SourceMap};

/// What is to blame for a place in a rendered part.
#[derive(Clone, Debug, PartialEq)]
pub struct Blame {
    /// The merge tag or the literal text.
    pub span: Span<InTemplate>,
    /// The fields that made the value.
    pub reads: ReadSet,
}

/// Finds what is to blame for `place`: the first hole that printed some of it or, where no hole did, the literal
/// text.
pub fn locate(map: &SourceMap, fields: &mut Fields, place: Span<InRendered>) -> Blame {
    let touching = map.touching(place);
    let reads = touching.iter().filter(|run| matches!(run.origin, Origin::Value { .. }));
    let reads = reads.map(|run| run.origin.reads()).fold(ReadSet::EMPTY, |all, it| fields.union(all, it));
    let span = touching
        .iter()
        .find_map(hole)
        .or_else(|| touching.iter().find_map(|run| literal(run, place)))
        .unwrap_or_default();
    Blame { span, reads }
}

fn hole(run: &Run) -> Option<Span<InTemplate>> {
    match &run.origin {
        Origin::Value { hole, .. } => Some(*hole),
        Origin::Secret { span, .. } => Some(*span),
        Origin::Text(_) | Origin::Skipped { .. } | Origin::Unplaced(_) => None,
    }
}

/// The part of a run of literal text that lies in `place`.
fn literal(run: &Run, place: Span<InRendered>) -> Option<Span<InTemplate>> {
    match &run.origin {
        Origin::Text(_) => {
            let start = place.start.clamp(run.out.start, run.out.end) - run.out.start;
            let end = place.end.clamp(run.out.start, run.out.end) - run.out.start;
            run.origin.cut(start as usize, end as usize).span()
        }
        Origin::Skipped { span, .. } => Some(*span),
        Origin::Value { .. } | Origin::Secret { .. } | Origin::Unplaced(_) => None,
    }
}
