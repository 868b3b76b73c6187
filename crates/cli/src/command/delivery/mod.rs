//! What the commands about sending share.

mod campaign;
mod ending;
mod post;
mod progress;

pub(super) use campaign::{Campaign, Who, connection_of};
pub(super) use ending::ending;
pub(super) use post::{Post, http, runtime};
