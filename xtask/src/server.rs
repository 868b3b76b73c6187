//! A small server for the files of one folder: enough to show the page on this machine.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::thread;
use std::time::Duration;

/// Browsers send a few hundred bytes; what is much longer is no browser.
const MAX_REQUEST_HEAD: usize = 16 * 1024;

/// A connection that says nothing for this long is dropped, so that it does not hold a thread for ever.
const PATIENCE: Duration = Duration::from_secs(10);

/// Answers every connection, each in a thread of its own, and never returns.
pub(crate) fn serve(listener: &TcpListener, root: &Path) {
    for stream in listener.incoming().flatten() {
        let root = root.to_owned();
        thread::spawn(move || {
            // A visitor who goes away in the middle is no one's problem.
            let _ = converse(stream, &root);
        });
    }
}

fn converse(mut stream: TcpStream, root: &Path) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let Some(head) = read_head(&mut stream)? else { return Ok(()) };
    let (answer, with_body) = respond(&head, root);
    stream.write_all(answer.head().as_bytes())?;
    if with_body {
        stream.write_all(&answer.body)?;
    }
    stream.flush()
}

/// The request up to its empty line; a body is of no interest. None when there is no complete one.
fn read_head(stream: &mut TcpStream) -> io::Result<Option<String>> {
    let mut head = Vec::new();
    let mut buffer = [0; 1024];
    while !head.windows(4).any(|it| it == b"\r\n\r\n") {
        let count = stream.read(&mut buffer)?;
        if count == 0 || head.len() > MAX_REQUEST_HEAD {
            return Ok(None);
        }
        head.extend_from_slice(&buffer[..count]);
    }
    Ok(Some(String::from_utf8_lossy(&head).into_owned()))
}

/// What goes back to the browser.
#[derive(Debug, PartialEq)]
struct Answer {
    status: &'static str,
    content_type: &'static str,
    body: Vec<u8>,
}

impl Answer {
    fn message(status: &'static str) -> Self {
        Self { status, content_type: "text/plain; charset=utf-8", body: status.into() }
    }

    fn head(&self) -> String {
        let Self { status, content_type, body } = self;
        let length = body.len();
        // Nothing is stored, so that a rebuilt page shows at the next reload.
        format!(
            "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n\
             Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nAllow: GET, HEAD\r\n\
             Connection: close\r\n\r\n"
        )
    }
}

/// The answer to a request, and whether its body is wanted.
fn respond(head: &str, root: &Path) -> (Answer, bool) {
    let mut words = head.lines().next().unwrap_or_default().split(' ');
    let (Some(method), Some(target), Some(_version)) = (words.next(), words.next(), words.next()) else {
        return (Answer::message("400 Bad Request"), true);
    };
    if !matches!(method, "GET" | "HEAD") {
        return (Answer::message("405 Method Not Allowed"), true);
    }
    let answer = locate(target, root).and_then(|file| {
        let body = fs::read(&file).ok()?;
        Some(Answer { status: "200 OK", content_type: content_type(&file), body })
    });
    (answer.unwrap_or_else(|| Answer::message("404 Not Found")), method == "GET")
}

/// The file that a request asks for. None for what does not exist and for everything outside `root`.
fn locate(target: &str, root: &Path) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?;
    let path = percent_decoded(path.strip_prefix('/')?)?;
    let mut file = root.to_owned();
    for name in path.split('/').filter(|name| !name.is_empty()) {
        // Exactly one ordinary name: no `..`, and on Windows no drive and no backslash.
        let mut components = Path::new(name).components();
        match (components.next(), components.next()) {
            (Some(Component::Normal(only)), None) => file.push(only),
            _ => return None,
        }
    }
    if file.is_dir() {
        file.push("index.html");
    }
    // A link inside the folder may point out of it.
    let file = file.canonicalize().ok()?;
    file.starts_with(root.canonicalize().ok()?).then_some(file)
}

/// Text with its `%41` decoded; None when that is not UTF-8 or holds a NUL.
fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        if byte == b'%' {
            let digits = std::str::from_utf8(tail.get(..2)?).ok()?;
            if !digits.bytes().all(|it| it.is_ascii_hexdigit()) {
                return None;
            }
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &tail[2..];
        } else {
            bytes.push(byte);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok().filter(|it| !it.contains('\0'))
}

/// Browsers compile a module while it arrives only when it has its own type.
fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|it| it.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json; charset=utf-8",
        "webmanifest" => "application/manifest+json; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests;
