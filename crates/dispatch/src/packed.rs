//! A request as a ledger stores it: one text, read where it is sent.
//!
//! Each item is a letter, the length of its text in bytes, a colon and the text: `M4:POSTt14:https://a.testB0:t2:{}`. There is
//! nothing to escape and nothing to look for, so that reading it is copying.
//!
//! ```text
//! M method    and then the pieces of the address
//! H header    its name, and then the pieces of its value
//! B body      empty, and then its pieces
//!             t text, v value, e environment, f file, u a user's name and password: such pieces in turn
//! ```

use std::fmt::Write;

use hookproof::delivery::{Frozen, Piece};

use crate::error::Error;
use crate::text::Text;

/// A request as a ledger stores it. Equal requests are stored equally.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed(Text);

/// A packed request that was looked through: its parts, where they are stored.
#[derive(Clone, Debug, Default)]
pub struct Parts<'p> {
    pub(crate) method: &'p str,
    pub(crate) url: Pieces<'p>,
    pub(crate) headers: Vec<(&'p str, Pieces<'p>)>,
    pub(crate) body: Pieces<'p>,
}

/// The pieces of a part.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Pieces<'p>(&'p str);

/// A [`Piece`] where it is stored.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stored<'p> {
    Text(&'p str),
    Value(&'p str),
    Env(&'p str),
    File(&'p str),
    Basic(Pieces<'p>),
}

impl Packed {
    /// Packs a request.
    pub fn of(request: &Frozen) -> Packed {
        let mut text = String::new();
        put(&mut text, 'M', &request.method);
        put_pieces(&mut text, &request.url);
        for (name, pieces) in &request.headers {
            put(&mut text, 'H', name);
            put_pieces(&mut text, pieces);
        }
        put(&mut text, 'B', "");
        put_pieces(&mut text, &request.body);
        Packed(text.into())
    }

    /// What is stored. It is looked at when it is read.
    pub(crate) fn stored(text: Text) -> Packed {
        Packed(text)
    }

    /// As it is stored.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// Looks through it.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] when it is no request.
    pub fn read(&self) -> Result<Parts<'_>, Error> {
        let mut parts = Parts::default();
        let mut items = Items { rest: &self.0 };
        let mut is_in_body = false;
        while !items.rest.is_empty() {
            let (letter, text) = items.item().ok_or_else(damaged)?;
            let pieces = items.pieces(true).ok_or_else(damaged)?;
            match letter {
                'M' => (parts.method, parts.url) = (text, pieces),
                'H' => parts.headers.push((text, pieces)),
                'B' => (is_in_body, parts.body) = (true, pieces),
                _ => return Err(damaged()),
            }
        }
        if is_in_body { Ok(parts) } else { Err(damaged()) }
    }
}

impl Parts<'_> {
    /// The request.
    pub fn to_frozen(&self) -> Frozen {
        let headers = self.headers.iter().map(|(name, value)| ((*name).to_owned(), value.to_pieces()));
        Frozen {
            method: self.method.to_owned(),
            url: self.url.to_pieces(),
            headers: headers.collect(),
            body: self.body.to_pieces(),
        }
    }
}

impl<'p> Pieces<'p> {
    /// At most how long their text is.
    pub(crate) fn len(self) -> usize {
        self.0.len()
    }

    /// Each of them. That it is one was seen when they were read.
    pub(crate) fn each(self) -> impl Iterator<Item = Stored<'p>> {
        let mut items = Items { rest: self.0 };
        std::iter::from_fn(move || items.item().and_then(|(letter, text)| stored(letter, text)))
    }

    fn to_pieces(self) -> Vec<Piece> {
        let piece = |stored| match stored {
            Stored::Text(it) => Piece::Text(it.to_owned()),
            Stored::Value(it) => Piece::Value(it.to_owned()),
            Stored::Env(it) => Piece::Env(it.to_owned()),
            Stored::File(it) => Piece::File(it.to_owned()),
            Stored::Basic(parts) => Piece::Basic(parts.to_pieces()),
        };
        self.each().map(piece).collect()
    }
}

fn put(text: &mut String, letter: char, item: &str) {
    // A `String` takes whatever is written.
    let _ = write!(text, "{letter}{}:{item}", item.len());
}

fn put_pieces(text: &mut String, pieces: &[Piece]) {
    for piece in pieces {
        put_piece(text, piece);
    }
}

fn put_piece(text: &mut String, piece: &Piece) {
    match piece {
        Piece::Text(it) => put(text, 't', it),
        Piece::Value(it) => put(text, 'v', it),
        Piece::Env(it) => put(text, 'e', it),
        Piece::File(it) => put(text, 'f', it),
        Piece::Basic(parts) => {
            let mut inner = String::new();
            put_pieces(&mut inner, parts);
            put(text, 'u', &inner);
        }
    }
}

fn stored(letter: char, text: &str) -> Option<Stored<'_>> {
    match letter {
        't' => Some(Stored::Text(text)),
        'v' => Some(Stored::Value(text)),
        'e' => Some(Stored::Env(text)),
        'f' => Some(Stored::File(text)),
        'u' => Some(Stored::Basic(Pieces(text))),
        _ => None,
    }
}

