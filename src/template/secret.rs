//! Secret slots: where a value stands that only dispatch knows.

use std::borrow::Cow;
use std::sync::Arc;

/// A secret slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// Where its value is found at dispatch.
    pub kind: SecretKind,
    /// The variable's name or the file's path. For [`SecretKind::Basic`] name and password with a colon between them, each
    /// a text with slots.
    pub name: Arc<str>,
    /// Whether a filter or method has changed it: what it would make of the value, nobody knows before dispatch.
    pub is_changed: bool,
}

impl Secret {
    /// As its slot has it.
    pub fn new(kind: SecretKind, name: impl Into<Arc<str>>) -> Secret {
        Secret { kind, name: name.into(), is_changed: false }
    }

    /// The same, changed by a filter or method.
    pub(crate) fn changed(&self) -> Secret {
        Secret { is_changed: true, ..self.clone() }
    }

    /// What it is called where people see it: its name, which for [`SecretKind::Basic`] is those of its slots.
    pub fn label(&self) -> Cow<'_, str> {
        match self.kind {
            SecretKind::Env | SecretKind::File => Cow::Borrowed(&self.name),
            SecretKind::Basic => {
                let slots = crate::dialect::secret_slots(&self.name);
                let names: Vec<_> = slots.iter().map(|(_, it)| &*it.name).collect();
                Cow::Owned(names.join(" and "))
            }
        }
    }
}

/// Where a secret's value is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretKind {
    /// In an environment variable: `${env:NAME}`.
    Env,
    /// In a file: `${file:PATH}`.
    File,
    /// In a user's name and a password, which are sent together in base64 (RFC 7617). The transport gets them apart.
    Basic,
}

/// What previews print for a secret.
pub const SECRET_MASK: &str = "•••";
