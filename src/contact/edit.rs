//! Contacts that differ from another in a field, and contacts as text.

use super::Contact;
use crate::field::Segment;
use crate::payload::{Member, Node, NodeKind};
use crate::source::{InContact, Span};

/// A value of a contact.
pub(crate) type ContactValue = NodeKind<InContact>;

impl Contact {
    /// The value at a path; none where the contact has none. Of [`Segment::Each`] it is the first element's.
    pub(crate) fn at(&self, path: &[Segment]) -> Option<&ContactValue> {
        let step = |node: &'_ Node<InContact>, segment: &Segment| -> Option<usize> {
            match (&node.kind, segment) {
                (NodeKind::Map(members), Segment::Key(key)) => {
                    members.iter().rposition(|it| *it.key == **key)
                }
                (NodeKind::Map(members), Segment::Each) => members.len().checked_sub(1),
                (NodeKind::List(_), Segment::Each) => Some(0),
                (NodeKind::List(_), Segment::Index(at)) => Some(*at),
                _ => None,
            }
        };
        let mut node = &self.root;
        for segment in path {
            let at = step(node, segment)?;
            node = match &node.kind {
                NodeKind::Map(members) => &members.get(at)?.value,
                NodeKind::List(items) => items.get(at)?,
                _ => return None,
            };
        }
        Some(&node.kind)
    }

    /// The same contact with another value at a path, or with none there. [`Segment::Each`] is every element. Maps on
    /// the way are made where there are none; nothing where the path leads through something else.
    pub(crate) fn with(&self, path: &[Segment], value: Option<&ContactValue>) -> Option<Contact> {
        self.with_each([(path, value)])
    }

    /// The same with several changes, one after the other.
    pub(crate) fn with_each<'v>(
        &self,
        changes: impl IntoIterator<Item = (&'v [Segment], Option<&'v ContactValue>)>,
    ) -> Option<Contact> {
        let mut contact = Contact { root: self.root.clone(), faults: Vec::new() };
        let mut changes = changes.into_iter();
        changes.all(|(path, value)| set(&mut contact.root, path, value)).then_some(contact)
    }

    /// The contact as JSON text: numbers as they are written, members in their order.
    pub fn to_json_text(&self) -> String {
        self.root.kind.json_text()
    }
}

impl ContactValue {
    /// The value as JSON text: numbers as they are written, members in their order.
    pub(crate) fn json_text(&self) -> String {
        let mut text = String::new();
        write(self, &mut text);
        text
    }
}

/// A value that stands nowhere: places of a contact that was made up are never told.
fn node(kind: ContactValue) -> Node<InContact> {
    Node { span: Span::default(), kind }
}

/// Whether there was something to change.
fn set(at: &mut Node<InContact>, path: &[Segment], value: Option<&ContactValue>) -> bool {
    let Some((segment, rest)) = path.split_first() else {
        return match value {
            Some(value) => {
                at.kind = value.clone();
                true
            }
            None => false,
        };
    };
    match (&mut at.kind, segment) {
        (NodeKind::Map(members), Segment::Key(key)) if rest.is_empty() && value.is_none() => {
            let before = members.len();
            members.retain(|it| *it.key != **key);
            members.len() < before
        }
        (NodeKind::Map(members), Segment::Key(key)) => {
            let found = members.iter().rposition(|it| *it.key == **key);
            if let Some(member) = found.and_then(|it| members.get_mut(it)) {
                if matches!(member.value.kind, NodeKind::Null) && !rest.is_empty() && value.is_some() {
                    member.value.kind = NodeKind::Map(Vec::new());
                }
                return set(&mut member.value, rest, value);
            }
            let mut made = node(if rest.is_empty() { NodeKind::Null } else { NodeKind::Map(Vec::new()) });
            let is_made = value.is_some() && set(&mut made, rest, value);
            if is_made {
                members.push(Member { key: (&**key).into(), key_span: Span::default(), value: made });
            }
            is_made
        }
        (NodeKind::Map(members), Segment::Each) => {
            any(members.iter_mut().map(|it| &mut it.value), rest, value)
        }
        (NodeKind::List(items), Segment::Each) => any(items.iter_mut(), rest, value),
        (NodeKind::List(items), Segment::Index(at)) => {
            items.get_mut(*at).is_some_and(|it| set(it, rest, value))
        }
        _ => false,
    }
}

