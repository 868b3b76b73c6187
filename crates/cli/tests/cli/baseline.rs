//! `hookproof check --baseline` and `--write-baseline`.

use crate::support::Session;

#[test]
fn what_is_known_is_only_counted() {
    let mut session = Session::in_copies("baseline", &["note.hook.toml", "note.contact.json"]);
    assert_eq!(session.run("check --no-proof note.hook.toml --write-baseline known.json").code, 0);
    session.show("known.json");
    assert_eq!(session.run("check --no-proof note.hook.toml --baseline known.json").code, 0);

    // Lines above it and the way to it do not make another problem of it.
    session.write("note.hook.toml", "\n\n# A comment\n".to_owned() + &session.read("note.hook.toml"));
    let said = session.run("check --no-proof ./note.hook.toml --baseline known.json");
    assert_eq!((said.code, said.text().as_str()), (0, "no problems found, 2 known in 1 webhook\n"));

    let fixed = session.read("note.hook.toml").replace("adress_line_1", "address_line_2");
    session.write("note.hook.toml", fixed.replace("first_name", "frist_name"));
    assert_eq!(session.run("check --no-proof note.hook.toml --baseline known.json").code, 1);
    session.expect("baseline");
}

#[test]
fn other_folders_see_the_same_file() {
    let mut session = Session::in_copies("baseline-folder", &["note.hook.toml", "note.contact.json"]);
    std::fs::create_dir(session.path("ci")).expect("a folder");
    assert_eq!(session.run("check --no-proof note.hook.toml --write-baseline ci/known.json").code, 0);
    let known = session.read("ci/known.json");
    assert!(known.contains("\"webhook\": \"../note.hook.toml\""), "{known}");
    let absolute = session.path("note.hook.toml");
    let absolute = absolute.to_str().expect("UTF-8");
    assert_eq!(session.run(&format!("check --no-proof {absolute} --baseline ci/known.json")).code, 0);
}

#[test]
fn bad_files_are_refused_with_the_way_out() {
    let mut session = Session::in_copies("baseline-bad", &["note.hook.toml", "note.contact.json"]);
    session.write("broken.json", "{");
    session.write("other.json", "{\"version\": 1, \"problems\": [{\"code\": \"x\"}]}");
    session.write("newer.json", "{\"version\": 2, \"problems\": []}");
    for args in [
        "check --no-proof note.hook.toml --baseline gone.json",
        "check --no-proof note.hook.toml --baseline broken.json",
        "check --no-proof note.hook.toml --baseline other.json",
        "check --no-proof note.hook.toml --baseline newer.json",
        "check --no-proof note.hook.toml --write-baseline gone/known.json",
        "check --no-proof note.hook.toml --write-baseline known.json --baseline known.json",
        "check --no-proof note.hook.toml gone.hook.toml --write-baseline known.json",
    ] {
        let said = session.run(args);
        assert_eq!((said.code, said.text().as_str()), (2, ""), "{args}");
    }
    assert!(
        !session.path("known.json").exists(),
        "a file of half the webhooks would hide the others' problems"
    );
    session.expect("baseline-bad");
}
