//! `secret-in-file`: a key, token or password is written in the webhook as it is, for all who can read the file, instead
//! of a slot, `${env:NAME}`, that is filled in when the request is sent.
//!
//! No finding repeats the secret: it says where it stands.

use std::fmt::Write;
use std::sync::Arc;

use serde_json::Value;

mod texts;

use super::{Edit, Finding, check::Check, header_form, placeholder_left};
use crate::limits::MAX_SYNTAX_ERRORS;
use crate::payload::{Format, Node, NodeKind, escaped};
use crate::render::Rendered;
use crate::source::{InRendered, SourceId, Span};
pub(super) use texts::is_secret;
use texts::{in_url, keys, plain};

/// What may be a secret.
struct Candidate {
    /// Where.
    place: Span<InRendered>,
    /// What it stands in, for people.
    what: String,
    /// The environment variable for it; none when the place is not one for a slot as it is.
    variable: Option<String>,
}

/// The environment variables that stand for secrets, each with its secret: another secret needs another one.
type Named = Vec<(String, String)>;

pub(super) fn check(check: &mut Check<'_>) {
    let request = check.request;
    let mut named = Named::new();
    for (name, part) in &request.headers {
        for candidate in in_header(check, name, part) {
            tell(check, (SourceId::Header(name.clone()), part), candidate, &mut named);
        }
    }
    for place in in_url(&request.url.text) {
        let variable = Some(variable(check, "URL_KEY"));
        let candidate = Candidate { place, what: "the address".to_owned(), variable };
        tell(check, (SourceId::Url, &request.url), candidate, &mut named);
    }
    let payload = check.payload.clone();
    let mut found = Vec::new();
    if let Some(root) = payload.as_ref().and_then(|it| it.root.as_ref()) {
        in_body(check, root, &mut String::new(), &mut found);
    }
    for place in keys(&request.body.text) {
        let is_inside = |it: &Candidate| it.place.start <= place.start && place.end <= it.place.end;
        if !found.iter().any(is_inside) {
            let variable = Some(variable(check, "KEY"));
            found.push(Candidate { place, what: "the body".to_owned(), variable });
        }
    }
    for candidate in found.into_iter().take(MAX_SYNTAX_ERRORS) {
        tell(check, (SourceId::Body, &request.body), candidate, &mut named);
    }
}

/// Adds the finding, unless a value or a slot has a part in the place or something is still to be filled in there.
fn tell(
    check: &mut Check<'_>,
    (source, part): (SourceId, &Rendered),
    candidate: Candidate,
    named: &mut Named,
) {
    let Candidate { place, what, variable } = candidate;
    let text = place.of(&part.text);
    if !part.map.is_literal(place) || placeholder_left::is_in(text) {
        return;
    }
    let message = format!("{what} has a secret written out, for all who see the webhook");
    let finding = Finding::error("secret-in-file", source.clone(), Span::empty(0), message);
    let finding = check.blaming(finding, part, place);
    let pointer = if source == SourceId::Body { check.pointer_of(place) } else { None };
    let finding = Finding { pointer, ..finding };
    let Some(variable) = variable else {
        return check.add(finding.with_help("write `${env:NAME}` in place of each secret in it"));
    };
    let slot = format!("${{env:{}}}", own_name(variable, text, named));
    let title = format!("write `{slot}` in its place");
    let finding = finding.with_help(format!("{title}: it is filled in when the request is sent"));
    // Text that a loop or a macro prints may stand elsewhere in the template, and in pieces.
    let is_whole = check.hook.template(&source).is_some_and(|it| finding.span.of(&it.text) == text);
    let edit = Edit { source, span: finding.span, text: slot };
    check.add(if is_whole { finding.with_fix(title, vec![edit]) } else { finding });
}

/// The variable, with a number where it stands for another secret already.
fn own_name(variable: String, secret: &str, named: &mut Named) -> String {
    let numbered = (2..).map(|number: usize| format!("{variable}_{number}"));
    let is_free = |it: &String| named.iter().all(|(name, of)| name != it || of == secret);
    let found = std::iter::once(variable.clone()).chain(numbered).find(is_free);
    let name = found.unwrap_or(variable);
    named.push((name.clone(), secret.to_owned()));
    name
}

