//! Writing down how tries ended: the try, the delivery and its connection in one transaction.

use hookproof::delivery::{Fault, Outcome, Progress, Try};
use rusqlite::{CachedStatement, OptionalExtension, Transaction, params};

use super::connections::Loaded;
use super::numbers::Number;
use super::open::error;
use super::row;
use crate::error::Error;
use crate::record::{ClaimId, Completion, DeliveryId, MAX_LEASE_MS, Settled, Status};
use crate::rules;

/// Which claims are abandoned.
#[derive(Clone, Copy)]
pub(super) enum Which {
    /// All of them.
    All,
    /// Those whose lease is over.
    Over,
}

/// See [`crate::Ledger::complete`].
pub(super) fn complete(db: &Transaction<'_>, batch: &[Completion]) -> Result<Vec<Settled>, Error> {
    if batch.is_empty() {
        return Ok(Vec::new());
    }
    let mut settling = Settling::new(db)?;
    let settled = batch.iter().map(|it| settling.settle(it)).collect::<Result<_, _>>()?;
    settling.loaded.store(db)?;
    Number::Try.set(db, settling.last_try)?;
    Ok(settled)
}

/// Whether a lease is over. One that is further ahead than one can be shows that the clock was set back.
pub(super) fn is_over(lease: i64, now: i64) -> bool {
    lease <= now || lease > now.saturating_add(MAX_LEASE_MS)
}

/// Settles claims as abandoned; says how many.
pub(super) fn abandon(db: &Transaction<'_>, now: i64, which: Which) -> Result<u64, Error> {
    // Without the index's name, SQLite reads the whole table for it.
    let sql =
        "SELECT id, claim, claimed, lease FROM deliveries INDEXED BY deliveries_claimed WHERE status = 1";
    let mut statement = db.prepare_cached(sql).map_err(error)?;
    let rows = statement
        .query_map([], |row| Ok((DeliveryId(row.get(0)?), ClaimId(row.get(1)?), row.get(2)?, row.get(3)?)));
    let mut claims: Vec<(DeliveryId, ClaimId, i64, i64)> = rows.and_then(Iterator::collect).map_err(error)?;
    claims.sort_unstable();
    let over = claims.into_iter().filter(|(.., lease)| matches!(which, Which::All) || is_over(*lease, now));
    let abandoned: Vec<_> = over
        .map(|(id, claim, started, _)| Completion {
            id,
            claim,
            started,
            ended: now,
            outcome: Outcome::Fault(Fault::Abandoned),
            partner_id: None,
            answer: None,
        })
        .collect();
    complete(db, &abandoned).map(|it| it.len() as u64)
}

/// The connection of a delivery that is claimed under this claim; none when it is not.
pub(super) fn owner(db: &Transaction<'_>, id: DeliveryId, claim: ClaimId) -> Result<Option<String>, Error> {
    let sql = "SELECT connection FROM deliveries WHERE id = ? AND claim = ? AND status = 1";
    let mut statement = db.prepare_cached(sql).map_err(error)?;
    statement.query_row([id.0, claim.0], |row| row.get(0)).optional().map_err(error)
}

/// Adds the only try of a test to the log.
pub(super) fn note(db: &Transaction<'_>, completion: &Completion) -> Result<(), Error> {
    let mut settling = Settling::new(db)?;
    settling.write_down(completion, 1, Status::Tested)?;
    Number::Try.set(db, settling.last_try)
}

/// Completions that are being written down, with what that takes for each of them.
struct Settling<'t> {
    db: &'t Transaction<'t>,
    loaded: Loaded,
    last_try: i64,
    find: CachedStatement<'t>,
    update: CachedStatement<'t>,
    insert: CachedStatement<'t>,
}

impl<'t> Settling<'t> {
    fn new(db: &'t Transaction<'t>) -> Result<Settling<'t>, Error> {
        let find = "SELECT connection, key, tries, anchor, due, attempts FROM deliveries \
                    WHERE id = ? AND claim = ? AND status = 1";
        let update = "UPDATE deliveries SET status = ?, tries = ?, anchor = ?, due = ?, attempts = ?, ended = ?, code = ?, \
                      fault = ?, retry_after = ?, claim = NULL, claimed = NULL, lease = NULL WHERE id = ?";
        let insert = "INSERT INTO tries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        Ok(Settling {
            db,
            loaded: Loaded::default(),
            last_try: Number::Try.last(db)?,
            find: db.prepare_cached(find).map_err(error)?,
            update: db.prepare_cached(update).map_err(error)?,
            insert: db.prepare_cached(insert).map_err(error)?,
        })
    }

    fn settle(&mut self, completion: &Completion) -> Result<Settled, Error> {
        let Completion { id, claim, started, ended, outcome, .. } = *completion;
        let mut rows = self.find.query([id.0, claim.0]).map_err(error)?;
        let Some(row) = rows.next().map_err(error)? else { return Ok(Settled::Stale) };
        let text = |column| row.get_ref(column).and_then(|it| Ok(it.as_str()?)).map_err(error);
        let (name, key) = (text(0)?, text(1)?);
        let progress = Progress {
            tries: row.get(2).map_err(error)?,
            anchor: row.get(3).map_err(error)?,
            due: row.get(4).map_err(error)?,
        };
        let attempts = row.get::<_, u32>(5).map_err(error)? + 1;
        let connection = self.loaded.get(self.db, name)?;
        let (status, progress) = rules::settle(connection, key, &progress, &Try { started, ended, outcome });
        drop(rows);
        let (code, fault, retry_after) = row::columns(outcome);
        let Progress { tries, anchor, due } = progress;
        let number = row::number(status);
        self.update
            .execute(params![number, tries, anchor, due, attempts, ended, code, fault, retry_after, id.0])
            .map_err(error)?;
        self.write_down(completion, attempts, status)?;
        Ok(Settled::Done(status))
    }

    fn write_down(&mut self, completion: &Completion, attempt: u32, status: Status) -> Result<(), Error> {
        let Completion { id, started, ended, outcome, ref partner_id, ref answer, .. } = *completion;
        self.last_try += 1;
        let (code, fault, retry_after) = row::columns(outcome);
        let is_data =
            status != Status::Tested && answer.as_ref().is_some_and(|it| rules::is_data(outcome, it));
        let answer = answer.as_deref().map(|it| if is_data { it } else { rules::excerpt(it) });
        let number = self.last_try;
        let insert = params![
            number,
            id.0,
            attempt,
            started,
            ended,
            code,
            fault,
            retry_after,
            partner_id,
            answer,
            is_data,
            row::number(status)
        ];
        self.insert.execute(insert).map(|_| ()).map_err(error)
    }
}
