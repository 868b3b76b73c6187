//! The numbers that deliveries, tries and claims get.

use rusqlite::Transaction;

use super::open::error;
use crate::error::Error;

/// What is numbered.
#[derive(Clone, Copy)]
pub(super) enum Number {
    /// Deliveries.
    Delivery,
    /// Tries.
    Try,
    /// Claims.
    Claim,
}

impl Number {
    fn column(self) -> &'static str {
        match self {
            Number::Delivery => "delivery",
            Number::Try => "try",
            Number::Claim => "claim",
        }
    }

    /// The one given last; 0 before the first.
    pub(super) fn last(self, db: &Transaction<'_>) -> Result<i64, Error> {
        let sql = format!("SELECT {} FROM numbers", self.column());
        db.prepare_cached(&sql).and_then(|mut it| it.query_row([], |row| row.get(0))).map_err(error)
    }

    /// Notes the one given last.
    pub(super) fn set(self, db: &Transaction<'_>, last: i64) -> Result<(), Error> {
        let sql = format!("UPDATE numbers SET {} = ?", self.column());
        db.prepare_cached(&sql).and_then(|mut it| it.execute([last])).map(|_| ()).map_err(error)
    }
}
