//! A block of contacts, and the contacts in it.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::encoding::windows_1252;
use super::{Cut, Format, Head};
use crate::audience::columns::Columns;
use crate::limits::MAX_CONTACT_BYTES;

/// Why a record is no contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bad {
    /// It is longer than [`MAX_CONTACT_BYTES`].
    TooLong,
    /// It is JSON by its form, but no UTF-8 (RFC 8259, section 8.1).
    NotUtf8,
    /// It is no JSON object; what is wrong with it.
    NotJson(String),
    /// A quotation mark that begins a cell is never closed.
    UnclosedQuote,
    /// It has more cells than the header row: a delimiter in a value is not in quotation marks, most likely.
    TooManyCells {
        /// How many it has.
        cells: usize,
        /// How many the header row has.
        columns: usize,
    },
    /// The list ends in the middle.
    NotClosed,
}

impl Bad {
    /// What is wrong: lower case, no full stop.
    pub fn message(&self) -> String {
        match self {
            Bad::TooLong => format!("it is longer than {} MiB", MAX_CONTACT_BYTES >> 20),
            Bad::NotUtf8 => "it is not UTF-8".to_owned(),
            Bad::NotJson(why) => format!("it is not a JSON object: {why}"),
            Bad::UnclosedQuote => "a quotation mark is opened and never closed".to_owned(),
            Bad::TooManyCells { cells, columns } => {
                format!("it has {cells} cells, and the header row has {columns}")
            }
            Bad::NotClosed => "the list ends in the middle: the file may be cut off".to_owned(),
        }
    }
}

/// One record of a list.
#[derive(Debug)]
pub struct Record<'b> {
    /// Its line, from 1; in a JSON array its place, from 1.
    pub number: u64,
    /// The contact as JSON text, or why there is none. Whether the text is JSON is not checked yet.
    pub contact: Result<&'b str, Bad>,
    /// Whether it was read as Windows-1252.
    pub is_windows_1252: bool,
    /// The cells that it is made of.
    pub(in crate::audience) cells: Option<&'b Cells>,
}

/// Who is shown the records of a block.
pub(in crate::audience) trait See {
    /// Is offered the contact that begins at a place of some bytes, before it is known to be one, and where it ends: at the
    /// end of its line, or at the end of the bytes when it is `alone`. Where it ends, when it was read; it is not
    /// shown then.
    fn contact(&mut self, number: u64, place: (&[u8], usize), alone: bool) -> Option<usize>;

    /// Is shown a record.
    fn record(&mut self, record: Record<'_>);
}

/// Shows every record.
struct Records<F>(F);

impl<F: FnMut(Record<'_>)> See for Records<F> {
    fn contact(&mut self, _: u64, _: (&[u8], usize), _: bool) -> Option<usize> {
        None
    }

    fn record(&mut self, record: Record<'_>) {
        (self.0)(record);
    }
}

/// Bytes that begin and end where records do.
#[derive(Debug)]
pub struct Block {
    pub(super) head: Arc<Head>,
    pub(super) bytes: Vec<u8>,
    pub(super) first: u64,
    pub(super) pieces: Option<Vec<(u64, Range<usize>)>>,
    pub(super) bad: Vec<(u64, Bad)>,
}

impl Block {
    /// What is known of the input that it is a part of.
    pub fn head(&self) -> &Arc<Head> {
        &self.head
    }

