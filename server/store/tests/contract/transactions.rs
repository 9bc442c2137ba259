//! Transactions, savepoints, and what counts as busy.

use crate::support::*;
use desk_store::{NewRequest, Store, Tx, journal, setting};
use sqlx::{Connection, SqliteConnection};
use std::time::Duration;

both!(savepoints, dropped_is_undone, reads_one_instant, rings, one_lane);

async fn get(store: &Store, name: &str) -> Option<String> {
    let mut tx = store.read().await.unwrap();
    setting::get(&mut tx, name).await.unwrap()
}

async fn savepoints(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let twin = desk_store::QueueRow { id: id("que_twin"), ..queue("vendas") };
    let mut tx = store.write().await.unwrap();
    setting::put(&mut tx, "before", "1").await.unwrap();
    tx.savepoint().await.unwrap();
    // A refused statement spoils a Postgres transaction up to the savepoint.
    is_conflict(desk_store::queue::insert(&mut tx, &twin).await, "queue_name_key");
    tx.rollback_to_savepoint().await.unwrap();
    tx.savepoint().await.unwrap();
    setting::put(&mut tx, "undone", "1").await.unwrap();
    tx.rollback_to_savepoint().await.unwrap();
    tx.savepoint().await.unwrap();
    setting::put(&mut tx, "kept", "1").await.unwrap();
    tx.release_savepoint().await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(get(&store, "before").await.as_deref(), Some("1"));
    assert_eq!(get(&store, "undone").await, None);
    assert_eq!(get(&store, "kept").await.as_deref(), Some("1"));
    store.close().await;
}

async fn dropped_is_undone(db: &Db) {
    let store = db.open().await;
    let mut tx = store.write().await.unwrap();
    setting::put(&mut tx, "a", "1").await.unwrap();
    drop(tx);
    assert_eq!(get(&store, "a").await, None);
    // The writer is free again.
    let mut tx = store.write().await.unwrap();
    setting::put(&mut tx, "a", "2").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(get(&store, "a").await.as_deref(), Some("2"));
    store.close().await;
}

async fn reads_one_instant(db: &Db) {
    let store = db.open().await;
    let mut reader = store.read().await.unwrap();
    assert_eq!(setting::get(&mut reader, "a").await.unwrap(), None);
    let mut writer = store.write().await.unwrap();
    setting::put(&mut writer, "a", "1").await.unwrap();
    writer.commit().await.unwrap();
    assert_eq!(setting::get(&mut reader, "a").await.unwrap(), None, "a reader must not see later commits");
    assert_eq!(get(&store, "a").await.as_deref(), Some("1"));
    assert!(setting::put(&mut reader, "a", "2").await.is_err(), "a reader must not write");
    drop(reader);
    store.close().await;
}

async fn rings(db: &Db) {
    let store = db.open().await;
    let mut bell = store.listen().await.unwrap();
    if store.is_sqlite() {
        store.doorbell().await;
        assert!(tokio::time::timeout(Duration::from_millis(50), bell.wait()).await.is_err());
    } else {
        for _ in 0..2 {
            store.doorbell().await;
            tokio::time::timeout(Duration::from_secs(10), bell.wait()).await.expect("no ring");
        }
    }
    drop(bell);
    store.close().await;
}

async fn one_lane(db: &Db) {
    let store = db.open().await;
    let mut first = store.write().await.unwrap();
    assert!(first.try_lane(1).await.unwrap());
    if !store.is_sqlite() {
        let mut second = store.write().await.unwrap();
        assert!(!second.try_lane(1).await.unwrap());
        assert!(second.try_lane(2).await.unwrap(), "another lane is free");
        drop(second);
        first.commit().await.unwrap();
        let mut third = store.write().await.unwrap();
        assert!(third.try_lane(1).await.unwrap(), "the lane ends with its transaction");
        drop(third);
    } else {
        drop(first);
    }
    store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lock_held_by_another_process_is_busy() {
    let db = Db::sqlite();
    let store = db.open().await;
    let mut other = SqliteConnection::connect(&db.url).await.unwrap();
    sqlx::query("BEGIN EXCLUSIVE").execute(&mut other).await.unwrap();
    let refused = store.write().await.err().unwrap();
    assert!(refused.is_busy(), "{refused}");
    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    let mut tx = store.write().await.unwrap();
    setting::put(&mut tx, "a", "1").await.unwrap();
    tx.commit().await.unwrap();
    store.close().await;
    db.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_busy_and_heals() {
    let db = Db::sqlite();
    let store = db.open().await;
    let body = vec![b'x'; 4_000_000];
    let request = NewRequest { received_at: at(1), body: &body, state: "pending", error: None };
    let limit = async |pages: &'static str| {
        let mut tx = store.write().await.unwrap();
        let Tx::Sqlite(t) = &mut tx else { panic!("not SQLite") };
        sqlx::query(pages).execute(&mut **t).await.unwrap();
        tx.commit().await.unwrap();
    };
    limit("PRAGMA max_page_count = 200").await;
    let refused = journal::append(&store, std::slice::from_ref(&request)).await.unwrap_err();
    assert!(refused.is_busy(), "{refused}");
    limit("PRAGMA max_page_count = 4294967294").await;
    journal::append(&store, &[request]).await.unwrap();
    let mut tx = store.read().await.unwrap();
    assert_eq!(journal::pending_count(&mut tx).await.unwrap(), 1);
    drop(tx);
    store.close().await;
    db.remove().await;
}
