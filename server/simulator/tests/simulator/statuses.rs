//! Statuses: order, prices, echoes, phones that are off.

use desk_simulator::{
    CustomerChange, CustomerMessage, Delivery, SendFault, SendFaultKind, Simulator, SimulatorConfig,
    SimulatorHandle, StatusTiming,
};
use reqwest::Method;
use serde_json::json;

use crate::receiver::{MARINA, NUMBER, PATIENCE, TOKEN, World, id_of};

#[tokio::test]
async fn statuses_climb_in_order_with_price_and_contact() {
    let world = World::new().await;
    world.open_window(MARINA).await;
    let id = id_of(&world.send_text(MARINA, "Oi").await);
    assert_eq!(world.status_words(&id, "read").await, ["sent", "delivered", "read"]);
    for (_, value) in world.values().iter().filter(|(_, v)| v["statuses"][0]["id"] == id) {
        let status = &value["statuses"][0];
        assert_eq!(value["metadata"]["phone_number_id"], NUMBER);
        assert_eq!(value["metadata"]["display_phone_number"], "553133334444");
        assert_eq!(value["contacts"][0]["wa_id"], MARINA);
        assert_eq!(status["recipient_id"], MARINA);
        assert!(status["recipient_user_id"].is_string());
        assert!(status["timestamp"].is_string());
        assert!(status.get("conversation").is_none());
        if status["status"] == "read" {
            assert!(status.get("pricing").is_none());
        } else {
            let price =
                json!({"billable": true, "pricing_model": "PMP", "type": "regular", "category": "service"});
            assert_eq!(status["pricing"], price);
        }
    }
    let sent = &world.meta.sent_messages()[0];
    assert_eq!(sent.history, [Delivery::Sent, Delivery::Delivered, Delivery::Read]);
}

#[tokio::test]
async fn callback_data_comes_back_in_every_status() {
    let world = World::new().await;
    world.open_window(MARINA).await;
    let ours = "d".repeat(512);
    let body =
        json!({"to": MARINA, "type": "text", "text": {"body": "Oi"}, "biz_opaque_callback_data": ours});
    let id = id_of(&world.send(body).await);
    world.status_words(&id, "read").await;
    let echoed: Vec<_> =
        world.statuses().into_iter().filter(|s| s["biz_opaque_callback_data"] == ours).collect();
    assert_eq!(echoed.len(), 3);
}

#[tokio::test]
async fn free_replies_and_free_entry_points_are_priced_so() {
    let world =
        World::with(SimulatorConfig { free_service_messages: 1, ..SimulatorConfig::for_tests() }).await;
    world.open_window(MARINA).await;
    let mut kinds = Vec::new();
    for _ in 0..2 {
        let id = id_of(&world.send_text(MARINA, "Oi").await);
        world.status_words(&id, "sent").await;
        let status = world.statuses().into_iter().find(|s| s["id"] == id).unwrap();
        kinds.push(status["pricing"]["type"].as_str().unwrap().to_owned());
    }
    assert_eq!(kinds, ["free_customer_service", "regular"]);

    let mut from_ad = CustomerMessage::text("Vi o anúncio");
    from_ad.referral = Some(json!({"source_type": "ad", "source_id": "1", "source_url": "https://fb.me/x"}));
    world.meta.customer_says("c2", from_ad).await.unwrap();
    let id = id_of(&world.send_text("553188887777", "Oi").await);
    world.status_words(&id, "delivered").await;
    let statuses: Vec<_> = world.statuses().into_iter().filter(|s| s["id"] == id).collect();
    assert_eq!(statuses[0]["pricing"]["type"], "free_entry_point");
    assert!(statuses[0]["conversation"]["expiration_timestamp"].is_string());
    assert!(statuses[1]["conversation"].get("expiration_timestamp").is_none());
}

#[tokio::test]
async fn a_phone_that_is_off_gets_one_tick() {
    let world = World::new().await;
    world.open_window(MARINA).await;
    let off = CustomerChange { online: Some(false), ..CustomerChange::default() };
    world.meta.change_customer("c1", &off).unwrap();
    let first = id_of(&world.send_text(MARINA, "Oi").await);
    world.status_words(&first, "sent").await;
    // A message to somebody else goes all the way, the first one still waits.
    world.open_window("c2").await;
    let other = id_of(&world.send_text("553188887777", "Oi").await);
    world.status_words(&other, "read").await;
    assert_eq!(world.status_words(&first, "sent").await, ["sent"]);
    let on = CustomerChange { online: Some(true), read_receipts: Some(false), ..CustomerChange::default() };
    world.meta.change_customer("c1", &on).unwrap();
    assert_eq!(world.status_words(&first, "delivered").await, ["sent", "delivered"]);
}

