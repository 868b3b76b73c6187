//! One delivery: its turn, the request, the record.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hookproof::delivery::Outcome;
use tokio::sync::{Semaphore, SemaphorePermit, watch};

use super::clock::Clock;
use super::desk::Desk;
use super::rate::{Bucket, Rate};
use super::{Tried, Watch};
use crate::error::Error;
use crate::record::{Claimed, Completion, MAX_LEASE_MS, Settled};
use crate::transport::{Reply, Sending, Transport};

/// How much longer than a try a delivery's lease must still be when the try begins: for writing it down.
const MARGIN: Duration = Duration::from_secs(15);

/// How long a claimed delivery may wait for its turn.
const WAIT: Duration = Duration::from_mins(1);

/// How often it is tried to write down a try, and how long between: a full disk may be emptied, and what is not
/// written down is sent again.
const WRITES: u32 = 5;
const BETWEEN_WRITES: Duration = Duration::from_secs(1);

/// What all deliveries need.
pub(super) struct Shared<D, T, C> {
    pub(super) desk: D,
    pub(super) clock: C,
    transport: T,
    places: Semaphore,
    buckets: BTreeMap<String, Mutex<Bucket>>,
    watch: Option<Watch>,
}

impl<D: Desk, T: Transport, C: Clock> Shared<D, T, C> {
    pub(super) fn new(
        desk: D,
        transport: T,
        clock: C,
        in_flight: usize,
        rates: &BTreeMap<String, Rate>,
        watch: Option<Watch>,
    ) -> Shared<D, T, C> {
        let places = Semaphore::new(in_flight.min(Semaphore::MAX_PERMITS));
        let buckets = rates.iter().map(|(name, rate)| (name.clone(), Mutex::new(Bucket::new(*rate))));
        Shared { desk, clock, transport, places, buckets: buckets.collect(), watch }
    }

    /// How long deliveries are claimed for.
    pub(super) fn lease_ms(&self) -> i64 {
        milliseconds(self.transport.longest() + MARGIN + WAIT).min(MAX_LEASE_MS)
    }

    /// Delivers, or gives back when `halted` says so first or the turn would come too late. Says whether it has sent.
    pub(super) async fn deliver(
        self: Arc<Self>,
        claimed: Claimed,
        mut halted: watch::Receiver<bool>,
    ) -> Result<bool, Error> {
        let turn = tokio::select! {
            biased;
            // An error says that whoever could have said so is gone.
            _ = halted.wait_for(|it| *it) => None,
            turn = self.turn(&claimed) => turn,
        };
        let Some(place) = turn else { return self.give_back(&claimed).await.map(|()| false) };
        let started = self.clock.now();
        let Claimed { connection, key, request, .. } = &claimed;
        let result = self.transport.send(Sending { connection, key, now: started, request }).await;
        let ended = self.clock.now();
        drop(place);
        let reply = result.as_ref().ok();
        let completion = Completion {
            id: claimed.id,
            claim: claimed.claim,
            started,
            ended,
            outcome: match &result {
                Ok(reply) => reply.outcome(ended),
                Err(failure) => Outcome::Fault(failure.fault),
            },
            partner_id: reply.and_then(Reply::partner_id),
            answer: reply.map(|it| it.body.clone()).filter(|it| !it.is_empty()),
        };
        let settled = self.write_down(&completion).await?;
        if let Some(watch) = &self.watch {
            watch(&Tried { claimed: &claimed, result: &result, completion: &completion, settled });
        }
        Ok(true)
    }

    /// Waits for the partner's rate and for a place; none when that leaves too little of the lease.
    async fn turn(&self, claimed: &Claimed) -> Option<SemaphorePermit<'_>> {
        let latest = claimed.lease_until.saturating_sub(milliseconds(self.transport.longest() + MARGIN));
        if let Some(bucket) = self.buckets.get(&claimed.connection) {
            let now = self.clock.now();
            // Nothing in `reserve` panics, so a poisoned bucket is a good one.
            let turn = bucket.lock().unwrap_or_else(PoisonError::into_inner).reserve(now, latest)?;
            let wait = u64::try_from(turn.saturating_sub(now)).unwrap_or_default();
            tokio::time::sleep(Duration::from_millis(wait)).await;
        }
        // The semaphore is never closed.
        let place = self.places.acquire().await.ok()?;
        (self.clock.now() <= latest).then_some(place)
    }

    async fn give_back(&self, claimed: &Claimed) -> Result<(), Error> {
        let claim = (claimed.id, claimed.claim);
        self.desk.ask(move |ledger| ledger.release(&[claim])).await.map(|_| ())
    }

    async fn write_down(&self, completion: &Completion) -> Result<Settled, Error> {
        for _ in 1..WRITES {
            if let Ok(settled) = self.desk.complete(completion.clone()).await {
                return Ok(settled);
            }
            tokio::time::sleep(BETWEEN_WRITES).await;
        }
        self.desk.complete(completion.clone()).await
    }
}

fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
