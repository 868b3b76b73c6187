//! The arguments of `hookproof audience`.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args as ClapArgs, ValueEnum, ValueHint};
use hookproof::audience::input;

use super::{Encoding, Time};

/// Check a contact list with a webhook
///
/// Renders the webhook for every contact of the list and says how many requests would fail, why, and which contacts
/// they are. The list is read as it goes, so it may be of any length.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  hookproof audience thank-you.hook.toml --contacts customers.csv
  hookproof audience thank-you.hook.toml --contacts customers.ndjson.gz --report failing.csv
  hookproof audience thank-you.hook.toml --contacts customers.csv --allow 0.5%
  zcat customers.csv.gz | hookproof audience thank-you.hook.toml --contacts - --format json

A list is CSV or TSV with a header row, one JSON contact a line, or a JSON array of contacts;
gzip, UTF-16 and Windows-1252 are recognised. Names of columns are the fields that they fill:
profile.firstname, order.items[0].sku. Where they are not, say so in the webhook file:

  [fields]
  \"First Name\" = \"profile.firstname\"

Contacts of a JSON list are taken as they are. An empty cell means that the contact does not have
the field; if your platform sends null or an empty text for it, say so with --empty-cell.

Exit codes: 0 no more contacts fail than allowed, 1 more do, 2 wrong usage or input, 130 stopped
with Ctrl-C.")]
pub(crate) struct Audience {
    /// The webhook file, NAME.hook.toml
    #[arg(value_name = "WEBHOOK", value_hint = ValueHint::FilePath)]
    pub(crate) hook: PathBuf,
    /// The contact list
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) contacts: PathBuf,
    /// Write every contact that fails, with its problems, to a file: as CSV if it is called NAME.csv, else as a JSON
    /// object on each line
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) report: Option<PathBuf>,
    /// How many contacts may fail, as a number or a part of all such as 0.5%; lines that cannot be read count as well
    #[arg(long, value_name = "N|P%", default_value = "0")]
    pub(crate) allow: Allow,
    /// How to print the result: text, or json (as `hookproof schema show audience` describes it)
    #[arg(long, value_enum, default_value_t, hide_possible_values = true)]
    pub(crate) format: AudienceFormat,
    /// In what the JSON counts offsets and columns: utf-8 (bytes), or utf-16 (units, as JavaScript counts)
    #[arg(long, value_enum, default_value_t, hide_possible_values = true)]
    pub(crate) encoding: Encoding,
    #[command(flatten)]
    pub(crate) time: Time,
    #[command(flatten)]
    pub(crate) input: Reading,
}

/// How the list is read, where it is not to be guessed.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "How the list is read")]
pub(crate) struct Reading {
    /// How it is written: json-lines, json or csv (TSV too); without it, told by its name and its beginning
    #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = true)]
    pub(crate) input_format: Option<InputFormat>,
    /// Its encoding: utf-8, utf-16le, utf-16be or windows-1252; without it, told by its bytes
    #[arg(long, value_enum, value_name = "ENCODING", hide_possible_values = true)]
    pub(crate) input_encoding: Option<InputEncoding>,
    /// What parts the cells of CSV: one character, or `tab`; without it, the one of , ; tab | that the header row has
    /// most of
    #[arg(long, value_name = "CHARACTER", value_parser = delimiter)]
    pub(crate) delimiter: Option<u8>,
    /// What an empty cell says of the contact: absent (it does not have the field), null, or empty (an empty text)
    #[arg(long, value_enum, value_name = "WHAT", default_value_t, hide_possible_values = true)]
    pub(crate) empty_cell: EmptyCell,
}

/// How many contacts may fail.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Allow {
    /// So many.
    Contacts(u64),
    /// So many of a hundred.
    Percent(f64),
}

impl FromStr for Allow {
    type Err = String;

    fn from_str(text: &str) -> Result<Allow, String> {
        let wrong = || format!("'{text}' is neither a number of contacts nor a part such as 0.5%");
        match text.strip_suffix('%') {
            Some(part) => {
                let part: f64 = part.trim().parse().map_err(|_| wrong())?;
                if (0.0..=100.0).contains(&part) { Ok(Allow::Percent(part)) } else { Err(wrong()) }
            }
            None => text.parse().map(Allow::Contacts).map_err(|_| wrong()),
        }
    }
}

impl Allow {
    /// Whether so many of all may fail.
    pub(crate) fn allows(self, failing: u64, all: u64) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "exact below 2^53 contacts")]
        match self {
            Allow::Contacts(most) => failing <= most,
            Allow::Percent(part) => failing as f64 * 100.0 <= part * all as f64,
        }
    }
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r') => Ok(*byte),
        b"tab" | b"\\t" => Ok(b'\t'),
        _ => Err(format!("'{text}' is not one ASCII character, and not `tab`")),
    }
}

/// How to print the result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum AudienceFormat {
    /// For people
    #[default]
    Text,
    /// A JSON object
    Json,
}

/// How the list is written.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum InputFormat {
    /// One JSON contact a line
    JsonLines,
    /// A JSON array of contacts, or JSON contacts of several lines
    Json,
    /// CSV or TSV
    #[value(alias = "tsv")]
    Csv,
}

/// The encoding of the list.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum InputEncoding {
    /// UTF-8
    #[value(name = "utf-8")]
    Utf8,
    /// UTF-16, the low byte first
    #[value(name = "utf-16le", alias = "utf-16")]
    Utf16Le,
    /// UTF-16, the high byte first
    #[value(name = "utf-16be")]
    Utf16Be,
    /// Windows-1252 or Latin-1
    #[value(name = "windows-1252", alias = "latin-1")]
    Windows1252,
}

/// What an empty cell says.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum EmptyCell {
    /// The contact does not have the field
    #[default]
    Absent,
    /// The field is null
    Null,
    /// The field is an empty text
    Empty,
}

impl Reading {
    /// The same for the core. What it does not say stays as it is.
    pub(crate) fn tell(&self, options: &mut input::Options) {
        options.format = self.input_format.map(|it| match it {
            InputFormat::JsonLines => input::Format::JsonLines,
            InputFormat::Json => input::Format::Json,
            InputFormat::Csv => input::Format::Csv,
        });
        options.encoding = self.input_encoding.map(|it| match it {
            InputEncoding::Utf8 => input::TextEncoding::Utf8,
            InputEncoding::Utf16Le => input::TextEncoding::Utf16Le,
            InputEncoding::Utf16Be => input::TextEncoding::Utf16Be,
            InputEncoding::Windows1252 => input::TextEncoding::Windows1252,
        });
        options.delimiter = self.delimiter;
        options.empty_cell = match self.empty_cell {
            EmptyCell::Absent => input::EmptyCell::Absent,
            EmptyCell::Null => input::EmptyCell::Null,
            EmptyCell::Empty => input::EmptyCell::Empty,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_allowed_is_a_number_or_a_part() {
        let allow = |text: &str| text.parse::<Allow>();
        assert!(allow("0.5%").is_ok_and(|it| it.allows(5, 1000) && !it.allows(6, 1000)));
        assert!(allow("3").is_ok_and(|it| it.allows(3, 3) && !it.allows(4, 1000)));
        assert!(allow("0").is_ok_and(|it| it.allows(0, 0) && !it.allows(1, 1)));
        assert!(allow("0%").is_ok_and(|it| it.allows(0, 0)));
        for wrong in ["", "%", "-1", "101%", "1.5", "NaN%", "some"] {
            assert!(allow(wrong).is_err(), "{wrong}");
        }
    }
}
