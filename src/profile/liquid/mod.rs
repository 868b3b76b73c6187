//! The Liquid engines: what they share, and what sets each apart beyond what every profile says.

#![expect(clippy::needless_pass_by_value, reason = "all filters have one type, which gives them their input")]
#![expect(clippy::unnecessary_wraps, reason = "so do the hooks of a profile, whether they can fail or not")]

use std::sync::Arc;

use crate::dialect::liquid::Grammar;
use crate::profile::Count;
use crate::render::{Fault, Render};
use crate::value::{Traced, Value, Width};

pub mod clevertap;
pub(super) mod date;
mod html;
pub mod liqp;
mod logic;
pub mod shopify;
mod text;
mod zones;

/// What sets one Liquid engine apart from another.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a difference of its own between engines")]
pub struct Liquid {
    /// How it reads templates.
    pub grammar: Grammar,
    /// The type of the whole numbers that templates write.
    pub literal: Width,
    /// Whether a filter that it does not have stops the template wherever it stands, taken or not.
    pub filters_come_first: bool,
    /// Whether `break` and `continue` drop what the block around them has printed.
    pub jumps_drop_blocks: bool,
    /// Whether a fault in a loop over a range only ends the loop.
    pub ranges_swallow_faults: bool,
    /// Whether a loop prints its `else` also when there are elements and its clauses leave none of them.
    pub else_after_clauses: bool,
    /// How it prints tables.
    pub tables: Tables,
    /// What is left of a loop's elements after its `offset` and `limit`.
    pub window: Window,
    /// What `forloop.length` says: of what the loop goes through, with how many elements, to which limit, when so
    /// many are left.
    pub length: fn(&Value, usize, Option<i64>, usize) -> i128,
    /// Notes that the loop of this name stopped at this element.
    pub stopped: fn(&mut Render<'_>, &str, i64),
    /// Moves a counter; gives what is printed.
    pub counter: fn(&mut Render<'_>, &Arc<str>, i64) -> i64,
    /// Which value a `cycle` prints; beyond the last, nothing.
    pub cycle: fn(&mut Render<'_>, &Cycle<'_>) -> usize,
    /// Whether `ifchanged` prints this text.
    pub changed: fn(&mut Render<'_>, &Arc<str>) -> Result<bool, Fault>,
}

/// See [`Liquid::window`].
pub type Window = fn(&mut Render<'_>, Vec<Traced>, i64, Option<i64>) -> Result<Vec<Traced>, Fault>;

/// How an engine prints tables.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a difference of its own between engines")]
pub struct Tables {
    /// Reads its clauses.
    pub count: Count,
    /// Whether it knows `offset`.
    pub take_offset: bool,
    /// Whether a list that is not there makes an empty table, or nothing.
    pub print_absent: bool,
    /// Whether `break` ends the table.
    pub end_on_break: bool,
    /// Whether `tablerowloop.length` counts what `limit` leaves out.
    pub count_all: bool,
    /// Whether the element's variable is still bound after the table.
    pub leak_variable: bool,
}

/// A `cycle` that is reached.
pub struct Cycle<'t> {
    /// What it is known by, if that is written.
    pub group: Option<Traced>,
    /// Its values as they are written, when all are literals.
    pub literals: Option<Vec<&'t str>>,
    /// How many values it has.
    pub count: usize,
    /// Where it stands.
    pub place: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_for_their_search() {
        for profile in [&liqp::LIQP, &shopify::SHOPIFY, &clevertap::CLEVERTAP] {
            for filters in profile.filters {
                assert!(filters.is_sorted_by(|(a, _), (b, _)| a < b), "{}", profile.name);
            }
            for tags in profile.liquid.map_or(&[][..], |liquid| liquid.grammar.tags) {
                assert!(tags.is_sorted_by(|a, b| a < b), "{}", profile.name);
            }
        }
        assert!(clevertap::CUSTOMS.undocumented.is_sorted_by(|a, b| a < b));
    }
}
