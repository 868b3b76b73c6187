//! The contact that a search starts from: the better its request, the more shows when it is changed.

use crate::contact::Contact;
use crate::finding::Severity;
use crate::hook::{Examined, Hook, Options};

/// The contact that a search starts from.
pub(super) struct Start<'h> {
    pub(super) contact: Contact,
    /// Whether it is invented.
    pub(super) is_invented: bool,
    pub(super) examined: Examined<'h>,
    /// How many contacts were checked to find it.
    pub(super) tried: usize,
}

impl<'h> Start<'h> {
    /// The given contact if its request is right, else whichever has less wrong with it, it or the invented one.
    pub(super) fn of(
        hook: &'h Hook,
        options: &Options,
        given: Option<&Contact>,
        invented: &Contact,
    ) -> Start<'h> {
        let check = |contact: &Contact, is_invented, tried| {
            let examined = hook.examine(contact, options);
            Start { contact: contact.clone(), is_invented, examined, tried }
        };
        let Some(given) = given.map(|it| check(it, false, 1)) else { return check(invented, true, 1) };
        if !given.is_broken() {
            return given;
        }
        let invented = check(invented, true, 2);
        if invented.rank() < given.rank() { invented } else { Start { tried: 2, ..given } }
    }

    /// Whether the request fails or is not sent.
    pub(super) fn is_broken(&self) -> bool {
        self.rank().0
    }

    fn rank(&self) -> (bool, usize) {
        let findings = &self.examined.findings;
        let errors = findings.iter().filter(|it| it.severity == Severity::Error).count();
        let is_dropped = findings.iter().any(|it| it.code == "message-dropped");
        (errors > 0 || is_dropped, errors)
    }
}
