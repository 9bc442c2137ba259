//! Handing over: with a note, with a hand-shake, and never with two owners or none.

use crate::inbound::ANA;
use crate::support::{FINANCE, PASSWORD, TestDesk, both};
use desk_core::{Actor, BulkTransfer, FeedEvent, HoldRequest, ReplyRequest, Topic, TransferRequest};
use desk_model::error::{FieldError, FieldProblem};
use desk_model::message::{Content, ThreadEvent};
use desk_model::time::SECOND;
use desk_model::transfer::{HandoverOutcome, MAX_NOTE, OfferNews, Offers, TransferProblem, TransferTarget};
use desk_model::view::{InboxOrder, InboxRow, InboxView};
use desk_model::wire::DeskEvent;
use desk_model::{CloseReason, DeskError, QueueId, TicketId, TicketState, UserId};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

both!(
    to_a_queue_it_goes_at_once_with_everything_that_belongs_to_it,
    an_offer_is_taken_by_the_one_it_was_made_to,
    an_offer_that_is_not_taken_comes_back,
    an_offer_nobody_answers_comes_back_in_time,
    somebody_outside_the_queue_sees_what_they_are_offered_and_nothing_else,
    an_owner_who_is_gone_gets_nothing_back,
    of_all_who_want_it_at_the_same_moment_one_gets_it,
    two_nodes_end_an_offer_once,
    supervisors_move_what_waits_and_take_offers_back,
    many_move_each_for_itself,
    what_cannot_be_is_said_in_words,
    the_customer_is_told_when_it_has_happened,
    every_screen_knows_of_offers,
);

impl TestDesk {
    pub(crate) fn to_agent(&self, ticket: &TicketId, agent: &Actor) -> TransferRequest {
        let target = TransferTarget::Agent { agent: agent.user().clone() };
        TransferRequest {
            ticket: ticket.clone(),
            target,
            note: "quer trocar o pedido".into(),
            draft: String::new(),
        }
    }

    pub(crate) fn to_queue(&self, ticket: &TicketId, queue: &QueueId) -> TransferRequest {
        let target = TransferTarget::Queue { queue: queue.clone() };
        TransferRequest {
            ticket: ticket.clone(),
            target,
            note: "é com o financeiro".into(),
            draft: String::new(),
        }
    }

    async fn owned(&self, agent: &Actor) -> TicketId {
        let ticket = self.customer_says(ANA, "oi").await;
        self.desk.claim(agent, &ticket).await.unwrap();
        ticket
    }

    async fn happened(&self, ticket: &TicketId) -> Vec<ThreadEvent> {
        let thread = self.desk.thread(&Actor::operator(), ticket).await.unwrap();
        let what = |content| match content {
            Content::Event(what) => Some(what),
            _ => None,
        };
        thread.messages.into_iter().filter_map(|line| what(line.content)).collect()
    }

    /// Every row the list was told since `seq`, each of which has an owner, an offer or a queue, and a version of its own.
    async fn rows_since(&self, seq: i64, ticket: &TicketId) -> Vec<InboxRow> {
        let events = self.desk.events_since(seq, 10_000).await.unwrap();
        let rows = events.iter().filter(|event| event.topic == Topic::Ticket).filter_map(row_of);
        let rows: Vec<InboxRow> = rows.filter(|row| row.ticket == *ticket).collect();
        for pair in rows.windows(2) {
            assert!(pair[0].version < pair[1].version);
        }
        for row in &rows {
            assert_eq!(row.state.queue(), Some(&row.queue), "always one queue");
        }
        rows
    }

    async fn outcome(&self, ticket: &TicketId) -> HandoverOutcome {
        self.row(ticket).await.handover.expect("it was handed over").outcome
    }
}

fn row_of(event: &FeedEvent) -> Option<InboxRow> {
    match serde_json::from_str(&event.payload) {
        Ok(DeskEvent::Ticket { row, .. }) => Some(*row),
        _ => None,
    }
}

fn refused(problem: TransferProblem) -> DeskError {
    DeskError::Transfer { problem }
}

fn invalid(field: &str, problem: FieldProblem) -> DeskError {
    DeskError::Invalid { fields: vec![FieldError { field: field.into(), problem }] }
}

