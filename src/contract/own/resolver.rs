//! Finds what references lead to: in the same document, in a file beside it, or in a document that says that it has
//! that `$id`. Nothing is ever fetched.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::files::Files;
use super::path;
use crate::finding::Finding;
use crate::payload::{Node, NodeKind};
use crate::source::{InTemplate, SourceId, Span};

/// A place in a document: its path (none for a document in the hook file) and a JSON pointer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) path: Arc<str>,
    pub(super) pointer: String,
}

impl Place {
    /// The member or element of this name below it.
    pub(super) fn below(&self, name: &str) -> Place {
        let name = name.replace('~', "~0").replace('/', "~1");
        Place { path: self.path.clone(), pointer: format!("{}/{name}", self.pointer) }
    }
}

/// Documents, and what went wrong on the way through them.
pub(super) struct Resolver<'f> {
    files: &'f Files,
    inline: Option<&'f Node<InTemplate>>,
    /// How many folders above the hook file a reference may lead: as many as the hook file itself does.
    ceiling: usize,
    ids: BTreeMap<String, Place>,
    used: BTreeSet<Arc<str>>,
    /// Files that are named and were never added.
    pub(super) missing: BTreeSet<Arc<str>>,
    /// What is wrong with the references.
    pub(super) findings: Vec<Finding>,
}

