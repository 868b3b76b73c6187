//! What the context automaton claims holds for every contact: a part that it calls proved reads without an error, one
//! that it calls wrong never does, and a merge tag prints only what it is said to print.

use std::cell::RefCell;
use std::collections::BTreeMap;

use hookproof::context::{Answer, Given, Target, judge};
use hookproof::dialect::{Dialect, parse_for};
use hookproof::finding::Severity;
use hookproof::payload::{self, Format, form, url};
use hookproof::profile::Profile;
use hookproof::settings::Settings;
use hookproof::source::{InRendered, SourceId};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use crate::check::render;
use crate::{PROFILES, runner};

/// What is known of a contact, and a contact for which it holds.
#[derive(Clone)]
struct Case {
    schema: Value,
    contact: Value,
}

impl std::fmt::Debug for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} that fits {}", self.contact, self.schema)
    }
}

/// Values that break something.
fn awkward() -> BoxedStrategy<Value> {
    let texts = vec![
        "",
        " ",
        "Ada",
        "O'Neil",
        "\"",
        "a \"b\" c",
        "\\",
        "\\n",
        "\\u00",
        "a\nb",
        "\r",
        "\t",
        "\u{1}",
        "\u{7f}",
        "\u{85}",
        "\u{ffff}",
        "&",
        "a=1&b=2",
        "+",
        "100%",
        "%41",
        "#",
        "?",
        "a/b",
        "<b>",
        "]]>",
        "]]",
        "&amp;",
        "é",
        "漢🎉",
        "\u{a0}",
        "{{ x }}",
        "$x",
        "12",
        "007",
        "-1.5e3",
        "true",
        "null",
        "ſK",
        "x,y",
        "[1]",
    ];
    let leaf = prop_oneof![
        6 => select(texts).prop_map(Value::from),
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => (-3..12_i64).prop_map(Value::from),
        1 => select(vec![json!(2.5), json!(1e20), json!(1e-7), json!(-0.0), json!(123_456_789_012.0)]),
    ];
    let list = vec(leaf.clone(), 0..3).prop_map(Value::from);
    let map = (option::of(leaf.clone()), option::of(leaf.clone()))
        .prop_map(|(a, b)| object([("sku", a), ("b\"", b)]));
    let maps = vec(map.clone(), 0..3).prop_map(Value::from);
    prop_oneof![6 => leaf, 1 => list, 1 => map, 1 => maps].boxed()
}

fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    let members = members.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
    Value::Object(members.collect::<Map<_, _>>())
}

/// A schema of a field, and a value that fits it.
fn field() -> BoxedStrategy<(Value, Value)> {
    let texts = |of: Vec<&'static str>| select(of).prop_map(Value::from);
    let of =
        |schema: Value, values: BoxedStrategy<Value>| values.prop_map(move |it| (schema.clone(), it)).boxed();
    let item = (option::of(awkward()), awkward()).prop_map(|(a, b)| object([("sku", a), ("qty", Some(b))]));
    prop_oneof![
        6 => awkward().prop_map(|it| (json!({}), it)),
        1 => of(json!({"type": "integer"}), (-9..99_i64).prop_map(Value::from).boxed()),
        1 => of(json!({"type": ["number", "null"]}), select(vec![json!(1.5), Value::Null, json!(7)]).boxed()),
        1 => of(json!({"enum": ["GB", "a \"b\"", ""]}), texts(vec!["GB", "a \"b\"", ""]).boxed()),
        1 => of(json!({"type": "string", "pattern": "^[A-Z]{1,3} ?\\w*$"}), texts(vec!["AB", "A b_", "C é"]).boxed()),
        1 => of(json!({"type": "string", "pattern": "\\S"}), texts(vec!["x", " \"", "\u{1}", "&"]).boxed()),
        1 => of(json!({"type": "string", "minLength": 1, "maxLength": 2}), texts(vec![" ", "\"\"", "é\n"]).boxed()),
        1 => of(json!({"type": "array", "items": {"type": "object"}, "minItems": 1}), vec(item.clone(), 1..3).prop_map(Value::from).boxed()),
        1 => of(json!({"type": "array", "items": {"type": "object", "required": ["qty"]}}), vec(item, 0..3).prop_map(Value::from).boxed()),
        1 => of(json!({"type": "array", "items": {"type": "string"}}), vec(texts(vec!["a", "\""]), 0..3).prop_map(Value::from).boxed()),
    ]
    .boxed()
}

