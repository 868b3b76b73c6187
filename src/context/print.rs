//! What a value prints, and whether it counts as true.

use super::classes::Classes;
use super::printed::{Printed, Shapes};
use super::value::{Known, Safe, Types, float_text, int_text};
use super::walk::Walk;
use crate::dialect::Dialect;
use crate::payload::form;
use crate::template::{Absent, ExprId};

impl Walk<'_> {
    /// The text that the engine makes of a value, without escaping. What lists and maps look like is not known.
    pub(super) fn text_of(&self, known: &Known) -> Printed {
        let dialect = self.profile.dialect;
        let mut all: Option<Printed> = None;
        let mut add = |text: Printed| {
            all = Some(match all.take() {
                Some(before) => before.or(text),
                None => text,
            });
        };
        if known.types.has(Types::TEXT) {
            add(known.text.clone());
        }
        if known.types.has(Types::UNDEFINED) {
            add(Printed::of_text(""));
        }
        if known.types.has(Types::NULL) {
            add(Printed::of_text(match dialect {
                Dialect::Jinja => "None",
                Dialect::Velocity => "null",
                Dialect::Liquid | Dialect::MergeFields => "",
            }));
        }
        if known.types.has(Types::BOOL) {
            let (yes, no) = match dialect {
                Dialect::Jinja => ("True", "False"),
                Dialect::MergeFields => ("1", "0"),
                Dialect::Liquid | Dialect::Velocity => ("true", "false"),
            };
            let can = [(known.truths.0, yes), (known.truths.1, no)];
            can.into_iter().filter(|(can, _)| *can).for_each(|(_, text)| add(Printed::of_text(text)));
        }
        if known.types.has(Types::INT) {
            add(int_text(known.range));
        }
        if known.types.has(Types::FLOAT) {
            add(float_text(known.plain));
        }
        if known.types.meets(Types::LIST.or(Types::MAP).or(Types::LOOP).or(Types::OTHER)) {
            add(Printed::anything());
        }
        // A value that can be nothing at all is never reached, so anything is true of it.
        all.unwrap_or_else(|| Printed::of_texts([]))
    }

    /// What a merge tag prints for a value; `own` is the tag's own text.
    pub(super) fn print(&self, expr: ExprId, known: &Known, absent: Absent, own: &str) -> Printed {
        let mut known = known.clone();
        let mut printed = match self.profile.dialect {
            Dialect::Jinja => self.print_escaped(expr, &mut known),
            Dialect::MergeFields => self.print_field(&known, own),
            Dialect::Velocity if absent != Absent::ByProfile && known.types.meets(Types::ABSENT) => {
                let instead = if absent == Absent::Source { own } else { "" };
                let there = known.clone().without(Types::ABSENT);
                let instead = Printed::of_text(instead);
                if there.types.is_empty() { instead } else { self.text_of(&there).or(instead) }
            }
            Dialect::Velocity | Dialect::Liquid => self.text_of(&known),
        };
        printed.fields = known.fields;
        printed.may_fault = known.fault.map(|(_, why)| why);
        if printed.may_fault.is_none()
            && self.profile.dialect == Dialect::MergeFields
            && known.types.meets(Types::MAP.or(Types::LIST))
        {
            printed.may_fault = Some("a record cannot be printed: name a field of it".to_owned());
        }
        printed
    }

    /// Jinja: escaped under autoescaping, unless it is marked.
    fn print_escaped(&self, expr: ExprId, known: &mut Known) -> Printed {
        if known.types.has(Types::OTHER) {
            let why = "a function prints its address, which stops the message";
            *known = known.clone().failing(expr, why);
        }
        if known.types.has(Types::LIST) && known.at.is_none() {
            let why = "what filters make of a list may have to be joined before it is printed";
            *known = known.clone().failing(expr, why);
        }
        let text = self.text_of(known);
        match (self.autoescape, known.safe) {
            (Some(false), _) => text,
            // Only texts are marked.
            (Some(true), Safe::Yes) if Types::TEXT.has(known.types) => text,
            (Some(true), Safe::No) => escape_html(&text),
            _ => escape_html(&text).or(text),
        }
    }

    fn print_field(&self, known: &Known, own: &str) -> Printed {
        if known.safe == Safe::Yes {
            return self.text_of(known);
        }
        let text = self.text_of(known);
        let default = Printed::of_text(self.settings.get("default-merge-field"));
        let text = match text.empty {
            true if text.max_chars == Some(0) => default,
            true => Printed { empty: false, values: None, ..text }.or(default),
            false => text,
        };
        if self.settings.is("value-encoding", "raw") {
            return text;
        }
        let kept = Classes::UNRESERVED.or(Classes::OTHER);
        let encoded = text.mapped(form::encode).unwrap_or_else(|| percent(&text, kept, true));
        // A field that the contact does not have is sent as it is written.
        if known.safe == Safe::Maybe { encoded.or(Printed::of_text(own)) } else { encoded }
    }

    /// Whether a value can count as true, and whether it can count as false.
    pub(super) fn truth(&self, known: &Known) -> (bool, bool) {
        let types = known.types;
        if self.profile.dialect == Dialect::MergeFields {
            return (types != Types::UNDEFINED, types.has(Types::UNDEFINED));
        }
        let bools = types.has(Types::BOOL);
        let absent = types.meets(Types::ABSENT);
        let (mut yes, mut no) = (bools && known.truths.0, absent || (bools && known.truths.1));
        if self.profile.dialect == Dialect::Liquid {
            return (yes || !types.minus(Types::ABSENT.or(Types::BOOL)).is_empty(), no);
        }
        if types.has(Types::INT) {
            yes |= known.range != (0, 0);
            no |= known.range.0 <= 0 && known.range.1 >= 0;
        }
        if types.has(Types::TEXT) {
            yes |= known.text.max_chars != Some(0);
            no |= known.text.empty;
        }
        if types.meets(Types::LIST.or(Types::MAP)) {
            yes = true;
            no |= !known.full;
        }
        if types.meets(Types::FLOAT.or(Types::LOOP).or(Types::OTHER)) {
            (yes, no) = (true, true);
        }
        (yes, no)
    }
}

