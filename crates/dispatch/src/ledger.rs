//! What a ledger does.

use std::collections::BTreeMap;

use hookproof::delivery::{Change, Connection, Frozen};

use crate::error::Error;
use crate::log::{Entry, Filter, Page};
use crate::record::{
    Arrival, ClaimId, Claimed, Completion, Counts, Cursor, Delivery, DeliveryId, Ruling, Scope, Settled,
    StoredAnswer, Taken, Tested, Waiting,
};

/// The durable record of deliveries, tries and connections. Each call is one transaction: all of it is done when it
/// returns `Ok`, and stays done when the machine loses power; none of it is when it returns an error. Only a claim may be
/// undone by a loss of power, as if it had never been made: its deliveries are then sent again, with their keys.
///
/// Times are milliseconds since 1970-01-01 UTC. They may go back.
pub trait Ledger: Send {
    /// Takes deliveries in, in order, and notes how far the contact list has been read.
    ///
    /// # Errors
    ///
    /// [`Error::NoConnection`] for one whose connection was never created, and what the store meets.
    fn intake(&mut self, now: i64, batch: &[Arrival], cursor: Option<&Cursor>) -> Result<Vec<Taken>, Error>;

    /// How many contacts of a list have been taken in.
    ///
    /// # Errors
    ///
    /// What the store meets.
    fn cursor(&mut self, run: &str) -> Result<u64, Error>;

    /// Claims up to `limit` deliveries that are due, shared among the connections of the scope that may send; of each,
    /// those that were tried before come first. Leases that are over are settled before. A lease is cut to [`crate::MAX_LEASE_MS`].
    ///
    /// # Errors
    ///
    /// [`Error::NotDispatching`], and what the store meets.
    fn claim(&mut self, now: i64, scope: &Scope, limit: u32, lease_ms: i64) -> Result<Vec<Claimed>, Error>;

    /// Writes down how tries ended, in order, each with what becomes of its delivery and connection.
    ///
    /// # Errors
    ///
    /// What the store meets.
    fn complete(&mut self, batch: &[Completion]) -> Result<Vec<Settled>, Error>;

    /// Writes down a test that was sent, as a finished delivery with its only try, so that the log has it. It counts for
    /// nothing else: it changes nothing about its connection, its answer is no data for templates, and no ruling is about
    /// it. A key that is known already is an [`Error::Store`].
    ///
    /// # Errors
    ///
    /// [`Error::NoConnection`], and what the store meets.
    fn note(&mut self, test: &Tested) -> Result<DeliveryId, Error>;

    /// Gives claimed deliveries back that were not sent, as if they had never been claimed. Says how many were still
    /// the caller's.
    ///
    /// # Errors
    ///
    /// What the store meets.
    fn release(&mut self, claims: &[(DeliveryId, ClaimId)]) -> Result<u64, Error>;

    /// Settles every claim as abandoned, whatever its lease: for a process that knows that it is alone. Says how many.
    ///
    /// # Errors
    ///
    /// [`Error::NotDispatching`], and what the store meets.
    fn recover(&mut self, now: i64) -> Result<u64, Error>;

    /// All connections, by name; those that were deleted too.
    ///
    /// # Errors
    ///
    /// What the store meets.
    fn connections(&mut self) -> Result<BTreeMap<String, Connection>, Error>;

    /// Changes a connection; [`Change::Create`] makes one. It holds for the next claim. When the connection sends
    /// again, the clocks of its deliveries go on; when it is disabled or deleted, those that wait are ignored.
    ///
    /// # Errors
    ///
    /// [`Error::NoConnection`], [`Error::Refused`], and what the store meets.
    fn change(&mut self, now: i64, name: &str, change: Change) -> Result<Connection, Error>;

    /// Carries out a ruling on the deliveries that a filter finds; nothing is sent again for connections that ignore
    /// their deliveries. Says how many it was.
    ///
    /// # Errors
    ///
    /// What the store meets.
    fn rule(&mut self, now: i64, filter: &Filter, ruling: Ruling) -> Result<u64, Error>;

    /// Tries, as a filter finds them: see [`Page`] for their order.
    ///
    /// # Errors
    ///
    /// What the store meets.
    fn log(&mut self, filter: &Filter, page: Page) -> Result<Vec<Entry>, Error>;

    /// Deliveries, as a filter finds them, by number, up to `limit` of those after `after`.
    ///
    /// # Errors
    ///
    /// What the store meets.
    fn deliveries(
        &mut self,
        filter: &Filter,
        after: Option<DeliveryId>,
        limit: u32,
    ) -> Result<Vec<Delivery>, Error>;

    /// The request of a delivery; none when there is no such delivery.
    ///
    /// # Errors
    ///
    /// What the store meets.
    fn request(&mut self, id: DeliveryId) -> Result<Option<Frozen>, Error>;

    /// The latest answer of each webhook to a contact that is kept as data, by the webhook's name.
    ///
    /// # Errors
    ///
    /// What the store meets.
    fn answers(&mut self, contact: &str) -> Result<Vec<StoredAnswer>, Error>;

    /// How many deliveries stand where.
    ///
    /// # Errors
    ///
    /// What the store meets.
    fn counts(&mut self) -> Result<Counts, Error>;

    /// What the deliveries of each connection that are not finished wait for; connections that have none are left out.
    /// Unlike [`Ledger::counts`], it reads none of those that are.
    ///
    /// # Errors
    ///
    /// What the store meets.
    fn waiting(&mut self, now: i64) -> Result<BTreeMap<String, Waiting>, Error>;

    /// Removes up to `limit` deliveries, with their tries and answers, that were finished four weeks ago
    /// ([`hookproof::delivery::RETENTION_MS`]). Says how many; to be called until that is none.
    ///
    /// # Errors
    ///
    /// What the store meets.
    fn purge(&mut self, now: i64, limit: u32) -> Result<u64, Error>;
}
