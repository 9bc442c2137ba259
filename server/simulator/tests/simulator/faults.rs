//! Faults on demand.

use std::time::Duration;

use desk_simulator::{CustomerMessage, Faults, SendFault, SendFaultKind, SimulatorHandle, WebhookFaults};
use reqwest::Method;
use serde_json::json;

use crate::receiver::{JOAO, MARINA, NUMBER, PATIENCE, World, code_of, id_of, product};

fn webhook(webhook: WebhookFaults) -> Faults {
    Faults { webhook, ..Faults::default() }
}

async fn say(world: &World, customer: &str, text: &str) {
    world.meta.customer_says(customer, CustomerMessage::text(text)).await.unwrap();
}

fn texts(world: &World) -> Vec<String> {
    world.messages().iter().map(|m| m["text"]["body"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn webhooks_are_doubled() {
    let world = World::new().await;
    world.meta.set_faults(webhook(WebhookFaults { duplicate: 2, ..WebhookFaults::default() }));
    say(&world, "c1", "Oi").await;
    world.messages_until(3).await;
    let received = world.received();
    assert!(received.iter().all(|r| r.body == received[0].body && r.signed));
}

#[tokio::test]
async fn webhooks_are_reordered_and_batched() {
    let world = World::new().await;
    let hold_ms = 60_000;
    world.meta.set_faults(webhook(WebhookFaults { reorder: 3, hold_ms, ..WebhookFaults::default() }));
    for text in ["1", "2", "3"] {
        say(&world, "c1", text).await;
    }
    world.messages_until(3).await;
    assert_eq!(texts(&world), ["3", "2", "1"]);
    world.meta.set_faults(webhook(WebhookFaults { batch: 3, hold_ms, ..WebhookFaults::default() }));
    for customer in ["c1", "c2", "c3"] {
        say(&world, customer, "lote").await;
    }
    world.messages_until(6).await;
    assert_eq!(world.received().len(), 4);
    assert_eq!(world.received()[3].json["entry"][0]["changes"].as_array().unwrap().len(), 3);
    // What is held goes out when the fault ends.
    say(&world, "c1", "sobra").await;
    world.meta.set_faults(Faults::default());
    world.messages_until(7).await;
}

#[tokio::test]
async fn webhooks_are_dropped_or_lost_at_first() {
    let world = World::new().await;
    world.meta.set_faults(webhook(WebhookFaults {
        drop_next: 1,
        fail_first: 2,
        only: Some(MARINA.to_owned()),
        ..WebhookFaults::default()
    }));
    say(&world, "c2", "outro").await;
    say(&world, "c1", "nunca").await;
    say(&world, "c1", "depois").await;
    world.until(|w| texts(w).contains(&"depois".to_owned()).then_some(())).await;
    assert!(!texts(&world).contains(&"nunca".to_owned()));
    let settled =
        |m: &SimulatorHandle| Some(m.webhook_log()).filter(|log| log.iter().all(|r| r.outcome != "waiting"));
    let log = world.meta.wait_for(PATIENCE, settled).await.unwrap();
    assert_eq!(log.iter().find(|r| r.outcome == "dropped").unwrap().attempts.len(), 0);
    let late = log.iter().find(|r| r.attempts.len() == 3).unwrap();
    assert_eq!(late.attempts[0].error.as_deref(), Some("lost on purpose"));
    assert_eq!(log.iter().find(|r| r.customer.as_deref() == Some("c2")).unwrap().attempts.len(), 1);
}

async fn post_raw(
    world: &World,
    to: &str,
    wait: Duration,
) -> Result<(u16, String, Option<String>), reqwest::Error> {
    let body = product(json!({"to": to, "type": "text", "text": {"body": "Oi"}}));
    let response =
        world.graph(Method::POST, &format!("{NUMBER}/messages")).json(&body).timeout(wait).send().await?;
    let retry = response.headers().get("retry-after").map(|v| v.to_str().unwrap().to_owned());
    Ok((response.status().as_u16(), response.text().await?, retry))
}

const LONG: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(400);

#[tokio::test]
async fn sends_fail_without_being_sent() {
    let world = World::new().await;
    world.open_window(MARINA).await;
    for kind in [
        SendFaultKind::ServerError { status: None },
        SendFaultKind::TooManyRequests { retry_after: Some(7) },
        SendFaultKind::GraphError { code: 131_056 },
        SendFaultKind::Html { status: None },
        SendFaultKind::NoId,
    ] {
        world.meta.fail_send(SendFault::next(kind));
    }
    let first = post_raw(&world, MARINA, LONG).await.unwrap();
    assert_eq!(first.0, 500);
    let second = post_raw(&world, MARINA, LONG).await.unwrap();
    assert_eq!((second.0, second.2.as_deref()), (429, Some("7")));
    assert_eq!(code_of(&world.send_text(MARINA, "Oi").await), 131_056);
    assert!(post_raw(&world, MARINA, LONG).await.unwrap().1.starts_with("<!DOCTYPE html>"));
    let (status, body) = world.send_text(MARINA, "Oi").await;
    assert_eq!((status, body.get("messages")), (200, None));
    assert!(world.meta.sent_messages().is_empty());
    id_of(&world.send_text(MARINA, "Oi").await);
    let outcomes: Vec<String> = world.meta.send_log().into_iter().map(|r| r.outcome).collect();
    assert_eq!(
        outcomes,
        [
            "fault:server_error",
            "fault:too_many_requests",
            "fault:graph_error",
            "fault:html",
            "fault:no_id",
            "accepted"
        ]
    );
}

#[tokio::test]
async fn connections_hang_reset_and_break_off() {
    let world = World::new().await;
    world.open_window(MARINA).await;
    world.meta.fail_send(SendFault::next(SendFaultKind::Hang));
    assert!(post_raw(&world, MARINA, SHORT).await.unwrap_err().is_timeout());
    world.meta.fail_send(SendFault::next(SendFaultKind::Reset));
    assert!(!post_raw(&world, MARINA, LONG).await.unwrap_err().is_timeout());
    assert!(world.meta.sent_messages().is_empty());
    world.meta.fail_send(SendFault::next(SendFaultKind::HalfAnswer));
    let broken = post_raw(&world, MARINA, LONG).await.unwrap_err();
    assert!(!broken.is_timeout() && !broken.is_connect());
    assert_eq!(world.meta.sent_messages().len(), 1);
    id_of(&world.send_text(MARINA, "Oi").await);
}

#[tokio::test]
async fn answers_are_lost_though_the_message_went_out() {
    let world = World::new().await;
    world.open_window(MARINA).await;
    for (kind, sent) in
        [(SendFaultKind::LostError, 1), (SendFaultKind::LostHang, 2), (SendFaultKind::LostReset, 3)]
    {
        world.meta.fail_send(SendFault::next(kind.clone()));
        match kind {
            SendFaultKind::LostError => assert_eq!(post_raw(&world, MARINA, LONG).await.unwrap().0, 500),
            SendFaultKind::LostHang => {
                assert!(post_raw(&world, MARINA, SHORT).await.unwrap_err().is_timeout())
            }
            _ => assert!(!post_raw(&world, MARINA, LONG).await.unwrap_err().is_timeout()),
        }
        let all = world.meta.sent_messages();
        assert_eq!(all.len(), sent);
        assert_eq!(world.status_words(&all[sent - 1].id, "read").await, ["sent", "delivered", "read"]);
    }
}

#[tokio::test]
async fn faults_are_set_over_http_and_touch_only_the_named() {
    let world = World::new().await;
    world.open_window(MARINA).await;
    world.open_window(JOAO).await;
    let faults = json!({"sends": [{"kind": "failed_status", "code": 131_026, "to": "c2", "times": 0}]});
    assert_eq!(world.sim(Method::PUT, "faults", Some(faults)).await.0, 200);
    let fine = id_of(&world.send_text(MARINA, "Oi").await);
    let failed = id_of(&world.send_text("+5531988887777", "Oi").await);
    assert_eq!(world.status_words(&failed, "failed").await, ["failed"]);
    assert_eq!(world.status_words(&fine, "read").await, ["sent", "delivered", "read"]);
    let (_, now) = world.sim(Method::GET, "faults", None).await;
    assert_eq!(now["sends"][0]["kind"], "failed_status");
    assert_eq!(
        world.sim(Method::POST, "faults/sends", Some(json!({"kind": "hang", "skip": 1}))).await.0,
        200
    );
    assert_eq!(world.sim(Method::PUT, "faults", Some(json!({"webhok": {}}))).await.0, 422);
    assert_eq!(world.sim(Method::DELETE, "faults", None).await.0, 200);
    assert_eq!(world.meta.faults(), Faults::default());
}

#[tokio::test]
async fn statuses_overtake_a_slow_answer() {
    let world = World::new().await;
    world.open_window(MARINA).await;
    world.meta.fail_send(SendFault::next(SendFaultKind::Slow { ms: 60_000 }));
    let waiting = post_raw(&world, MARINA, Duration::from_secs(60));
    tokio::select! {
        _ = waiting => panic!("answered before the status"),
        () = world.until(|w| w.statuses().iter().any(|s| s["status"] == "read").then_some(())) => {}
    }
}
