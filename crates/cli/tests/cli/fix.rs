//! `hookproof check --fix` and `--diff`.

use crate::support::Session;

#[test]
fn what_can_be_fixed_is_fixed() {
    let mut session = Session::in_copies("fix", &["slips.hook.toml", "slips.contact.json"]);
    assert_eq!(session.run("check --no-proof slips.hook.toml --diff").code, 1);
    assert_eq!(session.run("check --no-proof slips.hook.toml --fix").code, 0);
    session.show("slips.hook.toml");
    assert_eq!(session.run("check --no-proof slips.hook.toml --diff").code, 0);
    assert_eq!(session.run("check --no-proof slips.hook.toml --fix").code, 0);
    session.expect("fix");
}

#[test]
fn nothing_is_written_for_a_diff() {
    let mut session = Session::in_copies("fix-diff", &["slips.hook.toml", "slips.contact.json"]);
    let before = session.read("slips.hook.toml");
    assert_eq!(session.run("check --no-proof slips.hook.toml --diff").code, 1);
    assert_eq!(session.read("slips.hook.toml"), before);
    let said = session.run_with(
        &["check", "--no-proof", "-", "--diff", "--contact", "slips.contact.json"],
        before.as_bytes(),
    );
    assert_eq!(said.code, 1);
    assert!(said.text().contains("+  \"campaign_id\": \"1\","), "{}", said.text());
    let files = std::fs::read_dir(session.path("")).expect("the folder").count();
    assert_eq!(files, 2, "nothing is left behind");
}

#[test]
fn what_breaks_for_other_contacts_is_fixed_too() {
    let mut session = Session::in_empty("fix-witness");
    let head = "sender = \"ometria\"\nreceiver = \"generic\"\nurl = \"https://example.com\"\n";
    session.write("a.hook.toml", format!("{head}body = '{{\"name\": \"{{{{ profile.firstname }}}}\"}}'\n"));
    assert_eq!(session.run("check --no-proof a.hook.toml --diff").code, 0);
    assert_eq!(session.run("check a.hook.toml --fix").code, 0);
    let fixed = session.read("a.hook.toml");
    assert!(fixed.contains("{\"name\": {{ profile.firstname | string | tojson }}}"), "{fixed}");
    assert_eq!(session.run("check a.hook.toml --fix").code, 0);
    assert_eq!(session.read("a.hook.toml"), fixed);
}

/// The texts of two files with a slip, fixed.
fn fixed(name: &str, hook: &str, body: Option<&str>) -> (String, Option<String>) {
    let mut session = Session::in_copies(name, &["slips.contact.json"]);
    session.write("slips.hook.toml", hook);
    if let Some(body) = body {
        session.write("body.jinja", body);
    }
    let said = session.run("check --no-proof slips.hook.toml --fix");
    assert!(said.err.contains("fixed 1 problem"), "{}{}", said.err, said.text());
    (session.read("slips.hook.toml"), body.map(|_| session.read("body.jinja")))
}

const HEAD: &str = "sender = 'generic'\nreceiver = 'inkit'\ndialect = 'jinja'\nurl = 'https://x.example'\n";

#[test]
fn escapes_marks_and_line_ends_stay() {
    let hook = |key: &str| {
        let text = format!("\u{feff}{HEAD}body = \"{{\\\"\\u00e9\\\": 1,\\n\\\"{key}\\\": \\\"x\\\"}}\"\n");
        text.replace('\n', "\r\n")
    };
    let (found, _) = fixed("fix-escapes", &hook("tempalte_id"), None);
    assert_eq!(found, hook("template_id"));
}

#[test]
fn a_body_in_a_file_of_its_own_is_fixed_there() {
    let hook = format!("{HEAD}body = {{ file = 'body.jinja' }}\n");
    let (kept, body) = fixed("fix-file", &hook, Some("{\r\n\"tempalte_id\": \"x\"}"));
    assert_eq!((kept, body.as_deref()), (hook, Some("{\r\n\"template_id\": \"x\"}")));
}

#[test]
fn webhooks_with_the_same_body_are_fixed_together() {
    let mut session = Session::in_copies("fix-shared", &["slips.contact.json"]);
    let hook = format!("{HEAD}body = {{ file = 'body.jinja' }}\n");
    session.write("a.hook.toml", &hook);
    session.write("b.hook.toml", &hook);
    session.write("body.jinja", "{\"tempalte_id\": \"x\"}");
    session.run("check --no-proof a.hook.toml b.hook.toml --diff --contact slips.contact.json");
    session.run("check --no-proof a.hook.toml b.hook.toml --fix --contact slips.contact.json");
    assert_eq!(session.read("body.jinja"), "{\"template_id\": \"x\"}");
    session.expect("fix-shared");
}

#[test]
fn bad_usage_is_refused_with_the_way_out() {
    let mut session = Session::in_files();
    for args in [
        "check --no-proof - --fix",
        "check --no-proof slips.hook.toml --fix --diff",
        "check --no-proof slips.hook.toml --diff --format json",
        "check --no-proof gone.hook.toml --fix",
    ] {
        let said = session.run(args);
        assert_eq!((said.code, said.text().as_str()), (2, ""), "{args}");
    }
    session.expect("fix-bad-usage");
}

#[cfg(unix)]
#[test]
fn what_cannot_be_written_is_left_whole() {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};

    let mut session = Session::in_copies("fix-links", &["slips.hook.toml", "slips.contact.json"]);
    let real = session.path("real.hook.toml");
    fs::rename(session.path("slips.hook.toml"), &real).expect("a rename");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("permissions");
    symlink("real.hook.toml", session.path("slips.hook.toml")).expect("a link");
    assert_eq!(session.run("check --no-proof slips.hook.toml --fix").code, 0);
    let link = fs::symlink_metadata(session.path("slips.hook.toml")).expect("the link");
    assert!(link.is_symlink(), "a link stays a link");
    assert_eq!(fs::metadata(&real).expect("the file").permissions().mode() & 0o777, 0o640);
    assert!(session.read("real.hook.toml").contains("campaign_id"));
}
