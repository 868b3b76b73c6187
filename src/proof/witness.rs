//! A contact that breaks a hook, and what fails with it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::kind::{Family, Kind, Likelihood};
use crate::contact::{Contact, ContactValue};
use crate::field::Segment;
use crate::finding::{Finding, Severity};
use crate::payload::NodeKind;
use crate::source::{InTemplate, SourceId, Span};

/// A contact that breaks a hook.
#[derive(Clone, Debug)]
pub struct Witness {
    /// What fails. It has no place in a rendered part, since the request is that of [`Witness::contact`].
    pub finding: Finding,
    /// The contact: the one that the search started from, with the changes.
    pub contact: Contact,
    /// The changes, as few as there can be.
    pub changed: Vec<Change>,
    /// How often contacts are like that: as often as the rarest of the changes.
    pub likelihood: Likelihood,
    /// Other changes that fail for the same reason, each alone.
    pub also: Vec<Change>,
}

/// A field that a contact has otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The field's path.
    pub field: Arc<str>,
    /// The same, step by step.
    pub(crate) segments: Vec<Segment>,
    /// What it is now.
    pub kind: &'static Kind,
    /// The value; none when the contact no longer has the field.
    pub(crate) value: Option<ContactValue>,
}

impl Witness {
    /// The field to blame: the one that was changed last.
    pub fn field(&self) -> &str {
        self.changed.last().map_or("", |it| &it.field)
    }

    /// Whether the request fails, rather than the template dropping the message.
    pub fn is_error(&self) -> bool {
        self.finding.severity == Severity::Error
    }
}

impl Change {
    /// What the field does, in words: `is missing`, `has a quotation mark`, `is "US"`.
    pub fn words(&self) -> String {
        match (&self.value, self.kind.words) {
            (Some(_), "") => format!("is {}", self.value_text().unwrap_or_default()),
            (_, words) => words.to_owned(),
        }
    }

    /// The value as JSON text; none when the contact no longer has the field.
    pub fn value_text(&self) -> Option<String> {
        self.value.as_ref().map(ContactValue::json_text)
    }

    /// The text that the field has, where seeing it helps: its characters are what matters.
    pub fn example(&self) -> Option<&str> {
        match &self.value {
            Some(NodeKind::Str(text)) if self.kind.family == Family::Content => Some(text),
            _ => None,
        }
    }
}

/// What makes two findings the same one, whatever the contact: their words can have its values in them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cause {
    source: SourceId,
    span: Span<InTemplate>,
    code: &'static str,
    pointer: Option<String>,
}

impl Cause {
    pub(super) fn of(it: &Finding) -> Cause {
        // That the message is dropped is told at the end of what was rendered, wherever that is.
        let span = if it.code == "message-dropped" { Span::default() } else { it.span };
        Cause { source: it.source.clone(), span, code: it.code, pointer: it.pointer.clone() }
    }
}

/// What makes one contact a better example than another: fewer changes, more likely ones, those of a field rather than
/// of a map around it, those that are tried first.
pub(super) type Rank = (usize, Likelihood, bool, usize, usize);

/// Witnesses while they are looked for.
#[derive(Default)]
pub(super) struct Witnesses {
    found: Vec<(Rank, Witness)>,
    by_cause: BTreeMap<(Cause, Family), usize>,
}

impl Witnesses {
    /// Adds what fails with a contact, whose last change is the one that did it. Gives the number of the witness, which
    /// stands until they are sorted.
    pub(super) fn add(
        &mut self,
        finding: &Finding,
        contact: &Contact,
        changed: &[Change],
        rank: Rank,
    ) -> usize {
        let next = self.found.len();
        let at = *self.by_cause.entry((Cause::of(finding), family(changed))).or_insert(next);
        let likelihood = changed.iter().map(|it| it.kind.likelihood).max().unwrap_or(Likelihood::Often);
        let made = |also| Witness {
            finding: without_rendered(finding),
            contact: contact.clone(),
            changed: changed.to_vec(),
            likelihood,
            also,
        };
        match self.found.get_mut(at) {
            None => self.found.push((rank, made(Vec::new()))),
            Some((best, witness)) if rank < *best => {
                let mut also = std::mem::take(&mut witness.also);
                also.extend(alone(&witness.changed).cloned());
                (*best, *witness) = (rank, made(also));
            }
            Some((_, witness)) => witness.also.extend(alone(changed).cloned()),
        }
        at
    }

    /// Whether there is a better example of a problem.
    pub(super) fn has_better(&self, finding: &Finding, changed: &[Change], rank: Rank) -> bool {
        let known = self.known(finding, changed).and_then(|at| self.found.get(at));
        known.is_some_and(|(best, _)| *best < rank)
    }

    /// Notes that the changes show a problem as well of which there is a better example. Gives its number.
    pub(super) fn also(&mut self, finding: &Finding, changed: &[Change]) -> Option<usize> {
        let at = self.known(finding, changed)?;
        let (_, witness) = self.found.get_mut(at)?;
        witness.also.extend(alone(changed).cloned());
        Some(at)
    }

    fn known(&self, finding: &Finding, changed: &[Change]) -> Option<usize> {
        self.by_cause.get(&(Cause::of(finding), family(changed))).copied()
    }

    /// The witnesses in order, and the new number of each.
    pub(super) fn sorted(self) -> (Vec<Witness>, Vec<usize>) {
        let mut found: Vec<(usize, Witness)> = self.found.into_iter().map(|(_, it)| it).enumerate().collect();
        found.sort_by(|(_, a), (_, b)| {
            let order = |it: &Witness| (!it.is_error(), it.likelihood, Cause::of(&it.finding));
            order(a).cmp(&order(b))
        });
        let mut numbers = vec![0; found.len()];
        for (now, (before, _)) in found.iter().enumerate() {
            if let Some(number) = numbers.get_mut(*before) {
                *number = now;
            }
        }
        (found.into_iter().map(|(_, it)| it).map(tidied).collect(), numbers)
    }
}

/// What the change has in common with others that did it.
fn family(changed: &[Change]) -> Family {
    changed.last().map_or(Family::Content, |it| it.kind.family)
}

/// The change that is enough by itself.
fn alone(changed: &[Change]) -> Option<&Change> {
    match changed {
        [only] => Some(only),
        _ => None,
    }
}

/// Each other change once.
fn tidied(mut witness: Witness) -> Witness {
    let mut also: Vec<Change> = Vec::with_capacity(witness.also.len());
    for change in witness.also {
        let is_same =
            |it: &Change| it.field == change.field && it.kind == change.kind && it.value == change.value;
        if !also.iter().any(is_same) && !witness.changed.last().is_some_and(is_same) {
            also.push(change);
        }
    }
    witness.also = also;
    witness
}

/// The request of the contact is not at hand, so no place in it is told.
fn without_rendered(finding: &Finding) -> Finding {
    let mut finding = finding.clone();
    finding.rendered = None;
    for place in &mut finding.places {
        place.rendered = None;
    }
    finding
}
