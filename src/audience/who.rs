//! By what people are told apart: an email address, a customer's id, a postal address.

use std::num::NonZeroU64;

use super::mapping::plain;
use super::mark::Mark;
use crate::field::Segment;
use crate::payload::{Node, NodeKind};
use crate::source::InContact;

/// By what a person is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The email address.
    Email,
    /// The customer's id.
    Id,
    /// The postcode and the first line of the postal address.
    Address,
}

impl Kind {
    /// All of them, in the order of reports.
    pub const ALL: [Kind; 3] = [Kind::Email, Kind::Id, Kind::Address];

    /// As reports write it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Email => "email",
            Kind::Id => "id",
            Kind::Address => "address",
        }
    }
}

/// What tells a person from others, one number for each kind that is known, in the order of [`Kind::ALL`].
pub(super) type Marks = [Option<NonZeroU64>; 3];

/// How deep in a contact the fields of its person are looked for: those further down are of an order or an event.
const DEPTH: usize = 3;

/// Names in plain letters, the surest first.
const EMAIL: [&str; 3] = ["email", "emailaddress", "mail"];
const ID: [&str; 8] =
    ["customerid", "contactid", "profileid", "subscriberid", "userid", "identity", "externalid", "id"];
const POSTCODE: [&str; 7] =
    ["postcode", "zip", "zipcode", "postalcode", "addresspostcode", "addresszip", "postalzip"];
const LINE: [&str; 8] = [
    "address1",
    "addressline1",
    "addressline",
    "address",
    "streetaddress",
    "street",
    "line1",
    "addressstreet",
];

/// Whether a field holds a postcode, by its name.
pub(super) fn is_postcode(name: &str) -> bool {
    let name = plain(name);
    POSTCODE.iter().any(|it| name.ends_with(it))
}

/// Whether a field holds an id, by its name.
pub(super) fn is_id(name: &str) -> bool {
    let name = plain(name);
    ID.iter().any(|it| name.ends_with(it) && (name.len() == it.len() || *it != "id"))
        || name.ends_with("number")
}

/// Whether a field holds a telephone number, by its name.
pub(super) fn is_phone(name: &str) -> bool {
    let name = plain(name);
    ["phone", "mobile", "telephone", "phonenumber", "mobilenumber", "msisdn", "tel"]
        .iter()
        .any(|it| name.ends_with(it))
}

/// The steps to a field.
type Path = Vec<Box<str>>;

/// The fields by which the people of a list are told apart, found once, in its header row or its first contact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Who {
    email: Option<Path>,
    id: Option<Path>,
    /// The postcode and the first line, which stand beside one another.
    address: Option<(Path, Path)>,
}

impl Who {
    /// Among the fields of a list.
    pub(super) fn new<'p>(paths: impl Iterator<Item = &'p [Segment]>) -> Who {
        let keys = |path: &[Segment]| -> Option<Path> {
            path.iter()
                .map(|it| if let Segment::Key(key) = it { Some((**key).into()) } else { None })
                .collect()
        };
        let paths: Vec<Path> = paths.filter_map(keys).filter(|it| (1..=DEPTH).contains(&it.len())).collect();
        let postcode = best(&paths, &POSTCODE);
        let address = postcode.and_then(|postcode| {
            let beside: Vec<Path> =
                paths.iter().filter(|it| parent(it) == parent(&postcode)).cloned().collect();
            best(&beside, &LINE).map(|line| (postcode, line))
        });
        Who { email: best(&paths, &EMAIL), id: best(&paths, &ID), address }
    }

    /// Among the fields of a contact.
    pub(super) fn of(root: &Node<InContact>) -> Who {
        let mut paths = Vec::new();
        collect(root, &mut Vec::new(), &mut paths);
        Who::new(paths.iter().map(Vec::as_slice))
    }

    /// The paths by which people are told apart, for [`Who::marks_of`].
    pub(super) fn paths(&self) -> impl Iterator<Item = Option<&[Box<str>]>> {
        let (postcode, line) = self.address.as_ref().map_or((None, None), |(a, b)| (Some(a), Some(b)));
        [self.email.as_ref(), self.id.as_ref(), postcode, line].into_iter().map(|it| it.map(Vec::as_slice))
    }

    /// The email address of a contact.
    pub(super) fn email(&self, root: &Node<InContact>) -> Option<String> {
        text(root, self.email.as_ref()?)
    }

    /// The customer's id of a contact.
    pub(super) fn id(&self, root: &Node<InContact>) -> Option<String> {
        text(root, self.id.as_ref()?)
    }

    /// What tells the person of a contact from others.
    pub(super) fn marks(&self, root: &Node<InContact>) -> Marks {
        let mut paths = self.paths();
        let texts = [(); 4].map(|()| paths.next().flatten().and_then(|path| text(root, path)));
        Who::marks_of(texts.each_ref().map(|it| it.as_deref().map(str::as_bytes)))
    }

    /// The same from the texts at [`Who::paths`], which are UTF-8.
    #[inline]
    pub(super) fn marks_of([email, id, postcode, line]: [Option<&[u8]>; 4]) -> Marks {
        let email = email.and_then(filled).map(|it| Mark::of(Kind::Email).folded(it).finish());
        let id = id.and_then(filled).map(|it| Mark::of(Kind::Id).text(it).finish());
        let address = postcode
            .and_then(filled)
            .zip(line.and_then(filled))
            .map(|(postcode, line)| Mark::of(Kind::Address).letters(postcode).letters(line).finish());
        [email, id, address]
    }
}

