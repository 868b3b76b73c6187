//! Credentials that a request must have.

use super::operation::Found;
use super::{At, Resolver};
use crate::contract::{HeaderRule, Rules};

/// What one way of authorisation asks for.
#[derive(Default)]
struct Way {
    headers: Vec<(String, Option<&'static str>)>,
    query: Vec<String>,
}

/// A header is asked for when every way of authorisation asks for it, in a certain form when all ask for the same.
pub(super) fn read<'f>(resolver: &mut Resolver<'f>, root: &At<'f>, found: &Found<'f>, rules: &mut Rules) {
    let stated = found.operation.plain("security").or_else(|| root.plain("security"));
    let ways = stated.iter().flat_map(At::items).map(|it| way(resolver, root, &it)).collect::<Vec<_>>();
    let Some((first, others)) = ways.split_first() else { return };
    for (name, form) in &first.headers {
        let same =
            |it: &Way| it.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|it| it.1);
        if others.iter().any(|it| same(it).is_none()) {
            continue;
        }
        let form =
            form.filter(|form| others.iter().all(|it| same(it) == Some(Some(*form)))).map(str::to_owned);
        let name = name.clone();
        rules.headers.push(HeaderRule { name, form, required: true, secret: true, ..HeaderRule::default() });
    }
    let query = first.query.iter().filter(|name| others.iter().all(|it| it.query.contains(name)));
    rules.query.extend(query.cloned());
}

fn way<'f>(resolver: &mut Resolver<'f>, root: &At<'f>, requirement: &At<'f>) -> Way {
    let mut way = Way::default();
    let schemes = root.plain("components").and_then(|it| it.plain("securitySchemes"));
    for member in requirement.members() {
        let Some(scheme) = schemes.as_ref().and_then(|it| it.get(resolver, &member.key)) else { continue };
        let name = || scheme.text("name").unwrap_or_default().to_owned();
        let authorization = |form| ("Authorization".to_owned(), form);
        match (scheme.text("type"), scheme.text("in"), scheme.text("scheme")) {
            (Some("apiKey"), Some("header"), _) => way.headers.push((name(), None)),
            (Some("apiKey"), Some("query"), _) => way.query.push(name()),
            (Some("http"), _, Some(it)) if it.eq_ignore_ascii_case("basic") => {
                way.headers.push(authorization(Some("Basic {CREDENTIALS}")));
            }
            (Some("http"), _, Some(it)) if it.eq_ignore_ascii_case("bearer") => {
                way.headers.push(authorization(Some("Bearer {TOKEN}")));
            }
            (Some("http"), ..) => way.headers.push(authorization(None)),
            (Some("oauth2" | "openIdConnect"), ..) => way.headers.push(authorization(Some("Bearer {TOKEN}"))),
            _ => {}
        }
    }
    way
}
