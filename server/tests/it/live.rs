//! The live socket: nothing is lost, nothing comes twice, nobody hears what is not for them, nobody holds up others.

use crate::support::socket::{Heard, Socket};
use crate::support::{TestDesk, Wishes, all, both, hook, within};
use desk_core::Actor;
use desk_live::LiveOptions;
use desk_model::wire::{ClientFrame, DeskEvent, MAX_CLIENT_FRAME, ServerFrame};
use futures::SinkExt;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tokio_tungstenite::tungstenite::Message;

both! {
    who_was_away_gets_everything_once_and_in_order
    reconnecting_in_the_middle_of_traffic_loses_and_doubles_nothing
    nothing_of_other_queues_is_pushed
}

async fn burst(desk: &TestDesk, customers: usize, each: usize) {
    let now = desk.clock.now();
    let hooks = (0..customers * each).map(|i| {
        let phone = format!("55119870{:05}", i % customers);
        desk.hook(hook::text(&hook::wamid(), &phone, &format!("mensagem {i}"), now))
    });
    assert!(all(hooks).await.iter().all(|status| *status == 200));
}

/// The numbers of all events that everybody who sees every queue is sent.
async fn told(desk: &TestDesk, since: i64) -> Vec<i64> {
    let sql = "SELECT CAST(seq AS TEXT) AS number FROM event
         WHERE topic IN ('ticket', 'number', 'templates', 'prices', 'presence') ORDER BY event.seq";
    let rows = desk.database.texts(sql).await;
    rows.iter().map(|seq| seq.parse().unwrap()).filter(|seq| *seq > since).collect()
}

async fn who_was_away_gets_everything_once_and_in_order(desk: TestDesk) {
    let sonia = desk.login("sonia@guiche.local").await;
    let start = desk.desk.last_seq().await.unwrap();
    // More than a page of the replay, and more than a queue.
    burst(&desk, 30, 20).await;
    desk.applied().await;
    let mut socket = sonia.socket(Some(start), &[]).await;
    assert!(matches!(socket.frame().await, ServerFrame::Welcome { .. }));
    let newest = desk.desk.last_seq().await.unwrap();
    let mut heard: Vec<i64> = socket.events_until(newest).await.into_iter().map(|(seq, _)| seq).collect();
    // And then live, on the same socket.
    burst(&desk, 30, 2).await;
    desk.applied().await;
    let newest = desk.quiet().await;
    heard.extend(socket.events_now(newest).await.into_iter().map(|(seq, _)| seq));
    assert_eq!(heard, told(&desk, start).await);
    desk.stop().await;
}

/// Clients that come and go all the time, in the middle of the traffic.
async fn reconnecting_in_the_middle_of_traffic_loses_and_doubles_nothing(desk: TestDesk) {
    let sonia = desk.login("sonia@guiche.local").await;
    let start = desk.desk.last_seq().await.unwrap();
    let traffic = burst(&desk, 20, 25);
    let clients = all((0..4_usize).map(|client| {
        let (sonia, desk) = (sonia.clone(), &desk);
        async move {
            let (mut last, mut heard) = (start, Vec::new());
            for visit in 0..25 {
                let mut socket = sonia.socket(Some(last), &[]).await;
                for _ in 0..(3 + (visit * 7 + client * 5) % 40) {
                    match socket.hear_within(Duration::from_millis(300)).await {
                        Some(Heard::Frame(ServerFrame::Event { seq, .. })) => {
                            heard.push(seq);
                            last = seq;
                        }
                        Some(Heard::Frame(ServerFrame::Tick { seq, .. })) => last = last.max(seq),
                        Some(Heard::Frame(ServerFrame::Reset { .. })) => panic!("reset"),
                        Some(Heard::Closed(code, reason)) => panic!("closed: {code:?} {reason}"),
                        Some(Heard::Frame(_)) => {}
                        None => break,
                    }
                }
                // Gone without a word.
                drop(socket);
            }
            let newest = desk.quiet().await;
            let mut socket = sonia.socket(Some(last), &[]).await;
            heard.extend(socket.events_until(newest).await.into_iter().map(|(seq, _)| seq));
            heard
        }
    }));
    let ((), clients) = tokio::join!(traffic, clients);
    let told = told(&desk, start).await;
    for heard in clients {
        assert_eq!(heard, told);
    }
    desk.stop().await;
}

