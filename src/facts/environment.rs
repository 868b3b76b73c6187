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
