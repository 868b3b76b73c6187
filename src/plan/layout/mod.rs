//! What the lines of a list have in common: everything but their values.
//!
//! One program writes all the lines of an export, so between two values nearly always stands what stood there in a line
//! before: the end of some maps, a comma, a name, a colon. Such a stretch is learned from a line that the scan has read,
//! with the stretches that follow it. A line that consists of known stretches and of scalars is JSON, and which field each
//! value belongs to is known without looking at a name. Any other line is the scan's.
//!
//! Each stretch is known together with the maps and lists that are open before it. So what it opens, closes and names
//! is the same wherever it stands, and stretches from several lines make up a line that none of them was.

mod learn;
#[cfg(test)]
mod tests;

use super::token::{self, Token};

/// A field, by its number; below 32, so that a set of them fits into a word.
type NodeAt = usize;

/// How many stretches are known at most. A line of a few hundred fields has as many.
const MAX_STRETCHES: usize = 2048;

/// How many stretches may follow one: fields that are left out where they are empty make for several.
const MAX_NEXT: usize = 8;

/// How many bytes of a stretch are compared at once. Most stretches are shorter.
const WINDOW: usize = 32;

/// What stands between two values.
#[derive(Debug)]
struct Stretch {
    bytes: Box<[u8]>,
    /// The first bytes, with zeros after a stretch that is shorter.
    words: [u64; WINDOW / 8],
    /// Which of these count.
    masks: [u64; WINDOW / 8],
    /// The fields that it names.
    names: u32,
    /// Those of them that are maps.
    maps: u32,
    slot: Slot,
    /// What has followed it, beginning with what did so first. No stretch is followed by the one at the start.
    next: [u16; MAX_NEXT],
    /// The maps and lists that are open before it, by their number.
    within: usize,
}

/// What follows a stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    /// A scalar that nobody wants.
    Skipped,
    /// A scalar of a field.
    Field(NodeAt),
    /// A list of a field.
    List(NodeAt),
    /// The end of the line.
    End,
}

/// The stretches of lines. They belong to one tree of fields.
#[derive(Debug)]
pub(super) struct Layout {
    /// The first one is before every line.
    stretches: Vec<Stretch>,
    /// What is open within values: `{` for a map whose members are not read, `[` for a list, and maps of fields.
    within: Vec<Vec<learn::Frame>>,
    /// How many lines more may be learned from: only what pays is gone on with.
    credit: usize,
}

/// Who is told what a line has.
pub(super) trait Sink<'l> {
    /// These fields are maps.
    fn maps(&mut self, fields: u32);

    /// A field is this scalar; none when the line is no longer wanted.
    fn scalar(&mut self, field: NodeAt, token: Token<'l>) -> Option<()>;

    /// A list of a field, or what stands in its place, begins here; where it ends, none when it is no longer wanted.
    fn list(&mut self, field: NodeAt, bytes: &'l [u8], at: usize) -> Option<usize>;
}

impl Stretch {
    fn new(bytes: &[u8], within: usize) -> Stretch {
        let mut first = [0; WINDOW];
        let mut mask = [0; WINDOW];
        for ((to, counts), &from) in first.iter_mut().zip(&mut mask).zip(bytes) {
            (*to, *counts) = (from, 0xff);
        }
        let next = [0; MAX_NEXT];
        let (words, masks) = (words(&first), words(&mask));
        Stretch { bytes: bytes.into(), words, masks, names: 0, maps: 0, slot: Slot::End, next, within }
    }

    /// Whether it stands at a place.
    #[inline]
    fn is_at(&self, bytes: &[u8], at: usize) -> bool {
        let Some(rest) = bytes.get(at..) else { return false };
        let Some(window) = rest.first_chunk() else { return rest.starts_with(&self.bytes) };
        let mut differing = 0;
        for ((word, wanted), mask) in words(window).iter().zip(&self.words).zip(&self.masks) {
            differing |= (word ^ wanted) & mask;
        }
        differing == 0 && (self.bytes.len() <= WINDOW || rest.starts_with(&self.bytes))
    }
}

#[inline]
fn words(bytes: &[u8; WINDOW]) -> [u64; WINDOW / 8] {
    let mut words = [0; WINDOW / 8];
    for (word, bytes) in words.iter_mut().zip(bytes.as_chunks::<8>().0) {
        *word = u64::from_le_bytes(*bytes);
    }
    words
}

impl Layout {
    /// Reads the line that begins at a place, and gives where it ends; none when it is not made of what is known.
    #[inline]
    pub(super) fn read<'l>(&self, bytes: &'l [u8], start: usize, sink: &mut impl Sink<'l>) -> Option<usize> {
        let mut from = self.stretches.first()?;
        let mut at = start;
        // Each field comes once in a line.
        let mut had = 0;
        loop {
            let (stretch, slot, end) = self.next(from, bytes, at)?;
            if had & stretch.names != 0 {
                return None;
            }
            had |= stretch.names;
            if stretch.maps != 0 {
                sink.maps(stretch.maps);
            }
            (from, at) = (stretch, end);
            match (stretch.slot, slot) {
                (Slot::Field(field), Some(token)) => sink.scalar(field, token)?,
                (Slot::List(field), _) => at = sink.list(field, bytes, at)?,
                (Slot::End, _) => return Some(at),
                (Slot::Skipped | Slot::Field(_), _) => {}
            }
        }
    }

    /// The stretch that stands at a place after another one, with the scalar after it, and where both end.
    #[inline]
    fn next<'l>(
        &self,
        from: &Stretch,
        bytes: &'l [u8],
        at: usize,
    ) -> Option<(&Stretch, Option<Token<'l>>, usize)> {
        for &number in from.next.iter().take_while(|it| **it != 0) {
            let stretch = self.stretches.get(usize::from(number))?;
            if !stretch.is_at(bytes, at) {
                continue;
            }
            // One stretch may be the beginning of another, so what follows has to be right as well.
            let at = at + stretch.bytes.len();
            match stretch.slot {
                Slot::Skipped | Slot::Field(_) => {
                    if let Some((token, end)) = token::take(bytes, at) {
                        return Some((stretch, Some(token), end));
                    }
                }
                Slot::List(_) => return Some((stretch, None, at)),
                Slot::End if is_line_end(bytes.get(at..)?) => return Some((stretch, None, at)),
                Slot::End => {}
            }
        }
        None
    }
}

/// Whether a line ends before these bytes.
#[inline]
fn is_line_end(rest: &[u8]) -> bool {
    matches!(rest, [] | [b'\n', ..] | [b'\r'] | [b'\r', b'\n', ..])
}
