//! Liquid's filters, those of merge fields, and Velocity's methods and tools.

use super::classes::Classes;
use super::filters::{by_character, unlisted};
use super::pattern;
use super::print::{entities, percent};
use super::printed::{Printed, Shapes};
use super::value::{Known, Safe, Types};
use super::walk::Walk;
use crate::dialect::Dialect;
use crate::field::Segment;
use crate::template::{Args, ExprId};

/// What dates are written with, beside the text of their format.
const DATE: Classes = Classes::LETTER
    .or(Classes::DIGIT)
    .or(Classes::MARK)
    .or(Classes::COLON)
    .or(Classes::SPACE)
    .or(Classes::PLUS)
    .or(Classes::SLASH)
    .or(Classes::COMMA)
    .or(Classes::PERCENT);

impl Walk<'_> {
    pub(super) fn liquid_filter(
        &mut self,
        id: ExprId,
        known: &Known,
        name: &str,
        args: &Args,
    ) -> Option<Known> {
        let shopify = self.profile.name == "shopify";
        let bare = Walk::takes(args, 0);
        let text = self.text_of(known);
        let lists = known.types.meets(Types::LIST);
        let done = match name {
            "default" if args.positional.len() == 1 && args.named.is_empty() => {
                let instead = self.eval(Walk::arg(args, 0)?);
                return Some(self.liquid_default(known, instead));
            }
            "json" if bare && !shopify => json(known),
            "size" if bare => return Some(Known::int(0, i128::from(u32::MAX))),
            "append" | "prepend" if args.positional.len() == 1 => {
                let more = self.eval(Walk::arg(args, 0)?);
                let more = self.text_of(&more);
                if name == "append" { text.then(&more) } else { more.then(&text) }
            }
            "replace" if args.positional.len() == 2 => return self.liquid_replace(id, &text, args, true),
            "replace_first" if args.positional.len() == 2 => {
                return self.liquid_replace(id, &text, args, false);
            }
            "remove" if args.positional.len() == 1 => {
                let old = self.literal(Walk::arg(args, 0)?)?;
                text.replaced(&old, "", true)
            }
            "truncate" if args.positional.len() == 1 && self.literal_int(Walk::arg(args, 0)?).is_some() => {
                let end = Printed { empty: true, blank: true, ..unlisted(&Printed::of_text("...")) };
                unlisted(&text).cut().then(&end)
            }
            "date" | "date_tz" => {
                let format = self.eval(Walk::arg(args, 0)?);
                let may = text.may.or(DATE).or(self.text_of(&format).may);
                let done = Known::text(Printed { may, ..Printed::anything() }.settled());
                return Some(done.failing(id, "this may be no date"));
            }
            "join" if args.positional.len() <= 1 => return self.liquid_join(known, args),
            "first" | "last" if bare && Types::LIST.or(Types::ABSENT).has(known.types) => {
                let item = self.part(known, &Segment::Each);
                return Some(item.or(Known::any(Types::NULL)));
            }
            "strip" | "lstrip" | "rstrip" if bare && !shopify => {
                // LiqP leaves what is no text as it is.
                let mut same = known.clone();
                same.text = by_character(Dialect::Liquid, shopify, name, &known.text)?;
                return Some(same);
            }
            "base64_encode" if bare => {
                let may = Classes::LETTER
                    .or(Classes::DIGIT)
                    .or(Classes::PLUS)
                    .or(Classes::SLASH)
                    .or(Classes::EQUALS);
                Printed { blank: text.empty, ..Printed::of_classes(may, text.empty) }
            }
            _ if bare => by_character(Dialect::Liquid, shopify, name, &text)?,
            _ => return None,
        };
        let mut done = Known::text(done);
        if shopify && known.types.meets(Types::ABSENT) {
            // Some of Ruby's filters leave nil as it is, which prints nothing.
            done = done.or(Known::any(Types::NULL));
        }
        let odd = known.types.meets(Types::OTHER) || (lists && shopify);
        Some(if odd { Known { text: Printed::anything(), ..done } } else { done })
    }

    /// What `default` gives: for nil, false, and what is empty.
    fn liquid_default(&self, known: &Known, instead: Known) -> Known {
        let mut there = self.truthy_part(known.clone());
        there.text = there.text.not_empty();
        there.full = true;
        let types = known.types;
        let empty = (types.has(Types::TEXT) && known.text.empty)
            || (types.meets(Types::LIST.or(Types::MAP)) && !known.full)
            || types.has(Types::OTHER);
        match (self.truth(known).1 || empty, there.types.is_empty()) {
            (true, true) => instead,
            (true, false) => there.or(instead),
            (false, _) => there,
        }
    }

    fn liquid_replace(&mut self, id: ExprId, text: &Printed, args: &Args, all: bool) -> Option<Known> {
        self.literal(Walk::arg(args, 0)?)?;
        let new = self.eval(Walk::arg(args, 1)?);
        let fails = new.types.meets(Types::ABSENT);
        let done = self.replacing(text, args, all).unwrap_or_else(|| {
            let may = text.may.or(self.text_of(&new).may);
            Printed { may, ..Printed::anything() }.settled()
        });
        let done = Known::text(done);
        Some(if fails { done.failing(id, "there may be nothing to replace it by") } else { done })
    }

    fn liquid_join(&mut self, known: &Known, args: &Args) -> Option<Known> {
        let glue = match Walk::arg(args, 0) {
            Some(glue) => {
                let glue = self.eval(glue);
                self.text_of(&glue)
            }
            None => Printed::of_text(" "),
        };
        if !Types::LIST.or(Types::ABSENT).has(known.types) {
            return None;
        }
        let item = self.part(known, &Segment::Each);
        let may = self.text_of(&item).may.or(glue.may);
        let mut joined = Known::text(Printed { may, ..Printed::anything() }.settled()).reading(&item);
        joined.fault = None;
        Some(joined)
    }

    /// What the front end makes of merge fields.
    pub(super) fn merge_filter(&mut self, id: ExprId, known: &Known, name: &str) -> Option<Known> {
        match name {
            "literal" => Some(Known { safe: Safe::Yes, ..known.clone() }),
            "field" => Some(Known::any(Types::BOOL.or(Types::UNDEFINED))),
            "date" => {
                let may = self.text_of(known).may.or(DATE);
                let mut date = Known::text(Printed { may, ..Printed::anything() }.settled());
                date.types = date.types.or(known.types.and(Types::ABSENT));
                Some(date.failing(id, "this may be no date"))
            }
            _ => None,
        }
    }

    /// A method of a value.
    pub(super) fn method(&mut self, id: ExprId, base: Known, name: &str, args: &Args) -> Known {
        let read = self.all_read(&Walk::arg_ids(args));
        let plain_args = args.spread.is_empty();
        let done = match (self.profile.dialect, &base.turn, &base.tool) {
            (_, Some(_), _) => None,
            (_, _, Some(tool)) if plain_args => {
                let tool = tool.clone();
                self.tool(&tool, name, args)
            }
            (Dialect::Jinja, ..) if plain_args => self.jinja_method(id, &base, name, args),
            (Dialect::Velocity, ..) if plain_args => self.java_method(&base, name, args),
            _ => None,
        };
        let done =
            done.unwrap_or_else(|| Known::unknown().failing(id, format!("'{name}' may refuse what it gets")));
        done.reading(&base).reading(&read)
    }

    /// `$tool.name`, which is `$tool.getName()`.
    pub(super) fn tool_member(tool: &str, name: &str) -> Known {
        let sign = match (tool, name) {
            ("esc", "q" | "quote") => "\"",
            ("esc", "d" | "dollar") => "$",
            ("esc", "h" | "hash") => "#",
            ("esc", "s" | "singleQuote") => "'",
            ("esc", "b" | "backslash") => "\\",
            ("esc", "n" | "newline") => "\n",
            ("esc", "e" | "exclamation") => "!",
            _ => return Known::unknown(),
        };
        Known::text(Printed::of_text(sign))
    }

    fn tool(&mut self, tool: &str, name: &str, args: &Args) -> Option<Known> {
        let given = self.eval(Walk::arg(args, 0).filter(|_| tool == "esc" && Walk::takes(args, 1))?);
        let there = given.clone().without(Types::ABSENT);
        let text = unlisted(&self.text_of(&there));
        let marks = Classes::AMPERSAND.or(Classes::LESS).or(Classes::GREATER).or(Classes::QUOTE);
        let done = match name {
            "json" | "java" => {
                let from =
                    Classes::QUOTE.or(Classes::BACKSLASH).or(Classes::BEYOND_ASCII).or(Classes::SPACES);
                let from = from.minus(Classes::SPACE.or(Classes::DELETE));
                let to = Classes::QUOTE.or(Classes::BACKSLASH).or(Classes::LETTER).or(Classes::DIGIT);
                let mut escaped = text.rewritten(from, to);
                escaped.shapes = escaped.shapes.or(Shapes::JSON_ESCAPES).or(Shapes::JSON_QUOTED);
                escaped
            }
            "html" => {
                let mut escaped = entities(&text, marks.or(Classes::WIDE).or(Classes::WIDE_SPACE));
                // HTML's names of characters are not XML's.
                escaped.shapes = escaped.shapes.minus(Shapes::ENTITIES);
                escaped.may = escaped.may.or(text.may.and(Classes::WIDE.or(Classes::WIDE_SPACE)));
                escaped
            }
            "xml" => {
                let control = Classes::CONTROL.or(Classes::NONCHARACTER).or(Classes::DELETE);
                let mut escaped = entities(&text, marks.or(Classes::APOSTROPHE).or(control));
                escaped.may = escaped.may.or(text.may.and(Classes::DELETE));
                escaped.empty |= text.may.meets(Classes::CONTROL.or(Classes::NONCHARACTER));
                escaped.blank |= escaped.empty;
                escaped
            }
            "url" => percent(&text, Classes::UNRESERVED.or(Classes::OTHER), true),
            _ => return None,
        };
        let done = Known::text(done);
        let absent = given.types.meets(Types::ABSENT);
        Some(if absent { done.or(Known::undefined()) } else { done })
    }

    /// Methods of Java's String and lists. What has none of the name gives null.
    fn java_method(&mut self, base: &Known, name: &str, args: &Args) -> Option<Known> {
        let there = base.clone().without(Types::ABSENT);
        if there.types.is_empty() {
            return Some(Known::undefined());
        }
        let done = match name {
            "get" if there.types == Types::MAP && args.positional.len() == 1 => {
                let key = self.literal(Walk::arg(args, 0)?)?;
                return Some(self.part(base, &Segment::Key(key)));
            }
            "size" if Walk::takes(args, 0) && Types::LIST.or(Types::MAP).has(there.types) => {
                Known::int(i128::from(there.full), i128::from(u32::MAX))
            }
            "length" if Walk::takes(args, 0) && there.types == Types::TEXT => {
                Known::int(i128::from(!there.text.empty), i128::from(u32::MAX))
            }
            "isEmpty" if Walk::takes(args, 0) && there.types == Types::TEXT => {
                Known::bool(there.text.empty, there.text.max_chars != Some(0))
            }
            "isEmpty" if Walk::takes(args, 0) && Types::LIST.or(Types::MAP).has(there.types) => {
                Known::bool(!there.full, true)
            }
            "toString" if Walk::takes(args, 0) => Known::text(self.text_of(&there)),
            "trim" | "strip" | "toUpperCase" | "toLowerCase" | "replace" | "replaceAll" => {
                return self.java_text(base, &there, name, args);
            }
            _ => return None,
        };
        let absent = base.types.meets(Types::ABSENT);
        Some(if absent { done.or(Known::undefined()) } else { done })
    }

    fn java_text(&mut self, base: &Known, there: &Known, name: &str, args: &Args) -> Option<Known> {
        let text = unlisted(&there.text);
        let done = match name {
            "replace" if args.positional.len() == 2 => self.replacing(&text, args, true)?,
            "replaceAll" if args.positional.len() == 2 => {
                let (pattern, new) = (Walk::arg(args, 0)?, Walk::arg(args, 1)?);
                pattern::replaced(&text, &self.literal(pattern)?, &self.literal(new)?)?
            }
            _ if Walk::takes(args, 0) => by_character(Dialect::Velocity, false, name, &text)?,
            _ => return None,
        };
        // Numbers, lists and maps have no such methods.
        let always = base.types == Types::TEXT;
        let done = if there.types.has(Types::TEXT) { Known::text(done) } else { Known::undefined() };
        Some(if always { done } else { done.or(Known::undefined()) })
    }
}

/// `CleverTap`'s `json`: anything has a form in JSON.
fn json(known: &Known) -> Printed {
    let mut shapes = Shapes::JSON_VALUE;
    if known.types == Types::TEXT {
        shapes = shapes.or(Shapes::JSON_STRING);
    }
    let may = match known.types.minus(Types::ABSENT) {
        Types::TEXT => {
            let raw = known.text.may.minus(Classes::LINE_BREAK.or(Classes::TAB));
            let escapes = Classes::QUOTE.or(Classes::BACKSLASH).or(Classes::LETTER).or(Classes::DIGIT);
            raw.or(escapes)
        }
        _ => Classes::ALL.minus(Classes::LINE_BREAK.or(Classes::TAB)),
    };
    Printed { may, shapes, empty: false, blank: false, ..Printed::anything() }
}
