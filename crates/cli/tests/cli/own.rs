//! Partners of the author's own: JSON Schemas, `OpenAPI` descriptions, samples.

use crate::support::Session;

#[test]
fn an_operation_is_held_against_the_request() {
    let mut session = Session::in_files();
    let said = session.run("check --no-proof own/note.hook.toml");
    assert_eq!(said.code, 1);
    session.expect("own-openapi");
}

#[test]
fn what_is_wrong_with_a_description_is_told_in_it() {
    let mut session = Session::in_files();
    for name in ["unknown-operation", "broken", "not-yaml"] {
        assert_eq!(
            session
                .run(&format!("check --no-proof own/{name}.hook.toml --contact own/note.contact.json"))
                .code,
            1
        );
    }
    assert_eq!(session.run("check --no-proof own/no-file.hook.toml --contact own/note.contact.json").code, 2);
    session.expect("own-mistakes");
}

#[test]
fn requirements_are_made_of_samples() {
    let mut session = Session::in_files();
    assert_eq!(session.run("schema infer own/sent-1.json own/sent-2.json").code, 0);
    assert_eq!(session.run("schema infer --form own/sent.txt").code, 0);
    assert_eq!(session.run("schema infer broken.json").code, 2);
    session.expect("own-infer");
}

#[test]
fn what_was_made_of_samples_can_be_named() {
    let mut session = Session::in_empty("own-inferred");
    session.write("sent.json", r#"{"to": "Ann"}"#);
    let schema = session.run("schema infer sent.json");
    session.write("note.schema.json", schema.out);
    let hook =
        "sender = 'ometria'\nreceiver = { schema = './note.schema.json' }\nurl = 'https://a.example'\n";
    session.write("good.hook.toml", format!("{hook}body = '{{\"to\": \"Ann\"}}'\n"));
    session.write("bad.hook.toml", format!("{hook}body = '{{\"to\": 7}}'\n"));
    session.write("contact.json", "{}");
    assert_eq!(
        session.run("check --no-proof good.hook.toml --contact contact.json --format concise").code,
        0
    );
    let bad = session.run("check --no-proof bad.hook.toml --contact contact.json --format concise");
    assert_eq!(bad.code, 1);
    assert!(bad.text().contains("wrong-type"), "{}", bad.text());
}
