//! Runs the real binary and holds all that it says against a file.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a command said.
pub(crate) struct Said {
    /// Its exit code.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) out: Vec<u8>,
    /// Standard error.
    pub(crate) err: String,
}

impl Said {
    /// Standard output as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.out.clone()).expect("UTF-8")
    }
}

/// Runs commands in one folder and keeps a record of them.
pub(crate) struct Session {
    folder: PathBuf,
    record: String,
    /// What the environment has besides.
    env: Vec<(&'static str, String)>,
    /// What is different in each run, and what the record has in its place.
    normal: Vec<(String, &'static str)>,
}

impl Session {
    /// In the folder with the files of these tests. Nothing is written there.
    pub(crate) fn in_files() -> Session {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files");
        Session { folder, record: String::new(), env: Vec::new(), normal: Vec::new() }
    }

    /// In an empty folder of this name.
    pub(crate) fn in_empty(name: &str) -> Session {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _was_not_there = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder for the test");
        Session { folder, record: String::new(), env: Vec::new(), normal: Vec::new() }
    }

    /// In a folder of this name with copies of some of the files of these tests.
    pub(crate) fn in_copies(name: &str, files: &[&str]) -> Session {
        let session = Session::in_empty(name);
        for file in files {
            let text = fs::read(Session::in_files().path(file)).expect("a file that can be read");
            session.write(file, text);
        }
        session
    }

    /// Adds something to the environment of what is run from now on.
    pub(crate) fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.env.push((name, value.into()));
    }

    /// Has the record say something else for what is different in each run. Times are then different too.
    pub(crate) fn normalise(&mut self, text: &str, name: &'static str) {
        self.normal.push((text.to_owned(), name));
    }

    /// All commands so far, and what they said.
    pub(crate) fn record(&self) -> &str {
        &self.record
    }

    /// The binary with arguments, in the folder and with the environment of all.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hookproof"));
        command
            .args(args)
            .current_dir(&self.folder)
            .env_clear()
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .env("COLUMNS", "100")
            .env("INKPACT_SECRET_KEY", "never-to-be-seen")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// A path in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A file in the folder.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("a file that can be read")
    }

    /// Writes a file in the folder.
    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path(name), text).expect("a file that can be written");
    }

    /// Runs `hookproof` with arguments that have no spaces in them.
    pub(crate) fn run(&mut self, args: &str) -> Said {
        self.run_with(&args.split(' ').collect::<Vec<_>>(), b"")
    }

    /// The same without a record of it: what it says depends on which of several requests ends last.
    pub(crate) fn run_aside(&mut self, args: &str) -> Said {
        let recorded = self.record.len();
        let said = self.run(args);
        self.record.truncate(recorded);
        said
    }

    /// The same with something on standard input.
    pub(crate) fn run_with(&mut self, args: &[&str], input: &[u8]) -> Said {
        let mut child = self.command(args).spawn().expect("the binary starts");
        // A command that does not read its input may have closed it.
        let _ = child.stdin.take().expect("a pipe").write_all(input);
        let output = child.wait_with_output().expect("the binary ends");
        let said = Said {
            code: output.status.code().expect("no signal"),
            out: output.stdout,
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        };
        assert!(!said.err.contains("panicked"), "{}", said.err);
        assert!(!(said.text_lossy() + &said.err).contains("never-to-be-seen"), "a secret is shown");
        self.note(args, input, &said);
        said
    }

    /// Adds a file to the record.
    pub(crate) fn show(&mut self, name: &str) {
        let text = self.read(name);
        write!(self.record, "{name}:\n{text}\n").expect("a string");
    }

    fn note(&mut self, args: &[&str], input: &[u8], said: &Said) {
        let input = match input {
            [] => String::new(),
            some => format!(" <<< {:?}", String::from_utf8_lossy(some)),
        };
        let mut noted = format!("$ hookproof {}{input}\n{}", args.join(" "), said.text_lossy());
        if !said.err.is_empty() {
            write!(noted, "[standard error]\n{}", said.err).expect("a string");
        }
        writeln!(noted, "[exit {}]\n", said.code).expect("a string");
        for (text, name) in &self.normal {
            noted = noted.replace(text, name);
        }
        self.record += &if self.normal.is_empty() { noted } else { without_times(&noted) };
    }

    /// Holds all commands so far, and what they said, against `tests/expected/NAME.txt`. With `HOOKPROOF_BLESS` in
    /// the environment the file is written.
    #[track_caller]
    pub(crate) fn expect(self, name: &str) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expected").join(format!("{name}.txt"));
        if std::env::var_os("HOOKPROOF_BLESS").is_some() {
            fs::write(&path, &self.record).expect("a file that can be written");
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            expected == self.record,
            "{name}: HOOKPROOF_BLESS=1 writes what is said now:\n{}",
            difference(&expected, &self.record)
        );
    }
}

impl Said {
    fn text_lossy(&self) -> String {
        let mut text = String::from_utf8_lossy(&self.out).into_owned();
        if !text.is_empty() && !text.ends_with('\n') {
            text += "[no line break at the end]\n";
        }
        text
    }
}

/// With `TIME` for every time of this century, such as `2026-11-21 09:30:00` and `2026-11-21T09:30:00`.
fn without_times(text: &str) -> String {
    let is_time = |it: &str| {
        let form = it.bytes().zip(b"20dd-dd-dd dd:dd:dd".iter());
        it.len() == 19
            && form.into_iter().all(|(byte, form)| match form {
                b'd' => byte.is_ascii_digit(),
                b' ' => matches!(byte, b' ' | b'T'),
                form => byte == *form,
            })
    };
    let (mut rest, mut out) = (text, String::new());
    while let Some(first) = rest.chars().next() {
        let is_here = rest.get(..19).is_some_and(is_time);
        let (taken, named) = if is_here { (19, "TIME") } else { (first.len_utf8(), "") };
        let (head, tail) = rest.split_at(taken);
        out += if is_here { named } else { head };
        rest = tail;
    }
    out
}

/// From the first line that differs.
fn difference(expected: &str, said: &str) -> String {
    let same = expected.lines().zip(said.lines()).take_while(|(a, b)| a == b).count();
    let rest = |text: &str| text.lines().skip(same).take(20).collect::<Vec<_>>().join("\n");
    format!("line {}\n--- expected\n{}\n--- said\n{}", same + 1, rest(expected), rest(said))
}
