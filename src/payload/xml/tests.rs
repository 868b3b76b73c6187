//! XML, good and bad, and what holds for any text.

use super::*;
use crate::source::InRendered;
use proptest::prelude::*;
use serde_json::{Value, json};

/// XML, what is wrong with it, and what it is read as.
type Case = (&'static str, &'static [&'static str], Value);

#[track_caller]
fn check(cases: &[Case]) {
    for (text, faults, tree) in cases {
        let reading = read_any(text);
        let told: Vec<String> = reading.faults.iter().map(|it| told(it, text)).collect();
        assert_eq!(told, *faults, "{text}");
        assert_eq!(reading.root.map_or(Value::Null, |it| it.to_json()), *tree, "{text}");
    }
}

fn told(it: &PayloadFault<InRendered>, text: &str) -> String {
    let also = it.also.map(|it| format!(" ({it:?})")).unwrap_or_default();
    let help = it.help.as_deref().map(|it| format!(" | {it}")).unwrap_or_default();
    format!("{:?} {:?}{also} {}: {}{help}", it.span, it.span.of(text), it.severity.name(), it.message)
}

#[test]
fn elements_become_members() {
    check(&[
        ("<a/>", &[], json!({ "a": "" })),
        ("<a> x </a>", &[], json!({ "a": " x " })),
        (
            "<?xml version='1.0'?>\n<!-- c --><a>1&amp;2&#33;&lt;<![CDATA[<&>]]></a>\n",
            &[],
            json!({ "a": "1&2!<<&>" }),
        ),
        (
            "<order id=\"7\" n='a\"b'>\n  <item>x</item>\n  <note/>\n  <item>y</item>\n</order>",
            &[],
            json!({ "order": { "@id": "7", "@n": "a\"b", "item": ["x", "y"], "note": "" } }),
        ),
        ("<a> b <c>d</c> e </a>", &[], json!({ "a": { "c": "d", "#text": "b  e" } })),
        ("<a b='1'>x</a>", &[], json!({ "a": { "@b": "1", "#text": "x" } })),
        (
            "<s:a xmlns:s='urn:s' xmlns='urn:d' s:b='1'><c xmlns=''>x</c></s:a>",
            &[],
            json!({ "a": { "@b": "1", "c": "x" } }),
        ),
    ]);
}

#[test]
fn every_part_has_its_place() {
    let places: [(&str, &str, &str); 11] = [
        ("<a><b>x</b></a>", "/a/b", "x"),
        ("<a><b/></a>", "/a/b", ""),
        ("<a><b x='>'></b></a>", "/a/b", "<b x='>'></b>"),
        ("<a><b x='>'></b></a>", "/a/b/@x", ">"),
        ("<a b = 'c'/>", "/a/@b", "c"),
        ("<a><b></b></a>", "/a/b", ""),
        ("<a><![CDATA[x]]></a>", "/a", "x"),
        ("<a><![CDATA[x]]>y<![CDATA[z]]></a>", "/a", "<![CDATA[x]]>y<![CDATA[z]]>"),
        ("<a><b>1</b><b>2</b></a>", "/a/b", "1</b><b>2"),
        ("<a><b>1</b><b>2</b></a>", "/a/b/1", "2"),
        ("<a b='1'>x<c/></a>", "/a/#text", "x"),
    ];
    for (text, pointer, expected) in places {
        let root = read_any(text).root.expect("a tree");
        assert_eq!(root.at(pointer).map(|it| it.span.of(text)), Some(expected), "{pointer} in {text}");
    }
    let keys = "<s:a xmlns:s='urn:s' s:b='1'><s:c/></s:a>";
    let root = read_any(keys).root.expect("a tree");
    let a = root.member("a").expect("an element");
    assert_eq!(a.key_span.of(keys), "s:a");
    assert_eq!(a.value.member("@b").map(|it| it.key_span.of(keys)), Some("s:b"));
    assert_eq!(a.value.member("c").map(|it| it.key_span.of(keys)), Some("s:c"));
    let empty = read_any("<a><b></b></a>").root.expect("a tree");
    assert_eq!(empty.at("/a/b").map(|it| it.span), Some(Span::empty(6)));
}

#[test]
#[expect(clippy::too_many_lines, reason = "one fault after the other reads as a table")]
fn faults_have_their_place() {
    check(&[
        (
            "<a>Marks & Spencer</a>",
            &["9..10 \"&\" error: this `&` must be written `&amp;` | or take it out"],
            Value::Null,
        ),
        ("<a>R&D</a>", &["4..5 \"&\" error: this `&` must be written `&amp;` | or take it out"], Value::Null),
        (
            "<a>&nbsp;</a>",
            &[
                "3..4 \"&\" error: XML does not know `&nbsp;` | write the character itself, or its number as in `&#160;`",
            ],
            Value::Null,
        ),
        (
            "<a>x < y</a>",
            &["5..6 \"<\" error: this `<` begins no tag | write `&amp;` for `&` and `&lt;` for `<`"],
            Value::Null,
        ),
        (
            "<a>I <3 U</a>",
            &["5..6 \"<\" error: this `<` begins no tag | write `&amp;` for `&` and `&lt;` for `<`"],
            Value::Null,
        ),
        (
            "<a>é\n<b>bold</a>",
            &[
                "13..17 \"</a>\" error: `</a>` stands where `</b>` is due | close 'b' first, or take the tag out",
            ],
            Value::Null,
        ),
        (
            "<a b='x<y'/>",
            &["7..8 \"<\" error: an attribute cannot hold `<` | write `&amp;` for `&` and `&lt;` for `<`"],
            Value::Null,
        ),
        (
            "<a b='1' b='2'/>",
            &["9..10 \"b\" error: the attribute 'b' stands twice in the same tag | remove one of them"],
            Value::Null,
        ),
        (
            "<a b=\"Dwayne \"The Rock\"\"/>",
            &[
                "14..15 \"T\" error: a space is due between attributes | write it, or `&quot;` for a quotation mark in a value",
            ],
            Value::Null,
        ),
        ("<a b=1/>", &["5..6 \"1\" error: a quotation mark is due here | write it"], Value::Null),
        (
            "<s:a/>",
            &[
                "1..2 \"s\" error: the prefix 's' is not declared | declare it, as in `xmlns:s=\"…\"`, or leave it out",
            ],
            Value::Null,
        ),
        ("<a><b>x</b>", &["11..11 \"\" (1..2) error: 'a' is never closed | write `</a>`"], Value::Null),
        (
            "<!-- <x> --><a><?p <?><b c='>'><![CDATA[<d>]]>",
            &["46..46 \"\" (23..24) error: 'b' is never closed | write `</b>`"],
            Value::Null,
        ),
        (
            "<a></a><b/>",
            &[
                "7..8 \"<\" error: this cannot stand here | put everything into one element, and write `&lt;` for a `<` that begins no tag",
            ],
            Value::Null,
        ),
        (
            "text",
            &[
                "0..1 \"t\" error: this cannot stand here | put everything into one element, and write `&lt;` for a `<` that begins no tag",
            ],
            Value::Null,
        ),
        (
            "",
            &[
                "0..0 \"\" error: there is nothing here | XML needs one element around everything, such as `<contact>…</contact>`",
            ],
            Value::Null,
        ),
        (
            " \n",
            &[
                "0..2 \" \\n\" error: there is nothing here | XML needs one element around everything, such as `<contact>…</contact>`",
            ],
            Value::Null,
        ),
        (
            "\n<?xml version='1.0'?><a/>",
            &[
                "1..2 \"<\" error: the XML declaration must be the very first thing | take out what stands before it, line breaks too",
            ],
            Value::Null,
        ),
        (
            "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
            &[
                "0..9 \"<!DOCTYPE\" warning: document types are not read here, so the XML was not checked | leave out `<!DOCTYPE …>`: many partners refuse it, since it can be used for attacks",
            ],
            Value::Null,
        ),
        (
            "<a>\u{8}</a>",
            &["3..4 \"\\u{8}\" error: XML cannot hold the character U+0008 | leave it out"],
            Value::Null,
        ),
        ("<a>]]></a>", &["3..6 \"]]>\" error: text cannot hold `]]>` | write `]]&gt;`"], Value::Null),
        (
            "<a><!-- x -- y --></a>",
            &["3..4 \"<\" error: a comment cannot hold `--` | take it out"],
            Value::Null,
        ),
        ("<a", &["2..2 \"\" error: the XML ends too early"], Value::Null),
        ("<a>x</a", &["7..7 \"\" error: the XML ends too early"], Value::Null),
        (
            "<xmlns:a/>",
            &["1..2 \"x\" error: this declaration of a namespace is not allowed | take it out"],
            Value::Null,
        ),
    ]);
}

#[test]
fn depth_is_limited() {
    let text = |depth| format!("{}x{}", "<a>".repeat(depth), "</a>".repeat(depth));
    assert_eq!(read_any(&text(MAX_DEPTH)).faults, []);
    let deep = read_any(&text(MAX_DEPTH + 1)).faults;
    let message = "elements nest deeper than 96 levels";
    assert_eq!(deep.iter().map(|it| (it.code, &*it.message)).collect::<Vec<_>>(), [(TOO_DEEP, message)]);
    assert_eq!(read_any(&text(100_000)).faults.len(), 1);
}

#[test]
fn what_would_take_too_long_is_refused() {
    let attributes = (0..=MAX_ATTRIBUTES).map(|it| format!(" a{it}=''")).collect::<Vec<_>>().concat();
    let namespaces = (0..=MAX_NAMESPACES).map(|it| format!("<a xmlns:n{it}='urn:{it}'>"));
    let namespaces = namespaces.collect::<Vec<_>>().concat();
    let nodes = "<a/>".repeat(MAX_NODES as usize);
    for text in [format!("<a{attributes}/>"), namespaces, format!("<a>{nodes}</a>")] {
        let faults = read_any(&text).faults;
        assert_eq!(faults.iter().map(|it| it.code).collect::<Vec<_>>(), ["limit-exceeded"]);
    }
}

/// Asserts what holds for any text, and gives the reading.
fn read_any(text: &str) -> Reading<InRendered> {
    let reading = read(text);
    assert!(reading.root.is_some() || !reading.faults.is_empty(), "a tree or a reason: {text:?}");
    for fault in &reading.faults {
        assert!(text.get(fault.span.range()).is_some(), "{fault:?} of {text:?}");
    }
    if let Some(root) = &reading.root {
        lies_in(text, root, Span::new(0, text.len()));
    }
    reading
}

/// Asserts that the spans of a tree lie in one another and on the boundaries of characters.
fn lies_in(text: &str, node: &Node<InRendered>, outer: Span<InRendered>) {
    let inside = |span: Span<InRendered>| {
        assert!(outer.start <= span.start && span.end <= outer.end, "{span:?} in {outer:?} of {text:?}");
        assert!(text.get(span.range()).is_some(), "{span:?} of {text:?}");
    };
    inside(node.span);
    match &node.kind {
        NodeKind::List(items) => items.iter().for_each(|it| lies_in(text, it, node.span)),
        NodeKind::Map(members) => members.iter().for_each(|it| {
            inside(it.key_span);
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
    fn anything_like_xml_is_read(
        text in "(<a>|</a>|<b c='|<é:d e = \"|'>|\"/>|<!--|-->|<!\\[CDATA\\[|\\]\\]>|&amp;|&#|;|<\\?x |\\?>| |x|é|=|xmlns:é='y'){0,24}"
    ) {
        read_any(&text);
    }

    #[test]
    fn what_was_escaped_is_read(text in "[^\\p{C}]{0,40}") {
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace("]]>", "]]&gt;");
        let reading = read_any(&format!("<a>{escaped}</a>"));
        prop_assert_eq!(reading.root.map(|it| it.to_json()), Some(json!({ "a": text })));
    }
}
