//! Which fields meet in a request: those that decide or make the same stretch of it, those that stand in the same value
//! of the payload, and all of them where the partner asks for one value if another is there.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::target::{Given, Target, touches};
use crate::field::{Fields, ReadSet};
use crate::hook::{Examined, Hook};
use crate::source::SourceId;
use crate::source_map::{Origin, Run};

/// Keywords that let a schema ask for one value because of another.
const COMBINING: [&str; 8] =
    ["anyOf", "dependencies", "dependentRequired", "dependentSchemas", "if", "minProperties", "not", "oneOf"];

/// What a check of the first contact says of the targets beside one another.
pub(super) struct Meeting {
    /// Pairs of targets that meet, in order: those that meet in the template come first.
    pub(super) pairs: Vec<(usize, usize)>,
    /// How many of them meet in the template rather than in the contract.
    in_template: usize,
    /// Those that make or decide the same stretch or the same value of the payload, the lower number first.
    entangled: BTreeSet<(usize, usize)>,
}

/// Where fields meet.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// In the value of the payload at this pointer.
    Value(String),
    /// In this part of the request, which has no values there.
    Part(usize),
}

impl Meeting {
    /// Finds the pairs, and notes in the targets how long the partner lets them be.
    pub(super) fn of(hook: &Hook, examined: &Examined<'_>, targets: &mut [Target]) -> Meeting {
        let payload = hook.read(&examined.request).1.and_then(|it| it.root);
        let fields = &examined.render.fields;
        let mut places: BTreeMap<Place, BTreeSet<usize>> = BTreeMap::new();
        let mut entangled = BTreeSet::new();
        for (at, (source, part)) in examined.request.parts().enumerate() {
            for run in part.map.runs() {
                let made = of_set(fields, run.origin.reads(), targets);
                let all: BTreeSet<usize> =
                    of_set(fields, run.guards, targets).union(&made).copied().collect();
                if all.is_empty() {
                    continue;
                }
                let pointer = match (&source, &payload) {
                    (SourceId::Body, Some(root)) => root.pointer_of(run.out),
                    _ => None,
                };
                if let (Some(pointer), [only]) = (&pointer, &*made.iter().copied().collect::<Vec<_>>()) {
                    note_limit(hook, run, pointer, targets.get_mut(*only));
                }
                entangled.extend(pairs_of(&all));
                // What has no place in the payload meets what is around it.
                places.entry(pointer.map_or(Place::Part(at), Place::Value)).or_default().extend(all);
            }
        }
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for (place, together) in &places {
            add_pairs(&mut pairs, together, targets);
            if matches!(place, Place::Value(_)) {
                entangled.extend(pairs_of(together));
            }
        }
        let in_template = pairs.len();
        if combines(hook.contract().schema()) {
            let all: BTreeSet<usize> = (0..targets.len()).collect();
            add_pairs(&mut pairs, &all, targets);
        }
        Meeting { pairs, in_template, entangled }
    }

    /// Whether what two targets do alone may differ from what they do together.
    pub(super) fn are_entangled(&self, a: usize, b: usize) -> bool {
        self.entangled.contains(&(a.min(b), a.max(b)))
    }

    /// With how many others a target is entangled.
    pub(super) fn count_of(&self, target: usize) -> usize {
        self.entangled.iter().filter(|(a, b)| *a == target || *b == target).count()
    }

    /// Pairs of targets that meet in the template.
    pub(super) fn in_template(&self) -> impl Iterator<Item = (usize, usize)> {
        self.pairs.iter().take(self.in_template).copied()
    }
}

/// All pairs of some targets, the lower number first.
fn pairs_of(targets: &BTreeSet<usize>) -> impl Iterator<Item = (usize, usize)> {
    let after = |a: usize| targets.range(a + 1..).map(move |&b| (a, b));
    targets.iter().flat_map(move |&a| after(a))
}

fn add_pairs(pairs: &mut Vec<(usize, usize)>, together: &BTreeSet<usize>, targets: &[Target]) {
    let is_field = |at: &&usize| targets.get(**at).is_some_and(|it| it.given == Given::All);
    let together: Vec<usize> = together.iter().filter(is_field).copied().collect();
    let mut known: BTreeSet<(usize, usize)> = pairs.iter().copied().collect();
    for (at, &a) in together.iter().enumerate() {
        for &b in together.iter().skip(at + 1) {
            if known.insert((a, b)) {
                pairs.push((a, b));
            }
        }
    }
}

/// The targets that a set of fields has to do with.
fn of_set(fields: &Fields, set: ReadSet, targets: &[Target]) -> BTreeSet<usize> {
    let paths: Vec<_> = fields.members(set).iter().map(|it| fields.segments(*it)).collect();
    let is_in =
        |target: &Target| target.given == Given::All && paths.iter().any(|it| touches(&target.segments, it));
    targets.iter().enumerate().filter(|(_, it)| is_in(it)).map(|(at, _)| at).collect()
}

/// Notes how long the value may be that a target makes alone.
fn note_limit(hook: &Hook, run: &Run, pointer: &str, target: Option<&mut Target>) {
    let Origin::Value { .. } = run.origin else { return };
    let limit = hook.contract().describes(pointer).and_then(|it| it.get("maxLength")).and_then(Value::as_u64);
    let (Some(limit), Some(target)) = (limit.and_then(|it| usize::try_from(it).ok()), target) else { return };
    // One text breaks all limits if it is too long for the widest.
    target.limit = Some(target.limit.map_or(limit, |it| it.max(limit)));
}

/// Whether a schema can ask for one value because of another.
pub(super) fn combines(schema: &Value) -> bool {
    match schema {
        Value::Object(members) => {
            members.iter().any(|(name, value)| COMBINING.contains(&name.as_str()) || combines(value))
        }
        Value::Array(items) => items.iter().any(combines),
        _ => false,
    }
}
