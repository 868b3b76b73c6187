//! What programs are given of the delivery log, held against the schemas.

use serde_json::Value;

use crate::delivery::{activate, send, session};
use crate::receiver::Receiver;

#[track_caller]
fn assert_valid(schema: &str, value: &Value) {
    let schema = serde_json::from_str(schema).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let errors: Vec<String> = validator.iter_errors(value).map(|it| it.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}: {value}");
}

#[test]
fn the_log_and_the_status_are_as_their_schemas_say() {
    let receiver = Receiver::answering(|had, _| match had.body.contains("Robert") {
        true => ("422 No", "nothing but text".to_owned()),
        false => ("204 Nothing", String::new()),
    });
    let mut session = session("delivery-records", &receiver);
    activate(&mut session, "letters.hook.toml");
    assert_eq!(session.run("hooks create other").code, 0);
    assert_eq!(send(&mut session, "send letters.hook.toml --contacts list.csv --yes").code, 1);
    let log = session.run("logs --format json").text();
    assert_eq!(log.lines().count(), 3);
    for line in log.lines() {
        assert_valid(hookproof::schemas::LOG, &serde_json::from_str(line).expect("JSON"));
    }
    for args in ["status --format json", "hooks list --all --format json"] {
        let said: Value = serde_json::from_str(&session.run(args).text()).expect("JSON");
        assert_eq!(said.as_array().map(Vec::len), Some(2), "{args}");
        assert_valid(hookproof::schemas::STATUS, &said);
    }
}

#[test]
fn it_is_said_when_contacts_are_known_by_nothing_of_their_own() {
    let receiver = Receiver::taking();
    let mut session = session("delivery-nameless", &receiver);
    activate(&mut session, "letters.hook.toml");
    let args = "send letters.hook.toml --contacts list.csv --at 2199-01-01 --yes";
    let mut says = |list: &str| {
        session.write("list.csv", list);
        let said = send(&mut session, args);
        assert_eq!(said.code, 0, "{}", said.err);
        said.text().contains("[identify]")
    };
    assert!(says("profile.firstname\nAnn\nBob\n"));
    assert!(!says("profile.firstname,profile.email\nAnn,ann@example.com\n"));
    let status: Value = serde_json::from_str(&session.run("status --format json").text()).expect("JSON");
    assert_eq!(status[0]["deliveries"]["later"], 3);
}

#[test]
fn a_corrected_request_goes_to_whom_the_partner_refused_it() {
    let receiver = Receiver::answering(|had, _| match had.body.contains("\"to\": \"Robert\"") {
        true => ("422 No", "{}".to_owned()),
        false => ("201 Created", "{}".to_owned()),
    });
    let mut session = session("delivery-corrected", &receiver);
    activate(&mut session, "letters.hook.toml");
    let args = "send letters.hook.toml --contacts list.csv --yes";
    assert_eq!(send(&mut session, args).code, 1);
    let again = send(&mut session, args);
    assert_eq!(again.code, 1, "the same would be refused again");
    let why = "hookproof logs --connection letters --standing failed";
    assert!(
        again.text().ends_with(&format!("\nEarlier in this run: 1 failed; `{why}` says why.\n")),
        "{}",
        again.text()
    );
    assert_eq!(session.run(why.trim_start_matches("hookproof ")).text().lines().count(), 1);
    let hook = session.read("letters.hook.toml").replace("\"to\"", "\"name\"");
    session.write("letters.hook.toml", hook);
    let said = send(&mut session, args);
    assert_eq!(said.code, 0);
    assert!(
        said.text().contains("1 request in place of one that the partner has refused."),
        "{}",
        said.text()
    );
    assert_eq!(send(&mut session, args).code, 0);
    let had = receiver.had();
    let bodies: Vec<&str> = had.iter().skip(4).map(|it| it.body.as_str()).collect();
    assert_eq!(bodies, ["{\"name\": \"Robert\"}"], "nobody else gets it twice");
    let refused = had.iter().find(|it| it.body.contains("\"to\": \"Robert\"")).expect("a request");
    let keys = [Some(refused), had.last()].map(|it| it.and_then(|it| it.header("idempotency-key")));
    assert_ne!(keys[0], keys[1], "partners keep their answer to a key");
}
