//! Texts and places in them.
//!
//! A [`Span`] is typed by the text that it belongs to: a place in a template ([`InTemplate`]) and a place in
//! what was rendered from it ([`InRendered`]) cannot be mistaken for one another. Only
//! [`crate::source_map::SourceMap`] leads from the second to the first.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;
use std::sync::Arc;

/// Marks a [`Span`] as a place in the text of a template, of a hook file or of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InTemplate {}

/// Marks a [`Span`] as a place in a rendered part of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InRendered {}

/// Marks a [`Span`] as a place in the JSON text of a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InContact {}

/// A range of bytes in the text that `T` names; `start <= end`, both on character boundaries.
pub struct Span<T> {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    text: PhantomData<T>,
}

impl<T> Span<T> {
    /// The range `start..end`. An end before the start is taken as the start.
    pub fn new(start: usize, end: usize) -> Span<T> {
        let start = offset(start);
        Span { start, end: offset(end).max(start), text: PhantomData }
    }

    /// The place before the byte at `at`, of no width.
    pub fn empty(at: usize) -> Span<T> {
        Span::new(at, at)
    }

    /// How many bytes it covers.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it covers nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn union(self, other: Span<T>) -> Span<T> {
        Span { start: self.start.min(other.start), end: self.end.max(other.end), text: PhantomData }
    }

    /// As a range to slice text with.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The text it covers, or nothing when it does not lie in `text`.
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or_default()
    }
}

/// Texts are limited to far less than 4 GiB (see [`crate::limits`]), so this loses nothing.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

// Derives would ask the marker for the same traits; the marker is never a value.
impl<T> Clone for Span<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Span<T> {}
impl<T> PartialEq for Span<T> {
    fn eq(&self, other: &Self) -> bool {
        (self.start, self.end) == (other.start, other.end)
    }
}
impl<T> Eq for Span<T> {}
impl<T> PartialOrd for Span<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Span<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.start, self.end).cmp(&(other.start, other.end))
    }
}
impl<T> fmt::Debug for Span<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}
impl<T> Default for Span<T> {
    fn default() -> Self {
        Span::empty(0)
    }
}

/// Which text of a hook a span points into.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SourceId {
    /// The hook file itself.
    Hook,
    /// The template of the URL.
    Url,
    /// The template of the header of this name.
    Header(Arc<str>),
    /// The template of the body.
    Body,
    /// The file of this path with a contract of the author's own; no path for a contract that has no file.
    Schema(Arc<str>),
    /// The file of this path with the settings that several hooks share, `hookproof.toml`.
    Settings(Arc<str>),
}

impl fmt::Display for SourceId {
    /// As reports write it: `body`, `url`, `header:NAME`, `hook`, `schema`,
    /// `schema:PATH`, `settings:PATH`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SourceId::Hook => f.write_str("hook"),
            SourceId::Url => f.write_str("url"),
            SourceId::Header(name) => write!(f, "header:{name}"),
            SourceId::Body => f.write_str("body"),
            SourceId::Schema(path) if path.is_empty() => f.write_str("schema"),
            SourceId::Schema(path) => write!(f, "schema:{path}"),
            SourceId::Settings(path) => write!(f, "settings:{path}"),
        }
    }
}

/// The unit in which a report counts offsets and columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes of UTF-8.
    #[default]
    Utf8,
    /// Code units of UTF-16, as JavaScript strings count.
    Utf16,
}

impl Encoding {
    /// As reports and options write it: `utf-8` or `utf-16`.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Utf16 => "utf-16",
        }
    }

    /// How many units `text` has.
    pub fn len(self, text: &str) -> usize {
        match self {
            Encoding::Utf8 => text.len(),
            // Of the bytes of a character all but the first are continuations, and one of four bytes is two units.
            Encoding::Utf16 => {
                text.bytes().map(|it| usize::from(it & 0xc0 != 0x80) + usize::from(it >= 0xf0)).sum()
            }
        }
    }
}

