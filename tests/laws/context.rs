//! What the context automaton claims holds for every contact: a part that it calls proved reads without an error, one
//! that it calls wrong never does, and a merge tag prints only what it is said to print.

mod blocks;
mod cases;
mod parts;

use std::cell::RefCell;
use std::collections::BTreeMap;

use cases::{Case, case};
use hookproof::context::{Answer, Given, Target, judge};
use hookproof::dialect::{Dialect, parse_for};
use hookproof::finding::Severity;
use hookproof::payload::{self, Format, form, url};
use hookproof::profile::Profile;
use hookproof::render::Rendered;
use hookproof::settings::Settings;
use hookproof::source::{InRendered, SourceId};
use parts::{assign, part, tag};
use proptest::option;
use proptest::prelude::*;
use serde_json::Value;

use crate::check::render;
use crate::{PROFILES, runner};

/// Whether a part that was rendered is one of its format.
fn reads(target: Target, text: &str) -> bool {
    let sound = |format| {
        let reading = payload::read(text, format);
        reading.faults.iter().all(|it| it.severity != Severity::Error)
    };
    match target {
        Target::Json => sound(Format::Json),
        Target::Form => sound(Format::Form),
        Target::Xml => sound(Format::Xml),
        Target::Url => url::read::<InRendered>(text).is_some_and(|address| {
            let query = address.form(text);
            let faults = query.map(|it| it.faults).unwrap_or_default();
            let bad = |c: char| c.is_whitespace() || c.is_control() || !c.is_ascii() || "\"<>\\".contains(c);
            !address.host.of(text).is_empty()
                && address.fragment.is_none()
                && faults.iter().all(|it| it.code != form::BAD_PERCENT)
                && !text.contains(bad)
        }),
        Target::Header => !text.contains(|c: char| c.is_control() && c != '\t'),
        Target::Text => true,
    }
}

/// Whether a limit was reached, so that a render says nothing.
fn is_limited(rendered: &Rendered) -> bool {
    rendered.findings.iter().any(|it| it.code == "limit-exceeded")
}

/// Whether the engine refused something.
fn is_refused(rendered: &Rendered) -> bool {
    let refuses = |code: &str| !matches!(code, "unknown-merge-field");
    rendered.findings.iter().any(|it| it.severity == Severity::Error && refuses(it.code))
}

const TARGETS: [Target; 5] = [Target::Json, Target::Form, Target::Xml, Target::Url, Target::Header];

/// In how many of a thousand cases the parts of a format are proved, at least: a law about nothing holds.
const PROVED: [(Dialect, Target, u32); 8] = [
    (Dialect::Jinja, Target::Json, 60),
    (Dialect::Jinja, Target::Form, 30),
    (Dialect::Jinja, Target::Xml, 100),
    (Dialect::Liquid, Target::Json, 20),
    (Dialect::Liquid, Target::Form, 50),
    (Dialect::Velocity, Target::Json, 40),
    (Dialect::Velocity, Target::Xml, 50),
    (Dialect::MergeFields, Target::Form, 300),
];

#[test]
fn proved_parts_read() {
    let counts = RefCell::new(BTreeMap::<(&str, Target), [u32; 4]>::new());
    let mut failures = Vec::new();
    for profile in PROFILES {
        for target in TARGETS {
            let parts = part(profile.dialect, profile.name == "clevertap", target);
            let outcome = runner().run(&(parts, case()), |(text, Case { schema, contact })| {
                let told = proved_reads(profile, target, &text, &schema, &contact)?;
                let mut counts = counts.borrow_mut();
                let count = counts.entry((profile.name, target)).or_default();
                count[told as usize] += 1;
                count[3] += 1;
                Ok(())
            });
            if let Err(why) = outcome {
                failures.push(format!("{} {target:?}: {why}", profile.name));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    let counts = counts.into_inner();
    for (name, [proved, unproved, wrong, all]) in &counts {
        println!("{name:?}: {proved} proved, {wrong} wrong, {unproved} neither, of {all}");
    }
    for profile in PROFILES {
        for (dialect, target, least) in PROVED {
            let [proved, .., all] = counts.get(&(profile.name, target)).copied().unwrap_or_default();
            assert!(
                profile.dialect != dialect || proved * 1000 >= all * least,
                "{}: {proved} of {all}",
                profile.name
            );
        }
    }
}

fn proved_reads(
    profile: &'static Profile,
    target: Target,
    text: &str,
    schema: &Value,
    contact: &Value,
) -> Result<Answer, TestCaseError> {
    let template = parse_for(profile, SourceId::Body, text);
    if !template.findings.is_empty() {
        return Ok(Answer::Unproved);
    }
    let given = Given::of_schema(schema);
    let judged = judge(&template.value, profile, &Settings::default(), target, &given);
    let rendered = render(profile, text, contact).rendered;
    if is_limited(&rendered) {
        return Ok(judged.answer);
    }
    let refused = is_refused(&rendered);
    if judged.faults.is_empty() {
        prop_assert!(!refused, "it was said to render always: {:?}", rendered.findings);
    }
    if !refused {
        match judged.answer {
            Answer::Proved => prop_assert!(reads(target, &rendered.text), "proved: {}", rendered.text),
            Answer::Wrong => {
                prop_assert!(!reads(target, &rendered.text), "wrong: {} {:?}", rendered.text, judged.reasons);
            }
            Answer::Unproved => {}
        }
    }
    Ok(judged.answer)
}

#[test]
fn merge_tags_print_what_is_said() {
    let mut failures = Vec::new();
    for profile in PROFILES {
        let tags = tag(profile.dialect, profile.name == "clevertap");
        let tags = (option::of(tags.clone()), tags).prop_map(move |(first, tag)| {
            first.map_or(String::new(), |it| assign(profile.dialect, &it)) + &tag
        });
        let outcome = runner().run(&(tags, case()), |(text, Case { schema, contact })| {
            let template = parse_for(profile, SourceId::Body, &text);
            let given = Given::of_schema(&schema);
            let judged = judge(&template.value, profile, &Settings::default(), Target::Text, &given);
            let rendered = render(profile, &text, &contact).rendered;
            if !template.findings.is_empty() || judged.holes.len() != 1 || is_limited(&rendered) {
                return Ok(());
            }
            let Some(hole) = judged.holes.values().next() else { return Ok(()) };
            if is_refused(&rendered) {
                prop_assert!(!judged.faults.is_empty(), "no fault was foreseen: {:?}", rendered.findings);
                return Ok(());
            }
            prop_assert!(
                hole.printed.admits(&rendered.text),
                "{:?} is not {:?}",
                rendered.text,
                hole.printed
            );
            Ok(())
        });
        if let Err(why) = outcome {
            failures.push(format!("{}: {why}", profile.name));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}
