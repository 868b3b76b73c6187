//! Sources as tokens, and lists of tokens by their brackets.

/// A piece of source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A name, keyword or number.
    Word(String),
    /// The inside of a string literal, undecoded.
    Text(String),
    /// Any other character.
    Mark(char),
}

impl Token {
    /// Whether it is this word.
    pub(super) fn is(&self, word: &str) -> bool {
        matches!(self, Token::Word(it) if it == word)
    }

    /// The character, if it is neither a word nor a text.
    pub(super) fn mark(&self) -> Option<char> {
        if let Token::Mark(it) = self { Some(*it) } else { None }
    }
}

/// Reads tokens. Comments, characters and lifetimes are left out.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let len = match c {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |at| at + 2),
            '"' => {
                let end = string_end(rest);
                tokens.push(Token::Text(rest[1..end].to_owned()));
                end + 1
            }
            'r' | 'b' | 'c' if let Some((start, end)) = raw_string(rest) => {
                tokens.push(Token::Text(rest[start..end].to_owned()));
                // What stands before the text stands after it too, but for the letters.
                end + rest[..start].trim_start_matches(['r', 'b', 'c']).len()
            }
            '\'' => quote_len(rest),
            _ if is_word(c) => {
                let len = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                tokens.push(Token::Word(rest[..len].to_owned()));
                len
            }
            _ => {
                if !c.is_whitespace() {
                    tokens.push(Token::Mark(c));
                }
                c.len_utf8()
            }
        };
        rest = rest.get(len..).unwrap_or_default();
    }
    tokens
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Where the string literal at the start of `rest` has its closing quotation mark.
fn string_end(rest: &str) -> usize {
    let mut escaped = false;
    let closing = rest.char_indices().skip(1).find(|(_, c)| {
        let closes = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        closes
    });
    closing.map_or(rest.len(), |(at, _)| at)
}

/// The inside of the raw string at the start of `rest`, if there is one.
fn raw_string(rest: &str) -> Option<(usize, usize)> {
    let letters = ["r", "br", "cr"].into_iter().find(|it| {
        let after = rest.strip_prefix(it).unwrap_or_default();
        after.trim_start_matches('#').starts_with('"')
    })?;
    let hashes: String = rest[letters.len()..].chars().take_while(|c| *c == '#').collect();
    let start = letters.len() + hashes.len() + 1;
    let end = rest[start..].find(&format!("\"{hashes}")).map_or(rest.len(), |at| start + at);
    Some((start, end))
}

/// The length of the character literal or lifetime at the start of `rest`.
fn quote_len(rest: &str) -> usize {
    let mut inside = rest[1..].chars();
    match (inside.next(), inside.next()) {
        (Some('\\'), Some(escaped)) => {
            let from = 2 + escaped.len_utf8();
            rest[from..].find('\'').map_or(rest.len(), |at| from + at + 1)
        }
        (Some(c), Some('\'')) => c.len_utf8() + 2,
        _ => 1 + rest[1..].find(|c| !is_word(c)).unwrap_or(rest.len() - 1),
    }
}

/// Where the bracket at `open` is closed.
pub(super) fn closing(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0usize;
    let close = (open..tokens.len()).find(|&at| {
        match tokens[at].mark() {
            Some('(' | '[' | '{') => depth += 1,
            Some(')' | ']' | '}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    });
    close.unwrap_or(tokens.len())
}

/// The parts of a list between brackets: split at its own commas.
pub(super) fn split(tokens: &[Token]) -> Vec<&[Token]> {
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    let mut angles = 0usize;
    while at < tokens.len() {
        match tokens[at].mark() {
            Some('(' | '[' | '{') => at = closing(tokens, at),
            Some('<') => angles += 1,
            Some('>') if at > 0 && !matches!(tokens[at - 1].mark(), Some('-' | '=')) => {
                angles = angles.saturating_sub(1);
            }
            Some(',') if angles == 0 => {
                parts.push(&tokens[start..at]);
                start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    parts.push(tokens.get(start..).unwrap_or_default());
    parts
}

/// Where the value of a field that begins at `start` ends.
pub(super) fn field_end(tokens: &[Token], start: usize) -> usize {
    end(tokens, start, &[',', '}', ')'])
}

/// Where the statement around `start` has its semicolon.
pub(super) fn statement_end(tokens: &[Token], start: usize) -> usize {
    end(tokens, start, &[';'])
}

fn end(tokens: &[Token], start: usize, ends: &[char]) -> usize {
    let mut at = start;
    while let Some(token) = tokens.get(at) {
        match token.mark() {
            Some(mark) if ends.contains(&mark) => return at,
            Some('(' | '[' | '{') => at = closing(tokens, at),
            _ => {}
        }
        at += 1;
    }
    tokens.len()
}
