//! `hookproof replay` and `decide`: what a person decides about deliveries.

use hookproof_dispatch::{Delivery, Filter, Ledger, Ruling, Sqlite, Status};

use crate::args::{Consent, Decide, Replay, Replayable};
use crate::ask;
use crate::failure::Failure;
use crate::{Outcome, ledger, output, print, when};

/// How many are counted at once.
const PAGE: u32 = 1000;

/// Has deliveries that failed sent again.
pub(crate) fn replay(args: &Replay) -> Result<Outcome, Failure> {
    let filter = Filter { status: args.standing.map(Replayable::standing), ..args.which.filter()? };
    let mut ledger = ledger::open(&ledger::path(&args.file, None)?)?;
    let found = |it: &Delivery| matches!(it.status, Status::Failed | Status::Dropped | Status::Ignored);
    let question = |count: u64| format!("Have {} sent again?", deliveries(count));
    rule(&mut ledger, &filter, Ruling::Replay, found, question, args.consent)
}

/// Settles deliveries of which nobody knows whether they arrived.
pub(crate) fn decide(args: &Decide) -> Result<Outcome, Failure> {
    let filter = Filter { status: Some(Status::Undecided), ..args.which.filter()? };
    let mut ledger = ledger::open(&ledger::path(&args.file, None)?)?;
    let ruling = args.ruling();
    let question = |count: u64| match ruling {
        Ruling::Replay | Ruling::SendAgain => format!("Have {} sent again?", deliveries(count)),
        Ruling::HasArrived => format!("Note that {} arrived?", have(count)),
        Ruling::GiveUp => format!("Give {} up?", deliveries(count)),
    };
    rule(&mut ledger, &filter, ruling, |it| it.status == Status::Undecided, question, args.consent)
}

fn rule(
    ledger: &mut Sqlite,
    filter: &Filter,
    ruling: Ruling,
    found: impl Fn(&Delivery) -> bool,
    question: impl Fn(u64) -> String,
    consent: Consent,
) -> Result<Outcome, Failure> {
    filter.connection.iter().try_for_each(|it| ledger::must_know(ledger, it))?;
    let count = count(ledger, filter, found)?;
    if count == 0 {
        output::say("No delivery is found that this is about.\n")?;
        return Ok(Outcome::Clean);
    }
    if !ask::may(consent, &question(count))? {
        output::say("Nothing was done.\n")?;
        return Ok(Outcome::Clean);
    }
    let done = ledger.rule(when::now(), filter, ruling)?;
    output::say(&said(ruling, done))?;
    if done < count {
        let left = print::grouped(count - done);
        output::say(&format!("{left} left as they are: their webhooks are disabled or deleted.\n"))?;
    }
    Ok(Outcome::Clean)
}

fn said(ruling: Ruling, count: u64) -> String {
    let (deliveries, wait) = (deliveries(count), if count == 1 { "waits" } else { "wait" });
    match ruling {
        Ruling::Replay | Ruling::SendAgain => {
            format!("{deliveries} {wait} to be sent again: run `hookproof deliver`.\n")
        }
        Ruling::HasArrived => format!("{} arrived.\n", have(count)),
        Ruling::GiveUp => format!("{deliveries} given up.\n"),
    }
}

fn count(ledger: &mut Sqlite, filter: &Filter, found: impl Fn(&Delivery) -> bool) -> Result<u64, Failure> {
    let (mut count, mut after) = (0, None);
    loop {
        let page = ledger.deliveries(filter, after, PAGE)?;
        count += page.iter().filter(|it| found(it)).count() as u64;
        match page.last() {
            Some(last) if page.len() == PAGE as usize => after = Some(last.id),
            Some(_) | None => return Ok(count),
        }
    }
}

fn deliveries(count: u64) -> String {
    format!("{} {}", print::grouped(count), if count == 1 { "delivery" } else { "deliveries" })
}

fn have(count: u64) -> String {
    format!("{} {}", deliveries(count), if count == 1 { "has" } else { "have" })
}
