//! Broken JSON and what its author is told; the properties that hold for any text.

use super::*;
use crate::source::InRendered;
use proptest::prelude::*;
use serde_json::Value;

/// A text, what is wrong with it (see [`told`]), and the tree that it is read as.
type Case = (&'static str, &'static [&'static str], &'static str);

#[track_caller]
fn check(cases: &[Case]) {
    for (text, faults, tree) in cases {
        let reading = read::<InRendered>(text);
        let all: Vec<String> = reading.faults.iter().map(told).collect();
        assert_eq!(all, *faults, "{text}");
        assert_eq!(reading.root.map(|it| it.to_json().to_string()).unwrap_or_default(), *tree, "{text}");
    }
}

/// All of a fault: `place @other place code: message | help`, without the code if it is the usual one.
fn told(it: &PayloadFault<InRendered>) -> String {
    let also = it.also.map(|it| format!(" @{it:?}")).unwrap_or_default();
    let code = if it.code == NOT_JSON { String::new() } else { format!("{}: ", it.code) };
    let help = it.help.as_deref().unwrap_or_default();
    format!("{:?}{also} {code}{} | {help}", it.span, it.message)
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn brackets_and_commas() {
    check(&[
        (r#"{"a": 1,}"#, &["7..8 @8..8 trailing comma before `}` | remove the comma"], r#"{"a":1}"#),
        ("[1, 2, ]", &["5..6 @6..7 trailing comma before `]` | remove the comma"], "[1,2]"),
        ("{\n  \"a\": 1,\n}", &["10..11 @11..12 trailing comma before `}` | remove the comma"], r#"{"a":1}"#),
        (
            r#"[{"a": 1,},]"#,
            &[
                "8..9 @9..9 trailing comma before `}` | remove the comma",
                "10..11 @11..11 trailing comma before `]` | remove the comma",
            ],
            r#"[{"a":1}]"#,
        ),
        (
            r#"{"a": 1 "b": 2}"#,
            &["7..7 @7..8 missing comma between members | write `,` between them"],
            r#"{"a":1,"b":2}"#,
        ),
        (
            r#"{"a": "x" "b": 2}"#,
            &["9..9 @9..10 missing comma between members | write `,` between them"],
            r#"{"a":"x","b":2}"#,
        ),
        (
            "{\"a\": \"x\"\n \"b\": 2}",
            &["9..9 @9..11 missing comma between members | write `,` between them"],
            r#"{"a":"x","b":2}"#,
        ),
        (
            "{\"a\": \"x\"\n 'b': 2}",
            &[
                "9..9 @9..11 missing comma between members | write `,` between them",
                r#"11..14 a string needs double quotation marks, not ' | write `"` before and after the text"#,
            ],
            r#"{"a":"x","b":2}"#,
        ),
        ("[1 2]", &["2..2 @2..3 missing comma between list items | write `,` between them"], "[1,2]"),
        (
            r#"["a" "b"]"#,
            &["4..4 @4..5 missing comma between list items | write `,` between them"],
            r#"["a","b"]"#,
        ),
        ("[[1][2]]", &["4..4 @4..4 missing comma between list items | write `,` between them"], "[[1],[2]]"),
        (
            r#"{"a" = 1; "b" => 2}"#,
            &[
                "5..6 a colon belongs here, not `=` | write `:`",
                "8..9 a comma belongs here, not `;` | write `,`",
                "14..16 a colon belongs here, not `=>` | write `:`",
            ],
            r#"{"a":1,"b":2}"#,
        ),
        ("[1,,2]", &["3..3 missing value | write a value here, or remove the comma"], "[1,2]"),
        ("[,1]", &["1..1 missing value | write a value here, or remove the comma"], "[1]"),
        ("[,]", &["1..1 missing value | write a value here, or remove the comma"], "[]"),
        (
            r#"["a": 1]"#,
            &["4..5 a list has no names | use `{` and `}` around names and values"],
            r#"["a",1]"#,
        ),
        ("{: 1}", &["1..2 no name stands before this colon | write a name in quotation marks"], "{}"),
        (
            r#"{"a": "b": "c"}"#,
            &["9..10 no name stands before this colon | write a name in quotation marks"],
            r#"{"a":"b","c":null}"#,
        ),
        (
            r#"{{"a": 1}}"#,
            &["1..2 a name in quotation marks belongs here | write a name, a colon and a value"],
            "{}",
        ),
        (
            r#"{"a": 1, b}"#,
            &["9..10 a name in quotation marks belongs here | write a name, a colon and a value"],
            r#"{"a":1}"#,
        ),
        (r#"{"a": 1}}"#, &["8..9 `}` ends nothing: all is closed already | remove it"], r#"{"a":1}"#),
        (
            r#"{"a": 1} {"b": 2}"#,
            &["9..17 a second value follows the end | put all values into one list, `[` … `]`"],
            r#"{"a":1}"#,
        ),
        ("{\"a\": 1}\n,", &["9..10 text follows the end | remove it"], r#"{"a":1}"#),
        (
            r#"{"a": [1, 2}, "b": 1}"#,
            &["11..12 @6..7 `]` belongs here, not `}` | write `]` to end what began earlier"],
            r#"{"a":[1,2]}"#,
        ),
        (
            r#"[1, {"a": 2]"#,
            &["11..12 @4..5 `}` is missing before this `]` | write `}` before it"],
            r#"[1,{"a":2}]"#,
        ),
        (
            r#"{"a": [1}]"#,
            &["8..9 @6..7 `]` belongs here, not `}` | write `]` to end what began earlier"],
            r#"{"a":[1]}"#,
        ),
        (
            r#"{"a": {"b": 1}"#,
            &["0..1 @14..14 this object is never closed | write `}` at the end"],
            r#"{"a":{"b":1}}"#,
        ),
        (
            r#"{"a": [{"b": 1"#,
            &["7..8 @14..14 this object is never closed | write `}]}` at the end"],
            r#"{"a":[{"b":1}]}"#,
        ),
        ("[1,", &["0..1 @3..3 this list is never closed | write `]` at the end"], "[1]"),
    ]);
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn names_and_values() {
    check(&[
        (
            r#"{"a": , "b": }"#,
            &[
                "5..6 missing value | write a value after the colon, or `null`",
                "12..13 missing value | write a value after the colon, or `null`",
            ],
            r#"{"a":null,"b":null}"#,
        ),
        (r#"{"a":}"#, &["5..5 missing value | write a value after the colon, or `null`"], r#"{"a":null}"#),
        (
            r#"{"a" 1}"#,
            &["4..4 @4..5 missing colon after the name | write `:` between the name and its value"],
            r#"{"a":1}"#,
        ),
        (
            r#"{"a"}"#,
            &["4..4 @4..4 this name has no value | write a colon and a value after the name"],
            r#"{"a":null}"#,
        ),
        (
            r#"{"a", "b": 1}"#,
            &["4..4 @4..4 this name has no value | write a colon and a value after the name"],
            r#"{"a":null,"b":1}"#,
        ),
        (
            "{a: 1, 'b': 'two', “c”: “three”}",
            &[
                r#"1..2 a name needs quotation marks | write `"a"`"#,
                r#"7..10 a string needs double quotation marks, not ' | write `"` before and after the text"#,
                r#"12..17 a string needs double quotation marks, not ' | write `"` before and after the text"#,
                r#"19..26 curly quotation marks such as “ do not make a string | write `"` before and after the text"#,
                r#"28..39 curly quotation marks such as “ do not make a string | write `"` before and after the text"#,
            ],
            r#"{"a":1,"b":"two","c":"three"}"#,
        ),
        (
            r#"{"a": 'it's', "b": `x`}"#,
            &[
                r#"6..12 a string needs double quotation marks, not ' | write `"` before and after the text"#,
                r#"19..22 a string needs double quotation marks, not ` | write `"` before and after the text"#,
            ],
            r#"{"a":"it's","b":"x"}"#,
        ),
        (
            r#"{"a": "x", b": 1}"#,
            &[r#"11..12 a name needs quotation marks | write `"b"`"#],
            r#"{"a":"x","b":1}"#,
        ),
        (
            r#"{"a": None, "b": True, "c": NaN, "d": undefined}"#,
            &[
                "6..10 JSON does not know the word `None` | write `null`",
                "17..21 JSON does not know the word `True` | write `true`",
                "28..31 JSON does not know the word `NaN` | write `null`",
                "38..47 JSON does not know the word `undefined` | write `null`",
            ],
            r#"{"a":null,"b":true,"c":null,"d":null}"#,
        ),
        (
            r#"{"a": 007, "b": +1, "c": .5, "d": 1., "e": -01.50}"#,
            &[
                "6..9 a number does not begin with `0` | use quotation marks, as for a postcode, or remove the zeros",
                "16..18 a number does not begin with `+` | remove the `+`, or use quotation marks, as for a phone number",
                "25..27 a number does not begin with a point | write `0` before the point",
                "34..36 a number does not end with a point | remove the point, or write a digit after it",
                "43..49 a number does not begin with `0` | use quotation marks, as for a postcode, or remove the zeros",
            ],
            r#"{"a":7,"b":1,"c":0.5,"d":1,"e":-1.5}"#,
        ),
        (
            "[1e, -, 0x1F, 1_000, 10.00.1, --1, .]",
            &[
                r#"1..3 text needs quotation marks | write `"1e"`"#,
                r#"5..6 text needs quotation marks | write `"-"`"#,
                r#"8..12 text needs quotation marks | write `"0x1F"`"#,
                r#"14..19 text needs quotation marks | write `"1_000"`"#,
                r#"21..28 text needs quotation marks | write `"10.00.1"`"#,
                r#"30..33 text needs quotation marks | write `"--1"`"#,
                r#"35..36 text needs quotation marks | write `"."`"#,
            ],
            r#"["1e","-","0x1F","1_000","10.00.1","--1","."]"#,
        ),
        (
            r#"{"total": 1,234.50, "b": 1}"#,
            &[
                "10..18 a comma splits this number in two | write it without separators and with a point for decimals, or in quotation marks",
            ],
            r#"{"total":"1,234.50","b":1}"#,
        ),
        (
            r#"{"city": London, UK, "b": 1}"#,
            &[r#"9..19 text needs quotation marks | write `"London, UK"`"#],
            r#"{"city":"London, UK","b":1}"#,
        ),
        (
            "[London, Paris]",
            &[
                r#"1..7 text needs quotation marks | write `"London"`"#,
                r#"9..14 text needs quotation marks | write `"Paris"`"#,
            ],
            r#"["London","Paris"]"#,
        ),
        (
            r#"{"addr": 12 High Street, "b": 2024-01-01, "c": 12:30, "d": #fff}"#,
            &[
                r#"9..23 text needs quotation marks | write `"12 High Street"`"#,
                r#"30..40 text needs quotation marks | write `"2024-01-01"`"#,
                r#"47..52 text needs quotation marks | write `"12:30"`"#,
                r##"59..63 text needs quotation marks | write `"#fff"`"##,
            ],
            r##"{"addr":"12 High Street","b":"2024-01-01","c":"12:30","d":"#fff"}"##,
        ),
        (
            r#"{"a": 12" pizza, "b": 1}"#,
            &[r#"6..15 text needs quotation marks | write `"12\" pizza"`"#],
            r#"{"a":"12\" pizza","b":1}"#,
        ),
        (
            r#"{"a": {{ name }}, "b": {{x}} y, "c": {% if x %}}"#,
            &[
                "6..16 this merge tag was not filled in | is it written in the template language of the sender?",
                "23..28 this merge tag was not filled in | is it written in the template language of the sender?",
                "37..47 this merge tag was not filled in | is it written in the template language of the sender?",
            ],
            r#"{"a":"{{ name }}","b":"{{x}} y","c":"{% if x %}"}"#,
        ),
        (
            r#"{"a": [First Name], "b": x[0]}"#,
            &[
                r#"7..17 text needs quotation marks | write `"First Name"`"#,
                r#"25..29 text needs quotation marks | write `"x[0]"`"#,
            ],
            r#"{"a":["First Name"],"b":"x[0]"}"#,
        ),
    ]);
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn strings() {
    check(&[
        (
            r#"{"note": "He said "hi" to me", "b": 2}"#,
            &[
                r#"18..19 this quotation mark ends the string early | write \" for a quotation mark inside of a string"#,
            ],
            r#"{"note":"He said \"hi\" to me","b":2}"#,
        ),
        (
            r#"{"note": """, "b": 2}"#,
            &[
                r#"10..11 this quotation mark ends the string early | write \" for a quotation mark inside of a string"#,
            ],
            r#"{"note":"\"","b":2}"#,
        ),
        (
            r#"{"note": "12" pizza, large", "b": 2}"#,
            &[
                r#"12..13 this quotation mark ends the string early | write \" for a quotation mark inside of a string"#,
            ],
            r#"{"note":"12\" pizza, large","b":2}"#,
        ),
        (
            r#"{"size": "12", blue", "b": 1}"#,
            &[
                r#"12..13 this quotation mark ends the string early | write \" for a quotation mark inside of a string"#,
            ],
            r#"{"size":"12\", blue","b":1}"#,
        ),
        (
            r#"{"name": "O"Brien", "city": "York"}"#,
            &[
                r#"11..12 this quotation mark ends the string early | write \" for a quotation mark inside of a string"#,
            ],
            r#"{"name":"O\"Brien","city":"York"}"#,
        ),
        (
            r#"{"a": "He said "", "b": "and \"x\", then "left" early"}"#,
            &[
                r#"15..16 this quotation mark ends the string early | write \" for a quotation mark inside of a string"#,
            ],
            r#"{"a":"He said \"","b":"and \"x\", then \"left\" early"}"#,
        ),
        (
            r#"{"a": ""quoted"", "b": ""}"#,
            &[
                r#"7..8 this quotation mark ends the string early | write \" for a quotation mark inside of a string"#,
            ],
            r#"{"a":"\"quoted\"","b":""}"#,
        ),
        (
            r#"["a""b", "c" d]"#,
            &[
                r#"3..4 this quotation mark ends the string early | write \" for a quotation mark inside of a string"#,
            ],
            r#"["a\"\"b","c"]"#,
        ),
        (
            r#"{"k"ey": 1}"#,
            &[
                r#"3..4 this quotation mark ends the string early | write \" for a quotation mark inside of a string"#,
            ],
            r#"{"k\"ey":1}"#,
        ),
        (
            r#"{"a": "x" y}"#,
            &[
                r#"8..9 this quotation mark ends the string early | write \" for a quotation mark inside of a string"#,
            ],
            r#"{"a":"x"}"#,
        ),
        (
            r#"{"a": "C:\", "b": "x"}"#,
            &[
                r"9..11 this backslash keeps the quotation mark after it from ending the string | write \\ for a backslash",
            ],
            r#"{"a":"C:\\","b":"x"}"#,
        ),
        (
            r#"{"a": "C:\"}"#,
            &[
                r"9..11 this backslash keeps the quotation mark after it from ending the string | write \\ for a backslash",
            ],
            r#"{"a":"C:\\"}"#,
        ),
        (
            r#"{"a": {"p": "C:\"}, "b": 1}"#,
            &[
                r"15..17 this backslash keeps the quotation mark after it from ending the string | write \\ for a backslash",
            ],
            r#"{"a":{"p":"C:\\"},"b":1}"#,
        ),
        (
            "{\"a\": \"x\ny\", \"b\": 1}",
            &[
                r"8..9 a line break inside a string must be written \n | write \n, or close the string before the end of the line",
            ],
            r#"{"a":"x\ny","b":1}"#,
        ),
        (
            "{\"a\": \"x\r\ny\r\nz\", \"b\": 1}",
            &[
                r"8..10 a line break inside a string must be written \n | write \n, or close the string before the end of the line",
            ],
            r#"{"a":"x\r\ny\r\nz","b":1}"#,
        ),
        (
            "{\n  \"a\": \"unclosed,\n  \"b\": 1\n}",
            &[r#"9..18 this string is never closed | write `"` at its end"#],
            r#"{"a":"unclosed","b":1}"#,
        ),
        (
            "{\n  \"a\": \"unclosed\n}",
            &[r#"9..18 this string is never closed | write `"` at its end"#],
            r#"{"a":"unclosed"}"#,
        ),
        (
            r#"{"a": "unclosed"#,
            &[r#"6..15 this string is never closed | write `"` at its end"#],
            r#"{"a":"unclosed"}"#,
        ),
        (r#"""#, &[r#"0..1 this string is never closed | write `"` at its end"#], r#""""#),
        (
            "{\"text\": \"line one\nsaid \"hi\" there\"}",
            &[
                r"18..19 a line break inside a string must be written \n | write \n, or close the string before the end of the line",
                r#"24..25 this quotation mark ends the string early | write \" for a quotation mark inside of a string"#,
            ],
            r#"{"text":"line one\nsaid \"hi\" there"}"#,
        ),
        (
            "{\"a\": \"tab\tx\", \"b\": \"\u{1}\"}",
            &[
                r"10..11 a tab inside a string must be written \t | write \t, or a space",
                r"21..22 an invisible control character inside a string must be written \u0001 | remove it, or write \u0001",
            ],
            r#"{"a":"tab\tx","b":"\u0001"}"#,
        ),
        (
            r#"{"a": "\x", "b": "it\'s", "c": "\é", "d": "\u12", "e": "\u+123"}"#,
            &[
                r"7..9 JSON does not know the escape `\x` | write \\ for a backslash",
                r"20..22 JSON does not know the escape `\'` | an apostrophe needs no backslash",
                r"32..35 this backslash escapes nothing | write \\ for a backslash",
                r"44..48 `\u` needs four hexadecimal digits after it | write \\ for a backslash, or all four digits",
                r"57..59 `\u` needs four hexadecimal digits after it | write \\ for a backslash, or all four digits",
            ],
            r#"{"a":"\\x","b":"it's","c":"\\é","d":"�","e":"�+123"}"#,
        ),
        (
            r#"["\ud83d\ude00", "\ud83d", "\ude00x", "\ud83d\u0041"]"#,
            &[
                r"18..24 lone-surrogate: \ud83d is half of a character | write the character itself, or both halves; emoji get cut in two when a text is shortened",
                r"28..34 lone-surrogate: \ude00 is half of a character | write the character itself, or both halves; emoji get cut in two when a text is shortened",
                r"39..45 lone-surrogate: \ud83d is half of a character | write the character itself, or both halves; emoji get cut in two when a text is shortened",
            ],
            r#"["😀","�","�x","�A"]"#,
        ),
    ]);
}

/// Going back into a string to find its end must not go on forever.
#[test]
fn a_string_is_gone_back_to_once() {
    check(&[
        (
            "{\"a\":\"a\"\n[]é\n*\"a\"",
            &[
                r#"7..8 this quotation mark ends the string early | write \" for a quotation mark inside of a string"#,
            ],
            r#"{"a":null}"#,
        ),
        (
            "[[{\"a\": \"+\n+\\u\"a\"+\n+\\u\"a\"+\n+\\u",
            &[
                r"10..11 a line break inside a string must be written \n | write \n, or close the string before the end of the line",
                r#"14..15 this quotation mark ends the string early | write \" for a quotation mark inside of a string"#,
            ],
            r#"[[{"a":"+\\u"}]]"#,
        ),
        (
            r#"{"a": "x", y" z"#,
            &[
                r#"8..9 this quotation mark ends the string early | write \" for a quotation mark inside of a string"#,
            ],
            r#"{"a":"x"}"#,
        ),
        (
            r#"{"a": "C:\", b "c"#,
            &[
                r#"15..16 this quotation mark ends the string early | write \" for a quotation mark inside of a string"#,
            ],
            r#"{"a":"C:\", b "}"#,
        ),
    ]);
}

#[test]
fn around_the_value() {
    check(&[
        ("", &["0..0 there is nothing here | JSON needs at least one value, such as `{}`"], ""),
        ("   ", &["0..3 there is nothing here | JSON needs at least one value, such as `{}`"], ""),
        ("Hello Ann\nBye", &["0..9 this is not JSON | JSON begins with `{` or `[`"], r#""Hello Ann\nBye""#),
        (
            "<xml/>",
            &["0..6 this looks like XML or HTML, not like JSON | JSON begins with `{` or `[`"],
            r#""<xml/>""#,
        ),
        ("}", &["0..1 this is not JSON | JSON begins with `{` or `[`"], r#""}""#),
        (
            r#""a" b"#,
            &[
                r#"2..3 this quotation mark ends the string early | write \" for a quotation mark inside of a string"#,
            ],
            r#""a""#,
        ),
        (
            r#""a" "b""#,
            &["4..7 a second value follows the end | put all values into one list, `[` … `]`"],
            r#""a""#,
        ),
        ("12 34", &["3..5 text follows the end | remove it"], "12"),
        (
            "'x'",
            &[r#"0..3 a string needs double quotation marks, not ' | write `"` before and after the text"#],
            r#""x""#,
        ),
        ("nul", &["0..3 this is not JSON | JSON begins with `{` or `[`"], r#""nul""#),
        (
            "\u{FEFF}{}",
            &[
                "0..3 an invisible byte order mark stands before the JSON | save the text as UTF-8 without a byte order mark",
            ],
            "{}",
        ),
        (
            "// hi\n{\"a\": 1, /* x */ \"b\": 2} # end",
            &["0..5 JSON has no comments | remove the comment"],
            r#"{"a":1,"b":2}"#,
        ),
        (
            "/* open",
            &[
                "0..7 JSON has no comments | remove the comment",
                "0..7 there is nothing here | JSON needs at least one value, such as `{}`",
            ],
            "",
        ),
        (
            "{\"a\":\u{A0}1,\u{A0}\"b\":\u{A0}2}",
            &[
                "5..7 an invisible character (U+00A0) stands outside of a string | delete it, or write an ordinary space",
            ],
            r#"{"a":1,"b":2}"#,
        ),
        (
            r#"{"a": 1, "b": 2, "a": 3, "\u0061": 4}"#,
            &[
                "17..20 @1..4 duplicate-key: the name `a` stands twice in the same object | remove one of them: mostly only the last one counts",
                "25..33 @1..4 duplicate-key: the name `a` stands twice in the same object | remove one of them: mostly only the last one counts",
            ],
            r#"{"a":4,"b":2}"#,
        ),
        (
            r#"[{"a": 1, "a": 2}, {"b": 1, "b": 2,}]"#,
            &[
                "10..13 @2..5 duplicate-key: the name `a` stands twice in the same object | remove one of them: mostly only the last one counts",
                "28..31 @20..23 duplicate-key: the name `b` stands twice in the same object | remove one of them: mostly only the last one counts",
                "34..35 @35..35 trailing comma before `}` | remove the comma",
            ],
            r#"[{"a":2},{"b":2}]"#,
        ),
    ]);
}

#[test]
fn what_is_json_is_read_without_a_word() {
    check(&[
        ("null", &[], "null"),
        (" \t\r\n[ ] ", &[], "[]"),
        (
            r#"{"": {}, "a\/\b\f\n\r\t\"\\": "\u00e9\uD83D\uDE00"}"#,
            &[],
            r#"{"":{},"a/\b\f\n\r\t\"\\":"é😀"}"#,
        ),
        ("[-0, -0.0, 0e0, 1E+2, 1.50]", &[], "[-0.0,-0.0,0.0,100.0,1.5]"),
        ("\"\u{7F}\u{2028}\"", &[], "\"\u{7F}\u{2028}\""),
    ]);
}

#[test]
fn every_part_has_its_place() {
    let text = r#" {"a": [1.0, "é"], "b\n": null} "#;
    let node = |start, end, kind| Node { span: Span::<InRendered>::new(start, end), kind };
    let list = vec![node(8, 11, NodeKind::Number("1.0".into())), node(13, 17, NodeKind::Str("é".into()))];
    let members = vec![
        Member { key: "a".into(), key_span: Span::new(2, 5), value: node(7, 18, NodeKind::List(list)) },
        Member { key: "b\n".into(), key_span: Span::new(20, 25), value: node(27, 31, NodeKind::Null) },
    ];
    let root = Some(node(1, 32, NodeKind::Map(members)));
    assert_eq!(read(text), Reading { root, faults: Vec::new() });
}

#[test]
fn depth_is_limited() {
    let nested = |depth| format!("{}\"]\"{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(read::<InRendered>(&nested(MAX_DEPTH)).faults, []);
    let text = nested(MAX_DEPTH + 1);
    let reading = read::<InRendered>(&text);
    let message =
        "96..97 body-too-deep: lists and objects nest deeper than 96 levels | make the structure flatter";
    assert_eq!(reading.faults.iter().map(told).collect::<Vec<_>>(), [message]);
    let deepest = reading.root.as_ref().and_then(|it| it.at(&"/0".repeat(MAX_DEPTH)));
    assert_eq!(deepest, Some(&Node { span: Span::new(96, 101), kind: NodeKind::Null }));
    let unclosed = read::<InRendered>(&"[".repeat(100_000));
    assert_eq!(unclosed.faults.len(), 2);
}

#[test]
fn no_more_than_twenty_faults_are_told() {
    let text = format!("[{}1]", "None,".repeat(100));
    let reading = read::<InRendered>(&text);
    assert_eq!(reading.faults.len(), 20);
    let items = reading.root.map(|it| it.to_json()).and_then(|it| it.as_array().map(Vec::len));
    assert_eq!(items, Some(101));
}

/// Asserts what holds for any text, and gives the reading.
fn read_any(text: &str) -> Reading<InRendered> {
    let reading = read::<InRendered>(text);
    assert!(reading.faults.len() <= 20);
    assert!(reading.faults.is_sorted_by_key(|it| it.span));
    for fault in &reading.faults {
        for span in [Some(fault.span), fault.also].into_iter().flatten() {
            assert!(text.get(span.range()).is_some(), "{fault:?} lies in {text:?}");
        }
    }
    if let Some(root) = &reading.root {
        nests(text, root, Span::new(0, text.len()));
    }
    reading
}

/// Asserts that the spans of a tree lie in one another, in order, and on the boundaries of characters.
fn nests(text: &str, node: &Node<InRendered>, within: Span<InRendered>) {
    assert!(
        within.start <= node.span.start && node.span.end <= within.end,
        "{node:?} in {within:?} of {text:?}"
    );
    assert!(text.get(node.span.range()).is_some(), "{node:?} in {text:?}");
    let mut inner = node.span;
    let mut nest = |span: Span<InRendered>| {
        assert!(inner.start <= span.start && span.end <= inner.end, "{span:?} in {inner:?} of {text:?}");
        assert!(text.get(span.range()).is_some(), "{span:?} in {text:?}");
        inner.start = span.end;
    };
    match &node.kind {
        NodeKind::List(items) => items.iter().for_each(|it| nest(it.span)),
        NodeKind::Map(members) => members.iter().for_each(|it| {
            nest(it.key_span);
            nest(it.value.span);
        }),
        NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::Str(_) => {}
    }
    match &node.kind {
        NodeKind::List(items) => items.iter().for_each(|it| nests(text, it, node.span)),
        NodeKind::Map(members) => members.iter().for_each(|it| nests(text, &it.value, node.span)),
        NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::Str(_) => {}
    }
}

/// Asserts that a fault is told exactly where another strict reader fails.
fn agrees(text: &str) {
    let faultless = read_any(text).faults.iter().all(|it| it.code == DUPLICATE_KEY);
    match serde_json::from_str::<Value>(text) {
        // RFC 8259 bounds no number; serde_json bounds the exponent.
        Err(error) if error.to_string().starts_with("number out of range") => {}
        other => assert_eq!(faultless, other.is_ok(), "{text:?}: {other:?}"),
    }
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[\"\\\\/\n\t a-zé😀{}\\[\\],:]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec(("[ab\"\\\\é]{0,2}", inner), 0..6)
                .prop_map(|it| Value::Object(it.into_iter().collect())),
        ]
    })
}

/// Asserts that each part of a faultless tree is what its own text says.
fn reads_alone(text: &str, node: &Node<InRendered>) {
    let alone: Value = serde_json::from_str(node.span.of(text)).expect("JSON");
    assert_eq!(alone.to_string(), node.to_json().to_string());
    match &node.kind {
        NodeKind::List(items) => items.iter().for_each(|it| reads_alone(text, it)),
        NodeKind::Map(members) => {
            for it in members {
                let key: String = serde_json::from_str(it.key_span.of(text)).expect("a name");
                assert_eq!(key, *it.key);
                reads_alone(text, &it.value);
            }
        }
        NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::Str(_) => {}
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in any::<String>()) {
        agrees(&text);
    }

    #[test]
    fn anything_like_json_is_read(
        text in "([\\[\\]{}\",:]|\\\\|\\\\\"|\"a\"|\"b\":|[ \n\r\t]|true|None|-?[0-9]{1,2}|[.eE+';=#/*%“”a]|//|u00e9|\\\\ud83d|é|\u{A0}){0,40}"
    ) {
        agrees(&text);
    }

    #[test]
    fn json_is_read_as_it_was_written(value in json()) {
        for text in [value.to_string(), format!("{value:#}")] {
            let reading = read_any(&text);
            prop_assert_eq!(&reading.faults, &[]);
            let root = reading.root.expect("a value");
            prop_assert_eq!(root.to_json().to_string(), value.to_string());
        }
    }

    #[test]
    fn parts_are_where_their_text_is(value in json()) {
        let text = format!("{value:#}");
        reads_alone(&text, &read::<InRendered>(&text).root.expect("a value"));
    }

    #[test]
    fn spoilt_json_is_told_of(
        value in json(),
        pretty in any::<bool>(),
        at in any::<prop::sample::Index>(),
        cut in 0usize..3,
        put in "[\\[\\]{}\",:\\\\ \n0-9eE.+\\-a-zé']{0,2}",
    ) {
        let text = if pretty { format!("{value:#}") } else { value.to_string() };
        let chars: Vec<char> = text.chars().collect();
        let at = at.index(chars.len());
        let (before, after) = chars.split_at(at);
        let spoilt: String = before.iter().copied().chain(put.chars()).chain(after.iter().skip(cut).copied()).collect();
        agrees(&spoilt);
    }
}
