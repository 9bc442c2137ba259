//! A Graph API that answers as told.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use desk_channels::whatsapp::CloudApi;
use desk_core::ports::{NumberAccess, Secret};
use serde_json::Value;
use std::sync::{Arc, LazyLock, Mutex};

/// One gateway for all tests: reading the system's certificates takes a while.
pub(crate) static GATEWAY: LazyLock<CloudApi> = LazyLock::new(|| CloudApi::new().unwrap());

/// What the stand-in saw.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) target: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

type Script = Arc<dyn Fn(&Seen) -> Response + Send + Sync>;

#[derive(Clone)]
pub(crate) struct Stub {
    script: Script,
    seen: Arc<Mutex<Vec<Seen>>>,
    pub(crate) base_url: String,
}

impl Stub {
    /// Listens on a free port.
    pub(crate) async fn start(script: impl Fn(&Seen) -> Response + Send + Sync + 'static) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let stub = Self { script: Arc::new(script), seen: Arc::default(), base_url };
        let router = Router::new().fallback(Self::answer).with_state(stub.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        stub
    }

    async fn answer(State(stub): State<Self>, request: Request) -> Response {
        let (parts, body) = request.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let seen = Seen { target: format!("{} {}", parts.method, parts.uri), headers: parts.headers, body };
        stub.seen.lock().unwrap().push(seen.clone());
        (stub.script)(&seen)
    }

    /// All requests so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// How to reach it.
    pub(crate) fn access(&self) -> NumberAccess {
        access(&self.base_url)
    }
}

/// A number at this address.
pub(crate) fn access(base_url: &str) -> NumberAccess {
    NumberAccess {
        number: "num_1".parse().unwrap(),
        provider_id: "106540352242922".into(),
        account_id: "102290129340398".into(),
        base_url: base_url.into(),
        api_version: "v24.0".into(),
        access_token: Secret("EAAtoken".into()),
    }
}

/// An answer of JSON.
pub(crate) fn json_answer(status: u16, body: &Value) -> Response {
    (StatusCode::from_u16(status).unwrap(), [("content-type", "application/json")], body.to_string())
        .into_response()
}
