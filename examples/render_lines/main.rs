//! Our side of `cargo xtask oracle`: renders JSON Lines, or makes templates to be rendered.
//!
//! `render_lines render PROFILE` reads a `{"template", "data"}` a line and prints `{"text"}` or `{"error"}` for it.
//! `render_lines generate LANGUAGE CASES SEED` prints such lines, the same for the same seed.

#![expect(clippy::print_stdout, reason = "printing is what this program is for")]

use std::error::Error;
use std::io::{BufRead, Write};

use hookproof::contact::Contact;
use hookproof::finding::Severity;
use hookproof::profile::{self, Profile};
use hookproof::render;
use hookproof::settings::Settings;
use serde_json::{Value, json};

mod generate;
mod jinja;
mod liquid;
mod velocity;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["render", profile] => render_all(profile::by_name(profile).ok_or("no such profile")?),
        ["generate", language, cases, seed] => {
            let grammar = generate::grammar(language).ok_or("no such language")?;
            let mut random = generate::Random::new(seed.parse()?);
            for _ in 0..cases.parse::<usize>()? {
                println!("{}", generate::case(grammar, &mut random)?);
            }
            Ok(())
        }
        _ => Err("usage: render_lines render PROFILE | render_lines generate LANGUAGE CASES SEED".into()),
    }
}

fn render_all(profile: &'static Profile) -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line: Value = serde_json::from_str(&line?)?;
        let template = line["template"].as_str().ok_or("a line has no template")?;
        let contact = Contact::read(&line["data"].to_string());
        let rendered = render::template(profile, template, &contact, &Settings::default());
        let fault = rendered.findings.iter().find(|it| it.severity == Severity::Error);
        let answer = match fault {
            Some(fault) => json!({ "error": format!("{}: {}", fault.code, fault.message) }),
            None => json!({ "text": rendered.text }),
        };
        writeln!(out, "{answer}")?;
    }
    Ok(())
}
