//! Members and elements of values, with what they read.

use std::sync::Arc;

use super::Render;
use crate::field::{ReadSet, Segment};
use crate::limits;
use crate::source_map::Rope;
use crate::template::{Const, Moving};
use crate::value::{Key, Place, Str, Traced, Value};

impl Render<'_> {
    /// All fields that matter when the whole of `traced` is used: printed, compared, counted, passed on.
    pub fn used(&mut self, traced: &Traced) -> ReadSet {
        self.used_to(traced, limits::MAX_DEPTH)
    }

    fn used_to(&mut self, traced: &Traced, depth: usize) -> ReadSet {
        let (place, shape, parts) = match &traced.value {
            Value::List(id) => {
                let list = self.heap.list_at(*id);
                (list.place, list.shape, made_parts(list.place, &list.items, depth))
            }
            Value::Map(id) => {
                let map = self.heap.map_at(*id);
                (map.place, map.shape, made_parts(map.place, map.entries.values(), depth))
            }
            Value::Method(bound) => (Place::Made, ReadSet::EMPTY, vec![bound.0.clone()]),
            _ => return traced.reads,
        };
        let mut reads = self.join(traced.reads, shape);
        if let Some(field) = place.field() {
            let own = self.fields.one(field);
            reads = self.join(reads, own);
        }
        let mut sets = vec![reads];
        sets.extend(parts.iter().map(|part| self.used_to(part, depth.saturating_sub(1))));
        self.fields.union_all(sets)
    }

    /// The member `key` of a map; none when `base` is no map or has no such member.
    pub fn map_member(&mut self, base: &Traced, key: &Key) -> Option<Traced> {
        let Value::Map(id) = base.value else { return None };
        let map = self.heap.map_at(id);
        let (found, place, shape) = (map.entries.get(key)?.clone(), map.place, map.shape);
        let reads = self.join(base.reads, shape);
        Some(self.part_of(found, place, segment(key), reads))
    }

    /// The element at `index` of a list; none when `base` is no list or is shorter.
    pub fn list_element(&mut self, base: &Traced, index: usize) -> Option<Traced> {
        let Value::List(id) = base.value else { return None };
        let list = self.heap.list_at(id);
        let (found, place, shape) = (list.items.get(index)?.clone(), list.place, list.shape);
        let reads = self.join(base.reads, shape);
        Some(self.part_of(found, place, Segment::Index(index), reads))
    }

    /// All elements of a list, each as [`Render::list_element`] gives it.
    pub fn list_elements(&mut self, base: &Traced) -> Vec<Traced> {
        let Value::List(id) = base.value else { return Vec::new() };
        let len = self.heap.list_at(id).items.len();
        (0..len).filter_map(|index| self.list_element(base, index)).collect()
    }

    /// All members of a map with their keys, each as [`Render::map_member`] gives it.
    pub fn map_members(&mut self, base: &Traced) -> Vec<(Key, Traced)> {
        let Value::Map(id) = base.value else { return Vec::new() };
        let keys: Vec<Key> = self.heap.map_at(id).entries.keys().cloned().collect();
        keys.into_iter().filter_map(|key| self.map_member(base, &key).map(|value| (key, value))).collect()
    }

    /// A member that is not there: undefined, having read the place where it would be.
    pub fn missing(&mut self, base: &Traced, segment: Segment) -> Traced {
        let mut reads = base.reads;
        let parent = match &base.value {
            Value::Map(id) => Some(self.heap.map_at(*id).place),
            Value::List(id) => Some(self.heap.list_at(*id).place),
            Value::Undefined | Value::Null => match self.fields.members(base.reads) {
                [field] => Some(Place::Field(*field)),
                _ => None,
            },
            _ => None,
        };
        if let Some(parent) = parent.filter(|place| *place != Place::Made) {
            let field = self.fields.child(parent.field(), segment);
            let own = self.fields.one(field);
            // An absent base was read as a field; the longer path says more.
            reads = if matches!(base.value, Value::Undefined | Value::Null) {
                own
            } else {
                self.join(reads, own)
            };
        }
        Traced { value: Value::Undefined, reads }
    }

    fn part_of(&mut self, found: Traced, place: Place, segment: Segment, mut reads: ReadSet) -> Traced {
        reads = self.join(reads, found.reads);
        // Lists and maps of the contact know their place; what is read of them shows when they are used.
        let known = match &found.value {
            Value::List(id) => self.heap.list_at(*id).place != Place::Made,
            Value::Map(id) => self.heap.map_at(*id).place != Place::Made,
            _ => false,
        };
        if place != Place::Made && !known {
            let field = self.fields.child(place.field(), segment);
            let own = self.fields.one(field);
            reads = self.join(reads, own);
        }
        Traced { value: found.value, reads }
    }

    /// What a variable holds: in a scope, else in the contact, else of the engine, else nothing.
    pub fn variable(&mut self, name: &Arc<str>) -> Traced {
        if let Some(value) = self.scopes.get(name) {
            return value.clone();
        }
        if let Some(counter) = self.counters.get(name) {
            let value = Value::from(i128::from(*counter));
            return Traced { value, reads: self.counted(name) };
        }
        if let Some(value) = (self.profile.field)(self, name) {
            let counted = self.counted(name);
            return self.guarded(value, counted);
        }
        if let Some(value) = (self.profile.global)(self, name) {
            return Traced::constant(value);
        }
        let contact = Traced::constant(self.contact.clone());
        let missing = self.missing(&contact, Segment::Key(name.clone()));
        let counted = self.counted(name);
        self.guarded(missing, counted)
    }

    /// What decided whether the counter of a name shows as a variable, and how far it has come.
    fn counted(&self, name: &Arc<str>) -> ReadSet {
        if self.moved.is_empty() {
            return ReadSet::EMPTY;
        }
        self.moved.get(&Moving::Counter(name.clone())).copied().unwrap_or_default()
    }

    /// The contact's field of this very name.
    pub fn contact_field(&mut self, name: &Arc<str>) -> Option<Traced> {
        let contact = Traced::constant(self.contact.clone());
        self.map_member(&contact, &Key::Str(name.clone()))
    }

    /// The value of a literal.
    pub(crate) fn constant(&self, literal: &Const) -> Value {
        match literal {
            Const::Null => Value::Null,
            Const::Undefined => Value::Undefined,
            Const::Empty => Value::Empty,
            Const::Blank => Value::Blank,
            Const::Bool(it) => Value::Bool(*it),
            Const::Int(it) => self.whole_number(*it),
            Const::Float(it) => Value::Float(*it),
            Const::Str(text) => Value::Str(Str::new(text.clone())),
        }
    }

    /// A value that only exists because of a decision that read `reads`.
    #[must_use]
    pub fn guarded(&mut self, mut traced: Traced, reads: ReadSet) -> Traced {
        if reads.is_empty() {
            return traced;
        }
        traced.reads = self.join(traced.reads, reads);
        if let Value::Str(text) = &traced.value
            && let Some(runs) = text.runs()
        {
            let safe = text.safe;
            let mut rope = Rope::default();
            for run in runs {
                let guards = self.join(run.guards, reads);
                rope.push(run.out.of(&text.text), run.origin.clone(), guards);
            }
            let Traced { value: Value::Str(text), .. } = rope.into_traced(|_| ReadSet::EMPTY) else {
                return traced;
            };
            traced.value = Value::Str(text.with_safe(safe));
        }
        traced
    }

    /// What a filter, method or operator made of values that read `reads`. Which stretches of a text are left, and
    /// where, depends on all of it, unless the operation looks at each stretch alone.
    pub(crate) fn made(&mut self, name: &str, value: Value, reads: ReadSet) -> Traced {
        let made = Traced { value, reads };
        if reads.is_empty() || KEEPING.binary_search(&name).is_ok() {
            return made;
        }
        if let Value::List(id) = made.value
            && self.heap.list_at(id).place == Place::Made
        {
            let items = std::mem::take(&mut self.heap.list_at_mut(id).items);
            let items = items.into_iter().map(|it| self.guarded_text(it, reads)).collect();
            self.heap.list_at_mut(id).items = items;
        }
        self.guarded(made, reads)
    }

    /// A part of `base`: which one depends on the whole, when that is a text.
    pub(crate) fn part_of_text(&mut self, base: &Traced, part: Traced, reads: ReadSet) -> Traced {
        match base.value {
            Value::Str(_) => self.guarded(part, reads),
            _ => part,
        }
    }

    /// Like [`Render::guarded`] for text with stretches; the same value otherwise.
    fn guarded_text(&mut self, traced: Traced, reads: ReadSet) -> Traced {
        match &traced.value {
            Value::Str(text) if text.runs().is_some() => self.guarded(traced, reads),
            _ => traced,
        }
    }

    /// Texts one after the other, each with its own origin.
    pub fn concat(&mut self, parts: &[(Str, ReadSet)]) -> Str {
        let [(_, first), rest @ ..] = parts else { return Str::new("") };
        if rest.iter().all(|(_, reads)| reads == first) && parts.iter().all(|(text, _)| text.runs().is_none())
        {
            return Str::new(parts.iter().map(|(text, _)| &*text.text).collect::<String>());
        }
        let mut rope = Rope::default();
        for (text, reads) in parts {
            rope.push_unplaced(text, *reads);
        }
        match rope.into_traced(|_| ReadSet::EMPTY).value {
            Value::Str(text) => text,
            _ => Str::new(""),
        }
    }

    /// Lets what a name holds, if anything, depend on `reads` as well.
    pub(super) fn depend_name(&mut self, name: &Arc<str>, reads: ReadSet) {
        // Nobody asks for the name here, so nothing is told of it.
        let told = self.remarks.len();
        let value = self.variable(name);
        self.remarks.truncate(told);
        let value = self.guarded(value, reads);
        match self.scopes.get_mut(name) {
            Some(old) => *old = value,
            None if self.profile.loops_scope => self.scopes.set(name, value),
            // Where assignments reach the outermost scope, a binding in this one would hide them.
            None => self.scopes.set_outer(name, value),
        }
    }
}

/// The filters and methods that change each stretch of a text alone, or put texts one after the other; sorted.
const KEEPING: &[&str] = &[
    "append",
    "concat",
    "downcase",
    "e",
    "escape",
    "forceescape",
    "literal",
    "lower",
    "newline_to_br",
    "prepend",
    "safe",
    "string",
    "toLowerCase",
    "toString",
    "toUpperCase",
    "upcase",
    "upper",
    "url_encode",
    "urlencode",
];

/// The parts of a value that the template made. The parts of the contact's own are covered by its path.
fn made_parts<'v>(place: Place, parts: impl IntoIterator<Item = &'v Traced>, depth: usize) -> Vec<Traced> {
    match place {
        Place::Made if depth > 0 => parts.into_iter().cloned().collect(),
        _ => Vec::new(),
    }
}

fn segment(key: &Key) -> Segment {
    match key {
        Key::Str(text) => Segment::Key(text.clone()),
        Key::Null => Segment::Key("null".into()),
        Key::Bool(it) => Segment::Key(it.to_string().into()),
        Key::Int(it) => Segment::Key(it.to_string().into()),
        Key::Float(bits) => Segment::Key(f64::from_bits(*bits).to_string().into()),
    }
}
