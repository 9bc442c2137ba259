//! Offers: whom they concern, which ends first, and that of two who change one, one comes first.

use crate::support::*;
use desk_model::transfer::{Handover, HandoverOutcome, TransferTarget};
use desk_model::{TicketId, TicketState, UserId};
use desk_store::{TicketRow, ticket};

both!(offers_are_found_by_those_they_concern, one_of_two_changes_an_offer);

fn offered(row: &mut TicketRow, to: &str, from: Option<&str>, by: &str, until: i64) {
    row.row.state = TicketState::Offered {
        queue: row.row.queue.clone(),
        agent: id(&format!("usr_{to}")),
        from: from.map(|name| id(&format!("usr_{name}"))),
        until: at(until),
    };
    row.row.handover = Some(Box::new(Handover {
        by: id(&format!("usr_{by}")),
        by_name: by.to_owned(),
        to_name: to.to_owned(),
        target: TransferTarget::Agent { agent: id(&format!("usr_{to}")) },
        note: "com \0 acento é".to_owned(),
        at: at(1),
        outcome: HandoverOutcome::Offered,
    }));
}

async fn offers_are_found_by_those_they_concern(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    desk_store::user::insert(&mut tx, &user("caio")).await.unwrap();
    for (n, (name, to, from, by, until)) in [
        ("a", "ana", Some("bia"), "bia", 30),
        ("b", "bia", Some("ana"), "ana", 20),
        ("c", "ana", None, "caio", 10),
        ("d", "bia", None, "bia", 40),
    ]
    .into_iter()
    .enumerate()
    {
        let mut row = thread(&mut tx, name, n as u64 + 1).await;
        offered(&mut row, to, from, by, until);
        assert!(ticket::update(&mut tx, &mut row, 1).await.unwrap());
        let stored = ticket::get(&mut tx, &row.row.ticket).await.unwrap().unwrap();
        assert_eq!(stored.row.state, row.row.state);
        let note = &stored.row.handover.as_ref().unwrap().note;
        assert!(note.ends_with("acento é"), "{note:?}");
    }
    // Waiting, owned and closed tickets are no offers, however they came there.
    let mut waits = thread(&mut tx, "e", 9).await;
    waits.row.handover = ticket::get(&mut tx, &id("tkt_a")).await.unwrap().unwrap().row.handover;
    assert!(ticket::update(&mut tx, &mut waits, 1).await.unwrap());
    for (who, expected) in [
        ("ana", vec!["tkt_c", "tkt_b", "tkt_a"]),
        ("bia", vec!["tkt_b", "tkt_a", "tkt_d"]),
        ("caio", vec!["tkt_c"]),
    ] {
        let me: UserId = id(&format!("usr_{who}"));
        let found = ticket::offers_of(&mut tx, &me).await.unwrap();
        let found: Vec<&str> = found.iter().map(|row| row.ticket.as_str()).collect();
        assert_eq!(found, expected, "{who}");
    }
    let first: Vec<(TicketId, _)> = ticket::offers_ending(&mut tx, 3).await.unwrap();
    assert_eq!(first, [(id("tkt_c"), at(10)), (id("tkt_b"), at(20)), (id("tkt_a"), at(30))]);
    for (name, expected) in
        [("bia", vec!["tkt_b", "tkt_d"]), ("ana", vec!["tkt_c", "tkt_a"]), ("caio", vec![])]
    {
        let found = ticket::offered_to(&mut tx, &id(&format!("usr_{name}"))).await.unwrap();
        assert_eq!(found.iter().map(TicketId::as_str).collect::<Vec<_>>(), expected, "{name}");
    }
    waits.row.state =
        TicketState::Assigned { queue: waits.row.queue.clone(), agent: id("usr_bia"), since: at(9) };
    assert!(ticket::update(&mut tx, &mut waits, 2).await.unwrap());
    thread(&mut tx, "f", 10).await;
    let (agents, queues) = ticket::loads(&mut tx).await.unwrap();
    assert_eq!((agents, queues), (vec![(id("usr_bia"), 1)], vec![(id("que_vendas"), 1)]));
    drop(tx);
    store.close().await;
}

async fn one_of_two_changes_an_offer(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    let mut row = thread(&mut tx, "a", 1).await;
    offered(&mut row, "bia", Some("ana"), "ana", 20);
    assert!(ticket::update(&mut tx, &mut row, 1).await.unwrap());
    tx.commit().await.unwrap();
    // Both read the offer as it was; the version lets the first one through.
    let tries = ["ana", "bia"].map(|name| {
        let (store, mut row) = (store.clone(), row.clone());
        tokio::spawn(async move {
            let mut tx = store.write().await.unwrap();
            row.row.state = TicketState::Assigned {
                queue: row.row.queue.clone(),
                agent: id(&format!("usr_{name}")),
                since: at(21),
            };
            let won = ticket::update(&mut tx, &mut row, 2).await.unwrap();
            tx.commit().await.unwrap();
            won.then_some(row)
        })
    });
    let mut winners = Vec::new();
    for one in tries {
        winners.extend(one.await.unwrap());
    }
    assert_eq!(winners.len(), 1);
    let mut tx = store.read().await.unwrap();
    let stored = ticket::get(&mut tx, &row.row.ticket).await.unwrap().unwrap();
    assert_eq!(stored.row.state, winners[0].row.state);
    assert!(ticket::offers_ending(&mut tx, 5).await.unwrap().is_empty());
    drop(tx);
    store.close().await;
}
