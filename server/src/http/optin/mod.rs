//! The public opt-in page of a number: plain forms, no script, no session. Typing a number here proves nothing; the
//! customer confirms it from WhatsApp.

mod page;
mod texts;

use crate::http::client_ip::ClientIp;
use crate::http::error::retry_after;
use crate::http::login::form;
use crate::http::qr;
use crate::state::AppState;
use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use desk_core::OptInAsk;
use desk_model::optin::Via;
use desk_model::{DeskError, Locale};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use page::Shown;
use serde::Deserialize;
use texts::texts;

/// Longest phone that is shown again, in characters.
const MAX_PHONE: usize = 40;
/// Style and pictures from us, forms to us, nothing else.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

/// What a link to the page may bring along.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Asked {
    phone: String,
    via: String,
    lang: String,
}

/// What the form sends.
#[derive(Deserialize)]
pub(crate) struct Sent {
    phone: String,
    #[serde(default)]
    via: String,
    #[serde(default)]
    lang: String,
    version: i64,
    /// Hidden from people.
    #[serde(default)]
    website: String,
}

/// The page.
pub(crate) async fn show(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let locale = locale(&headers, &asked.lang);
    match state.desk.optin_form(&slug).await {
        Ok(form) => {
            let phone: String = asked.phone.chars().take(MAX_PHONE).collect();
            let shown = Shown { slug: &slug, phone: &phone, via: Via::parse(&asked.via), error: None };
            answer(StatusCode::OK, page::form(locale, &form, &shown))
        }
        Err(error) => refuse(locale, &error),
    }
}

/// Takes the form; answers with a code and how to send it.
pub(crate) async fn send(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    Extension(ClientIp(client)): Extension<ClientIp>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let sent: Sent = match form(&headers, &body) {
        Ok(sent) => sent,
        Err(error) => return refuse(locale(&headers, ""), &error),
    };
    let (locale, via) = (locale(&headers, &sent.lang), Via::parse(&sent.via));
    let typed: String = sent.phone.chars().take(MAX_PHONE).collect();
    let ask = OptInAsk { phone: sent.phone, locale, via, version: sent.version, trap: sent.website };
    let error = match state.desk.optin_ask(&slug, ask, client).await {
        Ok(started) => return answer(StatusCode::OK, page::code(locale, &slug, &started)),
        Err(error) => error,
    };
    // The form once more, with what was typed and why it was not taken.
    let Ok(form) = state.desk.optin_form(&slug).await else { return refuse(locale, &error) };
    let words = texts(locale).problem(&error);
    let shown = Shown { slug: &slug, phone: &typed, via, error: Some(&words) };
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = answer(status, page::form(locale, &form, &shown));
    if let Some(wait) = retry_after(&error) {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
    }
    response
}

/// A picture that leads to the page, for paper.
pub(crate) async fn picture(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Response {
    if state.desk.optin_form(&slug).await.is_err() {
        return StatusCode::NOT_FOUND.into_response();
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let origin = match &state.config.public_url {
        Some(_) => state.config.url(),
        None => format!("http://{host}"),
    };
    match qr::svg(&format!("{}/optin/{slug}", origin.trim_end_matches('/')), "") {
        Some(svg) => {
            let kind = HeaderValue::from_static("image/svg+xml");
            ([(header::CONTENT_TYPE, kind)], svg).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn refuse(locale: Locale, error: &DeskError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    answer(status, page::problem(locale, &texts(locale).problem(error)))
}

fn answer(status: StatusCode, html: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    ];
    (status, headers, html).into_response()
}

/// The language of a page for somebody unknown: what they chose, else what their browser asks for.
fn locale(headers: &HeaderMap, chosen: &str) -> Locale {
    let accepted = || {
        let asked = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
        asked.split(',').find_map(|tag| Locale::parse(tag.trim()))
    };
    Locale::parse(chosen).or_else(accepted).unwrap_or_default()
}
