use super::*;
use crate::payload::{Format, read};

/// Each difference as `what pointer at text`.
#[track_caller]
fn check(old: &str, new: &str, expected: &[&str]) {
    let root = |text| read(text, Format::Json).root.expect("a value");
    let found = diff(&root(old), &root(new));
    let told = found.iter().map(|it| {
        let what = match &it.change {
            Change::Added => "added".to_owned(),
            Change::Removed => "removed".to_owned(),
            Change::Moved(from) => format!("moved from {from}"),
            Change::Retyped { was, is } => format!("{was:?} to {is:?}"),
        };
        format!("{what}: {} at {}", it.pointer, it.span.of(new))
    });
    assert_eq!(told.collect::<Vec<_>>(), expected, "{old} to {new}");
}

#[test]
fn values_and_order_do_not_count() {
    check(r#"{"a": 1, "b": "x"}"#, r#"{"b": "", "a": -2.5}"#, &[]);
    check(r#"{"a": [1, 2], "b": [{"c": 1}]}"#, r#"{"a": [3], "b": [{"c": 1}, {"c": 2}]}"#, &[]);
}

#[test]
fn keys_come_and_go() {
    check(r#"{"a": 1}"#, r#"{"a": 1, "b": {"c": 1}}"#, &[r#"added: /b at "b""#]);
    check(r#"{"a": {"b": {"c": 1}}}"#, r#"{ "a": {}}"#, &["removed: /a/b at {"]);
    check(r#"[{"a/b": 1}]"#, "[{}]", &["removed: /0/a~1b at {"]);
    check(r#"{"a": 1}"#, r#"{"b": 1}"#, &[r#"added: /b at "b""#, "removed: /a at {"]);
}

#[test]
fn types_are_compared_over_all_elements() {
    check(r#"{"a": 1}"#, r#"{"a": "1"}"#, &[r#"{Number} to {Str}: /a at "1""#]);
    check(r#"[{"a": 1}]"#, r#"[{"a": 1}, {"a": null}]"#, &["{Number} to {Null, Number}: /0/a at 1"]);
    check(r#"{"a": {"b": 1}}"#, r#"{"a": [{"b": 1}]}"#, &[r#"{Map} to {List}: /a at [{"b": 1}]"#]);
    check("1", r#"{"a": 1}"#, &[r#"{Number} to {Map}:  at {"a": 1}"#]);
}

#[test]
fn an_empty_list_says_nothing_of_its_elements() {
    check(r#"{"a": []}"#, r#"{"a": [{"b": 1}]}"#, &[]);
    check(r#"{"a": [{"b": 1}]}"#, r#"{"a": []}"#, &[]);
}

#[test]
fn a_key_that_changed_its_place_has_moved() {
    let moved = r#"moved from /a: /b/a at "a""#;
    check(r#"{"a": {"x": 1}, "b": {}}"#, r#"{"b": {"a": {"x": 2}}}"#, &[moved]);
    check(r#"{"a": 1}"#, r#"{"c": {"a": 2}}"#, &[r#"added: /c at "c""#, r#"moved from /a: /c/a at "a""#]);
    check(r#"{"c": {"a": 1}}"#, r#"{"a": 2}"#, &[r#"moved from /c/a: /a at "a""#, "removed: /c at {"]);
}

#[test]
fn what_could_have_moved_to_two_places_is_gone() {
    let two = r#"{"b": {"a": 1}, "c": {"a": 1}}"#;
    check(
        r#"{"a": 1, "b": {}, "c": {}}"#,
        two,
        &[r#"added: /b/a at "a""#, r#"added: /c/a at "a""#, "removed: /a at {"],
    );
    check(r#"{"a": 1, "b": {}}"#, r#"{"b": {"a": "1"}}"#, &[r#"added: /b/a at "a""#, "removed: /a at {"]);
}
