//! Rendering is linear in the sizes of template, contact and output, by counted steps.

use hookproof::profile::Profile;
use serde_json::{Value, json};

use crate::check;
use crate::{JINJA2, LIQP, ONTRAPORT, SHOPIFY, VELOCITY2};

/// Makes the input of a size.
type Input = fn(usize) -> (String, Value);

/// Steps that do not depend on the size.
const FIXED: u32 = 50;

fn steps(profile: &'static Profile, (template, contact): (String, Value)) -> u32 {
    let rendered = check::render(profile, &template, &contact).rendered;
    let limits: Vec<_> = rendered.findings.iter().filter(|it| it.code == "limit-exceeded").collect();
    assert!(limits.is_empty(), "{}: {limits:?}", profile.name);
    rendered.steps
}

/// Twice the input is at most twice the work, and more input is more work.
fn linear(profile: &'static Profile, what: &str, sizes: [usize; 4], input: Input) {
    let counts = sizes.map(|size| steps(profile, input(size)));
    for pair in counts.windows(2) {
        let [one, two] = *pair else { continue };
        let most = u64::from(one) * 22 / 10 + u64::from(FIXED);
        assert!(one < two, "{}: {what}: work is not counted: {counts:?}", profile.name);
        assert!(u64::from(two) <= most, "{}: {what}: more than linear: {counts:?}", profile.name);
    }
}

const SIZES: [usize; 4] = [100, 200, 400, 800];

/// Captures nest as deep as tags may, which is less.
const DEPTHS: [usize; 4] = [5, 10, 20, 40];

fn contact(size: usize) -> Value {
    json!({"name": "é漢".repeat(size * 64), "tags": vec!["a"; size]})
}

#[test]
fn repeated_templates() {
    linear(&JINJA2, "template", SIZES, |n| {
        ("{% if n %}{{ n|upper }}{% endif %}{% set x = 1 %}".repeat(n), json!({"n": "a"}))
    });
    linear(&VELOCITY2, "template", SIZES, |n| {
        ("#if($n)${n.trim()}#end#set($x = 1)".repeat(n), json!({"n": "a"}))
    });
    linear(&ONTRAPORT, "template", SIZES, |n| ("{\"a\": \"[n]\"}".repeat(n), json!({"n": "a"})));
    for profile in [&LIQP, &SHOPIFY] {
        linear(profile, "template", SIZES, |n| {
            ("{% if n %}{{ n | upcase }}{% endif %}{% assign x = 1 %}".repeat(n), json!({"n": "a"}))
        });
    }
}

#[test]
fn long_lists() {
    linear(&JINJA2, "list", SIZES, |n| {
        ("{% for it in tags %}{{ it ~ '-' }}{% endfor %}".to_owned(), contact(n))
    });
    linear(&VELOCITY2, "list", SIZES, |n| ("#foreach($it in $tags)$it-#end".to_owned(), contact(n)));
    for profile in [&LIQP, &SHOPIFY] {
        linear(profile, "list", SIZES, |n| {
            ("{% for it in tags %}{{ it }}{% endfor %}".to_owned(), contact(n))
        });
    }
}

#[test]
fn nested_captures() {
    linear(&JINJA2, "captures", DEPTHS, |n| {
        (
            format!("{}a{}", "{% set x %}{{ name }}".repeat(n), "{% endset %}{{ x }}".repeat(n)),
            json!({"name": "a"}),
        )
    });
    linear(&VELOCITY2, "captures", DEPTHS, |n| {
        (format!("{}$name{}", "#if($name)".repeat(n), "#end".repeat(n)), json!({"name": "a"}))
    });
    for profile in [&LIQP, &SHOPIFY] {
        linear(profile, "captures", DEPTHS, |n| {
            let ends = "{% endcapture %}{{ x }}".repeat(n);
            (format!("{}a{ends}", "{% capture x %}{{ name }}".repeat(n)), json!({"name": "a"}))
        });
    }
}

#[test]
fn long_texts() {
    linear(&JINJA2, "text", SIZES, |n| ("{{ name|upper|replace('é', 'e')|trim|e }}".to_owned(), contact(n)));
    for profile in [&LIQP, &SHOPIFY] {
        linear(profile, "text", SIZES, |n| {
            ("{{ name | upcase | replace: 'é', 'e' | strip }}".to_owned(), contact(n))
        });
    }
    linear(&VELOCITY2, "text", SIZES, |n| {
        ("$name.toUpperCase().replace(\"é\", \"e\").trim()".to_owned(), contact(n))
    });
    linear(&ONTRAPORT, "text", SIZES, |n| ("[name]".to_owned(), contact(n)));
}

#[test]
fn repeated_faults() {
    for profile in [&JINJA2, &LIQP, &SHOPIFY] {
        linear(profile, "faults", SIZES, |n| ("{{ 1 | nope }}".repeat(n), json!({})));
    }
}
