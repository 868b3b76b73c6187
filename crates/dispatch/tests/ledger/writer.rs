//! The thread that writes for many.

use std::sync::mpsc::channel;

use hookproof_dispatch::{Error, Ledger, Memory, Settled, Status, Writer};

use crate::support::*;

#[test]
fn completions_that_wait_are_committed_together() {
    let store = SqliteStore::new();
    let mut ledger = store.open();
    activate(&mut *ledger, START, "a");
    intake(&mut *ledger, START, "a", &["1", "2", "3", "4"]);
    let claimed = claim(&mut *ledger, START);
    let writer = Writer::spawn(ledger).expect("a thread");
    // The writer is held, so that the completions come in together; one stop then stops all of them.
    let (go, held) = channel::<()>();
    let stop = store.stop.clone();
    writer.with(move |_| {
        let _ = held.recv();
        *stop.lock().expect("nobody panics with it") = Some(false);
    });
    let (tell, told) = channel();
    let send = |which: usize| {
        for one in claimed.iter().skip(which).take(2) {
            let tell = tell.clone();
            writer.complete(completion(one, START, answered(200)), move |it| {
                let _ = tell.send(it);
            });
        }
    };
    send(0);
    let (counted, count) = channel();
    writer.with(move |ledger| {
        let _ = counted.send(statuses(ledger));
    });
    send(2);
    go.send(()).expect("the writer waits");
    let results: Vec<_> = (0..4).map(|_| told.recv().expect("told")).collect();
    let done = Ok(Settled::Done(Status::Delivered));
    assert_eq!(results, [Err(Error::Interrupted), Err(Error::Interrupted), done.clone(), done]);
    let between = count.recv().expect("counted");
    assert!(between.iter().all(|(_, it)| *it == Status::Claimed), "in the order asked: {between:?}");
    drop(writer);
    let after: Vec<_> = statuses(&mut store.sqlite()).into_iter().map(|(_, it)| it).collect();
    assert_eq!(after, [Status::Claimed, Status::Claimed, Status::Delivered, Status::Delivered]);
}

#[test]
fn what_was_asked_is_done_before_the_writer_ends() {
    let mut ledger = Memory::default();
    activate(&mut ledger, START, "a");
    let writer = Writer::spawn(Box::new(ledger)).expect("a thread");
    let (tell, told) = channel();
    for number in 0..100_u32 {
        let tell = tell.clone();
        writer.with(move |ledger: &mut dyn Ledger| {
            intake(ledger, START, "a", &[&number.to_string()]);
            let _ = tell.send(all(ledger).len());
        });
    }
    drop(writer);
    assert_eq!(told.try_iter().collect::<Vec<_>>(), (1..=100).collect::<Vec<_>>());
}
