//! What operations on text make of what is known of a text.

use std::sync::Arc;

use super::classes::Classes;
use super::printed::{MAX_VALUES, Printed, Shapes, shapes_of};

/// The classes of one character each: taking that character away takes the class away.
const SINGLE: Classes = Classes::ALL.minus(
    Classes::CONTROL
        .or(Classes::NONCHARACTER)
        .or(Classes::DELETE)
        .or(Classes::BRACKET)
        .or(Classes::DIGIT)
        .or(Classes::LETTER)
        .or(Classes::MARK)
        .or(Classes::OTHER)
        .or(Classes::WIDE_SPACE)
        .or(Classes::WIDE),
);

/// What a text can begin and end with without being white space to Rust, though it is to some engine.
const HALF_SPACES: Classes = Classes::CONTROL.or(Classes::DELETE);

impl Printed {
    /// Exactly what a function makes of it, where all texts that it can be are known.
    pub(super) fn mapped(&self, change: impl Fn(&str) -> String) -> Option<Printed> {
        let values = self.values.as_ref()?;
        Some(Printed::of_texts(values.iter().map(|it| Arc::from(change(it)))))
    }

    /// Characters of these classes, at most, in any order; nothing else is known of it but whether it is empty.
    pub(super) fn of_classes(may: Classes, empty: bool) -> Printed {
        Printed { may, empty, blank: empty || may.meets(Classes::SPACES), ..Printed::anything() }.settled()
    }

    /// After characters of `from` were written as others, of `to`, and no other changed. Which forms are left, the
    /// caller knows.
    pub(super) fn rewritten(&self, from: Classes, to: Classes) -> Printed {
        if !self.may.meets(from) {
            return self.clone();
        }
        let may = self.may.minus(from).or(to);
        let blank = self.empty || (self.blank && may.meets(Classes::SPACES));
        Printed { may, blank, empty: self.empty, ..Printed::anything() }.settled()
    }

    /// Upper or lower case. Letters beyond ASCII can become letters of it.
    pub(super) fn recased(&self, change: fn(&str) -> String) -> Printed {
        if let Some(exact) = self.mapped(change) {
            return exact;
        }
        let wide = self.may.meets(Classes::WIDE);
        let may = if wide { self.may.or(Classes::LETTER).or(Classes::MARK) } else { self.may };
        let shapes = self.shapes.and(Shapes::DIGITS.or(Shapes::JSON_PAIRS).or(Shapes::PERCENT));
        let max_chars = if wide { None } else { self.max_chars };
        let (empty, blank) = (self.empty, self.blank);
        Printed { may, shapes, empty, blank, max_chars, ..Printed::anything() }.settled()
    }

    /// Without white space at its ends.
    pub(super) fn trimmed(&self, trim: fn(&str) -> String) -> Printed {
        if let Some(exact) = self.mapped(trim) {
            return exact;
        }
        let empty = self.blank || self.may.meets(HALF_SPACES);
        Printed { empty, blank: empty, values: None, ..self.clone() }
    }

    /// Any part of it.
    pub(super) fn cut(&self) -> Printed {
        let Printed { may, max_chars, .. } = self;
        Printed { may: *may, max_chars: *max_chars, ..Printed::anything() }.settled()
    }

    /// This and then another.
    pub(super) fn then(&self, other: &Printed) -> Printed {
        if let (Some(a), Some(b)) = (&self.values, &other.values)
            && a.len() * b.len() <= MAX_VALUES
        {
            let pairs = a.iter().flat_map(|a| b.iter().map(move |b| Arc::from(format!("{a}{b}"))));
            return Printed::of_texts(pairs);
        }
        let whole = Shapes::JSON_VALUE.or(Shapes::JSON_STRING).or(Shapes::DIGITS).or(Shapes::FORM);
        let max_chars = self.max_chars.zip(other.max_chars).map(|(a, b)| a.saturating_add(b));
        let mut shapes = self.shapes.and(other.shapes).minus(whole);
        if !shapes.has(Shapes::JSON_ESCAPES) {
            // A backslash at the end of one could take the escape that the other begins with.
            shapes = shapes.minus(Shapes::JSON_QUOTED);
        }
        Printed {
            may: self.may.or(other.may),
            shapes,
            empty: self.empty && other.empty,
            blank: self.blank && other.blank,
            max_chars,
            ..Printed::anything()
        }
    }

    /// With every `old` replaced by `new`; with `all` unset, maybe only some.
    pub(super) fn replaced(&self, old: &str, new: &str, all: bool) -> Printed {
        if all
            && !old.is_empty()
            && let Some(exact) = self.mapped(|it| it.replace(old, new))
        {
            return exact;
        }
        let (from, to) = (Classes::in_text(old), Classes::in_text(new));
        if !old.is_empty() && !self.may.has(from) {
            return self.clone();
        }
        let mut chars = old.chars();
        let one = chars.next().filter(|_| chars.next().is_none());
        let gone = if all && one.is_some() { from.and(SINGLE) } else { Classes::NONE };
        let empty = self.empty || new.is_empty();
        let shapes = one.map_or(Shapes::NONE, |c| self.kept_shapes(c, new, all));
        let may = self.may.minus(gone).or(to);
        let blank = self.blank || new.trim().is_empty();
        Printed { may, shapes, empty, blank, ..Printed::anything() }.settled()
    }

    /// The forms that are left when one character is replaced.
    fn kept_shapes(&self, old: char, new: &str, all: bool) -> Shapes {
        let (had, gets) = (self.shapes, shapes_of(new));
        let mut shapes = Shapes::NONE;
        let mut keep = |shape: Shapes, holds: bool| {
            shapes = if holds && gets.has(shape) { shapes.or(shape) } else { shapes };
        };
        let in_escapes = "\"\\/bfnrtu".contains(old) || old.is_ascii_hexdigit();
        let apart = had.has(Shapes::JSON_PAIRS) && old != '\\';
        keep(Shapes::JSON_PAIRS, apart || (old == '\\' && all));
        keep(Shapes::JSON_ESCAPES, apart || (had.has(Shapes::JSON_ESCAPES) && !in_escapes));
        // With backslashes in pairs only, a quotation mark is never part of an escape.
        let quotes = apart && old == '"' && all;
        let quoted = had.has(Shapes::JSON_QUOTED.or(Shapes::JSON_ESCAPES)) && !in_escapes;
        keep(Shapes::JSON_QUOTED, quotes || quoted);
        keep(
            Shapes::PERCENT,
            match old {
                '%' => all,
                c => had.has(Shapes::PERCENT) && !c.is_ascii_hexdigit(),
            },
        );
        keep(
            Shapes::ENTITIES,
            match old {
                '&' => all,
                c => had.has(Shapes::ENTITIES) && !matches!(c, '#' | ';') && !c.is_ascii_alphanumeric(),
            },
        );
        shapes
    }
}
