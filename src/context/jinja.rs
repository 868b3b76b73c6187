//! Jinja's filters, functions and methods.

use super::classes::Classes;
use super::filters::by_character;
use super::print::percent;
use super::printed::{Printed, Shapes};
use super::value::{Known, Safe, Types};
use super::walk::Walk;
use crate::dialect::Dialect;
use crate::field::Segment;
use crate::template::{Args, Const, ExprId, ExprKind};

/// What has a text without an address in it.
const PRINTS: Types = Types::ALL.minus(Types::LOOP.or(Types::OTHER));

/// What has no methods that change it or fail at once.
const SCALAR: Types = Types::TEXT.or(Types::NUMBER).or(Types::BOOL).or(Types::ABSENT);

impl Walk<'_> {
    pub(super) fn jinja_filter(
        &mut self,
        id: ExprId,
        known: &Known,
        name: &str,
        args: &Args,
    ) -> Option<Known> {
        let bare = Walk::takes(args, 0);
        match name {
            "default" | "d" => return self.jinja_default(known, args),
            "tojson" => return Some(to_json(id, known, bare)),
            "length" | "count" if bare => return Some(length(id, known)),
            "int" if Walk::takes(args, 1) => return Some(self.jinja_int(id, known, args)),
            "float" if bare => {
                let float = Known::any(Types::FLOAT);
                return Some(undefined_fails(id, known, float));
            }
            "list" if Types::LIST.or(Types::UNDEFINED).has(known.types) && bare => {
                return Some(Known { types: Types::LIST, at: None, ..known.clone() });
            }
            "first" | "last" if bare && Types::LIST.or(Types::UNDEFINED).has(known.types) => {
                let item = self.part(known, &Segment::Each);
                let undefined = Known::undefined();
                return Some(if known.full { item } else { item.or(undefined) });
            }
            "join" if Walk::takes(args, 1) => return self.jinja_join(known, args),
            _ => {}
        }
        let text = self.text_of(known);
        let list = known.types.meets(Types::LIST.or(Types::MAP));
        let prints = PRINTS.has(known.types);
        let mut done = Known::text(match name {
            "string" if bare => text,
            "safe" if bare => return Some(Known { safe: Safe::Yes, ..Known::text(text) }),
            "e" | "escape" if bare => return Some(Walk::jinja_escape(known, &text)),
            "forceescape" if bare => {
                let text = by_character(Dialect::Jinja, false, name, &text)?;
                return Some(Known { safe: Safe::Yes, ..Known::text(text) });
            }
            "trim" | "upper" | "lower" | "capitalize" | "title" if bare => {
                by_character(Dialect::Jinja, false, name, &text)?
            }
            "urlencode" if bare => {
                let kept = Classes::UNRESERVED.or(Classes::SLASH);
                let pairs = Classes::AMPERSAND.or(Classes::EQUALS).or(Classes::PLUS);
                let encoded = percent(&super::filters::unlisted(&text), kept, false);
                match list {
                    true => Printed { may: encoded.may.or(pairs), empty: true, blank: true, ..encoded },
                    false => encoded,
                }
            }
            "replace" if Walk::takes(args, 2) => {
                match known.safe == Safe::No && self.autoescape == Some(false) {
                    true => self.replacing(&text, args, true)?,
                    false => return None,
                }
            }
            "truncate" if Walk::takes(args, 1) && known.types == Types::TEXT => {
                let dots = Printed::of_text("...");
                super::filters::unlisted(&text).cut().then(&Printed {
                    empty: true,
                    blank: true,
                    values: None,
                    ..dots
                })
            }
            _ => return None,
        });
        done.safe = if known.safe == Safe::No { Safe::No } else { Safe::Maybe };
        // Maps and lists of pairs are all that a filter of text refuses.
        let refuses = !prints || (name == "urlencode" && list);
        Some(if refuses { done.failing(id, format!("'{name}' may refuse what it gets")) } else { done })
    }

    fn jinja_escape(known: &Known, text: &Printed) -> Known {
        let escaped = super::print::escape_html(text);
        let text = match known.safe {
            Safe::No => escaped,
            Safe::Yes if known.types == Types::TEXT => text.clone(),
            Safe::Maybe | Safe::Yes => escaped.or(text.clone()),
        };
        Known { safe: Safe::Yes, ..Known::text(text) }
    }

    /// `default(value, boolean=False)`
    fn jinja_default(&mut self, known: &Known, args: &Args) -> Option<Known> {
        let boolean = match (args.positional.len(), &*args.named) {
            (0..=1, []) => false,
            (2, []) => self.is_true(Walk::arg(args, 1)?)?,
            (1, [(name, value)]) if &**name == "boolean" => self.is_true(*value)?,
            _ => return None,
        };
        let instead = match Walk::arg(args, 0) {
            Some(instead) => self.eval(instead),
            None => Known::text(Printed::of_text("")),
        };
        let (there, absent) = match boolean {
            true => (self.truthy_part(known.clone()), self.truth(known).1),
            false => (known.clone().without(Types::UNDEFINED), known.types.has(Types::UNDEFINED)),
        };
        Some(match (absent, there.types.is_empty()) {
            (true, true) => instead,
            (true, false) => there.or(instead),
            (false, _) => there,
        })
    }

    /// The truth value that an expression writes.
    fn is_true(&self, id: ExprId) -> Option<bool> {
        match self.template.expr(id).kind {
            ExprKind::Const(Const::Bool(it)) => Some(it),
            _ => None,
        }
    }

    fn jinja_int(&mut self, id: ExprId, known: &Known, args: &Args) -> Known {
        let range = if known.types == Types::INT { known.range } else { (i128::MIN, i128::MAX) };
        let mut int = Known::int(range.0, range.1);
        if let Some(default) = Walk::arg(args, 0) {
            int = int.or(self.eval(default));
        }
        undefined_fails(id, known, int)
    }

    fn jinja_join(&mut self, known: &Known, args: &Args) -> Option<Known> {
        let lists = Types::LIST.or(Types::UNDEFINED);
        if !lists.has(known.types) || self.autoescape != Some(false) {
            return None;
        }
        let item = self.part(known, &Segment::Each);
        let item = if known.at.is_some() { item.without(Types::UNDEFINED) } else { item };
        let item_text = self.text_of(&item);
        let mut may = item_text.may;
        let mut shapes = item_text.shapes;
        if let Some(glue) = Walk::arg(args, 0) {
            let glue = self.eval(glue);
            let glue = self.text_of(&glue);
            may = may.or(glue.may);
            shapes = shapes.and(glue.shapes);
        }
        let joined = Shapes::JSON_ESCAPES.or(Shapes::JSON_PAIRS).or(Shapes::PERCENT).or(Shapes::ENTITIES);
        let shapes = match shapes.has(Shapes::JSON_ESCAPES) {
            true => shapes.and(joined.or(Shapes::JSON_QUOTED)),
            false => shapes.and(joined),
        };
        let text = Printed { may, shapes, ..Printed::anything() }.settled();
        let mut joined = Known::text(text).reading(&item);
        joined.fault = None;
        Some(joined)
    }

    /// Calls of functions, macros and methods.
    pub(super) fn call(&mut self, id: ExprId, callee: ExprId, args: &Args) -> Known {
        let template = self.template;
        if let ExprKind::Member(base, name) = &template.expr(callee).kind {
            let base = self.eval(*base);
            return self.method(id, base, name, args);
        }
        let mut parts = vec![callee];
        parts.extend(Walk::arg_ids(args));
        self.made_from(id, &parts, "what is called here was not looked into")
    }

    /// Jinja's methods.
    pub(super) fn jinja_method(
        &mut self,
        id: ExprId,
        base: &Known,
        name: &str,
        args: &Args,
    ) -> Option<Known> {
        let missing = base.types.meets(Types::ABSENT);
        let text = Types::TEXT.or(Types::ABSENT).has(base.types) && base.types.has(Types::TEXT);
        let done = match name {
            "get" if Types::MAP.or(Types::ABSENT).has(base.types) && Walk::takes(args, 2) => {
                let key = self.literal(Walk::arg(args, 0)?)?;
                let member = self.part(base, &Segment::Key(key)).without(Types::UNDEFINED);
                let instead = match Walk::arg(args, 1) {
                    Some(instead) => self.eval(instead),
                    None => Known::constant(&Const::Null),
                };
                member.or(instead)
            }
            "upper" | "lower" | "capitalize" | "title" | "strip" | "lstrip" | "rstrip"
                if text && Walk::takes(args, 0) && base.safe == Safe::No =>
            {
                Known::text(by_character(Dialect::Jinja, false, name, &base.text)?)
            }
            "replace" if text && args.positional.len() == 2 && base.safe == Safe::No => {
                Known::text(self.replacing(&base.text, args, true)?)
            }
            _ => return None,
        };
        Some(match missing {
            true => done.failing(id, "what has this method may be missing, and then nothing is sent"),
            false => done,
        })
    }
}

