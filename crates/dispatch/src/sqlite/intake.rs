//! Taking deliveries in.

use rusqlite::{CachedStatement, OptionalExtension, Transaction, params};

use super::numbers::Number;
use super::open::error;
use super::{connections, row};
use crate::error::Error;
use crate::packed::Packed;
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
    let mut intake = Intake::new(db, now)?;
    let taken = batch.iter().map(|arrival| {
        let ignores = loaded.get(db, &arrival.connection)?.state.ignores();
        intake.take(arrival, ignores)
    });
    let taken = taken.collect::<Result<_, _>>()?;
    Number::Delivery.set(db, intake.last)?;
    if let Some(cursor) = cursor {
        let position = i64::try_from(cursor.position).unwrap_or(i64::MAX);
        let sql = "INSERT INTO cursors VALUES (?, ?) ON CONFLICT DO UPDATE SET position = excluded.position";
        db.execute(sql, params![cursor.run, position]).map_err(error)?;
    }
    Ok(taken)
}

/// Deliveries that are being taken in, with what that takes for each of them.
struct Intake<'t> {
    now: i64,
    last: i64,
    known: CachedStatement<'t>,
    delivery: CachedStatement<'t>,
    request: CachedStatement<'t>,
    identifier: CachedStatement<'t>,
}

impl<'t> Intake<'t> {
    fn new(db: &'t Transaction<'_>, now: i64) -> Result<Intake<'t>, Error> {
        let known = "SELECT d.id, d.status, r.value FROM deliveries d JOIN requests r ON r.delivery = d.id \
                     WHERE d.key = ?";
        let delivery = "INSERT INTO deliveries (id, key, connection, hook, contact, status, tries, anchor, due, attempts, \
                        taken, ended) VALUES (?, ?, ?, ?, ?, ?, 0, 0, ?, 0, ?, ?)";
        Ok(Intake {
            now,
            last: Number::Delivery.last(db)?,
            known: db.prepare_cached(known).map_err(error)?,
            delivery: db.prepare_cached(delivery).map_err(error)?,
            request: db.prepare_cached("INSERT INTO requests VALUES (?, ?)").map_err(error)?,
            identifier: db.prepare_cached("INSERT INTO identifiers VALUES (?, ?, ?, ?, ?)").map_err(error)?,
        })
    }

    fn take(&mut self, arrival: &Arrival, ignores: bool) -> Result<Taken, Error> {
        let request = Packed::of(&arrival.request);
        let first = self.known.query_row([&arrival.key], |row| {
            Ok(Taken::Duplicate {
                id: DeliveryId(row.get(0)?),
                status: row::status(row, 1)?,
                is_same_request: row.get_ref(2)?.as_str()? == request.text(),
            })
        });
        if let Some(duplicate) = first.optional().map_err(error)? {
            return Ok(duplicate);
        }
        self.last += 1;
        self.insert(arrival, request.text(), ignores).map_err(error)?;
        let id = DeliveryId(self.last);
        Ok(if ignores { Taken::Ignored(id) } else { Taken::New(id) })
    }

    fn insert(&mut self, arrival: &Arrival, request: &str, ignores: bool) -> rusqlite::Result<()> {
        let Arrival { key, connection, hook, contact, identifiers, not_before, .. } = arrival;
        let (id, now) = (self.last, self.now);
        let status = row::number(if ignores { Status::Ignored } else { Status::Waiting });
        let (due, ended) = (not_before.unwrap_or(rules::AT_ONCE), ignores.then_some(now));
        self.delivery.execute(params![id, key, connection, hook, contact, status, due, now, ended])?;
        self.request.execute(params![id, request])?;
        for (place, (name, value)) in (0_i64..).zip(identifiers) {
            self.identifier.execute(params![id, place, name, value, value.to_lowercase()])?;
        }
        Ok(())
    }
}

/// See [`crate::Ledger::cursor`].
pub(super) fn cursor(db: &Transaction<'_>, run: &str) -> Result<u64, Error> {
    let position: Option<i64> = db
        .query_row("SELECT position FROM cursors WHERE run = ?", [run], |row| row.get(0))
        .optional()
        .map_err(error)?;
    Ok(position.and_then(|it| u64::try_from(it).ok()).unwrap_or_default())
}