#[tokio::test]
async fn who_was_away_too_long_is_told_to_start_over() {
    let desk = TestDesk::start().await;
    desk.customer_writes("5511987650001", "antes").await;
    let old = desk.quiet().await;
    desk.clock.advance(Duration::from_secs(30 * 24 * 3_600));
    desk.customer_writes("5511987650002", "depois").await;
    let before = desk.quiet().await;
    desk.desk.tidy().await.unwrap();
    let sonia = desk.login("sonia@guiche.local").await;
    // Her first page says that she is here. It stays open, so that nothing else changes her presence.
    let mut first = sonia.socket(Some(before), &[]).await;
    let newest = loop {
        if let ServerFrame::Event { seq, event: DeskEvent::Presence { .. }, .. } = first.frame().await {
            break seq;
        }
    };
    for last in [0, old - 1, newest + 1, i64::MAX, -1, i64::MIN] {
        let mut socket = sonia.socket(Some(last), &[]).await;
        match socket.frame().await {
            ServerFrame::Reset { seq, .. } => assert_eq!(seq, newest, "{last}"),
            other => panic!("{last}: {other:?}"),
        }
        // From there on it goes on as usual.
        assert!(matches!(socket.frame().await, ServerFrame::Tick { seq, .. } if seq == newest));
    }
    for last in [Some(old), Some(newest), None] {
        let mut socket = sonia.socket(last, &[]).await;
        assert!(matches!(socket.frame().await, ServerFrame::Welcome { .. }), "{last:?}");
    }
    desk.stop().await;
}

/// Somebody who does not read is cut with 4008, comes back, and has everything; the neighbour notices nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_slow_reader_is_cut_and_resumes() {
    let options = LiveOptions { queue: 64, farewell: Duration::from_secs(10), ..LiveOptions::default() };
    let desk = TestDesk::with(Wishes { live: Some(options), ..Wishes::default() }).await;
    let row = desk.customer_writes("5511987650001", "olá").await;
    let start = desk.quiet().await;
    let sonia = desk.login("sonia@guiche.local").await;
    let ana = desk.login("ana@guiche.local").await;
    let follow = std::slice::from_ref(&row.conversation);
    let mut slow = sonia.socket(Some(start), follow).await;
    let mut quick = ana.socket(Some(start), follow).await;
    // Six megabytes of lines: more than any buffer of the system between us takes in.
    let long = "palavra ".repeat(500);
    let quick = tokio::spawn(async move {
        let mut seqs = Vec::new();
        loop {
            if let ServerFrame::Event { seq, event, .. } = quick.frame().await {
                if matches!(&event, DeskEvent::Message { message, .. } if message.content.preview().1 == "fim")
                {
                    return seqs;
                }
                seqs.push(seq);
            }
        }
    });
    for part in 0..40 {
        let messages: Vec<Value> = (0..50)
            .map(|i| {
                hook::message(
                    &hook::wamid(),
                    "5511987650001",
                    &format!("{part} {i} {long}"),
                    desk.clock.now(),
                )
            })
            .collect();
        let body = hook::envelope(&[hook::change(
            &json!([hook::contact("5511987650001")]),
            &Value::Array(messages),
            &Value::Null,
        )]);
        assert_eq!(desk.hook(body.to_string()).await, 200);
        desk.applied().await;
    }
    let since = Instant::now();
    desk.customer_writes("5511987650001", "fim").await;
    let neighbour = tokio::time::timeout(Duration::from_secs(15), quick).await.unwrap().unwrap();
    assert!(since.elapsed() < Duration::from_secs(5), "the neighbour waited {:?}", since.elapsed());
    // Now the slow one reads: what had left before, then the reason, and no gap on the way.
    let mut last = start;
    let mut heard = Vec::new();
    let code = loop {
        match slow.hear().await {
            Heard::Frame(ServerFrame::Event { seq, .. }) => {
                heard.push(seq);
                last = seq;
            }
            Heard::Frame(ServerFrame::Tick { seq, .. }) => last = last.max(seq),
            Heard::Frame(_) => {}
            Heard::Closed(code, _) => break code,
        }
    };
    // Who never read at all may find the line cut instead of the farewell.
    assert!(code == Some(4008) || code.is_none(), "{code:?}");
    let newest = desk.quiet().await;
    assert!(last < newest, "it was not slow");
    let mut again = sonia.socket(Some(last), follow).await;
    heard.extend(again.events_until(newest).await.into_iter().map(|(seq, _)| seq));
    let missing = neighbour.iter().filter(|seq| !heard.contains(seq)).count();
    assert_eq!(missing, 0);
    assert!(heard.windows(2).all(|pair| pair[0] < pair[1]), "twice, or out of order");
    desk.stop().await;
}