fn offered_to(row: &InboxRow) -> Option<UserId> {
    desk_model::transfer::offered_to(row).cloned()
}

async fn to_a_queue_it_goes_at_once_with_everything_that_belongs_to_it(test: &TestDesk) {
    let (ana, caio) = (test.agent("ana").await, test.finance_agent("caio").await);
    let ticket = test.owned(&ana).await;
    let hold =
        HoldRequest { id: test.message_id(), ticket: ticket.clone(), body: "um".into(), reply_to: None };
    test.desk.hold_reply(&ana, hold).await.unwrap();
    let before = test.row(&ticket).await;
    let request = TransferRequest { draft: " dois ".into(), ..test.to_queue(&ticket, &test.finance) };
    let row = test.desk.transfer(&ana, request).await.unwrap();
    assert_eq!(row.queue, test.finance);
    assert!(matches!(&row.state, TicketState::Queued { queue, .. } if *queue == test.finance));
    assert_eq!(
        (&row.protocol, row.window, row.due, row.waiting_since, row.priority, row.unread),
        (&before.protocol, before.window, before.due, before.waiting_since, before.priority, before.unread)
    );
    let handover = row.handover.clone().unwrap();
    assert_eq!((handover.by_name.as_str(), handover.note.as_str()), ("ana", "é com o financeiro"));
    assert_eq!((handover.to_name.as_str(), &handover.outcome), ("Financeiro", &HandoverOutcome::Moved));
    // Ana does not see Financeiro; Caio takes it, with every line, the note and what was put aside.
    assert_eq!(test.desk.thread(&ana, &ticket).await.unwrap_err(), DeskError::not_found("ticket"));
    test.desk.claim(&caio, &ticket).await.unwrap();
    let thread = test.desk.thread(&caio, &ticket).await.unwrap();
    assert_eq!(thread.row.handover.as_deref(), Some(&*handover));
    assert_eq!(thread.held.as_ref().map(|held| held.body.as_str()), Some("um\ndois"));
    assert!(thread.messages.iter().any(|line| line.content == Content::text("oi")));
    assert!(test.happened(&ticket).await.contains(&ThreadEvent::Transferred {
        by: "ana".into(),
        from: None,
        queue: "Financeiro".into(),
        note: "é com o financeiro".into(),
    }));
    // With the first answer the note has done its work.
    let reply =
        ReplyRequest { id: test.message_id(), ticket: ticket.clone(), body: "olá".into(), reply_to: None };
    test.desk.reply(&caio, reply).await.unwrap();
    assert_eq!(test.row(&ticket).await.handover, None);
}

async fn an_offer_is_taken_by_the_one_it_was_made_to(test: &TestDesk) {
    let (ana, bruno, bia) = (test.agent("ana").await, test.agent("bruno").await, test.agent("bia").await);
    let ticket = test.owned(&ana).await;
    let seq = test.seq().await;
    let row = test.desk.transfer(&ana, test.to_agent(&ticket, &bruno)).await.unwrap();
    assert_eq!(offered_to(&row).as_ref(), Some(bruno.user()));
    assert_eq!(desk_model::transfer::ends(&row), Some(test.now().plus(60 * SECOND)));
    // Nobody writes meanwhile, not even who had it; nobody else takes it.
    for agent in [&ana, &bruno] {
        let reply =
            ReplyRequest { id: test.message_id(), ticket: ticket.clone(), body: "?".into(), reply_to: None };
        assert_eq!(test.desk.reply(agent, reply).await.unwrap_err(), DeskError::Forbidden);
    }
    for agent in [&bia, &ana] {
        assert_eq!(
            test.desk.accept_offer(agent, &ticket).await.unwrap_err(),
            refused(TransferProblem::OfferEnded)
        );
    }
    assert!(matches!(test.desk.claim(&bia, &ticket).await, Err(DeskError::Transition { .. })));
    let row = test.desk.accept_offer(&bruno, &ticket).await.unwrap();
    assert_eq!(row.state.owner(), Some(bruno.user()));
    assert_eq!(test.desk.accept_offer(&bruno, &ticket).await.unwrap(), row, "twice is once");
    assert_eq!(test.outcome(&ticket).await, HandoverOutcome::Accepted);
    let rows = test.rows_since(seq, &ticket).await;
    let states: Vec<_> = rows.iter().map(|row| row.state.name().as_str()).collect();
    assert_eq!(states, ["offered", "assigned"]);
    let happened = test.happened(&ticket).await;
    assert!(happened.contains(&ThreadEvent::OfferAccepted { by: "bruno".into() }));
    assert!(
        happened
            .iter()
            .any(|what| matches!(what, ThreadEvent::Offered { by, to, .. } if by == "ana" && to == "bruno"))
    );
}

