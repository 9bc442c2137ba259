//! What customers do: every inbound type, and the calls the page uses.

use desk_simulator::{CustomerMessage, Delivery, NewCustomer, Simulator, SimulatorConfig};
use reqwest::Method;
use serde_json::{Value, json};

use crate::receiver::{MARINA, World, id_of};

async fn say(world: &World, body: Value) -> Value {
    let (status, answer) = world.sim(Method::POST, "customers/c1/messages", Some(body)).await;
    assert_eq!(status, 200, "{answer}");
    let id = answer["id"].clone();
    world.until(|w| w.messages().into_iter().find(|m| m["id"] == id)).await
}

#[tokio::test]
async fn every_inbound_type_arrives_in_its_shape() {
    let world = World::new().await;
    let ours = {
        world.open_window(MARINA).await;
        id_of(&world.send_text(MARINA, "Escolha").await)
    };
    let first = world.meta.chat("c1")[0].id.clone();

    let reply = say(&world, json!({"text": "respondo", "reply_to": ours})).await;
    assert_eq!(reply["context"], json!({"from": "553133334444", "id": ours}));
    let forwarded = say(&world, json!({"type": "text", "text": {"body": "veja"}, "forwarded": true})).await;
    assert_eq!(forwarded["context"], json!({"forwarded": true}));

    let location = json!({"latitude": -19.9, "longitude": -43.9, "name": "Casa"});
    assert_eq!(say(&world, json!({"type": "location", "location": location})).await["location"], location);
    let contacts = json!([{"name": {"formatted_name": "Ana"}, "phones": [{"phone": "+55 31 9"}]}]);
    assert_eq!(say(&world, json!({"type": "contacts", "contacts": contacts})).await["contacts"], contacts);

    let button =
        say(&world, json!({"type": "button", "button": {"text": "Aprovar"}, "reply_to": ours})).await;
    assert_eq!(button["button"], json!({"text": "Aprovar", "payload": "Aprovar"}));
    let choice = json!({"type": "list_reply", "list_reply": {"id": "1", "title": "Um", "description": "d"}});
    assert_eq!(
        say(&world, json!({"type": "interactive", "interactive": choice})).await["interactive"],
        choice
    );

    let reaction =
        say(&world, json!({"type": "reaction", "reaction": {"message_id": ours, "emoji": "😮"}})).await;
    assert_eq!(reaction["reaction"], json!({"message_id": ours, "emoji": "😮"}));
    let removed =
        say(&world, json!({"type": "reaction", "reaction": {"message_id": ours, "emoji": ""}})).await;
    assert_eq!(removed["reaction"], json!({"message_id": ours}));

    let edit =
        say(&world, json!({"type": "edit", "edit": {"original_message_id": first, "body": "Olá"}})).await;
    assert_eq!(edit["edit"]["original_message_id"], first.as_str());
    assert_eq!(edit["edit"]["message"]["text"]["body"], "Olá");
    let revoke = say(&world, json!({"type": "revoke", "revoke": {"original_message_id": first}})).await;
    assert_eq!(revoke["revoke"], json!({"original_message_id": first}));
    let bubble = &world.meta.chat("c1")[0];
    assert!(bubble.edited && bubble.revoked && bubble.content["body"] == "Olá");

    let order = json!({"catalog_id": "1", "text": "", "product_items": [{"product_retailer_id": "SKU", "quantity": 2,
                       "item_price": 30.5, "currency": "BRL"}]});
    assert_eq!(say(&world, json!({"type": "order", "order": order})).await["order"], order);
    let unsupported = say(&world, json!({"type": "unsupported", "unsupported": {"type": "poll"}})).await;
    assert_eq!(unsupported["errors"][0]["code"], 131_051);
    assert_eq!(unsupported["unsupported"]["type"], "poll");
    say(&world, json!({"type": "request_welcome"})).await;
    let future = say(&world, json!({"type": "hologram", "hologram": {"depth": 3}})).await;
    assert_eq!(future["hologram"]["depth"], 3);

    let moved = json!({"type": "user_changed_number", "wa_id": "5531900001111", "body": "mudou"});
    say(&world, json!({"type": "system", "system": moved})).await;
    let (_, value) = world.values().into_iter().find(|(_, v)| v["messages"][0]["type"] == "system").unwrap();
    assert!(value.get("contacts").is_none());
    assert_eq!(world.meta.customers()[0].phone.as_deref(), Some("5531900001111"));
}

