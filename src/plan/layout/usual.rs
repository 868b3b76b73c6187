//! Values that most lines of a list share: the country, a consent, the date of an event. They are compared as bytes, and
//! what they are is looked at once.

use super::piece::{Piece, WINDOW};
use super::{Layout, Slot, Stretch};
use crate::plan::class::{ABSENT, Class, class_of};
use crate::plan::token;
use crate::plan::tree::Tree;

/// Of how many lines one is looked at for what is usual.
const LINES: usize = 128;

/// In how many of these lines, one after the other, a value has to be the same. What comes only now and then would make
/// every line slower than it helps.
const TIMES: u8 = 3;

/// What has stood after a stretch.
#[derive(Debug, Default)]
pub(super) struct Usual {
    sample: Box<[u8]>,
    times: u8,
    /// The value, when it is usual, and what it is.
    pub(super) value: Option<(Piece, Class)>,
}

impl Layout {
    /// Notes that the line at a place was read by what is known.
    #[inline]
    pub(in crate::plan) fn has_read(&mut self, tree: &Tree, bytes: &[u8], start: usize) {
        self.paid();
        self.lines += 1;
        if self.lines == LINES {
            self.lines = 0;
            self.sample(tree, bytes, start);
        }
    }

    /// Goes through a line once more, as far as its first list of a field.
    #[cold]
    fn sample(&mut self, tree: &Tree, bytes: &[u8], start: usize) {
        let (mut from, mut at) = (0, start);
        while let Some((number, end)) = self.scalar_after(from, bytes, &mut at) {
            if let (Some(stretch), Some(value)) = (self.stretches.get_mut(number), bytes.get(at..end)) {
                stretch.meet(tree, value);
            }
            (from, at) = (number, end);
        }
    }

    /// The stretch that follows another one at a place, and the end of the scalar after it, to whose beginning the place is
    /// moved.
    fn scalar_after(&self, from: usize, bytes: &[u8], at: &mut usize) -> Option<(usize, usize)> {
        self.stretches.get(from)?.next.iter().map(|it| usize::from(*it)).find_map(|number| {
            let stretch =
                self.stretches.get(number).filter(|it| number != 0 && it.piece.is_at(bytes, *at))?;
            let value = *at + stretch.piece.bytes.len();
            let is_scalar = matches!(stretch.slot, Slot::Skipped | Slot::Field(_));
            let (_, end) = token::take(bytes, value).filter(|_| is_scalar)?;
            *at = value;
            Some((number, end))
        })
    }
}

impl Stretch {
    /// Notes which value stood after it in a line that was read.
    fn meet(&mut self, tree: &Tree, value: &[u8]) {
        // What is long is no usual value, and is not kept.
        let value = if value.len() > WINDOW { &[] } else { value };
        let is_same = *self.usual.sample == *value;
        self.usual.times = if is_same { (self.usual.times + 1).min(TIMES) } else { 1 };
        if !is_same {
            self.usual.sample = value.into();
            self.usual.value = None;
        }
        if self.usual.times == TIMES && self.usual.value.is_none() {
            self.usual.value = self.class_of(tree, value).map(|class| (Piece::new(value), class));
        }
    }

    /// What a value is, and `ABSENT` where nobody wants to know; none when it must be read in every line. A number could go
    /// on where it ends.
    fn class_of(&self, tree: &Tree, value: &[u8]) -> Option<Class> {
        if !matches!(value.first()?, b'"' | b't' | b'f' | b'n') {
            return None;
        }
        match self.slot {
            Slot::Skipped => Some(ABSENT),
            Slot::Field(field) => {
                let node = tree.node(field).filter(|it| it.wanted.is_none() && !it.unread)?;
                class_of(node, token::take(value, 0)?.0).ok()
            }
            Slot::List(_) | Slot::End => None,
        }
    }
}
