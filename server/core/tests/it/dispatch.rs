//! What waits goes to whoever has room, in the right order, and comes back from those who left or do not answer.

use crate::support::{FINANCE, MAIN, TestDesk, both};
use desk_core::{Actor, SocketSeat};
use desk_model::message::{ReturnReason, ThreadEvent};
use desk_model::presence::{Choice, Standing};
use desk_model::queue::{OnLeave, Routing};
use desk_model::ticket::StateName;
use desk_model::time::{HOUR, MINUTE, SECOND};
use desk_model::transfer::HandoverOutcome;
use desk_model::{CloseReason, DeskError, Priority, QueueId, QueuePolicy, TicketId, TicketState, UserId};
use desk_store::{presence, queue, staff, ticket};

both!(
    waiting_tickets_go_to_whoever_becomes_available,
    nobody_gets_more_than_they_may_and_the_backlog_drains_when_room_is_made,
    paused_and_unskilled_people_and_strangers_get_nothing,
    what_weighs_more_needs_more_room,
    returning_customers_get_the_one_they_know,
    tickets_of_who_leaves_do_as_the_queue_says,
    what_is_offered_to_who_leaves_comes_back_at_once,
    owners_who_do_not_answer_lose_the_ticket,
    taking_by_hand_stops_at_the_limit_and_respects_skill,
);