/// A text without the space around it; none when nothing is left.
#[inline]
fn filled(text: &[u8]) -> Option<&[u8]> {
    match text {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => Some(text),
        [] => None,
        _ => {
            let text = std::str::from_utf8(text).ok()?.trim();
            (!text.is_empty()).then_some(text.as_bytes())
        }
    }
}

fn parent(path: &[Box<str>]) -> &[Box<str>] {
    path.split_last().map_or(&[], |(_, parent)| parent)
}

/// The field with the surest name; of several the one that is least deep, and then the first.
fn best(paths: &[Path], names: &[&str]) -> Option<Path> {
    let rank = |path: &Path| {
        let rank = names.iter().position(|name| path.last().is_some_and(|it| plain(it) == *name))?;
        Some((rank, path.len()))
    };
    paths
        .iter()
        .filter_map(|it| Some((rank(it)?, it)))
        .min_by_key(|(rank, _)| *rank)
        .map(|(_, it)| it.clone())
}

fn collect(node: &Node<InContact>, path: &mut Vec<Segment>, paths: &mut Vec<Vec<Segment>>) {
    match &node.kind {
        NodeKind::Map(members) if path.len() < DEPTH => {
            for member in members {
                path.push(Segment::Key((*member.key).into()));
                collect(&member.value, path, paths);
                path.pop();
            }
        }
        NodeKind::Map(_) | NodeKind::List(_) => {}
        NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::Str(_) => {
            paths.push(path.clone());
        }
    }
}

/// The value of a field as text; none when it is empty.
fn text(root: &Node<InContact>, path: &[Box<str>]) -> Option<String> {
    let node = path.iter().try_fold(root, |node, key| node.member(key).map(|it| &it.value))?;
    let text = match &node.kind {
        NodeKind::Number(text) | NodeKind::Str(text) => text.trim(),
        _ => "",
    };
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact::Contact;

    #[test]
    fn people_are_told_apart() {
        let contact = |text: &str| Contact::read(text);
        let first = contact(
            r#"{"id": 3, "event": {"order": {"email": "o@x"}}, "profile": {"email": "Ann@x", "customer_id": 12,
                "properties": {"address_1": "1 High St.", "zip": "N1"}}, "postcode": "Z"}"#,
        );
        let who = Who::of(first.root());
        assert_eq!(who.email(first.root()).as_deref(), Some("Ann@x"));
        assert_eq!(who.id(first.root()).as_deref(), Some("12"));
        let marks = |it: &Contact| who.marks(it.root());
        assert_eq!(marks(&first).map(|it| it.is_some()), [true, true, false]);
        let same = contact(r#"{"profile": {"email": " ann@X ", "customer_id": "12"}}"#);
        assert_eq!(marks(&first), marks(&same));
        assert_eq!(marks(&contact("{}")), [None; 3]);
    }

    #[test]
    fn addresses_are_compared_by_letters() {
        let one = Contact::read(r#"{"Address 1": "1 High St.", "Zip": "n1 2ab", "town": "London"}"#);
        let other = Contact::read(r#"{"Zip": "N12AB", "Address 1": "1, high st", "town": "london"}"#);
        let who = Who::of(one.root());
        let [email, id, address] = who.marks(one.root());
        assert!(email.is_none() && id.is_none() && address.is_some());
        assert_eq!(who.marks(other.root()), [None, None, address]);
    }
}
