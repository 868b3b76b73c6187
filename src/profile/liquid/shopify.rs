//! Shopify's Liquid in Ruby (github.com/Shopify/liquid, version 5), strict parser: it judges the evaluator through
//! the public golden suite. No platform of ours runs it.

use super::{Liquid, Tables, logic};
use crate::dialect::Dialect;
use crate::dialect::liquid::Grammar;
use crate::profile::{Profile, json_number};
use crate::render::Fault;
use crate::value::Width;

mod access;
mod codes;
mod dates;
mod lists;
mod math;
mod operators;
mod picks;
mod tags;
mod texts;
mod values;

pub(super) use codes::{base64_decode, base64_encode};
pub(super) use picks::where_;

/// The profile `shopify`.
pub static SHOPIFY: Profile = Profile {
    name: "shopify",
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

/// What sets Shopify's engine apart from others.
pub static LIQUID: Liquid = Liquid {
    grammar: Grammar {
        tags: &[TAGS],
        operators_everywhere: false,
        ranges_are_values: true,
        question_mark_in_names: true,
        quotes_hide_closers: false,
        drops_blank_blocks: true,
        case_falls_through: true,
        forgiving: true,
        raw_needs_plain_closer: false,
        loops_have_names: true,
        customs: None,
    },
    literal: Width::Long,
    filters_come_first: false,
    jumps_drop_blocks: false,
    ranges_swallow_faults: false,
    else_after_clauses: true,
    tables: Tables {
        count: tags::table_count,
        take_offset: true,
        print_absent: false,
        end_on_break: true,
        count_all: false,
        leak_variable: false,
    },
    window: tags::window,
    length: tags::length,
    stopped: |_, _, _| {},
    counter: tags::counter,
    cycle: tags::cycle,
    changed: tags::changed,
};

/// The tags, sorted.
const TAGS: &[&str] = &[
    "#",
    "assign",
    "break",
    "capture",
    "case",
    "comment",
    "continue",
    "cycle",
    "decrement",
    "doc",
    "echo",
    "for",
    "if",
    "ifchanged",
    "include",
    "increment",
    "liquid",
    "raw",
    "render",
    "tablerow",
    "unless",
];

/// The filters, sorted by name (`standardfilters.rb`).
const FILTERS: crate::profile::Filters = &[
    ("abs", math::abs),
    ("append", texts::append),
    ("at_least", math::at_least),
    ("at_most", math::at_most),
    ("base64_decode", codes::base64_decode),
    ("base64_encode", codes::base64_encode),
    ("base64_url_safe_decode", codes::base64_url_safe_decode),
    ("base64_url_safe_encode", codes::base64_url_safe_encode),
    ("capitalize", texts::capitalize),
    ("ceil", math::ceil),
    ("compact", lists::compact),
    ("concat", lists::concat),
    ("date", dates::date),
    ("default", lists::default),
    ("divided_by", math::divided_by),
    ("downcase", texts::downcase),
    ("escape", codes::escape),
    ("escape_once", codes::escape_once),
    ("find", picks::find),
    ("find_index", picks::find_index),
    ("first", lists::first),
    ("floor", math::floor),
    ("h", codes::escape),
    ("has", picks::has),
    ("join", lists::join),
    ("last", lists::last),
    ("lstrip", texts::lstrip),
    ("map", picks::map),
    ("minus", math::minus),
    ("modulo", math::modulo),
    ("newline_to_br", texts::newline_to_br),
    ("plus", math::plus),
    ("prepend", texts::prepend),
    ("reject", picks::reject),
    ("remove", texts::remove),
    ("remove_first", texts::remove_first),
    ("remove_last", texts::remove_last),
    ("replace", texts::replace),
    ("replace_first", texts::replace_first),
    ("replace_last", texts::replace_last),
    ("reverse", lists::reverse),
    ("round", math::round),
    ("rstrip", texts::rstrip),
    ("size", lists::size),
    ("slice", lists::slice),
    ("sort", lists::sort),
    ("sort_natural", lists::sort_natural),
    ("split", texts::split),
    ("squish", texts::squish),
    ("strip", texts::strip),
    ("strip_html", codes::strip_html),
    ("strip_newlines", texts::strip_newlines),
    ("sum", picks::sum),
    ("times", math::times),
    ("truncate", texts::truncate),
    ("truncatewords", texts::truncatewords),
    ("uniq", picks::uniq),
    ("upcase", texts::upcase),
    ("url_decode", codes::url_decode),
    ("url_encode", codes::url_encode),
    ("where", picks::where_),
];
