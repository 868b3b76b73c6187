//! What sets the structure of one payload apart from that of another: keys that are new, gone, moved or of another
//! type. Values are not compared, and all elements of a list count as one: how many there are is up to the contact.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::{Member, Node, NodeKind};
use crate::source::Span;

/// One difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference<T> {
    /// What it is.
    pub change: Change,
    /// The key's place as a JSON pointer (RFC 6901): in the new payload, or in the old one for a key that is gone.
    pub pointer: String,
    /// Where in the new payload: the key, the value that is of another type, or the beginning of what held a key that
    /// is gone.
    pub span: Span<T>,
}

/// How a key differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The old payload does not have it.
    Added,
    /// The new payload does not have it.
    Removed,
    /// It was at this pointer, with the same name and all that is in it.
    Moved(String),
    /// It was of other types than it is.
    Retyped {
        /// What it was.
        was: BTreeSet<Kind>,
        /// What it is.
        is: BTreeSet<Kind>,
    },
}

/// What type a value is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// A text.
    Str,
    /// An array.
    List,
    /// An object.
    Map,
}

impl Kind {
    fn of<T>(node: &Node<T>) -> Kind {
        match node.kind {
            NodeKind::Null => Kind::Null,
            NodeKind::Bool(_) => Kind::Bool,
            NodeKind::Number(_) => Kind::Number,
            NodeKind::Str(_) => Kind::Str,
            NodeKind::List(_) => Kind::List,
            NodeKind::Map(_) => Kind::Map,
        }
    }
}

/// The differences of two payloads: in the order of the new one, then the keys that are gone, in the order of the old
/// one.
pub fn diff<T>(old: &Node<T>, new: &Node<T>) -> Vec<Difference<T>> {
    let (old, new) = (Keys::of(old), Keys::of(new));
    let moves = moves(&old, &new);
    let mut differences: Vec<Difference<T>> = Vec::new();
    for (path, key) in &new.keys {
        let change = match old.keys.get(path) {
            Some(was) if was.kinds == key.kinds => continue,
            Some(was) => Change::Retyped { was: was.kinds.clone(), is: key.kinds.clone() },
            None => match moves.iter().find(|(_, to)| to == path).and_then(|(from, _)| old.keys.get(from)) {
                Some(from) => Change::Moved(from.pointer.clone()),
                None if old.lacks(path) => Change::Added,
                None => continue,
            },
        };
        let span = if matches!(change, Change::Retyped { .. }) { key.value } else { key.name };
        differences.push(Difference { change, pointer: key.pointer.clone(), span });
    }
    let gone = old.keys.iter().filter(|(path, _)| new.lacks(path));
    for (path, key) in gone.filter(|(path, _)| moves.iter().all(|(from, _)| from != *path)) {
        let held_by = path.split_last().and_then(|(_, parent)| new.keys.get(parent));
        let start = held_by.map_or(0, |it| it.value.start as usize);
        let span = Span::new(start, start + 1);
        differences.push(Difference { change: Change::Removed, pointer: key.pointer.clone(), span });
    }
    differences
}

/// Names from the root; none for any element of a list.
type Path = Vec<Option<Box<str>>>;

/// A place that a payload has, in all elements of the lists above it.
struct Key<T> {
    /// The first of them.
    pointer: String,
    name: Span<T>,
    value: Span<T>,
    kinds: BTreeSet<Kind>,
}

/// All places of a payload, those that hold others before what they hold.
struct Keys<T> {
    keys: IndexMap<Path, Key<T>>,
}

impl<T> Keys<T> {
    fn of(root: &Node<T>) -> Keys<T> {
        let mut keys = Keys { keys: IndexMap::new() };
        keys.add(&mut Vec::new(), "", root.span, root);
        keys
    }

    fn add(&mut self, path: &mut Path, pointer: &str, name: Span<T>, node: &Node<T>) {
        let key = self.keys.entry(path.clone()).or_insert_with(|| Key {
            pointer: pointer.to_owned(),
            name,
            value: node.span,
            kinds: BTreeSet::new(),
        });
        key.kinds.insert(Kind::of(node));
        match &node.kind {
            NodeKind::List(items) => {
                path.push(None);
                for (at, item) in items.iter().enumerate() {
                    self.add(path, &format!("{pointer}/{at}"), item.span, item);
                }
                path.pop();
            }
            NodeKind::Map(members) => {
                for Member { key, key_span, value } in members {
                    path.push(Some(key.clone()));
                    let escaped = key.replace('~', "~0").replace('/', "~1");
                    self.add(path, &format!("{pointer}/{escaped}"), *key_span, value);
                    path.pop();
                }
            }
            NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::Str(_) => {}
        }
    }

    /// Whether this payload has the object that `path` would be a key of, but not the key. Where a list is empty or
    /// something else stands in place of an object, nothing is known of keys.
    fn lacks(&self, path: &[Option<Box<str>>]) -> bool {
        let Some((Some(_), parent)) = path.split_last() else { return false };
        let holds = |it: &Key<T>| it.kinds.contains(&Kind::Map);
        !self.keys.contains_key(path) && self.keys.get(parent).is_some_and(holds)
    }

    /// What is at a place and in it: the types by the path from there.
    fn shape(&self, path: &[Option<Box<str>>]) -> BTreeMap<&[Option<Box<str>>], &BTreeSet<Kind>> {
        self.keys.iter().filter_map(|(it, key)| Some((it.strip_prefix(path)?, &key.kinds))).collect()
    }

    /// The keys of this name that the other payload does not have.
    fn only_here<'k>(&'k self, other: &'k Keys<T>, name: &'k str) -> impl Iterator<Item = &'k Path> {
        let named = move |path: &&Path| path.last().is_some_and(|it| it.as_deref() == Some(name));
        self.keys.keys().filter(named).filter(|path| !other.keys.contains_key(*path))
    }
}

/// The keys that have only changed their place, each with where it is now: no other key that is gone or new has the
/// same name and holds the same.
fn moves<T>(old: &Keys<T>, new: &Keys<T>) -> Vec<(Path, Path)> {
    let mut moves: Vec<(Path, Path)> = Vec::new();
    for from in old.keys.keys().filter(|it| !new.keys.contains_key(*it) && !inside_other(it, old, new)) {
        let Some(Some(name)) = from.last() else { continue };
        if moves.iter().any(|(outer, _)| from.starts_with(outer)) {
            continue;
        }
        let shape = old.shape(from);
        let mut there = new.only_here(old, name).filter(|to| new.shape(to) == shape);
        let mut here = old.only_here(new, name).filter(|it| old.shape(it) == shape);
        if let (Some(to), None, Some(_), None) = (there.next(), there.next(), here.next(), here.next()) {
            moves.push((from.clone(), to.clone()));
        }
    }
    moves
}

/// Whether a key is in something that is another thing in the new payload, such as a list in place of an object: it
/// did not move on its own.
fn inside_other<T>(path: &[Option<Box<str>>], old: &Keys<T>, new: &Keys<T>) -> bool {
    let kinds = |keys: &Keys<T>, end| keys.keys.get(path.get(..end)?).map(|it| it.kinds.clone());
    let is_other = |end| match (kinds(old, end), kinds(new, end)) {
        (Some(was), Some(is)) => {
            !was.iter().any(|it| matches!(it, Kind::List | Kind::Map) && is.contains(it))
        }
        _ => false,
    };
    (0..path.len()).any(is_other)
}

#[cfg(test)]
mod tests;
