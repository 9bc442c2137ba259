//! What every server function stands on: who calls, and how an error leaves.

use crate::wire::Wire;
use desk_model::DeskError;
use desk_model::error::FieldProblem;
use serde::{Deserialize, Serialize};
use server_fn::error::{FromServerFnError, ServerFnErrorErr};

/// A [`DeskError`] on its way through a server function. On the wire it is exactly the JSON of the error it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApiError(pub DeskError);

impl From<DeskError> for ApiError {
    fn from(error: DeskError) -> Self {
        Self(error)
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for ApiError {}

impl FromServerFnError for ApiError {
    type Encoder = Wire;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Self(match error {
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_)
                if cfg!(feature = "ssr") =>
            {
                DeskError::invalid("body", FieldProblem::Malformed)
            }
            other => DeskError::Transport { detail: other.to_string() },
        })
    }
}

/// What the pages for people who are not logged in show of the attempt before: the error, and what had been typed.
/// Given by the server as a context; it comes from a short-lived cookie, never from the address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LoginFlash {
    /// Why the attempt failed.
    pub error: Option<DeskError>,
    /// Where to go on after logging in.
    pub next: String,
    /// The e-mail address that was typed.
    pub email: String,
    /// The name that was typed (set-up only).
    pub name: String,
}

#[cfg(feature = "ssr")]
pub use server::Caller;
#[cfg(feature = "ssr")]
pub(crate) use server::{answer, caller};

#[cfg(feature = "ssr")]
mod server {
    use super::ApiError;
    use desk_core::{Actor, Desk};
    use desk_model::DeskError;
    use http::{HeaderValue, StatusCode, header};
    use leptos::prelude::use_context;
    use leptos_axum::ResponseOptions;

    /// What the server gives every server function as a context: the desk, and who is logged in.
    #[derive(Clone)]
    pub struct Caller {
        /// The use-cases.
        pub desk: Desk,
        /// Who the session belongs to.
        pub actor: Option<Actor>,
    }

    /// The only way to get an [`Actor`].
    pub(crate) fn caller() -> Result<(Desk, Actor), ApiError> {
        let Some(Caller { desk, actor }) = use_context::<Caller>() else {
            return answer(Err(DeskError::Transport { detail: "no desk behind this function".to_owned() }));
        };
        answer(actor.map(|actor| (desk, actor)).ok_or(DeskError::Unauthenticated))
    }

    /// The one place where an error of the desk becomes an HTTP status.
    pub(crate) fn answer<T>(result: Result<T, DeskError>) -> Result<T, ApiError> {
        result.map_err(|error| {
            set_status(&error);
            ApiError(error)
        })
    }

    /// Does nothing for a page or a plain form post: there the status would overwrite the redirect or recolour the page.
    fn set_status(error: &DeskError) {
        let page = use_context::<http::request::Parts>().is_none_or(|parts| {
            let accept = parts.headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
            accept.is_some_and(|accept| accept.contains("text/html"))
        });
        let Some(response) = use_context::<ResponseOptions>().filter(|_| !page) else { return };
        if let Ok(status) = StatusCode::from_u16(error.status()) {
            response.set_status(status);
        }
        let wait = match error {
            DeskError::TooManyAttempts { retry_after_secs } => *retry_after_secs,
            DeskError::Busy => 1,
            _ => return,
        };
        response.insert_header(header::RETRY_AFTER, HeaderValue::from(wait));
    }
}
