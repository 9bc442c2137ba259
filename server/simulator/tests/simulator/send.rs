//! Sending: who may, what is accepted, what is refused and with which code.

use desk_simulator::{
    CustomerMessage, Limits, Reengagement, SimulatorConfig, UnknownRecipient, WindowEnforcement,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::receiver::{BIA, JOAO, MARINA, NUMBER, World, answer, code_of, id_of, product};

#[tokio::test]
async fn a_wrong_or_missing_token_is_code_190() {
    let world = World::new().await;
    let url = format!("{}/v24.0/{NUMBER}/messages", world.meta.base_url());
    let body = product(json!({"to": MARINA, "type": "text", "text": {"body": "Oi"}}));
    for request in [
        world.client.post(&url).json(&body),
        world.client.post(&url).bearer_auth("wrong").json(&body),
        world.client.post(&url).header("authorization", "Basic abc").json(&body),
    ] {
        let refused = answer(request).await;
        assert_eq!(refused.0, 401);
        assert_eq!(code_of(&refused), 190);
        assert_eq!(refused.1["error"]["type"], "OAuthException");
    }
    assert!(world.meta.sent_messages().is_empty());
}

#[tokio::test]
async fn an_answer_names_contact_and_message() {
    let world = World::new().await;
    world.open_window("c1").await;
    let sent = world.send_text("+55 31 98765-4321", "Bom dia").await;
    let id = id_of(&sent);
    assert!(id.starts_with("wamid."));
    assert_eq!(sent.1["messaging_product"], "whatsapp");
    assert_eq!(sent.1["contacts"][0]["input"], "+55 31 98765-4321");
    assert_eq!(sent.1["contacts"][0]["wa_id"], MARINA);
    assert!(sent.1["contacts"][0]["user_id"].as_str().unwrap().starts_with("BR."));
    // Any version, and none, is the same API.
    for path in ["v19.0", "v25.0"] {
        let url = format!("{}/{path}/{NUMBER}/messages", world.meta.base_url());
        let body = product(json!({"to": MARINA, "type": "text", "text": {"body": path}}));
        let sent = answer(world.client.post(url).bearer_auth("simulator-access-token").json(&body)).await;
        id_of(&sent);
    }
}

#[tokio::test]
async fn old_numbers_are_reached_with_and_without_the_ninth_digit() {
    let world = World::new().await;
    world.open_window(JOAO).await;
    for to in ["553188887777", "+5531988887777"] {
        let sent = world.send_text(to, "Oi").await;
        id_of(&sent);
        assert_eq!(sent.1["contacts"][0]["wa_id"], JOAO);
    }
    assert_eq!(world.meta.customers().len(), 4);
}

#[tokio::test]
async fn a_person_without_phone_is_reached_by_user_id() {
    let world = World::new().await;
    world.open_window(BIA).await;
    let sent = world.send(json!({"recipient": BIA, "type": "text", "text": {"body": "Oi"}})).await;
    let id = id_of(&sent);
    assert_eq!(sent.1["contacts"], json!([{"input": BIA, "user_id": BIA}]));
    world.status_words(&id, "read").await;
    let status = world.statuses().into_iter().find(|s| s["id"] == id).unwrap();
    assert_eq!(status["recipient_user_id"], BIA);
    assert!(status.get("recipient_id").is_none());
}

#[tokio::test]
async fn the_closed_window_is_131047_as_a_status() {
    let world = World::new().await;
    let id = id_of(&world.send_text(MARINA, "Oi").await);
    assert_eq!(world.status_words(&id, "failed").await, ["failed"]);
    let values = world.values();
    let value = &values.iter().find(|(_, v)| v["statuses"][0]["id"] == id).unwrap().1;
    assert!(value.get("contacts").is_none());
    let error = &value["statuses"][0]["errors"][0];
    assert_eq!(error["code"], 131_047);
    assert_eq!(error["title"], "Re-engagement message");
    assert!(error["error_data"]["details"].as_str().unwrap().contains("24 hours"));
}

#[tokio::test]
async fn the_closed_window_is_131047_in_the_answer() {
    let world =
        World::with(SimulatorConfig { window: WindowEnforcement::Sync, ..SimulatorConfig::for_tests() })
            .await;
    let refused = world.send_text(MARINA, "Oi").await;
    assert_eq!(refused.0, 400);
    assert_eq!(code_of(&refused), 131_047);
    assert_eq!(refused.1["error"]["message"], "(#131047) Re-engagement message");
    assert_eq!(refused.1["error"]["error_data"]["messaging_product"], "whatsapp");
    assert!(world.meta.sent_messages().is_empty());
    world.meta.set_window(WindowEnforcement::Off);
    id_of(&world.send_text(MARINA, "Oi").await);
}

#[tokio::test]
async fn the_window_lasts_24_hours_from_the_stamp_of_the_last_message() {
    let world =
        World::with(SimulatorConfig { window: WindowEnforcement::Sync, ..SimulatorConfig::for_tests() })
            .await;
    let old = CustomerMessage::text("Oi").aged(24 * 3600);
    world.meta.customer_says(MARINA, old).await.unwrap();
    assert_eq!(code_of(&world.send_text(MARINA, "a").await), 131_047);
    let almost = CustomerMessage::text("Oi").aged(23 * 3600);
    world.meta.customer_says(MARINA, almost).await.unwrap();
    id_of(&world.send_text(MARINA, "b").await);
    // An older message that comes late shortens nothing; reactions and our own messages stretch nothing.
    world.meta.customer_says(MARINA, CustomerMessage::text("atrasada").aged(23 * 3600 + 1800)).await.unwrap();
    id_of(&world.send_text(MARINA, "c").await);
    let reaction = CustomerMessage::of("reaction", json!({"message_id": "wamid.x", "emoji": "👍"}));
    world.meta.customer_says(MARINA, reaction).await.unwrap();
    world.meta.advance(std::time::Duration::from_secs(3600));
    assert_eq!(code_of(&world.send_text(MARINA, "d").await), 131_047);
}

#[tokio::test]
async fn ageing_a_customer_closes_the_window() {
    let world =
        World::with(SimulatorConfig { window: WindowEnforcement::Sync, ..SimulatorConfig::for_tests() })
            .await;
    world.open_window(MARINA).await;
    id_of(&world.send_text(MARINA, "a").await);
    let (status, view) = world.sim(Method::POST, "customers/c1/age", Some(json!({"hours": 24}))).await;
    assert_eq!((status, &view["windows"][NUMBER]["open"]), (200, &json!(false)));
    assert_eq!(code_of(&world.send_text(MARINA, "b").await), 131_047);
}

#[tokio::test]
async fn meta_may_refuse_inside_the_window() {
    let world = World::new().await;
    world.open_window(MARINA).await;
    for (mode, failed) in [(WindowEnforcement::Sync, false), (WindowEnforcement::Async, true)] {
        let mut faults = world.meta.faults();
        faults.reengagement = vec![Reengagement { to: "c1".to_owned(), mode }];
        world.meta.set_faults(faults);
        let sent = world.send_text(MARINA, "Oi").await;
        if failed {
            assert_eq!(world.status_words(&id_of(&sent), "failed").await, ["failed"]);
        } else {
            assert_eq!(code_of(&sent), 131_047);
        }
    }
}

async fn refused(world: &World, body: Value) -> i64 {
    code_of(&world.send(body).await)
}

#[tokio::test]
async fn limits_and_missing_parts_have_their_codes() {
    let world = World::new().await;
    world.open_window(MARINA).await;
    let long = |n: usize| "x".repeat(n);
    let text = |body: Value| json!({"to": MARINA, "type": "text", "text": body});
    for (body, code) in [
        (text(json!({"body": long(4097)})), 100),
        (text(json!({"body": ""})), 100),
        (text(json!({})), 100),
        (json!({"to": MARINA, "type": "text"}), 100),
        (json!({"type": "text", "text": {"body": "Oi"}}), 100),
        (json!({"to": "abc", "type": "text", "text": {"body": "Oi"}}), 131_009),
        (json!({"to": MARINA, "type": "poll", "poll": {}}), 131_051),
        (json!({"to": MARINA, "type": "image", "image": {}}), 131_008),
        (json!({"to": MARINA, "type": "image", "image": {"id": "1"}}), 131_009),
        (
            json!({"to": MARINA, "type": "image", "image": {"link": "https://x.example/a.jpg", "caption": long(1025)}}),
            131_009,
        ),
        (
            json!({"to": MARINA, "type": "audio", "audio": {"link": "https://x.example/a.ogg", "caption": "x"}}),
            100,
        ),
        (json!({"to": MARINA, "type": "location", "location": {"latitude": 91, "longitude": 0}}), 131_009),
        (json!({"to": MARINA, "type": "location", "location": {"latitude": 9}}), 131_008),
        (json!({"to": MARINA, "type": "contacts", "contacts": []}), 131_009),
        (json!({"to": MARINA, "type": "contacts", "contacts": [{"name": {}}]}), 131_008),
        (
            json!({"to": MARINA, "type": "reaction", "reaction": {"message_id": "wamid.no", "emoji": "👍"}}),
            131_009,
        ),
        (
            json!({"to": MARINA, "type": "interactive", "interactive": {"type": "button", "body": {"text": "?"},
                "action": {"buttons": []}}}),
            131_009,
        ),
        (
            json!({"to": MARINA, "type": "text", "text": {"body": "Oi"}, "biz_opaque_callback_data": long(513)}),
            100,
        ),
        (json!({"to": "+55 31 3333-4444", "type": "text", "text": {"body": "Oi"}}), 131_021),
    ] {
        assert_eq!(refused(&world, body.clone()).await, code, "{body}");
    }
    let no_product = json!({"to": MARINA, "type": "text", "text": {"body": "Oi"}});
    assert_eq!(code_of(&world.post(&format!("{NUMBER}/messages"), &no_product).await), 100);
    assert!(world.meta.sent_messages().is_empty());
}

#[tokio::test]
async fn every_type_is_accepted() {
    let world = World::new().await;
    let quoted = world.open_window(MARINA).await;
    let link = "https://files.example/a";
    for (kind, object) in [
        ("text", json!({"body": "x".repeat(4096), "preview_url": true})),
        ("image", json!({"link": link, "caption": "foto"})),
        ("video", json!({"link": link})),
        ("audio", json!({"link": link})),
        ("document", json!({"link": link, "filename": "a.pdf", "caption": "doc"})),
        ("sticker", json!({"link": link})),
        ("location", json!({"latitude": -19.9, "longitude": "-43.9", "name": "Oficina"})),
        (
            "contacts",
            json!([{"name": {"formatted_name": "Ana", "first_name": "Ana"}, "phones": [{"phone": "+55"}]}]),
        ),
        ("reaction", json!({"message_id": quoted, "emoji": "👍"})),
        (
            "interactive",
            json!({"type": "button", "body": {"text": "Confirma?"}, "footer": {"text": "rodapé"},
            "action": {"buttons": [{"type": "reply", "reply": {"id": "s", "title": "Sim"}}]}}),
        ),
        (
            "interactive",
            json!({"type": "list", "body": {"text": "Escolha"}, "action": {"button": "Ver",
            "sections": [{"title": "A", "rows": [{"id": "1", "title": "Um", "description": "d"}]}]}}),
        ),
        (
            "interactive",
            json!({"type": "cta_url", "body": {"text": "Site"}, "action": {"name": "cta_url",
            "parameters": {"display_text": "Abrir", "url": "https://x.example"}}}),
        ),
        (
            "interactive",
            json!({"type": "flow", "body": {"text": "Formulário"}, "action": {"name": "flow", "parameters":
            {"flow_message_version": "3", "flow_id": "1", "flow_cta": "Abrir", "flow_token": "t"}}}),
        ),
        (
            "interactive",
            json!({"type": "location_request_message", "body": {"text": "Onde?"},
            "action": {"name": "send_location"}}),
        ),
    ] {
        let body = json!({"to": MARINA, "recipient_type": "individual", "type": kind, kind: object,
                          "context": {"message_id": quoted}});
        let id = id_of(&world.send(body).await);
        let last = if kind == "reaction" { "sent" } else { "read" };
        world.status_words(&id, last).await;
    }
    let chat = world.meta.chat(MARINA);
    assert_eq!(chat.len(), 14, "the reaction is no bubble");
    assert_eq!(chat[0].reaction_business.as_deref(), Some("👍"));
}

#[tokio::test]
async fn reading_and_typing_show_on_the_phone() {
    let world = World::new().await;
    let id = world.open_window(MARINA).await;
    let receipt = json!({"status": "read", "message_id": id, "typing_indicator": {"type": "text"}});
    let answered = world.send(receipt).await;
    assert_eq!(answered, (200, json!({"success": true})));
    assert_eq!(world.meta.chat(MARINA)[0].status, desk_simulator::Delivery::Read);
    assert!(world.meta.customers()[0].typing_until_ms > world.meta.now_ms());
    assert_eq!(refused(&world, json!({"status": "read", "message_id": "wamid.no"})).await, 131_009);
    id_of(&world.send_text(MARINA, "Oi").await);
    assert_eq!(world.meta.customers()[0].typing_until_ms, 0);
}

#[tokio::test]
async fn the_pair_rate_allows_bursts_of_45() {
    let world = World::with(SimulatorConfig {
        limits: Limits { messages_per_second: None, pair_rate: true },
        ..SimulatorConfig::for_tests()
    })
    .await;
    world.open_window(MARINA).await;
    world.open_window(JOAO).await;
    for n in 0..45 {
        id_of(&world.send_text(MARINA, &n.to_string()).await);
    }
    assert_eq!(code_of(&world.send_text(MARINA, "45").await), 131_056);
    id_of(&world.send_text(JOAO, "outro").await);
    world.meta.advance(std::time::Duration::from_secs(6));
    id_of(&world.send_text(MARINA, "45").await);
}

#[tokio::test]
async fn the_number_has_a_throughput() {
    let world = World::with(SimulatorConfig {
        limits: Limits { messages_per_second: Some(3), pair_rate: false },
        ..SimulatorConfig::for_tests()
    })
    .await;
    // The customer's message counts too; the clock of the simulator decides what a second is.
    world.meta.advance(std::time::Duration::from_secs(10));
    world.open_window(MARINA).await;
    let mut codes = Vec::new();
    for n in 0..6 {
        let sent = world.send_text(MARINA, &n.to_string()).await;
        codes.push(if sent.0 == 200 { 0 } else { code_of(&sent) });
    }
    assert!(codes.contains(&130_429), "{codes:?}");
    world.meta.advance(std::time::Duration::from_secs(2));
    id_of(&world.send_text(MARINA, "de novo").await);
}

#[tokio::test]
async fn strangers_appear_or_are_undeliverable() {
    let world =
        World::with(SimulatorConfig { window: WindowEnforcement::Off, ..SimulatorConfig::for_tests() }).await;
    id_of(&world.send_text("+5521999990000", "Oi").await);
    assert_eq!(world.meta.customers()[4].phone.as_deref(), Some("5521999990000"));
    let world = World::with(SimulatorConfig {
        unknown_recipient: UnknownRecipient::Undeliverable,
        window: WindowEnforcement::Off,
        ..SimulatorConfig::for_tests()
    })
    .await;
    let id = id_of(&world.send_text("+5521999990000", "Oi").await);
    world.status_words(&id, "failed").await;
    assert_eq!(world.statuses()[0]["errors"][0]["code"], 131_026);
    assert_eq!(world.statuses()[0]["recipient_id"], "5521999990000");
}

#[tokio::test]
async fn unknown_paths_and_objects_answer_as_graph_does() {
    let world = World::new().await;
    let (status, body) = world.get(&format!("{NUMBER}/nothing_here")).await;
    assert_eq!((status, body["error"]["code"].as_i64()), (400, Some(2500)));
    let (status, body) = world.get("999999").await;
    assert_eq!(
        (status, body["error"]["code"].as_i64(), body["error"]["error_subcode"].as_i64()),
        (400, Some(100), Some(33))
    );
    let refused = world.post("1/messages", &product(json!({"to": MARINA, "text": {"body": "x"}}))).await;
    assert_eq!(code_of(&refused), 100);
    let broken = world.graph(Method::POST, &format!("{NUMBER}/messages")).body("{not json");
    assert_eq!(code_of(&answer(broken).await), 100);
}