/// Sets it in all of them; whether there was something to change in any.
fn any<'n>(
    nodes: impl Iterator<Item = &'n mut Node<InContact>>,
    path: &[Segment],
    value: Option<&ContactValue>,
) -> bool {
    nodes.map(|it| set(it, path, value)).filter(|is_set| *is_set).count() > 0
}

fn write(value: &ContactValue, text: &mut String) {
    // Writing a text as JSON cannot fail.
    let quoted = |it: &str| serde_json::to_string(it).unwrap_or_default();
    match value {
        NodeKind::Null => text.push_str("null"),
        NodeKind::Bool(it) => text.push_str(if *it { "true" } else { "false" }),
        NodeKind::Number(it) => text.push_str(it),
        NodeKind::Str(it) => text.push_str(&quoted(it)),
        NodeKind::List(items) => {
            text.push('[');
            for (at, it) in items.iter().enumerate() {
                text.push_str(if at > 0 { ", " } else { "" });
                write(&it.kind, text);
            }
            text.push(']');
        }
        NodeKind::Map(members) => {
            text.push('{');
            for (at, it) in members.iter().enumerate() {
                text.push_str(if at > 0 { ", " } else { "" });
                text.push_str(&quoted(&it.key));
                text.push_str(": ");
                write(&it.value.kind, text);
            }
            text.push('}');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(keys: &str) -> Vec<Segment> {
        let segment = |it: &str| match it {
            "[]" => Segment::Each,
            it => it.parse().map_or_else(|_| Segment::Key(it.into()), Segment::Index),
        };
        keys.split('.').map(segment).collect()
    }

    #[track_caller]
    fn check(before: &str, at: &str, value: Option<&str>, after: Option<&str>) {
        let value = value.map(|it| Contact::read(&format!("{{\"it\": {it}}}")).at(&path("it")).cloned());
        let value = value.map(|it| it.expect("a value"));
        let changed = Contact::read(before).with(&path(at), value.as_ref());
        assert_eq!(changed.map(|it| it.to_json_text()).as_deref(), after, "{before} with {value:?} at {at}");
    }

    #[test]
    fn fields_are_set_and_taken_away() {
        check(r#"{"a": 1, "b": 2}"#, "a", Some("\"x\""), Some(r#"{"a": "x", "b": 2}"#));
        check(r#"{"a": 1, "b": 2}"#, "a", None, Some(r#"{"b": 2}"#));
        check(r#"{"a": {"b": 2}}"#, "a.b", None, Some(r#"{"a": {}}"#));
        check(r#"{"a": 1, "a": 2}"#, "a", Some("3"), Some(r#"{"a": 1, "a": 3}"#));
        check(r#"{"a": 1, "a": 2}"#, "a", None, Some("{}"));
        check("{}", "a.b", Some("3"), Some(r#"{"a": {"b": 3}}"#));
        check(r#"{"a": null}"#, "a.b", Some("3"), Some(r#"{"a": {"b": 3}}"#));
        check(
            r#"{"a": [{"b": 1}, {"c": 2}]}"#,
            "a.[].b",
            Some("3"),
            Some(r#"{"a": [{"b": 3}, {"c": 2, "b": 3}]}"#),
        );
        check(r#"{"a": [{"b": 1}, {"b": 2}]}"#, "a.1.b", None, Some(r#"{"a": [{"b": 1}, {}]}"#));
    }

    #[test]
    fn what_has_no_place_is_not_set() {
        check("{}", "a.b", None, None);
        check(r#"{"a": 1}"#, "a.b", Some("3"), None);
        check(r#"{"a": []}"#, "a.[].b", Some("3"), None);
        check(r#"{"a": [1]}"#, "a.7", Some("3"), None);
    }

    #[test]
    fn the_text_of_a_contact_is_read_as_the_same_contact() {
        let text = r#"{"n": 10.0, "s": "a\"b\\c\nd é", "l": [null, true, []], "m": {}, "m": {"x": -0}}"#;
        let once = Contact::read(text).to_json_text();
        assert_eq!(Contact::read(&once).to_json_text(), once);
        assert!(once.contains("10.0") && once.contains("-0") && once.contains("é"), "{once}");
    }
}