/// `&`, `<`, `>` and both quotation marks as entities.
pub(super) fn escape_html(text: &Printed) -> Printed {
    let html = |it: &str| {
        it.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('\'', "&#39;")
            .replace('"', "&#34;")
    };
    if let Some(exact) = text.mapped(html) {
        return exact;
    }
    let marks =
        Classes::AMPERSAND.or(Classes::LESS).or(Classes::GREATER).or(Classes::QUOTE).or(Classes::APOSTROPHE);
    entities(text, marks)
}

/// With characters of some classes, `&` among them, as references.
pub(super) fn entities(text: &Printed, marks: Classes) -> Printed {
    let letters = Classes::LETTER.or(Classes::DIGIT);
    let to = Classes::AMPERSAND.or(Classes::SEMICOLON).or(Classes::HASH).or(letters);
    let mut escaped = text.rewritten(marks, to);
    escaped.shapes = escaped.shapes.or(Shapes::ENTITIES);
    escaped
}

/// Percent-encoded but for characters of the classes `kept`, with spaces as `+` or not.
pub(super) fn percent(text: &Printed, kept: Classes, plus: bool) -> Printed {
    let from = Classes::ALL.minus(kept);
    if !text.may.meets(from) {
        // What is not encoded by its class may still be by itself: `~`, `*` and others.
        let odd = Classes::MARK.or(Classes::OTHER);
        if !text.may.meets(odd) {
            return text.clone();
        }
    }
    let hex = Classes::PERCENT.or(Classes::DIGIT).or(Classes::LETTER);
    let space = if plus && text.may.meets(Classes::SPACE) { Classes::PLUS } else { Classes::NONE };
    let may = text.may.and(kept).or(hex).or(space);
    let (empty, blank) = (text.empty, text.empty);
    let mut encoded = Printed { may, empty, blank, ..Printed::anything() }.settled();
    if !kept.has(Classes::PERCENT) {
        encoded.shapes = encoded.shapes.or(Shapes::PERCENT);
    }
    if plus {
        encoded.shapes = encoded.shapes.or(Shapes::FORM);
    }
    encoded
}
