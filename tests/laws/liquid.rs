//! Liquid templates.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::pieces::{concat, list, name, path, text};

fn operand() -> BoxedStrategy<String> {
    let literals = select(vec!["'é\"'", "1", "2.5", "true", "nil", "''", "empty", "blank"]);
    prop_oneof![4 => path(), 1 => literals.prop_map(String::from), 1 => Just("tags[0]".to_owned())].boxed()
}

/// A value with filters.
pub(crate) fn expr() -> BoxedStrategy<String> {
    let filters = vec![
        "upcase",
        "default: 'd'",
        "size",
        "join: '-'",
        "first",
        "last",
        "strip",
        "replace: 'a', 'é'",
        "append: name",
        "prepend: 'é'",
        "reverse",
        "sort",
        "plus: 1",
        "times: n",
        "escape",
        "truncate: 3",
        "url_encode",
        "map: 'sku'",
        "split: ','",
        "capitalize",
        "slice: 1, 2",
        "slice: 0",
        "uniq",
        "remove: 'a'",
        "round",
        "newline_to_br",
        "truncatewords: 1",
        "compact",
        "concat: tags",
        "strip_html",
        "divided_by: n",
        "nope",
    ];
    (operand(), vec(select(filters), 0..3))
        .prop_map(|(it, filters)| filters.iter().fold(it, |it, filter| format!("{it} | {filter}")))
        .boxed()
}

fn condition() -> BoxedStrategy<String> {
    let operators = select(vec!["==", "!=", "<", "contains", ">="]);
    let one = prop_oneof![
        operand(),
        (operand(), operators, operand()).prop_map(|(a, op, b)| format!("{a} {op} {b}"))
    ];
    let joined =
        (one.clone(), select(vec!["and", "or"]), one.clone()).prop_map(|(a, op, b)| format!("{a} {op} {b}"));
    prop_oneof![2 => one, 1 => joined].boxed()
}

/// Templates.
pub(crate) fn template() -> BoxedStrategy<String> {
    let hole = expr().prop_map(|it| format!("{{{{ {it} }}}}"));
    let assign = (name(), expr()).prop_map(|(name, it)| format!("{{% assign {name} = {it} %}}"));
    let fixed = select(vec![
        "{% raw %}{{ é }}{% endraw %}",
        "{% comment %}é{% endcomment %}",
        "{{ forloop.index }}",
        "{{ forloop.last }}",
        "{% cycle 'a', 'é' %}",
        "{% cycle name, 'é', city %}",
        "{% cycle n: 'a', 'b', 'c' %}",
        "{% increment c %}",
        "{% decrement n %}",
        "{{ c }}",
        "{{ n }}",
        "{% break %}",
        "{% continue %}",
        "{% abort %}",
        "{% abort_message('é') %}",
    ]);
    let piece = prop_oneof![3 => text(), 5 => hole, 2 => assign, 1 => fixed.prop_map(String::from)];
    let template = piece.prop_recursive(3, 24, 4, |inner| blocks(vec(inner, 0..4).prop_map(concat).boxed()));
    vec(template, 1..5).prop_map(concat).boxed()
}

fn blocks(body: BoxedStrategy<String>) -> BoxedStrategy<String> {
    let clauses =
        select(vec!["", " reversed", " limit:2", " offset:1", " limit:n", " offset:continue", " offset:n"]);
    prop_oneof![
        (condition(), body.clone(), condition(), body.clone(), body.clone()).prop_map(
            |(a, b, c, d, e)| format!("{{% if {a} %}}{b}{{% elsif {c} %}}{d}{{% else %}}{e}{{% endif %}}")
        ),
        (condition(), body.clone(), body.clone())
            .prop_map(|(a, b, c)| format!("{{%- unless {a} -%}}{b}{{% else %}}{c}{{% endunless %}}")),
        (list(), clauses, body.clone(), body.clone()).prop_map(|(it, clause, a, b)| format!(
            "{{% for item in {it}{clause} %}}{a}{{% else %}}{b}{{% endfor %}}"
        )),
        body.clone().prop_map(|it| format!("{{% for item in (1..3) %}}{it}{{% endfor %}}")),
        (operand(), operand(), body.clone(), body.clone()).prop_map(|(a, b, c, d)| format!(
            "{{% case {a} %}}{{% when {b}, 'Ada' %}}{c}{{% else %}}{d}{{% endcase %}}"
        )),
        (name(), body.clone()).prop_map(|(name, it)| format!("{{% capture {name} %}}{it}{{% endcapture %}}")),
        (condition(), select(vec!["break", "continue"]), body.clone())
            .prop_map(|(it, jump, a)| format!("{{% if {it} %}}{a}{{% {jump} %}}{{% endif %}}")),
        (condition(), select(vec!["increment c", "cycle 'a', 'é'", "abort", "decrement n"]))
            .prop_map(|(it, tag)| format!("{{% if {it} %}}{{% {tag} %}}{{% endif %}}")),
        body.clone().prop_map(|it| format!("{{% ifchanged %}}{it}{{% endifchanged %}}")),
        (list(), expr()).prop_map(|(it, hole)| format!(
            "{{% for item in {it} %}}{{% ifchanged %}}{{{{ {hole} }}}}{{% endifchanged %}}{{% endfor %}}"
        )),
        (list(), body)
            .prop_map(|(it, b)| format!("{{% tablerow item in {it} cols:2 %}}{b}{{% endtablerow %}}")),
    ]
    .boxed()
}
