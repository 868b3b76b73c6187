//! The way to escape that Liquid has: a text is encoded for a form, escapes in it are replaced by others, and the whole
//! is decoded again: `| url_encode | replace: '%22', '%5C%22' | url_decode`.
//!
//! Encoded, each character is a unit: itself, `+` or some `%XX`. What is replaced begins with `%` and goes on with hexadecimal
//! digits, so it is found within a unit only, and each character becomes what its own unit becomes.

use std::sync::Arc;

use super::classes::Classes;
use super::printed::{Printed, Shapes};
use super::value::Known;
use super::walk::Walk;
use crate::template::{Args, ExprId, ExprKind};

/// What is replaced, and by what.
type Step = (Arc<str>, Arc<str>);

impl Walk<'_> {
    /// What `url_decode` makes of what was encoded and changed before; none where that is anything else.
    pub(super) fn recoded(&mut self, mut encoded: ExprId, name: &str, args: &Args) -> Option<Known> {
        if name != "url_decode" || !Walk::takes(args, 0) {
            return None;
        }
        let mut steps = Vec::new();
        let template = self.template;
        let raw = loop {
            let ExprKind::Filter { base, name, args, .. } = &template.expr(encoded).kind else { return None };
            match &**name {
                "url_encode" if Walk::takes(args, 0) => break *base,
                "replace" if Walk::takes(args, 2) => {
                    steps.push((self.literal(Walk::arg(args, 0)?)?, self.literal(Walk::arg(args, 1)?)?));
                }
                _ => return None,
            }
            encoded = *base;
        };
        steps.reverse();
        let images = Images::new(&steps)?;
        let known = self.eval(raw);
        Some(images.of(&self.text_of(&known)))
    }
}

/// What each character of ASCII becomes; all others stay.
struct Images(Vec<(char, String)>);

impl Images {
    fn new(steps: &[Step]) -> Option<Images> {
        let is_unit = |(old, _): &Step| {
            let digits = old.strip_prefix('%').unwrap_or_default();
            matches!(digits.len(), 1 | 2) && digits.bytes().all(|it| matches!(it, b'0'..=b'9' | b'A'..=b'F'))
        };
        let stays = |byte: u8| {
            let unit = format!("%{byte:02X}");
            steps.iter().all(|(old, _)| !unit.contains(&**old))
        };
        if !steps.iter().all(is_unit) || !(0x80..=0xFF).all(stays) {
            return None;
        }
        let image = |c: u8| {
            let image = image(c, steps)?;
            // Some encoders keep these two.
            let is_sure = !matches!(c, b'*' | b'~') || image.as_bytes() == [c];
            is_sure.then_some((char::from(c), image))
        };
        (0..0x80).map(image).collect::<Option<Vec<_>>>().map(Images)
    }

    fn of(&self, text: &Printed) -> Known {
        if let Some(exact) = text.mapped(|it| self.replaced(it)) {
            return self.decoding(exact, text);
        }
        let Images(images) = self;
        let met = || images.iter().filter(|(c, _)| text.may.has(Classes::of(*c)));
        let others = text.may.and(Classes::BEYOND_ASCII);
        let may = met().fold(others, |may, (_, image)| may.or(Classes::in_text(image)));
        let empty = text.empty || met().any(|(_, image)| image.is_empty());
        let blank = text.blank || met().any(|(c, image)| !c.is_whitespace() && image.trim().is_empty());
        self.decoding(Printed { may, empty, blank, ..Printed::anything() }.settled(), text)
    }

    /// With what follows when each character becomes a way in which JSON writes it (RFC 8259, section 7).
    fn decoding(&self, mut printed: Printed, text: &Printed) -> Known {
        let Images(images) = self;
        let is_it = |(c, image): &(char, String)| {
            let read = serde_json::from_str::<String>(&format!("\"{image}\""));
            read.is_ok_and(|it| it.chars().eq([*c]))
        };
        let is_json = images.iter().filter(|(c, _)| text.may.has(Classes::of(*c))).all(is_it);
        if is_json {
            printed.shapes = printed.shapes.or(Shapes::JSON_ESCAPES).or(Shapes::JSON_QUOTED);
        }
        Known { decoded: is_json.then(|| Box::new(text.clone())), ..Known::text(printed) }
    }

    fn replaced(&self, text: &str) -> String {
        let Images(images) = self;
        let image = |c: char| images.get(c as usize).map_or_else(|| c.to_string(), |(_, it)| it.clone());
        text.chars().map(image).collect()
    }
}

/// What becomes of a character.
fn image(c: u8, steps: &[Step]) -> Option<String> {
    let mut unit = match c {
        b' ' => "+".to_owned(),
        c if c.is_ascii_alphanumeric() || b"-._".contains(&c) => char::from(c).to_string(),
        c => format!("%{c:02X}"),
    };
    for (old, new) in steps {
        unit = unit.replace(&**old, new);
        // Half an escape could meet the other half in the next unit.
        decoded(&unit)?;
    }
    decoded(&unit)
}

/// A unit as it is decoded; none where it has half an escape.
fn decoded(unit: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(unit.len());
    let mut pieces = unit.split('%');
    let plain = |text: &str| text.replace('+', " ").into_bytes();
    bytes.extend(plain(pieces.next()?));
    for piece in pieces {
        let digits = piece.get(..2).filter(|it| it.bytes().all(|it| it.is_ascii_hexdigit()))?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        bytes.extend(plain(piece.get(2..)?));
    }
    String::from_utf8(bytes).ok()
}
