//! The files that a hook's own contracts are made of. Reading them is the edge's: it asks [`Files::wanted`] what is
//! missing, adds it, and asks again until nothing is.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Own, path};
use crate::hook_file::HookFile;
use crate::limits::{MAX_DOCUMENT_BYTES, MAX_DOCUMENTS};
use crate::payload::{Node, PayloadFault, json};
use crate::source::{InTemplate, Span};

/// One file: a JSON Schema, an `OpenAPI` description, or a part of either.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its text, which the places of the tree belong to.
    pub text: Arc<str>,
    /// What it says; none when it could not be read at all.
    pub root: Option<Node<InTemplate>>,
    /// What is wrong with its syntax.
    pub faults: Vec<PayloadFault<InTemplate>>,
}

impl Document {
    /// Reads JSON. A text longer than [`MAX_DOCUMENT_BYTES`] is not read, and a fault says so.
    pub fn json(text: &str) -> Document {
        if text.len() > MAX_DOCUMENT_BYTES {
            let message = format!("the file is longer than {} MiB", MAX_DOCUMENT_BYTES >> 20);
            return Document::unreadable(PayloadFault::error("limit-exceeded", Span::empty(0), message));
        }
        let reading = json::read(text);
        Document { text: text.into(), root: reading.root, faults: reading.faults }
    }

    /// What another reader made of a text, such as one of YAML, with its places in that text.
    pub fn read(text: &str, root: Node<InTemplate>) -> Document {
        Document { text: text.into(), root: Some(root), faults: Vec::new() }
    }

    /// A file that another reader could not read: where in the text, and why.
    pub fn broken(text: &str, span: Span<InTemplate>, message: impl Into<String>) -> Document {
        let fault = PayloadFault::error("broken-schema", span, message);
        Document { text: text.into(), ..Document::unreadable(fault) }
    }

    fn unreadable(fault: PayloadFault<InTemplate>) -> Document {
        Document { text: Arc::from(""), root: None, faults: vec![fault] }
    }
}

/// The files by their paths, seen from the hook file: `schemas/note.json`, `../shared/lob.yml`.
#[derive(Clone, Debug, Default)]
pub struct Files {
    documents: BTreeMap<Arc<str>, Result<Document, String>>,
}

impl Files {
    /// Adds a file. Its path may be written in any way that leads there: `./a.json` is `a.json`.
    pub fn add(&mut self, path: &str, document: Document) {
        self.documents.insert(path::tidy(path).into(), Ok(document));
    }

    /// Says that a file cannot be had, and why, so that it is not wanted any more.
    pub fn add_unreadable(&mut self, path: &str, reason: impl Into<String>) {
        self.documents.insert(path::tidy(path).into(), Err(reason.into()));
    }

    /// The paths of the files that the hook needs and that are not here yet, sorted. Files name further files, so ask
    /// again when these are added; after [`MAX_DOCUMENTS`] files nothing more is wanted.
    pub fn wanted(&self, file: &HookFile) -> Vec<Arc<str>> {
        let room = MAX_DOCUMENTS.saturating_sub(self.documents.len());
        let named = Own::missing(file, self);
        named.into_iter().take(room).collect()
    }

    /// The document of a tidy path; the reason why there is none; nothing when it was never added.
    pub(super) fn get(&self, path: &str) -> Option<Result<&Document, &str>> {
        self.documents.get(path).map(|it| it.as_ref().map_err(String::as_str))
    }

    /// All documents that could be read, by path.
    pub(super) fn documents(&self) -> impl Iterator<Item = (&Arc<str>, &Document)> {
        self.documents.iter().filter_map(|(path, it)| Some((path, it.as_ref().ok()?)))
    }

    /// The texts by path, for whoever shows a place in one.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (Arc<str>, Arc<str>)> {
        self.documents().map(|(path, it)| (path.clone(), it.text.clone()))
    }

    /// Whether no more files may be asked for.
    pub(super) fn is_full(&self) -> bool {
        self.documents.len() >= MAX_DOCUMENTS
    }
}
