//! Hours of outages in seconds: the real worker and the model ledger, with a partner and a clock that are made up. Time
//! is tokio's, paused; chance is seeded; so each seed gives the same run each time.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::ops::Range;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hookproof::delivery::{Change, ERROR_AFTER_MS, Fault, Frozen, State, schedule};
use hookproof_dispatch::transport::{Failure, Reply, Sending, Transport};
use hookproof_dispatch::worker::{Clock, Ending, Rate, Until, Worker, WorkerOptions};
use hookproof_dispatch::{Entry, EntryId, Filter, Page, Status};
use tokio::time::Instant;

use crate::support::*;

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

/// A clock that goes with tokio's time, and may be set.
#[derive(Clone)]
struct Simulated {
    begun: Instant,
    /// At which moment it is set by how much.
    set: Option<(i64, i64)>,
}

impl Simulated {
    fn new() -> Simulated {
        Simulated { begun: Instant::now(), set: None }
    }
}

impl Simulated {
    /// How much time has passed, whatever the clock says.
    fn passed(&self) -> i64 {
        i64::try_from(self.begun.elapsed().as_millis()).expect("hours")
    }
}

impl Clock for Simulated {
    fn now(&self) -> i64 {
        let passed = self.passed();
        let by = self.set.filter(|(at, _)| passed >= *at).map_or(0, |(_, by)| by);
        START + passed + by
    }
}

/// A partner with outages.
#[derive(Clone)]
struct Partner {
    clock: Simulated,
    down: Vec<Range<i64>>,
    /// What it answers so many of a thousand requests with while it is up.
    hiccups: u64,
    chance: Arc<Mutex<Seeded>>,
    /// Each request: when, its key, what it asked, whether it was taken.
    seen: Arc<Mutex<Vec<Seen>>>,
}

#[derive(Clone, Debug, PartialEq)]
struct Seen {
    at: i64,
    key: String,
    request: Frozen,
    is_taken: bool,
}

impl Partner {
    fn new(seed: u64, down: impl IntoIterator<Item = Range<i64>>, hiccups: u64) -> Partner {
        let clock = Simulated::new();
        let chance = Arc::new(Mutex::new(Seeded(seed)));
        Partner { clock, down: down.into_iter().collect(), hiccups, chance, seen: Arc::default() }
    }

    fn chance(&self, below: u64) -> u64 {
        self.chance.lock().expect("nobody panics with it").below(below)
    }

    fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("nobody panics with it").clone()
    }

    /// How many requests it took of each key.
    fn taken(&self) -> BTreeMap<String, u32> {
        let mut taken = BTreeMap::new();
        for seen in self.seen().into_iter().filter(|it| it.is_taken) {
            *taken.entry(seen.key).or_default() += 1;
        }
        taken
    }

    /// How it answers, and after how long.
    fn answer(&self) -> (u64, Result<u16, Fault>) {
        let quick = 20 + self.chance(200);
        let is_down = self.down.iter().any(|it| it.contains(&self.clock.passed()));
        let kind = self.chance(if is_down { 4 } else { 1000 });
        match (is_down, kind) {
            (true, 0) => (5_000, Err(Fault::Connect)),
            (true, 1) => (30_000, Err(Fault::TimedOut)),
            (true, _) => (quick, Ok(503)),
            (false, kind) if kind < self.hiccups => (quick, Ok(500)),
            (false, _) => (quick, Ok(200)),
        }
    }
}

impl Transport for Partner {
    async fn send(&self, sending: Sending<'_>) -> Result<Reply, Failure> {
        let (wait, answer) = self.answer();
        let seen = Seen {
            at: sending.now,
            key: sending.key.to_owned(),
            request: sending.request.to_frozen(),
            is_taken: answer == Ok(200),
        };
        self.seen.lock().expect("nobody panics with it").push(seen);
        tokio::time::sleep(Duration::from_millis(wait)).await;
        let reply = |status| Reply { status, ..Reply::default() };
        answer.map(reply).map_err(|fault| Failure { fault, reason: String::new() })
    }

    fn longest(&self) -> Duration {
        Duration::from_secs(30)
    }
}

