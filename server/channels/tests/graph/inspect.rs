//! What Meta says about a number, and subscribing to its account.

use crate::stub::{GATEWAY, Seen, Stub, json_answer};
use axum::response::{IntoResponse, Response};
use desk_core::ports::{Gateway, NumberAccess, SendErrorClass as Class};
use desk_model::health::{AccountFacts, NumberFacts};
use desk_model::number::NumberState::Disconnected;
use serde_json::{Value, json};

const NUMBER: &str = "106540352242922";
const ACCOUNT: &str = "102290129340398";

fn number() -> Value {
    json!({"id": NUMBER, "verified_name": "Oficina", "display_phone_number": "+55 31 3333-4444", "quality_rating": "GREEN",
           "name_status": "APPROVED", "status": "CONNECTED", "throughput": {"level": "STANDARD"}, "account_mode": "LIVE",
           "whatsapp_business_manager_messaging_limit": "TIER_2K", "code_verification_status": "VERIFIED"})
}

fn answer(seen: &Seen, subscribed: bool) -> Response {
    let path = seen.target.split('?').next().unwrap();
    match path.strip_prefix("GET /v24.0/").unwrap_or(path) {
        NUMBER => json_answer(200, &number()),
        ACCOUNT => json_answer(
            200,
            &json!({"id": ACCOUNT, "name": "Oficina SA", "account_review_status": "APPROVED"}),
        ),
        path if path.ends_with("/phone_numbers") => {
            json_answer(200, &json!({"data": [{"id": "1"}, {"id": NUMBER}]}))
        }
        path if path.ends_with("/subscribed_apps") => {
            let data =
                if subscribed { json!([{"whatsapp_business_api_data": {"id": "7"}}]) } else { json!([]) };
            json_answer(200, &json!({"data": data}))
        }
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn every_question_has_its_answer() {
    let stub = Stub::start(|seen| answer(seen, true)).await;
    let told = GATEWAY.inspect(&stub.access()).await;
    let word = |text: &str| Some(text.to_owned());
    assert_eq!(
        told.number.unwrap(),
        NumberFacts {
            verified_name: word("Oficina"),
            display: word("+55 31 3333-4444"),
            quality: word("GREEN"),
            name_status: word("APPROVED"),
            status: word("CONNECTED"),
            throughput: word("STANDARD"),
            limit: word("TIER_2K"),
            verification: word("VERIFIED"),
            mode: word("LIVE"),
        }
    );
    assert_eq!(told.account.unwrap(), AccountFacts { name: word("Oficina SA"), review: word("APPROVED") });
    assert_eq!((told.belongs.unwrap(), told.subscribed.unwrap()), (true, true));
    let seen = stub.seen();
    assert!(seen.iter().all(|seen| seen.headers["authorization"] == "Bearer EAAtoken"));
    assert!(
        seen[0].target.starts_with(&format!("GET /v24.0/{NUMBER}?fields=verified_name%2C")),
        "{}",
        seen[0].target
    );
    assert!(seen[0].target.contains("whatsapp_business_manager_messaging_limit"));
}

#[tokio::test]
async fn what_is_missing_is_told_apart_from_what_is_not_so() {
    let stub = Stub::start(|seen| answer(seen, false)).await;
    let stranger = NumberAccess { provider_id: "999".into(), ..stub.access() };
    let told = GATEWAY.inspect(&NumberAccess { provider_id: NUMBER.into(), ..stranger.clone() }).await;
    assert_eq!((told.belongs.unwrap(), told.subscribed.unwrap()), (true, false));
    let expired =
        Stub::start(|_| json_answer(401, &json!({"error": {"code": 190, "message": "Session has expired"}})))
            .await;
    let told = GATEWAY.inspect(&expired.access()).await;
    let error = told.number.unwrap_err();
    assert_eq!((error.class, error.failure.code), (Class::NumberDown(Disconnected), 190));
    assert_eq!(told.subscribed.unwrap_err().class, Class::NumberDown(Disconnected));
    for odd in ["<html>", "{}", "[]", "7"] {
        let stub = Stub::start(move |_| odd.into_response()).await;
        let told = GATEWAY.inspect(&stub.access()).await;
        assert_eq!(told.number.unwrap_err().class, Class::Unknown, "{odd}");
        assert_eq!(told.belongs.unwrap_err().class, Class::Unknown, "{odd}");
        assert_eq!(told.subscribed.unwrap_err().class, Class::Unknown, "{odd}");
    }
}

/// A redirect would take the token elsewhere.
#[tokio::test]
async fn no_redirect_is_followed() {
    let elsewhere = Stub::start(|_| json_answer(200, &number())).await;
    let target = elsewhere.base_url.clone();
    let stub = Stub::start(move |_| {
        (axum::http::StatusCode::FOUND, [("location", target.clone())], "").into_response()
    })
    .await;
    assert!(GATEWAY.inspect(&stub.access()).await.number.is_err());
    assert!(GATEWAY.subscribe(&stub.access()).await.is_err());
    assert!(elsewhere.seen().is_empty());
}

#[tokio::test]
async fn an_account_is_subscribed_to() {
    let stub = Stub::start(|_| json_answer(200, &json!({"success": true}))).await;
    GATEWAY.subscribe(&stub.access()).await.unwrap();
    assert_eq!(stub.seen()[0].target, format!("POST /v24.0/{ACCOUNT}/subscribed_apps"));
    let stub = Stub::start(|_| json_answer(200, &json!({"success": false}))).await;
    assert_eq!(GATEWAY.subscribe(&stub.access()).await.unwrap_err().class, Class::Unknown);
}
