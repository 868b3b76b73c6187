//! A JSON array of contacts, or contacts that go over several lines. Nothing is parsed here, only the nesting is
//! followed, so that no more than one contact is held.

use std::ops::Range;

use super::{Bad, Cut};
use crate::limits::MAX_CONTACT_BYTES;

/// Cuts a stream after whole JSON values.
#[derive(Debug, Default)]
pub(super) struct Values {
    /// The bytes from the beginning of the value that is not whole yet.
    held: Vec<u8>,
    depth: usize,
    state: Text,
    place: Place,
    /// How many contacts have ended.
    count: u64,
    /// How much of the present contact was dropped, since it is too long.
    dropped: usize,
    /// Whether the next byte is the first of its line.
    at_line_start: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Text {
    #[default]
    Outside,
    Inside,
    Escaped,
}

/// Where the stream is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    /// Before anything but space.
    #[default]
    Start,
    /// Between the brackets of an array.
    Array,
    /// After its end.
    AfterArray,
    /// Among values that are parted by line breaks.
    Bare,
}

/// What a byte does.
enum Step {
    /// It belongs to the contact, or to the space around it.
    Stay,
    /// The contact ends before it.
    EndBefore,
    /// The contact ends before it, and it begins the next one.
    BeginAt,
}

impl Values {
    pub(super) fn push(&mut self, bytes: &[u8]) -> Option<Cut> {
        let mut all = std::mem::take(&mut self.held);
        let scanned = all.len();
        all.extend_from_slice(bytes);
        let mut found = Found::default();
        let mut start = 0;
        for (at, &byte) in all.iter().enumerate().skip(scanned) {
            match self.step(byte) {
                Step::Stay => {}
                Step::EndBefore => {
                    self.end(&all, start..at, &mut found);
                    start = at + 1;
                }
                Step::BeginAt => {
                    self.end(&all, start..at, &mut found);
                    start = at;
                }
            }
        }
        if start == 0 {
            self.held = all;
            all = Vec::new();
        } else {
            self.held = all.get(start..).unwrap_or_default().to_vec();
            all.truncate(start);
        }
        if self.held.len() + self.dropped > MAX_CONTACT_BYTES {
            self.dropped += self.held.len();
            self.held = Vec::new();
        }
        found.cut(all)
    }

    pub(super) fn finish(&mut self) -> Option<Cut> {
        let all = std::mem::take(&mut self.held);
        let mut found = Found::default();
        let is_cut_off = self.place == Place::Array;
        if is_cut_off && (self.depth > 0 || self.state != Text::Outside) {
            self.count += 1;
        } else {
            self.end(&all, 0..all.len(), &mut found);
        }
        if is_cut_off {
            found.bad.push((self.count, Bad::NotClosed));
        }
        found.cut(all)
    }

    fn step(&mut self, byte: u8) -> Step {
        let at_line_start = std::mem::replace(&mut self.at_line_start, byte == b'\n');
        match (self.state, byte) {
            // No text of JSON goes over the end of a line: this one is broken, and the next line is not.
            (_, b'\n') => self.state = Text::Outside,
            (Text::Outside, b'{') if at_line_start && self.depth > 0 => {
                // A bracket is missing further up: members are written on lines of their own, contacts begin so.
                self.depth = 1;
                return Step::BeginAt;
            }
            (Text::Outside, _) => {}
            (Text::Inside, b'\\') => self.state = Text::Escaped,
            (Text::Inside, b'"') => {
                self.state = Text::Outside;
                return Step::Stay;
            }
            (Text::Inside, _) => {}
            (Text::Escaped, _) => self.state = Text::Inside,
        }
        match self.state {
            Text::Outside => self.outside(byte),
            Text::Inside | Text::Escaped => Step::Stay,
        }
    }

    fn outside(&mut self, byte: u8) -> Step {
        if self.place == Place::Start && !byte.is_ascii_whitespace() {
            self.place = if byte == b'[' { Place::Array } else { Place::Bare };
            if byte == b'[' {
                return Step::EndBefore;
            }
        }
        match byte {
            b'"' => self.state = Text::Inside,
            b'{' | b'[' => self.depth += 1,
            b']' if self.depth == 0 && self.place == Place::Array => {
                self.place = Place::AfterArray;
                return Step::EndBefore;
            }
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            b',' if self.depth == 0 && self.place == Place::Array => return Step::EndBefore,
            b'\n' if self.depth == 0 && self.place != Place::Array => return Step::EndBefore,
            _ => {}
        }
        Step::Stay
    }

    /// Ends the contact in a range of the bytes, unless there is nothing but space.
    fn end(&mut self, all: &[u8], range: Range<usize>, found: &mut Found) {
        let text = all.get(range.clone()).unwrap_or_default();
        let len = text.len() + std::mem::take(&mut self.dropped);
        if len > MAX_CONTACT_BYTES {
            self.count += 1;
            found.bad.push((self.count, Bad::TooLong));
        } else if !text.trim_ascii().is_empty() {
            self.count += 1;
            found.pieces.push((self.count, range));
        }
    }
}

/// What was found in some bytes.
#[derive(Default)]
struct Found {
    pieces: Vec<(u64, Range<usize>)>,
    bad: Vec<(u64, Bad)>,
}

impl Found {
    fn cut(self, bytes: Vec<u8>) -> Option<Cut> {
        let is_something = !self.pieces.is_empty() || !self.bad.is_empty();
        is_something.then_some(Cut { bytes, first: 0, pieces: Some(self.pieces), bad: self.bad })
    }
}
