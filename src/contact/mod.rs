//! A contact: the data of one person plus the event that triggered the hook, as its JSON says it.
//!
//! Contacts are read by our own reader, since number text and key order show in what is rendered: `10.0` is not
//! `10`, and Python prints the members of a map in the order in which they came.

use std::sync::Arc;

mod answers;
mod edit;
mod split;

pub(crate) use edit::ContactValue;
pub use split::Splitter;

use crate::field::ReadSet;
use crate::field::{Fields, Segment};
use crate::limits;
use crate::payload::{Node, NodeKind, PayloadFault, json};
use crate::source::{InContact, Span};
use crate::value::{Heap, Key, List, Map, MapKind, Place, Traced, Value};

/// A contact that has been read.
#[derive(Clone, Debug)]
pub struct Contact {
    root: Node<InContact>,
    /// What is wrong with its text. The rest of it is used all the same.
    pub faults: Vec<PayloadFault<InContact>>,
}

impl Contact {
    /// Reads a contact from its JSON text. What is no map is a contact without fields, and a fault says so.
    pub fn read(text: &str) -> Contact {
        let too_long = text.len() > limits::MAX_CONTACT_BYTES;
        let reading = json::read(if too_long { "" } else { text });
        let mut faults = reading.faults;
        let root = reading.root.unwrap_or(Node { span: Span::default(), kind: NodeKind::Map(Vec::new()) });
        if too_long {
            faults.clear();
            let message = format!("the contact is longer than {} bytes", limits::MAX_CONTACT_BYTES);
            faults.push(PayloadFault::error("limit-exceeded", root.span, message));
        } else if !matches!(root.kind, NodeKind::Map(_)) {
            faults.push(PayloadFault::error("contact-not-a-map", root.span, "a contact is a JSON object"));
        }
        Contact { root, faults }
    }

    /// A contact without fields.
    pub fn empty() -> Contact {
        Contact { root: Node { span: Span::default(), kind: NodeKind::Map(Vec::new()) }, faults: Vec::new() }
    }

    /// Its text as a tree.
    pub fn root(&self) -> &Node<InContact> {
        &self.root
    }

    /// Whether a member is null somewhere.
    pub(crate) fn has_nulls(&self) -> bool {
        fn is_in(node: &Node<InContact>) -> bool {
            match &node.kind {
                NodeKind::Null => true,
                NodeKind::List(items) => items.iter().any(is_in),
                NodeKind::Map(members) => members.iter().any(|it| is_in(&it.value)),
                NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::Str(_) => false,
            }
        }
        is_in(&self.root)
    }

    /// Puts it on a heap. `number` reads a number from its text; members that are null are left out where the
    /// platform leaves them out.
    pub(crate) fn load(
        &self,
        number: fn(&str) -> Value,
        omit_null: bool,
        heap: &mut Heap,
        fields: &mut Fields,
    ) -> Value {
        let mut loader = Loader { number, omit_null, heap, fields };
        let members = match &self.root.kind {
            NodeKind::Map(members) => members.as_slice(),
            _ => &[],
        };
        loader.map(members, Place::Contact)
    }
}

struct Loader<'l> {
    number: fn(&str) -> Value,
    omit_null: bool,
    heap: &'l mut Heap,
    fields: &'l mut Fields,
}

impl Loader<'_> {
    fn value(&mut self, node: &Node<InContact>, parent: Place, segment: Segment) -> Value {
        match &node.kind {
            NodeKind::Null => Value::Null,
            NodeKind::Bool(it) => Value::Bool(*it),
            NodeKind::Number(text) => (self.number)(text),
            NodeKind::Str(text) => Value::from(&**text),
            NodeKind::List(nodes) => {
                let place = Place::Field(self.fields.child(parent.field(), segment));
                let items = nodes.iter().enumerate();
                let items =
                    items.map(|(at, node)| Traced::constant(self.value(node, place, Segment::Index(at))));
                let items = items.collect();
                self.heap.add_list(List { items, place, tuple: false, shape: ReadSet::EMPTY })
            }
            NodeKind::Map(members) => {
                let place = Place::Field(self.fields.child(parent.field(), segment));
                self.map(members, place)
            }
        }
    }

    /// The last of repeated members wins, in the place of the first, as Python's and Java's readers have it.
    fn map(&mut self, members: &[crate::payload::Member<InContact>], place: Place) -> Value {
        let mut entries = indexmap::IndexMap::with_capacity(members.len());
        for member in members {
            if self.omit_null && matches!(member.value.kind, NodeKind::Null) {
                continue;
            }
            let name: Arc<str> = Arc::from(&*member.key);
            let value = self.value(&member.value, place, Segment::Key(name.clone()));
            entries.insert(Key::Str(name), Traced::constant(value));
        }
        self.heap.add_map(Map { entries, place, kind: MapKind::Plain, shape: ReadSet::EMPTY })
    }
}
