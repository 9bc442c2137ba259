//! In and out. Forms work without JavaScript; a program that asks for JSON gets JSON.

use crate::http::client_ip::ClientIp;
use crate::http::error::{Refused, retry_after};
use crate::http::pages;
use crate::http::session::{self, Caller};
use crate::state::AppState;
use app::api::ctx::LoginFlash;
use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use desk_model::DeskError;
use desk_model::error::FieldProblem;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Deserialize;
use tower_sessions::Session;

#[derive(Deserialize)]
pub(crate) struct Credentials {
    email: String,
    password: String,
    /// Where to go on; only a path of ours is followed.
    #[serde(default)]
    next: String,
}

/// Opens a session: a new id, whatever the browser had before.
pub(crate) async fn login(
    State(state): State<AppState>,
    Extension(ClientIp(client)): Extension<ClientIp>,
    session: Session,
    caller: Caller,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let (mut email, mut next) = (String::new(), String::new());
    let outcome = match form::<Credentials>(&headers, &body) {
        Ok(given) => {
            email.clone_from(&given.email);
            next.clone_from(&given.next);
            enter(&state, &session, client, given).await
        }
        Err(error) => Err(error),
    };
    match outcome {
        Ok(()) if wants_json(&headers) => StatusCode::NO_CONTENT.into_response(),
        Ok(()) => pages::see_other(if pages::inside(&next) { &next } else { "/" }),
        Err(error) => {
            let path = pages::login_path(&next);
            let flash = LoginFlash { error: Some(error), email, next, ..LoginFlash::default() };
            refuse(&state, &headers, caller, &path, flash).await
        }
    }
}

async fn enter(
    state: &AppState,
    session: &Session,
    client: std::net::IpAddr,
    given: Credentials,
) -> Result<(), DeskError> {
    let login = state.desk.login(&given.email, &given.password, client).await?;
    if let Some(old) = session.id() {
        state.live.end_session(&old.to_string()).await;
    }
    session::begin(session, &login.user, login.epoch).await
}

/// Ends this session and closes its sockets.
pub(crate) async fn logout(
    State(state): State<AppState>,
    session: Session,
    caller: Caller,
    headers: HeaderMap,
) -> Response {
    if let Some(id) = session.id() {
        if session.flush().await.is_err() {
            return Refused(DeskError::Busy).into_response();
        }
        if let Some(actor) = &caller.actor
            && let Err(error) = state.desk.logged_out(actor.user(), &id.to_string()).await
        {
            // They are logged out all the same; the lost sockets make them offline a little later.
            tracing::warn!(status = error.status(), "presence.logout_not_noted");
        }
        state.live.end_session(&id.to_string()).await;
    }
    let mut response = if wants_json(&headers) {
        StatusCode::NO_CONTENT.into_response()
    } else {
        pages::see_other("/login")
    };
    // What the browser kept of the desk goes too, but not its storage: half-typed texts are there, each person's own.
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\", \"cookies\""));
    response
}

/// Reads a form or JSON with the same fields.
pub(crate) fn form<T: serde::de::DeserializeOwned>(headers: &HeaderMap, body: &[u8]) -> Result<T, DeskError> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let malformed = || DeskError::invalid("form", FieldProblem::Malformed);
    if kind.starts_with("application/json") {
        serde_json::from_slice(body).map_err(|_| malformed())
    } else if kind.starts_with("application/x-www-form-urlencoded") {
        serde_urlencoded::from_bytes(body).map_err(|_| malformed())
    } else {
        Err(malformed())
    }
}

pub(crate) fn wants_json(headers: &HeaderMap) -> bool {
    let has = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    has(header::ACCEPT).contains("application/json")
        || has(header::CONTENT_TYPE).starts_with("application/json")
}

/// Says no: as JSON, or by drawing the form again with the reason and what had been typed.
pub(crate) async fn refuse(
    state: &AppState,
    headers: &HeaderMap,
    caller: Caller,
    path: &str,
    flash: LoginFlash,
) -> Response {
    let error = flash.error.clone().unwrap_or(DeskError::Forbidden);
    if wants_json(headers) {
        return Refused(error).into_response();
    }
    let mut response = pages::draw(state, headers, caller, path, flash).await;
    *response.status_mut() =
        StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if let Some(wait) = retry_after(&error) {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
    }
    response
}
