//! Taking deliveries in.

use rusqlite::{OptionalExtension, Transaction, params};

use super::open::error;
use super::{connections, row};
use crate::error::Error;
use crate::record::{Arrival, Cursor, DeliveryId, Status, Taken};
use crate::rules;

/// See [`crate::Ledger::intake`].
pub(super) fn intake(
    db: &Transaction<'_>,
    now: i64,
    batch: &[Arrival],
    cursor: Option<&Cursor>,
) -> Result<Vec<Taken>, Error> {
    let mut loaded = connections::Loaded::default();
    let taken = batch.iter().map(|arrival| {
        let ignores = loaded.get(db, &arrival.connection)?.state.ignores();
        take(db, now, arrival, ignores)
    });
    let taken = taken.collect::<Result<_, _>>()?;
    if let Some(cursor) = cursor {
        let position = i64::try_from(cursor.position).unwrap_or(i64::MAX);
        let sql = "INSERT INTO cursors VALUES (?, ?) ON CONFLICT DO UPDATE SET position = excluded.position";
        db.execute(sql, params![cursor.run, position]).map_err(error)?;
    }
    Ok(taken)
}

fn take(db: &Transaction<'_>, now: i64, arrival: &Arrival, ignores: bool) -> Result<Taken, Error> {
    let request = row::to_json(&arrival.request)?;
    let sql = "SELECT d.id, d.status, r.value FROM deliveries d JOIN requests r ON r.delivery = d.id WHERE d.key = ?";
    let mut known = db.prepare_cached(sql).map_err(error)?;
    let first = known.query_row([&arrival.key], |row| {
        Ok(Taken::Duplicate {
            id: DeliveryId(row.get(0)?),
            status: row::status(row, 1)?,
            is_same_request: row.get::<_, String>(2)? == request,
        })
    });
    if let Some(duplicate) = first.optional().map_err(error)? {
        return Ok(duplicate);
    }
    let status = if ignores { Status::Ignored } else { Status::Waiting };
    let sql = "INSERT INTO deliveries (key, connection, hook, contact, status, tries, anchor, due, attempts, taken, ended) \
               VALUES (?, ?, ?, ?, ?, 0, 0, ?, 0, ?, ?)";
    let due = arrival.not_before.unwrap_or(rules::AT_ONCE);
    db.prepare_cached(sql)
        .and_then(|mut it| {
            it.insert(params![
                arrival.key,
                arrival.connection,
                arrival.hook,
                arrival.contact,
                row::number(status),
                due,
                now,
                ignores.then_some(now)
            ])
        })
        .map_err(error)
        .and_then(|id| {
            store_parts(db, id, &request, arrival)?;
            let id = DeliveryId(id);
            Ok(if ignores { Taken::Ignored(id) } else { Taken::New(id) })
        })
}

fn store_parts(db: &Transaction<'_>, id: i64, request: &str, arrival: &Arrival) -> Result<(), Error> {
    let mut insert = db.prepare_cached("INSERT INTO requests VALUES (?, ?)").map_err(error)?;
    insert.execute(params![id, request]).map_err(error)?;
    let mut insert = db.prepare_cached("INSERT INTO identifiers VALUES (?, ?, ?, ?, ?)").map_err(error)?;
    for (place, (name, value)) in (0_i64..).zip(&arrival.identifiers) {
        insert.execute(params![id, place, name, value, value.to_lowercase()]).map_err(error)?;
    }
    Ok(())
}

/// See [`crate::Ledger::cursor`].
pub(super) fn cursor(db: &Transaction<'_>, run: &str) -> Result<u64, Error> {
    let position: Option<i64> = db
        .query_row("SELECT position FROM cursors WHERE run = ?", [run], |row| row.get(0))
        .optional()
        .map_err(error)?;
    Ok(position.and_then(|it| u64::try_from(it).ok()).unwrap_or_default())
}
