//! What is shown outside the desk: what the consent of a customer rests on, as a page to print and as JSON; and whole tickets.

mod page;
mod transcript;

pub(crate) use transcript::ticket;

use crate::http::error::Refused;
use crate::http::pages;
use crate::http::session::Caller;
use crate::state::AppState;
use axum::extract::{OriginalUri, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use desk_core::Actor;
use desk_model::consent::{ContactConsents, Entry};
use desk_model::{ContactId, DeskError, Timestamp};
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use serde::Deserialize;
use serde_json::{Value, json};

/// The page carries its own style and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; \
                      frame-ancestors 'none'";

/// Which day is meant.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Asked {
    at: Option<String>,
}

/// `/export/consent/{contact}.html` and `.json`; `?at=2026-11-21` for what held at the end of that day.
pub(crate) async fn consent(
    State(state): State<AppState>,
    caller: Caller,
    Path(file): Path<String>,
    Query(asked): Query<Asked>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    let actor = match whose(caller, &headers, &uri) {
        Ok(actor) => actor,
        Err(response) => return *response,
    };
    let hidden = || Refused(DeskError::not_found("contact")).into_response();
    let Some((id, kind)) = file.rsplit_once('.') else { return hidden() };
    let Ok(contact) = id.parse::<ContactId>() else { return hidden() };
    if !matches!(kind, "html" | "json") {
        return hidden();
    }
    let found = match state.desk.consent_export(&actor, &contact, asked.at.as_deref()).await {
        Ok(found) => found,
        Err(error) => return Refused(error).into_response(),
    };
    let zone = jiff::tz::TimeZone::get(&state.config.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let made = Made { desk: &state.config.desk_name, by: actor.name(), at: state.desk.now(), zone };
    let name = format!("consent-{}.{kind}", found.contact);
    if kind == "json" {
        let body = serde_json::to_string_pretty(&document(&found, &made)).unwrap_or_default();
        file_of("application/json", "attachment", &name, body)
    } else {
        let mut response =
            file_of("text/html; charset=utf-8", "inline", &name, page::page(actor.locale(), &found, &made));
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
        response
    }
}

/// Who asks; else where they are sent.
fn whose(caller: Caller, headers: &HeaderMap, uri: &Uri) -> Result<Actor, Box<Response>> {
    if let Some(actor) = caller.actor {
        return Ok(actor);
    }
    let page = headers
        .get(header::ACCEPT)
        .is_some_and(|kinds| kinds.to_str().is_ok_and(|kinds| kinds.contains("text/html")));
    Err(Box::new(if page {
        let wanted = uri.path_and_query().map_or("/", |path| path.as_str());
        Redirect::to(&pages::login_path(wanted)).into_response()
    } else {
        Refused(DeskError::Unauthenticated).into_response()
    }))
}

/// Who made the document, and when.
struct Made<'a> {
    desk: &'a str,
    by: &'a str,
    at: Timestamp,
    zone: jiff::tz::TimeZone,
}

impl Made<'_> {
    /// An instant with its offset, for machines.
    fn iso(&self, at: Timestamp) -> String {
        self.local(at, "%Y-%m-%dT%H:%M:%S%.f%:z")
    }

    fn local(&self, at: Timestamp, format: &str) -> String {
        let instant = jiff::Timestamp::from_microsecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        instant.to_zoned(self.zone.clone()).strftime(format).to_string()
    }
}

fn file_of(kind: &'static str, how: &str, name: &str, body: String) -> Response {
    let mut response = (StatusCode::OK, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // The name is made of an id: letters, digits and an underscore.
    if let Ok(value) = HeaderValue::from_str(&format!("{how}; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

fn document(found: &ContactConsents, made: &Made<'_>) -> Value {
    let state: serde_json::Map<String, Value> = found
        .state
        .0
        .iter()
        .map(|(purpose, standing)| {
            let told = json!({
                "act": standing.act, "since": made.iso(standing.since), "source": standing.source,
                "entry": standing.entry,
            });
            (purpose.as_str().to_owned(), told)
        })
        .collect();
    json!({
        "desk": made.desk,
        "made_by": made.by,
        "made_at": made.iso(made.at),
        "contact": found.contact,
        "name": found.name,
        "merged_contacts": found.merged,
        "identities": found.identities.iter().map(|known| json!({
            "kind": known.identity.kind, "value": known.identity.value, "since": made.iso(known.since),
            "until": known.until.map(|until| made.iso(until)),
        })).collect::<Vec<_>>(),
        "state_at": made.iso(found.at),
        "state": state,
        "entries": found.entries.iter().map(|entry| entry_of(entry, made)).collect::<Vec<_>>(),
    })
}

fn entry_of(entry: &Entry, made: &Made<'_>) -> Value {
    json!({
        "id": entry.id, "contact": entry.contact, "identity": entry.identity, "purpose": entry.purpose,
        "act": entry.act, "source": entry.source, "wording": entry.wording, "wording_version": entry.wording_version,
        "evidence": entry.evidence, "recorded_by": entry.by, "recorded_at": made.iso(entry.recorded_at),
        "effective_at": made.iso(entry.effective_at),
    })
}
