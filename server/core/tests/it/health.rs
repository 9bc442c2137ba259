//! The health of numbers, what the provider announces, the history of attempts, and what may be sent again.

use crate::support::{MAIN, START, TestDesk, both, inspection};
use bytes::Bytes;
use desk_core::ports::{Accepted, Change, InboundStatus, Inspection, Part, SendError, SendErrorClass};
use desk_core::{Actor, ReplyRequest, ResendRequest, TemplateRequest};
use desk_model::alert::{AlertNews, AlertTopic};
use desk_model::autopsy::{AttemptOutcome, ResendRefusal, own};
use desk_model::health::{NumberFacts, NumberHealth};
use desk_model::message::SendFailure;
use desk_model::number::NumberState;
use desk_model::template::{Place, TemplateParam};
use desk_model::time::{DAY, HOUR, MINUTE, SECOND};
use desk_model::{DeskError, MessageId, MessageStatus, NumberId, Role, TicketId};

both!(
    a_dead_token_is_found_shown_and_mended,
    a_restriction_stops_sending_until_the_provider_says_otherwise,
    announcements_are_kept_once_and_noted_once,
    attempts_are_kept_in_order,
    an_unknown_outcome_is_nobodys_to_repeat,
    people_reached_outside_the_window_are_counted_once,
    what_is_seen_of_a_number_is_written_down,
);

const ANA: &str = "5511987650001";

fn refused<T>(class: SendErrorClass, code: i64) -> Result<T, SendError> {
    Err(SendError {
        class,
        failure: SendFailure { code, detail: "as scripted".into() },
        retry_after_secs: None,
    })
}

impl TestDesk {
    async fn main_health(&self) -> NumberHealth {
        let all = self.desk.number_health(&Actor::operator()).await.unwrap();
        all.into_iter().find(|health| health.number == self.number).unwrap()
    }

    async fn says_now(&self, agent: &Actor, ticket: &TicketId, body: &str) -> MessageId {
        let id = self.message_id();
        let request =
            ReplyRequest { id: id.clone(), ticket: ticket.clone(), body: body.into(), reply_to: None };
        self.desk.reply(agent, request).await.unwrap();
        self.desk.drain_outbox().await.unwrap();
        id
    }

    async fn announced(&self, news: AlertNews) {
        let part = Part {
            path: "entry[0].changes[0].value".into(),
            field: news.topic.as_str().into(),
            number: Some("2000".into()),
            change: Change::Alert(Box::new(news)),
        };
        self.desk.receive(Bytes::from(serde_json::to_vec(&[part]).unwrap()), true).await.unwrap();
        Box::pin(self.desk.drain_inbound()).await.unwrap();
    }
}

fn number_says(number: Result<NumberFacts, SendError>) -> Inspection {
    Inspection { number, ..inspection() }
}

async fn a_dead_token_is_found_shown_and_mended(test: &TestDesk) {
    let admin = test.admin("chefe").await;
    assert_eq!(test.main_health().await.report, None);
    let seq = test.seq().await;
    let health = test.desk.check_number(&admin, &test.number).await.unwrap();
    assert!(health.report.unwrap().number.is_ok());
    assert_eq!(test.seq().await, seq + 1, "every screen is told");
    let dead = refused(SendErrorClass::NumberDown(NumberState::Disconnected), 190);
    *test.gateway.inspection.lock().unwrap() = Some(number_says(dead));
    test.desk.check_numbers().await;
    let health = test.main_health().await;
    assert_eq!(health.state, NumberState::Disconnected);
    assert_eq!(health.down.unwrap().failure.code, 190);
    *test.gateway.inspection.lock().unwrap() = None;
    let health = test.desk.check_number(&admin, &test.number).await.unwrap();
    assert_eq!((health.state, health.down), (NumberState::Connected, None));
    // The provider out of reach says nothing about the number.
    *test.gateway.inspection.lock().unwrap() =
        Some(number_says(refused(SendErrorClass::NotSent, own::NO_REASON)));
    let health = test.desk.check_number(&admin, &test.number).await.unwrap();
    assert_eq!(health.state, NumberState::Connected);
    assert!(health.report.unwrap().number.is_err());
}

