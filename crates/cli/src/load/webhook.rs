//! A webhook file and what it leads to.

use std::path::{Path, PathBuf};

use hookproof::contract::Catalog;
use hookproof::finding::{Finding, Fix, apply};
use hookproof::hook::Hook;
use hookproof::hook_file::{Body, HookFile, Located, TextMap};
use hookproof::parsed::Parsed;
use hookproof::source::{InTemplate, SourceId, Span};

use super::documents::{Documents, documents};
use super::settings::{Shared, shared};
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
    /// The files of its own contracts.
    documents: Documents,
    /// What it shares with other webhooks.
    pub(crate) shared: Shared,
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
    let said = &parsed.value;
    let mut body = None;
    if let Some(Body::File(named)) = &said.body {
        let text = template(&relative(path, &named.text)).map_err(|it| named_by(it, &file, named))?;
        body = Some(text);
    }
    let documents = documents(path, said, |failure, named| named_by(failure, &file, named))?;
    let shared = shared(path)?;
    Ok(compiled(file, body, documents, shared, parsed, catalog))
}

/// Puts the texts of the files that a webhook file names in place of their names, and compiles it.
fn compiled(
    file: TextFile,
    body: Option<TextFile>,
    documents: Documents,
    shared: Shared,
    parsed: Parsed<HookFile>,
    catalog: &Catalog,
) -> Webhook {
    let Parsed { value: mut said, findings: mut told } = parsed;
    told.extend(shared.settings.findings.iter().cloned());
    told.extend(shared.settings.value.apply(&mut said, stem(&file.name)));
    if let Some(body) = &body {
        said.body = Some(Body::Inline(Located { text: body.text.clone(), ..Located::default() }));
    }
    let compiled = Hook::compile_with(&said, catalog, &documents.files);
    let findings = [compiled.findings, told.clone()].concat();
    let hook = compiled.value.with_findings(told);
    Webhook { file, body, documents, shared, said, hook, findings }
}

/// What a webhook file is called without its folder and its ending: the name of its connection when it states none.
pub(crate) fn stem(file: &str) -> &str {
    let name = Path::new(file).file_name().and_then(|it| it.to_str()).unwrap_or(file);
    name.strip_suffix(".hook.toml").or_else(|| name.strip_suffix(".toml")).unwrap_or(name)
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

    /// The name of its connection: the one that it states, its own name, or that of its file.
    pub(crate) fn connection(&self) -> &str {
        self.hook.connection().unwrap_or_else(|| stem(&self.file.name))
    }

    /// The value in the webhook file that holds a template; none when a file of its own does.
    fn value(&self, source: &SourceId) -> Option<&Located> {
        match source {
            SourceId::Body if self.body.is_some() => None,
            source => self.said.value(source),
        }
    }

    /// The same with the edits of fixes; none when one of them cannot be carried out.
    pub(crate) fn edited(&self, fixes: &[&Fix], catalog: &Catalog) -> Option<Webhook> {
        let file = self.file.with_text(HookFile::edit(&self.file.text, fixes)?);
        let body = match &self.body {
            Some(body) => {
                let edits = apply::edits_of(fixes, &SourceId::Body);
                Some(body.with_text(apply::apply(&body.text, edits)?))
            }
            None => None,
        };
        let parsed = HookFile::parse(&file.text);
        Some(compiled(file, body, self.documents.clone(), self.shared.clone(), parsed, catalog))
    }

    /// The files that edits change: the webhook file and, if it has one of its own, that of the body.
    pub(crate) fn files(&self) -> impl Iterator<Item = &TextFile> {
        [&self.file].into_iter().chain(&self.body)
    }

    /// Where people find a place of a template: in the webhook file, or in the file of the body.
    pub(crate) fn place(&self, source: &SourceId, span: Span<InTemplate>) -> Option<Place<'_>> {
        let range = span.range();
        match (source, &self.body, self.value(source)) {
            (SourceId::Schema(path), ..) => self.documents.texts.get(path).map(|it| Place::new(it, range)),
            (SourceId::Settings(_), ..) => self.shared.file.as_ref().map(|it| Place::new(it, range)),
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
            Some('\'') if !literal.starts_with("'''") => !text.contains(['\'', '\n']),
            _ => true,
        }
    }
}
