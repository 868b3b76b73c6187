//! Claiming what is due, and giving it back.

use hookproof::delivery::{Connection, Progress, State};
use rusqlite::{Transaction, params};

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
        let tried = format!("tries > 0 AND (due <= ?2 OR due > ?2 + {})", Progress::MAX_WAIT_MS);
        let retries = self.due(name, &tried, most.min(gate.retries()))?;
        let most = most.saturating_sub(retries).min(gate.fresh(retries));
        self.due(name, "tries = 0 AND due <= ?2", most)?;
        Ok(())
    }

    /// Claims up to `most` deliveries of which this condition holds, the first due first; says how many.
    fn due(&mut self, name: &str, condition: &str, most: u32) -> Result<u32, Error> {
        if most == 0 {
            return Ok(0);
        }
        let sql = format!(
            "SELECT id, key, contact, attempts FROM deliveries \
             WHERE connection = ?1 AND status = 0 AND {condition} ORDER BY due, id LIMIT ?3"
        );
        let mut statement = self.db.prepare_cached(&sql).map_err(error)?;
        let found = statement.query_map(params![name, self.now, most], |row| {
            Ok((DeliveryId(row.get(0)?), row.get(1)?, row.get(2)?, row.get(3)?))
        });
        let found: Vec<(DeliveryId, String, String, u32)> =
            found.and_then(Iterator::collect).map_err(error)?;
        if found.is_empty() {
            return Ok(0);
        }
        let count = u32::try_from(found.len()).unwrap_or(u32::MAX);
        let claim = self.number()?;
        let sql = "UPDATE deliveries SET status = 1, claim = ?, claimed = ?, lease = ? WHERE id = ?";
        let mut take = self.db.prepare_cached(sql).map_err(error)?;
        for (id, key, contact, attempts) in found {
            take.execute(params![claim.0, self.now, self.lease_until, id.0]).map_err(error)?;
            let request = row::request(self.db, id)?
                .ok_or_else(|| Error::Damaged(format!("delivery {} has no request", id.0)))?;
            self.claimed.push(Claimed {
                id,
                claim,
                lease_until: self.lease_until,
                connection: name.to_owned(),
                key,
                contact,
                attempt: attempts + 1,
                request,
            });
        }
        Ok(count)
    }

    /// The number of this claim. Only a claim of something takes one: asking in vain writes nothing.
    fn number(&mut self) -> Result<ClaimId, Error> {
        if let Some(id) = self.id {
            return Ok(id);
        }
        let sql = "UPDATE claims SET last = last + 1 RETURNING last";
        let id = self.db.query_row(sql, [], |row| row.get(0)).map(ClaimId).map_err(error)?;
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
        released += db.execute(&sql, [id.0]).map_err(error)? as u64;
    }
    Ok(released)
}
