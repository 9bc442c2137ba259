//! Queues that come and go, whose tickets they take, who is in them, reasons for closing.

use crate::support::*;
use desk_model::queue_form::ReasonDraft;
use desk_model::sla::Promise;
use desk_model::{CloseReason, QueueId, ReasonId};
use desk_store::{Clocks, close_reason, number, queue, staff, ticket};

both!(
    a_queue_is_given_up_and_stays_for_its_history,
    queues_take_the_tickets_of_some_numbers,
    members_have_skills_and_limits,
    reasons_are_replaced_and_kept,
    clocks_of_a_ticket_are_kept,
);

async fn a_queue_is_given_up_and_stays_for_its_history(db: &Db) {
    let store = &db.open().await;
    desk(store).await;
    let (vendas, suporte): (QueueId, QueueId) = (id("que_vendas"), id("que_suporte"));
    let mut tx = store.write().await.unwrap();
    let open = thread(&mut tx, "lia", 1).await;
    let rows = ticket::open_in(&mut tx, &vendas).await.unwrap();
    assert_eq!(rows, [(open.row.ticket.clone(), open.row.conversation.clone())]);
    assert_eq!(queue::open_counts(&mut tx).await.unwrap(), [(vendas.clone(), 1)]);
    queue::set_numbers(&mut tx, &vendas, &[id("num_um")]).await.unwrap();
    assert!(queue::lock(&mut tx, &vendas).await.unwrap().is_some());
    queue::archive(&mut tx, &vendas, Some(&suporte)).await.unwrap();
    let names = |rows: Vec<desk_store::QueueRow>| rows.into_iter().map(|row| row.name).collect::<Vec<_>>();
    assert_eq!(names(queue::list(&mut tx).await.unwrap()), ["suporte"]);
    assert_eq!(names(queue::former(&mut tx).await.unwrap()), ["vendas"]);
    let gone = queue::get_kept(&mut tx, &vendas).await.unwrap().unwrap();
    assert_eq!((gone.archived, gone.heir_id), (true, Some(suporte.clone())));
    let moved = number::get(&mut tx, store.seal(), &id("num_um")).await.unwrap().unwrap();
    assert_eq!(moved.default_queue, suporte);
    // The heir takes every number already.
    assert!(queue::feeds(&mut tx).await.unwrap().is_empty());
    let renamed = desk_store::QueueRow { name: "Suporte 2".to_owned(), position: 7, ..queue("suporte") };
    queue::update(&mut tx, &renamed).await.unwrap();
    assert_eq!(queue::get(&mut tx, &suporte).await.unwrap(), Some(renamed));
    tx.commit().await.unwrap();
}

async fn queues_take_the_tickets_of_some_numbers(db: &Db) {
    let store = &db.open().await;
    desk(store).await;
    let mut tx = store.write().await.unwrap();
    number::insert(&mut tx, store.seal(), &number("dois")).await.unwrap();
    let (vendas, suporte): (QueueId, QueueId) = (id("que_vendas"), id("que_suporte"));
    assert!(queue::takes(&mut tx, &vendas, &id("num_um")).await.unwrap());
    queue::set_numbers(&mut tx, &vendas, &[id("num_dois"), id("num_um")]).await.unwrap();
    queue::set_numbers(&mut tx, &vendas, &[id("num_dois")]).await.unwrap();
    queue::set_numbers(&mut tx, &suporte, &[id("num_um")]).await.unwrap();
    assert!(!queue::takes(&mut tx, &vendas, &id("num_um")).await.unwrap());
    assert!(queue::takes(&mut tx, &vendas, &id("num_dois")).await.unwrap());
    assert_eq!(
        queue::feeds(&mut tx).await.unwrap(),
        [(suporte.clone(), id("num_um")), (vendas.clone(), id("num_dois"))]
    );
    queue::set_default(&mut tx, &id("num_um"), &suporte).await.unwrap();
    let changed = number::get(&mut tx, store.seal(), &id("num_um")).await.unwrap().unwrap();
    assert_eq!(changed.default_queue, suporte);
    // The one that goes leaves its numbers to one that takes only some.
    queue::archive(&mut tx, &vendas, Some(&suporte)).await.unwrap();
    assert_eq!(queue::numbers_of(&mut tx, &suporte).await.unwrap(), [id("num_dois"), id("num_um")]);
    tx.commit().await.unwrap();
}

