//! Makes one self-contained schema of a schema and all that it refers to, and remembers where each part came from.
//!
//! `jsonschema` could be handed the documents one by one. But keys that a schema does not know, advice and the reading
//! of forms walk the schema too, and they need one tree in which every reference is local.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::draft::Draft;
use super::openapi::dialect;
use super::resolver::{Place, Resolver, source_of, text_of};
use crate::payload::{Node, NodeKind};
use crate::source::{InTemplate, SourceId, Span};

/// How a document writes schemas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// As JSON Schema.
    Schema,
    /// As `OpenAPI` 3.0 does: nearly draft 5, with words of its own.
    OpenApi30,
}

/// A schema in which every reference is local.
#[derive(Clone, Debug)]
pub(super) struct Linked {
    pub(super) schema: Value,
    /// Where the parts come from: pointer in `schema`, place in a document.
    origins: Vec<(String, Place)>,
}

/// Links the schema at `root`; none when there is none.
pub(super) fn link(
    resolver: &mut Resolver<'_>,
    root: &Place,
    named: (&SourceId, Span<InTemplate>),
    dialect: Dialect,
) -> Option<Linked> {
    let node = resolver.node(root, named)?;
    let draft = match dialect {
        Dialect::Schema => Draft::of(node, &source_of(&root.path), &mut resolver.findings),
        Dialect::OpenApi30 => Draft::Draft202012,
    };
    let mut linker = Linker::new(resolver, root, dialect, draft, node);
    let mut schema = linker.schema(node, root);
    let mut origins = vec![(String::new(), root.clone())];
    let mut definitions = Map::new();
    while let Some((name, place)) = linker.queue.pop_front() {
        let source = source_of(&place.path);
        // It was found when it was queued.
        let Some(node) = linker.resolver.node(&place, (&source, Span::empty(0))) else { continue };
        definitions.insert(name.clone(), linker.schema(node, &place));
        origins.push((format!("/{}/{name}", draft.definitions()), place));
    }
    if let Value::Object(members) = &mut schema {
        members.shift_insert(0, "$schema".to_owned(), draft.uri().into());
        if !definitions.is_empty() {
            let own = members.entry(draft.definitions()).or_insert_with(|| Map::new().into());
            own.as_object_mut().into_iter().for_each(|it| it.append(&mut definitions));
        }
    }
    Some(Linked { schema, origins })
}

struct Linker<'r, 'f> {
    resolver: &'r mut Resolver<'f>,
    root: Place,
    dialect: Dialect,
    draft: Draft,
    names: BTreeMap<Place, String>,
    taken: BTreeSet<String>,
    queue: VecDeque<(String, Place)>,
}

impl<'r, 'f> Linker<'r, 'f> {
    fn new(
        resolver: &'r mut Resolver<'f>,
        root: &Place,
        dialect: Dialect,
        draft: Draft,
        node: &Node<InTemplate>,
    ) -> Linker<'r, 'f> {
        let own = node.member(draft.definitions()).map(|it| &it.value.kind);
        let taken = match own {
            Some(NodeKind::Map(members)) => members.iter().map(|it| it.key.to_string()).collect(),
            _ => BTreeSet::new(),
        };
        let (root, names, queue) = (root.clone(), BTreeMap::new(), VecDeque::new());
        Linker { resolver, root, dialect, draft, names, taken, queue }
    }

    /// A schema with its references made local. Recursion follows the document, whose depth its reader limits.
    fn schema(&mut self, node: &Node<InTemplate>, at: &Place) -> Value {
        let members = match &node.kind {
            NodeKind::Map(members) => members,
            NodeKind::List(items) => {
                let items = items.iter().enumerate();
                return items.map(|(index, it)| self.schema(it, &at.below(&index.to_string()))).collect();
            }
            _ => return node.to_json(),
        };
        let mut schema = Map::new();
        for member in members {
            let (key, value) = (&*member.key, &member.value);
            let below = at.below(key);
            let made = match (key, text_of(value)) {
                ("$ref" | "$dynamicRef" | "$recursiveRef", Some(reference)) => {
                    self.reference(at, reference, value.span).map(Value::String)
                }
                ("$id" | "id" | "$schema" | "$anchor", Some(_)) => None,
                ("$dynamicAnchor" | "$recursiveAnchor", _) if at.path != self.root.path => None,
                ("const" | "enum" | "default" | "example" | "examples" | "required", _) => {
                    Some(value.to_json())
                }
                (
                    "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas"
                    | "dependencies",
                    _,
                ) => Some(self.schemas(value, &below)),
                _ if key.starts_with("x-") => Some(value.to_json()),
                _ => Some(self.schema(value, &below)),
            };
            schema.extend(made.map(|it| (key.to_owned(), it)));
        }
        if self.dialect == Dialect::OpenApi30 {
            dialect::modern(&mut schema);
        }
        Value::Object(schema)
    }

