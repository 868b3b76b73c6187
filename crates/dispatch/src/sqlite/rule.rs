//! Carrying out what a person decides.

use std::collections::BTreeMap;

use hookproof::delivery::Connection;
use rusqlite::types::Value;
use rusqlite::{Transaction, params_from_iter};

use super::connections;
use super::open::error;
use super::query::{About, Condition};
use crate::error::Error;
use crate::log::Filter;
use crate::record::Ruling;
use crate::rules;

/// See [`crate::Ledger::rule`].
pub(super) fn rule(db: &Transaction<'_>, now: i64, filter: &Filter, ruling: Ruling) -> Result<u64, Error> {
    let mut condition = Condition::of(filter, About::Deliveries);
    let mut values: Vec<Value> = Vec::new();
    let set = match ruling {
        Ruling::Replay => {
            condition.and("d.status IN (4, 5, 6)", []);
            values.push(rules::AT_ONCE.into());
            "status = 0, tries = 0, anchor = 0, due = ?"
        }
        Ruling::SendAgain => {
            condition.and("d.status = 3", []);
            values.extend([now.into(), now.into()]);
            // The schedule goes on where it stood, as in `hookproof::delivery::thaw`.
            "status = 0, anchor = anchor + iif(tries > 0, max(0, ? - coalesce(ended, ?1)), 0), due = ?"
        }
        Ruling::HasArrived => {
            condition.and("d.status = 3", []);
            "status = 2"
        }
        Ruling::GiveUp => {
            condition.and("d.status = 3", []);
            "status = 4"
        }
    };
    if matches!(ruling, Ruling::Replay | Ruling::SendAgain) {
        leave_ignored(&connections::all(db)?, &mut condition);
    }
    values.extend(condition.values);
    let sql = format!("UPDATE deliveries AS d SET {set} WHERE {}", condition.sql);
    let count = db.execute(&sql, params_from_iter(values)).map_err(error)?;
    Ok(count as u64)
}

/// Leaves deliveries out whose connection ignores them.
fn leave_ignored(connections: &BTreeMap<String, Connection>, condition: &mut Condition) {
    let ignoring = connections.iter().filter(|(_, it)| it.state.ignores());
    for (name, _) in ignoring {
        condition.and("d.connection <> ?", [name.clone().into()]);
    }
}
