//! Sessions of tower-sessions, kept by the desk.

use async_trait::async_trait;
use desk_core::{Desk, SessionData};
use desk_model::DeskError;
use std::fmt;
use time::OffsetDateTime;
use tower_sessions::SessionStore;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};

use crate::http::session::{KEY, Who};

/// How often a new id may collide before something must be wrong with the randomness.
const TRIES: usize = 4;

/// The store. Life and death of sessions (idle and absolute end) are the desk's, not the cookie's.
#[derive(Clone)]
pub(crate) struct DeskSessions {
    desk: Desk,
}

impl fmt::Debug for DeskSessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeskSessions")
    }
}

impl DeskSessions {
    pub(crate) const fn new(desk: Desk) -> Self {
        Self { desk }
    }
}

fn backend(error: DeskError) -> Error {
    Error::Backend(error.to_string())
}

fn data(record: &Record) -> Result<SessionData> {
    let user = record
        .data
        .get(KEY)
        .and_then(|who| serde_json::from_value::<Who>(who.clone()).ok())
        .map(|who| who.user);
    let data = serde_json::to_string(&record.data).map_err(|error| Error::Encode(error.to_string()))?;
    Ok(SessionData { user, data })
}

#[async_trait]
impl SessionStore for DeskSessions {
    /// Never overwrites: a session id is nobody's to choose.
    async fn create(&self, record: &mut Record) -> Result<()> {
        let data = data(record)?;
        for _ in 0..TRIES {
            if self.desk.session_create(&record.id.to_string(), &data).await.map_err(backend)? {
                return Ok(());
            }
            record.id = Id::default();
        }
        Err(Error::Backend("no free session id".to_owned()))
    }

    /// A session that ended meanwhile stays ended.
    async fn save(&self, record: &Record) -> Result<()> {
        self.desk.session_save(&record.id.to_string(), &data(record)?).await.map_err(backend)?;
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let Some((session, end)) = self.desk.session_load(&id.to_string()).await.map_err(backend)? else {
            return Ok(None);
        };
        let data = serde_json::from_str(&session.data).map_err(|error| Error::Decode(error.to_string()))?;
        let end = OffsetDateTime::from_unix_timestamp(end.secs())
            .map_err(|error| Error::Decode(error.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date: end }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.desk.session_delete(&id.to_string()).await.map_err(backend)
    }
}
