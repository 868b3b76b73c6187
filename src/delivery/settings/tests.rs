use proptest::prelude::*;

use super::*;
use crate::delivery::{Action, OnUnknown, Scheme};
use crate::template::SecretKind;

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let found = Settings::parse(text, "hookproof.toml").findings;
    assert!(found.iter().all(|it| it.source.to_string() == "settings:hookproof.toml"));
    let found: Vec<_> =
        found.iter().map(|it| format!("{} {:?} {}", it.code, it.span.of(text), it.message)).collect();
    assert_eq!(found, expected);
}

#[test]
fn everything_can_be_stated() {
    let text = r#"
[connectors.inkpact]
type = "bearer"
token = "${env:INKPACT_TOKEN}"
[connections.inkpact]
connector = "inkpact"
in-flight = 3
rate = "10/s"
on-timeout = "hold"
statuses = { 409 = "deliver", 404 = "fail" }
idempotency-header = "X-Request-Key"
id-header = ""
signing-secret = "${file:signing.key}"
partner-id = "/data/id"
"#;
    let parsed = Settings::parse(text, "../hookproof.toml");
    assert_eq!(parsed.findings, []);
    let settings = parsed.value;
    let scheme = settings.connector("inkpact").map(|it| &it.scheme);
    assert_eq!(scheme, Some(&Scheme::Bearer { token: "${env:INKPACT_TOKEN}".to_owned() }));
    let connection = settings.connection("inkpact");
    assert_eq!((connection.policy.max_in_flight, connection.policy.on_unknown), (3, OnUnknown::Hold));
    let statuses: Vec<_> = connection.policy.statuses.into_iter().collect();
    assert_eq!(statuses, [(404, Action::Fail), (409, Action::Deliver)]);
    assert_eq!(connection.rate.map(|it| it.per_minute.get()), Some(600));
    assert_eq!(connection.partner_id.as_deref(), Some("/data/id"));
    let marks = connection.marks;
    assert_eq!((marks.idempotency.as_deref(), marks.id), (Some("x-request-key"), None));
    assert_eq!(marks.timestamp.as_deref(), Some("webhook-timestamp"));
    let secret = marks.signing_secret.map(|it| (it.kind, it.name.to_string()));
    // The file is seen from the webhook file, one folder below.
    assert_eq!(secret, Some((SecretKind::File, "../signing.key".to_owned())));
    assert_eq!(settings.connection("other"), ConnectionSettings::default());
}

#[test]
fn files_of_secrets_are_seen_from_the_webhook() {
    let text = "[connectors.a]\ntype = 'basic'\nuser = '${env:U}'\npassword = 'x${file:a/b}${file:/c}'\n";
    let password = |path: &str| match Settings::parse(text, path).value.connector("a").map(|it| &it.scheme) {
        Some(Scheme::Basic { password, .. }) => password.clone(),
        _ => String::new(),
    };
    assert_eq!(password("hookproof.toml"), "x${file:a/b}${file:/c}");
    assert_eq!(password("../../hookproof.toml"), "x${file:../../a/b}${file:/c}");
}