impl<'f> Resolver<'f> {
    pub(super) fn new(
        files: &'f Files,
        inline: Option<&'f Node<InTemplate>>,
        ceiling: usize,
    ) -> Resolver<'f> {
        let mut ids = BTreeMap::new();
        for (path, document) in files.documents() {
            let place = Place { path: path.clone(), pointer: String::new() };
            document.root.iter().for_each(|root| collect_ids(root, &place, None, &mut ids));
        }
        Resolver {
            files,
            inline,
            ceiling,
            ids,
            used: BTreeSet::new(),
            missing: BTreeSet::new(),
            findings: Vec::new(),
        }
    }

    /// What stands at a place; a finding at the place that names it when there is no such document or nothing there.
    pub(super) fn node(
        &mut self,
        place: &Place,
        named: (&SourceId, Span<InTemplate>),
    ) -> Option<&'f Node<InTemplate>> {
        let root = self.root(&place.path, named)?;
        let node = root.at(&place.pointer);
        if node.is_none() {
            let shown = if place.path.is_empty() { "this document" } else { &*place.path };
            let message = format!("{shown} has nothing at '{}'", place.pointer);
            self.findings.push(Finding::error("broken-schema", named.0.clone(), named.1, message));
        }
        node
    }

    fn root(
        &mut self,
        path: &Arc<str>,
        named: (&SourceId, Span<InTemplate>),
    ) -> Option<&'f Node<InTemplate>> {
        if path.is_empty() {
            return self.inline;
        }
        let reason = match self.files.get(path) {
            Some(Ok(document)) => {
                self.used.insert(path.clone());
                return document.root.as_ref();
            }
            Some(Err(reason)) => reason.to_owned(),
            None if self.files.is_full() => "there are too many files".to_owned(),
            None => {
                self.missing.insert(path.clone());
                "it was not given".to_owned()
            }
        };
        let message = format!("the file '{path}' cannot be read: {reason}");
        let finding = Finding::error("schema-file-missing", named.0.clone(), named.1, message);
        self.findings.push(finding.with_help("check the path; it is seen from the file that names it"));
        None
    }

    /// What is wrong with the syntax of the files that were used.
    pub(super) fn syntax(&self) -> Vec<Finding> {
        let used = self.used.iter().filter_map(|path| Some((path, self.files.get(path)?.ok()?)));
        let faults = used.flat_map(|(path, document)| document.faults.iter().map(move |it| (path, it)));
        let finding = |(path, fault): (&Arc<str>, &crate::payload::PayloadFault<InTemplate>)| {
            let code = if fault.code == "body-not-json" { "broken-schema" } else { fault.code };
            let source = SourceId::Schema(path.clone());
            let mut finding = Finding::error(code, source, fault.span, fault.message.clone());
            finding.severity = fault.severity;
            finding.help.clone_from(&fault.help);
            finding
        };
        faults.map(finding).collect()
    }

    /// The place of a path that the hook file names.
    pub(super) fn named(&mut self, path: &str, span: Span<InTemplate>) -> Option<Place> {
        if path::has_scheme(path) || path::is_absolute(path) {
            self.refuse(path, &SourceId::Hook, span);
            return None;
        }
        let path: Arc<str> = path::tidy(path).into();
        self.ceiling = self.ceiling.max(path::leaves(&path));
        Some(Place { path, pointer: String::new() })
    }

    /// Where a reference leads that stands at `from`, itself written at `span`.
    pub(super) fn resolve(&mut self, from: &Place, reference: &str, span: Span<InTemplate>) -> Option<Place> {
        let source = source_of(&from.path);
        let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let (base, resource) = self.scope(from);
        let to = if file.is_empty() {
            Place { path: from.path.clone(), pointer: resource }
        } else {
            self.document(from, base.as_deref(), file, (&source, span))?
        };
        let pointer = if fragment.is_empty() {
            to.pointer
        } else if fragment.starts_with('/') {
            format!("{}{}", to.pointer, path::decoded(fragment))
        } else {
            let root = self.root(&to.path, (&source, span))?;
            let within = root.at(&to.pointer)?;
            let Some(found) = anchor(within, &to, fragment) else {
                let message = format!("there is no anchor '{fragment}'");
                self.findings.push(Finding::error("broken-schema", source, span, message));
                return None;
            };
            found.pointer
        };
        let place = Place { path: to.path, pointer };
        self.node(&place, (&source, span)).map(|_| place)
    }

    /// The document that a reference names, without its fragment.
    fn document(
        &mut self,
        from: &Place,
        base: Option<&str>,
        file: &str,
        (source, span): (&SourceId, Span<InTemplate>),
    ) -> Option<Place> {
        let absolute =
            if path::has_scheme(file) { Some(file.to_owned()) } else { base.map(|it| join_uri(it, file)) };
        if let Some(place) = absolute.and_then(|it| self.ids.get(&it)) {
            self.used.insert(place.path.clone());
            return Some(place.clone());
        }
        let path = path::join(&from.path, &path::decoded(file));
        let is_foreign = path::has_scheme(file) || path::is_absolute(file);
        if is_foreign || path::leaves(&path) > self.ceiling {
            self.refuse(file, source, span);
            return None;
        }
        Some(Place { path: path.into(), pointer: String::new() })
    }

    fn refuse(&mut self, file: &str, source: &SourceId, span: Span<InTemplate>) {
        let (message, help) = if path::has_scheme(file) {
            (
                format!("'{file}' is not a file: nothing is fetched"),
                "save it beside the webhook file and name that file",
            )
        } else {
            (
                format!("'{file}' lies outside of the webhook's folder"),
                "put it beside the webhook file or below",
            )
        };
        let finding = Finding::error("schema-file-missing", source.clone(), span, message);
        self.findings.push(finding.with_help(help));
    }

    /// The `$id` that references at a place are seen from, and the pointer of what has it; the whole document where
    /// nothing nearer has one.
    fn scope(&self, at: &Place) -> (Option<String>, String) {
        let root = if at.path.is_empty() {
            self.inline
        } else {
            self.files.get(&at.path).and_then(Result::ok).and_then(|it| it.root.as_ref())
        };
        let (mut base, mut resource) = (None, String::new());
        let mut ends = at.pointer.match_indices('/').map(|(end, _)| end).chain([at.pointer.len()]);
        while let Some((end, root)) = ends.next().zip(root) {
            let pointer = at.pointer.get(..end).unwrap_or_default();
            if let Some(id) = root.at(pointer).and_then(own_id) {
                base = Some(base.map_or_else(|| id.to_owned(), |it: String| join_uri(&it, id)));
                pointer.clone_into(&mut resource);
            }
        }
        (base.filter(|it| path::has_scheme(it)), resource)
    }
}

