//! By what a contact is found again.

/// By what a contact is known: in the delivery log, and to the answers that are kept for later templates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// The contact's id.
    pub contact: Option<String>,
    /// What else it is known by, a name with a value: `phone`, then `email`, each where the contact has it.
    pub identifiers: Vec<(String, String)>,
}

impl Identity {
    /// What stands for the contact, since any one of them suffices: its id, else its email address in lower case, else
    /// its telephone number. None for a contact that has none of them.
    pub fn known_as(&self) -> Option<String> {
        let named = |name: &str| self.identifiers.iter().find(|(it, _)| it == name).map(|(_, value)| value);
        let email = || named("email").map(|it| it.to_lowercase());
        self.contact.clone().or_else(email).or_else(|| named("phone").cloned())
    }
}
