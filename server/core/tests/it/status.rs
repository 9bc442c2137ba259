//! Customers are told where they stand: their place, and how a ticket stands whose number they send.

use crate::support::{FINANCE, MAIN, TestDesk, both};
use desk_core::Actor;
use desk_core::ports::Change;
use desk_model::message::{Author, Content};
use desk_model::status::StatusPolicy;
use desk_model::time::{HOUR, MINUTE};
use desk_model::view::InboxRow;
use desk_model::{CloseReason, Protocol, TicketId};

const PHONE: &str = "5511987650001";
const OTHER: &str = "5511987650002";

both!(
    the_status_is_told_by_the_number,
    nobody_elses_number_is_told,
    machines_do_not_talk_for_ever,
    the_place_in_the_queue_is_told,
    tickets_are_found_by_their_number,
);

async fn says(test: &TestDesk, phone: &str, text: &str) {
    let message = test.inbound(phone, Content::text(text));
    test.arrives(MAIN, vec![Change::Message(Box::new(message))]).await;
}

/// What the desk said in a ticket.
async fn told(test: &TestDesk, ticket: &TicketId) -> Vec<String> {
    let lines = test.desk.transcript(&Actor::operator(), ticket, false).await.unwrap().lines;
    let desk = lines.into_iter().filter(|line| line.author == Author::Desk);
    desk.filter_map(|line| match line.content {
        Content::Text { body } => Some(body),
        _ => None,
    })
    .collect()
}

async fn policy(test: &TestDesk) {
    let policy = StatusPolicy {
        enabled: true,
        waiting: "{protocol} espera em {queue}: {position}, {wait}.".into(),
        serving: "{protocol} em atendimento.".into(),
        closed: "{protocol} encerrado em {closed}.".into(),
    };
    test.desk.set_queue_status(&Actor::operator(), &test.queue, policy).await.unwrap();
}

async fn the_status_is_told_by_the_number(test: &TestDesk) {
    policy(test).await;
    let ana = test.agent("ana").await;
    let ticket = test.customer_says(PHONE, "olá").await;
    let row = test.row(&ticket).await;
    let number = row.protocol.to_string();
    // Nobody has waited lately: what is not known is left out with its sentence.
    says(test, PHONE, &number).await;
    assert_eq!(told(test, &ticket).await, Vec::<String>::new());
    test.clock.advance(5 * MINUTE);
    let other = test.customer_says(OTHER, "olá").await;
    test.clock.advance(5 * MINUTE);
    test.desk.claim(&ana, &other).await.unwrap();
    says(test, PHONE, row.protocol.digits()).await;
    assert_eq!(told(test, &ticket).await, [format!("{number} espera em Atendimento: 1, 5 min.")]);
    let before = test.row(&ticket).await;
    assert_eq!((before.unread, before.waiting_since), (1, row.waiting_since), "nobody has to answer that");
    test.desk.claim(&ana, &ticket).await.unwrap();
    says(test, PHONE, &format!("Protocolo {}", row.protocol.digits())).await;
    assert_eq!(told(test, &ticket).await.last().unwrap(), &format!("{number} em atendimento."));
    test.clock.advance(2 * HOUR);
    test.desk.close(&ana, &ticket, CloseReason::Resolved).await.unwrap();
    says(test, PHONE, &format!("qual o status do protocolo {number}?")).await;
    // 12:00 UTC, ten minutes and two hours later, in São Paulo.
    assert_eq!(
        told(test, &ticket).await.last().unwrap(),
        &format!("{number} encerrado em 21/11/2026 11:10.")
    );
    let row = test.row(&ticket).await;
    assert!(!row.state.is_open() && row.preview.text.contains(&number), "it stands in the thread");
    assert_eq!(test.desk.find(&Actor::operator(), PHONE).await.unwrap().len(), 1);
    // A number among other words is a message like any other.
    says(test, PHONE, &format!("A peça do {number} quebrou de novo")).await;
    assert_eq!(test.desk.find(&Actor::operator(), PHONE).await.unwrap().len(), 2);
}

