//! What is known of the value in a slot.

use std::collections::BTreeSet;

use crate::context::{Classes, Given, Judgement, Printed, Shapes};
use crate::contract::formula::Ask;
use crate::payload::{self, Format};
use crate::skeleton::{Bare, Filling, Part, Piece, Row};
use crate::template::Template;

/// How many texts a slot may be before only their lengths are known.
const MAX_VALUES: usize = 32;

/// What is known of a value, decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known {
    /// The only texts that it can be, where they are few.
    values: Option<BTreeSet<String>>,
    /// Whether it may have nothing but white space.
    blank: bool,
    /// How many characters it has at least.
    min_chars: u64,
    /// How many it has at most.
    max_chars: Option<u64>,
}

/// What is looked at to know of a slot.
pub(super) struct View<'v> {
    pub(super) template: &'v Template,
    pub(super) judgement: &'v Judgement,
    pub(super) given: &'v Given,
    pub(super) format: Format,
}

impl Known {
    fn text(text: &str) -> Known {
        let chars = text.chars().count() as u64;
        Known {
            values: Some(BTreeSet::from([text.to_owned()])),
            blank: text.trim().is_empty(),
            min_chars: chars,
            max_chars: Some(chars),
        }
    }

    fn nothing() -> Known {
        Known { values: None, blank: true, min_chars: 0, max_chars: None }
    }

    /// What is known of a text that stands for itself.
    fn of(text: &Printed) -> Known {
        Known {
            values: text.values.as_ref().map(|it| it.iter().map(ToString::to_string).collect()),
            blank: text.blank,
            min_chars: u64::from(!text.empty),
            max_chars: text.max_chars.map(u64::from),
        }
    }

    /// The one and then the other.
    fn then(self, next: Known) -> Known {
        let values = self.values.zip(next.values).map(|(first, then)| {
            first
                .iter()
                .flat_map(|a| then.iter().map(move |b| format!("{a}{b}")))
                .take(MAX_VALUES + 1)
                .collect()
        });
        Known {
            values: values.filter(|it: &BTreeSet<String>| it.len() <= MAX_VALUES),
            blank: self.blank && next.blank,
            min_chars: self.min_chars.saturating_add(next.min_chars),
            max_chars: self.max_chars.zip(next.max_chars).map(|(a, b)| a.saturating_add(b)),
        }
    }

    /// Whichever of the two it is.
    fn or(self, other: Known) -> Known {
        let values = self.values.zip(other.values).map(|(a, b)| &a | &b);
        Known {
            values: values.filter(|it| it.len() <= MAX_VALUES),
            blank: self.blank || other.blank,
            min_chars: self.min_chars.min(other.min_chars),
            max_chars: self.max_chars.zip(other.max_chars).map(|(a, b)| a.max(b)),
        }
    }

    /// Whether it is as a text slot is asked to be; none when that depends on the contact.
    pub(super) fn answer(&self, ask: &Ask) -> Option<bool> {
        if let Some(values) = &self.values {
            let mut answers = values.iter().map(|it| ask.of_text(it));
            let first = answers.next()?;
            return answers.all(|it| it == first).then_some(first);
        }
        match ask {
            Ask::MinLength(limit) => {
                let is_enough = !self.blank && self.min_chars.max(1) >= *limit;
                is_enough.then_some(true)
            }
            Ask::MaxLength(limit) => self.max_chars.is_some_and(|it| it <= *limit).then_some(true),
            Ask::OneOf(_) | Ask::Type(_) | Ask::Keyword(_) => None,
        }
    }
}

impl View<'_> {
    /// What is known of a text slot.
    pub(super) fn filling(&self, filling: &Filling) -> Known {
        let parts = filling.parts.iter().map(|part| match part {
            Part::Text(text) => Known::text(text),
            Part::Piece(piece) => self.piece(piece),
        });
        parts.fold(Known::text(""), Known::then)
    }

    fn row(&self, row: &Row) -> Known {
        row.iter().map(|it| self.piece(it)).fold(Known::text(""), Known::then)
    }

    fn piece(&self, piece: &Piece) -> Known {
        match piece {
            // Text in a condition has nothing that a format writes in another way.
            Piece::Text(span) => Known::text(span.of(&self.template.text)),
            Piece::Hole(id) => {
                self.judgement.holes.get(id).map_or_else(Known::nothing, |it| match &it.decoded {
                    Some(decoded) if self.format == Format::Json => Known::of(decoded),
                    _ => self.printed(&it.printed),
                })
            }
            Piece::Either(rows) => {
                rows.iter().map(|it| self.row(it)).reduce(Known::or).unwrap_or_else(Known::nothing)
            }
            Piece::Repeat(row) => Known { values: None, max_chars: None, ..self.row(row) },
        }
    }

    /// What a merge tag prints, decoded: fewer characters at most, and an escape may stand for white space.
    fn printed(&self, printed: &Printed) -> Known {
        let values = printed.values.as_ref().and_then(|it| it.iter().map(|it| self.decoded(it)).collect());
        let escapes = match self.format {
            Format::Json => Classes::BACKSLASH,
            Format::Form => Classes::PERCENT.or(Classes::PLUS),
            Format::Xml => Classes::AMPERSAND,
            Format::Text => Classes::NONE,
        };
        let has_escapes = printed.may.and(escapes) != Classes::NONE;
        let is_filled = |it: &Box<_>| self.given.fact(it).filled;
        let is_one_filled = printed.fields.len() == 1 && printed.fields.iter().all(is_filled);
        let blank = printed.blank || (has_escapes && !is_one_filled);
        Known {
            values,
            blank,
            min_chars: u64::from(!printed.empty),
            max_chars: printed.max_chars.map(u64::from),
        }
    }

    /// A text as the payload has it.
    fn decoded(&self, raw: &str) -> Option<String> {
        match self.format {
            Format::Json => serde_json::from_str(&format!("\"{raw}\"")).ok(),
            Format::Form => {
                let root = payload::form::read::<crate::source::InRendered>(&format!("x={raw}")).root?;
                root.member("x")?.value.to_json().as_str().map(str::to_owned)
            }
            Format::Text => Some(raw.to_owned()),
            Format::Xml => None,
        }
    }

    /// What is known of a piece that stands for a whole value.
    pub(super) fn bare(&self, piece: &Piece) -> Bare {
        let Piece::Hole(id) = piece else { return Bare::Unknown };
        let hole = self.judgement.holes.get(id);
        let has = |shape| hole.is_some_and(|it| it.printed.shapes.has(shape));
        match () {
            () if has(Shapes::DIGITS) => Bare::Whole,
            () if has(Shapes::JSON_STRING) && hole.is_some_and(|it| it.decoded.is_some()) => Bare::Text,
            () => Bare::Unknown,
        }
    }
}
