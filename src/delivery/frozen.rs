//! A request as it is stored until it is sent: the rendered bytes, with slots where secrets go.
//!
//! It is frozen when the delivery is taken in, so that every try sends the same bytes under the same key, whatever
//! happens to the template meanwhile. What came from the contact stays apart from the template's own text, so that
//! output can mask the one and show the other.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::dialect::secret_slots;
use crate::hook::Request;
use crate::render::Rendered;
use crate::source_map::Origin;
use crate::template::{SECRET_MASK, SecretKind};

const CONTENT_TYPE: &str = "Content-Type";

/// A stretch of a stored part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Piece {
    /// The template's own text.
    #[serde(rename = "t")]
    Text(String),
    /// Made of the contact's data.
    #[serde(rename = "v")]
    Value(String),
    /// The value of an environment variable goes here.
    #[serde(rename = "e")]
    Env(String),
    /// The content of a file goes here.
    #[serde(rename = "f")]
    File(String),
    /// A user's name and a password go here, in base64 as a whole: texts and secrets.
    #[serde(rename = "b")]
    Basic(Vec<Piece>),
}

/// A request as it is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    /// The HTTP method.
    pub method: String,
    /// The address.
    pub url: Vec<Piece>,
    /// The headers, in order.
    pub headers: Vec<(String, Vec<Piece>)>,
    /// The body.
    pub body: Vec<Piece>,
}

/// A template has cut a piece out of a secret or changed it, though it cannot see its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretCut {
    /// The secret's name.
    pub name: String,
}

impl std::fmt::Display for SecretCut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the template changes the secret '{}': use its slot as it is", self.name)
    }
}

impl std::error::Error for SecretCut {}

impl Frozen {
    /// Freezes a rendered request. One that has a body and no content type gets the usual one.
    ///
    /// # Errors
    ///
    /// When a filter of the template has cut or changed a secret: what is left of its mask says nothing about the value.
    pub fn of(request: &Request) -> Result<Frozen, SecretCut> {
        let headers = request.headers.iter().map(|(name, part)| Ok((name.to_string(), pieces(part)?)));
        let mut headers: Vec<_> = headers.collect::<Result<_, _>>()?;
        let usual = request.content_type.as_ref().filter(|_| request.header(CONTENT_TYPE).is_none());
        headers.extend(usual.map(|it| (CONTENT_TYPE.to_owned(), vec![Piece::Text(it.to_string())])));
        Ok(Frozen {
            method: request.method.clone(),
            url: pieces(&request.url)?,
            headers,
            body: pieces(&request.body)?,
        })
    }

    /// The secrets that it needs, in order.
    pub fn secrets(&self) -> impl Iterator<Item = (SecretKind, &str)> {
        let headers = self.headers.iter().map(|(_, part)| part);
        let parts = std::iter::once(&self.url).chain(headers).chain([&self.body]);
        parts.flatten().flat_map(Piece::inner).filter_map(|piece| match piece {
            Piece::Env(name) => Some((SecretKind::Env, name.as_str())),
            Piece::File(path) => Some((SecretKind::File, path.as_str())),
            Piece::Text(_) | Piece::Value(_) | Piece::Basic(_) => None,
        })
    }
}

impl Frozen {
    /// The paths of the files of secrets, for whoever stores the request to say where they are seen from.
    pub fn files_mut(&mut self) -> impl Iterator<Item = &mut String> {
        let headers = self.headers.iter_mut().map(|(_, part)| part);
        let parts = std::iter::once(&mut self.url).chain(headers).chain([&mut self.body]);
        parts.flatten().flat_map(Piece::inner_mut).filter_map(|piece| match piece {
            Piece::File(path) => Some(path),
            Piece::Text(_) | Piece::Value(_) | Piece::Env(_) | Piece::Basic(_) => None,
        })
    }
}

impl Piece {
    /// Its text; none for a secret.
    pub fn text(&self) -> Option<&str> {
        match self {
            Piece::Text(text) | Piece::Value(text) => Some(text),
            Piece::Env(_) | Piece::File(_) | Piece::Basic(_) => None,
        }
    }

