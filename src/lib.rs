//! Hookproof proofs a webhook template before it goes out.

pub mod field;
pub mod finding;
pub mod limits;
pub mod source;
pub mod source_map;
pub mod template;
pub mod value;
