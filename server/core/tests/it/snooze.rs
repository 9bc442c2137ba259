//! Tickets put aside: they come back at their time or with their customer, to their owner, once.

use crate::inbound::{ANA, message, phone};
use crate::support::{MAIN, TestDesk, both};
use desk_core::{Actor, ReplyRequest};
use desk_model::error::FieldProblem;
use desk_model::message::{ThreadEvent, WakeCause};
use desk_model::time::{DAY, HOUR, MINUTE, SECOND};
use desk_model::view::{InboxOrder, InboxView};
use desk_model::{CloseReason, DeskError, TicketId, TicketState, Timestamp};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

both!(
    it_comes_back_at_its_time,
    it_comes_back_with_the_customer,
    it_may_be_fetched_back,
    what_is_refused,
    two_nodes_bring_it_back_once,
    whose_owner_is_gone_goes_to_the_queue,
    the_loop_wakes_by_its_bell,
);

impl TestDesk {
    async fn served_by(&self, agent: &Actor) -> TicketId {
        let ticket = self.customer_says(ANA, "oi").await;
        self.desk.claim(agent, &ticket).await.unwrap();
        self.desk.mark_seen(agent, &ticket).await.unwrap();
        ticket
    }

    async fn woken(&self, ticket: &TicketId) -> Vec<(WakeCause, Option<String>)> {
        let events = self.events(ticket).await.into_iter();
        let woken = events.filter_map(|event| match event {
            ThreadEvent::Woken { cause, to } => Some((cause, to)),
            _ => None,
        });
        woken.collect()
    }

    async fn counts(&self, who: &Actor) -> (i64, i64) {
        let page = self.desk.inbox(who, InboxView::Snoozed, InboxOrder::Recent, None).await.unwrap();
        assert_eq!(page.rows.len() as i64, page.counts.snoozed);
        (page.counts.mine, page.counts.snoozed)
    }
}

async fn it_comes_back_at_its_time(test: &TestDesk) {
    let (ana, bia) = (test.agent("ana").await, test.agent("bia").await);
    let ticket = test.served_by(&ana).await;
    assert_eq!(test.counts(&ana).await, (1, 0));
    let until = test.now().plus(HOUR);
    let row = test.desk.snooze(&ana, &ticket, Some(until)).await.unwrap();
    let TicketState::Snoozed { agent, until: Some(kept), .. } = &row.state else { panic!("{:?}", row.state) };
    assert_eq!((agent, *kept), (ana.user(), until));
    assert_eq!(test.counts(&ana).await, (0, 1));
    assert_eq!(test.counts(&bia).await, (0, 0));
    let told = ThreadEvent::Snoozed { by: "ana".into(), until: Some(until) };
    assert!(test.events(&ticket).await.contains(&told));
    // The same again changes nothing; another time does.
    assert_eq!(test.desk.snooze(&ana, &ticket, Some(until)).await.unwrap().version, row.version);
    let until = until.plus(HOUR);
    test.desk.snooze(&ana, &ticket, Some(until)).await.unwrap();
    test.clock.advance(2 * HOUR - 1);
    assert_eq!(test.desk.wake_due().await.unwrap(), 0, "a moment too early");
    test.clock.advance(1);
    assert_eq!(test.desk.wake_due().await.unwrap(), 1);
    assert_eq!(test.desk.wake_due().await.unwrap(), 0);
    let row = test.row(&ticket).await;
    assert!(matches!(&row.state, TicketState::Assigned { agent, .. } if agent == ana.user()));
    assert_eq!(row.returned_at, Some(until));
    assert_eq!(test.counts(&ana).await, (1, 0));
    assert_eq!(test.woken(&ticket).await, [(WakeCause::Time, Some("ana".into()))]);
    // It is marked until its owner looks.
    assert_eq!(test.desk.mark_seen(&bia, &ticket).await, Err(DeskError::Forbidden));
    test.desk.mark_seen(&ana, &ticket).await.unwrap();
    assert_eq!(test.row(&ticket).await.returned_at, None);
}

