//! What comes after a message and changes it, or only looks like one.

use crate::inbound::{ANA, message, phone};
use crate::support::{MAIN, START, TestDesk, both};
use bytes::Bytes;
use desk_core::Actor;
use desk_core::ports::{Change, InboundStatus, Part, TemplateChange, TemplateNews};
use desk_model::message::{Content, SendFailure};
use desk_model::template::TemplateStatus;
use desk_model::time::{DAY, HOUR, SECOND};
use desk_model::{MessageStatus, WindowState};

both!(
    reactions_edits_and_revocations_change_their_message_and_open_nothing,
    a_reply_shows_what_it_quotes_also_when_that_comes_later,
    what_whatsapp_says_itself_opens_nothing,
    a_template_follows_what_meta_decides,
    a_status_that_is_not_ours_changes_nothing,
    the_customers_message_unlocks_what_waited_for_it,
);

async fn reactions_edits_and_revocations_change_their_message_and_open_nothing(test: &TestDesk) {
    let inbound = test.written(&[phone(ANA)], START, "oi");
    let target = inbound.id.clone();
    let edit = |id: &str, text: &str, at| Change::Edit {
        id: id.into(),
        target: target.clone(),
        content: Content::text(text),
        at,
    };
    let react = |id: &str, emoji: Option<&str>, at| Change::Reaction {
        id: id.into(),
        target: target.clone(),
        emoji: emoji.map(str::to_owned),
        at,
    };
    let revoke = Change::Revoke { id: "r".into(), target: target.clone(), at: START.plus(9 * SECOND) };
    // Before their message: parked, no ticket.
    test.arrives(
        MAIN,
        vec![edit("e3", "três", START.plus(3 * SECOND)), react("x", Some("👍"), START.plus(SECOND))],
    )
    .await;
    assert!(test.all_rows().await.is_empty());
    test.arrives(MAIN, vec![message(inbound)]).await;
    let row = test.all_rows().await.remove(0);
    assert_eq!(row.preview.text, "três");
    let window = row.window;
    // After it, in the wrong order, and twice.
    for _ in 0..2 {
        let changes = vec![
            edit("e1", "um", START.plus(SECOND)),
            react("y", None, START.plus(5 * SECOND)),
            revoke.clone(),
            edit("e2", "dois", START.plus(2 * SECOND)),
        ];
        test.arrives(MAIN, changes).await;
        test.arrives(MAIN, vec![react("x", Some("👍"), START.plus(SECOND))]).await;
    }
    let line = test.said(&row.ticket).await.remove(0);
    assert_eq!(line.content, Content::text("três"));
    assert_eq!(line.earlier, [Content::text("oi"), Content::text("um"), Content::text("dois")]);
    assert!(line.reactions.is_empty());
    assert_eq!(line.revoked_at, Some(START.plus(9 * SECOND)));
    let row = test.row(&row.ticket).await;
    assert_eq!((row.unread, row.window), (1, window));
}

async fn a_reply_shows_what_it_quotes_also_when_that_comes_later(test: &TestDesk) {
    let first = test.written(&[phone(ANA)], START, "quanto custa?");
    let mut reply = test.written(&[phone(ANA)], START.plus(SECOND), "alguém?");
    reply.reply_to = Some(first.id.clone());
    test.arrives(MAIN, vec![message(reply)]).await;
    let ticket = test.all_rows().await.remove(0).ticket;
    let quote = test.said(&ticket).await[0].quote.clone().unwrap();
    assert_eq!((quote.message, quote.text.as_str()), (None, ""));
    test.arrives(MAIN, vec![message(first)]).await;
    let said = test.said(&ticket).await;
    let quote = said[1].quote.clone().unwrap();
    assert_eq!((quote.message.as_ref(), quote.text.as_str()), (Some(&said[0].id), "quanto custa?"));
}

async fn what_whatsapp_says_itself_opens_nothing(test: &TestDesk) {
    let system = |at| {
        let mut inbound = test.written(&[phone(ANA)], at, "");
        inbound.content = Content::System { body: "código alterado".into() };
        inbound.opens_window = false;
        message(inbound)
    };
    test.arrives(MAIN, vec![system(START)]).await;
    assert!(test.all_rows().await.is_empty());
    let ticket = test.customer_says(ANA, "oi").await;
    let before = test.row(&ticket).await;
    test.arrives(MAIN, vec![system(START.plus(HOUR))]).await;
    let after = test.row(&ticket).await;
    assert_eq!((after.window, after.preview), (before.window, before.preview));
    assert_eq!(test.said(&ticket).await.len(), 2);
}

async fn a_template_follows_what_meta_decides(test: &TestDesk) {
    test.template().await;
    let paused = |number: Option<&str>| Part {
        path: "p".into(),
        field: "message_template_status_update".into(),
        number: number.map(str::to_owned),
        change: Change::Template(Box::new(TemplateNews {
            name: "retorno".into(),
            language: "pt-BR".into(),
            provider_id: None,
            what: TemplateChange::Status {
                status: TemplateStatus::Paused,
                reason: None,
                paused_until: None,
                disable_at: None,
            },
        })),
    };
    for owner in [Some("3000"), Some("2000")] {
        let body = serde_json::to_vec(&[paused(owner)]).unwrap();
        test.desk.receive(Bytes::from(body), true).await.unwrap();
        test.desk.drain_inbound().await.unwrap();
        let list = test.desk.templates(&Actor::operator(), &test.number).await.unwrap();
        let expected = if owner == Some("2000") { TemplateStatus::Paused } else { TemplateStatus::Approved };
        assert_eq!(list.templates[0].status, expected);
    }
}

async fn a_status_that_is_not_ours_changes_nothing(test: &TestDesk) {
    let inbound = test.written(&[phone(ANA)], START, "oi");
    let target = inbound.id.clone();
    test.arrives(MAIN, vec![message(inbound)]).await;
    let seq = test.seq().await;
    let failed = InboundStatus {
        target,
        ours: None,
        status: MessageStatus::Failed,
        failure: Some(SendFailure { code: 1, detail: String::new() }),
        pricing: None,
        at: START,
    };
    test.arrives(MAIN, vec![Change::Status(failed)]).await;
    assert_eq!(test.seq().await, seq);
}

async fn the_customers_message_unlocks_what_waited_for_it(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let template = test.template().await;
    let ticket = test.customer_says(ANA, "oi").await;
    test.desk.claim(&agent, &ticket).await.unwrap();
    test.clock.advance(DAY);
    let request = desk_core::TemplateRequest {
        id: test.message_id(),
        ticket: ticket.clone(),
        template,
        params: vec![desk_model::template::TemplateParam {
            place: desk_model::template::Place::Body,
            key: "1".into(),
            value: "Ana".into(),
        }],
        category: None,
    };
    let sent = test.desk.send_template(&agent, request).await.unwrap();
    let row = test.row(&ticket).await;
    assert_eq!(row.pending_template.as_ref().map(|pending| &pending.message), Some(&sent.id));
    // One written before it does not answer it.
    test.arrives(MAIN, vec![message(test.written(&[phone(ANA)], test.now().plus(-HOUR), "antes"))]).await;
    assert!(test.row(&ticket).await.pending_template.is_some());
    test.arrives(MAIN, vec![message(test.written(&[phone(ANA)], test.now(), "sim"))]).await;
    let row = test.row(&ticket).await;
    assert_eq!(row.pending_template, None);
    let open = desk_model::window::window(desk_model::WindowPolicy::Whatsapp, &row.window, test.now());
    assert!(matches!(open, WindowState::Open { .. }));
}