async fn an_offer_that_is_not_taken_comes_back(test: &TestDesk) {
    let (ana, bruno) = (test.agent("ana").await, test.agent("bruno").await);
    let ticket = test.owned(&ana).await;
    test.desk.transfer(&ana, test.to_agent(&ticket, &bruno)).await.unwrap();
    let missing = test.desk.decline_offer(&bruno, &ticket, "  ").await.unwrap_err();
    assert_eq!(missing, invalid("reason", FieldProblem::Missing));
    assert_eq!(
        test.desk.decline_offer(&ana, &ticket, "não").await.unwrap_err(),
        refused(TransferProblem::OfferEnded)
    );
    test.desk.decline_offer(&bruno, &ticket, "estou em reunião").await.unwrap();
    let row = test.row(&ticket).await;
    assert_eq!(row.state.owner(), Some(ana.user()));
    let declined = HandoverOutcome::Declined { reason: "estou em reunião".into() };
    assert_eq!(test.outcome(&ticket).await, declined);
    assert!(test.happened(&ticket).await.contains(&ThreadEvent::OfferDeclined {
        by: "bruno".into(),
        reason: "estou em reunião".into(),
        back: "ana".into(),
    }));
    assert_eq!(
        test.desk.decline_offer(&bruno, &ticket, "de novo").await.unwrap_err(),
        refused(TransferProblem::OfferEnded)
    );
    // Who offered it can take it back.
    test.desk.transfer(&ana, test.to_agent(&ticket, &bruno)).await.unwrap();
    assert_eq!(test.desk.withdraw_offer(&bruno, &ticket).await.unwrap_err(), DeskError::Forbidden);
    let row = test.desk.withdraw_offer(&ana, &ticket).await.unwrap();
    assert_eq!(row.state.owner(), Some(ana.user()));
    assert_eq!(
        test.desk.withdraw_offer(&ana, &ticket).await.unwrap_err(),
        refused(TransferProblem::OfferEnded)
    );
}

async fn an_offer_nobody_answers_comes_back_in_time(test: &TestDesk) {
    let (ana, bruno) = (test.agent("ana").await, test.agent("bruno").await);
    let ticket = test.owned(&ana).await;
    test.desk.transfer(&ana, test.to_agent(&ticket, &bruno)).await.unwrap();
    test.clock.advance(60 * SECOND - 1);
    assert_eq!(test.desk.expire_offers().await.unwrap(), 0);
    test.clock.advance(1);
    // Too late to the microsecond, whether or not the desk has come round to it.
    assert_eq!(
        test.desk.accept_offer(&bruno, &ticket).await.unwrap_err(),
        refused(TransferProblem::OfferEnded)
    );
    assert_eq!(test.desk.expire_offers().await.unwrap(), 1);
    assert_eq!(test.desk.expire_offers().await.unwrap(), 0);
    assert_eq!(test.row(&ticket).await.state.owner(), Some(ana.user()));
    assert_eq!(test.outcome(&ticket).await, HandoverOutcome::TimedOut);
    let timed_out = ThreadEvent::OfferTimedOut { to: "bruno".into(), back: "ana".into() };
    assert!(test.happened(&ticket).await.contains(&timed_out));

    // The desk does it by itself: woken by a new offer, it also ends the old one.
    test.desk.transfer(&ana, test.to_agent(&ticket, &bruno)).await.unwrap();
    test.clock.advance(61 * SECOND);
    let other = test.customer_says("5511987650002", "oi").await;
    test.desk.claim(&ana, &other).await.unwrap();
    let cancel = CancellationToken::new();
    let loops = tokio::spawn({
        let (desk, cancel) = (test.desk.clone(), cancel.clone());
        async move { desk.run_offers(cancel).await }
    });
    test.desk.transfer(&ana, test.to_agent(&other, &bruno)).await.unwrap();
    let mut news = test.desk.events_changed();
    while test.row(&ticket).await.state.owner() != Some(ana.user()) {
        let waited = tokio::time::timeout(Duration::from_secs(20), news.changed()).await;
        assert!(waited.is_ok(), "the offer never ended");
    }
    cancel.cancel();
    loops.await.unwrap();
    assert_eq!(offered_to(&test.row(&other).await).as_ref(), Some(bruno.user()));
}