fn damaged() -> Error {
    Error::Damaged("a delivery's request cannot be read".to_owned())
}

/// The items of a text.
struct Items<'t> {
    rest: &'t str,
}

impl<'t> Items<'t> {
    fn item(&mut self) -> Option<(char, &'t str)> {
        let letter = self.rest.chars().next()?;
        let (length, rest) = self.rest.get(letter.len_utf8()..)?.split_once(':')?;
        let (text, rest) = rest.split_at_checked(length.parse().ok()?)?;
        self.rest = rest;
        Some((letter, text))
    }

    /// Takes the pieces that come next; `may_nest` says whether there may be some that hold others.
    fn pieces(&mut self, may_nest: bool) -> Option<Pieces<'t>> {
        let all = self.rest;
        while self.rest.starts_with(|it: char| it.is_ascii_lowercase()) {
            let (letter, text) = self.item()?;
            if let Stored::Basic(Pieces(inner)) = stored(letter, text)? {
                let mut inner = Items { rest: inner };
                let is_whole = may_nest && inner.pieces(false).is_some() && inner.rest.is_empty();
                is_whole.then_some(())?;
            }
        }
        all.get(..all.len() - self.rest.len()).map(Pieces)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces() -> Vec<Piece> {
        let text = |it: &str| it.to_owned();
        vec![
            Piece::Text(text("3:")),
            Piece::Value(text("é\"\n")),
            Piece::Env(text("TOKEN")),
            Piece::File(text("keys/a")),
            Piece::Basic(vec![Piece::Text(text("AC:")), Piece::Env(text("PASSWORD"))]),
            Piece::Value(String::new()),
        ]
    }

    #[test]
    fn what_is_packed_comes_out_as_it_was() {
        let header = |name: &str, value| (name.to_owned(), value);
        let whole = Frozen {
            method: "PUT".to_owned(),
            url: pieces(),
            headers: vec![header("A", pieces()), header("B", vec![]), header("", pieces())],
            body: pieces(),
        };
        let without_body = Frozen { body: vec![], ..whole.clone() };
        let without_headers = Frozen { headers: vec![], ..whole.clone() };
        for request in [whole, without_body, without_headers, Frozen::default()] {
            let read = Packed::of(&request).read().map(|it| it.to_frozen());
            assert_eq!(read, Ok(request));
        }
        let small = Frozen {
            method: "POST".to_owned(),
            url: vec![Piece::Text("https://a.test".to_owned())],
            headers: vec![],
            body: vec![Piece::Text("{}".to_owned())],
        };
        assert_eq!(Packed::of(&small).text(), "M4:POSTt14:https://a.testB0:t2:{}");
    }

    #[test]
    fn what_is_none_is_damaged() {
        for text in [
            "",
            "M4:POST",
            "M4:POS",
            "M",
            "M4",
            "M-1:B0:",
            "M1:éB0:",
            "M0:B0:x1:a",
            "B0:u6:u0:t0:",
            "{}",
            "é",
        ] {
            let read = Packed::stored(text.to_owned().into()).read().map(|it| it.to_frozen());
            assert_eq!(read, Err(damaged()), "{text}");
        }
    }
}
