//! Claiming what is due, and giving it back.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use hookproof::delivery::{Connection, Progress, State};
use rusqlite::{Row, Transaction, params};

use super::numbers::Number;
use super::open::error;
use super::{connections, settle};
use crate::error::Error;
use crate::packed::Packed;
use crate::record::{ClaimId, Claimed, DeliveryId, MAX_LEASE_MS, Scope};
use crate::rules;
use crate::text::Text;

/// A claim that is being made.
struct Claim<'t> {
    db: &'t Transaction<'t>,
    /// Its number, once it is known that there is something to claim.
    id: Option<ClaimId>,
    now: i64,
    lease_until: i64,
    under_way: BTreeMap<String, UnderWay>,
    claimed: Vec<Claimed>,
}

/// What is claimed of a connection.
#[derive(Clone, Copy, Default)]
struct UnderWay {
    count: u32,
    /// When the first lease is over, and the last.
    leases: (i64, i64),
}

/// What is due: numbers, how often they were tried, and where their key, contact and request are in the texts.
#[derive(Default)]
struct Found {
    texts: String,
    rows: Vec<(DeliveryId, u32, [Range<usize>; 3])>,
}

impl Found {
    fn add(&mut self, row: &Row<'_>) -> Result<(), Error> {
        let id = row.get(0).map(DeliveryId).map_err(error)?;
        let [mut key, mut contact, mut request] = [const { 0..0 }; 3];
        for (column, range) in [(1, &mut key), (2, &mut contact), (4, &mut request)] {
            let text = row.get_ref(column).and_then(|it| Ok(it.as_str_or_null()?)).map_err(error)?;
            let text = text.ok_or_else(|| Error::Damaged(format!("delivery {} has no request", id.0)))?;
            let from = self.texts.len();
            self.texts.push_str(text);
            *range = from..self.texts.len();
        }
        self.rows.push((id, row.get(3).map_err(error)?, [key, contact, request]));
        Ok(())
    }
}

fn under_way(db: &Transaction<'_>) -> Result<BTreeMap<String, UnderWay>, Error> {
    // Without the index's name, SQLite reads the whole table for it.
    let sql = "SELECT connection, count(*), min(lease), max(lease) FROM deliveries INDEXED BY deliveries_claimed \
               WHERE status = 1 GROUP BY connection";
    let mut statement = db.prepare_cached(sql).map_err(error)?;
    let rows = statement.query_map([], |row| {
        Ok((row.get(0)?, UnderWay { count: row.get(1)?, leases: (row.get(2)?, row.get(3)?) }))
    });
    rows.and_then(Iterator::collect).map_err(error)
}

/// See [`crate::Ledger::claim`]. Whether a connection may send is read in the same transaction, so a pause holds from
/// the moment it is set.
pub(super) fn claim(
    db: &Transaction<'_>,
    now: i64,
    scope: &Scope,
    limit: u32,
    lease_ms: i64,
) -> Result<Vec<Claimed>, Error> {
    let mut under_way = under_way(db)?;
    if under_way.values().any(|it| settle::is_over(it.leases.0, now) || settle::is_over(it.leases.1, now)) {
        settle::abandon(db, now, settle::Which::Over)?;
        under_way = self::under_way(db)?;
    }
    let lease_until = now.saturating_add(lease_ms.min(MAX_LEASE_MS));
    let mut claim = Claim { db, id: None, now, lease_until, under_way, claimed: Vec::new() };
    let mut active = connections::all(db)?;
    active.retain(|name, it| it.state == State::Active && scope.has(name));
    // Once for fair shares, and once for what others left of theirs.
    for shares in [active.len(), 1] {
        for (at, (name, connection)) in active.iter().enumerate() {
            let left = limit.saturating_sub(u32::try_from(claim.claimed.len()).unwrap_or(u32::MAX));
            claim.of(&name.as_str().into(), connection, rules::share(left, shares.saturating_sub(at)))?;
        }
    }
    Ok(claim.claimed)
}

