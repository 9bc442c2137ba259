//! Messages on their way out: in order, by one worker, held where they must be.

use crate::support::*;
use desk_model::MessageId;
use desk_store::{OutboxRow, Store, message, outbox};

both!(
    order_within_a_conversation,
    one_worker,
    unknown_holds_then_lets_go,
    holding_a_number,
    vanished_workers
);

/// Three messages to Maria, one to José, all due at 10.
async fn fill(store: &Store) {
    let mut tx = store.write().await.unwrap();
    thread(&mut tx, "maria", 1).await;
    thread(&mut tx, "jose", 2).await;
    for (name, who) in [("msg_c", "maria"), ("msg_b", "maria"), ("msg_a", "maria"), ("msg_j", "jose")] {
        assert!(message::insert(&mut tx, &message(name, who, 5, None)).await.unwrap());
        outbox::enqueue(&mut tx, &id(name), &id("num_um"), &id(&format!("cnv_{who}")), at(10)).await.unwrap();
    }
    tx.commit().await.unwrap();
}

fn names(rows: &[OutboxRow]) -> Vec<&str> {
    let mut names: Vec<_> = rows.iter().map(|row| row.message.as_str()).collect();
    names.sort_unstable();
    names
}

async fn order_within_a_conversation(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    fill(&store).await;
    let mut tx = store.write().await.unwrap();
    assert_eq!(outbox::count(&mut tx).await.unwrap(), 4);
    assert!(outbox::due(&mut tx, at(9), &[], 10).await.unwrap().is_empty());
    assert_eq!(outbox::next_due(&mut tx, &[]).await.unwrap(), Some(at(10)));
    assert_eq!(
        outbox::next_due(&mut tx, &[id("num_um")]).await.unwrap(),
        None,
        "a number that waits is passed over"
    );
    assert_eq!(outbox::next_due(&mut tx, &[id("num_dois")]).await.unwrap(), Some(at(10)));
    let due = outbox::due(&mut tx, at(10), &[], 10).await.unwrap();
    assert_eq!(names(&due), ["msg_c", "msg_j"], "the first of each conversation, in the order written");
    assert_eq!(outbox::due(&mut tx, at(10), &[], 1).await.unwrap().len(), 1);
    assert_eq!(outbox::due(&mut tx, at(10), &[id("num_dois")], 10).await.unwrap().len(), 2);
    assert!(outbox::due(&mut tx, at(10), &[id("num_dois"), id("num_um")], 10).await.unwrap().is_empty());
    let first = outbox::get(&mut tx, &id("msg_c")).await.unwrap().unwrap();
    assert_eq!((first.state.as_str(), first.attempts, first.lease_until), ("queued", 0, None));
    // While the first is being sent, or waits for another try, those behind it wait.
    assert!(outbox::lease(&mut tx, &id("msg_c"), at(50)).await.unwrap());
    assert_eq!(names(&outbox::due(&mut tx, at(20), &[], 10).await.unwrap()), ["msg_j"]);
    outbox::retry(&mut tx, &id("msg_c"), at(30), "later\0").await.unwrap();
    assert_eq!(names(&outbox::due(&mut tx, at(20), &[], 10).await.unwrap()), ["msg_j"]);
    let first = outbox::get(&mut tx, &id("msg_c")).await.unwrap().unwrap();
    assert_eq!((first.attempts, first.due_at, first.last_error.as_deref()), (1, at(30), Some("later")));
    outbox::finish(&mut tx, &id("msg_j")).await.unwrap();
    assert_eq!(
        outbox::next_due(&mut tx, &[]).await.unwrap(),
        Some(at(30)),
        "those behind the first do not wake anybody"
    );
    assert_eq!(names(&outbox::due(&mut tx, at(30), &[], 10).await.unwrap()), ["msg_c"]);
    outbox::finish(&mut tx, &id("msg_c")).await.unwrap();
    assert_eq!(outbox::get(&mut tx, &id("msg_c")).await.unwrap(), None);
    assert_eq!(names(&outbox::due(&mut tx, at(30), &[], 10).await.unwrap()), ["msg_b"]);
    outbox::finish(&mut tx, &id("msg_b")).await.unwrap();
    outbox::finish(&mut tx, &id("msg_a")).await.unwrap();
    assert_eq!(outbox::next_due(&mut tx, &[]).await.unwrap(), None);
    assert_eq!(outbox::count(&mut tx).await.unwrap(), 0);
    tx.savepoint().await.unwrap();
    outbox::enqueue(&mut tx, &id("msg_a"), &id("num_um"), &id("cnv_maria"), at(1)).await.unwrap();
    let again = outbox::enqueue(&mut tx, &id("msg_a"), &id("num_um"), &id("cnv_maria"), at(1)).await;
    is_conflict(again, "outbox_pkey");
    tx.rollback_to_savepoint().await.unwrap();
    tx.commit().await.unwrap();
    store.close().await;
}

