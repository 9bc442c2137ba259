//! Who is calling: the session behind the cookie, and the person behind the session.

use crate::http::error::Refused;
use crate::http::session_store::DeskSessions;
use crate::state::AppState;
use async_trait::async_trait;
use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use desk_core::{Actor, Desk};
use desk_live::Guard;
use desk_model::{DeskError, UserId};
use http::request::Parts;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::convert::Infallible;
use tower_sessions::cookie::SameSite;
use tower_sessions::{Expiry, Session, SessionManagerLayer};

/// Name of the cookie where browsers come by `https`: the prefix binds it to this host and to TLS.
const SECURE_NAME: &str = "__Host-guiche";
/// Name of the cookie elsewhere (a desk on one's own machine).
const PLAIN_NAME: &str = "guiche";
/// What the session layer stores.
type Data = HashMap<String, serde_json::Value>;
/// The one value of a session.
pub(crate) const KEY: &str = "who";

/// What a session knows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Who {
    pub(crate) user: UserId,
    /// A session of an older epoch than its user's is dead.
    pub(crate) epoch: i64,
}

/// Who is calling, in the request's extensions.
#[derive(Clone, Default)]
pub struct Caller {
    /// The person; `None` when nobody is logged in.
    pub actor: Option<Actor>,
    /// The cookie's value; never logged.
    pub session: Option<String>,
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}

/// Finds the session of each request, and sets its cookie.
pub(crate) fn layer(state: &AppState) -> SessionManagerLayer<DeskSessions> {
    let https = state.config.is_https();
    // The desk decides when a session ends; the cookie need only live as long as a session can.
    let life = i64::try_from(state.config.session_absolute.as_secs()).unwrap_or(i64::MAX);
    SessionManagerLayer::new(DeskSessions::new(state.desk.clone()))
        .with_name(if https { SECURE_NAME } else { PLAIN_NAME })
        .with_secure(https)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(time::Duration::seconds(life)))
}

/// Puts [`Caller`] into each request.
pub(crate) async fn identify(
    State(state): State<AppState>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    // Files are for everybody; the database is not asked for each of them.
    if request.uri().path().starts_with("/pkg/") {
        return next.run(request).await;
    }
    let caller = match find(&state, &session).await {
        Ok(caller) => caller,
        Err(error) => return Refused(error).into_response(),
    };
    request.extensions_mut().insert(caller);
    next.run(request).await
}

async fn find(state: &AppState, session: &Session) -> Result<Caller, DeskError> {
    let Some(who) = session.get::<Who>(KEY).await.map_err(busy)? else { return Ok(Caller::default()) };
    match state.desk.actor(&who.user, who.epoch).await {
        Ok(actor) => Ok(Caller { actor: Some(actor), session: session.id().map(|id| id.to_string()) }),
        Err(DeskError::Unauthenticated) => {
            session.flush().await.map_err(busy)?;
            Ok(Caller::default())
        }
        Err(other) => Err(other),
    }
}

/// Begins a session for `user` under a new id, whatever the browser came with.
pub(crate) async fn begin(session: &Session, user: &UserId, epoch: i64) -> Result<(), DeskError> {
    session.clear().await;
    session.cycle_id().await.map_err(busy)?;
    session.insert(KEY, Who { user: user.clone(), epoch }).await.map_err(busy)
}

/// Whatever keeps us from the session, nobody is let in meanwhile.
fn busy(error: tower_sessions::session::Error) -> DeskError {
    tracing::warn!(%error, "a session could not be read or written");
    DeskError::Busy
}

/// Asks about the session behind a socket. An open socket is no use of its session: nobody may be there.
pub(crate) struct SocketGuard {
    desk: Desk,
    session: String,
}

impl SocketGuard {
    pub(crate) const fn new(desk: Desk, session: String) -> Self {
        Self { desk, session }
    }
}

#[async_trait]
impl Guard for SocketGuard {
    async fn check(&self) -> Result<Actor, DeskError> {
        let session = self.desk.session_peek(&self.session).await?.ok_or(DeskError::Unauthenticated)?;
        let mut data: Data = serde_json::from_str(&session.data).map_err(|_| DeskError::Unauthenticated)?;
        let who = data.remove(KEY).and_then(|who| serde_json::from_value::<Who>(who).ok());
        let who = who.ok_or(DeskError::Unauthenticated)?;
        self.desk.actor(&who.user, who.epoch).await
    }
}
