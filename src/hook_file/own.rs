//! A receiver of the author's own, in place of the name of one that Hookproof knows.

use std::sync::Arc;

use super::raw::Raw;
use super::{Located, Reader};
use crate::finding::Finding;
use crate::payload::Node;
use crate::source::{InTemplate, SourceId, Span};

/// What a hook file says of a receiver of the author's own.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnReceiver {
    /// All of it.
    pub span: Span<InTemplate>,
    /// What people call it.
    pub title: Option<Located>,
    /// What describes it.
    pub contract: OwnContract,
    /// Further files, whose `$id` references can name.
    pub files: Vec<Located>,
    /// The content types that it takes.
    pub content_types: Vec<Located>,
    /// The methods that it takes.
    pub methods: Vec<Located>,
    /// Its address, with `{NAME}` wherever something of the author's own goes.
    pub url: Option<Located>,
    /// The headers that it asks for, each with the form of its value; empty for any value.
    pub headers: Vec<(Arc<str>, Located)>,
}

/// What describes a receiver of the author's own.
#[derive(Clone, Debug, PartialEq)]
pub enum OwnContract {
    /// A JSON Schema of the body.
    Schema(DocumentRef),
    /// An operation of an `OpenAPI` description.
    OpenApi {
        /// The description.
        document: DocumentRef,
        /// Its `operationId`, or method and path: `POST /postcards`.
        operation: Option<Located>,
    },
    /// Nothing but the other keys.
    Nothing,
}

/// A document that a hook file names or has in it.
#[derive(Clone, Debug, PartialEq)]
pub enum DocumentRef {
    /// In the hook file.
    Inline(Node<InTemplate>),
    /// In the file of this path, relative to the hook file.
    File(Located),
}

const KEYS: [&str; 9] =
    ["schema", "openapi", "operation", "files", "title", "content_type", "method", "url", "headers"];

impl Reader {
    /// The table of a receiver of the author's own.
    pub(super) fn own(
        &mut self,
        members: Vec<(Located, Raw)>,
        span: Span<InTemplate>,
    ) -> Option<Box<OwnReceiver>> {
        let (mut schema, mut openapi, mut operation) = (None, None, None);
        let mut own = OwnReceiver {
            span,
            title: None,
            contract: OwnContract::Nothing,
            files: Vec::new(),
            content_types: Vec::new(),
            methods: Vec::new(),
            url: None,
            headers: Vec::new(),
        };
        for (key, value) in members {
            match key.text.as_str() {
                "schema" => schema = self.document("schema", value),
                "openapi" => openapi = self.document("openapi", value),
                "operation" => operation = self.text("operation", value),
                "files" => own.files = self.one_or_more("files", value),
                "title" => own.title = self.text("title", value),
                "content_type" | "content_types" => own.content_types = self.one_or_more(&key.text, value),
                "method" | "methods" => own.methods = self.one_or_more(&key.text, value),
                "url" => own.url = self.text("url", value),
                "headers" => own.headers = self.table("headers", value),
                _ => self.unknown_key(&key, &KEYS),
            }
        }
        own.contract = match (openapi, schema) {
            (Some(document), _) => OwnContract::OpenApi { document, operation },
            (None, Some(schema)) => OwnContract::Schema(schema),
            (None, None) => OwnContract::Nothing,
        };
        let says_nothing = own.contract == OwnContract::Nothing
            && own.url.is_none()
            && own.headers.is_empty()
            && own.methods.is_empty()
            && own.content_types.is_empty();
        if says_nothing && self.findings.is_empty() {
            let message = "this partner asks for nothing: there is neither 'schema' nor 'openapi'";
            let finding = Finding::error("hook-file-missing-key", SourceId::Hook, span, message);
            self.findings.push(finding.with_help(
                "write `{ schema = \"….json\" }`, `{ openapi = \"….json\", operation = \"…\" }`, or the name of a partner",
            ));
        }
        Some(Box::new(own))
    }

    /// A path, `{ file = "…" }`, or the document itself.
    pub(super) fn document(&mut self, key: &str, value: Raw) -> Option<DocumentRef> {
        match value {
            Raw::Text(path) => Some(DocumentRef::File(path)),
            Raw::Table(members, _) if super::is_file(&members) => {
                self.file(key, members).map(DocumentRef::File)
            }
            value @ Raw::Table(..) => Some(DocumentRef::Inline(value.into_node())),
            other => {
                self.wrong_type(&format!("'{key}'"), "the path of a file, or a table", &other);
                None
            }
        }
    }

    /// A text or a list of texts.
    fn one_or_more(&mut self, key: &str, value: Raw) -> Vec<Located> {
        match value {
            Raw::List(items, _) => items.into_iter().filter_map(|it| self.text(key, it)).collect(),
            other => self.text(key, other).into_iter().collect(),
        }
    }
}
