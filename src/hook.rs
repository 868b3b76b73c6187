//! The one door: a hook is compiled once and then checked with any number of contacts. The page, the npm package,
//! the command line and the dispatcher call this and nothing else; none builds the pipeline again.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::clock::Clock;
use crate::contract::{Contract, Receiver, Rules, Sender};
use crate::facts::HookField;
use crate::finding::unknown_field::{self, UnknownField};
use crate::finding::{self, Acceptance, Accepted, Finding};
use crate::hook_file::{Located, Shared};
use crate::profile::Profile;
use crate::settings::Settings;
use crate::source::{Encoding, InTemplate, SourceId, Span};
use crate::template::Template;

mod check;
mod compile;
mod connector;
mod identity;
mod request;
mod sender;

pub(crate) use check::Examined;
use identity::KnownBy;
pub use request::Request;

/// A compiled hook.
#[derive(Clone, Debug)]
pub struct Hook {
    title: Arc<str>,
    name: Arc<str>,
    connection: Option<Arc<str>>,
    /// The fields that a contact is known by.
    known_by: KnownBy,
    /// What a test of its connection tests.
    revision: Arc<str>,
    /// What its connector has added to the request.
    signs_in: Option<connector::SignsIn>,
    /// Whether its requests are to sign in by a connector that nobody has stated.
    lacks_connector: bool,
    /// The settings that it shares with other hooks.
    shared: Option<Shared>,
    /// The title as the hook file states it.
    stated_title: Option<Located>,
    /// The receiver's campaign as the hook file states it.
    campaign: Option<Located>,
    sender: Option<Arc<Sender>>,
    receiver: Arc<Receiver>,
    profile: &'static Profile,
    settings: Settings,
    method: (String, Span<InTemplate>),
    url: Arc<Template>,
    headers: Vec<(Arc<str>, Arc<Template>)>,
    body: Arc<Template>,
    accept: Acceptance,
    /// The fields that columns of a contact list fill, by the column's name.
    renamed: Vec<(Arc<str>, Arc<str>)>,
    /// What the segment guarantees of a contact, and where the hook file says so.
    declared: Option<(Arc<Contract>, Span<InTemplate>)>,
    /// The texts of the files that findings point into, by path.
    files: BTreeMap<Arc<str>, Arc<str>>,
    findings: Vec<Finding>,
    /// Found when they are first asked for, since a render needs none.
    fields: OnceLock<Vec<HookField>>,
    /// Found when they are first asked for: only a check and an invented contact need them.
    unknown_fields: OnceLock<Vec<UnknownField>>,
}

/// What a check depends on besides the hook and the contact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The unit of the report's offsets and columns.
    pub encoding: Encoding,
    /// What time it is.
    pub clock: Clock,
}

impl Hook {
    /// The same with more findings: those of reading the hook file.
    #[must_use]
    pub fn with_findings(mut self, findings: Vec<Finding>) -> Hook {
        self.findings.extend(findings);
        finding::sort(&mut self.findings);
        self
    }

    /// The same with what is doubtful about the fields that contacts are known by.
    fn with_doubts_of_identity(self) -> Hook {
        let doubts = unknown_field::of_identity(&self);
        self.with_findings(doubts)
    }

    /// Whether the hook file says what a setting of the platform is, so that it is no assumption.
    pub fn states_setting(&self, name: &str) -> bool {
        self.settings.is_stated(name)
    }

    /// The title, else the name; empty when the hook file gives neither.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The name under which its answers are found later; empty when the hook file gives none.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The connection that its requests go by: the one that the hook file states, else one of the hook's own name.
    /// None when it states neither; then whoever reads files names it after the file.
    pub fn connection(&self) -> Option<&str> {
        let own = Some(&*self.name).filter(|it| !it.is_empty());
        self.connection.as_deref().or(own)
    }

    /// What a test of its connection tests, as a digest: method, address, headers and connector as the hook file and
    /// `hookproof.toml` state them. The body is no part of it, so that a corrected comma asks for no new test. The same
    /// on every machine.
    pub fn connection_revision(&self) -> &str {
        &self.revision
    }

    /// The template of a source; none for texts that are no templates.
    pub fn template(&self, source: &SourceId) -> Option<&Template> {
        match source {
            SourceId::Url => Some(&self.url),
            SourceId::Body => Some(&self.body),
            SourceId::Header(name) => self.headers.iter().find(|(it, _)| it == name).map(|(_, it)| &**it),
            SourceId::Hook | SourceId::Schema(_) | SourceId::Settings(_) => None,
        }
    }

