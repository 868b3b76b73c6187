//! What is claimed and waits to be sent, and what was sent and waits to be written down.
//!
//! Whoever sends takes the next one from here and puts back how it ended, without a word to the ledger: a commit costs a
//! flush to disk, however much it writes. So ends are gathered while more can be sent meanwhile.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::error::Error;
use crate::record::{ClaimId, Claimed, Completion, DeliveryId};

/// How many ends are enough for a commit, with more to be sent meanwhile. The flush is then a small part of the commit's
/// work, and a commit is done in some 5 ms.
const ENOUGH: usize = 256;

#[derive(Default)]
pub(super) struct Tray {
    state: Mutex<State>,
    /// Told when there is something to be written down, and when that is enough.
    pub(super) told: Notify,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Claimed>,
    /// How many take from `waiting`.
    senders: usize,
    /// How those that were sent ended.
    ended: Vec<Completion>,
    /// To be given back.
    unsent: Vec<(DeliveryId, ClaimId)>,
    fault: Option<Error>,
    is_halted: bool,
}

/// What the ledger is to be told.
pub(super) struct Ends {
    pub(super) ended: Vec<Completion>,
    pub(super) unsent: Vec<(DeliveryId, ClaimId)>,
    /// Why the work cannot go on.
    pub(super) fault: Option<Error>,
}

/// Whether there is something to be written down.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Gathered {
    Nothing,
    /// More may be worth waiting for.
    Some,
    Enough,
}

impl Tray {
    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that is done with it panics, so what is poisoned is good.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what is to be sent.
    pub(super) fn put(&self, claimed: Claimed) {
        let mut state = self.state();
        match state.is_halted {
            true => state.unsent.push((claimed.id, claimed.claim)),
            false => state.waiting.push_back(claimed),
        }
    }

    /// Takes what is not sent, since its turn would come too late.
    pub(super) fn give_back(&self, claimed: &Claimed) {
        self.state().unsent.push((claimed.id, claimed.claim));
        self.told.notify_one();
    }

    /// Takes why the work cannot go on. What could not be sent stays claimed, as at the end of a process.
    pub(super) fn fail(&self, error: Error) {
        self.state().fault.get_or_insert(error);
        self.told.notify_one();
    }

    /// Counts one more sender, if there is something to be sent and not `most` are at it.
    pub(super) fn enter(&self, most: usize) -> bool {
        let mut state = self.state();
        let may = state.senders < most.min(state.senders + state.waiting.len());
        state.senders += usize::from(may);
        may
    }

    /// What to send next. None ends the sender.
    pub(super) fn next(&self) -> Option<Claimed> {
        let mut state = self.state();
        let next = state.waiting.pop_front();
        state.senders -= usize::from(next.is_none());
        next
    }

    /// Takes how one ended.
    pub(super) fn end(&self, completion: Completion) {
        let mut state = self.state();
        state.ended.push(completion);
        let is_news = state.ended.len() == 1 || state.gathered() == Gathered::Enough;
        drop(state);
        if is_news {
            self.told.notify_one();
        }
    }

    pub(super) fn gathered(&self) -> Gathered {
        self.state().gathered()
    }

    /// What the ledger is to be told now.
    pub(super) fn take(&self) -> Ends {
        let mut state = self.state();
        Ends {
            ended: std::mem::take(&mut state.ended),
            unsent: std::mem::take(&mut state.unsent),
            fault: state.fault.take(),
        }
    }

    /// From now on nothing is sent: what waits is to be given back.
    pub(super) fn halt(&self) {
        let mut state = self.state();
        state.is_halted = true;
        let waiting = std::mem::take(&mut state.waiting);
        state.unsent.extend(waiting.into_iter().map(|it| (it.id, it.claim)));
    }
}

impl State {
    fn gathered(&self) -> Gathered {
        match (self.ended.len(), self.unsent.is_empty() && self.fault.is_none()) {
            (0, true) => Gathered::Nothing,
            (1..ENOUGH, true) if !self.waiting.is_empty() => Gathered::Some,
            (..) => Gathered::Enough,
        }
    }
}
