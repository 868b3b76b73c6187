//! `hookproof check`.

use crate::support::Session;

/// A webhook that nothing is wrong with.
const GET: &str = "\
sender = 'generic'
receiver = 'generic'
dialect = 'jinja'
method = 'GET'
url = 'https://partner.example/{{ a }}'
";

#[test]
fn full() {
    let mut session = Session::in_files();
    assert_eq!(session.run("check --no-proof note.hook.toml").code, 1);
    assert_eq!(session.run("check --no-proof note.hook.toml --contact quote.json").code, 1);
    assert_eq!(session.run("check --no-proof note.hook.toml --contact whole.json").code, 0);
    assert_eq!(session.run("check --no-proof note.hook.toml --contact ampersand.json").code, 0);
    assert_eq!(session.run("check --no-proof note.hook.toml --contact repeated.json").code, 0);
    session.expect("check-full");
}

#[test]
fn what_the_author_states_is_no_assumption() {
    let mut session = Session::in_empty("stated");
    let hook = "sender = 'ontraport'\nreceiver = 'generic'\nurl = 'https://a.example/'\nbody = 'a=[City]'\n";
    session.write("a.hook.toml", hook);
    session.write("a.contact.json", r#"{"City": "Hart & Sons"}"#);
    let said = session.run("check --no-proof a.hook.toml").text();
    assert!(said.contains("value-encoding-assumed") && said.contains("rests on an assumption"), "{said}");
    session.write("a.hook.toml", format!("{hook}settings.value-encoding = 'form'\n"));
    assert_eq!(session.run("check --no-proof a.hook.toml").text().trim(), "no problems found in 1 webhook");
}

#[test]
fn secrets_are_not_printed() {
    let mut session = Session::in_files();
    assert_eq!(session.run("check --no-proof secret.hook.toml").code, 1);
    assert_eq!(session.run("check --no-proof secret.hook.toml --format concise").code, 1);
    session.expect("check-secret");
}

#[test]
fn places_lead_through_escapes_and_into_other_files() {
    let mut session = Session::in_files();
    assert_eq!(session.run("check --no-proof escapes.hook.toml").code, 1);
    assert_eq!(session.run("check --no-proof outside.hook.toml").code, 1);
    assert_eq!(session.run("check --no-proof escaped-fix.hook.toml").code, 1);
    session.expect("check-places");
}

#[test]
fn mistakes_in_the_webhook_file_are_problems() {
    let mut session = Session::in_files();
    assert_eq!(session.run("check --no-proof mistakes.hook.toml").code, 1);
    session.expect("check-mistakes");
}

#[test]
fn concise() {
    let mut session = Session::in_files();
    let said =
        session.run("check --no-proof note.hook.toml escapes.hook.toml outside.hook.toml --format concise");
    assert_eq!(said.code, 1);
    session.expect("check-concise");
}

#[test]
fn without_a_contact_one_is_invented() {
    let mut session = Session::in_files();
    assert_eq!(session.run("check --no-proof lonely.hook.toml").code, 0);
    let hook = session.read("lonely.hook.toml");
    assert_eq!(session.run_with(&["check", "--no-proof", "-"], hook.as_bytes()).code, 0);
    let contact = br#"{"email": "zoe@partner.example"}"#;
    assert_eq!(
        session.run_with(&["check", "--no-proof", "lonely.hook.toml", "--contact", "-"], contact).code,
        0
    );
    session.expect("check-contact");
}

#[test]
fn bad_input_is_refused_with_its_place_and_the_way_out() {
    let mut session = Session::in_files();
    for args in [
        "check --no-proof not-there.hook.toml",
        "check --no-proof .",
        "check --no-proof note.hook.toml --contact broken.json",
        "check --no-proof note.hook.toml --contact latin1.json",
        "check --no-proof note.hook.toml --contact not-there.json",
        "check --no-proof missing-body.hook.toml",
        "check --no-proof - --contact -",
        "check --no-proof - -",
        "check",
        "check --no-proof note.hook.toml --format pretty",
    ] {
        let said = session.run(args);
        assert_eq!((said.code, said.text().as_str()), (2, ""), "{args}");
    }
    session.expect("check-bad-input");
}

#[test]
fn one_bad_file_does_not_hide_the_others() {
    let mut session = Session::in_files();
    let said = session
        .run("check --no-proof not-there.hook.toml note.hook.toml gone.hook.toml --contact whole.json");
    assert_eq!(said.code, 2);
    session.expect("check-one-bad-file");
}

#[test]
fn too_large_a_file_is_refused() {
    let mut session = Session::in_empty("too-large");
    let limit = hookproof::limits::MAX_CONTACT_BYTES;
    session.write("x.hook.toml", GET);
    session.write("x.contact.json", "{}".to_owned() + &" ".repeat(limit - 2));
    assert_eq!(session.run("check --no-proof x.hook.toml").code, 0);
    session.write("x.contact.json", "{}".to_owned() + &" ".repeat(limit - 1));
    assert_eq!(session.run("check --no-proof x.hook.toml").code, 2);
    session.expect("check-too-large");
}

#[test]
fn windows_marks_are_overlooked() {
    let mut session = Session::in_empty("windows-marks");
    let hook = format!("\u{feff}{}", GET.replace('\n', "\r\n"));
    session.write("x.hook.toml", hook);
    session.write("x.contact.json", "\u{feff}{\r\n  \"a\": 1\r\n}\r\n");
    assert_eq!(session.run("check --no-proof x.hook.toml").code, 0);
    let wide: Vec<u8> = "\u{feff}{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    session.write("x.contact.json", wide);
    assert_eq!(session.run("check --no-proof x.hook.toml").code, 2);
    session.expect("check-windows");
}

#[test]
fn webhooks_that_share_a_campaign() {
    let mut session = Session::in_empty("together");
    let shared = "title = 'Note'\nsender = 'ometria'\nreceiver = 'inkpact'\ncampaign = '7'\n\
                  url = 'https://partner.example/'\nbody = ''\n[headers]\nAuthorization = 'Basic pkey=${env:A}&&skey=${env:B}'\n";
    session.write("first.hook.toml", shared.replace("''\n[", "'{\"campaign_id\": \"7\", \"data\": [{\"first_name\": \"Ann\", \"address_line_1\": \"1 Mill Row\", \"postcode\": \"LS1 4HT\"}]}'\n["));
    session.write("second.hook.toml", shared);
    assert_eq!(session.run("check --no-proof first.hook.toml first.hook.toml --format concise").code, 0);
    assert_eq!(session.run("check --no-proof first.hook.toml gone.hook.toml second.hook.toml").code, 2);
    session.expect("check-together");
}