/// Python's JSON with everything beyond ASCII, and HTML's marks, as escapes.
fn to_json(id: ExprId, known: &Known, bare: bool) -> Known {
    let mut may = Classes::ALL.minus(
        Classes::APOSTROPHE
            .or(Classes::AMPERSAND)
            .or(Classes::LESS)
            .or(Classes::GREATER)
            .or(Classes::SPACES)
            .or(Classes::WIDE)
            .or(Classes::CONTROL)
            .or(Classes::NONCHARACTER)
            .or(Classes::DELETE),
    );
    may = may.or(Classes::SPACE);
    let texts = known.types.minus(Types::UNDEFINED) == Types::TEXT;
    let mut shapes = Shapes::NONE;
    if bare && known.plain {
        shapes = shapes.or(Shapes::JSON_VALUE);
    }
    if texts {
        shapes = shapes.or(Shapes::JSON_VALUE).or(Shapes::JSON_STRING);
    }
    if !bare {
        may = Classes::ALL;
    }
    let text = Printed { may, shapes, empty: false, blank: false, ..Printed::anything() }.settled();
    let text = if known.types == Types::INT { super::value::int_text(known.range) } else { text };
    let decoded = texts.then(|| Box::new(known.text.clone()));
    let done = Known { safe: Safe::Yes, decoded, ..Known::text(text) };
    if known.types.meets(Types::UNDEFINED) {
        let what =
            known.at.as_ref().map_or_else(|| "this".to_owned(), |it| format!("'{}'", super::walk::path(it)));
        return done.failing(id, format!("{what} may be missing, and 'tojson' refuses that"));
    }
    let odd = Types::LOOP.or(Types::OTHER);
    let made = known.types.meets(Types::LIST) && !known.plain;
    if known.types.meets(odd) || made || !bare { done.failing(id, "'tojson' may refuse this") } else { done }
}

fn length(id: ExprId, known: &Known) -> Known {
    let from = i128::from(known.types.minus(Types::LIST.or(Types::MAP)).is_empty() && known.full);
    let done = Known::int(from, i128::from(u32::MAX));
    let has = Types::TEXT.or(Types::LIST).or(Types::MAP).or(Types::UNDEFINED);
    if has.has(known.types) && known.plain { done } else { done.failing(id, "this may have no length") }
}

fn undefined_fails(id: ExprId, known: &Known, done: Known) -> Known {
    match known.types.meets(Types::UNDEFINED) || !SCALAR.has(known.types) {
        true => done.failing(id, "this may be missing, and then it cannot become a number"),
        false => done,
    }
}
