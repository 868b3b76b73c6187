//! Makes templates and contacts from a grammar. The same seed makes the same ones.

use std::error::Error;

use serde_json::{Value, json};

use crate::{jinja, liquid, velocity};

/// Rules by name; `<name>` in an alternative stands for one of that rule's alternatives. The first alternative of
/// each rule must lead to an end, because it is the one taken when the depth is used up.
pub(crate) type Grammar = &'static [(&'static str, &'static [&'static str])];

/// The grammar of a language.
pub(crate) fn grammar(language: &str) -> Option<Grammar> {
    match language {
        "jinja" => Some(jinja::GRAMMAR),
        "liquid" => Some(liquid::GRAMMAR),
        "velocity" => Some(velocity::GRAMMAR),
        _ => None,
    }
}

/// What every contact looks like, whatever the language.
const CONTACT: Grammar = &[
    (
        "contact",
        &[
            "{\"name\":<text>,\"city\":<maybe>,\"age\":<int>,\"score\":<float>,\"vip\":<bool>,\"tags\":<list>,\
             \"numbers\":<numbers>,\"items\":<items>,\"address\":{\"street\":<text>,\"zip\":<digits>}}",
        ],
    ),
    (
        "text",
        &[
            "\"Ada\"",
            "\"\"",
            "\"grace hopper\"",
            "\"a,b,c\"",
            "\" padded  \"",
            "\"O'Neil & <Sons>\"",
            "\"\\\"quoted\\\"\"",
            "\"Zoë\"",
            "\"line\\nbreak\"",
            "\"😀 smile\"",
            "\"12abc\"",
        ],
    ),
    ("maybe", &["null", "<text>"]),
    ("digits", &["\"12345\"", "\"007\"", "\"-3\"", "\"4.5\""]),
    ("int", &["0", "1", "-7", "42", "250"]),
    ("float", &["1.5", "0.25", "-2.75", "10.0", "3.14159"]),
    ("bool", &["true", "false"]),
    ("list", &["[]", "[<text>]", "[<text>,<text>,<text>]", "[\"b\",\"A\",\"a\",\"b\"]"]),
    ("numbers", &["[]", "[3]", "[3,1,2]", "[5,-1,0,5,12]"]),
    ("items", &["[]", "[<item>]", "[<item>,<item>,<item>]"]),
    ("item", &["{\"sku\":<digits>,\"qty\":<int>,\"price\":<float>,\"title\":<text>}"]),
];

/// How deep rules may stand within rules.
const DEPTH: usize = 9;

/// A template and a contact.
pub(crate) fn case(grammar: Grammar, random: &mut Random) -> Result<String, Box<dyn Error>> {
    let mut template = String::new();
    expand(grammar, "template", DEPTH, random, &mut template)?;
    let mut contact = String::new();
    expand(CONTACT, "contact", DEPTH, random, &mut contact)?;
    let contact: Value = serde_json::from_str(&contact)?;
    Ok(json!({ "template": template, "data": contact }).to_string())
}

fn expand(
    grammar: Grammar,
    rule: &str,
    depth: usize,
    random: &mut Random,
    out: &mut String,
) -> Result<(), String> {
    let (_, alternatives) =
        grammar.iter().find(|(name, _)| *name == rule).ok_or_else(|| format!("no rule <{rule}>"))?;
    let choice = if depth == 0 { 0 } else { random.below(alternatives.len()) };
    let mut rest = *alternatives.get(choice).ok_or_else(|| format!("<{rule}> is empty"))?;
    while let Some((before, name, after)) = split(rest) {
        out.push_str(before);
        expand(grammar, name, depth.saturating_sub(1), random, out)?;
        rest = after;
    }
    out.push_str(rest);
    Ok(())
}

/// Text, the name of the rule after it, and what follows. A `<` that opens no name is text.
fn split(text: &str) -> Option<(&str, &str, &str)> {
    text.match_indices('<').find_map(|(start, _)| {
        let (name, after) = text.get(start + 1..)?.split_once('>')?;
        let named = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        named.then_some((text.get(..start)?, name, after))
    })
}

/// Marsaglia's xorshift with 64 bits of state.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        // Neighbouring seeds are drawn apart, and zero, where the generator would stay, is left.
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `bound`; 0 when there is none.
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let high = usize::try_from(self.0 >> 33).unwrap_or(0);
        high.checked_rem(bound).unwrap_or(0)
    }
}
