//! `hookproof check --format …` for programs.

use std::path::PathBuf;
use std::process::Command;

use crate::support::Session;
use serde_json::Value;

/// Problems of every kind: at a place, of a file as a whole, over several lines, accepted, beyond ASCII.
const ALL: &str = "note.hook.toml escapes.hook.toml outside.hook.toml mistakes.hook.toml accepted.hook.toml lonely.hook.toml";

#[test]
fn json_lines() {
    let mut session = Session::in_files();
    let said = session.run("check --no-proof note.hook.toml lonely.hook.toml --format json-lines");
    let lines: Vec<Value> = said.text().lines().map(|it| serde_json::from_str(it).expect("JSON")).collect();
    let array = session.run("check --no-proof note.hook.toml lonely.hook.toml --format json");
    let array: Value = serde_json::from_slice(&array.out).expect("JSON");
    assert_eq!((said.code, Value::from(lines)), (1, array));
}

#[test]
fn github() {
    let mut session = Session::in_files();
    assert_eq!(session.run(&format!("check --no-proof {ALL} --format github")).code, 1);
    session.expect("format-github");
}

#[test]
fn github_is_chosen_inside_its_actions() {
    let mut session = Session::in_files();
    let asked = session.run("check --no-proof note.hook.toml --format github").text();
    session.set("GITHUB_ACTIONS", "true");
    assert_eq!(session.run("check --no-proof note.hook.toml").text(), asked);
    assert!(
        session.run("check --no-proof note.hook.toml --format concise").text().starts_with("note.hook.toml:")
    );
    let project = session.path("").parent().expect("a folder above").to_str().expect("UTF-8").to_owned();
    session.set("GITHUB_WORKSPACE", project);
    let said = session.run("check --no-proof note.hook.toml").text();
    assert!(said.contains("file=files/note.hook.toml,"), "from the folder of the project: {said}");
}

#[test]
fn gitlab() {
    let mut session = Session::in_files();
    let said = session.run(&format!("check --no-proof {ALL} --format gitlab"));
    let issues: Value = serde_json::from_slice(&said.out).expect("JSON");
    let issues = issues.as_array().expect("an array");
    let mut prints: Vec<&str> = issues.iter().filter_map(|it| it["fingerprint"].as_str()).collect();
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), issues.len(), "GitLab drops what has the fingerprint of another");
    session.expect("format-gitlab");

    let mut session = Session::in_files();
    session.set("GITLAB_CI", "true");
    assert!(
        session.run("check --no-proof note.hook.toml").text().ends_with("1 error, 1 warning in 1 webhook\n")
    );
    assert_eq!(session.run("check --no-proof gone.hook.toml --format gitlab").text(), "[]\n");
}

#[test]
fn fingerprints_do_not_depend_on_lines() {
    let mut session = Session::in_copies("format-fingerprints", &["note.hook.toml", "note.contact.json"]);
    let mut prints = || -> Vec<String> {
        let said = session.run("check --no-proof note.hook.toml --format gitlab");
        let issues: Value = serde_json::from_slice(&said.out).expect("JSON");
        let print = |it: &Value| it["fingerprint"].as_str().map(str::to_owned);
        let prints = issues.as_array().into_iter().flatten().filter_map(print).collect();
        session.write("note.hook.toml", "# A comment\n".to_owned() + &session.read("note.hook.toml"));
        prints
    };
    let before = prints();
    assert_eq!((before.len(), prints()), (2, before));
}

#[test]
fn junit() {
    let mut session = Session::in_files();
    let said = session.run(&format!("check --no-proof {ALL} --format junit"));
    let text = said.text();
    let document = roxmltree::Document::parse(&text).expect("well-formed XML");
    let count =
        |of: roxmltree::Node<'_, '_>, name: &str| of.descendants().filter(|it| it.has_tag_name(name)).count();
    let mut suites = 0;
    for suite in
        document.descendants().filter(|it| it.has_tag_name("testsuite") || it.has_tag_name("testsuites"))
    {
        for (attribute, element) in [("tests", "testcase"), ("failures", "failure"), ("skipped", "skipped")] {
            let stated = suite.attribute(attribute).and_then(|it| it.parse().ok());
            assert_eq!(stated, Some(count(suite, element)), "{attribute}");
        }
        assert!(suite.attribute("name").is_some() && suite.attribute("errors") == Some("0"));
        suites += 1;
    }
    assert_eq!(suites, 7);
    let cases = document.descendants().filter(|it| it.has_tag_name("testcase"));
    assert!(cases.clone().all(|it| it.attribute("classname").is_some() && it.attribute("name").is_some()));
    session.expect("format-junit");
}

