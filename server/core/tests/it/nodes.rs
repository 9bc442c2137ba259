//! Two nodes on one database, and a database that somebody else holds.

use crate::inbound::{ANA, message, phone};
use crate::support::{MAIN, START, TestDesk, both};
use bytes::Bytes;
use desk_core::Desk;
use desk_core::ports::{Change, Part};
use desk_model::message::Content;
use desk_model::{DeskError, Direction};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

both!(the_same_webhook_twenty_times_on_two_nodes_is_one_message, two_nodes_send_each_message_once,);

fn body(changes: Vec<Change>) -> Bytes {
    let part =
        |change| Part { path: "p".into(), field: "messages".into(), number: Some(MAIN.into()), change };
    let parts: Vec<Part> = changes.into_iter().map(part).collect();
    Bytes::from(serde_json::to_vec(&parts).unwrap())
}

async fn drained(node: &Desk) -> usize {
    loop {
        match node.drain_inbound().await {
            Ok(count) => return count,
            Err(error) => assert_eq!(error, DeskError::Busy),
        }
    }
}

async fn the_same_webhook_twenty_times_on_two_nodes_is_one_message(test: &TestDesk) {
    let other = test.node().await;
    let cancel = CancellationToken::new();
    let journal = tokio::spawn({
        let (node, cancel) = (other.clone(), cancel.clone());
        async move { node.run_journal(cancel).await }
    });
    let same = body(vec![message(test.written(&[phone(ANA)], START, "oi"))]);
    let posts = (0..20).map(|n| {
        let node = if n % 2 == 0 { &test.desk } else { &other };
        node.receive(same.clone(), true)
    });
    let results = futures::future::join_all(posts).await;
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    let (here, there) = tokio::join!(drained(&test.desk), drained(&other));
    assert_eq!(here + there, 20);
    let rows = test.all_rows().await;
    assert_eq!((rows.len(), rows[0].unread), (1, 1));
    // One push: the ticket, the line that tells of its opening, and the message.
    let told = test.desk.events_since(2, 100).await.unwrap();
    assert_eq!(told.len(), 3);
    cancel.cancel();
    journal.await.unwrap();
}

async fn two_nodes_send_each_message_once(test: &TestDesk) {
    test.queue_says("{protocol}", "", 0).await;
    let changes =
        (0..60).map(|n| message(test.inbound(&format!("55119{n:08}"), Content::text("oi")))).collect();
    test.arrives(MAIN, changes).await;
    let other = test.node().await;
    let mut sent = 0;
    while test.outbox_size().await > 0 {
        let (here, there) = tokio::join!(test.desk.drain_outbox(), other.drain_outbox());
        sent += here.unwrap() + there.unwrap();
        test.clock.advance(1_000_000);
    }
    assert_eq!(sent, 60);
    let ids: BTreeSet<_> = test.gateway.sent().into_iter().map(|sent| sent.id).collect();
    assert_eq!((ids.len(), test.gateway.sent().len()), (60, 60));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_database_makes_the_sender_wait_and_then_come_again() {
    let test = TestDesk::new().await;
    let elsewhere = test.second_store().await;
    // For a moment: it waits.
    let lock = elsewhere.write().await.unwrap();
    let webhook = body(vec![message(test.written(&[phone(ANA)], START, "um"))]);
    let mut waiting = std::pin::pin!(test.desk.receive(webhook, true));
    assert!(futures::poll!(&mut waiting).is_pending());
    drop(lock);
    assert_eq!(waiting.await, Ok(()));
    // For longer: the sender is told to come again, and nothing of it is stored.
    let lock = elsewhere.write().await.unwrap();
    let webhook = body(vec![message(test.written(&[phone(ANA)], START, "dois"))]);
    let began = Instant::now();
    assert_eq!(test.desk.receive(webhook.clone(), true).await, Err(DeskError::Busy));
    assert!(began.elapsed() < Duration::from_secs(12));
    drop(lock);
    drained(&test.desk).await;
    assert_eq!(test.desk.receive(webhook, true).await, Ok(()));
    drained(&test.desk).await;
    let rows = test.all_rows().await;
    assert_eq!(rows[0].unread, 2);
    let said = test.said(&rows[0].ticket).await;
    assert_eq!(said.iter().filter(|line| line.direction == Direction::In).count(), 2);
}
