//! The whole list is checked before anything is sent, as `hookproof audience` does.

use std::collections::BTreeSet;

use hookproof::audience::{Checked, Checker, Reader, Totals, input};
use hookproof::finding::Severity;
use hookproof::hook::Options;

use crate::args::Send;
use crate::command::audience::{pipeline, progress::Progress};
use crate::command::delivery::Campaign;
use crate::command::stop::Stop;
use crate::failure::Failure;
use crate::{load, print};

/// What the check of a list comes to.
pub(super) struct Fit {
    /// How many contacts can be sent to.
    pub(super) count: u64,
    /// How many cannot: their requests would fail, or they cannot be read.
    pub(super) left_out: u64,
    /// The places in the list of those whose requests would fail.
    pub(super) failing: BTreeSet<u64>,
    /// Whether the webhook is broken whoever the contact is.
    is_broken: bool,
}

impl Fit {
    /// Whether nothing is to be sent.
    pub(super) fn refuses(&self, skip_invalid: bool) -> bool {
        self.is_broken || (self.left_out > 0 && !skip_invalid)
    }

    pub(super) fn way_out(&self) -> &'static str {
        match self.is_broken {
            true => "Correct the template first.",
            false => "Correct the template or the list, or leave these contacts out with --skip-invalid.",
        }
    }
}

/// Checks the list and prints what it comes to.
pub(super) fn check(
    campaign: &Campaign,
    args: &Send,
    options: &Options,
    stop: &Stop,
) -> Result<Fit, Failure> {
    let webhook = &campaign.webhook;
    let list = load::contacts(&args.contacts)?;
    let checker = Checker::new(&webhook.hook, options).keeping_failing();
    let reader = Reader::new(reading(campaign, args));
    let (mut totals, mut failing) = (Totals::default(), BTreeSet::new());
    let mut progress = Progress::new(list.size, list.read.clone());
    let ended = pipeline::run(list, reader, &checker, stop, |step| {
        if let Some(Checked { tally, failing: found }) = step {
            failing.extend(found.iter().map(|it| it.number));
            totals.add(tally);
        }
        progress.tell(&totals.counts);
        Ok(())
    });
    progress.clear();
    ended?;
    args.format.say(&print::audience(webhook, &checker, &totals))?;
    let counts = &totals.counts;
    Ok(Fit {
        count: counts.contacts.saturating_sub(counts.failing),
        left_out: counts.failing + counts.bad,
        failing,
        is_broken: checker.own().any(|it| it.severity == Severity::Error),
    })
}

/// How the list is read.
pub(super) fn reading(campaign: &Campaign, args: &Send) -> input::Options {
    let mut reading = input::Options::of(&campaign.webhook.hook);
    reading.name = Some(args.contacts.to_string_lossy().into_owned());
    args.input.tell(&mut reading);
    reading
}
