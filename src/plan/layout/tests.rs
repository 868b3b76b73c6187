use proptest::prelude::*;
use proptest::sample::select;

use super::Layout;
use crate::plan::scan::Scan;
use crate::plan::tree::Tree;

/// `id` is wanted and not read, `profile` a map, `tags` a list.
fn tree() -> Tree {
    let mut tree = Tree::new();
    let profile = tree.member(0, "profile").unwrap();
    for name in ["name", "city", "born"] {
        tree.member(profile, name).unwrap();
    }
    let tags = tree.member(0, "tags").unwrap();
    tree.element(tags).unwrap();
    tree.want(&["id".into()], 0);
    tree.settle();
    tree
}

/// Has the scan read some lines, and learns from those that it takes.
fn learned(tree: &Tree, lines: &[&str]) -> Layout {
    let mut layout = Layout::default();
    for line in lines {
        if Scan::line(tree, line).is_ok() {
            layout.learn(tree, line);
        }
    }
    layout
}

const ANN: &str = r#"{"id":1,"profile":{"name":"Ann","x":[1,"y"],"city":"York"},"tags":["a"],"z":{}}"#;
const BEN: &str = r#"{"id":2,"profile":{"name":"Ben","x":[],"born":null},"tags":[],"z":{}}"#;

/// Whether a line is known, and if so what the scan makes of it.
#[track_caller]
fn is_known(tree: &Tree, layout: &Layout, line: &str) -> bool {
    let known = Scan::known(tree, layout, (line.as_bytes(), 0));
    if let Some((known, end)) = known {
        let scanned = Scan::line(tree, line).unwrap();
        assert_eq!((known.signature, known.wanted, end), (scanned.signature, scanned.wanted, line.len()));
    }
    known.is_some()
}

#[test]
fn lines_that_are_written_alike_are_known() {
    let tree = tree();
    let layout = learned(&tree, &[ANN, BEN]);
    for line in [
        ANN,
        BEN,
        r#"{"id":"q","profile":{"name":null,"x":[3,"\u0041"],"city":""},"tags":["b","c"],"z":{}}"#,
        r#"{"id":1.5e3,"profile":{"name":"Zoë","x":[true,"y"],"city":false},"tags":null,"z":{}}"#,
    ] {
        assert!(is_known(&tree, &layout, line), "{line}");
    }
    for line in [
        r#"{"id":2, "profile":{"name":"Ben","x":[],"born":null},"tags":[],"z":{}}"#,
        r#"{"id":1,"profile":{"name":"Ann","x":[],"city":"York"},"tags":["a"],"z":{}}"#,
        r#"{"id":2,"profile":{"name":"Ben","x":[1,2],"born":null},"tags":[],"z":{}}"#,
        r#"{"id":2,"profile":{"name":"Ben","x":[],"born":null},"tags":[],"z":{}} "#,
        r#"{"id":2,"profile":{"name":"Ben","x":[],"born":01},"tags":[],"z":{}}"#,
        r#"{"id":2,"profile":{"name":"Ben","x":[],"born":{}},"tags":[],"z":{}}"#,
        r#"{"profile":{"name":"Ben","x":[],"born":null},"tags":[],"z":{}}"#,
        "",
    ] {
        assert!(!is_known(&tree, &layout, line), "{line}");
    }
}

#[test]
fn a_stretch_may_begin_another() {
    let tree = tree();
    let without = r#"{"profile":null,"id":1}"#;
    let with = r#"{"profile":{"name":"Ann"},"id":1}"#;
    let shorter = r#"{"profile":{"name":"Ann"}}"#;
    for lines in [[without, with, shorter], [with, shorter, without], [shorter, without, with]] {
        let layout = learned(&tree, &lines);
        assert!(lines.iter().all(|it| is_known(&tree, &layout, it)));
    }
}