/// What may be secret in a header: what its form has in place of names or, without one, what follows the scheme.
fn in_header(check: &Check<'_>, name: &Arc<str>, part: &Rendered) -> Vec<Candidate> {
    let rule = check.hook.rules().headers.iter().find(|rule| rule.name.eq_ignore_ascii_case(name));
    let what = format!("the header '{name}'");
    let candidate = |place, variable| Candidate { place, what: what.clone(), variable };
    if !rule.map_or_else(|| is_secret(name), |rule| rule.secret) {
        return keys(&part.text).into_iter().map(|it| candidate(it, Some(variable(check, name)))).collect();
    }
    let form = rule.and_then(|rule| rule.form.as_deref());
    if let Some(slots) = form.and_then(|form| header_form::slots(form, &part.text)) {
        let slots = slots.into_iter().filter(|it| it.name != "SCHEME").enumerate();
        let slots = slots.map(|(at, slot)| {
            let known = starters(check, &["headers", name], at);
            let variable = known.unwrap_or_else(|| variable(check, slot.name));
            candidate(Span::new(slot.range.start, slot.range.end), Some(variable))
        });
        return slots.collect();
    }
    let (scheme, start) = match part.text.split_once(' ') {
        Some((scheme, rest)) => (plain(scheme), part.text.len() - rest.len()),
        None if matches!(&*plain(&part.text), "basic" | "bearer" | "token") => return Vec::new(),
        None => ("key".to_owned(), 0),
    };
    let place = Span::new(start, part.text.trim_end().len());
    // Where the value is not as the partner asks, what belongs there is not known either.
    let variable = rule.is_none().then(|| variable(check, &scheme));
    if place.is_empty() { Vec::new() } else { vec![candidate(place, variable)] }
}

/// The members of the body that hold secrets, by the contract or by their names.
fn in_body(check: &Check<'_>, node: &Node<InRendered>, pointer: &mut String, found: &mut Vec<Candidate>) {
    let above = pointer.len();
    match &node.kind {
        NodeKind::List(items) => {
            for (at, item) in items.iter().enumerate() {
                // A text takes whatever is written.
                let _ = write!(pointer, "/{at}");
                in_body(check, item, pointer, found);
                pointer.truncate(above);
            }
        }
        NodeKind::Map(members) => {
            for member in members {
                let key = &*member.key;
                pointer.push('/');
                pointer.push_str(&escaped(key));
                match &member.value.kind {
                    NodeKind::Str(text) if is_known(check, pointer, key) && !text.is_empty() => {
                        let known = starters(check, &["body", key], 0);
                        let variable = Some(known.unwrap_or_else(|| variable(check, key)));
                        let marks = usize::from(check.format == Format::Json);
                        let [start, end] = [member.value.span.start, member.value.span.end];
                        let place = Span::new(start as usize + marks, (end as usize).saturating_sub(marks));
                        found.push(Candidate { place, what: format!("'{key}'"), variable });
                    }
                    _ => in_body(check, &member.value, pointer, found),
                }
                pointer.truncate(above);
            }
        }
        NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::Str(_) => {}
    }
}

/// Whether a member is known to hold a secret.
fn is_known(check: &Check<'_>, pointer: &str, key: &str) -> bool {
    let contract = check.hook.contract();
    let described = || contract.describes(pointer).and_then(|it| it.get("x-secret"));
    let described = contract.mentions("x-secret").then(described).flatten();
    described.and_then(Value::as_bool).unwrap_or_else(|| is_secret(key))
}

/// The variable that the partner's starter has in this place, the one at `at` of those that stand there.
fn starters(check: &Check<'_>, path: &[&str], at: usize) -> Option<String> {
    let starter = check.hook.contract().schema().get("x-starter")?;
    let text = path.iter().try_fold(starter, |it, step| it.get(step))?.as_str()?;
    let variable = text.split("${env:").skip(1).nth(at)?.split('}').next()?;
    Some(variable.to_owned())
}

/// A variable for what is called `name`, with the partner's name before it.
fn variable(check: &Check<'_>, name: &str) -> String {
    let partner = match check.hook.rules().id.as_str() {
        "" | "generic" => "partner",
        id => id,
    };
    let upper = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    format!("{partner}_{name}").chars().map(upper).collect()
}
