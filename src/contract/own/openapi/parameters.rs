//! Parameters that a request must have, in its headers and in its address.

use super::operation::Found;
use super::{At, Resolver};
use crate::contract::{HeaderRule, Rules};

pub(super) fn read<'f>(resolver: &mut Resolver<'f>, found: &Found<'f>, rules: &mut Rules) {
    let mut read: Vec<(String, String, bool)> = Vec::new();
    // Those of the operation stand above those of its path.
    for around in [&found.item, &found.operation] {
        for at in around.plain("parameters").iter().flat_map(At::items) {
            let Some(parameter) = at.followed(resolver) else { continue };
            let (Some(name), Some(place)) = (parameter.text("name"), parameter.text("in")) else { continue };
            read.retain(|(it, of, _)| !(it == name && of == place));
            read.push((name.to_owned(), place.to_owned(), parameter.is("required")));
        }
    }
    for (name, place, _) in read.into_iter().filter(|(_, _, required)| *required) {
        match place.as_str() {
            "header" if !is_described_elsewhere(&name) => {
                rules.headers.push(HeaderRule { name, required: true, ..HeaderRule::default() });
            }
            "query" => rules.query.push(name),
            _ => {}
        }
    }
}

/// `OpenAPI` ignores parameters of these names: other parts of the description say what they are.
fn is_described_elsewhere(name: &str) -> bool {
    ["accept", "content-type", "authorization"].iter().any(|it| name.eq_ignore_ascii_case(it))
}
