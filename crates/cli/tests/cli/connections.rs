//! `hookproof.toml`, as the commands that send heed it.

use crate::delivery::{activate, hook, send, session};
use crate::receiver::{Had, Receiver};

const SETTINGS: &str = "
[connectors.partner]
type = \"basic\"
user = \"shop\"
password = \"${env:INKPACT_SECRET_KEY}\"

[connections.letters]
connector = \"partner\"
in-flight = 1
rate = \"600/s\"
on-timeout = \"hold\"
statuses = { 409 = \"deliver\" }
idempotency-header = \"X-Request-Key\"
timestamp-header = \"\"
partner-id = \"/data/ref\"
";

/// `shop:never-to-be-seen`.
const BASIC: &str = "Basic c2hvcDpuZXZlci10by1iZS1zZWVu";

/// Has Robert's already, and does not say what became of Evelyn's at first.
fn answer(had: &Had, before: usize) -> (&'static str, String) {
    match () {
        () if had.body.contains("Robert") => ("409 Conflict", "{}".to_owned()),
        () if had.body.contains("Evelyn") && before < 4 => ("504 Late", "{}".to_owned()),
        () => ("201 Created", format!("{{\"id\": 1, \"data\": {{\"ref\": \"R{before}\"}}}}")),
    }
}

#[test]
fn connections_go_as_the_project_says() {
    let receiver = Receiver::answering(answer);
    let mut session = session("connections", &receiver);
    let header = "Authorization = \"Bearer ${env:INKPACT_SECRET_KEY}\"\n";
    let plain = hook("letters", &receiver).replace(header, "X-Key = \"${file:key.txt}\"\n");
    std::fs::create_dir_all(session.path("webhooks")).expect("a folder");
    session.write("webhooks/key.txt", "beside the webhook\n");
    session.write("webhooks/letters.hook.toml", &plain);
    session.write("hookproof.toml", SETTINGS);
    activate(&mut session, "webhooks/letters.hook.toml");
    assert!(session.path("hookproof.db").exists(), "beside the project's file");
    let args = "send webhooks/letters.hook.toml --contacts list.csv --yes";
    assert_eq!(send(&mut session, args).code, 1);
    assert_eq!(session.run("status").code, 0);
    assert_eq!(session.run("logs --partner-id R1").code, 0);
    assert_eq!(session.run("decide --connection letters --send-again --yes").code, 0);
    assert_eq!(send(&mut session, "deliver").code, 0);
    assert_eq!(session.run("decide --connection letters --has-arrived --yes").code, 0);
    assert_eq!(session.run("status").code, 0);
    let had = receiver.had();
    assert_eq!(had.len(), 5);
    for it in &had {
        assert_eq!(it.header("authorization"), Some(BASIC));
        assert_eq!(it.header("x-key"), Some("beside the webhook"), "wherever it is sent from");
        assert_eq!(it.header("x-request-key"), it.header("webhook-id"));
        assert_eq!((it.header("idempotency-key"), it.header("webhook-timestamp")), (None, None));
    }
    assert!(!session.record().contains(BASIC), "the password can be read from it");

    session.write("webhooks/letters.hook.toml", plain.replace("/letters\"", "/elsewhere\""));
    assert_eq!(send(&mut session, &format!("{args} --run again")).code, 2, "another address");
    session.write("webhooks/letters.hook.toml", plain.replace("\"to\"", "\"for\""));
    assert_eq!(send(&mut session, &format!("{args} --run again --at 2199-01-01")).code, 0, "another body");
    session.write("hookproof.toml", SETTINGS.replace("600/s", "fast"));
    assert_eq!(send(&mut session, args).code, 1);
    assert_eq!(session.run("deliver").code, 2);
    assert_eq!(receiver.had().len(), 5);
    session.expect("connections");
}
