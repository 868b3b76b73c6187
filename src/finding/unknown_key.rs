//! `unknown-key`: the partner's documentation does not know this key. Partners drop such keys or store them without
//! a word (Inkit keeps them as custom data), so a misspelt one goes unnoticed. When the key that was meant is one that
//! the partner needs, it is missing: then this is an error, told of once, at the key.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Edit, Finding, Severity, check::Check};
use crate::contract::{Keyword, Violation};
use crate::nearest::nearest;
use crate::payload::{Member, NodeKind};
use crate::source::{InRendered, SourceId, Span};

/// The keys of a schema, each with the wrong names that people write for it.
type Known = [(String, Vec<String>)];

/// The keys that the partner needs and that stand there under other names, by the JSON pointers of their objects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Renamed {
    meant: BTreeMap<String, BTreeSet<String>>,
}

impl Renamed {
    /// The keys among `violations` that are missing only because they have another name.
    pub(super) fn new(check: &Check<'_>, violations: &[Violation]) -> Renamed {
        let mut lacking: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for violation in violations {
            lacking.entry(&violation.pointer).or_default().extend(lacks(violation));
        }
        let mut renamed = Renamed::default();
        for violation in violations {
            let Keyword::UnknownKey { key, known, .. } = &violation.keyword else { continue };
            let object = object(violation);
            let lacking = lacking.get(object).map_or(&[][..], Vec::as_slice);
            let meant = meant_by_name(check, violation, (key, known), lacking)
                .or_else(|| only_lacking(check, violation, known, lacking))
                .filter(|it| lacking.contains(it));
            let meant = group(check, violation, key, lacking).or(meant);
            if let Some(meant) = meant {
                renamed.meant.entry(object.to_owned()).or_default().insert(meant.to_owned());
            }
        }
        renamed
    }

    /// Whether the violation is only that such a key is missing.
    pub(super) fn explains(&self, violation: &Violation) -> bool {
        let meant = self.meant.get(&violation.pointer);
        meant.is_some_and(|meant| lacks(violation).iter().any(|it| meant.contains(*it)))
    }

    /// The keys that stand in the object of an unknown key under other names.
    fn beside(&self, violation: &Violation) -> Vec<&str> {
        self.meant.get(object(violation)).into_iter().flatten().map(String::as_str).collect()
    }
}

/// What `violation` says to be missing in the object at its pointer.
fn lacks(violation: &Violation) -> Vec<&str> {
    match &violation.keyword {
        Keyword::Required(name) => vec![name],
        Keyword::OneGroupOf(groups) => groups.iter().flatten().map(String::as_str).collect(),
        _ => Vec::new(),
    }
}

/// The object that the unknown key stands in.
fn object(violation: &Violation) -> &str {
    violation.pointer.rsplit_once('/').map_or("", |(object, _)| object)
}

pub(super) fn finding(
    check: &mut Check<'_>,
    violation: &Violation,
    (key, is_refused): (&str, bool),
    known: &Known,
    renamed: &Renamed,
) -> Finding {
    let receiver = check.receiver();
    let lacking = renamed.beside(violation);
    if let Some(group) = group(check, violation, key, &lacking) {
        let message = format!("{receiver} takes this inside of '{group}'");
        let help = format!("put it into `\"{group}\": {{ … }}`");
        let finding = Finding::error("unknown-key", SourceId::Body, Span::empty(0), message);
        return check.of_violation(finding, violation).with_help(help);
    }
    let named = meant_by_name(check, violation, (key, known), &lacking);
    let is_sure = named.is_some();
    let meant = named.or_else(|| only_lacking(check, violation, known, &lacking)).map(str::to_owned);
    let is_needed = meant.as_deref().filter(|it| lacking.contains(it));
    let message = match (is_needed, is_refused) {
        (Some(meant), _) => format!("{receiver} does not know '{key}', and needs '{meant}'"),
        (None, true) => format!("{receiver} takes no '{key}'"),
        (None, false) => format!("{receiver} does not know '{key}'"),
    };
    let mut finding = Finding::warning("unknown-key", SourceId::Body, Span::empty(0), message);
    if is_refused || is_needed.is_some() {
        finding.severity = Severity::Error;
    }
    let finding = check.of_violation(finding, violation);
    let Some(meant) = meant else {
        return finding.with_help("remove it, or check how the partner writes it");
    };
    if members(check, violation).iter().any(|it| *it.key == *meant) {
        return finding.with_help(format!("remove it: '{meant}' is there already"));
    }
    let finding = finding.with_help(format!("did you mean '{meant}'?"));
    let written = finding.span.of(&check.hook.body().text);
    // Only a key that stands literally in the template can be renamed there.
    let bare = written.trim_matches('"');
    if bare != key || !is_sure {
        return finding;
    }
    let edit = Edit { source: SourceId::Body, span: finding.span, text: written.replace(bare, &meant) };
    finding.with_fix(format!("rename the key to '{meant}'"), vec![edit])
}

