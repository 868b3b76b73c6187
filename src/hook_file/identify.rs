//! `[identify]`: the fields that a contact is known by.

use super::Located;
use super::raw::Raw;
use super::reader::Reader;

/// The fields that a contact is known by; any one of them suffices. What is not stated is as the platform documents it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Identify {
    /// The field with the contact's id.
    pub contact: Option<Located>,
    /// The field with the telephone number.
    pub phone: Option<Located>,
    /// The field with the email address.
    pub email: Option<Located>,
}

const KEYS: [&str; 3] = ["contact", "phone", "email"];

impl Reader {
    /// The table of the fields that a contact is known by.
    pub(super) fn identify(&mut self, value: Raw) -> Identify {
        let mut identify = Identify::default();
        let Raw::Table(members, _) = value else {
            self.wrong_type("'identify'", "a table", &value);
            return identify;
        };
        for (key, value) in members {
            let slot = match key.text.as_str() {
                "contact" => &mut identify.contact,
                "phone" => &mut identify.phone,
                "email" => &mut identify.email,
                _ => {
                    self.unknown_key(&key, &KEYS);
                    continue;
                }
            };
            *slot = self.text(&key.text, value);
        }
        identify
    }
}

#[cfg(test)]
mod tests {
    use crate::hook_file::HookFile;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let text = format!("sender = 'a'\nreceiver = 'b'\nbody = ''\n{text}");
        let found = HookFile::parse(&text).findings;
        let found: Vec<_> =
            found.iter().map(|it| format!("{} {:?} {}", it.code, it.span.of(&text), it.message)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn mistakes_are_findings() {
        check("[identify]\ncontact = 'id'\nphone = 'tel'\nemail = 'mail'", &[]);
        check(
            "[identify]\ncontact = 7\nemale = 'mail'",
            &[
                "hook-file-wrong-type \"7\" 'contact' must be text",
                "hook-file-unknown-key \"emale\" a webhook file has no 'emale'",
            ],
        );
        check("identify = 'id'", &["hook-file-wrong-type \"'id'\" 'identify' must be a table"]);
    }
}
