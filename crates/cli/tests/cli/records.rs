//! What programs are given of the delivery log, held against the schemas.

use serde_json::{Value, json};

use crate::delivery::{activate, send, session};
use crate::receiver::Receiver;
use crate::support::Session;

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
    let standings: Vec<Value> =
        log.lines().map(|it| serde_json::from_str::<Value>(it).expect("JSON")["standing"].clone()).collect();
    assert_eq!((standings.len(), &standings[3]), (4, &"test".into()));
    for line in log.lines() {
        assert_valid(hookproof::schemas::LOG, &serde_json::from_str(line).expect("JSON"));
    }
    for args in ["status --format json", "hooks list --all --format json"] {
        let said: Value = serde_json::from_str(&session.run(args).text()).expect("JSON");
        assert_eq!(said.as_array().map(Vec::len), Some(2), "{args}");
        assert_valid(hookproof::schemas::STATUS, &said);
    }
}

/// What `send` prints as data, and what it says beside that.
fn totals(session: &mut Session, args: &str, code: i32) -> (Value, String) {
    let said = send(session, &format!("send letters.hook.toml --contacts list.csv --format json {args}"));
    assert_eq!(said.code, code, "{}{}", said.text(), said.err);
    let value = serde_json::from_str(&said.text()).expect("JSON");
    assert_valid(hookproof::schemas::SEND, &value);
    (value, said.err)
}

#[test]
fn what_came_of_a_sending_is_as_its_schema_says() {
    let receiver = Receiver::answering(|had, _| match had.body.contains("Robert") {
        true => ("422 No", String::new()),
        false => ("204 Nothing", String::new()),
    });
    let mut session = session("delivery-totals", &receiver);
    activate(&mut session, "letters.hook.toml");
    let none = json!({ "failed": 0, "dropped": 0, "undecided": 0, "ignored": 0 });
    let of_webhook = |taken_in: u64, duplicates: u64, earlier: &Value| {
        json!([{
            "hook": "letters", "connection": "letters", "taken_in": taken_in, "corrected": 0,
            "duplicates": duplicates, "differing": 0, "ignored": 0, "aborted": 0, "without": 0, "failing": 0,
            "earlier": earlier,
        }])
    };
    let first = json!({
        "run": "list.csv", "end": "done", "contacts": 3, "skipped": 0, "webhooks": of_webhook(3, 0, &none),
        "delivered": 2, "retries": 0, "failed": 1, "dropped": 0, "undecided": 0, "ignored": 0, "waiting": 0,
    });
    let (value, err) = totals(&mut session, "--yes", 1);
    assert_eq!(value, first);
    assert!(err.contains("\n2 delivered, 1 failed.\n"), "{err}");

    let (value, _) = totals(&mut session, "--yes", 1);
    let failed = json!({ "failed": 1, "dropped": 0, "undecided": 0, "ignored": 0 });
    let mut again = first.clone();
    (again["webhooks"], again["delivered"], again["failed"]) =
        (of_webhook(0, 3, &failed), 0.into(), 0.into());
    assert_eq!(value, again);

    let (value, _) = totals(&mut session, "--yes --run later --at 2199-01-01", 0);
    let mut later = first;
    (later["run"], later["end"], later["waiting"]) = ("later".into(), "set".into(), 3.into());
    (later["delivered"], later["failed"]) = (0.into(), 0.into());
    assert_eq!(value, later);

    let hook = session.read("letters.hook.toml");
    session.write(
        "letters.hook.toml",
        hook.replace("{{ profile.firstname | tojson }}", "{{ profile.firstname }}"),
    );
    let (value, err) = totals(&mut session, "--yes", 1);
    assert_eq!(
        (&value["end"], &value["skipped"], &value["webhooks"]),
        (&"refused".into(), &3.into(), &json!([]))
    );
    assert!(err.contains("Nothing was sent."), "{err}");
    session.write("letters.hook.toml", hook);
    assert_eq!(session.run("pause letters").code, 0);
    let (value, _) = totals(&mut session, "--yes --run held", 1);
    assert_eq!((&value["end"], &value["waiting"]), (&"held".into(), &6.into()));
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
