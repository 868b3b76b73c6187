//! `unknown-field`: a merge tag reads a contact field that neither the platform's documentation nor the hook's own
//! `[contact]` schema nor the contact has. A misspelt field prints nothing for anybody, and a `default` hides that.
//!
//! Platforms have namespaces for fields of one's own (`open` in their data). There, and where nothing is documented
//! beside it, only a name that is close to a known one is a warning; the rest is information, or nothing on the
//! outermost level.

use std::sync::Arc;

use serde_json::Value;

use super::{Edit, Finding, Severity, check::Check};
use crate::contact::Contact;
use crate::contract::{FieldExample, Sender};
use crate::dialect::Dialect;
use crate::facts::{HookField, Uses};
use crate::field::{Segment, push_segment, written};
use crate::hook::Hook;
use crate::nearest::nearest;
use crate::payload::{Node, NodeKind};
use crate::source::{InContact, InTemplate, SourceId, Span};

/// A field that neither the platform nor the hook file knows.
#[derive(Clone, Debug)]
pub(crate) struct UnknownField {
    /// The steps from the contact to the first that is not known.
    segments: Vec<Segment>,
    /// The name of the last of them.
    name: Arc<str>,
    /// The known name that it probably should be.
    meant: Option<Arc<str>>,
    /// Whether the platform documents all that stands beside it.
    is_closed: bool,
    /// Where it is read.
    places: Vec<(SourceId, Span<InTemplate>)>,
}

/// The fields among `fields` that neither the sender's data nor the schema of the hook's contacts has; none when the
/// sender has no list of fields. Merge fields print themselves when they are unknown, which is told of already.
pub(crate) fn unknown(sender: &Sender, schema: Option<&Value>, fields: &[HookField]) -> Vec<UnknownField> {
    let known: Vec<Vec<Arc<str>>> = sender.fields.iter().filter_map(|it| keys(&it.path)).collect();
    if known.is_empty() || Dialect::from_name(&sender.dialect) == Some(Dialect::MergeFields) {
        return Vec::new();
    }
    let open: Vec<Vec<Arc<str>>> = sender.open.iter().filter_map(|it| keys(it)).collect();
    let mut found: Vec<UnknownField> = Vec::new();
    for field in fields {
        let Some((depth, name)) = first_unknown(&field.segments, &known) else { continue };
        let path = field.segments.get(..=depth).unwrap_or_default();
        if schema.is_some_and(|it| is_declared(it, path)) {
            continue;
        }
        if let Some(same) = found.iter_mut().find(|it| it.segments == path) {
            same.places.extend(field.places.iter().cloned());
            continue;
        }
        let parent = field.segments.get(..depth).unwrap_or_default();
        let beside: Vec<&Arc<str>> =
            known.iter().filter(|it| is_below(it, parent)).filter_map(|it| it.get(depth)).collect();
        let meant = nearest(name, beside.iter().map(|it| &***it)).map(Arc::from);
        let is_alone = depth == 0 && field.segments.len() == 1;
        let meant = meant.or_else(|| of_leaf(name, &sender.fields).filter(|_| is_alone).map(Arc::from));
        // Events and steps before this one put names of their own on the outermost level.
        if depth == 0 && meant.is_none() {
            continue;
        }
        found.push(UnknownField {
            segments: path.to_vec(),
            name: name.clone(),
            meant,
            is_closed: depth > 0 && !beside.is_empty() && !open.iter().any(|it| is_same(it, parent)),
            places: field.places.clone(),
        });
    }
    found
}

/// The only documented field whose last step is this name, or nearly: `profile.firstname` for `first_name`.
fn of_leaf<'s>(name: &str, fields: &'s [FieldExample]) -> Option<&'s str> {
    let leaves: Vec<(&str, &str)> =
        fields.iter().filter_map(|it| Some((it.path.rsplit_once('.')?.1, it.path.as_str()))).collect();
    let is_name = |it: &str| it == name;
    let near = leaves.iter().map(|it| it.0).find(|it| is_name(it));
    let near = near.or_else(|| nearest(name, leaves.iter().map(|it| it.0)))?;
    let mut found = leaves.iter().filter(|it| it.0 == near);
    found.next().filter(|_| found.next().is_none()).map(|it| it.1)
}

