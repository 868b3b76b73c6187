//! Ledgers to test, and deliveries to put into them.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use hookproof::delivery::{Change, Frozen, KeyParts, Outcome, Piece, key};
use hookproof_dispatch::{
    Arrival, Claimed, Completion, Delivery, DeliveryId, Error, Filter, Interrupt, Ledger, Memory, Operation,
    Owner, Scope, Settled, Sqlite, Status, Taken,
};

/// A second, a minute, an hour and a day, in milliseconds.
pub(crate) const SECOND: i64 = 1000;
pub(crate) const MINUTE: i64 = 60 * SECOND;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// When tests begin: 2026-11-21T09:30:00Z.
pub(crate) const START: i64 = 1_795_253_400_000;

/// A lease for tests.
pub(crate) const LEASE: i64 = MINUTE;

/// The longest list that tests ask for: all.
pub(crate) const ALL: u32 = 10_000;

/// Something that keeps a ledger while nobody has it open.
pub(crate) trait Store {
    /// What it is called in messages.
    fn name(&self) -> &'static str;

    /// Opens the ledger, which nobody else has open now.
    fn open(&self) -> Box<dyn Ledger>;
}

/// A directory of its own, removed at the end.
pub(crate) struct Place {
    directory: PathBuf,
}

impl Place {
    pub(crate) fn new() -> Place {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("ledger-{}-{number}", std::process::id());
        let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&directory).expect("a directory");
        Place { directory }
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.directory.join("deliveries.db")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // What is left behind is in the build's own directory.
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

/// Where the next operation is stopped: before (`false`) or after its commit.
pub(crate) type Stop = Arc<Mutex<Option<bool>>>;

struct Stopper(Stop);

impl Interrupt for Stopper {
    fn at(&mut self, _: Operation, is_committed: bool) -> Result<(), Error> {
        let mut stop = self.0.lock().expect("nobody panics with it");
        if *stop == Some(is_committed) {
            *stop = None;
            return Err(Error::Interrupted);
        }
        Ok(())
    }
}

pub(crate) struct SqliteStore {
    pub(crate) place: Place,
    pub(crate) stop: Stop,
}

impl SqliteStore {
    pub(crate) fn new() -> SqliteStore {
        SqliteStore { place: Place::new(), stop: Stop::default() }
    }

    pub(crate) fn sqlite(&self) -> Sqlite {
        Sqlite::open_to_dispatch(&self.place.file(), &owner()).expect("a ledger")
    }
}

impl Store for SqliteStore {
    fn name(&self) -> &'static str {
        "sqlite"
    }

    fn open(&self) -> Box<dyn Ledger> {
        Box::new(self.sqlite().with_interrupt(Box::new(Stopper(self.stop.clone()))))
    }
}

/// The model, which does not outlive its process: opening it again gives the same one.
struct MemoryStore;

impl Store for MemoryStore {
    fn name(&self) -> &'static str {
        "memory"
    }

    fn open(&self) -> Box<dyn Ledger> {
        Box::new(Memory::default())
    }
}

/// Every store there is.
pub(crate) fn stores() -> Vec<Box<dyn Store>> {
    vec![Box::new(MemoryStore), Box::new(SqliteStore::new())]
}

/// Does the same with every ledger.
pub(crate) fn each(test: impl Fn(&mut dyn Ledger)) {
    for store in stores() {
        println!("{}", store.name());
        test(&mut *store.open());
    }
}

pub(crate) fn owner() -> Owner {
    Owner { pid: 42, host: "here".to_owned(), since: "2026-11-21T09:30:00Z".to_owned() }
}

/// Makes an active connection.
pub(crate) fn activate(ledger: &mut dyn Ledger, now: i64, name: &str) {
    for change in [Change::Create, Change::TestPassed(String::new()), Change::Activate] {
        ledger.change(now, name, change).expect("a connection");
    }
}

/// A delivery to a contact, in a run.
pub(crate) fn arrival(connection: &str, run: &str, contact: &str) -> Arrival {
    Arrival {
        connection: connection.to_owned(),
        hook: connection.to_owned(),
        key: key(&KeyParts { hook: connection, run, contact, event: "" }),
        contact: contact.to_owned(),
        identifiers: vec![
            ("email".to_owned(), format!("{contact}@Example.com")),
            ("phone".to_owned(), format!("+44{contact}")),
        ],
        not_before: None,
        request: Frozen {
            method: "POST".to_owned(),
            url: vec![Piece::Text("https://a.test".to_owned())],
            headers: vec![("Authorization".to_owned(), vec![Piece::Env("TOKEN".to_owned())])],
            body: vec![Piece::Text("to: ".to_owned()), Piece::Value(contact.to_owned())],
        },
    }
}

/// Takes deliveries to these contacts in.
pub(crate) fn intake(
    ledger: &mut dyn Ledger,
    now: i64,
    connection: &str,
    contacts: &[&str],
) -> Vec<DeliveryId> {
    let batch: Vec<_> = contacts.iter().map(|it| arrival(connection, "run", it)).collect();
    let taken = ledger.intake(now, &batch, None).expect("taken in");
    let id = |it: Taken| match it {
        Taken::New(id) | Taken::Ignored(id) | Taken::Duplicate { id, .. } => id,
    };
    taken.into_iter().map(id).collect()
}

pub(crate) fn claim(ledger: &mut dyn Ledger, now: i64) -> Vec<Claimed> {
    ledger.claim(now, &Scope::All, ALL, LEASE).expect("claimed")
}

/// The contacts of claimed deliveries.
pub(crate) fn contacts(claimed: &[Claimed]) -> Vec<&str> {
    claimed.iter().map(|it| &*it.contact).collect()
}

pub(crate) fn answered(status: u16) -> Outcome {
    Outcome::Answered { status, retry_after: None }
}

/// A try at a claimed delivery that took no time.
pub(crate) fn completion(claimed: &Claimed, now: i64, outcome: Outcome) -> Completion {
    Completion {
        id: claimed.id,
        claim: claimed.claim,
        started: now,
        ended: now,
        outcome,
        partner_id: None,
        answer: None,
    }
}

pub(crate) fn complete(ledger: &mut dyn Ledger, claimed: &Claimed, now: i64, outcome: Outcome) -> Settled {
    let settled = ledger.complete(&[completion(claimed, now, outcome)]).expect("completed");
    *settled.first().expect("one for one")
}

/// All deliveries.
pub(crate) fn all(ledger: &mut dyn Ledger) -> Vec<Delivery> {
    ledger.deliveries(&Filter::default(), None, ALL).expect("deliveries")
}

/// Where the deliveries stand, by contact.
pub(crate) fn statuses(ledger: &mut dyn Ledger) -> Vec<(String, Status)> {
    all(ledger).into_iter().map(|it| (it.contact, it.status)).collect()
}
