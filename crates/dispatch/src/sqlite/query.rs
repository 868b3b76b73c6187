//! What is looked for in the ledger.

use std::collections::BTreeMap;

use rusqlite::types::Value;
use rusqlite::{Transaction, params_from_iter};

use super::open::error;
use super::row;
use crate::error::Error;
use crate::log::{Answered, EMAIL, Entry, EntryId, Filter, Page};
use crate::record::{Counts, Delivery, DeliveryId, StoredAnswer, Waiting};
use crate::rules;

/// What a filter's conditions are about.
#[derive(Clone, Copy)]
pub(super) enum About {
    /// Deliveries and their last tries: the table `deliveries` as `d`.
    Deliveries,
    /// Tries: the table `tries` as `t`, with `deliveries` as `d`.
    Tries,
}

/// A condition in SQL with the values that it compares with.
pub(super) struct Condition {
    /// The SQL, for after `WHERE`.
    pub(super) sql: String,
    /// Its parameters, in order.
    pub(super) values: Vec<Value>,
}

impl Condition {
    /// That everything a filter asks for holds.
    pub(super) fn of(filter: &Filter, about: About) -> Condition {
        let mut all = Condition { sql: "1".to_owned(), values: Vec::new() };
        let table = match about {
            About::Deliveries => "d",
            About::Tries => "t",
        };
        if let Some(name) = &filter.connection {
            all.and("d.connection = ?", [name.clone().into()]);
        }
        if let Some(name) = &filter.hook {
            all.and("d.hook = ?", [name.clone().into()]);
        }
        if let Some(status) = filter.status {
            all.and("d.status = ?", [row::number(status).into()]);
        }
        match filter.answered {
            Some(Answered::Status(code)) => all.and(&format!("{table}.code = ?"), [i64::from(code).into()]),
            Some(Answered::Class(class)) => {
                all.and(&format!("{table}.code / 100 = ?"), [i64::from(class).into()]);
            }
            Some(Answered::Never) => all.and(&format!("{table}.fault IS NOT NULL"), []),
            None => {}
        }
        let identified = "d.id IN (SELECT delivery FROM identifiers WHERE folded = ?";
        if let Some(key) = &filter.key {
            all.and("d.key = ?", [key.clone().into()]);
        }
        if let Some(customer) = &filter.customer {
            let email = customer.to_lowercase().into();
            let sql = format!("(d.contact = ? OR {identified} AND name = '{EMAIL}'))");
            all.and(&sql, [customer.clone().into(), email]);
        }
        if let Some(value) = &filter.identifier {
            all.and(&format!("{identified})"), [value.to_lowercase().into()]);
        }
        match (&filter.partner_id, about) {
            (Some(id), About::Deliveries) => {
                all.and("d.id IN (SELECT delivery FROM tries WHERE partner_id = ?)", [id.clone().into()]);
            }
            (Some(id), About::Tries) => all.and("t.partner_id = ?", [id.clone().into()]),
            (None, _) => {}
        }
        if let Some(from) = filter.from {
            all.and(&format!("{table}.ended >= ?"), [from.into()]);
        }
        if let Some(until) = filter.until {
            all.and(&format!("{table}.ended < ?"), [until.into()]);
        }
        all
    }

    /// And this too.
    pub(super) fn and<const N: usize>(&mut self, sql: &str, values: [Value; N]) {
        self.sql.push_str(" AND ");
        self.sql.push_str(sql);
        self.values.extend(values);
    }
}

/// See [`crate::Ledger::log`].
pub(super) fn log(db: &Transaction<'_>, filter: &Filter, page: Page) -> Result<Vec<Entry>, Error> {
    let mut condition = Condition::of(filter, About::Tries);
    let (order, limit) = match page {
        Page::Latest { before, limit } => {
            if let Some(before) = before {
                condition.and("t.id < ?", [before.0.into()]);
            }
            ("DESC", limit)
        }
        Page::After { after, limit } => {
            condition.and("t.id > ?", [after.0.into()]);
            ("ASC", limit)
        }
    };
    let sql = format!(
        "SELECT t.id, t.delivery, d.connection, d.hook, d.key, d.contact, t.attempt, t.started, t.ended, t.code, t.fault, \
         t.retry_after, t.partner_id, t.answer, t.status FROM tries t JOIN deliveries d ON d.id = t.delivery \
         WHERE {} ORDER BY t.id {order} LIMIT {limit}",
        condition.sql
    );
    let mut statement = db.prepare_cached(&sql).map_err(error)?;
    let rows = statement.query_map(params_from_iter(condition.values), |row| {
        let outcome = row::outcome(row, 9)?.ok_or(rusqlite::Error::InvalidQuery)?;
        Ok(Entry {
            id: EntryId(row.get(0)?),
            delivery: DeliveryId(row.get(1)?),
            connection: row.get(2)?,
            hook: row.get(3)?,
            key: row.get(4)?,
            contact: row.get(5)?,
            attempt: row.get(6)?,
            started: row.get(7)?,
            ended: row.get(8)?,
            outcome,
            partner_id: row.get(12)?,
            answer: row.get_ref(13)?.as_str_or_null()?.map(|it| rules::excerpt(it).to_owned()),
            status: row::status(row, 14)?,
        })
    });
    rows.and_then(Iterator::collect).map_err(error)
}

