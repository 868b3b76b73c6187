//! From the first test to the log: `test`, `activate`, `send`, `deliver`, `logs`, `status`, `pause`, `resume`, `replay`,
//! `decide`, `hooks`.

use serde_json::Value;

use crate::receiver::{Had, Receiver};
use crate::support::{Said, Session};

const NETWORK: &str = "--allow-http --allow-private";

/// Three contacts; the partner does not like the second.
const LIST: &str = "profile.properties.id,profile.email,profile.firstname
c1,ann@example.com,Annabel
c2,bob@example.com,Robert
c3,eve@example.com,Evelyn
";

pub(crate) const ME: &str =
    r#"{"profile": {"email": "me@example.com", "firstname": "Myself", "properties": {"id": "me"}}}"#;

/// A webhook to this receiver, a contact to test it with and a list to send it to.
pub(crate) fn session(name: &str, receiver: &Receiver) -> Session {
    let mut session = Session::in_empty(name);
    session.normalise(&receiver.address.port().to_string(), "PORT");
    session.write("letters.hook.toml", hook("letters", receiver));
    session.write("me.json", ME);
    session.write("list.csv", LIST);
    session
}

pub(crate) fn hook(name: &str, receiver: &Receiver) -> String {
    format!(
        "name = \"{name}\"\ntitle = \"Thank-you letter\"\nsender = \"ometria\"\nreceiver = \"generic\"\n\
         url = \"http://{}/{name}\"\nbody = '{{\"to\": {{{{ profile.firstname | tojson }}}}}}'\n\n\
         [headers]\nContent-Type = \"application/json\"\n\
         Authorization = \"Bearer ${{env:INKPACT_SECRET_KEY}}\"\n\n\
         [identify]\ncontact = \"profile.properties.id\"\nemail = \"profile.email\"\n\n\
         [accept]\nurl-not-https = \"a partner on this machine\"\n",
        receiver.address
    )
}

/// Runs a command that may send.
pub(crate) fn send(session: &mut Session, args: &str) -> Said {
    session.run(&format!("{args} {NETWORK}"))
}

pub(crate) fn activate(session: &mut Session, hook: &str) {
    let said = send(session, &format!("test {hook} --contact me.json --activate --yes"));
    assert_eq!(said.code, 0, "{}{}", said.text(), said.err);
}

/// What the partner got, but for the test.
pub(crate) fn bodies(receiver: &Receiver) -> Vec<String> {
    let mut bodies: Vec<String> = receiver.had().into_iter().skip(1).map(|it| it.body).collect();
    bodies.sort_unstable();
    bodies
}

/// Refuses Robert the first time, and repeats what is secret.
fn moody(had: &Had, _: usize, refused: &std::sync::atomic::AtomicBool) -> (&'static str, String) {
    use std::sync::atomic::Ordering;
    let secret = had.header("authorization").unwrap_or_default();
    if had.body.contains("Robert") && !refused.swap(true, Ordering::Relaxed) {
        let message = format!("Robert has no address, {secret}");
        return ("422 No", serde_json::json!({ "code": "E7", "message": message }).to_string());
    }
    ("201 Created", serde_json::json!({ "id": "ltr_7", "with": secret, "to": had.body }).to_string())
}

