//! Applies the fixes of all cases, one after the other. In the end nothing that can be fixed remains, no fix has made
//! a new error, and contacts for whom the request was right before get the same one, but for what the finding names.

#![expect(clippy::panic, reason = "these are tests")]

use hookproof::contact::Contact;
use hookproof::contract::Catalog;
use hookproof::finding::{Finding, Severity};
use hookproof::hook::{Hook, Options};
use hookproof::hook_file::{Body, HookFile};
use hookproof::payload::{Format, Node, NodeKind, read};
use hookproof::source::{InRendered, InTemplate, SourceId, Span};
use hookproof::source_map::Origin;
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
                SourceId::Schema(_) | SourceId::Settings(_) => {
                    panic!("{}: an edit of the schema", self.case.name)
                }
            }
        }
    }

    /// The payload for a contact, if the request is right for it; without what the merge tags print that `spans`
    /// touch.
    fn payload(&self, contact: &str, tags: &[Span<InTemplate>]) -> Option<Value> {
        let hook = self.compile();
        let report = hook.check(&Contact::read(contact), &Options::default());
        let is_right = report.findings.iter().all(|it| it.severity != Severity::Error);
        let reading = read(&report.request.body.text, Format::Json);
        let mut root = reading.root.filter(|_| is_right && reading.faults.is_empty())?;
        for run in report.request.body.map.runs() {
            if let Origin::Value { hole, .. } = run.origin
                && tags.iter().any(|it| hole.start <= it.start && it.start < hole.end)
            {
                blank(&mut root, run.out);
            }
        }
        Some(root.to_json())
    }
}

/// Takes out the values that lie around `place`.
fn blank(node: &mut Node<InRendered>, place: Span<InRendered>) {
    if node.span.end < place.start || place.end < node.span.start {
        return;
    }
    match &mut node.kind {
        NodeKind::List(items) => items.iter_mut().for_each(|it| blank(it, place)),
        NodeKind::Map(members) => members.iter_mut().for_each(|it| blank(&mut it.value, place)),
        kind => *kind = NodeKind::Null,
    }
}

/// The merge tags that a fix writes anew because they are wrong themselves: there the finding names no value.
fn tags(finding: &Finding) -> Vec<Span<InTemplate>> {
    let is_of_tag = finding.pointer.is_none() && finding.code != "body-not-json";
    let edits = finding.fix.iter().flat_map(|it| &it.edits).filter(|_| is_of_tag);
    edits.filter(|it| it.source == SourceId::Body).map(|it| it.span).collect()
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

fn errors(findings: &[Finding]) -> Vec<&Finding> {
    findings.iter().filter(|it| it.severity == Severity::Error).collect()
}

/// Whether an error could not be seen before: behind an error of syntax, or below a key that was not known.
fn was_hidden(error: &Finding, by: &Finding) -> bool {
    match (by.code, &by.pointer, &error.pointer) {
        ("body-not-json", ..) => true,
        ("unknown-key", Some(key), Some(pointer)) => {
            let object = key.rsplit_once('/').map_or("", |(object, _)| object);
            pointer.starts_with(object)
        }
        _ => false,
    }
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
            // The sample has what the template reads, so a name that is written wrongly is right for it alone.
            let is_misnamed = matches!(finding.code, "wrong-case" | "unknown-field");
            let contacts = if is_misnamed { vec![case.contact()] } else { vec![case.contact(), &sample] };
            let before: Vec<_> = contacts.iter().map(|it| draft.payload(it, &tags(&finding))).collect();
            draft.apply(&finding);
            fixed += 1;
            let after = draft.findings();
            for error in errors(&after) {
                let before = errors(&findings);
                let is_old = before.iter().any(|it| (it.code, &it.message) == (error.code, &error.message));
                assert!(
                    is_old || was_hidden(error, &finding),
                    "{}: new after {finding:?}: {error:?}",
                    case.name
                );
            }
            assert!(!after.contains(&finding), "{}: not mended: {finding:?}", case.name);
            for (contact, before) in contacts.iter().zip(before) {
                let Some(before) = before else { continue };
                let Some(after) = draft.payload(contact, &tags(&finding)) else {
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
