//! Contact fields by path, and sets of them.
//!
//! Whatever the evaluator makes carries the set of fields it was made from. Paths and sets are interned, so a
//! set is a number, and joining two that were joined before is a look-up.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use crate::limits;

/// A field's path, as a number; see [`Fields::path`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldId(u32);

/// A set of fields, as a number; see [`Fields::members`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReadSet(u32);

impl ReadSet {
    /// No field at all.
    pub const EMPTY: ReadSet = ReadSet(0);

    /// Whether it is [`ReadSet::EMPTY`].
    pub fn is_empty(self) -> bool {
        self == ReadSet::EMPTY
    }
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Segment {
    /// A member of a map.
    Key(Arc<str>),
    /// An element of a list.
    Index(usize),
    /// Whichever element of a list; only in paths found without a contact.
    Each,
}

/// All paths and sets of one hook (static facts) or of one check (what was read).
#[derive(Clone, Debug)]
pub struct Fields {
    steps: Vec<(Option<FieldId>, Segment)>,
    ids: BTreeMap<(Option<FieldId>, Segment), FieldId>,
    /// Each sorted and without repeats; the first is the empty set.
    sets: Vec<Arc<[FieldId]>>,
    set_ids: BTreeMap<Arc<[FieldId]>, ReadSet>,
    unions: BTreeMap<(ReadSet, ReadSet), ReadSet>,
}

impl Default for Fields {
    fn default() -> Self {
        let empty: Arc<[FieldId]> = Arc::from([]);
        Fields {
            steps: Vec::new(),
            ids: BTreeMap::new(),
            sets: vec![empty.clone()],
            set_ids: BTreeMap::from([(empty, ReadSet::EMPTY)]),
            unions: BTreeMap::new(),
        }
    }
}

impl Fields {
    /// The field `segment` of `parent`, or of the contact itself.
    pub fn child(&mut self, parent: Option<FieldId>, segment: Segment) -> FieldId {
        let step = (parent, segment);
        if let Some(&id) = self.ids.get(&step) {
            return id;
        }
        let id = FieldId(number(self.steps.len()));
        self.steps.push(step.clone());
        self.ids.insert(step, id);
        id
    }

    /// The set of just `field`.
    pub fn one(&mut self, field: FieldId) -> ReadSet {
        self.intern(&[field])
    }

    /// All that is in either.
    pub fn union(&mut self, a: ReadSet, b: ReadSet) -> ReadSet {
        if a == b || b.is_empty() {
            return a;
        }
        if a.is_empty() {
            return b;
        }
        let pair = (a.min(b), a.max(b));
        if let Some(&set) = self.unions.get(&pair) {
            return set;
        }
        let set = self.joined(self.members(a).iter().chain(self.members(b)).copied().collect());
        self.unions.insert(pair, set);
        set
    }

    /// All that is in any of them. Joining many sets two at a time would make a set for each step.
    pub fn union_all(&mut self, sets: impl IntoIterator<Item = ReadSet>) -> ReadSet {
        let sets: BTreeSet<ReadSet> = sets.into_iter().collect();
        if sets.len() <= 2 {
            return sets.into_iter().fold(ReadSet::EMPTY, |a, b| self.union(a, b));
        }
        self.joined(sets.iter().flat_map(|&it| self.members(it)).copied().collect())
    }

    /// The set of these fields, or of fewer that they are parts of when they are very many.
    fn joined(&mut self, mut all: Vec<FieldId>) -> ReadSet {
        all.sort_unstable();
        all.dedup();
        while all.len() > limits::MAX_READ_SET && all.iter().any(|&it| self.parent(it).is_some()) {
            for field in &mut all {
                *field = self.parent(*field).unwrap_or(*field);
            }
            all.sort_unstable();
            all.dedup();
        }
        self.intern(&all)
    }

    /// What is in the set, sorted.
    pub fn members(&self, set: ReadSet) -> &[FieldId] {
        self.sets.get(set.0 as usize).map_or(&[], |it| it)
    }

    /// The path as people write it: `profile.properties.city`, `order.items[0].sku`, `Event["Requested Product"]`.
    pub fn path(&self, field: FieldId) -> String {
        let mut segments = Vec::new();
        let mut next = Some(field);
        while let Some((parent, segment)) = next.and_then(|id| self.steps.get(id.0 as usize)) {
            segments.push(segment);
            next = *parent;
        }
        let mut path = String::new();
        for segment in segments.into_iter().rev() {
            push_segment(&mut path, segment);
        }
        path
    }

