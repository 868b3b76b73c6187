//! Checks the contacts of a block: by the plan where it can tell, else by rendering.

use std::sync::{Arc, Mutex, PoisonError};

use super::cause::{Key, without_request};
use super::input::{Bad, Block, Head, Record, See};
use super::tally::Tally;
use super::who::Who;
use crate::contact::Contact;
use crate::finding::{Finding, Severity};
use crate::hook::{Hook, Options};
use crate::limits::MAX_CONTACT_BYTES;
use crate::payload::json::DUPLICATE_KEY;
use crate::plan::{Excluded, Line, Memo, Plan, Recent};
use crate::source::SourceId;

/// How many bytes a contact of a list has, more or less.
const USUAL_BYTES: usize = 256;

/// Holds each contact of a list against one hook.
#[derive(Debug)]
pub struct Checker {
    hook: Hook,
    options: Options,
    own: Vec<(Key, Finding)>,
    keeps_failing: bool,
    plan: Result<Plan, Excluded>,
    memo: Memo<Arc<Outcome>>,
    /// What threads that check no block now have learned of the list.
    idle: Mutex<Vec<Thread>>,
}

/// What a contact comes to.
#[derive(Debug)]
struct Outcome {
    /// Whether its request fails.
    fails: bool,
    /// Its problems but for those of the hook, each with its cause.
    findings: Vec<(Key, Finding)>,
    /// Whether one of them is a warning.
    is_warned: bool,
}

/// What one thread knows of the list that it checks.
#[derive(Debug)]
struct Thread {
    head: Arc<Head>,
    plan: Option<Plan>,
    recent: Recent<Arc<Outcome>>,
}

/// The check of a block.
struct Checking<'c> {
    checker: &'c Checker,
    thread: Thread,
    /// Where in the tally the causes of outcomes are that were met.
    places: Vec<(Arc<Outcome>, Vec<usize>)>,
    checked: Checked,
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
        let format = hook.format(&hook.render(&Contact::empty(), options));
        Checker {
            hook: hook.clone(),
            options: options.clone(),
            own,
            keeps_failing: false,
            plan: Plan::of(hook, format),
            memo: Memo::default(),
            idle: Mutex::default(),
        }
    }

    /// The same, keeping the contacts whose requests fail.
    #[must_use]
    pub fn keeping_failing(self) -> Checker {
        Checker { keeps_failing: true, ..self }
    }

    /// The same, rendering every contact.
    #[must_use]
    pub fn rendering_all(self) -> Checker {
        Checker { plan: Err(Excluded("it was asked for")), ..self }
    }

    /// Why every contact has to be rendered, when that is so: lower case, no full stop; "it" is the webhook.
    pub fn why_rendering(&self) -> Option<&'static str> {
        self.plan.as_ref().err().map(|it| it.0)
    }

    /// What is wrong with the hook whoever the contact is.
    pub fn own(&self) -> impl Iterator<Item = &Finding> {
        self.own.iter().map(|(_, finding)| finding)
    }

    /// Checks the contacts of a block.
    pub fn check(&self, block: &Block) -> Checked {
        let mut checking = Checking {
            checker: self,
            thread: self.thread(block.head()),
            places: Vec::new(),
            checked: Checked {
                tally: Tally::new(block.head().clone(), block.len() / USUAL_BYTES),
                failing: Vec::new(),
            },
        };
        block.each(&mut checking);
        let Checking { thread, mut checked, .. } = checking;
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(thread);
        checked.tally.bad.sort_by_key(|(number, _)| *number);
        checked
    }

    /// What a thread knows that has checked blocks of this list, and nothing for a new one.
    fn thread(&self, head: &Arc<Head>) -> Thread {
        // A thread that panicked while it held the lock has left whole entries.
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.filter(|it| Arc::ptr_eq(&it.head, head)).unwrap_or_else(|| Thread {
            head: head.clone(),
            plan: self.plan.as_ref().ok().map(|it| it.wanting(head.who.paths())),
            recent: Recent::default(),
        })
    }

    /// Renders and checks a contact. That it has a name twice which nobody reads says nothing of its request.
    fn outcome(&self, contact: &Contact) -> Outcome {
        let found = self.hook.examine(contact, &self.options);
        let fails = found.findings.iter().any(|it| it.severity == Severity::Error);
        let is_own = |key: &Key| self.own.iter().any(|(own, _)| own == key);
        let told =
            found.findings.into_iter().filter(|it| it.code != DUPLICATE_KEY || it.source != SourceId::Hook);
        let keyed = told.map(|it| (Key::of(&it, &found.request), it));
        let findings: Vec<_> = keyed.filter(|(key, _)| !is_own(key)).collect();
        let is_warned = findings.iter().any(|(_, it)| it.severity == Severity::Warning);
        Outcome { fails, findings, is_warned }
    }
}

