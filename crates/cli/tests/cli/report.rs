//! `hookproof check --format json`: what it prints is as `hookproof schema show report` says.

use crate::support::Session;
use serde_json::Value;

fn reports(session: &mut Session, args: &str) -> Vec<Value> {
    let said = session.run(args);
    let value: Value = serde_json::from_slice(&said.out).expect("JSON and nothing else");
    let schema: Value = serde_json::from_slice(&session.run("schema show report").out).expect("JSON");
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    let reports = value.as_array().expect("an array").clone();
    for report in &reports {
        let errors: Vec<String> = schema.iter_errors(report).map(|it| it.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
    reports
}

#[test]
fn reports_are_as_their_schema_says() {
    let mut session = Session::in_files();
    let all = "note.hook.toml escapes.hook.toml outside.hook.toml mistakes.hook.toml lonely.hook.toml";
    for encoding in ["utf-8", "utf-16"] {
        let reports =
            reports(&mut session, &format!("check --no-proof {all} --format json --encoding {encoding}"));
        let names: Vec<&str> = reports.iter().filter_map(|it| it["hook"].as_str()).collect();
        assert_eq!(
            names,
            ["Thank-you note", "Escapes", "outside.hook.toml", "mistakes.hook.toml", "lonely.hook.toml"]
        );
        assert!(reports.iter().all(|it| it["encoding"] == encoding));
        assert!(reports.iter().any(|it| it["findings"].as_array().is_some_and(|it| !it.is_empty())));
    }
}

#[test]
fn the_encoding_decides_how_columns_count() {
    let mut session = Session::in_files();
    let mut column = |encoding: &str| {
        let reports = reports(
            &mut session,
            &format!("check --no-proof escapes.hook.toml --format json --encoding {encoding}"),
        );
        let findings = reports[0]["findings"].as_array().cloned().unwrap_or_default();
        let of_filter = findings.iter().find(|it| it["source"] == "body" && it["code"] == "unknown-filter");
        of_filter.and_then(|it| it["span"]["start"]["column"].as_u64()).expect("the finding")
    };
    assert_eq!((column("utf-8"), column("utf-16")), (30, 29));
}

#[test]
fn bad_input_leaves_what_is_printed_valid() {
    let mut session = Session::in_files();
    let reports = reports(&mut session, "check --no-proof note.hook.toml not-there.hook.toml --format json");
    assert_eq!(reports.len(), 1);
    assert_eq!(session.run("check --no-proof not-there.hook.toml --format json").text(), "[]\n");
}
