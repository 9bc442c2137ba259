//! Sockets and who is there: tabs, devices, nodes, logging out, a lost line; and what the desk gives to whoever comes.

use crate::support::client::Person;
use crate::support::socket::Socket;
use crate::support::{TestDesk, both, eventually};
use desk_model::wire::{DeskEvent, ServerFrame};
use serde_json::{Value, json};
use std::time::Duration;

both! {
    tabs_and_devices_are_one_person_and_a_lost_line_is_forgiven_for_a_while
    logging_out_is_told_at_once
}

async fn standing(person: &Person) -> Value {
    person.api("my_presence", json!({})).await.json()["me"]["standing"].clone()
}

async fn stands(person: &Person, what: &str) {
    eventually(what, async || standing(person).await == what).await;
}

/// A socket that is welcome and up to date.
async fn tab(person: &Person) -> Socket {
    let mut socket = person.socket(None, &[]).await;
    while !matches!(socket.frame().await, ServerFrame::Tick { .. }) {}
    socket
}

/// Moves the clock and lets the desk look.
async fn later(desk: &TestDesk, seconds: u64) {
    for _ in 0..seconds.div_ceil(10) {
        desk.clock.advance(Duration::from_secs(10.min(seconds)));
        desk.desk.route().await.unwrap();
    }
}

async fn sockets(desk: &TestDesk, count: usize) {
    let running = desk.running.as_ref().unwrap();
    eventually("the sockets are counted", async || running.state.live.sockets() == count).await;
}

async fn tabs_and_devices_are_one_person_and_a_lost_line_is_forgiven_for_a_while(desk: TestDesk) {
    let ana = desk.login("ana@guiche.local").await;
    let sonia = desk.login("sonia@guiche.local").await;
    assert_eq!(standing(&ana).await, "offline");
    let mut watching = tab(&sonia).await;
    let first = tab(&ana).await;
    let second = tab(&ana).await;
    let phone = desk.login("ana@guiche.local").await;
    let third = tab(&phone).await;
    stands(&ana, "available").await;
    drop((first, second));
    sockets(&desk, 2).await;
    later(&desk, 120).await;
    assert_eq!(standing(&ana).await, "available");
    drop(third);
    sockets(&desk, 1).await;
    desk.desk.route().await.unwrap();
    later(&desk, 40).await;
    assert_eq!(standing(&ana).await, "available");
    // Back in time, and gone again.
    let fourth = tab(&ana).await;
    desk.desk.route().await.unwrap();
    later(&desk, 120).await;
    assert_eq!(standing(&ana).await, "available");
    drop(fourth);
    sockets(&desk, 1).await;
    desk.desk.route().await.unwrap();
    later(&desk, 60).await;
    assert_eq!(standing(&ana).await, "offline");
    // A supervisor heard of it: she came once and went once.
    let me = ana.api("my_presence", json!({})).await.json()["me"]["user"].clone();
    let newest = desk.desk.last_seq().await.unwrap();
    let heard: Vec<_> = watching
        .events_now(newest)
        .await
        .into_iter()
        .filter_map(|(_, event)| match event {
            DeskEvent::Presence { user, standing, .. } if json!(user) == me => Some(json!(standing)),
            _ => None,
        })
        .collect();
    assert_eq!(heard, ["available", "offline"]);
    drop(watching);
    desk.stop().await;
}

async fn logging_out_is_told_at_once(desk: TestDesk) {
    let ana = desk.login("ana@guiche.local").await;
    let bruno = desk.login("bruno@guiche.local").await;
    let _tab = tab(&ana).await;
    let _other = tab(&bruno).await;
    let seen = async |what: &str| {
        let team = bruno.api("team", json!({})).await.json();
        let ana = team.as_array().unwrap().iter().find(|person| person["name"] == "Ana Costa").cloned();
        let ana = ana.unwrap();
        assert_eq!(ana["detail"], Value::Null, "a colleague is not told more");
        ana["standing"] == what
    };
    eventually("she is there", async || seen("available").await).await;
    assert_eq!(ana.post("/logout", "application/json", "{}").await.status, 204);
    assert!(seen("offline").await);
    desk.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_opens_the_desk_is_given_what_waits() {
    let desk = TestDesk::start().await;
    desk_core::seed::push(&desk.desk, desk.queues()).await.unwrap();
    let waiting = desk.customer_writes("5511987650001", "oi").await;
    assert_eq!(waiting.state.owner(), None);
    let ana = desk.login("ana@guiche.local").await;
    let _tab = tab(&ana).await;
    eventually("the ticket is given", async || {
        let row = desk.row_of("5511987650001").await.unwrap();
        row.state.owner().is_some()
    })
    .await;
    // And what comes now, at once.
    desk.customer_writes("5511987650002", "oi").await;
    eventually("the next one too", async || {
        desk.row_of("5511987650002").await.unwrap().state.owner().is_some()
    })
    .await;
    desk.stop().await;
}
