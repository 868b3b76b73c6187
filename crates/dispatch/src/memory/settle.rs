//! What the model does with claims, and with deliveries whose connection has changed.

use hookproof::delivery::{Fault, Outcome, Try, thaw};

use super::{Claim, Memory, Row};
use crate::error::Error;
use crate::log::{Entry, EntryId};
use crate::record::{ClaimId, Completion, Delivery, DeliveryId, Settled, Status, Taken, Tested};
use crate::rules;

impl Memory {
    pub(super) fn claimed(&mut self, id: DeliveryId, claim: ClaimId) -> Option<&mut Row> {
        self.rows.get_mut(&id).filter(|it| it.claim.is_some_and(|it| it.id == claim))
    }

    pub(super) fn settle(&mut self, completion: &Completion) -> Settled {
        let Some(row) = self.claimed(completion.id, completion.claim) else { return Settled::Stale };
        row.claim = None;
        let row = row.clone();
        let Some(connection) = self.connections.get_mut(&row.delivery.connection) else {
            return Settled::Stale;
        };
        let Completion { started, ended, outcome, .. } = *completion;
        let mut delivery = row.delivery;
        let attempt = Try { started, ended, outcome };
        (delivery.status, delivery.progress) =
            rules::settle(connection, &delivery.key, &delivery.progress, &attempt);
        delivery.attempts += 1;
        (delivery.ended, delivery.last) = (Some(ended), Some(outcome));
        self.write_down(&delivery, completion);
        if let Some(body) = completion.answer.as_ref().filter(|it| rules::is_data(outcome, it)) {
            self.answers.insert(EntryId(self.last_entry), body.clone());
        }
        let status = delivery.status;
        if let Some(row) = self.rows.get_mut(&completion.id) {
            row.delivery = delivery;
        }
        Settled::Done(status)
    }

    fn write_down(&mut self, delivery: &Delivery, completion: &Completion) {
        self.last_entry += 1;
        let entry = Entry {
            id: EntryId(self.last_entry),
            delivery: delivery.id,
            connection: delivery.connection.clone(),
            hook: delivery.hook.clone(),
            key: delivery.key.clone(),
            contact: delivery.contact.clone(),
            attempt: delivery.attempts,
            started: completion.started,
            ended: completion.ended,
            outcome: completion.outcome,
            partner_id: completion.partner_id.clone(),
            answer: completion.answer.as_deref().map(|it| rules::excerpt(it).to_owned()),
            status: delivery.status,
        };
        self.entries.insert(entry.id, entry);
    }

    pub(super) fn note_test(&mut self, test: &Tested) -> Result<DeliveryId, Error> {
        let (Taken::New(id) | Taken::Ignored(id)) = self.take(test.started, &test.arrival) else {
            return Err(rules::known_test());
        };
        if let Some(row) = self.rows.get_mut(&id) {
            let delivery = &mut row.delivery;
            (delivery.status, delivery.attempts) = (Status::Tested, 1);
            (delivery.ended, delivery.last) = (Some(test.ended), Some(test.outcome));
            let delivery = delivery.clone();
            self.write_down(&delivery, &test.completion(id));
        }
        Ok(id)
    }

    /// Settles claims as abandoned; says how many.
    pub(super) fn abandon(&mut self, now: i64, which: impl Fn(&Claim) -> bool) -> u64 {
        let of = |row: &Row| row.claim.filter(&which).map(|it| (row.delivery.id, it));
        let over: Vec<_> = self.rows.values().filter_map(of).collect();
        for (id, claim) in &over {
            self.settle(&Completion {
                id: *id,
                claim: claim.id,
                started: claim.at,
                ended: now,
                outcome: Outcome::Fault(Fault::Abandoned),
                partner_id: None,
                answer: None,
            });
        }
        over.len() as u64
    }

    pub(super) fn thaw(&mut self, name: &str, since: i64, now: i64) {
        let own = self.rows.values_mut().map(|it| &mut it.delivery);
        for delivery in own.filter(|it| it.connection == name && it.status == Status::Waiting) {
            delivery.progress = thaw(&delivery.progress, delivery.ended, since, now);
        }
    }

    pub(super) fn ignore(&mut self, id: DeliveryId, now: Option<i64>) {
        if let Some(row) = self.rows.get_mut(&id) {
            row.delivery.status = Status::Ignored;
            row.delivery.ended = now.or(row.delivery.ended).or(Some(row.delivery.taken));
        }
    }
}
