//! `hookproof audience`.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::support::Session;

const LIST: &str = "First Name,profile.lastname,profile.email,profile.properties.postcode,Shoe size
Ann,Smith,ann@example.com,N1 2AB,5
Bob,\"O\"\"Neil\",bob@example.com,E1 1AA,6
,Hart,ann@example.com,,7
Eve,Hart,eve@example.com,#REF!,8,9
Dan,Hart,dan@example.com,W1 1AA,8
";

fn session(name: &str) -> Session {
    let session = Session::in_copies(name, &["list.hook.toml"]);
    session.write("list.csv", LIST);
    session
}

#[test]
fn totals_for_people() {
    let mut session = session("audience");
    let said = session.run("audience list.hook.toml --contacts list.csv --report failing.csv");
    assert_eq!(said.code, 1);
    session.show("failing.csv");
    session.run("audience list.hook.toml --contacts list.csv --report failing.ndjson --allow 3");
    session.show("failing.ndjson");
    session.run("audience list.hook.toml --contacts list.csv --allow 59% --format json");
    session.run(
        "audience list.hook.toml --contacts list.csv --empty-cell null --delimiter , --input-format csv",
    );
    session.write("clean.ndjson", "{\"profile\": {\"firstname\": \"Ann\", \"lastname\": \"Hart\", \"properties\": {\"postcode\": \"N1\"}}}\n");
    let clean = session.run("audience list.hook.toml --contacts clean.ndjson");
    assert_eq!(clean.code, 0);
    session.expect("audience");
}

#[test]
fn columns_with_near_names_are_suggested() {
    let mut session = session("audience-columns");
    for header in ["First Name,Last Name,profile.properties.postcode", "First Name,Last Name,Post code"] {
        session.write("list.csv", format!("{header}\nAnn,Hart,N1\n"));
        session.run("audience list.hook.toml --contacts list.csv");
    }
    session.expect("audience-columns");
}

#[test]
fn bad_usage() {
    let mut session = session("audience-bad-usage");
    for args in [
        "audience list.hook.toml",
        "audience list.hook.toml --contacts nowhere.csv",
        "audience list.hook.toml --contacts .",
        "audience - --contacts -",
        "audience list.hook.toml --contacts list.csv --allow some",
        "audience list.hook.toml --contacts list.csv --delimiter ab",
        "audience list.hook.toml --contacts list.csv --report nowhere/failing.csv",
    ] {
        assert_eq!(session.run(args).code, 2, "{args}");
    }
    session.write("cut.csv.gz", &gzip(LIST.repeat(200).as_bytes())[..200]);
    assert_eq!(session.run("audience list.hook.toml --contacts cut.csv.gz").code, 2);
    session.expect("audience-bad-usage");
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn totals(session: &mut Session, args: &str, input: &[u8]) -> Value {
    let args: Vec<&str> = args.split(' ').collect();
    let said = session.run_with(&args, input);
    serde_json::from_slice(&said.out).expect("totals as JSON")
}

#[test]
fn packed_lists_and_other_encodings_come_to_the_same() {
    let mut session = session("audience-encodings");
    let of = "audience list.hook.toml --format json --contacts";
    let mut plain = totals(&mut session, &format!("{of} list.csv"), b"");
    session.write("list.csv.gz", gzip(LIST.as_bytes()));
    assert_eq!(totals(&mut session, &format!("{of} list.csv.gz"), b""), plain);
    assert_eq!(totals(&mut session, &format!("{of} -"), &gzip(LIST.as_bytes())), plain);
    let utf16: Vec<u8> = LIST.encode_utf16().flat_map(u16::to_le_bytes).collect();
    plain["input"]["encoding"] = "utf-16le".into();
    assert_eq!(totals(&mut session, &format!("{of} -"), &utf16), plain);
}

/// Long enough for many blocks on many threads.
#[test]
fn long_lists_are_told_in_order() {
    let mut session = session("audience-long");
    let mut list =
        String::from("profile.firstname,profile.lastname,profile.properties.postcode,profile.email\n");
    for at in 0..12_000 {
        let last = if at % 1000 == 7 { "O\"\"Neil" } else { "Hart" };
        writeln!(list, "Ann,\"{last}\",N1 {at},{at}@example.com{}", " ".repeat(200)).expect("a string");
    }
    session.write("long.csv", list);
    let args = "audience list.hook.toml --contacts long.csv --report failing.ndjson --format json";
    let first = totals(&mut session, args, b"");
    let report = session.read("failing.ndjson");
    assert_eq!(first["contacts"], 12_000);
    let failing: Vec<u64> = report
        .lines()
        .map(|it| serde_json::from_str::<Value>(it).expect("JSON")["line"].as_u64().expect("a line"))
        .collect();
    assert_eq!(failing, (0..12).map(|at| at * 1000 + 9).collect::<Vec<u64>>());
    assert_eq!(first["causes"][0]["first"], serde_json::json!([9, 1009, 2009, 3009, 4009]));
}

/// Ctrl-C while standard input stays open.
#[cfg(unix)]
#[test]
fn a_list_can_be_stopped() {
    let session = session("audience-stop");
    let mut child = Command::new(env!("CARGO_BIN_EXE_hookproof"))
        .args(["audience", "list.hook.toml", "--contacts", "-", "--format", "json"])
        .current_dir(session.path(""))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut input = child.stdin.take().expect("a pipe");
    // A pipe holds a part of this, so what wrote it all knows that the reading has begun.
    let line = format!("{{\"profile\": {{}}{}}}\n", " ".repeat(2000));
    input.write_all(line.repeat(200).as_bytes()).expect("the binary reads");
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("a signal");
    assert!(killed.success());
    let output = child.wait_with_output().expect("the binary ends, though its input does not");
    drop(input);
    assert_eq!(output.status.code(), Some(130));
    let totals: Value = serde_json::from_slice(&output.stdout).expect("what it has");
    assert_eq!(totals["complete"], false);
    assert_eq!(totals["contacts"], totals["failing"]);
}
