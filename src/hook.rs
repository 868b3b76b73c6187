//! The one door: a hook is compiled once and then checked with any number of contacts. The page, the npm package,
//! the command line and the dispatcher call this and nothing else; none builds the pipeline again.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::clock::Clock;
use crate::contact::Contact;
use crate::contract::{Catalog, Contract, FieldExample, Files, Own, Receiver, Rules, Sender};
use crate::dialect::{self, Dialect};
use crate::finding::unknown_field::{self, UnknownField};
use crate::finding::{self, Acceptance, Accepted, Finding, Severity, check::Check};
use crate::hook_file::{Body, DocumentRef, HookFile, Located};
use crate::nearest::nearest;
use crate::parsed::Parsed;
use crate::payload::{self, Format, Reading};
use crate::platform;
use crate::profile::{self, Profile};
use crate::render::{Render, Rendered};
use crate::report::{Assumption, Report, Verdict};
use crate::settings::Settings;
use crate::source::{Encoding, InRendered, InTemplate, SourceId, Span};
use crate::template::Template;

/// A compiled hook.
#[derive(Clone, Debug)]
pub struct Hook {
    title: Arc<str>,
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
    /// What the segment guarantees of a contact, and where the hook file says so.
    declared: Option<(Arc<Contract>, Span<InTemplate>)>,
    /// The texts of the files that findings point into, by path.
    files: BTreeMap<Arc<str>, Arc<str>>,
    findings: Vec<Finding>,
    unknown_fields: Vec<UnknownField>,
}

/// What a check depends on besides the hook and the contact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The unit of the report's offsets and columns.
    pub encoding: Encoding,
    /// What time it is.
    pub clock: Clock,
}

/// A rendered request.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    /// The HTTP method.
    pub method: String,
    /// The address.
    pub url: Rendered,
    /// The headers, in the hook's order.
    pub headers: Vec<(Arc<str>, Rendered)>,
    /// The body.
    pub body: Rendered,
}

impl Request {
    /// The header of this name, whose case does not matter (RFC 9110, section 5.1).
    pub fn header(&self, name: &str) -> Option<(&Arc<str>, &Rendered)> {
        self.headers.iter().find(|(it, _)| it.eq_ignore_ascii_case(name)).map(|(name, part)| (name, part))
    }

    /// All parts that are rendered from templates, each with its source.
    pub fn parts(&self) -> impl Iterator<Item = (SourceId, &Rendered)> {
        let headers = self.headers.iter().map(|(name, part)| (SourceId::Header(name.clone()), part));
        [(SourceId::Url, &self.url)].into_iter().chain(headers).chain([(SourceId::Body, &self.body)])
    }
}

impl Hook {
    /// Parses every part of the hook once and finds its contract. A hook that lacks something is a hook all the
    /// same; the findings say what it lacks.
    pub fn compile(file: &HookFile, catalog: &Catalog) -> Parsed<Hook> {
        Hook::compile_with(file, catalog, &Files::default())
    }

    /// The same with the files that the hook names, of which [`Files::wanted`] tells.
    pub fn compile_with(file: &HookFile, catalog: &Catalog, files: &Files) -> Parsed<Hook> {
        let mut findings = Vec::new();
        let sender = find_sender(file, catalog, &mut findings);
        let receiver = find_receiver(file, catalog, files, sender.as_deref(), &mut findings);
        let declared = find_declared(file, files, &mut findings);
        let profile = find_profile(file, sender.as_deref(), &mut findings);
        let settings = settings_of(file, sender.as_deref(), &mut findings);
        let accept = Acceptance::new(&file.accept, &mut findings);
        let mut template = |source: SourceId, text: &str| {
            let parsed = dialect::parse_for(profile, source, text);
            findings.extend(parsed.findings);
            Arc::new(parsed.value)
        };
        let url = template(SourceId::Url, text_of(file.url.as_ref()));
        let body = template(SourceId::Body, body_of(file));
        let headers = file.headers.iter().map(|(name, value)| {
            let name: Arc<str> = Arc::from(&**name);
            (name.clone(), template(SourceId::Header(name), &value.text))
        });
        let headers = headers.collect();
        let method = match &file.method {
            Some(method) => (method.text.to_ascii_uppercase(), method.span),
            None => ("POST".to_owned(), Span::empty(0)),
        };
        finding::sort(&mut findings);
        let title = Arc::from(text_of(file.title.as_ref().or(file.name.as_ref())));
        let mut hook = Hook {
            title,
            stated_title: file.title.clone(),
            campaign: file.campaign.clone(),
            sender,
            receiver,
            profile,
            settings,
            method,
            url,
            headers,
            body,
            accept,
            declared,
            files: files.texts().collect(),
            findings,
            unknown_fields: Vec::new(),
        };
        if let Some(sender) = &hook.sender {
            let schema = hook.declared.as_ref().map(|(contract, _)| contract.schema());
            hook.unknown_fields = unknown_field::unknown(sender, schema, &hook.fields());
        }
        Parsed { findings: hook.findings.clone(), value: hook }
    }

