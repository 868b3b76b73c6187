//! What is said to be safe for every contact is right for every contact that is generated.

use hookproof::contact::Contact;
use hookproof::context::Given;
use hookproof::contract::Catalog;
use hookproof::finding::Severity;
use hookproof::hook::{Hook, Options};
use hookproof::hook_file::HookFile;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value, json};

use crate::runner;

const NAMES: [&str; 4] = ["forename", "town", "qty", "list"];

/// What a `[contact]` schema can say of a field, with values that fit.
fn declared() -> impl Strategy<Value = (Value, Vec<Value>)> {
    let odd = || {
        vec![
            json!("O\"Neil"),
            json!("a\\b"),
            json!("x\ny\t"),
            json!("<&>'"),
            json!("100% + 5=5#"),
            json!("\u{1}"),
            json!("日本 é"),
        ]
    };
    let with = |mut more: Vec<Value>| {
        more.extend(odd());
        more
    };
    select(vec![
        (json!({ "type": "string", "minLength": 1, "pattern": "\\S" }), with(vec![json!("Ann")])),
        (json!({ "type": "string" }), with(vec![json!(""), json!("  "), json!("Ben")])),
        (json!({ "type": "string", "pattern": "^[A-Za-z]+$" }), vec![json!("Ann"), json!("Ben")]),
        (
            json!({ "type": "string", "minLength": 1, "maxLength": 4 }),
            vec![json!("Ann"), json!("\""), json!("é\"\\\n"), json!(" ")],
        ),
        (json!({ "enum": ["GB", "US"] }), vec![json!("GB"), json!("US")]),
        (json!({ "type": "integer", "minimum": 0 }), vec![json!(0), json!(7), json!(120)]),
        (json!({ "type": ["string", "null"] }), with(vec![json!(null), json!("")])),
        (
            json!({ "type": "array", "items": { "type": "string" } }),
            vec![json!([]), json!(["a"]), json!(["\"", "b", "c\n"])],
        ),
        (json!({}), with(vec![json!(null), json!(true), json!(1.5), json!([1, "\""]), json!({ "a": "\"" })])),
    ])
}

/// Liquid's way to escape for JSON.
const RECODED: &str = "| url_encode | replace: '%5C', '%5C%5C' | replace: '%22', '%5C%22' \
                       | replace: '%0', '%5Cu000' | replace: '%1', '%5Cu001' | url_decode";

/// What prints a field so that it may well be safe.
fn value(is_jinja: bool) -> impl Strategy<Value = String> {
    let name = select(&NAMES[..]);
    (name, 0..16).prop_map(move |(name, kind)| {
        let field = format!("profile.{name}");
        let plain = format!("\"{{{{ {field} }}}}\"");
        match (is_jinja, kind) {
            (true, 0..=2) => format!("{{{{ {field} | string | tojson }}}}"),
            (true, 3) => format!("{{{{ {field} | tojson }}}}"),
            (true, 4..=5) => format!("\"Dear {{{{ ({field} | string | tojson)[1:-1] }}}}\""),
            (true, 6) => format!("\"{{{{ {field} | urlencode }}}}\""),
            (true, 7) => format!("{{{{ {field} | length }}}}"),
            (true, 8) => format!("\"{{{{ {field} | default('x', true) | string | replace('\\\\', '') | replace('\"', '') }}}}\""),
            (true, 9) => format!("[{{% for it in {field} %}}{{{{ it | tojson }}}}{{% if not loop.last %}}, {{% endif %}}{{% endfor %}}]"),
            (true, 10) => format!("{{% if {field} %}}{{{{ {field} | string | tojson }}}}{{% else %}}\"none\"{{% endif %}}"),
            (false, 0..=2) => format!("{{{{ {field} | json }}}}"),
            (false, 3..=5) => format!("\"{{{{ {field} | url_encode }}}}\""),
            (false, 6..=7) => format!("\"Dear {{{{ {field} | replace: '\"', '' | replace: '\\\\', '' | strip_newlines }}}}\""),
            (false, 8) => format!("{{{{ {field} | size }}}}"),
            (false, 9) => format!("\"{{{{ {field} | default: 'x' | escape }}}}\""),
            (false, 10) => format!("{{% if {field} %}}{{{{ {field} | json }}}}{{% else %}}\"none\"{{% endif %}}"),
            (false, 13) => format!("\"{{{{ {field} {RECODED} }}}}\""),
            (_, 11) => "7".to_owned(),
            (_, 12) => format!("\"{{% if {field} == 'GB' %}}UK{{% else %}}other{{% endif %}}\""),
            _ => plain,
        }
    })
}

