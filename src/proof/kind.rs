//! The awkward kinds of value, as a table: what each is called, how often contacts have it, and how it is made from a
//! plain value of the field.

use super::sample::{LONG, MANY, Made, Sample, long, number, other, repeated, resized, text};
use crate::payload::NodeKind;

/// How often contacts have such a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likelihood {
    /// In most lists of contacts there is one: an empty field, an accent.
    Often,
    /// In a long list: a quotation mark, a line break.
    Sometimes,
    /// Only by a fault of somebody's: a control character, a list where a text belongs.
    Rarely,
}

impl Likelihood {
    /// As reports write it.
    pub fn name(self) -> &'static str {
        match self {
            Likelihood::Often => "often",
            Likelihood::Sometimes => "sometimes",
            Likelihood::Rarely => "rarely",
        }
    }
}

/// What kinds have in common: when two of one family fail at the same place, they fail for the same reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// There is nothing, or nothing to see.
    Absence,
    /// The value is of the right type and has something in it.
    Content,
    /// It is long.
    Length,
    /// A list has few or many elements.
    Size,
    /// It is of another type.
    Type,
    /// It is what a condition asks for.
    Constant,
}

impl Family {
    /// All of them, in the order in which tables show them.
    pub const ALL: [Family; 6] =
        [Family::Absence, Family::Content, Family::Length, Family::Size, Family::Type, Family::Constant];

    /// As reports write it.
    pub fn name(self) -> &'static str {
        match self {
            Family::Absence => "absence",
            Family::Content => "content",
            Family::Length => "length",
            Family::Size => "size",
            Family::Type => "type",
            Family::Constant => "constant",
        }
    }
}

/// An awkward kind of value.
#[derive(Debug)]
pub struct Kind {
    /// Its name in kebab-case; stable.
    pub id: &'static str,
    /// What the field then does, in words: `has a quotation mark`. Empty for [`CONSTANT`], whose value says it.
    pub words: &'static str,
    /// How often contacts have it.
    pub likelihood: Likelihood,
    /// What it has in common with others.
    pub family: Family,
    /// Makes it; none where it does not fit the field.
    make: fn(&Sample<'_>) -> Option<Made>,
}

impl PartialEq for Kind {
    fn eq(&self, other: &Kind) -> bool {
        self.id == other.id
    }
}

impl Eq for Kind {}

impl Kind {
    /// The value of this kind for a field; none where it does not fit.
    pub(crate) fn made(&self, sample: &Sample<'_>) -> Option<Made> {
        (self.make)(sample)
    }

