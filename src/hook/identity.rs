//! The fields that a contact is known by, and what stands in them.

use std::sync::Arc;

use super::Hook;
use crate::contact::Contact;
use crate::contract::Sender;
use crate::delivery::Identity;
use crate::dialect::Dialect;
use crate::field::Segment;
use crate::hook_file::{Identify, Located};
use crate::limits;
use crate::payload::NodeKind;
use crate::source::{InTemplate, Span};

/// The fields that a contact is known by: of each kind, those that may have it, the first that has it counts.
#[derive(Clone, Debug, Default)]
pub(super) struct KnownBy {
    contact: Vec<Vec<Segment>>,
    phone: Vec<Vec<Segment>>,
    email: Vec<Vec<Segment>>,
    /// All of these, as people write them.
    written: Vec<(Arc<str>, Box<[Segment]>)>,
    /// The fields that the hook file states, and where.
    stated: Vec<(Vec<Segment>, Span<InTemplate>)>,
}

impl KnownBy {
    /// The fields that the hook file states and, where it states none, those that the platform documents.
    pub(super) fn new(stated: &Identify, sender: Option<&Sender>, dialect: Dialect) -> KnownBy {
        let usual = sender.map(|it| &it.identify);
        let mut written = Vec::new();
        let mut of = |stated: Option<&Located>, usual: Option<&Vec<String>>| {
            let paths: Vec<&str> = match stated {
                Some(path) => vec![path.text.trim()],
                None => usual.into_iter().flatten().map(String::as_str).collect(),
            };
            let of_kind: Vec<Vec<Segment>> = paths.iter().map(|path| steps(path, dialect)).collect();
            written.extend(
                paths.iter().map(|it| Arc::from(*it)).zip(of_kind.iter().map(|it| it.clone().into())),
            );
            of_kind
        };
        let in_file = [&stated.contact, &stated.phone, &stated.email].into_iter().flatten();
        KnownBy {
            stated: in_file.map(|it| (steps(&it.text, dialect), it.span)).collect(),
            contact: of(stated.contact.as_ref(), usual.map(|it| &it.contact)),
            phone: of(stated.phone.as_ref(), usual.map(|it| &it.phone)),
            email: of(stated.email.as_ref(), usual.map(|it| &it.email)),
            written,
        }
    }
}

impl Hook {
    /// By what a contact is known: the fields that the hook file names under `[identify]`, else those that the platform
    /// documents. A field that is absent, empty, or no text or number is none.
    pub fn identity(&self, contact: &Contact) -> Identity {
        let first = |fields: &[Vec<Segment>]| fields.iter().find_map(|path| text(contact, path));
        let KnownBy { contact: id, phone, email, .. } = &self.known_by;
        let named = [("phone", first(phone)), ("email", first(email))];
        let named = named.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        Identity { contact: first(id), identifiers: named.collect() }
    }
}

impl Hook {
    /// The fields that [`Hook::identity`] reads, as people write them and step by step.
    pub(crate) fn identifying(&self) -> &[(Arc<str>, Box<[Segment]>)] {
        &self.known_by.written
    }

    /// The fields by which contacts are to be known as the hook file has it, each with its place there.
    pub(crate) fn stated_identity(&self) -> &[(Vec<Segment>, Span<InTemplate>)] {
        &self.known_by.stated
    }
}

/// The steps of a path as people write it, such as `profile.properties.city`, `order.items[0].sku` or
/// `Event["Requested Product"]`. A name that is not written so is the field of that name: in a language of merge fields,
/// every name is.
fn steps(path: &str, dialect: Dialect) -> Vec<Segment> {
    let path = path.trim();
    let read = if dialect == Dialect::MergeFields { None } else { read(path) };
    read.unwrap_or_else(|| vec![Segment::Key(path.into())])
}

fn read(path: &str) -> Option<Vec<Segment>> {
    let mut steps = Vec::new();
    let mut rest = path;
    loop {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (name, mut after) = rest.split_at(end);
        if name.is_empty() {
            return None;
        }
        steps.push(key(name));
        while let Some(inside) = after.strip_prefix('[') {
            let (step, next) = bracketed(inside)?;
            steps.push(step);
            after = next;
        }
        if steps.len() > limits::MAX_DEPTH {
            return None;
        }
        if after.is_empty() {
            return Some(steps);
        }
        rest = after.strip_prefix('.')?;
    }
}

/// The step in brackets, and what follows them.
fn bracketed(inside: &str) -> Option<(Segment, &str)> {
    for quote in ['"', '\''] {
        if let Some(quoted) = inside.strip_prefix(quote) {
            let (name, rest) = quoted.split_once(quote)?;
            return Some((key(name), rest.strip_prefix(']')?));
        }
    }
    let (index, rest) = inside.split_once(']')?;
    Some((Segment::Index(index.trim().parse().ok()?), rest))
}

fn key(name: &str) -> Segment {
    Segment::Key(Arc::from(name))
}

