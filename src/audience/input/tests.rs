//! What lists give, however their bytes are cut.

use super::*;
use crate::limits::MAX_CONTACT_BYTES;

/// The records of a list, pushed in pieces of `step` bytes: the number and the contact, or what is wrong.
fn records(bytes: &[u8], options: &Options, step: usize) -> Vec<String> {
    let mut reader = Reader::new(options.clone());
    // What is short would be held as a whole until its end.
    let first = bytes.get(..SNIFFED_BYTES).unwrap_or(bytes);
    reader.state = State::Going(Box::new(Going::new(first, options)));
    let mut found = Vec::new();
    let mut see = |blocks: Vec<Block>| {
        for block in blocks {
            block.records(|it| {
                let text = it.contact.map_or_else(|bad| format!("! {}", bad.message()), str::to_owned);
                let mark = if it.is_windows_1252 { "w " } else { "" };
                found.push((it.number, format!("{} {mark}{text}", it.number)));
            });
        }
    };
    for piece in bytes.chunks(step) {
        see(reader.push(piece));
    }
    see(reader.finish());
    found.sort_by_key(|(number, _)| *number);
    found.into_iter().map(|(_, text)| text).collect()
}

#[track_caller]
fn check_with(options: &Options, bytes: &[u8], expected: &[&str]) {
    for step in [1, 2, 7, bytes.len().max(1)] {
        assert_eq!(records(bytes, options, step), expected, "in steps of {step}");
    }
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    check_with(&Options::default(), text.as_bytes(), expected);
}

#[test]
fn json_lines() {
    check("", &[]);
    check(" \n\n", &[]);
    check("{\"a\": 1}", &["1 {\"a\": 1}"]);
    check("\u{feff}{\"a\":1}\r\n\n{\"b\":\"é\"}\n", &["1 {\"a\":1}", "3 {\"b\":\"é\"}"]);
    check(
        "{\"a\":{}}\nnot JSON\n{\"a\": [1}\n{\"c\":\"\n{}",
        &["1 {\"a\":{}}", "2 not JSON", "3 {\"a\": [1}", "4 {\"c\":\"", "5 {}"],
    );
    let latin = b"{\"a\":1}\n{\"a\":\"Zo\xeb\"}\n";
    check_with(&Options::default(), latin, &["1 {\"a\":1}", "2 ! it is not UTF-8"]);
    let stated = Options { encoding: Some(TextEncoding::Windows1252), ..Options::default() };
    check_with(&stated, latin, &["1 {\"a\":1}", "2 {\"a\":\"Zoë\"}"]);
}

#[test]
fn arrays_and_contacts_of_several_lines() {
    check("[{\"a\":[1,2]}, {\"b\":\"],\\\"\"}]\n", &["1 {\"a\":[1,2]}", "2 {\"b\":\"],\\\"\"}"]);
    check("{\n \"a\": {\n  \"b\": 1 }\n}\n{\n}\n", &["1 {\n \"a\": {\n  \"b\": 1 }\n}", "2 {\n}"]);
    check(" [ ] ", &[]);
    check("[\n1,\n\n]", &["1 1"]);
    check("[{\"a\":1}", &["1 ! the list ends in the middle: the file may be cut off", "1 {\"a\":1}"]);
    check(
        "[{\"a\":1},\n{\"b\"",
        &["1 {\"a\":1}", "2 ! the list ends in the middle: the file may be cut off"],
    );
    check("[] {}", &["1 {}"]);
}

#[test]
fn a_bracket_that_is_missing_costs_one_contact() {
    check("[\n{\"a\": [1},\n{\"b\": 2},\n{\"c\": 3}\n]", &["1 {\"a\": [1},", "2 {\"b\": 2}", "3 {\"c\": 3}"]);
    check("{\n \"a\": \"x\n}\n{\n \"b\": 1\n}\n", &["1 {\n \"a\": \"x\n}", "2 {\n \"b\": 1\n}"]);
}

#[test]
fn tables() {
    check("a,b.c\n1,\"x, \"\"y\"\"\"\n", &["2 {\"a\":\"1\",\"b\":{\"c\":\"x, \\\"y\\\"\"}}"]);
    check("a;b\r\n1;2\r\n\r\n;\r\n3;", &["2 {\"a\":\"1\",\"b\":\"2\"}", "5 {\"a\":\"3\"}"]);
    check("\n\nsep=|\n a |b\n1|\"2\n3\"\n4\n", &["5 {\"a\":\"1\",\"b\":\"2\\n3\"}", "7 {\"a\":\"4\"}"]);
    check("a\tb\n1\t2\t\n", &["2 {\"a\":\"1\",\"b\":\"2\"}"]);
    check("a,b\n1,2,3\n", &["2 ! it has 3 cells, and the header row has 2"]);
    check("a,a,,b,b.c\n1,2,3,4,5\n", &["2 {\"a\":\"1\",\"b\":\"4\"}"]);
    check("a\n5\" pipe\n", &["2 {\"a\":\"5\\\" pipe\"}"]);
    check("a,b\n", &[]);
}

