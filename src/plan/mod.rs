//! The plan of an audience: a hook specialised so that most contacts need not be rendered.
//!
//! Most contacts of a list differ only in texts that change nothing: `Ann` or `Ben`, Leeds or Bath. So a line is read for
//! no more than what decides over the findings, field by field: whether it is there, null, empty, a plain text, a number,
//! how many elements a list has, which of the texts it is that a condition asks for. That is its signature. The first line
//! of a signature is rendered and checked in full; all others have the same findings.
//!
//! This holds for hooks that print fields, decide by whether they have a value, and repeat; a plan says why a hook is none
//! of these. It holds for lines in which every text is plain: without a backslash, a character that means something where
//! it is printed, or words that a rule goes by, and as the contract asks. Whatever is not sure takes a line to the general
//! path, which renders it. Both ways must agree, and a law in the tests says that they do.

mod asks;
mod bytes;
mod chars;
mod compile;
mod exprs;
mod scan;
mod tree;

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use crate::hook::Hook;
use crate::payload::Format;
use scan::{Line, MAX_WANTED, Scan, Signature};
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

/// The signature that one thread has met last, with its outcome: most contacts are like the one before.
#[derive(Debug)]
pub struct Recent<T>(Option<(Signature, T)>);

impl<T> Default for Memo<T> {
    fn default() -> Memo<T> {
        Memo { outcomes: RwLock::default() }
    }
}

impl<T> Default for Recent<T> {
    fn default() -> Recent<T> {
        Recent(None)
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
        self.outcome_with(plan, line, recent, check).map(|(outcome, _)| outcome)
    }

    /// The same, with the texts that the plan tells of besides.
    pub(crate) fn outcome_with<'l>(
        &self,
        plan: &Plan,
        line: &'l str,
        recent: &mut Recent<T>,
        check: impl FnOnce() -> T,
    ) -> Option<(T, [Option<&'l str>; MAX_WANTED])> {
        let Line { signature, wanted } = Scan::line(&plan.tree, line).ok()?;
        if let Some((_, outcome)) = recent.0.as_ref().filter(|(last, _)| *last == signature) {
            return Some((outcome.clone(), wanted));
        }
        // A thread that panicked while it held the lock has left whole entries.
        let known = self.outcomes.read().unwrap_or_else(PoisonError::into_inner).get(&signature).cloned();
        let outcome = known.unwrap_or_else(|| {
            let outcome = check();
            let mut outcomes = self.outcomes.write().unwrap_or_else(PoisonError::into_inner);
            if outcomes.len() < MAX_SIGNATURES {
                outcomes.insert(signature, outcome.clone());
            }
            outcome
        });
        recent.0 = Some((signature, outcome.clone()));
        Some((outcome, wanted))
    }
}
