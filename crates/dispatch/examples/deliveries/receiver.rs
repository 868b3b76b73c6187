//! What takes the deliveries.

use std::error::Error;
use std::net::SocketAddr;
use std::sync::mpsc::channel;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::{BODY_BYTES, runtime};

/// A receiver on a thread of its own, which takes whatever it gets.
pub(super) fn start() -> Result<SocketAddr, Box<dyn Error>> {
    let (tell, told) = channel();
    let runtime = runtime()?;
    std::thread::spawn(move || {
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await?;
            let _ = tell.send(listener.local_addr()?);
            loop {
                let (stream, _) = listener.accept().await?;
                tokio::spawn(take(stream));
            }
            #[expect(unreachable_code, reason = "it says what the block's errors are")]
            Ok::<(), std::io::Error>(())
        })
    });
    Ok(told.recv()?)
}

/// Answers each request when all of it is there. Every request has the same length in its body.
async fn take(mut stream: TcpStream) -> std::io::Result<()> {
    let (mut buffer, mut begun) = (vec![0; 16 << 10], Vec::new());
    loop {
        let read = stream.read(&mut buffer).await?;
        let Some(new) = buffer.get(..read).filter(|it| !it.is_empty()) else { return Ok(()) };
        begun.extend_from_slice(new);
        let head = begun.windows(4).position(|it| it == b"\r\n\r\n");
        if head.is_some_and(|it| begun.len() >= it + 4 + BODY_BYTES) {
            begun.clear();
            stream.write_all(b"HTTP/1.1 201 Created\r\nContent-Length: 14\r\n\r\n{\"id\":\"ltr_1\"}").await?;
        }
    }
}