#[test]
fn dotted_headers_make_lists() {
    check(
        "i[0].s,i[1].s,i[1].n,No.,x y.z\na,,,1,2\n,b,c,,\n",
        &[
            "2 {\"i\":[{\"s\":\"a\"}],\"No.\":\"1\",\"x y\":{\"z\":\"2\"}}",
            "3 {\"i\":[{\"s\":\"b\",\"n\":\"c\"}],\"x y\":{}}",
        ],
    );
}

#[test]
fn empty_cells_are_what_they_are_said_to_be() {
    let with = |empty_cell| Options { empty_cell, ..Options::default() };
    check_with(&with(EmptyCell::Null), b"a,b\n1,\n", &["2 {\"a\":\"1\",\"b\":null}"]);
    check_with(&with(EmptyCell::Empty), b"a,b\n1,\n", &["2 {\"a\":\"1\",\"b\":\"\"}"]);
}

#[test]
fn tables_in_other_encodings() {
    check_with(
        &Options::default(),
        b"n\xe9e,b\nZo\xeb,1\nZo\xc3\xab,2\n",
        &["2 w {\"née\":\"Zoë\",\"b\":\"1\"}", "3 {\"née\":\"Zoë\",\"b\":\"2\"}"],
    );
    let utf16: Vec<u8> = "\u{feff}naïve\tb\r\nж😀\t2\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    check_with(&Options::default(), &utf16, &["2 {\"naïve\":\"ж😀\",\"b\":\"2\"}"]);
}

#[test]
fn columns_are_renamed() {
    let fields = vec![(
        Arc::from("p.first name"),
        Box::from([Segment::Key("p".into()), Segment::Key("first name".into())]),
    )];
    let renamed = vec![(Arc::from("First"), Arc::from("p.first name")), (Arc::from("x"), Arc::from("y.z"))];
    let options = Options { fields, renamed, ..Options::default() };
    check_with(&options, b"First,x\nAnn,1\n", &["2 {\"p\":{\"first name\":\"Ann\"},\"y\":{\"z\":\"1\"}}"]);
}

#[test]
fn a_quotation_mark_that_is_not_closed_costs_one_line() {
    check(
        "a,b\n1,\"2\n3,4\n5,6\n",
        &[
            "2 ! a quotation mark is opened and never closed",
            "3 {\"a\":\"3\",\"b\":\"4\"}",
            "4 {\"a\":\"5\",\"b\":\"6\"}",
        ],
    );
    check("a,b\n1,\"2", &["2 ! a quotation mark is opened and never closed"]);
}

#[test]
fn what_is_too_long_is_not_held() {
    let long = "x".repeat(MAX_CONTACT_BYTES);
    let too_long = "! it is longer than 4 MiB";
    let lists = [
        (format!("{{\"a\": 1}}\n{{\"{long}\": 1}}\n{{}}\n"), ["1 {\"a\": 1}", "2 ", "3 {}"]),
        (format!("[{{\"a\": 1}},\n{{\"{long}\": 1}},{{}}]"), ["1 {\"a\": 1}", "2 ", "3 {}"]),
        (format!("a\n1\n{long}y\n2\n"), ["2 {\"a\":\"1\"}", "3 ", "4 {\"a\":\"2\"}"]),
    ];
    for (list, [before, bad, after]) in lists {
        for step in [10_007, 1 << 20, list.len()] {
            let found = records(list.as_bytes(), &Options::default(), step);
            assert_eq!(found, [before, &format!("{bad}{too_long}"), after], "in steps of {step}");
        }
    }
    let row = format!("3,{}\n", "4".repeat(997));
    let rows = MAX_CONTACT_BYTES / row.len() + 10;
    let list = format!("a,b\n1,\"2\n{}", row.repeat(rows));
    for step in [1 << 16, list.len()] {
        let found = records(list.as_bytes(), &Options::default(), step);
        assert_eq!(found.len(), rows + 1, "in steps of {step}");
        assert_eq!(found[0], "2 ! a quotation mark is opened and never closed");
        assert!(found[1].starts_with("3 {\"a\":\"3\",\"b\":\"44"));
    }
}
