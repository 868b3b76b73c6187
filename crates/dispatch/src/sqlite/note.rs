//! Writing down a test.

use rusqlite::{Transaction, params};

use super::open::error;
use super::{intake, row, settle};
use crate::error::Error;
use crate::record::{DeliveryId, Status, Taken, Tested};
use crate::rules;

/// See [`crate::Ledger::note`].
pub(super) fn note(db: &Transaction<'_>, test: &Tested) -> Result<DeliveryId, Error> {
    let taken = intake::intake(db, test.started, std::slice::from_ref(&test.arrival), None)?;
    let [Taken::New(id) | Taken::Ignored(id)] = *taken else { return Err(rules::known_test()) };
    let (code, fault, retry_after) = row::columns(test.outcome);
    let sql = "UPDATE deliveries SET status = ?, attempts = 1, ended = ?, code = ?, fault = ?, retry_after = ? WHERE id = ?";
    let status = row::number(Status::Tested);
    db.execute(sql, params![status, test.ended, code, fault, retry_after, id.0]).map_err(error)?;
    settle::note(db, &test.completion(id))?;
    Ok(id)
}
