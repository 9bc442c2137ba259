//! The store, its pools and its transactions.

use crate::{Result, Seal, StoreError};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Connection, Postgres, Sqlite, SqliteConnection, Transaction};
use std::str::FromStr;
use std::time::Duration;

/// Statements kept prepared on each connection: more than there are texts, lists of every usual length included.
const STATEMENTS: usize = 512;

/// Rows or values of one statement: each length is a text of its own, and stays prepared.
pub(crate) const BATCH: usize = 64;

/// Expands one Rust body for both engines.
macro_rules! on {
    ($tx:expr, |$c:ident| $body:expr) => {
        match $tx {
            $crate::Tx::Sqlite(t) => {
                let $c = &mut **t;
                $body
            }
            $crate::Tx::Postgres(t) => {
                let $c = &mut **t;
                $body
            }
        }
    };
}

/// The same for one statement that needs no transaction around it: three trips to the database fewer.
macro_rules! alone {
    ($store:expr, $pool:ident, |$c:ident| $body:expr) => {
        match &$store.engine {
            $crate::tx::Engine::Sqlite { $pool, .. } => {
                let $c = $pool;
                $body
            }
            $crate::tx::Engine::Postgres($c) => $body,
        }
    };
}

/// How to open a database.
#[derive(Clone)]
pub struct StoreOptions {
    /// `sqlite:PATH` or `postgres://…`.
    pub url: String,
    /// Connections for reading (SQLite) or in all (Postgres).
    pub readers: u32,
    /// Key of the sealed columns.
    pub master_key: [u8; 32],
}

#[derive(Clone)]
pub(crate) enum Engine {
    Sqlite { writer: SqlitePool, readers: SqlitePool },
    Postgres(PgPool),
}

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pub(crate) engine: Engine,
    pub(crate) seal: Seal,
}

/// A transaction on either engine; dropped without `commit` it leaves nothing behind.
pub enum Tx<'t> {
    /// On SQLite.
    Sqlite(Transaction<'t, Sqlite>),
    /// On Postgres.
    Postgres(Transaction<'t, Postgres>),
}

impl Store {
    /// Opens the database, creating the SQLite file where it does not exist. Does not migrate.
    pub async fn open(options: StoreOptions) -> Result<Self> {
        let seal = Seal::new(options.master_key);
        let readers = options.readers.max(2);
        let engine = if options.url.starts_with("sqlite:") {
            if options.url.contains(":memory:") {
                return Err(StoreError::Other(
                    "SQLite needs a file: writer and readers are different connections".into(),
                ));
            }
            let connect = SqliteConnectOptions::from_str(&options.url)
                .map_err(|error| StoreError::Other(format!("database address: {error}")))?
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                // An acknowledged webhook must survive a power cut.
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(5))
                .statement_cache_capacity(STATEMENTS)
                .pragma("journal_size_limit", "67108864")
                .pragma("temp_store", "MEMORY")
                .pragma("cache_size", "-8000");
            if let Some(folder) = connect.get_filename().parent()
                && !folder.as_os_str().is_empty()
            {
                std::fs::create_dir_all(folder).map_err(|error| {
                    StoreError::Other(format!("cannot create {}: {error}", folder.display()))
                })?;
            }
            let writer = sqlite_pool(1).connect_with(connect.clone()).await?;
            let readers = sqlite_pool(readers).connect_with(connect.pragma("query_only", "ON")).await?;
            Engine::Sqlite { writer, readers }
        } else if options.url.starts_with("postgres:") || options.url.starts_with("postgresql:") {
            let connect = PgConnectOptions::from_str(&options.url)
                .map_err(|error| StoreError::Other(format!("database address: {error}")))?
                .statement_cache_capacity(STATEMENTS)
                .application_name("guiche");
            let pool = PgPoolOptions::new()
                .max_connections(readers.max(8))
                .acquire_timeout(Duration::from_secs(10))
                .connect_with(connect)
                .await?;
            Engine::Postgres(pool)
        } else {
            return Err(StoreError::Other(
                "the database address must begin with sqlite: or postgres:".into(),
            ));
        };
        Ok(Self { engine, seal })
    }

    /// Begins a transaction that may write. On SQLite it takes the write lock at once, so that it never fails halfway.
    pub async fn write(&self) -> Result<Tx<'static>> {
        Ok(match &self.engine {
            Engine::Sqlite { writer, .. } => Tx::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Engine::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// Begins a transaction that sees one unchanging state and writes nothing.
    pub async fn read(&self) -> Result<Tx<'static>> {
        Ok(match &self.engine {
            Engine::Sqlite { readers, .. } => Tx::Sqlite(readers.begin().await?),
            Engine::Postgres(pool) => {
                Tx::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        })
    }

    /// The sealing of secret columns.
    pub fn seal(&self) -> &Seal {
        &self.seal
    }

    /// Whether this is the embedded engine.
    pub fn is_sqlite(&self) -> bool {
        matches!(self.engine, Engine::Sqlite { .. })
    }

    /// Asks the database for a sign of life.
    pub async fn ping(&self) -> Result<()> {
        match &self.engine {
            Engine::Sqlite { readers, .. } => sqlx::query("SELECT 1").execute(readers).await.map(|_| ())?,
            Engine::Postgres(pool) => sqlx::query("SELECT 1").execute(pool).await.map(|_| ())?,
        }
        Ok(())
    }

    /// Ends all connections.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Engine::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx<'_> {
    /// Makes everything durable and visible.
    pub async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(t) => t.commit().await?,
            Self::Postgres(t) => t.commit().await?,
        }
        Ok(())
    }

    /// Remembers this point of the transaction.
    pub async fn savepoint(&mut self) -> Result<()> {
        on!(self, |c| sqlx::query("SAVEPOINT part").execute(c).await.map(|_| ())?);
        Ok(())
    }

    /// Undoes everything since the last [`Tx::savepoint`] and forgets it.
    pub async fn rollback_to_savepoint(&mut self) -> Result<()> {
        on!(self, |c| sqlx::query("ROLLBACK TO SAVEPOINT part").execute(c).await.map(|_| ())?);
        self.release_savepoint().await
    }

    /// Keeps everything since the last [`Tx::savepoint`] and forgets it.
    pub async fn release_savepoint(&mut self) -> Result<()> {
        on!(self, |c| sqlx::query("RELEASE SAVEPOINT part").execute(c).await.map(|_| ())?);
        Ok(())
    }
}

/// The same for text that may be absent.
pub(crate) fn clean_opt(text: Option<&str>) -> Option<std::borrow::Cow<'_, str>> {
    text.map(clean)
}

fn sqlite_pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(10))
        // A file does not go away as a network does: nothing to test, nothing to renew.
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .after_release(|connection, _| Box::pin(has_no_transaction(connection)))
}

/// Whether a connection is fit for the next transaction. After a full disk SQLite itself undoes the transaction, sqlx's own
/// ROLLBACK is then refused, and it would count one transaction too many for ever.
async fn has_no_transaction(connection: &mut SqliteConnection) -> sqlx::Result<bool> {
    if connection.is_in_transaction() {
        // A dropped transaction is undone in the background: wait for that before judging.
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
}

/// Postgres refuses U+0000 in text, and customers send it.
pub(crate) fn clean(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains('\0') { text.replace('\0', "").into() } else { text.into() }
}
