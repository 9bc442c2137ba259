//! The least stand-in for the Graph API: takes every message, so that the desk's automatic notices really leave.

use axum::Router;
use axum::routing::{get, post};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Starts it and returns its address and the count of messages taken.
pub(crate) async fn start() -> Result<(SocketAddr, Arc<AtomicU64>), String> {
    let taken = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&taken);
    let app = Router::new()
        .route(
            "/{version}/{number}/messages",
            post(move || {
                let n = counter.fetch_add(1, Ordering::Relaxed);
                async move {
                    axum::Json(serde_json::json!({
                        "messaging_product": "whatsapp",
                        "contacts": [],
                        "messages": [{"id": format!("wamid.out{n}")}]
                    }))
                }
            }),
        )
        .route(
            "/{version}/{account}/message_templates",
            get(|| async { axum::Json(serde_json::json!({"data": []})) }),
        );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.map_err(|e| e.to_string())?;
    let address = listener.local_addr().map_err(|e| e.to_string())?;
    tokio::spawn(async move {
        let _ = axum::serve(listener, app).await;
    });
    Ok((address, taken))
}