#[test]
fn from_the_first_test_to_a_replay() {
    let refused = std::sync::atomic::AtomicBool::new(false);
    let receiver = Receiver::answering(move |had, before| moody(had, before, &refused));
    let mut session = session("delivery", &receiver);
    assert_eq!(send(&mut session, "send letters.hook.toml --contacts list.csv --yes").code, 2, "no log yet");
    assert_eq!(send(&mut session, "test letters.hook.toml --contact me.json").code, 2, "nobody to ask");
    assert_eq!(send(&mut session, "send letters.hook.toml --contacts list.csv --yes").code, 2, "no test yet");
    assert_eq!(session.run("activate letters").code, 2, "no test yet");
    assert_eq!(receiver.had().len(), 0);
    assert_eq!(send(&mut session, "test letters.hook.toml --contact me.json --yes").code, 0);
    assert_eq!(session.run("activate letters").code, 0);
    assert_eq!(session.run("logs").code, 0, "the test");

    assert_eq!(send(&mut session, "send letters.hook.toml --contacts list.csv --yes").code, 1);
    assert_eq!(bodies(&receiver), ["{\"to\": \"Annabel\"}", "{\"to\": \"Evelyn\"}", "{\"to\": \"Robert\"}"]);
    assert_eq!(session.run("logs --customer c1").code, 0);
    assert_eq!(session.run("logs --status 4xx").code, 0);
    assert_eq!(session.run("logs --identifier BOB@example.com --format json").code, 0);
    assert_eq!(session.run("logs --status none").code, 0);
    let status = session.run_aside("status letters.hook.toml");
    assert!(status.text().contains("\n  2 delivered, 1 failed\n"), "{}", status.text());
    let masked = session.record().to_owned();
    for value in ["Annabel", "Robert", "ann@", "bob@", "Myself", "c1 "] {
        let shown = masked.lines().filter(|it| !it.starts_with("$ ")).any(|it| it.contains(value));
        assert!(!shown, "{value} is shown:\n{masked}");
    }

    assert_eq!(session.run("logs --status 422 --show-values").code, 0);
    assert_eq!(session.run("replay --status 422").code, 2, "nobody to ask");
    assert_eq!(session.run("replay --status 422 --yes").code, 0);
    let status = session.run_aside("status --format json");
    let status: Value = serde_json::from_slice(&status.out).expect("JSON");
    assert_eq!((&status[0]["state"], &status[0]["deliveries"]["waiting"]), (&"active".into(), &1.into()));
    assert_eq!(send(&mut session, "deliver").code, 0);
    assert_eq!(session.run("replay --status 422 --yes").code, 0, "none is left");
    assert_eq!(send(&mut session, "send letters.hook.toml --contacts list.csv --yes").code, 0);
    assert_eq!(session.run("status").code, 0);
    let had = receiver.had();
    let keys: Vec<_> =
        had.iter().filter(|it| it.body.contains("Robert")).map(|it| it.header("idempotency-key")).collect();
    assert!(matches!(keys[..], [Some(first), Some(second)] if first == second), "{keys:?}");
    assert_eq!(had.len(), 5, "nobody got it twice");
    session.expect("delivery");
}

#[test]
fn contacts_that_would_fail_are_refused_or_left_out() {
    let receiver = Receiver::taking();
    let mut session = session("delivery-refused", &receiver);
    let broken =
        hook("letters", &receiver).replace("{{ profile.firstname | tojson }}", "\"{{ profile.firstname }}\"");
    session.write("letters.hook.toml", broken);
    session.write("list.csv", LIST.replace("Robert", "\"Ro\"\"bert\""));
    activate(&mut session, "letters.hook.toml");
    assert_eq!(send(&mut session, "send letters.hook.toml --contacts list.csv --yes").code, 1);
    assert_eq!(receiver.had().len(), 1, "the test");
    let said = send(&mut session, "send letters.hook.toml --contacts list.csv --skip-invalid --yes");
    assert_eq!(said.code, 0);
    assert_eq!(bodies(&receiver), ["{\"to\": \"Annabel\"}", "{\"to\": \"Evelyn\"}"]);
    // Corrected, it goes to whoever was left out, and to nobody twice.
    session.write("letters.hook.toml", hook("letters", &receiver));
    assert_eq!(send(&mut session, "send letters.hook.toml --contacts list.csv --yes").code, 0);
    let all = ["{\"to\": \"Annabel\"}", "{\"to\": \"Evelyn\"}", "{\"to\": \"Ro\\\"bert\"}"];
    assert_eq!(bodies(&receiver), all);
    session.expect("delivery-refused");
}

