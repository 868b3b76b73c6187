//! Writes what became of a webhook in place of what it was read from.

use std::fs;

use crate::failure::{Failure, reason};
use crate::load::{TextFile, Webhook};
use crate::replace;

/// The byte order mark in UTF-8, which reading takes away.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// The texts that differ, old and new.
pub(super) fn changes<'a>(
    old: &'a Webhook,
    new: &'a Webhook,
) -> impl Iterator<Item = (&'a TextFile, &'a TextFile)> {
    old.files().zip(new.files()).filter(|(old, new)| old.text != new.text)
}

/// Writes the files that differ. One that is no longer what was read is left alone.
pub(super) fn rewrite(old: &Webhook, new: &Webhook) -> Result<(), Failure> {
    let changes: Vec<_> = changes(old, new).collect();
    let mut texts = Vec::with_capacity(changes.len());
    for (old, new) in &changes {
        let Some(path) = &old.path else { continue };
        let there = fs::read(path).map_err(|error| {
            Failure::new(format!("cannot read '{}' again: {}", path.display(), reason(&error)))
        })?;
        let mark = if there.starts_with(MARK) && !old.text.starts_with('\u{feff}') { MARK } else { b"" };
        let there = there.get(mark.len()..).unwrap_or_default();
        if there == new.text.as_bytes() {
            // Another webhook has the same body, and the same was done for it.
            continue;
        }
        if there != old.text.as_bytes() {
            let failure =
                Failure::new(format!("'{}' was changed meanwhile and is left alone", path.display()));
            return Err(failure.with_help("try again"));
        }
        texts.push((path, [mark, new.text.as_bytes()].concat()));
    }
    texts.iter().try_for_each(|(path, text)| replace::replace(path, text))
}