/// A schema of contacts and a contact that fits it: each field with a schema, perhaps required.
fn case() -> BoxedStrategy<Case> {
    let fields = vec((field(), any::<bool>(), any::<bool>()), FIELDS.len());
    fields
        .prop_map(|fields| {
            let (mut properties, mut contact, mut required) = (Map::new(), Map::new(), Vec::new());
            for (name, ((schema, value), needed, there)) in FIELDS.iter().zip(fields) {
                properties.insert((*name).to_owned(), schema);
                if needed {
                    required.push(Value::from(*name));
                }
                if needed || there {
                    contact.insert((*name).to_owned(), value);
                }
            }
            let schema = json!({"type": "object", "properties": properties, "required": required});
            Case { schema, contact: Value::Object(contact) }
        })
        .boxed()
}

const FIELDS: [&str; 5] = ["name", "city", "n", "tags", "items"];

/// An expression of a language, as a merge tag.
fn tag(dialect: Dialect, clevertap: bool) -> BoxedStrategy<String> {
    let base = select(vec![
        "name",
        "city",
        "n",
        "tags",
        "items",
        "items.sku",
        "tags[0]",
        "i",
        "i.sku",
        "i.qty",
        "x",
    ]);
    let base = base.prop_map(String::from);
    match dialect {
        Dialect::Jinja => {
            let filters = vec![
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
            let chain = vec(select(filters), 0..4).prop_map(|it| it.concat());
            let ends =
                select(vec!["", "", "", " if n else 'z'", " or 'o'", " ~ 'k'", " if name", " and city"]);
            let plain =
                (base.clone(), chain.clone(), ends).prop_map(|(a, b, c)| format!("{{{{ {a}{b}{c} }}}}"));
            let sliced = (base, chain).prop_map(|(a, b)| format!("{{{{ ({a}{b}|string|tojson)[1:-1] }}}}"));
            let good = select(vec![
                "{{ name|tojson }}",
                "{{ n|int }}",
                "{{ name|string|urlencode }}",
                "{{ n }}",
                "{{ loop.index }}",
            ]);
            prop_oneof![3 => plain, 1 => sliced, 2 => good.prop_map(String::from)].boxed()
        }
        Dialect::Liquid => {
            let mut filters = vec![
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
            if clevertap {
                filters.extend([" | json", " | json", " | json", " | url_escape", " | url_param_escape"]);
            }
            let chain = vec(select(filters), 0..5).prop_map(|it| it.concat());
            let plain = (base, chain).prop_map(|(a, b)| format!("{{{{ {a}{b} }}}}"));
            let good = select(vec![
                "{{ name | url_encode }}",
                "{{ n }}",
                "{{ name | size }}",
                "{{ forloop.index }}",
            ]);
            prop_oneof![3 => plain, 2 => good.prop_map(String::from)].boxed()
        }
        Dialect::Velocity => {
            let methods = vec![
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
            let name = select(vec!["name", "city", "n", "tags", "items", "i", "x"]);
            let chain = vec(select(methods), 0..3).prop_map(|it| it.concat());
            let mark = select(vec!["$!", "$"]);
            let plain =
                (mark.clone(), name.clone(), chain.clone()).prop_map(|(m, a, b)| format!("{m}{{{a}{b}}}"));
            let tool = select(vec!["json", "xml", "html", "url", "java"]);
            let tool = (mark, tool, name, chain).prop_map(|(m, t, a, b)| format!("{m}esc.{t}(${a}{b})"));
            let or = select(vec!["${name|'z'}", "$!{n|$city}", "$!foreach.index", "$!esc.q"])
                .prop_map(String::from);
            prop_oneof![2 => plain, 2 => tool, 1 => or].boxed()
        }
        Dialect::MergeFields => {
            select(vec!["[name]", "[city]", "[n]", "[tags]", "[zip]"]).prop_map(String::from).boxed()
        }
    }
}

/// A condition with two blocks: what begins it, what stands between and what ends it.
type Condition = [&'static str; 3];

/// A loop: what begins it, what stands around a comma, what ends it, and whether the comma comes first in a turn.
type Loop = [&'static str; 5];

fn blocks(dialect: Dialect) -> (&'static [Condition], &'static [Loop]) {
    match dialect {
        Dialect::Jinja => (
            &[
                ["{% if name %}", "{% else %}", "{% endif %}"],
                ["{% if not (n and x is defined) %}", "{% else %}", "{% endif %}"],
                ["{% if loop.first %}", "{% else %}", "{% endif %}"],
                ["{% if n == 1 %}", "{% elif city != '' %}", "{% endif %}"],
            ],
            &[
                ["{% for i in items %}", "{% if not loop.last %}", "{% endif %}", "{% endfor %}", "after"],
                ["{% for i in tags %}", "{% if loop.index > 1 %}", "{% endif %}", "{% endfor %}", "before"],
                [
                    "{% for i in tags if i %}",
                    "{{ '",
                    "' if loop.index0 }}",
                    "{% else %}1{% endfor %}",
                    "before",
                ],
                [
                    "{% for i in items %}{% if i.qty %}{% continue %}{% endif %}",
                    "",
                    "",
                    "{% endfor %}",
                    "after",
                ],
                [
                    "{% for i in items %}",
                    "{% if loop.index == 2 %}{% break %}{% endif %}{% if not loop.first %}",
                    "{% endif %}",
                    "{% endfor %}",
                    "before",
                ],
            ],
        ),
        Dialect::Liquid => (
            &[
                ["{% if name %}", "{% else %}", "{% endif %}"],
                ["{% unless n == 1 %}", "{% else %}", "{% endunless %}"],
                ["{% if forloop.first %}", "{% else %}", "{% endif %}"],
                ["{% case n %}{% when 1 %}", "{% else %}", "{% endcase %}"],
            ],
            &[
                [
                    "{% for i in items %}",
                    "{% unless forloop.last %}",
                    "{% endunless %}",
                    "{% endfor %}",
                    "after",
                ],
                [
                    "{% for i in tags limit: 2 %}",
                    "{% if forloop.index0 > 0 %}",
                    "{% endif %}",
                    "{% endfor %}",
                    "before",
                ],
                [
                    "{% for i in (1..n) %}",
                    "{% if forloop.rindex0 > 0 %}",
                    "{% endif %}",
                    "{% endfor %}",
                    "after",
                ],
                [
                    "{% for i in tags %}",
                    "{% if i == 'a' %}{% break %}{% endif %}",
                    "",
                    "{% endfor %}",
                    "after",
                ],
            ],
        ),
        Dialect::Velocity => (
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
        ),
        Dialect::MergeFields => (&[], &[]),
    }
}

/// Gives the name `x` a value.
fn assign(dialect: Dialect, value: &str) -> String {
    let inner = value.trim_start_matches("{{ ").trim_end_matches(" }}");
    match dialect {
        Dialect::Jinja => format!("{{% set x = {inner} %}}"),
        Dialect::Liquid => format!("{{% assign x = {inner} %}}"),
        Dialect::Velocity => format!("#set($x = {})", value.replace("$!", "$")),
        Dialect::MergeFields => String::new(),
    }
}

/// A part in a format, mostly right.
fn part(dialect: Dialect, clevertap: bool, target: Target) -> BoxedStrategy<String> {
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

fn conditioned(
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

fn looped(
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

/// Whether a part that was rendered is one of its format.
fn reads(target: Target, text: &str) -> bool {
    let sound = |format| {
        let reading = payload::read(text, format);
        reading.faults.iter().all(|it| it.severity != Severity::Error)
    };
    match target {
        Target::Json => sound(Format::Json),
        Target::Form => sound(Format::Form),
        Target::Xml => sound(Format::Xml),
        Target::Url => url::read::<InRendered>(text).is_some_and(|address| {
            let query = address.form(text);
            let faults = query.map(|it| it.faults).unwrap_or_default();
            let bad = |c: char| c.is_whitespace() || c.is_control() || !c.is_ascii() || "\"<>\\".contains(c);
            !address.host.of(text).is_empty()
                && address.fragment.is_none()
                && faults.iter().all(|it| it.code != form::BAD_PERCENT)
                && !text.contains(bad)
        }),
        Target::Header => !text.contains(|c: char| c.is_control() && c != '\t'),
        Target::Text => true,
    }
}

/// Whether a render says nothing: the engine refused something, or a limit was reached.
fn is_refused(rendered: &hookproof::render::Rendered) -> bool {
    let refuses = |code: &str| !matches!(code, "unknown-merge-field");
    rendered.findings.iter().any(|it| it.severity == Severity::Error && refuses(it.code))
}

const TARGETS: [Target; 5] = [Target::Json, Target::Form, Target::Xml, Target::Url, Target::Header];

/// In how many of a thousand cases the parts of a format are proved, at least: a law about nothing holds.
const PROVED: [(Dialect, Target, u32); 3] = [
    (Dialect::Jinja, Target::Json, 1),
    (Dialect::Liquid, Target::Json, 1),
    (Dialect::Velocity, Target::Json, 1),
];

#[test]
fn proved_parts_read() {
    let counts = RefCell::new(BTreeMap::<(&str, Target), [u32; 4]>::new());
    let mut failures = Vec::new();
    for profile in PROFILES {
        for target in TARGETS {
            let parts = part(profile.dialect, profile.name == "clevertap", target);
            let outcome = runner().run(&(parts, case()), |(text, Case { schema, contact })| {
                let told = proved_reads(profile, target, &text, &schema, &contact)?;
                let mut counts = counts.borrow_mut();
                let count = counts.entry((profile.name, target)).or_default();
                count[told as usize] += 1;
                count[3] += 1;
                Ok(())
            });
            if let Err(why) = outcome {
                failures.push(format!("{} {target:?}: {why}", profile.name));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    let counts = counts.into_inner();
    for (name, [proved, unproved, wrong, all]) in &counts {
        println!("{name:?}: {proved} proved, {wrong} wrong, {unproved} neither, of {all}");
    }
    for profile in PROFILES {
        for (dialect, target, least) in PROVED {
            let [proved, .., all] = counts.get(&(profile.name, target)).copied().unwrap_or_default();
            assert!(
                profile.dialect != dialect || proved * 1000 >= all * least,
                "{}: {proved} of {all}",
                profile.name
            );
        }
    }
}

fn proved_reads(
    profile: &'static Profile,
    target: Target,
    text: &str,
    schema: &Value,
    contact: &Value,
) -> Result<Answer, TestCaseError> {
    let template = parse_for(profile, SourceId::Body, text);
    if !template.findings.is_empty() {
        return Ok(Answer::Unproved);
    }
    let given = Given::of_schema(schema);
    let judged = judge(&template.value, profile, &Settings::default(), target, &given);
    let rendered = render(profile, text, contact).rendered;
    let refused = is_refused(&rendered);
    if judged.faults.is_empty() {
        prop_assert!(!refused, "it was said to render always: {:?}", rendered.findings);
    }
    if !refused {
        match judged.answer {
            Answer::Proved => prop_assert!(reads(target, &rendered.text), "proved: {}", rendered.text),
            Answer::Wrong => {
                prop_assert!(!reads(target, &rendered.text), "wrong: {} {:?}", rendered.text, judged.reasons)
            }
            Answer::Unproved => {}
        }
    }
    Ok(judged.answer)
}

#[test]
fn merge_tags_print_what_is_said() {
    let mut failures = Vec::new();
    for profile in PROFILES {
        let tags = tag(profile.dialect, profile.name == "clevertap");
        let tags = (option::of(tags.clone()), tags).prop_map(move |(first, tag)| {
            first.map_or(String::new(), |it| assign(profile.dialect, &it)) + &tag
        });
        let outcome = runner().run(&(tags, case()), |(text, Case { schema, contact })| {
            let template = parse_for(profile, SourceId::Body, &text);
            let given = Given::of_schema(&schema);
            let judged = judge(&template.value, profile, &Settings::default(), Target::Text, &given);
            let rendered = render(profile, &text, &contact).rendered;
            if !template.findings.is_empty() || judged.holes.len() != 1 {
                return Ok(());
            }
            let Some(hole) = judged.holes.values().next() else { return Ok(()) };
            if is_refused(&rendered) {
                prop_assert!(!judged.faults.is_empty(), "no fault was foreseen: {:?}", rendered.findings);
                return Ok(());
            }
            prop_assert!(
                hole.printed.admits(&rendered.text),
                "{:?} is not {:?}",
                rendered.text,
                hole.printed
            );
            Ok(())
        });
        if let Err(why) = outcome {
            failures.push(format!("{}: {why}", profile.name));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}