/// See [`crate::Ledger::deliveries`].
pub(super) fn deliveries(
    db: &Transaction<'_>,
    filter: &Filter,
    after: Option<DeliveryId>,
    limit: u32,
) -> Result<Vec<Delivery>, Error> {
    let mut condition = Condition::of(filter, About::Deliveries);
    if let Some(after) = after {
        condition.and("d.id > ?", [after.0.into()]);
    }
    let sql = format!(
        "SELECT {} FROM deliveries d WHERE {} ORDER BY d.id LIMIT {limit}",
        row::DELIVERY,
        condition.sql
    );
    let mut statement = db.prepare_cached(&sql).map_err(error)?;
    let rows = statement.query_map(params_from_iter(condition.values), row::delivery).map_err(error)?;
    rows.map(|delivery| {
        let delivery = delivery.map_err(error)?;
        Ok(Delivery { identifiers: row::identifiers(db, delivery.id)?, ..delivery })
    })
    .collect()
}

/// See [`crate::Ledger::answers`].
pub(super) fn answers(db: &Transaction<'_>, contact: &str) -> Result<Vec<StoredAnswer>, Error> {
    // With `max`, SQLite takes the other columns from the row that has it.
    let sql = "SELECT d.hook, t.ended, t.answer, max(t.id) FROM deliveries d JOIN tries t ON t.delivery = d.id \
               WHERE d.contact = ? AND t.is_data GROUP BY d.hook ORDER BY d.hook";
    let mut statement = db.prepare_cached(sql).map_err(error)?;
    let rows = statement.query_map([contact], |row| {
        Ok(StoredAnswer { hook: row.get(0)?, at: row.get(1)?, body: row.get(2)? })
    });
    rows.and_then(Iterator::collect).map_err(error)
}

/// See [`crate::Ledger::counts`].
pub(super) fn counts(db: &Transaction<'_>) -> Result<Counts, Error> {
    let sql = "SELECT connection, status, count(*) FROM deliveries GROUP BY connection, status";
    let mut statement = db.prepare_cached(sql).map_err(error)?;
    let rows = statement
        .query_map([], |row| Ok((row.get::<_, String>(0)?, row::status(row, 1)?, row.get::<_, i64>(2)?)));
    let mut counts = Counts::new();
    for row in rows.map_err(error)? {
        let (name, status, count) = row.map_err(error)?;
        counts.entry(name).or_default().insert(status, count.unsigned_abs());
    }
    Ok(counts)
}

/// See [`crate::Ledger::waiting`].
pub(super) fn waiting(db: &Transaction<'_>, now: i64) -> Result<BTreeMap<String, Waiting>, Error> {
    // Each from its own index: the table may hold many more that are finished.
    let sql = "SELECT connection, sum(due <= ?1), 0, sum(due > ?1), 0, 0 FROM deliveries INDEXED BY deliveries_fresh \
               WHERE status = 0 AND tries = 0 GROUP BY connection UNION ALL \
               SELECT connection, 0, count(*), 0, 0, 0 FROM deliveries INDEXED BY deliveries_tried \
               WHERE status = 0 AND tries > 0 GROUP BY connection UNION ALL \
               SELECT connection, 0, 0, 0, count(*), 0 FROM deliveries INDEXED BY deliveries_claimed \
               WHERE status = 1 GROUP BY connection UNION ALL \
               SELECT connection, 0, 0, 0, 0, count(*) FROM deliveries INDEXED BY deliveries_undecided \
               WHERE status = 3 GROUP BY connection";
    let mut statement = db.prepare_cached(sql).map_err(error)?;
    let mut all: BTreeMap<String, Waiting> = BTreeMap::new();
    let mut rows = statement.query([now]).map_err(error)?;
    while let Some(row) = rows.next().map_err(error)? {
        let of_connection = all.entry(row.get(0).map_err(error)?).or_default();
        let Waiting { first, again, later, answer, person } = of_connection;
        for (column, sum) in (1..).zip([first, again, later, answer, person]) {
            *sum += row.get::<_, i64>(column).map_err(error)?.unsigned_abs();
        }
    }
    Ok(all)
}
