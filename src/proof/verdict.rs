//! What a search and the guarantee come to, in one sentence.

use std::collections::BTreeSet;

use super::given::given;
use super::kind::Family;
use super::{Proof, Witness};
use crate::context::{Demand, Given, Kinds};
use crate::field::{self, Segment};
use crate::guarantee::Doubt;
use crate::hook::Hook;
use crate::payload::Format;
use crate::report::Verdict;

impl Default for Conclusion {
    /// Nothing is known.
    fn default() -> Conclusion {
        let sentence = unproved(&[]);
        Conclusion { verdict: Verdict::Unproved, conditions: Vec::new(), doubts: Vec::new(), sentence }
    }
}

/// How often conditions are looked for: one may bring another to light.
const MAX_ROUNDS: usize = 4;

/// How many ways to break a sentence names.
const MAX_NAMED: usize = 2;

/// What is known of a hook for all contacts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conclusion {
    /// `Safe`, `SafeIf`, `Breaks` or `Unproved`.
    pub verdict: Verdict,
    /// What has to hold of every contact for the hook to be safe. No edit of the template invents a postcode: such a
    /// condition is one for the segment that the platform sends to.
    pub conditions: Vec<Condition>,
    /// Why the hook is not proved to be safe, with the conditions met; empty when it is.
    pub doubts: Vec<Doubt>,
    /// The verdict in a sentence: `breaks when 'profile.lastname' has a quotation mark`.
    pub sentence: String,
}

/// Something that has to hold of a field of every contact.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Condition {
    /// The field, step by step.
    pub field: Box<[Segment]>,
    /// What has to hold.
    pub asks: Asks,
}

/// What has to hold of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asks {
    /// The contact has it, and it is not null.
    Present,
    /// The contact has it, and it is a map: fields are read below it.
    Map,
    /// It is a text or number with more than white space.
    Filled,
}

impl Asks {
    /// What a doubt demands, where a segment of contacts can be chosen by it.
    fn of(demand: Demand) -> Option<Asks> {
        match demand {
            Demand::Present => Some(Asks::Present),
            Demand::Filled => Some(Asks::Filled),
            Demand::Kinds(Kinds::MAP) => Some(Asks::Map),
            Demand::Without(_) | Demand::Kinds(_) => None,
        }
    }

    fn demand(self) -> Demand {
        match self {
            Asks::Present => Demand::Present,
            Asks::Map => Demand::Kinds(Kinds::MAP),
            Asks::Filled => Demand::Filled,
        }
    }

    /// As reports write it.
    pub fn name(self) -> &'static str {
        match self {
            Asks::Present => "present",
            Asks::Map => "map",
            Asks::Filled => "filled",
        }
    }
}

impl Condition {
    /// The field's path as people write it.
    pub fn path(&self) -> String {
        field::written(&self.field)
    }
}

impl Conclusion {
    /// What the witnesses of a search and the guarantee come to. The body is written in `format`.
    pub(super) fn of(hook: &Hook, format: Format, proof: &Proof) -> Conclusion {
        let given = given(hook);
        let (conditions, doubts) = conditions(hook, format, &given);
        let breaking: Vec<&Witness> = proof
            .witnesses
            .iter()
            .filter(|it| it.is_error() && !is_ruled_out(it, &conditions, &given))
            .collect();
        let verdict = match (breaking.is_empty(), doubts.is_empty(), conditions.is_empty()) {
            _ if proof.starts_broken => Verdict::Broken,
            (false, ..) => Verdict::Breaks,
            (true, true, true) => Verdict::Safe,
            (true, true, false) => Verdict::SafeIf,
            (true, false, _) => Verdict::Unproved,
        };
        let sentence = match verdict {
            Verdict::Broken => "fails for the contact that was checked".to_owned(),
            Verdict::Breaks => breaks(&breaking),
            Verdict::Safe => "safe for every contact".to_owned(),
            Verdict::SafeIf => safe_if(&conditions),
            Verdict::Unproved => unproved(&doubts),
        };
        let is_safe = verdict == Verdict::SafeIf;
        Conclusion { verdict, conditions: if is_safe { conditions } else { Vec::new() }, doubts, sentence }
    }
}

