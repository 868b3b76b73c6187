//! Jinja templates.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::pieces::{concat, list, name, path, text};

/// Expressions.
pub(crate) fn expr() -> BoxedStrategy<String> {
    let literals = select(vec!["'é\"'", "1", "2.5", "true", "none", "''", "[1, 'b']", "{'a': 1}"])
        .prop_map(String::from);
    let filters = vec![
        "upper",
        "default('d')",
        "length",
        "join('-')",
        "first",
        "last",
        "tojson",
        "trim",
        "list",
        "replace('a', 'é')",
        "title",
        "reverse",
        "sort",
        "string",
        "int",
        "float",
        "e",
        "safe",
        "truncate(3)",
        "urlencode",
        "map(attribute='sku')",
        "selectattr('qty')",
        "batch(2)",
        "dictsort",
        "items",
        "striptags",
        "indent(2, true)",
        "center(8)",
        "wordcount",
        "unique",
        "groupby('sku')",
        "format(1)",
        "select('string')",
        "round",
        "abs",
        "sum",
        "min",
        "pprint",
        "xmlattr",
        "nope",
    ];
    let methods = vec![
        ".upper()",
        ".strip()",
        ".replace('a', 'b')",
        ".items()",
        ".get('id')",
        ".split(',')",
        ".startswith('a')",
    ];
    let slices = vec!["[0]", "[1:]", "[:2]", "[::-1]", "[-1]", "['id']"];
    let operators = vec!["~", "+", "*", "and", "or", "==", "in", "<", "-", "%", "//"];
    let tests = vec!["is defined", "is none", "is string", "is odd", "is not sequence"];
    prop_oneof![4 => path(), 2 => literals]
        .prop_recursive(3, 10, 3, move |inner| {
            prop_oneof![
                4 => (inner.clone(), select(filters.clone())).prop_map(|(it, f)| format!("({it})|{f}")),
                2 => (inner.clone(), select(methods.clone())).prop_map(|(it, m)| format!("({it}){m}")),
                2 => (inner.clone(), select(slices.clone())).prop_map(|(it, s)| format!("({it}){s}")),
                3 => (inner.clone(), select(operators.clone()), inner.clone()).prop_map(|(a, op, b)| format!("({a}) {op} ({b})")),
                1 => (inner.clone(), select(tests.clone())).prop_map(|(it, t)| format!("({it}) {t}")),
                1 => (inner.clone(), inner.clone(), inner.clone()).prop_map(|(a, t, b)| format!("({a}) if ({t}) else ({b})")),
                1 => (inner.clone(), inner).prop_map(|(a, b)| format!("[({a}), ({b})]")),
            ]
        })
        .boxed()
}

fn iterable() -> BoxedStrategy<String> {
    prop_oneof![3 => list(), 1 => expr(), 1 => Just("range(3)".to_owned())].boxed()
}

/// Templates.
pub(crate) fn template() -> BoxedStrategy<String> {
    let hole = expr().prop_map(|it| format!("{{{{ {it} }}}}"));
    let assign = (name(), expr()).prop_map(|(name, it)| format!("{{% set {name} = {it} %}}"));
    let raw = Just("{% raw %}{{ é }}{% endraw %}".to_owned());
    let loops = select(vec![
        "{{ loop.index }}",
        "{{ loop.last }}",
        "{{ loop.length }}",
        "{{ loop.previtem }}",
        "{{ loop.cycle('a', 'é') }}",
    ]);
    let piece = prop_oneof![3 => text(), 5 => hole, 2 => assign, 1 => raw, 1 => loops.prop_map(String::from)];
    let template = piece.prop_recursive(3, 24, 4, |inner| {
        let body = vec(inner, 0..4).prop_map(concat).boxed();
        prop_oneof![blocks(body.clone()), calls(body)]
    });
    vec(template, 1..5).prop_map(concat).boxed()
}

