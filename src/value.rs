//! The values of templates, each with the contact fields it was made from.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::field::{FieldId, ReadSet};
use crate::source::Span;
use crate::source_map::{Origin, Run};

/// A value. Lists and maps live in the [`Heap`] of a render, since some languages change them.
#[derive(Clone, Debug)]
pub enum Value {
    /// No value: the name is not known.
    Undefined,
    /// No value, said so: JSON's `null`.
    Null,
    /// Liquid's `empty`, which equals what has no elements.
    Empty,
    /// Liquid's `blank`, which equals what has nothing to show.
    Blank,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(Int),
    /// A number with a fraction.
    Float(f64),
    /// A number with so many digits after its point, which are kept (Java's `BigDecimal`). Only Velocity makes them.
    Decimal(i128, u32),
    /// Text.
    Str(Str),
    /// A list.
    List(ListId),
    /// A map.
    Map(MapId),
    /// Whole numbers, both ends included, not yet made into a list (Liquid's `(1..3)`).
    Range(i64, i64),
    /// A loop that is running (Jinja's `loop`, Liquid's `forloop`, Velocity's `$foreach`).
    Loop(LoopId),
    /// A macro of the template.
    Macro(MacroId),
    /// A block that is rendered wherever it is printed (Velocity's `#define`).
    Block(MacroId),
    /// A function of the engine, by name.
    Function(&'static str),
    /// A value's method, not yet called.
    Method(Box<(Traced, Arc<str>)>),
}

/// A whole number, with the type that a Java engine would hold it in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Int {
    /// The number.
    pub value: i128,
    /// Its type; engines without types ignore it.
    pub width: Width,
}

/// The Java type of a whole number. It shows: LiqP prints and compares Integers and Longs apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Width {
    /// 32 bits.
    Integer,
    /// 64 bits.
    Long,
    /// As many as it takes.
    Big,
}

impl Int {
    /// The number in the narrowest type that holds it.
    pub fn new(value: i128) -> Int {
        let width = match (i32::try_from(value), i64::try_from(value)) {
            (Ok(_), _) => Width::Integer,
            (_, Ok(_)) => Width::Long,
            _ => Width::Big,
        };
        Int { value, width }
    }
}

/// Text, with the origin of its stretches where it was made of several.
#[derive(Clone, Debug)]
pub struct Str {
    /// The text.
    pub text: Arc<str>,
    /// Whether it needs no more escaping (Jinja's `safe`).
    pub safe: bool,
    runs: Option<Arc<[Run]>>,
}

impl Str {
    /// Text of which all stretches have one origin.
    pub fn new(text: impl Into<Arc<str>>) -> Str {
        Str { text: text.into(), safe: false, runs: None }
    }

    /// The same, marked as needing no more escaping.
    #[must_use]
    pub fn marked_safe(self) -> Str {
        self.with_safe(true)
    }

    /// The same, with this mark.
    #[must_use]
    pub fn with_safe(self, safe: bool) -> Str {
        Str { safe, ..self }
    }

    /// The origins of its stretches, covering it; none when all of it has the origin of the value.
    pub fn runs(&self) -> Option<&[Run]> {
        self.runs.as_deref()
    }

    /// The origin of the first secret in it.
    pub(crate) fn secret(&self) -> Option<&Origin> {
        let mut origins = self.runs()?.iter().map(|it| &it.origin);
        origins.find(|it| matches!(it, Origin::Secret { .. }))
    }

    pub(crate) fn from_rope(text: String, runs: Vec<Run>) -> Str {
        Str { text: text.into(), safe: false, runs: Some(runs.into()) }
    }

    /// The part between two bytes, which lie on character boundaries; what lies outside is left off.
    #[must_use]
    pub fn slice(&self, start: usize, end: usize) -> Str {
        let text = self.text.get(start..end).unwrap_or_default();
        let runs = self.runs().map(|runs| {
            let inside =
                runs.iter().filter(|run| run.out.start as usize <= end && start <= run.out.end as usize);
            inside.map(|run| run.cut(start, start + text.len())).collect()
        });
        Str { text: text.into(), safe: self.safe, runs }
    }

    /// The text that `change` makes of each stretch on its own: right for changes that look at one character at
    /// a time. Literal text that is changed is no longer literal, so it becomes a value of its place.
    #[must_use]
    pub fn map(&self, mut change: impl FnMut(&str) -> String) -> Str {
        let Some(runs) = self.runs() else {
            return Str { text: change(&self.text).into(), safe: self.safe, runs: None };
        };
        let mut text = String::with_capacity(self.text.len());
        let mut changed = Vec::with_capacity(runs.len());
        for run in runs {
            let start = text.len();
            let old = run.out.of(&self.text);
            let new = change(old);
            let origin = match &run.origin {
                Origin::Text(span) if new != old => Origin::Value { hole: *span, reads: ReadSet::EMPTY },
                origin if new != old => origin.changed(),
                origin => origin.clone(),
            };
            text.push_str(&new);
            changed.push(Run { out: Span::new(start, text.len()), origin, guards: run.guards });
        }
        Str { text: text.into(), safe: self.safe, runs: Some(changed.into()) }
    }
}

/// A value with the fields it was made from.
#[derive(Clone, Debug)]
pub struct Traced {
    /// The value.
    pub value: Value,
    /// The fields it was made from. A list or map of the contact does not count itself: what is read of it is
    /// known when it is used.
    pub reads: ReadSet,
}

impl Traced {
    /// A value that was made from no field.
    pub fn constant(value: Value) -> Traced {
        Traced { value, reads: ReadSet::EMPTY }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Str(Str::new(text))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Str(Str::new(text))
    }
}

impl From<bool> for Value {
    fn from(it: bool) -> Value {
        Value::Bool(it)
    }
}

impl From<i128> for Value {
    fn from(it: i128) -> Value {
        Value::Int(Int::new(it))
    }
}

impl From<usize> for Value {
    /// The heap's limits keep counts far below what `i128` holds.
    fn from(it: usize) -> Value {
        Value::Int(Int::new(i128::try_from(it).unwrap_or(i128::MAX)))
    }
}

impl From<f64> for Value {
    fn from(it: f64) -> Value {
        Value::Float(it)
    }
}

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
