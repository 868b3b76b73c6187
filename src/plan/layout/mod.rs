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
mod piece;
#[cfg(test)]
mod tests;
mod usual;

use super::class::Class;
use super::token::{self, Token};
use super::tree::Quick;
use piece::Piece;
use usual::Usual;

/// A field, by its number; below 32, so that a set of them fits into a word.
type NodeAt = usize;

/// How many stretches are known at most. A line of a few hundred fields has as many.
const MAX_STRETCHES: usize = 2048;

/// How many stretches may follow one: fields that are left out where they are empty make for several.
const MAX_NEXT: usize = 8;

/// What stands between two values.
#[derive(Debug)]
struct Stretch {
    piece: Piece,
    /// The fields that it names.
    names: u32,
    /// Those of them that are maps.
    maps: u32,
    slot: Slot,
    /// How most values of the field are noted.
    quick: Option<Quick>,
    usual: Usual,
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
    /// How many lines were read since the last one that was looked at for what is usual.
    lines: usize,
}

/// Who is told what a line has.
pub(super) trait Sink<'l> {
    /// These fields are maps.
    fn maps(&mut self, fields: u32);

    /// A field is this scalar; none when the line is no longer wanted.
    fn scalar(&mut self, field: NodeAt, token: Token<'l>) -> Option<()>;

    /// A field is what is noted quickly: these bytes.
    fn quick(&mut self, field: NodeAt, quick: &Quick, bytes: &'l [u8]);

    /// A field is a scalar of this class, and not one that is wanted.
    fn class(&mut self, field: NodeAt, class: Class);

    /// A list of a field, or what stands in its place, begins here; where it ends, none when it is no longer wanted.
    fn list(&mut self, field: NodeAt, bytes: &'l [u8], at: usize) -> Option<usize>;
}

impl Stretch {
    fn new(bytes: &[u8], within: usize) -> Stretch {
        Stretch {
            piece: Piece::new(bytes),
            names: 0,
            maps: 0,
            slot: Slot::End,
            quick: None,
            usual: Usual::default(),
            next: [0; MAX_NEXT],
            within,
        }
    }
}

impl Layout {
    /// Reads the line that begins at a place, and gives where it ends; none when it is not made of what is known.
    #[inline]
    pub(super) fn read<'l>(&self, bytes: &'l [u8], start: usize, sink: &mut impl Sink<'l>) -> Option<usize> {
        let mut from = self.stretches.first()?;
        let mut at = start;
        // Each field comes once in a line.
        let mut had = 0;
        'line: loop {
            for &number in &from.next {
                let number = usize::from(number);
                // The first one follows none.
                let stretch = self.stretches.get(number).filter(|_| number != 0)?;
                if !stretch.piece.is_at(bytes, at) {
                    continue;
                }
                // One stretch may be the beginning of another, so what follows has to be right as well.
                let value = at + stretch.piece.bytes.len();
                let end = match stretch.slot {
                    Slot::Skipped | Slot::Field(_) => match scalar(stretch, bytes, value, sink) {
                        Found::End(end) => Some(end),
                        Found::Other => continue,
                        Found::Unwanted => return None,
                    },
                    Slot::List(field) => Some(sink.list(field, bytes, value)?),
                    Slot::End if is_line_end(bytes.get(value..)?) => None,
                    Slot::End => continue,
                };
                if had & stretch.names != 0 {
                    return None;
                }
                had |= stretch.names;
                if stretch.maps != 0 {
                    sink.maps(stretch.maps);
                }
                let Some(end) = end else { return Some(value) };
                (from, at) = (stretch, end);
                continue 'line;
            }
            return None;
        }
    }
}

/// What stands in the place of a scalar.
enum Found {
    /// One, which ends here.
    End(usize),
    /// Something else.
    Other,
    /// One that makes the line one that is no longer wanted.
    Unwanted,
}

/// Takes the scalar after a stretch.
#[inline]
fn scalar<'l>(stretch: &Stretch, bytes: &'l [u8], at: usize, sink: &mut impl Sink<'l>) -> Found {
    let usual = stretch.usual.value.as_ref().filter(|(piece, _)| piece.is_at(bytes, at));
    if let Some((piece, class)) = usual {
        if let Slot::Field(field) = stretch.slot {
            sink.class(field, *class);
        }
        return Found::End(at + piece.bytes.len());
    }
    let Some((token, end)) = token::take(bytes, at) else { return Found::Other };
    let Slot::Field(field) = stretch.slot else { return Found::End(end) };
    if let Some(quick) = &stretch.quick
        && let Some(bytes) = quick.takes(token)
    {
        sink.quick(field, quick, bytes);
    } else if sink.scalar(field, token).is_none() {
        return Found::Unwanted;
    }
    Found::End(end)
}

/// Whether a line ends before these bytes.
#[inline]
fn is_line_end(rest: &[u8]) -> bool {
    matches!(rest, [] | [b'\n', ..] | [b'\r'] | [b'\r', b'\n', ..])
}
