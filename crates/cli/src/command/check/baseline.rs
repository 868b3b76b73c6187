//! `--baseline` and `--write-baseline`: a file of problems that are known, so that a nightly run tells of new ones
//! only.
//!
//! Problems are listed in words rather than by a hash, so that the file can be read and reviewed. Paths are seen from
//! its folder.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use hookproof::finding::Finding;
use hookproof::proof::Witness;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::identity::Identity;
use crate::load;
use crate::output;
use crate::paths::Base;
use crate::print::{Checked, Tally, note};
use crate::replace;

/// The longest file: some hundred thousand problems.
const MAX_BYTES: usize = 64 << 20;

/// What the file is called by those that read it.
const VERSION: u64 = 1;

/// How many problems that are no longer found are listed.
const SHOWN: usize = 10;

/// A webhook and a problem in it.
type Key = (String, Identity);

/// The problems that are known.
pub(super) struct Baseline {
    name: String,
    base: Base,
    /// How often each is still to be found.
    left: BTreeMap<Key, u64>,
    /// The webhooks that were checked.
    checked: BTreeSet<String>,
}

impl Baseline {
    /// Reads a file that [`write`] has written.
    pub(super) fn read(path: &Path) -> Result<Baseline, Failure> {
        let file = load::marked(path, MAX_BYTES, "a file of known problems")?;
        let json = load::json(&file, "baseline-not-json")?;
        let left = entries(&json).ok_or_else(|| {
            let failure = Failure::new(format!("'{}' is no file of known problems", file.name));
            failure.with_help("write one with --write-baseline")
        })?;
        Ok(Baseline { name: file.name, base: Base::beside(path), left, checked: BTreeSet::new() })
    }

    /// Takes the known problems out of a report.
    pub(super) fn take(&mut self, checked: &mut Checked<'_>) {
        let webhook = webhook_of(checked, &self.base);
        let left = &mut self.left;
        let mut is_known = |finding: &Finding| {
            let count = left.get_mut(&(webhook.clone(), Identity::of(finding))).filter(|it| **it > 0);
            count.map(|it| *it -= 1).is_some()
        };
        checked.known = checked.report.take_known(&mut is_known);
        let others = std::mem::take(&mut checked.witnesses);
        let (known, new) = others.into_iter().partition(|it| is_known(&it.finding));
        let known: Vec<Witness> = known;
        checked.known.extend(known.into_iter().map(|it| it.finding));
        checked.witnesses = new;
        self.checked.insert(webhook);
    }

    /// What is in the file but no longer found, in the webhooks that were checked; empty when there is nothing.
    pub(super) fn gone(&self) -> String {
        let gone =
            self.left.iter().filter(|((webhook, _), left)| **left > 0 && self.checked.contains(webhook));
        let gone: Vec<String> =
            gone.map(|((webhook, it), _)| format!("{webhook}: {} [{}]", it.message, it.code)).collect();
        if gone.is_empty() {
            return String::new();
        }
        let title =
            format!("{} in '{}' no longer found", Tally::some(gone.len(), "known problem"), self.name);
        let more = format!("and {} more", gone.len().saturating_sub(SHOWN));
        let mut shown: Vec<&str> = gone.iter().take(SHOWN).map(String::as_str).collect();
        shown.extend((gone.len() > SHOWN).then_some(&*more));
        let help = format!("write the file anew with --write-baseline {}", self.name);
        note(&title, &shown, Some(&help)) + "\n"
    }
}

/// Writes the problems that count now.
pub(super) fn write(path: &Path, checked: &[Checked<'_>]) -> Result<(), Failure> {
    let base = Base::beside(path);
    let mut found: BTreeMap<Key, u64> = BTreeMap::new();
    for it in checked {
        let others = it.witnesses.iter().map(|it| &it.finding);
        for finding in it.report.findings.iter().chain(others) {
            *found.entry((webhook_of(it, &base), Identity::of(finding))).or_default() += 1;
        }
    }
    let problems: Vec<Value> = found.iter().map(entry).collect();
    let text = format!("{:#}\n", json!({ "version": VERSION, "problems": problems }));
    replace::replace(path, text.as_bytes())?;
    let count = usize::try_from(found.values().sum::<u64>()).unwrap_or(usize::MAX);
    output::tell(&format!(
        "Wrote {}: {} known from now on.\n",
        path.display(),
        Tally::some(count, "problem")
    ));
    Ok(())
}

fn webhook_of(checked: &Checked<'_>, base: &Base) -> String {
    match &checked.webhook.file.path {
        Some(path) => base.relative(path),
        None => checked.webhook.file.name.clone(),
    }
}

fn entry(((webhook, it), count): (&Key, &u64)) -> Value {
    json!({
        "webhook": webhook,
        "code": it.code,
        "source": it.source,
        "pointer": it.pointer,
        "fields": it.fields,
        "message": it.message,
        "count": count,
    })
}

/// None for what [`write`] never writes.
fn entries(json: &Value) -> Option<BTreeMap<Key, u64>> {
    if json.get("version")?.as_u64()? != VERSION {
        return None;
    }
    let mut entries = BTreeMap::new();
    for it in json.get("problems")?.as_array()? {
        let text = |name: &str| Some(it.get(name)?.as_str()?.to_owned());
        let fields = it.get("fields")?.as_array()?.iter().map(|it| it.as_str().map(str::to_owned));
        let identity = Identity {
            code: text("code")?,
            source: text("source")?,
            pointer: text("pointer")?,
            fields: fields.collect::<Option<_>>()?,
            message: text("message")?,
        };
        *entries.entry((text("webhook")?, identity)).or_default() += it.get("count")?.as_u64()?;
    }
    Some(entries)
}
