//! What the contacts of a block come to.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::cause::{Key, without_request};
use super::damage::Damages;
use super::input::{Bad, Head};
use super::who::Marks;
use crate::finding::Finding;
use crate::limits::FIRST_CONTACTS;

/// How many contacts there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Contacts that were checked: the sum of the next three.
    pub contacts: u64,
    /// Those without a problem of their own.
    pub ok: u64,
    /// Those with a warning and no error.
    pub warned: u64,
    /// Those whose request fails.
    pub failing: u64,
    /// Records that are no contacts and were not checked.
    pub bad: u64,
    /// Rows that are no UTF-8 and were read as Windows-1252.
    pub windows_1252: u64,
    /// Contacts that were checked by the compiled plan.
    pub by_plan: u64,
    /// Contacts that were rendered and checked whole.
    pub by_rendering: u64,
}

impl Counts {
    /// Counts a contact whose request fails, or has a warning.
    pub(super) fn count(&mut self, fails: bool, is_warned: bool) {
        self.contacts += 1;
        match (fails, is_warned) {
            (true, _) => self.failing += 1,
            (false, true) => self.warned += 1,
            (false, false) => self.ok += 1,
        }
    }

    pub(super) fn add(&mut self, other: &Counts) {
        self.contacts += other.contacts;
        self.ok += other.ok;
        self.warned += other.warned;
        self.failing += other.failing;
        self.bad += other.bad;
        self.windows_1252 += other.windows_1252;
        self.by_plan += other.by_plan;
        self.by_rendering += other.by_rendering;
    }
}

/// What some contacts that follow one another come to. It is no larger than they make it, and nothing is left out of it:
/// bounds are [`Totals`](super::Totals)' matter, so that they do not depend on how the list was cut.
#[derive(Clone, Debug)]
pub struct Tally {
    pub(super) head: Arc<Head>,
    /// How many of each kind.
    pub counts: Counts,
    pub(super) bad: Vec<(u64, Bad)>,
    /// In the order in which they were met first, each with its contacts.
    pub(super) causes: Vec<(Key, Met)>,
    index: BTreeMap<Key, usize>,
    /// What tells people apart, in the order of the contacts.
    pub(super) marks: Vec<Marks>,
    /// The numbers of these contacts.
    pub(super) marked: Vec<u64>,
    pub(super) damages: Damages,
}

/// A cause in some contacts.
#[derive(Clone, Debug)]
pub(super) struct Met {
    /// The finding of the first of them.
    pub(super) finding: Finding,
    pub(super) count: u64,
    /// The numbers of the first few.
    pub(super) first: Vec<u64>,
    last: u64,
}

impl Tally {
    /// Of nothing yet, with room for what tells so many people apart.
    pub(super) fn new(head: Arc<Head>, people: usize) -> Tally {
        Tally {
            head,
            counts: Counts::default(),
            bad: Vec::new(),
            causes: Vec::new(),
            index: BTreeMap::new(),
            marks: Vec::with_capacity(people),
            marked: Vec::with_capacity(people),
            damages: Damages::default(),
        }
    }

    /// What is known of the list that they are of.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// Counts a problem of a contact; where its cause is among the causes.
    pub(super) fn met(&mut self, key: &Key, finding: &Finding, number: u64) -> usize {
        let next = self.causes.len();
        let at = *self.index.entry(key.clone()).or_insert(next);
        if at == next {
            let finding = without_request(finding);
            self.causes.push((key.clone(), Met { finding, count: 0, first: Vec::new(), last: 0 }));
        }
        self.met_again(at, number);
        at
    }

    /// Notes what tells the person of a contact from others.
    #[inline]
    pub(super) fn mark(&mut self, number: u64, marks: Marks) {
        self.marks.push(marks);
        self.marked.push(number);
    }

    /// Counts a contact with the cause that is at this place.
    pub(super) fn met_again(&mut self, at: usize, number: u64) {
        let Some((_, met)) = self.causes.get_mut(at) else { return };
        // The same cause counts once for a contact, however many findings it has. Numbers begin with 1.
        if met.last != number {
            met.count += 1;
            met.last = number;
            if met.first.len() < FIRST_CONTACTS {
                met.first.push(number);
            }
        }
    }
}
