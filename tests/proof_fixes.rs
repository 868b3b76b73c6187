//! Every fix that a witness offers, tried: it ends what the witness shows, for every value that failed for the same
//! reason, makes nothing new, and contacts whose request was right get the same one. So it is for the hooks of all cases
//! and for all starters, each fix alone and all of them together.

#![expect(clippy::panic, reason = "these are tests")]

use std::collections::{BTreeMap, BTreeSet};

use hookproof::contact::Contact;
use hookproof::contract::{Catalog, Files};
use hookproof::dialect::Dialect;
use hookproof::finding::{Finding, Fix, Severity, apply};
use hookproof::hook::{Hook, Options};
use hookproof::hook_file::{Body, HookFile};
use hookproof::payload::read;
use hookproof::proof::{Change, Proof, Witness};
use hookproof::source::SourceId;
use serde_json::Value;

#[expect(dead_code, reason = "the cases themselves use the rest")]
#[expect(clippy::expect_used, reason = "it is the support code of tests")]
#[path = "support/case.rs"]
mod case;

/// How many fixes are tried at least, by template language. ONTRAPORT has no way to escape anything.
const FLOORS: [(Dialect, usize); 4] =
    [(Dialect::Jinja, 30), (Dialect::Liquid, 10), (Dialect::Velocity, 10), (Dialect::MergeFields, 0)];

/// How many clean contacts are compared at least, for all fixes together.
const COMPARED: usize = 200;

/// What the texts of a clean contact become in turn, as JSON: nothing in them means anything to any format.
const VARIATIONS: [&str; 5] = ["\"Zoe Hart\"", "\"a.b-c_d\"", "\"\"", "null", "42"];

/// What cannot be written in XML or a header in any way, so that no escape helps.
fn is_beyond_escape(finding: &Finding, change: &Change) -> bool {
    change.kind.id == "control-character" && matches!(finding.code, "body-not-xml" | "malformed-header")
}

struct Draft {
    name: String,
    file: HookFile,
    files: Files,
}

impl Draft {
    fn all() -> Vec<Draft> {
        let of_case =
            |it: case::Case| Draft { name: it.name.clone(), file: it.hook_file(), files: it.files() };
        let mut drafts: Vec<Draft> = case::all().into_iter().map(of_case).collect();
        let catalog = Catalog::builtin();
        for sender in catalog.senders() {
            for receiver in catalog.receivers() {
                let Some(starter) = catalog.starter(&sender.id, &receiver.rules.id) else { continue };
                let file = HookFile::from_json(&starter.hook).value;
                let name = format!("the starter of {} for {}", sender.id, receiver.rules.id);
                drafts.push(Draft { name, file, files: Files::default() });
            }
        }
        drafts
    }

    fn compile(&self) -> Hook {
        Hook::compile_with(&self.file, &Catalog::builtin(), &self.files).value
    }

    /// The hook with fixes applied to its texts; none when one is of a text that is not among the request's.
    fn fixed(&self, fixes: &[&Fix]) -> Option<Draft> {
        let mut file = self.file.clone();
        let is_request = |it: &SourceId| matches!(it, SourceId::Url | SourceId::Body | SourceId::Header(_));
        if !fixes.iter().flat_map(|it| &it.edits).all(|it| is_request(&it.source)) {
            return None;
        }
        let edited = |source: &SourceId, text: &mut String| {
            let Some(edited) = apply::apply(text, apply::edits_of(fixes, source)) else {
                panic!("{}: {fixes:?} does not fit {source}", self.name);
            };
            *text = edited;
        };
        if let Some(url) = &mut file.url {
            edited(&SourceId::Url, &mut url.text);
        }
        if let Some(Body::Inline(body)) = &mut file.body {
            edited(&SourceId::Body, &mut body.text);
        }
        for (name, header) in &mut file.headers {
            edited(&SourceId::Header(name.clone()), &mut header.text);
        }
        Some(Draft { name: self.name.clone(), file, files: self.files.clone() })
    }
}

/// The error that a witness shows, at its place in the template.
#[derive(Debug, PartialEq)]
struct Cause {
    source: SourceId,
    code: &'static str,
    pointer: Option<String>,
    start: u32,
    end: u32,
}

impl Cause {
    fn of(finding: &Finding) -> Cause {
        let Finding { source, code, pointer, span, .. } = finding;
        let (source, code, pointer) = (source.clone(), *code, pointer.clone());
        Cause { source, code, pointer, start: span.start, end: span.end }
    }

