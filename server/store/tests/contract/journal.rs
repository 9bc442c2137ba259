//! The journal: nothing lost, in order, every problem told.

use crate::support::*;
use desk_store::{NewRequest, journal};

both!(in_order, marks, problems, replays);

fn request<'a>(body: &'a [u8], when: i64) -> NewRequest<'a> {
    NewRequest { received_at: at(when), body, state: "pending", error: None }
}

async fn in_order(db: &Db) {
    let store = db.open().await;
    let bodies: Vec<Vec<u8>> = (0..200u32).map(|i| vec![0, 0xff, (i % 256) as u8, 7]).collect();
    let requests: Vec<_> = bodies.iter().map(|body| request(body, 5)).collect();
    journal::append(&store, &[]).await.unwrap();
    assert_eq!(journal::oldest_pending(&store).await.unwrap(), None);
    journal::append(&store, &requests).await.unwrap();
    let mut tx = store.read().await.unwrap();
    let rows = journal::take_pending(&mut tx, 500).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.body.clone()).collect::<Vec<_>>(), bodies);
    assert!(rows.is_sorted_by(|a, b| a.seq < b.seq));
    assert!(rows.iter().all(|row| row.received_at == at(5) && row.attempts == 0));
    assert_eq!(journal::take_pending(&mut tx, 3).await.unwrap(), rows[..3]);
    assert_eq!(journal::pending_count(&mut tx).await.unwrap(), 200);
    assert_eq!(journal::oldest_pending(&store).await.unwrap(), Some(at(5)));
    drop(tx);
    store.close().await;
}

async fn marks(db: &Db) {
    let store = db.open().await;
    let requests: Vec<_> = (0..150).map(|_| request(b"{}", 5)).collect();
    journal::append(&store, &requests).await.unwrap();
    let mut tx = store.write().await.unwrap();
    let seqs: Vec<i64> =
        journal::take_pending(&mut tx, 500).await.unwrap().iter().map(|row| row.seq).collect();
    journal::mark_applied(&mut tx, &[], at(9)).await.unwrap();
    journal::mark_applied(&mut tx, &seqs[..148], at(9)).await.unwrap();
    journal::mark(&mut tx, seqs[148], "failed", Some("no\0"), at(9)).await.unwrap();
    journal::mark(&mut tx, seqs[149], "pending", Some("again"), at(9)).await.unwrap();
    let left = journal::take_pending(&mut tx, 500).await.unwrap();
    assert_eq!(left.iter().map(|row| (row.seq, row.attempts)).collect::<Vec<_>>(), vec![(seqs[149], 1)]);
    assert_eq!(journal::pending_count(&mut tx).await.unwrap(), 1);
    let found = journal::problems(&mut tx, 10).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].seq, found[0].state.as_str(), found[0].error.as_str()), (seqs[148], "failed", "no"));
    tx.commit().await.unwrap();
    store.close().await;
}

async fn problems(db: &Db) {
    let store = db.open().await;
    let unreadable =
        NewRequest { received_at: at(1), body: b"<html>", state: "unreadable", error: Some("no\0 JSON") };
    journal::append(&store, &[unreadable, request(b"1234", 2), request(b"{}", 3), request(b"{}", 4)])
        .await
        .unwrap();
    let mut tx = store.write().await.unwrap();
    let seqs: Vec<i64> =
        journal::take_pending(&mut tx, 10).await.unwrap().iter().map(|row| row.seq).collect();
    let [first, second, third] = seqs[..] else { panic!("{seqs:?}") };
    journal::mark(&mut tx, first, "failed", None, at(9)).await.unwrap();
    for (part, state) in [("entry[0]", "failed"), ("entry[1]", "failed"), ("entry[2]", "noted")] {
        journal::add_part(&mut tx, first, part, "messages", state, "bad\0", at(9)).await.unwrap();
    }
    journal::add_part(&mut tx, first, "entry[0]", "messages", "failed", "worse", at(9)).await.unwrap();
    journal::mark(&mut tx, second, "applied", None, at(9)).await.unwrap();
    journal::add_part(&mut tx, second, "entry[0]", "flows", "noted", "", at(9)).await.unwrap();
    journal::mark_applied(&mut tx, &[third], at(9)).await.unwrap();
    let told = |found: Vec<desk_model::view::JournalProblem>| -> Vec<_> {
        found.into_iter().map(|p| (p.received_at.0, p.state, p.part, p.error, p.size)).collect()
    };
    let expect = |when: i64, state: &str, part: &str, error: &str, size: i64| {
        (when, state.to_owned(), part.to_owned(), error.to_owned(), size)
    };
    let unreadable = expect(1, "unreadable", "", "no JSON", 6);
    let failed = [expect(2, "failed", "entry[0]", "worse", 4), expect(2, "failed", "entry[1]", "bad", 4)];
    let found = told(journal::problems(&mut tx, 10).await.unwrap());
    assert_eq!(found, vec![failed[0].clone(), failed[1].clone(), unreadable.clone()], "newest first");
    assert_eq!(journal::problems(&mut tx, 1).await.unwrap().len(), 1);
    journal::clear_parts(&mut tx, first).await.unwrap();
    journal::mark(&mut tx, first, "applied", None, at(10)).await.unwrap();
    assert_eq!(told(journal::problems(&mut tx, 10).await.unwrap()), vec![unreadable]);
    tx.commit().await.unwrap();
    store.close().await;
}

async fn replays(db: &Db) {
    let store = db.open().await;
    let unreadable = NewRequest { received_at: at(30), body: b"x", state: "unreadable", error: None };
    let requests = [request(b"a", 10), request(b"b", 20), request(b"c", 30), unreadable, request(b"d", 40)];
    journal::append(&store, &requests).await.unwrap();
    let mut tx = store.write().await.unwrap();
    let all = journal::since(&mut tx, at(20), 0, 10).await.unwrap();
    assert_eq!(all.iter().map(|row| row.body.clone()).collect::<Vec<_>>(), [b"b", b"c", b"d"]);
    let page = journal::since(&mut tx, at(20), all[0].seq, 1).await.unwrap();
    assert_eq!(page, all[1..2]);
    tx.commit().await.unwrap();
    store.close().await;
}
