//! A plan and the general path tell the same of every contact.

use hookproof::contact::Contact;
use hookproof::contract::Catalog;
use hookproof::finding::Finding;
use hookproof::hook::{Hook, Options};
use hookproof::hook_file::HookFile;
use hookproof::plan::{Memo, Plan, Recent};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::runner;

/// What is told of a contact, as an audience counts it.
type Told = Vec<(String, String, String, String, Vec<String>)>;

fn told(findings: &[Finding]) -> Told {
    let of = |it: &Finding| {
        let place = format!("{} {:?} {:?}", it.source, it.span, it.pointer);
        let fields = it.fields.iter().map(ToString::to_string).collect();
        (it.code.to_owned(), format!("{:?}", it.severity), place, it.message.clone(), fields)
    };
    // That a contact has a name twice is told of contacts one by one; an audience counts requests.
    findings.iter().filter(|it| it.code != "duplicate-key").map(of).collect()
}

const ROOTS: [&str; 2] = ["profile", "event"];
const NAMES: [&str; 5] = ["forename", "surname", "city", "date", "qty"];

fn field() -> impl Strategy<Value = String> {
    (select(&ROOTS[..]), select(&NAMES[..])).prop_map(|(root, name)| format!("{root}.{name}"))
}

/// What prints a field, in Jinja or Liquid.
fn hole(is_jinja: bool, name: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    let filters = match is_jinja {
        true => vec![
            "",
            "",
            "",
            " | default('there')",
            " | upper",
            " | trim",
            " | tojson",
            " | e",
            " | truncate(3)",
            " | replace('\"', '')",
            " | length",
        ],
        false => vec![
            "",
            "",
            "",
            " | default: 'there'",
            " | upcase",
            " | strip",
            " | json",
            " | escape",
            " | truncate: 3",
            " | replace: '\"', ''",
            " | size",
        ],
    };
    (name, select(filters)).prop_map(|(name, filter)| format!("{{{{ {name}{filter} }}}}"))
}

fn condition(is_jinja: bool) -> impl Strategy<Value = String> {
    let not = if is_jinja { "not " } else { "" };
    let more = if is_jinja { "is defined" } else { "!= blank" };
    (field(), field(), 0..7).prop_map(move |(a, b, kind)| match kind {
        0 => a,
        1 => format!("{not}{a}"),
        2 => format!("{a} == \"GB\""),
        3 => format!("{a} and {b}"),
        4 => format!("{a} {more}"),
        5 => format!("{a} == {b}"),
        _ => format!("{a} != \"\""),
    })
}

/// A member of the body.
fn member(is_jinja: bool) -> impl Strategy<Value = String> {
    let hole = move || hole(is_jinja, field());
    let item = select(vec!["item.sku".to_owned(), "item.qty".to_owned(), "item".to_owned()]);
    prop_oneof![
        4 => hole().prop_map(|it| format!("\"{it}\"")),
        2 => (hole(), hole()).prop_map(|(a, b)| format!("\"Dear {a} {b}\"")),
        2 => (hole(), select(vec!["", " ", "-"]), hole())
            .prop_map(|(a, between, b)| format!("\"{a}{between}{b}\"")),
        1 => hole(),
        1 => (condition(is_jinja), hole()).prop_map(|(test, it)| {
            format!("\"{{% if {test} %}}{it}{{% else %}}none{{% endif %}}\"")
        }),
        1 => (hole_of(is_jinja, item), field()).prop_map(move |(it, list)| {
            let looped = if is_jinja { "loop" } else { "forloop" };
            format!("[{{% for item in {list} %}}\"{it}\"{{% if {looped}.last == false %}},{{% endif %}}{{% endfor %}}]")
        }),
        1 => (hole_of(is_jinja, Just("item.sku".to_owned())), field()).prop_map(move |(it, list)| {
            let (looped, not) = if is_jinja { ("loop.last", "not ") } else { ("forloop.last", "") };
            let comma = match not {
                "" => format!("{{% unless {looped} %}},{{% endunless %}}"),
                not => format!("{{% if {not}{looped} %}},{{% endif %}}"),
            };
            format!("[{{% for item in {list} %}}{{\"sku\": \"{it}\"}}{comma}{{% endfor %}}]")
        }),
    ]
}

fn hole_of(is_jinja: bool, name: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    hole(is_jinja, name)
}