pub(super) fn check(check: &mut Check<'_>) {
    let (hook, request) = (check.hook, check.request);
    let by_name_alone = hook.profile().dialect == Dialect::Velocity;
    let told: Vec<&Finding> =
        request.parts().flat_map(|(_, part)| &part.findings).chain(hook.findings()).collect();
    // That a misspelt name has no members follows from its spelling.
    let says_why =
        |it: &Finding, unknown: &UnknownField| it.code != "undefined-member" || unknown.meant.is_none();
    let overlaps = |unknown: &UnknownField, source: &SourceId, span: Span<InTemplate>| {
        told.iter().any(|it| {
            it.source == *source
                && it.span.start < span.end
                && span.start < it.span.end
                && says_why(it, unknown)
        })
    };
    let mut found = Vec::new();
    for unknown in hook.unknown_fields().iter().filter(|it| !has(check.contact, &it.segments, by_name_alone))
    {
        let named = unknown.places.iter().filter(|(source, span)| {
            let template = hook.template(source);
            let is_eaten = *source == SourceId::Body && check.has_told("receiver-merge-syntax-eaten", *span);
            !is_eaten
                && template.is_some_and(|it| is_named(span.of(&it.text), &unknown.name))
                && !overlaps(unknown, source, *span)
        });
        found.extend(named.map(|(source, span)| unknown.finding(check, source, *span)));
    }
    // That a field of one's own is not there needs no telling beside what comes of it.
    let is_blamed = |it: &Finding| {
        let paths = &it.fields;
        let same = |other: &&Finding| other.fields.iter().any(|it| paths.contains(it));
        told.iter().any(same) || paths.iter().any(|path| check.is_blamed(path))
    };
    found.retain(|it| it.severity != Severity::Info || !is_blamed(it));
    for finding in found {
        check.add(finding);
    }
}

/// Those under `[identify]`, whoever the contact is: by a misspelt field no contact is ever found in the delivery log.
pub(crate) fn of_identity(hook: &Hook) -> Vec<Finding> {
    let mut found = Vec::new();
    for (segments, span) in hook.stated_identity() {
        let path = written(segments);
        let field = HookField {
            path: Arc::from(&*path),
            segments: segments.clone().into(),
            places: Vec::new(),
            uses: Uses::default(),
            constants: Vec::new(),
        };
        let unknown = hook.unknown_among(&[field]);
        for unknown in unknown.iter().filter(|it| it.if_doubtful().is_some()) {
            let message = format!("{} documents no field '{path}'", hook.sender_title());
            let finding = Finding::warning("unknown-field", SourceId::Hook, *span, message);
            found.push(match &unknown.meant {
                Some(meant) => finding.with_help(format!("did you mean '{meant}'?")),
                None => {
                    finding.with_help("take a field that the platform has, or declare it under `[contact]`")
                }
            });
        }
    }
    found
}

impl UnknownField {
    /// The steps to it, when it is most likely misspelt.
    pub(crate) fn if_doubtful(&self) -> Option<&[Segment]> {
        (self.is_closed || self.meant.is_some()).then_some(&*self.segments)
    }

    fn finding(&self, check: &Check<'_>, source: &SourceId, span: Span<InTemplate>) -> Finding {
        let mut path = String::new();
        self.segments.iter().for_each(|it| push_segment(&mut path, it));
        let sender = check.sender();
        let message = format!("{sender} documents no field '{path}', and this contact has none");
        let mut finding = Finding::warning("unknown-field", source.clone(), span, message);
        finding.fields = vec![Arc::from(&*path)];
        let Some(meant) = &self.meant else {
            if !self.is_closed {
                finding.severity = Severity::Info;
                return finding.with_help("if it is a field of your own, add it to the example contact");
            }
            return finding.with_help("take a field that the platform has, or declare it under `[contact]`");
        };
        let finding = finding.with_help(match self.is_closed {
            true => format!("did you mean '{meant}'?"),
            false => {
                format!("did you mean '{meant}'? If it is a field of your own, declare it under `[contact]`")
            }
        });
        let text = check.hook.template(source).map_or("", |it| span.of(&it.text));
        match only_word(text, &self.name) {
            Some(at) => {
                let start = span.start as usize + at;
                let span = Span::new(start, start + self.name.len());
                let edit = Edit { source: source.clone(), span, text: meant.to_string() };
                finding.with_fix(format!("write '{meant}'"), vec![edit])
            }
            None => finding,
        }
    }
}

/// Whether an expression names the field itself, not another name for a part of it.
fn is_named(text: &str, name: &str) -> bool {
    words(text, name).next().is_some()
}

/// The only place in an expression where `name` stands as a word.
pub(super) fn only_word(text: &str, name: &str) -> Option<usize> {
    let mut found = words(text, name);
    found.next().filter(|_| found.next().is_none())
}

