//! Reading a text whole, within limits.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use hookproof::limits;
use hookproof::source::{Encoding, LineIndex};

use crate::failure::{Failure, reason};

/// A text and where it comes from.
#[derive(Clone, Debug, Default)]
pub(crate) struct TextFile {
    /// Its path as the user wrote it, or `<stdin>`.
    pub(crate) name: String,
    /// All of it.
    pub(crate) text: String,
    /// Where it can be written; none for standard input.
    pub(crate) path: Option<PathBuf>,
}

impl TextFile {
    /// The same file with another text.
    pub(crate) fn with_text(&self, text: String) -> TextFile {
        TextFile { text, ..self.clone() }
    }
}

/// Whether a path stands for standard input.
pub(crate) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Reads a template, exactly as it is.
pub(crate) fn template(path: &Path) -> Result<TextFile, Failure> {
    let (name, bytes) = bytes(path, limits::MAX_TEMPLATE_BYTES, "a template")?;
    let text = decoded(&name, bytes)?;
    Ok(TextFile { name, text, path: Some(path.to_owned()).filter(|it| !is_stdin(it)) })
}

/// Reads a text whose byte order mark, if it has one, says nothing: Windows editors write it before UTF-8.
pub(crate) fn marked(path: &Path, limit: usize, what: &str) -> Result<TextFile, Failure> {
    let (name, mut bytes) = bytes(path, limit, what)?;
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        bytes.drain(..3);
    }
    let text = decoded(&name, bytes)?;
    Ok(TextFile { name, text, path: Some(path.to_owned()).filter(|it| !is_stdin(it)) })
}

/// At most `limit` bytes, so that a wrong path to something huge fills no memory.
fn bytes(path: &Path, limit: usize, what: &str) -> Result<(String, Vec<u8>), Failure> {
    let name = if is_stdin(path) { "<stdin>".to_owned() } else { path.display().to_string() };
    let source: io::Result<Box<dyn Read>> = match is_stdin(path) {
        true => Ok(Box::new(io::stdin().lock())),
        false => File::open(path).map(|file| Box::new(file) as Box<dyn Read>),
    };
    let mut bytes = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    match source.and_then(|it| it.take(most).read_to_end(&mut bytes)) {
        Ok(_) if bytes.len() > limit => Err(too_large(&name, limit, what)),
        Ok(_) => Ok((name, bytes)),
        Err(error) => Err(unreadable(&name, what, &error)),
    }
}

fn too_large(name: &str, limit: usize, what: &str) -> Failure {
    let title = format!("'{name}' is too large for {what}: it has more than {} MiB", limit >> 20);
    Failure::new(title).with_help("give a smaller file, or check that it is the right one")
}

pub(super) fn unreadable(name: &str, what: &str, error: &io::Error) -> Failure {
    let failure = Failure::new(format!("cannot read '{name}': {}", reason(error)));
    match error.kind() {
        io::ErrorKind::NotFound => failure.with_help(format!("check the path; {what} is expected there")),
        io::ErrorKind::IsADirectory => failure.with_help("name a file in it"),
        _ => failure,
    }
}

fn decoded(name: &str, bytes: Vec<u8>) -> Result<String, Failure> {
    let utf16 = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    String::from_utf8(bytes).map_err(|error| {
        let sound = error.utf8_error().valid_up_to();
        let before = error.as_bytes().get(..sound).unwrap_or_default();
        let before = String::from_utf8_lossy(before);
        let place = LineIndex::new(&before, Encoding::Utf8).position(before.len());
        let title = match utf16 {
            true => format!("'{name}' is not UTF-8 but UTF-16"),
            false => format!("'{name}' is not UTF-8: see line {}, byte {}", place.line, place.column),
        };
        Failure::new(title).with_help("save it as UTF-8 and try again")
    })
}
