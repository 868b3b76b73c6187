//! `hookproof prove`, and the contacts that `hookproof check` tells of.

use crate::support::Session;

#[test]
fn text() {
    let mut session = Session::in_files();
    assert_eq!(session.run("prove note.hook.toml --contact whole.json").code, 1);
    assert_eq!(session.run("prove safe.hook.toml").code, 0);
    session.expect("prove");
}

#[test]
fn a_check_tells_of_other_contacts() {
    let mut session = Session::in_files();
    assert_eq!(session.run("check note.hook.toml --contact whole.json --format concise").code, 1);
    assert_eq!(session.run("check note.hook.toml --contact whole.json --format concise --no-proof").code, 0);
    assert_eq!(session.run("check safe.hook.toml").code, 0);
    session.expect("check-proof");
}

#[test]
fn what_fails_for_other_contacts_can_be_known() {
    let mut session =
        Session::in_copies("baseline-proof", &["note.hook.toml", "note.contact.json", "whole.json"]);
    let check = "check note.hook.toml --contact whole.json";
    assert_eq!(session.run(check).code, 1);
    assert_eq!(session.run(&format!("{check} --write-baseline known.json")).code, 0);
    assert_eq!(session.run(&format!("{check} --baseline known.json")).code, 0);
}

#[test]
fn json() {
    let mut session = Session::in_files();
    let said = session.run("prove note.hook.toml --contact whole.json --format json");
    let report: serde_json::Value = serde_json::from_slice(&said.out).expect("JSON");
    let schema: serde_json::Value =
        serde_json::from_slice(&session.run("schema show report").out).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let errors: Vec<String> = validator.iter_errors(&report).map(|it| it.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    assert_eq!(report["proof"]["from"], "given");
    assert!(report["proof"]["witnesses"].as_array().is_some_and(|it| !it.is_empty()), "{report}");
}
