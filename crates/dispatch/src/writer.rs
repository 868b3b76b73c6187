//! The one thread that writes, so that nobody who sends waits for the disk.

use std::sync::mpsc::{Sender, channel};
use std::thread::{Builder, JoinHandle};

use crate::error::Error;
use crate::ledger::Ledger;

/// Done with the ledger, on the writer's thread.
type Work = Box<dyn FnOnce(&mut dyn Ledger) + Send>;

/// A ledger on a thread of its own. Dropping it ends the thread after all that was asked of it is done.
pub struct Writer {
    requests: Option<Sender<Work>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread.
    ///
    /// # Errors
    ///
    /// When the system has no thread to give.
    pub fn spawn(mut ledger: Box<dyn Ledger>) -> Result<Writer, Error> {
        let (requests, incoming) = channel::<Work>();
        let serve = move || incoming.into_iter().for_each(|work| work(&mut *ledger));
        let thread = Builder::new().name("ledger".to_owned()).spawn(serve);
        let thread = thread.map_err(|error| Error::Store(error.to_string()))?;
        Ok(Writer { requests: Some(requests), thread: Some(thread) })
    }

    /// Does something with the ledger, in its turn.
    pub fn with(&self, work: impl FnOnce(&mut dyn Ledger) + Send + 'static) {
        if let Some(requests) = &self.requests {
            // The thread ends only when this sender is gone, or by a panic in the work, which `drop` passes on.
            let _ = requests.send(Box::new(work));
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
