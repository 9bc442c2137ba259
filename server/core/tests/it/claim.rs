//! One ticket, many hands.

use crate::support::{TestDesk, both};
use desk_core::Topic;
use desk_model::message::{Content, ThreadEvent};
use desk_model::ticket::StateName;
use desk_model::{CloseReason, DeskError, Role};
use std::collections::BTreeSet;

both!(
    of_fifty_who_take_one_ticket_at_the_same_time_one_wins_and_the_others_learn_who,
    taking_next_gives_each_ticket_to_one_agent_and_then_nothing,
    taking_next_prefers_the_window_that_closes_first,
    closing_tells_the_customer_while_the_window_is_open_and_not_after,
);

async fn of_fifty_who_take_one_ticket_at_the_same_time_one_wins_and_the_others_learn_who(test: &TestDesk) {
    let ticket = test.customer_says("5511987650001", "oi").await;
    let mut agents = Vec::new();
    for n in 0..50 {
        // Accounts without the cost of fifty passwords: only their roles matter here.
        agents.push(fast_agent(test, n).await);
    }
    let seq = test.seq().await;
    let tries = agents.iter().map(|agent| {
        let (desk, agent, ticket) = (test.desk.clone(), agent.clone(), ticket.clone());
        tokio::spawn(async move { desk.claim(&agent, &ticket).await })
    });
    let results = futures::future::join_all(tries).await;

    let mut winners = Vec::new();
    let mut told = BTreeSet::new();
    for (agent, result) in agents.iter().zip(results) {
        match result.unwrap() {
            Ok(row) => {
                assert_eq!(row.state.owner(), Some(agent.user()));
                winners.push(agent.name().to_owned());
            }
            Err(DeskError::Conflict { what, winner }) => {
                assert_eq!(what, "ticket");
                told.insert(winner.expect("the winner is named"));
            }
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(winners.len(), 1);
    assert_eq!(told, BTreeSet::from([winners[0].clone()]));
    // One fact in the list, one line in the thread, and nothing of the forty-nine.
    let events = test.desk.events_since(seq, 1000).await.unwrap();
    let topics: Vec<Topic> = events.iter().map(|event| event.topic).collect();
    assert_eq!(topics, [Topic::Ticket, Topic::Message]);
    let thread = test.desk.thread(&agents[0], &ticket).await.unwrap();
    let claims = thread.messages.iter().filter(
        |line| matches!(&line.content, Content::Event(ThreadEvent::Claimed { by }) if *by == winners[0]),
    );
    assert_eq!(claims.count(), 1);
}

async fn taking_next_gives_each_ticket_to_one_agent_and_then_nothing(test: &TestDesk) {
    let mut waiting = BTreeSet::new();
    for n in 0..12 {
        waiting.insert(test.customer_says(&format!("55119876501{n:02}"), "oi").await);
    }
    let mut agents = Vec::new();
    for n in 0..20 {
        agents.push(fast_agent(test, n).await);
    }
    let tries = agents.iter().map(|agent| {
        let (desk, agent) = (test.desk.clone(), agent.clone());
        tokio::spawn(async move { desk.claim_next(&agent).await })
    });
    let taken: Vec<_> = futures::future::join_all(tries)
        .await
        .into_iter()
        .filter_map(|result| result.unwrap().unwrap())
        .map(|row| row.ticket)
        .collect();
    assert_eq!(taken.len(), 12);
    assert_eq!(taken.into_iter().collect::<BTreeSet<_>>(), waiting);
}

async fn taking_next_prefers_the_window_that_closes_first(test: &TestDesk) {
    let first = test.customer_says("5511987650001", "oi").await;
    test.clock.advance(60_000_000);
    let second = test.customer_says("5511987650002", "oi").await;
    test.clock.advance(60_000_000);
    // The first writes again: their window is now the younger one.
    assert_eq!(test.customer_says("5511987650001", "?").await, first);
    let ana = test.agent("ana").await;
    assert_eq!(test.desk.claim_next(&ana).await.unwrap().unwrap().ticket, second);
    assert_eq!(test.desk.claim_next(&ana).await.unwrap().unwrap().ticket, first);
    assert_eq!(test.desk.claim_next(&ana).await.unwrap(), None);
}

#[tokio::test]
async fn taking_twice_is_taking_once() {
    let test = TestDesk::new().await;
    let ana = test.agent("ana").await;
    let ticket = test.customer_says("5511987650001", "oi").await;
    let row = test.desk.claim(&ana, &ticket).await.unwrap();
    let seq = test.seq().await;
    assert_eq!(test.desk.claim(&ana, &ticket).await.unwrap(), row);
    assert_eq!(test.seq().await, seq);
}

#[tokio::test]
async fn a_closed_ticket_cannot_be_taken_or_closed_again() {
    let test = TestDesk::new().await;
    let ana = test.agent("ana").await;
    let ticket = test.customer_says("5511987650001", "oi").await;
    test.desk.claim(&ana, &ticket).await.unwrap();
    let row = test.desk.close(&ana, &ticket, CloseReason::Resolved).await.unwrap();
    assert_eq!(row.state.name(), StateName::Closed);
    assert_eq!((row.waiting_since, row.unread), (None, 0));
    for result in
        [test.desk.claim(&ana, &ticket).await, test.desk.close(&ana, &ticket, CloseReason::Resolved).await]
    {
        assert!(matches!(result, Err(DeskError::Transition { from: StateName::Closed, .. })), "{result:?}");
    }
}

#[tokio::test]
async fn only_supervisors_close_what_is_not_theirs() {
    let test = TestDesk::new().await;
    let (ana, bruno) = (test.agent("ana").await, test.agent("bruno").await);
    let sonia = test.supervisor("sonia").await;
    let owned = test.customer_says("5511987650001", "oi").await;
    let waiting = test.customer_says("5511987650002", "oi").await;
    test.desk.claim(&ana, &owned).await.unwrap();
    for ticket in [&owned, &waiting] {
        let refused = test.desk.close(&bruno, ticket, CloseReason::NotForUs).await;
        assert_eq!(refused.unwrap_err(), DeskError::Forbidden);
        test.desk.close(&sonia, ticket, CloseReason::NotForUs).await.unwrap();
    }
}

async fn closing_tells_the_customer_while_the_window_is_open_and_not_after(test: &TestDesk) {
    let admin = test.admin("caio").await;
    test.queue_says("", "{protocol}, {name}, {queue}, {desk}", 0).await;
    let open = test.customer_says("5511987650001", "oi").await;
    let late = test.customer_says("5511987650002", "oi").await;
    let protocol = test.row(&open).await.protocol.to_string();
    test.desk.close(&admin, &open, CloseReason::Resolved).await.unwrap();
    assert_eq!(test.outbox_size().await, 1);
    test.desk.drain_outbox().await.unwrap();
    let sent = test.gateway.sent();
    let desk_core::ports::OutboundBody::Text { body } = &sent[0].body else { panic!("{sent:?}") };
    assert_eq!(*body, format!("{protocol}, Cliente 5511987650001, Atendimento, Balcão"));

    test.clock.advance(desk_model::window::WINDOW);
    test.desk.close(&admin, &late, CloseReason::NoAnswer).await.unwrap();
    assert_eq!(test.outbox_size().await, 0);
}

#[tokio::test]
async fn what_the_owner_has_seen_is_no_longer_unread() {
    let test = TestDesk::new().await;
    let (ana, bruno) = (test.agent("ana").await, test.agent("bruno").await);
    let ticket = test.customer_says("5511987650001", "oi").await;
    test.customer_says("5511987650001", "alguém aí?").await;
    assert_eq!(test.row(&ticket).await.unread, 2);
    assert_eq!(test.desk.mark_seen(&ana, &ticket).await.unwrap_err(), DeskError::Forbidden);
    test.desk.claim(&ana, &ticket).await.unwrap();
    assert_eq!(test.desk.mark_seen(&bruno, &ticket).await.unwrap_err(), DeskError::Forbidden);
    assert_eq!(test.row(&ticket).await.unread, 2);
    let seq = test.seq().await;
    test.desk.mark_seen(&ana, &ticket).await.unwrap();
    assert_eq!(test.row(&ticket).await.unread, 0);
    let events = test.desk.events_since(seq, 10).await.unwrap();
    assert_eq!(events.iter().map(|e| e.topic).collect::<Vec<_>>(), [Topic::Ticket]);
    test.desk.mark_seen(&ana, &ticket).await.unwrap();
    assert_eq!(test.seq().await, seq + 1);
}

/// An agent of Atendimento whose password nobody will need.
pub(crate) async fn fast_agent(test: &TestDesk, n: usize) -> desk_core::Actor {
    let mut tx = test.store.write().await.unwrap();
    let mut random = [0; 10];
    random[0] = u8::try_from(n).unwrap();
    let id = desk_model::UserId::from_parts(1, random);
    let row = desk_store::UserRow {
        id: id.clone(),
        email: format!("agent{n}@desk.test"),
        name: format!("Agente {n}"),
        role: Role::Agent,
        password_hash: "none".to_owned(),
        locale: desk_model::Locale::PtBr,
        theme: desk_model::Theme::System,
        shortcuts: true,
        disabled: false,
        epoch: 1,
        created_at: test.now(),
    };
    desk_store::user::insert(&mut tx, &row).await.unwrap();
    desk_store::queue::add_member(&mut tx, &test.queue, &id).await.unwrap();
    tx.commit().await.unwrap();
    test.desk.actor(&id, 1).await.unwrap()
}
