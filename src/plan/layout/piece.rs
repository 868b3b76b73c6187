//! Bytes that are looked for again and again.

use wide::u8x16;

/// How many bytes are compared at once. Most pieces are shorter.
pub(super) const WINDOW: usize = 32;

/// As many bytes, in two halves: a loop over them would be one in a module that is built for size.
type Window = (u8x16, u8x16);

/// A piece of a line.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) bytes: Box<[u8]>,
    /// The first bytes, with zeros after a piece that is shorter.
    first: Window,
    /// Which of these count.
    mask: Window,
}

impl Piece {
    pub(super) fn new(bytes: &[u8]) -> Piece {
        let mut first = [0; WINDOW];
        let mut mask = [0; WINDOW];
        for ((to, counts), &from) in first.iter_mut().zip(&mut mask).zip(bytes) {
            (*to, *counts) = (from, 0xff);
        }
        Piece { bytes: bytes.into(), first: window(&first), mask: window(&mask) }
    }

    /// Whether it stands at a place.
    #[inline]
    pub(super) fn is_at(&self, bytes: &[u8], at: usize) -> bool {
        let Some(rest) = bytes.get(at..) else { return false };
        let Some(there) = rest.first_chunk() else { return rest.starts_with(&self.bytes) };
        let there = window(there);
        let differing = (there.0 ^ self.first.0) & self.mask.0 | (there.1 ^ self.first.1) & self.mask.1;
        differing == u8x16::ZERO && (self.bytes.len() <= WINDOW || rest.starts_with(&self.bytes))
    }
}

#[inline]
fn window(bytes: &[u8; WINDOW]) -> Window {
    match bytes.as_chunks() {
        ([first, second], []) => (u8x16::from(*first), u8x16::from(*second)),
        // There are always two.
        _ => (u8x16::ZERO, u8x16::ZERO),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_is_found_where_it_stands() {
        let text: Vec<u8> = (0..200).collect();
        for start in [0, 7, 160, 190] {
            for len in [0, 1, 8, 31, 32, 33, 40] {
                let Some(bytes) = text.get(start..start + len) else { continue };
                let piece = Piece::new(bytes);
                assert!(piece.is_at(&text, start), "{len} at {start}");
                assert!(len == 0 || !piece.is_at(&text, start + 1), "{len} at {start}");
                let mut other = text.clone();
                if let Some(last) = other.get_mut(start..start + len).and_then(<[u8]>::last_mut) {
                    *last += 1;
                    assert!(!piece.is_at(&other, start), "{len} at {start}");
                }
                assert!(!piece.is_at(&text, 201) && (len == 0 || !piece.is_at(&text, 200)));
            }
        }
    }
}
