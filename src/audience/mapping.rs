//! Which column fills which field of the template, and which do not find one another.

use std::sync::Arc;

use super::input::Options;
use crate::field::Segment;
use crate::nearest::nearest;

/// How many near names are shown.
const SHOWN: usize = 3;

/// The columns of a table and the fields that the hook reads, held against one another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// The fields that the hook reads and no column fills, each with the columns that were probably meant.
    pub unfilled: Vec<(Arc<str>, Vec<Arc<str>>)>,
    /// The columns that the hook file names under `[fields]` and the table does not have.
    pub missing: Vec<Arc<str>>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in the header row.
    pub name: Arc<str>,
    /// The field that it fills.
    pub field: Arc<str>,
    /// What becomes of it.
    pub supply: Supply,
    /// Whether the hook file says under `[fields]` which field it fills.
    pub is_mapped: bool,
    /// The fields that were probably meant, when the hook does not read its field.
    pub nearest: Vec<Arc<str>>,
}

/// What becomes of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Supply {
    /// The hook reads it, in its templates or to know the contact by.
    Read,
    /// It is a part of the contact that the hook does not read.
    Unread,
    /// It has no name, or an earlier column fills the same field.
    Ignored,
}

impl Supply {
    /// As reports write it.
    pub fn name(self) -> &'static str {
        match self {
            Supply::Read => "read",
            Supply::Unread => "unread",
            Supply::Ignored => "ignored",
        }
    }
}

impl Mapping {
    /// What becomes of a column with this path.
    pub(super) fn supply(path: &[Segment], options: &Options) -> Supply {
        let mut read = options.fields.iter().chain(&options.identifying);
        match read.any(|(_, field)| fills(path, field)) {
            true => Supply::Read,
            false => Supply::Unread,
        }
    }

    /// Adds what the columns and the fields lack of one another. An ignored column has no path.
    pub(super) fn new(mut columns: Vec<Column>, paths: &[Vec<Segment>], options: &Options) -> Mapping {
        let is_filled = |field: &[Segment]| paths.iter().any(|path| fills(path, field));
        let open: Vec<_> = options.fields.iter().filter(|(_, field)| !is_filled(field)).collect();
        for column in columns.iter_mut().filter(|it| it.supply == Supply::Unread) {
            column.nearest = near(&column.name, open.iter().map(|(path, segments)| (path, &**segments)));
        }
        let unfilled = open.iter().map(|(field, _)| {
            let meant = columns.iter().filter(|it| it.nearest.first() == Some(field));
            (field.clone(), meant.take(SHOWN).map(|it| it.name.clone()).collect())
        });
        let unfilled = unfilled.collect();
        let is_there = |name: &str| columns.iter().any(|it| &*it.name == name);
        let named = options.renamed.iter().map(|(name, _)| name);
        let missing = named.filter(|it| !is_there(it)).cloned().collect();
        Mapping { columns, unfilled, missing }
    }
}

/// Whether a column with this path fills a field, or a part of it.
fn fills(path: &[Segment], field: &[Segment]) -> bool {
    let same = |(a, b): (&Segment, &Segment)| match (a, b) {
        (Segment::Index(_) | Segment::Each, Segment::Each) | (Segment::Each, Segment::Index(_)) => true,
        _ => a == b,
    };
    !path.is_empty() && path.len() >= field.len() && path.iter().zip(field).all(same)
}

/// The fields whose names are nearest to that of a column, the nearest first.
fn near<'f>(
    column: &str,
    fields: impl Iterator<Item = (&'f Arc<str>, &'f [Segment])> + Clone,
) -> Vec<Arc<str>> {
    let column = plain(column);
    if column.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(usize, Arc<str>)> = Vec::new();
    for (path, segments) in fields.clone() {
        let tails = tails(segments);
        let leaf = tails.first().map_or("", String::as_str);
        let rank = match () {
            () if tails.contains(&column) => 0,
            () if leaf.len() >= 4 && (column.ends_with(leaf) || leaf.ends_with(&*column)) => 1,
            () if tails.iter().any(|it| nearest(&column, [it.as_str()]).is_some()) => 2,
            () => continue,
        };
        found.push((rank, path.clone()));
    }
    found.sort();
    found.into_iter().take(SHOWN).map(|(_, path)| path).collect()
}

/// The ends of a path as plain letters: of `profile.properties.address_1` these are `address1`, `propertiesaddress1` and
/// `profilepropertiesaddress1`.
fn tails(segments: &[Segment]) -> Vec<String> {
    let mut tails = Vec::new();
    let mut tail = String::new();
    for segment in segments.iter().rev() {
        if let Segment::Key(key) = segment {
            tail.insert_str(0, &plain(key));
            tails.push(tail.clone());
        }
    }
    tails
}

/// Letters and digits alone, in lower case: people write `First Name`, exports `first_name` and platforms `firstName`.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audience::Reader;
    use crate::audience::columns::Columns;
    use crate::contact::Contact;
    use crate::contract::Catalog;
    use crate::hook::Hook;
    use crate::hook_file::HookFile;

    #[test]
    fn near_fields_are_found() {
        let key = |it: &str| Segment::Key(it.into());
        let fields: Vec<(Arc<str>, Box<[Segment]>)> =
            ["profile.firstname", "profile.properties.address_1", "profile.properties.postcode", "event.id"]
                .into_iter()
                .map(|it| (Arc::from(it), it.split('.').map(key).collect()))
                .collect();
        for (column, expected) in [
            ("First Name", vec!["profile.firstname"]),
            ("Customer first name", vec!["profile.firstname"]),
            ("Address 1", vec!["profile.properties.address_1"]),
            ("properties_postcode", vec!["profile.properties.postcode"]),
            ("Post Cod", vec!["profile.properties.postcode"]),
            ("Favourite colour", vec![]),
            ("", vec![]),
        ] {
            let found = near(column, fields.iter().map(|(path, segments)| (path, &**segments)));
            assert_eq!(found.iter().map(|it| &**it).collect::<Vec<_>>(), expected, "{column}");
        }
    }

    #[test]
    fn what_a_contact_is_known_by_is_read() {
        let hook_file = "sender = 'ontraport'\nreceiver = 'generic'\nbody = '[First Name]'\n\
                         [identify]\ncontact = 'Acc. No.'\nemail = 'Email'\n";
        let file = HookFile::parse(hook_file).value;
        let hook = Hook::compile(&file, &Catalog::builtin()).value;
        let header = ["First Name", "Acc. No.", "Email", "Acc. Name"].map(|it| it.as_bytes().to_vec());
        let columns = Columns::new(&header, &Options::of(&hook));
        let supplies: Vec<_> = columns.mapping().columns.iter().map(|it| (&*it.name, it.supply)).collect();
        let expected = [
            ("First Name", Supply::Read),
            ("Acc. No.", Supply::Read),
            ("Email", Supply::Read),
            ("Acc. Name", Supply::Unread),
        ];
        assert_eq!(supplies, expected);
        let mut reader = Reader::new(Options::of(&hook));
        let mut blocks = reader.push(b"First Name,Acc. No.,Email,Acc. Name\nAnn,42,ann@example.com,x\n");
        blocks.extend(reader.finish());
        let mut known_as = Vec::new();
        for block in &blocks {
            block.records(|it| {
                known_as.extend(it.contact.map(|it| hook.identity(&Contact::read(it)).known_as()));
            });
        }
        assert_eq!(known_as, [Some("42".to_owned())]);
    }
}
