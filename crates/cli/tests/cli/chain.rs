//! `send --then`: webhooks that use the answers to others.

use serde_json::{Value, json};

use crate::delivery::{ME, activate, bodies, hook, send, session};
use crate::receiver::Receiver;

#[test]
fn the_next_webhook_reads_the_answer_to_the_first() {
    let receiver = Receiver::answering(|had, before| match had.body.contains("Robert") {
        true => ("422 No", "{}".to_owned()),
        false => ("200 OK", format!("{{\"promocode\": \"SPRING-{before}\"}}")),
    });
    let mut session = session("delivery-then", &receiver);
    session.write("codes.hook.toml", hook("codes", &receiver));
    let second = format!(
        "name = \"notes\"\nsender = \"ometria\"\nreceiver = \"generic\"\nurl = \"http://{}/notes\"\n\
         body = '{{\"code\": {{{{ data.codes.promocode | tojson }}}}, \"id\": {{{{ profile.properties.id | tojson }}}}}}'\n\
         [identify]\ncontact = \"profile.properties.id\"\n[accept]\nurl-not-https = \"a partner on this machine\"\n",
        receiver.address
    );
    session.write("notes.hook.toml", second);
    session.write(
        "me.json",
        ME.replace("{\"profile\"", "{\"data\": {\"codes\": {\"promocode\": \"X\"}}, \"profile\""),
    );
    activate(&mut session, "codes.hook.toml");
    activate(&mut session, "notes.hook.toml");
    let said = send(&mut session, "send codes.hook.toml --contacts list.csv --then notes.hook.toml --yes");
    assert_eq!(said.code, 1, "Robert did not get it");
    let had = receiver.had();
    let codes: Vec<Value> = had
        .iter()
        .skip(2)
        .filter(|it| it.head.starts_with("POST /notes"))
        .map(|it| serde_json::from_str(&it.body).expect("JSON"))
        .collect();
    assert_eq!(codes.len(), 2, "{codes:?}");
    for (at, first) in had.iter().enumerate().skip(2).filter(|(_, it)| it.head.starts_with("POST /codes")) {
        let id = if first.body.contains("Annabel") { "c1" } else { "c3" };
        let code = codes.iter().find(|it| it["id"] == id).map(|it| it["code"].clone());
        let expected = (!first.body.contains("Robert")).then(|| Value::from(format!("SPRING-{at}")));
        assert!(expected.is_none() || code == expected, "{first:?}: {codes:?}");
    }
    session.expect("delivery-then");
}

/// As Yespo's guide to webhooks in workflows has it: contacts are known by their email addresses.
#[test]
fn a_template_of_yespo_reads_the_answer_to_a_webhook_by_its_name() {
    let receiver = Receiver::answering(|had, _| {
        let body: Value = serde_json::from_str(&had.body).expect("JSON");
        let name = body["email"].as_str().and_then(|it| it.split('@').next()).unwrap_or_default();
        ("200 OK", json!({ "promocode": format!("FOR-{name}") }).to_string())
    });
    let mut session = session("delivery-yespo", &receiver);
    let hook = |name: &str, body: &str| {
        format!(
            "name = '{name}'\nsender = 'yespo'\nreceiver = 'generic'\nurl = 'http://{}/{name}'\n\
             body = '''{body}'''\n[headers]\nContent-Type = 'application/json'\n\
             [accept]\nurl-not-https = 'a partner on this machine'\n",
            receiver.address
        )
    };
    session.write("first.hook.toml", hook("WH5", r#"{"email": "$email"}"#));
    session.write("then.hook.toml", hook("letter", r#"{"code": "$data.get('WH5').get('promocode')"}"#));
    session.write("me.json", r#"{"email": "me@example.com", "data": {"WH5": {"promocode": "X"}}}"#);
    session.write("list.ndjson", "{\"email\": \"ann@example.com\"}\n{\"email\": \"bob@example.com\"}\n");
    activate(&mut session, "first.hook.toml");
    activate(&mut session, "then.hook.toml");
    let args = "send first.hook.toml --contacts list.ndjson --then then.hook.toml --yes";
    let said = send(&mut session, args);
    assert_eq!(said.code, 0, "{}{}", said.text(), said.err);
    let bodies = bodies(&receiver);
    for code in [r#"{"code": "FOR-ann"}"#, r#"{"code": "FOR-bob"}"#] {
        assert!(bodies.iter().any(|it| it == code), "{code}: {bodies:?}");
    }
    let log = session.run("logs --customer ANN@example.com --show-values").text();
    assert_eq!(log.lines().count(), 2, "{log}");
    assert_eq!(send(&mut session, args).code, 0);
    assert_eq!(receiver.had().len(), 6, "nobody gets one twice");
}