    /// The same with more findings: those of reading the hook file.
    #[must_use]
    pub fn with_findings(mut self, findings: Vec<Finding>) -> Hook {
        self.findings.extend(findings);
        finding::sort(&mut self.findings);
        self
    }

    /// The title, else the name; empty when the hook file gives neither.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Renders the request for a contact.
    pub fn render(&self, contact: &Contact, options: &Options) -> Request {
        self.render_with(contact, options, &self.settings).0
    }

    fn render_with<'h>(
        &'h self,
        contact: &Contact,
        options: &Options,
        settings: &'h Settings,
    ) -> (Request, Render<'h>) {
        let mut render = Render::new(self.profile, settings, contact);
        render.clock = options.clock;
        let url = render.part(&self.url);
        let headers =
            self.headers.iter().map(|(name, template)| (name.clone(), render.part(template))).collect();
        let body = render.part(&self.body);
        (Request { method: self.method.0.clone(), url, headers, body }, render)
    }

    /// Renders the request for a contact and holds it against all rules and the receiver's contract.
    pub fn check(&self, contact: &Contact, options: &Options) -> Report<'_> {
        let (request, mut render) = self.render_with(contact, options, &self.settings);
        let mut findings = self.findings.clone();
        findings.extend(contact_findings(contact));
        for (_, part) in request.parts() {
            findings.extend(part.findings.iter().cloned());
        }
        let (format, payload) = self.read(&request);
        let told = Check::new(self, &request, &mut render.fields, contact, (format, payload)).run();
        findings = without_consequences(findings, told);
        finding::wrong_case::without_results(&mut findings);
        finding::gather(&mut findings);
        let accepted = self.accept.take(&mut findings);
        let assumptions = self.assumptions(contact, options, &render, &request);
        let verdict = Verdict::of(&findings);
        let fields = render.fields;
        Report {
            hook: self,
            encoding: options.encoding,
            request,
            fields,
            verdict,
            assumptions,
            findings,
            accepted,
        }
    }

    /// The settings that change the request for this contact: what the result rests on.
    fn assumptions(
        &self,
        contact: &Contact,
        options: &Options,
        render: &Render<'_>,
        request: &Request,
    ) -> Vec<Assumption> {
        let rules = self.sender.iter().flat_map(|sender| &sender.settings);
        let rules = rules.filter(|rule| render.has_consulted(&rule.name));
        let matters = rules.filter(|rule| {
            let value = self.settings.get(&rule.name);
            let free = [String::from("x")];
            let others = if rule.values.is_empty() { &free[..] } else { &rule.values };
            others.iter().filter(|other| *other != value).any(|other| {
                let mut settings = self.settings.clone();
                settings.set(&rule.name, other);
                let (changed, _) = self.render_with(contact, options, &settings);
                let same = changed.parts().zip(request.parts()).all(|((_, a), (_, b))| a.text == b.text);
                !same
            })
        });
        matters
            .map(|rule| Assumption {
                setting: rule.name.clone(),
                value: self.settings.get(&rule.name).to_owned(),
                message: rule.about.clone(),
            })
            .collect()
    }

    /// The template of a source; none for texts that are no templates.
    pub fn template(&self, source: &SourceId) -> Option<&Template> {
        match source {
            SourceId::Url => Some(&self.url),
            SourceId::Body => Some(&self.body),
            SourceId::Header(name) => self.headers.iter().find(|(it, _)| it == name).map(|(_, it)| &**it),
            SourceId::Hook | SourceId::Schema(_) => None,
        }
    }

    /// The texts of the files that the hook was compiled with, by path.
    pub fn files(&self) -> impl Iterator<Item = (&Arc<str>, &str)> {
        self.files.iter().map(|(path, text)| (path, &**text))
    }

    /// What the segment guarantees of a contact, and where the hook file says so.
    pub(crate) fn declared(&self) -> Option<(&Contract, Span<InTemplate>)> {
        self.declared.as_ref().map(|(contract, span)| (&**contract, *span))
    }

    /// The templates of all parts, in the order of the request.
    pub(crate) fn templates(&self) -> impl Iterator<Item = (SourceId, &Template)> {
        let headers = self.headers.iter().map(|(name, part)| (SourceId::Header(name.clone()), &**part));
        [(SourceId::Url, &*self.url)].into_iter().chain(headers).chain([(SourceId::Body, &*self.body)])
    }

    /// The fields that the platform documents.
    pub(crate) fn sender_fields(&self) -> &[FieldExample] {
        self.sender.as_ref().map_or(&[], |sender| &sender.fields)
    }

    /// The title with its place in the hook file; not the name that stands in for one.
    pub(crate) fn stated_title(&self) -> Option<&Located> {
        self.stated_title.as_ref()
    }

    /// The receiver's campaign that the hook file names, with its place there.
    pub(crate) fn campaign(&self) -> Option<&Located> {
        self.campaign.as_ref().filter(|it| !it.text.trim().is_empty())
    }

    /// The fields that neither the platform nor the hook file knows.
    pub(crate) fn unknown_fields(&self) -> &[UnknownField] {
        &self.unknown_fields
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

    pub(crate) fn sender_title(&self) -> &str {
        match &self.sender {
            Some(sender) if sender.id != "generic" => &sender.title,
            _ => "the platform",
        }
    }

    pub(crate) fn method(&self) -> (&str, Span<InTemplate>) {
        (&self.method.0, self.method.1)
    }

    pub(crate) fn https_only(&self) -> bool {
        self.sender.as_ref().is_some_and(|sender| sender.https_only)
    }

    pub(crate) fn sender_methods(&self) -> &[String] {
        self.sender.as_ref().map_or(&[], |sender| &sender.methods.values)
    }

    pub(crate) fn sender_content_types(&self) -> &[String] {
        self.sender.as_ref().map_or(&[], |sender| &sender.content_types)
    }

    /// The content type of a request, without parameters: its header's, else the sender's usual one, else JSON.
    pub(crate) fn content_type(&self, request: &Request) -> String {
        let stated = request.header("Content-Type").map(|(_, part)| part.text.as_str());
        let usual = self.sender_content_types().first().map(String::as_str);
        let receivers = self.receiver.rules.content_types.first().map(String::as_str);
        let content_type = stated.or(usual).or(receivers).unwrap_or("application/json");
        content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// How the body is read, and what is read; none when no body is sent.
    pub(crate) fn read(&self, request: &Request) -> (Format, Option<Reading<InRendered>>) {
        let format = self.format(request);
        let has_body = self.method.0 != "GET" || !request.body.text.trim().is_empty();
        (format, has_body.then(|| payload::read(&request.body.text, format)))
    }

    /// Takes the findings that the author lives with out of sorted ones.
    pub(crate) fn take_accepted(&self, findings: &mut Vec<Finding>) -> Vec<Accepted> {
        self.accept.take(findings)
    }

    /// How the body is read: as its content type says or, where the receiver takes none of that format, as the
    /// receiver's usual one, so that what stands in it is still checked.
    fn format(&self, request: &Request) -> Format {
        let stated = self.content_type(request);
        let format = Format::of(&stated);
        let taken = &self.receiver.rules.content_types;
        let alike = |it: &String| Format::of(it) == format && (format != Format::Text || *it == stated);
        match taken.first() {
            Some(usual) if !taken.iter().any(alike) => Format::of(usual),
            _ => format,
        }
    }
}

fn text_of(value: Option<&Located>) -> &str {
    value.map_or("", |it| &it.text)
}

fn body_of(file: &HookFile) -> &str {
    match &file.body {
        Some(Body::Inline(body)) => &body.text,
        // The edge reads the file and puts its text here.
        Some(Body::File(_)) | None => "",
    }
}

fn find_sender(file: &HookFile, catalog: &Catalog, findings: &mut Vec<Finding>) -> Option<Arc<Sender>> {
    let named = file.sender.as_ref()?;
    let found = catalog.sender(&named.text);
    if found.is_none() {
        let known = catalog.senders().map(|it| it.id.as_str());
        findings.push(unknown("unknown-sender", "platform", named, known));
    }
    found.cloned()
}

fn find_receiver(
    file: &HookFile,
    catalog: &Catalog,
    files: &Files,
    sender: Option<&Sender>,
    findings: &mut Vec<Finding>,
) -> Arc<Receiver> {
    if let Some(own) = &file.own {
        let header = file.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let usual = sender.and_then(|it| it.content_types.first()).map(String::as_str);
        let stated = header.map(|(_, it)| it.text.as_str()).or(usual);
        let parsed = Own::receiver(own, files, stated);
        findings.extend(parsed.findings);
        return Arc::new(parsed.value);
    }
    if let Some(named) = &file.receiver {
        if let Some(found) = catalog.receiver(&named.text) {
            return found.clone();
        }
        let known = catalog.receivers().map(|it| it.rules.id.as_str());
        findings.push(unknown("unknown-receiver", "partner", named, known));
    }
    let anything = serde_json::json!({ "x-receiver": { "id": "generic" } });
    let anything =
        Receiver { title: String::new(), rules: Rules::default(), contract: Contract::new(anything).into() };
    catalog.receiver("generic").cloned().unwrap_or_else(|| Arc::new(anything))
}

/// What the hook file says of the contacts that it is for.
fn find_declared(
    file: &HookFile,
    files: &Files,
    findings: &mut Vec<Finding>,
) -> Option<(Arc<Contract>, Span<InTemplate>)> {
    let declared = file.contact.as_ref()?;
    let parsed = Own::contact(declared, files);
    findings.extend(parsed.findings);
    let span = match declared {
        DocumentRef::Inline(node) => node.span,
        DocumentRef::File(named) => named.span,
    };
    parsed.value.map(|it| (it, span))
}

fn find_profile(file: &HookFile, sender: Option<&Sender>, findings: &mut Vec<Finding>) -> &'static Profile {
    let of_sender = sender.and_then(|sender| platform::by_name(&sender.platform)).map(|it| it.profile);
    let own = of_sender.unwrap_or(profile::default_of(Dialect::Jinja));
    let Some(named) = &file.dialect else { return own };
    match Dialect::from_name(&named.text) {
        Some(dialect) if dialect == own.dialect => own,
        Some(dialect) => profile::default_of(dialect),
        None => {
            let known = Dialect::ALL.iter().map(|it| it.name());
            findings.push(unknown("unknown-dialect", "template language", named, known));
            own
        }
    }
}

