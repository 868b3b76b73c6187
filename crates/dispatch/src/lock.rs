//! Who dispatches from a ledger: one process at a time.
//!
//! A lock of the operating system beside the ledger, with who holds it written into the file. It ends with its process,
//! however that ends, so nobody has to guess from a process number whether the owner still lives, and no lease has to
//! run out. It does not work across machines on a network file system; nor does SQLite's own log.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// Who dispatches from a ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// The number of the process.
    pub pid: u32,
    /// The machine's name.
    pub host: String,
    /// Since when, as people write it.
    pub since: String,
}

/// The lock, held until it is dropped.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of a ledger.
    ///
    /// # Errors
    ///
    /// [`Error::Held`] with who holds it, and what the file system meets.
    pub(crate) fn take(ledger: &Path, owner: &Owner) -> Result<Lock, Error> {
        let path = beside(ledger);
        let store = |error: std::io::Error| Error::Store(format!("{}: {error}", path.display()));
        let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = opened.map_err(store)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::Held { path: ledger.to_owned(), owner: read(&mut file) });
            }
            Err(TryLockError::Error(error)) => return Err(store(error)),
        }
        let text = serde_json::to_string(owner).map_err(|error| Error::Store(error.to_string()))?;
        file.set_len(0)
            .and_then(|()| file.seek(SeekFrom::Start(0)))
            .and_then(|_| file.write_all(text.as_bytes()))
            .map_err(store)?;
        Ok(Lock { _file: file })
    }
}

fn beside(ledger: &Path) -> PathBuf {
    let mut path = ledger.as_os_str().to_owned();
    path.push(".lock");
    path.into()
}

fn read(file: &mut File) -> Option<Owner> {
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}