/// What stands in a field as text; none when that is nothing.
fn text(contact: &Contact, path: &[Segment]) -> Option<String> {
    let text = match contact.at(path)? {
        NodeKind::Str(text) | NodeKind::Number(text) => text.trim(),
        NodeKind::Null | NodeKind::Bool(_) | NodeKind::List(_) | NodeKind::Map(_) => "",
    };
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::contract::Catalog;
    use crate::hook_file::HookFile;

    fn hook(sender: &str, more: &str) -> Hook {
        let file = format!("sender = '{sender}'\nreceiver = 'generic'\nbody = ''\n{more}");
        Hook::compile(&HookFile::parse(&file).value, &Catalog::builtin()).value
    }

    /// The id, then the rest, then what stands for the contact.
    fn shown(hook: &Hook, contact: &str) -> String {
        let identity = hook.identity(&Contact::read(contact));
        let named = identity.identifiers.iter().map(|(name, value)| format!(" {name}={value}"));
        let (id, known_as) = (identity.contact.as_deref().unwrap_or("-"), identity.known_as());
        format!("{id}{} as {}", named.collect::<String>(), known_as.as_deref().unwrap_or("-"))
    }

    #[test]
    fn platforms_have_their_fields() {
        for (sender, contact, expected) in [
            ("ometria", r#"{"profile": {"email": "Ann@x.test"}}"#, "- email=Ann@x.test as ann@x.test"),
            ("clevertap", r#"{"Profile": {"Phone": "+44", "Email": null}}"#, "- phone=+44 as +44"),
            ("ontraport", r#"{"Contact ID": "7", "SMS Number": " 1 ", "Email": ""}"#, "7 phone=1 as 7"),
            (
                "yespo",
                r#"{"contact_ID": 730512, "contactId": " ", "email": "a"}"#,
                "730512 email=a as 730512",
            ),
            ("generic", r#"{"contact": {"id": true, "email": ["x"]}}"#, "- as -"),
            ("generic", "[]", "- as -"),
            ("nobody", r#"{"email": "a"}"#, "- as -"),
        ] {
            assert_eq!(shown(&hook(sender, ""), contact), expected, "{sender}");
        }
    }

    #[test]
    fn a_hook_file_says_otherwise() {
        let own = hook("ometria", "[identify]\ncontact = 'profile.ids[1][\"no. 1\"]'\nemail = 'No.'");
        let contact = r#"{"profile": {"email": "a", "ids": [0, {"no. 1": 12.0}]}, "No.": "b"}"#;
        assert_eq!(shown(&own, contact), "12.0 email=b as 12.0");
        let merge_field = hook("ontraport", "[identify]\ncontact = 'My. ID'");
        assert_eq!(shown(&merge_field, r#"{"My. ID": "x", "Contact ID": "y"}"#), "x as x");
    }

    #[test]
    fn a_connection_is_stated_or_named_like_the_hook() {
        let named = |more: &str| {
            let hook = hook("yespo", more);
            (hook.name().to_owned(), hook.connection().map(str::to_owned))
        };
        let some = |it: &str| Some(it.to_owned());
        assert_eq!(named(""), (String::new(), None));
        assert_eq!(named("name = 'WH 5'"), ("WH 5".to_owned(), some("WH 5")));
        assert_eq!(named("name = 'WH5'\nconnection = 'shop'"), ("WH5".to_owned(), some("shop")));
        assert_eq!(named("name = ' '\nconnection = ''"), (String::new(), None));
    }

    #[test]
    fn what_is_tested_is_the_way_and_not_the_body() {
        let revision = |more: &str| hook("ometria", more).connection_revision().to_owned();
        let plain = revision("url = 'https://a.test'");
        // In the ledgers of people: must stay.
        assert_eq!(plain, "7e37ce494ee658c5b972c35d24c01d7e");
        let body =
            HookFile::parse("sender = 'clevertap'\nreceiver = 'inkpact'\nurl = 'https://a.test'\nbody = 'x'");
        let body = Hook::compile(&body.value, &Catalog::builtin()).value;
        assert_eq!(body.connection_revision(), plain);
        assert_eq!(revision("url = 'https://a.test'\nmethod = 'post'"), plain);
        for other in [
            "url = 'https://a.test/'",
            "url = 'https://a.test'\nmethod = 'PUT'",
            "url = 'https://a.test'\nheaders = { A = '1' }",
            "url = 'https://a.test'\nconnector = { type = 'bearer', token = '${env:A}' }",
        ] {
            assert_ne!(revision(other), plain, "{other}");
        }
    }

    proptest! {
        #[test]
        fn any_path_is_read(path in ".{0,40}", contact in ".{0,60}") {
            for dialect in Dialect::ALL {
                prop_assert!(!steps(&path, dialect).is_empty());
            }
            let known_by = KnownBy { contact: vec![steps(&path, Dialect::Jinja)], ..KnownBy::default() };
            let mut hook = hook("generic", "");
            hook.known_by = known_by;
            let text = format!("{{{path:?}: {contact:?}}}");
            let identity = hook.identity(&Contact::read(&text));
            prop_assert!(identity.known_as().is_none_or(|it| !it.is_empty()));
        }
    }
}
