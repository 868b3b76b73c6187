//! What the commands about sending share.

mod campaign;
mod ending;
mod post;
mod progress;
mod ways;

pub(super) use campaign::{Campaign, Who};
pub(super) use ending::ending;
pub(super) use post::{Post, http, runtime};
pub(super) use ways::Ways;