/// Where `name` stands as a word.
fn words(text: &str, name: &str) -> impl Iterator<Item = usize> {
    let is_part = |it: char| it.is_alphanumeric() || matches!(it, '_' | '-');
    text.match_indices(name).map(|(at, _)| at).filter(move |at| {
        let before = text.get(..*at).is_some_and(|it| it.ends_with(is_part));
        !before && !text.get(at + name.len()..).is_some_and(|it| it.starts_with(is_part))
    })
}

/// The keys of a documented path: `Event["Requested Product"]`; none for a call, which is an example.
pub(crate) fn keys(path: &str) -> Option<Vec<Arc<str>>> {
    if path.contains('(') {
        return None;
    }
    let plain = path.replace("[\"", "\u{0}").replace("\"]", "");
    // A name in brackets may have points of its own.
    let mut keys = Vec::new();
    for (at, part) in plain.split('\u{0}').enumerate() {
        match at {
            0 => keys.extend(part.split('.').map(Arc::from)),
            _ => keys.push(Arc::from(part)),
        }
    }
    Some(keys)
}

fn same_key(segment: &Segment, key: &str) -> bool {
    matches!(segment, Segment::Key(it) if it.to_lowercase() == key.to_lowercase())
}

fn is_same(path: &[Arc<str>], segments: &[Segment]) -> bool {
    path.len() == segments.len() && is_below(path, segments)
}

/// Whether the path begins with these steps.
fn is_below(path: &[Arc<str>], segments: &[Segment]) -> bool {
    path.len() >= segments.len() && segments.iter().zip(path).all(|(segment, key)| same_key(segment, key))
}

/// The first step of a field that no known path has: its place among the steps and its name. What lies below a known
/// field is known; names in another case are told of elsewhere.
fn first_unknown<'f>(segments: &'f [Segment], known: &[Vec<Arc<str>>]) -> Option<(usize, &'f Arc<str>)> {
    for (depth, segment) in segments.iter().enumerate() {
        let Segment::Key(name) = segment else { return None };
        let path = segments.get(..=depth).unwrap_or_default();
        if known.iter().any(|it| is_same(it, path)) {
            return None;
        }
        if !known.iter().any(|it| is_below(it, path)) {
            return Some((depth, name));
        }
    }
    None
}

/// Whether a schema of contacts has the field among its properties.
fn is_declared(schema: &Value, segments: &[Segment]) -> bool {
    let mut at = schema;
    for segment in segments {
        let next = match segment {
            Segment::Key(key) => at.get("properties").and_then(|it| it.get(&**key)),
            Segment::Index(_) | Segment::Each => at.get("items"),
        };
        match next {
            Some(next) => at = next,
            None => return false,
        }
    }
    true
}

fn has(contact: &Contact, segments: &[Segment], by_name_alone: bool) -> bool {
    fn is_in(node: &Node<InContact>, segments: &[Segment]) -> bool {
        let Some((first, rest)) = segments.split_first() else { return true };
        match (&node.kind, first) {
            (NodeKind::Map(members), Segment::Key(key)) => {
                members.iter().any(|it| it.key.to_lowercase() == key.to_lowercase() && is_in(&it.value, rest))
            }
            (NodeKind::List(items), _) => items.iter().any(|it| is_in(it, rest)),
            _ => false,
        }
    }
    // Some platforms find the parameters of an event by their names alone.
    let NodeKind::Map(members) = &contact.root().kind else { return false };
    is_in(contact.root(), segments) || (by_name_alone && members.iter().any(|it| is_in(&it.value, segments)))
}

#[cfg(test)]
mod tests {
    use super::{keys, only_word};

    #[test]
    fn documented_paths_are_read() {
        let read = |path: &str| keys(path).map(|it| it.join("|"));
        assert_eq!(read("profile.properties.city").as_deref(), Some("profile|properties|city"));
        assert_eq!(read("Event[\"Requested Product\"]").as_deref(), Some("Event|Requested Product"));
        assert_eq!(read("email").as_deref(), Some("email"));
        assert_eq!(read("data.get('param')"), None);
    }

    #[test]
    fn a_word_is_found_when_it_stands_once() {
        assert_eq!(only_word("profile.first_name", "first_name"), Some(8));
        assert_eq!(only_word("profile[\"name\"]", "name"), Some(9));
        assert_eq!(only_word("name.name", "name"), None);
        assert_eq!(only_word("first_name", "name"), None);
    }
}
