//! Java's `replaceAll`, where its pattern is one character or one class of them, as in `\t` or `[\x00-\x1F]`.

use super::classes::Classes;
use super::printed::{Printed, Shapes, shapes_of};

/// How many characters patterns are looked into for: Latin-1.
const LATIN: usize = 0x100;

/// Characters by their number.
type Set = [bool; LATIN];

/// What is known of `text` after `replaceAll(pattern, new)`; none where the pattern or the replacement is another.
pub(super) fn replaced(text: &Printed, pattern: &str, new: &str) -> Option<Printed> {
    let (set, new) = (set(pattern)?, unescaped(new)?);
    let latin = || (0_u8..=0xFF).map(char::from);
    let is_in = |c: char| set.get(c as usize) == Some(&true);
    let of = |it: &mut dyn Iterator<Item = char>| it.fold(Classes::NONE, |all, c| all.or(Classes::of(c)));
    let (taken, left) = (of(&mut latin().filter(|c| is_in(*c))), of(&mut latin().filter(|c| !is_in(*c))));
    let beyond = Classes::WIDE.or(Classes::WIDE_SPACE).or(Classes::NONCHARACTER);
    if !text.may.meets(taken) {
        return Some(text.clone());
    }
    let may = text.may.minus(taken.minus(left).minus(beyond)).or(Classes::in_text(&new));
    // No escape has a control character or a space in it.
    let is_apart = latin().filter(|c| is_in(*c)).all(|c| c.is_control() || c == ' ');
    let forms = Shapes::JSON_PAIRS
        .or(Shapes::JSON_ESCAPES)
        .or(Shapes::JSON_QUOTED)
        .or(Shapes::PERCENT)
        .or(Shapes::ENTITIES);
    let shapes = if is_apart { text.shapes.and(forms).and(shapes_of(&new)) } else { Shapes::NONE };
    let (empty, blank) = (text.empty || new.is_empty(), text.blank || new.trim().is_empty());
    Some(Printed { may, shapes, empty, blank, ..Printed::anything() }.settled())
}

/// The characters that a pattern finds one by one. A line feed may have a carriage return before it, which goes too;
/// since that may also stand alone, only the line feed is sure to go.
fn set(pattern: &str) -> Option<Set> {
    let mut set = [false; LATIN];
    if pattern == "\\r?\\n" {
        *set.get_mut(usize::from(b'\n'))? = true;
        return Some(set);
    }
    let mut rest = pattern.strip_prefix('[').and_then(|it| it.strip_suffix(']')).unwrap_or(pattern);
    if rest.is_empty() || (rest.len() == pattern.len() && character(rest)?.1 != rest.len()) {
        return None;
    }
    while !rest.is_empty() {
        let (from, len) = character(rest)?;
        rest = rest.get(len..)?;
        let mut to = from;
        if let Some(after) = rest.strip_prefix('-') {
            let (last, len) = character(after)?;
            (to, rest) = (last, after.get(len..)?);
        }
        set.get_mut(from as usize..=to as usize)?.fill(true);
    }
    Some(set)
}

/// The character that a pattern begins with, and the length of how it is written. What has a meaning in patterns is none.
fn character(pattern: &str) -> Option<(char, usize)> {
    let mut chars = pattern.chars();
    match chars.next()? {
        '\\' => match chars.next()? {
            'n' => Some(('\n', 2)),
            'r' => Some(('\r', 2)),
            't' => Some(('\t', 2)),
            'x' => {
                let digits = pattern.get(2..4)?;
                Some((char::from(u8::from_str_radix(digits, 16).ok()?), 4))
            }
            _ => None,
        },
        c if c.is_ascii_alphanumeric() || c == ' ' => Some((c, 1)),
        _ => None,
    }
}

/// What a replacement writes: a backslash takes the meaning from what follows; groups are none.
fn unescaped(new: &str) -> Option<String> {
    let mut text = String::with_capacity(new.len());
    let mut chars = new.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => text.push(chars.next()?),
            '$' => return None,
            c => text.push(c),
        }
    }
    Some(text)
}
