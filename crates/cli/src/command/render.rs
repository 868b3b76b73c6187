//! `hookproof render`: shows the request that a webhook makes of a contact, or what a template alone becomes.

use std::path::Path;

use hookproof::contract::Catalog;
use hookproof::dialect::Dialect;
use hookproof::finding::{Finding, Severity};
use hookproof::hook::{Hook, Request};
use hookproof::profile::{self, Profile};
use hookproof::settings::Settings;

use super::check::contact_for;
use crate::args::{Engine, Render};
use crate::failure::{Failure, known_names};
use crate::load::{self, ExampleContact};
use crate::print::{self, Files, note};
use crate::{Outcome, output};

/// Renders to standard output; what went wrong goes to standard error.
pub(crate) fn run(args: &Render) -> Result<Outcome, Failure> {
    let source = args.hook.as_deref().or(args.template.as_deref());
    if source.is_some_and(load::is_stdin) && args.contact.as_deref().is_some_and(load::is_stdin) {
        let failure = Failure::new("standard input can be read only once");
        return Err(failure.with_help("give - for the template or for the contact, and a file for the other"));
    }
    match (&args.hook, &args.template) {
        (Some(hook), _) => webhook(args, hook),
        (None, Some(file)) => template(args, file),
        // The arguments ask for one of the two.
        (None, None) => Err(Failure::new("name a webhook file, or a template with --template")),
    }
}

fn webhook(args: &Render, path: &Path) -> Result<Outcome, Failure> {
    let webhook = load::webhook(path)?;
    let named = args.contact.as_deref().map(load::contact).transpose()?;
    let contact = contact_for(path, named.as_ref())?;
    let hook = Hook::compile(&webhook.hook, &Catalog::builtin()).value;
    let request = hook.render(&contact.contact);
    let text = if args.body { request.body.text.clone() } else { print::request(&request) };
    output::write(text.as_bytes())?;
    let mut findings = webhook.findings.clone();
    findings.extend(Hook::compile(&webhook.hook, &Catalog::builtin()).findings);
    findings.extend(request.parts().flat_map(|(_, part)| part.findings.iter().cloned()));
    hookproof::finding::sort(&mut findings);
    if request.parts().any(|(_, part)| part.aborted) {
        say_dropped();
    }
    for problem in contact.problems() {
        output::tell(&(problem.full() + "\n\n"));
    }
    Ok(tell(&findings, &Files::Webhook(&webhook, &contact), Some(&request)))
}

fn template(args: &Render, path: &Path) -> Result<Outcome, Failure> {
    let profile = engine(&args.engine)?;
    let settings = settings(&args.engine, profile)?;
    let file = load::template(path)?;
    let contact = match &args.contact {
        Some(path) => load::contact(path)?,
        None => ExampleContact::empty(),
    };
    let rendered = hookproof::render::template(profile, &file.text, &contact.contact, &settings);
    output::write(rendered.text.as_bytes())?;
    if rendered.aborted {
        say_dropped();
    }
    for problem in contact.problems() {
        output::tell(&(problem.full() + "\n\n"));
    }
    Ok(tell(&rendered.findings, &Files::Template(&file), None))
}

fn say_dropped() {
    let help = "what is shown is what had been rendered until then";
    output::tell(&(note("the template drops the message: nothing is sent for this contact", &[], Some(help)) + "\n\n"));
}

fn tell(findings: &[Finding], files: &Files<'_>, request: Option<&Request>) -> Outcome {
    for finding in findings {
        output::tell(&(files.problem(finding, request).full() + "\n\n"));
    }
    match findings.iter().any(|it| it.severity == Severity::Error) {
        true => Outcome::Broken,
        false => Outcome::Clean,
    }
}

/// The engine that the arguments name.
fn engine(args: &Engine) -> Result<&'static Profile, Failure> {
    let dialect = args.dialect.as_deref().map(dialect).transpose()?;
    match (&args.profile, dialect) {
        (Some(name), dialect) => named_profile(name, dialect),
        (None, Some(dialect)) => Ok(profile::default_of(dialect)),
        (None, None) => {
            let failure = Failure::new("which template language is it?");
            Err(failure.with_help(format!("name it with --dialect: {}", dialect_names().join(", "))))
        }
    }
}

fn dialect(name: &str) -> Result<Dialect, Failure> {
    Dialect::from_name(name).ok_or_else(|| {
        let failure = Failure::new(format!("there is no template language '{name}'"));
        failure.with_help(known_names(name, dialect_names()))
    })
}

fn dialect_names() -> Vec<&'static str> {
    Dialect::ALL.iter().map(|it| it.name()).collect()
}

fn named_profile(name: &str, dialect: Option<Dialect>) -> Result<&'static Profile, Failure> {
    let fits = |it: &&Profile| dialect.is_none_or(|dialect| it.dialect == dialect);
    match profile::by_name(name).filter(fits) {
        Some(profile) => Ok(profile),
        None => {
            let of = dialect.map(|it| format!(" for {}", it.name())).unwrap_or_default();
            let known = profile::ALL.iter().copied().filter(fits).map(|it| it.name);
            Err(Failure::new(format!("there is no engine '{name}'{of}")).with_help(known_names(name, known)))
        }
    }
}

/// The settings that the arguments give; the others are as the platforms that run this engine have them.
fn settings(args: &Engine, profile: &Profile) -> Result<Settings, Failure> {
    let catalog = Catalog::builtin();
    let mut settings = Settings::default();
    for rule in catalog.senders().filter(|it| it.profile == profile.name).flat_map(|it| &it.settings) {
        settings.set(&rule.name, &rule.default);
    }
    let rules: Vec<_> = catalog.senders().flat_map(|it| &it.settings).collect();
    for setting in &args.settings {
        let Some((name, value)) = setting.split_once('=') else {
            let failure = Failure::new(format!("'{setting}' is no setting"));
            return Err(failure.with_help("write --setting NAME=VALUE"));
        };
        let Some(rule) = rules.iter().find(|it| it.name == name) else {
            let failure = Failure::new(format!("there is no setting '{name}'"));
            return Err(failure.with_help(known_names(name, rules.iter().map(|it| it.name.as_str()))));
        };
        if !rule.values.is_empty() && !rule.values.iter().any(|it| it == value) {
            let failure = Failure::new(format!("the setting '{name}' cannot be '{value}'"));
            return Err(failure.with_help(known_names(value, rule.values.iter().map(String::as_str))));
        }
        settings.set(name, value);
    }
    Ok(settings)
}