async fn somebody_outside_the_queue_sees_what_they_are_offered_and_nothing_else(test: &TestDesk) {
    let (ana, caio, davi) =
        (test.agent("ana").await, test.finance_agent("caio").await, test.finance_agent("davi").await);
    let ticket = test.owned(&ana).await;
    let hidden = test.customer_says("5511987650002", "segredo").await;
    let conversation = test.row(&ticket).await.conversation;
    let gone = DeskError::not_found("ticket");
    for who in [&caio, &davi] {
        assert_eq!(test.desk.thread(who, &ticket).await.unwrap_err(), gone);
        assert_eq!(test.desk.accept_offer(who, &ticket).await.unwrap_err(), gone);
        assert_eq!(test.desk.decline_offer(who, &ticket, "x").await.unwrap_err(), gone);
        assert_eq!(test.desk.withdraw_offer(who, &ticket).await.unwrap_err(), gone);
        assert_eq!(test.desk.transfer(who, test.to_queue(&ticket, &test.finance)).await.unwrap_err(), gone);
    }
    let seq = test.seq().await;
    test.desk.transfer(&ana, test.to_agent(&ticket, &caio)).await.unwrap();
    assert!(test.desk.thread(&caio, &ticket).await.is_ok());
    assert!(test.desk.may_follow(&caio, &conversation).await.is_ok());
    assert_eq!(test.desk.thread(&caio, &hidden).await.unwrap_err(), gone);
    assert_eq!(test.desk.thread(&davi, &ticket).await.unwrap_err(), gone);
    assert!(test.desk.may_follow(&davi, &conversation).await.is_err());
    let all = test.desk.inbox(&caio, InboxView::All, InboxOrder::Recent, None).await.unwrap();
    assert_eq!(all.rows.iter().map(|row| &row.ticket).collect::<Vec<_>>(), [&ticket]);
    assert_eq!((all.counts.all, all.counts.waiting, all.counts.mine), (1, 1, 0));
    assert_eq!(test.desk.offers(&davi).await.unwrap().rows, []);
    test.desk.decline_offer(&caio, &ticket, "não é comigo").await.unwrap();
    assert_eq!(test.desk.thread(&caio, &ticket).await.unwrap_err(), gone);
    let events = test.desk.events_since(seq, 100).await.unwrap();
    assert!(!events.iter().any(|event| event.is_for(&davi)));
    // The offer with its line, and that it is over; what is said after that is not for them.
    let told: Vec<_> = events.iter().filter(|event| event.is_for(&caio)).map(|event| event.topic).collect();
    assert_eq!(told, [Topic::Ticket, Topic::Message, Topic::Ticket]);

    // Taken, it is theirs, although its queue is not; handed on, who gave it still sees that it is on its way.
    test.desk.transfer(&ana, test.to_agent(&ticket, &caio)).await.unwrap();
    test.desk.accept_offer(&caio, &ticket).await.unwrap();
    assert!(test.desk.thread(&caio, &ticket).await.is_ok());
    test.desk.transfer(&caio, test.to_agent(&ticket, &davi)).await.unwrap();
    for who in [&caio, &davi] {
        assert!(test.desk.thread(who, &ticket).await.is_ok());
        assert_eq!(test.desk.offers(who).await.unwrap().rows.len(), 1);
    }
    test.desk.accept_offer(&davi, &ticket).await.unwrap();
    assert_eq!(test.desk.thread(&caio, &ticket).await.unwrap_err(), gone);
}

