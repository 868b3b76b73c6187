//! Which name stands for what, with a journal: leaving a branch takes back what it bound, so joining branches costs
//! what they bind and not what there is.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::known::Known;

/// The names that the template or the engine has bound.
#[derive(Debug, Default)]
pub(super) struct Environment {
    names: BTreeMap<Arc<str>, Known>,
    journal: Vec<(Arc<str>, Option<Known>)>,
    /// Where the loops, macros and other scopes that are open began, outermost first.
    scopes: Vec<Mark>,
}

/// How far the journal was.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark(usize);

/// What a branch has bound.
pub(super) type Changes = BTreeMap<Arc<str>, Known>;

impl Environment {
    /// What a name stands for, if it is bound.
    pub(super) fn get(&self, name: &str) -> Option<&Known> {
        self.names.get(name)
    }

    /// Binds a name.
    pub(super) fn set(&mut self, name: &Arc<str>, value: Known) {
        let old = self.names.insert(name.clone(), value);
        self.journal.push((name.clone(), old));
    }

    /// To come back to.
    pub(super) fn mark(&self) -> Mark {
        Mark(self.journal.len())
    }

    /// Opens a scope, to be left with [`Environment::leave`].
    pub(super) fn enter(&mut self) -> Mark {
        let mark = self.mark();
        self.scopes.push(mark);
        mark
    }

    /// Leaves the scope that was entered last.
    pub(super) fn leave(&mut self, mark: Mark) -> Changes {
        self.scopes.pop();
        self.unwind(mark)
    }

    /// Hides what the open scopes have bound, until a mark from before is gone back to.
    pub(super) fn hide(&mut self) {
        let Some(outermost) = self.scopes.first() else { return };
        let mut before: BTreeMap<Arc<str>, Option<Known>> = BTreeMap::new();
        for (name, old) in self.journal.iter().skip(outermost.0) {
            before.entry(name.clone()).or_insert_with(|| old.clone());
        }
        for (name, old) in before {
            let now = match old {
                Some(old) => self.names.insert(name.clone(), old),
                None => self.names.remove(&name),
            };
            self.journal.push((name, now));
        }
    }

    /// Takes back all that was bound since, and says what it was.
    pub(super) fn unwind(&mut self, mark: Mark) -> Changes {
        let mut changes = Changes::new();
        while self.journal.len() > mark.0 {
            let Some((name, old)) = self.journal.pop() else { break };
            let now = match old {
                Some(old) => self.names.insert(name.clone(), old),
                None => self.names.remove(&name),
            };
            // The last binding of a name is undone first.
            if let Some(now) = now {
                changes.entry(name).or_insert(now);
            }
        }
        changes
    }
}
