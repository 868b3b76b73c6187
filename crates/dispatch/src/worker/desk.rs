//! The ledger, as those who must not wait for the disk see it.

use std::sync::Arc;

use tokio::sync::oneshot;

use crate::error::Error;
use crate::ledger::Ledger;
use crate::record::{Completion, Settled};
use crate::writer::Writer;

/// A ledger that can be asked without holding up whoever asks. A [`Writer`] is one: it has a thread for it.
pub trait Desk: Send + Sync + 'static {
    /// Does something with the ledger, in its turn.
    ///
    /// # Errors
    ///
    /// Those of what is done.
    fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Ledger) -> Result<T, Error> + Send + 'static,
    ) -> impl Future<Output = Result<T, Error>> + Send;

    /// Writes down how tries ended, in one commit.
    ///
    /// # Errors
    ///
    /// Those of [`Ledger::complete`].
    fn complete(&self, batch: Arc<[Completion]>) -> impl Future<Output = Result<Vec<Settled>, Error>> + Send {
        self.ask(move |ledger| ledger.complete(&batch))
    }
}

impl Desk for Writer {
    async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Ledger) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (tell, told) = oneshot::channel();
        // Who asked may be gone by then.
        self.with(move |ledger| drop(tell.send(work(ledger))));
        told.await.unwrap_or_else(|_| Err(gone()))
    }
}

/// The thread ends before its time only by a panic.
fn gone() -> Error {
    Error::Store("its thread has ended".to_owned())
}
