//! Runs the public conformance suites against our profiles and prints `SUITE: N of M`, one suite a line.
//!
//! The folder is what `HOOKPROOF_CONFORMANCE` names, else `../shared/conformance` beside the checkout. Where
//! neither exists, the test says so and passes: the cases are not part of this repository.
//!
//! `known.txt` beside this file lists the cases that are known to differ, each with its reason; an entry whose case
//! passes is stale and fails the test. Each suite has a floor that it may not fall below.

#![expect(clippy::expect_used, reason = "this is a test")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hookproof::contact::Contact;
use hookproof::finding::Severity;
use hookproof::settings::Settings;
use hookproof::{profile, render};
use serde_json::Value;

/// The least share of each suite's cases that must pass, in percent. Suites that are not listed are for
/// information.
const FLOORS: &[(&str, usize)] =
    &[("golden-liquid", 95), ("jinja2", 97), ("liqp-0.7.9", 97), ("liqp-on-golden", 95), ("velocity-2", 95)];

const KNOWN: &str = include_str!("known.txt");

struct Case {
    id: String,
    profile: String,
    template: String,
    data: String,
    expected: Expected,
}

enum Expected {
    OneOf(Vec<String>),
    Fault,
}

#[test]
fn public_suites() {
    let Some(folder) = folder() else {
        println!("no conformance folder: set HOOKPROOF_CONFORMANCE to run the public suites");
        return;
    };
    let known: BTreeMap<&str, &str> = known().collect();
    let verbose = std::env::var_os("HOOKPROOF_CONFORMANCE_VERBOSE").is_some();
    let mut problems = Vec::new();
    for (suite, cases) in suites(&folder) {
        let total = cases.len();
        let mut passed = 0;
        for case in &cases {
            let outcome = run(case);
            passed += usize::from(outcome.is_ok());
            match (&outcome, known.contains_key(case.id.as_str())) {
                (Ok(()), true) => problems.push(format!("{} passes: remove it from known.txt", case.id)),
                (Err(why), false) if verbose => println!("{}: {why}", case.id),
                _ => {}
            }
        }
        println!("{suite}: {passed} of {total}");
        let floor = FLOORS.iter().find(|(name, _)| *name == suite).map_or(0, |(_, floor)| *floor);
        if passed * 100 < floor * total {
            problems.push(format!("{suite}: {passed} of {total} is below the floor of {floor} %"));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

fn folder() -> Option<PathBuf> {
    let named = std::env::var_os("HOOKPROOF_CONFORMANCE").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/conformance");
    named.or_else(|| beside.is_dir().then_some(beside))
}

fn known() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = KNOWN.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_once(": ").expect("a line of known.txt is `ID: REASON`"))
}

/// The suites of the folder by name, in order of their names.
fn suites(folder: &Path) -> BTreeMap<String, Vec<Case>> {
    let mut suites = BTreeMap::new();
    let entries = std::fs::read_dir(folder).expect("the conformance folder can be read");
    for entry in entries {
        let path = entry.expect("the conformance folder can be listed").path();
        if path.extension().is_some_and(|it| it == "jsonl") {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).expect("a suite can be read");
            suites.insert(name, text.lines().filter(|line| !line.is_empty()).map(case).collect());
        }
    }
    assert!(!suites.is_empty(), "there is no suite in {}", folder.display());
    suites
}

fn case(line: &str) -> Case {
    let case: Value = serde_json::from_str(line).expect("a case is JSON");
    let text = |name: &str| case[name].as_str().unwrap_or_default().to_owned();
    let expected = match (&case["expect"], &case["expect_any"]) {
        (Value::String(one), _) => Expected::OneOf(vec![one.clone()]),
        (_, Value::Array(any)) => {
            Expected::OneOf(any.iter().filter_map(|it| it.as_str().map(str::to_owned)).collect())
        }
        _ => Expected::Fault,
    };
    Case {
        id: text("id"),
        profile: text("profile"),
        template: text("template"),
        data: case["data"].to_string(),
        expected,
    }
}

fn run(case: &Case) -> Result<(), String> {
    let profile = match case.profile.as_str() {
        "minijinja" => "jinja2",
        other => other,
    };
    let profile = profile::by_name(profile).ok_or("no such profile")?;
    let contact = Contact::read(&case.data);
    let rendered = render::template(profile, &case.template, &contact, &Settings::default());
    let faults: Vec<_> = rendered.findings.iter().filter(|it| it.severity == Severity::Error).collect();
    match &case.expected {
        Expected::Fault if faults.is_empty() => Err(format!("no fault, but {:?}", rendered.text)),
        Expected::Fault => Ok(()),
        Expected::OneOf(_) if !faults.is_empty() => Err(format!("{}: {}", faults[0].code, faults[0].message)),
        Expected::OneOf(any) if any.contains(&rendered.text) => Ok(()),
        Expected::OneOf(any) => {
            Err(format!("{:?} instead of {:?} from {:?}", rendered.text, any, case.template))
        }
    }
}
