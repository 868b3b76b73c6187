//! Where each byte of a rendered part comes from.
//!
//! Invariant of a [`SourceMap`]: its runs are sorted, gap-free and cover the text. A hole that prints nothing and
//! a branch that is not taken keep a run of no width, since an empty field and a missing one are the commonest
//! faults and must find their blame.

use std::collections::BTreeSet;

use crate::field::ReadSet;
use crate::source::{InRendered, InTemplate, Span};
use crate::template::{SECRET_MASK, Secret};
use crate::value::{Str, Traced, Value};

/// A stretch of rendered text that comes from one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// The stretch.
    pub out: Span<InRendered>,
    /// Where it comes from.
    pub origin: Origin,
    /// The fields of the conditions and loops around it.
    pub guards: ReadSet,
}

impl Run {
    /// The part of it inside `start..end` of the text, counted from `start`.
    #[must_use]
    pub fn cut(&self, start: usize, end: usize) -> Run {
        let (old_start, old_end) = (self.out.start as usize, self.out.end as usize);
        let (from, to) = (old_start.clamp(start, end), old_end.clamp(start, end));
        let origin = self.origin.cut(from.saturating_sub(old_start), to.saturating_sub(old_start));
        Run { out: Span::new(from - start, to - start), origin, guards: self.guards }
    }
}

/// Where a stretch of rendered text comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// From literal text of the template, byte for byte.
    Text(Span<InTemplate>),
    /// From the value of a hole.
    Value {
        /// The hole, delimiters included.
        hole: Span<InTemplate>,
        /// The fields that made the value.
        reads: ReadSet,
    },
    /// From a value that no hole has printed yet: only in strings, never in a [`SourceMap`].
    Unplaced(ReadSet),
    /// Nothing was printed, because this block was not taken.
    Skipped {
        /// The block.
        span: Span<InTemplate>,
        /// The fields that decided it.
        reads: ReadSet,
    },
    /// A secret, masked.
    Secret {
        /// Its slot.
        span: Span<InTemplate>,
        /// Which.
        secret: Secret,
    },
}

impl Origin {
    /// The place in the template; none for a value that no hole has printed.
    pub fn span(&self) -> Option<Span<InTemplate>> {
        match self {
            Origin::Text(span) | Origin::Skipped { span, .. } | Origin::Secret { span, .. } => Some(*span),
            Origin::Value { hole, .. } => Some(*hole),
            Origin::Unplaced(_) => None,
        }
    }

    /// The origin of the part of the stretch from byte `from` to byte `to` of it.
    #[must_use]
    pub fn cut(&self, from: usize, to: usize) -> Origin {
        match self {
            Origin::Text(span) => {
                Origin::Text(Span::new(span.start as usize + from, span.start as usize + to))
            }
            other => other.clone(),
        }
    }

    /// The same after a change of the stretch: a secret is then no longer as its slot has it.
    #[must_use]
    pub(crate) fn changed(&self) -> Origin {
        match self {
            Origin::Secret { span, secret } => Origin::Secret { span: *span, secret: secret.changed() },
            other => other.clone(),
        }
    }

    /// The fields that made it.
    pub fn reads(&self) -> ReadSet {
        match self {
            Origin::Text(_) | Origin::Secret { .. } => ReadSet::EMPTY,
            Origin::Value { reads, .. } | Origin::Skipped { reads, .. } | Origin::Unplaced(reads) => *reads,
        }
    }
}

/// The runs of one rendered part.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceMap {
    runs: Vec<Run>,
}

impl SourceMap {
    /// All runs, in order.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// The runs that `span` touches: those that overlap it, and those of no width inside it or at its ends. For
    /// an empty span these are the zero-width runs at it or, without one, the run that it lies in or ends.
    pub fn touching(&self, span: Span<InRendered>) -> &[Run] {
        let from = self.runs.partition_point(|run| run.out.end < span.start);
        let to = self.runs.partition_point(|run| run.out.start <= span.end);
        let all = self.runs.get(from..to).unwrap_or_default();
        let keep = |run: &Run| match (span.is_empty(), run.out.is_empty()) {
            (true, false) => false,
            (_, true) => true,
            (false, false) => run.out.start < span.end && span.start < run.out.end,
        };
        let first = all.iter().position(keep);
        let last = all.iter().rposition(keep);
        match (first, last) {
            (Some(first), Some(last)) => all.get(first..=last).unwrap_or_default(),
            _ => all.get(..1.min(all.len())).unwrap_or_default(),
        }
    }

