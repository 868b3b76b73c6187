//! The search itself: which contacts are tried, in which order, and what is made of the outcomes.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::base::{Base, Step, printed};
use super::kind::{CONSTANT, Family, KINDS, Kind};
use super::meet::{Meeting, combines};
use super::sample::{Made, Sample};
use super::start::Start;
use super::table::{Outcome, Row, Why};
use super::target::{Fields, Given, Target};
use super::witness::{Change, Rank, Witnesses};
use super::{Conclusion, Effort, Proof};
use crate::contact::Contact;
use crate::dialect::Dialect;
use crate::finding::{Finding, Severity};
use crate::hook::{Examined, Hook, Options};

/// How many contacts others are made from. Each is one that a condition takes another way for; a template with more ways
/// than that is long, and its fields are tried on the first ones.
const MAX_BASES: usize = 8;

/// How many changes a contact has at most that others are made from.
const MAX_CHANGES: usize = 3;

/// Findings that are about the contact, not about what becomes of it.
const ABOUT_CONTACT: [&str; 2] = ["contact-not-as-declared", "unknown-field"];

/// A search that is going on.
pub(super) struct Search<'h> {
    hook: &'h Hook,
    options: &'h Options,
    effort: Effort,
    /// Whether fields are tried together: not where the partner asks for one value because of another, which may then
    /// be gone too.
    is_grouped: bool,
    tried: usize,
    is_spent: bool,
    bases: Vec<Arc<Base>>,
    covered: BTreeSet<Step>,
    pub(super) targets: Vec<Target>,
    pub(super) rows: Vec<Row>,
    pub(super) witnesses: Witnesses,
}

/// A target with a value for it.
pub(super) struct Try {
    pub(super) target: usize,
    /// The column of the table.
    pub(super) cell: usize,
    pub(super) kind: &'static Kind,
    pub(super) made: Made,
}

impl Try {
    /// The change that it makes to the target.
    pub(super) fn change(&self, target: &Target) -> Change {
        Change {
            field: target.path.clone(),
            segments: target.segments.clone(),
            kind: self.kind,
            value: self.made.value().cloned(),
        }
    }

    /// How good an example it makes, as the last of so many changes.
    pub(super) fn rank(&self, target: &Target, changes: usize) -> Rank {
        (changes, self.kind.likelihood, target.given != Given::All, self.cell, self.target)
    }
}

