//! The thread that writes for many.

use std::sync::mpsc::channel;

use hookproof_dispatch::{Ledger, Memory, Writer};

use crate::support::*;

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
