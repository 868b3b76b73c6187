//! The hook file, `NAME.hook.toml`, and the same as a JSON object. `schemas/hook.schema.json` describes it for
//! editors.

use std::sync::Arc;

use serde_json::Value;

mod conditions;
mod connector;
mod edit;
mod headers;
mod identify;
mod members;
mod own;
pub(crate) mod raw;
pub(crate) mod reader;
mod text_map;
pub mod toml_text;

pub use connector::ConnectorRef;
pub(crate) use headers::is_token as is_header_name;
pub use identify::Identify;
pub use own::{DocumentRef, OwnContract, OwnReceiver};
pub use text_map::TextMap;

use crate::parsed::Parsed;
use crate::source::{InTemplate, SourceId, Span};
use raw::Raw;
use reader::Reader;

/// What a hook file says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HookFile {
    /// What people call it.
    pub title: Option<Located>,
    /// The name under which its response is found later; any characters.
    pub name: Option<Located>,
    /// The connection that its requests go by, where it is not named like the hook.
    pub connection: Option<Located>,
    /// How its requests sign in, where that is not written into the headers.
    pub connector: Option<ConnectorRef>,
    /// What connectors and connections share with other hooks: the file that `connector` was taken from.
    pub shared: Option<Shared>,
    /// What it is for.
    pub description: Option<Located>,
    /// The platform that fires it.
    pub sender: Option<Located>,
    /// The API that gets the request, by the name that Hookproof knows it by.
    pub receiver: Option<Located>,
    /// A receiver of the author's own in place of one that Hookproof knows.
    pub own: Option<Box<OwnReceiver>>,
    /// The receiver's campaign.
    pub campaign: Option<Located>,
    /// The template language, for the sender `generic`.
    pub dialect: Option<Located>,
    /// The template of the address.
    pub url: Option<Located>,
    /// The HTTP method.
    pub method: Option<Located>,
    /// The templates of the headers, in order, each name once.
    pub headers: Vec<(Arc<str>, Located)>,
    /// The template of the body.
    pub body: Option<Body>,
    /// What the hook's segment guarantees of a contact, as a JSON Schema.
    pub contact: Option<DocumentRef>,
    /// What the platform does not document, as this account has it.
    pub settings: Vec<(Arc<str>, Located)>,
    /// The fields that columns of a contact list fill, by the column's name.
    pub fields: Vec<(Arc<str>, Located)>,
    /// The fields that a contact is known by.
    pub identify: Identify,
    /// The findings that the author lives with, by code, each with the reason.
    pub accept: Vec<(Arc<str>, Located)>,
}

/// The text of the file of settings that several hooks share, and where it is, seen from the hook file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// Where it is.
    pub path: Arc<str>,
    /// Its text, which places in it belong to.
    pub text: Arc<str>,
}

/// A text of a hook file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Located {
    /// The text, escapes decoded.
    pub text: String,
    /// The value in the hook file, with its quotation marks.
    pub span: Span<InTemplate>,
    /// Where each byte of the text stands in the hook file.
    pub map: TextMap,
}

impl Located {
    /// The place in the hook file of a place in the text; of a text that has none there, its own.
    fn in_file(&self, span: Span<InTemplate>) -> Span<InTemplate> {
        if self.map == TextMap::default() {
            return self.span;
        }
        Span::new(self.map.in_file(span.start as usize), self.map.in_file(span.end as usize))
    }
}

/// The template of a body.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// In the hook file.
    Inline(Located),
    /// In the file of this path, relative to the hook file. Whoever reads files puts its text in place of this.
    File(Located),
}

impl HookFile {
    /// Reads a hook file. After an error of syntax, what could be read is there all the same.
    pub fn parse(text: &str) -> Parsed<HookFile> {
        let (table, findings) = raw::from_toml(text, &SourceId::Hook);
        Reader::of_hook(findings).hook_file(table)
    }

    /// Reads a hook from a JSON object with the same keys; the body is text.
    pub fn from_json(value: &Value) -> Parsed<HookFile> {
        Reader::of_hook(Vec::new()).hook_file(raw::from_json(value))
    }
}

/// Whether a table is `{ file = "…" }` rather than a schema.
fn is_file(members: &[(Located, Raw)]) -> bool {
    matches!(members, [(key, Raw::Text(_))] if key.text == "file")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hook_file_is_read_with_places() {
        let text = "sender = 'ometria'\nreceiver = \"inkpact\"\nbody = ''\n[headers]\nA = \"x\\ty\"\n[settings]\nautoescape = true\n";
        let parsed = HookFile::parse(text);
        assert_eq!(parsed.findings, []);
        let file = parsed.value;
        assert_eq!(file.sender.as_ref().map(|it| it.span.of(text)), Some("'ometria'"));
        let (name, value) = &file.headers[0];
        assert_eq!((&**name, &*value.text), ("A", "x\ty"));
        assert_eq!(&text[value.map.in_file(2)..][..1], "y");
        assert_eq!(file.settings[0].1.text, "true");
    }

    #[test]
    fn bodies_and_schemas_may_be_files() {
        let text = "sender='a'\nreceiver='b'\nbody = { file = 'x.jinja' }\n[contact]\nschema = { type = 'object' }\n";
        let parsed = HookFile::parse(text);
        assert_eq!(parsed.findings, []);
        assert!(matches!(parsed.value.body, Some(Body::File(path)) if path.text == "x.jinja"));
        let Some(DocumentRef::Inline(schema)) = parsed.value.contact else { panic!("the schema is inline") };
        assert_eq!(schema.to_json(), serde_json::json!({ "type": "object" }));
        assert_eq!(schema.at("/type").map(|it| it.span.of(text)), Some("'object'"));
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found = HookFile::parse(text).findings;
        let found: Vec<_> =
            found.iter().map(|it| format!("{} {:?} {}", it.code, it.span.of(text), it.message)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn mistakes_are_findings() {
        let ends = "\nreceiver = 'b'\nbody = ''";
        check(
            &format!("sender = 'a'\nulr = 'x'{ends}"),
            &["hook-file-unknown-key \"ulr\" a webhook file has no 'ulr'"],
        );
        check(
            &format!("sender = 7{ends}"),
            &[
                "hook-file-wrong-type \"7\" 'sender' must be text",
                "hook-file-missing-key \"\" the webhook file does not say its 'sender'",
            ],
        );
        check(
            "sender = 'a'\nmethod = 'GET'",
            &["hook-file-missing-key \"\" the webhook file does not say its 'receiver'"],
        );
        check(
            "sender = 'a'\nreceiver = 'b'\n[headers]\nbody = ''",
            &["hook-file-missing-key \"\" the webhook file does not say its 'body'"],
        );
        let broken = HookFile::parse(&format!("sender = 'a'\nurl = \n{}", ends.trim()));
        assert_eq!(broken.findings[0].code, "hook-file-syntax");
        assert_eq!(broken.value.receiver.map(|it| it.text).as_deref(), Some("b"));
    }

    #[test]
    fn json_has_the_same_keys() {
        let value =
            serde_json::json!({ "sender": "a", "receiver": "b", "headers": { "X": "1" }, "body": "{}" });
        let parsed = HookFile::from_json(&value);
        assert_eq!(parsed.findings, []);
        assert!(matches!(parsed.value.body, Some(Body::Inline(body)) if body.text == "{}"));
        assert_eq!(HookFile::from_json(&Value::Null).findings[0].code, "hook-file-wrong-type");
    }
}
