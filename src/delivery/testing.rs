//! A test's request: in the partner's own test mode where it has one.

use super::frozen::{Frozen, Piece, SecretCut};
use crate::contract::TestBy;
use crate::hook::{Hook, Request};
use crate::payload::{Format, Node, NodeKind};
use crate::source::InRendered;

/// Whether a test makes anything real.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Testing<'h> {
    /// Nothing: the request has the member that says so, from its template or added for the test.
    Spared {
        /// The member.
        member: &'h str,
        /// Whether it was added.
        is_added: bool,
        /// What it spares.
        about: &'h str,
    },
    /// Nothing, if the secret key is one of the partner's test keys, which begin so. Only who has the key can tell.
    WithKey {
        /// How test keys begin.
        prefix: &'h str,
        /// What they spare.
        about: &'h str,
    },
    /// Nothing, if the account is set so.
    WithAccount {
        /// How.
        about: &'h str,
    },
    /// Whatever the webhook makes.
    Real,
}

impl Frozen {
    /// The request of a test, and whether it makes anything real. Where the partner's test mode is a member of the body
    /// that the template does not have, the member is added; a value that the template states stays.
    ///
    /// # Errors
    ///
    /// As [`Frozen::of`].
    pub fn of_test<'h>(hook: &'h Hook, request: &Request) -> Result<(Frozen, Testing<'h>), SecretCut> {
        let mut frozen = Frozen::of(request)?;
        let Some(mode) = &hook.rules().test_mode else { return Ok((frozen, Testing::Real)) };
        let about = mode.about.as_str();
        let testing = match &mode.by {
            TestBy::Key(prefix) => Testing::WithKey { prefix, about },
            TestBy::Account(_) => Testing::WithAccount { about },
            TestBy::Member(member) => {
                let (format, payload) = hook.read(request);
                let root = payload.filter(|it| it.faults.is_empty()).and_then(|it| it.root);
                match root.as_ref().and_then(|it| it.member(member)).map(|it| &it.value) {
                    Some(value) if is_true(value) => Testing::Spared { member, is_added: false, about },
                    Some(_) => Testing::Real,
                    None if add(&mut frozen.body, root.as_ref(), member, format) => {
                        Testing::Spared { member, is_added: true, about }
                    }
                    None => Testing::Real,
                }
            }
        };
        Ok((frozen, testing))
    }
}

fn is_true(value: &Node<InRendered>) -> bool {
    match &value.kind {
        NodeKind::Bool(it) => *it,
        NodeKind::Str(text) | NodeKind::Number(text) => matches!(text.trim(), "true" | "1"),
        NodeKind::Null | NodeKind::List(_) | NodeKind::Map(_) => false,
    }
}

/// Adds a member that is true at the end of a body; whether there was a place for it.
fn add(body: &mut Vec<Piece>, root: Option<&Node<InRendered>>, member: &str, format: Format) -> bool {
    let is_empty = match root.map(|it| &it.kind) {
        Some(NodeKind::Map(members)) => members.is_empty(),
        _ => return false,
    };
    match format {
        Format::Form => {
            let separator = if is_empty { "" } else { "&" };
            body.push(Piece::Text(format!("{separator}{member}=true")));
            true
        }
        Format::Json => {
            let Some(Piece::Text(last)) = body.last_mut() else { return false };
            let Some(end) = last.trim_end().strip_suffix('}').map(str::len) else { return false };
            let separator = if is_empty { "" } else { ", " };
            last.insert_str(end, &format!("{separator}\"{member}\": true"));
            true
        }
        Format::Xml | Format::Text => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact::Contact;
    use crate::contract::Catalog;
    use crate::delivery::redact;
    use crate::hook::Options;
    use crate::hook_file::HookFile;

    /// The body of a test, and what it makes.
    fn tested(receiver: &str, content_type: &str, body: &str) -> (String, String) {
        let file = format!(
            "sender = 'ometria'\nreceiver = '{receiver}'\nurl = 'https://a.test'\nbody = '''{body}'''\n\
             headers = {{ Content-Type = '{content_type}' }}"
        );
        let hook = Hook::compile(&HookFile::parse(&file).value, &Catalog::builtin()).value;
        let request = hook.render(&Contact::read(r#"{"x": "}"}"#), &Options::default());
        let (frozen, testing) = Frozen::of_test(&hook, &request).expect("no secrets");
        (redact::part_with_values(&frozen.body), format!("{testing:?}"))
    }

    #[test]
    fn a_member_says_that_nothing_is_printed() {
        let (json, form) = ("application/json", "application/x-www-form-urlencoded");
        let spared = |is_added: bool| {
            format!(
                "Spared {{ member: \"test\", is_added: {is_added}, about: \"Nothing is printed or charged.\" }}"
            )
        };
        for (content_type, body, expected, testing) in [
            (json, "{\"size\": \"A6\"}\n\n", "{\"size\": \"A6\", \"test\": true}\n", spared(true)),
            (json, "{ }", "{ \"test\": true}", spared(true)),
            (json, "{\"test\": true}", "{\"test\": true}", spared(false)),
            (json, "{\"test\": false}", "{\"test\": false}", "Real".to_owned()),
            (json, "{\"a\": {{ x }}", "{\"a\": }", "Real".to_owned()),
            (json, "[]", "[]", "Real".to_owned()),
            (form, "size=A6", "size=A6&test=true", spared(true)),
            (form, "test=1&size=A6", "test=1&size=A6", spared(false)),
        ] {
            let found = tested("stannp-letters", content_type, body);
            assert_eq!(found, (expected.to_owned(), testing), "{body}");
        }
    }

    #[test]
    fn other_partners_have_test_keys_or_nothing() {
        let testing = |receiver| tested(receiver, "application/json", "{}").1;
        assert_eq!(
            testing("lob-letters"),
            "WithKey { prefix: \"test_\", about: \"With a test key nothing is printed or posted.\" }"
        );
        assert!(testing("handwrytten").starts_with("WithAccount"));
        assert_eq!(testing("inkpact"), "Real");
    }
}
