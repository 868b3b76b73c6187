//! A value together with what its author should know of it.

use crate::finding::Finding;

/// What was read, as far as it could be, and the findings on the way. Mistakes of an author are data: reading
/// never fails.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parsed<T> {
    /// What was read.
    pub value: T,
    /// What its author should know.
    pub findings: Vec<Finding>,
}