/// Every request but the first is answered so.
fn turning(status: &'static str) -> Receiver {
    Receiver::answering(move |_, before| match before {
        0 => ("200 OK", "{}".to_owned()),
        // The second test.
        4.. => ("200 OK", "{}".to_owned()),
        _ => (status, "{}".to_owned()),
    })
}

#[test]
fn a_connection_in_error_has_an_exit_code_of_its_own() {
    let receiver = turning("410 Gone");
    let mut session = session("delivery-error", &receiver);
    activate(&mut session, "letters.hook.toml");
    assert_eq!(send(&mut session, "send letters.hook.toml --contacts list.csv --yes").code, 3);
    assert_eq!(session.run("status").code, 3);
    assert_eq!(send(&mut session, "send letters.hook.toml --contacts list.csv --yes").code, 3);
    assert_eq!(session.run("resume letters").code, 2, "not tested");
    assert_eq!(send(&mut session, "test letters.hook.toml --contact me.json --yes").code, 0);
    assert_eq!(session.run("resume letters.hook.toml").code, 0);
    // Their next tries are due within seconds.
    assert_eq!(send(&mut session, "deliver --connection letters").code, 0);
    assert_eq!(session.run("status").code, 0);
    session.expect("delivery-error");
}

#[test]
fn a_test_that_does_not_pass_activates_nothing() {
    let receiver =
        Receiver::answering(|_, _| ("401 No", "{\"message\": \"who are you, Myself?\"}".to_owned()));
    let mut session = session("delivery-untested", &receiver);
    assert_eq!(send(&mut session, "test letters.hook.toml --contact me.json --activate --yes").code, 1);
    session.write("broken.json", "{\"profile\": {}}");
    let strict =
        hook("letters", &receiver).replace("{{ profile.firstname | tojson }}", "{{ profile.firstname }}");
    session.write("strict.hook.toml", strict);
    assert_eq!(send(&mut session, "test strict.hook.toml --event broken.json --yes").code, 1);
    assert_eq!(session.run("test letters.hook.toml --contact me.json --yes").code, 1, "no http");
    assert_eq!(session.run("status").code, 0);
    assert_eq!(receiver.had().len(), 1);
    session.expect("delivery-untested");
}

#[test]
fn what_is_set_for_later_waits() {
    let receiver = Receiver::taking();
    let mut session = session("delivery-later", &receiver);
    activate(&mut session, "letters.hook.toml");
    let at = ["2199-12-01 09:00", "2020-12-01 09:00"];
    let args = |at, run| {
        let words = "send letters.hook.toml --contacts list.csv --zone +01:00 --allow-http --yes".split(' ');
        words.chain(["--at", at, "--run", run]).collect::<Vec<_>>()
    };
    assert_eq!(session.run_with(&args(at[0], "far"), b"").code, 0);
    assert_eq!(session.run("status").code, 0);
    assert_eq!(session.run_with(&args(at[1], "past"), b"").code, 0);
    assert_eq!(receiver.had().len(), 1, "the test");
    // It ends, though some are set for a time long after.
    assert_eq!(send(&mut session, "send letters.hook.toml --contacts list.csv --yes").code, 0);
    assert_eq!(receiver.had().len(), 7);
    assert_eq!(session.run("status").code, 0);
    session.expect("delivery-later");
}

