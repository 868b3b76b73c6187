//! `hookproof check`: says what is wrong with webhooks.

use std::path::Path;

use hookproof::contract::Catalog;
use hookproof::finding::together;
use hookproof::hook::Options;

mod baseline;
mod fix;

use crate::args::{Check, Format};
use crate::failure::Failure;
use crate::load::{self, ExampleContact, Webhook};
use crate::print::{self, Checked, Run, Tally, note};
use crate::{Outcome, output};
use baseline::Baseline;

/// Checks each webhook. One that cannot be read does not keep the others from being checked.
pub(crate) fn run(args: &Check) -> Result<Outcome, Failure> {
    let catalog = Catalog::builtin();
    let options = Options { encoding: args.encoding.into(), clock: args.time.clock()? };
    check_usage(args)?;
    let shared = args.contact.as_deref().map(load::contact).transpose()?;
    let live = args.against.as_deref().map(|path| load::webhook(path, &catalog)).transpose()?;
    let mut baseline = args.baseline.as_deref().map(Baseline::read).transpose()?;

    let mut failures = Failures::default();
    let mut loaded = Vec::with_capacity(args.hooks.len());
    for path in &args.hooks {
        failures.note(load_one(path, shared.as_ref(), &catalog).map(|it| loaded.push(it)));
    }
    if args.fix || args.diff {
        let fixed = fix::all(&mut loaded, args, &options, &catalog);
        if args.diff {
            return failures.or(fixed?);
        }
        failures.note(fixed.map(drop));
    }
    beside_one_another(&mut loaded);
    let mut checked: Vec<Checked<'_>> =
        loaded.iter().map(|it| check_one(it, live.as_ref(), &options, !args.no_proof)).collect();
    if let Some(file) = &args.write_baseline {
        failures.first()?;
        baseline::write(file, &checked)?;
        return Ok(Outcome::Clean);
    }
    if let Some(baseline) = &mut baseline {
        for it in &mut checked {
            baseline.take(it);
        }
    }
    let outcome = say(args.format(), &checked, baseline.as_ref(), failures.is_empty())?;
    failures.or(outcome)
}

/// Adds to each webhook what is wrong with it beside the others.
fn beside_one_another(loaded: &mut [Loaded]) {
    let hooks: Vec<_> = loaded.iter().map(|it| (it.webhook.file.name.as_str(), &it.webhook.hook)).collect();
    let found = together(&hooks);
    for (it, found) in loaded.iter_mut().zip(found) {
        it.webhook.hook = it.webhook.hook.clone().with_findings(found);
    }
}

/// A webhook and the contact that it is checked for.
struct Loaded {
    webhook: Webhook,
    contact: ExampleContact,
}

fn load_one(path: &Path, shared: Option<&ExampleContact>, catalog: &Catalog) -> Result<Loaded, Failure> {
    let webhook = load::webhook(path, catalog)?;
    let contact = shared.cloned().map_or_else(|| load::contact_beside(path, &webhook.hook), Ok)?;
    Ok(Loaded { webhook, contact })
}

fn check_one<'l>(it: &'l Loaded, live: Option<&Webhook>, options: &Options, with_proof: bool) -> Checked<'l> {
    let contact = &it.contact.contact;
    let mut report = it.webhook.hook.check(contact, options);
    if let Some(live) = live
        && !report.compare(&live.hook.check(contact, options))
    {
        let title = format!("'{}' is not compared with '{}'", it.webhook.file.name, live.file.name);
        let why = "the body of one of them cannot be read whole for this contact";
        output::tell(&(note(&title, &[], Some(why)) + "\n\n"));
    }
    if with_proof {
        report = report.with_proof(it.webhook.hook.prove(Some(contact), options));
    }
    let witnesses = report.witnesses().cloned().collect();
    Checked { webhook: &it.webhook, contact: &it.contact, report, known: Vec::new(), witnesses }
}

/// Refuses what the arguments cannot mean together.
fn check_usage(args: &Check) -> Result<(), Failure> {
    let files = [&args.contact, &args.against].into_iter().flatten().chain(&args.hooks);
    if files.filter(|it| load::is_stdin(it)).count() > 1 {
        let failure = Failure::new("standard input can be read only once");
        return Err(failure.with_help("give - once, and a file for the others"));
    }
    if args.fix && args.hooks.iter().any(|it| load::is_stdin(it)) {
        let failure = Failure::new("a webhook on standard input cannot be fixed in its place");
        return Err(failure.with_help("give its file, or see the fixes with --diff"));
    }
    if args.against.is_some() && args.hooks.len() > 1 {
        let failure = Failure::new("only one webhook can be compared with the live one");
        return Err(failure.with_help("check the others without --against"));
    }
    Ok(())
}

fn say(
    format: Format,
    checked: &[Checked<'_>],
    baseline: Option<&Baseline>,
    is_whole: bool,
) -> Result<Outcome, Failure> {
    let mut printer = print::printer(format);
    let print = |text: String, for_people| match for_people {
        true => output::say(&text),
        false => output::write(text.as_bytes()),
    };
    let mut tally = Tally::default();
    for it in checked {
        it.count(&mut tally);
        let text = printer.webhook(it);
        let text = if printer.is_for_people() { masked(text, it) } else { text };
        print(text, printer.is_for_people())?;
    }
    let run = Run { tally, is_whole, has_baseline: baseline.is_some() };
    print(printer.end(&run), printer.is_for_people())?;
    if let Some(baseline) = baseline {
        output::tell(&baseline.gone());
    }
    Ok(if tally.broken() { Outcome::Broken } else { Outcome::Clean })
}

/// The text without the secrets that stand in the webhook as they are: what people see gets into logs.
fn masked(mut text: String, checked: &Checked<'_>) -> String {
    let report = &checked.report;
    let accepted = report.accepted.iter().map(|it| &it.finding);
    let others = checked.witnesses.iter().map(|it| &it.finding);
    let findings = report.findings.iter().chain(accepted).chain(&checked.known).chain(others);
    let secrets = findings.filter(|it| it.code == "secret-in-file").flat_map(|it| {
        let template = report.hook.template(&it.source).map_or("", |it| &it.text);
        let places = [it.span].into_iter().chain(it.places.iter().map(|it| it.span));
        places.map(move |it| it.of(template)).filter(|it| !it.is_empty())
    });
    let mut secrets: Vec<&str> = secrets.collect();
    // One may be a part of another.
    secrets.sort_by_key(|it| std::cmp::Reverse(it.len()));
    for secret in secrets {
        // As long as the secret, so that the marks below it stay in their columns.
        text = text.replace(secret, &"•".repeat(secret.chars().count()));
    }
    text
}

/// What kept webhooks from being checked. All but the last are told at once: that one is the caller's to print.
#[derive(Default)]
struct Failures {
    last: Option<Failure>,
}

impl Failures {
    fn note(&mut self, result: Result<(), Failure>) {
        if let Err(error) = result
            && let Some(earlier) = self.last.replace(error)
        {
            output::tell(&format!("{earlier}\n"));
        }
    }

    fn is_empty(&self) -> bool {
        self.last.is_none()
    }

    fn first(&mut self) -> Result<(), Failure> {
        self.last.take().map_or(Ok(()), Err)
    }

    fn or(mut self, outcome: Outcome) -> Result<Outcome, Failure> {
        self.first().map(|()| outcome)
    }
}
