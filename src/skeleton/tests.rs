use std::fmt::Write as _;

use super::{Bare, Filling, Part, Piece, Reading, paths, read};
use crate::contract::Contract;
use crate::contract::sketch::Sketch;
use crate::dialect::{Dialect, parse};
use crate::payload::Format;
use crate::source::SourceId;
use crate::template::Template;

/// A sketch in one line: `{name: "Dear "<1>, tags: [7]}`.
fn written(sketch: &Sketch, slots: &[Filling], template: &Template) -> String {
    let list = |items: Vec<String>| items.join(", ");
    match sketch {
        Sketch::Known(value) => value.to_string(),
        Sketch::Text(slot) | Sketch::Whole(slot) | Sketch::Value(slot) => {
            let parts = slots.get(*slot).expect("the slot's parts").parts.iter();
            parts.fold(String::new(), |all, it| all + &part(it, template))
        }
        Sketch::List(items) => {
            format!("[{}]", list(items.iter().map(|it| written(it, slots, template)).collect()))
        }
        Sketch::Map(members) => {
            let member = |(name, it): &(String, Sketch)| format!("{name}: {}", written(it, slots, template));
            format!("{{{}}}", list(members.iter().map(member).collect()))
        }
    }
}

fn part(part: &Part, template: &Template) -> String {
    match part {
        Part::Text(text) => format!("{text:?}"),
        Part::Piece(it) => piece(it, template),
    }
}

fn piece(it: &Piece, template: &Template) -> String {
    let row = |row: &[Piece]| row.iter().map(|it| piece(it, template)).collect::<String>();
    match it {
        Piece::Text(span) => span.of(&template.text).to_owned(),
        Piece::Hole(id) => format!("<{}>", template.node(*id).span.of(&template.text)),
        Piece::Either(rows) => format!("({})", rows.iter().map(|it| row(it)).collect::<Vec<_>>().join("|")),
        Piece::Repeat(inner) => format!("({})*", row(inner)),
    }
}

/// The sketches of a template, a line each; `?` for what is unclear, `!` for what is malformed.
fn sketches(dialect: Dialect, format: Format, schema: serde_json::Value, text: &str) -> String {
    let template = parse(dialect, SourceId::Body, text).value;
    let contract = Contract::new(schema);
    let Some(paths) = paths(&template) else { return "too many".to_owned() };
    paths.iter().fold(String::new(), |mut all, path| {
        let repeats = if path.repeats { " …" } else { "" };
        let line = match read(&template, &path.row, (format, &contract), &|_| Bare::Unknown) {
            Reading::Sketch(sketch, slots) => written(&sketch, &slots, &template),
            Reading::Malformed => "!".to_owned(),
            Reading::Unclear => "?".to_owned(),
        };
        writeln!(all, "{line}{repeats}").expect("writing to a string");
        all
    })
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let found = sketches(Dialect::Jinja, Format::Json, serde_json::json!(true), text);
    assert_eq!(found.lines().collect::<Vec<_>>(), expected, "{text}");
}

#[test]
fn holes_are_slots_of_the_values_around_them() {
    check(r#"{"a": "x\n{{ b }} y {{c}}", "d": 7}"#, &[r#"{a: "x\n"<{{ b }}>" y "<{{c}}>, d: 7}"#]);
    check(r#"[{{ a }}, "{{ b }}"]"#, &["[<{{ a }}>, <{{ b }}>]"]);
    check("{{ a | tojson }}", &["<{{ a | tojson }}>"]);
}

#[test]
fn holes_that_decide_over_the_structure_are_unclear() {
    check(r#"{"{{ a }}": 1}"#, &["?"]);
    check(r#"{"a": {{ b }}5}"#, &["?"]);
    check(r#"{"a": "\{{ b }}"}"#, &["!"]);
    check(r#"{"a": "\u00{{ b }}"}"#, &["!"]);
    check(r#"{"a": 1, "a": {{ b }}}"#, &["?"]);
}

#[test]
fn conditions_and_loops_are_followed() {
    check(
        r#"{"a": 1{% if x %}, "b": "{{ x }}"{% elif y %}, "c": 2{% endif %}}"#,
        &["{a: 1, b: <{{ x }}>}", "{a: 1, c: 2}", "{a: 1}"],
    );
    check(
        r#"[{% for i in l %}{"n": {{ i }}}{% if not loop.last %},{% endif %}{% endfor %}]"#,
        &["[]", "!", "[{n: <{{ i }}>}]", "! …", "[{n: <{{ i }}>}, {n: <{{ i }}>}] …", "! …", "! …"],
    );
}

#[test]
fn what_cannot_change_the_structure_is_no_way_of_its_own() {
    check(r#"{"a": "{% if x %}Mr{% else %}Ms{% endif %} {{ n }}"}"#, &[r#"{a: (Mr|Ms)" "<{{ n }}>}"#]);
    check(r#"{"a": {% if x %}true{% else %}null{% endif %}}"#, &["{a: (true|null)}"]);
    check(r#""{% for i in l %}{{ i }};{% endfor %}""#, &["(|((<{{ i }}>;))*)"]);
}

#[test]
fn what_cannot_be_followed_has_no_paths() {
    check("{% macro m() %}{% endmacro %}{{ x }}", &["<{{ x }}>"]);
    check("{% call m() %}{% endcall %}", &["too many"]);
    let many = "{% if a %}\"\"{% endif %}".repeat(8);
    check(&many, &["too many"]);
}

#[test]
fn forms_are_read_as_the_contract_asks() {
    let schema =
        serde_json::json!({ "properties": { "n": { "type": "integer" }, "list": { "type": "array" } } });
    let found = |text: &str| sketches(Dialect::MergeFields, Format::Form, schema.clone(), text);
    assert_eq!(found("n=7&a=Mr+[Name]%26&list=[Tag]"), "{n: 7, a: \"Mr \"<[Name]>\"&\", list: [<[Tag]>]}\n");
    assert_eq!(found("[Name]=1"), "?\n");
    assert_eq!(found("a=%4[Name]"), "!\n");
}
