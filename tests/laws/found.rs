//! Cases in which a law did not hold once, each as small as it became.

use hookproof::limits;
use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};

use crate::check::{self, Compared, confined};
use crate::{JINJA2, LIQP, ONTRAPORT, SHOPIFY, VELOCITY2};

#[test]
fn a_bracket_that_may_be_a_key_reads_its_field() -> Result<(), TestCaseError> {
    let change = ("absent", Some(json!(null)));
    confined(&ONTRAPORT, "[name][absent][name]", &json!({}), &change).map(drop)
}

#[test]
fn the_end_of_a_cut_text_depends_on_the_text() -> Result<(), TestCaseError> {
    let contact = json!({"order": {"note": null}});
    confined(&SHOPIFY, "{{ order | truncate: 3 }}", &contact, &("order", None))?;
    let change = ("name", Some(json!(false)));
    let template = "{{ order.id | append: name | last }}";
    confined(&SHOPIFY, template, &json!({"order": {"id": false}}), &change).map(drop)
}

#[test]
fn what_a_table_leaves_bound_depends_on_its_list() -> Result<(), TestCaseError> {
    let template = "{% tablerow item in tags %}{% endtablerow %}{% if item %}a{% else %}b{% endif %}";
    confined(&LIQP, template, &json!({"tags": [1]}), &("tags", None)).map(drop)
}

#[test]
fn text_that_doubles_is_stopped() {
    let doubled = "{% set x = x ~ x %}".repeat(40);
    let outcome =
        check::render(&JINJA2, &format!("{{% set x = 'aaaaaaaa' %}}{doubled}{{{{ x }}}}"), &json!({}));
    assert_eq!(outcome.rendered.findings[0].code, "limit-exceeded");
    assert!(outcome.rendered.text.len() <= limits::MAX_RENDERED_BYTES);
}

/// What changes, shows, and changes nothing else.
fn tells(
    profile: &'static hookproof::profile::Profile,
    template: &str,
    contact: &Value,
    (field, value): (&'static str, Value),
) -> Result<(), TestCaseError> {
    let change = (field, Some(value));
    assert_eq!(confined(profile, template, contact, &change)?, Compared::Change, "{template}");
    Ok(())
}

#[test]
fn what_a_jump_skips_depends_on_what_decided_it() -> Result<(), TestCaseError> {
    let contact = json!({"tags": ["a", "b"], "flag": false});
    let yes = || ("flag", json!(true));
    for jump in ["break", "continue"] {
        let jinja =
            format!("a{{% for it in tags %}}{{% if flag %}}{{% {jump} %}}{{% endif %}}b{{% endfor %}}c");
        tells(&JINJA2, &jinja, &contact, yes())?;
        let nested = format!(
            "a{{% for it in tags %}}{{% if it %}}{{% if flag %}}{{% {jump} %}}{{% endif %}}{{% endif %}}b{{% endfor %}}c"
        );
        for profile in [&JINJA2, &LIQP, &SHOPIFY] {
            tells(profile, &nested, &contact, yes())?;
        }
    }
    for jump in ["#break", "#stop", "#break($foreach)"] {
        let template = format!("a#foreach($it in $tags)#if($flag){jump}#{{end}}b#end");
        tells(&VELOCITY2, &template, &contact, yes())?;
    }
    let macros = "a#macro(m)#stop#end#if($flag)#m()#{end}b";
    tells(&VELOCITY2, macros, &contact, yes())
}

#[test]
fn what_a_tag_moves_depends_on_what_decided_it() -> Result<(), TestCaseError> {
    let contact = json!({"tags": ["a", "b", "c"], "flag": false, "n": 1});
    for profile in [&LIQP, &SHOPIFY] {
        for tag in ["increment c", "cycle 'a', 'b'", "cycle n: 'a', 'b'"] {
            let template = format!("a{{% if flag %}}{{% {tag} %}}{{% endif %}}{{% {tag} %}}");
            tells(profile, &template, &contact, ("flag", json!(true)))?;
        }
        let changed = "a{% for it in tags %}{% ifchanged %}{{ it }}{% endifchanged %}{% endfor %}";
        tells(profile, changed, &contact, ("tags[0]", json!("b")))?;
    }
    let offset =
        "a{% for it in tags limit: n %}{% endfor %}{% for it in tags offset: continue %}b{% endfor %}";
    tells(&SHOPIFY, offset, &contact, ("n", json!(2)))
}

#[test]
fn what_a_block_would_have_changed_depends_on_its_condition() -> Result<(), TestCaseError> {
    let contact = json!({"flag": false});
    for template in [
        "a{% set ns = namespace(v=1) %}{% if flag %}{% set ns.v = 2 %}{% endif %}{{ ns.v }}",
        "a{% set l = [1] %}{% if flag %}{% set _ = l.append(2) %}{% endif %}{{ l|length }}",
        "a{% set j = joiner('-') %}{% if flag %}{{ j() }}{% endif %}{{ j() }}",
    ] {
        tells(&JINJA2, template, &contact, ("flag", json!(true)))?;
    }
    tells(&VELOCITY2, "a#set($l = [1])#if($flag)$l.add(2)#end$l", &contact, ("flag", json!(true)))
}

#[test]
fn text_that_grows_in_a_loop_reads_few_fields() {
    let template = "{% set ns = namespace(v='') %}{% for it in tags %}{% set ns.v = ns.v ~ it %}{% endfor %}{{ ns.v|upper|trim }}";
    let tags: Vec<String> = (0..2000).map(|it| it.to_string()).collect();
    let outcome = check::render(&JINJA2, template, &json!({ "tags": tags }));
    assert!(outcome.rendered.findings.is_empty(), "{:?}", outcome.rendered.findings);
    assert_eq!(outcome.rendered.text, tags.concat());
    for run in outcome.rendered.map.runs() {
        assert!(outcome.fields.members(run.guards).len() <= limits::MAX_READ_SET);
    }
}

#[test]
fn values_that_are_written_out_to_be_compared_are_work() {
    let wide = "#foreach($i in [0..67000000])#if($i == [0..67000000])a#end#end";
    let narrow = "#foreach($i in [1..90000])#if($i == [1..90000])a#end#end";
    for template in [wide, narrow] {
        let outcome = check::render(&VELOCITY2, template, &json!({}));
        assert!(outcome.rendered.findings.iter().any(|it| it.code == "limit-exceeded"), "{template}");
    }
}