/// A body of a few members, one of them behind a condition.
fn body(is_jinja: bool) -> impl Strategy<Value = String> {
    let members = prop::collection::vec(member(is_jinja), 1..5);
    (members, condition(is_jinja), member(is_jinja), any::<bool>()).prop_map(
        |(members, test, other, is_there)| {
            let keys = ["first_name", "postcode", "birth_date", "note", "template_id"];
            let members: Vec<String> =
                members.iter().zip(keys).map(|(it, key)| format!("\"{key}\": {it}")).collect();
            let optional = if is_there {
                format!("{{% if {test} %}}, \"more\": {other}{{% endif %}}")
            } else {
                String::new()
            };
            format!("{{{}{optional}}}", members.join(", "))
        },
    )
}

/// What a partner asks.
fn schema() -> impl Strategy<Value = Value> {
    let property = select(vec![
        json!({ "type": "string" }),
        json!({ "type": "string", "minLength": 1 }),
        json!({ "type": "string", "minLength": 1, "maxLength": 6, "x-content": "name" }),
        json!({ "type": ["string", "null"], "pattern": "^[A-Za-z ]*$" }),
        json!({ "enum": ["GB", "US", ""] }),
        json!({ "type": "string", "format": "date" }),
        json!({ "type": "integer", "minimum": 2 }),
        json!({ "anyOf": [{ "type": "array", "items": { "type": "string", "minLength": 1 } }, { "type": "string" }] }),
    ]);
    let names = ["first_name", "postcode", "birth_date", "note", "template_id", "more"];
    (prop::collection::vec(property, names.len()), subsequence(names.to_vec(), 0..3)).prop_map(
        move |(properties, required)| {
            let properties: serde_json::Map<_, _> =
                names.iter().map(|it| (*it).to_owned()).zip(properties).collect();
            json!({ "type": "object", "properties": properties, "required": required })
        },
    )
}

/// What a contact has of a field, as text of JSON; none when the field is not there.
fn value() -> impl Strategy<Value = Option<String>> {
    let plain = select(vec![
        "\"Ann\"",
        "\"Ben\"",
        "\"Zoë\"",
        "\"O'Hara\"",
        "\"GB\"",
        "\"Leeds 7\"",
        "\"2026-01-31\"",
        "\"No\"",
        "\"Name\"",
        "\"te\"",
        "\"st\"",
        "\"2019\"",
        "\"29-09\"",
    ]);
    let odd = select(vec![
        "null",
        "true",
        "false",
        "\"\"",
        "\" \"",
        "\"   \"",
        "0",
        "7",
        "12.5",
        "1e3",
        "-4",
        "\"O\\\"Neil\"",
        "\"a\\nb\"",
        "\"n/a\"",
        "\"None\"",
        "\"null\"",
        "\"2019-29-09\"",
        "\"https://example.com/a1b2\"",
        "\"{{ name }}\"",
        "\"a<b>&c\"",
        "\"a very long text indeed\"",
        "\"\\u0041\"",
        "[]",
        "[\"a\"]",
        "[\"a\", \"b\"]",
        "[{\"sku\": \"A1\"}]",
        "[{\"sku\": \"A1\", \"qty\": 2}, {\"sku\": \"B2\", \"qty\": 3}]",
        "[{\"sku\": \"A1\"}, {\"qty\": 1}]",
        "[{\"sku\":\"A1\"},{\"sku\":\"\"}]",
        "[{\"sku\":\"A1\"},{\"sku\":\"B2\"},{\"sku\":\"C3\"},{\"sku\":\"D4\"}]",
        "{}",
        "{\"sku\": \"A1\"}",
        "\"\u{a0}\"",
        "\"- -\"",
        "\"日本\"",
    ]);
    let escaped = select(vec![
        "\"O\\\"Neil\"",
        "\"D\\\"Arcy\"",
        "\"van O\\\"Neil the third\"",
        "\"tes\\\"t\"",
        "\"O\\\"N\\\"eil\"",
        "\"Ann \\\"Bo\\\" Lee\"",
        "\"\\\"Ann\"",
        "\"Ann\\\"\"",
        "\"5\\\" pipe\"",
        "\"a\\\"b,c\\\": \\\"d\"",
        "\"a\\\"b: c\"",
        "\"a\\\"b, \\\"c\"",
        "\"a\\\"b}, c]\"",
        "\"Chlo\\u00eb\"",
        "\"Ann\\u0022a\"",
        "\"A\\/B\"",
        "\"a\\\\b\"",
        "\"\\u006eull\"",
    ]);
    prop_oneof![
        60 => plain.prop_map(|it| Some(it.to_owned())),
        4 => escaped.prop_map(|it| Some(it.to_owned())),
        4 => odd.prop_map(|it| Some(it.to_owned())),
        1 => Just(None),
    ]
}