    /// A map whose keys are the author's own.
    fn schemas(&mut self, node: &Node<InTemplate>, at: &Place) -> Value {
        let NodeKind::Map(members) = &node.kind else { return node.to_json() };
        let schema = |it: &crate::payload::Member<InTemplate>| {
            (it.key.to_string(), self.schema(&it.value, &at.below(&it.key)))
        };
        Value::Object(members.iter().map(schema).collect())
    }

    /// The local reference in place of a reference; none when it leads nowhere, which a finding has told.
    fn reference(&mut self, at: &Place, reference: &str, span: Span<InTemplate>) -> Option<String> {
        if Draft::is_known(reference) {
            return Some(reference.to_owned());
        }
        let to = self.resolver.resolve(at, reference, span)?;
        if to.path == self.root.path && self.root.pointer.is_empty() {
            return Some(format!("#{}", encoded(&to.pointer)));
        }
        if to == self.root {
            return Some("#".to_owned());
        }
        let name = match self.names.get(&to) {
            Some(name) => name.clone(),
            None => self.definition(to),
        };
        Some(format!("#/{}/{name}", self.draft.definitions()))
    }

    /// A new name for a place, with which it is queued.
    fn definition(&mut self, place: Place) -> String {
        let last = place.pointer.rsplit('/').next().filter(|it| !it.is_empty());
        let file = place.path.rsplit('/').next().unwrap_or_default();
        let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
        let stem: String = last.unwrap_or(file).chars().map(plain).collect();
        let numbered = (2u32..).map(|it| format!("{stem}-{it}"));
        let mut free = [stem.clone()].into_iter().chain(numbered).filter(|it| !self.taken.contains(it));
        // Names count up, so one is free.
        let name = free.next().unwrap_or_default();
        self.taken.insert(name.clone());
        self.names.insert(place.clone(), name.clone());
        self.queue.push_back((name.clone(), place));
        name
    }
}

impl Linked {
    /// Where the author wrote what stands at a pointer, or what is around it when linking made that part.
    pub(super) fn origin(&self, resolver: &mut Resolver<'_>, pointer: &str) -> (SourceId, Span<InTemplate>) {
        let of = |(prefix, _): &&(String, Place)| {
            pointer.strip_prefix(&**prefix).is_some_and(|it| it.is_empty() || it.starts_with('/'))
        };
        let nearest = self.origins.iter().filter(of).max_by_key(|(prefix, _)| prefix.len());
        let Some((prefix, place)) = nearest else { return (SourceId::Hook, Span::empty(0)) };
        let source = source_of(&place.path);
        let Some(mut node) = resolver.node(place, (&source, Span::empty(0))) else {
            return (source, Span::empty(0));
        };
        for token in pointer.get(prefix.len()..).unwrap_or_default().split('/').skip(1) {
            match node.at(&format!("/{token}")) {
                Some(inner) => node = inner,
                None => break,
            }
        }
        let start = node.span.start as usize;
        let span = match node.kind {
            NodeKind::Map(_) | NodeKind::List(_) if !place.path.is_empty() => Span::new(start, start + 1),
            _ => node.span,
        };
        (source, span)
    }
}

/// A pointer as a URI has it in its fragment (RFC 6901, section 6).
fn encoded(pointer: &str) -> String {
    let mut text = String::with_capacity(pointer.len());
    for byte in pointer.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}
