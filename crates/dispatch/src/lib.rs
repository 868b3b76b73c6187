//! Delivery: the ledger that loses nothing and the transport. What decides is in the core
//! ([`hookproof::delivery`]); what stores and what sends is here.
//!
//! The port is the ledger, not a queue: what waits, what was tried, how a connection is and whether it may send commit
//! together, so that the log is true, a pause holds from the moment it is set, and nothing is sent that is not written
//! down. A [`Ledger`] is told the time; it reads no clock.
//!
//! # The life of a delivery
//!
//! ```text
//!   intake ──▶ waiting ──claim──▶ claimed ──complete──▶ delivered     the partner took it
//!     │           ▲  ▲               │  ├─────────────▶ failed         the same request would be refused again
//!     │           │  └─ to be retried ──┤─────────────▶ dropped        10 retries were not enough
//!     │           │  ◀── release, lease over            undecided      the partner may have done it; a person decides
//!     ▼           └── rule: replay, send again
//!   ignored           the webhook is disabled or deleted
//! ```
//!
//! * **Intake** freezes the request under its key. A key that is known already is answered as a duplicate, and the
//!   first request stands. A batch and the place in the contact list where it ends commit together.
//! * **Claim** takes what is due and may be sent: only of active connections, not more of one than its limit, nothing
//!   new while its breaker is open but a probe. It gives each delivery a claim id and a lease.
//! * **Complete** writes the try, what becomes of the delivery, and the health and state of the connection. It is fenced
//!   by the claim id: who comes after the lease is over changes nothing.
//! * A **lease** that is over means that the process ended in between. The try is written down as abandoned, is not
//!   counted, and the delivery is sent again with the same key: at least once, never silently lost.
//! * **Purge** removes what was finished four weeks ago, in small batches. A key is known for as long.
//!
//! # Implementations
//!
//! [`Sqlite`] for one machine, [`Memory`] as the model that it is compared with, operation by operation, and for
//! simulations. `tests/ledger` runs the same suite over every implementation; another one joins it there.

mod error;
mod ledger;
mod lock;
mod log;
mod memory;
mod record;
mod rules;
mod sqlite;
pub mod transport;
mod writer;

pub use error::Error;
pub use ledger::Ledger;
pub use lock::Owner;
pub use log::{Answered, Entry, EntryId, Filter, Page};
pub use memory::Memory;
pub use record::{
    Arrival, ClaimId, Claimed, Completion, Counts, Cursor, Delivery, DeliveryId, MAX_LEASE_MS, Ruling,
    Settled, Status, StoredAnswer, Taken,
};
pub use rules::{MAX_EXCERPT_BYTES, MAX_STORED_ANSWER_BYTES};
pub use sqlite::{Interrupt, Operation, Sqlite};
pub use writer::Writer;
