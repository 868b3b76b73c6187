//! What spreadsheets do to a list when it is opened and saved in them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::input::Cells;
use super::who;
use crate::limits::FIRST_CONTACTS;

/// A kind of damage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DamageKind {
    /// A long number written as `1.2E+10`: its digits are lost.
    Scientific,
    /// What a formula prints in place of its result, such as `#REF!`.
    FormulaError,
    /// Numbers that are shorter than their column's usual length, where none begins with a zero: zeros at the front may
    /// be lost. Only ever a guess.
    LostZeros,
}

impl DamageKind {
    /// As reports write it.
    pub fn name(self) -> &'static str {
        match self {
            DamageKind::Scientific => "scientific-notation",
            DamageKind::FormulaError => "formula-error",
            DamageKind::LostZeros => "lost-zeros",
        }
    }
}

/// Damage in a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// What was done.
    pub kind: DamageKind,
    /// The column's name.
    pub column: Arc<str>,
    /// How many cells.
    pub count: u64,
    /// The lines of the first few.
    pub first: Vec<u64>,
}

/// What the values of a column are, by its name, where damage can be told from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Watched {
    /// Postcodes and telephone numbers: digits, as long as one another, perhaps with zeros at the front.
    Digits,
    /// Ids.
    Id,
}

impl Watched {
    pub(super) fn of(name: &str) -> Option<Watched> {
        match () {
            () if who::is_postcode(name) || who::is_phone(name) => Some(Watched::Digits),
            () if who::is_id(name) => Some(Watched::Id),
            () => None,
        }
    }
}

/// What spreadsheets print for a formula that fails.
const FORMULA_ERRORS: [&[u8]; 9] =
    [b"#REF!", b"#N/A", b"#VALUE!", b"#NAME?", b"#DIV/0!", b"#NULL!", b"#NUM!", b"#ERROR!", b"#SPILL!"];

/// The longest number whose length is counted: telephone numbers have at most 15 digits (E.164).
const LONGEST: usize = 16;

/// Of how many numbers a column must have to have a usual length.
const LEAST_NUMBERS: u64 = 20;

/// How often something was met, and where first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Met {
    count: u64,
    first: Vec<u64>,
}

impl Met {
    fn add(&mut self, number: u64) {
        self.count += 1;
        if self.first.len() < FIRST_CONTACTS {
            self.first.push(number);
        }
    }

    fn join(&mut self, later: &Met) {
        self.count += later.count;
        let room = FIRST_CONTACTS.saturating_sub(self.first.len());
        self.first.extend(later.first.iter().take(room));
    }
}

/// The damage of some rows. That of following rows is joined to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Damages {
    plain: BTreeMap<(usize, DamageKind), Met>,
    /// Numbers by column and length.
    lengths: BTreeMap<(usize, usize), Met>,
    /// By column: how many begin with a zero, and how many are no numbers.
    others: BTreeMap<usize, (u64, u64)>,
}

impl Damages {
    /// Looks at a row.
    pub(super) fn row(&mut self, number: u64, cells: &Cells, watched: &[Option<Watched>]) {
        for (column, watched) in watched.iter().enumerate() {
            let cell = cells.get(column).trim_ascii();
            if cell.first() == Some(&b'#') && FORMULA_ERRORS.contains(&cell) {
                self.plain.entry((column, DamageKind::FormulaError)).or_default().add(number);
            } else if watched.is_some() && is_scientific(cell) {
                self.plain.entry((column, DamageKind::Scientific)).or_default().add(number);
            } else if *watched == Some(Watched::Digits) && !cell.is_empty() {
                self.digits(column, number, cell);
            }
        }
    }

    fn digits(&mut self, column: usize, number: u64, cell: &[u8]) {
        if cell.len() <= LONGEST && cell.iter().all(u8::is_ascii_digit) {
            self.lengths.entry((column, cell.len())).or_default().add(number);
            self.others.entry(column).or_default().0 += u64::from(cell.first() == Some(&b'0'));
        } else {
            self.others.entry(column).or_default().1 += 1;
        }
    }

    /// Joins what later rows have.
    pub(super) fn join(&mut self, later: &Damages) {
        for (key, met) in &later.plain {
            self.plain.entry(*key).or_default().join(met);
        }
        for (key, met) in &later.lengths {
            self.lengths.entry(*key).or_default().join(met);
        }
        for (column, (zeros, others)) in &later.others {
            let sum = self.others.entry(*column).or_default();
            *sum = (sum.0 + zeros, sum.1 + others);
        }
    }

