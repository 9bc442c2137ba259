//! One line for each request: method, route, status, duration. Never a query, a body or a header.

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use std::time::Instant;

pub(crate) async fn layer(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let started = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let duration_ms = started.elapsed().as_secs_f64() * 1_000.0;
    let route = route.as_deref().unwrap_or("(file)");
    // A probe that hears *not ready* got its answer.
    if status >= 500 && route != "/ready" {
        tracing::warn!(http.method = %method, http.route = route, http.status = status, duration_ms, "request failed");
    } else {
        tracing::debug!(http.method = %method, http.route = route, http.status = status, duration_ms, "request");
    }
    response
}
