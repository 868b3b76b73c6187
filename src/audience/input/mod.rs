//! Bytes in, contacts out: JSON lines, a JSON array, CSV and TSV, in the encodings of people's exports.
//!
//! Nothing is read from anywhere: whoever has the bytes pushes them. What has to be done in order is done here, and it
//! is little: text is brought to UTF-8 where its encoding needs that, and cut where records end. The rest is done by
//! [`Block::records`], for each block by itself.

use std::sync::Arc;

mod block;
mod encoding;
mod lines;
mod rows;
mod sniff;
mod values;

#[cfg(test)]
mod tests;

pub use block::{Bad, Block, Record};
pub(super) use block::{Cells, See};
pub use encoding::TextEncoding;

use super::columns::Columns;
use super::who::Who;
use crate::contact::Contact;
use crate::field::Segment;
use crate::hook::Hook;
use encoding::Decoder;
use lines::Lines;
use rows::Rows;
use values::Values;

/// How much is looked at before the format, the encoding and the delimiter are guessed. A header row of a thousand
/// columns fits.
const SNIFFED_BYTES: usize = 64 * 1024;

/// How the contacts are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One contact a line, as JSON.
    JsonLines,
    /// A JSON array of contacts, or contacts that go over several lines each.
    Json,
    /// A header row and a contact a row, with a delimiter.
    Csv,
}

impl Format {
    /// As reports write it.
    pub fn name(self) -> &'static str {
        match self {
            Format::JsonLines => "json-lines",
            Format::Json => "json",
            Format::Csv => "csv",
        }
    }

    /// What the number of a contact counts.
    pub fn unit(self) -> &'static str {
        match self {
            Format::JsonLines | Format::Csv => "line",
            Format::Json => "contact",
        }
    }
}

/// What an empty cell of a table says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EmptyCell {
    /// That the contact does not have the field. Exports write a field that is not set as an empty cell, and the
    /// platform leaves such a field out of the contact.
    #[default]
    Absent,
    /// That the field is null.
    Null,
    /// That the field is an empty text.
    Empty,
}

/// How to read the contacts. What is none is guessed from the name and the first bytes.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What the file is called; its ending, but for `.gz`, tells the format.
    pub name: Option<String>,
    /// How the contacts are written.
    pub format: Option<Format>,
    /// How characters are written as bytes.
    pub encoding: Option<TextEncoding>,
    /// What parts the cells of a table.
    pub delimiter: Option<u8>,
    /// What an empty cell says.
    pub empty_cell: EmptyCell,
    /// The fields that the hook reads, as people write them and step by step.
    pub fields: Vec<(Arc<str>, Box<[Segment]>)>,
    /// The fields by which contacts are found in the delivery log, in the same form.
    pub identifying: Vec<(Arc<str>, Box<[Segment]>)>,
    /// The fields that the hook file gives to columns, by the column's name.
    pub renamed: Vec<(Arc<str>, Arc<str>)>,
}

impl Options {
    /// For the contacts of a hook; everything else is guessed.
    pub fn of(hook: &Hook) -> Options {
        let fields = hook.fields().iter().map(|it| (it.path.clone(), it.segments.clone())).collect();
        Options {
            fields,
            identifying: hook.identifying().to_vec(),
            renamed: hook.renamed().to_vec(),
            ..Options::default()
        }
    }
}

/// What is known of the input before its first contact.
#[derive(Debug)]
pub struct Head {
    /// How the contacts are written.
    pub format: Format,
    /// How characters are written as bytes. A row of a table that is no UTF-8 is read as Windows-1252 unless the
    /// encoding was stated; the tally counts such rows.
    pub encoding: TextEncoding,
    /// What parts the cells of a table.
    pub delimiter: Option<u8>,
    /// The columns of a table.
    pub(super) columns: Option<Columns>,
    /// The fields by which people are told apart.
    pub(super) who: Who,
    /// Whether rows that are no UTF-8 may be Windows-1252.
    pub(super) may_be_windows: bool,
}

/// Reads contacts. Bytes go in as they arrive; blocks of whole contacts come out.
#[derive(Debug)]
pub struct Reader {
    options: Options,
    state: State,
}

#[derive(Debug)]
enum State {
    /// Too little has come to tell what it is.
    Begun(Vec<u8>),
    Going(Box<Going>),
}

#[derive(Debug)]
struct Going {
    decoder: Decoder,
    splitter: Splitter,
    head: Option<Arc<Head>>,
    sniffed: sniff::Sniffed,
}

#[derive(Debug)]
enum Splitter {
    Lines(Lines),
    Values(Values),
    Rows(Rows),
}

impl Reader {
    /// A reader at the beginning of its input.
    pub fn new(options: Options) -> Reader {
        Reader { options, state: State::Begun(Vec::new()) }
    }

