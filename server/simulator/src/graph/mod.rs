//! The Graph endpoints: authentication, versions, and which object an id names.

mod content;
pub(crate) mod errors;
mod interactive;
pub(crate) mod limits;
pub(crate) mod media;
mod messages;
mod misbehave;
mod numbers;
mod pricing;
mod receipts;
pub(crate) mod subscriptions;
pub(crate) mod template_rules;
mod template_send;
pub(crate) mod templates;
pub(crate) mod uploads;

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, Method, header, request::Parts},
    response::{IntoResponse as _, Response},
};
use serde_json::{Value, json};

use crate::{net::Connection, sim::Sim};
use errors::{GraphError, answer};

/// Largest JSON body taken; the real limit is unknown, nothing legitimate comes near.
const JSON_LIMIT: usize = 4 << 20;
/// Largest file of a resumable upload.
const UPLOAD_LIMIT: usize = 100 << 20;

/// One request, taken apart.
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: BTreeMap<String, String>,
    pub(crate) base: String,
    pub(crate) connection: Connection,
}

impl Call {
    /// The names in `?fields=`, if given: `a,b{c}` gives `a` and `b`.
    pub(crate) fn fields(&self) -> Option<Vec<String>> {
        let text = self.query.get("fields")?;
        let mut depth = 0_u32;
        let mut names = vec![String::new()];
        for character in text.chars() {
            match character {
                '{' | '(' => depth += 1,
                '}' | ')' => depth = depth.saturating_sub(1),
                ',' if depth == 0 => names.push(String::new()),
                c if depth == 0 && !c.is_whitespace() => {
                    if let Some(last) = names.last_mut() {
                        last.push(c);
                    }
                }
                _ => {}
            }
        }
        names.retain(|n| !n.is_empty());
        Some(names)
    }
}

pub(crate) type Answer = Result<Value, GraphError>;

/// Every path that is neither the page nor `/sim`.
pub(crate) async fn handle(State(sim): State<Arc<Sim>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let call = call_of(&sim, &parts);
    let segments: Vec<&str> = call.path.split('/').filter(|s| !s.is_empty()).collect();
    // The host that serves files checks the token by itself and answers without JSON.
    if segments.starts_with(&["whatsapp_business", "attachments"]) {
        return media::download(&sim, &call, authorised(&sim, &parts.headers, &call.query));
    }
    let segments = match segments.split_first() {
        Some((first, rest)) if is_version(first) => rest.to_vec(),
        _ => segments,
    };
    if !authorised(&sim, &parts.headers, &call.query) {
        return GraphError::bad_token().into_response();
    }
    if sim.world().faults.set.expired_token {
        return GraphError::expired_token().into_response();
    }
    match segments.as_slice() {
        [number, "messages"] if call.method == Method::POST => match read(body).await {
            Ok(bytes) => messages::send(&sim, &call, number, bytes).await,
            Err(error) => error.into_response(),
        },
        [number, "media"] if call.method == Method::POST => {
            let request = Request::from_parts(parts, body);
            media::upload(&sim, number, request)
                .await
                .map_or_else(GraphError::into_response, |v| answer(200, &v))
        }
        [id] if call.method == Method::POST && id.starts_with("upload:") => {
            let headers = parts.headers;
            to_bytes(body, UPLOAD_LIMIT)
                .await
                .map_err(|_| GraphError::parameter("The file is too large."))
                .and_then(|bytes| uploads::receive(&sim, &call, id, &headers, &bytes))
                .map_or_else(GraphError::into_response, |v| answer(200, &v))
        }
        path => match read(body).await.and_then(|bytes| json_body(&call, &bytes)) {
            Ok(body) => route(&sim, &call, path, body)
                .await
                .map_or_else(GraphError::into_response, |v| answer(200, &v)),
            Err(error) => error.into_response(),
        },
    }
}

async fn route(sim: &Arc<Sim>, call: &Call, path: &[&str], body: Value) -> Answer {
    let method = call.method.as_str();
    match (method, path) {
        (_, [waba, "message_templates"]) if has_waba(sim, waba) => match method {
            "GET" => templates::list(sim, call, waba),
            "POST" => templates::create(sim, waba, &body),
            "DELETE" => templates::delete(sim, call, waba),
            _ => Err(GraphError::no_object(method, waba)),
        },
        (_, [waba, "subscribed_apps"]) if has_waba(sim, waba) => {
            subscriptions::app(sim, method, waba, &body).await
        }
        ("POST", [app, "uploads"]) if *app == "app" || *app == sim.config.app_id => uploads::open(sim, call),
        ("GET", [waba, "phone_numbers"]) if has_waba(sim, waba) => numbers::list(sim, call, waba),
        ("GET", [waba]) if has_waba(sim, waba) => numbers::account(sim, call, waba),
        ("GET", [id]) if has_number(sim, id) => numbers::get(sim, call, id),
        ("POST", [id]) if has_number(sim, id) => subscriptions::number(sim, id, &body).await,
        ("POST", [id, edge @ ("register" | "deregister")]) if has_number(sim, id) => {
            numbers::register(sim, id, edge, &body)
        }
        (_, [id, "whatsapp_business_profile"]) if has_number(sim, id) => {
            numbers::profile(sim, method, id, &body)
        }
        ("GET" | "DELETE", [id]) if has_media(sim, id) => media::object(sim, call, id),
        ("GET", [id]) if has_template(sim, id) => templates::get(sim, call, id),
        ("POST", [id]) if has_template(sim, id) => templates::edit(sim, id, &body),
        ("POST", [id, "unpause"]) if has_template(sim, id) => templates::unpause(sim, id),
        (_, [id]) if is_id(id) => Err(GraphError::no_object(method, id)),
        (
            _,
            [
                id,
                "messages" | "media" | "message_templates" | "phone_numbers" | "subscribed_apps" | "register",
            ],
        ) if is_id(id) => Err(GraphError::no_object(method, id)),
        (_, [_, rest @ ..]) if !rest.is_empty() => {
            Err(GraphError::unknown_path(&format!("/{}", rest.join("/"))))
        }
        (_, path) => Err(GraphError::unknown_path(&format!("/{}", path.join("/")))),
    }
}

