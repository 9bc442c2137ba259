//! The customers' and the tests' side over HTTP: everything under `/sim`.
//!
//! All bodies are JSON. A customer is named by simulator id (`c1`), BSUID or phone. Wrong requests get 400 with
//! `{"error": "…"}`; unknown customers 404.
//!
//! | call | what it does |
//! |---|---|
//! | `GET /sim/state?messages=60` | numbers, customers with their last messages and windows, templates, clock, webhook address, language |
//! | `GET /sim/stream` | server-sent events: `changed` whenever something is new |
//! | `GET /sim/customers` | the customers, without messages |
//! | `POST /sim/customers` | `{"name", "phone"?, "username"?, "bsuid"?}` → the customer; no phone: known by BSUID only |
//! | `GET /sim/customers/{id}` | one customer with all messages |
//! | `PATCH /sim/customers/{id}` | `{"name"?, "phone"?, "username"?, "online"?, "on_whatsapp"?, "read_receipts"?, "stopped_marketing"?}` |
//! | `POST /sim/customers/{id}/messages` | a [`crate::CustomerMessage`]; optional `timestamp` or `age_seconds`, `reply_to`, `referral` → `{"id"}` |
//! | `POST /sim/customers/{id}/open` | `{"open": true, "phone_number_id"?}`: the chat is on the screen, what arrives is read |
//! | `POST /sim/customers/{id}/age` | `{"hours"?, "seconds"?}`: the simulator takes the customer's last message to be that much older; nothing is sent |
//! | `POST /sim/messages/{id}/status` | `{"status": "delivered", "code"?, "details"?}`: a status webhook by hand (`failed` with its code) |
//! | `GET /sim/media/{id}` | the bytes of a file, for the page |
//! | `POST /sim/templates/{id}` | `{"status"?, "reason"?, "category"?, "quality"?, "upcoming_category"?}`: changes it and posts the webhook; `{"paced": true}`: its sends are held back |
//! | `POST /sim/webhook` | `{"payload"}`, `{"field", "value", "waba_id"?}` or `{"raw": "bytes as text"}`, signed and posted as is (`"url"?` elsewhere) → `{"serial"}` |
//! | `POST /sim/numbers` | `{"phone_number_id", "display_phone_number", "verified_name", "waba_id"?}`: one more business number; a new account is not subscribed yet |
//! | `PATCH /sim/numbers/{id}` | `{"quality"?, "status"?, "name_status"?, "throughput"?, "limit"?, "mode"?, "review"?, "subscribed"?}`: how the platform rates it; the webhooks that tell of it go out |
//! | `POST /sim/webhook/verify` | `{"verify_token"?, "url"?}`: the subscription handshake with the webhook address → `{"ok", "error"?}` |
//! | `GET`, `PUT`, `DELETE /sim/faults` | the [`crate::Faults`] in force; `PUT` replaces them all, `DELETE` ends them |
//! | `POST /sim/faults/sends` | adds one [`crate::SendFault`] |
//! | `POST /sim/clock` | `{"advance_seconds"}`: the simulator's clock moves ahead |
//! | `GET`, `PUT /sim/config` | `{"webhook_url"?, "window": "async" \| "sync" \| "off"}` |
//! | `GET /sim/log?since=0` | every send request and every webhook with its attempts, after this serial |
//! | `DELETE /sim/log` | empties the logs |
//! | `GET /sim/sent` | accepted messages with their status history |

use std::{collections::BTreeMap, convert::Infallible, sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Path, Query, Request, State, rejection::JsonRejection},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
    routing::{get, patch, post},
};
use futures::{Stream, stream};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    graph::{errors, templates},
    page,
    phone::{
        actions::{self, CustomerChange, NewCustomer},
        says::{self, CustomerMessage},
    },
    records::{Delivery, FailureNote},
    sim::Sim,
    sim_control, sim_numbers, statuses,
};

/// Largest body: a file in base64.
const BODY_LIMIT: usize = 160 << 20;

pub(crate) type Shared = State<Arc<Sim>>;
pub(crate) type Body<T> = Result<Json<T>, JsonRejection>;

