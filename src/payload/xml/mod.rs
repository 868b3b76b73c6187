//! XML 1.0 (fifth edition), read by `roxmltree` into the same tree as JSON, so that one contract can hold either.
//!
//! | XML | tree |
//! |---|---|
//! | the root element `<order>…</order>` | a map with the one member `order` |
//! | an element with nothing but text, or with nothing | that text, as it stands |
//! | an element with attributes or elements | a map of them |
//! | an attribute `id="7"` | the member `@id` |
//! | elements of one name beside one another | a list, where the first of them stands |
//! | text beside attributes or elements | the member `#text`, without the space around it |
//!
//! A prefix is arbitrary, so names go without theirs; declarations of namespaces, comments and processing
//! instructions are left out. All values are text; [`crate::contract`] turns them into what a schema asks for.
//!
//! Document types are not read, so no entity expands. The reader stops at its first fault, and without the whole
//! there is no tree.

mod fault;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::Range;

use fault::tag_len;
use roxmltree::{Document, ParsingOptions};

use super::{Member, Node, NodeKind, PayloadFault, Reading, TOO_DEEP};
use crate::limits::MAX_DEPTH;
use crate::source::Span;

/// The text is not well-formed XML.
pub const NOT_XML: &str = "body-not-xml";

/// The most elements, texts, comments and instructions. A body of four megabytes could have a million of them, and
/// each takes about a hundred bytes.
const MAX_NODES: u32 = 250_000;

/// The most `=` between one `<` and the next: `roxmltree` compares each attribute of an element with all others.
const MAX_ATTRIBUTES: usize = 10_000;

/// The most declarations of namespaces: `roxmltree` copies those of an element to the elements inside that add one.
const MAX_NAMESPACES: usize = 1_000;

/// Reads XML. There is a root unless there is an error of syntax.
pub fn read<T>(text: &str) -> Reading<T> {
    if let Some(fault) = too_much(text) {
        return Reading { root: None, faults: vec![fault] };
    }
    let options = ParsingOptions { nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    match Document::parse_with_options(text, options) {
        Ok(document) => {
            let mut reader = Reader { text, faults: Vec::new() };
            let element = document.root_element();
            let mut members = Members::default();
            let value = reader.element(element, 1);
            members.add(element.tag_name().name().into(), reader.name(element.range()), value);
            let kind = NodeKind::Map(members.finish());
            let root = Node { span: span(element.range()), kind };
            Reading { root: Some(root), faults: reader.faults }
        }
        Err(error) => Reading { root: None, faults: vec![fault::told(&error, text)] },
    }
}

/// What `roxmltree` would take too long for.
fn too_much<T>(text: &str) -> Option<PayloadFault<T>> {
    let equals = |tag: &str| tag.bytes().filter(|it| *it == b'=').count();
    let what = if text.split('<').any(|it| equals(it) > MAX_ATTRIBUTES) {
        format!("a tag has more than {MAX_ATTRIBUTES} attributes")
    } else if text.matches("xmlns").count() > MAX_NAMESPACES {
        format!("there are more than {MAX_NAMESPACES} declarations of namespaces")
    } else {
        return None;
    };
    Some(PayloadFault::error("limit-exceeded", Span::new(0, text.len()), what))
}

fn span<T>(range: Range<usize>) -> Span<T> {
    Span::new(range.start, range.end)
}

struct Reader<'t, T> {
    text: &'t str,
    faults: Vec<PayloadFault<T>>,
}