fn blocks(body: BoxedStrategy<String>) -> BoxedStrategy<String> {
    prop_oneof![
        (expr(), body.clone(), expr(), body.clone(), body.clone()).prop_map(|(a, b, c, d, e)| format!(
            "{{% if {a} %}}{b}{{% elif {c} %}}{d}{{% else %}}{e}{{% endif %}}"
        )),
        (iterable(), body.clone(), body.clone())
            .prop_map(|(it, a, b)| format!("{{% for item in {it} %}}{a}{{% else %}}{b}{{% endfor %}}")),
        (iterable(), expr(), body.clone())
            .prop_map(|(it, test, a)| format!("{{%- for item in {it} if {test} -%}}{a}{{%- endfor %}}")),
        (name(), body.clone()).prop_map(|(name, it)| format!("{{% set {name} %}}{it}{{% endset %}}")),
        (name(), expr(), body.clone())
            .prop_map(|(name, it, b)| format!("{{% with {name} = {it} %}}{b}{{% endwith %}}")),
        (select(vec!["upper", "trim", "indent(2)", "replace('a', '')", "length"]), body.clone())
            .prop_map(|(f, it)| format!("{{% filter {f} %}}{it}{{% endfilter %}}")),
        (expr(), select(vec!["break", "continue"]), body.clone())
            .prop_map(|(it, jump, a)| format!("{{% if {it} %}}{a}{{% {jump} %}}{{% endif %}}")),
        (iterable(), expr(), select(vec!["break", "continue"]), body.clone(), body.clone()).prop_map(
            |(it, a, jump, b, c)| format!(
                "{{% for item in {it} %}}{b}{{% if {a} %}}{{% {jump} %}}{{% endif %}}{c}{{% endfor %}}"
            )
        ),
        (expr(), body).prop_map(|(on, it)| format!("{{% autoescape {on} %}}{it}{{% endautoescape %}}")),
    ]
    .boxed()
}

fn calls(body: BoxedStrategy<String>) -> BoxedStrategy<String> {
    prop_oneof![
        (body.clone(), expr(), expr()).prop_map(|(it, a, b)| format!(
            "{{% macro m(x, y={a}) %}}{it}{{{{ x }}}}{{% endmacro %}}{{{{ m({b}) }}}}{{{{ m(1, y=2)|upper }}}}"
        )),
        (body.clone(), expr()).prop_map(|(it, a)| format!(
            "{{% macro c(x) %}}<{{{{ caller(x) }}}}>{{% endmacro %}}{{% call(y) c({a}) %}}{it}{{{{ y }}}}{{% endcall %}}"
        )),
        (iterable(), body.clone(), list()).prop_map(|(it, b, inner)| format!(
            "{{% for item in {it} recursive %}}{b}{{{{ loop.depth }}}}{{% if loop.depth < 3 %}}{{{{ loop({inner}) }}}}{{% endif %}}{{% endfor %}}"
        )),
        (iterable(), expr(), expr()).prop_map(|(it, a, b)| format!(
            "{{% set ns = namespace(v=1) %}}{{% for item in {it} %}}{{% if {a} %}}{{% set ns.v = {b} %}}{{% continue %}}{{% endif %}}{{% set ns.v = 2 %}}{{% endfor %}}{{{{ ns.v }}}}"
        )),
        (expr(), iterable()).prop_map(|(a, it)| format!(
            "{{% set l = [1] %}}{{% set c = cycler('a', 'b') %}}{{% set j = joiner('-') %}}{{% for item in {it} %}}{{% if {a} %}}{{% set _ = l.append(item) %}}{{{{ c.next() }}}}{{{{ j() }}}}{{% endif %}}{{{{ j() }}}}{{% endfor %}}{{{{ l|length }}}}{{{{ c.current }}}}"
        )),
        (iterable(), expr(), body.clone()).prop_map(|(it, a, b)| format!(
            "{{% for item in {it} %}}{{% if loop.changed({a}) %}}{b}{{% endif %}}{{{{ loop.changed(1) }}}}{{% endfor %}}"
        )),
        (iterable(), body).prop_map(|(it, b)| format!(
            "{{% set ns = namespace(v='') %}}{{% for item in {it} %}}{b}{{% set ns.v = ns.v ~ item %}}{{% endfor %}}{{{{ ns.v }}}}"
        )),
    ]
    .boxed()
}