#[test]
fn a_field_comes_once() {
    let tree = tree();
    let layout = learned(
        &tree,
        &[r#"{"profile":{"city":2,"name":1,"x":3}}"#, r#"{"profile":{"x":3,"name":1,"city":2,"x":3}}"#],
    );
    assert!(is_known(&tree, &layout, r#"{"profile":{"x":3,"name":1,"x":3}}"#));
    assert!(!is_known(&tree, &layout, r#"{"profile":{"city":2,"name":1,"city":2,"x":3}}"#));
}

#[test]
fn a_line_ends_where_the_next_begins() {
    let tree = tree();
    let layout = learned(&tree, &[ANN]);
    for end in ["", "\n", "\r\n", "\r", "\n{\"profile\":"] {
        let list = format!("\n{ANN}{end}");
        let known = Scan::known(&tree, &layout, (list.as_bytes(), 1));
        assert_eq!(known.map(|(_, end)| end), Some(1 + ANN.len()), "{list}");
    }
    for end in [" \n", "\r\r\n", "}", ","] {
        let list = format!("{ANN}{end}");
        assert!(Scan::known(&tree, &layout, (list.as_bytes(), 0)).is_none(), "{list}");
    }
}

#[test]
fn what_is_usual_is_no_longer_looked_at() {
    let tree = tree();
    let line = |id: usize, city: &str| {
        let name = ["Ann", "Ben", "Zoë"].get(id % 3).unwrap();
        format!(
            r#"{{"id":"{id}","profile":{{"name":"{name}","city":{city},"born":true,"x":"{id}"}},"n":"n"}}"#
        )
    };
    let usual = |layout: &Layout| layout.stretches.iter().filter(|it| it.usual.value.is_some()).count();
    let mut layout = learned(&tree, &[&line(0, "\"York\"")]);
    let mut check = |lines: usize, city: &str| {
        for id in 0..lines {
            let line = line(id, city);
            assert!(is_known(&tree, &layout, &line), "{line}");
            layout.has_read(&tree, line.as_bytes(), 0);
        }
        usual(&layout)
    };
    assert_eq!(check(300, "\"York\""), 0);
    // The city, whether one was born, and `n`; not the name, the id and what is a number.
    assert_eq!(check(100, "\"York\""), 3);
    assert_eq!(check(1, "\"Yorks\""), 3);
    assert_eq!(check(130, "\"Bath\""), 2);
    assert_eq!(check(130, "17"), 2);
    assert_eq!(check(500, "17"), 2);
    assert_eq!(check(500, "null"), 3);
}

#[test]
fn learning_ends_where_it_does_not_pay() {
    let tree = tree();
    let mut layout = Layout::default();
    for number in 0..10_000 {
        layout.learn(&tree, &format!("{{\"x{number}\":1}}"));
    }
    let (count, closed) = (layout.stretches.len(), "{\"x1\":1}");
    assert!((200..1000).contains(&count), "{count}");
    assert!(
        is_known(&tree, &layout, closed) || layout.stretches.first().is_some_and(|it| !it.next.contains(&0))
    );
    for _ in 0..100 {
        layout.paid();
    }
    layout.learn(&tree, ANN);
    assert!(layout.stretches.len() > count);
    assert!(is_known(&tree, &layout, ANN));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_is_known_is_what_the_scan_tells(
        lines in prop::collection::vec(select(vec![
            ANN,
            BEN,
            r#"{"profile":null,"id":1}"#,
            r#"{"profile":{"name":"Ann"}}"#,
            r#"{"profile":{"city":true,"name":1,"x":{"name":1}},"tags":[null,2],"id":"é"}"#,
            r#"{ "id": "1", "profile": { "name": 0 } }"#,
            r#"{"x":{"profile":{"name":[]}},"profile":{}}"#,
        ]), 1..6),
        picked: prop::sample::Index,
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..12_usize, any::<prop::sample::Index>(), 0..30_usize), 0..3),
        is_usual in any::<bool>(),
        odd in select(vec![&b""[..], b"\xff", b"\xc3", b"\x01", b"\\", b"\"", b"0", b"}", b" ", b"null"]),
    ) {
        let tree = tree();
        let mut layout = learned(&tree, &lines);
        if is_usual {
            for line in lines.iter().flat_map(|it| [it; 400]) {
                if Scan::known(&tree, &layout, (line.as_bytes(), 0)).is_some() {
                    layout.has_read(&tree, line.as_bytes(), 0);
                }
            }
        }
        // A piece of another line stands in the place of a piece of this one.
        let mut line = picked.get(&lines).as_bytes().to_vec();
        let all = lines.concat().into_bytes();
        for (at, len, from, count) in edits {
            let (at, from) = (at.index(line.len() + 1), from.index(all.len()));
            let piece = &all[from..(from + count).min(all.len())];
            line.splice(at..(at + len).min(line.len()), piece.iter().chain(odd).copied());
        }
        if let Some((known, end)) = Scan::known(&tree, &layout, (&line, 0)) {
            let text = std::str::from_utf8(&line[..end]);
            let shown = String::from_utf8_lossy(&line);
            prop_assert!(text.is_ok(), "{}", shown);
            let scanned = Scan::line(&tree, text.unwrap());
            prop_assert!(scanned.is_ok_and(|it| (it.signature, it.wanted) == (known.signature, known.wanted)), "{}", shown);
        }
    }
}
