//! A partner on this machine.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver as Inbox, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Had {
    /// The first line and the headers.
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Had {
    /// A header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.head.lines().skip(1).filter_map(|it| it.split_once(": "));
        headers.find(|(it, _)| it.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// What the partner says: a status line after `HTTP/1.1 ` and a body of JSON.
type Answer = (&'static str, String);

/// It ends with the test's process.
pub(crate) struct Receiver {
    pub(crate) address: SocketAddr,
    had: Arc<Mutex<Vec<Had>>>,
    /// Told of each request before it is answered.
    pub(crate) told: Inbox<()>,
}

impl Receiver {
    /// One that answers each request so; it is told how many came before.
    pub(crate) fn answering(answer: impl Fn(&Had, usize) -> Answer + Send + Sync + 'static) -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let (had, answer) = (Arc::new(Mutex::new(Vec::new())), Arc::new(answer));
        let (tell, told) = channel();
        let all = had.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (all, answer, tell) = (all.clone(), answer.clone(), tell.clone());
                thread::spawn(move || serve(&stream, &all, &tell, &*answer));
            }
        });
        Receiver { address, had, told }
    }

    /// One that takes everything.
    pub(crate) fn taking() -> Receiver {
        Receiver::answering(|_, _| ("201 Created", "{\"id\":\"ltr_1\"}".to_owned()))
    }

    /// What came so far.
    pub(crate) fn had(&self) -> Vec<Had> {
        self.had.lock().expect("nobody panics with it").clone()
    }

    /// Waits until so many more requests have come.
    pub(crate) fn wait_for(&self, count: usize) {
        for _ in 0..count {
            self.told.recv().expect("a request");
        }
    }
}

fn serve(
    stream: &TcpStream,
    all: &Mutex<Vec<Had>>,
    tell: &Sender<()>,
    answer: &(dyn Fn(&Had, usize) -> Answer + Send + Sync),
) {
    let mut reader = BufReader::new(stream);
    while let Some(had) = request(&mut reader) {
        let before = {
            let mut all = all.lock().expect("nobody panics with it");
            all.push(had.clone());
            all.len() - 1
        };
        // The test may not want to know.
        let _ = tell.send(());
        let (status, body) = answer(&had, before);
        let length = body.len();
        let head = format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}");
        let mut stream = stream;
        // The process may be gone meanwhile.
        if stream.write_all(format!("{head}\r\n\r\n{body}").as_bytes()).is_err() {
            return;
        }
    }
}

/// A request; none when the client has closed the connection.
fn request(reader: &mut impl BufRead) -> Option<Had> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let had = Had { head, body: String::new() };
    let length = had.header("content-length").map_or(0, |it| it.parse().expect("a length"));
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Had { body: String::from_utf8(body).expect("a body of text"), ..had })
}
