//! Labels, mentions, and tickets that are put aside.

use crate::inbox::a_label;
use crate::support::*;
use desk_model::mention::Mention;
use desk_model::message::Content;
use desk_model::view::{InboxOrder, InboxView};
use desk_model::{Direction, LabelId, QueueId, TicketState, UserId};
use desk_store::{InboxQuery, StoreError, label, mention, message, ticket};

both!(labels_are_kept_and_go, labels_follow_their_tickets, those_who_are_due_wake, mentions_are_listed);

async fn labels_are_kept_and_go(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    let mut first = a_label("a");
    first.name = "Garantia".to_owned();
    assert!(label::insert(&mut tx, &first, at(1)).await.unwrap());
    let mut twin = a_label("b");
    twin.name = "GARANTÍA".to_owned();
    assert!(!label::insert(&mut tx, &twin, at(2)).await.unwrap(), "neither case nor accents matter");
    twin.name = "\0Boleto".to_owned();
    assert!(label::insert(&mut tx, &twin, at(2)).await.unwrap());
    twin.name = "Boleto".to_owned();
    assert_eq!(label::list(&mut tx).await.unwrap(), [twin.clone(), first.clone()]);
    first.name = "Zebra".to_owned();
    first.color = "#0b7285".to_owned();
    first.archived = true;
    assert!(label::update(&mut tx, &first).await.unwrap());
    assert_eq!(label::get(&mut tx, &first.id).await.unwrap(), Some(first.clone()));
    assert!(!label::update(&mut tx, &a_label("nobody")).await.unwrap());
    let mut row = thread(&mut tx, "maria", 1).await;
    row.row.labels = vec![first.id.clone(), twin.id.clone()];
    let version = row.row.version;
    assert!(ticket::update(&mut tx, &mut row, version).await.unwrap());
    for id in &row.row.labels {
        label::put_on(&mut tx, &row.row, id).await.unwrap();
        label::put_on(&mut tx, &row.row, id).await.unwrap();
    }
    assert_eq!(label::usage(&mut tx).await.unwrap(), [(first.id.clone(), 1, 1), (twin.id.clone(), 1, 1)]);
    tx.commit().await.unwrap();
    // A name that is taken; the transaction is lost with it.
    let mut tx = store.write().await.unwrap();
    let taken = label::update(&mut tx, &desk_model::Label { name: "zebra".to_owned(), ..twin.clone() }).await;
    assert!(matches!(taken, Err(StoreError::Conflict { .. })), "{taken:?}");
    drop(tx);
    let mut tx = store.write().await.unwrap();
    assert!(label::delete(&mut tx, &first.id).await.unwrap());
    assert!(!label::delete(&mut tx, &first.id).await.unwrap());
    let left = ticket::get(&mut tx, &row.row.ticket).await.unwrap().unwrap();
    assert_eq!(left.row.labels, [twin.id.clone()]);
    assert!(label::delete(&mut tx, &twin.id).await.unwrap());
    let left = ticket::get(&mut tx, &row.row.ticket).await.unwrap().unwrap();
    assert_eq!(left.row.labels, []);
    assert_eq!(label::usage(&mut tx).await.unwrap(), []);
    tx.commit().await.unwrap();
    store.close().await;
}

async fn labels_follow_their_tickets(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    let (one, other): (LabelId, LabelId) = (id("lbl_a"), id("lbl_b"));
    for name in ["a", "b"] {
        label::insert(&mut tx, &a_label(name), at(1)).await.unwrap();
    }
    for (name, n) in [("maria", 1), ("joao", 2), ("eva", 3)] {
        let mut row = thread(&mut tx, name, n).await;
        row.row.labels = vec![one.clone()];
        row.row.preview_at = at(100 * n as i64);
        let version = row.row.version;
        assert!(ticket::update(&mut tx, &mut row, version).await.unwrap());
        label::put_on(&mut tx, &row.row, &one).await.unwrap();
    }
    let me: UserId = id("usr_ana");
    let names = |rows: Vec<desk_store::TicketRow>| {
        rows.into_iter().map(|row| row.row.ticket.to_string()).collect::<Vec<_>>()
    };
    let found = |labels: &[&LabelId]| labels.iter().map(|id| (*id).clone()).collect::<Vec<_>>();
    let all = ticket::labelled(&mut tx, &found(&[&one, &other]), &me, None, 10).await.unwrap();
    assert_eq!(names(all), ["tkt_eva", "tkt_joao", "tkt_maria"]);
    // Another line and another state change the place of a row in its label's list.
    let mut row = ticket::get(&mut tx, &id("tkt_maria")).await.unwrap().unwrap();
    row.row.preview_at = at(900);
    row.row.state = TicketState::Closed {
        queue: id("que_vendas"),
        by: None,
        at: at(5),
        reason: desk_model::CloseReason::Resolved,
    };
    let version = row.row.version;
    assert!(ticket::update(&mut tx, &mut row, version).await.unwrap());
    let two = ticket::labelled(&mut tx, &found(&[&one]), &me, None, 2).await.unwrap();
    assert_eq!(names(two), ["tkt_maria", "tkt_eva"]);
    let mut query = InboxQuery {
        view: InboxView::Closed,
        order: InboxOrder::Recent,
        filter: desk_model::view::InboxFilter { label: Some(one.clone()), priority: None },
        me: me.clone(),
        queues: None,
        after: None,
        limit: 9,
    };
    assert_eq!(ticket::list(&mut tx, &query).await.unwrap(), [row.row.clone()]);
    query.view = InboxView::All;
    assert_eq!(ticket::list(&mut tx, &query).await.unwrap().len(), 2);
    assert_eq!(label::usage(&mut tx).await.unwrap(), [(one.clone(), 3, 2)]);
    // Who may not see them finds none.
    let foreign: [QueueId; 1] = [id("que_suporte")];
    assert_eq!(
        ticket::labelled(&mut tx, std::slice::from_ref(&one), &me, Some(&foreign), 9).await.unwrap(),
        []
    );
    label::take_off(&mut tx, &id("tkt_eva"), &one).await.unwrap();
    assert_eq!(ticket::list(&mut tx, &query).await.unwrap().len(), 1);
    tx.commit().await.unwrap();
    store.close().await;
}

