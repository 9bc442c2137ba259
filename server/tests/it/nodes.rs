//! Two nodes on one Postgres.

use crate::support::client::Person;
use crate::support::database::postgres;
use crate::support::{TestDesk, all, hook};
use serde_json::json;
use std::time::{Duration, Instant};

/// Whatever comes in on one node is on the screens of both; who comes back to the other node has no gap.
#[tokio::test(flavor = "multi_thread")]
async fn what_one_node_stores_the_other_pushes() {
    if postgres().is_none() {
        return;
    }
    let first = TestDesk::on_postgres().await;
    let second = TestDesk::beside(&first).await;
    let sonia = first.login("sonia@guiche.local").await;
    let elsewhere = Person::of(&second, &sonia.cookie);
    let start = first.quiet().await;
    let mut socket = elsewhere.socket(Some(start), &[]).await;
    socket.events_until(start).await;
    let now = first.clock.now();
    let same = hook::text(&hook::wamid(), "5511987650001", "nos dois", now);
    let mut hooks: Vec<_> =
        (0..10).flat_map(|_| [first.hook(same.clone()), second.hook(same.clone())]).collect();
    for i in 0..40 {
        let node = if i % 2 == 0 { &first } else { &second };
        hooks.push(node.hook(hook::text(&hook::wamid(), &format!("55119876501{i:02}"), "oi", now)));
    }
    assert!(all(hooks).await.iter().all(|status| *status == 200));
    let newest = first.quiet().await;
    let heard: Vec<i64> = socket.events_now(newest).await.into_iter().map(|(seq, _)| seq).collect();
    let mut again = sonia.socket(Some(start), &[]).await;
    let replayed: Vec<i64> = again.events_until(newest).await.into_iter().map(|(seq, _)| seq).collect();
    assert_eq!(heard, replayed);
    assert_eq!(first.database.number("SELECT COUNT(*) FROM ticket").await, 41);
    assert_eq!(first.database.number("SELECT COUNT(*) FROM message WHERE direction = 'in'").await, 41);

    // A logout here ends the sockets there.
    let since = Instant::now();
    assert_eq!(sonia.post("/logout", "application/x-www-form-urlencoded", "").await.status, 303);
    assert_eq!(socket.closed().await.0, Some(4401));
    assert!(since.elapsed() < Duration::from_secs(1), "{:?}", since.elapsed());
    assert_eq!(elsewhere.api("bootstrap", json!({})).await.status, 401);
    second.stop().await;
    first.stop().await;
}

/// One node goes: its clients come to the other with their last number and miss nothing.
#[tokio::test(flavor = "multi_thread")]
async fn when_one_node_goes_its_clients_go_on_at_the_other() {
    if postgres().is_none() {
        return;
    }
    let first = TestDesk::on_postgres().await;
    let second = TestDesk::beside(&first).await;
    let sonia = first.login("sonia@guiche.local").await;
    let start = first.quiet().await;
    let mut socket = sonia.socket(Some(start), &[]).await;
    first.customer_writes("5511987650001", "antes").await;
    let mut last = start;
    let mut heard = Vec::new();
    for (seq, _) in socket.events_now(first.quiet().await).await {
        last = seq;
        heard.push(seq);
    }
    let other = Person::of(&second, &sonia.cookie);
    let database = first.database.clone();
    first.stop().await;
    assert_eq!(socket.closed().await.0, Some(1012));
    assert_eq!(
        second.hook(hook::text(&hook::wamid(), "5511987650002", "depois", second.clock.now())).await,
        200
    );
    second.applied().await;
    let newest = second.desk.last_seq().await.unwrap();
    let mut again = other.socket(Some(last), &[]).await;
    heard.extend(again.events_until(newest).await.into_iter().map(|(seq, _)| seq));
    let told = database
        .texts("SELECT CAST(seq AS TEXT) AS number FROM event WHERE topic = 'ticket' ORDER BY event.seq")
        .await;
    let told: Vec<i64> =
        told.iter().map(|seq| seq.parse().unwrap()).filter(|seq| *seq > start && *seq <= newest).collect();
    heard.retain(|seq| told.contains(seq));
    assert_eq!(heard, told);
    second.stop().await;
}
