//! `hookproof prove`: says whether a webhook is safe for every contact.

use hookproof::contract::Catalog;
use hookproof::finding::Severity;
use hookproof::hook::Options;
use hookproof::hook_file::HookFile;
use hookproof::proof::{Condition, Proof};
use hookproof::wire;

use super::rewrite::rewrite;
use crate::args::{Prove, ProveFormat};
use crate::failure::Failure;
use crate::load::{ExampleContact, Webhook};
use crate::print::{Tally, condition, note};
use crate::{Outcome, load, output, print};

/// Prints what fails and the table, or the report.
pub(crate) fn run(args: &Prove) -> Result<Outcome, Failure> {
    if args.accept_conditions && load::is_stdin(&args.hook) {
        let failure = Failure::new("conditions cannot be written into a webhook on standard input");
        return Err(failure.with_help("give its file, or leave out --accept-conditions"));
    }
    let catalog = Catalog::builtin();
    let mut webhook = load::webhook(&args.hook, &catalog)?;
    let contact = match &args.contact {
        Some(path) => load::contact(path)?,
        None => load::contact_beside(&args.hook, &webhook.hook)?,
    };
    let options = Options { encoding: args.encoding.into(), clock: args.time.clock()? };
    let mut proof = webhook.hook.prove(Some(&contact.contact), &options);
    if args.accept_conditions
        && let Some(limited) = accept(&webhook, &proof, &catalog)?
    {
        proof = limited.hook.prove(Some(&contact.contact), &options);
        webhook = limited;
    }
    say(args.format, &webhook, &contact, &options, proof)
}

fn say(
    format: ProveFormat,
    webhook: &Webhook,
    contact: &ExampleContact,
    options: &Options,
    proof: Proof,
) -> Result<Outcome, Failure> {
    let report = webhook.hook.check(&contact.contact, options).with_proof(proof);
    match format {
        ProveFormat::Json => {
            let report = wire::Report::new(&report, webhook.file_name(), &webhook.file.text);
            output::write_exactly(&(report.to_json() + "\n"))?;
        }
        ProveFormat::Text => output::say(&print::proof(webhook, contact, &report))?,
    }
    let fails = report.findings.iter().any(|it| it.severity == Severity::Error);
    Ok(if fails || report.witnesses().next().is_some() { Outcome::Broken } else { Outcome::Clean })
}

/// Writes the conditions of a proof into the webhook file and gives the webhook as it is then; none when there are none.
fn accept(webhook: &Webhook, proof: &Proof, catalog: &Catalog) -> Result<Option<Webhook>, Failure> {
    let conditions = &proof.conclusion.conditions;
    let name = &webhook.file.name;
    if conditions.is_empty() {
        output::tell(&(note(&format!("there is no condition to write into '{name}'"), &[], None) + "\n\n"));
        return Ok(None);
    }
    let fix = HookFile::accepting(&webhook.file.text, conditions);
    let Some(limited) = fix.and_then(|it| webhook.edited(&[&it], catalog)) else {
        return Err(not_written(name, conditions));
    };
    rewrite(webhook, &limited)?;
    let lines: Vec<String> = conditions.iter().map(|it| format!("  {}", condition(it))).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let title = format!("wrote {} into '{name}', under [contact]", Tally::some(lines.len(), "condition"));
    output::tell(&(note(&title, &lines, None) + "\n\n"));
    Ok(Some(limited))
}

fn not_written(name: &str, conditions: &[Condition]) -> Failure {
    let all: Vec<String> = conditions.iter().map(condition).collect();
    Failure::new(format!("the conditions cannot be added to the contact schema of '{name}' as it is written"))
        .with_help(format!("say there yourself that {}", all.join(", ")))
}