#[test]
fn mistakes_are_findings() {
    check("[connectors.a]\ntype = 'bearer'\ntoken = '${env:T}'\n", &[]);
    check("connector = 1", &["hook-file-unknown-key \"connector\" hookproof.toml has no 'connector'"]);
    check("connectors = 1", &["hook-file-wrong-type \"1\" 'connectors' must be a table"]);
    check(
        "[connectors]\na = 'x'\nb = { type = 'bearer' }",
        &[
            "hook-file-wrong-type \"'x'\" a connector must be a table",
            "hook-file-missing-key \"b\" this connector does not say its 'token'",
        ],
    );
    check(
        "[connections.a]\nconnector = 'b'\nin-flight = 0\nrate = '0/s'\non-timeout = 'wait'\n\
         statuses = { 40 = 'fail', 404 = 'drop' }\nid-header = 'a b'\nsigning-secret = 'abc'\npartner-id = 'id'\n\
         inflight = 1",
        &[
            "hook-file-wrong-type \"0\" 'in-flight' must be a number from 1 to 1000",
            "hook-file-wrong-type \"'0/s'\" 'rate' must be a number of requests with its time, such as \"10/s\" or \"600/min\"",
            "hook-file-wrong-type \"'wait'\" 'on-timeout' must be \"retry\" or \"hold\"",
            "hook-file-wrong-type \"40\" a status must be a number from 100 to 599",
            "hook-file-wrong-type \"'drop'\" what a status means must be \"deliver\", \"retry\", \"fail\" or \"decide\"",
            "hook-file-wrong-type \"'a b'\" 'id-header' must be the name of a header, or \"\" for none",
            "secret-in-file \"'abc'\" the secret for signatures is written out, for all who see the file",
            "hook-file-wrong-type \"'id'\" 'partner-id' must be a JSON pointer, such as \"/data/id\"",
            "hook-file-unknown-key \"inflight\" hookproof.toml has no 'inflight'",
            "unknown-connector \"'b'\" unknown connector 'b'",
        ],
    );
    let broken = Settings::parse("[connectors.a\n", "hookproof.toml").findings;
    assert_eq!(broken.first().map(|it| it.code), Some("hook-file-syntax"));
}

fn file(more: &str) -> HookFile {
    HookFile::parse(&format!("sender = 'a'\nreceiver = 'b'\nbody = ''\n{more}")).value
}

/// The token of the connector that a hook file gets, and what is wrong.
fn applied(more: &str, named_after: &str) -> (String, Vec<String>) {
    let text = "[connectors]\na = { type = 'bearer', token = '${env:A}' }\nb = { type = 'bearer', token = '${env:B}' }\n\
                broken = { type = 'bearer' }\n[connections.shop]\nconnector = 'b'\n";
    let settings = Settings::parse(text, "hookproof.toml").value;
    let mut file = file(more);
    let findings = settings.apply(&mut file, named_after);
    let token = match &file.connector {
        Some(ConnectorRef::Own(Connector { scheme: Scheme::Bearer { token }, .. })) => token.clone(),
        _ => String::new(),
    };
    let findings = findings.iter().map(|it| format!("{} | {}", it.message, it.help.as_deref().unwrap_or("")));
    (token, findings.collect())
}

#[test]
fn a_hook_gets_its_connector() {
    let token = |it: &str| (it.to_owned(), Vec::new());
    assert_eq!(applied("connector = 'a'", "shop"), token("${env:A}"));
    assert_eq!(applied("", "shop"), token("${env:B}"));
    assert_eq!(applied("name = 'WH5'\nconnection = 'shop'", "x"), token("${env:B}"));
    assert_eq!(applied("name = 'WH5'", "shop"), token(""));
    let own = "connector = { type = 'bearer', token = '${env:C}' }";
    assert_eq!(applied(own, "shop"), token("${env:C}"));
    let unknown = "unknown connector 'c' | known are a, b, broken".to_owned();
    assert_eq!(applied("connector = 'c'", "shop"), (String::new(), vec![unknown]));
    // It is stated, and what is wrong with it was told there.
    assert_eq!(applied("connector = 'broken'", "shop"), token(""));
}

proptest! {
    #[test]
    fn any_text_is_read(text in "(\\[connect(ors|ions)\\.[a-c]\\]\n|[a-z-]{1,9} = ('[^'\n]{0,9}'|[0-9]{1,3}|\\{\\})\n|.{0,9}\n){0,8}") {
        let parsed = Settings::parse(&text, "hookproof.toml");
        for finding in &parsed.findings {
            prop_assert!(text.get(finding.span.range()).is_some(), "{finding:?}");
        }
        let _ = parsed.value.apply(&mut HookFile::default(), "a");
    }
}