impl TestDesk {
    /// Changes what a queue does with its tickets.
    pub(crate) async fn policy(&self, id: &QueueId, change: impl FnOnce(&mut QueuePolicy)) {
        let mut tx = self.store.write().await.unwrap();
        let mut row = queue::get(&mut tx, id).await.unwrap().unwrap();
        change(&mut row.policy);
        queue::update_policy(&mut tx, id, &row.policy).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub(crate) async fn capacity(&self, actor: &Actor, capacity: u32) {
        let mut tx = self.store.write().await.unwrap();
        presence::set_capacity(&mut tx, actor.user(), capacity).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn push(&self) {
        self.policy(&self.queue, |policy| policy.routing = Routing::Push).await;
    }

    async fn owner(&self, id: &TicketId) -> Option<UserId> {
        self.row(id).await.state.owner().cloned()
    }

    async fn skilled(&self, actor: &Actor, skill: i64) {
        let mut tx = self.store.write().await.unwrap();
        staff::set_member(&mut tx, &self.queue, actor.user(), skill).await.unwrap();
        tx.commit().await.unwrap();
    }
}

fn phone(n: usize) -> String {
    format!("55119876501{n:02}")
}

async fn waiting(test: &TestDesk, count: usize) -> Vec<TicketId> {
    let mut tickets = Vec::new();
    for n in 0..count {
        tickets.push(test.customer_says(&phone(n), "oi").await);
        test.clock.advance(SECOND);
    }
    tickets
}

async fn here(test: &TestDesk, name: &str) -> (Actor, SocketSeat) {
    let actor = test.agent(name).await;
    let seat = test.arrives_at_desk(&actor, name).await;
    (actor, seat)
}

async fn waiting_tickets_go_to_whoever_becomes_available(test: &TestDesk) {
    test.push().await;
    let tickets = waiting(test, 3).await;
    let elsewhere = test.customer_says_to(FINANCE, "5511987659999", "oi").await;
    assert_eq!(test.desk.route().await.unwrap(), 0);
    let mut tx = test.store.write().await.unwrap();
    let mut urgent = ticket::get(&mut tx, &tickets[2]).await.unwrap().unwrap();
    urgent.row.priority = Priority::Urgent;
    let version = urgent.row.version;
    ticket::update(&mut tx, &mut urgent, version).await.unwrap();
    tx.commit().await.unwrap();

    let ana = test.agent("ana").await;
    test.capacity(&ana, 2).await;
    let _tab = test.arrives_at_desk(&ana, "ana").await;
    // The urgent one first, then the one whose window closes first.
    assert_eq!(test.owner(&tickets[2]).await.as_ref(), Some(ana.user()));
    assert_eq!(test.owner(&tickets[0]).await.as_ref(), Some(ana.user()));
    assert_eq!(test.row(&tickets[1]).await.state.name(), StateName::Queued);
    let told = test.events(&tickets[0]).await;
    assert_eq!(told.last(), Some(&ThreadEvent::Routed { to: "ana".to_owned(), returning: false }));
    // Who comes later shares what comes later; the other queue lets its people take.
    let (bruno, _seat) = here(test, "bruno").await;
    assert_eq!(test.owner(&tickets[1]).await.as_ref(), Some(bruno.user()));
    assert_eq!(test.row(&elsewhere).await.state.name(), StateName::Queued);
    assert_eq!(test.desk.route().await.unwrap(), 0);
}

async fn nobody_gets_more_than_they_may_and_the_backlog_drains_when_room_is_made(test: &TestDesk) {
    test.push().await;
    let (ana, _ana) = here(test, "ana").await;
    let (bruno, _bruno) = here(test, "bruno").await;
    let (nobody, _nobody) = here(test, "nobody").await;
    test.capacity(&ana, 4).await;
    test.capacity(&bruno, 2).await;
    test.capacity(&nobody, 0).await;
    let tickets = waiting(test, 9).await;
    assert_eq!(test.desk.route().await.unwrap(), 6);
    let mut of = (Vec::new(), Vec::new());
    for id in &tickets[..6] {
        match test.owner(id).await {
            Some(owner) if owner == *ana.user() => of.0.push(id.clone()),
            Some(owner) if owner == *bruno.user() => of.1.push(id.clone()),
            other => panic!("{other:?}"),
        }
    }
    // The least loaded for what they may serve, each time.
    assert_eq!((of.0.len(), of.1.len()), (4, 2));
    assert_eq!(test.desk.team(&ana).await.unwrap()[0].detail.as_ref().unwrap().load, 4);
    test.desk.close(&bruno, &of.1[0], CloseReason::Resolved).await.unwrap();
    assert_eq!(test.desk.route().await.unwrap(), 1);
    assert_eq!(test.owner(&tickets[6]).await.as_ref(), Some(bruno.user()));
    test.desk.set_capacity(&test.supervisor("sonia").await, ana.user(), 9).await.unwrap();
    assert_eq!(test.desk.route().await.unwrap(), 2);
    assert_eq!(test.owner(&tickets[8]).await.as_ref(), Some(ana.user()));
}

async fn paused_and_unskilled_people_and_strangers_get_nothing(test: &TestDesk) {
    test.push().await;
    test.policy(&test.queue, |policy| policy.min_skill = 4).await;
    let (ana, _ana) = here(test, "ana").await;
    let stranger = test.finance_agent("bia").await;
    let _bia = test.arrives_at_desk(&stranger, "bia").await;
    let ticket = test.customer_says(&phone(0), "oi").await;
    assert_eq!(test.desk.route().await.unwrap(), 0);
    let reason = "Almoço".to_owned();
    test.desk.set_presence(&ana, ana.user(), Choice::Paused { reason }).await.unwrap();
    test.skilled(&ana, 5).await;
    assert_eq!(test.desk.route().await.unwrap(), 0);
    test.desk.set_presence(&ana, ana.user(), Choice::Offline).await.unwrap();
    assert_eq!(test.desk.route().await.unwrap(), 0);
    test.desk.set_presence(&ana, ana.user(), Choice::Available).await.unwrap();
    assert_eq!(test.desk.route().await.unwrap(), 1);
    assert_eq!(test.owner(&ticket).await.as_ref(), Some(ana.user()));
}

async fn what_weighs_more_needs_more_room(test: &TestDesk) {
    test.policy(&test.queue, |policy| (policy.routing, policy.weight) = (Routing::Push, 3)).await;
    let (ana, _ana) = here(test, "ana").await;
    test.capacity(&ana, 7).await;
    waiting(test, 3).await;
    assert_eq!(test.desk.route().await.unwrap(), 2);
    assert_eq!(test.desk.my_presence(&ana).await.unwrap().me.detail.unwrap().load, 6);
    // What weighs nothing always fits.
    test.policy(&test.queue, |policy| policy.weight = 0).await;
    assert_eq!(test.desk.route().await.unwrap(), 1);
    assert_eq!(test.desk.my_presence(&ana).await.unwrap().me.detail.unwrap().load, 0);
}

async fn returning_customers_get_the_one_they_know(test: &TestDesk) {
    test.push().await;
    let (ana, _ana) = here(test, "ana").await;
    let (bruno, _bruno) = here(test, "bruno").await;
    let first = test.customer_says(&phone(0), "oi").await;
    test.desk.claim(&bruno, &first).await.unwrap();
    let other = test.customer_says(&phone(1), "oi").await;
    test.desk.claim(&bruno, &other).await.unwrap();
    test.desk.close(&bruno, &first, CloseReason::Resolved).await.unwrap();
    // Bruno serves more than Ana, but knows the customer.
    test.clock.advance(HOUR);
    let again = test.customer_says(&phone(0), "de novo").await;
    assert_ne!(again, first);
    assert_eq!(test.desk.route().await.unwrap(), 1);
    assert_eq!(test.owner(&again).await.as_ref(), Some(bruno.user()));
    assert_eq!(
        test.events(&again).await.last(),
        Some(&ThreadEvent::Routed { to: "bruno".to_owned(), returning: true })
    );
    test.desk.close(&bruno, &again, CloseReason::Resolved).await.unwrap();
    test.clock.advance(25 * HOUR);
    // The nodes slept: people are still there once they say so.
    test.desk.route().await.unwrap();
    let much_later = test.customer_says(&phone(0), "oi").await;
    test.desk.route().await.unwrap();
    assert_eq!(test.owner(&much_later).await.as_ref(), Some(ana.user()));
}

async fn tickets_of_who_leaves_do_as_the_queue_says(test: &TestDesk) {
    let (ana, _ana) = here(test, "ana").await;
    let (bruno, _bruno) = here(test, "bruno").await;
    test.capacity(&bruno, 1).await;
    for (on_leave, n) in [(OnLeave::Stay, 0), (OnLeave::Return, 1), (OnLeave::Colleague, 2)] {
        test.policy(&test.queue, |policy| policy.on_leave = on_leave).await;
        let tickets = [
            test.customer_says(&phone(2 * n), "oi").await,
            test.customer_says(&phone(2 * n + 1), "oi").await,
        ];
        for id in &tickets {
            test.desk.claim(&ana, id).await.unwrap();
        }
        test.desk.set_presence(&ana, ana.user(), Choice::Offline).await.unwrap();
        test.desk.route().await.unwrap();
        let rows = [test.row(&tickets[0]).await, test.row(&tickets[1]).await];
        let owners = [rows[0].state.owner(), rows[1].state.owner()];
        match on_leave {
            OnLeave::Stay => assert_eq!(owners, [Some(ana.user()), Some(ana.user())]),
            OnLeave::Return => assert_eq!(owners, [None, None]),
            // One has room for one; the other waits.
            OnLeave::Colleague => assert_eq!(owners, [Some(bruno.user()), None]),
        }
        let told = test.events(&tickets[0]).await;
        let returned = ThreadEvent::Returned { from: "ana".to_owned(), why: ReturnReason::Offline };
        assert_eq!(told.contains(&returned), on_leave != OnLeave::Stay, "{told:?}");
        test.desk.set_presence(&ana, ana.user(), Choice::Available).await.unwrap();
        test.desk.route().await.unwrap();
        assert_eq!(test.stands(&ana).await, Standing::Available);
        for id in &tickets {
            let sonia = test
                .admin(&format!(
                    "chefe{n}{}",
                    id.as_str().len() + tickets.iter().position(|t| t == id).unwrap()
                ))
                .await;
            test.desk.close(&sonia, id, CloseReason::Resolved).await.unwrap();
        }
    }
    // Whoever comes back before anybody looked keeps them.
    let ticket = test.customer_says(&phone(9), "oi").await;
    test.desk.claim(&ana, &ticket).await.unwrap();
    test.desk.set_presence(&ana, ana.user(), Choice::Offline).await.unwrap();
    test.desk.set_presence(&ana, ana.user(), Choice::Available).await.unwrap();
    test.desk.route().await.unwrap();
    assert_eq!(test.owner(&ticket).await.as_ref(), Some(ana.user()));
}

async fn what_is_offered_to_who_leaves_comes_back_at_once(test: &TestDesk) {
    // A queue whose tickets stay with who leaves: an offer is nobody's yet.
    test.policy(&test.queue, |policy| (policy.on_leave, policy.offer_seconds) = (OnLeave::Stay, 600)).await;
    let (ana, _ana) = here(test, "ana").await;
    let (bruno, tab) = here(test, "bruno").await;
    let sonia = test.supervisor("sonia").await;
    let owned = test.customer_says(&phone(0), "oi").await;
    test.desk.claim(&ana, &owned).await.unwrap();
    let waiting = test.customer_says(&phone(1), "oi").await;
    test.desk.transfer(&ana, test.to_agent(&owned, &bruno)).await.unwrap();
    test.desk.transfer(&sonia, test.to_agent(&waiting, &bruno)).await.unwrap();
    // A lost line is forgiven for a while, and a pause is no leaving.
    drop(tab);
    test.desk.route().await.unwrap();
    test.clock.advance(59 * SECOND);
    test.desk
        .set_presence(&bruno, bruno.user(), Choice::Paused { reason: "Almoço".to_owned() })
        .await
        .unwrap();
    test.desk.route().await.unwrap();
    for ticket in [&owned, &waiting] {
        assert_eq!(test.row(ticket).await.state.name(), StateName::Offered);
    }
    test.clock.advance(SECOND);
    test.desk.route().await.unwrap();
    assert_eq!(test.stands(&bruno).await, Standing::Offline);
    assert_eq!(test.owner(&owned).await.as_ref(), Some(ana.user()));
    assert_eq!(test.row(&waiting).await.state.name(), StateName::Queued);
    for (ticket, back) in [(&owned, "ana"), (&waiting, "Atendimento")] {
        assert_eq!(test.row(ticket).await.handover.unwrap().outcome, HandoverOutcome::Left);
        let told = ThreadEvent::OfferLeft { to: "bruno".to_owned(), back: back.to_owned() };
        assert_eq!(test.events(ticket).await.last(), Some(&told));
    }
    assert!(test.desk.accept_offer(&bruno, &owned).await.is_err());

    // Who comes back before anybody looked is still asked.
    let _tab = test.arrives_at_desk(&bruno, "bruno").await;
    test.desk.transfer(&ana, test.to_agent(&owned, &bruno)).await.unwrap();
    test.desk.set_presence(&bruno, bruno.user(), Choice::Offline).await.unwrap();
    test.desk.set_presence(&bruno, bruno.user(), Choice::Available).await.unwrap();
    test.desk.route().await.unwrap();
    assert_eq!(test.desk.accept_offer(&bruno, &owned).await.unwrap().state.owner(), Some(bruno.user()));
}

async fn owners_who_do_not_answer_lose_the_ticket(test: &TestDesk) {
    test.push().await;
    test.policy(&test.queue, |policy| policy.silent_minutes = 10).await;
    let (ana, _ana) = here(test, "ana").await;
    let ticket = test.customer_says(&phone(0), "oi").await;
    test.clock.advance(9 * MINUTE);
    test.desk.route().await.unwrap();
    assert_eq!(test.owner(&ticket).await.as_ref(), Some(ana.user()));
    // The customer waited before she had it; her time begins when she got it.
    test.clock.advance(9 * MINUTE);
    test.desk.route().await.unwrap();
    assert_eq!(test.owner(&ticket).await.as_ref(), Some(ana.user()));
    let (bruno, _bruno) = here(test, "bruno").await;
    let other = test.customer_says(&phone(1), "oi").await;
    test.desk.claim(&bruno, &other).await.unwrap();
    test.clock.advance(MINUTE);
    test.desk.route().await.unwrap();
    // Ana has less on her plate, but she did not answer.
    assert_eq!(test.owner(&ticket).await.as_ref(), Some(bruno.user()));
    let told = test.events(&ticket).await;
    let silent = ThreadEvent::Returned { from: "ana".to_owned(), why: ReturnReason::Silent { minutes: 10 } };
    assert!(told.contains(&silent), "{told:?}");
    // Who answers keeps it.
    let reply = desk_core::ReplyRequest {
        id: test.message_id(),
        ticket: ticket.clone(),
        body: "Olá".to_owned(),
        reply_to: None,
    };
    test.desk.reply(&bruno, reply).await.unwrap();
    test.clock.advance(HOUR);
    test.desk.route().await.unwrap();
    assert_eq!(test.owner(&ticket).await.as_ref(), Some(bruno.user()));
}

async fn taking_by_hand_stops_at_the_limit_and_respects_skill(test: &TestDesk) {
    let ana = test.agent("ana").await;
    test.capacity(&ana, 1).await;
    let tickets = waiting(test, 2).await;
    test.desk.claim(&ana, &tickets[0]).await.unwrap();
    let full = DeskError::AtCapacity { load: 1, capacity: 1 };
    assert_eq!(test.desk.claim(&ana, &tickets[1]).await.unwrap_err(), full);
    assert_eq!(test.desk.claim_next(&ana).await.unwrap_err(), full);
    // What one has stays, and taking it again is no more.
    test.desk.claim(&ana, &tickets[0]).await.unwrap();
    assert!(matches!(test.row(&tickets[1]).await.state, TicketState::Queued { .. }));
    let bruno = test.agent("bruno").await;
    test.policy(&test.queue, |policy| policy.min_skill = 4).await;
    assert_eq!(test.desk.claim_next(&bruno).await.unwrap(), None);
    test.skilled(&bruno, 4).await;
    assert_eq!(test.desk.claim_next(&bruno).await.unwrap().unwrap().ticket, tickets[1]);
    assert_eq!(MAIN, "1001");
}
