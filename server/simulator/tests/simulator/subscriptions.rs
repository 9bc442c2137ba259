//! Numbers and where their webhooks go.

use desk_simulator::CustomerMessage;
use reqwest::Method;
use serde_json::json;

use crate::receiver::{MARINA, NUMBER, WABA, World, answer, code_of};

#[tokio::test]
async fn numbers_tell_their_fields() {
    let world = World::new().await;
    let fields = "verified_name,display_phone_number,quality_rating,code_verification_status,name_status,throughput,\
                  whatsapp_business_manager_messaging_limit";
    let (status, number) = world.get(&format!("{NUMBER}?fields={fields}")).await;
    assert_eq!(status, 200);
    assert_eq!(
        number,
        json!({"id": NUMBER, "verified_name": "Oficina Serra Azul", "display_phone_number": "+55 31 3333-4444",
               "quality_rating": "GREEN", "code_verification_status": "VERIFIED", "name_status": "APPROVED",
               "throughput": {"level": "STANDARD"}, "whatsapp_business_manager_messaging_limit": "TIER_2K"})
    );
    let (_, list) = world.get(&format!("{WABA}/phone_numbers")).await;
    assert_eq!(list["data"][0]["id"], NUMBER);
    let (_, account) = world.get(&format!("{WABA}?fields=name")).await;
    assert_eq!(account, json!({"id": WABA, "name": "Oficina Serra Azul"}));
}

#[tokio::test]
async fn an_unregistered_number_does_not_send() {
    let world = World::new().await;
    world.open_window(MARINA).await;
    assert_eq!(world.post(&format!("{NUMBER}/deregister"), &json!({})).await.0, 200);
    assert_eq!(code_of(&world.send_text(MARINA, "Oi").await), 133_010);
    let pin = json!({"messaging_product": "whatsapp", "pin": "12"});
    assert_eq!(code_of(&world.post(&format!("{NUMBER}/register"), &pin).await), 100);
    let pin = json!({"messaging_product": "whatsapp", "pin": "123456"});
    assert_eq!(world.post(&format!("{NUMBER}/register"), &pin).await.1, json!({"success": true}));
    assert_eq!(world.send_text(MARINA, "Oi").await.0, 200);
}

#[tokio::test]
async fn the_handshake_is_made_with_the_verify_token() {
    let world = World::new().await;
    world.meta.verify_webhook().await.unwrap();
    let (_, verified) = world.sim(Method::POST, "webhook/verify", None).await;
    assert_eq!(verified, json!({"ok": true}));
    let wrong = json!({"override_callback_uri": world.hook_url, "verify_token": "wrong"});
    let refused = world.post(&format!("{WABA}/subscribed_apps"), &wrong).await;
    assert_eq!(code_of(&refused), 2200);
}

#[tokio::test]
async fn webhooks_follow_subscription_and_overrides() {
    let world = World::new().await;
    let path = format!("{WABA}/subscribed_apps");
    assert_eq!(world.get(&path).await.1["data"].as_array().unwrap().len(), 1);
    assert_eq!(answer(world.graph(Method::DELETE, &path)).await.0, 200);
    assert_eq!(world.get(&path).await.1, json!({"data": []}));
    world.meta.customer_says("c1", CustomerMessage::text("ninguém ouve")).await.unwrap();
    let outcome = world
        .meta
        .wait_for(crate::receiver::PATIENCE, |m| {
            m.webhook_log().first().map(|r| r.outcome.clone()).filter(|o| o != "waiting")
        })
        .await;
    assert_eq!(outcome.as_deref(), Some("not_subscribed"));
    assert_eq!(world.post(&path, &json!({})).await.1, json!({"success": true}));

    // The app's address is away; the number's own override still reaches the receiver.
    world.meta.set_webhook_url(Some("http://127.0.0.1:9/none".to_owned()));
    let own = json!({"webhook_configuration": {"override_callback_uri": world.hook_url, "verify_token": "simulator-verify-token"}});
    assert_eq!(world.post(NUMBER, &own).await.1, json!({"success": true}));
    let (_, number) = world.get(&format!("{NUMBER}?fields=webhook_configuration")).await;
    assert_eq!(number["webhook_configuration"]["phone_number"], world.hook_url);
    world.open_window(MARINA).await;
}
