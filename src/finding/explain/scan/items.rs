//! The items of a file: constants, functions, and the types that functions belong to.

use std::collections::{BTreeMap, BTreeSet};

use super::tokens::{Token, closing, tokens};

/// A file without what is compiled for tests only.
pub(super) struct File {
    pub(super) path: String,
    pub(super) tokens: Vec<Token>,
    /// The constants that are texts.
    pub(super) constants: BTreeMap<String, String>,
}

impl File {
    /// `hidden` gets the paths of the modules that are compiled for tests only.
    pub(super) fn read(path: &str, text: &str, hidden: &mut BTreeSet<String>) -> File {
        let cfg_test = tokens("#[cfg(test)]");
        let mut tokens = tokens(text);
        while let Some(at) = tokens.windows(cfg_test.len()).position(|it| it == cfg_test) {
            let item = at + cfg_test.len();
            let end = (item..tokens.len()).find(|&at| matches!(tokens[at].mark(), Some('{' | ';')));
            let end = end.unwrap_or(tokens.len() - 1);
            if let (Some(';'), Token::Word(name)) = (tokens[end].mark(), &tokens[end - 1]) {
                let folder = path.trim_end_matches(".rs").trim_end_matches("/mod").trim_end_matches("/lib");
                hidden.extend([format!("{folder}/{name}.rs"), format!("{folder}/{name}/mod.rs")]);
            }
            let last = if tokens[end].mark() == Some('{') { closing(&tokens, end) } else { end };
            tokens.drain(at..=last.min(tokens.len() - 1));
        }
        let constants = tokens.windows(7).filter_map(constant).collect();
        File { path: path.to_owned(), tokens, constants }
    }
}

/// `const NAME: &str = "text";` at the start of the tokens.
fn constant(tokens: &[Token]) -> Option<(String, String)> {
    let [keyword, Token::Word(name), rest @ ..] = tokens else { return None };
    let is_constant = keyword.is("const") || keyword.is("static");
    let [colon, and, kind, equals, Token::Text(text), ..] = rest else { return None };
    let marks = [colon.mark(), and.mark(), equals.mark()] == [Some(':'), Some('&'), Some('=')];
    (is_constant && marks && kind.is("str")).then(|| (name.clone(), text.clone()))
}

/// The name and the parameters of the function that is defined at `at`.
pub(super) fn function(tokens: &[Token], at: usize) -> Option<(String, &[Token])> {
    let [keyword, Token::Word(name), ..] = tokens.get(at..)? else { return None };
    let mut open = at + 2;
    if tokens.get(open)?.mark() == Some('<') {
        // Type parameters have round brackets only in `Fn(…)`, which no function with a code has.
        open = (open..tokens.len()).find(|&at| tokens[at].mark() == Some('('))?;
    }
    let is_function = keyword.is("fn") && tokens.get(open)?.mark() == Some('(');
    is_function.then(|| (name.clone(), &tokens[open + 1..closing(tokens, open).max(open + 1)]))
}

/// Whether the function at `at` can be called in other files.
pub(super) fn is_public(tokens: &[Token], at: usize) -> bool {
    let before = tokens[..at].iter().rev();
    before.take_while(|it| !matches!(it.mark(), Some('}' | '{' | ';' | ']'))).any(|it| it.is("pub"))
}

/// The type whose `impl` is around `at`.
pub(super) fn owner(tokens: &[Token], at: usize) -> Option<String> {
    let mut owner = None;
    let starts = |at: usize| at == 0 || matches!(tokens[at - 1].mark(), Some('}' | ';' | ']' | '{'));
    for start in (0..at).filter(|&at| tokens[at].is("impl") && starts(at)) {
        let open = (start..tokens.len()).find(|&at| tokens[at].mark() == Some('{'))?;
        if open < at && at < closing(tokens, open) {
            owner = implementor(&tokens[start + 1..open]);
        }
    }
    owner
}

/// The type in the head of an `impl`: `<T> Trait for path::Type<T> where …` gives `Type`.
fn implementor(head: &[Token]) -> Option<String> {
    let mut name = None;
    let mut angles = 0usize;
    for token in head {
        match token {
            Token::Mark('<') => angles += 1,
            Token::Mark('>') => angles = angles.saturating_sub(1),
            Token::Word(word) if angles == 0 && word == "where" => break,
            Token::Word(word) if angles == 0 => name = Some(word.clone()),
            _ => {}
        }
    }
    name
}
