//! The context automaton: what can be known of a template without a contact.
//!
//! The tree is walked once with the set of states in which the reader of the format can be. Literal text moves each
//! state on by its characters; a merge tag is held against what it prints ([`Printed`]), whoever the contact is. The
//! blocks of a condition join; a loop is walked as no turn, as an only one, and as a first, some between and a last,
//! until nothing new comes of it. States are small and `Copy`: containers are bits and a depth.
//!
//! What it calls proved is proved: whatever contact fits [`Given`], the rendered part reads without an error, if it
//! renders. Whether it always renders is told apart, by [`Judgement::faults`]. What it calls wrong is wrong on every
//! path. Of all else it says why it does not know.

use std::collections::{BTreeMap, BTreeSet};

mod bindings;
mod bits;
mod classes;
mod conditions;
mod encoded;
mod eval;
mod filters;
mod format;
mod given;
mod jinja;
mod liquid;
mod loops;
mod names;
mod nodes;
mod notes;
mod parts;
mod pattern;
mod print;
mod printed;
mod texts;
mod value;
mod walk;

#[cfg(test)]
mod tests;

pub use classes::Classes;
pub use given::{Fact, Given, Kinds};
pub use printed::{Printed, Shapes};

use crate::field::Segment;
use crate::profile::Profile;
use crate::settings::Settings;
use crate::source::{InTemplate, Span};
use crate::template::{NodeId, Template};

/// What a part must be, for its reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// JSON (RFC 8259).
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// XML 1.0.
    Xml,
    /// An address.
    Url,
    /// The value of a header.
    Header,
    /// Any text.
    Text,
}

/// What is known of a template, or of one place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// It is right for every contact.
    Proved,
    /// It may be right or not; by itself this is no fault.
    Unproved,
    /// It is wrong whoever the contact is.
    Wrong,
}

/// What the walk found.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// Whether the whole part is right: `Wrong` only if every path through it is.
    pub answer: Answer,
    /// Every merge tag, counter and cycle that was reached.
    pub holes: BTreeMap<NodeId, HoleContext>,
    /// Why it is wrong or not proved, in the order of the template.
    pub reasons: Vec<Reason>,
    /// Where the engine may refuse to go on, in the order of the template: in merge tags, conditions, loops and
    /// assignments. None when every contact that fits renders, but for limits.
    pub faults: Vec<Reason>,
}

/// A merge tag in its place.
#[derive(Clone, Debug)]
pub struct HoleContext {
    /// The text of the tag.
    pub span: Span<InTemplate>,
    /// Where it stands: one place, unless paths differ.
    pub places: BTreeSet<Place>,
    /// What it prints, on any of the paths to it.
    pub printed: Printed,
    /// The text that it stands for, when it prints a JSON string or the inside of one on all of these paths.
    pub decoded: Option<Printed>,
    /// Whether that fits there.
    pub outcome: Answer,
}

/// Where in a part something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Inside a JSON string that is a value.
    JsonString,
    /// Inside a JSON string that is the name of a member.
    JsonKey,
    /// Where a JSON value is due.
    JsonValue,
    /// Between JSON values: where a comma, a name or a closing bracket is due.
    JsonBetween,
    /// In the name of a form's field.
    FormName,
    /// In the value of a form's field.
    FormValue,
    /// In the text of an XML element.
    XmlText,
    /// In the value of an XML attribute.
    XmlAttribute,
    /// In a tag, comment or other markup of XML.
    XmlMarkup,
    /// In the scheme, host or port of an address.
    UrlHost,
    /// In the path of an address.
    UrlPath,
    /// In the query of an address.
    UrlQuery,
    /// After the `#` of an address.
    UrlFragment,
    /// In the value of a header.
    HeaderValue,
    /// In plain text.
    Text,
}

/// Why something is wrong or not proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Where.
    pub span: Span<InTemplate>,
    /// `Unproved` or `Wrong`: whether it is so for every contact that comes this way.
    pub answer: Answer,
    /// What it is, in a marketer's words: lower case, no full stop.
    pub message: String,
    /// The contact fields that it depends on.
    pub fields: Vec<Box<[Segment]>>,
    /// What would have to hold of each of these fields for the reason to go away, where there is such a condition. It
    /// was tried: with it, the reason is gone.
    pub demand: Option<Demand>,
}

/// A condition on a field of every contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// The contact has it, and it is not `null`.
    Present,
    /// It is a text or number that is not empty.
    Filled,
    /// It has none of these characters.
    Without(Classes),
    /// It is of one of these types, and there.
    Kinds(Kinds),
}

impl Demand {
    /// The demand as a fact of a contact field.
    pub fn fact(self) -> Fact {
        match self {
            Demand::Present => {
                Fact { present: true, kinds: Kinds::ALL.minus(Kinds::NULL), ..Fact::default() }
            }
            Demand::Filled => Fact {
                present: true,
                kinds: Kinds::TEXT.or(Kinds::NUMBER),
                not_empty: true,
                filled: true,
                ..Fact::default()
            },
            Demand::Without(without) => {
                Fact { kinds: Kinds::ALL.minus(Kinds::LIST.or(Kinds::MAP)), without, ..Fact::default() }
            }
            Demand::Kinds(kinds) => Fact { present: true, kinds, ..Fact::default() },
        }
    }
}

/// Judges a part: what every merge tag in it prints and whether the whole is right, for every contact that fits what is
/// `given`. It reads no contact and cannot fail; its work is bounded by the length of the template.
pub fn judge(
    template: &Template,
    profile: &'static Profile,
    settings: &Settings,
    target: Target,
    given: &Given,
) -> Judgement {
    walk::Walk::new(template, profile, settings, (target, given)).judge()
}