/// The source of a document.
pub(super) fn source_of(path: &Arc<str>) -> SourceId {
    if path.is_empty() { SourceId::Hook } else { SourceId::Schema(path.clone()) }
}

/// The text of a node; none when it is no text.
pub(super) fn text_of(node: &Node<InTemplate>) -> Option<&str> {
    match &node.kind {
        NodeKind::Str(text) => Some(text),
        _ => None,
    }
}

/// The member of this name, if it is a text.
pub(super) fn text_at<'n>(node: &'n Node<InTemplate>, key: &str) -> Option<&'n str> {
    node.member(key).and_then(|it| text_of(&it.value))
}

/// The `$id` of a schema, which in draft 4 is `id` beside `$schema`; not an anchor written as one.
fn own_id(node: &Node<InTemplate>) -> Option<&str> {
    let old =
        || text_at(node, "$schema").filter(|it| it.contains("draft-04")).and_then(|_| text_at(node, "id"));
    let id = text_at(node, "$id").or_else(old)?;
    Some(id.trim_end_matches('#')).filter(|it| !it.is_empty() && !it.starts_with('#'))
}

fn collect_ids(node: &Node<InTemplate>, at: &Place, base: Option<&str>, ids: &mut BTreeMap<String, Place>) {
    let id = own_id(node).map(|id| base.map_or_else(|| id.to_owned(), |base| join_uri(base, id)));
    if let Some(id) = id.as_ref().filter(|it| path::has_scheme(it)) {
        ids.entry(id.clone()).or_insert_with(|| at.clone());
    }
    let base = id.as_deref().or(base);
    each_below(node, at, &mut |inner, place| collect_ids(inner, &place, base, ids));
}

fn each_below(node: &Node<InTemplate>, at: &Place, visit: &mut dyn FnMut(&Node<InTemplate>, Place)) {
    let is_branch = |it: &Node<InTemplate>| matches!(it.kind, NodeKind::Map(_) | NodeKind::List(_));
    match &node.kind {
        NodeKind::Map(members) => {
            let branches = members.iter().filter(|it| is_branch(&it.value));
            branches.for_each(|it| visit(&it.value, at.below(&it.key)));
        }
        NodeKind::List(items) => {
            let branches = items.iter().enumerate().filter(|(_, it)| is_branch(it));
            branches.for_each(|(index, it)| visit(it, at.below(&index.to_string())));
        }
        NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::Str(_) => {}
    }
}

/// The schema with this anchor, in the way of any draft.
fn anchor(node: &Node<InTemplate>, at: &Place, name: &str) -> Option<Place> {
    let is_it = |key| text_at(node, key).is_some_and(|it| it == name);
    let is_old = |key| text_at(node, key).is_some_and(|it| it.strip_prefix('#') == Some(name));
    if is_it("$anchor") || is_it("$dynamicAnchor") || is_old("$id") || is_old("id") {
        return Some(at.clone());
    }
    let mut found = None;
    each_below(node, at, &mut |inner, place| {
        if found.is_none() {
            found = anchor(inner, &place, name);
        }
    });
    found
}

/// A relative URI reference seen from an absolute one (RFC 3986, section 5.2, without queries).
fn join_uri(base: &str, reference: &str) -> String {
    if path::has_scheme(reference) {
        return reference.to_owned();
    }
    let Some((scheme, rest)) = base.split_once("://") else { return reference.to_owned() };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let path = match reference.strip_prefix('/') {
        Some(absolute) => path::tidy(absolute),
        None => path::join(path, reference),
    };
    format!("{scheme}://{host}/{path}")
}
