//! What an operation of an `OpenAPI` description (3.0 to 3.2) asks of a request.

mod body;
pub(super) mod dialect;
mod operation;
mod parameters;
mod security;

use super::link::Dialect;
use super::resolver::{Place, Resolver, source_of, text_at, text_of};
use crate::contract::Rules;
use crate::finding::Finding;
use crate::hook_file::Located;
use crate::payload::{Member, Node, NodeKind};
use crate::source::{InTemplate, SourceId, Span};

/// What an operation asks for.
pub(super) struct Asked {
    pub(super) rules: Rules,
    /// The schema of the body.
    pub(super) body: Option<body::Body>,
    pub(super) dialect: Dialect,
}

type Tree = Node<InTemplate>;

/// A node and where it stands.
#[derive(Clone)]
struct At<'f> {
    node: &'f Tree,
    place: Place,
}

/// Reads the operation that the hook file names in the description at `root`; none when there is none such, which
/// findings tell. `span` is where the hook file names the description.
pub(super) fn read<'f>(
    resolver: &mut Resolver<'f>,
    root: &'f Tree,
    place: &Place,
    named: Option<&Located>,
    span: Span<InTemplate>,
    stated: Option<&str>,
) -> Option<Asked> {
    let root = At { node: root, place: place.clone() };
    let dialect = version(resolver, &root, span)?;
    let found = operation::find(resolver, &root, named, span)?;
    let mut rules = Rules { methods: vec![found.method.to_ascii_uppercase()], ..Rules::default() };
    rules.addresses = operation::addresses(&root, &found);
    parameters::read(resolver, &found, &mut rules);
    security::read(resolver, &root, &found, &mut rules);
    let body = body::read(resolver, &found.operation, stated, &mut rules);
    Some(Asked { rules, body, dialect })
}

fn version(resolver: &mut Resolver<'_>, root: &At<'_>, span: Span<InTemplate>) -> Option<Dialect> {
    let stated = root.node.member("openapi").map(|it| &it.value);
    let text = stated.map(|it| match &it.kind {
        // YAML has 3.1 as a number where nobody quoted it.
        NodeKind::Number(text) => &**text,
        _ => text_of(it).unwrap_or_default(),
    });
    match text {
        Some(text) if text.starts_with("3.0") => return Some(Dialect::OpenApi30),
        Some(text) if text.starts_with("3.") => return Some(Dialect::Schema),
        _ => {}
    }
    let old = root.node.member("swagger").map(|it| it.value.span);
    let (message, help) = match old {
        Some(_) => ("this is Swagger 2.0, which is not read", "convert it to OpenAPI 3"),
        None => (
            "this is no OpenAPI 3 description",
            "it begins with `openapi: 3.…`; for a JSON Schema write `schema = …`",
        ),
    };
    let (source, span) = match stated.map(|it| it.span).or(old) {
        Some(span) => (source_of(&root.place.path), span),
        None => (SourceId::Hook, span),
    };
    resolver.findings.push(Finding::error("broken-schema", source, span, message).with_help(help));
    None
}

impl<'f> At<'f> {
    /// The member of this name, where its reference leads if it is one.
    fn get(&self, resolver: &mut Resolver<'f>, key: &str) -> Option<At<'f>> {
        let at = self.plain(key)?;
        at.followed(resolver)
    }

    /// The member of this name as it stands.
    fn plain(&self, key: &str) -> Option<At<'f>> {
        Some(At { node: &self.node.member(key)?.value, place: self.place.below(key) })
    }

    /// Where the reference leads that this is, or this. Chains are followed a few times only, so that a circle ends.
    fn followed(mut self, resolver: &mut Resolver<'f>) -> Option<At<'f>> {
        for _ in 0..8 {
            let Some(reference) = self.node.member("$ref").map(|it| &it.value) else { return Some(self) };
            let place = resolver.resolve(&self.place, text_of(reference)?, reference.span)?;
            let node = resolver.node(&place, (&source_of(&place.path), reference.span))?;
            self = At { node, place };
        }
        None
    }

    fn text(&self, key: &str) -> Option<&'f str> {
        text_at(self.node, key)
    }

    fn is(&self, key: &str) -> bool {
        self.node.member(key).is_some_and(|it| it.value.kind == NodeKind::Bool(true))
    }

    fn members(&self) -> &'f [Member<InTemplate>] {
        match &self.node.kind {
            NodeKind::Map(members) => members,
            _ => &[],
        }
    }

    fn items(&self) -> Vec<At<'f>> {
        match &self.node.kind {
            NodeKind::List(items) => {
                let items = items.iter().enumerate();
                items.map(|(index, node)| At { node, place: self.place.below(&index.to_string()) }).collect()
            }
            _ => Vec::new(),
        }
    }
}
