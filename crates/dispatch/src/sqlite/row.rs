//! Deliveries, tries and outcomes as rows and back.

use hookproof::delivery::{Fault, Frozen, Outcome, Progress};
use rusqlite::types::Type;
use rusqlite::{OptionalExtension, Row, Transaction};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::open::error;
use crate::error::Error;
use crate::packed::Packed;
use crate::record::{Delivery, DeliveryId, Status};

/// The columns that [`delivery`] reads, of the table `deliveries` as `d`.
pub(super) const DELIVERY: &str = "d.id, d.connection, d.hook, d.key, d.contact, d.status, d.tries, d.anchor, d.due, d.attempts, \
                                   d.taken, d.ended, d.code, d.fault, d.retry_after";

/// A delivery without its identifiers, from the columns of [`DELIVERY`].
pub(super) fn delivery(row: &Row<'_>) -> rusqlite::Result<Delivery> {
    Ok(Delivery {
        id: DeliveryId(row.get(0)?),
        connection: row.get(1)?,
        hook: row.get(2)?,
        key: row.get(3)?,
        contact: row.get(4)?,
        identifiers: Vec::new(),
        status: status(row, 5)?,
        progress: Progress { tries: row.get(6)?, anchor: row.get(7)?, due: row.get(8)? },
        attempts: row.get(9)?,
        taken: row.get(10)?,
        ended: row.get(11)?,
        last: outcome(row, 12)?,
    })
}

/// The identifiers of a delivery.
pub(super) fn identifiers(db: &Transaction<'_>, id: DeliveryId) -> Result<Vec<(String, String)>, Error> {
    let sql = "SELECT name, value FROM identifiers WHERE delivery = ? ORDER BY place";
    let mut statement = db.prepare_cached(sql).map_err(error)?;
    let rows = statement.query_map([id.0], |row| Ok((row.get(0)?, row.get(1)?))).map_err(error)?;
    rows.collect::<Result<_, _>>().map_err(error)
}

/// The request of a delivery.
pub(super) fn request(db: &Transaction<'_>, id: DeliveryId) -> Result<Option<Frozen>, Error> {
    let mut statement = db.prepare_cached("SELECT value FROM requests WHERE delivery = ?").map_err(error)?;
    let text: Option<String> = statement.query_row([id.0], |row| row.get(0)).optional().map_err(error)?;
    text.map(|it| Packed::stored(it.into()).read().map(|it| it.to_frozen())).transpose()
}

/// The status in a column.
pub(super) fn status(row: &Row<'_>, column: usize) -> rusqlite::Result<Status> {
    let number: i64 = row.get(column)?;
    let status = usize::try_from(number).ok().and_then(|it| Status::ALL.get(it).copied());
    status.ok_or_else(|| wrong(column, format!("there is no status {number}")))
}

/// The number of a status.
pub(super) fn number(status: Status) -> i64 {
    Status::ALL.iter().zip(0..).find(|(it, _)| **it == status).map_or(0, |(_, number)| number)
}

/// The outcome in three columns: status code, fault, `Retry-After`.
pub(super) fn outcome(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Outcome>> {
    let (code, fault): (Option<u16>, Option<String>) = (row.get(column)?, row.get(column + 1)?);
    let retry_after = row.get(column + 2)?;
    match (code, fault) {
        (Some(status), _) => Ok(Some(Outcome::Answered { status, retry_after })),
        (None, Some(name)) => match Fault::named(&name) {
            Some(fault) => Ok(Some(Outcome::Fault(fault))),
            None => Err(wrong(column + 1, format!("there is no fault '{name}'"))),
        },
        (None, None) => Ok(None),
    }
}

/// An outcome as three columns.
pub(super) fn columns(outcome: Outcome) -> (Option<u16>, Option<&'static str>, Option<i64>) {
    match outcome {
        Outcome::Answered { status, retry_after } => (Some(status), None, retry_after),
        Outcome::Fault(fault) => (None, Some(fault.name()), None),
    }
}

/// What is stored as JSON.
pub(super) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::Damaged(error.to_string()))
}

/// As JSON, to be stored.
pub(super) fn to_json<T: Serialize>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Store(error.to_string()))
}

fn wrong(column: usize, what: String) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Null, what.into())
}
