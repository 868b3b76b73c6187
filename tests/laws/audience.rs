//! Lists of contacts come to the same totals, however their bytes were cut and whoever added the tallies up.

use hookproof::audience::input::Options;
use hookproof::audience::{Block, Checker, Counts, Reader, Totals};
use hookproof::contract::Catalog;
use hookproof::hook::{self, Hook};
use hookproof::hook_file::HookFile;
use hookproof::source::Encoding;
use hookproof::wire;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::{pieces, runner};

const HOOK: &str = r#"
sender = "ometria"
receiver = "generic"
url = "https://example.com"
body = '{"name": "{{ name }}", "city": "{{ city.name }}", "n": {{ n }}, "tags": [{% for t in tags %}"{{ t }}",{% endfor %}0]}'

[fields]
"Full name" = "name"
"#;

/// How much of the end of a list is cut: more than there is after the part from which the format is guessed.
const CUT_BYTES: usize = 3000;

/// Lists of all formats, whole and broken.
fn list() -> BoxedStrategy<Vec<u8>> {
    let line = || {
        let contact = pieces::contact().prop_map(|it| it.to_string());
        let broken =
            select(vec!["{\"name\": \"x", "[1}", "", "  ", "{\"n\": 1}}", "\"", "null", "{\"tags\": [\n1]}"]);
        prop_oneof![4 => contact, 1 => broken.prop_map(str::to_owned)]
    };
    let lines = (vec(line(), 0..6), select(vec!["\n", "\r\n"])).prop_map(|(lines, end)| lines.join(end));
    let array = (vec(line(), 0..6), any::<bool>())
        .prop_map(|(lines, is_closed)| format!("[{}{}", lines.join(",\n"), if is_closed { "]" } else { "" }));
    let cell = select(vec![
        "",
        "Ann",
        "12",
        "\"a,b\"",
        "\"q\"\"q\"",
        "\"two\nlines\"",
        "\"open",
        "Zoë",
        "#REF!",
        "1.2E+10",
        "x\"y",
        " ",
    ]);
    let header = select(vec!["name,city.name,n,tags[0]", "Full name;postcode;n", "email,name,name,,tags[1]"]);
    let rows = vec(vec(cell, 0..5), 0..6);
    let table = (header, rows, select(vec!["\n", "\r\n"])).prop_map(|(header, rows, end)| {
        let delimiter = if header.contains(';') { ";" } else { "," };
        let rows: Vec<String> = rows.iter().map(|it| it.join(delimiter)).collect();
        format!("{header}{end}{}", rows.join(end))
    });
    // The format is guessed from the first 64 KiB, which are held till then: only what follows comes in pieces.
    let text = prop_oneof![lines, array, table].prop_map(|it| format!("{it}{}{it}", "\n".repeat(66_000)));
    let encoded = |(text, encoding): (String, u8)| match encoding {
        0 => text.into_bytes(),
        1 => format!("\u{feff}{text}").into_bytes(),
        2 => format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect(),
        3 => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        _ => text.chars().map(|it| u8::try_from(u32::from(it)).unwrap_or(b'?')).collect(),
    };
    (text, 0..5_u8).prop_map(encoded).boxed()
}

/// The blocks of a list whose end was cut into pieces of these lengths, again and again.
fn blocks(hook: &Hook, list: &[u8], lengths: &[usize]) -> Vec<Block> {
    let mut reader = Reader::new(Options::of(hook));
    let mut blocks = Vec::new();
    let (first, mut rest) = list.split_at(list.len() - list.len().min(CUT_BYTES));
    blocks.extend(reader.push(first));
    for length in lengths.iter().cycle() {
        let (piece, after) = rest.split_at((*length).min(rest.len()));
        blocks.extend(reader.push(piece));
        rest = after;
        if rest.is_empty() {
            break;
        }
    }
    blocks.extend(reader.finish());
    blocks
}

fn totals(hook: &Hook, blocks: &[Block]) -> String {
    let checker = Checker::new(hook, &hook::Options::default());
    let mut totals = Totals::default();
    for block in blocks {
        totals.add(checker.check(block).tally);
    }
    let of = wire::Of { hook, hook_name: "", hook_text: HOOK, encoding: Encoding::Utf8 };
    wire::Audience::new(of, &checker, &totals, true).to_json()
}

#[test]
fn totals_do_not_depend_on_how_a_list_is_cut() {
    let hook = Hook::compile(&HookFile::parse(HOOK).value, &Catalog::builtin()).value;
    let lengths = vec(1..90_usize, 1..5);
    let outcome = runner().run(&(list(), lengths), |(list, lengths)| {
        let whole = totals(&hook, &blocks(&hook, &list, &[list.len().max(1)]));
        prop_assert_eq!(totals(&hook, &blocks(&hook, &list, &lengths)), whole);
        Ok(())
    });
    assert!(outcome.is_ok(), "{outcome:?}");
}

