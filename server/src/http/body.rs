//! How large a request may be, and how long it may take to arrive.

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, Method, StatusCode, header};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Largest request, in bytes, but for webhooks.
pub const MAX_BODY: usize = 256 * 1024;
/// Largest webhook, in bytes (Meta, *Webhooks*: payloads can be up to 3 MB).
pub const MAX_WEBHOOK: usize = 3 * 1024 * 1024;
/// How long a body may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// Bodies up to this size are read without asking for room.
const SMALL: usize = 64 * 1024;
/// Room for large bodies on their way in, in KiB, all together.
const ROOM_KIB: u32 = 48 * 1024;

/// Reads the whole body of every request that may have one, so that no handler can be made to collect more: what reads
/// bodies further in (server functions) knows no limit of its own.
pub(crate) async fn limit(request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        let (parts, _) = request.into_parts();
        return next.run(Request::from_parts(parts, Body::empty())).await;
    }
    let (parts, body) = request.into_parts();
    match read(&parts.headers, body, MAX_BODY).await {
        Ok(bytes) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Err(status) => status.into_response(),
    }
}

/// The whole body, or why not: 413 or 408.
pub(crate) async fn read(headers: &HeaderMap, body: Body, limit: usize) -> Result<Bytes, StatusCode> {
    read_within(headers, body, limit, PATIENCE).await
}

/// The same with a patience of its own.
pub(crate) async fn read_within(
    headers: &HeaderMap,
    body: Body,
    limit: usize,
    patience: Duration,
) -> Result<Bytes, StatusCode> {
    if announced(headers).is_some_and(|length| length > limit) {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    match tokio::time::timeout(patience, axum::body::to_bytes(body, limit)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) if is_limit(&error) => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Ok(Err(_)) => Err(StatusCode::BAD_REQUEST),
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}

fn announced(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn is_limit(error: &axum::Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<http_body_util::LengthLimitError>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// Room for large bodies of callers nobody knows yet: their sum is bounded, whoever sends them.
#[derive(Clone)]
pub struct Room(Arc<Semaphore>);

impl Default for Room {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(ROOM_KIB as usize)))
    }
}

impl Room {
    /// Waits for room for the body that `headers` announce; `None` when there is none for seconds.
    pub(crate) async fn take(
        &self,
        headers: &HeaderMap,
        limit: usize,
    ) -> Option<Option<OwnedSemaphorePermit>> {
        let size = announced(headers).unwrap_or(limit).min(limit);
        if size <= SMALL {
            return Some(None);
        }
        let kib = u32::try_from(size.div_ceil(1024)).unwrap_or(ROOM_KIB).min(ROOM_KIB);
        let permit = Arc::clone(&self.0).acquire_many_owned(kib);
        match tokio::time::timeout(Duration::from_secs(5), permit).await {
            Ok(Ok(permit)) => Some(Some(permit)),
            Ok(Err(_)) | Err(_) => None,
        }
    }
}
