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
}

impl Meeting {
    /// Finds the pairs, and notes in the targets how long the partner lets them be.
    pub(super) fn of(hook: &Hook, examined: &Examined<'_>, targets: &mut [Target]) -> Meeting {
        let payload = hook.read(&examined.request).1.and_then(|it| it.root);
        let fields = &examined.render.fields;
        let mut places: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
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
                // What has no place in the payload meets what is around it.
                let place = pointer.unwrap_or_else(|| format!("part {at}"));
                places.entry(place).or_default().extend(all);
            }
        }
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for together in places.values() {
            add_pairs(&mut pairs, together, targets);
        }
        let in_template = pairs.len();
        if combines(hook.contract().schema()) {
            let all: BTreeSet<usize> = (0..targets.len()).collect();
            add_pairs(&mut pairs, &all, targets);
        }
        Meeting { pairs, in_template }
    }

    /// Whether two targets meet in the template.
    pub(super) fn have_met(&self, a: usize, b: usize) -> bool {
        self.in_template().any(|it| it == (a, b) || it == (b, a))
    }

    /// How many others a target meets in the template.
    pub(super) fn count_of(&self, target: usize) -> usize {
        self.in_template().filter(|(a, b)| *a == target || *b == target).count()
    }

    /// Pairs of targets that meet in the template.
    pub(super) fn in_template(&self) -> impl Iterator<Item = (usize, usize)> {
        self.pairs.iter().take(self.in_template).copied()
    }
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
