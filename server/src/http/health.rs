//! Is the process alive, and can it do its work?

use crate::state::AppState;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;

/// The process answers: that is all.
pub(crate) async fn alive() -> &'static str {
    "ok\n"
}

/// The database answers with all its migrations, the lanes run, and nobody asked us to stop.
pub(crate) async fn ready(State(state): State<AppState>) -> Response {
    if let Some(reason) = state.readiness.refuses() {
        return (StatusCode::SERVICE_UNAVAILABLE, format!("{reason}\n")).into_response();
    }
    match state.desk.ready().await {
        Ok(()) => "ready\n".into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database is not ready\n").into_response(),
    }
}