async fn an_owner_who_is_gone_gets_nothing_back(test: &TestDesk) {
    let (ana, bruno) = (test.agent("ana").await, test.agent("bruno").await);
    let ticket = test.owned(&ana).await;
    test.desk.transfer(&ana, test.to_agent(&ticket, &bruno)).await.unwrap();
    test.desk.set_disabled(&Actor::operator(), ana.user(), true).await.unwrap();
    test.desk.decline_offer(&bruno, &ticket, "sem tempo").await.unwrap();
    let row = test.row(&ticket).await;
    assert!(matches!(&row.state, TicketState::Queued { queue, .. } if *queue == test.queue), "{row:?}");
    assert!(test.happened(&ticket).await.contains(&ThreadEvent::OfferDeclined {
        by: "bruno".into(),
        reason: "sem tempo".into(),
        back: "Atendimento".into(),
    }));
}

async fn of_all_who_want_it_at_the_same_moment_one_gets_it(test: &TestDesk) {
    let (ana, bruno, bia) = (test.agent("ana").await, test.agent("bruno").await, test.agent("bia").await);
    let sonia = test.supervisor("sonia").await;
    for round in 0..6 {
        let ticket = test.customer_says(&format!("55119876501{round:02}"), "oi").await;
        let seq = test.seq().await;
        // From the queue, so that a claim may come in between as soon as it is back.
        test.desk.transfer(&sonia, test.to_agent(&ticket, &bruno)).await.unwrap();
        test.clock.advance(if round % 2 == 0 { 60 * SECOND } else { 60 * SECOND - 1 });
        let other = test.node().await;
        let late = test.clock.clone();
        let (accepted, declined, ended, ended_there, claimed, taken) = tokio::join!(
            test.desk.accept_offer(&bruno, &ticket),
            other.decline_offer(&bruno, &ticket, "não"),
            async {
                late.advance(1);
                test.desk.expire_offers().await
            },
            other.expire_offers(),
            other.claim(&bia, &ticket),
            test.desk.claim(&ana, &ticket),
        );
        let row = test.row(&ticket).await;
        let winners: Vec<UserId> = [&accepted, &claimed, &taken]
            .into_iter()
            .filter_map(|result| result.as_ref().ok())
            .filter_map(|row| row.state.owner().cloned())
            .collect();
        assert!(winners.len() <= 1, "two owners: {winners:?}");
        assert_eq!(row.state.owner(), winners.first());
        // The offer ended once, by whatever came first.
        let ends = usize::from(accepted.is_ok())
            + usize::from(declined.is_ok())
            + ended.unwrap_or(0)
            + ended_there.unwrap_or(0);
        assert_eq!(ends, 1, "round {round}");
        let rows = test.rows_since(seq, &ticket).await;
        assert_eq!(rows.last().map(|last| last.version), Some(row.version));
    }
}

async fn two_nodes_end_an_offer_once(test: &TestDesk) {
    let (ana, bruno) = (test.agent("ana").await, test.agent("bruno").await);
    let mut tickets = Vec::new();
    for n in 0..6 {
        let ticket = test.customer_says(&format!("55119876502{n:02}"), "oi").await;
        test.desk.claim(&ana, &ticket).await.unwrap();
        test.desk.transfer(&ana, test.to_agent(&ticket, &bruno)).await.unwrap();
        tickets.push(ticket);
    }
    test.clock.advance(60 * SECOND);
    let other = test.node().await;
    let mut ended = 0;
    while ended < tickets.len() {
        let (here, there) = tokio::join!(test.desk.expire_offers(), other.expire_offers());
        ended += here.unwrap_or(0) + there.unwrap_or(0);
    }
    assert_eq!(ended, tickets.len());
    for ticket in &tickets {
        assert_eq!(test.row(ticket).await.state.owner(), Some(ana.user()));
        let timed_out = |what: &ThreadEvent| matches!(what, ThreadEvent::OfferTimedOut { .. });
        assert_eq!(test.happened(ticket).await.iter().filter(|what| timed_out(what)).count(), 1);
    }
}

