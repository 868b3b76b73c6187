//! What the name and the first bytes of a list tell of it.

use super::{Format, Options, TextEncoding};

/// What a list is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sniffed {
    pub(super) format: Format,
    pub(super) delimiter: u8,
}

/// The delimiters that are guessed, the most usual first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Guesses what was not stated. `text` is the beginning of the list as UTF-8.
pub(super) fn sniff(text: &[u8], encoding: TextEncoding, options: &Options) -> Sniffed {
    let format = options.format.unwrap_or_else(|| format(text, options.name.as_deref()));
    let delimiter = options.delimiter.unwrap_or_else(|| delimiter(text, encoding, options.name.as_deref()));
    Sniffed { format, delimiter }
}

fn format(text: &[u8], name: Option<&str>) -> Format {
    let start = text.trim_ascii_start();
    let is_lines = ends_on_its_line(start);
    match (start.first(), ending(name).as_deref()) {
        (_, Some("csv" | "tsv" | "tab")) => Format::Csv,
        (Some(b'['), _) => Format::Json,
        (Some(b'{'), _) if is_lines => Format::JsonLines,
        (Some(b'{'), _) => Format::Json,
        (_, Some("ndjson" | "jsonl" | "json")) => Format::JsonLines,
        _ => Format::Csv,
    }
}

/// The ending of a file's name, without that of its compression.
fn ending(name: Option<&str>) -> Option<String> {
    let name = name?.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    name.rsplit_once('.').map(|(_, ending)| ending.to_owned())
}

/// Whether the object that the text begins with is closed before its first line ends. When the line is longer than
/// what is looked at, contacts are taken to go over several lines: that reads either.
fn ends_on_its_line(text: &[u8]) -> bool {
    let Some(end) = memchr::memchr(b'\n', text) else { return text.trim_ascii_end().ends_with(b"}") };
    text.get(..end).is_some_and(|line| line.trim_ascii_end().ends_with(b"}"))
}

/// The delimiter that the first row has most of, outside of quotation marks; Excel's `sep=;` says it.
fn delimiter(text: &[u8], encoding: TextEncoding, name: Option<&str>) -> u8 {
    let row = text.split(|it| matches!(it, b'\n' | b'\r')).find(|row| !row.trim_ascii().is_empty());
    let row = row.unwrap_or_default();
    if let Some(stated) = stated_delimiter(row) {
        return stated;
    }
    let mut counts = [0_usize; DELIMITERS.len()];
    let mut quoted = false;
    for byte in row {
        quoted ^= *byte == b'"';
        let of_byte = counts.iter_mut().zip(DELIMITERS).find(|(_, it)| it == byte);
        if let (Some((count, _)), false) = (of_byte, quoted) {
            *count += 1;
        }
    }
    // Of equal counts the first: a name with a comma in it is rarer than one with a bar.
    let best = counts.iter().zip(DELIMITERS).rev().max_by_key(|(count, _)| **count);
    // Excel's Unicode text has tabs.
    let is_tabbed = matches!(ending(name).as_deref(), Some("tsv" | "tab"))
        || matches!(encoding, TextEncoding::Utf16Le | TextEncoding::Utf16Be);
    match best {
        Some((count, delimiter)) if *count > 0 => delimiter,
        _ if is_tabbed => b'\t',
        _ => b',',
    }
}

/// What a first row `sep=;` says.
pub(super) fn stated_delimiter(row: &[u8]) -> Option<u8> {
    match row {
        [s, e, p, b'=', delimiter] if [*s, *e, *p].eq_ignore_ascii_case(b"sep") => Some(*delimiter),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_guessed() {
        for (text, name, expected) in [
            ("{\"a\": 1}\n{\"a\": 2}\n", None, Format::JsonLines),
            ("{\"a\": 1}", None, Format::JsonLines),
            ("{\n  \"a\": 1\n}\n", None, Format::Json),
            (" [\n{\"a\": 1}]", Some("list.csv.bak"), Format::Json),
            ("name,town\n", None, Format::Csv),
            ("{{x}},town\n", Some("List.CSV.gz"), Format::Csv),
            ("", Some("list.jsonl"), Format::JsonLines),
            ("", None, Format::Csv),
        ] {
            assert_eq!(format(text.as_bytes(), name), expected, "{text:?} {name:?}");
        }
    }

    #[test]
    fn delimiters_are_guessed() {
        for (text, expected) in [
            ("a,b,c\n1;2;3;4;5\n", b','),
            ("a;b;\"c,d,e,f\"\n", b';'),
            ("\n\na\tb\n", b'\t'),
            ("a|b\r\n", b'|'),
            ("a,b;c\n", b','),
            ("sep=|\na,b\n", b'|'),
            ("alone\n", b','),
        ] {
            assert_eq!(delimiter(text.as_bytes(), TextEncoding::Utf8, None), expected, "{text:?}");
        }
        assert_eq!(delimiter(b"alone", TextEncoding::Utf8, Some("x.tsv")), b'\t');
    }
}
