//! The ledger as a model: what every other one must do, in the plainest way. It forgets everything with its process,
//! so it serves tests and simulations only.

use std::collections::BTreeMap;

use hookproof::delivery::{Change, Connection, Frozen, Policy, Progress, RETENTION_MS, State, thaw};

use crate::error::Error;
use crate::ledger::Ledger;
use crate::log::{Entry, EntryId, Filter, Page};
use crate::packed::Packed;
use crate::record::{
    Arrival, ClaimId, Claimed, Completion, Counts, Cursor, Delivery, DeliveryId, MAX_LEASE_MS, Ruling, Scope,
    Settled, Status, StoredAnswer, Taken, Tested, Waiting,
};
use crate::rules;

mod query;
mod settle;

/// A ledger in memory.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    connections: BTreeMap<String, Connection>,
    rows: BTreeMap<DeliveryId, Row>,
    keys: BTreeMap<String, DeliveryId>,
    entries: BTreeMap<EntryId, Entry>,
    /// The answers that are kept as data, whole.
    answers: BTreeMap<EntryId, String>,
    cursors: BTreeMap<String, u64>,
    /// The numbers given last.
    last_delivery: i64,
    last_entry: i64,
    last_claim: i64,
}

#[derive(Clone, Debug)]
struct Row {
    delivery: Delivery,
    request: Frozen,
    claim: Option<Claim>,
}

#[derive(Clone, Copy, Debug)]
struct Claim {
    id: ClaimId,
    at: i64,
    lease_until: i64,
}

impl Ledger for Memory {
    fn intake(&mut self, now: i64, batch: &[Arrival], cursor: Option<&Cursor>) -> Result<Vec<Taken>, Error> {
        let unknown = batch.iter().find(|it| !self.connections.contains_key(&it.connection));
        if let Some(arrival) = unknown {
            return Err(Error::NoConnection(arrival.connection.clone()));
        }
        if let Some(cursor) = cursor {
            self.cursors.insert(cursor.run.clone(), cursor.position);
        }
        Ok(batch.iter().map(|it| self.take(now, it)).collect())
    }

    fn cursor(&mut self, run: &str) -> Result<u64, Error> {
        Ok(self.cursors.get(run).copied().unwrap_or_default())
    }

    fn claim(&mut self, now: i64, scope: &Scope, limit: u32, lease_ms: i64) -> Result<Vec<Claimed>, Error> {
        // One that is further ahead than a lease can be shows that the clock was set back.
        self.abandon(now, |it| it.lease_until <= now || it.lease_until > now.saturating_add(MAX_LEASE_MS));
        let claim = Claim {
            id: ClaimId(self.last_claim + 1),
            at: now,
            lease_until: now.saturating_add(lease_ms.min(MAX_LEASE_MS)),
        };
        let active: Vec<String> = self.active(scope);
        let mut claimed = Vec::new();
        // Once for fair shares, and once for what others left of theirs.
        for shares in [active.len(), 1] {
            for (at, name) in active.iter().enumerate() {
                let left = limit.saturating_sub(u32::try_from(claimed.len()).unwrap_or(u32::MAX));
                let most = rules::share(left, shares.saturating_sub(at));
                self.claim_of(name, now, most, claim, &mut claimed);
            }
        }
        self.last_claim += i64::from(!claimed.is_empty());
        Ok(claimed)
    }

    fn complete(&mut self, batch: &[Completion]) -> Result<Vec<Settled>, Error> {
        Ok(batch.iter().map(|it| self.settle(it)).collect())
    }

    fn note(&mut self, test: &Tested) -> Result<DeliveryId, Error> {
        if !self.connections.contains_key(&test.arrival.connection) {
            return Err(Error::NoConnection(test.arrival.connection.clone()));
        }
        self.note_test(test)
    }

    fn release(&mut self, claims: &[(DeliveryId, ClaimId)]) -> Result<u64, Error> {
        let mut released = 0;
        for (id, claim) in claims {
            let Some(row) = self.claimed(*id, *claim) else { continue };
            row.claim = None;
            row.delivery.status = Status::Waiting;
            let name = row.delivery.connection.clone();
            if self.connections.get(&name).is_some_and(|it| it.state.ignores()) {
                self.ignore(*id, None);
            }
            released += 1;
        }
        Ok(released)
    }

    fn recover(&mut self, now: i64) -> Result<u64, Error> {
        Ok(self.abandon(now, |_| true))
    }