async fn supervisors_move_what_waits_and_take_offers_back(test: &TestDesk) {
    let (ana, bruno, bia) = (test.agent("ana").await, test.agent("bruno").await, test.agent("bia").await);
    let sonia = test.supervisor("sonia").await;
    let waiting = test.customer_says(ANA, "oi").await;
    // An agent moves only what is theirs.
    let to_bruno = test.to_agent(&waiting, &bruno);
    assert_eq!(test.desk.transfer(&ana, to_bruno.clone()).await.unwrap_err(), DeskError::Forbidden);
    test.desk.transfer(&sonia, to_bruno).await.unwrap();
    let named = refused(TransferProblem::Offered { name: "bruno".into() });
    assert_eq!(test.desk.transfer(&ana, test.to_agent(&waiting, &bia)).await.unwrap_err(), named);
    assert_eq!(test.desk.transfer(&sonia, test.to_agent(&waiting, &bruno)).await.unwrap_err(), named);
    // To another one instead: who was asked first is out of it.
    test.desk.transfer(&sonia, test.to_agent(&waiting, &bia)).await.unwrap();
    assert_eq!(
        test.desk.accept_offer(&bruno, &waiting).await.unwrap_err(),
        refused(TransferProblem::OfferEnded)
    );
    let row = test.desk.withdraw_offer(&sonia, &waiting).await.unwrap();
    assert!(matches!(row.state, TicketState::Queued { .. }));

    // From one agent to another: it comes back to who had it, also after the second thought.
    test.desk.claim(&ana, &waiting).await.unwrap();
    test.desk.transfer(&sonia, test.to_agent(&waiting, &bruno)).await.unwrap();
    assert!(test.happened(&waiting).await.iter().any(|what| {
        matches!(what, ThreadEvent::Offered { by, from: Some(from), to, .. } if by == "sonia" && from == "ana" && to == "bruno")
    }));
    test.desk.transfer(&sonia, test.to_agent(&waiting, &bia)).await.unwrap();
    test.desk.decline_offer(&bia, &waiting, "almoço").await.unwrap();
    assert_eq!(test.row(&waiting).await.state.owner(), Some(ana.user()));
    test.desk.transfer(&sonia, test.to_agent(&waiting, &bruno)).await.unwrap();
    let row = test.desk.transfer(&sonia, test.to_queue(&waiting, &test.finance)).await.unwrap();
    assert!(matches!(&row.state, TicketState::Queued { queue, .. } if *queue == test.finance));
}

async fn many_move_each_for_itself(test: &TestDesk) {
    let ana = test.agent("ana").await;
    let sonia = test.supervisor("sonia").await;
    let mut tickets = Vec::new();
    for n in 0..4 {
        tickets.push(test.customer_says(&format!("55119876503{n:02}"), "oi").await);
    }
    test.desk.claim(&ana, &tickets[1]).await.unwrap();
    test.desk.close(&sonia, &tickets[2], CloseReason::Resolved).await.unwrap();
    tickets.push(test.customer_says_to(FINANCE, "5511987650399", "boleto").await);
    tickets.push(TicketId::from_parts(1, [1; 10]));
    tickets.push(tickets[0].clone());
    let request = BulkTransfer {
        tickets: tickets.clone(),
        target: TransferTarget::Queue { queue: test.finance.clone() },
        note: "mutirão".into(),
    };
    assert_eq!(test.desk.transfer_many(&ana, request.clone()).await.unwrap_err(), DeskError::Forbidden);
    let seq = test.seq().await;
    for (bad, error) in [
        (BulkTransfer { note: " ".into(), ..request.clone() }, invalid("note", FieldProblem::Missing)),
        (BulkTransfer { tickets: vec![], ..request.clone() }, invalid("tickets", FieldProblem::Missing)),
        (
            BulkTransfer {
                target: TransferTarget::Queue { queue: QueueId::from_parts(1, [1; 10]) },
                ..request.clone()
            },
            DeskError::not_found("queue"),
        ),
    ] {
        assert_eq!(test.desk.transfer_many(&sonia, bad).await.unwrap_err(), error);
    }
    assert_eq!(test.seq().await, seq, "nothing moved");
    let results = test.desk.transfer_many(&sonia, request).await.unwrap();
    let errors: Vec<_> = results.iter().map(|result| result.error.clone()).collect();
    assert_eq!(results.len(), 6, "the same ticket twice is one");
    assert_eq!((&errors[0], &errors[1], &errors[3]), (&None, &None, &None));
    assert!(matches!(errors[2], Some(DeskError::Transition { .. })));
    assert_eq!(errors[4], Some(refused(TransferProblem::SameQueue { name: "Financeiro".into() })));
    assert_eq!(errors[5], Some(DeskError::not_found("ticket")));
    assert!(results[4].of.is_some() && results[5].of.is_none());
    for at in [0, 1, 3] {
        assert_eq!(test.row(&tickets[at]).await.queue, test.finance);
    }
    // To a person: each is an offer of its own.
    let caio = test.finance_agent("caio").await;
    let request = BulkTransfer {
        tickets: vec![tickets[0].clone(), tickets[1].clone()],
        target: TransferTarget::Agent { agent: caio.user().clone() },
        note: "para você".into(),
    };
    let results = test.desk.transfer_many(&sonia, request).await.unwrap();
    assert!(results.iter().all(|result| result.error.is_none()), "{results:?}");
    assert_eq!(test.desk.offers(&caio).await.unwrap().rows.len(), 2);
    test.desk.accept_offer(&caio, &tickets[0]).await.unwrap();
    assert_eq!(test.desk.offers(&caio).await.unwrap().rows.len(), 1);
}