    /// The cause at the place that it has without the fixes: what they wrote stands for what they replaced.
    fn before(finding: &Finding, fixes: &[&Fix]) -> Cause {
        let edits = apply::edits_of(fixes, &finding.source);
        let place = |at: u32, is_end: bool| {
            let mut grown = 0_i64;
            for edit in &edits {
                let start = i64::from(edit.span.start) + grown;
                let len = i64::try_from(edit.text.len()).unwrap_or_default();
                if i64::from(at) < start || (is_end && i64::from(at) == start) {
                    break;
                }
                if i64::from(at) < start + len || (is_end && i64::from(at) == start + len) {
                    return if is_end { edit.span.end } else { edit.span.start };
                }
                grown += len - i64::try_from(edit.span.len()).unwrap_or_default();
            }
            u32::try_from(i64::from(at) - grown).unwrap_or_default()
        };
        let cause = Cause::of(finding);
        Cause { start: place(cause.start, false), end: place(cause.end, true), ..cause }
    }

    fn is_at(&self, other: &Cause) -> bool {
        let touches = self.start < other.end && other.start < self.end;
        (&self.source, self.code) == (&other.source, other.code) && (touches || self.start == other.start)
    }

    fn is_as(&self, other: &Cause) -> bool {
        let named = self.pointer.is_some() && self.pointer == other.pointer;
        self.is_at(other) || (named && (&self.source, self.code) == (&other.source, other.code))
    }
}

/// What a proof shows to fail.
fn errors(proof: &Proof) -> impl Iterator<Item = &Witness> {
    proof.witnesses.iter().filter(|it| it.is_error())
}

/// Whether everything that still fails as a witness does is beyond any escape.
fn is_ended(witness: &Witness, after: &Proof, fixes: &[&Fix]) -> bool {
    let cause = Cause::of(&witness.finding);
    errors(after)
        .filter(|it| Cause::before(&it.finding, fixes).is_at(&cause))
        .all(|it| it.changed.iter().chain(&it.also).all(|change| is_beyond_escape(&it.finding, change)))
}

/// The payload and the address, if the request is right. A reference that printed its own name is a fault in itself.
fn sent(hook: &Hook, contact: &Contact) -> Option<(Value, String)> {
    let report = hook.check(contact, &Options::default());
    let is_wrong = |it: &Finding| it.severity == Severity::Error || it.code == "reference-prints-itself";
    let payload = read(&report.request.body.text, hook.format(&report.request));
    let payload = payload.root.map_or(Value::Null, |it| it.to_json());
    (!report.findings.iter().any(is_wrong)).then(|| (payload, decoded(&report.request.url.text)))
}

