//! The one thread that writes, for many that send.
//!
//! Each commit costs a flush to disk, and tries end one by one. So completions that have come in while the last commit was
//! under way are committed together: nobody waits longer for it than one more commit, and a busy dispatcher pays for a
//! flush a batch.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{Builder, JoinHandle};

use crate::error::Error;
use crate::ledger::Ledger;
use crate::record::{Completion, Settled};

/// How many completions are committed together at most: at 256, twenty thousand a second were measured, and a batch is
/// done in some 12 ms.
const MOST: usize = 256;

/// Called with the result, on the writer's thread.
type Reply = Box<dyn FnOnce(Result<Settled, Error>) + Send>;

/// Done with the ledger, on the writer's thread.
type Work = Box<dyn FnOnce(&mut dyn Ledger) + Send>;

enum Request {
    Complete(Box<Completion>, Reply),
    Other(Work),
}

/// A ledger on a thread of its own. Dropping it ends the thread after all that was asked of it is done.
pub struct Writer {
    requests: Option<Sender<Request>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread.
    ///
    /// # Errors
    ///
    /// When the system has no thread to give.
    pub fn spawn(mut ledger: Box<dyn Ledger>) -> Result<Writer, Error> {
        let (requests, incoming) = channel();
        let thread = Builder::new().name("ledger".to_owned()).spawn(move || serve(&mut *ledger, &incoming));
        let thread = thread.map_err(|error| Error::Store(error.to_string()))?;
        Ok(Writer { requests: Some(requests), thread: Some(thread) })
    }

    /// Writes down how a try ended; `reply` is called when it is committed, or is not.
    pub fn complete(
        &self,
        completion: Completion,
        reply: impl FnOnce(Result<Settled, Error>) + Send + 'static,
    ) {
        self.send(Request::Complete(Box::new(completion), Box::new(reply)));
    }

    /// Does anything else with the ledger, in its turn.
    pub fn with(&self, work: impl FnOnce(&mut dyn Ledger) + Send + 'static) {
        self.send(Request::Other(Box::new(work)));
    }

    fn send(&self, request: Request) {
        if let Some(requests) = &self.requests {
            // The thread ends only when this sender is gone, or by a panic in a reply, which `drop` passes on.
            let _ = requests.send(request);
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.requests = None;
        let ended = self.thread.take().map(JoinHandle::join);
        if let Some(Err(panic)) = ended
            && !std::thread::panicking()
        {
            std::panic::resume_unwind(panic);
        }
    }
}

fn serve(ledger: &mut dyn Ledger, incoming: &Receiver<Request>) {
    let mut next = incoming.recv().ok();
    while let Some(request) = next.take() {
        match request {
            Request::Other(work) => work(ledger),
            Request::Complete(completion, reply) => {
                let (mut completions, mut replies) = (vec![*completion], vec![reply]);
                while completions.len() < MOST && next.is_none() {
                    match incoming.try_recv() {
                        Ok(Request::Complete(completion, reply)) => {
                            completions.push(*completion);
                            replies.push(reply);
                        }
                        Ok(other) => next = Some(other),
                        Err(_) => break,
                    }
                }
                commit(ledger, &completions, replies);
            }
        }
        next = next.or_else(|| incoming.recv().ok());
    }
}

fn commit(ledger: &mut dyn Ledger, completions: &[Completion], replies: Vec<Reply>) {
    match ledger.complete(completions) {
        Ok(settled) => replies.into_iter().zip(settled).for_each(|(reply, it)| reply(Ok(it))),
        Err(error) => replies.into_iter().for_each(|reply| reply(Err(error.clone()))),
    }
}