async fn what_cannot_be_is_said_in_words(test: &TestDesk) {
    let (ana, bruno) = (test.agent("ana").await, test.agent("bruno").await);
    let sonia = test.supervisor("sonia").await;
    let ticket = test.owned(&ana).await;
    let seq = test.seq().await;
    let to_bruno = test.to_agent(&ticket, &bruno);
    let desk = &test.desk;
    for (request, error) in [
        (TransferRequest { note: "\n ".into(), ..to_bruno.clone() }, invalid("note", FieldProblem::Missing)),
        (
            TransferRequest { note: "á".repeat(MAX_NOTE + 1), ..to_bruno.clone() },
            invalid("note", FieldProblem::TooLong { max: MAX_NOTE }),
        ),
        (test.to_agent(&ticket, &ana), refused(TransferProblem::ToOneself)),
        (test.to_queue(&ticket, &QueueId::from_parts(1, [9; 10])), DeskError::not_found("queue")),
        (
            TransferRequest {
                target: TransferTarget::Agent { agent: UserId::from_parts(1, [9; 10]) },
                ..to_bruno.clone()
            },
            DeskError::not_found("user"),
        ),
    ] {
        assert_eq!(desk.transfer(&ana, request).await.unwrap_err(), error);
    }
    let has_it = refused(TransferProblem::HasIt { name: "ana".into() });
    assert_eq!(desk.transfer(&sonia, test.to_agent(&ticket, &ana)).await.unwrap_err(), has_it);
    assert_eq!(desk.transfer(&Actor::operator(), to_bruno.clone()).await.unwrap_err(), DeskError::Forbidden);
    desk.set_disabled(&Actor::operator(), bruno.user(), true).await.unwrap();
    let disabled = refused(TransferProblem::Disabled { name: "bruno".into() });
    assert_eq!(desk.transfer(&ana, to_bruno.clone()).await.unwrap_err(), disabled);
    assert!(test.rows_since(seq, &ticket).await.is_empty(), "nothing happened");
    assert!(!desk.transfer_directory(&ana).await.unwrap().people.iter().any(|one| one.id == *bruno.user()));
    desk.close(&ana, &ticket, CloseReason::Resolved).await.unwrap();
    let closed = desk.transfer(&ana, test.to_queue(&ticket, &test.finance)).await;
    assert!(matches!(closed, Err(DeskError::Transition { .. })), "{closed:?}");
}

