//! The built browser half: script, wasm, style, pictures. Packed beforehand where a packed file lies beside the plain one.

use crate::http::pages;
use crate::http::session::Caller;
use crate::state::AppState;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use tower::ServiceExt as _;
use tower_http::services::ServeDir;

/// A file below the site's folder, else *not found*. Names do not change with content, so browsers ask each time and are
/// told *not modified*.
pub(crate) async fn serve(State(state): State<AppState>, caller: Caller, request: Request) -> Response {
    let files = ServeDir::new(&state.config.site_root)
        .precompressed_br()
        .precompressed_gzip()
        .append_index_html_on_directories(false);
    let (parts, _) = request.into_parts();
    let asked = http::Request::from_parts(parts.clone(), axum::body::Body::empty());
    if !parts.method.is_safe() {
        return (StatusCode::NOT_FOUND, "not found\n").into_response();
    }
    match files.oneshot(asked).await {
        Ok(response) if response.status() == StatusCode::NOT_FOUND => {
            pages::not_found(State(state), caller, Request::from_parts(parts, axum::body::Body::empty()))
                .await
        }
        Ok(response) => {
            let mut response = response.into_response();
            response
                .headers_mut()
                .insert(header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
            response
        }
        Err(never) => match never {},
    }
}