#[tokio::test]
async fn a_closed_chat_is_read_when_it_is_opened() {
    let mut config = SimulatorConfig::for_tests();
    config.statuses = StatusTiming { read_closed: None, ..StatusTiming::instant() };
    let world = World::with(config).await;
    world.open_window(MARINA).await;
    let id = id_of(&world.send_text(MARINA, "Oi").await);
    assert_eq!(world.status_words(&id, "delivered").await, ["sent", "delivered"]);
    let opened = world.sim(Method::POST, "customers/c1/open", Some(json!({"open": true}))).await;
    assert_eq!(opened.0, 200);
    assert_eq!(world.status_words(&id, "read").await, ["sent", "delivered", "read"]);
}

#[tokio::test]
async fn statuses_can_be_sent_by_hand() {
    let mut config = SimulatorConfig::for_tests();
    config.statuses.automatic = false;
    let world = World::with(config).await;
    world.open_window(MARINA).await;
    let id = id_of(&world.send_text(MARINA, "Oi").await);
    let path = format!("messages/{id}/status");
    for word in ["read", "sent"] {
        assert_eq!(world.sim(Method::POST, &path, Some(json!({"status": word}))).await.0, 200);
    }
    assert_eq!(world.status_words(&id, "sent").await, ["read", "sent"]);
    assert_eq!(world.meta.sent_messages()[0].status, Delivery::Read);
    world.meta.send_status(&id, Delivery::Failed, Some(131_049)).unwrap();
    world.status_words(&id, "failed").await;
    assert_eq!(world.statuses().last().unwrap()["errors"][0]["code"], 131_049);
    assert!(world.meta.send_status("wamid.no", Delivery::Read, None).is_err());
}

#[tokio::test]
async fn marketing_is_refused_by_those_who_stopped_it() {
    let world = World::new().await;
    let stopped = world.sim(Method::PATCH, "customers/c1", Some(json!({"stopped_marketing": true}))).await;
    assert_eq!(stopped.0, 200);
    let preference = world.until(|w| w.values().into_iter().find(|(f, _)| f == "user_preferences")).await.1;
    assert_eq!(preference["user_preferences"][0]["value"], "stop");
    assert_eq!(preference["user_preferences"][0]["wa_id"], MARINA);
    let id = id_of(
        &world
            .send(json!({"to": MARINA, "type": "template", "template": {"name": "promo_revisao",
                "language": {"code": "pt_BR"}, "components": [
                {"type": "header", "parameters": [{"type": "image", "image": {"link": "https://x.example/a.jpg"}}]},
                {"type": "body", "parameters": [{"type": "text", "parameter_name": "nome", "text": "Marina"},
                    {"type": "text", "parameter_name": "validade", "text": "30/11"}]},
                {"type": "button", "sub_type": "url", "index": "1", "parameters": [{"type": "text", "text": "nov"}]}]}}))
            .await,
    );
    world.status_words(&id, "failed").await;
    assert_eq!(world.statuses()[0]["errors"][0]["code"], 131_050);
}

#[tokio::test]
async fn stopping_ends_even_with_requests_open() {
    let meta = Simulator::start(SimulatorConfig::for_tests()).await.unwrap();
    meta.fail_send(SendFault::next(SendFaultKind::Hang));
    let url = format!("{}/v24.0/{NUMBER}/messages", meta.base_url());
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = tokio::spawn(client.post(url).bearer_auth(TOKEN).json(&json!({"to": MARINA})).send());
    let hanging = |m: &SimulatorHandle| m.send_log().iter().any(|r| r.outcome == "fault:hang").then_some(());
    meta.wait_for(PATIENCE, hanging).await.unwrap();
    meta.shutdown().await;
    // Either an answer or a broken connection, never a wait for ever.
    let _ = tokio::time::timeout(PATIENCE, request).await.unwrap();
}
