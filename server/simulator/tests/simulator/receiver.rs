//! The harness: a simulator, a receiver of its webhooks, a client.

use std::{
    collections::VecDeque,
    future::IntoFuture as _,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    routing::get,
};
use desk_simulator::{Simulator, SimulatorConfig, SimulatorHandle, signature};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

pub(crate) const SECRET: &str = "simulator-app-secret";
pub(crate) const TOKEN: &str = "simulator-access-token";
pub(crate) const NUMBER: &str = "106540352242922";
pub(crate) const WABA: &str = "102290129340398";
/// Marina of the demonstration set.
pub(crate) const MARINA: &str = "5531987654321";
/// João, whose number is older than the ninth digit.
pub(crate) const JOAO: &str = "553188887777";
/// Bia, who has no phone here.
pub(crate) const BIA: &str = "BR.13491208655302741918";

pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) body: Bytes,
    pub(crate) json: Value,
    pub(crate) signed: bool,
}

#[derive(Default)]
struct Inbox {
    received: Vec<Received>,
    answers: VecDeque<u16>,
}

#[derive(Clone)]
struct Shared {
    inbox: Arc<Mutex<Inbox>>,
    count: watch::Sender<usize>,
}

pub(crate) struct World {
    pub(crate) meta: SimulatorHandle,
    pub(crate) client: Client,
    pub(crate) hook_url: String,
    shared: Shared,
    server: JoinHandle<()>,
}

impl Drop for World {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn handshake(Query(query): Query<Vec<(String, String)>>) -> (StatusCode, String) {
    let find = |name: &str| query.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()).unwrap_or_default();
    if find("hub.mode") == "subscribe" && find("hub.verify_token") == "simulator-verify-token" {
        (StatusCode::OK, find("hub.challenge"))
    } else {
        (StatusCode::FORBIDDEN, String::new())
    }
}

async fn receive(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let expected = signature(SECRET, &body);
    let signed = headers.get("x-hub-signature-256").is_some_and(|s| s.as_bytes() == expected.as_bytes());
    let json = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let answer = {
        let mut inbox = shared.inbox.lock().unwrap();
        inbox.received.push(Received { body, json, signed });
        inbox.answers.pop_front().unwrap_or(200)
    };
    shared.count.send_modify(|n| *n += 1);
    StatusCode::from_u16(answer).unwrap()
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(SimulatorConfig::for_tests()).await
    }

    pub(crate) async fn with(mut config: SimulatorConfig) -> Self {
        let shared = Shared { inbox: Arc::default(), count: watch::Sender::new(0) };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let hook_url = format!("http://{}/hook", listener.local_addr().unwrap());
        let app = Router::new().route("/hook", get(handshake).post(receive)).with_state(shared.clone());
        let server = tokio::spawn(async move { axum::serve(listener, app).into_future().await.unwrap() });
        config.webhook_url = Some(hook_url.clone());
        let meta = Simulator::start(config).await.unwrap();
        let client = Client::builder().no_proxy().build().unwrap();
        Self { meta, client, hook_url, shared, server }
    }

    /// The receiver answers the next requests with these.
    pub(crate) fn answer_next(&self, statuses: &[u16]) {
        self.shared.inbox.lock().unwrap().answers.extend(statuses);
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.shared.inbox.lock().unwrap().received.clone()
    }

    /// All `changes[].value` received, in order.
    pub(crate) fn values(&self) -> Vec<(String, Value)> {
        let mut found = Vec::new();
        for request in self.received() {
            for entry in request.json["entry"].as_array().into_iter().flatten() {
                for change in entry["changes"].as_array().into_iter().flatten() {
                    found.push((change["field"].as_str().unwrap().to_owned(), change["value"].clone()));
                }
            }
        }
        found
    }

    /// Messages received, in order.
    pub(crate) fn messages(&self) -> Vec<Value> {
        self.pick("messages")
    }

    /// Statuses received, in order.
    pub(crate) fn statuses(&self) -> Vec<Value> {
        self.pick("statuses")
    }

    fn pick(&self, name: &str) -> Vec<Value> {
        let values = self.values();
        values.iter().flat_map(|(_, v)| v[name].as_array().cloned().unwrap_or_default()).collect()
    }

    /// Waits until `look` finds something; looks again after each webhook.
    pub(crate) async fn until<T>(&self, mut look: impl FnMut(&Self) -> Option<T>) -> T {
        let mut count = self.shared.count.subscribe();
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            count.mark_unchanged();
            if let Some(found) = look(self) {
                return found;
            }
            let waited = tokio::time::timeout_at(deadline, count.changed()).await;
            assert!(matches!(waited, Ok(Ok(()))), "not seen in time; received: {:#?}", self.values());
        }
    }

    /// Waits for this many messages.
    pub(crate) async fn messages_until(&self, count: usize) -> Vec<Value> {
        self.until(|w| Some(w.messages()).filter(|m| m.len() >= count)).await
    }

    /// The words of the statuses of a message, once the last of them is there.
    pub(crate) async fn status_words(&self, id: &str, last: &str) -> Vec<String> {
        self.until(|w| {
            let words: Vec<String> = w
                .statuses()
                .iter()
                .filter(|s| s["id"] == id)
                .map(|s| s["status"].as_str().unwrap().to_owned())
                .collect();
            words.iter().any(|word| word == last).then_some(words)
        })
        .await
    }

    pub(crate) fn graph(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}/v24.0/{path}", self.meta.base_url())).bearer_auth(TOKEN)
    }

    pub(crate) async fn get(&self, path: &str) -> (u16, Value) {
        answer(self.graph(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        answer(self.graph(Method::POST, path).json(body)).await
    }

    /// Sends a message body (without `messaging_product`).
    pub(crate) async fn send(&self, body: Value) -> (u16, Value) {
        self.post(&format!("{NUMBER}/messages"), &product(body)).await
    }

    pub(crate) async fn send_text(&self, to: &str, text: &str) -> (u16, Value) {
        self.send(json!({"to": to, "type": "text", "text": {"body": text}})).await
    }

    /// A call under `/sim`.
    pub(crate) async fn sim(&self, method: Method, path: &str, body: Option<Value>) -> (u16, Value) {
        let request = self.client.request(method, format!("{}/sim/{path}", self.meta.base_url()));
        answer(match body {
            Some(body) => request.json(&body),
            None => request,
        })
        .await
    }

    /// Lets a customer write, so that the window is open, and waits until the webhook has come.
    pub(crate) async fn open_window(&self, customer: &str) -> String {
        let message = desk_simulator::CustomerMessage::text("Oi");
        let id = self.meta.customer_says(customer, message).await.unwrap();
        self.until(|w| w.messages().iter().any(|m| m["id"] == id).then_some(())).await;
        id
    }
}

pub(crate) fn product(mut body: Value) -> Value {
    body["messaging_product"] = json!("whatsapp");
    body
}

pub(crate) async fn answer(request: RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    (status, response.json().await.unwrap_or(Value::Null))
}

/// The id of an accepted message.
pub(crate) fn id_of(answer: &(u16, Value)) -> String {
    assert_eq!(answer.0, 200, "{}", answer.1);
    answer.1["messages"][0]["id"].as_str().unwrap().to_owned()
}

pub(crate) fn code_of(answer: &(u16, Value)) -> i64 {
    let error = &answer.1["error"];
    assert!(error["fbtrace_id"].is_string(), "not a Graph error: {}", answer.1);
    error["code"].as_i64().unwrap()
}