    fn connections(&mut self) -> Result<BTreeMap<String, Connection>, Error> {
        Ok(self.connections.clone())
    }

    fn change(&mut self, now: i64, name: &str, change: Change) -> Result<Connection, Error> {
        let known = self.connections.get(name).cloned();
        let connection = match (known, &change) {
            (Some(mut connection), _) => {
                if let Some(since) = connection.change(now, change)? {
                    self.thaw(name, since, now);
                }
                connection
            }
            (None, Change::Create) => Connection::new(now, Policy::default()),
            (None, _) => return Err(Error::NoConnection(name.to_owned())),
        };
        if connection.state.ignores() {
            let waiting: Vec<_> = self.of(name, Status::Waiting).map(|it| it.delivery.id).collect();
            for id in waiting {
                self.ignore(id, Some(now));
            }
        }
        self.connections.insert(name.to_owned(), connection.clone());
        Ok(connection)
    }

    fn rule(&mut self, now: i64, filter: &Filter, ruling: Ruling) -> Result<u64, Error> {
        let found = self.found(filter);
        let mut count = 0;
        for id in found {
            let Some(row) = self.rows.get_mut(&id) else { continue };
            let delivery = &mut row.delivery;
            let ignores = self.connections.get(&delivery.connection).is_some_and(|it| it.state.ignores());
            let again = Status::Waiting;
            let (status, progress) = match (ruling, delivery.status) {
                (Ruling::Replay | Ruling::SendAgain, _) if ignores => continue,
                (Ruling::Replay, Status::Failed | Status::Dropped | Status::Ignored) => {
                    (again, Progress::fresh(rules::AT_ONCE))
                }
                (Ruling::SendAgain, Status::Undecided) => {
                    let since = delivery.ended.unwrap_or(now);
                    (again, Progress { due: now, ..thaw(&delivery.progress, None, since, now) })
                }
                (Ruling::HasArrived, Status::Undecided) => (Status::Delivered, delivery.progress),
                (Ruling::GiveUp, Status::Undecided) => (Status::Failed, delivery.progress),
                (_, _) => continue,
            };
            (delivery.status, delivery.progress) = (status, progress);
            count += 1;
        }
        Ok(count)
    }

    fn log(&mut self, filter: &Filter, page: Page) -> Result<Vec<Entry>, Error> {
        Ok(self.tries(filter, page))
    }

    fn deliveries(
        &mut self,
        filter: &Filter,
        after: Option<DeliveryId>,
        limit: u32,
    ) -> Result<Vec<Delivery>, Error> {
        let found = self.found(filter).into_iter().filter(|it| after.is_none_or(|after| *it > after));
        let rows = found.take(limit as usize).filter_map(|it| self.rows.get(&it));
        Ok(rows.map(|it| it.delivery.clone()).collect())
    }

    fn request(&mut self, id: DeliveryId) -> Result<Option<Frozen>, Error> {
        Ok(self.rows.get(&id).map(|it| it.request.clone()))
    }

    fn answers(&mut self, contact: &str) -> Result<Vec<StoredAnswer>, Error> {
        let mut latest = BTreeMap::new();
        for (id, body) in &self.answers {
            let Some(entry) = self.entries.get(id).filter(|it| it.contact == contact) else { continue };
            let hook = entry.hook.clone();
            latest.insert(hook.clone(), StoredAnswer { hook, at: entry.ended, body: body.clone() });
        }
        Ok(latest.into_values().collect())
    }

    fn counts(&mut self) -> Result<Counts, Error> {
        let mut counts = Counts::new();
        for row in self.rows.values() {
            let of_connection = counts.entry(row.delivery.connection.clone()).or_default();
            *of_connection.entry(row.delivery.status).or_default() += 1;
        }
        Ok(counts)
    }

    fn waiting(&mut self, now: i64) -> Result<BTreeMap<String, Waiting>, Error> {
        let mut all: BTreeMap<String, Waiting> = BTreeMap::new();
        for it in self.rows.values().map(|it| &it.delivery).filter(|it| !it.status.is_finished()) {
            let of_connection = all.entry(it.connection.clone()).or_default();
            *match (it.status, it.progress) {
                (Status::Claimed, _) => &mut of_connection.answer,
                (Status::Undecided, _) => &mut of_connection.person,
                (_, Progress { tries: 0, due, .. }) if due <= now => &mut of_connection.first,
                (_, Progress { tries: 0, .. }) => &mut of_connection.later,
                (_, Progress { .. }) => &mut of_connection.again,
            } += 1;
        }
        Ok(all)
    }