async fn it_comes_back_with_the_customer(test: &TestDesk) {
    let ana = test.agent("ana").await;
    let ticket = test.served_by(&ana).await;
    for until in [None, Some(test.now().plus(30 * DAY))] {
        test.desk.snooze(&ana, &ticket, until).await.unwrap();
        // Its owner may write meanwhile; it stays where it is.
        let reply = ReplyRequest {
            id: test.message_id(),
            ticket: ticket.clone(),
            body: "aguardo o documento".into(),
            reply_to: None,
        };
        test.desk.reply(&ana, reply).await.unwrap();
        test.clock.advance(HOUR);
        assert_eq!(test.desk.wake_due().await.unwrap(), 0);
        assert!(matches!(test.row(&ticket).await.state, TicketState::Snoozed { .. }));
        test.arrives(MAIN, vec![message(test.written(&[phone(ANA)], test.now(), "aqui está"))]).await;
        let row = test.row(&ticket).await;
        assert_eq!(row.state.owner(), Some(ana.user()));
        assert!(matches!(row.state, TicketState::Assigned { .. }));
        assert_eq!((row.unread, row.returned_at), (1, Some(test.now())));
        test.desk.mark_seen(&ana, &ticket).await.unwrap();
    }
    let customer = (WakeCause::Customer, Some("ana".to_owned()));
    assert_eq!(test.woken(&ticket).await, [customer.clone(), customer]);
    // An answer looks at it too.
    test.desk.snooze(&ana, &ticket, None).await.unwrap();
    test.arrives(MAIN, vec![message(test.written(&[phone(ANA)], test.now(), "e aí?"))]).await;
    let reply =
        ReplyRequest { id: test.message_id(), ticket: ticket.clone(), body: "sim".into(), reply_to: None };
    test.desk.reply(&ana, reply).await.unwrap();
    assert_eq!(test.row(&ticket).await.returned_at, None);
}

async fn it_may_be_fetched_back(test: &TestDesk) {
    let (ana, bia) = (test.agent("ana").await, test.agent("bia").await);
    let duda = test.supervisor("duda").await;
    let ticket = test.served_by(&ana).await;
    test.desk.snooze(&ana, &ticket, None).await.unwrap();
    assert_eq!(test.desk.unsnooze(&bia, &ticket).await, Err(DeskError::Forbidden));
    let row = test.desk.unsnooze(&ana, &ticket).await.unwrap();
    assert_eq!(row.returned_at, None, "they know");
    assert_eq!(test.desk.unsnooze(&ana, &ticket).await.unwrap().version, row.version);
    test.desk.snooze(&ana, &ticket, None).await.unwrap();
    let row = test.desk.unsnooze(&duda, &ticket).await.unwrap();
    assert_eq!((row.state.owner(), row.returned_at), (Some(ana.user()), Some(test.now())));
    assert!(matches!(test.desk.unsnooze(&duda, &ticket).await, Err(DeskError::Transition { .. })));
    let hand = |by: &str| (WakeCause::Hand { by: by.into() }, Some("ana".to_owned()));
    assert_eq!(test.woken(&ticket).await, [hand("ana"), hand("duda")]);
}

