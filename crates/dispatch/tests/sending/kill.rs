//! A process that sends is killed again and again, and loses nothing.
//!
//! The test runs itself as that process, on a ledger in a file, and kills it (SIGKILL) whenever the receiver has had a
//! seeded number of further requests. What must hold afterwards is the whole promise: every delivery has arrived, none
//! arrived more often than kills explain, and whatever came twice came with its first key and bytes.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hookproof::delivery::Piece;
use hookproof_dispatch::worker::{Clock, Ending, SystemClock, Worker, WorkerOptions};
use hookproof_dispatch::{Arrival, Error, Filter, Ledger, Owner, Sqlite, Status, Writer};
use tokio::io::{AsyncWriteExt, BufStream};
use tokio::net::TcpStream;

use crate::support::*;

const CONTACTS: u32 = 3000;
const KILLS: u32 = 30;
const IN_FLIGHT: u32 = 32;

/// Requests between two kills: at least, and how many more by chance. 3,000 contacts and 15 % of repetitions give more
/// than thirty such stretches.
const BETWEEN: (u64, u64) = (90, 40);

const PLACE: &str = "HOOKPROOF_TEST_KILLED";
const BEGUN: &str = "HOOKPROOF_TEST_BEGUN";

/// A clock that goes ten times as fast, so that nobody waits a minute for a fourth retry.
struct Fast {
    begun: i64,
}

impl Clock for Fast {
    fn now(&self) -> i64 {
        self.begun + (SystemClock.now() - self.begun) * 10
    }
}

/// What the receiver has had.
#[derive(Default)]
struct Had {
    requests: u64,
    /// By key: how often, how often it was taken, and with which bodies.
    by_key: BTreeMap<String, (u64, u64, Vec<String>)>,
}

impl Had {
    /// Counts a request and says how it is answered: every seventh or so with a fault, by key and number.
    fn count(&mut self, head: &str, body: String) -> &'static str {
        self.requests += 1;
        let key = header(head, "idempotency-key").expect("a key").to_owned();
        let seed = key.bytes().fold(0, |hash: u64, it| hash.wrapping_mul(31) + u64::from(it));
        let (times, taken, bodies) = self.by_key.entry(key).or_default();
        *times += 1;
        if !bodies.contains(&body) {
            bodies.push(body);
        }
        if Seeded(seed.wrapping_add(*times)).below(100) < 15 {
            return "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n";
        }
        *taken += 1;
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    }
}

/// Starts a receiver on a thread of its own; each number of requests is told.
fn receiver(had: Arc<Mutex<Had>>, tell: std::sync::mpsc::Sender<u64>) -> SocketAddr {
    let (ready, address) = channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let serve = move |stream: TcpStream| {
                let (had, tell) = (had.clone(), tell.clone());
                async move {
                    let mut stream = BufStream::new(stream);
                    while let Some((head, body)) = read_request(&mut stream).await {
                        let answer = {
                            let mut had = had.lock().expect("nobody panics with it");
                            let answer = had.count(&head, body);
                            let _ = tell.send(had.requests);
                            answer
                        };
                        // The process may be gone meanwhile.
                        let _ = stream.write_all(answer.as_bytes()).await;
                        let _ = stream.flush().await;
                    }
                }
            };
            let receiver = Receiver::start(serve).await;
            ready.send(receiver.address).expect("awaited");
            std::future::pending::<()>().await;
        });
    });
    address.recv().expect("an address")
}

fn arrivals(address: SocketAddr) -> Vec<Arrival> {
    let request_of = |contact: &str| {
        let url = vec![Piece::Text(format!("http://{address}/letters"))];
        hookproof::delivery::Frozen { url, ..request(contact) }
    };
    (0..CONTACTS).map(|it| it.to_string()).map(|it| arrival("a", &it, request_of(&it))).collect()
}

