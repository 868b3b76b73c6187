//! Forms, good and bad, and the properties that hold for any text.

use super::*;
use crate::source::InRendered;
use proptest::prelude::*;

/// A form, what is wrong with it (see [`told`]), and what it is read as.
type Case = (&'static str, &'static [&'static str], &'static str);

#[track_caller]
fn check(cases: &[Case]) {
    for (text, faults, tree) in cases {
        let reading = read_any(text);
        let all: Vec<String> = reading.faults.iter().map(told).collect();
        assert_eq!(all, *faults, "{text}");
        let root = reading.root.expect("a form always has a root");
        assert_eq!(shown(&root), *tree, "{text}");
    }
}

fn told(it: &PayloadFault<InRendered>) -> String {
    let help = it.help.as_deref().map(|it| format!(" | {it}")).unwrap_or_default();
    format!("{:?} {} {}: {}{help}", it.span, it.severity.name(), it.code, it.message)
}

/// A tree with its repeated names, which JSON would drop.
fn shown(node: &Node<InRendered>) -> String {
    match &node.kind {
        NodeKind::List(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", ")),
        NodeKind::Map(members) => {
            let members = members.iter().map(|it| format!("{}: {}", it.key, shown(&it.value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        NodeKind::Str(text) => format!("{text:?}"),
        NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) => panic!("{node:?}"),
    }
}

#[test]
fn forms_are_read() {
    check(&[
        ("a=1&b=two", &[], r#"{a: "1", b: "two"}"#),
        ("a=1&a=2", &[], r#"{a: "1", a: "2"}"#),
        ("a=b=c&=d&e=", &[], r#"{a: "b=c", : "d", e: ""}"#),
        ("First Name=Ann Lee&city=Santa Barbara", &[], r#"{First Name: "Ann Lee", city: "Santa Barbara"}"#),
        ("a=1+2&b=%C3%A9%e2%82%AC&c+d=%26", &[], r#"{a: "1 2", b: "é€", c d: "&"}"#),
        (
            "a=1&&b=2&",
            &[
                "4..4 warning form-empty-pair: there is an `&` too many here | remove it",
                "9..9 warning form-empty-pair: there is an `&` too many here | remove it",
            ],
            r#"{a: "1", b: "2"}"#,
        ),
        (
            "&",
            &[
                "0..0 warning form-empty-pair: there is an `&` too many here | remove it",
                "1..1 warning form-empty-pair: there is an `&` too many here | remove it",
            ],
            "{}",
        ),
        (
            "flag&a=Tom & Jerry",
            &[
                "0..4 warning form-no-equals: this has no `=`, so it is a name without value | write a name, `=` and the value",
                "12..18 warning form-no-equals: this has no `=`, so it is a name without value | write `=` between a name and its value, and `%26` for an `&` inside of a value",
            ],
            r#"{flag: "", a: "Tom ",  Jerry: ""}"#,
        ),
        (
            "a=100%&b=%zz%41&c=5%2&d=%",
            &[
                "5..6 error form-bad-percent: `%` is not followed by two hexadecimal digits | write `%25` for a percent sign",
                "9..10 error form-bad-percent: `%` is not followed by two hexadecimal digits | write `%25` for a percent sign",
                "19..20 error form-bad-percent: `%` is not followed by two hexadecimal digits | write `%25` for a percent sign",
                "24..25 error form-bad-percent: `%` is not followed by two hexadecimal digits | write `%25` for a percent sign",
            ],
            r#"{a: "100%", b: "%zzA", c: "5%2", d: "%"}"#,
        ),
        (
            "a=%ff&b=%E2%82&c=%80%80x",
            &[
                "2..5 error form-bad-percent: these percent escapes do not make a character of UTF-8 | encode the text as UTF-8 before it is percent-encoded",
                "8..14 error form-bad-percent: these percent escapes do not make a character of UTF-8 | encode the text as UTF-8 before it is percent-encoded",
                "17..20 error form-bad-percent: these percent escapes do not make a character of UTF-8 | encode the text as UTF-8 before it is percent-encoded",
            ],
            r#"{a: "�", b: "�", c: "��x"}"#,
        ),
        ("a[b]=1&a[c]=2&x=3&a[d]=4", &[], r#"{a: {b: "1", c: "2", d: "4"}, x: "3"}"#),
        ("a[]=1&a[]=2", &[], r#"{a: ["1", "2"]}"#),
        ("a[0]=x&a[1]=y", &[], r#"{a: ["x", "y"]}"#),
        ("a[1]=x&a[0]=y", &[], r#"{a: {1: "x", 0: "y"}}"#),
        ("a[]=1&a[b]=2&a[]=3", &[], r#"{a: {0: "1", b: "2", 1: "3"}}"#),
        ("a[b][]=c&a[b][][d]=e", &[], r#"{a: {b: ["c", {d: "e"}]}}"#),
        ("a%5Bb%5D=1&a%5bc%5d=2", &[], r#"{a: {b: "1", c: "2"}}"#),
        ("a=1&a[b]=2", &[], r#"{a: "1", a: {b: "2"}}"#),
        ("a[b]=1&a=2&a[c]=3", &[], r#"{a: {b: "1"}, a: "2", a: {c: "3"}}"#),
        ("a[b]=1&a[b]=2", &[], r#"{a: {b: "1", b: "2"}}"#),
        ("a[5]=x&a[]=y", &[], r#"{a: {5: "x", 6: "y"}}"#),
        (
            "a[01]=x&a[18446744073709551615]=y&a[]=z",
            &[],
            r#"{a: {01: "x", 18446744073709551615: "y", 18446744073709551615: "z"}}"#,
        ),
        ("[a]=1&b[c=2&d]=3&e[f]g=4&h[i][=5", &[], r#"{[a]: "1", b[c: "2", d]: "3", e[f]g: "4", h[i][: "5"}"#),
        (
            "data[to][name]=Ann&data[to][address][]=1&data[to][address][]=2",
            &[],
            r#"{data: {to: {name: "Ann", address: ["1", "2"]}}}"#,
        ),
        ("", &[], "{}"),
        (
            "\n",
            &[
                "0..1 warning form-no-equals: this has no `=`, so it is a name without value | write a name, `=` and the value",
            ],
            "{\n: \"\"}",
        ),
    ]);
}

#[test]
fn every_part_has_its_place() {
    let text = "x=%41&a[b][]=c";
    let node = |start, end, kind| Node { span: Span::<InRendered>::new(start, end), kind };
    let member =
        |key: &str, start, end, value| Member { key: key.into(), key_span: Span::new(start, end), value };
    let list = node(6, 14, NodeKind::List(vec![node(13, 14, NodeKind::Str("c".into()))]));
    let members = vec![
        member("x", 0, 1, node(2, 5, NodeKind::Str("A".into()))),
        member("a", 6, 7, node(6, 14, NodeKind::Map(vec![member("b", 8, 9, list)]))),
    ];
    let root = Some(node(0, 14, NodeKind::Map(members)));
    assert_eq!(read(text), Reading { root, faults: Vec::new() });
}

#[test]
fn depth_is_limited() {
    let text = |depth| format!("a{}=1", "[x]".repeat(depth));
    assert_eq!(read_any(&text(MAX_DEPTH - 1)).faults, []);
    let deep = text(MAX_DEPTH);
    let reading = read_any(&deep);
    let message = "0..289 error body-too-deep: the brackets of this name nest deeper than 96 levels";
    assert_eq!(reading.faults.iter().map(told).collect::<Vec<_>>(), [message]);
    let key = deep.trim_end_matches("=1");
    assert_eq!(
        reading.root.as_ref().and_then(|it| it.member(key)).map(|it| shown(&it.value)),
        Some("\"1\"".into())
    );
    assert_eq!(read_any(&text(100_000)).faults.len(), 1);
}

#[test]
fn texts_are_encoded() {
    let cases = [
        ("", "", 0),
        ("Az09*-._", "Az09*-._", 1),
        ("a b", "a+b", 3),
        ("2+2=4&100%", "2%2B2%3D4%26100%25", 8),
        ("~'()!/é😀", "%7E%27%28%29%21%2F%C3%A9%F0%9F%98%80", 8),
        ("\r\n\0", "%0D%0A%00", 3),
    ];
    for (text, encoded, pieces) in cases {
        assert_eq!((encode(text).as_str(), encode_pieces(text).count()), (encoded, pieces), "{text}");
    }
}

/// Asserts what holds for any text, and gives the reading.
fn read_any(text: &str) -> Reading<InRendered> {
    let reading = read(text);
    assert!(reading.faults.len() <= crate::limits::MAX_SYNTAX_ERRORS);
    assert!(reading.faults.iter().all(|it| text.get(it.span.range()).is_some()), "{reading:?} of {text:?}");
    assert!(reading.faults.is_sorted_by_key(|it| it.span.start));
    lies_in(text, reading.root.as_ref().expect("a root"), Span::new(0, text.len()));
    reading
}

/// Asserts that the spans of a tree lie in one another and on the boundaries of characters. They may
/// overlap: pairs of one map can stand between those of another.
fn lies_in(text: &str, node: &Node<InRendered>, outer: Span<InRendered>) {
    let inside = |span: Span<InRendered>, outer: Span<InRendered>| {
        assert!(outer.start <= span.start && span.end <= outer.end, "{span:?} in {outer:?} of {text:?}");
        assert!(text.get(span.range()).is_some(), "{span:?} of {text:?}");
    };
    inside(node.span, outer);
    match &node.kind {
        NodeKind::List(items) => items.iter().for_each(|it| lies_in(text, it, node.span)),
        NodeKind::Map(members) => members.iter().for_each(|it| {
            inside(it.key_span, node.span);
            lies_in(text, &it.value, node.span);
        }),
        NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::Str(_) => {}
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in any::<String>()) {
        read_any(&text);
    }

    #[test]
    fn anything_like_a_form_is_read(text in "([a-b=&+ é]|[\\[\\]]|\\[\\]|%[0-9a-fA-F]{0,2}|%5[BbDd]|0|1){0,40}") {
        read_any(&text);
    }

    #[test]
    fn what_was_encoded_is_read(pairs in prop::collection::vec((any::<String>(), any::<String>()), 1..6)) {
        // Brackets nest even when they are encoded.
        let pairs: Vec<_> = pairs.into_iter().map(|(key, value)| (key.replace('[', "("), value)).collect();
        let encoded: Vec<_> = pairs.iter().map(|(key, value)| format!("{}={}", encode(key), encode(value))).collect();
        let reading = read_any(&encoded.join("&"));
        prop_assert_eq!(reading.faults, vec![]);
        let NodeKind::Map(members) = reading.root.expect("a root").kind else { panic!("no map") };
        let read: Vec<_> = members.iter().map(|it| (it.key.to_string(), match &it.value.kind {
            NodeKind::Str(text) => text.to_string(),
            other => panic!("{other:?}"),
        })).collect();
        prop_assert_eq!(read, pairs);
    }

    #[test]
    fn pieces_cover_what_they_encode(text in any::<String>()) {
        let mut at = 0;
        for (range, piece) in encode_pieces(&text) {
            prop_assert_eq!(range.start, at);
            prop_assert_eq!(encode(text.get(range.clone()).expect("a part")), piece);
            at = range.end;
        }
        prop_assert_eq!(at, text.len());
    }
}
