//! `--fix` and `--diff`: makes the edits that end problems, in the files or in a picture of them.

use std::collections::BTreeSet;

use hookproof::contract::Catalog;
use hookproof::finding::{Finding, Fix, apply};
use hookproof::hook::Options;
use hookproof::report::Verdict;
use similar::TextDiff;

use super::Loaded;
use crate::args::Check;
use crate::command::rewrite::{changes, rewrite};
use crate::failure::Failure;
use crate::load::{TextFile, Webhook};
use crate::print::{Tally, note};
use crate::{Outcome, output};

/// How many times a webhook is checked and fixed again. A fix can uncover the next problem, which mostly takes two or
/// three rounds; one that undoes another would go on for ever.
const MAX_ROUNDS: usize = 10;

/// Fixes all webhooks. The outcome is what `--diff` ends with: whether there is something to fix or wrong.
pub(super) fn all(
    loaded: &mut [Loaded],
    args: &Check,
    options: &Options,
    catalog: &Catalog,
) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::Clean;
    let mut shown = BTreeSet::new();
    for it in loaded {
        let verdict = it.webhook.hook.check(&it.contact.contact, options).verdict;
        let (fixed, done) = fix(it, options, catalog, !args.no_proof);
        if let Some(fixed) = fixed {
            match args.diff {
                // Webhooks may share the file of a body, which a patch changes once.
                true => diffs(&it.webhook, &fixed)
                    .into_iter()
                    .filter(|diff| shown.insert(diff.clone()))
                    .try_for_each(|diff| output::write(diff.as_bytes()))?,
                false => rewrite(&it.webhook, &fixed)?,
            }
            outcome = Outcome::Broken;
            tell(&done, args.diff);
            it.webhook = fixed;
        }
        if verdict == Verdict::Broken {
            outcome = Outcome::Broken;
        }
    }
    Ok(outcome)
}

/// The webhook with all fixes, those of example contacts that fail `with_proof`; none when there is nothing to fix. And a
/// line for each fix.
fn fix(
    it: &Loaded,
    options: &Options,
    catalog: &Catalog,
    with_proof: bool,
) -> (Option<Webhook>, Vec<String>) {
    let mut fixed: Option<Webhook> = None;
    let mut done = Vec::new();
    for _ in 0..MAX_ROUNDS {
        let webhook = fixed.as_ref().unwrap_or(&it.webhook);
        let contact = &it.contact.contact;
        let mut report = webhook.hook.check(contact, options);
        if with_proof {
            report = report.with_proof(webhook.hook.prove(Some(contact), options));
        }
        let told: Vec<&Finding> =
            report.findings.iter().chain(report.witnesses().map(|it| &it.finding)).collect();
        let fixes = told.iter().filter_map(|it| it.fix.as_ref());
        let possible = fixes.filter(|fix| webhook.edited(&[fix], catalog).is_some());
        let chosen = apply::choose(possible);
        let Some(next) = webhook.edited(&chosen, catalog).filter(|_| !chosen.is_empty()) else { break };
        let was_chosen = |fix: &Fix| chosen.iter().any(|it| std::ptr::eq(*it, fix));
        let findings = told.iter().filter(|it| it.fix.as_ref().is_some_and(was_chosen));
        done.extend(findings.map(|it| line(webhook, it)));
        fixed = Some(next);
    }
    (fixed, done)
}

/// `path:line:column: what is done [code]`.
fn line(webhook: &Webhook, finding: &Finding) -> String {
    let place = webhook.place(&finding.source, finding.span).map(|it| it.line() + ": ").unwrap_or_default();
    let title = finding.fix.as_ref().map_or("", |it| &it.title);
    format!("{place}{title} [{}]", finding.code)
}

fn tell(done: &[String], is_picture: bool) {
    let title = match (is_picture, done.len()) {
        (true, count) => format!("{} can be fixed", Tally::some(count, "problem")),
        (false, count) => format!("fixed {}", Tally::some(count, "problem")),
    };
    let done: Vec<&str> = done.iter().map(String::as_str).collect();
    output::tell(&(note(&title, &done, None) + "\n\n"));
}

/// A unified diff of each file, as `patch` and `git apply -p0` take it.
fn diffs(old: &Webhook, new: &Webhook) -> Vec<String> {
    let one = |(old, new): (&TextFile, &TextFile)| {
        let diff = TextDiff::from_lines(&old.text, &new.text);
        diff.unified_diff().header(&old.name, &new.name).to_string()
    };
    changes(old, new).map(one).collect()
}