/// A contact as a line: with names that nobody reads, in another case, or twice.
fn line() -> impl Strategy<Value = String> {
    let map = || {
        let extra = select(vec![
            None,
            None,
            None,
            Some("\"City\": \"York\""),
            Some("\"city\": \"Bath\""),
            Some("\"x\": [1, {}]"),
        ]);
        (prop::collection::vec(value(), NAMES.len()), extra).prop_map(|(values, extra)| {
            let named =
                NAMES.iter().zip(values).filter_map(|(name, it)| Some(format!("\"{name}\": {}", it?)));
            let members: Vec<String> = named.chain(extra.map(str::to_owned)).collect();
            format!("{{{}}}", members.join(", "))
        })
    };
    (map(), map(), 0..12).prop_map(|(profile, event, kind)| match kind {
        0 => format!("{{\"event\":{event}}}"),
        1 => format!("{{\"profile\":null,\"event\":{event}}}"),
        2 => format!("{{\"Profile\":{profile},\"event\":{event}}}"),
        _ => format!("{{\"id\": 7, \"profile\":{profile},\"event\":{event}}}"),
    })
}

/// Holds one hook's plan against the general path with some lines; how many lines had a signature that was known.
fn agree(hook: &Hook, lines: &[String]) -> Result<usize, TestCaseError> {
    let options = Options::default();
    let first = hook.check(&Contact::empty(), &options);
    let Ok(plan) = Plan::of(hook, hook.format(&first.request)) else { return Ok(0) };
    let memo: Memo<(usize, Told)> = Memo::default();
    let mut recent = Recent::default();
    let mut known = 0;
    for (at, line) in lines.iter().enumerate() {
        let general = told(&hook.check(&Contact::read(line), &options).findings);
        let Some((met, planned)) = memo.outcome(&plan, line, &mut recent, || (at, general.clone())) else {
            continue;
        };
        known += usize::from(met != at);
        prop_assert_eq!(
            &planned,
            &general,
            "{}\nhas the signature of\n{}",
            line,
            lines.get(met).map_or("", |it| it)
        );
    }
    Ok(known)
}

fn hook(sender: &str, schema: &Value, body: &str) -> Hook {
    let name = if sender == "ometria" { "{{ profile.city }}" } else { "{{ event.city }}" };
    let file = json!({
        "sender": sender,
        "receiver": { "schema": schema },
        "url": format!("https://example.com/notes?city={name}"),
        "headers": { "Content-Type": "application/json" },
        "body": body,
    });
    let file = HookFile::from_json(&file).value;
    Hook::compile(&file, &Catalog::builtin()).value
}

#[test]
fn a_plan_tells_what_the_general_path_tells() {
    for (sender, is_jinja) in [("ometria", true), ("clevertap", false)] {
        let cases = (body(is_jinja), schema(), prop::collection::vec(line(), 24));
        let mut runner = TestRunner::new(ProptestConfig {
            cases: runner().config().cases / 4,
            max_shrink_iters: 400,
            ..runner().config().clone()
        });
        let result = runner.run(&cases, |(body, schema, lines)| {
            let found = agree(&hook(sender, &schema, &body), &lines)?;
            KNOWN.with(|it| it.set(it.get() + found));
            Ok(())
        });
        if let Err(error) = result {
            panic!("{sender}: {error}");
        }
        let known = KNOWN.with(|it| it.replace(0));
        assert!(
            known * 4 > runner.config().cases as usize,
            "{sender}: only {known} lines had a signature that was known"
        );
    }
}

thread_local! {
    static KNOWN: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// What rules go by may stand in two merge tags.
#[test]
fn what_pieces_make_together_is_told_of() {
    let schema = json!({ "properties": {
        "birth_date": { "type": "string" },
        "first_name": { "type": "string", "x-content": "name" },
        "template_id": { "type": "string" },
    } });
    let line =
        |a: &str, b: &str| json!({ "profile": { "forename": a, "surname": b, "city": "York" } }).to_string();
    let cases = [
        ("birth_date", "-", ["2019", "29-09"]),
        ("first_name", "", ["te", "st"]),
        ("first_name", " ", ["No", "Name"]),
        ("template_id", "", ["htt", "ps://example.com/a1"]),
    ];
    for (key, between, [a, b]) in cases {
        let body = format!("{{\"{key}\": \"{{{{ profile.forename }}}}{between}{{{{ profile.surname }}}}\"}}");
        let lines = [line("Ann", "Lee"), line(a, b)];
        let result = agree(&hook("ometria", &schema, &body), &lines);
        assert!(result.is_ok(), "{key}: {result:?}");
    }
}
