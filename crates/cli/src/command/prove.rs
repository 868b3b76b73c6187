//! `hookproof prove`: searches for contacts that break a webhook.

use hookproof::contract::Catalog;
use hookproof::hook::Options;
use hookproof::wire;

use crate::args::{Prove, ProveFormat};
use crate::failure::Failure;
use crate::print::Files;
use crate::{Outcome, load, output, print};

/// Prints what fails and the table, or the report.
pub(crate) fn run(args: &Prove) -> Result<Outcome, Failure> {
    let webhook = load::webhook(&args.hook, &Catalog::builtin())?;
    let contact = match &args.contact {
        Some(path) => load::contact(path)?,
        None => load::contact_beside(&args.hook, &webhook.hook)?,
    };
    let options = Options { encoding: args.encoding.into(), clock: args.time.clock()? };
    let proof = webhook.hook.prove(Some(&contact.contact), &options);
    let report = webhook.hook.check(&contact.contact, &options).with_proof(proof);
    match args.format {
        ProveFormat::Json => {
            let report = wire::Report::new(&report, webhook.file_name(), &webhook.file.text);
            output::write_exactly(&(report.to_json() + "\n"))?;
        }
        ProveFormat::Text => {
            let text = report.proof.as_ref().map(|it| print::proof(&Files::Webhook(&webhook, &contact), it));
            output::say(&text.unwrap_or_default())?;
        }
    }
    let fails = report.findings.iter().any(|it| it.severity == hookproof::finding::Severity::Error);
    Ok(if fails || report.witnesses().next().is_some() { Outcome::Broken } else { Outcome::Clean })
}