/// What the killed process does.
fn dispatch(path: &Path, begun: i64) {
    let ledger = Sqlite::open_to_dispatch(path, &owner()).expect("a ledger");
    let writer = Writer::spawn(Box::new(ledger)).expect("a thread");
    let options = WorkerOptions { in_flight: IN_FLIGHT as usize, ahead: 0, ..WorkerOptions::default() };
    let worker = Worker::new(writer, http(local()), Fast { begun }, options);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    assert_eq!(runtime.block_on(worker.run(std::future::pending())), Ok(Ending::Done));
}

fn start(place: &Place, begun: i64) -> Child {
    let test = std::env::current_exe().expect("this test");
    Command::new(test)
        .args(["--exact", "kill::killed_again_and_again_it_loses_nothing"])
        .env(PLACE, place.file())
        .env(BEGUN, begun.to_string())
        .stdout(Stdio::null())
        .spawn()
        .expect("the process")
}

/// Runs and kills the process until it ends by itself; gives how often it was killed.
fn run_and_kill(place: &Place, begun: i64, told: &std::sync::mpsc::Receiver<u64>) -> u32 {
    let mut chance = Seeded(30);
    let (mut kills, mut had, mut is_second_refused) = (0, 0, false);
    loop {
        let mut child = start(place, begun);
        let target = had + BETWEEN.0 + chance.below(BETWEEN.1);
        let status = loop {
            // Now and then it is looked whether the process has ended.
            had = told.recv_timeout(Duration::from_millis(20)).unwrap_or(had);
            if had >= target {
                break None;
            }
            if let Some(status) = child.try_wait().expect("a process") {
                break Some(status);
            }
        };
        if !is_second_refused && status.is_none() {
            is_second_refused = true;
            let first = Some(Owner { pid: child.id(), ..owner() });
            let refused = Sqlite::open_to_dispatch(&place.file(), &owner()).err();
            assert_eq!(refused, Some(Error::Held { path: place.file(), owner: first }));
        }
        if let Some(status) = status {
            assert!(status.success(), "the process failed: {status}");
            return kills;
        }
        child.kill().expect("killed");
        child.wait().expect("ended");
        kills += 1;
    }
}

#[test]
fn killed_again_and_again_it_loses_nothing() {
    if let (Ok(path), Ok(begun)) = (std::env::var(PLACE), std::env::var(BEGUN)) {
        return dispatch(path.as_ref(), begun.parse().expect("a time"));
    }
    let (had, (tell, told)) = (Arc::new(Mutex::new(Had::default())), channel());
    let arrivals = arrivals(receiver(had.clone(), tell));
    let place = Place::new("killed");
    let begun = SystemClock.now();
    let mut ledger = Sqlite::open(&place.file()).expect("a ledger");
    activate(&mut ledger, begun, "a", IN_FLIGHT);
    ledger.intake(begun, &arrivals, None).expect("taken in");
    drop(ledger);

    let kills = run_and_kill(&place, begun, &told);

    assert!(kills >= KILLS, "{kills} kills");
    let mut ledger = Sqlite::open(&place.file()).expect("a ledger");
    assert_eq!(ledger.check_integrity(), Ok(()));
    let all = ledger.deliveries(&Filter::default(), None, u32::MAX).expect("deliveries");
    assert_eq!(all.len(), arrivals.len());
    let had = had.lock().expect("nobody panics with it");
    assert_eq!(had.by_key.len(), arrivals.len(), "no key that was not taken in");
    let mut duplicates = 0;
    for (delivery, arrival) in all.iter().zip(&arrivals) {
        assert_eq!((&delivery.key, delivery.status), (&arrival.key, Status::Delivered));
        let (_, taken, bodies) = had.by_key.get(&arrival.key).expect("sent");
        let body: String = arrival.request.body.iter().filter_map(Piece::text).collect();
        assert_eq!(bodies, &[body], "its first bytes, whenever it was sent");
        assert!(*taken >= 1, "{} is lost", delivery.contact);
        duplicates += taken - 1;
    }
    assert!(duplicates <= u64::from(kills * IN_FLIGHT), "{duplicates} duplicates by {kills} kills");
    println!("{} requests, {kills} kills, {duplicates} duplicates, none lost", had.requests);
}
