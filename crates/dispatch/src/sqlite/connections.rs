//! Connections: read, changed, written.

use std::collections::BTreeMap;

use hookproof::delivery::{Change, Connection, Policy};
use rusqlite::{OptionalExtension, Transaction, params};

use super::open::error;
use super::row::{from_json, to_json};
use crate::error::Error;

/// The connections that one transaction has to do with, read once each.
#[derive(Default)]
pub(super) struct Loaded {
    connections: BTreeMap<String, Connection>,
}

impl Loaded {
    /// The connection of a name.
    pub(super) fn get(&mut self, db: &Transaction<'_>, name: &str) -> Result<&mut Connection, Error> {
        if !self.connections.contains_key(name) {
            let connection = find(db, name)?.ok_or_else(|| Error::NoConnection(name.to_owned()))?;
            self.connections.insert(name.to_owned(), connection);
        }
        self.connections.get_mut(name).ok_or_else(|| Error::NoConnection(name.to_owned()))
    }

    /// Writes them back.
    pub(super) fn store(&self, db: &Transaction<'_>) -> Result<(), Error> {
        self.connections.iter().try_for_each(|(name, connection)| put(db, name, connection))
    }
}

/// See [`crate::Ledger::connections`].
pub(super) fn all(db: &Transaction<'_>) -> Result<BTreeMap<String, Connection>, Error> {
    let mut statement = db.prepare_cached("SELECT name, value FROM connections").map_err(error)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).map_err(error)?;
    rows.map(|row| {
        let (name, text): (String, String) = row.map_err(error)?;
        Ok((name, from_json(&text)?))
    })
    .collect()
}

/// See [`crate::Ledger::change`].
pub(super) fn change(
    db: &Transaction<'_>,
    now: i64,
    name: &str,
    change: Change,
) -> Result<Connection, Error> {
    let connection = match (find(db, name)?, &change) {
        (Some(mut connection), _) => {
            if let Some(since) = connection.change(now, change)? {
                thaw(db, name, since, now)?;
            }
            connection
        }
        (None, Change::Create) => Connection::new(now, Policy::default()),
        (None, _) => return Err(Error::NoConnection(name.to_owned())),
    };
    if connection.state.ignores() {
        let sql = "UPDATE deliveries SET status = 6, ended = ? WHERE connection = ? AND status = 0";
        db.execute(sql, params![now, name]).map_err(error)?;
    }
    put(db, name, &connection)?;
    Ok(connection)
}

/// Lets the clocks of deliveries go on: as [`hookproof::delivery::thaw`], for all at once.
fn thaw(db: &Transaction<'_>, name: &str, since: i64, now: i64) -> Result<(), Error> {
    let stood = "max(0, ?1 - max(?2, coalesce(ended, ?2)))";
    let sql = format!(
        "UPDATE deliveries SET anchor = anchor + {stood}, due = due + {stood} \
         WHERE connection = ?3 AND status = 0 AND tries > 0"
    );
    db.execute(&sql, params![now, since, name]).map_err(error)?;
    Ok(())
}

fn find(db: &Transaction<'_>, name: &str) -> Result<Option<Connection>, Error> {
    let mut statement = db.prepare_cached("SELECT value FROM connections WHERE name = ?").map_err(error)?;
    let text: Option<String> = statement.query_row([name], |row| row.get(0)).optional().map_err(error)?;
    text.map(|it| from_json(&it)).transpose()
}

fn put(db: &Transaction<'_>, name: &str, connection: &Connection) -> Result<(), Error> {
    let sql = "INSERT INTO connections VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value";
    let mut statement = db.prepare_cached(sql).map_err(error)?;
    statement.execute(params![name, to_json(connection)?]).map_err(error)?;
    Ok(())
}
