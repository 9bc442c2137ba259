//! Webhooks: signature, shape, repetition, order.

use desk_simulator::{CustomerMessage, Delivery};
use reqwest::Method;
use serde_json::{Value, json};

use crate::receiver::{BIA, MARINA, NUMBER, WABA, World};

#[tokio::test]
async fn requests_are_signed_over_their_bytes() {
    let world = World::new().await;
    let said = CustomerMessage::text("Olá 👍 com acento e https://x.example/y");
    world.meta.customer_says("c1", said).await.unwrap();
    world.messages_until(1).await;
    let request = &world.received()[0];
    assert!(request.signed);
    assert!(request.body.is_ascii(), "the platform escapes what is not ASCII");
    assert_eq!(world.messages()[0]["text"]["body"], "Olá 👍 com acento e https://x.example/y");
}

#[tokio::test]
async fn a_text_looks_like_the_platforms() {
    let world = World::new().await;
    let id = world.open_window(MARINA).await;
    let json = &world.received()[0].json;
    assert_eq!(json["object"], "whatsapp_business_account");
    assert_eq!(json["entry"][0]["id"], WABA);
    let change = &json["entry"][0]["changes"][0];
    assert_eq!(change["field"], "messages");
    let value = &change["value"];
    assert_eq!(value["messaging_product"], "whatsapp");
    assert_eq!(value["metadata"], json!({"display_phone_number": "553133334444", "phone_number_id": NUMBER}));
    assert_eq!(value["contacts"][0]["profile"]["name"], "Marina Duarte");
    assert_eq!(value["contacts"][0]["wa_id"], MARINA);
    let user_id = &value["contacts"][0]["user_id"];
    let message = &value["messages"][0];
    assert_eq!(message["from"], MARINA);
    assert_eq!(&message["from_user_id"], user_id);
    assert_eq!(message["id"], id);
    assert_eq!(message["type"], "text");
    assert_eq!(message["text"], json!({"body": "Oi"}));
    let seconds: i64 = message["timestamp"].as_str().unwrap().parse().unwrap();
    assert!((world.meta.now_ms() / 1000 - seconds).abs() <= 20);
}

#[tokio::test]
async fn a_person_without_phone_shows_none() {
    let world = World::new().await;
    world.open_window(BIA).await;
    let (_, value) = &world.values()[0];
    assert_eq!(
        value["contacts"][0],
        json!({"profile": {"name": "Bia Nogueira", "username": "@bia.nogueira"}, "user_id": BIA})
    );
    assert!(value["messages"][0].get("from").is_none());
    assert_eq!(value["messages"][0]["from_user_id"], BIA);
}

#[tokio::test]
async fn refused_webhooks_come_again_until_200() {
    let world = World::new().await;
    world.answer_next(&[500, 503, 404]);
    let id = world.meta.customer_says("c1", CustomerMessage::text("Oi")).await.unwrap();
    let messages = world.messages_until(4).await;
    assert!(messages.iter().all(|m| m["id"] == id));
    world
        .meta
        .wait_for(crate::receiver::PATIENCE, |m| {
            (m.chat("c1")[0].status == Delivery::Delivered).then_some(())
        })
        .await
        .unwrap();
    let log = world.meta.webhook_log();
    let statuses: Vec<_> = log[0].attempts.iter().map(|a| a.http_status.unwrap()).collect();
    assert_eq!(statuses, [500, 503, 404, 200]);
    assert_eq!(log[0].outcome, "delivered");
}

#[tokio::test]
async fn a_refused_event_does_not_hold_up_the_others_for_ever() {
    let world = World::new().await;
    world.answer_next(&[500, 500, 500, 500]);
    let first = world.meta.customer_says("c1", CustomerMessage::text("um")).await.unwrap();
    let second = world.meta.customer_says("c1", CustomerMessage::text("dois")).await.unwrap();
    let seen = world.messages_until(6).await;
    let ids: Vec<&Value> = seen.iter().map(|m| &m["id"]).collect();
    assert!(ids[..4].iter().all(|id| **id == first));
    assert!(ids[4..].iter().any(|id| **id == first) && ids[4..].iter().any(|id| **id == second));
}

#[tokio::test]
async fn each_customers_messages_keep_their_order() {
    let world = World::new().await;
    for n in 0..20 {
        for customer in ["c1", "c2", "c3"] {
            world.meta.customer_says(customer, CustomerMessage::text(n.to_string())).await.unwrap();
        }
    }
    let messages = world.messages_until(60).await;
    for user in world.meta.customers().iter().take(3) {
        let texts: Vec<String> = messages
            .iter()
            .filter(|m| m["from_user_id"] == user.user_id)
            .map(|m| m["text"]["body"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(texts, (0..20).map(|n| n.to_string()).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn payloads_made_by_hand_are_signed_and_posted() {
    let world = World::new().await;
    let value = json!({"messaging_product": "whatsapp", "errors": [{"code": 131_000}]});
    let posted = world.sim(Method::POST, "webhook", Some(json!({"field": "messages", "value": value}))).await;
    assert_eq!(posted.0, 200);
    world.until(|w| w.values().iter().any(|(_, v)| v["errors"].is_array()).then_some(())).await;
    world.sim(Method::POST, "webhook", Some(json!({"raw": "{broken"}))).await;
    world.until(|w| w.received().iter().any(|r| &r.body[..] == b"{broken" && r.signed).then_some(())).await;
    world.meta.post_webhook(json!({"object": "whatsapp_business_account", "entry": []}));
    world.until(|w| (w.received().len() == 3).then_some(())).await;
    assert!(world.received().iter().all(|r| r.signed));
    assert_eq!(world.sim(Method::POST, "webhook", Some(json!({}))).await.0, 400);
}
