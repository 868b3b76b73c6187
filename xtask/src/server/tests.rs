use super::serve;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::thread;

/// A folder that is served, with a secret beside it.
struct Site {
    address: SocketAddr,
    folder: PathBuf,
}

impl Site {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
        let root = folder.join("dist");
        fs::create_dir_all(root.join("assets")).unwrap();
        fs::write(folder.join("secret.txt"), "secret").unwrap();
        fs::write(root.join("index.html"), "<h1>page</h1>").unwrap();
        fs::write(root.join("assets/a b.wasm"), "\0asm").unwrap();
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || serve(&listener, &root));
        Self { address, folder }
    }

    /// The whole answer to a request line.
    fn ask(&self, line: &str) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        write!(stream, "{line}\r\nHost: localhost\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[track_caller]
    fn check(&self, line: &str, status: &str, content_type: &str, body: &str) {
        let answer = self.ask(line);
        let (head, found) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with(&format!("HTTP/1.1 {status}\r\n")), "{line}: {head}");
        assert!(head.contains(&format!("\r\nContent-Type: {content_type}\r\n")), "{line}: {head}");
        assert_eq!(found, body, "{line}");
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

const HTML: &str = "text/html; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

#[test]
fn files_are_served_with_their_type() {
    let site = Site::new("files");
    site.check("GET / HTTP/1.1", "200 OK", HTML, "<h1>page</h1>");
    site.check("GET /index.html?x=1 HTTP/1.1", "200 OK", HTML, "<h1>page</h1>");
    site.check("GET /assets/a%20b.wasm HTTP/1.1", "200 OK", "application/wasm", "\0asm");
}

#[test]
fn head_has_the_length_and_no_body() {
    let site = Site::new("head");
    let answer = site.ask("HEAD / HTTP/1.1");
    assert!(answer.contains("\r\nContent-Length: 13\r\n"), "{answer}");
    assert!(answer.ends_with("\r\n\r\n"), "{answer}");
}

#[test]
fn nothing_outside_the_folder_is_served() {
    let site = Site::new("outside");
    for path in [
        "/../secret.txt",
        "/assets/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/%2Fetc%2Fpasswd",
        "//etc/passwd",
        "/assets/%00",
        "/%zz",
        "/%+1",
        "/%",
    ] {
        site.check(&format!("GET {path} HTTP/1.1"), "404 Not Found", TEXT, "404 Not Found");
    }
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder_is_not_followed() {
    let site = Site::new("link");
    std::os::unix::fs::symlink(site.folder.join("secret.txt"), site.folder.join("dist/link.txt")).unwrap();
    site.check("GET /link.txt HTTP/1.1", "404 Not Found", TEXT, "404 Not Found");
}

#[test]
fn what_is_no_file_or_no_reading_is_refused() {
    let site = Site::new("refused");
    site.check("GET /none.js HTTP/1.1", "404 Not Found", TEXT, "404 Not Found");
    site.check("GET /assets/ HTTP/1.1", "404 Not Found", TEXT, "404 Not Found");
    site.check("GET http://elsewhere/ HTTP/1.1", "404 Not Found", TEXT, "404 Not Found");
    site.check("POST / HTTP/1.1", "405 Method Not Allowed", TEXT, "405 Method Not Allowed");
    site.check("hello", "400 Bad Request", TEXT, "400 Bad Request");
}

#[test]
fn a_silent_visitor_keeps_nobody_waiting() {
    let site = Site::new("silent");
    let _silent = TcpStream::connect(site.address).unwrap();
    site.check("GET / HTTP/1.1", "200 OK", HTML, "<h1>page</h1>");
}
