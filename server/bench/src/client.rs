//! The load: keep-alive connections that post signed webhooks, at a rate or as fast as answers come.

use crate::webhook;
use bytes::Bytes;
use hdrhistogram::Histogram;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::SendRequest;
use hyper_util::rt::TokioIo;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// What to post, and how fast.
#[derive(Clone)]
pub(crate) struct Load {
    pub(crate) address: SocketAddr,
    pub(crate) secret: String,
    pub(crate) number: String,
    pub(crate) run: u32,
    pub(crate) customers: usize,
    /// Webhooks a second; 0 = as fast as possible.
    pub(crate) rate: u32,
    pub(crate) seconds: u32,
    pub(crate) in_flight: usize,
}

/// What came back.
pub(crate) struct Posted {
    /// Webhooks posted.
    pub(crate) sent: usize,
    /// Answered with 200.
    pub(crate) acknowledged: usize,
    /// Answered otherwise, or not at all.
    pub(crate) refused: usize,
    /// Acknowledgement times in µs.
    pub(crate) latency: Histogram<u64>,
    pub(crate) elapsed: Duration,
}

/// A clock in whole µs, shared by senders and listeners of one run.
#[derive(Clone, Copy)]
pub(crate) struct Stopwatch(pub(crate) Instant);

impl Stopwatch {
    pub(crate) fn micros(&self) -> u64 {
        u64::try_from(self.0.elapsed().as_micros()).unwrap_or(u64::MAX)
    }
}

/// Room for latencies from 1 µs to two minutes.
pub(crate) fn latencies() -> Result<Histogram<u64>, String> {
    Histogram::new_with_bounds(1, 120_000_000, 3).map_err(|e| e.to_string())
}

/// Most messages one phase may hold.
pub(crate) const CAPACITY: usize = 400_000;

/// Room for the send times of a phase.
pub(crate) fn send_times() -> Arc<Vec<std::sync::atomic::AtomicU64>> {
    Arc::new((0..CAPACITY).map(|_| std::sync::atomic::AtomicU64::new(0)).collect())
}

async fn connect(address: SocketAddr) -> Result<SendRequest<Full<Bytes>>, String> {
    let stream = tokio::net::TcpStream::connect(address).await.map_err(|e| format!("connect: {e}"))?;
    stream.set_nodelay(true).map_err(|e| e.to_string())?;
    let (sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(|e| e.to_string())?;
    tokio::spawn(async move {
        let _ = connection.await;
    });
    Ok(sender)
}

/// Posts one body and returns the status.
pub(crate) async fn post(
    connection: &mut SendRequest<Full<Bytes>>,
    address: SocketAddr,
    path: &str,
    headers: &[(&str, &str)],
    body: Bytes,
) -> Result<hyper::Response<Bytes>, String> {
    let mut request = hyper::Request::post(path).header("host", address.to_string());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Full::new(body)).map_err(|e| e.to_string())?;
    connection.ready().await.map_err(|e| e.to_string())?;
    let response = connection.send_request(request).await.map_err(|e| e.to_string())?;
    let (parts, body) = response.into_parts();
    let body = body.collect().await.map_err(|e| e.to_string())?.to_bytes();
    Ok(hyper::Response::from_parts(parts, body))
}

/// One request on a connection of its own.
pub(crate) async fn post_once(
    address: SocketAddr,
    path: &str,
    headers: &[(&str, &str)],
    body: Bytes,
) -> Result<hyper::Response<Bytes>, String> {
    let mut connection = connect(address).await?;
    post(&mut connection, address, path, headers, body).await
}

/// Runs the load to its end.
pub(crate) async fn run(
    load: Load,
    watch: Stopwatch,
    sent_at: Arc<Vec<std::sync::atomic::AtomicU64>>,
) -> Result<Posted, String> {
    let next = Arc::new(AtomicUsize::new(0));
    let begin = Instant::now();
    let end = begin + Duration::from_secs(u64::from(load.seconds));
    let mut workers = Vec::new();
    for _ in 0..load.in_flight {
        let mut connection = connect(load.address).await?;
        let (load, next, sent_at) = (load.clone(), Arc::clone(&next), Arc::clone(&sent_at));
        workers.push(tokio::spawn(async move {
            let mut latency = latencies()?;
            let (mut acknowledged, mut refused) = (0, 0);
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                if index >= CAPACITY {
                    break;
                }
                if load.rate > 0 {
                    // The due time is fixed beforehand: a slow answer does not thin out the load.
                    let due = begin + Duration::from_secs_f64(index as f64 / f64::from(load.rate));
                    if due >= end {
                        break;
                    }
                    tokio::time::sleep_until(due.into()).await;
                } else if Instant::now() >= end {
                    break;
                }
                let body = webhook::text_message(
                    load.run,
                    index,
                    load.customers,
                    &load.number,
                    webhook::unix_seconds(),
                );
                let signature = webhook::signature(&load.secret, body.as_bytes())?;
                let started = watch.micros();
                sent_at[index].store(started.max(1), Ordering::Release);
                let headers =
                    [("content-type", "application/json"), ("x-hub-signature-256", signature.as_str())];
                match post(&mut connection, load.address, "/webhooks/whatsapp", &headers, body.into()).await {
                    Ok(answer) if answer.status() == 200 => {
                        acknowledged += 1;
                        latency.saturating_record(watch.micros().saturating_sub(started).max(1));
                    }
                    Ok(_) => refused += 1,
                    Err(_) => {
                        refused += 1;
                        connection = connect(load.address).await?;
                    }
                }
            }
            Ok::<_, String>((latency, acknowledged, refused))
        }));
    }
    let mut latency = latencies()?;
    let (mut acknowledged, mut refused) = (0, 0);
    for worker in workers {
        let (histogram, ok, bad) = worker.await.map_err(|e| e.to_string())??;
        latency.add(histogram).map_err(|e| e.to_string())?;
        acknowledged += ok;
        refused += bad;
    }
    Ok(Posted { sent: acknowledged + refused, acknowledged, refused, latency, elapsed: begin.elapsed() })
}
