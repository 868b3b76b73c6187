//! Many fields at once, for the sake of speed: what is wrong then is wrong alone as well, if each tag prints what it would
//! print alone.
//!
//! It is so when the template goes the same way, reads them all, and no two of them make or decide one value. Then nothing wrong
//! with all of them is nothing wrong with any; and a problem that blames one field only is that field's. The first kind
//! of value that shows a problem is tried alone all the same, since a witness is a contact with one change.

use super::base::{Base, reads_all_of};
use super::meet::Meeting;
use super::search::{Search, Try, is_fault, warns};
use super::table::Outcome;
use crate::contact::Contact;
use crate::field::Segment;
use crate::finding::{Finding, Severity};

impl Search<'_> {
    /// Tries at once what can be tried so. Gives what has to be tried one by one.
    pub(super) fn together(&mut self, base: &Base, meeting: &Meeting, mut tries: Vec<Try>) -> Vec<Try> {
        let (mut apart, mut group) = (Vec::new(), Vec::new());
        // Those that many hang on last: a condition around everything would else keep out everything.
        tries.sort_by_cached_key(|it| meeting.count_of(it.target));
        for it in tries {
            let meets = |other: &Try| meeting.are_entangled(it.target, other.target);
            if group.iter().any(meets) { apart.push(it) } else { group.push(it) }
        }
        while let Some(left) = self.group(base, &mut group) {
            apart.extend(left);
        }
        apart.extend(group);
        apart.sort_by_key(|it| it.target);
        apart
    }

    /// Tries a group at once, and keeps in it those of which nothing is known yet. Gives those that have to be tried
    /// alone; none when no more can be known of the group.
    fn group(&mut self, base: &Base, group: &mut Vec<Try>) -> Option<Vec<Try>> {
        let told = self.told(base, group)?;
        if told.is_empty() {
            for it in group.drain(..) {
                self.note(&it, Outcome::Passes);
            }
            return None;
        }
        let (mut alone, mut rest, size) = (Vec::new(), Vec::new(), group.len());
        for it in group.drain(..) {
            let Some(target) = self.targets.get(it.target) else { continue };
            let about = |finding: &&Finding| finding.fields.contains(&target.path);
            let own: Vec<&Finding> = told.iter().filter(about).collect();
            match self.known(base, &it, &own) {
                Some(outcome) => self.note(&it, outcome),
                None if own.is_empty() => rest.push(it),
                None => alone.push(it),
            }
        }
        // After an error of syntax not all of the rest is read, and the next one may only show when this one is gone.
        let hides = |it: &Finding| matches!(it.code, "body-not-json" | "body-not-xml" | "body-not-form");
        let is_over = rest.len() == size || told.iter().any(hides);
        *group = rest;
        if is_over {
            alone.append(group);
        }
        Some(alone)
    }

    /// What is new about all of them at once; none when that says nothing about each alone.
    fn told(&mut self, base: &Base, group: &[Try]) -> Option<Vec<Finding>> {
        let contact = self.with_all(base, group).filter(|_| group.len() > 1)?;
        if self.is_refused(base, &contact) {
            return None;
        }
        let examined = self.examine(&contact)?;
        let fields = group.iter().filter_map(|it| self.targets.get(it.target)).map(|it| &*it.segments);
        if !base.went_as(&examined.request) || !reads_all_of(&examined, fields) {
            return None;
        }
        let told = examined.findings.iter().filter(|it| it.severity != Severity::Info && base.is_new(it));
        let told: Vec<Finding> = told.cloned().collect();
        let path = |it: &Try| self.targets.get(it.target).map(|it| &it.path);
        let blames_one = |it: &Finding| group.iter().filter_map(path).any(|path| it.fields.contains(path));
        // What the engine refuses hides the rest, and what nobody is to blame for may be due to any of them.
        told.iter().all(|it| blames_one(it) && !is_fault(&examined, it)).then_some(told)
    }

    /// The base with all of them; none when one has no place, or is a part of another.
    fn with_all(&self, base: &Base, group: &[Try]) -> Option<Contact> {
        let mut changes: Vec<(&[Segment], _)> = Vec::with_capacity(group.len());
        for it in group {
            changes.push((&self.targets.get(it.target)?.segments, it.made.value()));
        }
        let is_around =
            |outer: &[Segment], inner: &[Segment]| outer.len() < inner.len() && inner.starts_with(outer);
        let is_part = |(inner, _): &(&[Segment], _)| changes.iter().any(|(outer, _)| is_around(outer, inner));
        if changes.iter().any(is_part) {
            return None;
        }
        base.contact.with_each(changes)
    }

    /// What comes of one of a group, of which `own` is told: known when the same problems were shown by a better example
    /// before, or it is only warned of.
    fn known(&mut self, base: &Base, it: &Try, own: &[&Finding]) -> Option<Outcome> {
        let target = self.targets.get(it.target)?;
        let is_alone = |finding: &&Finding| finding.fields == [target.path.clone()];
        if own.is_empty() || !own.iter().all(is_alone) {
            return None;
        }
        let errors: Vec<&Finding> = own.iter().copied().filter(|it| it.severity == Severity::Error).collect();
        if errors.is_empty() {
            let is_warned = own.iter().any(|it| warns(it));
            return Some(if is_warned { Outcome::Warns } else { Outcome::Passes });
        }
        let changed = [base.changed.clone(), vec![it.change(target)]].concat();
        let rank = it.rank(target, changed.len());
        if !errors.iter().all(|error| self.witnesses.has_better(error, &changed, rank)) {
            return None;
        }
        let mut numbers = errors.iter().filter_map(|error| self.witnesses.also(error, &changed));
        numbers.next().map(Outcome::Fails)
    }
}
