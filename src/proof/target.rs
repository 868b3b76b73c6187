//! What is changed of a contact: the fields that the hook reads, and the maps and lists around them.

use std::sync::Arc;

use super::Path;
use crate::contact::{Contact, ContactValue};
use crate::dialect::Dialect;
use crate::facts::Constant;
use crate::field::{Segment, push_segment};
use crate::hook::Hook;
use crate::payload::NodeKind;

/// A place in a contact that is changed.
#[derive(Clone, Debug)]
pub(super) struct Target {
    /// The row of the table that tells of it.
    pub(super) row: usize,
    /// Its path as reports write it.
    pub(super) path: Path,
    /// The same, step by step.
    pub(super) segments: Vec<Segment>,
    /// Which kinds of value it is given.
    pub(super) given: Given,
    /// A plain value.
    pub(super) plain: ContactValue,
    /// The most characters that the partner takes.
    pub(super) limit: Option<usize>,
}

/// Which kinds of value a target is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Given {
    /// All.
    All,
    /// Those of nothing and, for a list, those of its size: it is a map or list around fields.
    Around,
    /// Those of nothing: it is one element of a list, all of which are another target.
    AbsentElement,
}

/// The rows of a table, with what conditions compare their fields with.
pub(super) struct Fields {
    pub(super) rows: Vec<(Path, Vec<ContactValue>)>,
    pub(super) targets: Vec<Target>,
}

/// A row while they are collected.
struct Field {
    segments: Vec<Segment>,
    constants: Vec<ContactValue>,
    is_around: bool,
}

impl Fields {
    /// What a hook reads of contacts, by path. `read` has what it read of `base`; `plain` is a contact that has a value
    /// for every field.
    pub(super) fn of(hook: &Hook, base: &Contact, plain: &Contact, read: &[Vec<Segment>]) -> Fields {
        let mut fields: Vec<Field> = Vec::new();
        let folds = hook.profile().dialect == Dialect::Velocity;
        for it in hook.fields() {
            let segments = if folds { as_in(base, &it.segments) } else { it.segments.to_vec() };
            let constants = it.constants.iter().map(value).collect();
            fields.push(Field { segments, constants, is_around: false });
        }
        // What is read under another name than the template's: an event's parameter by its name alone.
        for path in read {
            let path: Vec<Segment> = path.iter().map(anywhere).collect();
            if !fields.iter().any(|it| touches(&it.segments, &path)) {
                fields.push(Field { segments: path, constants: Vec::new(), is_around: false });
            }
        }
        add_around(hook, &mut fields);
        fields.sort_by_cached_key(|it| path_of(&it.segments));
        fields.dedup_by(|a, b| a.segments == b.segments);
        let mut targets = Vec::new();
        for (row, field) in fields.iter().enumerate() {
            add_targets(&mut targets, row, field, base, plain);
        }
        let rows = fields.into_iter().map(|it| (path_of(&it.segments), it.constants)).collect();
        Fields { rows, targets }
    }
}

/// Adds the maps and lists around fields that a contact may not have.
fn add_around(hook: &Hook, fields: &mut Vec<Field>) {
    let given = hook.given_maps();
    let is_key = |(segment, key): (&Segment, &Arc<str>)| matches!(segment, Segment::Key(it) if it == key);
    let is_given =
        |path: &[Segment]| given.iter().any(|it| it.len() >= path.len() && path.iter().zip(it).all(is_key));
    let mut around: Vec<Vec<Segment>> = Vec::new();
    for field in fields.iter() {
        let paths = (1..field.segments.len()).filter_map(|len| field.segments.get(..len));
        for path in paths.filter(|it| matches!(it.last(), Some(Segment::Key(_)))) {
            let is_known = around.iter().any(|it| it == path) || fields.iter().any(|it| it.segments == path);
            if !is_known && !is_given(path) {
                around.push(path.to_vec());
            }
        }
    }
    let field = |segments| Field { segments, constants: Vec::new(), is_around: true };
    fields.extend(around.into_iter().map(field));
}

fn add_targets(targets: &mut Vec<Target>, row: usize, field: &Field, base: &Contact, plain: &Contact) {
    let nothing = NodeKind::Null;
    let is_plain = |it: &&ContactValue| !matches!(it, NodeKind::Null);
    let own = base.at(&field.segments).filter(is_plain);
    let value = own.or_else(|| plain.at(&field.segments).filter(is_plain)).unwrap_or(&nothing);
    // A field without a plain value is taken for a text: that is what most are.
    let value = if matches!(value, NodeKind::Null) { &NodeKind::Str("sample".into()) } else { value };
    let target = |segments: &[Segment], given| Target {
        row,
        path: path_of(segments),
        segments: segments.to_vec(),
        given,
        plain: value.clone(),
        limit: None,
    };
    targets.push(target(&field.segments, if field.is_around { Given::Around } else { Given::All }));
    let Some(at) = field.segments.iter().position(|it| *it == Segment::Each) else { return };
    let (list, _) = field.segments.split_at(at);
    let Some(NodeKind::List(items)) = base.at(list) else { return };
    // The first and the last are where commas go wrong.
    let ends = [0, items.len().saturating_sub(1)];
    for end in ends.iter().take(items.len().min(ends.len())) {
        let mut segments = field.segments.clone();
        if let Some(segment) = segments.get_mut(at) {
            *segment = Segment::Index(*end);
        }
        targets.push(target(&segments, Given::AbsentElement));
    }
}

/// A path with the names as the contact has them, where case does not tell names apart.
fn as_in(contact: &Contact, segments: &[Segment]) -> Vec<Segment> {
    let mut path: Vec<Segment> = Vec::with_capacity(segments.len());
    for segment in segments {
        let found = match (contact.at(&path), segment) {
            (Some(NodeKind::Map(members)), Segment::Key(name))
                if !members.iter().any(|it| *it.key == **name) =>
            {
                let folded = name.to_lowercase();
                members.iter().find(|it| it.key.to_lowercase() == folded).map(|it| Arc::from(&*it.key))
            }
            _ => None,
        };
        path.push(found.map_or_else(|| segment.clone(), Segment::Key));
    }
    path
}

fn anywhere(segment: &Segment) -> Segment {
    match segment {
        Segment::Index(_) => Segment::Each,
        other => other.clone(),
    }
}

fn path_of(segments: &[Segment]) -> Path {
    let mut path = String::new();
    for segment in segments {
        push_segment(&mut path, segment);
    }
    Arc::from(path)
}

fn value(constant: &Constant) -> ContactValue {
    match constant {
        Constant::Bool(it) => NodeKind::Bool(*it),
        Constant::Int(it) => NodeKind::Number(it.to_string().into()),
        Constant::Str(it) => NodeKind::Str((&**it).into()),
    }
}

/// Whether one of two paths leads to the other, or both to the same place.
pub(super) fn touches(target: &[Segment], read: &[Segment]) -> bool {
    target.iter().zip(read).all(|(a, b)| match (a, b) {
        (Segment::Each, _) | (_, Segment::Each) => true,
        (a, b) => a == b,
    })
}
