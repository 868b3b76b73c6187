//! Where in the template a piece of text stands that was taken out of quotes: `""` inside them is one quote, and
//! `\u0041` is one character.

use crate::source::{InTemplate, Span};

/// A stretch of the text and its place in the template.
#[derive(Clone, Copy, Debug)]
struct Piece {
    start: usize,
    end: usize,
    span: Span<InTemplate>,
}

impl Piece {
    /// Whether it stands in the template as it is.
    fn is_literal(self) -> bool {
        self.span.len() == self.end - self.start
    }
}

/// The places of a text, in order and without gaps in the text.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    pieces: Vec<Piece>,
}

impl Places {
    /// Of the template's own text.
    pub(super) fn whole(len: usize) -> Places {
        Places { pieces: vec![Piece { start: 0, end: len, span: Span::new(0, len) }] }
    }

    /// Adds the next `len` bytes, which stand at `span`.
    pub(super) fn push(&mut self, len: usize, span: Span<InTemplate>) {
        let start = self.pieces.last().map_or(0, |it| it.end);
        match self.pieces.last_mut() {
            Some(last) if last.is_literal() && last.span.end == span.start && span.len() == len => {
                last.end += len;
                last.span = last.span.union(span);
            }
            _ => self.pieces.push(Piece { start, end: start + len, span }),
        }
    }

    /// The place of a stretch.
    pub(super) fn span(&self, start: usize, end: usize) -> Span<InTemplate> {
        let from = self.place(start, false);
        let to = if end > start { self.place(end - 1, true) } else { from };
        Span::new(from, to)
    }

    /// The place of a byte, or of the byte after it.
    fn place(&self, at: usize, after: bool) -> usize {
        let index = self.pieces.partition_point(|it| it.end <= at);
        let Some(piece) = self.pieces.get(index) else {
            return self.pieces.last().map_or(0, |it| it.span.end as usize);
        };
        match (piece.is_literal(), after) {
            (true, _) => piece.span.start as usize + (at - piece.start) + usize::from(after),
            (false, true) => piece.span.end as usize,
            (false, false) => piece.span.start as usize,
        }
    }

    /// The pieces of a stretch: its bytes, its place, and whether it stands there as it is.
    pub(super) fn split(
        &self,
        start: usize,
        end: usize,
    ) -> impl Iterator<Item = (usize, usize, Span<InTemplate>, bool)> {
        let from = self.pieces.partition_point(|it| it.end <= start);
        let inside = self.pieces.get(from..).unwrap_or_default().iter();
        inside.take_while(move |it| it.start < end).map(move |it| {
            let (start, end) = (it.start.max(start), it.end.min(end));
            (start, end, self.span(start, end), it.is_literal())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_skip_what_was_left_out() {
        let mut places = Places::default();
        places.push(2, Span::new(10, 12));
        places.push(1, Span::new(12, 13));
        places.push(3, Span::new(14, 17));
        places.push(1, Span::new(17, 23));
        assert_eq!(places.span(0, 3), Span::new(10, 13));
        assert_eq!(places.span(3, 6), Span::new(14, 17));
        assert_eq!(places.span(2, 4), Span::new(12, 15));
        assert_eq!(places.span(6, 7), Span::new(17, 23));
        assert_eq!(places.span(7, 7), Span::new(23, 23));
        let pieces: Vec<_> =
            places.split(1, 7).map(|(start, end, _, literal)| (start, end, literal)).collect();
        assert_eq!(pieces, [(1, 3, true), (3, 6, true), (6, 7, false)]);
    }
}
