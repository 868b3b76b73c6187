//! What reading a hook file and reading `hookproof.toml` have in common.

use std::sync::Arc;

use super::raw::Raw;
use super::{Located, TextMap};
use crate::finding::Finding;
use crate::nearest::nearest;
use crate::source::{InTemplate, SourceId, Span};

/// Reads a file from its table.
pub(crate) struct Reader {
    pub(crate) findings: Vec<Finding>,
    /// The file.
    pub(crate) source: SourceId,
    /// What people call it.
    name: &'static str,
}

impl Reader {
    /// For a hook file, with the findings of its syntax.
    pub(super) fn of_hook(findings: Vec<Finding>) -> Reader {
        Reader { findings, source: SourceId::Hook, name: "a webhook file" }
    }

    /// For the file of settings at this path, with the findings of its syntax.
    pub(crate) fn of_settings(path: &Arc<str>, findings: Vec<Finding>) -> Reader {
        Reader { findings, source: SourceId::Settings(path.clone()), name: "hookproof.toml" }
    }

    pub(crate) fn text(&mut self, key: &str, value: Raw) -> Option<Located> {
        match value {
            Raw::Text(text) => Some(text),
            other => {
                self.wrong_type(&format!("'{key}'"), "text", &other);
                None
            }
        }
    }

    pub(super) fn table(&mut self, key: &str, value: Raw) -> Vec<(Arc<str>, Located)> {
        let texts = self.texts(key, "a table", value).into_iter();
        texts.map(|(name, value)| (Arc::from(name.text), value)).collect()
    }

    /// A table of texts; numbers and truth values count as their text.
    pub(super) fn texts(&mut self, key: &str, due: &str, value: Raw) -> Vec<(Located, Located)> {
        let Raw::Table(members, _) = value else {
            self.wrong_type(&format!("'{key}'"), due, &value);
            return Vec::new();
        };
        let mut texts = Vec::with_capacity(members.len());
        for (name, value) in members {
            let value = match value {
                Raw::Scalar(value, span) => {
                    Some(Located { text: value.to_string(), span, map: TextMap::default() })
                }
                other => self.text(&name.text, other),
            };
            texts.extend(value.map(|value| (name, value)));
        }
        texts
    }

    /// The path of `{ file = "…" }`.
    pub(super) fn file(&mut self, key: &str, members: Vec<(Located, Raw)>) -> Option<Located> {
        let mut path = None;
        for (name, value) in members {
            match name.text.as_str() {
                "file" => path = self.text("file", value),
                _ => self.unknown_key(&name, &["file"]),
            }
        }
        if path.is_none() {
            let help = format!("write the text itself, or `{key} = {{ file = \"…\" }}`");
            self.missing(Span::empty(0), format!("'{key}' is a table without 'file'"), help);
        }
        path
    }

    pub(crate) fn unknown_key(&mut self, key: &Located, known: &[&str]) {
        let message = format!("{} has no '{}'", self.name, key.text);
        let finding = Finding::error("hook-file-unknown-key", self.source.clone(), key.span, message);
        self.findings.push(finding.with_help(match nearest(&key.text, known.iter().copied()) {
            Some(nearest) => format!("did you mean '{nearest}'?"),
            None => format!("it has {}", known.join(", ")),
        }));
    }

    /// Tells of a key that is not there though it must be.
    pub(crate) fn missing(
        &mut self,
        span: Span<InTemplate>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let finding = Finding::error("hook-file-missing-key", self.source.clone(), span, message);
        self.findings.push(finding.with_help(help));
    }

    pub(crate) fn wrong_type(&mut self, what: &str, due: &str, value: &Raw) {
        self.wrong_value(what, due, value.span());
    }

    /// Tells of a value that is none of those that it can be.
    pub(crate) fn wrong_value(&mut self, what: &str, due: &str, span: Span<InTemplate>) {
        let message = format!("{what} must be {due}");
        self.findings.push(Finding::error("hook-file-wrong-type", self.source.clone(), span, message));
    }
}
