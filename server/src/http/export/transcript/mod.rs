//! A ticket as a document: a page to print, and plain text. Both are signed over every byte they hold.

mod page;
mod text;
mod texts;

use super::{Made, POLICY, file_of, whose};
use crate::config::Config;
use crate::failure::Failure;
use crate::http::error::Refused;
use crate::http::session::Caller;
use crate::master_key;
use crate::signer::Signer;
use crate::state::AppState;
use app::words::{self, LineWords};
use axum::extract::{OriginalUri, Path, Query, State};
use axum::response::{IntoResponse, Response};
use desk_core::Transcript;
use desk_model::contact::phone_display;
use desk_model::message::{Author, Direction};
use desk_model::view::MessageView;
use desk_model::{DeskError, IdentityKind, Locale, TicketId, TicketState};
use http::{HeaderMap, HeaderValue, header};
use serde::Deserialize;
use texts::Texts;

/// What is wanted.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Asked {
    /// `1` = with internal notes.
    notes: Option<String>,
    /// `1` = to be kept, not looked at.
    download: Option<String>,
}

/// `/export/ticket/{ticket}.html` and `.txt`; `?notes=1` with the internal notes, `?download=1` as a file.
pub(crate) async fn ticket(
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
    let hidden = || Refused(DeskError::not_found("ticket")).into_response();
    let Some((id, kind)) = file.rsplit_once('.') else { return hidden() };
    let Ok(ticket) = id.parse::<TicketId>() else { return hidden() };
    if !matches!(kind, "html" | "txt") {
        return hidden();
    }
    let is_on = |value: Option<&str>| value == Some("1");
    let found = match state.desk.transcript(&actor, &ticket, is_on(asked.notes.as_deref())).await {
        Ok(found) => found,
        Err(error) => return Refused(error).into_response(),
    };
    let signer = match signer(&state.config) {
        Ok(signer) => signer,
        Err(failure) => {
            tracing::error!(error = %failure, "export.unsigned");
            return Refused(DeskError::Busy).into_response();
        }
    };
    let zone = jiff::tz::TimeZone::get(&state.config.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let made = Made { desk: &state.config.desk_name, by: actor.name(), at: state.desk.now(), zone };
    let document = Document::new(actor.locale(), &found, &made, &state.config.time_zone);
    let name = format!("{}-{}.{kind}", document.t.file, found.row.protocol);
    if kind == "txt" {
        let body = signer.sign(text::text(&document, &signer.mark()));
        return file_of("text/plain; charset=utf-8", "attachment", &name, body);
    }
    let how = if is_on(asked.download.as_deref()) { "attachment" } else { "inline" };
    let body = signer.sign(page::page(&document, &signer.mark()));
    let mut response = file_of("text/html; charset=utf-8", how, &name, body);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

fn signer(config: &Config) -> Result<Signer, Failure> {
    // The desk runs, so it has a key; a rare document may read it again.
    let key = master_key::existing(config)?;
    key.map(|key| Signer::new(&key)).ok_or_else(|| Failure::cannot("the master key", "is gone"))
}

/// What both forms show, in words.
struct Document {
    locale: Locale,
    t: &'static Texts,
    desk: String,
    /// Name and value.
    head: Vec<(&'static str, String)>,
    lines: Vec<Told>,
}

/// One line.
struct Told {
    at: String,
    who: String,
    /// A class of the page: `in`, `out`, `note`, `event`.
    side: &'static str,
    words: LineWords,
}

impl Document {
    fn new(locale: Locale, found: &Transcript, made: &Made<'_>, zone: &str) -> Self {
        let t = texts::of(locale);
        let row = &found.row;
        let addresses = found.identities.iter().map(|known| match known.kind {
            IdentityKind::Phone => phone_display(&known.value),
            IdentityKind::Bsuid | IdentityKind::ParentBsuid => known.value.clone(),
        });
        let (label, display) = &found.number;
        let mut head = vec![
            (t.protocol, row.protocol.to_string()),
            (t.customer, row.contact_name.clone()),
            (t.addresses, addresses.collect::<Vec<_>>().join(", ")),
            (t.number, format!("{label} ({display})")),
            (t.queue, found.queue.clone()),
            (t.agent, found.agent.clone().unwrap_or_else(|| t.nobody.to_owned())),
            (t.opened, made.local(row.opened_at, t.instant)),
        ];
        head.push((
            t.closed,
            match &row.state {
                TicketState::Closed { at, reason, .. } => {
                    let by = found.closed_by.as_deref().unwrap_or(made.desk);
                    format!("{} – {} ({by})", made.local(*at, t.instant), words::reason(locale, *reason))
                }
                TicketState::Menu { .. }
                | TicketState::Queued { .. }
                | TicketState::Offered { .. }
                | TicketState::Assigned { .. }
                | TicketState::Snoozed { .. } => t.still_open.to_owned(),
            },
        ));
        head.extend([
            (t.notes, if found.notes { t.included } else { t.left_out }.to_owned()),
            (t.made, format!("{} – {}", made.local(made.at, t.instant), made.by)),
            (t.zone, zone.to_owned()),
        ]);
        let lines = found.lines.iter().map(|line| Told {
            at: made.local(line.at, t.instant),
            who: who(locale, line, &row.contact_name, made.desk),
            side: match line.direction {
                Direction::In => "in",
                Direction::Out => "out",
                Direction::Note => "note",
                Direction::Event => "event",
            },
            words: words::line(locale, line),
        });
        Self { locale, t, desk: made.desk.to_owned(), head, lines: lines.collect() }
    }
}

fn who(locale: Locale, line: &MessageView, customer: &str, desk: &str) -> String {
    let name = match &line.author {
        Author::Customer => customer,
        Author::User { name, .. } => name,
        Author::Desk => desk,
        Author::PhoneApp => words::phone_app(locale),
    };
    match line.direction {
        Direction::Note => format!("{} – {name}", words::internal_note(locale)),
        Direction::In | Direction::Out | Direction::Event => name.to_owned(),
    }
}
