//! The order and the number of deliveries change nothing, and neither does applying the journal again.

use crate::support::{MAIN, START, TestDesk, both};
use bytes::Bytes;
use desk_core::ports::{Change, InboundStatus, Part};
use desk_core::{Actor, ReplyRequest};
use desk_model::message::{Content, SendFailure};
use desk_model::time::SECOND;
use desk_model::view::{InboxRow, MessageView};
use desk_model::{Direction, MessageStatus, Timestamp};
use proptest::prelude::{Just, ProptestConfig, Strategy, any};
use proptest::test_runner::TestRunner;

/// Two customers, what they wrote and changed, and what became of one message of ours.
fn story(test: &TestDesk) -> Vec<Change> {
    let at = |n: i64| START.plus(n * SECOND);
    let wrote = |phone: &str, id: &str, n, reply_to: Option<&str>| {
        let mut inbound = test.inbound(phone, Content::text(format!("original {id}")));
        inbound.id = id.to_owned();
        inbound.at = at(n);
        inbound.reply_to = reply_to.map(str::to_owned);
        Change::Message(Box::new(inbound))
    };
    let edit = |id: &str, target: &str, n| Change::Edit {
        id: id.to_owned(),
        target: target.to_owned(),
        content: Content::text(format!("edited {id}")),
        at: at(n),
    };
    let react = |id: &str, target: &str, emoji: Option<&str>, n| Change::Reaction {
        id: id.to_owned(),
        target: target.to_owned(),
        emoji: emoji.map(str::to_owned),
        at: at(n),
    };
    let status = |status, n| {
        let failure =
            (status == MessageStatus::Failed).then(|| SendFailure { code: 131_026, detail: "x".into() });
        Change::Status(InboundStatus {
            target: "wamid.out.1".into(),
            ours: None,
            status,
            failure,
            pricing: None,
            at: at(n),
        })
    };
    vec![
        wrote("5511987650001", "a1", 10, None),
        wrote("5511987650001", "a2", 20, Some("a1")),
        wrote("5511987650001", "a3", 30, Some("wamid.out.1")),
        wrote("5511987650002", "b1", 15, None),
        wrote("5511987650002", "b2", 25, None),
        edit("e1", "a1", 11),
        edit("e2", "a1", 12),
        edit("e3", "a1", 13),
        edit("e4", "b2", 26),
        react("r1", "wamid.out.1", Some("👍"), 40),
        react("r2", "wamid.out.1", None, 41),
        react("r3", "wamid.out.1", Some("❤"), 42),
        react("r4", "b1", Some("😂"), 43),
        react("r5", "b1", None, 44),
        Change::Revoke { id: "v1".into(), target: "a2".into(), at: at(50) },
        Change::Revoke { id: "v2".into(), target: "b1".into(), at: at(51) },
        status(MessageStatus::Sent, 5),
        status(MessageStatus::Failed, 6),
        status(MessageStatus::Delivered, 7),
        status(MessageStatus::Read, 8),
    ]
}

/// A line as far as the order of deliveries must not matter.
fn plain(line: &MessageView, of: &[MessageView]) -> String {
    let quoted = line.quote.as_ref().map(|quote| {
        let known = quote.message.as_ref().and_then(|id| of.iter().find(|line| line.id == *id));
        (known.map(|line| line.at), quote.ours)
    });
    let MessageView { direction, content, at, status, failure, reactions, earlier, revoked_at, .. } = line;
    format!(
        "{direction:?} {content:?} {at:?} {status:?} {failure:?} {reactions:?} {earlier:?} {revoked_at:?} {quoted:?}"
    )
}

async fn state(test: &TestDesk) -> Vec<String> {
    let mut rows = test.desk.find(&Actor::operator(), "Cliente").await.unwrap();
    rows.sort_by(|a, b| a.contact_name.cmp(&b.contact_name));
    let mut state = Vec::new();
    for row in rows {
        let InboxRow {
            state: ticket, preview, preview_at, waiting_since, unread, window, contact_name, ..
        } = &row;
        state.push(format!(
            "{contact_name} {:?} {preview:?} {preview_at:?} {waiting_since:?} {unread} {window:?}",
            ticket.name()
        ));
        let thread = test.desk.thread(&Actor::operator(), &row.ticket).await.unwrap();
        let lines: Vec<_> =
            thread.messages.into_iter().filter(|line| line.direction != Direction::Event).collect();
        state.extend(lines.iter().map(|line| plain(line, &lines)));
    }
    state
}