#[test]
fn webhooks_are_created_disabled_and_deleted() {
    let receiver = Receiver::taking();
    let mut session = session("delivery-hooks", &receiver);
    assert_eq!(session.run("hooks list").code, 2, "no log");
    for (args, code) in [
        ("hooks create letters.hook.toml", 0),
        ("hooks create letters", 2),
        ("hooks list", 0),
        ("hooks edit nobody", 2),
        ("pause letters", 2),
    ] {
        assert_eq!(session.run(args).code, code, "{args}");
    }
    activate(&mut session, "letters.hook.toml");
    for (args, code) in [
        ("pause letters", 0),
        ("hooks disable letters", 0),
        ("activate letters", 2),
        ("send letters.hook.toml --contacts list.csv --yes", 2),
        ("send letters.hook.toml --contacts list.csv --yes --allow-http", 1),
        ("hooks enable letters", 0),
        ("hooks edit letters", 0),
        ("hooks delete letters", 0),
        ("status", 0),
        ("hooks list", 0),
        ("hooks list --all", 0),
        ("hooks list --all --format json", 0),
        ("hooks enable letters", 2),
        ("hooks create letters", 0),
        ("replay --standing ignored --yes", 0),
        ("decide --give-up --yes", 0),
        ("status", 0),
    ] {
        assert_eq!(session.run(args).code, code, "{args}");
    }
    assert_eq!(receiver.had().len(), 1, "the test");
    session.expect("delivery-hooks");
}

#[test]
fn bad_usage() {
    let receiver = Receiver::taking();
    let mut session = session("delivery-bad-usage", &receiver);
    session.write("no.db", "this is no database, and it is long enough to be looked at as one");
    for args in [
        "logs",
        "logs --ledger no.db",
        "status nobody.hook.toml",
        "test letters.hook.toml",
        "test - --contact me.json --yes",
        "send letters.hook.toml --contacts -",
        "send letters.hook.toml --contacts nowhere.csv",
        "send letters.hook.toml --contacts list.csv --at tomorrow",
        "decide --connection letters",
        "decide --send-again --give-up",
        "logs --status 4x",
        "hooks",
    ] {
        assert_eq!(session.run(args).code, 2, "{args}");
    }
    assert_eq!(session.run("hooks create letters").code, 0);
    for args in [
        "logs --from tomorrow",
        "logs --connection nobody",
        "deliver --connection nobody",
        "replay --connection nobody --yes",
        "status nobody",
    ] {
        assert_eq!(session.run(args).code, 2, "{args}");
    }
    // The file has the text of its tables: a column of another name makes another form.
    let file = std::fs::read(session.path("hookproof.db")).expect("the log");
    let column = b"position INTEGER";
    let at = file.windows(column.len()).position(|it| it == column).expect("a column");
    session.write("hookproof.db", [&file[..at], b"location", &file[at + 8..]].concat());
    assert_eq!(session.run("logs").code, 2);
    session.set("HOOKPROOF_LEDGER", "elsewhere.db");
    assert_eq!(session.run("logs").code, 2);
    session.expect("delivery-bad-usage");
}

/// Stannp prints nothing when the form says so.
#[test]
fn a_test_uses_the_test_mode_of_the_partner() {
    let receiver = Receiver::taking();
    let mut session = session("delivery-test-mode", &receiver);
    let hook = format!(
        "sender = \"ometria\"\nreceiver = \"stannp-letters\"\nurl = \"http://{}/v1/letters/create\"\n\
         body = \"template=1&recipient[firstname]={{{{ profile.firstname | urlencode }}}}&recipient[lastname]=Hart\
         &recipient[address1]=1+High+Street&recipient[town]=Bristol&recipient[postcode]=BS1+1AA&recipient[country]=GB\"\n\
         [headers]\nContent-Type = \"application/x-www-form-urlencoded\"\n\
         Authorization = \"Basic ${{env:INKPACT_SECRET_KEY}}\"\n\
         [accept]\nurl-not-https = \"a partner on this machine\"\n",
        receiver.address
    );
    session.write("stannp.hook.toml", hook);
    for args in ["--yes", "--live --yes"] {
        let said = send(&mut session, &format!("test stannp.hook.toml --contact me.json {args}"));
        assert_eq!(said.code, 0, "{}{}", said.text(), said.err);
    }
    let bodies: Vec<bool> = receiver.had().iter().map(|it| it.body.ends_with("&test=true")).collect();
    assert_eq!(bodies, [true, false]);
    session.expect("delivery-test-mode");
}
