//! `hookproof audience`: checks a whole list of contacts.

use hookproof::audience::{Checked, Checker, Reader, Totals, input};
use hookproof::contract::Catalog;
use hookproof::finding::Severity;
use hookproof::hook::Options;
use hookproof::wire;

pub(super) mod pipeline;
pub(super) mod progress;
mod report;

use super::stop::Stop;
use crate::args::{Audience, AudienceFormat};
use crate::failure::Failure;
use crate::load::{self, Webhook};
use crate::print::{self, note};
use crate::{Outcome, output};
use progress::Progress;
use report::Report;

/// Checks the list and prints what it comes to.
pub(crate) fn run(args: &Audience) -> Result<Outcome, Failure> {
    if load::is_stdin(&args.hook) && load::is_stdin(&args.contacts) {
        let failure = Failure::new("standard input can be read only once");
        return Err(failure.with_help("give - once, and a file for the other"));
    }
    let webhook = load::webhook(&args.hook, &Catalog::builtin())?;
    let options = Options { encoding: args.encoding.into(), clock: args.time.clock()? };
    let list = load::contacts(&args.contacts)?;
    let mut report = args.report.as_deref().map(Report::create).transpose()?;
    let checker = Checker::new(&webhook.hook, &options);
    let checker = if report.is_some() { checker.keeping_failing() } else { checker };
    let mut reading = input::Options::of(&webhook.hook);
    reading.name = Some(list.name.clone()).filter(|_| !load::is_stdin(&args.contacts));
    args.input.tell(&mut reading);

    let stop = Stop::on_signal();
    let mut totals = Totals::default();
    let mut progress = Progress::new(list.size, list.read.clone());
    let ended = pipeline::run(list, Reader::new(reading), &checker, &stop, |step| {
        if let Some(Checked { tally, failing }) = step {
            if let Some(report) = &mut report {
                report.add(&failing, tally.head())?;
            }
            totals.add(tally);
        }
        progress.tell(&totals.counts);
        Ok(())
    });
    progress.clear();
    let is_complete = ended.is_ok() && !stop.is_asked();
    say(args, &webhook, &checker, &totals, is_complete)?;
    if let Some(report) = report {
        report.finish()?;
    }
    ended?;
    Ok(outcome(args, &checker, &totals, stop.is_asked()))
}

fn say(
    args: &Audience,
    webhook: &Webhook,
    checker: &Checker,
    totals: &Totals,
    is_complete: bool,
) -> Result<(), Failure> {
    match args.format {
        AudienceFormat::Json => {
            let of = wire::Of {
                hook: &webhook.hook,
                hook_name: webhook.file_name(),
                hook_text: &webhook.file.text,
                encoding: args.encoding.into(),
            };
            let json = wire::Audience::new(of, checker, totals, is_complete).to_json();
            output::write_exactly(&(json + "\n"))
        }
        AudienceFormat::Text => {
            output::say(&print::audience(webhook, checker, totals))?;
            if !is_complete {
                let title = "the list was not read to its end: these are the totals of what was read";
                output::tell(&(note(title, &[], None) + "\n"));
            }
            Ok(())
        }
    }
}

fn outcome(args: &Audience, checker: &Checker, totals: &Totals, is_stopped: bool) -> Outcome {
    let counts = &totals.counts;
    let all = counts.contacts + counts.bad;
    let is_broken = checker.own().any(|it| it.severity == Severity::Error);
    match args.allow.allows(counts.failing + counts.bad, all) && !(is_broken && all == 0) {
        _ if is_stopped => Outcome::Stopped,
        true => Outcome::Clean,
        false => Outcome::Broken,
    }
}
