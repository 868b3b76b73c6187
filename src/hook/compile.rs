//! From a hook file to a hook: what it names is found, and what it lacks is told.

use std::sync::{Arc, OnceLock};

use super::Hook;
use super::connector;
use super::identity::KnownBy;
use crate::contract::{Catalog, Contract, Files, Own, Receiver, Rules, Sender};
use crate::delivery;
use crate::dialect::{self, Dialect};
use crate::finding::{self, Acceptance, Finding};
use crate::hook_file::{Body, ConnectorRef, DocumentRef, HookFile, Located};
use crate::nearest::nearest;
use crate::parsed::Parsed;
use crate::platform;
use crate::profile::{self, Profile};
use crate::settings::Settings;
use crate::source::{InTemplate, SourceId, Span};

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
        let (added, signs_in) = connector::added(file, &mut findings);
        let mut template = |source: SourceId, text: &str| {
            let parsed = dialect::parse_for(profile, source, text);
            findings.extend(parsed.findings);
            Arc::new(parsed.value)
        };
        let url = template(SourceId::Url, &[text_of(file.url.as_ref()), &added.url_end].concat());
        let body = template(SourceId::Body, body_of(file));
        let headers = file.headers.iter().map(|(name, value)| {
            let name: Arc<str> = Arc::from(&**name);
            (name.clone(), template(SourceId::Header(name), &value.text))
        });
        let headers = headers.chain(added.header).collect();
        let method = match &file.method {
            Some(method) => (method.text.to_ascii_uppercase(), method.span),
            None => ("POST".to_owned(), Span::empty(0)),
        };
        finding::sort(&mut findings);
        let title = Arc::from(text_of(file.title.as_ref().or(file.name.as_ref())));
        let connection = file.connection.as_ref().map(|it| it.text.trim()).filter(|it| !it.is_empty());
        let known_by = KnownBy::new(&file.identify, sender.as_deref(), profile.dialect);
        let hook = Hook {
            title,
            name: Arc::from(text_of(file.name.as_ref()).trim()),
            connection: connection.map(Arc::from),
            known_by,
            revision: revision(file).into(),
            signs_in,
            lacks_connector: matches!(file.connector, Some(ConnectorRef::Named(_) | ConnectorRef::Unusable)),
            shared: file.shared.clone(),
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
            renamed: file.fields.iter().map(|(name, it)| (name.clone(), Arc::from(&*it.text))).collect(),
            declared,
            files: files.texts().collect(),
            findings,
            fields: OnceLock::new(),
            unknown_fields: OnceLock::new(),
        };
        let hook = hook.with_doubts_of_identity();
        Parsed { findings: hook.findings.clone(), value: hook }
    }
}

/// See [`Hook::connection_revision`].
fn revision(file: &HookFile) -> String {
    let connector = match &file.connector {
        Some(ConnectorRef::Own(it)) => it.scheme.parts(),
        Some(ConnectorRef::Named(_) | ConnectorRef::Unusable) | None => Vec::new(),
    };
    let method = file.method.as_ref().map_or("POST".to_owned(), |it| it.text.to_ascii_uppercase());
    let headers = file.headers.iter().flat_map(|(name, it)| [&**name, &it.text]);
    let parts = [&method, text_of(file.url.as_ref())].into_iter().chain(connector).chain(headers);
    delivery::revision(parts)
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
        settings.state(name, &value.text);
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