fn is_version(segment: &str) -> bool {
    segment.strip_prefix('v').and_then(|v| v.split_once('.')).is_some_and(|(major, minor)| {
        !major.is_empty()
            && !minor.is_empty()
            && major.bytes().chain(minor.bytes()).all(|b| b.is_ascii_digit())
    })
}

fn is_id(segment: &str) -> bool {
    segment.bytes().all(|b| b.is_ascii_digit())
}

fn has_waba(sim: &Sim, id: &str) -> bool {
    sim.world().has_waba(id)
}

fn has_number(sim: &Sim, id: &str) -> bool {
    sim.world().number(id).is_some()
}

fn has_media(sim: &Sim, id: &str) -> bool {
    sim.world().media.contains_key(id)
}

fn has_template(sim: &Sim, id: &str) -> bool {
    sim.world().templates.iter().any(|t| t.id == id)
}

fn authorised(sim: &Sim, headers: &HeaderMap, query: &BTreeMap<String, String>) -> bool {
    let token = uploads::token(headers).or_else(|| query.get("access_token").map(String::as_str));
    token.is_some_and(|token| sim.config.access_tokens.iter().any(|t| t == token))
}

fn call_of(sim: &Sim, parts: &Parts) -> Call {
    let query = parts.uri.query().unwrap_or_default();
    let base = sim.config.public_url.clone().unwrap_or_else(|| {
        let host = parts.headers.get(header::HOST).and_then(|h| h.to_str().ok());
        host.map_or_else(|| format!("http://{}", sim.address), |h| format!("http://{h}"))
    });
    Call {
        method: parts.method.clone(),
        path: parts.uri.path().to_owned(),
        query: parse_query(query),
        base,
        connection: parts
            .extensions
            .get::<axum::extract::ConnectInfo<Connection>>()
            .map(|c| c.0.clone())
            .unwrap_or_default(),
    }
}

/// `a=b&c=d` with percent signs and pluses undone.
pub(crate) fn parse_query(query: &str) -> BTreeMap<String, String> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (unescape(name), unescape(value))
        })
        .collect()
}

fn unescape(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let code = (*byte == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(decoded) => {
                out.push(decoded);
                at += 3;
            }
            None => {
                out.push(if *byte == b'+' { b' ' } else { *byte });
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Percent-encodes a query value.
pub(crate) fn escape(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(b).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

async fn read(body: Body) -> Result<bytes::Bytes, GraphError> {
    to_bytes(body, JSON_LIMIT).await.map_err(|_| {
        GraphError::plain(413, 1, "OAuthException", "Please reduce the amount of data you're asking for")
    })
}

/// The body as JSON; an empty or form body becomes an object of its fields, as Graph treats parameters alike.
fn json_body(call: &Call, bytes: &[u8]) -> Answer {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(json!({}));
    }
    if let Ok(value) = serde_json::from_slice(bytes) {
        return Ok(value);
    }
    let text = String::from_utf8_lossy(bytes);
    if call.method == Method::POST && text.contains('=') && !text.trim_start().starts_with(['{', '[']) {
        return Ok(parse_query(&text)
            .into_iter()
            .map(|(name, value)| {
                let value =
                    if value.starts_with(['{', '[']) { serde_json::from_str(&value).ok() } else { None }
                        .unwrap_or(Value::String(value));
                (name, value)
            })
            .collect());
    }
    Err(bad_json())
}

pub(crate) fn bad_json() -> GraphError {
    GraphError::parameter("Invalid JSON in the request body")
}

/// Keeps the asked fields of an object (always `id`), or the given default ones. Names not known here are passed over:
/// the real API has more fields than this stand-in.
pub(crate) fn select(object: &Value, asked: Option<&[String]>, default: &[&str]) -> Value {
    let keep = |name: &str| {
        name == "id" || asked.map_or_else(|| default.contains(&name), |asked| asked.iter().any(|a| a == name))
    };
    let all = object.as_object().cloned().unwrap_or_default();
    Value::Object(all.into_iter().filter(|(name, value)| keep(name) && !value.is_null()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_and_queries() {
        assert!(is_version("v24.0"));
        assert!(!is_version("v24"));
        assert!(!is_version("media"));
        let query = parse_query("fields=a%2Cb&name=x+y&flag");
        assert_eq!(query["fields"], "a,b");
        assert_eq!(query["name"], "x y");
        assert_eq!(query["flag"], "");
        assert_eq!(unescape(&escape("é=&/ ")), "é=&/ ");
    }
}
