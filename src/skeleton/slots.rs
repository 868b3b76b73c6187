//! A skeleton read as a payload: a sketch, with what stands in each of its slots.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Piece, Row};
use crate::contract::Contract;
use crate::contract::sketch::{Sketch, Slot};
use crate::finding::Severity;
use crate::payload::{self, Format, Node, NodeKind as Kind};
use crate::source::{InRendered, Span};
use crate::template::{NodeKind, SECRET_MASK, Template};

/// What stands for a hole while the skeleton is read: it can be a text, a part of one, or a number.
const IN_JSON: &str = "1";

/// The same for a form: a number would be taken for one that the template has.
const IN_FORM: &str = "x";

/// What stands in the slots of a sketch, in order.
pub(crate) type Slots = Vec<Filling>;

/// What stands in a slot.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Filling {
    /// Where the slot is, as a JSON pointer.
    pub(crate) pointer: String,
    /// Whether it is inside of a text; else a piece stands for a whole value.
    pub(crate) is_text: bool,
    /// What it is made of, in order.
    pub(crate) parts: Vec<Part>,
}

/// A part of what stands in a slot.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Part {
    /// The template's own text, decoded.
    Text(String),
    /// What depends on the contact.
    Piece(Piece),
}

/// What a piece prints that stands for a whole value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bare {
    /// A whole number, without zeros before it.
    Whole,
    /// A text, with its quotation marks, wherever it does not print something of another type.
    Text,
    /// Any value.
    Unknown,
}

/// What a skeleton is as a payload.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Reading {
    /// A payload with slots.
    Sketch(Sketch, Slots),
    /// None: if templates like this one are always well-formed, no contact comes this way.
    Malformed,
    /// A hole stands where it decides over the structure.
    Unclear,
}

/// Reads a skeleton in a format that the contract is held against. `bare` says what is known of pieces that stand for a
/// whole value.
pub(crate) fn read(
    template: &Template,
    row: &Row,
    (format, contract): (Format, &Contract),
    bare: &dyn Fn(&Piece) -> Bare,
) -> Reading {
    let mark = if format == Format::Json { IN_JSON } else { IN_FORM };
    let mut text = String::new();
    let mut holes = Vec::new();
    for piece in row.iter() {
        let start = text.len();
        match piece {
            Piece::Text(span) => text.push_str(span.of(&template.text)),
            Piece::Hole(id) if matches!(template.node(*id).kind, NodeKind::Secret(_)) => {
                text.push_str(SECRET_MASK);
            }
            piece => {
                text.push_str(mark);
                holes.push((Span::new(start, text.len()), piece));
            }
        }
    }
    if format == Format::Xml {
        return Reading::Unclear;
    }
    let read = payload::read(&text, format);
    let is_error = |it: &payload::PayloadFault<InRendered>| it.severity == Severity::Error;
    let Some(root) = read.root.filter(|_| !read.faults.iter().any(is_error)) else {
        return Reading::Malformed;
    };
    let root = contract.as_asked(&root, format);
    let slots = Slots::new();
    let mut reader = Reader { text: &text, format, holes, bare, found: 0, slots };
    match reader.node(&root, String::new()) {
        Some(sketch) if reader.found == reader.holes.len() => Reading::Sketch(sketch, reader.slots),
        _ => Reading::Unclear,
    }
}

struct Reader<'r> {
    text: &'r str,
    format: Format,
    /// In order.
    holes: Vec<(Span<InRendered>, &'r Piece)>,
    bare: &'r dyn Fn(&Piece) -> Bare,
    /// How many of them stand in a slot.
    found: usize,
    slots: Slots,
}

