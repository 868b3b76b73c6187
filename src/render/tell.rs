//! What a render tells: faults and remarks as findings, each once.

use super::{Fault, Render};
use crate::field::ReadSet;
use crate::finding::{Finding, Severity};
use crate::source::{InTemplate, Span};
use crate::template::Template;

impl Render<'_> {
    /// Lets a profile tell of what the engine lets pass; it becomes a finding at the expression at hand.
    pub fn remark(&mut self, severity: Severity, fault: Fault) {
        self.remarks.push((severity, fault));
    }

    /// Whether there is a finding of this code in `place`.
    pub(crate) fn has_told(&self, code: &str, place: Span<InTemplate>) -> bool {
        let is_inside = |it: Span<InTemplate>| place.start <= it.start && it.end <= place.end;
        self.findings.iter().any(|it| it.code == code && is_inside(it.span))
    }

    /// Makes findings of the remarks at the expression at `span`.
    pub(crate) fn tell_remarks(&mut self, template: &Template, span: Span<InTemplate>) {
        for (severity, fault) in std::mem::take(&mut self.remarks) {
            self.tell(severity, template, span, fault);
        }
    }

    /// Reports a fault of the expression or node at `span`.
    pub(crate) fn report(&mut self, template: &Template, span: Span<InTemplate>, fault: Fault) {
        self.tell(Severity::Error, template, span, fault);
    }

    /// Makes a finding of a fault.
    pub(crate) fn tell(
        &mut self,
        severity: Severity,
        template: &Template,
        span: Span<InTemplate>,
        fault: Fault,
    ) {
        let details = fault.into_details();
        let span = details.span.unwrap_or(span);
        let mut finding = Finding::error(details.code, template.source.clone(), span, details.message);
        finding.severity = severity;
        finding.help = details.help;
        finding.fields = self.fields.paths(details.reads);
        if !self.swallow(&mut finding) {
            return;
        }
        self.add_finding(finding);
    }

    /// Adds a finding unless it was told before: a loop meets the same fault at every turn, and once is enough.
    fn add_finding(&mut self, finding: Finding) {
        let told = (finding.span, finding.code, finding.message.clone(), finding.fields.clone());
        if self.told.insert(told) {
            self.findings.push(finding);
        }
    }

    /// Warns of what the engine does without a word, at the expression at `span`.
    pub fn warn(
        &mut self,
        code: &'static str,
        span: Span<InTemplate>,
        reads: ReadSet,
        warning: (String, &str),
    ) {
        let (message, help) = warning;
        let mut finding = Finding::warning(code, self.source.clone(), span, message).with_help(help);
        finding.fields = self.fields.paths(reads);
        self.add_finding(finding);
    }
}
