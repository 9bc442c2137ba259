//! Agents' sockets: each notes when it first saw each message.

use crate::client::{CAPACITY, Stopwatch, latencies};
use futures::{SinkExt, StreamExt};
use hdrhistogram::Histogram;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;

/// Listening sockets of one phase.
pub(crate) struct Listeners {
    handles: Vec<JoinHandle<Result<Histogram<u64>, String>>>,
    stop: Arc<AtomicBool>,
    /// How many times any socket saw a message for the first time.
    seen: Arc<AtomicUsize>,
}

/// How to connect.
#[derive(Clone)]
pub(crate) struct Door {
    pub(crate) address: SocketAddr,
    pub(crate) path: &'static str,
    pub(crate) cookie: Option<String>,
    /// First frame to send.
    pub(crate) hello: Option<String>,
}

impl Listeners {
    /// Opens `count` sockets and waits until all are connected.
    pub(crate) async fn open(
        door: &Door,
        count: usize,
        run: u32,
        watch: Stopwatch,
        sent_at: &Arc<Vec<AtomicU64>>,
    ) -> Result<Self, String> {
        let stop = Arc::new(AtomicBool::new(false));
        let seen = Arc::new(AtomicUsize::new(0));
        let mut handles = Vec::new();
        for _ in 0..count {
            let mut request = format!("ws://{}{}", door.address, door.path)
                .into_client_request()
                .map_err(|e| e.to_string())?;
            if let Some(cookie) = &door.cookie {
                request
                    .headers_mut()
                    .insert("cookie", HeaderValue::from_str(cookie).map_err(|e| e.to_string())?);
            }
            let origin = format!("http://{}", door.address);
            request
                .headers_mut()
                .insert("origin", HeaderValue::from_str(&origin).map_err(|e| e.to_string())?);
            let (mut socket, _) =
                tokio_tungstenite::connect_async(request).await.map_err(|e| format!("socket: {e}"))?;
            if let Some(hello) = &door.hello {
                socket.send(Message::text(hello.clone())).await.map_err(|e| e.to_string())?;
            }
            let (stop, seen, sent_at) = (Arc::clone(&stop), Arc::clone(&seen), Arc::clone(sent_at));
            let needle = format!("bench{run:04}x");
            handles.push(tokio::spawn(async move {
                let mut latency = latencies()?;
                let mut known = vec![false; CAPACITY];
                while !stop.load(Ordering::Acquire) {
                    let Ok(next) =
                        tokio::time::timeout(std::time::Duration::from_millis(100), socket.next()).await
                    else {
                        continue;
                    };
                    let text = match next {
                        Some(Ok(Message::Text(text))) => text,
                        Some(Ok(Message::Close(frame))) => {
                            return Err(format!("the server closed a socket: {frame:?}"));
                        }
                        Some(Ok(_)) => continue,
                        Some(Err(error)) => return Err(error.to_string()),
                        None => return Err("the server ended a socket".into()),
                    };
                    let at = watch.micros();
                    let Some(start) = text.find(&needle) else { continue };
                    let digits = start + needle.len();
                    let Some(index) = text.get(digits..digits + 7).and_then(|d| d.parse::<usize>().ok())
                    else {
                        continue;
                    };
                    if index < CAPACITY && !known[index] {
                        known[index] = true;
                        seen.fetch_add(1, Ordering::Relaxed);
                        latency.saturating_record(
                            at.saturating_sub(sent_at[index].load(Ordering::Acquire)).max(1),
                        );
                    }
                }
                let _ = socket.close(None).await;
                Ok(latency)
            }));
        }
        Ok(Self { handles, stop, seen })
    }

    /// Waits until every socket saw `messages` messages, at most `limit`; then closes all. Returns how many were seen in
    /// all and the latencies in µs.
    pub(crate) async fn finish(
        self,
        messages: usize,
        limit: std::time::Duration,
    ) -> Result<(usize, Histogram<u64>), String> {
        let wanted = messages * self.handles.len();
        let end = std::time::Instant::now() + limit;
        while self.seen.load(Ordering::Relaxed) < wanted && std::time::Instant::now() < end {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        self.stop.store(true, Ordering::Release);
        let mut latency = latencies()?;
        for handle in self.handles {
            latency.add(handle.await.map_err(|e| e.to_string())??).map_err(|e| e.to_string())?;
        }
        Ok((self.seen.load(Ordering::Relaxed), latency))
    }
}
