//! The example contact that a webhook is rendered for.

use std::path::{Path, PathBuf};

use hookproof::contact::Contact;
use hookproof::finding::Severity;
use hookproof::limits;

use super::text_file::{TextFile, is_stdin, marked};
use crate::failure::Failure;
use crate::print::{Place, Problem};

/// An example contact and the file that it comes from.
#[derive(Clone, Debug)]
pub(crate) struct ExampleContact {
    /// Its file; no name and no text when there is none.
    pub(crate) file: TextFile,
    /// The contact.
    pub(crate) contact: Contact,
}

impl ExampleContact {
    /// A contact without fields.
    pub(crate) fn empty() -> ExampleContact {
        ExampleContact { file: TextFile::default(), contact: Contact::empty() }
    }

    /// What is odd about its text, though it could be read.
    pub(crate) fn problems(&self) -> Vec<Problem<'_>> {
        problems(&self.file, &self.contact)
    }
}

/// Reads a contact. One whose JSON is broken is bad input: what it was meant to be cannot be known.
pub(crate) fn contact(path: &Path) -> Result<ExampleContact, Failure> {
    let file = marked(path, limits::MAX_CONTACT_BYTES, "a contact")?;
    let contact = Contact::read(&file.text);
    let problems = problems(&file, &contact);
    if problems.iter().any(|it| it.severity == Severity::Error) {
        let told: Vec<String> = problems.iter().map(|it| it.full() + "\n").collect();
        return Err(Failure::laid_out(told.join("\n")));
    }
    Ok(ExampleContact { contact, file })
}

/// `NAME.contact.json` beside `NAME.hook.toml`.
pub(crate) fn beside(hook: &Path) -> Option<PathBuf> {
    if is_stdin(hook) {
        return None;
    }
    let name = hook.file_name()?.to_str()?;
    let stem = name.strip_suffix(".hook.toml").or_else(|| name.strip_suffix(".toml")).unwrap_or(name);
    Some(hook.with_file_name(format!("{stem}.contact.json")))
}

fn problems<'a>(file: &'a TextFile, contact: &'a Contact) -> Vec<Problem<'a>> {
    let problem = |fault: &'a hookproof::payload::PayloadFault<_>| {
        let code = match fault.code {
            "body-not-json" => "contact-not-json",
            code => code,
        };
        let span: hookproof::source::Span<_> = fault.span;
        Problem {
            severity: fault.severity,
            code,
            message: &fault.message,
            place: Some(Place::new(file, span.range())),
            label: None,
            notes: Vec::new(),
            help: fault.help.as_deref(),
            fix: None,
        }
    };
    contact.faults.iter().map(problem).collect()
}
