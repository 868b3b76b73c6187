//! How awkward values are made from plain ones.

use crate::contact::ContactValue;
use crate::payload::{Node, NodeKind};
use crate::source::Span;

/// How long a text is that is very long: longer than any name or address, shorter than what databases hold.
pub(super) const LONG: usize = 300;

/// How many elements a long list has.
pub(super) const MANY: usize = 24;

/// What a value is made from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample<'s> {
    /// The field's path.
    pub(crate) path: &'s str,
    /// A plain value of the field.
    pub(crate) value: &'s ContactValue,
    /// The most characters that the partner takes of it.
    pub(crate) limit: Option<usize>,
}

/// A value that was made.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Made {
    /// The contact does not have the field.
    Nothing,
    /// It has this.
    Value(ContactValue),
}

impl Made {
    /// The value; none when the field is taken away.
    pub(crate) fn value(&self) -> Option<&ContactValue> {
        match self {
            Made::Nothing => None,
            Made::Value(value) => Some(value),
        }
    }
}

impl Sample<'_> {
    /// The text of a field that has some.
    pub(super) fn text(&self) -> Option<&str> {
        match self.value {
            NodeKind::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The number of a field that has one.
    pub(super) fn number(&self) -> Option<&str> {
        match self.value {
            NodeKind::Number(text) => Some(text),
            _ => None,
        }
    }

    /// A text with a character: `name` for somebody's name, `street` for what looks like a line of an address, else the
    /// plain text with `piece` in its middle.
    pub(super) fn with(&self, name: &str, street: &str, piece: &str) -> Option<Made> {
        let plain = self.text()?;
        if is_name(plain) && self.path.to_ascii_lowercase().ends_with("name") {
            return text(name);
        }
        if is_street(plain) {
            return text(street);
        }
        let middle = plain.char_indices().nth(plain.chars().count() / 2).map_or(0, |(at, _)| at);
        let (before, after) = plain.split_at(middle);
        text(&[before, piece, after].concat())
    }
}

pub(super) fn text(it: &str) -> Option<Made> {
    Some(Made::Value(NodeKind::Str(it.into())))
}

pub(super) fn number(it: &str) -> Option<Made> {
    Some(Made::Value(NodeKind::Number(it.into())))
}

/// `Clarke`, `Greater London`: words that begin with a capital letter and have no others.
fn is_name(text: &str) -> bool {
    text.chars().count() > 2
        && text.split(' ').all(|word| {
            let mut letters = word.chars();
            letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase)
        })
}

/// `12 Rose Lane`: a number, then words.
fn is_street(text: &str) -> bool {
    let mut words = text.split(' ');
    let starts = words.next().is_some_and(|it| it.parse::<u32>().is_ok());
    let rest = words.collect::<Vec<_>>().join(" ");
    starts && is_name(&rest)
}

/// Another text of the same form: the last letter or digit is the one after it.
pub(super) fn other(plain: &str) -> String {
    if is_name(plain) {
        return "Morgan".to_owned();
    }
    if is_street(plain) {
        return "7 Harbour View".to_owned();
    }
    let next = |it: char| match it {
        'z' => 'y',
        'Z' => 'Y',
        '9' => '8',
        it => char::from_u32(u32::from(it) + 1).unwrap_or(it),
    };
    let last = plain.char_indices().rfind(|(_, it)| it.is_ascii_alphanumeric());
    match last {
        Some((at, it)) => {
            let (before, after) = plain.split_at(at);
            format!("{before}{}{}", next(it), after.get(it.len_utf8()..).unwrap_or_default())
        }
        None => "x".to_owned(),
    }
}

/// A text of so many characters, made of the plain one.
pub(super) fn long(plain: &str, chars: usize) -> Option<Made> {
    let words = if plain.trim().is_empty() { "Long" } else { plain.trim() };
    // A space is put in only where there is one already: it is another kind of awkward.
    let space = words.contains(' ').then_some(' ');
    let mut made: String = words.chars().chain(space).cycle().take(chars).collect();
    // What ends in a space is trimmed by some partners, and is no longer too long.
    if made.ends_with(' ') {
        made.pop();
        made.push('x');
    }
    text(&made)
}

/// A list of so many elements, made of its own.
pub(super) fn resized(sample: &Sample<'_>, count: usize) -> Option<Made> {
    let NodeKind::List(items) = sample.value else { return None };
    if items.is_empty() && count > 0 {
        return None;
    }
    Some(Made::Value(NodeKind::List(items.iter().cycle().take(count).cloned().collect())))
}

/// A list of two of a value.
pub(super) fn repeated(value: &ContactValue) -> Made {
    let element = || Node { span: Span::default(), kind: value.clone() };
    Made::Value(NodeKind::List(vec![element(), element()]))
}
