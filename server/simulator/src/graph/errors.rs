//! Graph API error answers ("Cloud API error codes").

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::ids;

/// An error the way Graph words it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct GraphError {
    pub(crate) status: u16,
    pub(crate) code: i64,
    subcode: Option<u32>,
    kind: &'static str,
    message: String,
    details: Option<String>,
    user: Option<Box<(String, String)>>,
    transient: bool,
}

/// HTTP status and title of the codes the platform documents.
fn catalogue(code: i64) -> (u16, &'static str) {
    match code {
        0 => (401, "AuthException"),
        1 => (400, "API Unknown"),
        2 => (503, "API Service"),
        3 => (500, "API Method"),
        4 => (400, "API Too Many Calls"),
        10 => (403, "Permission Denied"),
        33 => (400, "Parameter value is not valid"),
        100 => (400, "Invalid parameter"),
        190 => (401, "Access token has expired"),
        368 => (403, "Temporarily blocked for policies violations"),
        80007 => (400, "Rate limit issues"),
        130403 => (403, "User is blocked"),
        130429 => (400, "Rate limit hit"),
        130472 => (400, "User's number is part of an experiment"),
        130497 => (403, "Business account is restricted from messaging users in this country."),
        131000 => (500, "Something went wrong"),
        131005 => (403, "Access denied"),
        131008 => (400, "Required parameter is missing"),
        131009 => (400, "Parameter value is not valid"),
        131016 => (500, "Service unavailable"),
        131021 => (400, "Recipient cannot be sender"),
        131026 => (400, "Message undeliverable"),
        131030 => (400, "Recipient phone number not in allowed list"),
        131031 => (403, "Account has been locked"),
        131037 => (400, "WhatsApp provided number needs display name approval before message can be sent."),
        131042 => (400, "Business eligibility payment issue"),
        131045 => (500, "Incorrect certificate"),
        131047 => (400, "Re-engagement message"),
        131048 => (400, "Spam rate limit hit"),
        131049 => (400, "Meta chose not to deliver."),
        131050 => (400, "User has stopped marketing messages"),
        131051 => (400, "Unsupported message type"),
        131052 => (400, "Media download error"),
        131053 => (400, "Media upload error"),
        131056 => (400, "(Business Account, Consumer Account) pair rate limit hit"),
        131057 => (500, "Account in maintenance mode"),
        131059 => (400, "Invalid paging cursor"),
        131062 => (400, "Business-scoped user ids are not supported for this message"),
        132000 => (400, "Number of parameters does not match the expected number of params"),
        132001 => (404, "Template name does not exist in the translation"),
        132005 => (400, "Translated text too long"),
        132007 => (400, "Template content policy violated"),
        132008 | 132012 => (400, "Parameter format does not match format in the created template"),
        132015 => (400, "Template is Paused"),
        132016 => (400, "Template is Disabled"),
        132018 => (400, "There is an issue with the parameters in your template"),
        132068 => (400, "Flow is blocked"),
        132069 => (400, "Flow is throttled"),
        133004 => (503, "Server Temporarily Unavailable"),
        133005 => (400, "Two-step verification PIN Mismatch"),
        133010 => (400, "Phone number Not Registered"),
        135000 => (400, "Generic user error"),
        _ => (400, "Request failed"),
    }
}

const HELP: &str = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/";

/// The `errors[]` entry of a failed status.
pub(crate) fn status_error(code: i64, details: &str) -> Value {
    let (_, title) = catalogue(code);
    let details = if details.is_empty() { title } else { details };
    json!({"code": code, "title": title, "message": title, "error_data": {"details": details}, "href": HELP})
}

/// What 131047 says.
pub(crate) const WINDOW_DETAILS: &str = "Message failed to send because more than 24 hours have passed since the \
                                         customer last replied to this number.";

impl GraphError {
    /// A Cloud API error: `(#code) title` with details.
    pub(crate) fn cloud(code: i64, details: impl Into<String>) -> Self {
        let (status, title) = catalogue(code);
        Self {
            status,
            code,
            subcode: None,
            kind: "OAuthException",
            message: format!("(#{code}) {title}"),
            details: Some(details.into()),
            user: None,
            transient: matches!(code, 1 | 2 | 4 | 80007 | 130_429 | 131_016 | 133_004),
        }
    }

