//! What faulty templates print, and what their author is told.

use crate::contact::Contact;
use crate::profile::Profile;
use crate::profile::liquid::{clevertap::CLEVERTAP, liqp::LIQP, shopify::SHOPIFY};
use crate::render;
use crate::settings::Settings;
use crate::source_map::Origin;

const CONTACT: &str = r#"{"Profile": {"name": "Ann", "tags": ["a", "b"], "when": "2024-01-02T03:04:05Z"},
    "Event": {"Requested Product": "Shoes"}}"#;

/// Renders `template`; findings read `start..end code: message`.
#[track_caller]
fn check(profile: &'static Profile, template: &str, text: &str, findings: &[&str]) {
    let rendered = render::template(profile, template, &Contact::read(CONTACT), &Settings::default());
    let told: Vec<String> =
        rendered.findings.iter().map(|it| format!("{:?} {}: {}", it.span, it.code, it.message)).collect();
    assert_eq!((rendered.text.as_str(), told), (text, findings.iter().map(ToString::to_string).collect()));
}

#[test]
fn the_article_on_inkit_renders() {
    let template = r#"{"Name": "{{ Profile.name | default: "test" }}", "email": "{{ Profile.Email | default: "-" }}", "p": "{{ Event["Requested Product"] }}"}"#;
    check(&LIQP, template, r#"{"Name": "Ann", "email": "-", "p": "Shoes"}"#, &[]);
}

#[test]
fn tags_that_cannot_be_read_do_not_stop_the_rest() {
    check(
        &LIQP,
        "a{{ x | }}b{{ Profile.name }}",
        "abAnn",
        &["3..7 template-syntax: expected the name of a filter, but the tag ends"],
    );
    check(
        &LIQP,
        "{% if %}a{% else %}b{% endif %}c",
        "ac",
        &["0..8 template-syntax: expected a value, but the tag ends"],
    );
    check(
        &LIQP,
        "{% for x in %}a{% endfor %}{% endfor %}c",
        "ac",
        &[
            "6..11 template-syntax: expected a variable, but the tag ends",
            "27..39 template-syntax: 'endfor' without 'for'",
        ],
    );
    check(
        &LIQP,
        "{% if true %}a{% for x in Profile.tags %}{{ x }}{% endif %}c",
        "aabc",
        &["14..41 unclosed-block: 'for' is never closed"],
    );
    check(&LIQP, "{% huh %}a{% endhuh %}", "a", &["3..6 unknown-tag: unknown tag 'huh'"]);
    check(&LIQP, "{% else %}a", "a", &["0..10 template-syntax: 'else' without 'if'"]);
    check(
        &LIQP,
        "{{ Profile.name | upcase | nope }}b",
        "b",
        &["27..31 unknown-filter: unknown filter 'nope'"],
    );
}

#[test]
fn an_unclosed_tag_ends_where_the_body_goes_on() {
    let template = r#"{"a": "{{ Profile.name", "b": "{{ Profile.name }}"}"#;
    check(&LIQP, template, r#"{"a": "", "b": "Ann"}"#, &["7..22 unclosed-tag: this tag is never closed"]);
}

#[test]
fn slips_are_recognised() {
    check(
        &LIQP,
        "{{ Profile.x | default: “Valued Customer” }}",
        "Valued Customer",
        &["24..45 curly-quotes: curly quotes do not quote text in Liquid"],
    );
    check(
        &CLEVERTAP,
        "{{ PROFILE.name }}",
        "",
        &["3..10 wrong-case: 'PROFILE' is not 'Profile': names are told apart by case"],
    );
    check(
        &CLEVERTAP,
        "Hi @Profile - Name",
        "Hi @Profile - Name",
        &[
            "3..11 at-personalisation: '@Profile' is CleverTap's own personalisation, which is shown here as it stands",
        ],
    );
    check(
        &LIQP,
        "{{ Profile.tags[2] }}",
        "",
        &["3..18 index-out-of-range: there is no element 2 in a list of 2 elements"],
    );
    check(
        &LIQP,
        "{{ Profile.when | date: '%Y' }}",
        "2024-01-02T03:04:05Z",
        &[
            "18..22 unformatted-date: '2024-01-02T03:04:05Z' is no date to this engine, so it comes back unformatted",
        ],
    );
    check(&LIQP, "{{ 'now' | date: '%Y' }}", "", &["11..15 now-needed: 'now' is needed to render this"]);
    check(
        &LIQP,
        "{% if false %}{{ 1 | nope }}{% endif %}",
        "",
        &["21..25 unknown-filter: unknown filter 'nope'"],
    );
}

#[test]
fn jumps_drop_the_block_around_them() {
    let template =
        "{% for t in Profile.tags %}{{ t }}{% if t == 'a' %}x{% continue %}{% endif %}y{% endfor %}";
    check(&LIQP, template, "aby", &[]);
    check(&SHOPIFY, template, "axby", &[]);
    check(&LIQP, "a{% break %}b", "", &[]);
    check(&SHOPIFY, "a{% break %}b", "a", &[]);
}

#[test]
fn a_fault_ends_a_loop_over_a_range() {
    let template = "{% for i in (0..4) %}<{{ Profile.tags[i] }}>{% endfor %}z";
    check(
        &LIQP,
        template,
        "<a><b><z",
        &["25..40 index-out-of-range: there is no element 2 in a list of 2 elements"],
    );
}

#[test]
fn names_that_the_template_binds_are_no_slips() {
    check(&CLEVERTAP, "{% assign profile = Profile %}{{ profile.name }}", "Ann", &[]);
    check(&LIQP, "{{\u{a0}Profile.name }}", "", &["2..4 template-syntax: this is not an ordinary space"]);
}

#[test]
fn now_is_what_the_clock_says() {
    let text = "{{ 'now' | date: '%Y-%m-%d %H:%M' }}";
    for profile in [&LIQP, &SHOPIFY] {
        let parsed = crate::dialect::parse_for(profile, crate::source::SourceId::Body, text);
        let settings = Settings::default();
        let mut render = render::Render::new(profile, &settings, &Contact::empty());
        render.clock = crate::clock::Clock { now_ms: Some(1_700_000_000_000), offset_minutes: 330 };
        let rendered = render.part(&std::sync::Arc::new(parsed.value));
        assert_eq!((rendered.text.as_str(), rendered.findings.len()), ("2023-11-15 03:43", 0));
    }
}

#[test]
fn java_shows_in_what_is_printed() {
    check(&LIQP, "{{ Event }}", "{Requested Product=Shoes}", &[]);
    check(&LIQP, "{{ Profile.tags }}", "ab", &[]);
    check(&LIQP, "{{ 7 | divided_by: 2 }} {{ 1.0 | times: 12345678 }}", "3 1.2345678E7", &[]);
    check(&LIQP, "{{ Profile.tags | append: Event }}", "ab{Requested Product=Shoes}", &[]);
    check(&SHOPIFY, "{{ Event }}", r#"{"Requested Product"=>"Shoes"}"#, &[]);
}

#[test]
fn abort_drops_the_message() {
    let contact = Contact::read(CONTACT);
    let rendered =
        render::template(&CLEVERTAP, "a{% if true %}{% abort %}{% endif %}b", &contact, &Settings::default());
    assert!(rendered.aborted);
}

#[test]
fn blocks_may_nest_only_so_deep() {
    let template = "{% if true %}".repeat(5000) + "x" + &"{% endif %}".repeat(5000);
    let rendered = render::template(&LIQP, &template, &Contact::empty(), &Settings::default());
    assert_eq!(rendered.text, "x");
    assert!(rendered.findings.iter().all(|it| it.code == "limit-exceeded"));
    for nested in
        ["(", "a[", "a | b: ", "{{", "{%", "{% comment %}", "{% raw %}", "a.", "1 and ", "{% liquid "]
    {
        let long = format!("{{{{ {} }}}}", nested.repeat(20_000));
        for profile in [&LIQP, &SHOPIFY] {
            render::template(profile, &long, &Contact::empty(), &Settings::default());
            render::template(profile, &nested.repeat(20_000), &Contact::empty(), &Settings::default());
        }
    }
}

#[test]
fn filters_make_only_so_much() {
    let growing = [
        "{% assign x = 'aaaa' %}{% for i in (1..99) %}{% assign x = x | append: x %}{% endfor %}",
        "{% assign x = 'a,b' | split: ',' %}{% for i in (1..99) %}{% assign x = x | concat: x %}{% endfor %}",
        "{% assign x = 'aaaaaaaa' %}{% for i in (1..9) %}{% assign x = x | replace: 'a', x %}{% endfor %}",
        "{% assign x = 'aaaaaaaa' %}{% for i in (1..9) %}{% assign x = x | split: 'a' | join: x %}{% endfor %}",
    ];
    for template in growing {
        for profile in [&LIQP, &SHOPIFY] {
            let rendered = render::template(profile, template, &Contact::empty(), &Settings::default());
            assert!(rendered.findings.iter().all(|it| it.code == "limit-exceeded"), "{template}");
        }
    }
}

/// Each stretch of what is printed with the text of the template that it comes from and the fields it read.
#[track_caller]
fn trace(template: &str, expected: &[(&str, &str, &str)]) {
    use std::sync::Arc;
    let parsed = crate::dialect::parse_for(&LIQP, crate::source::SourceId::Body, template);
    let (settings, contact) = (Settings::default(), Contact::read(CONTACT));
    let mut render = render::Render::new(&LIQP, &settings, &contact);
    let rendered = render.part(&Arc::new(parsed.value));
    let runs: Vec<(&str, &str, String)> = rendered
        .map
        .runs()
        .iter()
        .filter(|run| !matches!(run.origin, Origin::Skipped { .. }))
        .map(|run| {
            let reads = render.fields.paths(run.origin.reads()).join(" ");
            let from = run.origin.span().map_or("", |span| span.of(template));
            (run.out.of(&rendered.text), from, reads)
        })
        .collect();
    let runs: Vec<_> = runs.iter().map(|(out, from, reads)| (*out, *from, reads.as_str())).collect();
    assert_eq!(runs, expected);
}

#[test]
fn what_is_printed_keeps_where_it_comes_from() {
    trace(
        "a{{ Profile.name | append: '!' | upcase }}",
        &[
            ("a", "a", ""),
            ("ANN", "{{ Profile.name | append: '!' | upcase }}", "Profile.name"),
            ("!", "{{ Profile.name | append: '!' | upcase }}", ""),
        ],
    );
    trace(
        "{% capture x %}Hi {{ Profile.name }}{% endcapture %}{{ x | replace: 'H', 'h' | strip }}",
        &[
            ("h", "{{ x | replace: 'H', 'h' | strip }}", ""),
            ("i ", "i ", ""),
            ("Ann", "{{ Profile.name }}", "Profile.name"),
        ],
    );
    trace(
        "{{ Profile.tags | join: '-' }}",
        &[
            ("a", "{{ Profile.tags | join: '-' }}", "Profile.tags[0]"),
            ("-", "{{ Profile.tags | join: '-' }}", ""),
            ("b", "{{ Profile.tags | join: '-' }}", "Profile.tags[1]"),
        ],
    );
    trace(
        "{% assign k = Profile.name %}{{ [k] }}{{ Event['Requested Product'] }}{{ Profile.tags.size }}",
        &[
            ("", "{{ [k] }}", "Ann Profile.name"),
            ("Shoes", "{{ Event['Requested Product'] }}", "Event[\"Requested Product\"]"),
            ("2", "{{ Profile.tags.size }}", "Profile.tags"),
        ],
    );
    trace("{{ Profile.missing }}", &[("", "{{ Profile.missing }}", "Profile.missing")]);
}

mod any_text {
    use proptest::prelude::*;

    use super::*;

    const PARTS: &[&str] = &[
        "{{ ",
        " }}",
        "{%- ",
        " -%}",
        "{% if ",
        "{% elsif a %}",
        "{% else %}",
        "{% endif %}",
        "{% for x in ",
        "xs",
        " limit: 1",
        " offset: continue",
        " %}",
        "{% endfor %}",
        "{% break %}",
        "{% continue %}",
        "{% case ",
        "{% when 1 %}",
        "{% endcase %}",
        "{% capture y %}",
        "{% endcapture %}",
        "{% raw %}",
        "{% raw -%}",
        "{% endraw %}",
        "{% comment %}",
        "{% endcomment %}",
        "{% cycle 'a', x %}",
        "{% increment x %}",
        "{% decrement x %}",
        "{% tablerow x in ",
        " cols: 2",
        "{% endtablerow %}",
        "{% ifchanged %}",
        "{% endifchanged %}",
        "{% liquid\n",
        "echo x\n",
        "{% assign x = ",
        "{% unless ",
        "{% endunless %}",
        "x",
        ".size",
        "[0]",
        "[-9]",
        "['a b']",
        " | split: ','",
        " | slice: -3, 9",
        " | truncate: 2, 'é'",
        " | times: 9999999999",
        " | replace: '', 'é'",
        " | date: '%Y%'",
        " | sort: 'a'",
        " | map: 'k'",
        " | round: 3",
        " | default: ",
        "(1..3)",
        "(",
        ")",
        " contains ",
        " == ",
        " and ",
        "'é\"",
        "“x”",
        "1.",
        "-5",
        "empty",
        "blank",
        "nil",
        "|",
        ":",
        ",",
        "é",
        "${env:K}",
        "\n ",
        "@Profile - x",
    ];

    proptest! {
        /// No text makes a panic; what is printed is covered by its map, and all places lie in the template.
        #[test]
        fn renders(parts in prop::collection::vec(prop::sample::select(PARTS), 0..24)) {
            let template = parts.concat();
            let contact = Contact::read(r#"{"x": [1, "a,b", null, {"k": 2.5, "a": "é😀"}], "xs": [3, 1, 2]}"#);
            for profile in [&LIQP, &SHOPIFY] {
                let rendered = render::template(profile, &template, &contact, &Settings::default());
                let mut at = 0;
                for run in rendered.map.runs() {
                    prop_assert_eq!(run.out.start, at);
                    at = run.out.end;
                    if let Origin::Text(span) = &run.origin {
                        prop_assert_eq!(span.of(&template), run.out.of(&rendered.text));
                    }
                }
                prop_assert_eq!(at as usize, rendered.text.len());
                for finding in &rendered.findings {
                    prop_assert!(template.get(finding.span.range()).is_some());
                }
            }
        }
    }
}
