//! What only a ledger in a file has to do.

use std::process::Command;

use hookproof::delivery::{Change, RETENTION_MS, State};
use hookproof_dispatch::{Error, Ledger, Owner, Scope, Settled, Sqlite, Status};

use crate::support::*;

#[test]
fn what_was_committed_is_there_after_the_process_is_gone() {
    let store = SqliteStore::new();
    let mut ledger = store.sqlite();
    activate(&mut ledger, START, "a");
    intake(&mut ledger, START, "a", &["1", "2"]);
    let claimed = claim(&mut ledger, START);
    complete(&mut ledger, claimed.first().expect("two"), START, answered(200));
    let before = all(&mut ledger);
    // Nothing is closed: the files are as a killed process leaves them, and so are the copies.
    let copy = Place::new();
    for end in ["", "-wal"] {
        let path = |place: &Place| format!("{}{end}", place.file().display());
        std::fs::copy(path(&store.place), path(&copy)).expect("copied");
    }
    let mut again = Sqlite::open_to_dispatch(&copy.file(), &owner()).expect("a ledger");
    assert_eq!(all(&mut again), before);
    assert_eq!(again.recover(START), Ok(1));
    assert_eq!(contacts(&claim(&mut again, START)), ["2"]);
    assert_eq!(again.check_integrity(), Ok(()));
}

#[test]
fn the_second_dispatcher_is_told_who_is_the_first() {
    let store = SqliteStore::new();
    let first = store.sqlite();
    let second = Owner { pid: 43, ..owner() };
    let refused = Sqlite::open_to_dispatch(&store.place.file(), &second).err();
    let expected = Error::Held { path: store.place.file(), owner: Some(owner()) };
    assert_eq!(refused, Some(expected));
    let message = refused.map(|it| it.to_string()).unwrap_or_default();
    let expected = format!(
        "process 42 on here is sending from {} already, since 2026-11-21T09:30:00Z: wait until it is done or stop it",
        store.place.file().display()
    );
    assert_eq!(message, expected);
    drop(first);
    assert!(Sqlite::open_to_dispatch(&store.place.file(), &second).is_ok());
}

#[test]
fn others_may_look_and_pause_while_one_dispatches() {
    let store = SqliteStore::new();
    let mut dispatcher = store.sqlite();
    activate(&mut dispatcher, START, "a");
    intake(&mut dispatcher, START, "a", &["1"]);
    let mut other = Sqlite::open(&store.place.file()).expect("a ledger");
    assert_eq!(other.claim(START, &Scope::All, 1, LEASE), Err(Error::NotDispatching));
    assert_eq!(other.recover(START), Err(Error::NotDispatching));
    assert_eq!(all(&mut other), all(&mut dispatcher));
    let paused = other.change(START, "a", Change::Pause).map(|it| it.state);
    assert_eq!(paused, Ok(State::Paused));
    assert_eq!(claim(&mut dispatcher, START), []);
}

#[test]
fn a_full_disk_is_an_error_and_loses_nothing() {
    let store = SqliteStore::new();
    let mut ledger = store.sqlite();
    activate(&mut ledger, START, "a");
    intake(&mut ledger, START, "a", &["1"]);
    let one = claim(&mut ledger, START).remove(0);
    ledger.limit_pages(1).expect("limited");
    let mut done = completion(&one, START, answered(200));
    done.answer = Some(format!("\"{}\"", "x".repeat(60_000)));
    let before = all(&mut ledger);
    assert_eq!(ledger.complete(std::slice::from_ref(&done)), Err(Error::Full));
    let many: Vec<String> = (0..1000).map(|it| it.to_string()).collect();
    let batch: Vec<_> = many.iter().map(|it| arrival("a", "other", it)).collect();
    assert_eq!(ledger.intake(START, &batch, None), Err(Error::Full));
    assert_eq!(all(&mut ledger), before);
    assert_eq!(ledger.check_integrity(), Ok(()));
    ledger.limit_pages(1_000_000).expect("room is made");
    assert_eq!(ledger.complete(&[done]), Ok(vec![Settled::Done(Status::Delivered)]));
    assert_eq!(ledger.intake(START, &batch, None).map(|it| it.len()), Ok(1000));
}