async fn members_have_skills_and_limits(db: &Db) {
    let store = &db.open().await;
    desk(store).await;
    let mut tx = store.write().await.unwrap();
    let vendas: QueueId = id("que_vendas");
    queue::add_member(&mut tx, &vendas, &id("usr_ana")).await.unwrap();
    staff::set_member(&mut tx, &vendas, &id("usr_bia"), 5).await.unwrap();
    assert_eq!(staff::skills_in(&mut tx, &vendas).await.unwrap(), [(id("usr_ana"), 3), (id("usr_bia"), 5)]);
    staff::set_member(&mut tx, &vendas, &id("usr_ana"), 1).await.unwrap();
    assert_eq!(
        staff::skills(&mut tx).await.unwrap(),
        [(vendas.clone(), id("usr_ana"), 1), (vendas.clone(), id("usr_bia"), 5)]
    );
    staff::set_capacity(&mut tx, &id("usr_bia"), 0).await.unwrap();
    assert_eq!(staff::capacities(&mut tx).await.unwrap(), [(id("usr_ana"), 6), (id("usr_bia"), 0)]);
    tx.commit().await.unwrap();
}

fn reason(name: &str, level: u8) -> (ReasonId, ReasonDraft) {
    let known: ReasonId = id(&format!("rsn_{name}"));
    let outcome = CloseReason::NoAnswer;
    (known.clone(), ReasonDraft { id: Some(known), level, label: name.to_owned(), outcome })
}

async fn reasons_are_replaced_and_kept(db: &Db) {
    let store = &db.open().await;
    desk(store).await;
    let mut tx = store.write().await.unwrap();
    let vendas: QueueId = id("que_vendas");
    let all = [reason("z", 0), reason("a", 1), reason("m", 0)];
    close_reason::replace(&mut tx, &vendas, &all).await.unwrap();
    let drafts =
        |all: &[(ReasonId, ReasonDraft)]| all.iter().map(|(_, draft)| draft.clone()).collect::<Vec<_>>();
    assert_eq!(close_reason::list(&mut tx, &vendas).await.unwrap(), drafts(&all));
    let mut closed = thread(&mut tx, "lia", 1).await;
    closed.clocks.reason = Some(id("rsn_a"));
    assert!(ticket::update(&mut tx, &mut closed, 1).await.unwrap());
    let fewer = [reason("m", 0), reason("z", 0)];
    close_reason::replace(&mut tx, &vendas, &fewer).await.unwrap();
    assert_eq!(close_reason::list(&mut tx, &vendas).await.unwrap(), drafts(&fewer));
    // The ticket keeps what it was closed for, and the reason can come back.
    close_reason::replace(&mut tx, &vendas, &all).await.unwrap();
    assert_eq!(close_reason::list(&mut tx, &vendas).await.unwrap(), drafts(&all));
    assert!(close_reason::list(&mut tx, &id("que_suporte")).await.unwrap().is_empty());
    tx.commit().await.unwrap();
}

async fn clocks_of_a_ticket_are_kept(db: &Db) {
    let store = &db.open().await;
    desk(store).await;
    let mut tx = store.write().await.unwrap();
    let mut row = thread(&mut tx, "lia", 1).await;
    assert_eq!(ticket::get(&mut tx, &row.row.ticket).await.unwrap().as_ref(), Some(&row));
    row.row.due = Some(at(99));
    row.row.promise = Some(Promise::NextAnswer);
    row.clocks =
        Clocks { answered_at: Some(at(1)), reopened_at: Some(at(2)), away_until: Some(at(3)), reason: None };
    assert!(ticket::update(&mut tx, &mut row, 1).await.unwrap());
    assert_eq!(ticket::get(&mut tx, &row.row.ticket).await.unwrap(), Some(row));
    tx.commit().await.unwrap();
}
