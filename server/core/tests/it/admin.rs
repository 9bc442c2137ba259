//! Queues, templates, numbers, the journal's health.

use crate::support::{MAIN, TestDesk, new_number, template};
use bytes::Bytes;
use desk_core::ports::{SendError, SendErrorClass};
use desk_core::{Actor, NewQueue, Topic};
use desk_model::error::FieldProblem;
use desk_model::message::SendFailure;
use desk_model::number::NumberState;
use desk_model::template::TemplateStatus;
use desk_model::{DeskError, NumberId};

fn down() -> SendError {
    SendError {
        class: SendErrorClass::NumberDown(NumberState::Disconnected),
        failure: SendFailure { code: 190, detail: "Access token expired".to_owned() },
        retry_after_secs: None,
    }
}

#[tokio::test]
async fn opening_tells_the_protocol_once() {
    let test = TestDesk::new().await;
    test.queue_says("Protocolo {protocol}", "", 0).await;
    let ticket = test.customer_says("5511987650001", "oi").await;
    test.customer_says("5511987650001", "oi?").await;
    test.desk.drain_outbox().await.unwrap();
    let sent = test.gateway.sent();
    assert_eq!(sent.len(), 1);
    let desk_core::ports::OutboundBody::Text { body } = &sent[0].body else { panic!() };
    assert_eq!(*body, format!("Protocolo {}", test.row(&ticket).await.protocol));
    // The desk's own notice is no answer: the customer still waits.
    assert_eq!(test.row(&ticket).await.waiting_since, Some(crate::support::START));
}

#[tokio::test]
async fn templates_are_told_when_they_changed_and_only_then() {
    let test = TestDesk::new().await;
    let (admin, ana) = (test.admin("caio").await, test.agent("ana").await);
    *test.gateway.templates.lock().unwrap() =
        vec![template("b", TemplateStatus::Approved), template("aa", TemplateStatus::Pending)];
    let seq = test.seq().await;
    let list = test.desk.sync_templates(&admin, &test.number).await.unwrap();
    assert_eq!(list.templates.iter().map(|t| t.name.as_str()).collect::<Vec<_>>(), ["aa", "b"]);
    assert_eq!(test.desk.sync_templates(&admin, &test.number).await.unwrap(), list);
    assert_eq!(test.desk.templates(&ana, &test.number).await.unwrap(), list);
    let events = test.desk.events_since(seq, 10).await.unwrap();
    assert_eq!(events.iter().map(|event| event.topic).collect::<Vec<_>>(), [Topic::Templates]);
    assert!(events[0].is_for(&ana));
    let gone = NumberId::from_parts(1, [1; 10]);
    assert_eq!(test.desk.templates(&ana, &gone).await.unwrap_err(), DeskError::not_found("number"));
    assert_eq!(test.desk.sync_templates(&admin, &gone).await.unwrap_err(), DeskError::not_found("number"));
}

#[tokio::test]
async fn a_provider_that_refuses_is_named_and_one_that_answers_again_mends_the_number() {
    let test = TestDesk::new().await;
    let admin = test.admin("caio").await;
    *test.gateway.templates_fail.lock().unwrap() = Some(down());
    let refused = test.desk.sync_templates(&admin, &test.number).await.unwrap_err();
    assert_eq!(refused, DeskError::NumberDown { number: "Matriz".to_owned() });

    let mut tx = test.store.write().await.unwrap();
    desk_store::number::set_state(&mut tx, &test.number, NumberState::Disconnected).await.unwrap();
    tx.commit().await.unwrap();
    *test.gateway.templates_fail.lock().unwrap() = None;
    let seq = test.seq().await;
    test.desk.sync_templates(&admin, &test.number).await.unwrap();
    let events = test.desk.events_since(seq, 10).await.unwrap();
    assert_eq!(events.iter().map(|event| event.topic).collect::<Vec<_>>(), [Topic::Number]);
    let page = test.desk.bootstrap(&admin).await.unwrap();
    assert!(page.numbers.iter().all(|number| number.state == NumberState::Connected));
}

#[tokio::test]
async fn connecting_twice_is_one_number_with_the_newer_secrets() {
    let test = TestDesk::new().await;
    let operator = Actor::operator();
    let mut again = new_number("Matriz", MAIN, &test.queue);
    again.app_secret = desk_core::ports::Secret("rotated".to_owned());
    again.previous_app_secret = Some(desk_core::ports::Secret(format!("secret-{MAIN}")));
    assert_eq!(test.desk.connect_number(&operator, again).await.unwrap(), test.number);
    let secrets: Vec<String> = test.desk.webhook_secrets().into_iter().map(|secret| secret.0).collect();
    for expected in ["rotated", "secret-1001", "secret-1002"] {
        assert!(secrets.iter().any(|secret| secret == expected), "{expected}");
    }
    let mut bad = new_number("", "", &test.queue);
    bad.phone = "abc".to_owned();
    let DeskError::Invalid { fields } = test.desk.connect_number(&operator, bad).await.unwrap_err() else {
        panic!("it was taken");
    };
    let fields: Vec<&str> = fields.iter().map(|field| field.field.as_str()).collect();
    assert_eq!(fields, ["label", "provider_id", "phone"]);
}

#[tokio::test]
async fn a_queue_is_made_once_by_name() {
    let test = TestDesk::new().await;
    let queue = |color: &str| NewQueue {
        name: "Atendimento".to_owned(),
        color: color.to_owned(),
        opening_text: String::new(),
        closing_text: String::new(),
        reopen_hours: 0,
    };
    assert_eq!(test.desk.ensure_queue(&Actor::operator(), queue("#ffffff")).await.unwrap(), test.queue);
    for color in ["red", "#fff", "#gggggg", "#ffffff;x"] {
        let refused = test.desk.ensure_queue(&Actor::operator(), queue(color)).await.unwrap_err();
        assert_eq!(refused, DeskError::invalid("color", FieldProblem::Malformed), "{color}");
    }
}

#[tokio::test]
async fn the_journal_shows_what_could_not_be_read() {
    let test = TestDesk::new().await;
    let admin = test.admin("caio").await;
    test.desk.count_bad_signature();
    test.desk.receive(Bytes::from_static(b"{not json"), false).await.unwrap();
    test.desk.drain_inbound().await.unwrap();
    let health = test.desk.journal_health(&admin).await.unwrap();
    assert_eq!((health.pending, health.bad_signatures, health.problems.len()), (0, 1, 1));
    assert_eq!((health.problems[0].state.as_str(), health.problems[0].size), ("unreadable", 9));
}
