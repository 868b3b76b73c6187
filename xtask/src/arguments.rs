//! Reads the command line.

use crate::failure::Failure;
use crate::fuzz::{DEFAULT_MINUTES, FuzzOptions, Target};
use crate::help;
use crate::oracle::{DEFAULT_CASES, Engine, OracleOptions};
use crate::stages;

/// What the user asked for.
#[derive(Debug, PartialEq)]
pub(crate) enum Command {
    Help(&'static str),
    Wasm,
    Npm,
    Bless,
    Bench,
    Preview(PreviewOptions),
    ListStages,
    /// Names of stages; none means all.
    Test(Vec<String>),
    Oracle(OracleOptions),
    Fuzz(FuzzOptions),
}

/// How the page is served.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct PreviewOptions {
    pub(crate) open: bool,
    pub(crate) port: u16,
}

/// Vite's own preview uses this port too, so people know it.
const DEFAULT_PORT: u16 = 4173;

/// Understands the words after `cargo xtask`.
pub(crate) fn parse(words: &[String]) -> Result<Command, Failure> {
    let Some((name, rest)) = words.split_first() else {
        return Err(Failure::usage(format!("which command?\n\n{}", help::ALL)));
    };
    match name.as_str() {
        "help" | "--help" | "-h" => Ok(Command::Help(help::ALL)),
        "wasm" => without_options("wasm", help::WASM, Command::Wasm, rest),
        "npm" => without_options("npm", help::NPM, Command::Npm, rest),
        "bless" => without_options("bless", help::BLESS, Command::Bless, rest),
        "bench" => without_options("bench", help::BENCH, Command::Bench, rest),
        "preview" => parse_preview(rest),
        "test" => parse_test(rest),
        "fuzz" => parse_fuzz(rest),
        "oracle" => parse_oracle(rest),
        unknown => Err(Failure::usage(format!("unknown command `{unknown}`\n\n{}", help::ALL))),
    }
}

fn wants_help(words: &[String]) -> bool {
    words.iter().any(|word| word == "--help" || word == "-h")
}

fn without_options(
    name: &str,
    text: &'static str,
    command: Command,
    words: &[String],
) -> Result<Command, Failure> {
    if wants_help(words) {
        return Ok(Command::Help(text));
    }
    match words.first() {
        None => Ok(command),
        Some(word) => Err(unexpected(name, word)),
    }
}

fn parse_preview(words: &[String]) -> Result<Command, Failure> {
    if wants_help(words) {
        return Ok(Command::Help(help::PREVIEW));
    }
    let mut options = PreviewOptions { open: false, port: DEFAULT_PORT };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if word == "--open" {
            options.open = true;
        } else if word == "--port" {
            options.port = parse_port(words.next().map_or("", String::as_str))?;
        } else if let Some(value) = word.strip_prefix("--port=") {
            options.port = parse_port(value)?;
        } else {
            return Err(unexpected("preview", word));
        }
    }
    Ok(Command::Preview(options))
}

fn parse_port(value: &str) -> Result<u16, Failure> {
    value.parse().map_err(|_| {
        Failure::usage(format!("--port needs a number from 0 to 65535, as in `--port 8080`, not `{value}`"))
    })
}

fn parse_test(words: &[String]) -> Result<Command, Failure> {
    if wants_help(words) {
        return Ok(Command::Help(help::TEST));
    }
    if words == ["--list"] {
        return Ok(Command::ListStages);
    }
    for word in words {
        if word.starts_with('-') {
            return Err(unexpected("test", word));
        }
        if stages::find(word).is_none() {
            return Err(Failure::usage(format!("unknown stage `{word}`; there are:\n{}", stages::list())));
        }
    }
    Ok(Command::Test(words.to_vec()))
}

fn parse_oracle(words: &[String]) -> Result<Command, Failure> {
    if wants_help(words) {
        return Ok(Command::Help(help::ORACLE));
    }
    let (name, words) = words.split_first().map_or(("", words), |(name, rest)| (name.as_str(), rest));
    let engine = Engine::from_name(name).ok_or_else(|| {
        Failure::usage(format!("which engine, jinja, liquid or velocity? There is no `{name}`"))
    })?;
    let mut options = OracleOptions { engine, cases: DEFAULT_CASES, seed: 1 };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--cases" => options.cases = parse_number("--cases", words.next())?,
            "--seed" => options.seed = parse_number("--seed", words.next())?,
            "--suite-only" => options.cases = 0,
            _ => return Err(unexpected("oracle", word)),
        }
    }
    Ok(Command::Oracle(options))
}

fn parse_fuzz(words: &[String]) -> Result<Command, Failure> {
    if wants_help(words) {
        return Ok(Command::Help(help::FUZZ));
    }
    let (name, words) = words.split_first().map_or(("", words), |(name, rest)| (name.as_str(), rest));
    let target = Target::from_name(name).ok_or_else(|| {
        Failure::usage(format!("which target, parse, render or check? There is no `{name}`"))
    })?;
    let mut options = FuzzOptions { target, minutes: DEFAULT_MINUTES };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--minutes" => options.minutes = parse_number("--minutes", words.next())?,
            _ => return Err(unexpected("fuzz", word)),
        }
    }
    Ok(Command::Fuzz(options))
}

