//! The filters (Jinja's documentation, "List of Builtin Filters"; `jinja2/filters.py`).

use super::args::{self, Bound};
use crate::profile::{Filter, Input};
use crate::render::{Fault, Render};
use crate::value::{Str, Traced, Value};

mod choose;
mod html;
pub(super) mod json;
mod lists;
mod numbers;
mod order;
mod pprint;
mod text;
mod urlize;
mod wrap;

pub(super) use html::without_tags;
pub(super) use numbers::whole;
pub(super) use order::merge_sorted;
pub(super) use text::replaced;

/// All filters, sorted by name.
pub(super) const TABLE: &[(&str, Filter)] = &[
    ("abs", numbers::abs),
    ("attr", lists::attr),
    ("batch", lists::batch),
    ("capitalize", text::capitalize),
    ("center", text::center),
    ("count", lists::length),
    ("d", lists::default),
    ("default", lists::default),
    ("dictsort", order::dictsort),
    ("e", html::escape),
    ("escape", html::escape),
    ("filesizeformat", numbers::filesizeformat),
    ("first", lists::first),
    ("float", numbers::float),
    ("forceescape", html::forceescape),
    ("format", text::format),
    ("groupby", order::groupby),
    ("indent", wrap::indent),
    ("int", numbers::int),
    ("items", lists::items),
    ("join", text::join),
    ("last", lists::last),
    ("length", lists::length),
    ("list", lists::list),
    ("lower", text::lower),
    ("map", choose::map),
    ("max", order::max),
    ("min", order::min),
    ("pprint", pprint::pprint),
    ("random", lists::random),
    ("reject", choose::reject),
    ("rejectattr", choose::rejectattr),
    ("replace", text::replace),
    ("reverse", lists::reverse),
    ("round", numbers::round),
    ("safe", html::safe),
    ("select", choose::select),
    ("selectattr", choose::selectattr),
    ("slice", lists::slice),
    ("sort", order::sort),
    ("string", text::string),
    ("striptags", html::striptags),
    ("sum", numbers::sum),
    ("title", text::title),
    ("tojson", json::tojson),
    ("trim", text::trim),
    ("truncate", wrap::truncate),
    ("unique", order::unique),
    ("upper", text::upper),
    ("urlencode", html::urlencode),
    ("urlize", urlize::urlize),
    ("wordcount", text::wordcount),
    ("wordwrap", wrap::wordwrap),
    ("xmlattr", html::xmlattr),
];

/// Splits what a filter gets into its value and its arguments.
fn bound(
    input: Input,
    name: &str,
    params: &'static [&'static str],
    required: usize,
) -> Result<(Traced, Bound), Fault> {
    let args = args::bind(input.args, &format!("filter '{name}'"), params, required)?;
    Ok((input.value, args))
}

/// The value of a filter without arguments.
fn alone(input: Input, name: &str) -> Result<Traced, Fault> {
    bound(input, name, &[], 0).map(|(value, _)| value)
}

/// The value as text (`soft_str`), with all that it reads.
fn piece(render: &mut Render<'_>, value: &Traced) -> super::text::Piece {
    let reads = render.used(value);
    (super::print::text(render, value), reads)
}

fn text_value(text: Str) -> Value {
    Value::Str(text)
}
