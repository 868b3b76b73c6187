//! Which characters of a contact reached a rendered part as they are.
//!
//! Whether a value was encoded on its way cannot be told from the template: a filter may stand anywhere before it,
//! and ONTRAPORT encodes on its own. So what was printed is held against the fields that it was made from.

use std::collections::BTreeMap;

use crate::contact::Contact;
use crate::field::{FieldId, Fields, ReadSet, Segment};
use crate::payload::{Node, NodeKind};
use crate::render::Rendered;
use crate::source::{InContact, InRendered, Span};
use crate::source_map::Origin;

/// What one merge tag printed of a contact, or a stretch of it.
pub(super) struct RawValue<'r> {
    /// Where.
    pub(super) span: Span<InRendered>,
    /// What.
    pub(super) text: &'r str,
    reads: ReadSet,
}

/// The stretches of a part that were made from contact fields, in order. Secrets are none of them.
pub(super) fn values(part: &Rendered) -> impl Iterator<Item = RawValue<'_>> {
    part.map.runs().iter().filter_map(|run| match run.origin {
        Origin::Value { reads, .. } if !reads.is_empty() => {
            Some(RawValue { span: run.out, text: run.out.of(&part.text), reads })
        }
        _ => None,
    })
}

/// Looks characters up in the fields of a contact, each field once.
pub(super) struct Held<'c> {
    contact: &'c Contact,
    known: BTreeMap<(FieldId, char), bool>,
}

impl<'c> Held<'c> {
    pub(super) fn new(contact: &'c Contact) -> Held<'c> {
        Held { contact, known: BTreeMap::new() }
    }

    /// Whether a field that the value was made from holds `c`.
    pub(super) fn holds(&mut self, fields: &Fields, value: &RawValue<'_>, c: char) -> bool {
        fields.members(value.reads).iter().any(|&field| {
            let look = || below(self.contact.root(), &fields.segments(field), c);
            *self.known.entry((field, c)).or_insert_with(look)
        })
    }
}

/// Whether what the steps lead to holds `c`. Where a platform ignores the case of names, so do the steps.
fn below(node: &Node<InContact>, steps: &[Segment], c: char) -> bool {
    match (steps, &node.kind) {
        ([], _) => holds(node, c),
        ([Segment::Key(key), rest @ ..], NodeKind::Map(members)) => {
            members.iter().filter(|it| it.key.eq_ignore_ascii_case(key)).any(|it| below(&it.value, rest, c))
        }
        ([Segment::Index(at), rest @ ..], NodeKind::List(items)) => {
            items.get(*at).is_some_and(|it| below(it, rest, c))
        }
        ([Segment::Each, rest @ ..], NodeKind::List(items)) => items.iter().any(|it| below(it, rest, c)),
        // A part of what is no map or list, such as its length.
        _ => false,
    }
}

fn holds(node: &Node<InContact>, c: char) -> bool {
    match &node.kind {
        NodeKind::Str(text) | NodeKind::Number(text) => text.contains(c),
        NodeKind::List(items) => items.iter().any(|it| holds(it, c)),
        NodeKind::Map(members) => members.iter().any(|it| holds(&it.value, c)),
        NodeKind::Null | NodeKind::Bool(_) => false,
    }
}