    /// The field that a field is a part of; none for those of the contact itself.
    pub fn parent(&self, field: FieldId) -> Option<FieldId> {
        self.steps.get(field.0 as usize).and_then(|(parent, _)| *parent)
    }

    /// The steps from the contact to a field.
    pub fn segments(&self, field: FieldId) -> Vec<Segment> {
        let mut segments = Vec::new();
        let mut next = Some(field);
        while let Some((parent, segment)) = next.and_then(|id| self.steps.get(id.0 as usize)) {
            segments.push(segment.clone());
            next = *parent;
        }
        segments.reverse();
        segments
    }

    /// The paths of a set, sorted as text.
    pub fn paths(&self, set: ReadSet) -> Vec<Arc<str>> {
        let mut paths: Vec<Arc<str>> = self.members(set).iter().map(|&it| Arc::from(self.path(it))).collect();
        paths.sort_unstable();
        paths
    }

    fn intern(&mut self, sorted: &[FieldId]) -> ReadSet {
        if let Some(&set) = self.set_ids.get(sorted) {
            return set;
        }
        let set = ReadSet(number(self.sets.len()));
        let members: Arc<[FieldId]> = Arc::from(sorted);
        self.sets.push(members.clone());
        self.set_ids.insert(members, set);
        set
    }
}

/// A contact is limited to a few megabytes, so there are far fewer than 2^32 paths.
fn number(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

/// The path of these steps as people write it.
pub(crate) fn written(steps: &[Segment]) -> String {
    let mut path = String::new();
    for step in steps {
        push_segment(&mut path, step);
    }
    path
}

/// Adds a step to a path as people write it.
pub(crate) fn push_segment(path: &mut String, segment: &Segment) {
    let written = match segment {
        Segment::Key(key) if path.is_empty() => {
            path.push_str(key);
            Ok(())
        }
        Segment::Key(key) if is_plain(key) => write!(path, ".{key}"),
        Segment::Key(key) => write!(path, "[{key:?}]"),
        Segment::Index(index) => write!(path, "[{index}]"),
        Segment::Each => write!(path, "[]"),
    };
    debug_assert!(written.is_ok(), "writing to a string does not fail");
}

fn is_plain(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '$'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_read_as_people_write_them() {
        let mut fields = Fields::default();
        let order = fields.child(None, Segment::Key("order".into()));
        let items = fields.child(Some(order), Segment::Key("items".into()));
        let first = fields.child(Some(items), Segment::Index(0));
        let sku = fields.child(Some(first), Segment::Key("sku".into()));
        let each = fields.child(Some(items), Segment::Each);
        let spaced = fields.child(Some(order), Segment::Key("Requested Product".into()));
        assert_eq!(fields.path(sku), "order.items[0].sku");
        assert_eq!(fields.path(each), "order.items[]");
        assert_eq!(fields.path(spaced), "order[\"Requested Product\"]");
    }

    #[test]
    fn very_many_fields_are_what_they_are_parts_of() {
        let mut fields = Fields::default();
        let key = |it: &str| Segment::Key(it.into());
        let items = fields.child(None, key("items"));
        let mut all = ReadSet::EMPTY;
        for at in 0..10 * limits::MAX_READ_SET {
            let item = fields.child(Some(items), Segment::Index(at));
            let sku = fields.child(Some(item), key("sku"));
            let sku = fields.one(sku);
            all = fields.union(all, sku);
            assert!(fields.members(all).len() <= limits::MAX_READ_SET);
        }
        let paths = fields.paths(all);
        assert_eq!(paths.first().map(|it| &**it), Some("items"));
        let each: Vec<ReadSet> = fields.members(all).to_vec().into_iter().map(|it| fields.one(it)).collect();
        assert_eq!(fields.union_all(each), all);
    }

    #[test]
    fn equal_sets_have_one_number() {
        let mut fields = Fields::default();
        let [a, b] = ["a", "b"].map(|it| fields.child(None, Segment::Key(it.into())));
        let (a, b) = (fields.one(a), fields.one(b));
        let both = fields.union(a, b);
        assert_eq!(fields.union(b, a), both);
        assert_eq!(fields.union(both, a), both);
        assert_eq!(fields.union(ReadSet::EMPTY, a), a);
        assert_eq!(fields.union_all([a, both, ReadSet::EMPTY, b]), both);
        assert_eq!(fields.union_all([]), ReadSet::EMPTY);
        assert_eq!(fields.paths(both), ["a".into(), "b".into()]);
    }
}