    fn purge(&mut self, now: i64, limit: u32) -> Result<u64, Error> {
        let before = now.saturating_sub(RETENTION_MS);
        let is_old =
            |it: &&Row| it.delivery.status.is_finished() && it.delivery.ended.is_some_and(|it| it < before);
        let mut old: Vec<_> =
            self.rows.values().filter(is_old).map(|it| (it.delivery.ended, it.delivery.id)).collect();
        old.sort_unstable();
        old.truncate(limit as usize);
        for (_, id) in &old {
            if let Some(row) = self.rows.remove(id) {
                self.keys.remove(&row.delivery.key);
            }
            self.entries.retain(|_, it| it.delivery != *id);
        }
        self.answers.retain(|id, _| self.entries.contains_key(id));
        Ok(old.len() as u64)
    }
}

impl Memory {
    fn take(&mut self, now: i64, arrival: &Arrival) -> Taken {
        if let Some(row) = self.keys.get(&arrival.key).and_then(|id| self.rows.get(id)) {
            let is_same_request = row.request == arrival.request;
            return Taken::Duplicate { id: row.delivery.id, status: row.delivery.status, is_same_request };
        }
        let ignores = self.connections.get(&arrival.connection).is_some_and(|it| it.state.ignores());
        self.last_delivery += 1;
        let id = DeliveryId(self.last_delivery);
        let delivery = Delivery {
            id,
            connection: arrival.connection.clone(),
            hook: arrival.hook.clone(),
            key: arrival.key.clone(),
            contact: arrival.contact.clone(),
            identifiers: arrival.identifiers.clone(),
            status: if ignores { Status::Ignored } else { Status::Waiting },
            progress: Progress::fresh(arrival.not_before.unwrap_or(rules::AT_ONCE)),
            attempts: 0,
            taken: now,
            ended: ignores.then_some(now),
            last: None,
        };
        self.keys.insert(arrival.key.clone(), id);
        self.rows.insert(id, Row { delivery, request: arrival.request.clone(), claim: None });
        if ignores { Taken::Ignored(id) } else { Taken::New(id) }
    }

    fn active(&self, scope: &Scope) -> Vec<String> {
        let is_active = |name: &str, it: &Connection| it.state == State::Active && scope.has(name);
        let active = self.connections.iter().filter(|(name, it)| is_active(name, it));
        active.map(|(name, _)| name.clone()).collect()
    }

    fn of<'m>(&'m self, name: &'m str, status: Status) -> impl Iterator<Item = &'m Row> {
        self.rows.values().filter(move |it| it.delivery.connection == name && it.delivery.status == status)
    }

    fn claim_of(&mut self, name: &str, now: i64, most: u32, claim: Claim, claimed: &mut Vec<Claimed>) {
        let in_flight = u32::try_from(self.of(name, Status::Claimed).count()).unwrap_or(u32::MAX);
        let Some(gate) = self.connections.get(name).map(|it| it.gate(now, in_flight)) else { return };
        let due = |is_retry: bool, most: u32| {
            let waiting = self.of(name, Status::Waiting).map(|it| (it.delivery.progress, it.delivery.id));
            let mut due: Vec<_> = waiting
                .filter(|(progress, _)| (progress.tries > 0) == is_retry && progress.is_due(now))
                .map(|(progress, id)| (progress.due, id))
                .collect();
            due.sort_unstable();
            due.truncate(most as usize);
            due
        };
        let mut found = due(true, most.min(gate.retries()));
        let retries = u32::try_from(found.len()).unwrap_or(u32::MAX);
        found.extend(due(false, most.saturating_sub(retries).min(gate.fresh(retries))));
        for (_, id) in found {
            let Some(row) = self.rows.get_mut(&id) else { continue };
            row.claim = Some(claim);
            row.delivery.status = Status::Claimed;
            claimed.push(Claimed {
                id,
                claim: claim.id,
                lease_until: claim.lease_until,
                connection: name.into(),
                key: row.delivery.key.clone().into(),
                contact: row.delivery.contact.clone().into(),
                attempt: row.delivery.attempts + 1,
                request: Packed::of(&row.request),
            });
        }
    }
}
