//! The plan of an audience: a hook specialised so that most contacts need not be rendered.
//!
//! Most contacts of a list differ only in texts that change nothing: `Ann` or `Ben`, Leeds or Bath. So a line is read for
//! no more than what decides over the findings, field by field: whether it is there, null, empty, a plain text, a number,
//! how many elements a list has, which of the texts it is that a condition asks for. That is its signature. The first line
//! of a signature is rendered and checked in full; all others have the same findings.
//!
//! This holds for hooks that print fields, decide by whether they have a value, and repeat; a plan says why a hook is none
//! of these. It holds for lines in which every text is plain: without a character that means something where it is
//! printed, or words that a rule goes by, and as the contract asks; or plain but for a quotation mark between two letters,
//! which ends a text of a JSON body early, whatever the letters are. Whatever is not sure takes a line to the general path,
//! which renders it. Both ways must agree, and a law in the tests says that they do.

mod asks;
mod bytes;
mod chars;
mod class;
mod compile;
mod exprs;
mod layout;
mod plain;
mod scan;
mod token;
mod tree;

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use crate::hook::Hook;
use crate::payload::Format;
use layout::Layout;
pub(crate) use scan::Line;
use scan::{MAX_WANTED, Scan, Signature};
use tree::Tree;

/// Why a hook has no plan: lower case, no full stop; "it" is the hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Excluded(pub &'static str);

/// A hook specialised for an audience.
#[derive(Clone, Debug)]
pub struct Plan {
    tree: Tree,
}

impl Plan {
    /// The plan of a hook whose body is written in `format`.
    ///
    /// # Errors
    ///
    /// Why it has none, so that every contact has to be rendered.
    pub fn of(hook: &Hook, format: Format) -> Result<Plan, Excluded> {
        Ok(Plan { tree: compile::compile(hook, format)? })
    }

    /// The same, telling of each line the texts or numbers at these paths of members besides; at most four.
    #[must_use]
    pub(crate) fn wanting<'p>(&self, paths: impl Iterator<Item = Option<&'p [Box<str>]>>) -> Plan {
        let mut tree = self.tree.clone();
        for (number, path) in paths.enumerate().take(MAX_WANTED) {
            if let Some(path) = path {
                tree.want(path, number);
            }
        }
        tree.settle();
        Plan { tree }
    }
}

/// How many signatures are remembered: a list has a handful, unless its fields come and go at random.
const MAX_SIGNATURES: usize = 4096;

/// The outcomes of signatures, for all threads. `T` is whatever is kept of a check.
#[derive(Debug)]
pub struct Memo<T> {
    outcomes: RwLock<BTreeMap<Signature, T>>,
}

/// What one thread remembers of the lines that it has met, all with one plan: how they are written, and the last
/// signatures with their outcomes.
#[derive(Debug)]
pub struct Recent<T> {
    layout: Layout,
    /// Those that are met often are at the front.
    outcomes: Vec<(Signature, T)>,
}

/// How many signatures are looked for before those of all threads.
const MAX_RECENT: usize = 8;

impl<T> Default for Memo<T> {
    fn default() -> Memo<T> {
        Memo { outcomes: RwLock::default() }
    }
}

impl<T> Default for Recent<T> {
    fn default() -> Recent<T> {
        Recent { layout: Layout::default(), outcomes: Vec::new() }
    }
}

impl<T> Recent<T> {
    /// Reads the line that begins at a place among others, when it is written as lines before it were; and where it
    /// ends, which is before a line feed or a carriage return, or at the end of the bytes.
    pub(crate) fn known<'l>(
        &mut self,
        plan: &Plan,
        (bytes, start): (&'l [u8], usize),
    ) -> Option<(Line<'l>, usize)> {
        let (line, end) = Scan::known(&plan.tree, &self.layout, (bytes, start))?;
        self.layout.has_read(&plan.tree, bytes, start);
        Some((line, end))
    }

    /// Reads a line that may be written in a new way; none when only rendering tells what its findings are.
    pub(crate) fn told<'l>(&mut self, plan: &Plan, line: &'l str) -> Option<Line<'l>> {
        let read = Scan::line(&plan.tree, line).ok()?;
        self.layout.learn(&plan.tree, line);
        Some(read)
    }
}

impl<T: Clone> Memo<T> {
    /// The outcome of a line that is a contact as JSON: the one that its signature has, else what `check` gives for it.
    /// None when the line has no signature, so that it takes the general path.
    pub fn outcome(
        &self,
        plan: &Plan,
        line: &str,
        recent: &mut Recent<T>,
        check: impl FnOnce() -> T,
    ) -> Option<T> {
        let known = recent.known(plan, (line.as_bytes(), 0));
        let known = known.filter(|(_, end)| *end == line.len()).map(|(known, _)| known);
        let line = known.or_else(|| recent.told(plan, line))?;
        self.outcome_of(&line, recent, check).cloned()
    }

    /// The outcome of a line that was read, as above.
    pub(crate) fn outcome_of<'r>(
        &self,
        line: &Line<'_>,
        recent: &'r mut Recent<T>,
        check: impl FnOnce() -> T,
    ) -> Option<&'r T> {
        let signature = &line.signature;
        let known = recent.outcomes.iter().position(|(it, _)| it == signature);
        let at = known.unwrap_or_else(|| {
            recent.outcomes.truncate(MAX_RECENT - 1);
            recent.outcomes.push((*signature, self.shared(signature, check)));
            recent.outcomes.len() - 1
        });
        // What is met often comes to the front.
        let before = at.saturating_sub(1);
        recent.outcomes.swap(at, before);
        recent.outcomes.get(before).map(|(_, outcome)| outcome)
    }

    /// The outcome that some thread knows, else what `check` gives.
    fn shared(&self, signature: &Signature, check: impl FnOnce() -> T) -> T {
        // A thread that panicked while it held the lock has left whole entries.
        let known = self.outcomes.read().unwrap_or_else(PoisonError::into_inner).get(signature).cloned();
        known.unwrap_or_else(|| {
            let outcome = check();
            let mut outcomes = self.outcomes.write().unwrap_or_else(PoisonError::into_inner);
            if outcomes.len() < MAX_SIGNATURES {
                outcomes.insert(*signature, outcome.clone());
            }
            outcome
        })
    }
}
