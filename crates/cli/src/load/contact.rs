//! The example contact that a webhook is rendered for.

use std::path::{Path, PathBuf};

use hookproof::contact::Contact;
use hookproof::hook::Hook;
use hookproof::limits;

use super::json::{problems, refuse_errors};
use super::text_file::{TextFile, is_stdin, marked};
use crate::failure::Failure;
use crate::output;
use crate::print::{Problem, note};

/// An example contact and the file that it comes from.
#[derive(Clone, Debug)]
pub(crate) struct ExampleContact {
    /// Its file; no name and no text when there is none.
    file: TextFile,
    /// The contact.
    pub(crate) contact: Contact,
}

impl ExampleContact {
    /// A contact without fields.
    pub(crate) fn empty() -> ExampleContact {
        ExampleContact { file: TextFile::default(), contact: Contact::empty() }
    }

    /// Its text; empty when there is no file.
    pub(crate) fn text(&self) -> &str {
        &self.file.text
    }

    /// What is odd about its text, though it could be read.
    pub(crate) fn problems(&self) -> Vec<Problem<'_>> {
        problems(&self.file, &self.contact.faults, "contact-not-json")
    }
}

/// Reads a contact.
pub(crate) fn contact(path: &Path) -> Result<ExampleContact, Failure> {
    let file = marked(path, limits::MAX_CONTACT_BYTES, "a contact")?;
    let example = ExampleContact { contact: Contact::read(&file.text), file };
    refuse_errors(&example.problems())?;
    Ok(example)
}

/// The contact beside a webhook file, `NAME.contact.json` beside `NAME.hook.toml`; without it one that is made of the
/// fields that the webhook reads, and a note says so.
pub(crate) fn contact_beside(hook: &Path, compiled: &Hook) -> Result<ExampleContact, Failure> {
    let beside = beside(hook);
    if let Some(path) = beside.as_deref().filter(|it| it.exists()) {
        return contact(path);
    }
    let name = if is_stdin(hook) { "<stdin>".into() } else { hook.to_string_lossy() };
    let title = format!("there is no example contact for '{name}': an invented one is used");
    let help = match beside {
        Some(path) => format!("put one in '{}', or name one with --contact", path.display()),
        None => "name one with --contact".to_owned(),
    };
    output::tell(&(note(&title, &[], Some(&help)) + "\n\n"));
    Ok(ExampleContact { contact: Contact::read(&compiled.sample_contact()), ..ExampleContact::empty() })
}

fn beside(hook: &Path) -> Option<PathBuf> {
    if is_stdin(hook) {
        return None;
    }
    let name = hook.file_name()?.to_str()?;
    let stem = name.strip_suffix(".hook.toml").or_else(|| name.strip_suffix(".toml")).unwrap_or(name);
    Some(hook.with_file_name(format!("{stem}.contact.json")))
}
