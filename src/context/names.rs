//! Which name stands for what, on all the paths to a place.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::value::Known;

/// The scopes that are open, outermost first, with what each binds.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Names {
    scopes: Vec<BTreeMap<Arc<str>, Known>>,
    /// Whether anything may be bound to any name.
    lost: bool,
}

impl Default for Names {
    fn default() -> Names {
        Names { scopes: vec![BTreeMap::new()], lost: false }
    }
}

impl Names {
    /// What a name is bound to in the innermost scope that has it.
    pub(super) fn get(&self, name: &str) -> Option<Known> {
        match self.lost {
            true => Some(Known::unknown()),
            false => self.scopes.iter().rev().find_map(|scope| scope.get(name)).cloned(),
        }
    }

    pub(super) fn enter(&mut self) {
        self.scopes.push(BTreeMap::new());
    }

    pub(super) fn leave(&mut self) {
        self.scopes.pop();
    }

    /// How many scopes are open.
    pub(super) fn depth(&self) -> usize {
        self.scopes.len()
    }

    /// With so many scopes only.
    #[must_use]
    pub(super) fn cut(mut self, depth: usize) -> Names {
        self.scopes.truncate(depth);
        self
    }

    /// Only what the outermost scope binds.
    pub(super) fn outermost(&self) -> Names {
        Names { scopes: self.scopes.iter().take(1).cloned().collect(), lost: self.lost }
    }

    /// Takes over what another says of the outermost scope.
    pub(super) fn take_outermost(&mut self, other: &Names) {
        self.lost |= other.lost;
        if let (Some(own), Some(other)) = (self.scopes.first_mut(), other.scopes.first()) {
            own.clone_from(other);
        }
    }

    pub(super) fn set_inner(&mut self, name: &Arc<str>, value: Known) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name.clone(), value);
        }
    }

    pub(super) fn set_outer(&mut self, name: &Arc<str>, value: Known) {
        if let Some(scope) = self.scopes.first_mut() {
            scope.insert(name.clone(), value);
        }
    }

    /// Where it is bound already, else in the outermost scope.
    pub(super) fn set_nearest(&mut self, name: &Arc<str>, value: Known) {
        match self.scopes.iter_mut().rev().find(|scope| scope.contains_key(name)) {
            Some(scope) => _ = scope.insert(name.clone(), value),
            None => self.set_outer(name, value),
        }
    }

    /// From now on, anything may be bound to any name.
    pub(super) fn lose(&mut self) {
        self.lost = true;
    }

    /// Whatever either says; `unbound` is what a name is where it is not bound at all.
    pub(super) fn join(&mut self, other: Names, unbound: impl Fn(&Arc<str>) -> Known) {
        self.lost |= other.lost;
        for (at, theirs) in other.scopes.into_iter().enumerate() {
            let Some(ours) = self.scopes.get_mut(at) else { break };
            for (name, value) in &mut *ours {
                if !theirs.contains_key(name) {
                    // What it is there, an outer scope may say: where both can be, nothing is known.
                    let there = if at == 0 { unbound(name) } else { Known::unknown() };
                    *value = value.clone().or(there);
                }
            }
            for (name, value) in theirs {
                let joined = match ours.remove(&name) {
                    Some(own) => own.or(value),
                    None if at == 0 => unbound(&name).or(value),
                    None => Known::unknown().or(value),
                };
                ours.insert(name, joined);
            }
        }
    }

    /// Whatever any name is bound to that is not the same as before is unknown from now on.
    pub(super) fn forget_changes(&mut self, before: &Names) {
        for (at, scope) in self.scopes.iter_mut().enumerate() {
            let old = before.scopes.get(at);
            for (name, value) in scope {
                if old.and_then(|it| it.get(name)) != Some(value) {
                    let fields = std::mem::take(&mut value.fields);
                    *value = Known { fields, ..Known::unknown() };
                }
            }
        }
    }
}
