//! `hookproof check`: says what is wrong with webhooks.

use hookproof::contract::Catalog;
use hookproof::hook::Options;
use hookproof::report::{Assumption, Report};
use hookproof::wire;

use crate::args::{Check, Format};
use crate::failure::Failure;
use crate::load::{self, ExampleContact, Webhook};
use crate::print::{Files, Tally, note};
use crate::{Outcome, output};

/// Checks each webhook. One that cannot be read does not keep the others from being checked.
pub(crate) fn run(args: &Check) -> Result<Outcome, Failure> {
    let shared = shared_contact(args)?;
    let catalog = Catalog::builtin();
    let options = Options { encoding: args.encoding.into(), clock: args.time.clock()? };
    let mut told = Told { format: args.format, tally: Tally::default(), reports: Vec::new() };
    let mut failure = None;
    for path in &args.hooks {
        let checked = load::webhook(path, &catalog).and_then(|webhook| {
            let contact = shared.clone().map_or_else(|| load::contact_beside(path, &webhook.hook), Ok)?;
            let report = webhook.hook.check(&contact.contact, &options);
            told.report(&webhook, &contact, &report)
        });
        if let Err(error) = checked {
            // The last failure is printed by the caller; those before it here.
            if let Some(earlier) = failure.replace(error) {
                output::tell(&format!("{earlier}\n"));
            }
        }
    }
    told.finish()?;
    match failure {
        Some(failure) => Err(failure),
        None if told.tally.broken() => Ok(Outcome::Broken),
        None => Ok(Outcome::Clean),
    }
}

fn shared_contact(args: &Check) -> Result<Option<ExampleContact>, Failure> {
    let from_stdin = args.hooks.iter().filter(|it| load::is_stdin(it)).count();
    let contact_too = args.contact.as_deref().is_some_and(load::is_stdin);
    if from_stdin + usize::from(contact_too) > 1 {
        let failure = Failure::new("standard input can be read only once");
        return Err(failure.with_help("give - once, and a file for the others"));
    }
    args.contact.as_deref().map(load::contact).transpose()
}

/// What has been said so far.
struct Told {
    format: Format,
    tally: Tally,
    /// Reports as JSON: they are printed together.
    reports: Vec<String>,
}

impl Told {
    fn report(
        &mut self,
        webhook: &Webhook,
        contact: &ExampleContact,
        report: &Report<'_>,
    ) -> Result<(), Failure> {
        self.tally.add(report.findings.iter().map(|it| it.severity));
        self.tally.add_accepted(report.accepted.len());
        if self.format == Format::Json {
            let report = wire::Report::new(report, webhook.file_name(), &webhook.file.text);
            self.reports.push(report.to_json());
            return Ok(());
        }
        let files = Files::Webhook(webhook, contact);
        let mut text = String::new();
        let request = Some(&report.request);
        let accepted = files.accepted(&report.accepted, request);
        for problem in files.problems(&report.findings, request).into_iter().chain(accepted) {
            text += &match self.format {
                Format::Full | Format::Json => problem.full() + "\n\n",
                Format::Concise => problem.concise() + "\n",
            };
        }
        if self.format == Format::Full {
            report.assumptions.iter().for_each(|it| text += &(assumed(webhook, it) + "\n\n"));
        }
        output::say(&masked(text, report))
    }

    fn finish(&self) -> Result<(), Failure> {
        match self.format {
            Format::Full if self.tally.is_empty() => Ok(()),
            Format::Full => output::say(&(self.tally.line() + "\n")),
            Format::Concise => Ok(()),
            Format::Json if self.reports.is_empty() => output::write(b"[]\n"),
            Format::Json => output::write(format!("[\n{}\n]\n", self.reports.join(",\n")).as_bytes()),
        }
    }
}

/// The text without the secrets that stand in the webhook as they are: what is printed here gets into logs.
fn masked(mut text: String, report: &Report<'_>) -> String {
    let findings = report.findings.iter().chain(report.accepted.iter().map(|it| &it.finding));
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

fn assumed(webhook: &Webhook, it: &Assumption) -> String {
    let title = format!("'{}' rests on an assumption: {} = \"{}\"", webhook.file.name, it.setting, it.value);
    let help = format!("if your account differs, set {} under [settings] in the webhook file", it.setting);
    note(&title, &[&it.message], Some(&help))
}
