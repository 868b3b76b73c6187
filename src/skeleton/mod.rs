//! The skeleton of a part: its own words with slots where a contact's data goes, for each way through its conditions
//! and loops. What a payload's structure is, whoever the contact is, is read off it once: for a proof, and for checking
//! an audience without building each body.
//!
//! A way through a template that no contact takes may be among the skeletons; none that a contact can take is missing.

use std::sync::Arc;

use crate::source::{InTemplate, Span};
use crate::template::NodeId;

mod paths;
mod slots;
#[cfg(test)]
mod tests;

pub(crate) use paths::paths;
pub(crate) use slots::{Bare, Filling, Part, Reading, asks_nothing, read};

/// What stands in a row on one way through a template.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Piece {
    /// The template's own text.
    Text(Span<InTemplate>),
    /// What a node prints that is not known without a contact.
    Hole(NodeId),
    /// One of several rows, none of which changes the structure around it.
    Either(Vec<Row>),
    /// A row any number of times, none of which changes the structure around it.
    Repeat(Row),
}

/// Pieces one after the other.
pub(crate) type Row = Arc<[Piece]>;

/// One way through a template.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Path {
    /// What it prints.
    pub(crate) row: Row,
    /// Whether two turns of a loop in it stand for any number of them.
    pub(crate) repeats: bool,
}
