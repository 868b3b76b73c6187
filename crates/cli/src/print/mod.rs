//! What people read.

mod finding;
mod problem;
mod request;
mod summary;

pub(crate) use finding::Files;
pub(crate) use problem::{Place, Problem, note, remark};
pub(crate) use request::request;
pub(crate) use summary::Tally;
