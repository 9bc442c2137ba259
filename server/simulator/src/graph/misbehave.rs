//! Answers that go wrong on purpose.

use std::{sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use futures::{StreamExt as _, stream};
use serde_json::Value;

use super::{
    Call,
    errors::{GraphError, answer},
};
use crate::{faults::SendFaultKind, sim::Sim};

/// How long a hanging answer is kept open when the caller does not go away.
const LONGEST_HANG: Duration = Duration::from_secs(600);

/// The answer of a fault under which nothing is sent; `None` when the message is to be processed.
pub(super) async fn before(sim: &Arc<Sim>, call: &Call, fault: &SendFaultKind) -> Option<Response> {
    Some(match fault {
        SendFaultKind::ServerError { status } => server_error(status.unwrap_or(500)),
        SendFaultKind::TooManyRequests { retry_after } => {
            let error = GraphError::plain(429, 4, "OAuthException", "(#4) Application request limit reached");
            let mut response = error.into_response();
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after.unwrap_or(1)));
            response
        }
        SendFaultKind::GraphError { code: 190 } => GraphError::bad_token().into_response(),
        SendFaultKind::GraphError { code } => {
            GraphError::cloud(*code, "Asked for by a test.").into_response()
        }
        SendFaultKind::Hang => hang(sim).await,
        SendFaultKind::Reset => reset(call),
        SendFaultKind::Html { status } => html(status.unwrap_or(200)),
        SendFaultKind::NoId => {
            answer(200, &serde_json::json!({"messaging_product": "whatsapp", "contacts": []}))
        }
        _ => return None,
    })
}

/// The answer to an accepted message, as the fault spoils it.
pub(super) async fn after(sim: &Arc<Sim>, call: &Call, fault: &SendFaultKind, body: &Value) -> Response {
    match fault {
        SendFaultKind::LostError => server_error(500),
        SendFaultKind::LostHang => hang(sim).await,
        SendFaultKind::LostReset => reset(call),
        SendFaultKind::HalfAnswer => half(body),
        SendFaultKind::Slow { ms } => {
            tokio::time::sleep(Duration::from_millis(*ms)).await;
            answer(200, body)
        }
        _ => answer(200, body),
    }
}

fn server_error(status: u16) -> Response {
    GraphError::plain(status, 1, "OAuthException", "An unknown error has occurred.")
        .with_status(status)
        .into_response()
}

async fn hang(sim: &Sim) -> Response {
    // When the caller goes away, the server drops this handler.
    tokio::select! {
        () = sim.stop.cancelled() => {}
        () = tokio::time::sleep(LONGEST_HANG) => {}
    }
    server_error(504)
}

fn reset(call: &Call) -> Response {
    call.connection.reset();
    answer(200, &Value::Null)
}

fn html(status: u16) -> Response {
    let page = "<!DOCTYPE html><html><head><title>Error</title></head><body><h1>Sorry, something went wrong.</h1></body></html>";
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
}

/// Announces the whole body, sends half of it, and breaks off.
fn half(body: &Value) -> Response {
    let text = body.to_string();
    let first = Bytes::copy_from_slice(&text.as_bytes()[..text.len() / 2]);
    let stream = stream::once(async move { Ok::<_, std::io::Error>(first) }).chain(stream::once(async {
        // The first half has to leave before the connection goes.
        tokio::time::sleep(Duration::from_millis(20)).await;
        Err(std::io::ErrorKind::ConnectionAborted.into())
    }));
    let mut response = Response::new(Body::from_stream(stream));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=UTF-8"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(text.len()));
    response
}
