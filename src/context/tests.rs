//! What is judged how, and why.

use super::{Answer, Given, Judgement, Place, Target, judge};
use crate::dialect::parse_for;
use crate::platform;
use crate::settings::Settings;
use crate::source::SourceId;

fn judged(profile: &str, target: Target, text: &str, schema: &str) -> Judgement {
    let profile = platform::profiles().find(|it| it.name == profile).expect("a profile");
    let template = parse_for(profile, SourceId::Body, text).value;
    let given = Given::of_schema(&serde_json::from_str(schema).expect("JSON"));
    judge(&template, profile, &Settings::default(), target, &given)
}

/// The answer, and the first reason for it with the text at its place.
fn told(text: &str, judged: &Judgement) -> String {
    let first = judged.reasons.first();
    let first = first.map(|it| format!(" `{}`: {}", it.span.of(text), it.message));
    format!("{:?}{}", judged.answer, first.unwrap_or_default())
}

#[track_caller]
fn check(profile: &str, target: Target, cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(told(text, &judged(profile, target, text, "{}")), *expected, "{text}");
    }
}

#[test]
fn jinja_json() {
    check(
        "jinja2",
        Target::Json,
        &[
            (r#"{"a": {{ a|tojson }}, "b": "{{ (b|string|tojson)[1:-1] }}"}"#, "Proved"),
            (r#"{"n": {{ items|length }}, "c": "{{ items|length }}"}"#, "Proved"),
            (
                r"[{% for i in items %}{{ i.sku|tojson }}{% if not loop.last %}, {% endif %}{% endfor %}]",
                "Proved",
            ),
            (
                r#"[{% for i in items %}{% if loop.index0 > 0 %},{% endif %}{"s": {{ i|tojson }}}{% endfor %}]"#,
                "Proved",
            ),
            (r#"[{% for i in items %}{{ "," if not loop.first }}1{% endfor %}]"#, "Proved"),
            (r"[{% for i in items %}1{% if loop.index < loop.length %},{% endif %}{% endfor %}]", "Proved"),
            (
                r#"[{% for i in items %}1{{ ", " if not loop.last else "" }}{% else %}0{% endfor %}]"#,
                "Proved",
            ),
            (r#"{"a": 1{% if b %}, "b": {{ b|tojson }}{% endif %}}"#, "Proved"),
            (r#"{"a": {% if b %}"x"{% else %}null{% endif %}}"#, "Proved"),
            (r#"{"a": "{{ 'x' if b else 'y' }}"}"#, "Proved"),
            (r#"{% set x = a|tojson %}{"a": {{ x }}}"#, "Proved"),
            (
                r#"{"{{ k }}": 1}"#,
                "Unproved `{{ k }}`: this value becomes part of a name, which the partner may not know",
            ),
            (
                r#"{"a": "{{ a }}"}"#,
                "Unproved `{{ a }}`: a quotation mark in this value ends the JSON string early",
            ),
            (
                r#"{"a": {{ a }}}"#,
                "Unproved `{{ a }}`: this value stands without quotation marks: text or nothing there is no JSON",
            ),
            (r"[{% for i in items %}1,{% endfor %}]", "Unproved `]`: a value is missing here"),
            (r#"{"a": 1 "b": {{ b|tojson }}}"#, r#"Wrong `"`: a comma is missing here"#),
            (r#"{"a": {{ b|tojson }},}"#, "Wrong `}`: a comma stands before this `}`"),
            (r#"{"a": "{{ b|int }}}"#, "Wrong ``: a string is never closed"),
            (r#"{"a": {{ b|tojson }}"#, "Wrong ``: a list or object is never closed"),
            (
                r#"{"a": 1, "a": {{ b|tojson }}}"#,
                r#"Unproved `"a"`: this name may stand twice in its object"#,
            ),
            (
                r#"{ {% for i in l %}"a": 1{% endfor %}}"#,
                r#"Unproved `"a"`: a loop writes this name, so it may stand more than once in its object"#,
            ),
            (r#"{ {% if x %}"a": 1{% else %}"a": 2{% endif %}}"#, "Proved"),
            (r#"{"url": "https://a.example/?q={{ q|urlencode }}"}"#, "Proved"),
        ],
    );
}

#[test]
fn liquid_json() {
    check(
        "liqp-0.7.9",
        Target::Json,
        &[
            (r"[{% for i in items %}1{% unless forloop.last %},{% endunless %}{% endfor %}]", "Proved"),
            (r#"{"a": "{{ a | url_encode }}"}"#, "Proved"),
            (
                r#"{"a": "{{ a | replace: '\', '\\' | replace: '"', '\"' | strip_newlines }}"}"#,
                r#"Unproved `{{ a | replace: '\', '\\' | replace: '"', '\"' | strip_newlines }}`: a line break, tab or other control character in this value breaks the JSON string"#,
            ),
            (
                r#"{"a": "{{ a | replace: '"', '\"' | replace: '\', '\\' | strip_newlines }}"}"#,
                r#"Unproved `{{ a | replace: '"', '\"' | replace: '\', '\\' | strip_newlines }}`: a quotation mark in this value ends the JSON string early"#,
            ),
        ],
    );
    check(
        "clevertap",
        Target::Json,
        &[
            (r#"{"a": {{ a | json }}, "b": [{{ b | json }}]}"#, "Proved"),
            (r#"{% assign x = a | json %}{"a": {{ x }}}"#, "Proved"),
        ],
    );
}

#[test]
fn velocity_json() {
    check(
        "velocity-2",
        Target::Json,
        &[
            (r"[#foreach($i in $items)1#if($foreach.hasNext),#end#end]", "Proved"),
            (r#"{"a": "$!esc.json($a)", "b": #if($b)1#{else}2#end}"#, "Proved"),
            (r#"{"a": "$!a"}"#, "Unproved `$!a`: a quotation mark in this value ends the JSON string early"),
        ],
    );
}

#[test]
fn other_formats() {
    check(
        "jinja2",
        Target::Form,
        &[
            (
                "a={{ a|urlencode }}&b=1",
                "Unproved `{{ a|urlencode }}`: an `&` in this value ends its field early, and what follows becomes another field",
            ),
            ("a={{ a|string|urlencode }}&b=1", "Proved"),
            (
                "a={{ a }}",
                "Unproved `{{ a }}`: an `&` in this value ends its field early, and what follows becomes another field",
            ),
            ("a=5%", "Unproved `%`: this `%` may begin no escape"),
            ("data={{ a|default({})|tojson|urlencode }}", "Proved"),
            ("a=5%zz", "Wrong `%`: this `%` begins no escape: write `%25`"),
        ],
    );
    check(
        "velocity-2",
        Target::Xml,
        &[
            ("<a b=\"1\"><c d='$!esc.xml($x)'>$!esc.xml($x)</c><e/></a>", "Proved"),
            ("<a>$!x</a>", "Unproved `$!x`: a `<` or `&` in this value breaks the XML"),
            ("<a><b></a>", "Wrong `<`: this is not the end tag of the element that is open"),
            ("<a>", "Wrong ``: an element is never closed"),
        ],
    );
    check(
        "jinja2",
        Target::Url,
        &[
            ("https://example.com/{{ a|length }}?q={{ q|string|urlencode|replace('/', '%2F') }}", "Proved"),
            (
                "https://{{ host }}/",
                "Unproved `{{ host }}`: this value decides which server gets the request",
            ),
        ],
    );
    check(
        "jinja2",
        Target::Header,
        &[
            ("Bearer {{ a|tojson }}", "Proved"),
            ("Bearer {{ a }}", "Unproved `{{ a }}`: a line break in this value would end the header"),
        ],
    );
    check("ontraport", Target::Form, &[("First_Name=[First Name]&Email=[Email]", "Proved")]);
    check("jinja2", Target::Text, &[("{{ a }}", "Proved")]);
}

#[test]
fn what_contacts_are_given_to_be_counts() {
    let schema = r##"{"type": "object", "required": ["n", "p", "l"], "properties": {
        "n": {"type": "integer"}, "p": {"$ref": "#/$defs/p"}, "c": {"enum": ["GB", "DE"]},
        "l": {"type": "array", "minItems": 1, "items": {"type": "object", "required": ["s"],
            "properties": {"s": {"type": "string", "pattern": "^[A-Z0-9]{1,8}$"}}}}},
        "$defs": {"p": {"type": "object", "required": ["z"], "properties": {"z": {"type": "string", "pattern": "\\S"}}}}}"##;
    for (text, expected, faults) in [
        (r#"{"n": {{ n }}, "c": "{{ c }}", "z": {{ p.z|tojson }}}"#, "Proved", 0),
        (
            r#"{% for i in l %}{% if loop.first %}[{% endif %}"{{ i.s }}"{{ "," if not loop.last }}{% endfor %}]"#,
            "Proved",
            0,
        ),
        (r#"{"x": {{ p.y|tojson }}}"#, "Proved", 1),
        (r#"{"x": {% if p.y %}{{ p.y|tojson }}{% else %}0{% endif %}}"#, "Proved", 0),
    ] {
        let judged = judged("jinja2", Target::Json, text, schema);
        assert_eq!(
            (told(text, &judged).as_str(), judged.faults.len()),
            (expected, faults),
            "{text}: {:?}",
            judged.faults
        );
    }
}

#[test]
fn a_merge_tag_knows_its_place_and_what_would_help() {
    let text = r#"{"a": "{{ a }}", "b": {{ b }}}"#;
    let judged = judged("jinja2", Target::Json, text, "{}");
    let holes: Vec<_> = judged.holes.values().map(|it| (it.places.clone(), it.outcome)).collect();
    assert_eq!(
        holes,
        [([Place::JsonString].into(), Answer::Unproved), ([Place::JsonValue].into(), Answer::Unproved),]
    );
    let text = "{{ p.name|tojson }}";
    let faults = super::tests::judged("jinja2", Target::Json, text, "{}").faults;
    let demands: Vec<_> = faults.iter().map(|it| it.demand).collect();
    assert_eq!(demands, [Some(super::Demand::Present)], "{faults:?}");
    for (reason, field) in judged.reasons.iter().zip(["a", "b"]) {
        assert_eq!(reason.fields.len(), 1);
        assert_eq!(super::walk::path(&reason.fields[0]), field);
        assert!(reason.demand.is_some(), "{reason:?}");
    }
}
