//! A receiver of the author's own, in place of the name of one that Hookproof knows.

use std::sync::Arc;

use super::Located;
use super::raw::Raw;
use super::reader::Reader;
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
        let (no_openapi, both) = (openapi.is_none(), openapi.is_some() && schema.is_some());
        if let Some(operation) = operation.as_ref().filter(|_| no_openapi) {
            let message = "an operation is named, but no 'openapi' that has it";
            let finding = Finding::error("hook-file-missing-key", SourceId::Hook, operation.span, message);
            self.findings.push(finding.with_help("add `openapi = \"…\"`, or leave 'operation' out"));
        }
        if both {
            let message = "this partner has both 'schema' and 'openapi': 'schema' is not looked at";
            let finding = Finding::error("hook-file-unknown-key", SourceId::Hook, span, message);
            self.findings.push(finding.with_help("leave one of them out"));
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

#[cfg(test)]
mod tests {
    use crate::hook_file::{DocumentRef, HookFile, OwnContract};

    #[track_caller]
    fn check(receiver: &str, expected: &[&str]) {
        let text = format!("sender = 'a'\nbody = ''\nreceiver = {receiver}\n");
        let found = HookFile::parse(&text).findings;
        let found: Vec<_> =
            found.iter().map(|it| format!("{} {:?} {}", it.code, it.span.of(&text), it.message)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_partner_of_ones_own_is_read() {
        let text = "sender = 'a'\nbody = ''\n[receiver]\nopenapi = 'a.yml'\noperation = 'b'\nmethod = ['PUT', 'POST']\n";
        let parsed = HookFile::parse(text);
        assert_eq!(parsed.findings, []);
        let own = parsed.value.own.expect("it is there");
        let OwnContract::OpenApi { document: DocumentRef::File(path), operation: Some(operation) } =
            own.contract
        else {
            panic!("an operation in a file")
        };
        assert_eq!((&*path.text, &*operation.text), ("a.yml", "b"));
        assert_eq!(own.methods.iter().map(|it| &*it.text).collect::<Vec<_>>(), ["PUT", "POST"]);
        assert_eq!(parsed.value.receiver, None);
    }

    #[test]
    fn mistakes_are_findings() {
        check("{ schema = 'a.json' }", &[]);
        check("{ url = 'https://a.example' }", &[]);
        check(
            "{}",
            &[
                "hook-file-missing-key \"{}\" this partner asks for nothing: there is neither 'schema' nor 'openapi'",
            ],
        );
        check(
            "{ schema = 'a.json', operation = 'x' }",
            &["hook-file-missing-key \"'x'\" an operation is named, but no 'openapi' that has it"],
        );
        check(
            "{ schema = 7, shema = 'x' }",
            &[
                "hook-file-wrong-type \"7\" 'schema' must be the path of a file, or a table",
                "hook-file-unknown-key \"shema\" a webhook file has no 'shema'",
            ],
        );
        check(
            "{ schema = 'a', openapi = 'b' }",
            &[
                "hook-file-unknown-key \"{ schema = 'a', openapi = 'b' }\" this partner has both 'schema' and 'openapi': 'schema' is not looked at",
            ],
        );
    }
}
