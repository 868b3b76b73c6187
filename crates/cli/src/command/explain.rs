//! `hookproof explain`: tells all about a problem by its code.

use hookproof::finding::{codes, explain};
use hookproof::nearest::nearest;

use crate::args::Explain;
use crate::failure::Failure;
use crate::{Outcome, output};

/// Prints the page of a code, or all codes, each with the first sentence of its page.
pub(crate) fn run(args: &Explain) -> Result<Outcome, Failure> {
    let Some(code) = &args.code else {
        output::say(&list())?;
        return Ok(Outcome::Clean);
    };
    let Some(page) = explain(code) else {
        let help = match nearest(code, codes()) {
            Some(nearest) => format!("did you mean '{nearest}'?"),
            None => "`hookproof explain` lists all codes".to_owned(),
        };
        return Err(Failure::new(format!("there is no problem with the code '{code}'")).with_help(help));
    };
    output::say(page)?;
    Ok(Outcome::Clean)
}

fn list() -> String {
    let width = codes().map(str::len).max().unwrap_or_default();
    let mut list = String::new();
    for code in codes() {
        list += &format!("{code:width$}  {}\n", explain(code).map(first_sentence).unwrap_or_default());
    }
    list
}

/// The first sentence below the heading, on one line.
fn first_sentence(page: &str) -> String {
    let below = page.split_once("\n\n").map_or(page, |(_, below)| below);
    let paragraph = below.split("\n\n").next().unwrap_or_default().replace('\n', " ");
    let end = paragraph.find(". ").unwrap_or(paragraph.trim_end_matches('.').len());
    paragraph.get(..end).unwrap_or_default().to_owned()
}
