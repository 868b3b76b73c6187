//! `hookproof init`: starts a webhook.

mod toml;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use hookproof::contract::{Catalog, Receiver, Sender, Starter};
use serde_json::Value;

use crate::args::Init;
use crate::failure::{Failure, known_names, reason};
use crate::{Outcome, output};

/// Writes the two files and says what comes next.
pub(crate) fn run(args: &Init) -> Result<Outcome, Failure> {
    let catalog = Catalog::builtin();
    let (sender, receiver) = pair(args, &catalog)?;
    let Some(starter) = catalog.starter(&sender.id, &receiver.rules.id) else {
        return Err(no_starter(sender, receiver, &catalog));
    };
    let name = name(args, &starter)?;
    let in_dir = |file: String| if args.dir == Path::new(".") { file.into() } else { args.dir.join(file) };
    let hook: PathBuf = in_dir(format!("{name}.hook.toml"));
    let contact: PathBuf = in_dir(format!("{name}.contact.json"));
    // Serialising a JSON value to a string cannot fail.
    let contact_text = serde_json::to_string_pretty(&starter.contact).unwrap_or_default() + "\n";
    write(args, &[(&hook, toml::hook_file(&starter)), (&contact, contact_text)])?;
    output::say(&next(&hook, &contact, &starter, &before(sender, receiver, &catalog)))?;
    Ok(Outcome::Clean)
}

fn pair<'c>(args: &Init, catalog: &'c Catalog) -> Result<(&'c Sender, &'c Receiver), Failure> {
    let sender = catalog.sender(&args.sender).ok_or_else(|| {
        let known = known_names(&args.sender, catalog.senders().map(|it| it.id.as_str()));
        Failure::new(format!("there is no platform '{}'", args.sender)).with_help(known)
    })?;
    let receiver = catalog.receiver(&args.receiver).ok_or_else(|| {
        let known = known_names(&args.receiver, catalog.receivers().map(|it| it.rules.id.as_str()));
        Failure::new(format!("there is no partner '{}'", args.receiver)).with_help(known)
    })?;
    Ok((sender, receiver))
}

fn no_starter(sender: &Sender, receiver: &Receiver, catalog: &Catalog) -> Failure {
    let ids = catalog.receivers().map(|it| it.rules.id.as_str());
    let others: Vec<&str> = ids.filter(|it| catalog.starter(&sender.id, it).is_some()).collect();
    let title = format!("there is no starter from {} to {}", sender.id, receiver.rules.id);
    Failure::new(title).with_help(format!("{} has starters for {}", sender.id, others.join(", ")))
}

/// The name of the files: the one that the arguments give, else the title in file-name letters.
fn name(args: &Init, starter: &Starter) -> Result<String, Failure> {
    let Some(name) = &args.name else {
        let title = starter.hook.get("title").and_then(Value::as_str).unwrap_or("webhook");
        let words = title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|it| !it.is_empty());
        return Ok(words.collect::<Vec<_>>().join("-").to_ascii_lowercase());
    };
    let name = name.strip_suffix(".hook.toml").unwrap_or(name);
    if name.is_empty() || name.contains(['/', '\\']) {
        let failure = Failure::new(format!("'{name}' is no name for a file"));
        return Err(failure.with_help("give the name alone, and the folder with --dir"));
    }
    Ok(name.to_owned())
}

/// Writes all files or none: whole ones beside their places first, so that no half file is left behind.
fn write(args: &Init, files: &[(&Path, String)]) -> Result<(), Failure> {
    if let Some((path, _)) = files.iter().find(|(path, _)| path.exists() && !args.force) {
        let failure = Failure::new(format!("'{}' is there already", path.display()));
        return Err(failure.with_help("give another name, or --force to replace it"));
    }
    fs::create_dir_all(&args.dir).map_err(|it| cannot_write(&args.dir, &it))?;
    let half = |path: &Path| path.with_added_extension("part");
    let each = |step: &dyn Fn(&Path, &str) -> io::Result<()>| {
        let failed = |path, error| cannot_write(path, &error);
        files.iter().try_for_each(|(path, text)| step(path, text).map_err(|it| failed(path, it)))
    };
    let written = each(&|path, text| fs::write(half(path), text))
        .and_then(|()| each(&|path, _| fs::rename(half(path), path)));
    if written.is_err() {
        // What cannot be removed could not be written either.
        for (path, _) in files {
            drop(fs::remove_file(half(path)));
        }
    }
    written
}

fn cannot_write(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("cannot write '{}': {}", path.display(), reason(error)))
        .with_help("check the folder, or name another one with --dir")
}

/// The steps that come before the webhook can be set up, with the partner and on the platform.
fn before(sender: &Sender, receiver: &Receiver, catalog: &Catalog) -> Vec<(String, Vec<String>)> {
    let of_partner = receiver.contract.schema().pointer("/x-receiver/before");
    let of_platform = catalog.sender_data(&sender.id).and_then(|it| it.get("before"));
    let steps = |steps: Option<&Value>| -> Vec<String> {
        let steps = steps.and_then(Value::as_array).into_iter().flatten();
        steps.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let both = [(receiver.title.clone(), steps(of_partner)), (sender.title.clone(), steps(of_platform))];
    both.into_iter().filter(|(_, steps)| !steps.is_empty()).collect()
}

fn next(hook: &Path, contact: &Path, starter: &Starter, before: &[(String, Vec<String>)]) -> String {
    let mut text = format!("Wrote {} and {}.\n", hook.display(), contact.display());
    for (who, steps) in before {
        text += &format!("\nBefore you start: {who}\n");
        text += &list(steps);
    }
    text += "\nLeft to fill in:\n";
    text += &list(&starter.todo);
    text + &format!("\nThen: hookproof check {}\n", hook.display())
}

fn list(items: &[String]) -> String {
    let mut list = String::new();
    for it in items {
        list += &format!("  - {it}\n");
    }
    list
}
