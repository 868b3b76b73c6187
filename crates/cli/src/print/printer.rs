//! What a format makes of the webhooks that were checked.

use hookproof::finding::Finding;
use hookproof::proof::Witness;
use hookproof::report::Report;

use super::finding::Files;
use super::problem::Problem;
use super::summary::Tally;
use crate::load::{ExampleContact, Webhook};
use crate::paths::Base;

/// A webhook that was checked.
pub(crate) struct Checked<'a> {
    pub(crate) webhook: &'a Webhook,
    pub(crate) contact: &'a ExampleContact,
    pub(crate) report: Report<'a>,
    /// The problems that the file of known ones has; they are not in the report.
    pub(crate) known: Vec<Finding>,
    /// The example contacts that fail and count.
    pub(crate) witnesses: Vec<Witness>,
}

impl<'a> Checked<'a> {
    fn files(&self) -> Files<'a> {
        Files::Webhook(self.webhook, self.contact)
    }

    /// The problems that count, those of other contacts after those of this one, and those that their author lives with.
    pub(crate) fn problems(&self) -> Vec<Problem<'_>> {
        let request = Some(&self.report.request);
        let counting = self.files().problems(&self.report.findings, request);
        let accepted = self.files().accepted(&self.report.accepted, request);
        let others = self.witnesses.iter().map(|it| self.files().witness(it));
        counting.into_iter().chain(others).chain(accepted).collect()
    }

    /// The same, and those that were known.
    pub(crate) fn all_problems(&self) -> Vec<Problem<'_>> {
        let known = self.files().known(&self.known, Some(&self.report.request));
        self.problems().into_iter().chain(known).collect()
    }

    /// Adds it to the count.
    pub(crate) fn count(&self, tally: &mut Tally) {
        let others = self.witnesses.iter().map(|it| &it.finding);
        tally.add(self.report.findings.iter().chain(others).map(|it| it.severity));
        tally.add_accepted(self.report.accepted.len());
        tally.add_known(self.known.len());
    }
}

/// The run as a whole.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    pub(crate) tally: Tally,
    /// Whether every webhook could be read.
    pub(crate) is_whole: bool,
    /// Whether known problems were told from new ones.
    pub(crate) has_baseline: bool,
}

/// A format.
pub(crate) trait Printer {
    /// What is printed for a webhook before the next one.
    fn webhook(&mut self, checked: &Checked<'_>) -> String;

    /// What is printed at the end.
    fn end(&mut self, run: &Run) -> String;

    /// Whether it is for people, who may like colours.
    fn is_for_people(&self) -> bool {
        false
    }
}

/// The path of a webhook file in a report.
pub(super) fn path_of(checked: &Checked<'_>, base: &Base) -> String {
    path(&checked.webhook.file.name, base)
}

/// A path in a report; standard input has none.
pub(super) fn path(name: &str, base: &Base) -> String {
    if name == "<stdin>" { name.to_owned() } else { base.relative(name.as_ref()) }
}