async fn one_worker(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    fill(&store).await;
    let workers: Vec<_> = (0..20)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut tx = store.write().await.unwrap();
                let won = outbox::lease(&mut tx, &id::<MessageId>("msg_c"), at(50)).await.unwrap();
                tx.commit().await.unwrap();
                usize::from(won)
            })
        })
        .collect();
    let mut won = 0;
    for worker in workers {
        won += worker.await.unwrap();
    }
    assert_eq!(won, 1);
    let mut tx = store.read().await.unwrap();
    assert_eq!(outbox::get(&mut tx, &id("msg_c")).await.unwrap().unwrap().attempts, 1);
    drop(tx);
    store.close().await;
}

async fn unknown_holds_then_lets_go(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    fill(&store).await;
    let mut tx = store.write().await.unwrap();
    outbox::finish(&mut tx, &id("msg_j")).await.unwrap();
    assert!(outbox::lease(&mut tx, &id("msg_c"), at(50)).await.unwrap());
    assert_eq!(
        outbox::next_due(&mut tx, &[]).await.unwrap(),
        None,
        "nothing may leave while the first is on its way"
    );
    outbox::set_unknown(&mut tx, &id("msg_c"), at(40), "time-out").await.unwrap();
    assert!(!outbox::lease(&mut tx, &id("msg_c"), at(60)).await.unwrap(), "never sent again blindly");
    assert!(outbox::due(&mut tx, at(39), &[], 10).await.unwrap().is_empty());
    assert_eq!(outbox::next_due(&mut tx, &[]).await.unwrap(), Some(at(40)));
    assert_eq!(names(&outbox::due(&mut tx, at(40), &[], 10).await.unwrap()), ["msg_b"]);
    tx.commit().await.unwrap();
    store.close().await;
}

async fn holding_a_number(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    fill(&store).await;
    let mut tx = store.write().await.unwrap();
    outbox::hold_number(&mut tx, &id("num_dois"), at(99)).await.unwrap();
    assert_eq!(outbox::next_due(&mut tx, &[]).await.unwrap(), Some(at(10)));
    assert!(outbox::lease(&mut tx, &id("msg_j"), at(50)).await.unwrap());
    outbox::hold_number(&mut tx, &id("num_um"), at(30)).await.unwrap();
    outbox::hold_number(&mut tx, &id("num_um"), at(20)).await.unwrap();
    assert_eq!(
        outbox::next_due(&mut tx, &[]).await.unwrap(),
        Some(at(30)),
        "a shorter pause does not end a longer one"
    );
    assert_eq!(
        outbox::get(&mut tx, &id("msg_j")).await.unwrap().unwrap().due_at,
        at(10),
        "what is leaving is left alone"
    );
    outbox::release_number(&mut tx, &id("num_um"), at(12)).await.unwrap();
    assert_eq!(outbox::next_due(&mut tx, &[]).await.unwrap(), Some(at(12)));
    tx.commit().await.unwrap();
    store.close().await;
}

async fn vanished_workers(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    fill(&store).await;
    let mut tx = store.write().await.unwrap();
    assert!(outbox::lease(&mut tx, &id("msg_c"), at(50)).await.unwrap());
    assert!(outbox::lease(&mut tx, &id("msg_j"), at(60)).await.unwrap());
    assert!(outbox::expired(&mut tx, at(49)).await.unwrap().is_empty());
    assert_eq!(names(&outbox::expired(&mut tx, at(50)).await.unwrap()), ["msg_c"]);
    outbox::set_unknown(&mut tx, &id("msg_c"), at(70), "gone").await.unwrap();
    assert_eq!(names(&outbox::expired(&mut tx, at(60)).await.unwrap()), ["msg_j"]);
    assert!(outbox::given_up(&mut tx, at(69)).await.unwrap().is_empty());
    assert_eq!(names(&outbox::given_up(&mut tx, at(70)).await.unwrap()), ["msg_c"]);
    tx.commit().await.unwrap();
    store.close().await;
}
