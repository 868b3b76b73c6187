//! `LiqP` 0.7.9, the Java engine that `CleverTap` runs (github.com/bkiers/Liqp, tag 0.7.9). Its quirks are kept:
//! what a message prints or why it is not sent is decided by them.

use super::{Liquid, Tables, logic};
use crate::dialect::Dialect;
use crate::dialect::liquid::Grammar;
use crate::profile::{Profile, json_number};
use crate::render::Fault;
use crate::value::Width;

mod access;
mod cuts;
mod dates;
mod lists;
mod math;
mod numbers;
mod operators;
mod tags;
mod texts;
mod values;

pub(super) use dates::date_in;
pub(super) use values::{as_string, double, string_of};

/// The profile `liqp-0.7.9`.
pub static LIQP: Profile = Profile {
    name: "liqp-0.7.9",
    dialect: Dialect::Liquid,
    logic_gives_operand: false,
    loops_scope: false,
    loop_name: "forloop",
    number: json_number,
    truthy: |_, value| Ok(logic::truthy(&value.value)),
    print: |render, value| Ok(values::printed(render, value)),
    field: |render, name| render.contact_field(name),
    global: access::global,
    member: access::member,
    index: access::index,
    set_element: |_, _, _, _| Err(Fault::refused("Liquid cannot set elements")),
    loop_member: tags::loop_member,
    elements: tags::elements,
    slice: |_, _, _| Err(Fault::refused("Liquid has no slices; use the filter 'slice'")),
    range: tags::range,
    count: tags::count,
    extra_arguments: |_, _, _| Err(Fault::refused("Liquid has no macros")),
    unary: logic::unary,
    binary: operators::binary,
    function: |_, name, _| Err(Fault::refused(format!("'{name}' cannot be called"))),
    method: |_, name, _| Err(Fault::refused(format!("'{name}' cannot be called"))),
    liquid: Some(&LIQUID),
    filters: &[FILTERS],
    tests: &[],
};

/// What sets `LiqP` apart from other Liquid engines.
pub static LIQUID: Liquid = Liquid {
    grammar: Grammar {
        tags: &[TAGS],
        operators_everywhere: true,
        ranges_are_values: false,
        question_mark_in_names: false,
        quotes_hide_closers: true,
        drops_blank_blocks: false,
        case_falls_through: false,
        forgiving: false,
        raw_needs_plain_closer: true,
        loops_have_names: false,
        customs: None,
    },
    literal: Width::Long,
    filters_come_first: true,
    jumps_drop_blocks: true,
    ranges_swallow_faults: true,
    else_after_clauses: false,
    tables: Tables {
        count: tags::count,
        take_offset: false,
        print_absent: true,
        end_on_break: false,
        count_all: true,
        leak_variable: true,
    },
    window: tags::window,
    length: tags::length,
    stopped: tags::stopped,
    counter: tags::counter,
    cycle: tags::cycle,
    changed: tags::changed,
};

/// The tags, sorted (`Tag.java`).
pub(super) const TAGS: &[&str] = &[
    "assign",
    "break",
    "capture",
    "case",
    "comment",
    "continue",
    "cycle",
    "decrement",
    "for",
    "if",
    "ifchanged",
    "include",
    "increment",
    "raw",
    "tablerow",
    "unless",
];

/// The filters, sorted by name (`Filter.java`, `addDefaultFilters`).
pub(super) const FILTERS: crate::profile::Filters = &[
    ("abs", math::abs),
    ("append", texts::append),
    ("at_least", math::at_least),
    ("at_most", math::at_most),
    ("capitalize", texts::capitalize),
    ("ceil", math::ceil),
    ("compact", lists::compact),
    ("concat", lists::concat),
    ("date", dates::date),
    ("default", lists::default),
    ("divided_by", math::divided_by),
    ("downcase", texts::downcase),
    ("escape", texts::escape),
    ("escape_once", texts::escape_once),
    ("first", lists::first),
    ("floor", math::floor),
    ("h", texts::escape),
    ("join", lists::join),
    ("last", lists::last),
    ("lstrip", texts::lstrip),
    ("map", lists::map),
    ("minus", math::minus),
    ("modulo", math::modulo),
    ("newline_to_br", texts::newline_to_br),
    ("plus", math::plus),
    ("prepend", texts::prepend),
    ("remove", texts::remove),
    ("remove_first", texts::remove_first),
    ("replace", texts::replace),
    ("replace_first", texts::replace_first),
    ("reverse", lists::reverse),
    ("round", math::round),
    ("rstrip", texts::rstrip),
    ("size", lists::size),
    ("slice", lists::slice),
    ("sort", lists::sort),
    ("sort_natural", lists::sort_natural),
    ("split", texts::split),
    ("strip", texts::strip),
    ("strip_html", texts::strip_html),
    ("strip_newlines", texts::strip_newlines),
    ("times", math::times),
    ("truncate", cuts::truncate),
    ("truncatewords", cuts::truncatewords),
    ("uniq", lists::uniq),
    ("upcase", texts::upcase),
    ("url_decode", texts::url_decode),
    ("url_encode", texts::url_encode),
];
