//! Tickets: one open for each conversation, one winner of every race.

use crate::support::*;
use desk_model::message::MessageStatus;
use desk_model::view::{InboxFilter, PendingTemplate};
use desk_model::{CloseReason, Protocol, TicketState};
use desk_store::{Store, StoreError, TicketRow, ticket};
use std::sync::Arc;
use tokio::sync::Barrier;

both!(
    every_state_comes_back,
    one_open_ticket,
    burst_opens_one,
    optimistic,
    fifty_claims_one_winner,
    fifty_updates_one_winner,
    next_goes_to_each_once,
    next_is_the_most_urgent,
    sequences,
    broken_rows,
);

fn closed(by: Option<&str>) -> TicketState {
    TicketState::Closed { queue: id("que_vendas"), by: by.map(id), at: at(90), reason: CloseReason::NotForUs }
}

async fn every_state_comes_back(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    let mut row = thread(&mut tx, "maria", 1).await;
    assert_eq!(ticket::get(&mut tx, &row.row.ticket).await.unwrap(), Some(row.clone()));
    let queue: desk_model::QueueId = id("que_suporte");
    let agent: desk_model::UserId = id("usr_ana");
    let states = [
        TicketState::Menu { queue: queue.clone(), since: at(1) },
        TicketState::Queued { queue: id("que_suporte"), since: at(2) },
        TicketState::Offered {
            queue: id("que_suporte"),
            agent: id("usr_ana"),
            from: Some(id("usr_bia")),
            until: at(3),
        },
        TicketState::Assigned { queue: id("que_suporte"), agent: id("usr_ana"), since: at(4) },
        TicketState::Snoozed { queue: queue.clone(), agent: agent.clone(), until: Some(at(5)) },
        TicketState::Snoozed { queue, agent, until: None },
        TicketState::Closed { queue: id("que_suporte"), by: None, at: at(6), reason: CloseReason::Resolved },
    ];
    row.row.queue = id("que_suporte");
    for state in states {
        row.row.state = state;
        let expected = row.row.version;
        assert!(ticket::update(&mut tx, &mut row, expected).await.unwrap());
        assert_eq!(row.row.version, expected + 1);
        assert_eq!(ticket::get(&mut tx, &row.row.ticket).await.unwrap(), Some(row.clone()));
    }
    row.row.contact_name = "Jo\0ão".to_owned();
    row.row.preview.text = "a\0b".to_owned();
    row.row.preview.ours = true;
    row.row.preview.status = Some(MessageStatus::Delivered);
    row.row.preview.kind = desk_model::message::PreviewKind::Voice;
    row.row.preview_at = at(77);
    row.row.waiting_since = None;
    row.row.unread = 42;
    row.row.returned_at = Some(at(44));
    row.row.window = row.row.window.with_refusal(at(50));
    row.row.window.free_until = Some(at(60));
    row.row.window.entry_at = Some(at(55));
    row.row.window.nudged_for = Some(at(10));
    row.row.pending_template =
        Some(PendingTemplate { message: id("msg_t"), at: at(70), status: MessageStatus::Sent });
    row.preview_message = Some(id("msg_p"));
    let expected = row.row.version;
    assert!(ticket::update(&mut tx, &mut row, expected).await.unwrap());
    row.row.contact_name = "João".to_owned();
    row.row.preview.text = "ab".to_owned();
    assert_eq!(ticket::get(&mut tx, &row.row.ticket).await.unwrap(), Some(row.clone()));
    assert_eq!(ticket::lock(&mut tx, &row.row.ticket).await.unwrap(), Some(row.clone()));
    assert_eq!(ticket::by_protocol(&mut tx, &row.row.protocol).await.unwrap(), Some(row));
    let other = Protocol::new(2026, 11, 21, 999);
    assert_eq!(ticket::by_protocol(&mut tx, &other).await.unwrap(), None);
    assert_eq!(ticket::get(&mut tx, &id("tkt_none")).await.unwrap(), None);
    tx.commit().await.unwrap();
    store.close().await;
}

