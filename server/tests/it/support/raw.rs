//! Bytes on a TCP connection, for what no client library would send.

use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Writes `head` and then `body` as far as the server takes it, and reads the head of the answer.
pub(crate) async fn exchange(address: SocketAddr, head: &str, body: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    let (mut reader, mut writer) = stream.split();
    let mut answer = Vec::new();
    let write = async {
        // The server may stop listening before everything was said; that is what some tests are about.
        let _ = writer.write_all(body).await;
        std::future::pending::<()>().await;
    };
    let read = async {
        let mut buffer = [0; 4096];
        loop {
            match reader.read(&mut buffer).await {
                Ok(0) | Err(_) => return,
                Ok(count) => answer.extend_from_slice(&buffer[..count]),
            }
            if answer.windows(4).any(|window| window == b"\r\n\r\n") {
                return;
            }
        }
    };
    let both = async {
        tokio::select! {
            () = write => {}
            () = read => {}
        }
    };
    tokio::time::timeout(Duration::from_secs(20), both).await.expect("no answer");
    String::from_utf8_lossy(&answer).into_owned()
}

/// The status of an answer.
pub(crate) fn status(answer: &str) -> u16 {
    answer
        .split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok())
        .unwrap_or_else(|| panic!("no answer: {answer:?}"))
}