/// An address with what its `%XX` stand for.
fn decoded(address: &str) -> String {
    let mut pieces = address.split('%');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let byte = piece.get(..2).and_then(|it| u8::from_str_radix(it, 16).ok());
        let Some((byte, rest)) = byte.zip(piece.get(2..)) else { panic!("{address} ends in half an escape") };
        bytes.push(byte);
        bytes.extend(rest.as_bytes());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A payload without what a finding names.
fn without(sent: Option<(Value, String)>, finding: &Finding) -> Option<(Value, String)> {
    let (mut payload, address) = sent?;
    let pointers = [&finding.pointer].into_iter().chain(finding.places.iter().map(|it| &it.pointer));
    for pointer in pointers.flatten() {
        if let Some(value) = payload.pointer_mut(pointer) {
            *value = Value::Null;
        }
    }
    Some((payload, address))
}

/// A contact and some more of its kind: its own texts, and the others that are just as plain.
fn clean(contact: &Contact) -> Vec<Contact> {
    let text = contact.to_json_text();
    let Ok(root) = serde_json::from_str::<Value>(&text) else { panic!("{text} is no JSON") };
    let varied = VARIATIONS.iter().map(|it| {
        let mut root = root.clone();
        let Ok(by) = serde_json::from_str(it) else { panic!("{it} is no JSON") };
        vary(&mut root, &by);
        Contact::read(&root.to_string())
    });
    [contact.clone()].into_iter().chain(varied).collect()
}

fn vary(value: &mut Value, by: &Value) {
    match value {
        Value::String(_) => by.clone_into(value),
        Value::Array(items) => items.iter_mut().for_each(|it| vary(it, by)),
        Value::Object(members) => members.values_mut().for_each(|it| vary(it, by)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// How often what was tried.
#[derive(Default)]
struct Tally {
    tried: BTreeMap<&'static str, usize>,
    compared: usize,
    failures: Vec<String>,
}

impl Tally {
    /// Applies the fixes of some witnesses, and holds the hook against the one before.
    fn hold(&mut self, draft: &Draft, hook: &Hook, proof: &Proof, witnesses: &[&Witness]) {
        let fixes: Vec<&Fix> = witnesses.iter().filter_map(|it| it.finding.fix.as_ref()).collect();
        let Some(fixed) = draft.fixed(&fixes).map(|it| it.compile()) else { return };
        let name = &draft.name;
        let after = fixed.prove(None, &Options::default());
        for witness in witnesses {
            let what = &witness.finding;
            let cause = Cause::of(what);
            self.expect(is_ended(witness, &after, &fixes), || {
                let left = errors(&after).filter(|it| Cause::before(&it.finding, &fixes).is_at(&cause));
                let left: Vec<_> = left.map(|it| (&it.finding, &it.changed)).collect();
                format!("{name}: not ended: {what:?}\n left: {left:?}")
            });
            let again = fixed.check(&witness.contact, &Options::default()).findings;
            let mut again = again.iter().filter(|it| it.severity == Severity::Error);
            let is_left = again.any(|it| Cause::before(it, &fixes).is_at(&cause));
            let is_beyond = witness.changed.iter().all(|it| is_beyond_escape(what, it));
            self.expect(!is_left || is_beyond, || format!("{name}: fails again: {what:?}"));
        }
        for new in errors(&after).filter(|_| !proof.starts_broken) {
            let cause = Cause::before(&new.finding, &fixes);
            let is_old = errors(proof).any(|old| {
                // Where a value breaks a body in two places, only the first can be told.
                let hidden = old.finding.fields == new.finding.fields && old.finding.code == new.finding.code;
                hidden || cause.is_as(&Cause::of(&old.finding))
            });
            self.expect(is_old, || {
                format!("{name}: new after {fixes:?}: {:?} {:?}", new.finding, new.changed)
            });
        }
        for contact in clean(&proof.contact) {
            let Some(before) = sent(hook, &contact) else { continue };
            let named = |sent| witnesses.iter().fold(sent, |sent, it| without(sent, &it.finding));
            let (before, now) = (named(Some(before)), named(sent(&fixed, &contact)));
            self.expect(now == before, || {
                let contact = contact.to_json_text();
                format!("{name}: {fixes:?}\n for {contact}\n makes {now:?}\n of {before:?}")
            });
            self.compared += 1;
        }
    }

    fn expect(&mut self, is_so: bool, else_told: impl FnOnce() -> String) {
        if !is_so {
            self.failures.push(else_told());
        }
    }
}

#[test]
fn fixes_of_witnesses_end_them_and_do_no_harm() {
    let mut tally = Tally::default();
    let mut known = BTreeSet::new();
    for draft in Draft::all() {
        let hook = draft.compile();
        let proof = hook.prove(None, &Options::default());
        // What such a body is can only be guessed; `tests/fixes.rs` mends it.
        let plain = hook.check(&proof.contact, &Options::default()).findings;
        if plain.iter().any(|it| matches!(it.code, "body-not-json" | "body-not-xml")) {
            continue;
        }
        let mut held: Vec<&Fix> = Vec::new();
        let mut is_new = false;
        for witness in errors(&proof) {
            let Some(fix) = witness.finding.fix.as_ref().filter(|it| !held.contains(it)) else { continue };
            if matches!(witness.finding.code, "wrong-case" | "unknown-field") {
                // A name is wrong for the contacts that have another, and an invented one has what the template reads.
                continue;
            }
            held.push(fix);
            // Starters and cases have many merge tags in common.
            let edits = fix.edits.iter().map(|it| {
                let text = hook.template(&it.source).map(|template| it.span.of(&template.text));
                (text.map(str::to_owned), it.text.clone())
            });
            if !known.insert((hook.profile().name, edits.collect::<Vec<_>>())) {
                continue;
            }
            is_new = true;
            *tally.tried.entry(hook.profile().dialect.name()).or_default() += 1;
            tally.hold(&draft, &hook, &proof, &[witness]);
        }
        let chosen = apply::choose(held.iter().copied());
        let together: Vec<&Witness> = errors(&proof)
            .filter(|it| it.finding.fix.as_ref().is_some_and(|it| chosen.contains(&it)))
            .collect();
        if chosen.len() > 1 && is_new {
            tally.hold(&draft, &hook, &proof, &together);
        }
    }
    assert!(tally.failures.is_empty(), "{}", tally.failures.join("\n\n"));
    println!("{:?} fixes tried, {} requests compared", tally.tried, tally.compared);
    for (dialect, floor) in FLOORS {
        let tried = tally.tried.get(dialect.name()).copied().unwrap_or_default();
        assert!(tried >= floor, "only {tried} fixes tried of {}", dialect.name());
    }
    assert!(tally.compared >= COMPARED, "only {} requests compared", tally.compared);
}