/// What a wrong call gets.
pub(crate) struct Refused(StatusCode, String);

impl From<String> for Refused {
    fn from(text: String) -> Self {
        let status =
            if text.starts_with("no such") { StatusCode::NOT_FOUND } else { StatusCode::BAD_REQUEST };
        Self(status, text)
    }
}

impl From<JsonRejection> for Refused {
    fn from(rejection: JsonRejection) -> Self {
        Self(rejection.status(), rejection.body_text())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"error": self.1}))).into_response()
    }
}

pub(crate) type Reply = Result<Json<Value>, Refused>;

pub(crate) fn router() -> Router<Arc<Sim>> {
    Router::new()
        .route("/sim/state", get(state))
        .route("/sim/stream", get(stream_changes))
        .route("/sim/customers", get(customers).post(create_customer))
        .route("/sim/customers/{id}", patch(change_customer).get(customer))
        .route("/sim/customers/{id}/messages", post(say))
        .route("/sim/customers/{id}/open", post(open))
        .route("/sim/customers/{id}/age", post(age))
        .route("/sim/messages/{id}/status", post(set_status))
        .route("/sim/media/{id}", get(media_bytes))
        .route("/sim/log", get(log).delete(clear_log))
        .route("/sim/sent", get(sent))
        .merge(sim_control::router())
        .merge(sim_numbers::router())
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn(same_origin))
}

