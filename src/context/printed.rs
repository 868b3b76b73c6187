//! What an expression prints, whoever the contact is.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::bits::bit_set;
use super::classes::Classes;
use crate::field::Segment;

bit_set! {
    /// Forms that a text has, all of them at once.
    Shapes(u8) {
        /// One whole JSON value (RFC 8259), without space around it.
        JSON_VALUE = 0;
        /// The inside of a JSON string: every backslash begins an escape that is complete, and no quotation mark or
        /// control character stands as itself.
        JSON_INSIDE = 1;
        /// Every `%` begins an escape, `%XX`, and all escapes together make UTF-8.
        PERCENT = 2;
        /// Every `&` begins a reference to a character that XML knows, and there is no `<`.
        ENTITIES = 3;
        /// A whole number in decimal digits, without a sign and without zeros before it.
        DIGITS = 4;
    }
}

/// What can be said of the text that an expression prints, whoever the contact is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The characters that may stand in it, by class.
    pub may: Classes,
    /// The forms that it always has.
    pub shapes: Shapes,
    /// Whether it may be empty.
    pub empty: bool,
    /// Whether it may have nothing but white space, or nothing at all.
    pub blank: bool,
    /// How many characters it has at most.
    pub max_chars: Option<u32>,
    /// The only texts that it can be, where there are few.
    pub values: Option<BTreeSet<Arc<str>>>,
    /// Why the engine may refuse to print it; none when it always prints. Limits are left out.
    pub may_fault: Option<String>,
    /// The contact fields that it is made from.
    pub fields: BTreeSet<Box<[Segment]>>,
}

/// How many texts are told apart before only their characters are known.
pub(super) const MAX_VALUES: usize = 16;

impl Printed {
    /// Any text at all.
    pub fn anything() -> Printed {
        Printed {
            may: Classes::ALL,
            shapes: Shapes::NONE,
            empty: true,
            blank: true,
            max_chars: None,
            values: None,
            may_fault: None,
            fields: BTreeSet::new(),
        }
    }

    /// One of these texts.
    pub fn of_texts(texts: impl IntoIterator<Item = Arc<str>>) -> Printed {
        let texts: BTreeSet<Arc<str>> = texts.into_iter().collect();
        let mut all = Printed {
            may: Classes::NONE,
            shapes: Shapes::ALL,
            empty: false,
            blank: false,
            max_chars: Some(0),
            values: None,
            may_fault: None,
            fields: BTreeSet::new(),
        };
        for text in &texts {
            all.may = all.may.or(Classes::in_text(text));
            all.shapes = all.shapes.and(shapes_of(text));
            all.empty |= text.is_empty();
            all.blank |= text.trim().is_empty();
            all.max_chars = all.max_chars.max(u32::try_from(text.chars().count()).ok());
        }
        all.values = (texts.len() <= MAX_VALUES).then_some(texts);
        all
    }

    /// Just this text.
    pub fn of_text(text: &str) -> Printed {
        Printed::of_texts([Arc::from(text)])
    }

    /// Whichever of the two it is.
    #[must_use]
    pub fn or(mut self, other: Printed) -> Printed {
        self.values = match (self.values, other.values) {
            (Some(mut a), Some(b)) => {
                a.extend(b);
                (a.len() <= MAX_VALUES).then_some(a)
            }
            _ => None,
        };
        self.fields.extend(other.fields);
        Printed {
            may: self.may.or(other.may),
            shapes: self.shapes.and(other.shapes),
            empty: self.empty || other.empty,
            blank: self.blank || other.blank,
            max_chars: self.max_chars.zip(other.max_chars).map(|(a, b)| a.max(b)),
            may_fault: self.may_fault.or(other.may_fault),
            ..self
        }
    }

    /// Whether a text is one that it can be: what a test holds every render against.
    pub fn admits(&self, text: &str) -> bool {
        let chars = u32::try_from(text.chars().count()).ok();
        self.may.has(Classes::in_text(text))
            && shapes_of(text).has(self.shapes)
            && (self.empty || !text.is_empty())
            && (self.blank || !text.trim().is_empty())
            && self.max_chars.is_none_or(|most| chars.is_some_and(|it| it <= most))
            && self.values.as_ref().is_none_or(|it| it.contains(text))
    }
}

/// The forms that a text has.
pub(super) fn shapes_of(text: &str) -> Shapes {
    let mut shapes = Shapes::NONE;
    if text.trim() == text && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() {
        shapes = shapes.or(Shapes::JSON_VALUE);
    }
    // serde_json takes the halves of a character for whole where it skips a string, so it has to read this one.
    if serde_json::from_str::<String>(&format!("\"{text}\"")).is_ok() {
        shapes = shapes.or(Shapes::JSON_INSIDE);
    }
    if is_percent_encoded(text) {
        shapes = shapes.or(Shapes::PERCENT);
    }
    if has_only_entities(text) {
        shapes = shapes.or(Shapes::ENTITIES);
    }
    let digits = !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    if digits && (text == "0" || !text.starts_with('0')) {
        shapes = shapes.or(Shapes::DIGITS);
    }
    shapes
}

fn is_percent_encoded(text: &str) -> bool {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, more)) = rest.split_first() {
        rest = more;
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = more.get(..2).and_then(|it| std::str::from_utf8(it).ok());
        let digits = digits.filter(|it| it.bytes().all(|it| it.is_ascii_hexdigit()));
        let Some(byte) = digits.and_then(|it| u8::from_str_radix(it, 16).ok()) else { return false };
        bytes.push(byte);
        rest = more.get(2..).unwrap_or_default();
    }
    std::str::from_utf8(&bytes).is_ok()
}

/// Whether every `&` begins one of XML's own references (XML 1.0, sections 4.1 and 4.6), and there is no `<`.
fn has_only_entities(text: &str) -> bool {
    !text.contains('<') && text.split('&').skip(1).all(begins_reference)
}

/// Whether a text begins with what follows the `&` of a reference.
pub(super) fn begins_reference(rest: &str) -> bool {
    let Some((name, _)) = rest.split_once(';') else { return false };
    let Some(code) = name.strip_prefix('#') else {
        return matches!(name, "amp" | "lt" | "gt" | "quot" | "apos");
    };
    let number = match code.strip_prefix('x') {
        Some(hex) if hex.bytes().all(|it| it.is_ascii_hexdigit()) => u32::from_str_radix(hex, 16).ok(),
        None if code.bytes().all(|it| it.is_ascii_digit()) => code.parse().ok(),
        _ => None,
    };
    let known = number.and_then(char::from_u32);
    known.is_some_and(|c| Classes::of(c) != Classes::CONTROL)
}
