//! Conditions and loops of each dialect, to be put around pieces of parts.

use hookproof::dialect::Dialect;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// A condition with two blocks: what begins it, what stands between and what ends it.
pub(super) type Condition = [&'static str; 3];

/// A loop: what begins it, what stands around a comma, what ends it, and whether the comma comes first in a turn.
pub(super) type Loop = [&'static str; 5];

const JINJA: (&[Condition], &[Loop]) = (
    &[
        ["{% if name %}", "{% else %}", "{% endif %}"],
        ["{% if not (n and x is defined) %}", "{% else %}", "{% endif %}"],
        ["{% if loop.first %}", "{% else %}", "{% endif %}"],
        ["{% if n == 1 %}", "{% elif city != '' %}", "{% endif %}"],
    ],
    &[
        ["{% for i in items %}", "{% if not loop.last %}", "{% endif %}", "{% endfor %}", "after"],
        ["{% for i in tags %}", "{% if loop.index > 1 %}", "{% endif %}", "{% endfor %}", "before"],
        ["{% for i in tags if i %}", "{{ '", "' if loop.index0 }}", "{% else %}1{% endfor %}", "before"],
        ["{% for i in items %}{% if i.qty %}{% continue %}{% endif %}", "", "", "{% endfor %}", "after"],
        [
            "{% for i in items %}",
            "{% if loop.index == 2 %}{% break %}{% endif %}{% if not loop.first %}",
            "{% endif %}",
            "{% endfor %}",
            "before",
        ],
    ],
);

const LIQUID: (&[Condition], &[Loop]) = (
    &[
        ["{% if name %}", "{% else %}", "{% endif %}"],
        ["{% unless n == 1 %}", "{% else %}", "{% endunless %}"],
        ["{% if forloop.first %}", "{% else %}", "{% endif %}"],
        ["{% case n %}{% when 1 %}", "{% else %}", "{% endcase %}"],
    ],
    &[
        ["{% for i in items %}", "{% unless forloop.last %}", "{% endunless %}", "{% endfor %}", "after"],
        [
            "{% for i in tags limit: 2 %}",
            "{% if forloop.index0 > 0 %}",
            "{% endif %}",
            "{% endfor %}",
            "before",
        ],
        ["{% for i in (1..n) %}", "{% if forloop.rindex0 > 0 %}", "{% endif %}", "{% endfor %}", "after"],
        ["{% for i in tags %}", "{% if i == 'a' %}{% break %}{% endif %}", "", "{% endfor %}", "after"],
    ],
);

const VELOCITY: (&[Condition], &[Loop]) = (
    &[
        ["#if($name)", "#{else}", "#end"],
        ["#if(!$n || $x)", "#{else}", "#end"],
        ["#if($foreach.first)", "#{else}", "#end"],
        ["#if($n == 1)", "#elseif($city != '')", "#end"],
    ],
    &[
        ["#foreach($i in $items)", "#if($foreach.hasNext)", "#end", "#end", "after"],
        ["#foreach($i in $tags)", "#if($foreach.count > 1)", "#end", "#end", "before"],
        ["#foreach($i in [1..3])", "#if(!$foreach.last)", "#end", "#end", "after"],
        ["#foreach($i in $tags)", "#if($i == 'a')#break#end", "", "#end", "after"],
    ],
);

/// The conditions and loops of a dialect.
pub(super) fn blocks(dialect: Dialect) -> (&'static [Condition], &'static [Loop]) {
    match dialect {
        Dialect::Jinja => JINJA,
        Dialect::Liquid => LIQUID,
        Dialect::Velocity => VELOCITY,
        Dialect::MergeFields => (&[], &[]),
    }
}

/// The piece in one of the conditions.
pub(super) fn conditioned(
    conditions: &'static [[&'static str; 3]],
    inner: BoxedStrategy<String>,
) -> BoxedStrategy<String> {
    if conditions.is_empty() {
        return inner;
    }
    let both = (select(conditions), inner.clone(), option::of(inner));
    both.prop_map(|([begin, other, end], a, b)| match b {
        Some(b) => format!("{begin}{a}{other}{b}{end}"),
        None => format!("{begin}{a}{end}"),
    })
    .boxed()
}

/// The piece in one of the loops.
pub(super) fn looped(
    loops: &'static [[&'static str; 5]],
    inner: BoxedStrategy<String>,
    comma: &'static str,
) -> BoxedStrategy<String> {
    if loops.is_empty() {
        return inner;
    }
    (select(loops), inner)
        .prop_map(move |([begin, open, close, end, place], inner)| match place.as_bytes() {
            b"after" => format!("{begin}{inner}{open}{comma}{close}{end}"),
            _ => format!("{begin}{open}{comma}{close}{inner}{end}"),
        })
        .boxed()
}