#[test]
fn what_is_removed_leaves_nothing_behind() {
    let store = SqliteStore::new();
    let mut ledger = store.sqlite();
    activate(&mut ledger, START, "a");
    intake(&mut ledger, START, "a", &["1", "2"]);
    for one in &claim(&mut ledger, START) {
        complete(&mut ledger, one, START, answered(422));
    }
    let tables = ["deliveries", "requests", "identifiers", "tries"];
    let rows = || {
        let file = rusqlite::Connection::open(store.place.file()).expect("a database");
        tables.map(|it| {
            file.query_row(&format!("SELECT count(*) FROM {it}"), [], |row| row.get(0)).unwrap_or(-1)
        })
    };
    assert_eq!(rows(), [2, 2, 4, 2]);
    assert_eq!(ledger.purge(START + RETENTION_MS + 1, 1), Ok(1));
    assert_eq!(rows(), [1, 1, 2, 1]);
    assert_eq!(ledger.purge(START + RETENTION_MS + 1, 1), Ok(1));
    assert_eq!(rows(), [0; 4]);
}

#[test]
fn other_files_are_not_taken_for_ledgers() {
    let place = Place::new();
    std::fs::write(place.file(), "this is not a database, and longer than a hundred bytes: ".repeat(4))
        .expect("written");
    assert!(matches!(Sqlite::open(&place.file()), Err(Error::Damaged(_))));

    let place = Place::new();
    let other = rusqlite::Connection::open(place.file()).expect("a database");
    other.execute_batch("CREATE TABLE of_another_program (id)").expect("a table");
    let expected = Error::Damaged(format!("{} is a database of something else", place.file().display()));
    assert_eq!(Sqlite::open(&place.file()).err(), Some(expected));

    let store = SqliteStore::new();
    drop(store.sqlite());
    let newer = rusqlite::Connection::open(store.place.file()).expect("a database");
    newer.execute_batch("PRAGMA user_version = 2").expect("set");
    assert_eq!(Sqlite::open(&store.place.file()).err(), Some(Error::TooNew { found: 2 }));
}

#[test]
fn a_ledger_of_another_form_is_refused_and_left_as_it_is() {
    for change in [
        "PRAGMA user_version = 0",
        "ALTER TABLE deliveries ADD COLUMN other TEXT",
        "ALTER TABLE tries RENAME COLUMN answer TO reply",
        "DROP TABLE identifiers",
        "CREATE TABLE others (id INTEGER)",
        "DROP INDEX deliveries_claimed; CREATE INDEX deliveries_claimed ON deliveries (claim)",
    ] {
        let store = SqliteStore::new();
        drop(store.sqlite());
        let other = rusqlite::Connection::open(store.place.file()).expect("a database");
        other.execute_batch(change).expect("changed");
        let form = |db: &rusqlite::Connection| -> String {
            db.query_row("SELECT group_concat(sql) FROM sqlite_schema", [], |row| row.get(0)).expect("a form")
        };
        let before = form(&other);
        assert_eq!(Sqlite::open(&store.place.file()).err(), Some(Error::OtherForm), "{change}");
        assert_eq!(form(&other), before, "{change}");
    }
    // What SQLite itself notes about tables is no other form.
    let store = SqliteStore::new();
    let mut ledger = store.sqlite();
    activate(&mut ledger, START, "a");
    drop(ledger);
    rusqlite::Connection::open(store.place.file())
        .and_then(|it| it.execute_batch("ANALYZE"))
        .expect("analysed");
    assert!(Sqlite::open(&store.place.file()).is_ok());
}

#[test]
fn the_linked_sqlite_keeps_what_was_committed() {
    assert!(rusqlite::version_number() >= 3_051_003, "{} may lose what was committed", rusqlite::version());
}

/// The lock is the process's: killed, it leaves nothing to be cleared away. The test runs itself as the process.
#[test]
fn a_killed_dispatcher_leaves_no_lock() {
    const PLACE: &str = "HOOKPROOF_TEST_LEDGER";
    if let Ok(path) = std::env::var(PLACE) {
        let mut ledger = Sqlite::open_to_dispatch(path.as_ref(), &owner()).expect("a ledger");
        activate(&mut ledger, START, "a");
        intake(&mut ledger, START, "a", &["1"]);
        assert_eq!(claim(&mut ledger, START).len(), 1);
        std::process::abort();
    }
    let place = Place::new();
    let test = std::env::current_exe().expect("this test");
    let name = "sqlite::a_killed_dispatcher_leaves_no_lock";
    let ended = Command::new(test).args(["--exact", name]).env(PLACE, place.file()).output().expect("run");
    assert!(!ended.status.success(), "it was killed");
    let mut ledger = Sqlite::open_to_dispatch(&place.file(), &owner()).expect("a ledger");
    assert_eq!(ledger.recover(START), Ok(1));
    assert_eq!(contacts(&claim(&mut ledger, START)), ["1"]);
}
