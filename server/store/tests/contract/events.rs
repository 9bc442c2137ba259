//! Facts: numbered without gaps, visible in order.

use crate::support::*;
use desk_store::{NewEvent, event};

both!(without_gaps, in_order_from_many_writers);

fn fact(n: i64) -> NewEvent {
    NewEvent {
        topic: "ticket",
        queue: (n % 2 == 0).then(|| id("que_vendas")),
        user: (n % 3 == 0).then(|| id("usr_ana")),
        left: (n % 7 == 0).then(|| id("que_suporte")),
        others: desk_store::event::People((0..n % 4).map(|i| id(&format!("usr_{i}"))).collect()),
        conversation: (n % 5 == 0).then(|| id("cnv_maria")),
        payload: format!("{{\"n\":{n}}}"),
        at: at(n),
    }
}

async fn without_gaps(db: &Db) {
    let store = db.open().await;
    let mut tx = store.write().await.unwrap();
    assert_eq!(event::last_seq(&mut tx).await.unwrap(), 0);
    assert_eq!(event::oldest_seq(&mut tx).await.unwrap(), None);
    assert_eq!(event::append(&mut tx, &[]).await.unwrap(), 0);
    assert_eq!(event::append(&mut tx, &[fact(1)]).await.unwrap(), 1);
    let many: Vec<_> = (2..=150).map(fact).collect();
    assert_eq!(event::append(&mut tx, &many).await.unwrap(), 150);
    tx.commit().await.unwrap();
    let mut undone = store.write().await.unwrap();
    assert_eq!(event::append(&mut undone, &many).await.unwrap(), 299);
    drop(undone);
    let mut tx = store.write().await.unwrap();
    assert_eq!(event::append(&mut tx, &[fact(151)]).await.unwrap(), 151, "what was undone leaves no gap");
    tx.commit().await.unwrap();
    let rows = event::since(&store, 0, 1000).await.unwrap();
    assert_eq!(rows.len(), 151);
    for (row, n) in rows.iter().zip(1..) {
        let fact = fact(n);
        assert_eq!(
            (row.seq, row.at, row.topic.as_str(), &row.payload),
            (n, fact.at, fact.topic, &fact.payload)
        );
        assert_eq!((&row.left, &row.others), (&fact.left, &fact.others));
        assert_eq!((&row.queue, &row.user, &row.conversation), (&fact.queue, &fact.user, &fact.conversation));
    }
    let page = event::since(&store, 100, 3).await.unwrap();
    assert_eq!(page, rows[100..103]);
    let mut tx = store.write().await.unwrap();
    assert_eq!(event::prune(&mut tx, at(100)).await.unwrap(), 99);
    assert_eq!(event::oldest_seq(&mut tx).await.unwrap(), Some(100));
    assert_eq!(event::last_seq(&mut tx).await.unwrap(), 151);
    tx.commit().await.unwrap();
    store.close().await;
}

async fn in_order_from_many_writers(db: &Db) {
    let store = db.open().await;
    let writers: Vec<_> = (0..6)
        .map(|i| {
            let store = store.clone();
            tokio::spawn(async move {
                for n in 0..10 {
                    let mut tx = store.write().await.unwrap();
                    let facts: Vec<_> = (0..=(n % 3)).map(|k| fact(i * 100 + n * 10 + k)).collect();
                    event::append(&mut tx, &facts).await.unwrap();
                    tx.commit().await.unwrap();
                }
            })
        })
        .collect();
    // A tail that only ever asks for what comes after the last it saw must miss nothing.
    let total: i64 = 6 * (0..10).map(|n| n % 3 + 1).sum::<i64>();
    let mut seen = 0;
    while seen < total {
        for row in event::since(&store, seen, 1000).await.unwrap() {
            assert_eq!(row.seq, seen + 1, "a number became visible before a smaller one");
            seen = row.seq;
        }
        tokio::task::yield_now().await;
    }
    for writer in writers {
        writer.await.unwrap();
    }
    store.close().await;
}
