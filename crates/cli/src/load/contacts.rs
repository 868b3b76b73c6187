//! A list of contacts, read piece by piece.

use std::fs::File;
use std::hash::{DefaultHasher, Hasher};
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;

use super::text_file::{is_stdin, unreadable};
use crate::failure::Failure;

/// How gzip begins (RFC 1952, section 2.3.1).
const GZIP: &[u8] = b"\x1f\x8b";

/// A list that is open.
pub(crate) struct ContactList {
    /// Its path as the user wrote it, or `<stdin>`.
    pub(crate) name: String,
    /// How many bytes its file has; none for what is no file.
    pub(crate) size: Option<u64>,
    /// How many of them were read.
    pub(crate) read: Arc<AtomicU64>,
    source: Box<dyn Read + Send>,
}

/// Opens a list. What gzip packed is unpacked.
pub(crate) fn contacts(path: &Path) -> Result<ContactList, Failure> {
    let name = if is_stdin(path) { "<stdin>".to_owned() } else { path.to_string_lossy().into_owned() };
    let failed = |error: io::Error| unreadable(&name, "a contact list", &error);
    let read = Arc::new(AtomicU64::new(0));
    let (raw, size): (Box<dyn Read + Send>, _) = if is_stdin(path) {
        (Box::new(io::stdin()), None)
    } else {
        let file = File::open(path).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        if metadata.is_dir() {
            return Err(failed(io::ErrorKind::IsADirectory.into()));
        }
        (Box::new(file), metadata.is_file().then_some(metadata.len()))
    };
    let mut counted = BufReader::with_capacity(1 << 16, Counted { raw, read: read.clone() });
    let is_packed = counted.fill_buf().map_err(failed)?.starts_with(GZIP);
    let source: Box<dyn Read + Send> =
        if is_packed { Box::new(MultiGzDecoder::new(counted)) } else { Box::new(counted) };
    Ok(ContactList { name, size, read, source })
}

/// By what a list is told from another one and from itself after a change: its bytes, as a number. Another version of the
/// standard library may give another number.
pub(crate) fn fingerprint(path: &Path) -> Result<u64, Failure> {
    let name = path.to_string_lossy();
    let failed = |error: io::Error| unreadable(&name, "a contact list", &error);
    let mut file = File::open(path).map_err(failed)?;
    let mut hasher = DefaultHasher::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(hasher.finish()),
            Ok(read) => hasher.write(buffer.get(..read).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(failed(error)),
        }
    }
}

impl ContactList {
    /// Reads until the buffer is full or the list ends; gives how many bytes there are.
    pub(crate) fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, Failure> {
        let mut filled = 0;
        while let Some(rest) = buffer.get_mut(filled..).filter(|it| !it.is_empty()) {
            match self.source.read(rest) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(unreadable(&self.name, "a contact list", &error)),
            }
        }
        Ok(filled)
    }
}

/// Counts what is read, before it is unpacked.
struct Counted {
    raw: Box<dyn Read + Send>,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.raw.read(buffer)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
