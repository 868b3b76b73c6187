//! The ledger of one machine: a file, and nothing to install.
//!
//! SQLite in WAL mode with `synchronous=FULL`: what is committed survives the loss of power. That costs a flush to disk a
//! transaction, so whoever writes much writes in batches (see [`crate::worker`]): 132 deliveries a second one by one,
//! 7,471 in batches of 64 on the machine where this was chosen. What remains is SQLite's own work for each row, so a
//! delivery's rows and indexes are few, and statements are prepared once a batch. Every transaction that writes takes the
//! write lock at its start, so that another process, which only pauses a connection, waits and does not fail half-way.
//!
//! A claim alone is not flushed. It survives the end of the process, and after a loss of power it is as if it had never
//! been made: its deliveries wait, and are sent again with their keys, as those of an abandoned claim are.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use hookproof::delivery::{Change, Connection, Frozen};
use rusqlite::{Transaction, TransactionBehavior};

use crate::error::Error;
use crate::ledger::Ledger;
use crate::lock::{Lock, Owner};
use crate::log::{Entry, Filter, Page};
use crate::record::{
    Arrival, ClaimId, Claimed, Completion, Counts, Cursor, Delivery, DeliveryId, Ruling, Scope, Settled,
    StoredAnswer, Taken, Tested, Waiting,
};

mod claim;
mod connections;
mod intake;
mod note;
mod numbers;
mod open;
mod purge;
mod query;
mod row;
mod rule;
mod settle;

/// A ledger in a SQLite file.
pub struct Sqlite {
    db: rusqlite::Connection,
    /// Held by the process that dispatches.
    lock: Option<Lock>,
    interrupt: Option<Box<dyn Interrupt>>,
}

/// What commits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// [`Ledger::intake`].
    Intake,
    /// [`Ledger::claim`].
    Claim,
    /// [`Ledger::complete`].
    Complete,
    /// [`Ledger::note`].
    Note,
    /// [`Ledger::release`].
    Release,
    /// [`Ledger::recover`].
    Recover,
    /// [`Ledger::change`].
    Change,
    /// [`Ledger::rule`].
    Rule,
    /// [`Ledger::purge`].
    Purge,
}

/// Stops operations on both sides of their commit, as the end of the process would: for tests of what survives.
pub trait Interrupt: Send {
    /// Called before (`is_committed` is false) and after an operation commits.
    ///
    /// # Errors
    ///
    /// Whatever it returns is returned by the operation, which is not committed when that comes before.
    fn at(&mut self, operation: Operation, is_committed: bool) -> Result<(), Error>;
}

/// How long a process waits for another one that is writing. Transactions are short; this is for slow disks.
const BUSY: Duration = Duration::from_secs(10);

impl Sqlite {
    /// Opens or creates a ledger to look at it and to change connections, while another process may dispatch from it.
    ///
    /// # Errors
    ///
    /// [`Error::OldSqlite`], [`Error::TooNew`], [`Error::OtherForm`], [`Error::Damaged`] for what is no ledger, and what
    /// the file system meets.
    pub fn open(path: &Path) -> Result<Sqlite, Error> {
        Ok(Sqlite { db: open::open(path)?, lock: None, interrupt: None })
    }

    /// Opens or creates a ledger to dispatch from it, as the only process that does. Claims that an earlier process
    /// has left behind are to be settled with [`Ledger::recover`].
    ///
    /// # Errors
    ///
    /// [`Error::Held`] with who dispatches already, and those of [`Sqlite::open`].
    pub fn open_to_dispatch(path: &Path, owner: &Owner) -> Result<Sqlite, Error> {
        let lock = Lock::take(path, owner)?;
        Ok(Sqlite { lock: Some(lock), ..Sqlite::open(path)? })
    }

    /// Has something called at every commit.
    #[must_use]
    pub fn with_interrupt(self, interrupt: Box<dyn Interrupt>) -> Sqlite {
        Sqlite { interrupt: Some(interrupt), ..self }
    }

