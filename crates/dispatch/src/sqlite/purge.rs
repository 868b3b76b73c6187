//! Removing what is old.

use hookproof::delivery::RETENTION_MS;
use rusqlite::{Transaction, params};

use super::open::error;
use crate::error::Error;

/// See [`crate::Ledger::purge`].
pub(super) fn purge(db: &Transaction<'_>, now: i64, limit: u32) -> Result<u64, Error> {
    let before = now.saturating_sub(RETENTION_MS);
    let sql =
        "SELECT id FROM deliveries WHERE status > 1 AND status <> 3 AND ended < ? ORDER BY ended, id LIMIT ?";
    let mut statement = db.prepare_cached(sql).map_err(error)?;
    let rows = statement.query_map(params![before, limit], |row| row.get::<_, i64>(0));
    let old: Vec<i64> = rows.and_then(Iterator::collect).map_err(error)?;
    for (table, column) in
        [("tries", "delivery"), ("identifiers", "delivery"), ("requests", "delivery"), ("deliveries", "id")]
    {
        let sql = format!("DELETE FROM {table} WHERE {column} = ?");
        let mut delete = db.prepare_cached(&sql).map_err(error)?;
        for id in &old {
            delete.execute([id]).map_err(error)?;
        }
    }
    Ok(old.len() as u64)
}
