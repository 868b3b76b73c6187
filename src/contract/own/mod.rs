//! Contracts of the author's own: a JSON Schema, or an operation of an `OpenAPI` description, in files beside the hook
//! file or in the hook file itself.

mod draft;
mod files;
mod link;
mod openapi;
mod path;
mod resolver;
mod soundness;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};

pub use files::{Document, Files};

use super::{Contract, HeaderRule, Receiver, Rules};
use crate::finding::Finding;
use crate::hook_file::{DocumentRef, HookFile, Located, OwnContract, OwnReceiver};
use crate::parsed::Parsed;
use crate::payload::Node;
use crate::source::{InTemplate, SourceId, Span};
use link::{Dialect, link};
use resolver::{Place, Resolver};

/// Makes receivers of what hook files say.
pub(crate) struct Own;

impl Own {
    /// The files that a hook needs and that are not there.
    fn missing(file: &HookFile, files: &Files) -> BTreeSet<Arc<str>> {
        let mut missing = BTreeSet::new();
        if let Some(own) = &file.own {
            let mut job = Job::new(files, own.contract.document());
            job.described(own, None);
            job.further(own);
            missing.append(&mut job.resolver.missing);
        }
        if let Some(declared) = &file.contact {
            let mut job = Job::new(files, Some(declared));
            job.schema(declared);
            missing.append(&mut job.resolver.missing);
        }
        missing
    }

    /// The receiver that a hook file describes. `stated` is the content type that the hook sends, where it says one.
    /// A description with mistakes asks for nothing of the body, so that its mistakes are told once.
    pub(crate) fn receiver(own: &OwnReceiver, files: &Files, stated: Option<&str>) -> Parsed<Receiver> {
        let mut job = Job::new(files, own.contract.document());
        let (mut rules, schema) = job.described(own, stated);
        job.further(own);
        "own".clone_into(&mut rules.id);
        narrow(own, &mut rules);
        let contract = Contract::new(schema.unwrap_or_else(|| json!({})));
        let title = own.title.as_ref().map(|it| it.text.clone()).unwrap_or_default();
        Parsed { value: Receiver { title, rules, contract: Arc::new(contract) }, findings: job.findings() }
    }

    /// What a hook's segment guarantees of a contact, and where the hook file says so.
    pub(crate) fn contact(declared: &DocumentRef, files: &Files) -> Parsed<Option<Arc<Contract>>> {
        let mut job = Job::new(files, Some(declared));
        let schema = job.schema(declared);
        Parsed { value: schema.map(|it| Arc::new(Contract::new(it))), findings: job.findings() }
    }
}

/// The reading of one description.
struct Job<'f> {
    resolver: Resolver<'f>,
}

impl<'f> Job<'f> {
    fn new(files: &'f Files, document: Option<&'f DocumentRef>) -> Job<'f> {
        let inline = match document {
            Some(DocumentRef::Inline(node)) => Some(node),
            Some(DocumentRef::File(_)) | None => None,
        };
        Job { resolver: Resolver::new(files, inline, 0) }
    }

    /// Where a document is, and where the hook file names it.
    fn place(&mut self, document: &DocumentRef) -> Option<(Place, Span<InTemplate>)> {
        match document {
            DocumentRef::Inline(node) => {
                Some((Place { path: Arc::from(""), pointer: String::new() }, node.span))
            }
            DocumentRef::File(named) => {
                self.resolver.named(&named.text, named.span).map(|it| (it, named.span))
            }
        }
    }

    /// A JSON Schema with all that it refers to; none when it cannot be used, of which findings tell.
    fn schema(&mut self, document: &DocumentRef) -> Option<Value> {
        let (place, span) = self.place(document)?;
        self.linked(&place, span, Dialect::Schema)
    }

    fn linked(&mut self, place: &Place, span: Span<InTemplate>, dialect: Dialect) -> Option<Value> {
        let source = resolver::source_of(&place.path);
        let source = if place.pointer.is_empty() { &SourceId::Hook } else { &source };
        let linked = link(&mut self.resolver, place, (source, span), dialect)?;
        // After an error of syntax the tree is only part of the document: what follows from that would be noise.
        let is_whole = self.resolver.findings.is_empty();
        let is_read = self.resolver.syntax().is_empty();
        (is_read && soundness::check(&linked, &mut self.resolver) && is_whole).then_some(linked.schema)
    }

    /// Sees to it that the further files are there.
    fn further(&mut self, own: &OwnReceiver) {
        for named in &own.files {
            if let Some(place) = self.resolver.named(&named.text, named.span) {
                self.resolver.node(&place, (&SourceId::Hook, named.span));
            }
        }
    }

    /// What the document asks of a request.
    fn described(&mut self, own: &OwnReceiver, stated: Option<&str>) -> (Rules, Option<Value>) {
        match &own.contract {
            OwnContract::Schema(document) => (Rules::default(), self.schema(document)),
            OwnContract::OpenApi { document, operation } => {
                let own_type = own.content_types.first().map(|it| it.text.as_str());
                self.openapi(document, operation.as_ref(), stated.or(own_type)).unwrap_or_default()
            }
            OwnContract::Nothing => (Rules::default(), None),
        }
    }

    fn openapi(
        &mut self,
        document: &DocumentRef,
        operation: Option<&Located>,
        stated: Option<&str>,
    ) -> Option<(Rules, Option<Value>)> {
        let (place, span) = self.place(document)?;
        let root: &Node<InTemplate> = self.resolver.node(&place, (&SourceId::Hook, span))?;
        let asked = openapi::read(&mut self.resolver, root, &place, operation, span, stated)?;
        let schema = asked.body.and_then(|body| {
            let mut schema = self.linked(&body.schema, span, asked.dialect)?;
            body.loosen(&mut schema);
            Some(schema)
        });
        Some((asked.rules, schema))
    }

    fn findings(self) -> Vec<Finding> {
        let mut findings = self.resolver.syntax();
        findings.extend(self.resolver.findings);
        findings
    }
}

/// What the hook file says itself stands above what the document says.
fn narrow(own: &OwnReceiver, rules: &mut Rules) {
    let texts = |texts: &[Located]| texts.iter().map(|it| it.text.clone()).collect::<Vec<_>>();
    if !own.methods.is_empty() {
        rules.methods = texts(&own.methods).iter().map(|it| it.to_ascii_uppercase()).collect();
    }
    if !own.content_types.is_empty() {
        rules.content_types = texts(&own.content_types).iter().map(|it| it.to_ascii_lowercase()).collect();
    }
    if let Some(url) = &own.url {
        rules.addresses = vec![url.text.clone()];
    }
    for (name, form) in &own.headers {
        rules.headers.retain(|it| !it.name.eq_ignore_ascii_case(name));
        let form = Some(form.text.clone()).filter(|it| !it.is_empty());
        let name = name.to_string();
        rules.headers.push(HeaderRule { name, form, required: true, ..HeaderRule::default() });
    }
}

impl OwnContract {
    fn document(&self) -> Option<&DocumentRef> {
        match self {
            OwnContract::Schema(document) | OwnContract::OpenApi { document, .. } => Some(document),
            OwnContract::Nothing => None,
        }
    }
}