    /// Whether fields can be tried with it all at once. Not what conditions compare with one another or with a constant:
    /// two fields that both are another text may be equal.
    pub(crate) fn is_grouped(&self) -> bool {
        self.family != Family::Size && !matches!(self.id, "other-text" | "opposite")
    }
}

/// What a condition of the template compares the field with. It is not in [`KINDS`], since a field has one for each.
pub static CONSTANT: Kind = kind("constant", "", Likelihood::Often, Family::Constant, |_| None);

use Family::{Absence, Content, Length, Size, Type};
use Likelihood::{Often, Rarely, Sometimes};

/// The kinds, in the order in which they are tried.
pub static KINDS: [Kind; 43] = [
    kind("absent", "is missing", Often, Absence, |_| Some(Made::Nothing)),
    kind("empty", "is empty", Often, Absence, |it| match it.value {
        NodeKind::List(_) | NodeKind::Map(_) => None,
        _ => text(""),
    }),
    kind("null", "is null", Sometimes, Absence, |_| Some(Made::Value(NodeKind::Null))),
    kind("spaces", "has nothing but spaces", Sometimes, Absence, |it| it.text().and_then(|_| text("   "))),
    kind("other-text", "is another text", Sometimes, Content, |it| text(&other(it.text()?))),
    kind("accent", "has an accented letter", Often, Content, |it| it.with("Zoë", "5 Château Lane", "é")),
    kind("apostrophe", "has an apostrophe", Often, Content, |it| it.with("O'Neil", "5 King's Road", "'")),
    kind("comma", "has a comma", Often, Content, |it| it.with("Neil, Ann", "Flat 3, Rose Lane", ",")),
    kind("quote", "has a quotation mark", Sometimes, Content, |it| {
        it.with("O\"Neil", "5 \"Rose\" Lane", "\"")
    }),
    kind("line-break", "has a line break", Sometimes, Content, |it| {
        it.with("Ann\nMarie", "Flat 3\nRose Lane", "\n")
    }),
    kind("windows-line-break", "has a Windows line break", Sometimes, Content, |it| {
        it.with("Ann\r\nMarie", "Flat 3\r\nRose Lane", "\r\n")
    }),
    kind("backslash", "has a backslash", Sometimes, Content, |it| it.with("O\\Neil", "5\\7 Rose Lane", "\\")),
    kind("last-backslash", "ends in a backslash", Rarely, Content, |it| {
        it.text().and_then(|it| text(&format!("{it}\\")))
    }),
    kind("tab", "has a tab", Sometimes, Content, |it| it.with("Ann\tMarie", "Flat 3\tRose Lane", "\t")),
    kind("ampersand", "has an ampersand", Sometimes, Content, |it| {
        it.with("Tom & Jerry", "Rose & Crown Lane", "&")
    }),
    kind("plus", "has a plus sign", Sometimes, Content, |it| it.with("Tom + Jerry", "5 + 7 Rose Lane", "+")),
    kind("percent", "has a per cent sign", Sometimes, Content, |it| {
        it.with("100% Ann", "Flat 3%, Rose Lane", "%")
    }),
    kind("hash", "has a hash sign", Sometimes, Content, |it| it.with("Ann #1", "Flat #3, Rose Lane", "#")),
    kind("equals", "has an equals sign", Rarely, Content, |it| it.with("Ann=Marie", "Flat=3 Rose Lane", "=")),
    kind("question-mark", "has a question mark", Rarely, Content, |it| it.with("Ann?", "5? Rose Lane", "?")),
    kind("slash", "has a slash", Sometimes, Content, |it| it.with("Ann/Marie", "Flat 3/4 Rose Lane", "/")),
    kind("angle-bracket", "has an angle bracket", Rarely, Content, |it| {
        it.with("Ann <3", "5 Rose Lane <rear>", "<")
    }),
    kind("emoji", "has an emoji", Sometimes, Content, |it| it.with("Ann 🌹", "5 Rose Lane 🌹", "🌹")),
    kind("right-to-left", "is written from right to left", Sometimes, Content, |it| {
        it.with("נועה", "רחוב הרצל 5", "א")
    }),
    kind("tag", "has what looks like a merge tag", Rarely, Content, |it| {
        it.with("{{ name }}", "5 {{ name }} Lane", "{{ x }}")
    }),
    kind("bracket-tag", "has what looks like a merge field", Rarely, Content, |it| {
        it.with("[First Name]", "5 [First Name] Lane", "[Name]")
    }),
    kind("dollar-tag", "has what looks like a reference", Rarely, Content, |it| {
        it.with("$name", "5 $name Lane", "$x")
    }),
    kind("control-character", "has a control character", Rarely, Content, |it| {
        it.with("Ann\u{1}Marie", "Flat 3\u{1}Rose Lane", "\u{1}")
    }),
    kind("line-separator", "has a line separator", Rarely, Content, |it| {
        it.with("Ann\u{2028}Marie", "Flat 3\u{2028}Rose Lane", "\u{2028}")
    }),
    kind("zero", "is 0", Sometimes, Content, |it| it.number().and_then(|_| number("0"))),
    kind("negative", "is negative", Rarely, Content, |it| it.number().and_then(|_| number("-1"))),
    kind("fraction", "has a fraction", Sometimes, Content, |it| it.number().and_then(|_| number("12.345"))),
    kind("large-number", "is very large", Rarely, Content, |it| {
        it.number().and_then(|_| number("12345678901234567890"))
    }),
    kind("opposite", "is the other of true and false", Often, Content, |it| match it.value {
        NodeKind::Bool(is) => Some(Made::Value(NodeKind::Bool(!is))),
        _ => None,
    }),
    kind("too-long", "is longer than the partner takes", Sometimes, Length, |it| {
        long(it.text()?, it.limit?.checked_add(1)?)
    }),
    kind("long", "is very long", Sometimes, Length, |it| long(it.text()?, LONG)),
    kind("empty-list", "is an empty list", Often, Absence, |it| resized(it, 0)),
    kind("one-element", "has one element", Often, Size, |it| resized(it, 1)),
    kind("long-list", "has many elements", Sometimes, Size, |it| resized(it, MANY)),
    kind("number-as-text", "is a number written as text", Sometimes, Type, |it| text(it.number()?)),
    kind("text", "is text", Rarely, Type, |it| match it.value {
        NodeKind::Str(_) => None,
        _ => text("none"),
    }),
    kind("number", "is a number", Rarely, Type, |it| match it.value {
        NodeKind::Number(_) | NodeKind::List(_) | NodeKind::Map(_) => None,
        _ => number("42"),
    }),
    kind("list", "is a list", Rarely, Type, |it| match it.value {
        NodeKind::List(_) => None,
        other => Some(repeated(other)),
    }),
];

const fn kind(
    id: &'static str,
    words: &'static str,
    likelihood: Likelihood,
    family: Family,
    make: fn(&Sample<'_>) -> Option<Made>,
) -> Kind {
    Kind { id, words, likelihood, family, make }
}
