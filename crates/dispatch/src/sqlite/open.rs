//! Opening a ledger file, and what its faults are called.

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, TransactionBehavior};

use super::BUSY;
use crate::error::Error;

/// SQLite 3.7.0 to 3.51.2 may lose committed writes when a write and a checkpoint of the log meet. The bundled one is
/// newer; this keeps a build against the system's library from going unnoticed.
const OLDEST: i32 = 3_051_003;

/// What makes a new ledger.
const SCHEMA: &str = include_str!("schema.sql");

/// The number of the form that it makes.
const FORM: i64 = 1;

/// 'hkpf': see `schema.sql`.
const APPLICATION: i64 = 1_751_871_590;

/// How many pages of 4 KiB the log grows to before they go into the file itself. A delivery's pages change again and again
/// while it is on its way; at SQLite's own 1,000 each of them is written into the file several times.
const CHECKPOINT_PAGES: u32 = 8_000;

/// How much of the file is kept in memory.
const CACHE_KIB: u32 = 16 << 10;

/// Opens or creates the file.
pub(super) fn open(path: &Path) -> Result<Connection, Error> {
    if rusqlite::version_number() < OLDEST {
        return Err(Error::OldSqlite { found: rusqlite::version().to_owned() });
    }
    let mut db = Connection::open(path).map_err(error)?;
    db.busy_timeout(BUSY).map_err(error)?;
    let mode: String = db.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).map_err(error)?;
    if mode != "wal" {
        let where_it_is = path.display();
        return Err(Error::Store(format!("{where_it_is}: its file system has no shared memory for SQLite")));
    }
    set_flushed(&db, true)?;
    let sizes = format!("PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}; PRAGMA cache_size = -{CACHE_KIB}");
    db.execute_batch(&sizes).map_err(error)?;
    db.set_prepared_statement_cache_capacity(64);
    // Else SQLite plans a statement anew whenever its bounds change.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(error)?;
    // Two processes may create it at once: the second sees what the first has done.
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(error)?;
    let pragma = |name: &str| {
        transaction.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i64>(0)).map_err(error)
    };
    let (application, form) = (pragma("application_id")?, pragma("user_version")?);
    let is_new: bool = transaction
        .query_row("SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)", [], |row| row.get(0))
        .map_err(error)?;
    match (application, form) {
        (0, 0) if is_new => transaction.execute_batch(SCHEMA).map_err(error)?,
        (APPLICATION, FORM) if form_of(&transaction)? == form_of(&new()?)? => {}
        (APPLICATION, found) if found > FORM => return Err(Error::TooNew { found }),
        (APPLICATION, _) => return Err(Error::OtherForm),
        _ => return Err(Error::Damaged(format!("{} is a database of something else", path.display()))),
    }
    transaction.commit().map_err(error)?;
    Ok(db)
}

/// A new ledger that is forgotten again.
fn new() -> Result<Connection, Error> {
    let db = Connection::open_in_memory().map_err(error)?;
    db.execute_batch(SCHEMA).map_err(error)?;
    Ok(db)
}

/// What the code relies on: the tables with their columns, and the indexes. The form's number alone would not do, since
/// versions before the first release have changed the one and not the other.
fn form_of(db: &Connection) -> Result<Vec<String>, Error> {
    let sql = "SELECT format('%s %d %s %s %d %d', m.name, c.cid, c.name, c.type, c.\"notnull\", c.pk) \
               FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_stat%' \
               UNION ALL SELECT format('%s %s', name, sql) FROM sqlite_schema WHERE type = 'index' ORDER BY 1";
    let mut statement = db.prepare(sql).map_err(error)?;
    let rows = statement.query_map([], |row| row.get(0));
    rows.and_then(Iterator::collect).map_err(error)
}

/// Sets whether commits are flushed to disk. One that is flushed takes along those before it that were not.
pub(super) fn set_flushed(db: &Connection, is: bool) -> Result<(), Error> {
    let level = if is { "FULL" } else { "NORMAL" };
    db.execute_batch(&format!("PRAGMA synchronous = {level}")).map_err(error)
}

/// A fault of SQLite in the ledger's words.
#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` hands over")]
pub(super) fn error(error: rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => Error::Full,
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Error::Damaged(error.to_string()),
        _ => Error::Store(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is committed must be on the disk: anything less than `FULL` (2) survives the end of the process only.
    #[test]
    fn commits_are_flushed() {
        let path = std::env::temp_dir().join(format!("hookproof-open-{}.db", std::process::id()));
        let db = open(&path).expect("a ledger");
        let pragma = |name: &str| db.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, String>(0));
        let level = db.query_row("PRAGMA synchronous", [], |row| row.get::<_, i64>(0));
        assert_eq!((pragma("journal_mode").as_deref(), level), (Ok("wal"), Ok(2)));
        drop(db);
        std::fs::remove_file(path).expect("removed");
    }
}