/// Contacts as one program writes them, and as another does: `N`, `C` and `E` stand for values.
const SHAPES: [&str; 6] = [
    r#"{"id":1,"email":"E","name":"N","city":{"name":"C","x":[1,{"y":null}]},"n":7,"tags":["a","b"]}"#,
    r#"{"id":1,"email":"E","name":"N","city":{"name":"C"},"n":7,"tags":[],"more":{"city":{"name":[]}}}"#,
    r#"{"id":1,"name":"N","city":{},"n":-7,"tags":["a"]}"#,
    r#"{ "name": "N", "city": { "name": "C" }, "n": 1.5, "id": "2" }"#,
    r#"{"city":null,"n":12345678,"name":"N","email":null,"xs":[1,2,3,true,"N"]}"#,
    r#"{"n":0,"tags":[{"a":1},[]],"city":{"name":"C","name2":"N"}}"#,
];

/// What is done to a line: some bytes are put in the place of others.
type Edit = (prop::sample::Index, usize, &'static [u8]);

fn edit() -> impl Strategy<Value = Edit> {
    let put: Vec<&'static [u8]> = vec![
        b"",
        b" ",
        b"  ",
        b"\"",
        b"\\",
        b"\\u0061",
        b"\\\"",
        b",",
        b"}",
        b"{",
        b"]",
        b"[",
        b"[]",
        b"{}",
        b":",
        b"\x01",
        b"\t",
        b"\r",
        b"\n",
        b"\xff",
        b"\xc3",
        b"\xc3\xa9",
        b"01",
        b"1e5",
        b"-",
        b".5",
        b"null",
        b"true",
        b"e",
        b"N",
        b"\"name\":\"x\",",
        b"\"n\\u0061me\":1,",
        b"\"Name\":1,",
        b"\"city\":3,",
        b"\"x\":{\"name\":2},",
    ];
    (any::<prop::sample::Index>(), 0..4_usize, select(put))
}

/// A line like others, most often; else one that differs in some bytes.
fn alike() -> impl Strategy<Value = Vec<u8>> {
    let value = || {
        select(vec!["Ann", "Ben", "Zoë", "", " ", "n/a", "O'Hara", "a\\nb", "a text longer than a few words"])
    };
    let edits = prop_oneof![3 => Just(Vec::new()), 1 => vec(edit(), 1..3)];
    (select(&SHAPES[..]), value(), value(), 0..9_u8, edits).prop_map(|(shape, name, city, email, edits)| {
        let line = shape.replace('N', name).replace('C', city).replace('E', &format!("a{email}@example.com"));
        let mut line = line.into_bytes();
        for (at, len, put) in edits {
            let at = at.index(line.len() + 1);
            line.splice(at..(at + len).min(line.len()), put.iter().copied());
        }
        line
    })
}

/// What a list comes to, but for how it was found out.
fn told(checker: &Checker, blocks: &[Block]) -> String {
    let mut totals = Totals::default();
    for block in blocks {
        totals.add(checker.check(block).tally);
    }
    let counts = Counts { by_plan: 0, by_rendering: 0, ..totals.counts };
    let duplicates: Vec<_> = totals.duplicates().collect();
    format!("{counts:#?}\n{:#?}\n{:#?}\n{duplicates:#?}", totals.bad(), totals.causes())
}

#[test]
fn lines_that_are_alike_come_to_what_rendering_them_comes_to() {
    let hook = Hook::compile(&HookFile::parse(HOOK).value, &Catalog::builtin()).value;
    let options = hook::Options::default();
    assert_eq!(Checker::new(&hook, &options).why_rendering(), None);
    let list = (vec(alike(), 1..60), select(vec![&b"\n"[..], b"\r\n"]), any::<bool>());
    let outcome = runner().run(&list, |(lines, end, is_array)| {
        let list = match is_array {
            true => [b"[", &*lines.join(&b",\n"[..]), b"]"].concat(),
            false => lines.join(end),
        };
        let blocks = blocks(&hook, &list, &[list.len().max(1)]);
        let planned = told(&Checker::new(&hook, &options), &blocks);
        let rendered = told(&Checker::new(&hook, &options).rendering_all(), &blocks);
        prop_assert_eq!(planned, rendered, "{}", String::from_utf8_lossy(&list));
        Ok(())
    });
    assert!(outcome.is_ok(), "{outcome:?}");
}
