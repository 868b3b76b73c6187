//! What an expression prints, whoever the contact is.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::bits::bit_set;
use super::classes::Classes;
use crate::field::Segment;

bit_set! {
    /// Forms that a text has, all of them at once.
    pub Shapes(u16) {
        /// One whole JSON value (RFC 8259), without space around it.
        JSON_VALUE = 0;
        /// One whole JSON string with its quotation marks.
        JSON_STRING = 1;
        /// Every backslash is one of a pair, `\\`.
        JSON_PAIRS = 2;
        /// Every backslash begins an escape of JSON's that is complete (RFC 8259, section 7).
        JSON_ESCAPES = 3;
        /// Every quotation mark is part of such an escape.
        JSON_QUOTED = 4;
        /// Every `%` begins an escape, `%XX`, and all escapes together make UTF-8.
        PERCENT = 5;
        /// Every `&` begins a reference to a character that XML knows.
        ENTITIES = 6;
        /// A whole number in decimal digits, without a sign and without zeros before it.
        DIGITS = 7;
        /// If there is a `+`, nothing but what an encoder of forms writes: it stands for a space (WHATWG URL Standard,
        /// section 5.2).
        FORM = 8;
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

    /// The same where it is not empty.
    #[must_use]
    pub(super) fn not_empty(mut self) -> Printed {
        self.empty = false;
        if let Some(values) = self.values.take() {
            return Printed::of_texts(values.into_iter().filter(|it| !it.is_empty()));
        }
        self
    }

    /// Whether it can stand inside a JSON string as it is.
    pub fn is_inside_json(&self) -> bool {
        let escaped = self.shapes.has(Shapes::JSON_ESCAPES) || !self.may.meets(Classes::BACKSLASH);
        let quoted = self.shapes.has(Shapes::JSON_QUOTED) || !self.may.meets(Classes::QUOTE);
        escaped && quoted && !self.may.meets(Classes::LINE_BREAK.or(Classes::TAB).or(Classes::CONTROL))
    }

    /// The same, with the forms that follow from the characters.
    #[must_use]
    pub(super) fn settled(mut self) -> Printed {
        let follow = [
            (Classes::BACKSLASH, Shapes::JSON_PAIRS.or(Shapes::JSON_ESCAPES)),
            (Classes::QUOTE, Shapes::JSON_QUOTED),
            (Classes::PERCENT, Shapes::PERCENT),
            (Classes::AMPERSAND, Shapes::ENTITIES),
            (Classes::PLUS, Shapes::FORM),
        ];
        for (class, shapes) in follow {
            if !self.may.meets(class) {
                self.shapes = self.shapes.or(shapes);
            }
        }
        if self.shapes.has(Shapes::JSON_PAIRS) {
            self.shapes = self.shapes.or(Shapes::JSON_ESCAPES);
        }
        self
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
    let mut add = |shape: Shapes, holds: bool| {
        shapes = if holds { shapes.or(shape) } else { shapes };
    };
    let is_value = text.trim() == text && serde_json::from_str::<serde_json::Value>(text).is_ok();
    add(Shapes::JSON_VALUE, is_value);
    add(Shapes::JSON_STRING, is_value && text.starts_with('"'));
    let (pairs, escapes, quoted) = json_escapes(text);
    add(Shapes::JSON_PAIRS, pairs);
    add(Shapes::JSON_ESCAPES, escapes);
    add(Shapes::JSON_QUOTED, quoted);
    add(Shapes::PERCENT, is_percent_encoded(text));
    add(Shapes::ENTITIES, text.split('&').skip(1).all(begins_reference));
    let form = |it: u8| it.is_ascii_alphanumeric() || b"*-._~%+".contains(&it);
    add(Shapes::FORM, !text.contains('+') || (is_percent_encoded(text) && text.bytes().all(form)));
    let digits = !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    add(Shapes::DIGITS, digits && (text == "0" || !text.starts_with('0')));
    shapes
}

/// Whether all backslashes are in pairs, whether all begin complete escapes, and whether all quotation marks are in
/// escapes.
fn json_escapes(text: &str) -> (bool, bool, bool) {
    let (mut pairs, mut escapes, mut quoted) = (true, true, true);
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '"']) {
        rest = rest.get(at..).unwrap_or_default();
        if rest.starts_with('"') {
            quoted = false;
            rest = rest.get(1..).unwrap_or_default();
            continue;
        }
        pairs &= rest.starts_with("\\\\");
        let len = escape_len(rest);
        escapes &= len.is_some();
        let len = len.unwrap_or(1);
        rest = rest.get(len..).unwrap_or_default();
    }
    (pairs, escapes, quoted)
}

/// The length of the escape that a text begins with; none where it is not complete. The two halves of a character are
/// one escape, and half of one is none.
pub(super) fn escape_len(text: &str) -> Option<usize> {
    let unit = |text: &str| {
        let digits = text.strip_prefix("\\u")?.get(..4)?;
        let is_hex = digits.bytes().all(|it| it.is_ascii_hexdigit());
        is_hex.then(|| u16::from_str_radix(digits, 16).ok()).flatten()
    };
    match text.as_bytes().get(1)? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(2),
        b'u' => match unit(text)? {
            0xD800..=0xDBFF => {
                let low = unit(text.get(6..)?)?;
                (0xDC00..=0xDFFF).contains(&low).then_some(12)
            }
            0xDC00..=0xDFFF => None,
            _ => Some(6),
        },
        _ => None,
    }
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

/// Whether a text begins with what follows the `&` of one of XML's own references (XML 1.0, sections 4.1 and 4.6).
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
    known.is_some_and(|c| !Classes::CONTROL.or(Classes::NONCHARACTER).has(Classes::of(c)))
}
