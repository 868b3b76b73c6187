//! Sending: one request, one answer or the reason why there is none. What that means for the delivery is the core's.
//!
//! ```text
//! Frozen ──fill(Secrets)──▶ address, headers, body ──vet──▶ the partner ──▶ Reply, or Failure
//! ```
//!
//! A [`Transport`] makes no second try, follows no redirect and asks no proxy: each of these would be a request that no
//! log knows of. [`Http`] is the real one; simulations have their own.

mod address;
mod encode;
mod fault;
mod fill;
mod http;
mod marks;
mod reply;
mod resolve;
mod secret;

use std::time::Duration;

use hookproof::delivery::Fault;

use crate::packed::Parts;

pub use address::{Special, special};
pub use http::{CONNECT_TIMEOUT, Http, HttpOptions, TOTAL_TIMEOUT, Unbuilt};
pub use marks::{Marks, Signing, Slot};
pub use reply::{MAX_ANSWER_BYTES, Reply};
pub use reqwest::header::HeaderName;
pub use resolve::{Looking, Lookup, SystemLookup};
pub use secret::{Environment, Secret, Secrets};

/// A request to be sent now.
#[derive(Clone, Copy, Debug)]
pub struct Sending<'s> {
    /// The webhook's name.
    pub connection: &'s str,
    /// The delivery's key: see [`hookproof::delivery::key`].
    pub key: &'s str,
    /// What time it is.
    pub now: i64,
    /// The request, with slots for secrets.
    pub request: &'s Parts<'s>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// For the policy and the log.
    pub fault: Fault,
    /// For people. It holds no secret and nothing of a contact.
    pub reason: String,
}

impl Failure {
    pub(crate) fn new(fault: Fault, reason: impl Into<String>) -> Failure {
        Failure { fault, reason: reason.into() }
    }
}

/// Something that sends.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request once. It takes no longer than [`Transport::longest`], and may be given up at any moment.
    ///
    /// # Errors
    ///
    /// Why there is no answer.
    fn send(&self, sending: Sending<'_>) -> impl Future<Output = Result<Reply, Failure>> + Send;

    /// The longest that sending takes. Leases are longer, or deliveries would be sent twice at once.
    fn longest(&self) -> Duration;
}
