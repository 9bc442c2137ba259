//! What the two engines do differently, each named after what it is for.

use crate::tx::Engine;
use crate::{Result, Store, Tx};
use sqlx::postgres::PgListener;

const CHANNEL: &str = "guiche_events";

/// Wakes when another node has committed events.
pub struct Doorbell(Option<PgListener>);

impl Doorbell {
    /// Waits for a ring. On SQLite there is no other node: waits for ever. A lost connection counts as a ring, because
    /// something may have been missed.
    pub async fn wait(&mut self) {
        match &mut self.0 {
            Some(listener) => {
                let _ = listener.recv().await;
            }
            None => std::future::pending().await,
        }
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
