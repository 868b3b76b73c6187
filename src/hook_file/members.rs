//! The keys of a hook file, each with how its value is read.

use std::sync::Arc;

use super::raw::Raw;
use super::reader::Reader;
use super::{Body, DocumentRef, HookFile, Located, headers};
use crate::finding::Finding;
use crate::parsed::Parsed;
use crate::source::{SourceId, Span};

/// All keys of a hook file.
const KEYS: [&str; 18] = [
    "title",
    "name",
    "connection",
    "connector",
    "description",
    "sender",
    "receiver",
    "campaign",
    "dialect",
    "url",
    "method",
    "headers",
    "body",
    "contact",
    "settings",
    "fields",
    "identify",
    "accept",
];

impl Reader {
    pub(super) fn hook_file(mut self, table: Raw) -> Parsed<HookFile> {
        let mut file = HookFile::default();
        let members = match table {
            Raw::Table(members, _) => members,
            other => {
                self.wrong_type("the webhook", "a table", &other);
                Vec::new()
            }
        };
        for (key, value) in members {
            self.member(&mut file, &key, value);
        }
        self.require(&file);
        Parsed { value: file, findings: self.findings }
    }

    /// Tells what the hook file does not say. After an error of syntax it may well say it, in what was not read.
    fn require(&mut self, file: &HookFile) {
        if self.findings.iter().any(|it| it.code == "hook-file-syntax") {
            return;
        }
        let is_get = file.method.as_ref().is_some_and(|it| it.text.eq_ignore_ascii_case("get"));
        let body_is_header = file.headers.iter().any(|(name, _)| &**name == "body");
        let needed = [
            ("sender", file.sender.is_some()),
            ("receiver", file.receiver.is_some() || file.own.is_some()),
            ("body", file.body.is_some() || is_get),
        ];
        for (key, _) in needed.into_iter().filter(|(_, is_there)| !is_there) {
            let message = format!("the webhook file does not say its '{key}'");
            let finding = Finding::error("hook-file-missing-key", SourceId::Hook, Span::empty(0), message);
            self.findings.push(
                finding.with_help(match key {
                    "body" if body_is_header => {
                        "write it above `[headers]`: what stands below a table's name belongs to the table"
                            .to_owned()
                    }
                    key => format!("add `{key} = \"…\"`"),
                }),
            );
        }
    }

    fn member(&mut self, file: &mut HookFile, key: &Located, value: Raw) {
        let value = match (key.text.as_str(), value) {
            ("receiver", Raw::Table(members, span)) => {
                file.own = self.own(members, span);
                return;
            }
            (_, value) => value,
        };
        let slot = match key.text.as_str() {
            "title" => &mut file.title,
            "name" => &mut file.name,
            "connection" => &mut file.connection,
            "description" => &mut file.description,
            "sender" => &mut file.sender,
            "receiver" => &mut file.receiver,
            "campaign" => &mut file.campaign,
            "dialect" => &mut file.dialect,
            "url" => &mut file.url,
            "method" => &mut file.method,
            "connector" => {
                file.connector = self.connector_ref(value);
                return;
            }
            "headers" => {
                file.headers = self.headers(value);
                return;
            }
            "settings" => {
                file.settings = self.table("settings", value);
                return;
            }
            "fields" => {
                file.fields = self.table("fields", value);
                return;
            }
            "identify" => {
                file.identify = self.identify(value);
                return;
            }
            "accept" => {
                file.accept = self.table("accept", value);
                return;
            }
            "body" => {
                file.body = self.body(value);
                return;
            }
            "contact" => {
                file.contact = self.contact(value);
                return;
            }
            _ => return self.unknown_key(key, &KEYS),
        };
        *slot = self.text(&key.text, value);
    }

    fn headers(&mut self, value: Raw) -> Vec<(Arc<str>, Located)> {
        let headers = match value {
            Raw::Text(text) => {
                let (headers, findings) = headers::from_text(&text);
                self.findings.extend(findings);
                headers
            }
            value => self.texts("headers", "a table, or the text of a JSON object", value),
        };
        self.findings.extend(headers.iter().filter_map(|(name, _)| headers::check_name(name)));
        headers::last_of_each(headers)
    }

    fn body(&mut self, value: Raw) -> Option<Body> {
        match value {
            Raw::Text(text) => Some(Body::Inline(text)),
            Raw::Table(members, _) => self.file("body", members).map(Body::File),
            other => {
                self.wrong_type("'body'", "text or `{ file = \"…\" }`", &other);
                None
            }
        }
    }

    fn contact(&mut self, value: Raw) -> Option<DocumentRef> {
        let Raw::Table(members, _) = value else {
            self.wrong_type("'contact'", "a table", &value);
            return None;
        };
        let mut schema = None;
        for (key, value) in members {
            match key.text.as_str() {
                "schema" => schema = self.document("schema", value),
                _ => self.unknown_key(&key, &["schema"]),
            }
        }
        schema
    }
}