#[test]
fn sarif() {
    let mut schema: Value = serde_json::from_str(&published_sarif_schema()).expect("JSON");
    // Its pattern for languages, which we do not name, has a bracket too many: no regular expression in Rust.
    for of in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][of]["properties"]["language"];
        assert!(language.as_object_mut().and_then(|it| it.remove("pattern")).is_some());
    }
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    let mut session =
        Session::in_copies("format-sarif", &["slips.hook.toml", "slips.contact.json", "note.contact.json"]);
    let note = Session::in_files().read("note.hook.toml");
    session.write("note.hook.toml", note.replace("adress_line_1", "address_line_2"));
    assert_eq!(session.run("check --no-proof note.hook.toml --write-baseline known.json").code, 0);
    session.write("note.hook.toml", note);
    let mut logs = Vec::new();
    for args in ["slips.hook.toml", "note.hook.toml --baseline known.json", "gone.hook.toml"] {
        let said = session.run(&format!("check --no-proof {args} --format sarif"));
        logs.push(serde_json::from_slice::<Value>(&said.out).expect("JSON"));
    }
    let said = Session::in_files().run(&format!("check --no-proof {ALL} --format sarif"));
    logs.push(serde_json::from_slice(&said.out).expect("JSON"));
    for log in &logs {
        let errors: Vec<String> =
            schema.iter_errors(log).map(|it| format!("{}: {it}", it.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        let (rules, results) = (&log["runs"][0]["tool"]["driver"]["rules"], &log["runs"][0]["results"]);
        for result in results.as_array().into_iter().flatten() {
            let index =
                result["ruleIndex"].as_u64().and_then(|it| usize::try_from(it).ok()).expect("an index");
            assert_eq!(rules[index]["id"], result["ruleId"]);
        }
    }
    let states = |log: &Value| -> Vec<String> {
        let results = log["runs"][0]["results"].as_array().into_iter().flatten();
        results.map(|it| format!("{} {}", it["ruleId"], it["baselineState"]).replace('"', "")).collect()
    };
    assert_eq!(states(&logs[1]), ["unknown-key new", "empty-mandatory-field unchanged"]);
    assert_eq!(logs[2]["runs"][0]["invocations"][0]["executionSuccessful"], false);
    let suppressed = |it: &&Value| it["suppressions"][0]["justification"].is_string();
    let results = logs[3]["runs"][0]["results"].as_array().into_iter().flatten();
    assert_eq!(results.filter(suppressed).count(), 1);

    // The rules are the pages of `explain`, so only the results are kept.
    let mut kept = Session::in_empty("format-sarif-results");
    for (log, name) in logs.iter().zip(["slips.json", "note.json", "gone.json", "all.json"]) {
        kept.write(name, format!("{:#}", log["runs"][0]["results"]));
        kept.show(name);
    }
    kept.expect("format-sarif");
}

#[test]
fn sarif_rules_are_the_pages() {
    let mut session = Session::in_files();
    let said = session.run("check --no-proof note.hook.toml --format sarif");
    let log: Value = serde_json::from_slice(&said.out).expect("JSON");
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
    assert_eq!(rules.len(), 2);
    for rule in rules {
        let page = hookproof::finding::explain(rule["id"].as_str().expect("a code"));
        assert_eq!(rule["help"]["markdown"].as_str(), page);
        assert!(rule["shortDescription"]["text"].as_str().is_some_and(|it| it.ends_with('.')));
    }
}

#[test]
fn sarif_counts_columns_in_utf_16() {
    let mut session = Session::in_files();
    let said = session.run("check --no-proof accepted.hook.toml --format sarif");
    let log: Value = serde_json::from_slice(&said.out).expect("JSON");
    assert_eq!(log["runs"][0]["columnKind"], "utf16CodeUnits");
    let result = &log["runs"][0]["results"][0];
    let region = &result["locations"][0]["physicalLocation"]["region"];
    let line = session
        .read("accepted.hook.toml")
        .lines()
        .nth(6)
        .expect("the line")
        .encode_utf16()
        .collect::<Vec<_>>();
    let column =
        |name: &str| region[name].as_u64().and_then(|it| usize::try_from(it).ok()).expect("a column") - 1;
    let marked = line.get(column("startColumn")..column("endColumn")).expect("on the line");
    assert_eq!(String::from_utf16_lossy(marked), "uper");
}

/// The schema that OASIS publishes, as the sources of the crate `serde-sarif` have it; it may not be copied here.
fn published_sarif_schema() -> String {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let package = packages.iter().find(|it| it["name"] == "serde-sarif").expect("serde-sarif");
    let manifest = PathBuf::from(package["manifest_path"].as_str().expect("a path"));
    std::fs::read_to_string(manifest.with_file_name("src").join("schema.json")).expect("the schema")
}