async fn one_open_ticket(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    let mut first = thread(&mut tx, "maria", 1).await;
    tx.savepoint().await.unwrap();
    is_conflict(ticket::insert(&mut tx, &ticket("tkt_2", "maria", 2)).await, "ticket_open");
    tx.rollback_to_savepoint().await.unwrap();
    first.row.state = closed(Some("usr_ana"));
    assert!(ticket::update(&mut tx, &mut first, 1).await.unwrap());
    assert_eq!(ticket::open_of(&mut tx, &id("cnv_maria")).await.unwrap(), None);
    assert_eq!(ticket::latest_of(&mut tx, &id("cnv_maria")).await.unwrap(), Some(first.clone()));
    let mut second = ticket("tkt_2", "maria", 2);
    second.row.opened_at = at(99);
    ticket::insert(&mut tx, &second).await.unwrap();
    assert_eq!(ticket::open_of(&mut tx, &id("cnv_maria")).await.unwrap(), Some(second.clone()));
    assert_eq!(ticket::latest_of(&mut tx, &id("cnv_maria")).await.unwrap(), Some(second.clone()));
    assert_eq!(ticket::of_contact(&mut tx, &id("con_maria"), 10).await.unwrap(), vec![second.clone(), first]);
    assert_eq!(ticket::of_contact(&mut tx, &id("con_maria"), 1).await.unwrap(), vec![second]);
    conversation(&mut tx, "jose").await;
    tx.savepoint().await.unwrap();
    is_conflict(ticket::insert(&mut tx, &ticket("tkt_3", "jose", 2)).await, "ticket_protocol_key");
    tx.rollback_to_savepoint().await.unwrap();
    tx.commit().await.unwrap();
    store.close().await;
}

/// Runs `count` tasks at once; the sum of what they won.
async fn race<F, W>(store: &Store, count: usize, work: W) -> usize
where
    F: Future<Output = usize> + Send + 'static,
    W: Fn(Store, usize, Arc<Barrier>) -> F,
{
    let barrier = Arc::new(Barrier::new(count));
    let tasks: Vec<_> =
        (0..count).map(|i| tokio::spawn(work(store.clone(), i, Arc::clone(&barrier)))).collect();
    let mut won = 0;
    for task in tasks {
        won += task.await.unwrap();
    }
    won
}

async fn burst_opens_one(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    conversation(&mut tx, "maria").await;
    tx.commit().await.unwrap();
    let won = race(&store, 10, |store, i, barrier| async move {
        barrier.wait().await;
        let mut tx = store.write().await.unwrap();
        let name = format!("tkt_{i}");
        match ticket::insert(&mut tx, &ticket(&name, "maria", i as u64 + 1)).await {
            Ok(()) => tx.commit().await.map(|()| 1).unwrap(),
            Err(StoreError::Conflict { constraint }) if constraint == "ticket_open" => 0,
            Err(error) => panic!("{error}"),
        }
    })
    .await;
    assert_eq!(won, 1);
    store.close().await;
}

async fn optimistic(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    let mut mine = thread(&mut tx, "maria", 1).await;
    let mut theirs = mine.clone();
    mine.row.unread = 5;
    assert!(ticket::update(&mut tx, &mut mine, 1).await.unwrap());
    theirs.row.unread = 9;
    assert!(!ticket::update(&mut tx, &mut theirs, 1).await.unwrap());
    assert_eq!(theirs.row.version, 1, "a row that was not written keeps its version");
    let stored = ticket::get(&mut tx, &mine.row.ticket).await.unwrap().unwrap();
    assert_eq!((stored.row.unread, stored.row.version), (5, 2));
    tx.commit().await.unwrap();
    store.close().await;
}

fn assigned(mut row: TicketRow) -> TicketRow {
    row.row.state =
        TicketState::Assigned { queue: row.row.queue.clone(), agent: id("usr_ana"), since: at(20) };
    row
}

async fn fifty_claims_one_winner(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    thread(&mut tx, "maria", 1).await;
    tx.commit().await.unwrap();
    let won = race(&store, 50, |store, _, barrier| async move {
        barrier.wait().await;
        let mut tx = store.write().await.unwrap();
        let row = ticket::lock(&mut tx, &id("tkt_maria")).await.unwrap().unwrap();
        if !matches!(row.row.state, TicketState::Queued { .. }) {
            return 0;
        }
        let version = row.row.version;
        assert!(ticket::update(&mut tx, &mut assigned(row), version).await.unwrap());
        tx.commit().await.unwrap();
        1
    })
    .await;
    assert_eq!(won, 1);
    store.close().await;
}

async fn fifty_updates_one_winner(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    thread(&mut tx, "maria", 1).await;
    tx.commit().await.unwrap();
    let won = race(&store, 50, |store, _, barrier| async move {
        let mut tx = store.read().await.unwrap();
        let row = ticket::get(&mut tx, &id("tkt_maria")).await.unwrap().unwrap();
        drop(tx);
        barrier.wait().await;
        let mut tx = store.write().await.unwrap();
        let won = ticket::update(&mut tx, &mut assigned(row), 1).await.unwrap();
        tx.commit().await.unwrap();
        usize::from(won)
    })
    .await;
    assert_eq!(won, 1);
    store.close().await;
}

