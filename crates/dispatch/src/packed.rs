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

/// A request as a ledger stores it. Equal requests are stored equally.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed(String);

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
        Packed(text)
    }

    /// What is stored. It is looked at when it is unpacked.
    pub(crate) fn stored(text: String) -> Packed {
        Packed(text)
    }

    /// As it is stored.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// The request.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] when it is none.
    pub fn unpack(&self) -> Result<Frozen, Error> {
        let mut request = Frozen::default();
        let mut is_in_body = false;
        for item in (Items { rest: &self.0 }) {
            let (letter, text) = item?;
            match letter {
                'M' => text.clone_into(&mut request.method),
                'H' => request.headers.push((text.to_owned(), Vec::new())),
                'B' => is_in_body = true,
                _ => {
                    let header = request.headers.last_mut().filter(|_| !is_in_body);
                    let part = match header {
                        _ if is_in_body => &mut request.body,
                        Some((_, value)) => value,
                        None => &mut request.url,
                    };
                    part.push(piece(letter, text)?);
                }
            }
        }
        if is_in_body { Ok(request) } else { Err(damaged()) }
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

fn piece(letter: char, text: &str) -> Result<Piece, Error> {
    if letter == 'u' {
        let parts = Items { rest: text }.map(|item| item.and_then(|(letter, text)| simple(letter, text)));
        return parts.collect::<Result<_, _>>().map(Piece::Basic);
    }
    simple(letter, text)
}

/// A piece that holds no others.
fn simple(letter: char, text: &str) -> Result<Piece, Error> {
    let kind = match letter {
        't' => Piece::Text,
        'v' => Piece::Value,
        'e' => Piece::Env,
        'f' => Piece::File,
        _ => return Err(damaged()),
    };
    Ok(kind(text.to_owned()))
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
}

impl<'t> Iterator for Items<'t> {
    type Item = Result<(char, &'t str), Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let item = self.item();
        if item.is_none() {
            self.rest = "";
        }
        Some(item.ok_or_else(damaged))
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
            assert_eq!(Packed::of(&request).unpack(), Ok(request));
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
            assert_eq!(Packed::stored(text.to_owned()).unpack(), Err(damaged()), "{text}");
        }
    }
}
