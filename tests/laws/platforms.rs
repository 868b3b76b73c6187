//! What platforms add to their engines: templates of CleverTap's filters, and of Yespo's two kinds of fields.

use hookproof::profile::liquid::clevertap::CLEVERTAP;
use hookproof::profile::velocity::yespo::YESPO;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::pieces::{changes, concat, contact, path, text};
use crate::{check, runner};

fn clevertap() -> BoxedStrategy<String> {
    let filters = vec![
        "json",
        "where: 'sku'",
        "where: 'qty', 2",
        "base64_encode",
        "base64_decode",
        "url_escape",
        "url_param_escape",
        "date: '%Y'",
        "date_tz: '%H', 'Europe/London'",
        "date_tz: '%H', city",
        "first",
        "upcase",
    ];
    let hole = (path(), vec(select(filters), 1..3))
        .prop_map(|(it, filters)| format!("{{{{ {it} | {} }}}}", filters.join(" | ")));
    let block = (path(), hole.clone()).prop_map(|(it, hole)| {
        format!("{{% if {it} %}}{hole}{{% else %}}{{% abort %}}{{% endif %}}{{% assign x = {it} | json %}}")
    });
    vec(prop_oneof![2 => text(), 4 => hole, 1 => block], 1..6).prop_map(concat).boxed()
}

/// References to names that the contact has, the event, both, in other letters, or nobody.
fn yespo(names: Vec<&'static str>) -> BoxedStrategy<String> {
    let forms = select(vec!["$!{@}", "${@}", "$!data.@", "$!data.get('@')", "$!data['@'].toUpperCase()"]);
    let reference = (select(names), forms).prop_map(|(name, form)| form.replace('@', name));
    let block = (reference.clone(), reference.clone())
        .prop_map(|(a, b)| format!("#if({a})#set($x = {b})#end$!x#foreach($i in {a})$!velocityCount$!i#end"));
    vec(prop_oneof![2 => text(), 4 => reference, 1 => block], 1..6).prop_map(concat).boxed()
}

/// A contact with an event.
fn with_event() -> BoxedStrategy<Value> {
    let event = json!({"n": 7, "flag": "é", "orderId": "A-1", "WH5": {"code": "x"}, "list": [1, "b"]});
    contact()
        .prop_map(move |mut contact| {
            contact["data"] = event.clone();
            contact
        })
        .boxed()
}

#[test]
fn clevertap_keeps_the_laws() {
    let cases = (clevertap(), contact(), changes());
    let outcome = runner().run(&cases, |(template, contact, changes)| {
        check::whole(&CLEVERTAP, &template, &contact)?;
        changes.iter().try_for_each(|it| check::confined(&CLEVERTAP, &template, &contact, it).map(drop))
    });
    assert!(outcome.is_ok(), "{outcome:?}");
}

#[test]
fn yespo_keeps_the_laws() {
    let as_written = vec!["name", "city", "n", "flag", "orderId", "WH5", "list", "absent", "tags"];
    let cases = (yespo(as_written), with_event(), changes());
    let outcome = runner().run(&cases, |(template, contact, changes)| {
        check::whole(&YESPO, &template, &contact)?;
        changes.iter().try_for_each(|it| check::confined(&YESPO, &template, &contact, it).map(drop))
    });
    assert!(outcome.is_ok(), "{outcome:?}");
}

/// A field that comes to stand in other letters than the template's is found, so changes are not confined to what was
/// read before.
#[test]
fn names_in_other_letters_keep_maps_whole() {
    let cases = (yespo(vec!["NAME", "City", "N", "ORDERID", "wh5", "name"]), with_event());
    let outcome = runner().run(&cases, |(template, contact)| check::whole(&YESPO, &template, &contact));
    assert!(outcome.is_ok(), "{outcome:?}");
}
