//! The worker's own: how it ends, and what it does when the ledger cannot write.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use hookproof::delivery::{Change, Fault, Outcome};
use hookproof_dispatch::transport::{Failure, Reply, Sending, Transport};
use hookproof_dispatch::worker::{Clock, Desk, Ending, SystemClock, Until, Worker, WorkerOptions};
use hookproof_dispatch::{
    Arrival, Completion, Error, Filter, Ledger, Scope, Settled, Sqlite, Status, Writer,
};
use tokio::sync::Semaphore;

use crate::support::*;

/// A partner that answers when it is told to.
#[derive(Clone)]
struct Held {
    answers: Arc<Semaphore>,
    asked: Arc<Semaphore>,
}

impl Held {
    fn new() -> Held {
        Held { answers: Arc::new(Semaphore::new(0)), asked: Arc::new(Semaphore::new(0)) }
    }
}

impl Transport for Held {
    async fn send(&self, _: Sending<'_>) -> Result<Reply, Failure> {
        self.asked.add_permits(1);
        self.answers.acquire().await.expect("open").forget();
        Ok(Reply { status: 201, body: r#"{"id":"ltr_1"}"#.to_owned(), ..Reply::default() })
    }

    fn longest(&self) -> Duration {
        Duration::from_secs(30)
    }
}

fn intake(ledger: &mut dyn Ledger, contacts: &[&str]) {
    let batch: Vec<_> = contacts.iter().map(|it| arrival("a", it, request(it))).collect();
    ledger.intake(START, &batch, None).expect("taken in");
}

/// Where the deliveries stand, by contact, and how often each was tried.
fn standing(ledger: &mut dyn Ledger) -> Vec<(String, Status, u32)> {
    let all = ledger.deliveries(&Filter::default(), None, u32::MAX).expect("deliveries");
    all.into_iter().map(|it| (it.contact, it.status, it.attempts)).collect()
}

fn stands(contact: &str, status: Status, attempts: u32) -> (String, Status, u32) {
    (contact.to_owned(), status, attempts)
}

#[tokio::test]
async fn a_stop_writes_down_what_is_under_way_and_gives_the_rest_back() {
    let model = Model::default();
    model.with(|ledger| {
        activate(ledger, START, "a", 8);
        intake(ledger, &["1", "2", "3", "4"]);
    });
    let partner = Held::new();
    let options = WorkerOptions { in_flight: 2, ahead: 2, ..WorkerOptions::default() };
    let worker = Worker::new(model.clone(), partner.clone(), SystemClock, options);
    let stop = async {
        partner.asked.acquire_many(2).await.expect("open").forget();
        let claimed = model.with(standing).iter().filter(|it| it.1 == Status::Claimed).count();
        assert_eq!(claimed, 4, "two wait for a place");
        partner.answers.add_permits(2);
    };
    assert_eq!(worker.run(stop).await, Ok(Ending::Stopped));
    let expected = [
        stands("1", Status::Delivered, 1),
        stands("2", Status::Delivered, 1),
        stands("3", Status::Waiting, 0),
        stands("4", Status::Waiting, 0),
    ];
    assert_eq!(model.with(standing), expected);
    let filter = Filter { partner_id: Some("ltr_1".to_owned()), ..Filter::default() };
    let found = model.with(|ledger| ledger.deliveries(&filter, None, 10)).map(|it| it.len());
    assert_eq!(found, Ok(2));
}

#[tokio::test]
async fn what_waits_for_a_person_is_not_waited_for() {
    let model = Model::default();
    let partner = Held::new();
    let run = |until, stop: Duration| {
        let options = WorkerOptions { until, ..WorkerOptions::default() };
        let worker = Worker::new(model.clone(), partner.clone(), SystemClock, options);
        async move { worker.run(tokio::time::sleep(stop)).await }
    };
    let long = Duration::from_secs(100);
    assert_eq!(run(Until::Done, long).await, Ok(Ending::Done), "nothing at all");
    assert_eq!(run(Until::Stopped, Duration::ZERO).await, Ok(Ending::Stopped));
    model.with(|ledger| {
        activate(ledger, START, "a", 8);
        intake(ledger, &["1"]);
        ledger.change(START, "a", Change::Pause).expect("paused");
    });
    assert_eq!(run(Until::Done, long).await, Ok(Ending::Held));
    assert_eq!(model.with(standing), [stands("1", Status::Waiting, 0)]);
}

#[tokio::test]
async fn what_is_set_for_later_is_waited_for_only_when_asked() {
    let model = Model::default();
    model.with(|ledger| {
        activate(ledger, START, "a", 8);
        activate(ledger, START, "b", 8);
        let later = SystemClock.now() + 60_000;
        let set = Arrival { not_before: Some(later), ..arrival("a", "1", request("1")) };
        ledger.intake(START, &[set, arrival("b", "2", request("2"))], None).expect("taken in");
    });
    let run = |until, stop| {
        let scope = Scope::Only(["a".to_owned()].into());
        let options = WorkerOptions { until, scope, ..WorkerOptions::default() };
        let worker = Worker::new(model.clone(), Held::new(), SystemClock, options);
        async move { worker.run(tokio::time::sleep(stop)).await }
    };
    let long = Duration::from_secs(100);
    assert_eq!(run(Until::Due, long).await, Ok(Ending::Done), "'b' is not its business");
    assert_eq!(run(Until::Done, Duration::ZERO).await, Ok(Ending::Stopped), "it would have waited");
}

#[tokio::test]
async fn claims_of_a_process_that_is_gone_are_sent_again() {
    let model = Model::default();
    model.with(|ledger| {
        activate(ledger, START, "a", 8);
        intake(ledger, &["1"]);
        assert_eq!(ledger.claim(START, &Scope::All, 1, 60_000).map(|it| it.len()), Ok(1));
    });
    let partner = Held::new();
    partner.answers.add_permits(1);
    let worker = Worker::new(model.clone(), partner, SystemClock, WorkerOptions::default());
    assert_eq!(worker.run(std::future::pending()).await, Ok(Ending::Done));
    assert_eq!(model.with(standing), [stands("1", Status::Delivered, 2)]);
    let last =
        model.with(|ledger| ledger.deliveries(&Filter::default(), None, 1)).expect("one").remove(0).last;
    assert_eq!(last, Some(Outcome::Answered { status: 201, retry_after: None }));
    assert!(Outcome::Fault(Fault::Abandoned).is_unknown());
}

/// A ledger whose disk is full for so many writes.
struct Full {
    model: Model,
    left: AtomicU32,
}

impl Desk for Full {
    async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Ledger) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.model.ask(work).await
    }