fn parse_number<T: std::str::FromStr>(option: &str, value: Option<&String>) -> Result<T, Failure> {
    let value = value.map_or("", String::as_str);
    value.parse().map_err(|_| Failure::usage(format!("{option} needs a whole number, not `{value}`")))
}

fn unexpected(command: &str, word: &str) -> Failure {
    Failure::usage(format!("unexpected `{word}`; see `cargo xtask {command} --help`"))
}

#[cfg(test)]
mod tests {
    use super::{Command, PreviewOptions, parse};
    use crate::failure::Failure;
    use crate::fuzz::{FuzzOptions, Target};
    use crate::help;
    use crate::oracle::{Engine, OracleOptions};

    fn parsed(line: &str) -> Result<Command, String> {
        let words: Vec<String> = line.split_whitespace().map(String::from).collect();
        parse(&words).map_err(|failure| match failure {
            Failure::Usage(message) => message.lines().next().unwrap_or_default().to_owned(),
            other => panic!("a mistake in the arguments is one of usage, not {other:?}"),
        })
    }

    fn preview(open: bool, port: u16) -> Command {
        Command::Preview(PreviewOptions { open, port })
    }

    #[test]
    fn preview_takes_its_options_in_any_order() {
        assert_eq!(parsed("preview"), Ok(preview(false, 4173)));
        assert_eq!(parsed("preview --port 8080 --open"), Ok(preview(true, 8080)));
        assert_eq!(parsed("preview --open --port=0"), Ok(preview(true, 0)));
    }

    #[test]
    fn a_port_is_a_number() {
        let message =
            |value| Err(format!("--port needs a number from 0 to 65535, as in `--port 8080`, not `{value}`"));
        assert_eq!(parsed("preview --port"), message(""));
        assert_eq!(parsed("preview --port 65536"), message("65536"));
        assert_eq!(parsed("preview --port=http"), message("http"));
    }

    #[test]
    fn test_takes_stages_or_lists_them() {
        assert_eq!(parsed("test"), Ok(Command::Test(vec![])));
        assert_eq!(parsed("test fmt doc"), Ok(Command::Test(vec!["fmt".into(), "doc".into()])));
        assert_eq!(parsed("test --list"), Ok(Command::ListStages));
        assert_eq!(parsed("test fmt nonsense"), Err("unknown stage `nonsense`; there are:".into()));
        assert_eq!(parsed("test --lst"), Err("unexpected `--lst`; see `cargo xtask test --help`".into()));
    }

    #[test]
    fn an_oracle_is_asked_with_options() {
        let oracle = |engine, cases, seed| Ok(Command::Oracle(OracleOptions { engine, cases, seed }));
        assert_eq!(parsed("oracle jinja"), oracle(Engine::Jinja, 500, 1));
        assert_eq!(parsed("oracle liquid --seed 7 --cases 20"), oracle(Engine::Liquid, 20, 7));
        assert_eq!(parsed("oracle velocity --suite-only"), oracle(Engine::Velocity, 0, 1));
        let which = |name| Err(format!("which engine, jinja, liquid or velocity? There is no `{name}`"));
        assert_eq!(parsed("oracle"), which(""));
        assert_eq!(parsed("oracle twig"), which("twig"));
        assert_eq!(parsed("oracle jinja --cases"), Err("--cases needs a whole number, not ``".into()));
        assert_eq!(
            parsed("oracle jinja --seed=1"),
            Err("unexpected `--seed=1`; see `cargo xtask oracle --help`".into())
        );
    }

    #[test]
    fn fuzzing_takes_minutes() {
        let fuzz = |target, minutes| Ok(Command::Fuzz(FuzzOptions { target, minutes }));
        assert_eq!(parsed("fuzz check"), fuzz(Target::Check, 10));
        assert_eq!(parsed("fuzz parse --minutes 3"), fuzz(Target::Parse, 3));
        assert_eq!(parsed("fuzz"), Err("which target, parse, render or check? There is no ``".into()));
    }

    #[test]
    fn help_is_found_everywhere() {
        assert_eq!(parsed("help"), Ok(Command::Help(help::ALL)));
        assert_eq!(parsed("--help"), Ok(Command::Help(help::ALL)));
        assert_eq!(parsed("wasm -h"), Ok(Command::Help(help::WASM)));
        assert_eq!(parsed("npm --help"), Ok(Command::Help(help::NPM)));
        assert_eq!(parsed("preview --port --help"), Ok(Command::Help(help::PREVIEW)));
        assert_eq!(parsed("test fmt --help"), Ok(Command::Help(help::TEST)));
    }

    #[test]
    fn what_is_unknown_is_named() {
        assert_eq!(parsed(""), Err("which command?".into()));
        assert_eq!(parsed("tset"), Err("unknown command `tset`".into()));
        assert_eq!(parsed("wasm now"), Err("unexpected `now`; see `cargo xtask wasm --help`".into()));
        assert_eq!(parsed("preview 80"), Err("unexpected `80`; see `cargo xtask preview --help`".into()));
    }
}
