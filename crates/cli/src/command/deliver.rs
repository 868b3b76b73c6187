//! `hookproof deliver`: sends what waits in the delivery log.

use hookproof_dispatch::worker::Until;
use hookproof_dispatch::{Ledger, Scope, Sqlite, Waiting};

use super::delivery::{Post, Ways, ending};
use super::stop::Stop;
use crate::args::Deliver;
use crate::failure::Failure;
use crate::print::grouped;
use crate::{Outcome, ledger, output, when};

/// Sends until nothing is left or, when asked to, for ever.
pub(crate) fn run(args: &Deliver) -> Result<Outcome, Failure> {
    let path = ledger::path(&args.file, None)?;
    // What is not there is not made by the wish to send from it.
    let mut looked = ledger::open(&path)?;
    let scope = scope(args, &mut looked)?;
    let ways = Ways::here()?;
    ways.tune(&mut looked)?;
    output::say(&waiting(&mut looked, &scope)?)?;
    let stop = Stop::on_signal();
    if args.keep_going {
        output::tell("Sending whatever comes to wait, until Ctrl-C.\n");
    }
    let until = if args.keep_going { Until::Stopped } else { Until::Done };
    let post = Post { network: args.network, scope: scope.clone(), until, ways };
    let posted = post.send(ledger::open_to_send(&path)?, &stop)?;
    let ended = ending(&mut looked, &scope, posted, "`hookproof deliver` goes on.")?;
    output::say(&ended.said)?;
    Ok(match ended.outcome {
        // That is how it was meant to end.
        Outcome::Stopped if args.keep_going => Outcome::Clean,
        outcome => outcome,
    })
}

/// How much there is to be sent.
fn waiting(ledger: &mut Sqlite, scope: &Scope) -> Result<String, Failure> {
    let all = ledger.waiting(when::now())?;
    let of = |count: fn(&Waiting) -> u64| -> u64 {
        all.iter().filter(|(name, _)| scope.has(name)).map(|(_, it)| count(it)).sum()
    };
    let (count, later) = (of(|it| it.first + it.again + it.later), of(|it| it.later));
    let later = if later > 0 {
        format!(", {} of them until a time that is set", grouped(later))
    } else {
        String::new()
    };
    Ok(match count {
        0 => "Nothing waits.\n".to_owned(),
        1 => format!("1 delivery waits{later}.\n"),
        count => format!("{} deliveries wait{later}.\n", grouped(count)),
    })
}

fn scope(args: &Deliver, ledger: &mut Sqlite) -> Result<Scope, Failure> {
    if args.connection.is_empty() {
        return Ok(Scope::All);
    }
    args.connection.iter().try_for_each(|it| ledger::must_know(ledger, it))?;
    Ok(Scope::Only(args.connection.iter().cloned().collect()))
}