    /// Whether the template's own text made all of `span`: no value and no secret has a part in it.
    pub fn is_literal(&self, span: Span<InRendered>) -> bool {
        let mut made = self.touching(span).iter().filter(|run| !run.out.is_empty()).peekable();
        made.peek().is_some() && made.all(|run| matches!(run.origin, Origin::Text(_)))
    }
}

/// A place in a [`Rope`], between two of its stretches.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    text: usize,
    runs: usize,
}

/// Text with the origin of each stretch, while it is being made.
#[derive(Clone, Debug, Default)]
pub struct Rope {
    text: String,
    runs: Vec<Run>,
}

impl Rope {
    /// The text so far.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where it ends so far, for [`Rope::cut_back`].
    pub fn mark(&self) -> Mark {
        Mark { text: self.text.len(), runs: self.runs.len() }
    }

    /// Drops what was added since `mark`.
    pub fn cut_back(&mut self, mark: Mark) {
        self.text.truncate(mark.text);
        self.runs.truncate(mark.runs);
    }

    /// Gives what was added since `mark` other guards, made of those that it has.
    pub fn guard_since(&mut self, mark: Mark, mut guards: impl FnMut(ReadSet) -> ReadSet) {
        for run in self.runs.iter_mut().skip(mark.runs) {
            run.guards = guards(run.guards);
        }
    }

    /// Adds text with its origin; also when it is empty.
    pub fn push(&mut self, text: &str, origin: Origin, guards: ReadSet) {
        let start = self.text.len();
        self.text.push_str(text);
        self.runs.push(Run { out: Span::new(start, self.text.len()), origin, guards });
    }

    /// Adds the mask of a secret.
    pub fn push_secret(&mut self, span: Span<InTemplate>, secret: &Secret, guards: ReadSet) {
        self.push(SECRET_MASK, Origin::Secret { span, secret: secret.clone() }, guards);
    }

    /// Adds what a hole prints. Stretches that have a place keep it, under the guards of both places; the rest
    /// takes the hole's. `join` makes the union of two sets.
    pub fn push_value(
        &mut self,
        printed: &Str,
        reads: ReadSet,
        hole: Span<InTemplate>,
        guards: ReadSet,
        mut join: impl FnMut(ReadSet, ReadSet) -> ReadSet,
    ) {
        let Some(runs) = printed.runs() else {
            return self.push(&printed.text, Origin::Value { hole, reads }, guards);
        };
        if runs.is_empty() {
            return self.push("", Origin::Value { hole, reads }, guards);
        }
        for run in runs {
            let origin = match &run.origin {
                Origin::Unplaced(reads) => Origin::Value { hole, reads: *reads },
                placed => placed.clone(),
            };
            let text = run.out.of(&printed.text);
            self.push(text, origin, join(guards, run.guards));
        }
    }

    /// Adds a value that no hole prints yet: for strings made of others.
    pub fn push_unplaced(&mut self, text: &Str, reads: ReadSet) {
        let Some(runs) = text.runs() else {
            return self.push(&text.text, Origin::Unplaced(reads), ReadSet::EMPTY);
        };
        for run in runs {
            self.push(run.out.of(&text.text), run.origin.clone(), run.guards);
        }
    }

    /// The finished part.
    pub fn finish(self) -> (String, SourceMap) {
        (self.text, SourceMap { runs: self.runs })
    }

    /// As a value, with all that its stretches read. `union` makes one set of several.
    pub fn into_traced(self, union: impl FnOnce(BTreeSet<ReadSet>) -> ReadSet) -> Traced {
        let mut sets = BTreeSet::new();
        let mut last = (ReadSet::EMPTY, ReadSet::EMPTY);
        for run in &self.runs {
            // Neighbours mostly have the same, and there may be very many of them.
            let pair = (run.origin.reads(), run.guards);
            if pair != last {
                sets.extend([pair.0, pair.1]);
            }
            last = pair;
        }
        Traced { value: Value::Str(Str::from_rope(self.text, self.runs)), reads: union(sets) }
    }
}
