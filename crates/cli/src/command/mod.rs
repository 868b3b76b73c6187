//! The commands, one file each.

pub(crate) mod audience;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod explain;
pub(crate) mod fields;
pub(crate) mod init;
pub(crate) mod prove;
pub(crate) mod render;
mod rewrite;
pub(crate) mod schema;
