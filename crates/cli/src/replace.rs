//! Replaces files whole: readers see the old text or the new one, never half of it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use crate::failure::{Failure, reason};

/// Gives a file another text. It is written beside it first and then renamed; a file that was there keeps who may
/// read and write it.
pub(crate) fn replace(path: &Path, text: &[u8]) -> Result<(), Failure> {
    // A link stays a link: what it leads to is replaced.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let part = target.with_added_extension(format!("{}.part", std::process::id()));
    let written = write(&part, text, &target).and_then(|()| fs::rename(&part, &target));
    written.map_err(|error| {
        // What cannot be removed could not be written either.
        drop(fs::remove_file(&part));
        let failure = Failure::new(format!("cannot write '{}': {}", path.display(), reason(&error)));
        failure.with_help("check that you may write to its folder")
    })
}

fn write(part: &Path, text: &[u8], target: &Path) -> io::Result<()> {
    let mut file = File::create_new(part)?;
    if let Ok(there) = fs::metadata(target) {
        file.set_permissions(there.permissions())?;
    }
    file.write_all(text)?;
    file.sync_all()
}
