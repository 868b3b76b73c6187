//! Two fields at once: a partner asks for an email address or a telephone number, and a contact has neither.

use super::base::Base;
use super::kind::KINDS;
use super::meet::Meeting;
use super::sample::{Made, Sample};
use super::search::{Search, Try};
use super::table::Outcome;
use super::target::Target;

/// The kinds that are tried in two fields at once.
const TOGETHER: [&str; 2] = ["absent", "empty"];

impl Search<'_> {
    /// Tries pairs of fields that meet: both without a value; then one as a condition asks for and the other without.
    /// A field that fails alone is left out.
    pub(super) fn pairs(&mut self, base: &Base, meeting: &Meeting) {
        for kind in TOGETHER {
            for &(a, b) in &meeting.pairs {
                if let (Some(a), Some(b)) = (self.without(base, a, kind), self.without(base, b, kind)) {
                    self.two(base, &a, &b);
                }
            }
        }
        for (a, b) in meeting.in_template() {
            for (compared, other) in [(a, b), (b, a)] {
                let Some(other) = self.without(base, other, "absent") else { continue };
                for constant in self.constants(base, compared) {
                    if self.is_harmless(&constant) {
                        self.two(base, &constant, &other);
                    }
                }
            }
        }
    }

    /// A target without a value, if it does no harm alone.
    fn without(&self, base: &Base, at: usize, id: &str) -> Option<Try> {
        let target = self.targets.get(at)?;
        let (cell, kind) = KINDS.iter().enumerate().find(|(_, it)| it.id == id)?;
        let made = kind.made(&Sample { path: &target.path, value: &target.plain, limit: None })?;
        let it = Try { target: at, cell, kind, made };
        let is_change = base.contact.at(&target.segments) != it.made.value();
        (is_change && self.is_harmless(&it)).then_some(it)
    }

    fn is_harmless(&self, it: &Try) -> bool {
        let row = self.targets.get(it.target).and_then(|target| self.rows.get(target.row));
        let cell = row.and_then(|row| row.cells.get(it.cell));
        cell.is_some_and(|cell| matches!(cell.outcome, Outcome::Passes | Outcome::Warns))
    }

    fn two(&mut self, base: &Base, a: &Try, b: &Try) {
        let both = |it: &Try| self.targets.get(it.target).cloned();
        let (Some(first), Some(second)) = (both(a), both(b)) else { return };
        let with = |target: &Target, made: &Made, contact: &crate::contact::Contact| {
            contact.with(&target.segments, made.value())
        };
        let contact = with(&first, &a.made, &base.contact).and_then(|it| with(&second, &b.made, &it));
        let Some(contact) = contact else { return };
        let changed = vec![a.change(&first), b.change(&second)];
        let likelihood = a.kind.likelihood.max(b.kind.likelihood);
        self.attempt(base, contact, changed, (2, likelihood, false, a.cell, a.target));
    }
}
