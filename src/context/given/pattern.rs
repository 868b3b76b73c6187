//! What simple regular expressions say of a text.

use crate::context::classes::Classes;

/// Whether a pattern says that there is a character that is no white space, and nothing more: `\S`.
pub(super) fn needs_a_character(pattern: &str) -> bool {
    pattern == "\\S"
}

/// The characters that no text has that matches the whole of a pattern: one between `^` and `$` that is a row of plain
/// characters, escapes and classes, with their counts. Of any other pattern, none.
pub(super) fn without(pattern: &str) -> Classes {
    Classes::ALL.minus(allowed(pattern).unwrap_or(Classes::ALL))
}

fn allowed(pattern: &str) -> Option<Classes> {
    let row = pattern.strip_prefix('^')?.strip_suffix('$').filter(|it| !it.ends_with('\\'))?;
    let mut chars = row.chars().peekable();
    let mut all = Classes::NONE;
    while let Some(c) = chars.next() {
        all = all.or(match c {
            '\\' => escape(chars.next()?)?,
            '[' => class(&mut chars)?,
            '.' | '(' | ')' | '|' | '^' | '$' | '?' | '*' | '+' | '{' | '}' | ']' => return None,
            c => Classes::of(c),
        });
        count(&mut chars)?;
    }
    Some(all)
}

type Chars<'p> = std::iter::Peekable<std::str::Chars<'p>>;

/// Goes over how often something may stand: `?`, `*`, `+`, `{2}`, `{1,30}`.
fn count(chars: &mut Chars<'_>) -> Option<()> {
    match chars.peek() {
        Some('?' | '*' | '+') => _ = chars.next(),
        Some('{') => {
            chars.next();
            while let Some(c) = chars.next_if(|c| c.is_ascii_digit() || *c == ',') {
                debug_assert!(c != '}', "the digits end before the brace");
            }
            chars.next_if_eq(&'}')?;
        }
        _ => {}
    }
    Some(())
}

/// What an escape stands for. Digits and words count letters of all scripts, as some engines do.
fn escape(c: char) -> Option<Classes> {
    let wide = Classes::WIDE;
    Some(match c {
        'd' => Classes::DIGIT.or(wide),
        'w' => Classes::DIGIT.or(Classes::LETTER).or(Classes::MARK).or(wide),
        's' => Classes::SPACES,
        'n' => Classes::LINE_FEED,
        'r' => Classes::CARRIAGE_RETURN,
        't' => Classes::TAB,
        c if c.is_ascii_punctuation() => Classes::of(c),
        _ => return None,
    })
}

/// What a class in brackets stands for, after its `[`.
fn class(chars: &mut Chars<'_>) -> Option<Classes> {
    let mut all = Classes::NONE;
    if chars.peek() == Some(&'^') {
        return None;
    }
    loop {
        let c = chars.next()?;
        match c {
            ']' => return Some(all),
            '\\' => {
                let escaped = chars.next()?;
                all = all.or(escape(escaped)?);
                // A range from an escape on, unless the hyphen is the last.
                let mut rest = chars.clone();
                if rest.next() == Some('-') && rest.next() != Some(']') {
                    return None;
                }
            }
            '[' | '&' | '~' => return None,
            from => {
                let mut rest = chars.clone();
                let to = (rest.next() == Some('-')).then(|| rest.next()).flatten();
                match to {
                    Some(to) if to != ']' => {
                        if to == '\\' || to == '[' || to < from {
                            return None;
                        }
                        *chars = rest;
                        all = all.or(range(from, to));
                    }
                    _ => all = all.or(Classes::of(from)),
                }
            }
        }
    }
}

/// The classes of all characters from one to another. Those beyond ASCII are not looked at one by one.
fn range(from: char, to: char) -> Classes {
    let ascii = (from..=to.min('\u{7f}')).fold(Classes::NONE, |all, c| all.or(Classes::of(c)));
    if to.is_ascii() { ascii } else { ascii.or(Classes::BEYOND_ASCII) }
}