async fn a_restriction_stops_sending_until_the_provider_says_otherwise(test: &TestDesk) {
    let admin = test.admin("chefe").await;
    let says =
        |status: &str| number_says(Ok(NumberFacts { status: Some(status.into()), ..NumberFacts::default() }));
    *test.gateway.inspection.lock().unwrap() = Some(says("RESTRICTED"));
    let health = test.desk.check_number(&admin, &test.number).await.unwrap();
    assert_eq!(health.state, NumberState::Restricted);
    assert!(health.down.unwrap().failure.detail.contains("RESTRICTED"));
    let agent = test.agent("ana").await;
    let ticket = test.customer_says(ANA, "oi").await;
    test.desk.claim(&agent, &ticket).await.unwrap();
    let request = ReplyRequest { id: test.message_id(), ticket, body: "olá".into(), reply_to: None };
    let refused = test.desk.reply(&agent, request.clone()).await.unwrap_err();
    assert!(matches!(refused, DeskError::NumberDown { .. }));
    *test.gateway.inspection.lock().unwrap() = Some(says("CONNECTED"));
    test.desk.check_number(&admin, &test.number).await.unwrap();
    test.desk.reply(&agent, request).await.unwrap();
}

async fn announcements_are_kept_once_and_noted_once(test: &TestDesk) {
    let admin = test.admin("chefe").await;
    let news = AlertNews {
        topic: AlertTopic::Quality,
        event: "FLAGGED".into(),
        details: vec![("current_limit".into(), "TIER_2K".into())],
        at: START,
        display: Some("551140001001".into()),
    };
    test.announced(news.clone()).await;
    test.announced(news.clone()).await;
    let account =
        AlertNews { topic: AlertTopic::Account, event: "ACCOUNT_DELETED".into(), display: None, ..news };
    test.announced(account.clone()).await;
    let all = test.desk.number_health(&admin).await.unwrap();
    let of = |number: &NumberId| all.iter().find(|health| health.number == *number).unwrap();
    let events = |health: &NumberHealth| -> Vec<String> {
        health.alerts.iter().map(|alert| alert.news.event.clone()).collect()
    };
    assert_eq!(events(of(&test.number)).len(), 2, "each once");
    assert_eq!(
        events(of(&test.finance_number)),
        ["ACCOUNT_DELETED"],
        "of the account, not of the other number"
    );
    let alert = of(&test.finance_number).alerts[0].id.clone();
    let seq = test.seq().await;
    test.desk.acknowledge_alert(&admin, &alert).await.unwrap();
    let told = test.seq().await;
    assert!(told > seq);
    test.desk.acknowledge_alert(&admin, &alert).await.unwrap();
    assert_eq!(test.seq().await, told, "the second time is no news");
    let noted = test.main_health().await.alerts.into_iter().find(|known| known.id == alert).unwrap();
    assert_eq!(noted.acknowledged, Some(("chefe".to_owned(), START)));
    let gone = test.desk.acknowledge_alert(&admin, &"alr_none".parse().unwrap()).await.unwrap_err();
    assert_eq!(gone, DeskError::not_found("alert"));
    // Of an account that is not connected here nothing is kept.
    let part = Part {
        path: "p".into(),
        field: "account_update".into(),
        number: Some("9999".into()),
        change: Change::Alert(Box::new(account)),
    };
    test.desk.receive(Bytes::from(serde_json::to_vec(&[part]).unwrap()), true).await.unwrap();
    Box::pin(test.desk.drain_inbound()).await.unwrap();
    assert_eq!(test.main_health().await.alerts.len(), 2);
}

async fn attempts_are_kept_in_order(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let ticket = test.customer_says(ANA, "oi").await;
    test.desk.claim(&agent, &ticket).await.unwrap();
    test.gateway.answer(refused::<Accepted>(SendErrorClass::PauseNumber, 130_429));
    let id = test.says_now(&agent, &ticket, "olá").await;
    test.clock.advance(MINUTE);
    test.gateway.answer(refused::<Accepted>(SendErrorClass::NotSent, own::NO_REASON));
    test.desk.drain_outbox().await.unwrap();
    test.clock.advance(10 * MINUTE);
    test.gateway.answer(refused::<Accepted>(SendErrorClass::Permanent, 131_053));
    test.desk.drain_outbox().await.unwrap();
    let attempts = test.desk.message_attempts(&agent, &id).await.unwrap();
    let shown: Vec<_> = attempts.iter().map(|a| (a.number, a.outcome, a.code)).collect();
    use AttemptOutcome::{Again, Refused};
    assert_eq!(shown, [(1, Again, Some(130_429)), (2, Again, None), (3, Refused, Some(131_053))]);
    assert_eq!(attempts[0].at, START);
    let stranger = test.finance_agent("davi").await;
    let hidden = test.desk.message_attempts(&stranger, &id).await.unwrap_err();
    assert_eq!(hidden, DeskError::not_found("message"));
    let none = test.desk.message_attempts(&agent, &test.message_id()).await.unwrap_err();
    assert_eq!(none, DeskError::not_found("message"));
}