async fn the_customer_is_told_when_it_has_happened(test: &TestDesk) {
    let (ana, bruno) = (test.agent("ana").await, test.agent("{protocol}").await);
    let mut tx = test.store.write().await.unwrap();
    for queue in [&test.queue, &test.finance] {
        let mut policy = desk_store::queue::get(&mut tx, queue).await.unwrap().unwrap().policy;
        policy.texts.transfer = "{name}: agora {agent}, {queue}.".into();
        desk_store::queue::update_policy(&mut tx, queue, &policy).await.unwrap();
    }
    tx.commit().await.unwrap();
    let ticket = test.owned(&ana).await;
    test.desk.transfer(&ana, test.to_agent(&ticket, &bruno)).await.unwrap();
    assert_eq!(test.outbox_size().await, 0, "an offer is nothing to the customer");
    test.desk.accept_offer(&bruno, &ticket).await.unwrap();
    test.desk.transfer(&bruno, test.to_queue(&ticket, &test.finance)).await.unwrap();
    test.desk.drain_outbox().await.unwrap();
    test.clock.advance(SECOND);
    test.desk.drain_outbox().await.unwrap();
    let said = test.texts(&ticket).await;
    let name = format!("Cliente {ANA}");
    assert!(said.contains(&format!("{name}: agora protocol, Atendimento.")), "{said:?}");
    assert!(said.contains(&format!("{name}: agora Financeiro, Financeiro.")), "{said:?}");
    assert_eq!(test.gateway.sent().len(), 2);
    // Outside the window nobody is told, and it moves all the same.
    test.clock.advance(desk_model::window::WINDOW);
    let sonia = test.supervisor("sonia").await;
    test.desk.transfer(&sonia, test.to_queue(&ticket, &test.queue)).await.unwrap();
    assert_eq!(test.outbox_size().await, 0);
}

async fn every_screen_knows_of_offers(test: &TestDesk) {
    let (ana, bruno) = (test.agent("ana").await, test.agent("bruno").await);
    let mut screens = Vec::new();
    for who in [&ana, &bruno] {
        screens.push(Offers::new(who.user().clone(), test.desk.offers(who).await.unwrap()));
    }
    let mut seq = test.seq().await;
    let ticket = test.owned(&ana).await;
    let mut hear = async |screens: &mut Vec<Offers>| {
        let events = test.desk.events_since(seq, 100).await.unwrap();
        let mut news: Vec<Option<OfferNews>> = vec![None, None];
        for event in events {
            seq = event.seq;
            let Ok(fact) = serde_json::from_str(&event.payload) else { continue };
            for (at, who) in [&ana, &bruno].into_iter().enumerate() {
                if event.is_for(who)
                    && let Some(told) = screens[at].apply(event.seq, &fact)
                {
                    news[at] = Some(told);
                }
            }
        }
        for (at, who) in [&ana, &bruno].into_iter().enumerate() {
            let fresh = Offers::new(who.user().clone(), test.desk.offers(who).await.unwrap());
            assert_eq!((fresh.to_me(), fresh.by_me()), (screens[at].to_me(), screens[at].by_me()));
        }
        news
    };
    test.desk.transfer(&ana, test.to_agent(&ticket, &bruno)).await.unwrap();
    let news = hear(&mut screens).await;
    assert_eq!(news[0], None);
    assert!(matches!(&news[1], Some(OfferNews::Came(row)) if row.ticket == ticket));
    assert_eq!((screens[0].by_me().len(), screens[1].to_me().len()), (1, 1));
    test.desk.decline_offer(&bruno, &ticket, "não posso").await.unwrap();
    let news = hear(&mut screens).await;
    for told in news {
        let Some(OfferNews::Ended(row)) = told else { panic!("{told:?}") };
        let declined = HandoverOutcome::Declined { reason: "não posso".into() };
        assert_eq!(row.handover.unwrap().outcome, declined);
    }
    assert_eq!((screens[0].by_me().len(), screens[1].to_me().len()), (0, 0));
}

#[tokio::test]
async fn an_offer_ends_when_its_receiver_is_gone() {
    let test = TestDesk::new().await;
    let (ana, bruno) = (test.agent("ana").await, test.agent("bruno").await);
    let ticket = test.owned(&ana).await;
    test.desk.transfer(&ana, test.to_agent(&ticket, &bruno)).await.unwrap();
    // Nobody is there to answer any more: no session, no socket, no account.
    test.desk.set_password(&Actor::operator(), bruno.user(), PASSWORD).await.unwrap();
    test.desk.set_disabled(&Actor::operator(), bruno.user(), true).await.unwrap();
    test.clock.advance(60 * SECOND);
    assert_eq!(test.desk.expire_offers().await.unwrap(), 1);
    assert_eq!(test.row(&ticket).await.state.owner(), Some(ana.user()));
}
