//! What goes into a ledger and comes out of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hookproof::delivery::{Frozen, Outcome, Progress};

use crate::packed::Packed;
use crate::text::Text;

/// A delivery's number in its ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeliveryId(pub i64);

/// A claim's number; each call of [`crate::Ledger::claim`] has another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimId(pub i64);

/// The longest lease: ten minutes. It must be longer than a try may take (30 seconds), or deliveries are sent twice; a
/// longer one would only delay those of a process that is gone.
pub const MAX_LEASE_MS: i64 = 10 * 60 * 1000;

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// To be tried, for the first time or again.
    Waiting,
    /// On its way.
    Claimed,
    /// The partner has taken it.
    Delivered,
    /// The partner may have done what it asks; a person decides.
    Undecided,
    /// It has failed for good.
    Failed,
    /// It has used up its retries.
    Dropped,
    /// Its webhook was disabled or deleted.
    Ignored,
    /// It was a test, tried once.
    Tested,
}

impl Status {
    /// All of them, in the order of their numbers in stores.
    pub const ALL: [Status; 8] = [
        Status::Waiting,
        Status::Claimed,
        Status::Delivered,
        Status::Undecided,
        Status::Failed,
        Status::Dropped,
        Status::Ignored,
        Status::Tested,
    ];

    /// Its name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Status::Waiting => "waiting",
            Status::Claimed => "on its way",
            Status::Delivered => "delivered",
            Status::Undecided => "undecided",
            Status::Failed => "failed",
            Status::Dropped => "dropped",
            Status::Ignored => "ignored",
            Status::Tested => "test",
        }
    }

    /// Whether nothing more happens to it by itself or needs to.
    pub fn is_finished(self) -> bool {
        match self {
            Status::Delivered | Status::Failed | Status::Dropped | Status::Ignored | Status::Tested => true,
            Status::Waiting | Status::Claimed | Status::Undecided => false,
        }
    }
}

/// A delivery that is to be taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Its connection's name.
    pub connection: String,
    /// The webhook's name, under which its answer is kept; the connection's where it has none.
    pub hook: String,
    /// Its key: see [`hookproof::delivery::key`].
    pub key: String,
    /// The contact's id or, without one, its place in the contact list.
    pub contact: String,
    /// What else the contact can be found by: a name, such as `email`, and a value.
    pub identifiers: Vec<(String, String)>,
    /// When it may be sent at the earliest; none for as soon as possible.
    pub not_before: Option<i64>,
    /// The request.
    pub request: Frozen,
}

/// What became of an arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It waits to be sent.
    New(DeliveryId),
    /// Its webhook is disabled or deleted: it is written down and not sent.
    Ignored(DeliveryId),
    /// Its key is known already, and the first delivery of it stands.
    Duplicate {
        /// The first one.
        id: DeliveryId,
        /// Where that stands.
        status: Status,
        /// Whether it has the same request.
        is_same_request: bool,
    },
}

/// How far a contact list has been taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Which sending of which webhook.
    pub run: String,
    /// How many contacts of the list.
    pub position: u64,
}

/// Whose deliveries are sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Those of every connection.
    #[default]
    All,
    /// Those of these connections: whoever sends one webhook has the secrets and the files of that one only.
    Only(BTreeSet<String>),
}

impl Scope {
    /// Whether a connection is among them.
    pub fn has(&self, connection: &str) -> bool {
        match self {
            Scope::All => true,
            Scope::Only(names) => names.contains(connection),
        }
    }
}

/// A delivery to be sent now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// Which.
    pub id: DeliveryId,
    /// Proves to [`crate::Ledger::complete`] that the delivery is still the caller's.
    pub claim: ClaimId,
    /// Until when it is.
    pub lease_until: i64,
    /// Its connection's name.
    pub connection: Arc<str>,
    /// Its key.
    pub key: Text,
    /// The contact's id.
    pub contact: Text,
    /// The number of this try, counted from 1, of all that were ever made.
    pub attempt: u32,
    /// What to send.
    pub request: Packed,
}

/// How a try at a claimed delivery ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// Which delivery.
    pub id: DeliveryId,
    /// The claim that it was sent under.
    pub claim: ClaimId,
    /// When the try began.
    pub started: i64,
    /// When it ended.
    pub ended: i64,
    /// How.
    pub outcome: Outcome,
    /// What the partner calls the thing it made.
    pub partner_id: Option<String>,
    /// The answer's body. A beginning of it is kept in the log; JSON of a success is kept whole, within
    /// [`crate::MAX_STORED_ANSWER_BYTES`], as data for later templates.
    pub answer: Option<String>,
}

/// A test that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tested {
    /// Its request, with a key of its own, and whose it is.
    pub arrival: Arrival,
    /// When it began.
    pub started: i64,
    /// When it ended.
    pub ended: i64,
    /// How.
    pub outcome: Outcome,
    /// What the partner calls the thing it made.
    pub partner_id: Option<String>,
    /// The answer's body. A beginning of it is kept in the log.
    pub answer: Option<String>,
}

/// What a completion did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// The delivery stands so now.
    Done(Status),
    /// The claim is no longer the caller's, and nothing has changed: its lease was over, and the delivery is or will be
    /// sent again.
    Stale,
}

/// What a ledger knows of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its number.
    pub id: DeliveryId,
    /// Its connection's name.
    pub connection: String,
    /// The webhook's name.
    pub hook: String,
    /// Its key.
    pub key: String,
    /// The contact's id.
    pub contact: String,
    /// What else the contact can be found by.
    pub identifiers: Vec<(String, String)>,
    /// Where it stands.
    pub status: Status,
    /// Where it stands on its schedule.
    pub progress: Progress,
    /// How often it was tried, in all.
    pub attempts: u32,
    /// When it was taken in.
    pub taken: i64,
    /// When it last changed its status by itself: its last try ended, or it was ignored.
    pub ended: Option<i64>,
    /// How its last try ended.
    pub last: Option<Outcome>,
}

/// What a person decides about deliveries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// Those that failed, were dropped or ignored start anew, with their key and request.
    Replay,
    /// Those that are undecided are sent again.
    SendAgain,
    /// Those that are undecided have arrived.
    HasArrived,
    /// Those that are undecided are given up.
    GiveUp,
}

/// An answer kept as data for later templates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAnswer {
    /// The webhook that it answers, by its name.
    pub hook: String,
    /// When it came.
    pub at: i64,
    /// JSON text.
    pub body: String,
}

/// What the deliveries of a connection that are not finished wait for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Never tried, and due.
    pub first: u64,
    /// To be tried again.
    pub again: u64,
    /// Set for a later time.
    pub later: u64,
    /// On their way.
    pub answer: u64,
    /// Undecided.
    pub person: u64,
}

/// How many deliveries stand where, by connection.
pub type Counts = BTreeMap<String, BTreeMap<Status, u64>>;
