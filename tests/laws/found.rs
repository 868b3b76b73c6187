//! Cases in which a law did not hold once, each as small as it became.

use hookproof::limits;
use proptest::test_runner::TestCaseError;
use serde_json::json;

use crate::check::{self, confined};
use crate::{JINJA2, LIQP, ONTRAPORT, SHOPIFY};

#[test]
fn a_bracket_that_may_be_a_key_reads_its_field() -> Result<(), TestCaseError> {
    let change = ("absent", Some(json!(null)));
    confined(&ONTRAPORT, "[name][absent][name]", &json!({}), &change)
}

#[test]
fn the_end_of_a_cut_text_depends_on_the_text() -> Result<(), TestCaseError> {
    let contact = json!({"order": {"note": null}});
    confined(&SHOPIFY, "{{ order | truncate: 3 }}", &contact, &("order", None))?;
    let change = ("name", Some(json!(false)));
    let template = "{{ order.id | append: name | last }}";
    confined(&SHOPIFY, template, &json!({"order": {"id": false}}), &change)
}

#[test]
fn what_a_table_leaves_bound_depends_on_its_list() -> Result<(), TestCaseError> {
    let template = "{% tablerow item in tags %}{% endtablerow %}{% if item %}a{% else %}b{% endif %}";
    confined(&LIQP, template, &json!({"tags": [1]}), &("tags", None))
}

#[test]
fn text_that_doubles_is_stopped() {
    let doubled = "{% set x = x ~ x %}".repeat(40);
    let outcome =
        check::render(&JINJA2, &format!("{{% set x = 'aaaaaaaa' %}}{doubled}{{{{ x }}}}"), &json!({}));
    assert_eq!(outcome.rendered.findings[0].code, "limit-exceeded");
    assert!(outcome.rendered.text.len() <= limits::MAX_RENDERED_BYTES);
}
