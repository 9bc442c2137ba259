//! The first administrator, by a link that was printed on the console and works once.

use crate::http::login::{form, refuse, wants_json};
use crate::http::pages;
use crate::http::session::Caller;
use crate::state::AppState;
use app::api::ctx::LoginFlash;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

#[derive(Deserialize)]
pub(crate) struct FirstAdmin {
    token: String,
    name: String,
    email: String,
    password: String,
}

/// Creates the administrator. Afterwards the link is dead, also when it was never used.
pub(crate) async fn create(
    State(state): State<AppState>,
    caller: Caller,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let given: FirstAdmin = match form(&headers, &body) {
        Ok(given) => given,
        Err(error) => {
            let flash = LoginFlash { error: Some(error), ..LoginFlash::default() };
            return refuse(&state, &headers, caller, "/setup", flash).await;
        }
    };
    match state.desk.create_first_admin(&given.token, &given.name, &given.email, &given.password).await {
        Ok(_) if wants_json(&headers) => StatusCode::CREATED.into_response(),
        Ok(_) => pages::see_other("/login"),
        Err(error) => {
            let token: String = given.token.chars().filter(char::is_ascii_alphanumeric).collect();
            let flash = LoginFlash {
                error: Some(error),
                email: given.email,
                name: given.name,
                ..LoginFlash::default()
            };
            refuse(&state, &headers, caller, &format!("/setup?token={token}"), flash).await
        }
    }
}
