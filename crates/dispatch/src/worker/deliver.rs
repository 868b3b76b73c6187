//! One delivery: its turn, the request, its end; and what the ledger is told of many.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hookproof::delivery::Outcome;
use tokio::sync::watch;

use super::clock::Clock;
use super::desk::Desk;
use super::rate::{Bucket, Rate};
use super::tray::{Ends, Tray};
use super::{Tried, Watch};
use crate::error::Error;
use crate::record::{Claimed, Completion, MAX_LEASE_MS, Settled};
use crate::transport::{Failure, Reply, Sending, Transport};

/// How much longer than a try a delivery's lease must still be when the try begins: for writing it down.
const MARGIN: Duration = Duration::from_secs(15);

/// How long a claimed delivery may wait for its turn.
const WAIT: Duration = Duration::from_mins(1);

/// How often it is tried to write down tries, and how long between: a full disk may be emptied, and what is not written
/// down is sent again.
const WRITES: u32 = 5;
const BETWEEN_WRITES: Duration = Duration::from_secs(1);

/// What all deliveries need.
pub(super) struct Shared<D, T, C> {
    pub(super) desk: D,
    pub(super) clock: C,
    pub(super) tray: Tray,
    transport: T,
    in_flight: usize,
    buckets: BTreeMap<String, Mutex<Bucket>>,
    watch: Option<Watch>,
}

/// How many deliveries the ledger was told of.
#[derive(Clone, Copy, Default)]
pub(super) struct Told {
    pub(super) sent: usize,
    pub(super) unsent: usize,
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
        let buckets = rates.iter().map(|(name, rate)| (name.clone(), Mutex::new(Bucket::new(*rate))));
        let buckets = buckets.collect();
        Shared { desk, clock, tray: Tray::default(), transport, in_flight, buckets, watch }
    }

    /// How long deliveries are claimed for.
    pub(super) fn lease_ms(&self) -> i64 {
        milliseconds(self.transport.longest() + MARGIN + WAIT).min(MAX_LEASE_MS)
    }

    /// When a try must begin at the latest.
    fn latest(&self, claimed: &Claimed) -> i64 {
        claimed.lease_until.saturating_sub(milliseconds(self.transport.longest() + MARGIN))
    }

    /// How long a delivery has to wait until the partner's rate lets it be sent. It is put on the tray when that is not
    /// at all or never: then it comes back as none.
    pub(super) fn turn(&self, claimed: Claimed) -> Option<(Claimed, Duration)> {
        let turn = self.buckets.get(&*claimed.connection).map(|bucket| {
            let now = self.clock.now();
            // Nothing in `reserve` panics, so a poisoned bucket is a good one.
            let mut bucket = bucket.lock().unwrap_or_else(PoisonError::into_inner);
            bucket.reserve(now, self.latest(&claimed)).map(|turn| turn.saturating_sub(now))
        });
        match turn {
            Some(Some(wait)) if wait > 0 => {
                Some((claimed, Duration::from_millis(u64::try_from(wait).unwrap_or_default())))
            }
            Some(None) => {
                self.tray.give_back(&claimed);
                None
            }
            Some(Some(_)) | None => {
                self.tray.put(claimed);
                None
            }
        }
    }

    /// Waits for a delivery's turn, and joins those who send.
    pub(super) async fn wait(
        self: Arc<Self>,
        claimed: Claimed,
        wait: Duration,
        mut halted: watch::Receiver<bool>,
    ) {
        tokio::select! {
            biased;
            // An error says that whoever could have said so is gone.
            _ = halted.wait_for(|it| *it) => {}
            () = tokio::time::sleep(wait) => {}
        }
        self.tray.put(claimed);
        if self.tray.enter(self.in_flight) {
            self.send().await;
        }
    }

    /// Whether one more is needed who sends; who is, has to.
    pub(super) fn enters(&self) -> bool {
        self.tray.enter(self.in_flight)
    }

    /// Sends what is on the tray, one after another.
    pub(super) async fn send(self: Arc<Self>) {
        while let Some(claimed) = self.tray.next() {
            let started = self.clock.now();
            if started > self.latest(&claimed) {
                self.tray.give_back(&claimed);
                continue;
            }
            let Claimed { connection, key, .. } = &claimed;
            let request = match claimed.request.read() {
                Ok(request) => request,
                Err(error) => {
                    self.tray.fail(error);
                    continue;
                }
            };
            let result =
                self.transport.send(Sending { connection, key, now: started, request: &request }).await;
            let ended = self.clock.now();
            self.tray.end(completion(&claimed, started, ended, result));
        }
    }

    /// Tells the ledger how deliveries ended and which were not sent; says how many.
    pub(super) async fn tell(&self) -> Result<Told, Error> {
        let Ends { ended, unsent, fault } = self.tray.take();
        let told = Told { sent: ended.len(), unsent: unsent.len() };
        let mut released = Ok(0);
        if !unsent.is_empty() {
            released = self.desk.ask(move |ledger| ledger.release(&unsent)).await;
        }
        if !ended.is_empty() {
            let ended: Arc<[Completion]> = ended.into();
            let settled = self.write_down(&ended).await?;
            if let Some(watch) = &self.watch {
                let tried = ended.iter().zip(settled);
                tried.for_each(|(completion, settled)| watch(&Tried { completion, settled }));
            }
        }
        released?;
        fault.map_or(Ok(told), Err)
    }

    async fn write_down(&self, completions: &Arc<[Completion]>) -> Result<Vec<Settled>, Error> {
        for _ in 1..WRITES {
            if let Ok(settled) = self.desk.complete(completions.clone()).await {
                return Ok(settled);
            }
            tokio::time::sleep(BETWEEN_WRITES).await;
        }
        self.desk.complete(completions.clone()).await
    }
}

/// How a try ended.
fn completion(claimed: &Claimed, started: i64, ended: i64, result: Result<Reply, Failure>) -> Completion {
    let Claimed { id, claim, .. } = *claimed;
    let (outcome, partner_id, answer) = match result {
        Ok(reply) => (reply.outcome(ended), reply.partner_id(), Some(reply.body)),
        Err(failure) => (Outcome::Fault(failure.fault), None, None),
    };
    let answer = answer.filter(|it| !it.is_empty());
    Completion { id, claim, started, ended, outcome, partner_id, answer }
}

fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
