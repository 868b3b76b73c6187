//! `hookproof schema`: shows what is known of platforms and partners, and the file formats.

use std::path::PathBuf;

use hookproof::contract::{self, Catalog};
use hookproof::schemas;
use serde_json::Value;

use crate::args::{Schema, SchemaCommand};
use crate::failure::{Failure, known_names};
use crate::{Outcome, load, output};

/// Something that can be shown.
struct Entry {
    /// `receivers/inkpact`, `hook`.
    name: String,
    /// Its name for people.
    title: String,
    /// As JSON.
    text: String,
}

/// Lists the names, or prints one.
pub(crate) fn run(args: &Schema) -> Result<Outcome, Failure> {
    let entries = entries(&Catalog::builtin());
    match &args.command {
        SchemaCommand::List => output::say(&list(&entries))?,
        SchemaCommand::Infer { samples, form } => output::write(infer(samples, *form)?.as_bytes())?,
        SchemaCommand::Show { name } => output::write(find(&entries, name)?.text.as_bytes())?,
    }
    Ok(Outcome::Clean)
}

/// The requirements that all samples fit, as JSON.
fn infer(paths: &[PathBuf], form: bool) -> Result<String, Failure> {
    let samples: Result<Vec<Value>, Failure> = paths.iter().map(|path| load::sample(path, form)).collect();
    Ok(pretty(&contract::infer(&samples?)))
}

fn entries(catalog: &Catalog) -> Vec<Entry> {
    let partner = |it: &hookproof::contract::Receiver| Entry {
        name: format!("receivers/{}", it.rules.id),
        title: it.title.clone(),
        text: pretty(it.contract.schema()),
    };
    let platform = |it: &hookproof::contract::Sender| Entry {
        name: format!("senders/{}", it.id),
        title: it.title.clone(),
        text: catalog.sender_data(&it.id).map(pretty).unwrap_or_default(),
    };
    let format = |name: &str, title: &str, text: &str| Entry {
        name: name.to_owned(),
        title: title.to_owned(),
        text: text.to_owned(),
    };
    let formats = [
        format("hook", "The webhook file, NAME.hook.toml", schemas::HOOK),
        format("hookproof", "What webhooks share, hookproof.toml", schemas::SETTINGS),
        format("report", "What `hookproof check --format json` prints", schemas::REPORT),
        format("audience", "What `hookproof audience --format json` prints", schemas::AUDIENCE),
        format("fields", "What `hookproof fields --format json` prints", schemas::FIELDS),
        format("send", "What `hookproof send --format json` prints", schemas::SEND),
        format("log", "What `hookproof logs --format json` prints on each line", schemas::LOG),
        format("status", "What `hookproof status --format json` prints", schemas::STATUS),
    ];
    catalog.receivers().map(partner).chain(catalog.senders().map(platform)).chain(formats).collect()
}

fn pretty(value: &Value) -> String {
    // Serialising a JSON value to a string cannot fail.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

fn list(entries: &[Entry]) -> String {
    let width = entries.iter().map(|it| it.name.len()).max().unwrap_or_default();
    let of = |heading: &str, kind: fn(&str) -> bool| {
        let mut text = format!("{heading}\n");
        for it in entries.iter().filter(|it| kind(&it.name)) {
            text += &format!("  {:width$}  {}\n", it.name, it.title);
        }
        text
    };
    [
        of("Partners: what their APIs accept", |name| name.starts_with("receivers/")),
        of("Platforms: what they can send", |name| name.starts_with("senders/")),
        of("Files", |name| !name.contains('/')),
    ]
    .join("\n")
}

/// An entry by its whole name, or by the last part of it where that is enough.
fn find<'e>(entries: &'e [Entry], name: &str) -> Result<&'e Entry, Failure> {
    let short = |it: &&Entry| it.name.rsplit('/').next() == Some(name);
    let found: Vec<&Entry> = entries.iter().filter(|it| it.name == name || short(it)).collect();
    match found.as_slice() {
        [one] => Ok(one),
        [] => {
            let short = entries.iter().filter_map(|it| it.name.rsplit('/').next());
            Err(Failure::new(format!("there is no schema '{name}'")).with_help(known_names(name, short)))
        }
        several => {
            let names: Vec<&str> = several.iter().map(|it| it.name.as_str()).collect();
            let failure = Failure::new(format!("'{name}' is more than one schema"));
            Err(failure.with_help(format!("write {}", names.join(" or "))))
        }
    }
}
