//! `--format full` and `concise`: for people.

use hookproof::report::Assumption;

use super::printer::{Checked, Printer, Run};
use super::problem::note;
use super::verdict::verdict;
use crate::load::Webhook;

/// The verdict, every problem with the lines of its file, and a count.
pub(super) struct Full;

impl Printer for Full {
    fn webhook(&mut self, checked: &Checked<'_>) -> String {
        let problems = checked.problems();
        let problems = problems.iter().map(|it| it.full() + "\n\n");
        let report = &checked.report;
        // What the author said is no assumption.
        let open = report.assumptions.iter().filter(|it| !report.hook.states_setting(&it.setting));
        let assumed = open.map(|it| assumed(checked.webhook, it) + "\n\n");
        let verdict = verdict(checked.webhook, report).map(|it| it + "\n\n");
        verdict.into_iter().chain(problems).chain(assumed).collect()
    }

    fn end(&mut self, run: &Run) -> String {
        if run.tally.is_empty() { String::new() } else { run.tally.line() + "\n" }
    }

    fn is_for_people(&self) -> bool {
        true
    }
}

/// Every problem on one line.
pub(super) struct Concise;

impl Printer for Concise {
    fn webhook(&mut self, checked: &Checked<'_>) -> String {
        checked.problems().iter().map(|it| it.concise() + "\n").collect()
    }

    fn end(&mut self, _: &Run) -> String {
        String::new()
    }

    fn is_for_people(&self) -> bool {
        true
    }
}

fn assumed(webhook: &Webhook, it: &Assumption) -> String {
    let title = format!("'{}' rests on an assumption: {} = \"{}\"", webhook.file.name, it.setting, it.value);
    let help = format!("if your account differs, set {} under [settings] in the webhook file", it.setting);
    note(&title, &[&it.message], Some(&help))
}