/// A place in a text as people and editors name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Units before it.
    pub offset: usize,
    /// The line, from 1.
    pub line: usize,
    /// Units between the start of its line and it, plus 1.
    pub column: usize,
}

/// Finds positions in one text: where each line starts, in bytes and in units of an encoding.
pub struct LineIndex<'t> {
    text: &'t str,
    encoding: Encoding,
    /// For each line, the byte and the unit at which it starts; the first is (0, 0).
    starts: Vec<(usize, usize)>,
    /// The same for every [`STRIDE`] bytes, so that a place far along a line is found without reading the line.
    marks: Vec<(usize, usize)>,
}

/// How many bytes at most are read to find a position.
const STRIDE: usize = 512;

impl<'t> LineIndex<'t> {
    /// Reads `text` once. A line ends after `\n`.
    pub fn new(text: &'t str, encoding: Encoding) -> LineIndex<'t> {
        let mut index = LineIndex { text, encoding, starts: vec![(0, 0)], marks: vec![(0, 0)] };
        let (mut from, mut unit) = (0, 0);
        for line in text.split_inclusive('\n') {
            let end = from + line.len();
            while from < end {
                let to = floor(text, end.min(from + STRIDE));
                unit += encoding.len(text.get(from..to).unwrap_or_default());
                from = to;
                index.mark(from, unit);
            }
            if line.ends_with('\n') {
                index.starts.push((end, unit));
            }
        }
        index
    }

    /// Notes how many units there are before a byte, once for each [`STRIDE`].
    fn mark(&mut self, byte: usize, unit: usize) {
        while self.marks.len() * STRIDE <= byte {
            self.marks.push((byte, unit));
        }
    }

    /// Where the byte at `at` stands; past the end counts as the end, and a place inside a character as its start.
    pub fn position(&self, at: usize) -> Position {
        let at = floor(self.text, at);
        let line = self.starts.partition_point(|&(start, _)| start <= at);
        // `starts` begins with (0, 0), so at least one start is not after `at`.
        let (_, first) = self.starts.get(line.saturating_sub(1)).copied().unwrap_or_default();
        let mark = self.marks.get(at / STRIDE).copied().filter(|&(byte, _)| byte <= at);
        let before = || self.marks.get((at / STRIDE).saturating_sub(1)).copied().unwrap_or_default();
        let (byte, unit) = mark.unwrap_or_else(before);
        let offset = unit + self.encoding.len(self.text.get(byte..at).unwrap_or_default());
        Position { offset, line, column: offset - first + 1 }
    }
}

/// The start of the character at `at`, or the end of the text.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_in_the_units_asked_for() {
        let text = "é😀x\nb\n";
        let at = |encoding, offset| {
            let it = LineIndex::new(text, encoding).position(offset);
            (it.offset, it.line, it.column)
        };
        assert_eq!(at(Encoding::Utf8, 6), (6, 1, 7));
        assert_eq!(at(Encoding::Utf16, 6), (3, 1, 4));
        assert_eq!(at(Encoding::Utf8, 8), (8, 2, 1));
        assert_eq!(at(Encoding::Utf16, 8), (5, 2, 1));
        assert_eq!(at(Encoding::Utf16, 99), (7, 3, 1));
        assert_eq!(at(Encoding::Utf8, 3), (2, 1, 3), "inside a character counts as its start");
    }

    #[test]
    fn positions_far_along_a_line_are_those_of_counting() {
        let text = format!("{}\n{}", "aé😀".repeat(500), "é😀x".repeat(700));
        for encoding in [Encoding::Utf8, Encoding::Utf16] {
            let index = LineIndex::new(&text, encoding);
            for (at, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let before = &text[..at];
                let line = before.rfind('\n').map_or(0, |it| it + 1);
                let expected = Position {
                    offset: encoding.len(before),
                    line: before.matches('\n').count() + 1,
                    column: encoding.len(&text[line..at]) + 1,
                };
                assert_eq!(index.position(at), expected, "at {at}");
            }
        }
        assert_eq!(Encoding::Utf16.len(&text), text.encode_utf16().count());
    }
}