fn settings_of(file: &HookFile, sender: Option<&Sender>, findings: &mut Vec<Finding>) -> Settings {
    let mut settings = Settings::default();
    let Some(Sender { settings: rules, .. }) = sender else {
        // Without a platform there is nothing to hold the settings against.
        file.settings.iter().for_each(|(name, value)| settings.set(name, &value.text));
        return settings;
    };
    for rule in rules {
        settings.set(&rule.name, &rule.default);
    }
    for (name, value) in &file.settings {
        let Some(rule) = rules.iter().find(|rule| rule.name == **name) else {
            let named = Located { text: name.to_string(), ..value.clone() };
            findings.push(unknown(
                "unknown-setting",
                "setting",
                &named,
                rules.iter().map(|it| it.name.as_str()),
            ));
            continue;
        };
        if !rule.values.is_empty() && !rule.values.contains(&value.text) {
            findings.push(unknown("unknown-setting", "value", value, rule.values.iter().map(String::as_str)));
            continue;
        }
        settings.set(name, &value.text);
    }
    settings
}

fn unknown<'a>(
    code: &'static str,
    what: &str,
    named: &Located,
    known: impl Iterator<Item = &'a str>,
) -> Finding {
    let known: Vec<&str> = known.collect();
    let message = format!("unknown {what} '{}'", named.text);
    let finding = Finding::error(code, SourceId::Hook, named.span, message);
    finding.with_help(match nearest(&named.text, known.iter().copied()) {
        Some(nearest) => format!("did you mean '{nearest}'?"),
        None if known.is_empty() => "remove it: this platform has none".to_owned(),
        None => format!("known are {}", known.join(", ")),
    })
}

