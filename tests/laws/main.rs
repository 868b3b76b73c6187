//! Laws that hold for every template, contact and dialect, held against generated ones.

mod audience;
mod check;
mod context;
mod delivery;
mod differential;
mod found;
mod guarantee;
mod jinja;
mod linear;
mod liquid;
mod merge_fields;
mod pieces;
mod plan;
mod platforms;
mod velocity;

use std::cell::RefCell;
use std::collections::BTreeMap;

use check::Compared;
use hookproof::profile::Profile;
use hookproof::profile::jinja2::JINJA2;
use hookproof::profile::liquid::{clevertap::CLEVERTAP, liqp::LIQP, shopify::SHOPIFY};
use hookproof::profile::ontraport::ONTRAPORT;
use hookproof::profile::velocity::{VELOCITY2, yespo::YESPO};
use pieces::{Change, changes, contact};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{RngSeed, TestRunner};
use serde_json::Value;

/// How many templates each law is tried with, for each profile.
const CASES: u32 = 256;

/// Where the generated cases begin; `HOOKPROOF_LAW_SEED` and `HOOKPROOF_LAW_CASES` try others and more.
const SEED: u64 = 1;

/// Every profile, of engines and platforms.
const PROFILES: [&Profile; 7] = [&JINJA2, &LIQP, &SHOPIFY, &CLEVERTAP, &VELOCITY2, &YESPO, &ONTRAPORT];

/// Every profile, of engines and platforms, with the generator of its templates.
fn languages() -> [(&'static Profile, BoxedStrategy<String>); 7] {
    [
        (&JINJA2, jinja::template()),
        (&LIQP, liquid::template()),
        (&SHOPIFY, liquid::template()),
        (&CLEVERTAP, liquid::template()),
        (&VELOCITY2, velocity::template()),
        (&YESPO, velocity::template()),
        (&ONTRAPORT, merge_fields::template()),
    ]
}

/// Makes the cases. The seed is fixed, so that a run that passes passes again.
fn runner() -> TestRunner {
    let number = |name: &str| std::env::var(name).ok().and_then(|it| it.parse().ok());
    TestRunner::new(ProptestConfig {
        cases: number("HOOKPROOF_LAW_CASES").unwrap_or(CASES),
        rng_seed: RngSeed::Fixed(number("HOOKPROOF_LAW_SEED").map_or(SEED, u64::from)),
        failure_persistence: None,
        max_shrink_iters: 4000,
        ..ProptestConfig::default()
    })
}

/// Tries a law with generated cases of every profile.
fn holds<S: Strategy>(
    cases: impl Fn(BoxedStrategy<String>) -> S,
    law: impl Fn(&'static Profile, S::Value) -> Result<(), TestCaseError>,
) {
    let mut failures = Vec::new();
    for (profile, templates) in languages() {
        if let Err(why) = runner().run(&cases(templates), |case| law(profile, case)) {
            failures.push(format!("{}: {why}", profile.name));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn maps_are_whole() {
    holds(
        |it| (it, contact()),
        |profile, (template, contact): (String, Value)| check::whole(profile, &template, &contact),
    );
}

/// In how many of a hundred cases the law of changes must find a change to tell of, for each profile: a law that
/// compares next to nothing holds for everything.
const TELLING: [(&str, u32); 7] = [
    ("jinja2", 30),
    ("liqp-0.7.9", 30),
    ("shopify", 40),
    ("clevertap", 30),
    ("velocity-2", 22),
    ("yespo", 22),
    ("ontraport", 30),
];

#[test]
fn changes_are_confined() {
    let counts = RefCell::new(BTreeMap::<&str, (u32, u32)>::new());
    holds(
        |it| (it, contact(), changes()),
        |profile, (template, contact, changes): (String, Value, Vec<Change>)| {
            let mut told = false;
            for change in &changes {
                told |= check::confined(profile, &template, &contact, change)? == Compared::Change;
            }
            let mut counts = counts.borrow_mut();
            let (telling, all) = counts.entry(profile.name).or_default();
            (*telling, *all) = (*telling + u32::from(told), *all + 1);
            Ok(())
        },
    );
    for (name, least) in TELLING {
        let (telling, all) = counts.borrow().get(name).copied().unwrap_or_default();
        assert!(all > 0 && telling * 100 >= all * least, "{name}: {telling} of {all} cases tell of a change");
    }
}

#[test]
fn cut_templates_keep_the_laws() {
    holds(
        |it| (it, contact(), any::<Index>()),
        |profile, (template, contact, at): (String, Value, Index)| {
            check::truncated(profile, &template, &contact, at)
        },
    );
}

#[test]
fn any_text_keeps_the_laws() {
    let pieces = vec![
        "{{", "}}", "{%", "%}", "{#", "#if", "$", "$!{", "#end", "[", "]", "(", ")", "|", "'", "\"", "if x",
        "for", "é", "🎉", "-", ".", " ", "set x", "a", "1", "end", "${env:X}", "\n", "\0",
    ];
    let mixed = proptest::collection::vec(select(pieces), 0..24).prop_map(|it| it.concat());
    let text = prop_oneof!["\\PC{0,60}", ".{0,60}", mixed];
    holds(
        |_| (text.clone(), contact()),
        |profile, (template, contact): (String, Value)| check::whole(profile, &template, &contact),
    );
}
