//! Every route there is.

use crate::config::Network;
use crate::http::security::Doors;
use crate::http::{
    api, assets, body, client_ip, export, health, login, optin, pages, security, session, setup, trace,
    upload, webhook, ws,
};
use crate::state::AppState;
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Redirect;
use axum::routing::{get, post};
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

/// The whole router; tests and the binary use the same.
///
/// From the outside in: panics become 500, one line is logged, headers are set, the client's address is found; then come
/// the webhooks, which need nothing more, and everything else behind the origin check, the size limit and the session.
pub fn build(state: AppState) -> Router {
    let doors = Arc::new(Doors { public: state.config.public_url.clone(), https: state.config.is_https() });
    let proxies: Arc<[Network]> = state.config.trusted_proxies.clone().into();
    // Files have limits of their own.
    let uploads = Router::new()
        .route("/upload", post(upload::take))
        .layer(from_fn_with_state(state.clone(), session::identify))
        .layer(session::layer(&state));
    let screens = pages::routes(&state)
        .route_layer(from_fn(api::status))
        .route_layer(from_fn(pages::gate))
        .route("/login", post(login::login))
        .route("/setup", post(setup::create))
        .route("/logout", post(login::logout))
        .route("/optin/{slug}", get(optin::show).post(optin::send))
        .route("/optin/{slug}/qr.svg", get(optin::picture))
        .route("/export/consent/{file}", get(export::consent))
        .route("/export/ticket/{file}", get(export::ticket))
        .fallback(assets::serve)
        .layer(CompressionLayer::new().quality(tower_http::CompressionLevel::Fastest))
        .route("/live", get(ws::live))
        .layer(from_fn_with_state(state.clone(), session::identify))
        .layer(session::layer(&state))
        .layer(from_fn(body::limit))
        .merge(uploads)
        .layer(from_fn_with_state(Arc::clone(&doors), security::same_origin));
    Router::new()
        .route("/webhooks/whatsapp", get(webhook::handshake).post(webhook::receive))
        // Browsers ask for it where no page names a picture: errors in plain text.
        .route("/favicon.ico", get(async || Redirect::permanent("/favicon.svg")))
        .route("/health", get(health::alive))
        .route("/ready", get(health::ready))
        .merge(screens)
        .layer(from_fn_with_state(proxies, client_ip::layer))
        .layer(from_fn_with_state(doors, security::headers))
        .layer(from_fn(trace::layer))
        .layer(CatchPanicLayer::new())
        .with_state(state)
}
