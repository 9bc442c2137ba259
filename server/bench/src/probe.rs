//! The probe: the least server that could do the job. axum, HMAC over the raw body, one durable commit a request,
//! broadcast to all sockets. It parses nothing and knows no tickets.

use crate::webhook;
use axum::Router;
use axum::body::Bytes;
use axum::extract::ws::{Message, Utf8Bytes, WebSocketUpgrade};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{any, post};
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use std::net::SocketAddr;
use std::path::Path;
use tokio::sync::broadcast;

#[derive(Clone)]
struct Probe {
    pool: SqlitePool,
    secret: String,
    fan: broadcast::Sender<Utf8Bytes>,
}

/// Serves until the process ends.
pub(crate) async fn serve(listen: SocketAddr, database: &Path, secret: String) -> Result<(), String> {
    let options = SqliteConnectOptions::new()
        .filename(database)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let pool =
        SqlitePoolOptions::new().max_connections(1).connect_with(options).await.map_err(|e| e.to_string())?;
    sqlx::query("CREATE TABLE IF NOT EXISTS hook (seq INTEGER PRIMARY KEY, body BLOB NOT NULL)")
        .execute(&pool)
        .await
        .map_err(|e| e.to_string())?;
    let (fan, _) = broadcast::channel(65_536);
    let app = Router::new()
        .route("/webhooks/whatsapp", post(hook))
        .route("/live", any(live))
        .layer(DefaultBodyLimit::max(3 * 1024 * 1024))
        .with_state(Probe { pool, secret, fan });
    let listener = tokio::net::TcpListener::bind(listen).await.map_err(|e| e.to_string())?;
    axum::serve(listener, app).await.map_err(|e| e.to_string())
}

async fn hook(State(probe): State<Probe>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let given = headers.get("x-hub-signature-256").and_then(|v| v.to_str().ok()).unwrap_or_default();
    if webhook::signature(&probe.secret, &body).as_deref() != Ok(given) {
        return StatusCode::UNAUTHORIZED;
    }
    if sqlx::query("INSERT INTO hook (body) VALUES ($1)").bind(&body[..]).execute(&probe.pool).await.is_err()
    {
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    if let Ok(text) = Utf8Bytes::try_from(body) {
        let _ = probe.fan.send(text);
    }
    StatusCode::OK
}

async fn live(State(probe): State<Probe>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(|mut socket| async move {
        let mut frames = probe.fan.subscribe();
        while let Ok(frame) = frames.recv().await {
            if socket.send(Message::Text(frame)).await.is_err() {
                break;
            }
        }
    })
}
