//! Stretches with the usual values between them, as one piece: where a line is as usual, several values are passed by
//! comparing bytes once.

use super::piece::Piece;
use super::{Layout, NodeAt, Sink, Slot, Stretch, is_line_end};
use crate::plan::class::Class;
use crate::plan::token;
use crate::plan::tree::Tree;

/// How long such a piece is at most.
const MAX_BYTES: usize = 512;

/// What usually stands from a stretch on, up to one whose value is not usual.
#[derive(Debug)]
pub(super) struct Run {
    piece: Piece,
    /// The stretches, by their numbers.
    stretches: Box<[usize]>,
    /// The last of them.
    pub(super) last: usize,
    /// The fields that they name.
    pub(super) names: u32,
    /// Those of them that are maps.
    pub(super) maps: u32,
    /// What the values between them are.
    classes: Box<[(NodeAt, Class)]>,
}

impl Run {
    /// Where it ends, if it stands at a place.
    #[inline]
    pub(super) fn end(&self, bytes: &[u8], at: usize) -> Option<usize> {
        self.piece.is_at(bytes, at).then(|| at + self.piece.bytes.len())
    }

    /// Tells of the values in it.
    #[inline]
    pub(super) fn tell<'l>(&self, sink: &mut impl Sink<'l>) {
        for (field, class) in &self.classes {
            sink.class(*field, *class);
        }
    }
}

/// A stretch in a line that is looked at.
struct Step {
    number: usize,
    /// Where its value begins, and where that ends when it is a scalar.
    value: usize,
    end: Option<usize>,
}

impl Layout {
    /// Goes through a line once more, as far as its first list of a field, for what is usual in it.
    #[cold]
    pub(super) fn sample(&mut self, tree: &Tree, bytes: &[u8], start: usize) {
        let (mut from, mut at) = (0, start);
        // The stretches since the last value that is not usual.
        let mut run = Vec::new();
        let mut run_at = at;
        while let Some(Step { number, value, end }) = self.step(from, bytes, at) {
            run.push(number);
            let scalar = end.and_then(|end| bytes.get(value..end));
            let is_usual = self
                .stretches
                .get_mut(number)
                .zip(scalar)
                .is_some_and(|(stretch, scalar)| stretch.is_met(tree, scalar));
            if !is_usual {
                self.note_run(&run, bytes, run_at);
                run.clear();
            }
            let Some(end) = end else { break };
            (from, at) = (number, end);
            if run.is_empty() {
                run_at = at;
            }
        }
    }

    /// The stretch that follows another one at a place.
    fn step(&self, from: usize, bytes: &[u8], at: usize) -> Option<Step> {
        self.stretches.get(from)?.next.iter().map(|it| usize::from(*it)).find_map(|number| {
            let stretch = self.stretches.get(number).filter(|it| number != 0 && it.piece.is_at(bytes, at))?;
            let value = at + stretch.piece.bytes.len();
            let end = match stretch.slot {
                Slot::Skipped | Slot::Field(_) => Some(token::take(bytes, value)?.1),
                Slot::List(_) => None,
                Slot::End => is_line_end(bytes.get(value..)?).then_some(None)?,
            };
            Some(Step { number, value, end })
        })
    }

    /// Notes the run of stretches that stands at a place, in place of what was noted of the first of them.
    fn note_run(&mut self, numbers: &[usize], bytes: &[u8], at: usize) {
        let Some(&first) = numbers.first() else { return };
        let known = self.stretches.get(first).and_then(|it| it.run.as_ref());
        if known.is_some_and(|it| *it.stretches == *numbers && it.piece.is_at(bytes, at)) {
            return;
        }
        let run = self.run(numbers);
        if let Some(stretch) = self.stretches.get_mut(first) {
            stretch.run = run;
        }
    }

    /// A run of stretches; none of a single one, or when they are no part of any line.
    fn run(&self, numbers: &[usize]) -> Option<Box<Run>> {
        let (&last, before) = numbers.split_last()?;
        before.first()?;
        let (mut bytes, mut classes) = (Vec::new(), Vec::new());
        let (mut names, mut maps) = (0, 0);
        for number in numbers {
            let stretch = self.stretches.get(*number)?;
            if names & stretch.names != 0 {
                return None;
            }
            (names, maps) = (names | stretch.names, maps | stretch.maps);
            bytes.extend_from_slice(&stretch.piece.bytes);
            if *number != last {
                let (value, class) = stretch.usual.value.as_ref()?;
                bytes.extend_from_slice(&value.bytes);
                if let Slot::Field(field) = stretch.slot {
                    classes.push((field, *class));
                }
            }
        }
        let run = || Run {
            piece: Piece::new(&bytes),
            stretches: numbers.into(),
            last,
            names,
            maps,
            classes: classes.into(),
        };
        (bytes.len() <= MAX_BYTES).then(|| Box::new(run()))
    }
}

impl Stretch {
    /// Notes which value stood after it in a line that was read; whether it is the usual one.
    fn is_met(&mut self, tree: &Tree, value: &[u8]) -> bool {
        self.meet(tree, value);
        self.usual.value.as_ref().is_some_and(|(usual, _)| *usual.bytes == *value)
    }
}
