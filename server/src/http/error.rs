//! An error as an HTTP answer.

use axum::Json;
use axum::response::{IntoResponse, Response};
use desk_model::DeskError;
use http::{HeaderValue, StatusCode, header};

/// A [`DeskError`] on its way to a program: its JSON with its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused(pub DeskError);

impl From<DeskError> for Refused {
    fn from(error: DeskError) -> Self {
        Self(error)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let wait = retry_after(&self.0);
        let mut response = (status, Json(self.0)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(wait) = wait {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(wait));
        }
        response
    }
}

/// When it makes sense to try again, in seconds.
pub(crate) fn retry_after(error: &DeskError) -> Option<u32> {
    match error {
        DeskError::TooManyAttempts { retry_after_secs } => Some(*retry_after_secs),
        DeskError::Busy => Some(1),
        _ => None,
    }
}