    /// Takes more bytes; gives the contacts that they complete, in order. Bytes of any number will do; a block is
    /// about as large as what was pushed.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Block> {
        match &mut self.state {
            State::Begun(held) => {
                held.extend_from_slice(bytes);
                if held.len() < SNIFFED_BYTES { Vec::new() } else { self.begin() }
            }
            State::Going(going) => going.push(bytes, &self.options),
        }
    }

    /// Ends the input; gives what is left over, even when it is not whole.
    pub fn finish(mut self) -> Vec<Block> {
        let mut blocks = match &self.state {
            State::Begun(_) => self.begin(),
            State::Going(_) => Vec::new(),
        };
        if let State::Going(going) = self.state {
            blocks.extend(going.finish(&self.options));
        }
        blocks
    }

    /// What the input turned out to be; none before its first block.
    pub fn head(&self) -> Option<&Arc<Head>> {
        match &self.state {
            State::Begun(_) => None,
            State::Going(going) => going.head.as_ref(),
        }
    }

    fn begin(&mut self) -> Vec<Block> {
        let State::Begun(held) = &mut self.state else { return Vec::new() };
        let held = std::mem::take(held);
        // The same bytes are looked at however they were cut.
        let mut going = Going::new(held.get(..SNIFFED_BYTES).unwrap_or(&held), &self.options);
        let blocks = going.push(&held, &self.options);
        self.state = State::Going(Box::new(going));
        blocks
    }
}

/// Bytes cut where records end.
#[derive(Debug, Default, PartialEq)]
struct Cut {
    bytes: Vec<u8>,
    /// The number of the first line in `bytes`.
    first: u64,
    /// Where the contacts are, for those that do not end with their line.
    pieces: Option<Vec<(u64, std::ops::Range<usize>)>>,
    bad: Vec<(u64, Bad)>,
}

impl Going {
    /// For a list that begins like this.
    fn new(first: &[u8], options: &Options) -> Going {
        let encoding = options.encoding.unwrap_or_else(|| TextEncoding::guess(first));
        let text = Decoder::new(encoding).decode(first);
        let sniffed = sniff::sniff(&text, encoding, options);
        let splitter = match sniffed.format {
            Format::JsonLines => Splitter::Lines(Lines::default()),
            Format::Json => Splitter::Values(Values::default()),
            Format::Csv => Splitter::Rows(Rows::new(sniffed.delimiter)),
        };
        Going { decoder: Decoder::new(encoding), splitter, head: None, sniffed }
    }

    fn push(&mut self, bytes: &[u8], options: &Options) -> Vec<Block> {
        let text = self.decoder.decode(bytes);
        let cut: Vec<Cut> = match &mut self.splitter {
            Splitter::Lines(it) => it.push(&text).into_iter().collect(),
            Splitter::Values(it) => it.push(&text).into_iter().collect(),
            Splitter::Rows(it) => it.push(&text),
        };
        cut.into_iter().filter_map(|it| self.block(it, options, false)).collect()
    }

    fn finish(mut self, options: &Options) -> Vec<Block> {
        let rest = self.decoder.finish();
        let mut cuts = Vec::new();
        match &mut self.splitter {
            Splitter::Lines(it) => cuts.extend(it.push(&rest).into_iter().chain(it.finish())),
            Splitter::Values(it) => cuts.extend(it.push(&rest).into_iter().chain(it.finish())),
            Splitter::Rows(it) => cuts.extend(it.push(&rest).into_iter().chain(it.finish())),
        }
        let mut blocks: Vec<Block> =
            cuts.into_iter().filter_map(|it| self.block(it, options, false)).collect();
        if self.head.is_none() {
            // Even an empty list says what it is.
            blocks.extend(self.block(Cut::default(), options, true));
        }
        blocks
    }

    fn block(&mut self, mut cut: Cut, options: &Options, is_end: bool) -> Option<Block> {
        let head = match &self.head {
            Some(head) => head.clone(),
            None => self.begin(&mut cut, options, is_end)?,
        };
        Some(Block { head, bytes: cut.bytes, first: cut.first, pieces: cut.pieces, bad: cut.bad })
    }

    /// Finds out what the first bytes tell: the columns, and the fields by which people are told apart.
    fn begin(&mut self, cut: &mut Cut, options: &Options, is_end: bool) -> Option<Arc<Head>> {
        let format = self.sniffed.format;
        let mut columns = None;
        let who = if format == Format::Csv {
            let header = rows::take_header(cut, self.sniffed.delimiter);
            // Nothing but blank lines so far: more may come.
            let is_last = is_end || !cut.bad.is_empty();
            let header = header.or_else(|| is_last.then(Vec::new))?;
            let made = Columns::new(&header, options);
            let who = Who::new(made.paths());
            columns = Some(made);
            who
        } else {
            block::first_text(cut).map(|it| Who::of(Contact::read(&it).root())).unwrap_or_default()
        };
        let head = Arc::new(Head {
            format,
            encoding: self.decoder.encoding(),
            delimiter: (format == Format::Csv).then_some(self.sniffed.delimiter),
            columns,
            who,
            may_be_windows: options.encoding.is_none() && self.decoder.encoding() == TextEncoding::Utf8,
        });
        self.head = Some(head.clone());
        Some(head)
    }
}

/// The text of a cell of the header row, which is Windows-1252 when it is no UTF-8.
pub(super) fn decoded_cell(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap_or_else(|_| encoding::windows_1252(bytes))
}