#[tokio::test]
async fn stamps_can_be_chosen() {
    let world = World::new().await;
    let now = world.meta.now_ms() / 1000;
    let stamp = |m: &Value| m["timestamp"].as_str().unwrap().parse::<i64>().unwrap();
    let aged = say(&world, json!({"text": "antiga", "age_seconds": 86_390})).await;
    assert!((now - 86_390 - stamp(&aged)).abs() <= 20);
    let fixed = say(&world, json!({"text": "fixa", "timestamp": 1_700_000_000})).await;
    assert_eq!(stamp(&fixed), 1_700_000_000);
    let (_, state) = world.sim(Method::GET, "state", None).await;
    let closes = state["customers"][0]["windows"]["106540352242922"]["closes_ms"].as_i64().unwrap();
    assert_eq!(closes / 1000, stamp(&aged) + 86_400);
}

#[tokio::test]
async fn the_same_id_is_the_same_message() {
    let world = World::new().await;
    for _ in 0..2 {
        let mut said = CustomerMessage::text("Oi");
        said.id = Some("wamid.fixed".to_owned());
        world.meta.customer_says("c1", said).await.unwrap();
    }
    world.messages_until(2).await;
    assert_eq!(world.meta.chat("c1").len(), 1);
}

#[tokio::test]
async fn customers_are_made_and_changed() {
    let world = World::new().await;
    let (status, made) = world
        .sim(Method::POST, "customers", Some(json!({"name": "Rui", "phone": "+55 21 97777-6666"})))
        .await;
    assert_eq!((status, &made["phone"], &made["id"]), (201, &json!("5521977776666"), &json!("c5")));
    let (_, hidden) =
        world.sim(Method::POST, "customers", Some(json!({"name": "Lia", "username": "@lia"}))).await;
    assert!(hidden["phone"].is_null() && hidden["user_id"].as_str().unwrap().starts_with("BR."));
    for bad in
        [json!({"name": "x", "phone": "12"}), json!({"phone": "5521977776666"}), json!({"bsuid": "nope"})]
    {
        assert_eq!(world.sim(Method::POST, "customers", Some(bad)).await.0, 400);
    }
    let (_, changed) =
        world.sim(Method::PATCH, "customers/c6", Some(json!({"phone": "5531911112222"}))).await;
    assert_eq!(changed["phone"], "5531911112222");
    assert_eq!(world.sim(Method::GET, "customers/5531911112222", None).await.1["id"], "c6");
    assert_eq!(world.sim(Method::GET, "customers/nobody", None).await.0, 404);
    assert_eq!(
        world.sim(Method::POST, "customers/c1/messages", Some(json!({"type": "location"}))).await.0,
        400
    );
    let (_, list) = world.sim(Method::GET, "customers", None).await;
    assert_eq!(list["customers"].as_array().unwrap().len(), 6);
    let twice = NewCustomer { phone: Some("5531911112222".to_owned()), ..NewCustomer::default() };
    assert!(world.meta.add_customer(twice).is_err());
}

#[tokio::test]
async fn the_phone_shows_what_happened() {
    let world = World::new().await;
    world.open_window(MARINA).await;
    let id = id_of(&world.send_text(MARINA, "Pronto").await);
    world.status_words(&id, "read").await;
    let (_, state) = world.sim(Method::GET, "state?messages=1", None).await;
    let messages = state["customers"][0]["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0]["content"]["body"], "Pronto");
    assert_eq!(messages[0]["status"], "read");
    assert_eq!(messages[0]["from_customer"], false);
    assert_eq!(state["numbers"][0]["verified_name"], "Oficina Serra Azul");
    let (_, log) = world.sim(Method::GET, "log", None).await;
    assert_eq!(log["sends"][0]["outcome"], "accepted");
    assert_eq!(log["sends"][0]["message_id"], id);
    assert!(log["webhooks"].as_array().unwrap().len() >= 4);
    let (_, sent) = world.sim(Method::GET, "sent", None).await;
    assert_eq!(sent["sent"][0]["history"], json!(["sent", "delivered", "read"]));
    assert_eq!(world.meta.chat("c1")[0].status, Delivery::Delivered);
}

/// The process ends at any moment; the phones remember.
#[tokio::test]
async fn customers_and_their_chats_survive_the_process() {
    let file = std::env::temp_dir().join(format!("guiche-simulator-{}.json", std::process::id()));
    let config = || SimulatorConfig { memory: Some(file.clone()), ..SimulatorConfig::for_tests() };
    let first = Simulator::start(config()).await.unwrap();
    first.customer_says("c1", CustomerMessage::text("Oi")).await.unwrap();
    let before = first.customers().into_iter().next().unwrap();
    let mut tries = 0;
    while !std::fs::read_to_string(&file).is_ok_and(|text| text.contains("\"Oi\"")) {
        tries += 1;
        assert!(tries < 1_000, "nothing was written");
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    drop(first);
    let second = Simulator::start(config()).await.unwrap();
    let after = second.customers().into_iter().next().unwrap();
    assert_eq!(
        (after.id, after.user_id, after.last_inbound_ms),
        (before.id, before.user_id, before.last_inbound_ms)
    );
    std::fs::remove_file(&file).unwrap();
}
