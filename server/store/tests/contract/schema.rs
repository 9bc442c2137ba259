//! Migrations, and what is at rest.

use crate::support::*;
use desk_store::{Store, StoreError, StoreOptions, Tx, number};
use sqlx::Row;
use std::collections::BTreeSet;

both!(
    migrates_once_however_many_do_it,
    refuses_a_newer_database,
    refuses_another_key,
    secrets_are_not_readable_at_rest,
    answers_and_closes,
);

fn files(engine: &str) -> Vec<String> {
    let folder = format!("{}/../../migrations/{engine}", env!("CARGO_MANIFEST_DIR"));
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn both_engines_have_the_same_migrations() {
    assert!(!files("sqlite").is_empty());
    assert_eq!(files("sqlite"), files("postgres"));
}

/// Every column as table, name and whether it may be absent, and every index that has a name of its own.
async fn shape(store: &Store) -> (BTreeSet<(String, String, bool)>, BTreeSet<String>) {
    let mut tx = store.read().await.unwrap();
    match &mut tx {
        Tx::Sqlite(t) => {
            let columns = sqlx::query(
                "SELECT m.name, c.name, c.\"notnull\" = 0 AND c.pk = 0 FROM sqlite_master m, pragma_table_info(m.name) c
                 WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE '\\_%' ESCAPE '\\'",
            );
            let indexes = "SELECT name FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'sqlite%'";
            (
                columns
                    .fetch_all(&mut **t)
                    .await
                    .unwrap()
                    .iter()
                    .map(|r| (r.get(0), r.get(1), r.get::<i64, _>(2) == 1))
                    .collect(),
                sqlx::query_scalar(indexes).fetch_all(&mut **t).await.unwrap().into_iter().collect(),
            )
        }
        Tx::Postgres(t) => {
            let columns = sqlx::query(
                "SELECT table_name::text, column_name::text, is_nullable = 'YES' FROM information_schema.columns
                 WHERE table_schema = current_schema() AND table_name NOT LIKE '\\_%'",
            );
            let indexes = "SELECT indexname::text FROM pg_indexes WHERE schemaname = current_schema()
                 AND indexname NOT LIKE '%\\_pkey' AND indexname NOT LIKE '%\\_key'";
            (
                columns
                    .fetch_all(&mut **t)
                    .await
                    .unwrap()
                    .iter()
                    .map(|r| (r.get(0), r.get(1), r.get::<bool, _>(2)))
                    .collect(),
                sqlx::query_scalar(indexes).fetch_all(&mut **t).await.unwrap().into_iter().collect(),
            )
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_engines_have_the_same_columns_and_indexes() {
    let Some(postgres) = Db::postgres().await else { return };
    let sqlite = Db::sqlite();
    let (one, other) = (sqlite.open().await, postgres.open().await);
    let (left, right) = (shape(&one).await, shape(&other).await);
    assert!(left.0.len() > 100 && left.1.len() > 10, "nothing was read");
    assert_eq!(left.0.difference(&right.0).collect::<Vec<_>>(), Vec::<&_>::new(), "only in SQLite");
    assert_eq!(right.0.difference(&left.0).collect::<Vec<_>>(), Vec::<&_>::new(), "only in Postgres");
    assert_eq!(left.1, right.1);
    one.close().await;
    other.close().await;
    sqlite.remove().await;
    postgres.remove().await;
}

async fn migrates_once_however_many_do_it(db: &Db) {
    let mut nodes = Vec::new();
    for _ in 0..4 {
        nodes.push(Store::open(db.options()).await.unwrap());
    }
    assert_eq!(nodes[0].pending_migrations().await.unwrap(), files("sqlite").len());
    let tasks: Vec<_> =
        nodes.iter().cloned().map(|node| tokio::spawn(async move { node.migrate().await })).collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    nodes[0].migrate().await.unwrap();
    assert_eq!(nodes[0].pending_migrations().await.unwrap(), 0);
    for node in nodes {
        node.close().await;
    }
}

async fn refuses_a_newer_database(db: &Db) {
    let store = db.open().await;
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
        SELECT 9999, 'of a later version', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1";
    db.execute(&store, newer).await;
    match store.migrate().await {
        Err(StoreError::Newer { found: 9999, known }) => assert!(known >= 1),
        other => panic!("{other:?}"),
    }
    store.close().await;
}

async fn refuses_another_key(db: &Db) {
    db.open().await.close().await;
    let other = Store::open(StoreOptions { master_key: [8; 32], ..db.options() }).await.unwrap();
    assert!(matches!(other.migrate().await, Err(StoreError::WrongKey)));
    other.close().await;
    db.open().await.close().await;
}

async fn secrets_are_not_readable_at_rest(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.read().await.unwrap();
    let known = number::get(&mut tx, store.seal(), &id("num_um")).await.unwrap().unwrap();
    assert_eq!(known.secrets.access_token, "PLAINTOKEN");
    assert!(!format!("{known:?}").contains("PLAIN"));
    let column: String = match &mut tx {
        Tx::Sqlite(t) => sqlx::query_scalar("SELECT secrets FROM number").fetch_one(&mut **t).await.unwrap(),
        Tx::Postgres(t) => {
            sqlx::query_scalar("SELECT secrets FROM number").fetch_one(&mut **t).await.unwrap()
        }
    };
    drop(tx);
    let mut stored = column.into_bytes();
    if let Some(folder) = &db.folder {
        for entry in std::fs::read_dir(folder.join("data")).unwrap() {
            stored.extend(std::fs::read(entry.unwrap().path()).unwrap());
        }
    }
    assert!(stored.len() > 50);
    assert!(!stored.windows(5).any(|bytes| bytes == b"PLAIN"), "a secret stands in the database");
    store.close().await;
}

async fn answers_and_closes(db: &Db) {
    let store = db.open().await;
    store.ping().await.unwrap();
    assert_eq!(store.is_sqlite(), db.folder.is_some());
    store.close().await;
    assert!(store.write().await.err().is_some_and(|error| error.is_busy()));
}

#[tokio::test]
async fn refuses_addresses_it_cannot_serve() {
    for url in ["mysql://x/y", "sqlite::memory:", "", "postgres://[/"] {
        let options = StoreOptions { url: url.to_owned(), readers: 1, master_key: KEY };
        assert!(Store::open(options).await.is_err(), "{url}");
    }
}

#[tokio::test]
async fn sqlite_is_durable_and_checks_references() {
    let db = Db::sqlite();
    let store = db.open().await;
    let mut tx = store.write().await.unwrap();
    let Tx::Sqlite(t) = &mut tx else { panic!("not SQLite") };
    let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut **t).await.unwrap();
    let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(&mut **t).await.unwrap();
    let references: i64 = sqlx::query_scalar("PRAGMA foreign_keys").fetch_one(&mut **t).await.unwrap();
    // 2 is FULL: a commit survives a power cut.
    assert_eq!((mode.as_str(), synchronous, references), ("wal", 2, 1));
    drop(tx);
    store.close().await;
    db.remove().await;
}
