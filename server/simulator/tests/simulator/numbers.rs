//! How the platform rates a number, and what follows.

use reqwest::Method;
use serde_json::json;
use std::time::Duration;

use crate::receiver::{MARINA, NUMBER, World, code_of};

async fn told(world: &World, field: &str) -> serde_json::Value {
    let found = world.meta.wait_for(Duration::from_secs(5), |meta| {
        let log = meta.webhook_log();
        log.iter()
            .find(|hook| hook.body["entry"][0]["changes"][0]["field"] == field)
            .map(|hook| hook.body.clone())
    });
    found.await.unwrap()["entry"][0]["changes"][0]["value"].clone()
}

#[tokio::test]
async fn ratings_show_in_the_api_and_are_told_by_webhook() {
    let world = World::new().await;
    let rating = json!({"quality": "RED", "name_status": "DECLINED", "throughput": "HIGH", "limit": "TIER_10K",
                        "mode": "SANDBOX", "review": "REJECTED"});
    assert_eq!(world.sim(Method::PATCH, &format!("numbers/{NUMBER}"), Some(rating)).await.0, 200);
    let fields =
        "quality_rating,name_status,throughput,whatsapp_business_manager_messaging_limit,account_mode";
    let (_, number) = world.get(&format!("{NUMBER}?fields={fields}")).await;
    assert_eq!(
        number,
        json!({"id": NUMBER, "quality_rating": "RED", "name_status": "DECLINED", "throughput": {"level": "HIGH"},
               "whatsapp_business_manager_messaging_limit": "TIER_10K", "account_mode": "SANDBOX"})
    );
    assert_eq!(told(&world, "phone_number_quality_update").await["event"], "FLAGGED");
    assert_eq!(told(&world, "phone_number_name_update").await["decision"], "DECLINED");
    let limit = told(&world, "business_capability_update").await;
    assert_eq!(limit["max_daily_conversations_per_business"], 10_000);
    assert_eq!(told(&world, "account_review_update").await["decision"], "REJECTED");
    let (status, _) = world.sim(Method::PATCH, "numbers/1", Some(json!({"quality": "RED"}))).await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn a_restricted_number_does_not_send() {
    let world = World::new().await;
    world.open_window(MARINA).await;
    let path = format!("numbers/{NUMBER}");
    world.sim(Method::PATCH, &path, Some(json!({"status": "RESTRICTED"}))).await;
    assert_eq!(code_of(&world.send_text(MARINA, "Oi").await), 131_031);
    assert_eq!(told(&world, "account_update").await["event"], "ACCOUNT_RESTRICTION");
    world.sim(Method::PATCH, &path, Some(json!({"status": "CONNECTED"}))).await;
    assert_eq!(world.send_text(MARINA, "Oi").await.0, 200);
}

#[tokio::test]
async fn an_expired_token_opens_nothing_until_it_is_healed() {
    let world = World::new().await;
    world.sim(Method::PUT, "faults", Some(json!({"expired_token": true}))).await;
    let refused = world.get(NUMBER).await;
    assert_eq!((refused.0, refused.1["error"]["code"].as_i64()), (401, Some(190)));
    assert_eq!(refused.1["error"]["error_subcode"], 463);
    world.sim(Method::DELETE, "faults", None).await;
    assert_eq!(world.get(NUMBER).await.0, 200);
}

#[tokio::test]
async fn another_number_can_be_added_and_has_to_be_subscribed_to() {
    let world = World::new().await;
    let new = json!({"phone_number_id": "2001", "display_phone_number": "+55 31 4444-5555", "waba_id": "3001",
                     "verified_name": "Loja Nova"});
    assert_eq!(world.sim(Method::POST, "numbers", Some(new.clone())).await.0, 201);
    assert_eq!(world.sim(Method::POST, "numbers", Some(new)).await.0, 400, "twice");
    let (_, number) = world.get("2001?fields=verified_name").await;
    assert_eq!(number["verified_name"], "Loja Nova");
    assert_eq!(world.get("3001/subscribed_apps").await.1, json!({"data": []}));
    world.post("3001/subscribed_apps", &json!({})).await;
    assert_eq!(world.get("3001/subscribed_apps").await.1["data"].as_array().unwrap().len(), 1);
    let (_, wrong) = world.sim(Method::POST, "webhook/verify", Some(json!({"verify_token": "wrong"}))).await;
    assert_eq!(wrong["ok"], false);
}
