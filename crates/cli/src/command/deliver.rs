//! `hookproof deliver`: sends what waits in the delivery log.

use hookproof_dispatch::worker::Until;
use hookproof_dispatch::{Error, Ledger, Scope};

use super::delivery::{Post, ending};
use super::stop::Stop;
use crate::args::Deliver;
use crate::failure::Failure;
use crate::{Outcome, ledger, output};

/// Sends until nothing is left or, when asked to, for ever.
pub(crate) fn run(args: &Deliver) -> Result<Outcome, Failure> {
    let path = ledger::path(&args.file, None);
    // What is not there is not made by the wish to send from it.
    let mut looked = ledger::open(&path)?;
    let scope = scope(args, &mut looked)?;
    let stop = Stop::on_signal();
    if args.keep_going {
        output::tell("Sending whatever comes to wait, until Ctrl-C.\n");
    }
    let until = if args.keep_going { Until::Stopped } else { Until::Done };
    let post = Post { network: args.network, scope: scope.clone(), until };
    let posted = post.send(ledger::open_to_send(&path)?, &stop)?;
    ending(&mut looked, &scope, posted, "`hookproof deliver` goes on.")
}

fn scope(args: &Deliver, ledger: &mut impl Ledger) -> Result<Scope, Failure> {
    if args.connection.is_empty() {
        return Ok(Scope::All);
    }
    let known = ledger.connections()?;
    match args.connection.iter().find(|it| !known.contains_key(*it)) {
        Some(unknown) => Err(Error::NoConnection(unknown.clone()).into()),
        None => Ok(Scope::Only(args.connection.iter().cloned().collect())),
    }
}