async fn next_goes_to_each_once(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    for i in 0..20 {
        thread(&mut tx, &format!("c{i}"), i + 1).await;
    }
    tx.commit().await.unwrap();
    let won = race(&store, 50, |store, _, barrier| async move {
        barrier.wait().await;
        let mut tx = store.write().await.unwrap();
        let Some(row) = ticket::next_waiting(&mut tx, None).await.unwrap() else { return 0 };
        let version = row.row.version;
        let taken = ticket::update(&mut tx, &mut assigned(row), version).await.unwrap();
        assert!(taken, "the row was ours alone");
        tx.commit().await.unwrap();
        1
    })
    .await;
    assert_eq!(won, 20);
    let mut tx = store.read().await.unwrap();
    let counts = ticket::counts(&mut tx, &id("usr_ana"), None, &InboxFilter::default()).await.unwrap();
    assert_eq!((counts.mine, counts.waiting, counts.all), (20, 0, 20));
    drop(tx);
    store.close().await;
}

async fn next_is_the_most_urgent(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    let inserted = [
        ("late", "vendas", Some(30), 1),
        ("soon", "vendas", Some(20), 9),
        ("longest", "vendas", Some(20), 5),
        ("foreign", "suporte", Some(10), 1),
        ("none", "vendas", None, 0),
    ];
    for (i, (name, queue, inbound, since)) in inserted.into_iter().enumerate() {
        conversation(&mut tx, name).await;
        let mut row = ticket(&format!("tkt_{name}"), name, i as u64 + 1);
        row.row.queue = id(&format!("que_{queue}"));
        row.row.state = TicketState::Queued { queue: row.row.queue.clone(), since: at(since) };
        row.row.window.last_inbound_at = inbound.map(at);
        ticket::insert(&mut tx, &row).await.unwrap();
    }
    let vendas = [id("que_vendas")];
    for name in ["longest", "soon", "late", "none"] {
        let next = ticket::next_waiting(&mut tx, Some(&vendas)).await.unwrap().unwrap();
        assert_eq!(next.row.ticket, id(&format!("tkt_{name}")));
        let version = next.row.version;
        assert!(ticket::update(&mut tx, &mut assigned(next), version).await.unwrap());
    }
    assert!(ticket::next_waiting(&mut tx, Some(&vendas)).await.unwrap().is_none());
    assert!(ticket::next_waiting(&mut tx, Some(&[])).await.unwrap().is_none());
    let next = ticket::next_waiting(&mut tx, None).await.unwrap().unwrap();
    assert_eq!(next.row.ticket, id("tkt_foreign"));
    tx.commit().await.unwrap();
    store.close().await;
}

async fn sequences(db: &Db) {
    let store = db.open().await;
    let won = race(&store, 30, |store, _, barrier| async move {
        barrier.wait().await;
        let mut tx = store.write().await.unwrap();
        let next = ticket::next_sequence(&mut tx, "20261121").await.unwrap();
        tx.commit().await.unwrap();
        1 << (next % 32)
    })
    .await;
    // Each of 1..=30 exactly once.
    assert_eq!(won, (1..=30).map(|i| 1 << i).sum::<usize>());
    let mut tx = store.write().await.unwrap();
    assert_eq!(ticket::next_sequence(&mut tx, "20261121").await.unwrap(), 31);
    assert_eq!(ticket::next_sequence(&mut tx, "20261122").await.unwrap(), 1);
    drop(tx);
    let mut tx = store.write().await.unwrap();
    assert_eq!(ticket::next_sequence(&mut tx, "20261121").await.unwrap(), 31, "what was undone was not used");
    drop(tx);
    store.close().await;
}

async fn broken_rows(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    thread(&mut tx, "maria", 1).await;
    tx.commit().await.unwrap();
    let broken = [
        ("state = 'assigned'", "agent_id"),
        ("state = 'odd'", "state"),
        ("state = 'closed'", "close_reason"),
        ("state = 'queued', unread = -1", "unread"),
        ("unread = 0, preview_kind = 'odd'", "preview_kind"),
    ];
    for (change, named) in broken {
        db.execute(&store, &format!("UPDATE ticket SET {change}")).await;
        let mut tx = store.read().await.unwrap();
        match ticket::get(&mut tx, &id("tkt_maria")).await {
            Err(StoreError::Inconsistent { table: "ticket", id, column }) => {
                assert_eq!((id.as_str(), column), ("tkt_maria", named));
            }
            other => panic!("{change}: {other:?}"),
        }
    }
    store.close().await;
}
