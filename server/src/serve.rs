//! The accept loop: what a proxy would do for us, done here, because the desk is one binary.
//!
//! A connection has 10 s for the head of each request, one address may hold only so many connections, and at shutdown
//! requests under way are finished.

use crate::config::Network;
use crate::http::client_ip::Peer;
use axum::Router;
use axum::extract::Request;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service as _;

/// How long a client may take for the head of a request, and how long a connection may lie idle.
const HEAD_PATIENCE: Duration = Duration::from_secs(10);
/// Largest head of a request, in bytes.
const MAX_HEAD: usize = 64 * 1024;

/// Limits of the accept loop.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Most connections of one address at a time.
    pub per_address: usize,
    /// Proxies, whose one address stands for many clients.
    pub unlimited: Arc<[Network]>,
    /// How long requests under way may take when the server stops.
    pub drain: Duration,
}

/// Serves until `stop`, then finishes what is under way.
pub async fn serve(listener: TcpListener, app: Router, limits: Limits, stop: CancellationToken) {
    let connections = TaskTracker::new();
    let table = Table::default();
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        let (stream, address) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, or the client left already: the next may go better.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(20)).await;
                continue;
            }
        };
        let peer = address.ip().to_canonical();
        let most =
            if limits.unlimited.iter().any(|n| n.contains(peer)) { usize::MAX } else { limits.per_address };
        let Some(seat) = table.enter(peer, most) else {
            tracing::debug!("connection refused: too many from one address");
            continue;
        };
        connections.spawn(connection(stream, peer, app.clone(), seat, stop.clone()));
    }
    drop(listener);
    connections.close();
    if tokio::time::timeout(limits.drain, connections.wait()).await.is_err() {
        tracing::warn!("requests were still under way when the time to finish them was over");
    }
}

async fn connection(stream: TcpStream, peer: IpAddr, app: Router, seat: Seat, stop: CancellationToken) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY");
    }
    let service = hyper::service::service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let mut request: Request = request.map(axum::body::Body::new);
        request.extensions_mut().insert(Peer(peer));
        // A router is always ready.
        app.clone().call(request)
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_PATIENCE)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let mut stopping = false;
    let ended = loop {
        tokio::select! {
            ended = connection.as_mut() => break ended,
            () = stop.cancelled(), if !stopping => {
                // The request under way is finished, another one is not begun.
                stopping = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    };
    if let Err(error) = ended {
        tracing::trace!(%error, "connection ended");
    }
    drop(seat);
}

/// How many connections each address has. An IPv6 client owns a /64, so that counts as one.
#[derive(Clone, Default)]
struct Table(Arc<Mutex<HashMap<IpAddr, usize>>>);

impl Table {
    fn enter(&self, peer: IpAddr, most: usize) -> Option<Seat> {
        let key = match peer {
            IpAddr::V4(_) => peer,
            IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from(u128::from(v6) & !u128::from(u64::MAX))),
        };
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(key).or_insert(0);
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Seat { key, table: self.clone() })
    }
}

struct Seat {
    key: IpAddr,
    table: Table,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut counts = self.table.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_holds_only_so_many() {
        let table = Table::default();
        let ana: IpAddr = "203.0.113.1".parse().unwrap();
        let bruno: IpAddr = "203.0.113.2".parse().unwrap();
        let first = table.enter(ana, 2);
        let second = table.enter(ana, 2);
        assert!(first.is_some() && second.is_some());
        assert!(table.enter(ana, 2).is_none());
        assert!(table.enter(bruno, 2).is_some());
        drop(first);
        assert!(table.enter(ana, 2).is_some());
        drop(second);
        assert!(table.0.lock().unwrap().is_empty());
        let one = table.enter("2001:db8::1".parse().unwrap(), 1);
        assert!(one.is_some());
        assert!(table.enter("2001:db8::2".parse().unwrap(), 1).is_none());
    }
}