/// Somebody who reads, but too little, gets to hear why.
#[tokio::test(flavor = "multi_thread")]
async fn the_reason_of_the_cut_is_told() {
    let options = LiveOptions { queue: 8, farewell: Duration::from_secs(15), ..LiveOptions::default() };
    let desk = TestDesk::with(Wishes { live: Some(options), ..Wishes::default() }).await;
    let row = desk.customer_writes("5511987650001", "olá").await;
    let sonia = desk.login("sonia@guiche.local").await;
    let mut slow = sonia.socket(None, std::slice::from_ref(&row.conversation)).await;
    slow.events_until(0).await;
    let long = "palavra ".repeat(500);
    let state = desk.running.as_ref().unwrap().state.clone();
    let end = Instant::now() + Duration::from_secs(60);
    let mut cut = false;
    while !cut && Instant::now() < end {
        let messages: Vec<Value> = (0..100)
            .map(|i| hook::message(&hook::wamid(), "5511987650001", &format!("{i} {long}"), desk.clock.now()))
            .collect();
        let body = hook::envelope(&[hook::change(
            &json!([hook::contact("5511987650001")]),
            &Value::Array(messages),
            &Value::Null,
        )]);
        assert_eq!(desk.hook(body.to_string()).await, 200);
        desk.applied().await;
        cut = state.live.members().await == 0;
    }
    assert!(cut, "still there");
    assert_eq!(slow.closed().await.0, Some(4008));
    desk.stop().await;
}

async fn nothing_of_other_queues_is_pushed(desk: TestDesk) {
    let queues = desk.queues().to_vec();
    let (davi, stranger) = desk.agent_of("davi@guiche.local", &queues[1..2]).await;
    let mut socket = stranger.socket(Some(0), &[]).await;
    // Everything that happens in the first queue: messages, a claim, an answer, a note, typing, an end.
    let row = desk.customer_writes("5511987650001", "assunto reservado").await;
    let ana = desk.login("ana@guiche.local").await;
    let mut writing = ana.socket(None, std::slice::from_ref(&row.conversation)).await;
    let work = async || {
        let id = hook::wamid().replace('.', "");
        ana.api("claim", json!({"ticket": row.ticket})).await;
        ana.api(
            "reply",
            json!({"id": format!("msg_{id}"), "ticket": row.ticket, "body": "resposta", "reply_to": null}),
        )
        .await;
        ana.api("note", json!({"id": format!("msg_{id}n"), "ticket": row.ticket, "body": "nota"})).await;
    };
    work().await;
    writing
        .send(&ClientFrame::Typing { ticket: row.ticket.clone(), conversation: row.conversation.clone() })
        .await;
    let newest = desk.quiet().await;
    writing.events_now(newest).await;
    let leaked: Vec<(i64, DeskEvent)> = socket.events_now(newest).await;
    assert!(leaked.iter().all(|(_, event)| !is_about_tickets(event)), "{leaked:?}");

    // Let in, they hear it; put out again, they hear nothing more from that moment on.
    let operator = Actor::operator();
    desk.desk.set_membership(&operator, &davi, &queues[0], true).await.unwrap();
    work().await;
    let newest = desk.quiet().await;
    let heard = socket.events_now(newest).await;
    assert!(heard.iter().any(|(_, event)| is_about_tickets(event)), "{heard:?}");
    assert!(
        !heard.iter().any(|(_, event)| matches!(event, DeskEvent::Message { .. })),
        "lines were not asked for"
    );
    desk.desk.set_membership(&operator, &davi, &queues[0], false).await.unwrap();
    desk.customer_writes("5511987650001", "depois").await;
    work().await;
    let newest = desk.quiet().await;
    let leaked = socket.events_now(newest).await;
    assert!(leaked.iter().all(|(_, event)| !is_about_tickets(event)), "{leaked:?}");
    desk.stop().await;
}

