//! Who is there, and what the dispatcher asks.

use crate::support::*;
use desk_model::presence::{Choice, Standing};
use desk_model::{Priority, TicketState, UserId};
use desk_store::ticket::route;
use desk_store::{PresenceRow, presence, queue, ticket, user};

both!(rows, nodes_and_sockets, loads, whose_turn_it_is, who_served_last);

async fn rows(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    let ana: UserId = id("usr_ana");
    let fresh = presence::lock(&mut tx, &ana).await.unwrap();
    assert_eq!(
        (fresh.standing(), &fresh.choice, fresh.since),
        (Standing::Offline, &Choice::Available, at(0))
    );
    assert!(presence::available(&mut tx).await.unwrap().is_empty());
    let paused = PresenceRow {
        user: ana.clone(),
        choice: Choice::Paused { reason: "Almoço".to_owned() },
        set_by: Some(id("usr_bia")),
        online: true,
        lost_at: Some(at(7)),
        since: at(5),
        served_at: at(3),
        leaving: true,
    };
    presence::save(&mut tx, &paused).await.unwrap();
    assert_eq!(presence::lock(&mut tx, &ana).await.unwrap(), paused);
    assert_eq!(presence::lost(&mut tx).await.unwrap(), [(ana.clone(), at(7))]);
    assert_eq!(presence::leaving(&mut tx).await.unwrap(), std::slice::from_ref(&ana));
    assert!(presence::available(&mut tx).await.unwrap().is_empty());
    let team = presence::team(&mut tx).await.unwrap();
    assert_eq!(team.len(), 2);
    assert_eq!((team[0].presence.as_ref(), team[0].capacity), (Some(&paused), 6));
    assert_eq!(team[1].presence, None);

    let here =
        PresenceRow { choice: Choice::Available, set_by: None, lost_at: None, leaving: false, ..paused };
    presence::save(&mut tx, &here).await.unwrap();
    assert_eq!(presence::available(&mut tx).await.unwrap()[0].user, ana);
    assert!(presence::set_capacity(&mut tx, &ana, 0).await.unwrap());
    assert!(!presence::set_capacity(&mut tx, &id("usr_nobody"), 1).await.unwrap());
    assert!(presence::available(&mut tx).await.unwrap().is_empty(), "who may serve nothing");
    assert_eq!(presence::colleague(&mut tx, &ana).await.unwrap().unwrap().capacity, 0);
    user::set_disabled(&mut tx, &ana, true).await.unwrap();
    assert_eq!(presence::colleague(&mut tx, &ana).await.unwrap(), None);
    assert_eq!(presence::team(&mut tx).await.unwrap().len(), 1);
    tx.commit().await.unwrap();
    store.close().await;
}

async fn nodes_and_sockets(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let (ana, bia): (UserId, UserId) = (id("usr_ana"), id("usr_bia"));
    let mut tx = store.write().await.unwrap();
    assert!(!presence::node_lives(&mut tx, "n1", at(100)).await.unwrap());
    assert!(presence::node_lives(&mut tx, "n1", at(200)).await.unwrap());
    assert!(!presence::node_lives(&mut tx, "n2", at(100)).await.unwrap());
    presence::add_socket(&mut tx, "n1", "s1", &ana).await.unwrap();
    presence::add_socket(&mut tx, "n1", "s1", &ana).await.unwrap();
    presence::add_socket(&mut tx, "n2", "s1", &ana).await.unwrap();
    presence::add_socket(&mut tx, "n2", "s2", &bia).await.unwrap();
    assert_eq!(presence::unsettled(&mut tx).await.unwrap().len(), 2, "each of them once");
    for who in [&ana, &bia] {
        let row = presence::lock(&mut tx, who).await.unwrap();
        presence::save(&mut tx, &PresenceRow { online: true, ..row }).await.unwrap();
    }
    assert!(presence::unsettled(&mut tx).await.unwrap().is_empty());
    assert_eq!(presence::dead_nodes(&mut tx, at(100)).await.unwrap(), Vec::<String>::new());
    assert_eq!(presence::dead_nodes(&mut tx, at(101)).await.unwrap(), ["n2"]);
    presence::forget_node(&mut tx, "n2").await.unwrap();
    assert_eq!(
        presence::unsettled(&mut tx).await.unwrap(),
        std::slice::from_ref(&bia),
        "ana has another one"
    );
    assert!(presence::has_socket(&mut tx, &ana).await.unwrap());
    presence::remove_socket(&mut tx, "n1", "s1").await.unwrap();
    assert!(!presence::has_socket(&mut tx, &ana).await.unwrap());
    for session in ["s3", "s4"] {
        presence::add_socket(&mut tx, "n1", session, &ana).await.unwrap();
    }
    presence::end_session(&mut tx, "s3").await.unwrap();
    assert!(presence::has_socket(&mut tx, &ana).await.unwrap());
    presence::end_sessions(&mut tx, &ana).await.unwrap();
    assert!(!presence::has_socket(&mut tx, &ana).await.unwrap());
    tx.commit().await.unwrap();
    store.close().await;
}

