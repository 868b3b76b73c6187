//! Answers to earlier webhooks as data of later templates.

use std::sync::Arc;

use super::Contact;
use crate::field::Segment;
use crate::finding::Severity;
use crate::payload::json;

/// Where templates find them: `$data.get('WH5').get('promocode')` (Yespo's guide to webhooks in workflows).
const PLACE: &str = "data";

impl Contact {
    /// The same contact with the answers to earlier webhooks, each the webhook's name with the JSON text of its answer. A
    /// template finds them in `data` by that name; a parameter of the same name is no longer found. What is no JSON is
    /// left out, and so is everything when the contact's `data` is neither a map nor null.
    #[must_use]
    pub fn with_answers<'a>(&self, answers: impl IntoIterator<Item = (&'a str, &'a str)>) -> Contact {
        let mut contact = self.clone();
        for (hook, answer) in answers {
            let reading = json::read(answer);
            let is_json = reading.faults.iter().all(|it| it.severity != Severity::Error);
            let Some(root) = reading.root.filter(|_| is_json) else { continue };
            let path = [PLACE, hook].map(|it| Segment::Key(Arc::from(it)));
            if let Some(changed) = contact.with(&path, Some(&root.kind)) {
                contact = Contact { root: changed.root, faults: contact.faults };
            }
        }
        contact
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Catalog;
    use crate::hook::{Hook, Options};
    use crate::hook_file::HookFile;

    #[test]
    fn answers_stand_under_the_name_of_their_hook() {
        let answers = [("WH5", r#"{"promocode": "SPRING-15", "n": 10.0}"#), ("no json", "{"), ("a b", "[1]")];
        for (contact, expected) in [
            ("{}", r#"{"data": {"WH5": {"promocode": "SPRING-15", "n": 10.0}, "a b": [1]}}"#),
            (
                r#"{"data": {"x": 1, "WH5": "old"}, "y": 2}"#,
                r#"{"data": {"x": 1, "WH5": {"promocode": "SPRING-15", "n": 10.0}, "a b": [1]}, "y": 2}"#,
            ),
            (r#"{"data": null}"#, r#"{"data": {"WH5": {"promocode": "SPRING-15", "n": 10.0}, "a b": [1]}}"#),
            (r#"{"data": 7}"#, r#"{"data": 7}"#),
        ] {
            assert_eq!(Contact::read(contact).with_answers(answers).to_json_text(), expected, "{contact}");
        }
    }

    #[test]
    fn faults_of_the_contact_stay() {
        let contact = Contact::read("[]");
        assert_eq!(contact.with_answers([("a", "1")]).faults, contact.faults);
    }

    #[test]
    fn yespos_own_templates_read_them() {
        let file = "sender = 'yespo'\nreceiver = 'generic'\nurl = 'https://a.test'\n\
                    body = '''$data.get('WH5').get('promocode') \
                    $!mathTool.toInteger($data.contacts_get_by_email.get(0).id)'''";
        let hook = Hook::compile(&HookFile::parse(file).value, &Catalog::builtin()).value;
        let answers =
            [("WH5", r#"{"promocode": "SPRING-15"}"#), ("contacts_get_by_email", r#"[{"id": 730512}]"#)];
        let contact = Contact::read(r#"{"email": "a@b.test"}"#).with_answers(answers);
        assert_eq!(hook.render(&contact, &Options::default()).body.text, "SPRING-15 730512");
    }
}
