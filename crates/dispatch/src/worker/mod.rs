//! The loop that claims, sends and writes down.
//!
//! It decides nothing about deliveries: what is due, what a connection may send and what an answer means is the
//! ledger's and the core's. It keeps to how many may be under way, to the rates of partners, and to the lease: a delivery
//! whose turn would come too late to be surely over before its lease is given back unsent.

mod clock;
mod deliver;
mod desk;
mod rate;
mod tray;

use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hookproof::delivery::State;
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};
use tokio::time::Instant;

use crate::error::Error;
use crate::record::{Completion, Scope, Settled, Waiting};
use crate::transport::Transport;
pub use clock::{Clock, SystemClock};
use deliver::Shared;
pub use desk::Desk;
pub use rate::{Bucket, Rate};
use tray::Gathered;

/// How often the ledger is asked for what has become due. The shortest wait of the schedule is almost three seconds.
const POLL: Duration = Duration::from_secs(1);

/// How many polls in vain pass until it is counted again whether anything is left: many may wait.
const POLLS_TO_COUNT: u32 = 10;

/// How long ends wait for others to be written down with, while more can be sent.
const GATHER: Duration = Duration::from_millis(5);

/// A claim is made when at least this part of the places is free: a commit for each single place would be slow.
const LEAST_FREE: usize = 4;

/// How many are claimed at once at most, so that the first are sent while others are claimed.
const CLAIMED_AT_ONCE: usize = 256;

/// How often what was finished four weeks ago is removed, and how much of it at once: a commit that nobody notices.
const PURGE_EVERY: Duration = Duration::from_hours(1);
const PURGED_AT_ONCE: u32 = 500;

/// When the worker ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// When nothing is left that an active connection may send, now or later.
    Done,
    /// When nothing is left but what waits for a time that somebody has set.
    Due,
    /// Never.
    Stopped,
}

/// How the worker ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Nothing is left to be sent.
    Done,
    /// What is left waits for a person: its connections are in Error, paused or not active yet, or it is undecided.
    Held,
    /// It was told to.
    Stopped,
}

/// A try that was written down.
#[derive(Clone, Copy, Debug)]
pub struct Tried<'t> {
    /// What was written down.
    pub completion: &'t Completion,
    /// What that did.
    pub settled: Settled,
}

