//! Parts of requests in each dialect and format, mostly right.

use hookproof::context::Target;
use hookproof::dialect::Dialect;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::blocks::{blocks, conditioned, looped};

const NAMES: &[&str] =
    &["name", "city", "n", "tags", "items", "items.sku", "tags[0]", "i", "i.sku", "i.qty", "x"];

const JINJA: &[&str] = &[
    "|tojson",
    "|string",
    "|string|tojson",
    "|e",
    "|upper",
    "|lower",
    "|trim",
    "|urlencode",
    "|length",
    "|int",
    "|int(none)",
    "|default('x')",
    "|default('\"', true)",
    "|d(1)",
    "|safe",
    "|title",
    "|first",
    "|join(',')",
    "|replace('\"', '')",
    "|replace('\\\\', '\\\\\\\\')",
    "|replace('\"', '\\\\\"')",
    "|replace('\n', '\\\\n')",
    "|replace('&', '&amp;')",
    "|truncate(3)",
    "|float",
    "|round",
    "|list",
    "|capitalize",
    "|forceescape",
    "|replace('a', '\\\\')",
];

const LIQUID: &[&str] = &[
    " | url_encode",
    " | escape",
    " | upcase",
    " | downcase",
    " | strip",
    " | size",
    " | default: 'x'",
    " | replace: '\\', '\\\\'",
    " | replace: '\"', '\\\"'",
    " | strip_newlines",
    " | append: 'k'",
    " | prepend: '\\'",
    " | remove: '\"'",
    " | truncate: 5",
    " | join: ','",
    " | first",
    " | newline_to_br",
    " | replace: '&', '&amp;'",
    " | replace: '<', '&lt;'",
    " | capitalize",
    " | replace: 'a', n",
    " | base64_encode",
    " | h",
    " | lstrip",
    " | date: '%Y'",
    " | plus: 1",
];

/// Those that only `CleverTap` has.
const CLEVERTAP: &[&str] = &[" | json", " | json", " | json", " | url_escape", " | url_param_escape"];

const VELOCITY: &[&str] = &[
    ".trim()",
    ".toUpperCase()",
    ".replace('\"', '')",
    ".replace('\\', '\\\\')",
    ".size()",
    ".length()",
    ".get('sku')",
    ".toString()",
    ".isEmpty()",
    ".replace('&', '&amp;')",
    ".sku",
    ".strip()",
];

/// An expression of a language, as a merge tag.
pub(super) fn tag(dialect: Dialect, clevertap: bool) -> BoxedStrategy<String> {
    match dialect {
        Dialect::Jinja => jinja(),
        Dialect::Liquid => liquid(clevertap),
        Dialect::Velocity => velocity(),
        Dialect::MergeFields => one_of(&["[name]", "[city]", "[n]", "[tags]", "[zip]"]),
    }
}

fn one_of(texts: &'static [&'static str]) -> BoxedStrategy<String> {
    select(texts).prop_map(String::from).boxed()
}

fn jinja() -> BoxedStrategy<String> {
    let chain = vec(select(JINJA), 0..4).prop_map(|it| it.concat());
    let ends = select(&["", "", "", " if n else 'z'", " or 'o'", " ~ 'k'", " if name", " and city"][..]);
    let plain = (select(NAMES), chain.clone(), ends).prop_map(|(a, b, c)| format!("{{{{ {a}{b}{c} }}}}"));
    let sliced = (select(NAMES), chain).prop_map(|(a, b)| format!("{{{{ ({a}{b}|string|tojson)[1:-1] }}}}"));
    let good = one_of(&[
        "{{ name|tojson }}",
        "{{ n|int }}",
        "{{ name|string|urlencode }}",
        "{{ n }}",
        "{{ loop.index }}",
    ]);
    prop_oneof![3 => plain, 1 => sliced, 2 => good].boxed()
}

fn liquid(clevertap: bool) -> BoxedStrategy<String> {
    let filters = if clevertap { [LIQUID, CLEVERTAP].concat() } else { LIQUID.to_vec() };
    let chain = vec(select(filters), 0..5).prop_map(|it| it.concat());
    let plain = (select(NAMES), chain).prop_map(|(a, b)| format!("{{{{ {a}{b} }}}}"));
    let good = one_of(&["{{ name | url_encode }}", "{{ n }}", "{{ name | size }}", "{{ forloop.index }}"]);
    prop_oneof![3 => plain, 2 => good].boxed()
}

