//! A webhook file and what it leads to.

use std::path::Path;

use hookproof::finding::Finding;
use hookproof::hook_file::{Body, HookFile, Located};
use hookproof::source::{InTemplate, SourceId, Span};

use super::stand_in;
use super::text_file::{self, TextFile, is_stdin, marked};
use crate::failure::Failure;
use crate::print::Place;

/// The longest webhook file. A template at its limit that is written with escapes, and room for the rest.
const MAX_HOOK_FILE_BYTES: usize = 4 << 20;

/// A webhook file that has been read, with the files that it names.
#[derive(Debug)]
pub(crate) struct Webhook {
    /// The file itself.
    pub(crate) file: TextFile,
    /// The file of the body, if it has one of its own.
    body: Option<TextFile>,
    /// What it says, the text of the body included.
    pub(crate) hook: HookFile,
    /// What is wrong with the file itself.
    pub(crate) findings: Vec<Finding>,
    /// Where the text of each part begins in the file.
    bases: Vec<(SourceId, usize)>,
}

/// Reads a webhook file and the file of its body.
pub(crate) fn webhook(path: &Path) -> Result<Webhook, Failure> {
    let file = marked(path, MAX_HOOK_FILE_BYTES, "a webhook file")?;
    let (parsed, bases) = stand_in::parse(&file.text);
    let mut hook = parsed.value;
    let body = match &hook.body {
        Some(Body::File(named)) => {
            let text = text_file::template(&relative(path, &named.text))?;
            hook.body = Some(Body::Inline(Located { text: text.text.clone(), span: Span::empty(0) }));
            Some(text)
        }
        Some(Body::Inline(_)) | None => None,
    };
    Ok(Webhook { file, body, hook, findings: parsed.findings, bases })
}

/// A path that a webhook file names, seen from that file. A webhook on standard input sees from where we are.
fn relative(hook: &Path, named: &str) -> std::path::PathBuf {
    match hook.parent() {
        Some(folder) if !is_stdin(hook) => folder.join(named),
        _ => Path::new(named).to_owned(),
    }
}

impl Webhook {
    /// The name of its file without folders, by which reports name a webhook that has no title.
    pub(crate) fn file_name(&self) -> &str {
        let name = &self.file.name;
        Path::new(name).file_name().and_then(|it| it.to_str()).unwrap_or(name)
    }

    /// Where people find a place of a template: in the webhook file, or in the file of the body.
    pub(crate) fn place(&self, source: &SourceId, span: Span<InTemplate>) -> Option<Place<'_>> {
        match (source, &self.body) {
            (SourceId::Schema, _) => None,
            (SourceId::Hook, _) => Some(Place::new(&self.file, span.range())),
            (SourceId::Body, Some(body)) => Some(Place::new(body, span.range())),
            (SourceId::Body | SourceId::Url | SourceId::Header(_), _) => {
                let base = self.bases.iter().find(|(it, _)| it == source).map_or(0, |(_, base)| *base);
                let range = span.range();
                Some(Place::new(&self.file, range.start + base..range.end + base))
            }
        }
    }
}
