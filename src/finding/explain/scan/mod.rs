//! Finds the codes of findings and faults in sources, so that a test can hold them against the pages.
//!
//! A code gets into a finding through a parameter or a field named `code`. So the places to look at follow from the
//! sources themselves: the functions that have such a parameter are found first, then what is given for it in each
//! call. Constants are followed. Besides, `code: …` in a struct, `let code = …` and functions named `code` count.

use std::collections::{BTreeMap, BTreeSet};

mod items;
mod tokens;

use items::{File, function, is_public};
use tokens::{Token, closing, field_end, split, statement_end};

/// What the sources say.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The codes, each with the files that have it.
    pub(super) codes: BTreeMap<String, BTreeSet<String>>,
    /// Constants that are given as a code but defined nowhere as a text.
    pub(super) unresolved: BTreeSet<String>,
}

/// Looks through sources, each a path with `/` and its text. What is compiled for tests only is passed over.
pub(super) fn scan(sources: &[(String, String)]) -> Found {
    let mut hidden = BTreeSet::new();
    let files: Vec<File> = sources.iter().map(|(path, text)| File::read(path, text, &mut hidden)).collect();
    let files: Vec<File> = files.into_iter().filter(|file| !hidden.contains(&file.path)).collect();
    let mut scan =
        Scan { files: &files, doors: Vec::new(), others: BTreeSet::new(), found: Found::default() };
    for file in &files {
        scan.functions(file);
    }
    for file in &files {
        scan.file(file);
    }
    scan.found
}

/// A function with a parameter `code: &str`.
struct Door {
    /// The file that it is visible in; none when it is public.
    file: Option<String>,
    /// The type that it belongs to.
    owner: Option<String>,
    name: String,
    has_self: bool,
    /// Which of the arguments is the code, `self` not counted.
    position: usize,
}

struct Scan<'f> {
    files: &'f [File],
    doors: Vec<Door>,
    /// Functions outside of types that have no such parameter: their file and name.
    others: BTreeSet<(String, String)>,
    found: Found,
}

