//! What becomes of a request on its way: the policy of delivery, without the sending.
//!
//! ```text
//! Request ──Frozen::of──▶ Frozen            what is stored and sent, with secret slots
//! Outcome ──Policy::judge──▶ Verdict        delivered, again, for good, for a person; and what it says of the partner
//! Progress ──advance──▶ Next, Progress      where a delivery stands on its schedule after a try
//! Connection ──record──▶ Health, State      the breaker, and Error after two hours
//! ```
//!
//! All of it is pure: the time is an argument, in milliseconds since 1970-01-01 UTC, and chance is drawn from the
//! delivery's own key, so that the page shows the schedule that the dispatcher will keep.
//!
//! The figures are Ometria's where its article on webhook connections gives them: up to 10 retries with exponential
//! backoff, the last about an hour after the first try; no further requests once a connection has been down or failing
//! for more than two hours; logs kept for four weeks. The article leaves a gap: with an hour to a contact and two hours
//! to Error, an outage would use up an hour of contacts before anything stops. Hence the breaker of [`Health`].

mod advice;
mod connection;
mod connector;
mod correction;
mod frozen;
mod hash;
mod health;
mod http_date;
mod identity;
mod key;
mod outcome;
mod policy;
mod progress;
pub mod redact;
pub mod schedule;
mod settings;
mod testing;
#[cfg(test)]
mod tests;

pub use advice::{Advice, advice};
pub use connection::{Change, Connection, Gate, Refusal, State};
pub use connector::{Connector, Scheme};
pub use correction::{corrected_key, gives_way};
pub use frozen::{Frozen, Piece, SecretCut};
pub use health::{BREAKER_LEAST, BREAKER_PERCENT, ERROR_AFTER_MS, Health, PROBE_EVERY_MS, WINDOW_MINUTES};
pub use identity::Identity;
pub(crate) use key::revision;
pub use key::{KeyParts, key};
pub use outcome::{Fault, MAX_RETRY_AFTER_MS, Outcome, retry_after};
pub use policy::{Action, Charge, OnUnknown, Policy, Verdict};
pub use progress::{Next, Progress, Try, advance, thaw};
pub(crate) use settings::unknown_connector;
pub use settings::{ConnectionSettings, MarkNames, Rate, Settings};
pub use testing::Testing;

/// How long deliveries, their tries and stored responses are kept: four weeks, as Ometria keeps its logs.
pub const RETENTION_MS: i64 = 28 * 24 * 3600 * 1000;
