//! Hookproof proofs a webhook template before it goes out.

pub mod contact;
pub mod contract;
pub mod dialect;
pub mod field;
pub mod finding;
pub mod hook;
pub mod hook_file;
pub mod limits;
pub mod locate;
pub mod nearest;
pub mod parsed;
pub mod payload;
pub mod profile;
pub mod render;
pub mod report;
pub mod schemas;
pub mod settings;
pub mod source;
pub mod source_map;
pub mod template;
pub mod value;
pub mod wire;
