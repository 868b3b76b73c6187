//! Delivery: the ledger that loses nothing, the transport, and the worker between them. What decides is in the core
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
//! * A **test** is sent apart from all this. What came of it is in the log, and counts for nothing else.
//! * A **lease** that is over means that the process ended in between. The try is written down as abandoned, is not
//!   counted, and the delivery is sent again with the same key: at least once, never silently lost.
//! * **Purge** removes what was finished four weeks ago, in small batches. A key is known for as long.
//!
//! # Sending
//!
//! A [`worker::Worker`] claims, sends by a [`transport::Transport`] and completes, until nothing is left or it is told to
//! stop. It may be killed at any moment: the next one goes on where it was.
//!
//! ```no_run
//! use std::path::Path;
//!
//! use hookproof::delivery::{Change, Frozen, KeyParts, key};
//! use hookproof_dispatch::transport::{Environment, Http, HttpOptions};
//! use hookproof_dispatch::worker::{Clock, Ending, SystemClock, Worker, WorkerOptions};
//! use hookproof_dispatch::{Arrival, Ledger, Owner, Sqlite, Writer};
//!
//! # fn frozen() -> Frozen { Frozen::default() }
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let owner = Owner { pid: std::process::id(), host: "desk-3".into(), since: "2026-11-21T09:30:00Z".into() };
//! let mut ledger = Sqlite::open_to_dispatch(Path::new("deliveries.db"), &owner)?;
//! let now = SystemClock.now();
//! for change in [Change::Create, Change::TestPassed(String::new()), Change::Activate] {
//!     ledger.change(now, "letters", change)?;
//! }
//! let arrival = Arrival {
//!     connection: "letters".into(),
//!     hook: "letters".into(),
//!     key: key(&KeyParts { hook: "letters", run: "2026-11", contact: "42", event: "" }),
//!     contact: "42".into(),
//!     identifiers: vec![("email".into(), "shaq@example.com".into())],
//!     not_before: None,
//!     // `Frozen::of(&hook.render(&contact, &options))`
//!     request: frozen(),
//! };
//! ledger.intake(now, &[arrival], None)?;
//!
//! let writer = Writer::spawn(Box::new(ledger))?;
//! let http = Http::new(Environment::new(Path::new(".")), HttpOptions::default())?;
//! let worker = Worker::new(writer, http, SystemClock, WorkerOptions::default());
//! let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
//! // Instead of `pending`, what is ready when somebody presses Ctrl-C.
//! match runtime.block_on(worker.run(std::future::pending()))? {
//!     Ending::Done => println!("all delivered, or failed for good"),
//!     Ending::Held => println!("the rest waits for a person"),
//!     Ending::Stopped => println!("stopped; run it again to go on"),
//! }
//! # Ok(())
//! # }
//! ```
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
mod packed;
mod record;
mod rules;
mod sqlite;
mod text;
pub mod transport;
pub mod worker;
mod writer;

pub use error::Error;
pub use ledger::Ledger;
pub use lock::Owner;
pub use log::{Answered, Entry, EntryId, Filter, Page};
pub use memory::Memory;
pub use packed::{Packed, Parts};
pub use record::{
    Arrival, ClaimId, Claimed, Completion, Counts, Cursor, Delivery, DeliveryId, MAX_LEASE_MS, Ruling, Scope,
    Settled, Status, StoredAnswer, Taken, Tested, Waiting,
};
pub use rules::{MAX_EXCERPT_BYTES, MAX_STORED_ANSWER_BYTES};
pub use sqlite::{Interrupt, Operation, Sqlite};
pub use text::Text;
pub use writer::Writer;
