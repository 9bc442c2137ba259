//! Migrations: forward only, embedded in the binary, run under a lock.

use crate::tx::Engine;
use crate::{Result, Store, StoreError, setting};
use sqlx::migrate::{MigrateError, Migrator};

/// Says, sealed, whether the configured key is the one this database was first used with.
const KEY_CHECK: &str = "master_key_check";

static SQLITE: Migrator = sqlx::migrate!("../../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../../migrations/postgres");

impl Store {
    /// Brings the database to this binary's version and checks the master key. Safe when several nodes do it at once.
    ///
    /// [`StoreError::Newer`] when a newer binary has written to it, [`StoreError::WrongKey`] when its secrets were sealed
    /// with another key.
    pub async fn migrate(&self) -> Result<()> {
        self.refuse_newer().await?;
        match &self.engine {
            Engine::Sqlite { writer, .. } => {
                // sqlx locks only Postgres: here the write lock makes a second process wait, and then find nothing to do.
                let mut tx = writer.begin_with("BEGIN IMMEDIATE").await?;
                // `run` is the same, but its bounds cannot be proved inside a task.
                SQLITE.run_direct(None, &mut *tx, false).await.map_err(failed)?;
                tx.commit().await?;
            }
            Engine::Postgres(pool) => POSTGRES.run(pool).await.map_err(failed)?,
        }
        self.check_key().await
    }

    async fn check_key(&self) -> Result<()> {
        let mut tx = self.write().await?;
        setting::put_new(&mut tx, KEY_CHECK, &self.seal.close("guiche")?).await?;
        if let Some(sealed) = setting::get(&mut tx, KEY_CHECK).await? {
            self.seal.open(&sealed)?;
        }
        tx.commit().await
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

fn failed(error: MigrateError) -> StoreError {
    match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
        other => StoreError::Other(other.to_string()),
    }
}
