//! What a whole list comes to.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::cause::Key;
use super::damage::{Damage, Damages};
use super::input::{Bad, Head};
use super::mapping::Mapping;
use super::seen::Seen;
use super::tally::{Counts, Tally};
use super::who::Kind;
use crate::finding::Finding;
use crate::limits::{FIRST_CONTACTS, MAX_CAUSES};

/// The totals of a list. They take tallies in the order of their blocks; however the list was cut into blocks, the
/// totals are the same.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    head: Option<Arc<Head>>,
    /// How many of each kind.
    pub counts: Counts,
    bad: Vec<(u64, Bad)>,
    causes: Vec<Cause>,
    index: BTreeMap<Key, usize>,
    /// How often contacts have problems of causes that are not told, since there are too many.
    pub untold: u64,
    seen: Seen,
    duplicates: BTreeMap<Kind, Duplicates>,
    damages: Damages,
}

/// A cause of problems.
#[derive(Clone, Debug, PartialEq)]
pub struct Cause {
    /// How many contacts have it.
    pub count: u64,
    /// The finding of the first of them, without its place in the request.
    pub finding: Finding,
    /// The numbers of the first few; see [`Head::unit`].
    pub first: Vec<u64>,
}

/// People who come more than once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Duplicates {
    /// How many contacts are like an earlier one.
    pub count: u64,
    /// The numbers of the first few.
    pub first: Vec<u64>,
}

impl Totals {
    /// Adds the tally of the block that follows the last one.
    pub fn add(&mut self, tally: Tally) {
        self.counts.add(&tally.counts);
        let room = FIRST_CONTACTS.saturating_sub(self.bad.len());
        self.bad.extend(tally.bad.into_iter().take(room));
        for (key, met) in tally.causes {
            match self.index.get(&key) {
                Some(&at) => {
                    if let Some(cause) = self.causes.get_mut(at) {
                        cause.count += met.count;
                        let room = FIRST_CONTACTS.saturating_sub(cause.first.len());
                        cause.first.extend(met.first.into_iter().take(room));
                    }
                }
                None if self.causes.len() < MAX_CAUSES => {
                    self.index.insert(key, self.causes.len());
                    self.causes.push(Cause { count: met.count, finding: met.finding, first: met.first });
                }
                None => self.untold += met.count,
            }
        }
        let kinds = Kind::ALL.len();
        self.seen.see(tally.marks.as_flattened(), |at| {
            let number = tally.marked.get(at / kinds).copied();
            let Some((number, &kind)) = number.zip(Kind::ALL.get(at % kinds)) else { return };
            let duplicates = self.duplicates.entry(kind).or_default();
            duplicates.count += 1;
            if duplicates.first.len() < FIRST_CONTACTS {
                duplicates.first.push(number);
            }
        });
        self.damages.join(&tally.damages);
        self.head = Some(tally.head);
    }

    /// What the list turned out to be; none before the first tally.
    pub fn head(&self) -> Option<&Head> {
        self.head.as_deref()
    }

    /// The causes: errors first, then those of more contacts, then in the order in which they were met.
    pub fn causes(&self) -> Vec<&Cause> {
        let mut causes: Vec<&Cause> = self.causes.iter().collect();
        causes.sort_by_key(|it| (it.finding.severity, std::cmp::Reverse(it.count)));
        causes
    }

    /// The first few records that are no contacts, and why.
    pub fn bad(&self) -> &[(u64, Bad)] {
        &self.bad
    }

    /// People who come more than once, by what they are known by.
    pub fn duplicates(&self) -> impl Iterator<Item = (Kind, &Duplicates)> {
        self.duplicates.iter().map(|(kind, it)| (*kind, it))
    }

    /// Whether the list was too long to tell of all duplicates.
    pub fn has_more_people(&self) -> bool {
        self.seen.is_full()
    }

    /// The columns of a table and the fields that the hook reads; none for JSON.
    pub fn mapping(&self) -> Option<&Mapping> {
        self.head.as_ref()?.columns.as_ref().map(super::columns::Columns::mapping)
    }

    /// What a spreadsheet did to a table.
    pub fn damage(&self) -> Vec<Damage> {
        let name = |at: usize| {
            let column = self.mapping().and_then(|it| it.columns.get(at));
            column.map(|it| it.name.clone()).unwrap_or_default()
        };
        self.damages.found(name)
    }
}
