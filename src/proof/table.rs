//! What came of each field with each kind of value.

use std::sync::Arc;

use super::kind::{CONSTANT, KINDS, Kind};
use crate::contact::ContactValue;

/// A field with what came of each kind of value.
#[derive(Clone, Debug)]
pub struct Row {
    /// The field's path.
    pub field: Arc<str>,
    /// A cell for each of [`KINDS`], then one for each constant that the template compares the field with.
    pub cells: Vec<Cell>,
}

/// A kind of value in a field.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The kind.
    pub kind: &'static Kind,
    /// The constant, when the kind is [`CONSTANT`].
    pub(crate) constant: Option<ContactValue>,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a field with a kind of value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was not tried.
    NotTried(Why),
    /// The request is as right as before.
    Passes,
    /// There are warnings that were not there before.
    Warns,
    /// The template drops the message: the witness of this number.
    Drops(usize),
    /// The request fails: the witness of this number, and perhaps others.
    Fails(usize),
}

/// Why something was not tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The kind is one of another type of value.
    OtherType,
    /// The contact has no place for the field.
    NoPlace,
    /// The request does not depend on the field for any contact that was tried.
    NotRead,
    /// The platform has the field for every contact.
    Given,
    /// The hook's `[contact]` schema says that there is no such contact.
    Declared,
    /// The budget was spent.
    Budget,
}

impl Why {
    /// As reports write it.
    pub fn name(self) -> &'static str {
        match self {
            Why::OtherType => "other-type",
            Why::NoPlace => "no-place",
            Why::NotRead => "not-read",
            Why::Given => "given",
            Why::Declared => "declared",
            Why::Budget => "budget",
        }
    }
}

impl Outcome {
    /// As reports write it.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::NotTried(_) => "not-tried",
            Outcome::Passes => "passes",
            Outcome::Warns => "warns",
            Outcome::Drops(_) => "drops",
            Outcome::Fails(_) => "fails",
        }
    }

    /// The witness that shows it.
    pub fn witness(self) -> Option<usize> {
        match self {
            Outcome::Drops(at) | Outcome::Fails(at) => Some(at),
            Outcome::NotTried(_) | Outcome::Passes | Outcome::Warns => None,
        }
    }

    /// How much it says; of two the greater stands.
    fn rank(self) -> (u8, Option<Why>) {
        match self {
            Outcome::NotTried(why) => (0, Some(why)),
            Outcome::Passes => (1, None),
            Outcome::Warns => (2, None),
            Outcome::Drops(_) => (3, None),
            Outcome::Fails(_) => (4, None),
        }
    }
}

impl Cell {
    /// The constant that the template compares the field with, as JSON text; none for other kinds.
    pub fn constant_text(&self) -> Option<String> {
        self.constant.as_ref().map(ContactValue::json_text)
    }
}

impl Row {
    /// A row in which nothing was tried yet.
    pub(super) fn new(field: Arc<str>, constants: &[ContactValue]) -> Row {
        let cell = |kind, constant| Cell { kind, constant, outcome: Outcome::NotTried(Why::OtherType) };
        let kinds = KINDS.iter().map(|kind| cell(kind, None));
        let constants = constants.iter().map(|it| cell(&CONSTANT, Some(it.clone())));
        Row { field, cells: kinds.chain(constants).collect() }
    }

    /// Notes what came of a kind, unless something worse is known.
    pub(super) fn note(&mut self, cell: usize, outcome: Outcome) {
        if let Some(cell) = self.cells.get_mut(cell)
            && cell.outcome.rank() < outcome.rank()
        {
            cell.outcome = outcome;
        }
    }
}
