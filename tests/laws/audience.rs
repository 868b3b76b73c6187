//! Lists of contacts come to the same totals, however their bytes were cut and whoever added the tallies up.

use hookproof::audience::input::Options;
use hookproof::audience::{Block, Checker, Reader, Totals};
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
