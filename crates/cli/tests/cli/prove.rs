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
fn conditions_are_accepted_once() {
    let mut session = Session::in_copies("accept-conditions", &["letter.hook.toml", "whole.json"]);
    let prove = "prove letter.hook.toml --contact whole.json";
    assert_eq!(session.run(prove).code, 1);
    assert_eq!(session.run(&format!("{prove} --accept-conditions")).code, 0);
    session.show("letter.hook.toml");
    let accepted = session.read("letter.hook.toml");
    assert_eq!(session.run(&format!("{prove} --accept-conditions")).code, 0);
    assert_eq!(session.read("letter.hook.toml"), accepted);
    assert_eq!(session.run("check letter.hook.toml --contact whole.json").code, 0);
    session.expect("prove-conditions");
}

#[test]
fn conditions_that_cannot_be_written_are_told() {
    let name = "accept-conditions-nowhere";
    let mut session = Session::in_copies(name, &["letter.hook.toml", "whole.json"]);
    let letter = session.read("letter.hook.toml") + "\n[contact]\nschema = 'segment.schema.json'\n";
    session.write("letter.hook.toml", &letter);
    session.write("segment.schema.json", "{}");
    assert_eq!(session.run("prove letter.hook.toml --contact whole.json --accept-conditions").code, 2);
    assert_eq!(session.run("prove - --contact whole.json --accept-conditions").code, 2);
    assert_eq!(session.read("letter.hook.toml"), letter);
    session.expect("prove-conditions-nowhere");
}

#[test]
fn doubts_are_told_with_their_places() {
    let mut session = Session::in_files();
    assert_eq!(session.run("prove dropped.hook.toml").code, 0);
    session.expect("prove-doubts");
}

#[test]
fn verdicts_and_cells_have_colours() {
    let mut session = Session::in_files();
    let safe = session.run("--color always prove safe.hook.toml").text();
    assert!(
        safe.starts_with("A note that no contact breaks: \u{1b}[32msafe for every contact\u{1b}[0m\n"),
        "{safe}"
    );
    assert!(safe.contains("\u{1b}[32mok\u{1b}[0m"), "{safe}");
    let breaks = session.run("--color always prove note.hook.toml --contact whole.json").text();
    assert!(breaks.starts_with("Thank-you note: \u{1b}[31mbreaks when "), "{breaks}");
    session.set("CLICOLOR_FORCE", "1");
    assert!(session.run("prove safe.hook.toml").text().contains('\u{1b}'));
    session.set("NO_COLOR", "1");
    session.set("CLICOLOR_FORCE", "0");
    assert!(!session.run("prove safe.hook.toml").text().contains('\u{1b}'));
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
    assert_eq!((&report["verdict"], &report["proof"]["verdict"]), (&"breaks".into(), &"breaks".into()));
    assert!(report["proof"]["witnesses"].as_array().is_some_and(|it| !it.is_empty()), "{report}");
}
