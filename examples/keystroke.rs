//! The native side of `cargo xtask bench`: reads `{"hook", "contact"}` and prints how many microseconds one keystroke
//! takes, the median of several rounds, for parsing and rendering the body, for a check, and for the whole; and a search
//! for contacts that break the webhook.

#![expect(clippy::print_stdout, reason = "printing is what this program is for")]
#![expect(clippy::disallowed_methods, reason = "the core reads no clock; this measures it")]

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use hookproof::contact::Contact;
use hookproof::contract::Catalog;
use hookproof::hook::{Hook, Options};
use hookproof::hook_file::HookFile;
use hookproof::render;
use hookproof::settings::Settings;
use serde_json::{Value, json};

const ROUNDS: usize = 9;

/// How long a round lasts at least, so that the clock's own steps do not show.
const ROUND_MICROSECONDS: f64 = 50_000.0;

fn main() -> Result<(), Box<dyn Error>> {
    let input: Value = serde_json::from_reader(std::io::stdin().lock())?;
    let contact = input["contact"].as_str().ok_or("there is no contact")?;
    let body = input["hook"]["body"].as_str().ok_or("there is no body")?;
    let catalog = Catalog::builtin();
    let options = Options::default();
    let compile = || Hook::compile(&HookFile::from_json(&input["hook"]).value, &catalog).value;
    let hook = compile();
    let times = json!({
        "render": median(|| {
            let contact = Contact::read(contact);
            black_box(render::template(hook.profile(), body, &contact, &Settings::default()));
        }),
        "check": median(|| {
            black_box(hook.check(&Contact::read(contact), &options));
        }),
        "whole": median(|| {
            black_box(compile().check(&Contact::read(contact), &options));
        }),
        "prove": median(|| {
            black_box(hook.prove(Some(&Contact::read(contact)), &options));
        }),
    });
    println!("{times}");
    Ok(())
}

/// The median of the rounds, in microseconds a turn.
fn median(mut turn: impl FnMut()) -> f64 {
    let mut rounds: Vec<f64> = (0..ROUNDS).map(|_| round(&mut turn)).collect();
    rounds.sort_by(f64::total_cmp);
    rounds.get(ROUNDS / 2).copied().unwrap_or(f64::NAN)
}

fn round(turn: &mut impl FnMut()) -> f64 {
    let start = Instant::now();
    let mut turns = 0.0;
    loop {
        turn();
        turns += 1.0;
        let spent = start.elapsed().as_secs_f64() * 1e6;
        if spent >= ROUND_MICROSECONDS {
            return spent / turns;
        }
    }
}