    /// Lets the file grow to so many pages of 4 KiB and no further; it can only grow back by being purged.
    ///
    /// # Errors
    ///
    /// What the store meets.
    pub fn limit_pages(&self, pages: u32) -> Result<(), Error> {
        let set = self.db.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()));
        set.map_err(open::error)
    }

    /// Checks the whole file.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] with the first thing that is wrong, and what the store meets.
    pub fn check_integrity(&self) -> Result<(), Error> {
        let check = self.db.query_row("PRAGMA integrity_check(1)", [], |row| row.get::<_, String>(0));
        match check.map_err(open::error)? {
            text if text == "ok" => Ok(()),
            text => Err(Error::Damaged(text)),
        }
    }

    /// One transaction: all of `work` or nothing.
    fn commit<T>(
        &mut self,
        operation: Operation,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let transaction =
            self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(open::error)?;
        // Whatever ends this before the commit drops the transaction, which undoes it.
        let value = work(&transaction)?;
        if let Some(interrupt) = &mut self.interrupt {
            interrupt.at(operation, false)?;
        }
        transaction.commit().map_err(open::error)?;
        if let Some(interrupt) = &mut self.interrupt {
            interrupt.at(operation, true)?;
        }
        Ok(value)
    }

    /// One transaction that only reads, so that all of it sees the same state.
    fn read<T>(&mut self, work: impl FnOnce(&Transaction<'_>) -> Result<T, Error>) -> Result<T, Error> {
        let transaction = self.db.transaction().map_err(open::error)?;
        work(&transaction)
    }

    fn must_dispatch(&self) -> Result<(), Error> {
        self.lock.as_ref().map(|_| ()).ok_or(Error::NotDispatching)
    }
}

impl Ledger for Sqlite {
    fn intake(&mut self, now: i64, batch: &[Arrival], cursor: Option<&Cursor>) -> Result<Vec<Taken>, Error> {
        self.commit(Operation::Intake, |db| intake::intake(db, now, batch, cursor))
    }

    fn cursor(&mut self, run: &str) -> Result<u64, Error> {
        self.read(|db| intake::cursor(db, run))
    }

    fn claim(&mut self, now: i64, scope: &Scope, limit: u32, lease_ms: i64) -> Result<Vec<Claimed>, Error> {
        self.must_dispatch()?;
        open::set_flushed(&self.db, false)?;
        let claimed = self.commit(Operation::Claim, |db| claim::claim(db, now, scope, limit, lease_ms));
        open::set_flushed(&self.db, true)?;
        claimed
    }

    fn complete(&mut self, batch: &[Completion]) -> Result<Vec<Settled>, Error> {
        self.commit(Operation::Complete, |db| settle::complete(db, batch))
    }

    fn note(&mut self, test: &Tested) -> Result<DeliveryId, Error> {
        self.commit(Operation::Note, |db| note::note(db, test))
    }

    fn release(&mut self, claims: &[(DeliveryId, ClaimId)]) -> Result<u64, Error> {
        self.commit(Operation::Release, |db| claim::release(db, claims))
    }

    fn recover(&mut self, now: i64) -> Result<u64, Error> {
        self.must_dispatch()?;
        self.commit(Operation::Recover, |db| settle::abandon(db, now, settle::Which::All))
    }

    fn connections(&mut self) -> Result<BTreeMap<String, Connection>, Error> {
        self.read(connections::all)
    }

    fn change(&mut self, now: i64, name: &str, change: Change) -> Result<Connection, Error> {
        self.commit(Operation::Change, |db| connections::change(db, now, name, change))
    }

    fn rule(&mut self, now: i64, filter: &Filter, ruling: Ruling) -> Result<u64, Error> {
        self.commit(Operation::Rule, |db| rule::rule(db, now, filter, ruling))
    }

    fn log(&mut self, filter: &Filter, page: Page) -> Result<Vec<Entry>, Error> {
        self.read(|db| query::log(db, filter, page))
    }

    fn deliveries(
        &mut self,
        filter: &Filter,
        after: Option<DeliveryId>,
        limit: u32,
    ) -> Result<Vec<Delivery>, Error> {
        self.read(|db| query::deliveries(db, filter, after, limit))
    }

    fn request(&mut self, id: DeliveryId) -> Result<Option<Frozen>, Error> {
        self.read(|db| row::request(db, id))
    }

    fn answers(&mut self, contact: &str) -> Result<Vec<StoredAnswer>, Error> {
        self.read(|db| query::answers(db, contact))
    }

    fn counts(&mut self) -> Result<Counts, Error> {
        self.read(query::counts)
    }

    fn waiting(&mut self, now: i64) -> Result<BTreeMap<String, Waiting>, Error> {
        self.read(|db| query::waiting(db, now))
    }

    fn purge(&mut self, now: i64, limit: u32) -> Result<u64, Error> {
        self.commit(Operation::Purge, |db| purge::purge(db, now, limit))
    }
}
