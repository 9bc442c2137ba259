//! What the two engines do differently, each named after what it is for.

use crate::tx::Engine;
use crate::{Result, Store, Tx};
use sqlx::error::DatabaseError;
use sqlx::postgres::PgListener;
use std::time::Duration;

const CHANNEL: &str = "guiche_events";

/// How long to wait before looking again while the connection for rings cannot be made.
const BROKEN_PAUSE: Duration = Duration::from_secs(1);

/// Unique indexes as SQLite tells of them (table and columns) and as they are called.
const INDEXES: [(&str, &str); 15] = [
    ("users.id", "users_pkey"),
    ("users.email", "users_email_key"),
    ("queue.id", "queue_pkey"),
    ("queue.name", "queue_name_key"),
    ("number.id", "number_pkey"),
    ("number.provider, number.provider_id", "number_provider_provider_id_key"),
    ("contact.id", "contact_pkey"),
    ("conversation.id", "conversation_pkey"),
    ("conversation.contact_id, conversation.number_id", "conversation_contact_id_number_id_key"),
    ("ticket.id", "ticket_pkey"),
    ("ticket.protocol", "ticket_protocol_key"),
    ("ticket.conversation_id", "ticket_open"),
    ("message.id", "message_pkey"),
    ("message.number_id, message.provider_id", "message_provider"),
    ("outbox.message_id", "outbox_pkey"),
];

/// The name of the unique index that was violated. SQLite tells only the columns.
pub(crate) fn violated_index(error: &dyn DatabaseError) -> String {
    if let Some(name) = error.constraint() {
        return name.to_owned();
    }
    let columns = error.message().rsplit("failed: ").next().unwrap_or_default();
    INDEXES.iter().find(|(place, _)| *place == columns).map_or(columns, |(_, name)| name).to_owned()
}

/// Wakes when another node has committed events.
pub struct Doorbell(Option<PgListener>);

impl Doorbell {
    /// Waits for a ring. On SQLite there is no other node: waits for ever. A lost connection counts as a ring, because
    /// something may have been missed.
    pub async fn wait(&mut self) {
        let Some(listener) = &mut self.0 else { return std::future::pending().await };
        // A lost connection is told as `None` at once, where `recv` would wait for the next ring on the new one.
        if let Err(error) = listener.try_recv().await {
            tracing::warn!(error = %error, "doorbell out of reach");
            tokio::time::sleep(BROKEN_PAUSE).await;
            return;
        }
        // Many commits ring many times; looking once is enough.
        while listener.next_buffered().is_some() {}
    }
}

impl Store {
    /// Tells the other nodes that events were committed. A lost ring is only latency: they also look by themselves.
    pub async fn doorbell(&self) {
        if let Engine::Postgres(pool) = &self.engine {
            let rung = sqlx::query("SELECT pg_notify($1, '')").bind(CHANNEL).execute(pool).await;
            if let Err(error) = rung {
                tracing::debug!(error = %error, "doorbell not rung");
            }
        }
    }

    /// Listens for other nodes.
    pub async fn listen(&self) -> Result<Doorbell> {
        Ok(match &self.engine {
            Engine::Sqlite { .. } => Doorbell(None),
            Engine::Postgres(pool) => {
                let mut listener = PgListener::connect_with(pool).await?;
                listener.listen(CHANNEL).await?;
                Doorbell(Some(listener))
            }
        })
    }
}

/// What is added to a query for the next free row, so that two nodes do not wait for the same one.
pub(crate) fn skip_locked(tx: &Tx<'_>) -> &'static str {
    match tx {
        Tx::Sqlite(_) => "",
        Tx::Postgres(_) => " FOR UPDATE SKIP LOCKED",
    }
}

impl Tx<'_> {
    /// Takes, until the end of the transaction, the right to run the lane called `lane`; `false` when another node has
    /// it. On SQLite the one writer has it anyway.
    pub async fn try_lane(&mut self, lane: i64) -> Result<bool> {
        match self {
            Tx::Sqlite(_) => Ok(true),
            Tx::Postgres(t) => {
                let got = sqlx::query_scalar("SELECT pg_try_advisory_xact_lock(471100, $1)")
                    .bind(i32::try_from(lane).unwrap_or(0))
                    .fetch_one(&mut **t)
                    .await?;
                Ok(got)
            }
        }
    }
}