/// The group that is lacking beside a key and that knows the key, as Scribeless has `city` in `address`.
fn group<'l>(check: &Check<'_>, violation: &Violation, key: &str, lacking: &[&'l str]) -> Option<&'l str> {
    let object = object(violation);
    let knows = |it: &&&str| {
        let keys = check.hook.contract().keys(&format!("{object}/{it}"));
        keys.iter().any(|(name, aliases)| name == key || aliases.iter().any(|it| it == key))
    };
    lacking.iter().find(knows).copied()
}

/// Violations for the keys of objects that take any key, where a key is lacking that was meant: a partner that keeps
/// what it does not know takes `ville` for data of the author's own.
pub(super) fn in_open_objects(check: &Check<'_>, violations: &[Violation]) -> Vec<Violation> {
    let mut lacking: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for violation in violations {
        lacking.entry(&violation.pointer).or_default().extend(lacks(violation));
    }
    let mut found = Vec::new();
    for (object, lacking) in lacking.into_iter().filter(|(_, it)| !it.is_empty()) {
        let known = check.hook.contract().keys(object);
        let is_told = |place| {
            violations.iter().any(|it| it.span == place && matches!(it.keyword, Keyword::UnknownKey { .. }))
        };
        for member in members_of(check, object) {
            let key = member.key.to_string();
            if known.iter().any(|(it, _)| *it == key) || is_told(member.key_span) {
                continue;
            }
            let pointer = format!("{object}/{}", key.replace('~', "~0").replace('/', "~1"));
            let keyword = Keyword::UnknownKey { key: key.clone(), known: known.clone(), is_refused: false };
            let violation = Violation { pointer, schema: String::new(), span: member.key_span, keyword };
            let is_meant = meant_by_name(check, &violation, (&key, &known), &lacking);
            if is_meant.is_some_and(|it| lacking.contains(&it)) {
                found.push(violation);
            }
        }
    }
    found
}

/// The only known key that is lacking where only one key is unknown: a guess, which a program's translation of a key
/// often bears out.
fn only_lacking<'k>(
    check: &Check<'_>,
    violation: &Violation,
    known: &'k Known,
    lacking: &[&str],
) -> Option<&'k str> {
    let present = members(check, violation);
    let is_absent = |name: &str| present.iter().all(|it| &*it.key != name);
    let mut unknown = present.iter().filter(|it| known.iter().all(|(name, _)| *name != *it.key));
    let mut absent = known.iter().filter(|(it, _)| lacking.contains(&&**it) && is_absent(it));
    match (unknown.next(), unknown.next(), absent.next(), absent.next()) {
        (Some(member), None, Some((name, _)), None) => {
            let pointer = format!("{}/{name}", object(violation));
            takes(check, &pointer, &member.value.kind).then_some(name.as_str())
        }
        _ => None,
    }
}

/// The known key that this is a wrong name of, else the nearest, else the one that is lacking and has the name of the
/// contact's field.
fn meant_by_name<'k>(
    check: &Check<'_>,
    violation: &Violation,
    (key, known): (&str, &'k Known),
    lacking: &[&str],
) -> Option<&'k str> {
    let by_alias = |name: &str| known.iter().find(|(_, aliases)| aliases.iter().any(|it| it == name));
    let near = |name: &str, of: &dyn Fn(&str) -> bool| -> Option<&'k str> {
        let names = known.iter().filter(|(it, _)| of(it)).flat_map(|(it, aliases)| {
            [it.as_str()]
                .into_iter()
                .chain(aliases.iter().map(String::as_str))
                .map(move |name| (name, it.as_str()))
        });
        let names: Vec<(&str, &str)> = names.collect();
        let same = names.iter().find(|(it, _)| *it == name).map(|(it, _)| *it);
        let found = same.or_else(|| nearest(name, names.iter().map(|(it, _)| *it)))?;
        names.iter().find(|(it, _)| *it == found).map(|(_, it)| *it)
    };
    let present = members(check, violation);
    let is_absent = |name: &str| present.iter().all(|it| &*it.key != name);
    let by_field = || {
        let member = present.iter().find(|it| it.key_span == violation.span)?;
        let runs = check.request.body.map.touching(member.value.span).iter();
        let paths: Vec<_> = runs.flat_map(|run| check.paths(run.origin.reads())).collect();
        let names = paths.iter().filter_map(|it| it.rsplit('.').next());
        names.into_iter().find_map(|name| near(name, &|it| lacking.contains(&it) && is_absent(it)))
    };
    by_alias(key).map(|(name, _)| name.as_str()).or_else(|| near(key, &|_| true)).or_else(by_field)
}

/// Whether the schema takes a value of this type at a JSON pointer.
fn takes(check: &Check<'_>, pointer: &str, kind: &NodeKind<InRendered>) -> bool {
    let name = kind.type_name();
    match check.hook.contract().describes(pointer).and_then(|it| it.get("type")) {
        Some(Value::String(one)) => one == name,
        Some(Value::Array(several)) => several.iter().any(|it| it == name),
        _ => true,
    }
}

/// The members of the object that the key stands in.
fn members<'c>(check: &'c Check<'_>, violation: &Violation) -> &'c [Member<InRendered>] {
    members_of(check, object(violation))
}

/// The members of the object at a JSON pointer.
fn members_of<'c>(check: &'c Check<'_>, object: &str) -> &'c [Member<InRendered>] {
    let root = check.payload.as_ref().and_then(|it| it.root.as_ref());
    match root.and_then(|it| it.at(object)).map(|it| &it.kind) {
        Some(NodeKind::Map(members)) => members,
        _ => &[],
    }
}
