//! Applies the fixes of all cases, one after the other. In the end nothing that can be fixed remains, no fix has made
//! a new error, and contacts for whom the request was right before get the same one, but for what the finding names.

#![expect(clippy::panic, reason = "these are tests")]

use hookproof::contact::Contact;
use hookproof::contract::Catalog;
use hookproof::finding::{Finding, Severity};
use hookproof::hook::{Hook, Options};
use hookproof::hook_file::{Body, HookFile};
use hookproof::payload::{Format, read};
use hookproof::source::SourceId;
use serde_json::Value;

#[expect(dead_code, reason = "the cases test uses the rest")]
#[expect(clippy::expect_used, reason = "it is the support code of tests")]
#[path = "support/case.rs"]
mod case;

/// More fixes than this one after the other mean that they go round in circles.
const ROUNDS: usize = 30;

/// A hook under repair.
struct Draft<'c> {
    case: &'c case::Case,
    hook: String,
    file: HookFile,
}

impl Draft<'_> {
    fn compile(&self) -> Hook {
        Hook::compile(&self.file, &Catalog::builtin()).value
    }

    fn findings(&self) -> Vec<Finding> {
        self.compile().check(&Contact::read(self.case.contact()), &Options::default()).findings
    }

    fn apply(&mut self, finding: &Finding) {
        let Some(fix) = &finding.fix else { return };
        let mut edits: Vec<_> = fix.edits.iter().collect();
        edits.sort_by_key(|it| std::cmp::Reverse((it.span.start, it.span.end)));
        for edit in edits {
            let range = edit.span.range();
            match &edit.source {
                SourceId::Body => match &mut self.file.body {
                    Some(Body::Inline(body)) => body.text.replace_range(range, &edit.text),
                    _ => panic!("{}: an edit of a body that is not there", self.case.name),
                },
                SourceId::Url => match &mut self.file.url {
                    Some(url) => url.text.replace_range(range, &edit.text),
                    None => panic!("{}: an edit of an address that is not there", self.case.name),
                },
                SourceId::Header(name) => {
                    for (_, header) in self.file.headers.iter_mut().filter(|(it, _)| it == name) {
                        header.text.replace_range(range.clone(), &edit.text);
                    }
                }
                SourceId::Hook => {
                    self.hook.replace_range(range, &edit.text);
                    let HookFile { body, .. } = std::mem::take(&mut self.file);
                    self.file = HookFile { body, ..self.case.hook_file_from(&self.hook) };
                }
                SourceId::Schema => panic!("{}: an edit of the schema", self.case.name),
            }
        }
    }

    /// The payload for a contact, if the request is right for it.
    fn payload(&self, contact: &str) -> Option<Value> {
        let hook = self.compile();
        let report = hook.check(&Contact::read(contact), &Options::default());
        let is_right = report.findings.iter().all(|it| it.severity != Severity::Error);
        let reading = read(&report.request.body.text, Format::Json);
        let root = reading.root.filter(|_| is_right && reading.faults.is_empty())?;
        Some(root.to_json())
    }
}

/// The payload without what the finding names; of a renamed key, without its object.
fn without(mut payload: Value, finding: &Finding) -> Value {
    let pointers = [&finding.pointer].into_iter().chain(finding.places.iter().map(|it| &it.pointer));
    for pointer in pointers.flatten() {
        let named = match finding.code {
            "unknown-key" => pointer.rsplit_once('/').map_or("", |(object, _)| object),
            _ => pointer,
        };
        if let Some(value) = payload.pointer_mut(named) {
            *value = Value::Null;
        }
    }
    payload
}

fn errors(findings: &[Finding]) -> Vec<(&'static str, &str)> {
    let errors = findings.iter().filter(|it| it.severity == Severity::Error);
    errors.map(|it| (it.code, it.message.as_str())).collect()
}

#[test]
fn fixes_mend_and_do_no_harm() {
    let (mut fixed, mut compared) = (0, 0);
    for case in case::all() {
        let mut draft = Draft { case: &case, hook: case.hook_text(), file: case.hook_file() };
        let sample = draft.compile().sample_contact();
        let mut findings = draft.findings();
        for round in 0.. {
            let Some(finding) = findings.iter().find(|it| it.fix.is_some()).cloned() else { break };
            assert!(round < ROUNDS, "{}: never ends: {finding:?}", case.name);
            let before = [case.contact(), &sample].map(|it| draft.payload(it));
            draft.apply(&finding);
            fixed += 1;
            let after = draft.findings();
            for error in errors(&after) {
                // Behind an error of syntax there may always have been more.
                let was_hidden = finding.code == "body-not-json";
                assert!(
                    was_hidden || errors(&findings).contains(&error),
                    "{}: new after {finding:?}: {error:?}",
                    case.name
                );
            }
            assert!(!after.contains(&finding), "{}: not mended: {finding:?}", case.name);
            for (contact, before) in [case.contact(), &sample].iter().zip(before) {
                let Some(before) = before else { continue };
                let Some(after) = draft.payload(contact) else {
                    panic!("{}: {finding:?} broke the request for {contact}", case.name);
                };
                assert_eq!(without(after, &finding), without(before, &finding), "{}: {finding:?}", case.name);
                compared += 1;
            }
            findings = after;
        }
    }
    assert!(fixed >= 10 && compared >= 5, "only {fixed} fixes, {compared} compared");
}