/// The conditions under which fewest doubts are left, and those.
fn conditions(hook: &Hook, format: Format, given: &Given) -> (Vec<Condition>, Vec<Doubt>) {
    let mut given = given.clone();
    let mut conditions = BTreeSet::new();
    let mut doubts = hook.doubts(format, &given);
    for _ in 0..MAX_ROUNDS {
        let mut more = BTreeSet::new();
        for doubt in &doubts {
            let Some(asks) = doubt.demand.and_then(Asks::of) else { continue };
            more.extend(doubt.fields.iter().map(|field| Condition { field: field.clone(), asks }));
        }
        if more.is_subset(&conditions) {
            break;
        }
        for it in &more {
            given = given.with(&it.field, it.asks.demand().fact());
        }
        conditions.extend(more);
        doubts = hook.doubts(format, &given);
    }
    // That it is filled says that it is there.
    let filled: BTreeSet<_> =
        conditions.iter().filter(|it| it.asks == Asks::Filled).map(|it| it.field.clone()).collect();
    conditions.retain(|it| it.asks == Asks::Filled || !filled.contains(&it.field));
    (conditions.into_iter().collect(), doubts)
}

/// Whether a contact is none that the claim is about: one that a condition leaves out, or whose field is of another type
/// than is given.
fn is_ruled_out(witness: &Witness, conditions: &[Condition], given: &Given) -> bool {
    witness.changed.iter().any(|change| {
        let is_it = |it: &&Condition| it.path() == *change.field;
        match change.kind.family {
            Family::Absence => conditions.iter().any(|it| is_it(&it) && rules_out(it.asks, change.kind.id)),
            Family::Type => {
                let is_other = change.kind.id == "list";
                given.fact(&change.segments).kinds != Kinds::ALL
                    || is_other && conditions.iter().any(|it| is_it(&it) && it.asks != Asks::Present)
            }
            Family::Content | Family::Length | Family::Size | Family::Constant => false,
        }
    })
}

fn rules_out(asks: Asks, kind: &str) -> bool {
    match asks {
        Asks::Filled => true,
        Asks::Present | Asks::Map => matches!(kind, "absent" | "null"),
    }
}

fn breaks(witnesses: &[&Witness]) -> String {
    let mut ways: Vec<String> = Vec::new();
    for witness in witnesses {
        let changes = witness.changed.iter().map(|it| format!("'{}' {}", it.field, it.words()));
        let way = changes.collect::<Vec<_>>().join(" and ");
        if !ways.contains(&way) {
            ways.push(way);
        }
    }
    let others = ways.len().saturating_sub(MAX_NAMED);
    ways.truncate(MAX_NAMED);
    match others {
        0 => format!("breaks when {}", ways.join(", and when ")),
        1 => format!("breaks when {}, and in one more way", ways.join(", when ")),
        more => format!("breaks when {}, and in {more} more ways", ways.join(", when ")),
    }
}

fn safe_if(conditions: &[Condition]) -> String {
    let of = |is_filled: bool, one: &str, many: &str| {
        let paths = conditions.iter().filter(|it| (it.asks == Asks::Filled) == is_filled);
        let paths: Vec<String> = paths.map(|it| format!("'{}'", it.path())).collect();
        let verb = if paths.len() == 1 { one } else { many };
        (!paths.is_empty()).then(|| format!("{} {verb}", all_of(&paths)))
    };
    let parts = [of(true, "is filled in", "are filled in"), of(false, "is there", "are there")];
    format!("safe if {}", parts.into_iter().flatten().collect::<Vec<_>>().join(" and "))
}

fn unproved(doubts: &[Doubt]) -> String {
    match doubts {
        [] => "not proved".to_owned(),
        [only] => format!("not proved, because {}", only.message),
        [first, rest @ ..] => {
            let rest = rest.iter().filter(|it| it.message != first.message).count();
            let more = if rest == 0 { String::new() } else { format!(", and for {rest} more reasons") };
            format!("not proved, because {}{more}", first.message)
        }
    }
}

/// `a`, `a and b`, `a, b and c`.
fn all_of(names: &[String]) -> String {
    match names {
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        names => names.concat(),
    }
}
