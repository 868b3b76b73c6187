//! Checks the contacts of a block.

use super::cause::{Key, without_request};
use super::input::{Bad, Block, Head, Record};
use super::tally::Tally;
use crate::contact::Contact;
use crate::finding::{Finding, Severity};
use crate::hook::{Hook, Options};

/// Holds each contact of a list against one hook.
#[derive(Clone, Debug)]
pub struct Checker {
    hook: Hook,
    options: Options,
    own: Vec<(Key, Finding)>,
    keeps_failing: bool,
}

/// What was found in a block.
#[derive(Clone, Debug)]
pub struct Checked {
    /// What its contacts come to.
    pub tally: Tally,
    /// The contacts whose requests fail, when they are kept.
    pub failing: Vec<Failing>,
}

/// A contact whose request fails.
#[derive(Clone, Debug, PartialEq)]
pub struct Failing {
    /// Its number; see [`Head::unit`].
    pub number: u64,
    /// Its email address, when the list has one.
    pub email: Option<String>,
    /// Its customer's id, when the list has one.
    pub id: Option<String>,
    /// What is wrong, with the contact's own values; not what is wrong with the hook whoever the contact is.
    pub findings: Vec<Finding>,
}

impl Checker {
    /// For a hook. What is wrong with it whoever the contact is counts for no contact: [`Checker::own`] tells it.
    pub fn new(hook: &Hook, options: &Options) -> Checker {
        // What is found for a contact that has every field and for one that has none, and is about no field, is of
        // the hook.
        let keyed = |contact: &Contact| -> Vec<(Key, Finding)> {
            let found = hook.examine(contact, options);
            let findings = found.findings.into_iter();
            findings.map(|it| (Key::of(&it, &found.request), it)).collect()
        };
        let of_none = keyed(&Contact::empty());
        let is_stated = |it: &Finding| {
            hook.findings().iter().any(|own| {
                (own.code, &own.source, own.span, &own.message) == (it.code, &it.source, it.span, &it.message)
            })
        };
        let mut own = keyed(&Contact::read(&hook.sample_contact()));
        own.retain(|(key, it)| {
            (it.fields.is_empty() || is_stated(it)) && of_none.iter().any(|(other, _)| other == key)
        });
        for (_, finding) in &mut own {
            *finding = without_request(finding);
        }
        Checker { hook: hook.clone(), options: options.clone(), own, keeps_failing: false }
    }

    /// The same, keeping the contacts whose requests fail.
    #[must_use]
    pub fn keeping_failing(self) -> Checker {
        Checker { keeps_failing: true, ..self }
    }

    /// What is wrong with the hook whoever the contact is.
    pub fn own(&self) -> impl Iterator<Item = &Finding> {
        self.own.iter().map(|(_, finding)| finding)
    }

    /// Checks the contacts of a block.
    pub fn check(&self, block: &Block) -> Checked {
        let head = block.head();
        let mut checked = Checked { tally: Tally::new(head.clone()), failing: Vec::new() };
        block.records(|record| self.record(&record, head, &mut checked));
        checked.tally.bad.sort_by_key(|(number, _)| *number);
        checked
    }

    fn record(&self, record: &Record<'_>, head: &Head, checked: &mut Checked) {
        let tally = &mut checked.tally;
        tally.counts.windows_1252 += u64::from(record.is_windows_1252);
        if let (Some(cells), Some(columns)) = (record.cells, &head.columns) {
            tally.damages.row(record.number, cells, columns.watched());
        }
        let contact = match &record.contact {
            Ok(text) => read(text),
            Err(why) => Err(why.clone()),
        };
        match contact {
            Ok(contact) => self.contact(&contact, record.number, head, checked),
            Err(why) => {
                tally.counts.bad += 1;
                tally.bad.push((record.number, why));
            }
        }
    }

    fn contact(&self, contact: &Contact, number: u64, head: &Head, checked: &mut Checked) {
        let tally = &mut checked.tally;
        let root = contact.root();
        tally.marks.extend(head.who.marks(root).map(|(kind, mark)| (number, kind, mark)));
        let found = self.hook.examine(contact, &self.options);
        let fails = found.findings.iter().any(|it| it.severity == Severity::Error);
        let mut findings = Vec::with_capacity(found.findings.len());
        for finding in found.findings {
            let key = Key::of(&finding, &found.request);
            if self.own.iter().all(|(own, _)| *own != key) {
                tally.met(key, &finding, number);
                findings.push(finding);
            }
        }
        let is_warned = findings.iter().any(|it| it.severity == Severity::Warning);
        tally.counts.contacts += 1;
        tally.counts.by_rendering += 1;
        match (fails, is_warned) {
            (true, _) => tally.counts.failing += 1,
            (false, true) => tally.counts.warned += 1,
            (false, false) => tally.counts.ok += 1,
        }
        if fails && self.keeps_failing {
            let (email, id) = (head.who.email(root), head.who.id(root));
            checked.failing.push(Failing { number, email, id, findings });
        }
    }
}

/// Reads a contact that is JSON. What the reader could make of it otherwise is not what the platform has.
fn read(text: &str) -> Result<Contact, Bad> {
    let contact = Contact::read(text);
    let fault = contact.faults.iter().find(|it| it.severity == Severity::Error);
    match fault {
        Some(fault) if fault.code == "limit-exceeded" => Err(Bad::TooLong),
        Some(fault) => Err(Bad::NotJson(fault.message.clone())),
        None => Ok(contact),
    }
}
