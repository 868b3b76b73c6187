//! A hook held against everything for one contact.

use super::{Hook, Options, Request};
use crate::contact::Contact;
use crate::finding::{self, Accepted, Finding, Severity, check::Check};
use crate::render::Render;
use crate::report::{Assumption, Report, Verdict};
use crate::source::{SourceId, Span};

/// A request and what is wrong with it.
pub(crate) struct Examined<'h> {
    /// The request.
    pub(crate) request: Request,
    /// What rendered it, with the fields that the request's runs name.
    pub(crate) render: Render<'h>,
    /// The findings, sorted, those of one cause as one.
    pub(crate) findings: Vec<Finding>,
    /// The findings that the author lives with.
    pub(crate) accepted: Vec<Accepted>,
}

impl Hook {
    /// Renders the request for a contact and holds it against all rules and the receiver's contract.
    pub fn check(&self, contact: &Contact, options: &Options) -> Report<'_> {
        let Examined { request, render, findings, accepted } = self.examine(contact, options);
        let assumptions = self.assumptions(contact, options, &render, &request);
        let verdict = Verdict::of(&findings);
        let fields = render.fields;
        Report {
            hook: self,
            encoding: options.encoding,
            request,
            fields,
            verdict,
            assumptions,
            findings,
            accepted,
            proof: None,
        }
    }

    /// The part of a check that looks for problems; what it leaves out is what a report tells besides.
    pub(crate) fn examine(&self, contact: &Contact, options: &Options) -> Examined<'_> {
        let (request, mut render) = self.render_with(contact, options, &self.settings);
        let mut findings = self.findings.clone();
        findings.extend(contact_findings(contact));
        for (_, part) in request.parts() {
            findings.extend(part.findings.iter().cloned());
        }
        let (format, payload) = self.read(&request);
        let told = Check::new(self, &request, &mut render.fields, contact, (format, payload)).run();
        findings = without_consequences(findings, told);
        finding::wrong_case::without_results(&mut findings);
        if let Some(signs_in) = &self.signs_in {
            signs_in.take_back(&mut findings);
        }
        finding::gather(&mut findings);
        let accepted = self.accept.take(&mut findings);
        Examined { request, render, findings, accepted }
    }

    /// The settings that change the request for this contact: what the result rests on.
    fn assumptions(
        &self,
        contact: &Contact,
        options: &Options,
        render: &Render<'_>,
        request: &Request,
    ) -> Vec<Assumption> {
        let rules = self.sender.iter().flat_map(|sender| &sender.settings);
        let rules = rules.filter(|rule| render.has_consulted(&rule.name));
        let matters = rules.filter(|rule| {
            let value = self.settings.get(&rule.name);
            let free = [String::from("x")];
            let others = if rule.values.is_empty() { &free[..] } else { &rule.values };
            others.iter().filter(|other| *other != value).any(|other| {
                let mut settings = self.settings.clone();
                settings.set(&rule.name, other);
                let (changed, _) = self.render_with(contact, options, &settings);
                let same = changed.parts().zip(request.parts()).all(|((_, a), (_, b))| a.text == b.text);
                !same
            })
        });
        matters
            .map(|rule| Assumption {
                setting: rule.name.clone(),
                value: self.settings.get(&rule.name).to_owned(),
                message: rule.about.clone(),
            })
            .collect()
    }
}

/// Adds what the rules found to what the engine would refuse, less its consequences: a tag that is itself faulty
/// prints nothing, so of course its field is empty.
fn without_consequences(mut faults: Vec<Finding>, told: Vec<Finding>) -> Vec<Finding> {
    let is_faulty = |it: &Finding| {
        let inside = |fault: &&Finding| it.span.start <= fault.span.start && fault.span.end <= it.span.end;
        let same =
            faults.iter().filter(|fault| fault.source == it.source && fault.severity == Severity::Error);
        it.source != SourceId::Hook && !it.span.is_empty() && same.filter(inside).count() > 0
    };
    // What stands in a block that is never closed is printed once and not as it was meant.
    let is_in_unclosed = |it: &Finding| {
        let is_syntax = matches!(it.code, "body-not-json" | "body-not-xml");
        let before = |fault: &Finding| fault.code == "unclosed-block" && fault.span.start <= it.span.start;
        is_syntax
            && it.source == SourceId::Body
            && faults.iter().any(|fault| fault.source == it.source && before(fault))
    };
    let told: Vec<Finding> = told.into_iter().filter(|it| !is_faulty(it) && !is_in_unclosed(it)).collect();
    faults.extend(told);
    faults
}

/// What is wrong with the contact's own text. It is no text of the hook, so the finding points at none of it.
fn contact_findings(contact: &Contact) -> impl Iterator<Item = Finding> {
    contact.faults.iter().map(|fault| {
        let code = match fault.code {
            "body-not-json" => "contact-not-json",
            code => code,
        };
        let message = format!("the example contact: {}", fault.message);
        let mut finding = Finding::error(code, SourceId::Hook, Span::empty(0), message);
        finding.severity = fault.severity;
        finding.help.clone_from(&fault.help);
        finding
    })
}
