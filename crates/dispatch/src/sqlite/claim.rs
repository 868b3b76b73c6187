//! Claiming what is due, and giving it back.

use hookproof::delivery::{Connection, Progress, State};
use rusqlite::{Row, Transaction, params};

use super::numbers::Number;
use super::open::error;
use super::{connections, row, settle};
use crate::error::Error;
use crate::record::{ClaimId, Claimed, DeliveryId, MAX_LEASE_MS, Scope};
use crate::rules;

/// A claim that is being made.
struct Claim<'t> {
    db: &'t Transaction<'t>,
    /// Its number, once it is known that there is something to claim.
    id: Option<ClaimId>,
    now: i64,
    lease_until: i64,
    claimed: Vec<Claimed>,
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
    settle::abandon(db, now, settle::Which::Over)?;
    let lease_until = now.saturating_add(lease_ms.min(MAX_LEASE_MS));
    let mut claim = Claim { db, id: None, now, lease_until, claimed: Vec::new() };
    let mut active = connections::all(db)?;
    active.retain(|name, it| it.state == State::Active && scope.has(name));
    // Once for fair shares, and once for what others left of theirs.
    for shares in [active.len(), 1] {
        for (at, (name, connection)) in active.iter().enumerate() {
            let left = limit.saturating_sub(u32::try_from(claim.claimed.len()).unwrap_or(u32::MAX));
            claim.of(name, connection, rules::share(left, shares.saturating_sub(at)))?;
        }
    }
    Ok(claim.claimed)
}

impl Claim<'_> {
    /// Claims up to `most` deliveries of a connection.
    fn of(&mut self, name: &str, connection: &Connection, most: u32) -> Result<(), Error> {
        if most == 0 {
            return Ok(());
        }
        let sql = "SELECT count(*) FROM deliveries WHERE connection = ? AND status = 1";
        let mut count = self.db.prepare_cached(sql).map_err(error)?;
        let in_flight = count.query_row([name], |row| row.get(0)).map_err(error)?;
        let gate = connection.gate(self.now, in_flight);
        // As `Progress::is_due`: a retry that is due later than any schedule makes it shows that the clock was set back.
        // The list of new ones may be long and its end far ahead: only what is due is looked at.
        let tried = format!("d.tries > 0 AND (d.due <= ?2 OR d.due > ?2 + {})", Progress::MAX_WAIT_MS);
        let retries = self.due(name, &tried, most.min(gate.retries()))?;
        let most = most.saturating_sub(retries).min(gate.fresh(retries));
        self.due(name, "d.tries = 0 AND d.due <= ?2", most)?;
        Ok(())
    }

    /// Claims up to `most` deliveries of which this condition holds, the first due first; says how many.
    fn due(&mut self, name: &str, condition: &str, most: u32) -> Result<u32, Error> {
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
        let mut rows = statement.query(params![name, self.now, most]).map_err(error)?;
        let first = self.claimed.len();
        while let Some(row) = rows.next().map_err(error)? {
            let claimed = self.row(name, row)?;
            self.claimed.push(claimed);
        }
        let found = self.claimed.get(first..).unwrap_or_default();
        let sql = "UPDATE deliveries SET status = 1, claim = ?, claimed = ?, lease = ? WHERE id = ?";
        let mut take = db.prepare_cached(sql).map_err(error)?;
        for it in found {
            take.execute(params![it.claim.0, self.now, self.lease_until, it.id.0]).map_err(error)?;
        }
        Ok(u32::try_from(found.len()).unwrap_or(u32::MAX))
    }

    /// What is claimed in a row.
    fn row(&mut self, name: &str, row: &Row<'_>) -> Result<Claimed, Error> {
        let id = row.get(0).map(DeliveryId).map_err(error)?;
        let text = row.get_ref(4).and_then(|it| Ok(it.as_str_or_null()?)).map_err(error)?;
        let text = text.ok_or_else(|| Error::Damaged(format!("delivery {} has no request", id.0)))?;
        Ok(Claimed {
            id,
            claim: self.number()?,
            lease_until: self.lease_until,
            connection: name.to_owned(),
            key: row.get(1).map_err(error)?,
            contact: row.get(2).map_err(error)?,
            attempt: row.get::<_, u32>(3).map_err(error)? + 1,
            request: row::from_json(text)?,
        })
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
