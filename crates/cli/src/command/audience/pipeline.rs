//! One thread reads and cuts, the others check, and what they find is taken in the order of the list.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use hookproof::audience::{Block, Checked, Checker, Reader};

use crate::command::stop::Stop;
use crate::failure::Failure;
use crate::load::ContactList;

/// How much is read for a block. Small enough that all cores have work on a short list, and that Ctrl-C is obeyed soon;
/// large enough that handing it over costs nothing.
const BLOCK_BYTES: usize = 64 * 1024;

/// How often a thread that waits looks whether it is to stop.
const PATIENCE: Duration = Duration::from_millis(50);

/// A block and its place in the order.
type Numbered<T> = (u64, T);

/// Checks all contacts of a list. `take` gets what was found in each block, in order, and now and then nothing, so that
/// it can tell of the progress.
pub(in crate::command) fn run(
    list: ContactList,
    reader: Reader,
    checker: &Checker,
    stop: &Stop,
    mut take: impl FnMut(Option<Checked>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let (blocks, waiting) = sync_channel::<Numbered<Block>>(cores);
    let (found, results) = sync_channel::<Numbered<Checked>>(cores);
    // A block is let in when one is done with, so that a slow one does not pile up those that follow it.
    let (let_in, done_with) = sync_channel::<()>(4 * cores);
    let waiting = Mutex::new(waiting);
    // Not joined: it may wait for standard input for ever.
    let reading = thread::spawn({
        let stop = stop.clone();
        move || read(list, reader, &stop, &Feed { blocks, let_in })
    });
    let taken = thread::scope(|scope| {
        for _ in 0..cores {
            let found = found.clone();
            let waiting = &waiting;
            scope.spawn(move || check(waiting, checker, stop, &found));
        }
        drop(found);
        in_order(&results, |step| {
            if step.is_some() {
                // One block, one permit.
                let _none_left = done_with.try_recv();
            }
            take(step)
        })
    });
    taken?;
    match reading.is_finished() {
        true => reading.join().unwrap_or_else(|_| Err(Failure::new("the list could not be read"))),
        false => Ok(()),
    }
}

/// Where blocks go.
struct Feed {
    blocks: SyncSender<Numbered<Block>>,
    let_in: SyncSender<()>,
}

fn read(mut list: ContactList, mut reader: Reader, stop: &Stop, feed: &Feed) -> Result<(), Failure> {
    let mut buffer = vec![0; BLOCK_BYTES];
    let mut order = 0;
    // `false` when nobody wants more.
    let mut send = |blocks: Vec<Block>| {
        blocks.into_iter().all(|block| {
            order += 1;
            wait_for_permit(&feed.let_in, stop) && feed.blocks.send((order - 1, block)).is_ok()
        })
    };
    while !stop.is_asked() {
        let filled = list.fill(&mut buffer)?;
        let is_end = filled < buffer.len();
        if !send(reader.push(buffer.get(..filled).unwrap_or_default())) {
            return Ok(());
        }
        if is_end {
            send(reader.finish());
            break;
        }
    }
    Ok(())
}

fn wait_for_permit(let_in: &SyncSender<()>, stop: &Stop) -> bool {
    loop {
        match let_in.try_send(()) {
            Ok(()) => return true,
            Err(TrySendError::Full(())) if !stop.is_asked() => thread::sleep(Duration::from_millis(1)),
            Err(_) => return false,
        }
    }
}

fn check(
    waiting: &Mutex<Receiver<Numbered<Block>>>,
    checker: &Checker,
    stop: &Stop,
    found: &SyncSender<Numbered<Checked>>,
) {
    loop {
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv_timeout(PATIENCE);
        match next {
            Ok((order, block)) => {
                if found.send((order, checker.check(&block))).is_err() {
                    return;
                }
            }
            Err(RecvTimeoutError::Timeout) if !stop.is_asked() => {}
            Err(_) => return,
        }
    }
}

/// Gives what was found in the order of the blocks.
fn in_order(
    results: &Receiver<Numbered<Checked>>,
    mut take: impl FnMut(Option<Checked>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut early = BTreeMap::new();
    let mut next = 0;
    loop {
        match results.recv_timeout(PATIENCE) {
            Ok((order, checked)) => {
                early.insert(order, checked);
                while let Some(checked) = early.remove(&next) {
                    take(Some(checked))?;
                    next += 1;
                }
            }
            Err(RecvTimeoutError::Timeout) => take(None)?,
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
    }
}
