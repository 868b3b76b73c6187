//! `--report`: the file of contacts that fail.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use hookproof::audience::Failing;
use hookproof::audience::input::Head;
use hookproof::wire;

use crate::failure::{Failure, reason};

/// A file that is written contact by contact.
pub(super) struct Report {
    path: PathBuf,
    file: BufWriter<File>,
    is_csv: bool,
    has_header: bool,
}

impl Report {
    /// Begins the file.
    pub(super) fn create(path: &Path) -> Result<Report, Failure> {
        let file = File::create(path).map_err(|error| unwritable(path, &error))?;
        let is_csv = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("csv"));
        Ok(Report { path: path.to_owned(), file: BufWriter::new(file), is_csv, has_header: false })
    }

    /// Adds the contacts of a block.
    pub(super) fn add(&mut self, failing: &[Failing], head: &Head) -> Result<(), Failure> {
        let mut text = String::new();
        if self.is_csv && !self.has_header {
            self.has_header = true;
            text += &format!("{},email,id,codes,messages\r\n", head.unit());
        }
        for it in failing {
            text += &if self.is_csv { row(it) } else { wire::failing(it, head.unit()).to_string() + "\n" };
        }
        self.file.write_all(text.as_bytes()).map_err(|error| unwritable(&self.path, &error))
    }

    /// Ends the file.
    pub(super) fn finish(mut self) -> Result<(), Failure> {
        self.file.flush().map_err(|error| unwritable(&self.path, &error))
    }
}

fn row(it: &Failing) -> String {
    let errors = it.findings.iter();
    let codes: Vec<&str> = errors.clone().map(|it| it.code).collect();
    let messages: Vec<&str> = errors.map(|it| it.message.as_str()).collect();
    let cells = [
        it.number.to_string(),
        cell(it.email.as_deref().unwrap_or_default()),
        cell(it.id.as_deref().unwrap_or_default()),
        codes.join(" "),
        cell(&messages.join("; ")),
    ];
    cells.join(",") + "\r\n"
}

/// A cell of CSV (RFC 4180). A contact's value must not become a formula when the file is opened in a spreadsheet.
fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    match text.contains([',', '"', '\n', '\r']) || !guard.is_empty() {
        true => format!("\"{guard}{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    let failure = Failure::new(format!("cannot write '{}': {}", path.display(), reason(error)));
    failure.with_help("check that you may write to its folder")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_need_it() {
        for (text, expected) in [
            ("plain", "plain"),
            ("a, \"b\"", "\"a, \"\"b\"\"\""),
            ("=HYPERLINK(1)", "\"'=HYPERLINK(1)\""),
            ("", ""),
        ] {
            assert_eq!(cell(text), expected);
        }
    }
}