async fn what_is_refused(test: &TestDesk) {
    let (ana, bia) = (test.agent("ana").await, test.agent("bia").await);
    let caio = test.finance_agent("caio").await;
    let ticket = test.customer_says(ANA, "oi").await;
    let soon = Some(test.now().plus(MINUTE));
    assert_eq!(test.desk.snooze(&ana, &ticket, soon).await, Err(DeskError::Forbidden), "nobody's");
    test.desk.claim(&ana, &ticket).await.unwrap();
    assert_eq!(test.desk.snooze(&bia, &ticket, soon).await, Err(DeskError::Forbidden));
    assert_eq!(test.desk.snooze(&caio, &ticket, soon).await, Err(DeskError::not_found("ticket")));
    assert_eq!(test.desk.unsnooze(&caio, &ticket).await, Err(DeskError::not_found("ticket")));
    assert_eq!(test.desk.snooze(&Actor::operator(), &ticket, soon).await, Err(DeskError::Forbidden));
    for (until, problem) in [
        (test.now(), FieldProblem::Past),
        (test.now().plus(-DAY), FieldProblem::Past),
        (Timestamp(i64::MIN), FieldProblem::Past),
        (test.now().plus(367 * DAY), FieldProblem::Malformed),
        (Timestamp(i64::MAX), FieldProblem::Malformed),
    ] {
        let refused = test.desk.snooze(&ana, &ticket, Some(until)).await;
        assert_eq!(refused, Err(DeskError::invalid("until", problem)));
    }
    assert!(matches!(test.row(&ticket).await.state, TicketState::Assigned { .. }));
    test.desk.close(&ana, &ticket, CloseReason::Resolved).await.unwrap();
    assert!(matches!(test.desk.snooze(&ana, &ticket, soon).await, Err(DeskError::Transition { .. })));
}

async fn two_nodes_bring_it_back_once(test: &TestDesk) {
    let ana = test.agent("ana").await;
    let ticket = test.served_by(&ana).await;
    test.desk.snooze(&ana, &ticket, Some(test.now().plus(MINUTE))).await.unwrap();
    let other = test.node().await;
    test.clock.advance(MINUTE);
    let (here, there) = tokio::join!(test.desk.wake_due(), other.wake_due());
    assert_eq!(here.unwrap() + there.unwrap(), 1);
    assert_eq!(test.woken(&ticket).await.len(), 1);
}

async fn whose_owner_is_gone_goes_to_the_queue(test: &TestDesk) {
    let (ana, bia, eva) = (test.agent("ana").await, test.agent("bia").await, test.admin("eva").await);
    let ticket = test.served_by(&ana).await;
    test.desk.snooze(&ana, &ticket, Some(test.now().plus(MINUTE))).await.unwrap();
    let other = test.customer_says("5511987650002", "oi").await;
    test.desk.claim(&ana, &other).await.unwrap();
    test.desk.snooze(&ana, &other, None).await.unwrap();
    test.desk.set_disabled(&eva, ana.user(), true).await.unwrap();
    test.clock.advance(MINUTE);
    assert_eq!(test.desk.wake_due().await.unwrap(), 1);
    test.customer_says("5511987650002", "alô?").await;
    for (ticket, cause) in [(&ticket, WakeCause::Time), (&other, WakeCause::Customer)] {
        let row = test.row(ticket).await;
        assert!(matches!(row.state, TicketState::Queued { .. }), "{:?}", row.state);
        assert_eq!(row.returned_at, None);
        assert_eq!(test.woken(ticket).await, [(cause, None)]);
        test.desk.claim(&bia, ticket).await.unwrap();
    }
}

async fn the_loop_wakes_by_its_bell(test: &TestDesk) {
    let ana = test.agent("ana").await;
    let ticket = test.served_by(&ana).await;
    let cancel = CancellationToken::new();
    let (desk, stop) = (test.desk.clone(), cancel.clone());
    let running = tokio::spawn(async move { desk.run_snoozes(stop).await });
    let mut news = test.desk.events_changed();
    // Without its bell the loop would sleep for a minute.
    test.desk.snooze(&ana, &ticket, Some(test.now().plus(SECOND))).await.unwrap();
    test.clock.advance(SECOND);
    let awake = async {
        while !matches!(test.row(&ticket).await.state, TicketState::Assigned { .. }) {
            news.changed().await.unwrap();
        }
    };
    tokio::time::timeout(Duration::from_secs(20), awake).await.expect("it came back");
    cancel.cancel();
    running.await.unwrap();
}