fn is_about_tickets(event: &DeskEvent) -> bool {
    match event {
        DeskEvent::Ticket { .. } | DeskEvent::Message { .. } | DeskEvent::Held { .. } => true,
        DeskEvent::Templates { .. }
        | DeskEvent::Prices
        | DeskEvent::Number { .. }
        | DeskEvent::Presence { .. }
        | DeskEvent::Labels
        | DeskEvent::Desk
        | DeskEvent::Mentions { .. } => false,
    }
}

#[tokio::test]
async fn lines_go_to_followers_and_typing_to_colleagues() {
    let desk = TestDesk::start().await;
    let row = desk.customer_writes("5511987650001", "olá").await;
    desk.quiet().await;
    let (ana, bruno) = (desk.login("ana@guiche.local").await, desk.login("bruno@guiche.local").await);
    let mut follower = ana.socket(None, &[]).await;
    follower.send(&ClientFrame::Subscribe { conversation: row.conversation.clone() }).await;
    while !matches!(follower.frame().await, ServerFrame::Subscribed { .. }) {}
    let mut other = bruno.socket(None, &[]).await;
    desk.customer_writes("5511987650001", "linha nova").await;
    let newest = desk.quiet().await;
    let lines = |events: &[(i64, DeskEvent)]| {
        events.iter().filter(|(_, e)| matches!(e, DeskEvent::Message { .. })).count()
    };
    assert!(lines(&follower.events_now(newest).await) >= 1);
    assert_eq!(lines(&other.events_now(newest).await), 0);
    // Bruno may not be heard where he does not look; then he looks.
    let typing = ClientFrame::Typing { ticket: row.ticket.clone(), conversation: row.conversation.clone() };
    other.send(&typing).await;
    other.send(&ClientFrame::Subscribe { conversation: row.conversation.clone() }).await;
    while !matches!(other.frame().await, ServerFrame::Subscribed { .. }) {}
    other.send(&typing).await;
    let frame = loop {
        match follower.frame().await {
            ServerFrame::Tick { .. } => {}
            frame => break frame,
        }
    };
    match frame {
        ServerFrame::Typing { ticket, name, .. } => {
            assert_eq!((ticket, name.as_str()), (row.ticket.clone(), "Bruno Reis"))
        }
        other => panic!("{other:?}"),
    }
    follower.send(&ClientFrame::Unsubscribe { conversation: row.conversation.clone() }).await;
    desk.customer_writes("5511987650001", "mais uma").await;
    let newest = desk.quiet().await;
    assert_eq!(lines(&follower.events_now(newest).await), 0);
    desk.stop().await;
}

