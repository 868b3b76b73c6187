//! `hookproof render`: shows the request that a webhook makes of a contact, or what a template alone becomes.

use std::path::Path;

use hookproof::contract::{Catalog, Sender, SettingRule};
use hookproof::dialect::Dialect;
use hookproof::finding::{self, Severity};
use hookproof::hook::Options;
use hookproof::platform;
use hookproof::profile::{self, Profile};
use hookproof::settings::Settings;

use crate::args::{Engine, Render};
use crate::failure::{Failure, known_names};
use crate::load::{self, ExampleContact};
use crate::print::{self, Files, Problem, note};
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
    let webhook = load::webhook(path, &Catalog::builtin())?;
    let beside = || load::contact_beside(path, &webhook.hook);
    let contact = args.contact.as_deref().map_or_else(beside, load::contact)?;
    let options = Options { clock: args.time.clock()?, ..Options::default() };
    let request = webhook.hook.render(&contact.contact, &options);
    let text = if args.body { request.body.text.clone() } else { print::request(&request) };
    output::write_exactly(&text)?;
    let mut findings = webhook.findings.clone();
    findings.extend(request.parts().flat_map(|(_, part)| part.findings.iter().cloned()));
    finding::sort(&mut findings);
    let problems = Files::Webhook(&webhook, &contact).problems(&findings, Some(&request));
    let aborted = request.parts().any(|(_, part)| part.aborted);
    Ok(tell(&[contact.problems(), problems].concat(), aborted))
}

fn template(args: &Render, path: &Path) -> Result<Outcome, Failure> {
    let profile = engine(&args.engine)?;
    let settings = settings(&args.engine, profile)?;
    let file = load::template(path)?;
    let contact = match &args.contact {
        Some(path) => load::contact(path)?,
        None => ExampleContact::empty(),
    };
    let clock = args.time.clock()?;
    let rendered = hookproof::render::template_at(profile, &file.text, &contact.contact, &settings, clock);
    output::write_exactly(&rendered.text)?;
    let problems = Files::Template(&file).problems(&rendered.findings, None);
    Ok(tell(&[contact.problems(), problems].concat(), rendered.aborted))
}

/// Says on standard error what went wrong.
fn tell(problems: &[Problem<'_>], aborted: bool) -> Outcome {
    if aborted {
        let help = "what is shown is what had been rendered until then";
        let title = "the template drops the message: nothing is sent for this contact";
        output::tell(&(note(title, &[], Some(help)) + "\n\n"));
    }
    for it in problems {
        output::tell(&(it.full() + "\n\n"));
    }
    match problems.iter().any(|it| it.severity == Severity::Error) {
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
    let of_platform = || platform::by_name(name).map(|it| it.profile);
    profile::by_name(name).or_else(of_platform).filter(fits).ok_or_else(|| {
        let of = dialect.map(|it| format!(" for {}", it.name())).unwrap_or_default();
        let known = platform::profiles().filter(fits).map(|it| it.name);
        Failure::new(format!("there is no engine '{name}'{of}")).with_help(known_names(name, known))
    })
}

/// The settings that the arguments give; the others are as the platforms that run this have them.
fn settings(args: &Engine, profile: &'static Profile) -> Result<Settings, Failure> {
    let catalog = Catalog::builtin();
    let mut settings = Settings::default();
    let runs_it = |it: &&Sender| {
        platform::by_name(&it.platform)
            .is_some_and(|it| std::ptr::eq(it.profile, profile) || std::ptr::eq(it.engine, profile))
    };
    for rule in catalog.senders().filter(runs_it).flat_map(|it| &it.settings) {
        settings.set(&rule.name, &rule.default);
    }
    let rules: Vec<&SettingRule> = catalog.senders().flat_map(|it| &it.settings).collect();
    for setting in &args.settings {
        let (name, value) = checked(setting, &rules)?;
        settings.set(name, value);
    }
    Ok(settings)
}

/// A setting's name and value, which must be known ones.
fn checked<'s>(setting: &'s str, rules: &[&SettingRule]) -> Result<(&'s str, &'s str), Failure> {
    let Some((name, value)) = setting.split_once('=') else {
        return Err(
            Failure::new(format!("'{setting}' is no setting")).with_help("write --setting NAME=VALUE")
        );
    };
    let Some(rule) = rules.iter().find(|it| it.name == name) else {
        let failure = Failure::new(format!("there is no setting '{name}'"));
        return Err(failure.with_help(known_names(name, rules.iter().map(|it| it.name.as_str()))));
    };
    if !rule.values.is_empty() && !rule.values.iter().any(|it| it == value) {
        let failure = Failure::new(format!("the setting '{name}' cannot be '{value}'"));
        return Err(failure.with_help(known_names(value, rule.values.iter().map(String::as_str))));
    }
    Ok((name, value))
}