async fn nobody_elses_number_is_told(test: &TestDesk) {
    policy(test).await;
    let ticket = test.customer_says(PHONE, "segredo").await;
    let number = test.row(&ticket).await.protocol;
    test.customer_says(OTHER, "olá").await;
    let mine = test.row_of(OTHER).await;
    let mut wrong = mine.protocol.digits().to_owned();
    let last = wrong.pop().unwrap();
    wrong.push(if last == '0' { '1' } else { '0' });
    let nobodys = Protocol::new(2020, 1, 1, 7).to_string();
    for text in [number.to_string(), wrong, nobodys] {
        let unread = test.row(&mine.ticket).await.unread;
        says(test, OTHER, &text).await;
        assert_eq!(told(test, &mine.ticket).await, Vec::<String>::new(), "{text}");
        assert_eq!(test.row(&mine.ticket).await.unread, unread + 1, "an ordinary message");
    }
    // Somebody who never wrote there opens a ticket with it, as with anything.
    let fresh = test.customer_says("5511987650003", &number.to_string()).await;
    assert_eq!(told(test, &fresh).await, Vec::<String>::new());
    assert!(test.row(&fresh).await.state.is_open());
}

async fn machines_do_not_talk_for_ever(test: &TestDesk) {
    policy(test).await;
    let ana = test.agent("ana").await;
    let ticket = test.customer_says(PHONE, "olá").await;
    test.desk.claim(&ana, &ticket).await.unwrap();
    let number = test.row(&ticket).await.protocol.to_string();
    for _ in 0..10 {
        test.clock.advance(MINUTE);
        says(test, PHONE, &number).await;
    }
    assert_eq!(told(test, &ticket).await.len(), 3);
    assert_eq!(test.row(&ticket).await.unread, 8, "a person looks at the rest");
    test.clock.advance(HOUR);
    says(test, PHONE, &number).await;
    assert_eq!(told(test, &ticket).await.len(), 4);
    // Switched off.
    let off = StatusPolicy { enabled: false, ..StatusPolicy::default() };
    test.desk.set_queue_status(&Actor::operator(), &test.queue, off).await.unwrap();
    test.clock.advance(HOUR);
    says(test, PHONE, &number).await;
    assert_eq!(told(test, &ticket).await.len(), 4);
}

async fn the_place_in_the_queue_is_told(test: &TestDesk) {
    let mut tx = test.store.write().await.unwrap();
    let mut row = desk_store::queue::get(&mut tx, &test.queue).await.unwrap().unwrap();
    row.policy.texts.position = "Você é o nº {position}. Espera: {wait}.".into();
    desk_store::queue::update_policy(&mut tx, &test.queue, &row.policy).await.unwrap();
    tx.commit().await.unwrap();
    let ana = test.agent("ana").await;
    let first = test.customer_says(PHONE, "olá").await;
    assert_eq!(told(test, &first).await, ["Você é o nº 1."], "how long it takes nobody knows yet");
    test.clock.advance(7 * MINUTE);
    let second = test.customer_says(OTHER, "olá").await;
    assert_eq!(told(test, &second).await, ["Você é o nº 2."]);
    test.desk.claim(&ana, &first).await.unwrap();
    let third = test.customer_says("5511987650003", "olá").await;
    assert_eq!(told(test, &third).await, ["Você é o nº 2. Espera: 7 min."]);
    // Only once, and only where the queue says it.
    says(test, OTHER, "alô?").await;
    assert_eq!(told(test, &second).await.len(), 1);
    let elsewhere = test.customer_says_to(FINANCE, PHONE, "olá").await;
    assert_eq!(told(test, &elsewhere).await, Vec::<String>::new());
}

async fn tickets_are_found_by_their_number(test: &TestDesk) {
    let ticket = test.customer_says(PHONE, "olá").await;
    let number = test.row(&ticket).await.protocol;
    let (ana, bia) = (test.agent("ana").await, test.finance_agent("bia").await);
    let digits = number.digits();
    for text in [
        digits.to_owned(),
        number.to_string(),
        format!("protocolo {number}"),
        format!("o cliente disse {} ontem", number.to_string().replace('-', " ")),
        format!("{}.{}.{}", &digits[..8], &digits[8..14], &digits[14..]),
    ] {
        let found: Vec<InboxRow> = test.desk.find(&ana, &text).await.unwrap();
        assert_eq!(found.iter().map(|row| &row.ticket).collect::<Vec<_>>(), [&ticket], "{text}");
        assert_eq!(test.desk.search_protocol(&ana, &text).await.unwrap().as_ref(), Some(&ticket), "{text}");
        assert_eq!(test.desk.search_protocol(&bia, &text).await.unwrap(), None);
        assert!(test.desk.find(&bia, &text).await.unwrap().is_empty(), "{text}");
    }
}