impl See for Checking<'_> {
    fn contact(&mut self, number: u64, (bytes, start): (&[u8], usize), alone: bool) -> Option<usize> {
        let Thread { plan: Some(plan), recent, .. } = &mut self.thread else { return None };
        let (line, end) = recent.known(plan, (bytes, start))?;
        // What is as long as a contact may be is measured by who shows it.
        if end - start >= MAX_CONTACT_BYTES || (alone && end < bytes.len()) {
            return None;
        }
        self.count(&line, number, bytes.get(start..end)?).then_some(end)
    }

    fn record(&mut self, record: Record<'_>) {
        let tally = &mut self.checked.tally;
        tally.counts.windows_1252 += u64::from(record.is_windows_1252);
        if let (Some(cells), Some(columns)) = (record.cells, &self.thread.head.columns) {
            tally.damages.row(record.number, cells, columns.watched());
        }
        let read = match &record.contact {
            Ok(text) if self.by_plan(text, record.number, record.cells.is_some()) => return,
            Ok(text) => read(text),
            Err(why) => Err(why.clone()),
        };
        match read {
            Ok(contact) => self.by_rendering(&contact, record.number),
            Err(why) => {
                let tally = &mut self.checked.tally;
                tally.counts.bad += 1;
                tally.bad.push((record.number, why));
            }
        }
    }
}

impl Checking<'_> {
    /// Whether the plan says what a contact comes to, which is then counted. One that `may_be_known` was not offered
    /// before.
    fn by_plan(&mut self, text: &str, number: u64, may_be_known: bool) -> bool {
        let Thread { plan: Some(plan), recent, .. } = &mut self.thread else { return false };
        let known = match may_be_known {
            true => recent.known(plan, (text.as_bytes(), 0)),
            false => None,
        };
        let known = known.filter(|(_, end)| *end == text.len()).map(|(line, _)| line);
        let line = known.or_else(|| recent.told(plan, text));
        line.is_some_and(|it| self.count(&it, number, text.as_bytes()))
    }

    /// Counts a contact, which is UTF-8, by its signature, unless it has to be rendered all the same.
    fn count(&mut self, line: &Line<'_>, number: u64, text: &[u8]) -> bool {
        let Checking { checker, thread, places, checked, .. } = self;
        let check =
            || Arc::new(checker.outcome(&Contact::read(std::str::from_utf8(text).unwrap_or_default())));
        let outcome = checker.memo.outcome_of(line, &mut thread.recent, check);
        // The report shows the contact's own values.
        let Some(outcome) = outcome.filter(|it| !it.fails || !checker.keeps_failing) else { return false };
        let tally = &mut checked.tally;
        tally.mark(number, Who::marks_of(line.wanted));
        if let Some((_, places)) = places.iter().find(|(it, _)| Arc::ptr_eq(it, outcome)) {
            for &at in places {
                tally.met_again(at, number);
            }
        } else {
            let found = outcome.findings.iter().map(|(key, it)| tally.met(key, it, number)).collect();
            places.push((outcome.clone(), found));
        }
        tally.counts.by_plan += 1;
        tally.counts.count(outcome.fails, outcome.is_warned);
        true
    }

    fn by_rendering(&mut self, contact: &Contact, number: u64) {
        let (checked, who) = (&mut self.checked, &self.thread.head.who);
        let tally = &mut checked.tally;
        let root = contact.root();
        tally.mark(number, who.marks(root));
        let outcome = self.checker.outcome(contact);
        for (key, finding) in &outcome.findings {
            tally.met(key, finding, number);
        }
        tally.counts.by_rendering += 1;
        tally.counts.count(outcome.fails, outcome.is_warned);
        if outcome.fails && self.checker.keeps_failing {
            let (email, id) = (who.email(root), who.id(root));
            let findings = outcome.findings.into_iter().map(|(_, it)| it).collect();
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
