//! `explain`, `schema`, `completions`, help, colours and pipes.

use std::process::{Command, Stdio};

use crate::support::Session;

#[test]
fn explain() {
    let mut session = Session::in_files();
    let page = session.run("explain empty-mandatory-field");
    assert_eq!(
        (page.code, Some(page.text().as_str())),
        (0, hookproof::finding::explain("empty-mandatory-field"))
    );
    let list = session.run("explain");
    assert_eq!(list.code, 0);
    let first = |line: &str| line.split(' ').next().unwrap_or_default().to_owned();
    let listed: Vec<String> = list.text().lines().map(first).collect();
    assert_eq!(listed, hookproof::finding::codes().collect::<Vec<_>>());

    let mut session = Session::in_files();
    assert_eq!(session.run("explain empty-mandatory-fild").code, 2);
    assert_eq!(session.run("explain E0308").code, 2);
    session.expect("explain");
}

#[test]
fn schemas() {
    let mut session = Session::in_files();
    for (name, title) in [
        ("receivers/inkpact", "Inkpact"),
        ("inkpact", "Inkpact"),
        ("receivers/generic", "Any other partner"),
        ("senders/generic", "Any other platform"),
        ("yespo", "Yespo (eSputnik)"),
        ("hook", "HookInput"),
        ("report", "Report"),
        ("audience", "Audience"),
        ("fields", "Fields"),
        ("send", "Sent"),
        ("log", "LogEntry"),
        ("status", "Status"),
    ] {
        let said = session.run(&format!("schema show {name}"));
        let json: serde_json::Value = serde_json::from_slice(&said.out).expect("JSON");
        assert_eq!((said.code, json["title"].as_str()), (0, Some(title)), "{name}");
        assert!(said.text().ends_with("}\n"));
    }
    let mut session = Session::in_files();
    assert_eq!(session.run("schema list").code, 0);
    assert_eq!(session.run("schema show generic").code, 2);
    assert_eq!(session.run("schema show inkpct").code, 2);
    session.expect("schema");
}

#[test]
fn completions_know_the_commands() {
    let mut session = Session::in_files();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let said = session.run(&format!("completions {shell}"));
        assert_eq!(said.code, 0, "{shell}");
        for word in [
            "render",
            "check",
            "prove",
            "explain",
            "receiver",
            "concise",
            "sarif",
            "against",
            "write-baseline",
            "skip-invalid",
            "replay",
            "hooks",
        ] {
            assert!(said.text().contains(word), "{shell}: {word}");
        }
    }
    assert_eq!(session.run("completions tcsh").code, 2);
}

#[test]
fn help() {
    let mut session = Session::in_files();
    for args in [
        "--help",
        "init --help",
        "render --help",
        "check --help",
        "audience --help",
        "prove --help",
        "test --help",
        "activate --help",
        "send --help",
        "deliver --help",
        "status --help",
        "logs --help",
        "pause --help",
        "resume --help",
        "replay --help",
        "decide --help",
        "hooks --help",
        "hooks create --help",
        "hooks edit --help",
        "hooks enable --help",
        "hooks disable --help",
        "hooks delete --help",
        "hooks list --help",
        "fields --help",
        "explain --help",
        "schema --help",
        "schema list --help",
        "schema show --help",
        "completions --help",
    ] {
        let said = session.run(args);
        assert_eq!(said.code, 0, "{args}");
        assert!(said.text().contains("Example"), "{args} has no example");
        let words = ["finding", "payload", "hole", "contract"];
        assert!(words.iter().all(|it| !said.text().contains(it)), "{args}: words for people");
        assert!(said.text().lines().all(|it| it.chars().count() <= 100), "{args} is too wide");
    }
    session.expect("help");
}

#[test]
fn colours_are_where_they_are_wanted() {
    let run = |args: &[&str], no_color: bool| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hookproof"));
        command.current_dir(Session::in_files().path("")).args(args).env_remove("CLICOLOR_FORCE");
        if no_color {
            command.env("NO_COLOR", "1");
        }
        let output = command.output().expect("the binary runs");
        let coloured = |bytes: &[u8]| bytes.contains(&0x1b);
        (coloured(&output.stdout), coloured(&output.stderr))
    };
    assert_eq!(run(&["check", "--no-proof", "note.hook.toml"], false), (false, false), "no terminal");
    assert_eq!(run(&["check", "--no-proof", "note.hook.toml", "--color", "always"], false), (true, false));
    assert_eq!(run(&["check", "--no-proof", "note.hook.toml", "--color", "never"], false), (false, false));
    assert_eq!(run(&["--color", "always", "check", "gone"], false), (false, true));
    assert_eq!(
        run(&["check", "--no-proof", "note.hook.toml", "--format", "json", "--color", "always"], false),
        (false, false)
    );
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_hookproof"))
        .current_dir(Session::in_files().path(""))
        .args(["check", "--no-proof", "note.hook.toml"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the binary ends");
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), err.as_ref()), (Some(1), ""));
}

#[test]
fn fields() {
    let mut session = Session::in_files();
    assert_eq!(session.run("fields note.hook.toml").code, 0);
    assert_eq!(session.run("fields lonely.hook.toml").code, 0);
    let said = session.run("fields note.hook.toml --format json");
    let json: serde_json::Value = serde_json::from_slice(&said.out).expect("JSON");
    let schema = serde_json::from_str(hookproof::schemas::FIELDS).expect("JSON");
    assert!(jsonschema::validator_for(&schema).expect("a schema").is_valid(&json));
    let paths: Vec<_> = json.as_array().into_iter().flatten().filter_map(|it| it["path"].as_str()).collect();
    assert_eq!(paths, ["profile.firstname", "profile.properties.address_1", "profile.properties.postcode"]);
    assert_eq!(session.run("fields gone.hook.toml").code, 2);
    session.expect("fields");
}
