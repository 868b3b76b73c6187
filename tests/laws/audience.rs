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
    let text = prop_oneof![lines, array, table];
    let encoded = |(text, encoding): (String, u8)| match encoding {
        0 => text.into_bytes(),
        1 => format!("\u{feff}{text}").into_bytes(),
        2 => format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect(),
        3 => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        _ => text.chars().map(|it| u8::try_from(u32::from(it)).unwrap_or(b'?')).collect(),
    };
    (text, 0..5_u8).prop_map(encoded).boxed()
}

/// The blocks of a list that was cut into pieces of these lengths, again and again.
fn blocks(hook: &Hook, list: &[u8], lengths: &[usize]) -> Vec<Block> {
    let mut reader = Reader::new(Options::of(hook));
    let mut blocks = Vec::new();
    let mut rest = list;
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
    // Longer than what is looked at before the format is guessed: only what follows is cut in its turn.
    let padding = "\n".repeat(70_000);
    let lengths = vec(prop_oneof![1..8_usize, 1..90_000_usize], 1..5);
    let outcome = runner().run(&(list(), lengths, any::<bool>()), |(list, lengths, is_padded)| {
        let is_plain = std::str::from_utf8(&list).is_ok_and(|it| !it.contains('\0'));
        let list = if is_padded && is_plain { [&list, padding.as_bytes(), &list].concat() } else { list };
        let whole = totals(&hook, &blocks(&hook, &list, &[list.len().max(1)]));
        prop_assert_eq!(totals(&hook, &blocks(&hook, &list, &lengths)), whole);
        Ok(())
    });
    assert!(outcome.is_ok(), "{outcome:?}");
}