/// Another site open in the same browser must not play the customer.
async fn same_origin(request: Request, next: Next) -> Response {
    let site = request.headers().get("sec-fetch-site").and_then(|v| v.to_str().ok());
    let foreign = site.is_some_and(|s| s != "same-origin" && s != "none");
    if foreign && request.method() != Method::GET {
        return Refused(StatusCode::FORBIDDEN, "asked by another site".to_owned()).into_response();
    }
    let mut response = next.run(request).await;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

pub(crate) fn done() -> Json<Value> {
    Json(json!({"ok": true}))
}

async fn state(State(sim): Shared, Query(query): Query<BTreeMap<String, String>>) -> Json<Value> {
    let messages = query.get("messages").and_then(|m| m.parse().ok()).unwrap_or(60);
    let now = sim.now_ms();
    let world = sim.world();
    let customers: Vec<Value> =
        world.customers.iter().map(|c| actions::view(&world, c, now, messages)).collect();
    let templates: Vec<Value> = world
        .templates
        .iter()
        .map(|t| {
            let mut view = templates::view(t);
            view["waba_id"] = json!(t.waba_id);
            view
        })
        .collect();
    let numbers: Vec<Value> = world.numbers.iter().map(|number| sim_numbers::view(&world, number)).collect();
    Json(json!({
        "now_ms": now, "clock_offset_ms": sim.clock.offset_ms(), "language": sim.config.language,
        "webhook_url": world.webhook_url, "window": world.window, "numbers": numbers, "customers": customers,
        "templates": templates, "faults": world.faults.set,
    }))
}

async fn stream_changes(State(sim): Shared) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let (watch, stop) = (sim.watch(), sim.stop.clone());
    let events = stream::unfold((watch, stop, true), |(mut watch, stop, first)| async move {
        if !first {
            tokio::select! {
                () = stop.cancelled() => return None,
                changed = watch.changed() => changed.ok()?,
            }
            // Many changes in a row make one event.
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
        let version = *watch.borrow_and_update();
        Some((Ok(Event::default().event("changed").data(version.to_string())), (watch, stop, false)))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

async fn customers(State(sim): Shared) -> Json<Value> {
    Json(json!({"customers": sim.world().customers}))
}

async fn create_customer(
    State(sim): Shared,
    body: Body<NewCustomer>,
) -> Result<(StatusCode, Json<Value>), Refused> {
    let Json(new) = body?;
    let id = actions::create(&sim, &new)?;
    Ok((StatusCode::CREATED, find(&sim, &id)?))
}

fn find(sim: &Sim, name: &str) -> Reply {
    let now = sim.now_ms();
    let world = sim.world();
    let customer = world.customer_index(name).and_then(|i| world.customers.get(i));
    match customer {
        Some(customer) => Ok(Json(actions::view(&world, customer, now, usize::MAX))),
        None => Err(Refused::from("no such customer".to_owned())),
    }
}

async fn customer(State(sim): Shared, Path(id): Path<String>) -> Reply {
    find(&sim, &id)
}

async fn change_customer(State(sim): Shared, Path(id): Path<String>, body: Body<CustomerChange>) -> Reply {
    let Json(change) = body?;
    actions::change(&sim, &id, &change)?;
    if let Some(stopped) = change.stopped_marketing {
        says::report_preference(&sim, &id, stopped);
    }
    find(&sim, &id)
}

async fn say(State(sim): Shared, Path(id): Path<String>, body: Body<CustomerMessage>) -> Reply {
    let Json(message) = body?;
    let id = says::say(&sim, &id, message)?;
    Ok(Json(json!({"id": id})))
}

#[derive(Deserialize)]
struct OpenBody {
    #[serde(default = "yes")]
    open: bool,
    phone_number_id: Option<String>,
}

fn yes() -> bool {
    true
}

async fn open(State(sim): Shared, Path(id): Path<String>, body: Body<OpenBody>) -> Reply {
    let Json(body) = body?;
    actions::open(&sim, &id, body.open, body.phone_number_id.as_deref())?;
    Ok(done())
}

#[derive(Deserialize)]
struct AgeBody {
    #[serde(default)]
    hours: f64,
    #[serde(default)]
    seconds: i64,
}

async fn age(State(sim): Shared, Path(id): Path<String>, body: Body<AgeBody>) -> Reply {
    let Json(body) = body?;
    // Far above any age that makes sense, and exact in both types.
    if !(0.0..=1_000_000.0).contains(&body.hours) || !(0..=1_000_000_000).contains(&body.seconds) {
        return Err(Refused::from("the age is not valid".to_owned()));
    }
    let hours = Duration::from_secs_f64(body.hours * 3600.0);
    actions::age(&sim, &id, crate::clock::millis(hours) / 1000 + body.seconds)?;
    find(&sim, &id)
}

#[derive(Deserialize)]
struct StatusBody {
    status: Delivery,
    code: Option<i64>,
    details: Option<String>,
}

async fn set_status(State(sim): Shared, Path(id): Path<String>, body: Body<StatusBody>) -> Reply {
    let Json(body) = body?;
    let note = (body.status == Delivery::Failed).then(|| FailureNote {
        code: body.code.unwrap_or(131_026),
        details: body.details.unwrap_or_default(),
    });
    if statuses::emit(&sim, &id, body.status, note) {
        return Ok(done());
    }
    Err(Refused::from("no such message".to_owned()))
}

async fn media_bytes(State(sim): Shared, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let file = sim.world().media.get(&id).map(|file| (file.mime_type.clone(), file.bytes.clone()));
    match file {
        Some((mime_type, bytes)) => page::media(&mime_type, bytes, headers.get(header::RANGE)),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn log(State(sim): Shared, Query(query): Query<BTreeMap<String, String>>) -> Json<Value> {
    let since: u64 = query.get("since").and_then(|s| s.parse().ok()).unwrap_or(0);
    let world = sim.world();
    let sends: Vec<_> = world.send_log.iter().filter(|r| r.serial > since).collect();
    let webhooks: Vec<_> = world.hook_log.iter().filter(|r| r.serial > since).collect();
    Json(json!({"last": world.serial, "sends": sends, "webhooks": webhooks}))
}

async fn clear_log(State(sim): Shared) -> Json<Value> {
    let mut world = sim.world();
    world.send_log.clear();
    world.hook_log.clear();
    done()
}

async fn sent(State(sim): Shared) -> Json<Value> {
    Json(json!({"sent": sim.world().sent}))
}

/// Any other path under `/sim`.
pub(crate) async fn unknown() -> Response {
    let body = errors::answer(404, &json!({"error": "no such call; see the module sim_api"}));
    body.into_response()
}
