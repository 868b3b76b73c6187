//! Rows of a table. A row ends at a line break outside of quotation marks.

use memchr::{memchr, memchr3};

use super::lines::count;
use super::sniff::stated_delimiter;
use super::{Bad, Cut};
use crate::limits::MAX_CONTACT_BYTES;

/// Cuts a stream after whole rows.
#[derive(Debug)]
pub(super) struct Rows {
    delimiter: u8,
    /// The row that is not whole yet.
    held: Vec<u8>,
    /// How far that row was looked at.
    scanned: usize,
    state: Cell,
    /// The number of the line on which that row begins, from 1.
    line: u64,
    /// Whether its first line is too long to be held: the rest of the line is passed over.
    skipping: bool,
}

/// Where in a row the next byte is. A quotation mark counts only at the beginning of a cell, as RFC 4180 and the reader of
/// cells have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cell {
    Start,
    Plain,
    Quoted,
    /// After a quotation mark that ends the cell, or is the first of two that stand for one.
    Mark,
}

impl Rows {
    pub(super) fn new(delimiter: u8) -> Rows {
        Rows { delimiter, held: Vec::new(), scanned: 0, state: Cell::Start, line: 1, skipping: false }
    }

    pub(super) fn push(&mut self, bytes: &[u8]) -> Vec<Cut> {
        let mut cuts = Vec::new();
        self.take(bytes, false, &mut cuts);
        cuts
    }

    pub(super) fn finish(&mut self) -> Vec<Cut> {
        let mut cuts = Vec::new();
        self.take(&[], true, &mut cuts);
        if self.skipping {
            cuts.push(self.bad(Bad::TooLong));
        }
        let bytes = std::mem::take(&mut self.held);
        if !bytes.is_empty() {
            cuts.push(Cut { bytes, first: self.line, ..Cut::default() });
        }
        cuts
    }

    /// Looks at what is held and at more bytes until they are used up.
    fn take(&mut self, bytes: &[u8], is_end: bool, cuts: &mut Vec<Cut>) {
        let mut bytes = bytes;
        if self.skipping {
            let Some(end) = memchr(b'\n', bytes) else { return };
            bytes = bytes.get(end + 1..).unwrap_or_default();
            cuts.push(self.bad(Bad::TooLong));
        }
        let mut all = std::mem::take(&mut self.held);
        all.extend_from_slice(bytes);
        let mut start = 0;
        loop {
            let whole = self.last_end(&all, start);
            if let Some(lines) = all.get(start..whole).filter(|it| !it.is_empty()) {
                cuts.push(Cut { bytes: lines.to_vec(), first: self.line, ..Cut::default() });
                self.line += count(lines);
            }
            start = whole;
            let rest = all.get(start..).unwrap_or_default();
            let is_open = is_end && self.state == Cell::Quoted;
            if rest.len() <= MAX_CONTACT_BYTES && !is_open {
                break;
            }
            // A row that never ends: a quotation mark is not closed. Its line is bad, and what follows is read anew.
            self.state = Cell::Start;
            self.scanned = 0;
            let Some(end) = memchr(b'\n', rest) else {
                if is_open && rest.len() <= MAX_CONTACT_BYTES {
                    cuts.push(self.bad(Bad::UnclosedQuote));
                } else {
                    self.skipping = true;
                }
                return;
            };
            let why = if end > MAX_CONTACT_BYTES { Bad::TooLong } else { Bad::UnclosedQuote };
            cuts.push(self.bad(why));
            start += end + 1;
        }
        self.held = all.split_off(start);
    }

    /// A line that is no row.
    fn bad(&mut self, why: Bad) -> Cut {
        let bad = vec![(self.line, why)];
        self.line += 1;
        self.skipping = false;
        Cut { first: self.line, bad, ..Cut::default() }
    }

    /// The end of the last whole row among the bytes from `start`, where a row begins; stops at a row that is too long.
    fn last_end(&mut self, all: &[u8], start: usize) -> usize {
        let mut row = start;
        let mut at = start + self.scanned;
        while let Some(&byte) = all.get(at) {
            let rest = all.get(at..).unwrap_or_default();
            let is_delimiter = byte == self.delimiter;
            let is_break = matches!(byte, b'\n' | b'\r');
            let step = match self.state {
                Cell::Quoted => match memchr(b'"', rest) {
                    Some(mark) => {
                        self.state = Cell::Mark;
                        mark + 1
                    }
                    None => rest.len(),
                },
                Cell::Plain if !is_delimiter && !is_break => {
                    memchr3(self.delimiter, b'\n', b'\r', rest).unwrap_or(rest.len())
                }
                Cell::Start | Cell::Mark if byte == b'"' => {
                    self.state = Cell::Quoted;
                    1
                }
                _ if is_delimiter || is_break => {
                    self.state = Cell::Start;
                    1
                }
                _ => {
                    self.state = Cell::Plain;
                    1
                }
            };
            at += step;
            // A row ends after its line feed, so that both bytes of a line break stay together.
            let ends = self.state == Cell::Start && byte == b'\n';
            if at - row > MAX_CONTACT_BYTES + usize::from(ends) {
                break;
            }
            if ends {
                row = at;
            }
        }
        self.scanned = at - row;
        row
    }
}

/// Takes the header row off the beginning of the first rows, and a row `sep=;` before it. None when there is no row but
/// blank ones, which are taken as well.
pub(super) fn take_header(cut: &mut Cut, delimiter: u8) -> Option<Vec<Vec<u8>>> {
    let mut reader = super::block::csv_reader(delimiter);
    let mut row = super::block::Cells::default();
    let mut taken = 0;
    let mut header = None;
    while header.is_none() {
        let rest = cut.bytes.get(taken..).unwrap_or_default();
        if rest.is_empty() {
            break;
        }
        taken += row.read(&mut reader, rest);
        let cells: Vec<Vec<u8>> = row.iter().map(<[u8]>::to_vec).collect();
        let joined = cells.join(&delimiter);
        let is_blank = cells.iter().all(|it| it.trim_ascii().is_empty());
        if !is_blank && stated_delimiter(&joined).is_none() {
            header = Some(cells);
        }
    }
    // What follows a carriage return may be the line feed of the same line break.
    if cut.bytes.get(taken) == Some(&b'\n') && taken > 0 && cut.bytes.get(taken - 1) == Some(&b'\r') {
        taken += 1;
    }
    let rest = cut.bytes.split_off(taken.min(cut.bytes.len()));
    cut.first += count(&cut.bytes);
    cut.bytes = rest;
    header
}
