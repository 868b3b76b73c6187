//! Hookproof proofs a webhook template before it goes out.

pub mod finding;
pub mod limits;
pub mod source;