    /// All damage, by column. `name` gives the name of a column.
    pub(super) fn found(&self, name: impl Fn(usize) -> Arc<str>) -> Vec<Damage> {
        let lost = self.others.keys().filter_map(|&column| Some((column, self.lost_zeros(column)?)));
        let lost = lost.map(|(column, met)| ((column, DamageKind::LostZeros), met));
        let plain = self.plain.iter().map(|(key, met)| (*key, met.clone()));
        let all: BTreeMap<_, _> = plain.chain(lost).collect();
        let damage = |((column, kind), met): ((usize, DamageKind), Met)| Damage {
            kind,
            column: name(column),
            count: met.count,
            first: met.first,
        };
        all.into_iter().map(damage).collect()
    }

    /// The numbers that are one or two digits shorter than the usual ones, where nothing speaks against it: hardly
    /// anything but numbers, and none that still has its zero.
    fn lost_zeros(&self, column: usize) -> Option<Met> {
        let of_column =
            || self.lengths.range((column, 0)..=(column, LONGEST)).map(|((_, len), met)| (*len, met));
        let (zeros, others) = self.others.get(&column).copied().unwrap_or_default();
        let numbers: u64 = of_column().map(|(_, met)| met.count).sum();
        let (usual, most) = of_column().max_by_key(|(_, met)| met.count)?;
        if zeros > 0 || numbers < LEAST_NUMBERS || others * 10 > numbers || most.count * 2 < numbers {
            return None;
        }
        let mut met = Met::default();
        let shorter = of_column().filter(|(len, _)| *len < usual && *len + 2 >= usual);
        for (_, it) in shorter {
            met.count += it.count;
            met.first.extend(&it.first);
        }
        met.first.sort_unstable();
        met.first.truncate(FIRST_CONTACTS);
        (met.count > 0).then_some(met)
    }
}

/// Whether a cell is a number as spreadsheets shorten it: `1.2E+10`, in some countries `1,2E+10`.
fn is_scientific(cell: &[u8]) -> bool {
    let Some(at) = cell.iter().position(|it| matches!(it, b'E' | b'e')) else { return false };
    let (number, exponent) = cell.split_at(at);
    let exponent = exponent.get(1..).and_then(|it| it.strip_prefix(b"+")).unwrap_or_default();
    let is_digits = |it: &[u8]| !it.is_empty() && it.iter().all(u8::is_ascii_digit);
    let is_number = number.splitn(2, |it| matches!(it, b'.' | b',')).all(is_digits);
    is_number && exponent.len() == 2 && is_digits(exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortened_numbers_are_told() {
        for (cell, expected) in [
            ("1.2E+10", true),
            ("4,47712E+11", true),
            ("5E+15", true),
            ("1.2E10", false),
            ("12E+1", false),
            ("E+10", false),
            ("1.2E-05", false),
            ("SE10 8XJ", false),
        ] {
            assert_eq!(is_scientific(cell.as_bytes()), expected, "{cell}");
        }
    }

    #[test]
    fn columns_are_watched_by_their_names() {
        for (name, expected) in [
            ("profile.properties.postcode", Some(Watched::Digits)),
            ("Zip", Some(Watched::Digits)),
            ("Mobile number", Some(Watched::Digits)),
            ("customer_id", Some(Watched::Id)),
            ("id", Some(Watched::Id)),
            ("Order number", Some(Watched::Id)),
            ("paid", None),
            ("first_name", None),
        ] {
            assert_eq!(Watched::of(name), expected, "{name}");
        }
    }

    #[test]
    fn zeros_are_lost_only_where_nothing_speaks_against_it() {
        let count = |zips: &[&str]| {
            let mut damages = Damages::default();
            for (number, zip) in (1..).zip((0..30).map(|_| &"90210").chain(zips)) {
                damages.digits(0, number, zip.as_bytes());
            }
            damages.lost_zeros(0).map(|it| (it.count, it.first))
        };
        assert_eq!(count(&["2134", "90210", "501"]), Some((2, vec![31, 33])));
        assert_eq!(count(&["90210"]), None);
        assert_eq!(count(&["2134", "02134"]), None, "another one has its zero");
        assert_eq!(count(&["2134", "SW1A 1AA", "N1", "N2", "N3"]), None, "these are not all numbers");
        assert_eq!(count(&["7"]), None);
    }
}
