//! Names and what they are bound to.

use std::sync::Arc;

use crate::value::Traced;

/// A scope of a render.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ScopeId(usize);

#[derive(Debug, Default)]
struct Scope {
    parent: Option<ScopeId>,
    names: Vec<(Arc<str>, Traced)>,
}

/// The scopes of a render, each inside another. A macro keeps the scope in which it was defined, so scopes below
/// the newest such one are not dropped when they are left.
#[derive(Debug)]
pub(crate) struct Scopes {
    all: Vec<Scope>,
    current: ScopeId,
    kept: usize,
}

impl Default for Scopes {
    fn default() -> Self {
        Scopes { all: vec![Scope::default()], current: ScopeId(0), kept: 1 }
    }
}

impl Scopes {
    /// Opens a scope inside the current one; [`Scopes::leave`] with what it gives goes back.
    pub(crate) fn enter(&mut self) -> ScopeId {
        let before = self.current;
        self.enter_in(before)
    }

    /// Opens a scope that sees the outermost one only.
    pub(crate) fn enter_outermost(&mut self) -> ScopeId {
        self.enter_in(ScopeId(0))
    }

    /// Opens a scope inside `parent`.
    pub(crate) fn enter_in(&mut self, parent: ScopeId) -> ScopeId {
        let before = self.current;
        self.all.push(Scope { parent: Some(parent), names: Vec::new() });
        self.current = ScopeId(self.all.len() - 1);
        before
    }

    /// Goes back to the scope that was current before [`Scopes::enter`].
    pub(crate) fn leave(&mut self, before: ScopeId) {
        let left = self.current;
        self.current = before;
        if left.0 + 1 == self.all.len() && left.0 >= self.kept {
            self.all.pop();
        }
    }

    /// The current scope.
    pub(crate) fn current(&self) -> ScopeId {
        self.current
    }

    /// The current scope, which is kept from now on.
    pub(crate) fn keep(&mut self) -> ScopeId {
        self.kept = self.all.len();
        self.current
    }

    /// What `name` is bound to in the current scope or one around it.
    pub(crate) fn get(&self, name: &str) -> Option<&Traced> {
        let mut next = Some(self.current);
        while let Some(scope) = next.and_then(|id| self.all.get(id.0)) {
            if let Some((_, value)) = scope.names.iter().rev().find(|(it, _)| &**it == name) {
                return Some(value);
            }
            next = scope.parent;
        }
        None
    }

    /// The same, to change it.
    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut Traced> {
        let mut next = Some(self.current);
        while let Some(id) = next {
            let scope = self.all.get(id.0)?;
            if let Some(at) = scope.names.iter().rposition(|(it, _)| &**it == name) {
                return self.all.get_mut(id.0)?.names.get_mut(at).map(|(_, value)| value);
            }
            next = scope.parent;
        }
        None
    }

    /// Takes away the innermost binding of `name`.
    pub(crate) fn take(&mut self, name: &str) -> Option<Traced> {
        let mut next = Some(self.current);
        while let Some(id) = next {
            let scope = self.all.get_mut(id.0)?;
            if let Some(at) = scope.names.iter().rposition(|(it, _)| &**it == name) {
                return Some(scope.names.remove(at).1);
            }
            next = scope.parent;
        }
        None
    }

    /// Binds `name` in the current scope.
    pub(crate) fn set(&mut self, name: &Arc<str>, value: Traced) {
        self.set_in(self.current, name, value);
    }

    /// Binds `name` in the outermost scope.
    pub(crate) fn set_outer(&mut self, name: &Arc<str>, value: Traced) {
        self.set_in(ScopeId(0), name, value);
    }

    /// Binds `name` where it is bound already, else in the outermost scope.
    pub(crate) fn set_nearest(&mut self, name: &Arc<str>, value: Traced) {
        match self.get_mut(name) {
            Some(old) => *old = value,
            None => self.set_outer(name, value),
        }
    }

    fn set_in(&mut self, scope: ScopeId, name: &Arc<str>, value: Traced) {
        let Some(scope) = self.all.get_mut(scope.0) else { return };
        match scope.names.iter_mut().find(|(it, _)| it == name) {
            Some((_, old)) => *old = value,
            None => scope.names.push((name.clone(), value)),
        }
    }
}
