//! The provider's door. Its own fast path: no session, no compression, no cookie.

use crate::http::body::{self, MAX_WEBHOOK};
use crate::state::AppState;
use axum::body::Body;
use axum::extract::{RawQuery, Request, State};
use axum::response::{IntoResponse, Response};
use desk_channels::whatsapp::signature;
use desk_core::ports::Secret;
use desk_model::DeskError;
use http::{HeaderName, HeaderValue, StatusCode, header};
use std::time::Duration;

/// How long storing may take.
const PATIENCE: Duration = Duration::from_secs(10);
const SIGNATURE: HeaderName = HeaderName::from_static("x-hub-signature-256");

/// Repeats the challenge, as text, to who knows the token (Meta, *Webhooks › Verification requests*).
pub(crate) async fn handshake(State(state): State<AppState>, RawQuery(query): RawQuery) -> Response {
    match signature::handshake(query.as_deref(), &state.desk.verify_tokens()) {
        Some(challenge) => {
            let words = state.desk.handshake_words().into_iter();
            let fits =
                |word: &Secret| signature::handshake(query.as_deref(), std::slice::from_ref(word)).is_some();
            let made: Vec<_> = words.filter(|(_, word)| fits(word)).map(|(number, _)| number).collect();
            state.desk.handshake_made(&made).await;
            let plain = [(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"))];
            (plain, challenge).into_response()
        }
        None => StatusCode::FORBIDDEN.into_response(),
    }
}

/// Takes a notification: signature over the raw bytes, journal, and only then 200.
pub(crate) async fn receive(State(state): State<AppState>, request: Request<Body>) -> Response {
    let (parts, body) = request.into_parts();
    // Meta sends plain JSON; a packed body could be a bomb, and its signature is over other bytes.
    if parts.headers.get(header::CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response();
    }
    let Some(room) = state.room.take(&parts.headers, MAX_WEBHOOK).await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let bytes = match body::read(&parts.headers, body, MAX_WEBHOOK).await {
        Ok(bytes) => bytes,
        Err(status) => return status.into_response(),
    };
    let signatures = parts.headers.get_all(SIGNATURE).iter().map(HeaderValue::as_bytes);
    let signed = signature::verify(&state.desk.webhook_secrets(), signatures, &bytes);
    if !signed {
        state.desk.count_bad_signature();
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let open = state.desk.unproven_secrets();
    if !open.is_empty() {
        let signatures: Vec<&[u8]> =
            parts.headers.get_all(SIGNATURE).iter().map(HeaderValue::as_bytes).collect();
        let fits = |secret: &Secret| {
            signature::verify(std::slice::from_ref(secret), signatures.iter().copied(), &bytes)
        };
        let proven: Vec<_> =
            open.into_iter().filter(|(_, secret)| fits(secret)).map(|(number, _)| number).collect();
        state.desk.signature_proven(&proven).await;
    }
    let readable = serde_json::from_slice::<serde::de::IgnoredAny>(&bytes).is_ok();
    // Who waits longer is not waited for by Meta either. It may still be stored; the repetition changes nothing then.
    let outcome = tokio::time::timeout(PATIENCE, state.desk.receive(bytes, readable)).await;
    drop(room);
    match outcome.unwrap_or(Err(DeskError::Busy)) {
        Ok(()) => StatusCode::OK.into_response(),
        // Nothing is stored: Meta sends it again.
        Err(error) => {
            tracing::warn!(%error, "a webhook could not be stored");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}
