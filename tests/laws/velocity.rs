//! Velocity templates.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::pieces::{concat, list, name, path, text};

fn reference() -> BoxedStrategy<String> {
    let methods = vec![
        "",
        "",
        ".toUpperCase()",
        ".size()",
        ".length()",
        ".substring(1)",
        ".replace(\"a\", \"é\")",
        ".trim()",
        ".get(0)",
        ".contains(\"a\")",
        ".concat($name)",
        ".isEmpty()",
        ".keySet()",
        ".toString()",
        ".split(\",\")",
        ".add(\"z\")",
        ".nope()",
    ];
    (select(vec!["$", "$!"]), path(), select(methods))
        .prop_map(|(sign, it, method)| format!("{sign}{{{it}{method}}}"))
        .boxed()
}

fn expr() -> BoxedStrategy<String> {
    let literals = select(vec![
        "'é'",
        "1",
        "2.5",
        "true",
        "\"\"",
        "[1, 'b']",
        "[1..3]",
        "{\"a\": 1}",
        "\"<$name>\"",
        "\"${city}é\"",
    ]);
    let operators = select(vec!["+", "-", "*", "/", "%", "==", "!=", "<", "&&", "||"]);
    prop_oneof![3 => reference(), 1 => literals.prop_map(String::from)]
        .prop_recursive(2, 6, 2, move |inner| {
            (inner.clone(), operators.clone(), inner).prop_map(|(a, op, b)| format!("({a} {op} {b})"))
        })
        .boxed()
}

/// Templates.
pub(crate) fn template() -> BoxedStrategy<String> {
    let assign = (name(), expr()).prop_map(|(name, it)| format!("#set(${name} = {it})"));
    let fixed =
        select(vec!["#[[ $é ]]#", "##é\n", "${foreach.count}", "${foreach.hasNext}", "#* é *#", "$d"]);
    let piece = prop_oneof![3 => text(), 5 => reference(), 2 => assign, 1 => fixed.prop_map(String::from)];
    let template = piece.prop_recursive(3, 24, 4, |inner| blocks(vec(inner, 0..4).prop_map(concat).boxed()));
    vec(template, 1..5).prop_map(concat).boxed()
}

fn blocks(body: BoxedStrategy<String>) -> BoxedStrategy<String> {
    prop_oneof![
        (expr(), body.clone(), expr(), body.clone(), body.clone())
            .prop_map(|(a, b, c, d, e)| format!("#if({a}){b}#elseif({c}){d}#{{else}}{e}#end")),
        (list(), body.clone(), body.clone())
            .prop_map(|(it, a, b)| format!("#foreach($item in ${{{it}}}){a}#{{else}}{b}#end")),
        body.clone().prop_map(|it| format!("#foreach($item in [1..3]){it}#end")),
        body.clone().prop_map(|it| format!("#define($d){it}#end")),
        (body.clone(), reference()).prop_map(|(it, a)| format!("#macro(m $y){it}$y#end#m({a})")),
        (body.clone(), reference())
            .prop_map(|(it, a)| format!("#macro(b $y)<$bodyContent>#end#@b({a}){it}#end")),
        (
            expr(),
            select(vec!["#break", "#stop", "#break($foreach)", "#break($foreach.parent)"]),
            body.clone()
        )
            .prop_map(|(it, jump, a)| format!("#if({it}){a}{jump}#end")),
        (list(), expr(), body.clone(), body.clone())
            .prop_map(|(it, a, b, c)| format!("#foreach($item in ${{{it}}}){b}#if({a})#break#end{c}#end")),
        (body.clone(), expr())
            .prop_map(|(it, a)| format!("#macro(s){it}#if({a})#stop#end#end#if($flag)#s()#end")),
        expr().prop_map(|it| format!("#evaluate({it})")),
    ]
    .boxed()
}