    /// How many bytes it has.
    pub(in crate::audience) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Shows each record, in order but for those that were too long to be kept, which come first. Blank lines are no
    /// records.
    pub fn records(&self, see: impl FnMut(Record<'_>)) {
        self.each(&mut Records(see));
    }

    /// The same, for who reads most contacts without being shown them.
    pub(in crate::audience) fn each(&self, see: &mut impl See) {
        for (number, why) in &self.bad {
            let contact = Err(why.clone());
            see.record(Record { number: *number, contact, is_windows_1252: false, cells: None });
        }
        match (&self.pieces, &self.head.columns) {
            (Some(pieces), _) => {
                for (number, range) in pieces {
                    let text = self.bytes.get(range.clone()).unwrap_or_default();
                    let is_read = see.contact(*number, (text.trim_ascii(), 0), true).is_some();
                    if !is_read {
                        Block::text(*number, text, see);
                    }
                }
            }
            (None, Some(columns)) => self.rows(columns, see),
            (None, None) => self.lines(see),
        }
    }

    fn lines(&self, see: &mut impl See) {
        let (mut start, mut number) = (0, self.first);
        while let Some(rest) = self.bytes.get(start..).filter(|it| !it.is_empty()) {
            start = if let Some(end) = see.contact(number, (&self.bytes, start), false) {
                // A line feed may follow a carriage return.
                end + 1 + usize::from(self.bytes.get(end) == Some(&b'\r'))
            } else {
                let len = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
                Block::text(number, rest.get(..len).unwrap_or_default(), see);
                start + len + 1
            };
            number += 1;
        }
    }

    fn text(number: u64, bytes: &[u8], see: &mut impl See) {
        let text = bytes.trim_ascii();
        if text.is_empty() && bytes.len() <= MAX_CONTACT_BYTES {
            return;
        }
        let contact = match std::str::from_utf8(text) {
            _ if bytes.len() > MAX_CONTACT_BYTES => Err(Bad::TooLong),
            Ok(text) => Ok(text),
            Err(_) => Err(Bad::NotUtf8),
        };
        see.record(Record { number, contact, is_windows_1252: false, cells: None });
    }

    fn rows(&self, columns: &Columns, see: &mut impl See) {
        let Some(delimiter) = self.head.delimiter else { return };
        let mut reader = csv_reader(delimiter);
        let mut cells = Cells::default();
        let mut json = String::new();
        let mut rest = self.bytes.as_slice();
        let mut number = self.first;
        while !rest.is_empty() {
            // The reader passes over blank lines, and the second byte of a line break.
            let blank = rest.iter().take_while(|it| matches!(it, b'\n' | b'\r')).count();
            let (breaks, row) = rest.split_at_checked(blank).unwrap_or_default();
            number += super::lines::count(breaks);
            if row.is_empty() {
                break;
            }
            let read = cells.read(&mut reader, row);
            let (taken, after) = row.split_at_checked(read).unwrap_or((row, &[]));
            let is_windows_1252 = self.head.may_be_windows && cells.decode_windows_1252();
            columns.write(&cells, &mut json);
            let contact = cells.surplus(columns.len()).map_or(Ok(json.as_str()), Err);
            if !cells.is_blank() {
                see.record(Record { number, contact, is_windows_1252, cells: Some(&cells) });
            }
            number += super::lines::count(taken);
            rest = after;
        }
    }
}

/// The text of the first contact, before there is a head.
pub(super) fn first_text(cut: &Cut) -> Option<String> {
    let first = match &cut.pieces {
        Some(pieces) => pieces.first().and_then(|(_, range)| cut.bytes.get(range.clone())),
        None => cut.bytes.split(|it| *it == b'\n').find(|it| !it.trim_ascii().is_empty()),
    };
    first.map(|it| String::from_utf8_lossy(it).into_owned())
}

pub(super) fn csv_reader(delimiter: u8) -> csv_core::Reader {
    csv_core::ReaderBuilder::new().delimiter(delimiter).build()
}

/// The cells of a row, without quotation marks.
#[derive(Debug, Default)]
pub(in crate::audience) struct Cells {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// How many bytes and ends are of the present row.
    used: (usize, usize),
}

impl Cells {
    /// Reads one row; gives how many bytes it took.
    pub(super) fn read(&mut self, reader: &mut csv_core::Reader, text: &[u8]) -> usize {
        use csv_core::ReadRecordResult as Result;
        reader.reset();
        self.used = (0, 0);
        let mut taken = 0;
        self.bytes.resize(self.bytes.len().max(256), 0);
        self.ends.resize(self.ends.len().max(16), 0);
        loop {
            let rest = text.get(taken..).unwrap_or_default();
            let bytes = self.bytes.get_mut(self.used.0..).unwrap_or_default();
            let ends = self.ends.get_mut(self.used.1..).unwrap_or_default();
            let (result, read, written, ended) = reader.read_record(rest, bytes, ends);
            taken += read;
            self.used.0 += written;
            self.used.1 += ended;
            match result {
                // With nothing left to read, the reader is told by an empty text that the row ends.
                Result::InputEmpty => {}
                Result::OutputFull => self.bytes.resize(self.bytes.len() * 2, 0),
                Result::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                Result::Record | Result::End => return taken,
            }
        }
    }

    pub(in crate::audience) fn get(&self, at: usize) -> &[u8] {
        if at >= self.used.1 {
            return &[];
        }
        let start = at.checked_sub(1).and_then(|it| self.ends.get(it)).copied().unwrap_or(0);
        self.ends.get(at).and_then(|&end| self.bytes.get(start..end)).unwrap_or_default()
    }

    pub(in crate::audience) fn text(&self, at: usize) -> Cow<'_, str> {
        String::from_utf8_lossy(self.get(at))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.used.1).map(|at| self.get(at))
    }

    fn is_blank(&self) -> bool {
        self.iter().all(<[u8]>::is_empty)
    }

    /// What is wrong when there are more cells than columns. A delimiter at the end of a row makes an empty cell.
    fn surplus(&self, columns: usize) -> Option<Bad> {
        let cells = self.used.1;
        let is_filled = (columns..cells).any(|at| !self.get(at).is_empty());
        is_filled.then_some(Bad::TooManyCells { cells, columns })
    }

    /// Reads the cells as Windows-1252 when they are no UTF-8.
    fn decode_windows_1252(&mut self) -> bool {
        let is_utf8 = self.bytes.get(..self.used.0).is_none_or(|it| std::str::from_utf8(it).is_ok());
        if is_utf8 {
            return false;
        }
        let cells: Vec<String> = self.iter().map(windows_1252).collect();
        self.bytes.clear();
        for (end, cell) in self.ends.iter_mut().zip(&cells) {
            self.bytes.extend_from_slice(cell.as_bytes());
            *end = self.bytes.len();
        }
        self.used.0 = self.bytes.len();
        true
    }
}

impl Head {
    /// What the number of a contact counts: `line` or `contact`.
    pub fn unit(&self) -> &'static str {
        Format::unit(self.format)
    }
}
