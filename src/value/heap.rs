//! The lists and maps of a render, which values name by number, since some languages change them.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;

use super::{Str, Traced, Value};
use crate::field::{FieldId, ReadSet};

/// A list in a [`Heap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ListId(u32);

/// A map in a [`Heap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MapId(u32);

/// A running loop of a render.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoopId(pub(crate) u32);

/// A macro or block that a render has defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MacroId(pub(crate) u32);

/// Where in the contact a list or map stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Not in the contact: the template made it.
    Made,
    /// It is the contact.
    Contact,
    /// The value of this field.
    Field(FieldId),
}

impl Place {
    /// The field, if it is one.
    pub fn field(self) -> Option<FieldId> {
        match self {
            Place::Made | Place::Contact => None,
            Place::Field(field) => Some(field),
        }
    }
}

/// A list.
#[derive(Clone, Debug)]
pub struct List {
    /// Its elements.
    pub items: Vec<Traced>,
    /// Where it stands in the contact.
    pub place: Place,
    /// Whether it is a tuple, which prints otherwise.
    pub tuple: bool,
    /// The fields that decided which elements it has, beyond its place.
    pub shape: ReadSet,
}

/// What a list is to its engine, beyond a list or a tuple.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Elements that can be gone through once and have no count: Python's iterators.
    Once,
    /// The members of a map, as pairs: Python's `dict_items`.
    Items,
    /// The keys of a map: Python's `dict_keys`.
    Keys,
    /// The values of a map: Python's `dict_values`.
    Values,
    /// Python's `range`: first, past the last, step.
    Range(i128, i128, i128),
    /// What Jinja's `groupby` makes: a tuple whose elements are named `grouper` and `list`.
    Group,
}

/// What a map is to its engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapKind {
    /// A plain map.
    Plain,
    /// Jinja's `namespace`, whose members can be set.
    Namespace,
    /// A member of a map, with its `key` and `value` (Java's `Map.Entry`).
    Entry,
    /// A walk through a list: its `items`, and `at` which it is (Java's `Iterator`).
    Iterator,
    /// Jinja's `cycler`: `items` and `at`.
    Cycler,
    /// Jinja's `joiner`: `sep` and `used`.
    Joiner,
    /// A map that `LiqP` sorted by a member, which prints its members without signs between them.
    Sortable,
}

/// A map, in the order in which its keys were added.
#[derive(Clone, Debug)]
pub struct Map {
    /// Its members.
    pub entries: IndexMap<Key, Traced>,
    /// Where it stands in the contact.
    pub place: Place,
    /// What it is to its engine.
    pub kind: MapKind,
    /// The fields that decided which members it has, beyond its place.
    pub shape: ReadSet,
}

/// A map's key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// Python's `None`, Java's `null`.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i128),
    /// A number with a fraction, by its bits.
    Float(u64),
    /// Text.
    Str(Arc<str>),
}

impl Key {
    /// The value that this key stands for.
    pub fn value(&self) -> Value {
        match self {
            Key::Null => Value::Null,
            Key::Bool(it) => Value::Bool(*it),
            Key::Int(it) => Value::from(*it),
            Key::Float(bits) => Value::Float(f64::from_bits(*bits)),
            Key::Str(text) => Value::Str(Str::new(text.clone())),
        }
    }

    /// The key that this value makes; none for values that cannot be keys.
    pub fn of(value: &Value) -> Option<Key> {
        match value {
            Value::Null | Value::Undefined => Some(Key::Null),
            Value::Bool(it) => Some(Key::Bool(*it)),
            Value::Int(it) => Some(Key::Int(it.value)),
            Value::Float(it) => Some(Key::Float(it.to_bits())),
            Value::Str(text) => Some(Key::Str(text.text.clone())),
            _ => None,
        }
    }

    /// The text of a text key.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Key::Str(text) => Some(text),
            _ => None,
        }
    }
}

impl From<&str> for Key {
    fn from(text: &str) -> Key {
        Key::Str(text.into())
    }
}

/// The lists and maps of one render.
#[derive(Clone, Debug, Default)]
pub struct Heap {
    lists: Vec<List>,
    maps: Vec<Map>,
    /// Only lists that are more than that.
    views: BTreeMap<ListId, View>,
}

impl Heap {
    /// Adds a list that the template made.
    pub fn list(&mut self, items: Vec<Traced>) -> Value {
        self.add_list(List { items, place: Place::Made, tuple: false, shape: ReadSet::EMPTY })
    }

    /// Adds a tuple.
    pub fn tuple(&mut self, items: Vec<Traced>) -> Value {
        self.add_list(List { items, place: Place::Made, tuple: true, shape: ReadSet::EMPTY })
    }

    /// Adds a list that is more than that to its engine.
    pub fn view(&mut self, items: Vec<Traced>, view: View) -> Value {
        let value = if view == View::Group { self.tuple(items) } else { self.list(items) };
        if let Value::List(id) = value {
            self.views.insert(id, view);
        }
        value
    }

    /// What a list is to its engine, where it is more than that.
    pub fn view_of(&self, id: ListId) -> Option<View> {
        self.views.get(&id).copied()
    }

    /// Adds a list.
    pub fn add_list(&mut self, list: List) -> Value {
        let id = ListId(u32::try_from(self.lists.len()).unwrap_or(u32::MAX));
        self.lists.push(list);
        Value::List(id)
    }

    /// Adds a map that the template made.
    pub fn map(&mut self, entries: IndexMap<Key, Traced>) -> Value {
        self.add_map(Map { entries, place: Place::Made, kind: MapKind::Plain, shape: ReadSet::EMPTY })
    }

    /// Adds a map.
    pub fn add_map(&mut self, map: Map) -> Value {
        let id = MapId(u32::try_from(self.maps.len()).unwrap_or(u32::MAX));
        self.maps.push(map);
        Value::Map(id)
    }

    /// The list of this id. Ids come only from this heap, and nothing is ever removed from it.
    pub fn list_at(&self, id: ListId) -> &List {
        #[expect(clippy::indexing_slicing, reason = "ids are made by this heap alone, which only grows")]
        &self.lists[id.0 as usize]
    }

    /// The same, to change it.
    pub fn list_at_mut(&mut self, id: ListId) -> &mut List {
        #[expect(clippy::indexing_slicing, reason = "ids are made by this heap alone, which only grows")]
        &mut self.lists[id.0 as usize]
    }

    /// The map of this id. Ids come only from this heap, and nothing is ever removed from it.
    pub fn map_at(&self, id: MapId) -> &Map {
        #[expect(clippy::indexing_slicing, reason = "ids are made by this heap alone, which only grows")]
        &self.maps[id.0 as usize]
    }

    /// The same, to change it.
    pub fn map_at_mut(&mut self, id: MapId) -> &mut Map {
        #[expect(clippy::indexing_slicing, reason = "ids are made by this heap alone, which only grows")]
        &mut self.maps[id.0 as usize]
    }
}
