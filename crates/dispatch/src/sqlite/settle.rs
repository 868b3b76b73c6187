//! Writing down how tries ended: the try, the delivery and its connection in one transaction.

use hookproof::delivery::{Fault, Outcome, Try};
use rusqlite::{OptionalExtension, Transaction, params};

use super::connections::Loaded;
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
    let mut loaded = Loaded::default();
    let settled = batch.iter().map(|it| settle(db, &mut loaded, it)).collect::<Result<_, _>>()?;
    loaded.store(db)?;
    Ok(settled)
}

/// Settles claims as abandoned; says how many.
pub(super) fn abandon(db: &Transaction<'_>, now: i64, which: Which) -> Result<u64, Error> {
    // Without the index's name, SQLite reads the whole table for it, at every claim.
    let sql =
        "SELECT id, claim, claimed, lease FROM deliveries INDEXED BY deliveries_claimed WHERE status = 1";
    let mut statement = db.prepare_cached(sql).map_err(error)?;
    let rows = statement
        .query_map([], |row| Ok((DeliveryId(row.get(0)?), ClaimId(row.get(1)?), row.get(2)?, row.get(3)?)));
    let mut claims: Vec<(DeliveryId, ClaimId, i64, i64)> = rows.and_then(Iterator::collect).map_err(error)?;
    claims.sort_unstable();
    // A lease that is further ahead than one can be shows that the clock was set back.
    let is_over = |lease: i64| lease <= now || lease > now.saturating_add(MAX_LEASE_MS);
    let over = claims.into_iter().filter(|(.., lease)| matches!(which, Which::All) || is_over(*lease));
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

fn settle(db: &Transaction<'_>, loaded: &mut Loaded, completion: &Completion) -> Result<Settled, Error> {
    let Completion { id, claim, started, ended, outcome, .. } = *completion;
    let sql =
        format!("SELECT {} FROM deliveries d WHERE d.id = ? AND d.claim = ? AND d.status = 1", row::DELIVERY);
    let mut statement = db.prepare_cached(&sql).map_err(error)?;
    let claimed = statement.query_row([id.0, claim.0], row::delivery).optional().map_err(error)?;
    let Some(delivery) = claimed else { return Ok(Settled::Stale) };
    let connection = loaded.get(db, &delivery.connection)?;
    let attempt = Try { started, ended, outcome };
    let (status, progress) = rules::settle(connection, &delivery.key, &delivery.progress, &attempt);
    let (code, fault, retry_after) = row::columns(outcome);
    let sql = "UPDATE deliveries SET status = ?, tries = ?, anchor = ?, due = ?, attempts = ?, ended = ?, code = ?, \
               fault = ?, retry_after = ?, claim = NULL, claimed = NULL, lease = NULL WHERE id = ?";
    let mut update = db.prepare_cached(sql).map_err(error)?;
    let attempts = delivery.attempts + 1;
    update
        .execute(params![
            row::number(status),
            progress.tries,
            progress.anchor,
            progress.due,
            attempts,
            ended,
            code,
            fault,
            retry_after,
            id.0
        ])
        .map_err(error)?;
    write_down(db, completion, attempts, status)?;
    if let Some(answer) = completion.answer.as_ref().filter(|it| rules::is_data(outcome, it)) {
        let sql = "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)";
        let mut insert = db.prepare_cached(sql).map_err(error)?;
        insert.execute(params![delivery.contact, delivery.hook, ended, answer]).map_err(error)?;
    }
    Ok(Settled::Done(status))
}

/// Adds a try to the log.
pub(super) fn write_down(
    db: &Transaction<'_>,
    completion: &Completion,
    attempt: u32,
    status: Status,
) -> Result<(), Error> {
    let (code, fault, retry_after) = row::columns(completion.outcome);
    let sql = "INSERT INTO tries (delivery, attempt, started, ended, code, fault, retry_after, partner_id, answer, \
               status) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let mut insert = db.prepare_cached(sql).map_err(error)?;
    insert
        .execute(params![
            completion.id.0,
            attempt,
            completion.started,
            completion.ended,
            code,
            fault,
            retry_after,
            completion.partner_id,
            completion.answer.as_deref().map(rules::excerpt),
            row::number(status)
        ])
        .map_err(error)?;
    Ok(())
}
