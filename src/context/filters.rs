//! What filters make of values: those of all dialects that change text, and where to find the rest.

use std::sync::Arc;

use super::classes::Classes;
use super::print::{escape_html, percent};
use super::printed::{Printed, Shapes};
use super::value::{Known, Types};
use super::walk::Walk;
use crate::dialect::Dialect;
use crate::template::{Arg, Args, ExprId};

impl Walk<'_> {
    /// A filter's result. What a filter does that is not known here can be anything, and can fail.
    pub(super) fn filter(&mut self, id: ExprId, base: ExprId, name: &Arc<str>, args: &Args) -> Known {
        if self.profile.filter(name).is_none() {
            return self.made_from(id, &[base], "the engine has no such filter");
        }
        let known = self.eval(base);
        if !args.spread.is_empty() || args.positional.iter().any(|it| matches!(it, Arg::Spread(_))) {
            let parts: Vec<ExprId> = [base].into_iter().chain(Walk::arg_ids(args)).collect();
            return self.made_from(id, &parts, "what this filter is given is not known");
        }
        let read = self.all_read(&Walk::arg_ids(args));
        let done = match self.profile.dialect {
            Dialect::Jinja => self.jinja_filter(id, &known, name, args),
            Dialect::Liquid => {
                self.recoded(base, name, args).or_else(|| self.liquid_filter(id, &known, name, args))
            }
            Dialect::MergeFields => self.merge_filter(id, &known, name),
            Dialect::Velocity => None,
        };
        let done =
            done.unwrap_or_else(|| Known::unknown().failing(id, format!("'{name}' may refuse what it gets")));
        let mut done = done.reading(&known).reading(&read);
        done.counts = None;
        done
    }

    /// The argument at a position.
    pub(super) fn arg(args: &Args, at: usize) -> Option<ExprId> {
        match args.positional.get(at) {
            Some(Arg::One(id)) => Some(*id),
            _ => None,
        }
    }

    /// Whether it is called with at most so many arguments by position, and none by name.
    pub(super) fn takes(args: &Args, most: usize) -> bool {
        args.positional.len() <= most && args.named.is_empty()
    }

    /// `replace(old, new)`; with `all` unset, maybe only some.
    pub(super) fn replacing(&mut self, text: &Printed, args: &Args, all: bool) -> Option<Printed> {
        let (old, new) = (Walk::arg(args, 0)?, Walk::arg(args, 1)?);
        let new = self.eval(new);
        match (self.literal(old), &new.text.values) {
            (Some(old), Some(values)) if new.types == Types::TEXT => {
                let one = |new: &Arc<str>| text.replaced(&old, new, all);
                values.iter().map(one).reduce(Printed::or)
            }
            _ => None,
        }
    }
}

/// Filters that look at one character after the other.
pub(super) fn by_character(dialect: Dialect, shopify: bool, name: &str, text: &Printed) -> Option<Printed> {
    let unreserved = Classes::UNRESERVED;
    Some(match name {
        "upper" | "upcase" | "toUpperCase" => text.recased(str::to_uppercase),
        "lower" | "downcase" | "toLowerCase" => text.recased(str::to_lowercase),
        "capitalize" | "title" => Printed { values: None, ..text.clone() }.recased(str::to_owned),
        "e" | "escape" | "forceescape" | "h" if dialect == Dialect::Jinja || shopify => {
            escape_html(&unlisted(text))
        }
        // LiqP leaves the apostrophe.
        "escape" | "h" => {
            let marks = Classes::AMPERSAND.or(Classes::LESS).or(Classes::GREATER).or(Classes::QUOTE);
            Printed { values: None, ..super::print::entities(&unlisted(text), marks) }
        }
        "url_encode" => percent(&unlisted(text), unreserved, true),
        "url_param_escape" => percent(&unlisted(text), unreserved, false),
        "url_escape" => {
            let kept = Classes::ALL.minus(
                Classes::QUOTE
                    .or(Classes::BACKSLASH)
                    .or(Classes::SPACES)
                    .or(Classes::CONTROL)
                    .or(Classes::NONCHARACTER)
                    .or(Classes::DELETE)
                    .or(Classes::LESS)
                    .or(Classes::GREATER)
                    .or(Classes::WIDE),
            );
            percent(&unlisted(text), kept, false)
        }
        "strip_newlines" if shopify => {
            // Ruby's takes a carriage return only before a line feed.
            let may = text.may.minus(Classes::LINE_FEED);
            squeezed(text, may)
        }
        "strip_newlines" => squeezed(text, text.may.minus(Classes::LINE_BREAK)),
        "newline_to_br" => {
            let br =
                Classes::LESS.or(Classes::LETTER).or(Classes::SPACE).or(Classes::SLASH).or(Classes::GREATER);
            text.rewritten(Classes::LINE_FEED, br.or(Classes::LINE_FEED))
        }
        "trim" | "strip" | "lstrip" | "rstrip" => {
            Printed { values: None, ..text.clone() }.trimmed(str::to_owned)
        }
        _ => return None,
    })
}

/// The same without saying which texts it can be: where the exact result of each is not worked out.
pub(super) fn unlisted(text: &Printed) -> Printed {
    Printed { values: None, ..text.clone() }
}

/// Without the characters that are not among `may`; line breaks are no part of any escape.
fn squeezed(text: &Printed, may: Classes) -> Printed {
    let whole = Shapes::JSON_VALUE.or(Shapes::JSON_STRING);
    let shapes = text.shapes.minus(whole);
    let empty = text.empty || text.blank;
    Printed { may, shapes, empty, values: None, ..text.clone() }.settled()
}