    /// The texts of the files that the hook was compiled with, by path.
    pub fn files(&self) -> impl Iterator<Item = (&Arc<str>, &str)> {
        self.files.iter().map(|(path, text)| (path, &**text))
    }

    /// Whether its requests are to sign in by a connector that nobody has stated: what is missing may be that one's.
    pub(crate) fn lacks_connector(&self) -> bool {
        self.lacks_connector
    }

    /// The span in the text of a template as the hook file states it: what a connector has added stands at its end.
    pub(crate) fn stated(&self, source: &SourceId, span: Span<InTemplate>) -> Span<InTemplate> {
        self.signs_in.as_ref().map_or(span, |it| it.stated(source, span))
    }

    /// The file of settings that the hook was compiled with, if there is one.
    pub fn shared(&self) -> Option<&Shared> {
        self.shared.as_ref()
    }

    /// The fields that columns of a contact list fill, as the hook file says under `[fields]`, by the column's name.
    pub fn renamed(&self) -> &[(Arc<str>, Arc<str>)] {
        &self.renamed
    }

    /// What the segment guarantees of a contact, and where the hook file says so.
    pub(crate) fn declared(&self) -> Option<(&Contract, Span<InTemplate>)> {
        self.declared.as_ref().map(|(contract, span)| (&**contract, *span))
    }

    /// The `[contact]` schema of the hook file: what the segment guarantees of every contact.
    pub fn contact_schema(&self) -> Option<&serde_json::Value> {
        self.declared.as_ref().map(|(contract, _)| contract.schema())
    }

    /// The templates of all parts, in the order of the request.
    pub(crate) fn templates(&self) -> impl Iterator<Item = (SourceId, &Template)> {
        let headers = self.headers.iter().map(|(name, part)| (SourceId::Header(name.clone()), &**part));
        [(SourceId::Url, &*self.url)].into_iter().chain(headers).chain([(SourceId::Body, &*self.body)])
    }

    /// What the platform leaves open, as the hook file has it.
    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The title with its place in the hook file; not the name that stands in for one.
    pub(crate) fn stated_title(&self) -> Option<&Located> {
        self.stated_title.as_ref()
    }

    /// The receiver's campaign that the hook file names, with its place there.
    pub(crate) fn campaign(&self) -> Option<&Located> {
        self.campaign.as_ref().filter(|it| !it.text.trim().is_empty())
    }

    /// The contact fields that the hook can read, sorted by path. They are found when they are first asked for.
    pub fn fields(&self) -> &[HookField] {
        self.fields.get_or_init(|| self.find_fields())
    }

    /// The fields that neither the platform nor the hook file knows.
    pub(crate) fn unknown_fields(&self) -> &[UnknownField] {
        self.unknown_fields.get_or_init(|| self.unknown_among(self.fields()))
    }

    /// Those of some fields that neither the platform nor the hook file knows.
    pub(crate) fn unknown_among(&self, fields: &[HookField]) -> Vec<UnknownField> {
        let Some(sender) = &self.sender else { return Vec::new() };
        unknown_field::unknown(sender, self.contact_schema(), fields)
    }

    /// What is wrong with the hook whoever the contact is.
    pub(crate) fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The template of the body.
    pub fn body(&self) -> &Template {
        &self.body
    }

    /// The receiver's contract.
    pub fn contract(&self) -> &Contract {
        &self.receiver.contract
    }

    /// What the receiver asks of a request beyond the payload.
    pub fn rules(&self) -> &Rules {
        &self.receiver.rules
    }

    /// The profile of the engine that renders it.
    pub fn profile(&self) -> &'static Profile {
        self.profile
    }

    pub(crate) fn receiver_title(&self) -> &str {
        if self.receiver.rules.id == "generic" || self.receiver.title.is_empty() {
            "the partner"
        } else {
            &self.receiver.title
        }
    }

    pub(crate) fn method(&self) -> (&str, Span<InTemplate>) {
        (&self.method.0, self.method.1)
    }

    /// Takes the findings that the author lives with out of sorted ones.
    pub(crate) fn take_accepted(&self, findings: &mut Vec<Finding>) -> Vec<Accepted> {
        self.accept.take(findings)
    }
}