/// A desk where a customer has written and was answered; the answer is `wamid.out.1`, which is accepted before or after the rest.
async fn told(test: &TestDesk, deliveries: &[Vec<usize>], answer_first: bool) -> Vec<String> {
    let agent = test.agent("ana").await;
    let ticket = test.customer_says("5511987650001", "oi").await;
    test.desk.claim(&agent, &ticket).await.unwrap();
    let request = ReplyRequest {
        id: "msg_resposta".parse().unwrap(),
        ticket: ticket.clone(),
        body: "olá".into(),
        reply_to: None,
    };
    test.desk.reply(&agent, request).await.unwrap();
    if answer_first {
        test.desk.drain_outbox().await.unwrap();
    }
    test.clock.advance(60 * SECOND);
    let story = story(test);
    for (n, delivery) in deliveries.iter().enumerate() {
        let parts: Vec<Part> = delivery
            .iter()
            .enumerate()
            .map(|(i, index)| Part {
                path: format!("{n}.{i}"),
                field: "messages".into(),
                number: Some(MAIN.into()),
                change: story[*index].clone(),
            })
            .collect();
        test.desk.receive(Bytes::from(serde_json::to_vec(&parts).unwrap()), true).await.unwrap();
        if n % 3 == 0 {
            test.desk.drain_inbound().await.unwrap();
        }
    }
    test.desk.drain_inbound().await.unwrap();
    test.desk.drain_outbox().await.unwrap();
    state(test).await
}

fn length() -> usize {
    20
}

#[test]
fn the_order_and_number_of_deliveries_never_change_the_outcome() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let in_order: Vec<Vec<usize>> = (0..length()).map(|n| vec![n]).collect();
    let fresh = |deliveries: Vec<Vec<usize>>, answer_first| async move {
        let test = TestDesk::new().await;
        assert_eq!(story(&test).len(), length());
        told(&test, &deliveries, answer_first).await
    };
    let expected = runtime.block_on(fresh(in_order, true));
    assert!(expected.len() > 7, "{expected:#?}");
    let deliveries = (Just((0..length()).collect::<Vec<_>>()).prop_shuffle(), any::<u64>(), any::<bool>());
    let strategy = deliveries.prop_map(|(order, seed, answer_first)| {
        // Cut into requests of one to four parts, each part again in a later request every third time.
        let mut seed = seed;
        let mut random = move |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(seed >> 33).unwrap_or(0) % below
        };
        let mut all = order.clone();
        for index in order {
            if random(3) == 0 {
                let place = random(all.len() + 1);
                all.insert(place, index);
            }
        }
        let mut requests = Vec::new();
        while !all.is_empty() {
            let size = (random(4) + 1).min(all.len());
            requests.push(all.drain(..size).collect::<Vec<_>>());
        }
        (requests, answer_first)
    });
    let mut runner = TestRunner::new(ProptestConfig { cases: 24, ..ProptestConfig::default() });
    runner
        .run(&strategy, |(requests, answer_first)| {
            let state = runtime.block_on(fresh(requests, answer_first));
            proptest::prop_assert_eq!(&state, &expected);
            Ok(())
        })
        .unwrap();
}

both!(applying_the_journal_again_creates_nothing_and_tells_nothing);

async fn applying_the_journal_again_creates_nothing_and_tells_nothing(test: &TestDesk) {
    let in_order: Vec<Vec<usize>> = (0..length()).map(|n| vec![n]).collect();
    let before = told(test, &in_order, true).await;
    let seq = test.seq().await;
    let report = test.desk.replay(Timestamp(0)).await.unwrap();
    assert_eq!((report.requests, report.applied, report.failed), (length() + 1, length() + 1, 0));
    assert_eq!(state(test).await, before);
    assert_eq!(test.seq().await, seq);
    assert_eq!(test.outbox_size().await, 0);
    // Only what came since.
    let report = test.desk.replay(test.now()).await.unwrap();
    assert_eq!(report.requests, length());
    let report = test.desk.replay(test.now().plus(1)).await.unwrap();
    assert_eq!(report.requests, 0);
}