async fn those_who_are_due_wake(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    assert_eq!(ticket::next_wake(&mut tx).await.unwrap(), None);
    for (name, n, until) in
        [("maria", 1, Some(50)), ("joao", 2, None), ("eva", 3, Some(20)), ("rui", 4, Some(90))]
    {
        let mut row = thread(&mut tx, name, n).await;
        row.row.state =
            TicketState::Snoozed { queue: id("que_vendas"), agent: id("usr_ana"), until: until.map(at) };
        let version = row.row.version;
        assert!(ticket::update(&mut tx, &mut row, version).await.unwrap());
    }
    // An offer ends at a time too, and is not meant.
    let mut row = thread(&mut tx, "lia", 5).await;
    row.row.state =
        TicketState::Offered { queue: id("que_vendas"), agent: id("usr_ana"), from: None, until: at(1) };
    let version = row.row.version;
    assert!(ticket::update(&mut tx, &mut row, version).await.unwrap());
    assert_eq!(ticket::next_wake(&mut tx).await.unwrap(), Some(at(20)));
    assert_eq!(ticket::to_wake(&mut tx, at(19), 9).await.unwrap(), []);
    assert_eq!(ticket::to_wake(&mut tx, at(50), 9).await.unwrap(), [id("tkt_eva"), id("tkt_maria")]);
    assert_eq!(ticket::to_wake(&mut tx, at(99), 1).await.unwrap(), [id("tkt_eva")]);
    tx.commit().await.unwrap();
    store.close().await;
}

async fn mentions_are_listed(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    let (ana, bia): (UserId, UserId) = (id("usr_ana"), id("usr_bia"));
    for (name, n, said) in [("maria", 1, "m1"), ("joao", 2, "m2")] {
        thread(&mut tx, name, n).await;
        let mut note = crate::support::message(&format!("msg_{said}"), name, 10 * n as i64, None);
        note.view.direction = Direction::Note;
        let who = Mention { user: ana.clone(), name: "Ana".to_owned() };
        note.view.content = Content::Note { body: format!("@Ana veja {said}"), mentions: vec![who] };
        assert!(message::insert(&mut tx, &note).await.unwrap());
        assert_eq!(
            message::get(&mut tx, &note.view.id).await.unwrap().unwrap().view.content,
            note.view.content
        );
        for _ in 0..2 {
            let place = (&note.view.id, &note.view.ticket);
            mention::insert(&mut tx, place, &ana, "Bia\0", note.view.at).await.unwrap();
        }
    }
    let (unseen, all) = mention::of_user(&mut tx, &ana, None, 9).await.unwrap();
    assert_eq!(unseen, 2);
    let short: Vec<_> = all.iter().map(|m| (m.text.as_str(), m.by.as_str(), m.seen)).collect();
    assert_eq!(short, [("@Ana veja m2", "Bia", false), ("@Ana veja m1", "Bia", false)]);
    assert_eq!((all[0].ticket.as_str(), all[0].contact_name.as_str()), ("tkt_joao", "joao"));
    assert_eq!(mention::of_user(&mut tx, &bia, None, 9).await.unwrap(), (0, Vec::new()));
    let foreign = [id("que_suporte")];
    assert_eq!(mention::of_user(&mut tx, &ana, Some(&foreign), 9).await.unwrap(), (0, Vec::new()));
    assert_eq!(mention::of_user(&mut tx, &ana, None, 1).await.unwrap().1.len(), 1);
    assert_eq!(mention::see(&mut tx, &bia, None, at(9)).await.unwrap(), 0);
    assert_eq!(mention::see(&mut tx, &ana, Some(&id("tkt_maria")), at(9)).await.unwrap(), 1);
    assert_eq!(mention::see(&mut tx, &ana, Some(&id("tkt_maria")), at(9)).await.unwrap(), 0);
    let (unseen, all) = mention::of_user(&mut tx, &ana, None, 9).await.unwrap();
    assert_eq!((unseen, all[0].seen, all[1].seen), (1, false, true));
    assert_eq!(mention::see(&mut tx, &ana, None, at(9)).await.unwrap(), 1);
    assert_eq!(mention::of_user(&mut tx, &ana, None, 9).await.unwrap().0, 0);
    tx.commit().await.unwrap();
    store.close().await;
}