/// A ledger with so many deliveries, all due.
fn ledger(count: u32) -> Model {
    let model = Model::default();
    model.with(|ledger| {
        activate(ledger, START, "a", 8);
        let batch: Vec<_> =
            (0..count).map(|it| it.to_string()).map(|it| arrival("a", &it, request(&it))).collect();
        ledger.intake(START, &batch, None).expect("taken in");
    });
    model
}

/// Works until the end, or for so long.
async fn work(model: &Model, partner: &Partner, until: Until, long: i64, rate: Option<Rate>) -> Ending {
    let rates = rate.map(|it| ("a".to_owned(), it)).into_iter().collect();
    let options = WorkerOptions { rates, until, ..WorkerOptions::default() };
    let worker = Worker::new(model.clone(), partner.clone(), partner.clock.clone(), options);
    let long = Duration::from_millis(u64::try_from(long).expect("a while"));
    worker.run(tokio::time::sleep(long)).await.expect("the model has no faults")
}

/// How many deliveries stand so.
fn count(model: &Model, status: Status) -> u64 {
    let counts = model.with(|ledger| ledger.counts()).expect("counts");
    counts.get("a").and_then(|it| it.get(&status)).copied().unwrap_or_default()
}

fn entries(model: &Model) -> Vec<Entry> {
    let page = Page::After { after: EntryId(0), limit: u32::MAX };
    model.with(|ledger| ledger.log(&Filter::default(), page)).expect("the log")
}