impl<T> Reader<'_, T> {
    /// What an element holds. Recursion is bounded by `depth`.
    fn element(&mut self, element: roxmltree::Node<'_, '_>, depth: usize) -> Node<T> {
        let content = self.content(element.range());
        if depth > MAX_DEPTH {
            if self.faults.is_empty() {
                let message = format!("elements nest deeper than {MAX_DEPTH} levels");
                self.faults.push(PayloadFault::error(TOO_DEEP, self.name(element.range()), message));
            }
            return Node { span: content, kind: NodeKind::Null };
        }
        let mut members = Members::default();
        for attribute in element.attributes() {
            let (name, value) = self.attribute(attribute.range());
            let kind = NodeKind::Str(attribute.value().into());
            members.add(format!("@{}", attribute.name()).into(), name, Node { span: value, kind });
        }
        let mut text = String::new();
        let mut place: Option<Span<T>> = None;
        for child in element.children() {
            if child.is_element() {
                let value = self.element(child, depth + 1);
                members.add(child.tag_name().name().into(), self.name(child.range()), value);
            } else if child.is_text() {
                let piece = child.text().unwrap_or_default();
                text.push_str(piece);
                let here = span(child.range());
                place = if piece.trim().is_empty() {
                    place
                } else {
                    Some(place.map_or(here, |it| it.union(here)))
                };
            }
        }
        if members.slots.is_empty() {
            return Node { span: content, kind: NodeKind::Str(text.into()) };
        }
        if let Some(place) = place {
            let kind = NodeKind::Str(text.trim().into());
            members.add("#text".into(), place, Node { span: place, kind });
        }
        Node { span: span(element.range()), kind: NodeKind::Map(members.finish()) }
    }

    /// The name in the start tag of the element at `range`.
    fn name(&self, range: Range<usize>) -> Span<T> {
        let tag = self.text.get(range.start + 1..range.end).unwrap_or_default();
        let len = tag.find([' ', '\t', '\r', '\n', '/', '>']).unwrap_or(tag.len());
        Span::new(range.start + 1, range.start + 1 + len)
    }

    /// What stands between the tags of the element at `range`; for an empty-element tag the place before its `/>`.
    /// What a single `CDATA` section wraps, without the wrapping.
    fn content(&self, range: Range<usize>) -> Span<T> {
        let element = self.text.get(range.clone()).unwrap_or_default();
        let end = tag_len(element).map_or(element.len(), |it| it - 1);
        if element.get(..end).is_some_and(|it| it.ends_with('/')) {
            return Span::empty(range.start + end - 1);
        }
        let start = end + 1;
        let close = element.rfind("</").unwrap_or(element.len());
        let inside = element.get(start..close).unwrap_or_default();
        match inside.strip_prefix("<![CDATA[").and_then(|it| it.strip_suffix("]]>")) {
            Some(text) if !text.contains("]]>") => {
                let start = range.start + start + "<![CDATA[".len();
                Span::new(start, start + text.len())
            }
            _ => Span::new(range.start + start, range.start + close),
        }
    }

    /// The name and, without its quotation marks, the value of the attribute at `range`.
    fn attribute(&self, range: Range<usize>) -> (Span<T>, Span<T>) {
        let written = self.text.get(range.clone()).unwrap_or_default();
        let (name, value) = written.split_once('=').unwrap_or((written, ""));
        let name_end = range.start + name.trim_end().len();
        // What is left begins with a quotation mark, and the range ends with one.
        let start = range.end - value.trim_start().len() + 1;
        (Span::new(range.start, name_end), Span::new(start, range.end.saturating_sub(1)))
    }
}

/// The members of an element, those of one name together.
struct Members<T> {
    slots: Vec<Slot<T>>,
    by_name: BTreeMap<Box<str>, usize>,
}

struct Slot<T> {
    key: Box<str>,
    key_span: Span<T>,
    values: Vec<Node<T>>,
}

impl<T> Default for Members<T> {
    fn default() -> Members<T> {
        Members { slots: Vec::new(), by_name: BTreeMap::new() }
    }
}

impl<T> Members<T> {
    fn add(&mut self, key: Box<str>, key_span: Span<T>, value: Node<T>) {
        let known = self.by_name.get(&key).copied();
        if let Some(slot) = known.and_then(|at| self.slots.get_mut(at)) {
            slot.values.push(value);
            return;
        }
        self.by_name.insert(key.clone(), self.slots.len());
        self.slots.push(Slot { key, key_span, values: vec![value] });
    }

    fn finish(self) -> Vec<Member<T>> {
        self.slots.into_iter().map(Slot::into_member).collect()
    }
}

impl<T> Slot<T> {
    fn into_member(mut self) -> Member<T> {
        let value = match (self.values.len(), self.values.pop()) {
            (1, Some(only)) => only,
            (_, last) => {
                self.values.extend(last);
                let spans = self.values.iter().map(|it| it.span);
                let span = spans.reduce(Span::union).unwrap_or_default();
                Node { span, kind: NodeKind::List(self.values) }
            }
        };
        Member { key: self.key, key_span: self.key_span, value }
    }
}