impl Reader<'_> {
    /// The sketch of a value; none where a hole stands in a name, or is a part of a number. Recursion follows the
    /// payload, whose depth its reader limits.
    fn node(&mut self, node: &Node<InRendered>, pointer: String) -> Option<Sketch> {
        match &node.kind {
            Kind::List(items) => {
                let items = items.iter().enumerate().map(|(at, it)| self.node(it, format!("{pointer}/{at}")));
                items.collect::<Option<_>>().map(Sketch::List)
            }
            Kind::Map(members) => {
                let mut names = BTreeSet::new();
                let members = members.iter().map(|it| {
                    let is_known = names.insert(&*it.key) && self.inside(it.key_span).is_empty();
                    let key = it.key.replace('~', "~0").replace('/', "~1");
                    let value = is_known.then(|| self.node(&it.value, format!("{pointer}/{key}")))??;
                    Some((it.key.to_string(), value))
                });
                members.collect::<Option<_>>().map(Sketch::Map)
            }
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Str(_) => self.scalar(node, pointer),
        }
    }

    fn scalar(&mut self, node: &Node<InRendered>, pointer: String) -> Option<Sketch> {
        let holes = self.inside(node.span);
        if holes.is_empty() {
            return Some(Sketch::Known(node.to_json()));
        }
        self.found += holes.len();
        let holes: Vec<_> = self.holes.get(holes)?.to_vec();
        let slot: Slot = self.slots.len();
        if let Kind::Str(_) = node.kind {
            let parts = self.parts(node.span, &holes)?;
            self.slots.push(Filling { pointer, is_text: true, parts });
            return Some(Sketch::Text(slot));
        }
        match holes.as_slice() {
            [(span, piece)] if *span == node.span => {
                let parts = vec![Part::Piece((*piece).clone())];
                self.slots.push(Filling { pointer, is_text: false, parts });
                Some(match (self.bare)(piece) {
                    Bare::Whole => Sketch::Whole(slot),
                    Bare::Text => Sketch::Text(slot),
                    Bare::Unknown => Sketch::Value(slot),
                })
            }
            _ => None,
        }
    }

    /// Which holes stand inside of a place.
    fn inside(&self, place: Span<InRendered>) -> std::ops::Range<usize> {
        let from = self.holes.partition_point(|(span, _)| span.start < place.start);
        let to = self.holes.partition_point(|(span, _)| span.end <= place.end);
        from..to.max(from)
    }

    /// What stands in a text, its own words decoded; none when an escape of the template's ends in a hole.
    fn parts(&self, place: Span<InRendered>, holes: &[(Span<InRendered>, &Piece)]) -> Option<Vec<Part>> {
        let quotes = usize::from(self.format == Format::Json);
        let (mut at, end) = (place.start as usize + quotes, place.end as usize - quotes);
        let mut parts = Vec::new();
        let stretches = holes.iter().map(|(span, piece)| (span.range(), Some(*piece)));
        for (next, piece) in stretches.chain([(end..end, None)]) {
            let text = self.decoded(self.text.get(at..next.start)?)?;
            if !text.is_empty() {
                parts.push(Part::Text(text));
            }
            parts.extend(piece.cloned().map(Part::Piece));
            at = next.end;
        }
        Some(parts)
    }

    fn decoded(&self, raw: &str) -> Option<String> {
        match self.format {
            Format::Json => serde_json::from_str(&format!("\"{raw}\"")).ok(),
            Format::Form => {
                let read = payload::read(&format!("x={raw}"), Format::Form);
                let value = read.root?.member("x")?.value.to_json();
                if read.faults.is_empty() { value.as_str().map(str::to_owned) } else { None }
            }
            Format::Xml => None,
            Format::Text => Some(raw.to_owned()),
        }
    }
}

/// Whether a contract asks nothing of any payload, so that there is nothing to hold against it.
pub(crate) fn asks_nothing(contract: &Contract) -> bool {
    let is_note = |name: &str| {
        name.starts_with("x-")
            || matches!(name, "$schema" | "$id" | "$defs" | "$comment" | "title" | "description" | "examples")
    };
    match contract.schema() {
        Value::Bool(holds) => *holds,
        Value::Object(keywords) => keywords.keys().all(|it| is_note(it)),
        _ => false,
    }
}
