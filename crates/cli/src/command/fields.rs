//! `hookproof fields`: lists the contact fields that a webhook reads.

use hookproof::contract::Catalog;
use hookproof::facts::Uses;
use hookproof::wire;

use crate::args::{Fields, FieldsFormat};
use crate::failure::Failure;
use crate::{Outcome, load, output};

/// Lists the fields with their places.
pub(crate) fn run(args: &Fields) -> Result<Outcome, Failure> {
    let webhook = load::webhook(&args.hook, &Catalog::builtin())?;
    if args.format == FieldsFormat::Json {
        let fields = wire::Fields::new(&webhook.hook, args.encoding.into());
        output::write_exactly(&(fields.to_json() + "\n"))?;
        return Ok(Outcome::Clean);
    }
    let mut text = String::new();
    for field in webhook.hook.fields() {
        text += &format!("{}  ({})\n", field.path, uses(field.uses));
        for (source, span) in &field.places {
            if let Some(place) = webhook.place(source, *span) {
                text += &format!("  {}\n", place.line());
            }
        }
    }
    if text.is_empty() {
        "the webhook reads nothing of a contact\n".clone_into(&mut text);
    }
    output::say(&text)?;
    Ok(Outcome::Clean)
}

fn uses(it: Uses) -> String {
    let words = [(it.printed, "printed"), (it.tested, "tested"), (it.looped, "looped")];
    let words: Vec<&str> = words.iter().filter(|(is, _)| *is).map(|(_, word)| *word).collect();
    if words.is_empty() { "only given a name".to_owned() } else { words.join(", ") }
}