impl<'h> Search<'h> {
    pub(super) fn new(hook: &'h Hook, options: &'h Options, effort: Effort) -> Search<'h> {
        Search {
            hook,
            options,
            effort,
            is_grouped: effort.grouped && !combines(hook.contract().schema()),
            tried: 0,
            is_spent: false,
            bases: Vec::new(),
            covered: BTreeSet::new(),
            targets: Vec::new(),
            rows: Vec::new(),
            witnesses: Witnesses::default(),
        }
    }

    pub(super) fn run(mut self, contact: Option<&Contact>) -> Proof {
        let plain = Contact::read(&self.hook.sample_contact());
        let start = Start::of(self.hook, self.options, contact, &plain);
        self.tried = start.tried;
        let base = Base::new(start.contact.clone(), Vec::new(), &start.examined, &mut self.covered);
        let starts_broken = start.is_broken();
        let fields = Fields::of(self.hook, &base.contact, &plain, base.all_reads());
        self.targets = fields.targets;
        self.rows = fields.rows.into_iter().map(|(path, constants)| Row::new(path, &constants)).collect();
        let meeting = Meeting::of(self.hook, &start.examined, &mut self.targets);
        let base = Arc::new(base);
        self.bases.push(base.clone());
        let mut at = 0;
        while let Some(base) = self.bases.get(at).cloned() {
            self.singles(&base, &meeting);
            at += 1;
        }
        self.pairs(&base, &meeting);
        let (witnesses, numbers) = self.witnesses.sorted();
        let mut rows = self.rows;
        for cell in rows.iter_mut().flat_map(|it| &mut it.cells) {
            if let Outcome::Drops(at) | Outcome::Fails(at) = &mut cell.outcome {
                *at = numbers.get(*at).copied().unwrap_or_default();
            }
        }
        let mut proof = Proof {
            contact: start.contact,
            is_invented: start.is_invented,
            starts_broken,
            witnesses,
            rows,
            tried: self.tried,
            budget: self.effort.budget,
            is_spent: self.is_spent,
            conclusion: Conclusion::default(),
        };
        proof.conclusion = Conclusion::of(self.hook, self.hook.format(&start.examined.request), &proof);
        proof
    }

    /// Tries each kind of value in each field alone.
    fn singles(&mut self, base: &Arc<Base>, meeting: &Meeting) {
        for (cell, kind) in KINDS.iter().enumerate() {
            let mut tries = self.tries(base, cell, kind);
            if self.is_grouped && kind.is_grouped() {
                tries = self.together(base, meeting, tries);
            }
            for it in &tries {
                self.one(base, it);
            }
        }
        for at in 0..self.targets.len() {
            for it in self.constants(base, at) {
                self.one(base, &it);
            }
        }
    }

    /// The targets that a kind of value fits.
    fn tries(&mut self, base: &Base, cell: usize, kind: &'static Kind) -> Vec<Try> {
        // What a contact has nothing of is empty there: only a field that the account lacks is missing.
        let has_all = self.hook.profile().dialect == Dialect::MergeFields;
        let mut tries = Vec::new();
        for (at, target) in self.targets.iter().enumerate() {
            let fits = match target.given {
                Given::All => true,
                Given::Around => {
                    matches!(kind.id, "absent" | "null" | "empty-list") || kind.family == Family::Size
                }
                Given::AbsentElement => matches!(kind.id, "absent" | "null"),
            };
            let sample = Sample { path: &target.path, value: &target.plain, limit: target.limit };
            let Some(made) = kind.made(&sample).filter(|_| fits) else { continue };
            if is_changed(base, target) {
                continue;
            }
            if kind.id == "absent" && has_all {
                note(&mut self.rows, target, cell, Outcome::NotTried(Why::Given));
                continue;
            }
            if !base.reads(&target.segments) {
                note(&mut self.rows, target, cell, Outcome::NotTried(Why::NotRead));
                continue;
            }
            tries.push(Try { target: at, cell, kind, made });
        }
        tries
    }

    /// What conditions compare a target with.
    pub(super) fn constants(&self, base: &Base, at: usize) -> Vec<Try> {
        let Some(target) = self.targets.get(at) else { return Vec::new() };
        let row = self.rows.get(target.row);
        if target.given != Given::All || !base.reads(&target.segments) || is_changed(base, target) {
            return Vec::new();
        }
        let cells = row.into_iter().flat_map(|it| it.cells.iter().enumerate());
        let made = cells.filter_map(|(cell, it)| Some((cell, it.constant.clone()?)));
        made.map(|(cell, it)| Try { target: at, cell, kind: &CONSTANT, made: Made::Value(it) }).collect()
    }

    /// Tries one value of one target.
    fn one(&mut self, base: &Arc<Base>, it: &Try) {
        let Some(target) = self.targets.get(it.target) else { return };
        if base.contact.at(&target.segments) == it.made.value() {
            self.note(it, Outcome::Passes);
            return;
        }
        let Some(contact) = base.contact.with(&target.segments, it.made.value()) else {
            self.note(it, Outcome::NotTried(Why::NoPlace));
            return;
        };
        let changed: Vec<Change> = base.changed.iter().cloned().chain([it.change(target)]).collect();
        let rank = it.rank(target, changed.len());
        let outcome = self.attempt(base, contact, changed, rank);
        self.note(it, outcome);
    }

    /// Checks a contact, and keeps what is wrong with it that is not wrong with the base.
    pub(super) fn attempt(
        &mut self,
        base: &Base,
        contact: Contact,
        changed: Vec<Change>,
        rank: Rank,
    ) -> Outcome {
        if self.is_refused(base, &contact) {
            return Outcome::NotTried(Why::Declared);
        }
        let Some(examined) = self.examine(&contact) else { return Outcome::NotTried(Why::Budget) };
        let new: Vec<&Finding> = examined.findings.iter().filter(|it| base.is_new(it)).collect();
        let fails = |it: &&&Finding| it.severity == Severity::Error || it.code == "message-dropped";
        // What the engine refuses is not sent, so nothing comes of the rest of the request.
        let has_refused = new.iter().filter(fails).any(|it| is_fault(&examined, it));
        let mut first = None;
        for finding in new.iter().filter(fails).filter(|it| !has_refused || is_fault(&examined, it)) {
            let at = self.witnesses.add(finding, &contact, &changed, rank);
            first.get_or_insert((at, finding.severity == Severity::Error));
        }
        match first {
            Some((at, true)) => Outcome::Fails(at),
            Some((at, false)) => Outcome::Drops(at),
            None => {
                let outcome = if new.iter().any(|it| warns(it)) { Outcome::Warns } else { Outcome::Passes };
                self.grow(contact, changed, &examined);
                outcome
            }
        }
    }

    /// Keeps a contact to make others from when its request has something in it that no other had.
    fn grow(&mut self, contact: Contact, changed: Vec<Change>, examined: &Examined<'_>) {
        let is_new = || printed(&examined.request).any(|it| !self.covered.contains(&it));
        if self.bases.len() < MAX_BASES && changed.len() <= MAX_CHANGES && is_new() {
            let base = Base::new(contact, changed, examined, &mut self.covered);
            self.bases.push(Arc::new(base));
        }
    }

    /// Checks a contact; none when the budget is spent.
    pub(super) fn examine(&mut self, contact: &Contact) -> Option<Examined<'h>> {
        if self.tried >= self.effort.budget {
            self.is_spent = true;
            return None;
        }
        self.tried += 1;
        Some(self.hook.examine(contact, self.options))
    }

    /// Whether the hook file says that there is no such contact.
    pub(super) fn is_refused(&self, base: &Base, contact: &Contact) -> bool {
        self.hook.declared().is_some_and(|(declared, _)| {
            let complaints = declared.complaints(contact.root());
            let known = || declared.complaints(base.contact.root());
            !complaints.is_empty() && {
                let known = known();
                complaints.iter().any(|it| !known.contains(it))
            }
        })
    }

    pub(super) fn note(&mut self, it: &Try, outcome: Outcome) {
        if let Some(target) = self.targets.get(it.target) {
            note(&mut self.rows, target, it.cell, outcome);
        }
    }
}

/// Whether the engine refuses the template with this contact.
pub(super) fn is_fault(examined: &Examined<'_>, it: &Finding) -> bool {
    let mut faults = examined.request.parts().flat_map(|(_, part)| &part.findings);
    faults.any(|fault| fault.code == it.code && fault.span == it.span)
}

/// Whether it is a warning about what becomes of the contact.
pub(super) fn warns(it: &Finding) -> bool {
    it.severity == Severity::Warning && !ABOUT_CONTACT.contains(&it.code)
}

fn note(rows: &mut [Row], target: &Target, cell: usize, outcome: Outcome) {
    if let Some(row) = rows.get_mut(target.row) {
        row.note(cell, outcome);
    }
}

/// Whether the base has this field otherwise already: other values of it were tried on the contact before it.
fn is_changed(base: &Base, target: &Target) -> bool {
    base.changed.iter().any(|it| it.field == target.path)
}
