//! What is printed keeps its origin through filters, operators and methods: tests of the whole profile.

use super::JINJA2;
use crate::contact::Contact;
use crate::render;
use crate::settings::Settings;
use crate::source_map::Origin;

const CONTACT: &str =
    r#"{"a": "Ann", "b": "<b>", "n": 3, "list": ["x", "y"], "d": {"k": "v", "l": "w"}, "e": ""}"#;

/// Renders and shows each run: literal text as it is, the rest as `[text]` with a hole's part of the template.
fn runs(template: &str) -> String {
    let contact = Contact::read(CONTACT);
    let rendered = render::template(&JINJA2, template, &contact, &Settings::default());
    assert_eq!(rendered.findings, [], "{template}");
    let mut shown = String::new();
    let mut at = 0;
    for run in rendered.map.runs() {
        assert_eq!(run.out.start, at, "{template}: runs have no gaps");
        at = run.out.end;
        let text = run.out.of(&rendered.text);
        match &run.origin {
            Origin::Text(span) => {
                assert_eq!(span.of(template), text, "{template}: literal text is the template's");
                shown.push_str(text);
            }
            Origin::Value { .. } => shown.extend(["[", text, "]"]),
            Origin::Skipped { .. } | Origin::Secret { .. } | Origin::Unplaced(_) => shown.push('~'),
        }
    }
    assert_eq!(at as usize, rendered.text.len(), "{template}: runs cover the text");
    shown
}

/// The fields that each stretch of the text reads: `text=field+field`, with `|` between runs that have any text.
fn reads(template: &str) -> String {
    let contact = Contact::read(CONTACT);
    let settings = Settings::default();
    let parsed = crate::dialect::parse(JINJA2.dialect, crate::source::SourceId::Body, template);
    let mut render = render::Render::new(&JINJA2, &settings, &contact);
    let rendered = render.part(&std::sync::Arc::new(parsed.value));
    assert_eq!(rendered.findings, [], "{template}");
    let shown = rendered.map.runs().iter().filter(|run| !run.out.is_empty()).map(|run| {
        let paths = render.fields.paths(run.origin.reads());
        format!("{}={}", run.out.of(&rendered.text), paths.join("+"))
    });
    shown.collect::<Vec<_>>().join("|")
}

#[test]
fn captured_text_stays_literal() {
    assert_eq!(runs("{% set x %}Hi {{ a }}!{% endset %}{{ x }}"), "Hi [Ann]!");
    assert_eq!(runs("{% set x %}Hi {{ a }}!{% endset %}{{ x|trim }}{{ x[1:5] }}"), "Hi [Ann]!i [An]");
    assert_eq!(runs("{% set x %}Hi {{ a }}!{% endset %}{{ x|replace('i', 'o') }}"), "H[o] [Ann]!");
    assert_eq!(runs("{% set x %}Hi {{ a }}!{% endset %}{{ x|upper }}"), "[HI ][ANN]!");
    assert_eq!(runs("{% set x %}Hi {{ a }}!{% endset %}{{ x.split(' ')|join('-') }}"), "Hi[-][Ann]!");
    assert_eq!(runs("{% filter trim %} Hi {{ a }} {% endfilter %}"), "Hi [Ann]");
    assert_eq!(runs("{% macro m(v) %}<{{ v }}>{% endmacro %}{{ m(a) }}"), "<[Ann]>");
}

#[test]
fn each_part_reads_its_own_fields() {
    assert_eq!(reads("{{ a ~ b }}"), "Ann=a|<b>=b");
    assert_eq!(reads("{{ a ~ '-' ~ n }}"), "Ann=a|-=|3=n");
    assert_eq!(reads("{{ (a ~ b)|upper }}"), "ANN=a|<B>=b");
    assert_eq!(reads("{{ (a ~ b)[1:4] }}"), "nn=a|<=b");
    assert_eq!(reads("{{ (a ~ b)|e }}"), "Ann=a|&lt;b&gt;=b");
    assert_eq!(reads("{{ a|replace('nn', b) }}"), "A=a|<b>=b");
    assert_eq!(reads("{{ '%s/%s'|format(a, n) }}"), "Ann=a|/=|3=n");
    assert_eq!(reads("{{ '{}:{}'.format(a, d.k) }}"), "Ann=a|:=|v=d.k");
    assert_eq!(reads("{{ a|tojson }}"), "\"Ann\"=a");
    assert_eq!(reads("{% for k, v in d.items() %}{{ v }}{% endfor %}"), "v=d+d.k|w=d+d.l");
    assert_eq!(reads("{% for x in list %}{{ x }}{% endfor %}"), "x=list[0]|y=list[1]");
    assert_eq!(reads("{% set l = [] %}{{ l.append(a) or '' }}{{ l[0] }}"), "Ann=a");
}
