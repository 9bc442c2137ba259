//! Migrations: forward only, embedded in the binary, run under a lock.

use crate::tx::Engine;
use crate::{Result, Store, StoreError};
use sqlx::migrate::{MigrateError, Migrator};

static SQLITE: Migrator = sqlx::migrate!("../../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../../migrations/postgres");

impl Store {
    /// Brings the database to this binary's version. Safe when several nodes do it at once.
    pub async fn migrate(&self) -> Result<()> {
        self.refuse_newer().await?;
        let done = match &self.engine {
            Engine::Sqlite { writer, .. } => SQLITE.run(writer).await,
            Engine::Postgres(pool) => POSTGRES.run(pool).await,
        };
        done.map_err(|error| match error {
            MigrateError::Execute(error) => error.into(),
            other => StoreError::Other(other.to_string()),
        })
    }

    /// How many migrations are still to run.
    pub async fn pending_migrations(&self) -> Result<usize> {
        let applied = self.applied().await?;
        Ok(self.known().filter(|version| !applied.contains(version)).count())
    }

    /// Refuses a database that a newer binary has written to.
    pub async fn refuse_newer(&self) -> Result<()> {
        let known = self.known().max().unwrap_or(0);
        match self.applied().await?.into_iter().max() {
            Some(found) if found > known => Err(StoreError::Newer { found, known }),
            _ => Ok(()),
        }
    }

    fn known(&self) -> impl Iterator<Item = i64> {
        let migrator = match &self.engine {
            Engine::Sqlite { .. } => &SQLITE,
            Engine::Postgres(_) => &POSTGRES,
        };
        migrator.iter().map(|migration| migration.version)
    }

    async fn applied(&self) -> Result<Vec<i64>> {
        const TABLE_SQLITE: &str = "SELECT COUNT(*) FROM sqlite_master WHERE name = '_sqlx_migrations'";
        const TABLE_POSTGRES: &str = "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = '_sqlx_migrations'";
        const VERSIONS: &str = "SELECT version FROM _sqlx_migrations";
        Ok(match &self.engine {
            Engine::Sqlite { readers, .. } => {
                let tables: i64 = sqlx::query_scalar(TABLE_SQLITE).fetch_one(readers).await?;
                if tables == 0 { Vec::new() } else { sqlx::query_scalar(VERSIONS).fetch_all(readers).await? }
            }
            Engine::Postgres(pool) => {
                let tables: i64 = sqlx::query_scalar(TABLE_POSTGRES).fetch_one(pool).await?;
                if tables == 0 { Vec::new() } else { sqlx::query_scalar(VERSIONS).fetch_all(pool).await? }
            }
        })
    }
}
