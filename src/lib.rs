//! Hookproof proofs a webhook template before it goes out.

pub mod contact;
pub mod dialect;
pub mod field;
pub mod finding;
pub mod limits;
pub mod nearest;
pub mod parsed;
pub mod payload;
pub mod percent;
pub mod profile;
pub mod render;
pub mod settings;
pub mod source;
pub mod source_map;
pub mod template;
pub mod value;
