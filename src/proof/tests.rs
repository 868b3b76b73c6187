//! The search on small hooks: what is changed, what is not, and what ends it.

use super::{Effort, KINDS, Outcome, Proof, Why};
use crate::contact::Contact;
use crate::contract::Catalog;
use crate::hook::{Hook, Options};
use crate::hook_file::HookFile;

fn hook(file: &str) -> Hook {
    Hook::compile(&HookFile::parse(file).value, &Catalog::builtin()).value
}

/// A JSON body that is sent to anybody.
fn generic(sender: &str, body: &str) -> Hook {
    hook(&format!(
        "sender = '{sender}'\nreceiver = 'generic'\nurl = 'https://example.com'\nbody = '''{body}'''\n\
         [headers]\nContent-Type = 'application/json'\n"
    ))
}

fn prove(hook: &Hook, contact: &str) -> Proof {
    hook.prove(Some(&Contact::read(contact)), &Options::default())
}

/// Each witness as `code: field words`.
fn told(proof: &Proof) -> Vec<String> {
    let witness = |it: &super::Witness| {
        let changes: Vec<String> =
            it.changed.iter().map(|it| format!("{} {}", it.field, it.words())).collect();
        format!("{}: {}", it.finding.code, changes.join(" and "))
    };
    proof.witnesses.iter().map(witness).collect()
}

fn outcome(proof: &Proof, field: &str, kind: &str) -> Outcome {
    let row = proof.rows.iter().find(|it| &*it.field == field).expect("a row");
    row.cells.iter().find(|it| it.kind.id == kind).expect("a cell").outcome
}

#[test]
fn a_branch_that_no_contact_took_is_searched() {
    let hook = generic("ometria", r#"{"a": "{% if profile.vip == 'gold' %}{{ profile.note }}{% endif %}"}"#);
    let proof = prove(&hook, r#"{"profile": {"vip": "no", "note": "hello"}}"#);
    let told = told(&proof);
    assert_eq!(told, ["body-not-json: profile.vip is \"gold\" and profile.note has a quotation mark"]);
    assert_eq!(outcome(&proof, "profile.note", "quote"), Outcome::Fails(0));
}

#[test]
fn what_no_contact_reads_is_not_said_to_pass() {
    let hook = generic("ometria", "{% if false %}{{ profile.note }}{% endif %}{}");
    let proof = prove(&hook, r#"{"profile": {"note": "hello"}}"#);
    assert_eq!(outcome(&proof, "profile.note", "quote"), Outcome::NotTried(Why::NotRead));
    assert_eq!(proof.tried, 1);
}

#[test]
fn two_fields_that_are_empty_together_are_found() {
    let hook = generic("ometria", r#"{"a": {{ profile.x }}{{ profile.y }}}"#);
    let proof = prove(&hook, r#"{"profile": {"x": 1, "y": 2}}"#);
    let told = told(&proof);
    assert!(
        told.contains(&"unquoted-value: profile.x is missing and profile.y is missing".to_owned()),
        "{told:?}"
    );
}

#[test]
fn fields_that_a_condition_compares_are_tried_apart() {
    let body = r#"{"a": {% if profile.x == profile.y %}1{% endif %}, "b": "{{ profile.z }}"}"#;
    let proof = prove(&generic("ometria", body), r#"{"profile": {"x": "1", "y": "1", "z": "1"}}"#);
    // Both are missing when tried together, and so they are equal.
    assert!(matches!(outcome(&proof, "profile.x", "absent"), Outcome::Fails(_)));
    assert!(matches!(outcome(&proof, "profile.y", "absent"), Outcome::Fails(_)));
}

#[test]
fn maps_are_missing_only_where_no_platform_promises_them() {
    let body = r#"{"a": "{{ order.address.city | e }}"}"#;
    let contact = r#"{"order": {"address": {"city": "Leeds"}}}"#;
    let proof = prove(&generic("generic", body), contact);
    let fields: Vec<&str> = proof.rows.iter().map(|it| &*it.field).collect();
    assert_eq!(fields, ["order", "order.address", "order.address.city"]);
    let proof = prove(&generic("ometria", r#"{"a": "{{ profile.properties.city }}"}"#), "{}");
    let fields: Vec<&str> = proof.rows.iter().map(|it| &*it.field).collect();
    assert_eq!(fields, ["profile.properties.city"]);
}

#[test]
fn what_the_hook_file_rules_out_is_not_tried() {
    let body = r#"{"a": "{{ profile.firstname }}"}"#;
    let file = format!(
        "sender = 'ometria'\nreceiver = 'generic'\nurl = 'https://example.com'\nbody = '''{body}'''\n\
         [headers]\nContent-Type = 'application/json'\n\
         [contact.schema.properties.profile.properties.firstname]\npattern = '^[A-Za-z]*$'\n"
    );
    let proof = prove(&hook(&file), r#"{"profile": {"firstname": "Ann"}}"#);
    assert_eq!(told(&proof), Vec::<String>::new());
    assert_eq!(outcome(&proof, "profile.firstname", "quote"), Outcome::NotTried(Why::Declared));
    assert_eq!(outcome(&proof, "profile.firstname", "empty"), Outcome::Passes);
}

#[test]
fn the_budget_ends_the_search() {
    let hook = generic("ometria", r#"{"a": "{{ profile.firstname }}", "b": "{{ profile.lastname }}"}"#);
    let effort = Effort { budget: 5, ..Effort::default() };
    let proof = hook.prove_with(None, &Options::default(), effort);
    assert!(proof.is_spent && proof.tried == 5);
    assert_eq!(outcome(&proof, "profile.lastname", "text"), Outcome::NotTried(Why::OtherType));
    assert_eq!(outcome(&proof, "profile.lastname", "list"), Outcome::NotTried(Why::Budget));
}

#[test]
fn a_search_starts_from_a_contact_that_is_right() {
    let hook = generic("ometria", r#"{"a": "{{ profile.firstname }}"}"#);
    let right = prove(&hook, r#"{"profile": {"firstname": "Bo"}}"#);
    assert!(!right.is_invented && !right.starts_broken);
    let wrong = prove(&hook, r#"{"profile": {"firstname": "B\"o"}}"#);
    assert!(wrong.is_invented && !wrong.starts_broken);
}

#[test]
fn kinds_have_names_of_their_own() {
    let mut names: Vec<&str> = KINDS.iter().map(|it| it.id).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), KINDS.len());
}