/// Called with each try after it is written down; it must not block.
pub type Watch = Box<dyn Fn(&Tried<'_>) + Send + Sync>;

/// How a [`Worker`] works.
pub struct WorkerOptions {
    /// How many requests are under way at once, to all partners together; each partner's own limit is its policy's
    /// [`max_in_flight`](hookproof::delivery::Policy::max_in_flight).
    pub in_flight: usize,
    /// How many more deliveries are claimed meanwhile, so that no request waits for the disk.
    pub ahead: usize,
    /// How often partners may be sent a request, by the webhook's name; as often as can be for the others.
    pub rates: BTreeMap<String, Rate>,
    /// When to end.
    pub until: Until,
    /// Whose deliveries are sent.
    pub scope: Scope,
    /// Whether nobody else dispatches from the ledger, so that claims found at the start are of a process that is gone.
    pub is_alone: bool,
    /// Told of each try.
    pub watch: Option<Watch>,
}

impl Default for WorkerOptions {
    fn default() -> WorkerOptions {
        WorkerOptions {
            in_flight: 64,
            ahead: 64,
            rates: BTreeMap::new(),
            until: Until::Done,
            scope: Scope::All,
            is_alone: true,
            watch: None,
        }
    }
}

/// Sends what a ledger has.
pub struct Worker<D, T, C> {
    shared: Arc<Shared<D, T, C>>,
    capacity: usize,
    until: Until,
    scope: Scope,
    is_alone: bool,
}

/// Who sends, and who waits for the turn of a delivery.
type Tasks = JoinSet<()>;

impl<D: Desk, T: Transport, C: Clock> Worker<D, T, C> {
    /// Makes one.
    pub fn new(desk: D, transport: T, clock: C, options: WorkerOptions) -> Worker<D, T, C> {
        let WorkerOptions { in_flight, ahead, rates, until, scope, is_alone, watch } = options;
        let in_flight = in_flight.max(1);
        let capacity = in_flight.saturating_add(ahead);
        let shared = Arc::new(Shared::new(desk, transport, clock, in_flight, &rates, watch));
        Worker { shared, capacity, until, scope, is_alone }
    }

    /// Sends until nothing is left, or until `stop` is ready: then what has not been sent is given back, and what is
    /// under way is awaited and written down. When the future is dropped or the process killed instead, what was under
    /// way is sent again later, with the same key.
    ///
    /// # Errors
    ///
    /// Those of the ledger, after what was under way has ended, and has been written down if that can be.
    pub async fn run(&self, stop: impl Future<Output = ()>) -> Result<Ending, Error> {
        if self.is_alone {
            let now = self.shared.clock.now();
            self.shared.desk.ask(move |ledger| ledger.recover(now)).await?;
        }
        let (halt, halted) = watch::channel(false);
        let mut tasks = Tasks::new();
        let ending = self.work(&mut tasks, &halted, stop).await;
        self.shared.tray.halt();
        halt.send_replace(true);
        let mut last = self.shared.tell().await.map(|_| ());
        while let Some(ended) = tasks.join_next().await {
            joined(ended);
            while let Some(ended) = tasks.try_join_next() {
                joined(ended);
            }
            last = last.and(self.shared.tell().await.map(|_| ()));
        }
        ending.and_then(|ending| last.map(|()| ending))
    }

    async fn work(
        &self,
        tasks: &mut Tasks,
        halted: &watch::Receiver<bool>,
        stop: impl Future<Output = ()>,
    ) -> Result<Ending, Error> {
        let tray = &self.shared.tray;
        let mut stop = pin!(stop);
        let mut polls_in_vain = 0_u32;
        let mut purge_at = Instant::now();
        let mut under_way = 0_usize;
        // What was given back would be claimed again at once.
        let mut may_claim = true;
        let mut has_gathered = false;
        loop {
            let gathered = tray.gathered();
            if gathered == Gathered::Enough || has_gathered {
                let told = self.shared.tell().await?;
                under_way = under_way.saturating_sub(told.sent + told.unsent);
                if told.sent > 0 {
                    (may_claim, polls_in_vain) = (true, 0);
                } else if told.unsent > 0 {
                    may_claim = false;
                }
                has_gathered = false;
            }
            let free = self.capacity.saturating_sub(under_way);
            if may_claim && free * LEAST_FREE >= self.capacity {
                let most = free.min(CLAIMED_AT_ONCE);
                let claimed = self.claim(tasks, halted, most).await?;
                under_way += claimed;
                if claimed == CLAIMED_AT_ONCE {
                    continue;
                }
            }
            if under_way == 0
                && polls_in_vain.is_multiple_of(POLLS_TO_COUNT)
                && let Some(ending) = self.ending().await?
            {
                return Ok(ending);
            }
            if Instant::now() >= purge_at && self.purge().await? < u64::from(PURGED_AT_ONCE) {
                purge_at = Instant::now() + PURGE_EVERY;
            }
            let is_gathering = tray.gathered() == Gathered::Some;
            tokio::select! {
                biased;
                () = &mut stop => return Ok(Ending::Stopped),
                () = tray.told.notified() => {}
                Some(ended) = tasks.join_next() => joined(ended),
                () = tokio::time::sleep(if is_gathering { GATHER } else { POLL }) => {
                    has_gathered = is_gathering;
                    if !is_gathering {
                        polls_in_vain = polls_in_vain.wrapping_add(1);
                        may_claim = true;
                    }
                }
            }
        }
    }

    /// Claims up to so many, and has them sent; says how many.
    async fn claim(
        &self,
        tasks: &mut Tasks,
        halted: &watch::Receiver<bool>,
        free: usize,
    ) -> Result<usize, Error> {
        let shared = &self.shared;
        let (now, lease) = (shared.clock.now(), shared.lease_ms());
        let limit = u32::try_from(free).unwrap_or(u32::MAX);
        let scope = self.scope.clone();
        let claimed = shared.desk.ask(move |ledger| ledger.claim(now, &scope, limit, lease)).await?;
        let count = claimed.len();
        for claimed in claimed {
            if let Some((claimed, wait)) = shared.turn(claimed) {
                tasks.spawn(shared.clone().wait(claimed, wait, halted.clone()));
            }
        }
        for _ in 0..count {
            if !shared.enters() {
                break;
            }
            tasks.spawn(shared.clone().send());
        }
        Ok(count)
    }

    /// Removes some of what is old; says how much.
    async fn purge(&self) -> Result<u64, Error> {
        let now = self.shared.clock.now();
        self.shared.desk.ask(move |ledger| ledger.purge(now, PURGED_AT_ONCE)).await
    }

    /// How to end when nothing is under way and nothing is due; none when something may become due.
    async fn ending(&self) -> Result<Option<Ending>, Error> {
        if self.until == Until::Stopped {
            return Ok(None);
        }
        let now = self.shared.clock.now();
        let asked = self.shared.desk.ask(move |ledger| Ok((ledger.connections()?, ledger.waiting(now)?)));
        let (connections, all) = asked.await?;
        let is_active = |name: &String| connections.get(name).is_some_and(|it| it.state == State::Active);
        let mut ending = Ending::Done;
        for (name, waiting) in all.iter().filter(|(name, _)| self.scope.has(name)) {
            let Waiting { first, again, later, answer, person } = *waiting;
            let later = if self.until == Until::Due { 0 } else { later };
            let unsent = first + again + later + answer;
            if unsent > 0 && is_active(name) {
                return Ok(None);
            }
            if unsent + person > 0 {
                ending = Ending::Held;
            }
        }
        Ok(Some(ending))
    }
}

/// What a task ended with: its panic goes on here. Nobody aborts single tasks.
fn joined(ended: Result<(), JoinError>) {
    if let Err(Ok(panic)) = ended.map_err(JoinError::try_into_panic) {
        std::panic::resume_unwind(panic);
    }
}