/// Adds what the rules found to what the engine would refuse, less its consequences: a tag that is itself faulty
/// prints nothing, so of course its field is empty.
fn without_consequences(mut faults: Vec<Finding>, told: Vec<Finding>) -> Vec<Finding> {
    let is_faulty = |it: &Finding| {
        let inside = |fault: &&Finding| it.span.start <= fault.span.start && fault.span.end <= it.span.end;
        let same =
            faults.iter().filter(|fault| fault.source == it.source && fault.severity == Severity::Error);
        it.source != SourceId::Hook && !it.span.is_empty() && same.filter(inside).count() > 0
    };
    let told: Vec<Finding> = told.into_iter().filter(|it| !is_faulty(it)).collect();
    faults.extend(told);
    faults
}

/// What is wrong with the contact's own text. It is no text of the hook, so the finding points at none of it.
fn contact_findings(contact: &Contact) -> impl Iterator<Item = Finding> {
    contact.faults.iter().map(|fault| {
        let code = match fault.code {
            "body-not-json" => "contact-not-json",
            code => code,
        };
        let message = format!("the example contact: {}", fault.message);
        let mut finding = Finding::error(code, SourceId::Hook, Span::empty(0), message);
        finding.severity = fault.severity;
        finding.help.clone_from(&fault.help);
        finding
    })
}
