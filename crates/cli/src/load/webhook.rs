//! A webhook file and what it leads to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hookproof::contract::Catalog;
use hookproof::finding::Finding;
use hookproof::hook::Hook;
use hookproof::hook_file::{Body, HookFile, Located, TextMap};
use hookproof::source::{InTemplate, SourceId, Span};

use super::documents::documents;
use super::text_file::{TextFile, is_stdin, marked, template};
use crate::failure::Failure;
use crate::print::Place;

/// The longest webhook file: a template at its limit, written with escapes, and room for the rest.
const MAX_HOOK_FILE_BYTES: usize = 4 << 20;

/// A webhook file that has been read, with the files that it names.
#[derive(Debug)]
pub(crate) struct Webhook {
    /// The file itself.
    pub(crate) file: TextFile,
    /// The file of the body, if it has one of its own.
    body: Option<TextFile>,
    /// The files of its own contracts, by path seen from the webhook file.
    schemas: BTreeMap<Arc<str>, TextFile>,
    /// What the file says, with the texts of the files that it names.
    said: HookFile,
    /// The same, compiled.
    pub(crate) hook: Hook,
    /// What is wrong with it whatever the contact.
    pub(crate) findings: Vec<Finding>,
}

/// Reads a webhook file and the files that it names.
pub(crate) fn webhook(path: &Path, catalog: &Catalog) -> Result<Webhook, Failure> {
    let file = marked(path, MAX_HOOK_FILE_BYTES, "a webhook file")?;
    let parsed = HookFile::parse(&file.text);
    let mut said = parsed.value;
    let mut body = None;
    if let Some(Body::File(named)) = &said.body {
        let text = template(&relative(path, &named.text)).map_err(|it| named_by(it, &file, named))?;
        said.body = Some(Body::Inline(Located { text: text.text.clone(), ..Located::default() }));
        body = Some(text);
    }
    let documents = documents(path, &said, |failure, named| named_by(failure, &file, named))?;
    let compiled = Hook::compile_with(&said, catalog, &documents.files);
    let findings = [compiled.findings, parsed.findings.clone()].concat();
    let hook = compiled.value.with_findings(parsed.findings);
    Ok(Webhook { file, body, schemas: documents.texts, said, hook, findings })
}

/// A path that a webhook file names, seen from that file. A webhook on standard input sees from where we are.
pub(super) fn relative(hook: &Path, named: &str) -> PathBuf {
    match hook.parent() {
        Some(folder) if !is_stdin(hook) => folder.join(named),
        _ => PathBuf::from(named),
    }
}

/// A failure to read a file, with the place that names the file.
fn named_by(failure: Failure, file: &TextFile, named: &Located) -> Failure {
    failure.at(&Place::new(file, named.span.range()))
}

impl Webhook {
    /// The name of its file without folders, by which reports name a webhook that has no title.
    pub(crate) fn file_name(&self) -> &str {
        let name = &self.file.name;
        Path::new(name).file_name().and_then(|it| it.to_str()).unwrap_or(name)
    }

    /// The value in the webhook file that holds a template; none when a file of its own does.
    fn value(&self, source: &SourceId) -> Option<&Located> {
        match source {
            SourceId::Hook | SourceId::Schema(_) => None,
            SourceId::Url => self.said.url.as_ref(),
            SourceId::Header(name) => self.said.headers.iter().find(|(it, _)| it == name).map(|(_, it)| it),
            SourceId::Body => match &self.said.body {
                Some(Body::Inline(value)) if self.body.is_none() => Some(value),
                Some(Body::Inline(_) | Body::File(_)) | None => None,
            },
        }
    }

    /// Where people find a place of a template: in the webhook file, or in the file of the body.
    pub(crate) fn place(&self, source: &SourceId, span: Span<InTemplate>) -> Option<Place<'_>> {
        let range = span.range();
        match (source, &self.body, self.value(source)) {
            (SourceId::Schema(path), ..) => self.schemas.get(path).map(|it| Place::new(it, range)),
            // What is missing has no place but the file.
            (SourceId::Hook, ..) if span == Span::empty(0) => Some(Place::whole(&self.file)),
            (SourceId::Hook, ..) => Some(Place::new(&self.file, range)),
            (SourceId::Body, Some(body), _) => Some(Place::new(body, range)),
            // A number or truth value in place of a text has no map.
            (.., Some(value)) if value.map == TextMap::default() => {
                Some(Place::new(&self.file, value.span.range()))
            }
            (.., Some(value)) => {
                Some(Place::new(&self.file, value.map.in_file(range.start)..value.map.in_file(range.end)))
            }
            (.., None) => Some(Place::whole(&self.file)),
        }
    }

    /// Whether text in a template stands in its file just as it is: in TOML, some strings write it with escapes.
    pub(crate) fn takes_as_is(&self, source: &SourceId, text: &str) -> bool {
        let literal = self.value(source).map(|it| it.span.of(&self.file.text)).unwrap_or_default();
        match literal.chars().next() {
            Some('"') => !text.contains(['"', '\\']) && !text.chars().any(char::is_control),
            _ => true,
        }
    }
}
