//! A webhook as it is sent: its names, and its requests for contacts.

use std::path::{Path, PathBuf};

use hookproof::contact::Contact;
use hookproof::contract::Catalog;
use hookproof::delivery::{Change, Connection, ConnectionSettings, Frozen, KeyParts, Testing, key};
use hookproof::finding::Severity;
use hookproof::hook::{Options, Request};
use hookproof_dispatch::{Arrival, Error, Ledger, Sqlite};

use crate::failure::Failure;
use crate::load::{self, ExampleContact, Webhook};
use crate::print::Files;
use crate::{output, when};

/// A webhook that is to be sent.
pub(in crate::command) struct Campaign {
    pub(in crate::command) webhook: Webhook,
    /// By which answers to it are found.
    pub(in crate::command) hook: String,
    /// How it goes.
    pub(in crate::command) connection: String,
    /// The folder that its files of secrets are seen from.
    folder: PathBuf,
}

impl Campaign {
    /// Reads a webhook file.
    pub(in crate::command) fn read(path: &Path) -> Result<Campaign, Failure> {
        if load::is_stdin(path) {
            let failure = Failure::new("a webhook that is sent must be in a file");
            return Err(failure.with_help("its name tells its deliveries from those of others"));
        }
        let webhook = load::webhook(path, &Catalog::builtin())?;
        let connection = webhook.connection().to_owned();
        let folder =
            path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned();
        let name = webhook.hook.name();
        // Webhooks without names may share a connection: a contact gets each of them.
        let hook = if name.is_empty() { load::stem(&webhook.file.name) } else { name }.to_owned();
        Ok(Campaign { webhook, hook, connection, folder })
    }

    /// Whether it is broken whoever the contact is; then what is wrong is said.
    pub(in crate::command) fn is_broken(&self) -> bool {
        let errors = self.webhook.findings.iter().filter(|it| it.severity == Severity::Error);
        let (nobody, mut is_broken) = (ExampleContact::empty(), false);
        for it in errors {
            is_broken = true;
            let problem = Files::Webhook(&self.webhook, &nobody).problem(it, None).full();
            output::tell(&(problem + "\n\n"));
        }
        is_broken
    }

    /// Its name for people.
    pub(in crate::command) fn title(&self) -> &str {
        let title = self.webhook.hook.title();
        if title.is_empty() { self.webhook.file_name() } else { title }
    }

    /// The partner and what it makes of a request, when that is known.
    pub(in crate::command) fn effect(&self) -> Option<String> {
        let schema = self.webhook.hook.contract().schema();
        let text = |name: &str| schema.get(name).and_then(|it| it.as_str());
        let is_known = !matches!(self.webhook.hook.rules().id.as_str(), "" | "generic");
        let first = text("description")?.split_inclusive(". ").next()?.trim();
        is_known.then(|| format!("{}: {first}", text("title").unwrap_or("the partner")))
    }

    /// The connection as the delivery log has it; it is put there when it is not.
    pub(in crate::command) fn enter(&self, ledger: &mut Sqlite) -> Result<Connection, Failure> {
        match ledger.connections()?.remove(&self.connection) {
            Some(connection) => Ok(connection),
            None => Ok(ledger.change(when::now(), &self.connection, Change::Create)?),
        }
    }

    /// The connection as the delivery log has it.
    pub(in crate::command) fn state(&self, ledger: &mut Sqlite) -> Result<Connection, Failure> {
        let known = ledger.connections()?.remove(&self.connection);
        known.ok_or_else(|| Error::NoConnection(self.connection.clone()).into())
    }

    /// Fails when what was tested is another address, other headers or another connector.
    pub(in crate::command) fn must_be_tested(&self, connection: &Connection) -> Result<(), Failure> {
        if connection.has_tested(self.webhook.hook.connection_revision()) {
            return Ok(());
        }
        let hook = &self.hook;
        let title = format!("'{hook}' has not been tested, or its address or headers have changed since");
        let file = &self.webhook.file.name;
        Err(Failure::new(title).with_help(format!("hookproof test {file} --contact me.json")))
    }

    /// The request for a contact; none when the template drops it.
    pub(in crate::command) fn request(
        &self,
        contact: &Contact,
        options: &Options,
    ) -> Result<Option<Frozen>, Failure> {
        let request = self.webhook.hook.render(contact, options);
        if request.parts().any(|(_, part)| part.aborted) {
            return Ok(None);
        }
        self.frozen(&request).map(Some)
    }

    /// A rendered request as it is stored.
    pub(in crate::command) fn frozen(&self, request: &Request) -> Result<Frozen, Failure> {
        let frozen = Frozen::of(request).map_err(|it| Failure::new(it.to_string()))?;
        Ok(self.with_files(frozen))
    }

    /// The same for a test, in the partner's own test mode where it has one; and whether that makes anything real.
    pub(in crate::command) fn frozen_test(
        &self,
        request: &Request,
    ) -> Result<(Frozen, Testing<'_>), Failure> {
        let frozen = Frozen::of_test(&self.webhook.hook, request);
        let (frozen, testing) = frozen.map_err(|it| Failure::new(it.to_string()))?;
        Ok((self.with_files(frozen), testing))
    }

    /// Files of secrets are named from the root, since whoever sends it later may be elsewhere.
    fn with_files(&self, mut frozen: Frozen) -> Frozen {
        for path in frozen.files_mut() {
            *path = self.absolute(path);
        }
        frozen
    }

    /// A path that the webhook file names, named from the root.
    pub(super) fn absolute(&self, path: &str) -> String {
        let folder = std::path::absolute(&self.folder).unwrap_or_else(|_| self.folder.clone());
        folder.join(path).to_string_lossy().into_owned()
    }

    /// How its connection goes.
    pub(super) fn settings(&self) -> ConnectionSettings {
        self.webhook.shared.settings.value.connection(&self.connection)
    }

    /// The key of its delivery to a contact in a run.
    pub(in crate::command) fn key(&self, who: &Who, run: &str) -> String {
        key(&KeyParts { hook: &self.hook, run, contact: &who.contact, event: "" })
    }

    /// Its delivery to a contact in a run.
    pub(in crate::command) fn arrival(
        &self,
        who: Who,
        run: &str,
        not_before: Option<i64>,
        request: Frozen,
    ) -> Arrival {
        Arrival {
            connection: self.connection.clone(),
            hook: self.hook.clone(),
            key: self.key(&who, run),
            contact: who.contact,
            identifiers: who.identifiers,
            not_before,
            request,
        }
    }

    /// Whether a contact has an id, an email address or a telephone number.
    pub(in crate::command) fn knows(&self, contact: &Contact) -> bool {
        self.webhook.hook.identity(contact).known_as().is_some()
    }

    /// Who a contact is. One that has no id, no email address and no telephone number is known by all of its data: its
    /// place in the list would be another's after a line is added.
    pub(in crate::command) fn who(&self, contact: &Contact, text: &str) -> Who {
        let identity = self.webhook.hook.identity(contact);
        let by_data = || key(&KeyParts { hook: "", run: "", contact: text, event: "" });
        Who { contact: identity.known_as().unwrap_or_else(by_data), identifiers: identity.identifiers }
    }
}

/// By what a contact is known.
#[derive(Clone, Debug)]
pub(in crate::command) struct Who {
    pub(in crate::command) contact: String,
    pub(in crate::command) identifiers: Vec<(String, String)>,
}
