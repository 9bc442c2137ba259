//! Media: up, look up, down, gone.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use desk_simulator::CustomerMessage;
use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::receiver::{MARINA, NUMBER, TOKEN, World, answer, code_of, id_of};

fn form(mime: &str, bytes: Vec<u8>) -> Form {
    let part = Part::bytes(bytes).file_name("arquivo").mime_str(mime).unwrap();
    Form::new().text("messaging_product", "whatsapp").text("type", mime.to_owned()).part("file", part)
}

async fn upload(world: &World, mime: &str, bytes: Vec<u8>) -> (u16, Value) {
    answer(world.graph(Method::POST, &format!("{NUMBER}/media")).multipart(form(mime, bytes))).await
}

async fn download(world: &World, url: &str, token: Option<&str>) -> (u16, Vec<u8>) {
    let request = world.client.get(url);
    let request = match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    };
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.bytes().await.unwrap().to_vec())
}

#[tokio::test]
async fn what_goes_up_comes_down_the_same() {
    let world = World::new().await;
    let bytes: Vec<u8> = (0..3_000_000_u32).map(|n| u8::try_from(n % 251).unwrap()).collect();
    let (status, made) = upload(&world, "image/jpeg", bytes.clone()).await;
    assert_eq!(status, 200, "{made}");
    let id = made["id"].as_str().unwrap().to_owned();
    let (_, found) = world.get(&format!("{id}?phone_number_id={NUMBER}")).await;
    assert_eq!(found["mime_type"], "image/jpeg");
    assert_eq!(found["file_size"], 3_000_000);
    assert_eq!(found["sha256"], hex::encode(Sha256::digest(&bytes)));
    let url = found["url"].as_str().unwrap();
    assert_eq!(download(&world, url, None).await.0, 401);
    assert_eq!(download(&world, url, Some("wrong")).await.0, 401);
    assert_eq!(download(&world, url, Some(TOKEN)).await, (200, bytes));
    assert_eq!(code_of(&world.get(&format!("{id}?phone_number_id=1")).await), 100);

    world.open_window(MARINA).await;
    id_of(&world.send(json!({"to": MARINA, "type": "image", "image": {"id": id}})).await);

    // The URL dies after five minutes; the id lives on and gives a new one.
    world.meta.advance(Duration::from_secs(301));
    assert_eq!(download(&world, url, Some(TOKEN)).await.0, 404);
    let (_, again) = world.get(&id).await;
    assert_eq!(download(&world, again["url"].as_str().unwrap(), Some(TOKEN)).await.0, 200);

    let (status, gone) = answer(world.graph(Method::DELETE, &id)).await;
    assert_eq!((status, gone), (200, json!({"success": true})));
    assert_eq!(code_of(&world.get(&id).await), 100);
}

#[tokio::test]
async fn uploads_are_checked() {
    let world = World::new().await;
    assert_eq!(code_of(&upload(&world, "image/png", vec![0; (5 << 20) + 1]).await), 131_053);
    assert_eq!(code_of(&upload(&world, "image/gif", vec![0; 10]).await), 131_053);
    let no_file = Form::new().text("messaging_product", "whatsapp");
    let request = world.graph(Method::POST, &format!("{NUMBER}/media")).multipart(no_file);
    assert_eq!(code_of(&answer(request).await), 100);
    let part = Part::bytes(vec![1]).file_name("a").mime_str("image/png").unwrap();
    let request =
        world.graph(Method::POST, &format!("{NUMBER}/media")).multipart(Form::new().part("file", part));
    assert_eq!(code_of(&answer(request).await), 100);
}

#[tokio::test]
async fn a_file_of_the_wrong_kind_fails_later() {
    let world = World::new().await;
    world.open_window(MARINA).await;
    let (_, made) = upload(&world, "application/pdf", b"%PDF-1.4".to_vec()).await;
    let id = id_of(&world.send(json!({"to": MARINA, "type": "video", "video": {"id": made["id"]}})).await);
    world.status_words(&id, "failed").await;
    let error = world.statuses()[0]["errors"][0].clone();
    assert_eq!(error["code"], 131_053);
    assert!(error["error_data"]["details"].as_str().unwrap().contains("application/pdf"));
}

#[tokio::test]
async fn what_customers_send_can_be_fetched_for_seven_days() {
    let world = World::new().await;
    for (kind, head) in [
        ("image", &b"\xFF\xD8\xFF"[..]),
        ("audio", b"OggS"),
        ("video", b"\0\0\0"),
        ("document", b"%PDF"),
        ("sticker", b"RIFF"),
    ] {
        let said = CustomerMessage::of(kind, json!({"caption": "legenda"}));
        let id = world.meta.customer_says("c1", said).await.unwrap();
        let message = world.until(|w| w.messages().into_iter().find(|m| m["id"] == id)).await;
        let object = &message[kind];
        let (_, found) = world.get(object["id"].as_str().unwrap()).await;
        let (status, bytes) = download(&world, found["url"].as_str().unwrap(), Some(TOKEN)).await;
        assert_eq!(status, 200);
        assert!(bytes.starts_with(head), "{kind}");
        assert_eq!(object["sha256"], STANDARD.encode(Sha256::digest(&bytes)));
        assert_eq!(download(&world, object["url"].as_str().unwrap(), Some(TOKEN)).await.1, bytes);
    }
    let own = json!({"data_base64": STANDARD.encode(b"meu arquivo"), "mime_type": "text/plain", "filename": "a.txt"});
    world.meta.customer_says("c1", CustomerMessage::of("document", own)).await.unwrap();
    let messages = world.messages_until(6).await;
    let document = &messages.last().unwrap()["document"];
    assert_eq!((&document["filename"], &document["mime_type"]), (&json!("a.txt"), &json!("text/plain")));
    world.meta.advance(Duration::from_secs(7 * 24 * 3600));
    assert_eq!(code_of(&world.get(document["id"].as_str().unwrap()).await), 100);
}
