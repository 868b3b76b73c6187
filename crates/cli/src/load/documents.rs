//! The files of contracts of the author's own: those that the webhook file names, and those that they name.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use hookproof::contract::{Document, Files};
use hookproof::hook_file::{DocumentRef, HookFile, Located, OwnContract};
use hookproof::limits::MAX_DOCUMENT_BYTES;

use super::text_file::{TextFile, marked};
use super::webhook::relative;
use super::yaml;
use crate::failure::Failure;

/// Files, as the core reads them and as people find places in them.
#[derive(Clone, Debug, Default)]
pub(super) struct Documents {
    pub(super) files: Files,
    pub(super) texts: BTreeMap<Arc<str>, TextFile>,
}

/// Reads what the webhook file at `hook` names, and what that names. A file that the webhook file names itself must be
/// there; of others a problem tells. `named_by` adds the place in the webhook file to a failure.
pub(super) fn documents(
    hook: &Path,
    said: &HookFile,
    named_by: impl Fn(Failure, &Located) -> Failure,
) -> Result<Documents, Failure> {
    let mut documents = Documents::default();
    // Every turn adds what was wanted, so this ends at the core's limit of files.
    loop {
        let wanted = documents.files.wanted(said);
        if wanted.is_empty() {
            return Ok(documents);
        }
        for path in wanted {
            match marked(&relative(hook, &path), MAX_DOCUMENT_BYTES, "a schema") {
                Ok(file) => documents.add(path, file),
                Err(failure) => {
                    if let Some(named) = named(said).find(|it| it.text == *path) {
                        return Err(named_by(failure, named));
                    }
                    documents.files.add_unreadable(&path, failure.why());
                }
            }
        }
    }
}

impl Documents {
    fn add(&mut self, path: Arc<str>, file: TextFile) {
        let extension = Path::new(&*path).extension().and_then(|it| it.to_str()).unwrap_or_default();
        let is_yaml = extension.eq_ignore_ascii_case("yml") || extension.eq_ignore_ascii_case("yaml");
        let document = if is_yaml { yaml::document(&file.text) } else { Document::json(&file.text) };
        self.files.add(&path, document);
        self.texts.insert(path, file);
    }
}

/// The paths that a webhook file names.
fn named(said: &HookFile) -> impl Iterator<Item = &Located> {
    let own = said.own.as_ref().and_then(|it| match &it.contract {
        OwnContract::Schema(document) | OwnContract::OpenApi { document, .. } => Some(document),
        OwnContract::Nothing => None,
    });
    let documents = own.into_iter().chain(&said.contact).filter_map(|it| match it {
        DocumentRef::File(path) => Some(path),
        DocumentRef::Inline(_) => None,
    });
    documents.chain(said.own.iter().flat_map(|it| &it.files))
}