async fn loads(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    let vendas = id("que_vendas");
    for (n, name) in ["um", "dois", "tres", "quatro", "cinco"].into_iter().enumerate() {
        let mut row = thread(&mut tx, name, n as u64).await;
        let (queue, ana, bia): (desk_model::QueueId, UserId, UserId) =
            (id("que_vendas"), id("usr_ana"), id("usr_bia"));
        row.row.state = match name {
            "um" | "dois" => TicketState::Assigned { queue, agent: ana, since: at(20) },
            // Handed from ana to bia: it counts for both, because it may come back.
            "tres" => TicketState::Offered { queue, agent: bia, from: Some(ana), until: at(90) },
            "quatro" => TicketState::Snoozed { queue, agent: ana, until: Some(at(90)) },
            _ => continue,
        };
        assert!(ticket::update(&mut tx, &mut row, 1).await.unwrap());
    }
    let mut all = presence::loads(&mut tx).await.unwrap();
    all.sort();
    let expected = [
        (id("usr_ana"), id("que_vendas"), 1),
        (id("usr_ana"), id("que_vendas"), 2),
        (id("usr_bia"), vendas, 1),
    ];
    assert_eq!(all, expected);
    let ana: i64 = presence::loads_of(&mut tx, &id("usr_ana")).await.unwrap().iter().map(|(_, n)| n).sum();
    let bia: i64 = presence::loads_of(&mut tx, &id("usr_bia")).await.unwrap().iter().map(|(_, n)| n).sum();
    assert_eq!((ana, bia), (3, 1));
    let served = route::served_by(&mut tx, &id("usr_ana")).await.unwrap();
    assert_eq!(served.len(), 2, "neither what was put aside nor what was handed over");
    tx.commit().await.unwrap();
    store.close().await;
}

async fn whose_turn_it_is(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    for (n, name) in ["velho", "urgente", "cedo", "outra"].into_iter().enumerate() {
        let mut row = thread(&mut tx, name, n as u64).await;
        match name {
            "urgente" => row.row.priority = Priority::Urgent,
            "cedo" => row.row.due = Some(at(11)),
            "outra" => {
                row.row.queue = id("que_suporte");
                row.row.state = TicketState::Queued { queue: id("que_suporte"), since: at(1) };
            }
            _ => {}
        }
        assert!(ticket::update(&mut tx, &mut row, 1).await.unwrap());
    }
    let queues = [id("que_vendas")];
    for expected in ["tkt_urgente", "tkt_cedo", "tkt_velho"] {
        let mut next = route::next_queued(&mut tx, &queues).await.unwrap().unwrap();
        assert_eq!(next.row.ticket, id(expected));
        // Taking next by hand goes in the same order.
        assert_eq!(ticket::next_waiting(&mut tx, Some(&queues)).await.unwrap().unwrap(), next);
        let version = next.row.version;
        next.row.state =
            TicketState::Assigned { queue: id("que_vendas"), agent: id("usr_ana"), since: at(20) };
        assert!(ticket::update(&mut tx, &mut next, version).await.unwrap());
    }
    assert_eq!(route::next_queued(&mut tx, &queues).await.unwrap(), None);
    assert_eq!(route::next_queued(&mut tx, &[]).await.unwrap(), None);
    // Whose owner has had the longest time to answer: all were given at the same instant.
    let mut first = ticket::get(&mut tx, &id("tkt_cedo")).await.unwrap().unwrap();
    first.row.state = TicketState::Assigned { queue: id("que_vendas"), agent: id("usr_ana"), since: at(15) };
    let version = first.row.version;
    assert!(ticket::update(&mut tx, &mut first, version).await.unwrap());
    let unanswered = route::unanswered(&mut tx, &id("que_vendas"), 10).await.unwrap();
    assert_eq!((unanswered.len(), &unanswered[0].row.ticket), (3, &id("tkt_cedo")));
    tx.commit().await.unwrap();
    store.close().await;
}

async fn who_served_last(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    queue::add_member(&mut tx, &id("que_vendas"), &id("usr_ana")).await.unwrap();
    assert_eq!(presence::skills(&mut tx).await.unwrap(), [(id("que_vendas"), id("usr_ana"), 3)]);
    assert_eq!(presence::skills_of(&mut tx, &id("usr_ana")).await.unwrap(), [(id("que_vendas"), 3)]);
    let mut row = thread(&mut tx, "um", 1).await;
    let contact = row.row.contact.clone();
    assert_eq!(route::last_served_by(&mut tx, &contact, at(0)).await.unwrap(), None);
    row.row.state = TicketState::Assigned { queue: id("que_vendas"), agent: id("usr_ana"), since: at(20) };
    assert!(ticket::update(&mut tx, &mut row, 1).await.unwrap());
    let by = Some(id("usr_bia"));
    let reason = desk_model::CloseReason::Resolved;
    row.row.state = TicketState::Closed { queue: id("que_vendas"), by, at: at(50), reason };
    assert!(ticket::update(&mut tx, &mut row, 2).await.unwrap());
    // Whoever closed it, ana served.
    assert_eq!(route::last_served_by(&mut tx, &contact, at(50)).await.unwrap(), Some(id("usr_ana")));
    assert_eq!(route::last_served_by(&mut tx, &contact, at(51)).await.unwrap(), None);
    assert_eq!(route::silent_by(&mut tx, &row.row.ticket).await.unwrap(), None);
    route::set_silent_by(&mut tx, &row.row.ticket, Some(&id("usr_ana"))).await.unwrap();
    assert_eq!(route::silent_by(&mut tx, &row.row.ticket).await.unwrap(), Some(id("usr_ana")));
    route::set_silent_by(&mut tx, &row.row.ticket, None).await.unwrap();
    assert_eq!(route::silent_by(&mut tx, &row.row.ticket).await.unwrap(), None);
    tx.commit().await.unwrap();
    store.close().await;
}
