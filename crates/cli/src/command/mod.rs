//! The commands, one file each.

pub(crate) mod audience;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod deliver;
mod delivery;
pub(crate) mod explain;
pub(crate) mod fields;
pub(crate) mod hooks;
pub(crate) mod init;
pub(crate) mod logs;
mod progress;
pub(crate) mod prove;
pub(crate) mod render;
mod rewrite;
pub(crate) mod rule;
pub(crate) mod schema;
pub(crate) mod send;
pub(crate) mod state;
pub(crate) mod status;
mod stop;
pub(crate) mod test;
