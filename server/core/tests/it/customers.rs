//! Who writes: one customer, many addresses.

use crate::inbound::{ANA, bsuid, message, phone};
use crate::support::{FINANCE, MAIN, START, TestDesk, both};
use desk_core::Actor;
use desk_core::ports::Change;
use desk_model::message::ThreadEvent;
use desk_model::ticket::StateName;
use desk_model::time::{DAY, MINUTE, SECOND};
use std::collections::BTreeSet;

both!(
    names_and_addresses_stand_where_they_are_known,
    a_customer_without_a_phone_is_a_customer,
    two_customers_shown_to_be_one_become_one_and_nothing_is_lost,
    a_changed_number_goes_on_in_the_same_ticket_under_the_new_address,
    a_change_of_identity_opens_no_ticket_whatever_is_known,
);

async fn names_and_addresses_stand_where_they_are_known(test: &TestDesk) {
    let mut nameless = test.written(&[phone("551187650001")], START, "oi");
    nameless.name = None;
    test.arrives(MAIN, vec![message(nameless)]).await;
    let found = test.desk.find(&Actor::operator(), "87650001").await.unwrap();
    assert_eq!(found[0].contact_name, "+55 11 8765-0001");
    // The same mobile with the ninth digit is the same customer, and now has a name.
    test.arrives(MAIN, vec![message(test.written(&[phone(ANA)], START.plus(SECOND), "de novo"))]).await;
    let row = test.row(&found[0].ticket).await;
    assert_eq!((row.unread, row.contact_name.as_str()), (2, "Cliente 5511987650001"));
    // An older message brings no older name.
    let mut late = test.written(&[phone(ANA)], START.plus(-SECOND), "antes");
    late.name = Some("Nome velho".into());
    test.arrives(MAIN, vec![message(late)]).await;
    assert_eq!(test.row(&row.ticket).await.contact_name, "Cliente 5511987650001");
}

async fn a_customer_without_a_phone_is_a_customer(test: &TestDesk) {
    let mut inbound = test.written(&[bsuid("BR.1a2b")], START, "oi");
    inbound.name = None;
    test.arrives(MAIN, vec![message(inbound)]).await;
    let found = test.desk.find(&Actor::operator(), "BR.1a2b").await.unwrap();
    assert_eq!(found[0].contact_name, "BR.1a2b");
}

async fn two_customers_shown_to_be_one_become_one_and_nothing_is_lost(test: &TestDesk) {
    let agent = test.agent("ana").await;
    test.arrives(MAIN, vec![message(test.written(&[phone(ANA)], START, "por telefone"))]).await;
    test.clock.advance(SECOND);
    test.arrives(MAIN, vec![message(test.written(&[bsuid("BR.zz")], START.plus(SECOND), "por usuário"))])
        .await;
    test.arrives(
        FINANCE,
        vec![message(test.written(&[bsuid("BR.zz")], START.plus(SECOND), "no financeiro"))],
    )
    .await;
    let before = test.all_rows().await;
    assert_eq!(before.len(), 3);
    let (elder, younger) = (&before[0], &before[1]);
    test.desk.claim(&agent, &younger.ticket).await.unwrap();

    let both = [phone(ANA), bsuid("BR.zz")];
    test.clock.advance(SECOND);
    test.arrives(MAIN, vec![message(test.written(&both, START.plus(2 * SECOND), "os dois"))]).await;

    let after = test.all_rows().await;
    assert_eq!(after.iter().map(|row| &row.contact).collect::<BTreeSet<_>>().len(), 1);
    let kept = after.iter().find(|row| row.ticket == elder.ticket).unwrap();
    let ended = after.iter().find(|row| row.ticket == younger.ticket).unwrap();
    assert_eq!(ended.state.name(), StateName::Closed);
    assert_eq!(kept.state.owner(), Some(agent.user()), "whoever was talking to the customer still is");
    assert_eq!(kept.unread, 3);
    assert_eq!(kept.waiting_since, Some(START));
    assert_eq!(kept.window.last_inbound_at, Some(START.plus(2 * SECOND)));
    assert_eq!(test.texts(&kept.ticket).await, ["por telefone", "por usuário", "os dois"]);
    assert!(test.said(&kept.ticket).await.iter().all(|line| line.ticket == kept.ticket));
    let thread = test.desk.thread(&agent, &kept.ticket).await.unwrap();
    assert_eq!(thread.contact.identities, both);
    assert_eq!(thread.contact.tickets.len(), 3 - 1, "the agent sees those of the queue");
    // From now on each address leads there.
    test.arrives(MAIN, vec![message(test.written(&[bsuid("BR.zz")], START.plus(3 * SECOND), "eu"))]).await;
    assert_eq!(test.row(&kept.ticket).await.unread, 4);
}

async fn a_changed_number_goes_on_in_the_same_ticket_under_the_new_address(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let ticket = test.customer_says(ANA, "oi").await;
    test.desk.claim(&agent, &ticket).await.unwrap();
    let news = Change::IdentityChange {
        id: Some("wamid.sys".into()),
        before: vec![phone(ANA)],
        after: vec![phone("5511911112222")],
        detail: "User changed from A to B".into(),
        at: START.plus(MINUTE),
    };
    test.clock.advance(MINUTE);
    test.arrives(MAIN, vec![news.clone()]).await;
    test.arrives(MAIN, vec![news]).await;
    let changes = test.events(&ticket).await;
    let changed = changes.iter().filter(|event| matches!(event, ThreadEvent::IdentityChanged { .. })).count();
    assert_eq!(changed, 1, "told once, however often it comes");
    // An older message from the old address is the same customer's, and does not bring the old address back.
    test.arrives(MAIN, vec![message(test.written(&[phone(ANA)], START.plus(SECOND), "antes de mudar"))])
        .await;
    assert_eq!(test.texts(&ticket).await, ["oi", "antes de mudar"]);
    let thread = test.desk.thread(&agent, &ticket).await.unwrap();
    assert_eq!(thread.contact.identities, [phone("5511911112222")]);
    let request = desk_core::ReplyRequest {
        id: test.message_id(),
        ticket: ticket.clone(),
        body: "olá".into(),
        reply_to: None,
    };
    test.desk.reply(&agent, request).await.unwrap();
    test.desk.drain_outbox().await.unwrap();
    assert_eq!(test.gateway.sent()[0].to, phone("5511911112222"));
    // Whoever writes from the old number later is somebody else: phone companies hand numbers out again.
    test.arrives(MAIN, vec![message(test.written(&[phone(ANA)], START.plus(DAY), "quem é?"))]).await;
    assert_eq!(test.row(&ticket).await.unread, 0);
    assert_eq!(test.all_rows().await.len(), 2);
}

async fn a_change_of_identity_opens_no_ticket_whatever_is_known(test: &TestDesk) {
    let news = Change::IdentityChange {
        id: None,
        before: vec![bsuid("BR.a")],
        after: vec![bsuid("BR.b")],
        detail: String::new(),
        at: START,
    };
    test.arrives(MAIN, vec![news]).await;
    assert_eq!(test.seq().await, 2, "only the two numbers were told of");
    test.arrives(MAIN, vec![message(test.written(&[bsuid("BR.a")], START.plus(-MINUTE), "antes"))]).await;
    test.arrives(MAIN, vec![message(test.written(&[bsuid("BR.b")], START.plus(MINUTE), "depois"))]).await;
    let rows = test.all_rows().await;
    assert_eq!(rows.len(), 1, "old and new address are one customer");
    assert_eq!(test.texts(&rows[0].ticket).await, ["antes", "depois"]);
}