async fn an_unknown_outcome_is_nobodys_to_repeat(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let ticket = test.customer_says(ANA, "oi").await;
    test.desk.claim(&agent, &ticket).await.unwrap();
    test.gateway.answer(refused::<Accepted>(SendErrorClass::Unknown, 131_000));
    let id = test.says_now(&agent, &ticket, "olá").await;
    let again = || ResendRequest { id: test.message_id(), failed: id.clone() };
    let pending = ResendRefusal::OutcomePending { until: Some(START.plus(HOUR)) };
    test.clock.advance(HOUR - SECOND);
    test.desk.drain_outbox().await.unwrap();
    let early = test.desk.resend(&agent, again()).await.unwrap_err();
    assert_eq!(early, DeskError::NoResend { refusal: pending });
    test.clock.advance(SECOND);
    test.desk.drain_outbox().await.unwrap();
    // Now it is the agent's to decide.
    test.desk.resend(&agent, again()).await.unwrap();
    test.desk.drain_outbox().await.unwrap();
    assert_eq!(test.gateway.sent().len(), 2);
    // The first arrives after all: both are true, and both are told.
    let late = InboundStatus {
        pricing: None,
        target: "wamid.late".into(),
        ours: Some(id.clone()),
        status: MessageStatus::Delivered,
        failure: None,
        at: test.now(),
    };
    test.arrives(MAIN, vec![Change::Status(late)]).await;
    let lines = test.desk.thread(&agent, &ticket).await.unwrap().messages;
    let first = lines.iter().find(|line| line.id == id).unwrap();
    assert_eq!((first.status, first.sending.failed_at), (MessageStatus::Delivered, None));
    let refused = test.desk.resend(&agent, again()).await.unwrap_err();
    assert_eq!(refused, DeskError::NoResend { refusal: ResendRefusal::NotFailed });
}

async fn people_reached_outside_the_window_are_counted_once(test: &TestDesk) {
    test.unlimited().await;
    let agent = test.agent("ana").await;
    let template = test.template().await;
    let param = TemplateParam { place: Place::Body, key: "1".into(), value: "Ana".into() };
    let ticket = test.customer_says(ANA, "oi").await;
    test.desk.claim(&agent, &ticket).await.unwrap();
    let send = async || {
        let request = TemplateRequest {
            category: None,
            id: test.message_id(),
            ticket: ticket.clone(),
            template: template.clone(),
            params: vec![param.clone()],
        };
        test.desk.send_template(&agent, request).await.unwrap();
        test.desk.drain_outbox().await.unwrap();
    };
    send().await;
    assert_eq!(test.main_health().await.reached, 0, "inside the window it does not count");
    test.clock.advance(DAY + SECOND);
    send().await;
    send().await;
    assert_eq!(test.main_health().await.reached, 1);
    test.clock.advance(DAY + SECOND);
    assert_eq!(test.main_health().await.reached, 0);
    test.desk.tidy().await.unwrap();
}

async fn what_is_seen_of_a_number_is_written_down(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let ticket = test.customer_says(ANA, "oi").await;
    let first = test.main_health().await;
    assert_eq!((first.webhook_at, first.sent_at, first.templates_at), (Some(START), None, None));
    test.clock.advance(MINUTE);
    test.customer_says(ANA, "alguém?").await;
    test.desk.claim(&agent, &ticket).await.unwrap();
    test.says_now(&agent, &ticket, "olá").await;
    test.template().await;
    let later = START.plus(MINUTE);
    let health = test.main_health().await;
    assert_eq!(
        (health.webhook_at, health.sent_at, health.templates_at),
        (Some(later), Some(later), Some(later))
    );
    test.desk.count_bad_signature();
    assert_eq!(test.main_health().await.bad_signatures, 1);
}

#[tokio::test]
async fn who_may_see_and_who_may_do() {
    let test = TestDesk::new().await;
    let (agent, supervisor) = (test.agent("ana").await, test.supervisor("sonia").await);
    assert_eq!(agent.role(), Role::Agent);
    assert_eq!(test.desk.number_health(&agent).await, Err(DeskError::Forbidden));
    assert_eq!(test.desk.number_health(&supervisor).await.unwrap().len(), 2);
    for actor in [&agent, &supervisor] {
        assert_eq!(test.desk.check_number(actor, &test.number).await.unwrap_err(), DeskError::Forbidden);
        assert_eq!(test.desk.subscribe_number(actor, &test.number).await.unwrap_err(), DeskError::Forbidden);
        let alert = "alr_1".parse().unwrap();
        assert_eq!(test.desk.acknowledge_alert(actor, &alert).await, Err(DeskError::Forbidden));
    }
    let none = test.desk.check_number(&test.admin("chefe").await, &"num_none".parse().unwrap()).await;
    assert_eq!(none.unwrap_err(), DeskError::not_found("number"));
}
