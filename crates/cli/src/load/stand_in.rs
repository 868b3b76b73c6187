//! Stands in for `HookFile::parse` until the core has it.

use std::sync::Arc;

use hookproof::finding::Finding;
use hookproof::hook_file::{Body, HookFile, Located};
use hookproof::parsed::Parsed;
use hookproof::source::{SourceId, Span};
use toml::de::{DeTable, DeValue};

type Bases = Vec<(SourceId, usize)>;

pub(super) fn parse(text: &str) -> (Parsed<HookFile>, Bases) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let findings = errors.iter().map(|error| {
        let range = error.span().unwrap_or_default();
        let span = Span::new(range.start, range.end);
        Finding::error("hook-file-syntax", SourceId::Hook, span, error.message())
    });
    let findings = findings.collect();
    let json: serde_json::Value = toml::from_str(text).unwrap_or_default();
    let mut hook = HookFile::from_json(&json);
    if let Some(file) = json.pointer("/body/file").and_then(|it| it.as_str()) {
        hook.body = Some(Body::File(Located { text: file.to_owned(), span: Span::empty(0) }));
    }
    let mut bases = Bases::new();
    for (key, value) in table.get_ref() {
        match (key.get_ref().as_ref(), value.get_ref()) {
            ("url", DeValue::String(it)) => bases.push((SourceId::Url, base(text, value.span(), it))),
            ("body", DeValue::String(it)) => bases.push((SourceId::Body, base(text, value.span(), it))),
            ("headers", DeValue::Table(headers)) => {
                for (name, value) in headers {
                    let source = SourceId::Header(Arc::from(name.get_ref().as_ref()));
                    let it = value.get_ref().as_str().unwrap_or_default();
                    bases.push((source, base(text, value.span(), it)));
                }
            }
            _ => {}
        }
    }
    (Parsed { value: hook, findings }, bases)
}

fn base(text: &str, span: std::ops::Range<usize>, value: &str) -> usize {
    let raw = text.get(span.clone()).unwrap_or_default();
    span.start + raw.find(value).unwrap_or_default()
}
