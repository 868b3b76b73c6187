//! Sends what waits in the delivery log, and tells how far it is.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use hookproof_dispatch::transport::{Environment, Http, HttpOptions};
use hookproof_dispatch::worker::{Ending, SystemClock, Until, Watch, Worker, WorkerOptions};
use hookproof_dispatch::{Scope, Sqlite, Writer};
use tokio::runtime::{Builder, Runtime};

use super::Ways;
use super::progress::{Tallies, Tally, line};
use crate::args::Network;
use crate::command::progress::Progress;
use crate::command::stop::Stop;
use crate::failure::Failure;
use crate::output;

/// How often it is looked whether somebody wants it to end.
const PATIENCE: Duration = Duration::from_millis(100);

/// What is sent, and how.
pub(in crate::command) struct Post {
    pub(in crate::command) network: Network,
    pub(in crate::command) scope: Scope,
    pub(in crate::command) until: Until,
    pub(in crate::command) ways: Ways,
}

/// What came of it.
#[derive(Clone, Copy, Debug)]
pub(in crate::command) struct Posted {
    pub(in crate::command) ending: Ending,
    pub(in crate::command) tally: Tally,
}

impl Posted {
    /// Both, one after the other.
    pub(in crate::command) fn and(self, then: Posted) -> Posted {
        let ending = match (self.ending, then.ending) {
            (Ending::Stopped, _) | (_, Ending::Stopped) => Ending::Stopped,
            (Ending::Held, _) | (_, Ending::Held) => Ending::Held,
            (Ending::Done, Ending::Done) => Ending::Done,
        };
        Posted { ending, tally: self.tally.and(then.tally) }
    }
}

impl Post {
    /// Sends until nothing is left, or until it is to stop: what is under way then ends, and the rest is given back.
    pub(in crate::command) fn send(self, ledger: Sqlite, stop: &Stop) -> Result<Posted, Failure> {
        let tallies = Arc::new(Tallies::default());
        let counted = tallies.clone();
        let watch: Watch = Box::new(move |tried| counted.count(tried.settled));
        let http = http(self.network, &self.ways)?;
        let options = WorkerOptions {
            until: self.until,
            scope: self.scope,
            rates: self.ways.rates(),
            watch: Some(watch),
            ..WorkerOptions::default()
        };
        let worker = Worker::new(Writer::spawn(Box::new(ledger))?, http, SystemClock, options);
        let ending = runtime()?.block_on(worker.run(stopped(stop, &tallies)));
        Ok(Posted { ending: ending?, tally: tallies.now() })
    }
}

/// The transport. Files of secrets are named from the root.
pub(in crate::command) fn http(network: Network, ways: &Ways) -> Result<Http, Failure> {
    let Network { allow_http, allow_private } = network;
    let (marks, partner_ids) = (ways.marks(), ways.partner_ids());
    let options = HttpOptions { allow_http, allow_private, marks, partner_ids, ..HttpOptions::default() };
    Http::new(Environment::new(&PathBuf::new()), options).map_err(|it| Failure::new(it.to_string()))
}

/// What drives the sending: one thread suffices, since it waits for partners nearly all the time.
pub(in crate::command) fn runtime() -> Result<Runtime, Failure> {
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| Failure::new(format!("cannot send: {error}")))
}

/// Ends when somebody wants it to. Tells of the progress until then.
async fn stopped(stop: &Stop, tallies: &Tallies) {
    let mut progress = Progress::new(Duration::ZERO);
    while !stop.is_asked() {
        progress.tell(|elapsed| line(tallies.now(), elapsed));
        tokio::time::sleep(PATIENCE).await;
    }
    drop(progress);
    output::tell("Stopping: what is under way ends first, within 30 seconds. Ctrl-C again ends at once.\n");
}
