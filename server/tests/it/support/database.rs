//! The database of a test, and a look into it beside the desk.

use sqlx::{Connection, PgConnection, SqliteConnection};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

/// Which one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Engine {
    #[default]
    Sqlite,
    Postgres,
}

#[derive(Clone)]
pub(crate) struct Database {
    pub(crate) url: String,
    engine: Engine,
}

static NEXT: AtomicU64 = AtomicU64::new(0);

/// The superuser's URL of a Postgres for tests.
#[expect(clippy::disallowed_methods, reason = "tests are told where the other engine is")]
pub(crate) fn postgres() -> Option<String> {
    let url = std::env::var("GUICHE_TEST_POSTGRES_URL").ok();
    if url.is_none() {
        assert!(std::env::var_os("CI").is_none(), "GUICHE_TEST_POSTGRES_URL is not set");
        println!("not run on Postgres: GUICHE_TEST_POSTGRES_URL is not set");
    }
    url
}

impl Database {
    pub(crate) async fn new(engine: Engine, folder: &Path) -> Self {
        let url = match engine {
            Engine::Sqlite => format!("sqlite:{}", folder.join("guiche.sqlite").display()),
            Engine::Postgres => {
                let server = postgres().unwrap();
                let name =
                    format!("guiche_it_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
                let mut connection = PgConnection::connect(&server).await.unwrap();
                let sql = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
                sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
                let (head, _) = server.rsplit_once('/').unwrap();
                format!("{head}/{name}")
            }
        };
        Self { url, engine }
    }

    /// One number from a query.
    pub(crate) async fn number(&self, sql: &'static str) -> i64 {
        match self.engine {
            Engine::Sqlite => {
                let mut connection = SqliteConnection::connect(&self.url).await.unwrap();
                sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap()
            }
            Engine::Postgres => {
                let mut connection = PgConnection::connect(&self.url).await.unwrap();
                sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap()
            }
        }
    }

    /// One text of each row.
    pub(crate) async fn texts(&self, sql: &'static str) -> Vec<String> {
        match self.engine {
            Engine::Sqlite => {
                let mut connection = SqliteConnection::connect(&self.url).await.unwrap();
                sqlx::query_scalar(sql).fetch_all(&mut connection).await.unwrap()
            }
            Engine::Postgres => {
                let mut connection = PgConnection::connect(&self.url).await.unwrap();
                sqlx::query_scalar(sql).fetch_all(&mut connection).await.unwrap()
            }
        }
    }
}