#[tokio::test]
async fn what_is_no_frame_ends_the_socket_at_once() {
    let options = LiveOptions { hello: Duration::from_millis(300), ..LiveOptions::default() };
    let desk = TestDesk::with(Wishes { live: Some(options), ..Wishes::default() }).await;
    let ana = desk.login("ana@guiche.local").await;
    let origin = desk.url("");
    let connect =
        async || Socket::connect(&origin, &[("cookie", &ana.cookie), ("origin", &origin)]).await.unwrap();
    let hello = r#"{"frame":"hello","protocol":1,"build":"x","last_seq":null,"conversations":[]}"#;
    let ping = r#"{"frame":"ping"}"#;
    let many: Vec<String> = (0..65).map(|i| format!("cnv_{i}")).collect();
    let many =
        json!({"frame": "hello", "protocol": 1, "build": "x", "last_seq": null, "conversations": many})
            .to_string();
    let cases: Vec<(&str, Vec<Message>)> = vec![
        ("no hello", vec![]),
        ("not the first", vec![Message::text(ping)]),
        ("binary", vec![Message::text(hello), Message::binary(vec![1, 2, 3])]),
        ("no json", vec![Message::text(hello), Message::text("olá")]),
        ("unknown", vec![Message::text(hello), Message::text(r#"{"frame":"dance"}"#)]),
        (
            "unknown field",
            vec![
                Message::text(hello),
                Message::text(r#"{"frame":"subscribe","conversation":"cnv_1","as":"admin"}"#),
            ],
        ),
        ("two hellos", vec![Message::text(hello), Message::text(hello)]),
        ("another protocol", vec![Message::text(hello.replace(":1", ":2"))]),
        ("too many conversations", vec![Message::text(many)]),
        (
            "too large",
            vec![Message::text(hello), Message::text(format!("\"{}\"", "a".repeat(MAX_CLIENT_FRAME)))],
        ),
        ("far too large", vec![Message::text(hello), Message::text("a".repeat(8 * 1024 * 1024))]),
        (
            "a flood",
            std::iter::once(Message::text(hello)).chain((0..500).map(|_| Message::text(ping))).collect(),
        ),
        (
            "a flood of pings",
            std::iter::once(Message::text(hello))
                .chain((0..500).map(|_| Message::Ping(vec![1].into())))
                .collect(),
        ),
    ];
    for (what, messages) in cases {
        let mut socket = connect().await;
        let since = Instant::now();
        for message in messages {
            // It may be closed before all was said.
            if socket.0.send(message).await.is_err() {
                break;
            }
        }
        let (code, reason) = socket.closed().await;
        assert!(
            code == Some(4400) || what.starts_with("far too large") && code.is_none(),
            "{what}: {code:?} {reason}"
        );
        assert!(since.elapsed() < Duration::from_secs(2), "{what}: {:?}", since.elapsed());
    }
    within(Duration::from_secs(2), "all are gone", async || {
        desk.running.as_ref().unwrap().state.live.sockets() == 0
    })
    .await;
    desk.stop().await;
}

#[tokio::test]
async fn a_restart_tells_everybody_when_to_come_back() {
    let desk = TestDesk::start().await;
    let ana = desk.login("ana@guiche.local").await;
    let mut sockets = Vec::new();
    for _ in 0..20 {
        let mut socket = ana.socket(None, &[]).await;
        socket.events_until(0).await;
        sockets.push(socket);
    }
    let ready = desk.http().get(desk.url("/ready")).send().await.unwrap();
    assert_eq!(ready.status(), 200);
    let running = tokio::spawn(desk.stop());
    let mut waits = BTreeMap::new();
    for mut socket in sockets {
        let (code, reason) = socket.closed().await;
        assert_eq!(code, Some(1012));
        *waits.entry(reason.parse::<u64>().unwrap()).or_insert(0) += 1;
    }
    assert!(waits.len() >= 15, "all come back at the same moment: {waits:?}");
    assert!(waits.keys().all(|wait| (1..=20_000).contains(wait)), "{waits:?}");
    running.await.unwrap();
}