impl Scan<'_> {
    /// Finds the functions that have a parameter for a code.
    fn functions(&mut self, file: &File) {
        let tokens = &file.tokens;
        for at in 0..tokens.len() {
            let Some((name, params)) = function(tokens, at) else { continue };
            let params: Vec<_> = split(params);
            let has_self = params.first().is_some_and(|it| it.iter().take(3).any(|it| it.is("self")));
            let params = &params[usize::from(has_self)..];
            let position =
                params.iter().position(|it| it.iter().take(2).any(|it| it.is("code")) && is_text(it));
            let owner = items::owner(tokens, at);
            match position {
                Some(position) => {
                    let file = (owner.is_none() && !is_public(tokens, at)).then(|| file.path.clone());
                    self.doors.push(Door { file, owner, name, has_self, position });
                }
                None if owner.is_none() => {
                    self.others.insert((file.path.clone(), name));
                }
                None => {}
            }
        }
    }

    /// Finds the codes of a file.
    fn file(&mut self, file: &File) {
        let tokens = &file.tokens;
        for (at, token) in tokens.iter().enumerate() {
            let next = |by: usize| tokens.get(at + by).and_then(Token::mark);
            match token {
                Token::Word(word) if word == "fn" => self.named_code(file, at),
                Token::Word(word) if word == "let" => self.bound(file, at),
                Token::Word(word) if word == "code" && next(1) == Some(':') && next(2) != Some(':') => {
                    let end = field_end(tokens, at + 2);
                    self.given(file, &tokens[at + 2..end]);
                }
                Token::Word(name) if next(1) == Some('(') => {
                    let args = split(&tokens[at + 2..closing(tokens, at + 1).max(at + 2)]);
                    if let Some(position) = self.door(file, at, name)
                        && let Some(arg) = args.get(position)
                    {
                        self.given(file, arg);
                    }
                }
                _ => {}
            }
        }
    }

    /// Which argument of the call at `at` is a code.
    fn door(&self, file: &File, at: usize, name: &str) -> Option<usize> {
        let tokens = &file.tokens;
        let before = |by: usize| at.checked_sub(by).and_then(|at| tokens.get(at));
        let is_mark = |by: usize, mark: char| before(by).and_then(Token::mark) == Some(mark);
        let owner = match before(3) {
            Some(Token::Word(owner)) if is_mark(1, ':') && is_mark(2, ':') => Some(owner.clone()),
            _ => None,
        };
        let owner = if owner.as_deref() == Some("Self") { items::owner(tokens, at) } else { owner };
        let is_owner_type = owner.as_ref().is_some_and(|it| it.starts_with(char::is_uppercase));
        let defined_here = self.others.contains(&(file.path.clone(), name.to_owned()));
        let visible = |door: &&Door| door.file.as_ref().is_none_or(|it| *it == file.path);
        let door = self.doors.iter().filter(|door| door.name == name).filter(visible).find(|door| {
            if is_mark(1, '.') {
                door.has_self
            } else if is_owner_type {
                door.owner == owner
            } else {
                door.owner.is_none() && (owner.is_some() || !defined_here)
            }
        });
        door.filter(|_| !before(1).is_some_and(|it| it.is("fn"))).map(|door| door.position)
    }

    /// `let code = …;` and `let (code, …) = …;`
    fn bound(&mut self, file: &File, at: usize) {
        let tokens = &file.tokens;
        let Some(equals) = (at..tokens.len()).find(|&at| matches!(tokens[at].mark(), Some('=' | ';'))) else {
            return;
        };
        let pattern = &tokens[at + 1..equals];
        let is_code = pattern.iter().take_while(|it| it.mark() != Some(':')).any(|it| it.is("code"));
        if is_code && !pattern.iter().any(|it| it.mark() == Some('{')) {
            self.collect(file, &tokens[equals + 1..statement_end(tokens, equals + 1)]);
        }
    }

    /// The body of a function named `code`.
    fn named_code(&mut self, file: &File, at: usize) {
        let tokens = &file.tokens;
        if !tokens.get(at + 1).is_some_and(|it| it.is("code")) {
            return;
        }
        let open = (at..tokens.len()).find(|&at| matches!(tokens[at].mark(), Some('{' | ';')));
        if let Some(open) = open {
            self.collect(file, &tokens[open..closing(tokens, open).max(open)]);
        }
    }

    /// What is given for a code: a text, a constant, or an expression that chooses among some.
    fn given(&mut self, file: &File, value: &[Token]) {
        match value {
            [Token::Text(text)] => self.add(file, text),
            [path @ .., Token::Word(name)] if is_constant_name(name) && is_path(path) => {
                if !self.constant(file, name) {
                    self.found.unresolved.insert(format!("{name} in {}", file.path));
                }
            }
            _ => self.collect(file, value),
        }
    }

    /// All codes in an expression, but for what is only compared with.
    fn collect(&mut self, file: &File, tokens: &[Token]) {
        for (at, token) in tokens.iter().enumerate() {
            let next = tokens.get(at + 1);
            let is_pattern = next.is_some_and(|it| matches!(it.mark(), Some('|' | '=')) || it.is("if"));
            let before = |by: usize| at.checked_sub(by).and_then(|at| tokens[at].mark());
            let is_compared = before(1) == Some('=') && matches!(before(2), Some('=' | '!'));
            match token {
                Token::Text(text) if text.contains('-') && is_kebab(text) && !is_pattern && !is_compared => {
                    self.add(file, text);
                }
                Token::Word(name) if is_constant_name(name) && !is_pattern && !is_compared => {
                    self.constant(file, name);
                }
                _ => {}
            }
        }
    }

    /// Adds the value of a constant: its file's, else any file's that has one of this name.
    fn constant(&mut self, file: &File, name: &str) -> bool {
        let own = file.constants.get(name).cloned();
        let others = || self.files.iter().filter_map(|it| it.constants.get(name)).cloned().collect();
        let values = own.map_or_else(others, |it| vec![it]);
        for value in &values {
            self.add(file, value);
        }
        !values.is_empty()
    }

    fn add(&mut self, file: &File, code: &str) {
        self.found.codes.entry(code.to_owned()).or_default().insert(file.path.clone());
    }
}

/// Whether a text is a code by its looks.
pub(super) fn is_kebab(text: &str) -> bool {
    let is_part =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    text.starts_with(|c: char| c.is_ascii_lowercase()) && text.split('-').all(is_part)
}

fn is_constant_name(name: &str) -> bool {
    name.len() > 1
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && !name.contains(|c: char| c.is_lowercase())
}

fn is_path(tokens: &[Token]) -> bool {
    tokens.iter().all(|it| matches!(it, Token::Word(_)) || it.mark() == Some(':'))
}

/// Whether a parameter is a text: `code: &'static str`.
fn is_text(param: &[Token]) -> bool {
    param.iter().any(|it| it.is("str"))
}
