//! `--fix` and `--diff`: makes the edits that end problems, in the files or in a picture of them.

use std::collections::BTreeSet;
use std::fs;

use hookproof::contract::Catalog;
use hookproof::finding::{Finding, Fix, apply};
use hookproof::hook::Options;
use hookproof::report::Verdict;
use similar::TextDiff;

use super::Loaded;
use crate::args::Check;
use crate::failure::{Failure, reason};
use crate::load::{TextFile, Webhook};
use crate::print::{Tally, note};
use crate::{Outcome, output, replace};

/// How many times a webhook is checked and fixed again. A fix can uncover the next problem, which mostly takes two or
/// three rounds; one that undoes another would go on for ever.
const MAX_ROUNDS: usize = 10;

/// The byte order mark in UTF-8, which reading takes away.
const MARK: &[u8] = b"\xEF\xBB\xBF";

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
        let (fixed, done) = fix(it, options, catalog);
        if let Some(fixed) = fixed {
            match args.diff {
                // Webhooks may share the file of a body, which a patch changes once.
                true => diffs(&it.webhook, &fixed)
                    .into_iter()
                    .filter(|diff| shown.insert(diff.clone()))
                    .try_for_each(|diff| output::write(diff.as_bytes()))?,
                false => write(&it.webhook, &fixed)?,
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

/// The webhook with all fixes, none when there is nothing to fix; and a line for each fix.
fn fix(it: &Loaded, options: &Options, catalog: &Catalog) -> (Option<Webhook>, Vec<String>) {
    let mut fixed: Option<Webhook> = None;
    let mut done = Vec::new();
    for _ in 0..MAX_ROUNDS {
        let webhook = fixed.as_ref().unwrap_or(&it.webhook);
        let report = webhook.hook.check(&it.contact.contact, options);
        let fixes = report.findings.iter().filter_map(|it| it.fix.as_ref());
        let possible = fixes.filter(|fix| webhook.edited(&[fix], catalog).is_some());
        let chosen = apply::choose(possible);
        let Some(next) = webhook.edited(&chosen, catalog).filter(|_| !chosen.is_empty()) else { break };
        let was_chosen = |fix: &Fix| chosen.iter().any(|it| std::ptr::eq(*it, fix));
        let findings = report.findings.iter().filter(|it| it.fix.as_ref().is_some_and(was_chosen));
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

/// The texts that differ, old and new.
fn changes<'a>(old: &'a Webhook, new: &'a Webhook) -> impl Iterator<Item = (&'a TextFile, &'a TextFile)> {
    old.files().zip(new.files()).filter(|(old, new)| old.text != new.text)
}

/// A unified diff of each file, as `patch` and `git apply -p0` take it.
fn diffs(old: &Webhook, new: &Webhook) -> Vec<String> {
    let one = |(old, new): (&TextFile, &TextFile)| {
        let diff = TextDiff::from_lines(&old.text, &new.text);
        diff.unified_diff().header(&old.name, &new.name).to_string()
    };
    changes(old, new).map(one).collect()
}

/// Writes the files that differ. One that is no longer what was read is left alone.
fn write(old: &Webhook, new: &Webhook) -> Result<(), Failure> {
    let changes: Vec<_> = changes(old, new).collect();
    let mut texts = Vec::with_capacity(changes.len());
    for (old, new) in &changes {
        let Some(path) = &old.path else { continue };
        let there = fs::read(path).map_err(|error| {
            Failure::new(format!("cannot read '{}' again: {}", path.display(), reason(&error)))
        })?;
        let mark = if there.starts_with(MARK) && !old.text.starts_with('\u{feff}') { MARK } else { b"" };
        let there = there.get(mark.len()..).unwrap_or_default();
        if there == new.text.as_bytes() {
            // Another webhook has the same body, and the same was done for it.
            continue;
        }
        if there != old.text.as_bytes() {
            let failure =
                Failure::new(format!("'{}' was changed meanwhile and is left alone", path.display()));
            return Err(failure.with_help("try again"));
        }
        texts.push((path, [mark, new.text.as_bytes()].concat()));
    }
    texts.iter().try_for_each(|(path, text)| replace::replace(path, text))
}