    /// A plain Graph error, without the Cloud API's `error_data`.
    pub(crate) fn plain(status: u16, code: i64, kind: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            subcode: None,
            kind,
            message: message.into(),
            details: None,
            user: None,
            transient: false,
        }
    }

    /// `(#100)` about one parameter.
    pub(crate) fn parameter(text: impl AsRef<str>) -> Self {
        Self::plain(400, 100, "OAuthException", format!("(#100) {}", text.as_ref()))
    }

    /// Something required is not there.
    pub(crate) fn missing(details: impl Into<String>) -> Self {
        Self::cloud(131_008, details)
    }

    /// Something is there and wrong.
    pub(crate) fn invalid(details: impl Into<String>) -> Self {
        Self::cloud(131_009, details)
    }

    /// The token is not one of ours.
    pub(crate) fn bad_token() -> Self {
        Self::plain(401, 190, "OAuthException", "Invalid OAuth access token - Cannot parse access token")
    }

    /// The token was one of ours until a while ago.
    pub(crate) fn expired_token() -> Self {
        Self {
            subcode: Some(463),
            ..Self::plain(
                401,
                190,
                "OAuthException",
                "Error validating access token: Session has expired on Friday, 20-Nov-26 12:00:00 PST.",
            )
        }
    }

    /// The path names no edge of ours.
    pub(crate) fn unknown_path(path: &str) -> Self {
        Self::plain(400, 2500, "OAuthException", format!("Unknown path components: {path}"))
    }

    /// No object has this id, or it does not do that.
    pub(crate) fn no_object(method: &str, id: &str) -> Self {
        Self {
            subcode: Some(33),
            ..Self::plain(
                400,
                100,
                "GraphMethodException",
                format!(
                    "Unsupported {} request. Object with ID '{id}' does not exist, cannot be loaded due to missing \
                     permissions, or does not support this operation. Please read the Graph API documentation at \
                     https://developers.facebook.com/docs/graph-api",
                    method.to_ascii_lowercase()
                ),
            )
        }
    }

    /// A rule of template management: code 100 with the documented number as subcode, and words for people.
    pub(crate) fn template_rule(subcode: u32, title: &str, text: impl Into<String>) -> Self {
        Self {
            subcode: Some(subcode),
            user: Some(Box::new((title.to_owned(), text.into()))),
            ..Self::plain(400, 100, "OAuthException", "Invalid parameter")
        }
    }

    /// With another HTTP status.
    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// The JSON body.
    pub(crate) fn body(&self) -> Value {
        let mut error = json!({"message": self.message, "type": self.kind, "code": self.code,
                               "fbtrace_id": ids::fbtrace_id()});
        if let Some(details) = &self.details {
            error["error_data"] = json!({"messaging_product": "whatsapp", "details": details});
        }
        if let Some(subcode) = self.subcode {
            error["error_subcode"] = json!(subcode);
        }
        if let Some((title, text)) = self.user.as_deref() {
            error["error_user_title"] = json!(title);
            error["error_user_msg"] = json!(text);
        }
        if self.transient || self.user.is_some() {
            error["is_transient"] = json!(self.transient);
        }
        json!({"error": error})
    }
}

impl IntoResponse for GraphError {
    fn into_response(self) -> Response {
        let mut response = answer(self.status, &self.body());
        if self.status == 401 {
            response.headers_mut().insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static(
                    "OAuth \"Facebook Platform\" \"invalid_token\" \"Invalid OAuth access token\"",
                ),
            );
        }
        response
    }
}

/// A JSON answer as Graph sends it.
pub(crate) fn answer(status: u16, body: &Value) -> Response {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=UTF-8"));
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-cache, no-store, must-revalidate"),
    );
    headers.insert("facebook-api-version", HeaderValue::from_static("v24.0"));
    response
}
