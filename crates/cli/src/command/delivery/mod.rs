//! What the commands about sending share.

mod campaign;
mod ending;
mod post;
mod progress;
mod ways;

pub(super) use campaign::{Campaign, Who};
pub(super) use ending::{Ended, ending, unsent};
pub(super) use post::{Post, Posted, http, runtime};
pub(super) use progress::Tally;
pub(super) use ways::Ways;
