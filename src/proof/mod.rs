//! The search for contacts that break a hook.
//!
//! [`Hook::prove`] starts from a contact whose request is right and changes it: each field that the hook reads is given
//! each awkward [`Kind`] of value, one field at a time and then some two together. Every try is a full check, so
//! whatever a contact can break is found. What fails is told once for each cause, with the smallest contact that shows
//! it: a [`Witness`].
//!
//! A search proves nothing: that no contact breaks a hook is for the static part to say. What bounds it:
//!
//! * The hook's `[contact]` schema: a contact that it refuses is not tried.
//! * The types of the contact that it starts from. A text where a number was is tried, and counts as rare.
//! * The platform: a map that holds fields which the platform documents is taken as given, and so are namespaces for
//!   fields of one's own (Ometria's `profile.properties`). Every other map on the way to a field may be missing.
//! * A budget, counted in checks, never in time: the same hook and contact give the same result everywhere.

mod base;
mod given;
mod kind;
mod meet;
mod pairs;
mod sample;
mod search;
mod start;
mod table;
mod target;
mod together;
mod verdict;
mod witness;

#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use kind::{CONSTANT, Family, KINDS, Kind, Likelihood};
pub use table::{Cell, Outcome, Row, Why};
pub use verdict::{Asks, Conclusion, Condition};
pub use witness::{Change, Witness};

use crate::contact::Contact;
use crate::hook::{Hook, Options};

/// How many contacts a search checks at most. Inkpact's example, with nine fields, needs a ninth of it.
pub const BUDGET: usize = 600;

/// How far a search goes, and in which steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// How many contacts are checked at most.
    pub budget: usize,
    /// Whether several fields are given a kind of value at once, and tried one by one only where that does not say what
    /// each does. It finds the same with fewer checks.
    pub grouped: bool,
}

impl Default for Effort {
    fn default() -> Effort {
        Effort { budget: BUDGET, grouped: true }
    }
}

/// What a search found.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The contact that the search started from.
    pub contact: Contact,
    /// Whether that is an invented contact, since there was no other whose request is right.
    pub is_invented: bool,
    /// Whether the request of that contact fails itself: then what it hides is not found.
    pub starts_broken: bool,
    /// What fails: likely contacts first, then in the order of findings.
    pub witnesses: Vec<Witness>,
    /// Each field with the outcome of each kind of value.
    pub rows: Vec<Row>,
    /// How many contacts were checked.
    pub tried: usize,
    /// How many could have been.
    pub budget: usize,
    /// Whether the budget ended the search.
    pub is_spent: bool,
    /// What this and the guarantee come to.
    pub conclusion: Conclusion,
}

impl Hook {
    /// Searches for contacts that break the hook, beginning with `contact` if its request is right, else with an
    /// invented one.
    pub fn prove(&self, contact: Option<&Contact>, options: &Options) -> Proof {
        self.prove_with(contact, options, Effort::default())
    }

    /// The same, with an effort of one's own.
    pub fn prove_with(&self, contact: Option<&Contact>, options: &Options, effort: Effort) -> Proof {
        search::Search::new(self, options, effort).run(contact)
    }
}

/// A path as reports write it.
type Path = Arc<str>;
