//! Files for the heads of templates: `POST /upload?number=…&kind=image&name=…`, the file itself as the body.

use crate::http::body;
use crate::http::error::Refused;
use crate::http::session::Caller;
use crate::state::AppState;
use axum::Json;
use axum::body::Body;
use axum::extract::{Query, Request, State};
use axum::response::{IntoResponse, Response};
use desk_core::NewUpload;
use desk_model::error::FieldProblem;
use desk_model::template::{HeaderMedia, UploadView};
use desk_model::{DeskError, NumberId};
use http::StatusCode;
use serde::Deserialize;
use std::time::Duration;

/// How long a file may take to arrive: the largest over a slow line.
const PATIENCE: Duration = Duration::from_secs(180);

/// What the address says about the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct About {
    number: NumberId,
    kind: HeaderMedia,
    #[serde(default)]
    name: String,
    /// It is the example of a template, not to be sent.
    #[serde(default)]
    example: bool,
}

/// Takes a file and hands it to the provider. Who is not logged in is answered before anything is read.
pub(crate) async fn take(
    State(state): State<AppState>,
    caller: Caller,
    about: Result<Query<About>, axum::extract::rejection::QueryRejection>,
    request: Request<Body>,
) -> Response {
    let Some(actor) = caller.actor else { return Refused(DeskError::Unauthenticated).into_response() };
    let Ok(Query(about)) = about else {
        return Refused(DeskError::invalid("file", FieldProblem::Malformed)).into_response();
    };
    let max = state.desk.upload_limit(about.kind);
    let limit = usize::try_from(max).unwrap_or(usize::MAX);
    let (parts, body) = request.into_parts();
    let Some(room) = state.room.take(&parts.headers, limit).await else {
        return Refused(DeskError::Busy).into_response();
    };
    let bytes = match body::read_within(&parts.headers, body, limit, PATIENCE).await {
        Ok(bytes) => bytes,
        Err(StatusCode::PAYLOAD_TOO_LARGE) => {
            return Refused(DeskError::invalid("file", FieldProblem::TooLarge { max })).into_response();
        }
        Err(status) => return status.into_response(),
    };
    let new = NewUpload {
        number: about.number,
        kind: about.kind,
        filename: about.name,
        example: about.example,
        bytes,
    };
    let answer: Result<UploadView, DeskError> = state.desk.upload(&actor, new).await;
    drop(room);
    match answer {
        Ok(view) => Json(view).into_response(),
        Err(error) => Refused(error).into_response(),
    }
}