impl Claim<'_> {
    /// Claims up to `most` deliveries of a connection.
    fn of(&mut self, name: &Arc<str>, connection: &Connection, most: u32) -> Result<(), Error> {
        if most == 0 {
            return Ok(());
        }
        let under_way = self.under_way.get(&**name).copied().unwrap_or_default();
        let gate = connection.gate(self.now, under_way.count);
        // As `Progress::is_due`: a retry that is due later than any schedule makes it shows that the clock was set back.
        // The list of new ones may be long and its end far ahead: only what is due is looked at.
        let tried = format!("d.tries > 0 AND (d.due <= ?2 OR d.due > ?2 + {})", Progress::MAX_WAIT_MS);
        let retries = self.due(name, &tried, most.min(gate.retries()))?;
        let most = most.saturating_sub(retries).min(gate.fresh(retries));
        let fresh = self.due(name, "d.tries = 0 AND d.due <= ?2", most)?;
        self.under_way.entry(name.to_string()).or_default().count += retries + fresh;
        Ok(())
    }

    /// Claims up to `most` deliveries of which this condition holds, the first due first; says how many.
    fn due(&mut self, name: &Arc<str>, condition: &str, most: u32) -> Result<u32, Error> {
        if most == 0 {
            return Ok(0);
        }
        let sql = format!(
            "SELECT d.id, d.key, d.contact, d.attempts, r.value FROM deliveries d \
             LEFT JOIN requests r ON r.delivery = d.id \
             WHERE d.connection = ?1 AND d.status = 0 AND {condition} ORDER BY d.due, d.id LIMIT ?3"
        );
        let db = self.db;
        let mut statement = db.prepare_cached(&sql).map_err(error)?;
        let mut rows = statement.query(params![&**name, self.now, most]).map_err(error)?;
        let mut found = Found::default();
        while let Some(row) = rows.next().map_err(error)? {
            found.add(row)?;
        }
        drop(rows);
        if found.rows.is_empty() {
            return Ok(0);
        }
        let claim = self.number()?;
        let all: Arc<str> = found.texts.into();
        let claimed = found.rows.into_iter().map(|(id, attempts, [key, contact, request])| Claimed {
            id,
            claim,
            lease_until: self.lease_until,
            connection: name.clone(),
            key: Text::part(&all, key),
            contact: Text::part(&all, contact),
            attempt: attempts + 1,
            request: Packed::stored(Text::part(&all, request)),
        });
        let first = self.claimed.len();
        self.claimed.extend(claimed);
        let found = self.claimed.get(first..).unwrap_or_default();
        self.take(found)?;
        Ok(u32::try_from(found.len()).unwrap_or(u32::MAX))
    }

    /// Marks deliveries as claimed. Numbers that follow one another are marked at once: that is most of them.
    fn take(&self, found: &[Claimed]) -> Result<(), Error> {
        let sql =
            "UPDATE deliveries SET status = 1, claim = ?, claimed = ?, lease = ? WHERE id BETWEEN ? AND ?";
        let mut take = self.db.prepare_cached(sql).map_err(error)?;
        for run in found.chunk_by(|it, next| it.id.0.checked_add(1) == Some(next.id.0)) {
            let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
            let (claim, lease) = (first.claim.0, self.lease_until);
            take.execute(params![claim, self.now, lease, first.id.0, last.id.0]).map_err(error)?;
        }
        Ok(())
    }

    /// The number of this claim. Only a claim of something takes one: asking in vain writes nothing.
    fn number(&mut self) -> Result<ClaimId, Error> {
        if let Some(id) = self.id {
            return Ok(id);
        }
        let id = ClaimId(Number::Claim.last(self.db)? + 1);
        Number::Claim.set(self.db, id.0)?;
        self.id = Some(id);
        Ok(id)
    }
}

/// See [`crate::Ledger::release`].
pub(super) fn release(db: &Transaction<'_>, claims: &[(DeliveryId, ClaimId)]) -> Result<u64, Error> {
    let mut loaded = connections::Loaded::default();
    let mut released = 0;
    for (id, claim) in claims {
        let Some(name) = settle::owner(db, *id, *claim)? else { continue };
        let ignores = loaded.get(db, &name)?.state.ignores();
        let status = if ignores { "6, ended = coalesce(ended, taken)" } else { "0" };
        let sql = format!(
            "UPDATE deliveries SET status = {status}, claim = NULL, claimed = NULL, lease = NULL WHERE id = ?"
        );
        let mut give_back = db.prepare_cached(&sql).map_err(error)?;
        released += give_back.execute([id.0]).map_err(error)? as u64;
    }
    Ok(released)
}
