//! Bytes that are looked for again and again.

/// How many bytes are compared at once. Most pieces are shorter.
pub(super) const WINDOW: usize = 32;

/// A piece of a line.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) bytes: Box<[u8]>,
    /// The first bytes, with zeros after a piece that is shorter.
    words: [u64; WINDOW / 8],
    /// Which of these count.
    masks: [u64; WINDOW / 8],
}

impl Piece {
    pub(super) fn new(bytes: &[u8]) -> Piece {
        let mut first = [0; WINDOW];
        let mut mask = [0; WINDOW];
        for ((to, counts), &from) in first.iter_mut().zip(&mut mask).zip(bytes) {
            (*to, *counts) = (from, 0xff);
        }
        Piece { bytes: bytes.into(), words: words(&first), masks: words(&mask) }
    }

    /// Whether it stands at a place.
    #[inline]
    pub(super) fn is_at(&self, bytes: &[u8], at: usize) -> bool {
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