fn velocity() -> BoxedStrategy<String> {
    let name = select(&["name", "city", "n", "tags", "items", "i", "x"][..]);
    let chain = vec(select(VELOCITY), 0..3).prop_map(|it| it.concat());
    let mark = select(&["$!", "$"][..]);
    let plain = (mark.clone(), name.clone(), chain.clone()).prop_map(|(m, a, b)| format!("{m}{{{a}{b}}}"));
    let tool = select(&["json", "xml", "html", "url", "java"][..]);
    let tool = (mark, tool, name, chain).prop_map(|(m, t, a, b)| format!("{m}esc.{t}(${a}{b})"));
    let or = one_of(&["${name|'z'}", "$!{n|$city}", "$!foreach.index", "$!esc.q"]);
    prop_oneof![2 => plain, 2 => tool, 1 => or].boxed()
}

/// Gives the name `x` a value.
pub(super) fn assign(dialect: Dialect, value: &str) -> String {
    let inner = value.trim_start_matches("{{ ").trim_end_matches(" }}");
    match dialect {
        Dialect::Jinja => format!("{{% set x = {inner} %}}"),
        Dialect::Liquid => format!("{{% assign x = {inner} %}}"),
        Dialect::Velocity => format!("#set($x = {})", value.replace("$!", "$")),
        Dialect::MergeFields => String::new(),
    }
}

/// A part in a format, mostly right.
pub(super) fn part(dialect: Dialect, clevertap: bool, target: Target) -> BoxedStrategy<String> {
    let tag = tag(dialect, clevertap);
    let (conditions, loops) = blocks(dialect);
    let text = select(vec!["a", "", " b", "é", "\\n", "12"]).prop_map(String::from);
    let inline = prop_oneof![4 => tag.clone(), 1 => text.clone()];
    let inline = vec(inline, 1..3).prop_map(|it| it.concat()).boxed();
    let assigned = (option::weighted(0.3, tag.clone()),)
        .prop_map(move |(it,)| it.map_or(String::new(), |it| assign(dialect, &it)));
    let whole = match target {
        Target::Json => {
            let leaf = prop_oneof![
                4 => inline.clone().prop_map(|it| format!("\"{it}\"")),
                3 => tag.clone(),
                1 => select(vec!["1", "null", "-0.5e1", "{}", "\"x", "01", ""]).prop_map(String::from),
            ];
            leaf.prop_recursive(3, 12, 3, move |inner| {
                let comma = select(vec![",", ", ", ",", ",", ",", ""]);
                let condition = conditioned(conditions, inner.clone());
                let optional = (inner.clone(), conditioned(conditions, inner.clone().prop_map(|it| format!(",\"o\":{it}")).boxed()))
                    .prop_map(|(a, b)| format!("{{\"a\":{a}{b}}}"));
                let pair = (inner.clone(), comma.clone(), inner.clone(), select(vec!["b", "b", "a", "c"]))
                    .prop_map(|(a, comma, b, k)| format!("{{\"a\": {a}{comma}\"{k}\":{b} }}"));
                let list = (inner.clone(), comma, inner.clone()).prop_map(|(a, c, b)| format!("[{a}{c}{b}]"));
                prop_oneof![2 => condition, 2 => optional, 3 => pair, 1 => list, 3 => looped(loops, inner, ",").prop_map(|it| format!("[{it}]"))]
            })
            .boxed()
        }
        Target::Form => {
            let pair =
                (select(vec!["a=", "b[]=", "c=%20", "d"]), inline).prop_map(|(a, b)| format!("{a}{b}"));
            let pair = prop_oneof![3 => pair.clone(), 1 => conditioned(conditions, pair.boxed())];
            vec(pair, 1..4).prop_map(|it| it.join("&")).boxed()
        }
        Target::Xml => {
            let element = (inline.clone(), inline.clone(), select(vec!["</e>", "</e>", "</e>", "</f>"]))
                .prop_map(|(a, b, end)| format!("<e k=\"{a}\" l='1'>{b} &lt;{end}"));
            let plain = inline.prop_map(|it| format!("<e>{it}</e>"));
            let cdata = tag.clone().prop_map(|it| format!("<e><![CDATA[{it}]]></e><g/>"));
            let one = prop_oneof![2 => element, 4 => plain, 1 => cdata].boxed();
            let some = prop_oneof![2 => one.clone(), 1 => conditioned(conditions, one.clone()), 1 => looped(loops, one, "")];
            vec(some, 1..3).prop_map(|it| format!("<a>{}</a>", it.concat())).boxed()
        }
        Target::Url => {
            (inline.clone(), inline).prop_map(|(a, b)| format!("https://example.com/a/{a}?q={b}&r=1")).boxed()
        }
        Target::Header | Target::Text => inline,
    };
    (assigned, whole).prop_map(|(a, b)| a + &b).boxed()
}