/// What must hold of any run: every request is in the log, with its first bytes; no delivery has more than ten retries,
/// none comes earlier than its schedule says or, without a pause in between, much later.
fn check_tries(model: &Model, partner: &Partner, is_paused: impl Fn(i64, i64) -> bool) {
    let mut tries: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for entry in entries(model) {
        tries.entry(entry.key.clone()).or_default().push(entry);
    }
    let seen = partner.seen();
    assert_eq!(tries.values().map(Vec::len).sum::<usize>(), seen.len(), "every request is in the log");
    for seen in &seen {
        let own = tries.get(&seen.key).expect("in the log");
        let first = own.first().map(|it| request(&it.contact));
        assert_eq!(Some(&seen.request), first.as_ref());
    }
    for (key, tries) in &tries {
        assert!(tries.len() <= 11, "{key} has {} tries", tries.len());
        let first = tries.first().expect("one").started;
        let mut previous: Option<&Entry> = None;
        for (retry, entry) in (0_u32..).zip(tries) {
            let offset = schedule::offset(Some(key), retry).unwrap_or_default();
            let passed = entry.started - first;
            assert!(passed >= offset, "{key}: retry {retry} after {passed}, planned after {offset}");
            if let Some(previous) = previous {
                assert!(entry.started - previous.ended >= schedule::LEAST_WAIT_MS, "{key}: retry {retry}");
            }
            // A poll, its own time-out, and those of the ones before it that have the eight places.
            let slack = i64::from(retry) * (SECOND + 220 + schedule::LEAST_WAIT_MS + 3 * 30 * SECOND);
            assert!(
                passed <= offset + slack || is_paused(first, entry.started),
                "{key}: retry {retry} after {passed}, planned after {offset}"
            );
            previous = Some(entry);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn three_hours_of_outage_lose_nothing_and_cost_few_contacts() {
    for seed in 0..3 {
        let partner = Partner::new(seed, Some(2 * SECOND..3 * HOUR), 0);
        let model = ledger(300);
        assert_eq!(work(&model, &partner, Until::Done, 12 * HOUR, None).await, Ending::Held, "seed {seed}");

        let connection = |model: &Model| {
            let all = model.with(|ledger| ledger.connections()).expect("connections");
            all.get("a").cloned().expect("a connection")
        };
        let failed = connection(&model);
        assert_eq!(failed.state, State::Error);
        let failing = failed.since - failed.health.failing_since().expect("it fails");
        assert!(failing > ERROR_AFTER_MS && failing < ERROR_AFTER_MS + 10 * MINUTE, "after {failing}");
        let sent = partner.seen().len();
        let dropped = count(&model, Status::Dropped);
        // Eight were under way when the breaker opened after ten tries; a probe at most every five minutes.
        assert!((1..=18 + 24).contains(&dropped), "{dropped} dropped");
        assert_eq!(count(&model, Status::Delivered) + dropped + count(&model, Status::Waiting), 300);

        // In Error nothing is sent, and clocks stand still.
        assert_eq!(work(&model, &partner, Until::Stopped, 2 * HOUR, None).await, Ending::Stopped);
        assert_eq!(partner.seen().len(), sent);
        let now = partner.clock.now();
        for change in [Change::TestPassed(String::new()), Change::Activate] {
            model.with(|ledger| ledger.change(now, "a", change)).expect("changed");
        }
        assert_eq!(work(&model, &partner, Until::Done, 12 * HOUR, None).await, Ending::Done);
        assert_eq!(count(&model, Status::Dropped), dropped);
        assert_eq!(count(&model, Status::Delivered), 300 - dropped);
        let taken = partner.taken();
        assert_eq!(taken.len() as u64, 300 - dropped);
        assert!(taken.values().all(|it| *it == 1), "none twice");
        check_tries(&model, &partner, |from, to| from < now && to >= now);
    }
}

#[tokio::test(start_paused = true)]
async fn shorter_outages_and_hiccups_lose_nothing_either() {
    for seed in 10..16 {
        let mut chance = Seeded(seed);
        let mut at = 0;
        let outages = std::iter::from_fn(|| {
            at += i64::try_from(chance.below(20)).ok()? * MINUTE;
            let start = at;
            at += i64::try_from(chance.below(25)).ok()? * MINUTE;
            Some(start..at)
        });
        let outages: Vec<_> = outages.take_while(|it| it.end < 3 * HOUR).collect();
        let partner = Partner::new(seed, outages, 150);
        let model = ledger(200);
        let ending = work(&model, &partner, Until::Done, 24 * HOUR, None).await;
        assert_eq!(ending, Ending::Done, "seed {seed}");
        let (delivered, dropped) = (count(&model, Status::Delivered), count(&model, Status::Dropped));
        assert_eq!(delivered + dropped, 200, "seed {seed}");
        assert_eq!(partner.taken().len() as u64, delivered);
        check_tries(&model, &partner, |_, _| false);
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_is_the_same_each_time() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let partner = Partner::new(7, Some(10 * SECOND..20 * MINUTE), 150);
        let model = ledger(50);
        assert_eq!(work(&model, &partner, Until::Done, 6 * HOUR, None).await, Ending::Done);
        runs.push(partner.seen());
    }
    assert!(runs.first().is_some_and(|it| it.len() > 50));
    assert_eq!(runs.first(), runs.last());
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_set_back_or_forward_loses_nothing() {
    for by in [-24 * HOUR, -10 * MINUTE, 10 * MINUTE, 24 * HOUR] {
        let mut partner = Partner::new(3, Some(SECOND..3 * MINUTE), 100);
        partner.clock.set = Some((90 * SECOND, by));
        let model = ledger(60);
        let ending = work(&model, &partner, Until::Done, 4 * HOUR, None).await;
        let (delivered, dropped) = (count(&model, Status::Delivered), count(&model, Status::Dropped));
        assert_eq!((ending, delivered + dropped), (Ending::Done, 60), "set by {by}");
        assert_eq!(partner.taken().len() as u64, delivered);
    }
}

#[tokio::test(start_paused = true)]
async fn a_partners_rate_is_kept() {
    let partner = Partner::new(1, None, 0);
    let model = ledger(40);
    let some = |it| NonZeroU32::new(it).expect("not zero");
    // Eight places and one request in twenty seconds: most turns come too late for a lease.
    let rate = Rate { per_minute: some(3), burst: some(2) };
    assert_eq!(work(&model, &partner, Until::Done, HOUR, Some(rate)).await, Ending::Done);
    assert_eq!(count(&model, Status::Delivered), 40);
    let seen = partner.seen();
    for (first, third) in seen.iter().zip(seen.iter().skip(2)) {
        assert!(third.at - first.at >= 20 * SECOND, "{} and {}", first.at, third.at);
    }
    let took = seen.last().map_or(0, |it| it.at - START);
    assert!(took < 15 * MINUTE, "{took}: no turn is wasted");
}
