//! The only serialised shape: a report as JSON, described by `schemas/report.schema.json`.
//!
//! Native and WebAssembly go through the same code, so their texts are equal byte for byte. Byte offsets become
//! positions in the report's encoding here and nowhere else.

mod audience;
mod fields;
mod places;
mod proof;

use std::borrow::Cow;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::contract::{Catalog, Starter};
use crate::hook::{self, Hook};
use crate::report;
use crate::source::SourceId;
pub use audience::{Audience, Of, failing};
pub use fields::Fields;
use places::{Places, place};

/// A report.
#[derive(Debug, Serialize)]
pub struct Report<'r> {
    hook: &'r str,
    encoding: &'static str,
    request: Request<'r>,
    verdict: &'static str,
    assumptions: Vec<Assumption<'r>>,
    findings: Vec<Finding<'r>>,
    accepted: Vec<Accepted<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proof: Option<proof::Proof<'r>>,
}

#[derive(Debug, Serialize)]
struct Accepted<'r> {
    reason: &'r str,
    finding: Finding<'r>,
}

#[derive(Debug, Serialize)]
struct Request<'r> {
    method: &'r str,
    url: Part<'r>,
    headers: Vec<Header<'r>>,
    body: Part<'r>,
}

#[derive(Debug, Serialize)]
struct Part<'r> {
    text: &'r str,
    runs: Vec<Run<'r>>,
}

#[derive(Debug, Serialize)]
struct Header<'r> {
    name: &'r str,
    #[serde(flatten)]
    part: Part<'r>,
}

#[derive(Debug, Serialize)]
struct Run<'r> {
    kind: &'static str,
    start: usize,
    end: usize,
    source: String,
    span: Span,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reads: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    guards: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Cow<'r, str>>,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct Span {
    start: Position,
    end: Position,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct Position {
    offset: usize,
    line: usize,
    column: usize,
}

#[derive(Debug, Serialize)]
struct Assumption<'r> {
    setting: &'r str,
    value: &'r str,
    message: &'r str,
}

#[derive(Debug, Serialize)]
struct Finding<'r> {
    code: &'r str,
    severity: &'static str,
    message: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'r str>,
    source: String,
    span: Span,
    #[serde(skip_serializing_if = "Option::is_none")]
    body_span: Option<Span>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<&'r str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    fields: Vec<&'r str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    places: Vec<FurtherPlace<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    basis: Option<Basis<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    witness: Option<proof::Witness<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<Fix<'r>>,
}

#[derive(Debug, Serialize)]
struct Basis<'r> {
    confidence: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'r str>,
}

#[derive(Debug, Serialize)]
struct FurtherPlace<'r> {
    span: Span,
    #[serde(skip_serializing_if = "Option::is_none")]
    body_span: Option<Span>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<&'r str>,
}

#[derive(Debug, Serialize)]
struct Fix<'r> {
    title: &'r str,
    edits: Vec<WireEdit<'r>>,
}

#[derive(Debug, Serialize)]
struct WireEdit<'r> {
    source: String,
    span: Span,
    text: &'r str,
}

impl<'r> Report<'r> {
    /// The serialised shape of a report. `hook_name` stands in for a title that the hook does not have;
    /// `hook_text` is the text of its file, for findings that point there (empty when it has none).
    pub fn new(report: &'r report::Report<'r>, hook_name: &'r str, hook_text: &'r str) -> Report<'r> {
        let places = Places::new(report, hook_text);
        let request = &report.request;
        let headers = request.headers.iter().map(|(name, part)| Header {
            name,
            part: places.part(report, SourceId::Header(name.clone()), part),
        });
        let title = report.hook.title();
        Report {
            hook: if title.is_empty() { hook_name } else { title },
            encoding: report.encoding.name(),
            request: Request {
                method: &request.method,
                url: places.part(report, SourceId::Url, &request.url),
                headers: headers.collect(),
                body: places.part(report, SourceId::Body, &request.body),
            },
            verdict: report.verdict.name(),
            assumptions: report.assumptions.iter().map(assumption).collect(),
            findings: report.findings.iter().map(|it| places.finding(it)).collect(),
            accepted: report
                .accepted
                .iter()
                .map(|it| Accepted { reason: &it.reason, finding: places.finding(&it.finding) })
                .collect(),
            proof: report.proof.as_ref().map(|it| proof::Proof::new(&places, it)),
        }
    }

    /// As JSON text.
    pub fn to_json(&self) -> String {
        // Serialising plain structs of texts and numbers to a string cannot fail.
        serde_json::to_string(self).unwrap_or_default()
    }
}

fn assumption(it: &report::Assumption) -> Assumption<'_> {
    Assumption { setting: &it.setting, value: &it.value, message: &it.message }
}

fn template_text<'h>(hook: &'h Hook, source: &SourceId) -> &'h str {
    hook.template(source).map_or("", |template| &template.text)
}

/// What `schemas/catalog.schema.json` describes: the senders without their sample contacts, and what each receiver
/// asks for besides its schema.
pub fn catalog(catalog: &Catalog) -> Value {
    let senders = catalog.senders().filter_map(|sender| {
        let mut data = catalog.sender_data(&sender.id)?.as_object()?.clone();
        for name in ["$schema", "identify", "open", "starter", "samples"] {
            data.shift_remove(name);
        }
        Some(Value::Object(data))
    });
    let receivers = catalog.receivers().filter_map(|receiver| {
        let schema = receiver.contract.schema();
        let rules = schema.get("x-receiver")?.as_object()?;
        let mut data = Map::new();
        data.insert("id".to_owned(), receiver.rules.id.clone().into());
        for (name, from) in [("title", "title"), ("description", "description"), ("source", "x-source")] {
            data.extend(schema.get(from).map(|value| (name.to_owned(), value.clone())));
        }
        data.extend(rules.iter().map(|(name, value)| (name.clone(), value.clone())));
        Some(Value::Object(data))
    });
    json!({ "senders": senders.collect::<Vec<_>>(), "receivers": receivers.collect::<Vec<_>>() })
}

/// A request as texts, without where they come from.
pub fn request(request: &hook::Request) -> Value {
    let headers = request.headers.iter().map(|(name, part)| json!({ "name": **name, "value": part.text }));
    json!({
        "method": request.method,
        "url": request.url.text,
        "headers": headers.collect::<Vec<_>>(),
        "body": request.body.text,
    })
}

/// A starter, its contact as JSON text.
pub fn starter(starter: &Starter) -> Value {
    // A value that was read from JSON can be written as JSON.
    let contact = serde_json::to_string_pretty(&starter.contact).unwrap_or_default();
    json!({ "hook": starter.hook, "contact": contact, "todo": starter.todo })
}