    /// What it is made of: itself, or its parts.
    fn inner(&self) -> &[Piece] {
        match self {
            Piece::Basic(parts) => parts,
            Piece::Text(_) | Piece::Value(_) | Piece::Env(_) | Piece::File(_) => std::slice::from_ref(self),
        }
    }
}

impl Piece {
    /// The same, to be changed.
    fn inner_mut(&mut self) -> &mut [Piece] {
        match self {
            Piece::Basic(parts) => parts,
            Piece::Text(_) | Piece::Value(_) | Piece::Env(_) | Piece::File(_) => std::slice::from_mut(self),
        }
    }
}

/// The pieces of a name and password with slots.
fn basic(pair: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut from = 0;
    let text = |range: Range<usize>| {
        pair.get(range).filter(|it| !it.is_empty()).map(|it| Piece::Text(it.to_owned()))
    };
    for (span, secret) in secret_slots(pair) {
        let Range { start, end } = span.range();
        pieces.extend(text(from..start));
        let name = secret.name.to_string();
        pieces.push(if secret.kind == SecretKind::File { Piece::File(name) } else { Piece::Env(name) });
        from = end;
    }
    pieces.extend(text(from..pair.len()));
    pieces
}

fn pieces(part: &Rendered) -> Result<Vec<Piece>, SecretCut> {
    let mut pieces: Vec<Piece> = Vec::new();
    for run in part.map.runs().iter().filter(|it| !it.out.is_empty()) {
        let text = run.out.of(&part.text);
        match (&run.origin, pieces.last_mut()) {
            (Origin::Secret { secret, .. }, _) => {
                if text != SECRET_MASK || secret.is_changed {
                    return Err(SecretCut { name: secret.label().into_owned() });
                }
                pieces.push(match secret.kind {
                    SecretKind::Env => Piece::Env(secret.name.to_string()),
                    SecretKind::File => Piece::File(secret.name.to_string()),
                    SecretKind::Basic => Piece::Basic(basic(&secret.name)),
                });
            }
            (Origin::Text(_), Some(Piece::Text(last))) => last.push_str(text),
            (Origin::Text(_), _) => pieces.push(Piece::Text(text.to_owned())),
            (_, Some(Piece::Value(last))) => last.push_str(text),
            (_, _) => pieces.push(Piece::Value(text.to_owned())),
        }
    }
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact::Contact;
    use crate::contract::Catalog;
    use crate::hook::{Hook, Options};
    use crate::hook_file::{Body, HookFile, Located};

    fn frozen(body: &str, contact: &str) -> Result<Frozen, SecretCut> {
        let file = format!(
            "sender = 'ometria'\nreceiver = 'generic'\nurl = 'https://a.test/{{{{ id }}}}'\n\
             headers = {{ Authorization = 'Bearer ${{env:TOKEN}}' }}\nbody = '''{body}'''"
        );
        let hook = Hook::compile(&HookFile::parse(&file).value, &Catalog::builtin()).value;
        Frozen::of(&hook.render(&Contact::read(contact), &Options::default()))
    }

    #[test]
    fn secrets_stay_slots_and_data_stays_apart() {
        let frozen = frozen("{\"a\": \"{{ a }}\"}${file:k}", r#"{"id": 7, "a": "${env:HOME}"}"#);
        let text = |it: &str| Piece::Text(it.to_owned());
        let value = |it: &str| Piece::Value(it.to_owned());
        let expected = Frozen {
            method: "POST".to_owned(),
            url: vec![text("https://a.test/"), value("7")],
            headers: vec![
                ("Authorization".to_owned(), vec![text("Bearer "), Piece::Env("TOKEN".to_owned())]),
                ("Content-Type".to_owned(), vec![text("application/json")]),
            ],
            body: vec![text("{\"a\": \""), value("${env:HOME}"), text("\"}"), Piece::File("k".to_owned())],
        };
        assert_eq!(frozen.as_ref(), Ok(&expected));
        let secrets: Vec<_> = expected.secrets().collect();
        assert_eq!(secrets, [(SecretKind::Env, "TOKEN"), (SecretKind::File, "k")]);
        let stored = serde_json::to_string(&expected).ok();
        let read = stored.as_deref().and_then(|it| serde_json::from_str(it).ok());
        assert_eq!(read, Some(expected), "{stored:?}");
    }

    #[test]
    fn other_languages_change_no_secret_either() {
        for (sender, body) in [
            ("clevertap", "{% capture x %}${env:KEY}{% endcapture %}{{ x | upcase }}"),
            ("clevertap", "{% capture x %}${env:KEY}{% endcapture %}{{ x | json }}"),
            ("yespo", "#set($x = \"${env:KEY}\")$x.toUpperCase()"),
            ("yespo", "#define($x)${env:KEY}#end$x.toString().replace('a', 'b')"),
        ] {
            let file = format!("sender = '{sender}'\nreceiver = 'generic'\nbody = ''");
            let body = Located { text: body.to_owned(), ..Located::default() };
            let file = HookFile { body: Some(Body::Inline(body)), ..HookFile::parse(&file).value };
            let hook = Hook::compile(&file, &Catalog::builtin()).value;
            let request = hook.render(&Contact::empty(), &Options::default());
            let refused = Frozen::of(&request).map(|it| (it.body, request.body.text.clone()));
            assert_eq!(refused, Err(SecretCut { name: "KEY".to_owned() }), "{:?}", request.body.text);
        }
    }

    #[test]
    fn a_connectors_name_and_password_stay_slots() {
        let file = "sender = 'ometria'\nreceiver = 'generic'\nurl = 'https://a.test'\nbody = ''\n\
                    connector = { type = 'basic', user = 'AC-${env:USER}', password = '${file:p}!' }";
        let hook = Hook::compile(&HookFile::parse(file).value, &Catalog::builtin()).value;
        let request = hook.render(&Contact::empty(), &Options::default());
        let mut frozen = Frozen::of(&request).expect("nothing is cut");
        let text = |it: &str| Piece::Text(it.to_owned());
        let pair = vec![
            text("AC-"),
            Piece::Env("USER".to_owned()),
            text(":"),
            Piece::File("p".to_owned()),
            text("!"),
        ];
        assert_eq!(frozen.headers, [("Authorization".to_owned(), vec![text("Basic "), Piece::Basic(pair)])]);
        let secrets: Vec<_> = frozen.secrets().collect();
        assert_eq!(secrets, [(SecretKind::Env, "USER"), (SecretKind::File, "p")]);
        frozen.files_mut().for_each(|path| path.insert(0, '/'));
        let secrets: Vec<_> = frozen.secrets().collect();
        assert_eq!(secrets, [(SecretKind::Env, "USER"), (SecretKind::File, "/p")]);
        let stored = serde_json::to_string(&frozen).ok();
        assert_eq!(stored.as_deref().and_then(|it| serde_json::from_str(it).ok()), Some(frozen));
    }

    #[test]
    fn a_cut_or_changed_secret_is_refused() {
        let body = |it: &str| frozen(&format!("{{% set x %}}${{env:KEY}}{{% endset %}}{{{{ {it} }}}}"), "{}");
        for changed in [
            "x[:2]",
            "x | upper",
            "x.upper()",
            "x | urlencode",
            "x | replace('a', 'b')",
            "x | reverse",
            "x | e",
        ] {
            assert_eq!(body(changed), Err(SecretCut { name: "KEY".to_owned() }), "{changed}");
        }
        for kept in ["x", "x | default('-')", "'a' ~ x", "x | trim"] {
            let pieces = body(kept).map(|it| it.body);
            assert!(
                pieces.as_ref().is_ok_and(|it| it.contains(&Piece::Env("KEY".to_owned()))),
                "{kept}: {pieces:?}"
            );
        }
    }
}