fn body(is_jinja: bool) -> impl Strategy<Value = String> {
    (
        prop::collection::vec(value(is_jinja), 1..4),
        value(is_jinja),
        select(vec!["", "profile.town", "profile.qty"]),
    )
        .prop_map(|(values, other, test)| {
            let members = values.iter().zip(["a", "b", "c"]).map(|(it, key)| format!("\"{key}\": {it}"));
            let members: Vec<String> = members.collect();
            let optional = match test {
                "" => String::new(),
                test => format!("{{% if {test} %}}, \"d\": {other}{{% endif %}}"),
            };
            format!("{{{}{optional}}}", members.join(", "))
        })
}

fn contract() -> impl Strategy<Value = Value> {
    let property = select(vec![
        json!({}),
        json!({ "type": "string" }),
        json!({ "type": "string", "minLength": 1 }),
        json!({ "type": "string", "maxLength": 9 }),
        json!({ "type": ["string", "array", "integer"], "minLength": 1, "maxItems": 2 }),
        json!({ "enum": ["GB", "US", "UK", "other", "none", 7] }),
        json!({ "anyOf": [{ "type": "string", "minLength": 1 }, { "type": "integer" }] }),
        json!({ "type": "string", "pattern": "^[A-Za-z ]*$" }),
    ]);
    prop::collection::vec(property, 4).prop_map(|it| {
        let properties: Map<_, _> = ["a", "b", "c", "d"].map(str::to_owned).into_iter().zip(it).collect();
        json!({ "type": "object", "properties": properties, "required": ["a"] })
    })
}

/// A hook, and contacts that its `[contact]` schema takes.
fn case(is_jinja: bool) -> impl Strategy<Value = (Value, Vec<Value>)> {
    let fields = prop::collection::vec((declared(), prop::bool::weighted(0.8)), NAMES.len());
    let picks = prop::collection::vec(
        prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), NAMES.len()),
        8,
    );
    (body(is_jinja), contract(), fields, picks).prop_map(move |(body, schema, fields, picks)| {
        let named = || NAMES.iter().zip(&fields);
        let properties: Map<_, _> =
            named().map(|(name, ((schema, _), _))| ((*name).to_owned(), schema.clone())).collect();
        let required: Vec<&str> = named().filter(|(_, (_, it))| *it).map(|(name, _)| *name).collect();
        let contact = json!({
            "type": "object",
            "required": ["profile"],
            "properties": { "profile": { "type": "object", "properties": properties, "required": required } },
        });
        let hook = json!({
            "sender": if is_jinja { "ometria" } else { "clevertap" },
            "receiver": { "schema": schema },
            "url": "https://example.com/notes",
            "headers": { "Content-Type": "application/json" },
            "body": body,
            "contact": { "schema": contact },
        });
        let contacts = picks.iter().map(|picks| {
            let members =
                named().zip(picks).filter(|((_, (_, required)), (_, is_there))| *required || *is_there);
            let members: Map<_, _> = members
                .map(|((name, ((_, values), _)), (at, _))| ((*name).to_owned(), at.get(values).clone()))
                .collect();
            json!({ "profile": members })
        });
        (hook, contacts.collect())
    })
}

thread_local! {
    static SAFE: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

fn holds(hook: &Value, contacts: &[Value]) -> Result<(), TestCaseError> {
    let hook = Hook::compile(&HookFile::from_json(hook).value, &Catalog::builtin()).value;
    let options = Options::default();
    let schema = hook.contact_schema().cloned().unwrap_or_default();
    let first = hook.check(&Contact::empty(), &options);
    let doubts = hook.doubts(hook.format(&first.request), &Given::of_schema(&schema));
    if !doubts.is_empty() {
        return Ok(());
    }
    SAFE.with(|it| it.set(it.get() + 1));
    for contact in contacts {
        let report = hook.check(&Contact::read(&contact.to_string()), &options);
        let errors: Vec<_> = report.findings.iter().filter(|it| it.severity == Severity::Error).collect();
        prop_assert!(errors.is_empty(), "{}\n{:#?}", contact, errors);
    }
    Ok(())
}

#[test]
fn what_is_safe_for_every_contact_breaks_for_none() {
    for is_jinja in [true, false] {
        let config = ProptestConfig { max_shrink_iters: 400, ..runner().config().clone() };
        let mut runner = TestRunner::new(config);
        let result = runner.run(&case(is_jinja), |(hook, contacts)| holds(&hook, &contacts));
        let language = if is_jinja { "Jinja" } else { "Liquid" };
        if let Err(error) = result {
            panic!("{language}: {error}");
        }
        let safe = SAFE.with(|it| it.replace(0));
        println!("{language}: {safe} of {} hooks are safe", runner.config().cases);
        assert!(safe * 20 > runner.config().cases as usize, "{language}: only {safe} hooks are safe");
    }
}