    async fn complete(&self, batch: Arc<[Completion]>) -> Result<Vec<Settled>, Error> {
        let left = self.left.load(Ordering::Relaxed);
        if left == 0 {
            return self.model.complete(batch).await;
        }
        self.left.store(left - 1, Ordering::Relaxed);
        Err(Error::Full)
    }
}

#[tokio::test(start_paused = true)]
async fn a_full_disk_that_is_emptied_costs_nothing_and_one_that_is_not_ends_the_work() {
    for (writes, expected, standing_so) in
        [(4, Ok(Ending::Done), Status::Delivered), (5, Err(Error::Full), Status::Claimed)]
    {
        let model = Model::default();
        model.with(|ledger| {
            activate(ledger, START, "a", 8);
            intake(ledger, &["1"]);
        });
        let partner = Held::new();
        partner.answers.add_permits(1);
        let full = Full { model: model.clone(), left: AtomicU32::new(writes) };
        let worker = Worker::new(full, partner.clone(), SystemClock, WorkerOptions::default());
        assert_eq!(worker.run(std::future::pending()).await, expected);
        assert_eq!(partner.asked.available_permits(), 1, "sent once");
        let standing = model.with(standing).remove(0).1;
        assert_eq!(standing, standing_so);
    }
}

#[tokio::test]
async fn the_real_parts_work_together() {
    let place = Place::new("together");
    let receiver = Receiver::answering("HTTP/1.1 201 Created\r\nContent-Length: 8\r\n\r\n{\"id\":1}").await;
    let mut ledger = Sqlite::open_to_dispatch(&place.file(), &owner()).expect("a ledger");
    activate(&mut ledger, START, "a", 8);
    let batch: Vec<_> = (0..100_u32)
        .map(|it| {
            let mut request = request(&it.to_string());
            request.url = vec![hookproof::delivery::Piece::Text(receiver.url())];
            arrival("a", &it.to_string(), request)
        })
        .collect();
    ledger.intake(START, &batch, None).expect("taken in");
    let writer = Writer::spawn(Box::new(ledger)).expect("a thread");
    let told = Arc::new(AtomicU32::new(0));
    let count = told.clone();
    let watch: hookproof_dispatch::worker::Watch = Box::new(move |tried| {
        assert_eq!(tried.settled, Settled::Done(Status::Delivered));
        count.fetch_add(1, Ordering::Relaxed);
    });
    let options = WorkerOptions { watch: Some(watch), ..WorkerOptions::default() };
    let worker = Worker::new(writer, http(local()), SystemClock, options);
    assert_eq!(worker.run(std::future::pending()).await, Ok(Ending::Done));
    assert_eq!(told.load(Ordering::Relaxed), 100);
    assert!((1..=8).contains(&receiver.accepted()), "{} connections for eight places", receiver.accepted());
    drop(worker);
    let mut again = Sqlite::open(&place.file()).expect("a ledger");
    assert!(standing(&mut again).iter().all(|it| it.1 == Status::Delivered && it.2 == 1));
}
