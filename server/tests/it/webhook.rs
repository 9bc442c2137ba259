//! The provider's door: who is let in, what is kept, what is answered.

use crate::support::{NUMBER, SECRET, TestDesk, VERIFY_TOKEN, Wishes, all, both, hook, raw};
use serde_json::{Value, json};
use std::collections::BTreeSet;

both! {
    duplicates_are_one_message
    a_burst_opens_one_ticket_each
    a_batch_loses_only_what_is_broken
    everybody_keeps_their_own_messages
}

/// Everything that is no signature of ours is refused before it is read, and nothing of it is kept.
#[tokio::test]
async fn without_a_good_signature_nothing_is_stored() {
    let desk = TestDesk::start().await;
    let body = hook::text(&hook::wamid(), "5511987650001", "olá 👋 ação", desk.clock.now());
    let good = hook::signature(SECRET, &body);
    let digits = good.strip_prefix("sha256=").unwrap();
    let pretty = serde_json::to_vec_pretty(&serde_json::from_slice::<Value>(&body).unwrap()).unwrap();
    let wrong = [
        String::new(),
        "sha256=".to_owned(),
        format!("sha256={}", "0".repeat(64)),
        format!("sha256={}", &digits[..62]),
        format!("sha256={digits}00"),
        format!("sha1={}", &digits[..40]),
        format!("sha1={digits}"),
        digits.to_owned(),
        format!("sha256={}", digits.to_uppercase()),
        format!("SHA256={digits}"),
        format!("sha256= {digits}"),
        hook::signature("segredo-de-outro-aplicativo", &body),
        hook::signature("", &body),
        // Right for the same JSON written differently, but not for these bytes.
        hook::signature(SECRET, &pretty),
    ];
    for signature in &wrong {
        assert_eq!(desk.hook_signed(body.clone(), signature).await, 401, "{signature}");
    }
    let url = desk.url("/webhooks/whatsapp");
    let none = desk.http().post(&url).body(body.clone()).send().await.unwrap();
    assert_eq!(none.status(), 401);
    let old_header =
        desk.http().post(&url).header("x-hub-signature", &good).body(body.clone()).send().await.unwrap();
    assert_eq!(old_header.status(), 401);
    let two =
        desk.http().post(&url).header("x-hub-signature-256", &good).header("x-hub-signature-256", &good);
    assert_eq!(two.body(body.clone()).send().await.unwrap().status(), 401);
    assert_eq!(desk.database.number("SELECT COUNT(*) FROM journal").await, 0);
    assert_eq!(desk.database.number("SELECT COUNT(*) FROM message").await, 0);
    let admin = desk.login("admin@guiche.local").await;
    let health = admin.api("journal_health", json!({})).await.json();
    assert_eq!(health["bad_signatures"], wrong.len() + 3, "{health}");
    assert_eq!(desk.hook_signed(body, &good).await, 200);
    desk.stop().await;
}

/// A desk without any number refuses everything, also what is signed with nothing.
#[tokio::test]
async fn without_a_secret_everything_is_refused() {
    let desk = TestDesk::with(Wishes { empty: true, ..Wishes::default() }).await;
    let body = hook::text(&hook::wamid(), "5511987650001", "olá", desk.clock.now());
    assert_eq!(desk.hook_signed(body.clone(), &hook::signature("", &body)).await, 401);
    assert_eq!(desk.hook(body).await, 401);
    let path = "/webhooks/whatsapp?hub.mode=subscribe&hub.verify_token=&hub.challenge=1";
    assert_eq!(desk.http().get(desk.url(path)).send().await.unwrap().status(), 403);
    desk.stop().await;
}

#[tokio::test]
async fn the_handshake_repeats_the_challenge_as_text_to_who_knows_the_token() {
    let desk = TestDesk::start().await;
    let get = async |query: &str| {
        desk.http().get(desk.url(&format!("/webhooks/whatsapp{query}"))).send().await.unwrap()
    };
    let good = format!(
        "?hub.mode=subscribe&hub.challenge=%3Cb%3E1158201444%3C/b%3E&hub.verify_token={VERIFY_TOKEN}"
    );
    let answer = get(&good).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/plain; charset=utf-8");
    assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
    assert_eq!(answer.text().await.unwrap(), "<b>1158201444</b>");
    let long = "9".repeat(10_000);
    for query in [
        String::new(),
        "?hub.mode=subscribe&hub.challenge=1&hub.verify_token=outra".to_owned(),
        "?hub.mode=subscribe&hub.challenge=1".to_owned(),
        "?hub.mode=subscribe&hub.challenge=1&hub.verify_token=".to_owned(),
        format!("?hub.mode=unsubscribe&hub.challenge=1&hub.verify_token={VERIFY_TOKEN}"),
        format!("?hub.challenge=1&hub.verify_token={VERIFY_TOKEN}"),
        format!("?hub.mode=subscribe&hub.verify_token={VERIFY_TOKEN}"),
        format!("?hub.mode=subscribe&hub.challenge={long}&hub.verify_token={VERIFY_TOKEN}"),
        format!("?hub.mode=subscribe&hub.challenge=1&hub.verify_token={VERIFY_TOKEN}&hub.verify_token=outra"),
    ] {
        let answer = get(&query).await;
        assert_eq!(answer.status(), 403, "{query}");
        assert!(!answer.text().await.unwrap().contains("1158201444"));
    }
    desk.stop().await;
}

#[tokio::test]
async fn broken_json_with_a_good_signature_is_kept_and_shown_to_the_administrator() {
    let desk = TestDesk::start().await;
    let deep = "[".repeat(10_000);
    for body in
        ["{\"object\":", "", "\0\0", "[1e400", "{\"a\":\"\\ud800\"}", "null", "[]", "{}", "\"text\"", &deep]
    {
        assert_eq!(desk.hook(body).await, 200, "{body:.40}");
    }
    desk.applied().await;
    assert_eq!(desk.database.number("SELECT COUNT(*) FROM journal").await, 10);
    assert_eq!(desk.database.number("SELECT COUNT(*) FROM message").await, 0);
    let admin = desk.login("admin@guiche.local").await;
    let health = admin.api("journal_health", json!({})).await.json();
    assert!(health["problems"].as_array().unwrap().len() >= 5, "{health}");
    let unreadable =
        health["problems"].as_array().unwrap().iter().filter(|p| p["state"] == "unreadable").count();
    assert!(unreadable >= 4, "{unreadable}");
    // And the next good one is applied as if nothing had been.
    assert_eq!(desk.customer_writes("5511987650002", "bom dia").await.unread, 1);
    desk.stop().await;
}

#[tokio::test]
async fn three_megabytes_are_taken_and_more_is_refused_early() {
    let desk = TestDesk::start().await;
    // A real batch of 1,000 changes, filled up with spaces to the last byte.
    let changes: Vec<Value> = (0..1_000)
        .map(|i| {
            let phone = format!("55119{:08}", i % 50);
            let message =
                hook::message(&format!("wamid.batch{i}"), &phone, &"a".repeat(1_500), desk.clock.now());
            hook::change(&json!([hook::contact(&phone)]), &json!([message]), &Value::Null)
        })
        .collect();
    let mut body = hook::envelope(&changes).to_string().into_bytes();
    assert!(body.len() < 3 * 1024 * 1024);
    body.resize(3 * 1024 * 1024, b' ');
    assert_eq!(desk.hook(body.clone()).await, 200);
    body.push(b' ');
    assert_eq!(desk.hook(body).await, 413);
    // Announced: refused before a byte of it is sent. Not announced: refused as soon as it is too much.
    let host = desk.address;
    let head =
        format!("POST /webhooks/whatsapp HTTP/1.1\r\nHost: {host}\r\nContent-Length: 104857600\r\n\r\n");
    assert_eq!(raw::status(&raw::exchange(host, &head, b"").await), 413);
    let head =
        format!("POST /webhooks/whatsapp HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n");
    let chunk = [b"10000\r\n".as_slice(), &[b'a'; 0x10000], b"\r\n"].concat().repeat(160);
    assert_eq!(raw::status(&raw::exchange(host, &head, &chunk).await), 413);
    // A packed body is not unpacked.
    let request = desk
        .http()
        .post(desk.url("/webhooks/whatsapp"))
        .header("content-encoding", "gzip")
        .body(vec![31, 139]);
    assert_eq!(request.send().await.unwrap().status(), 415);
    desk.applied().await;
    assert_eq!(desk.database.number("SELECT COUNT(*) FROM message WHERE direction = 'in'").await, 1_000);
    assert_eq!(desk.database.number("SELECT COUNT(*) FROM ticket").await, 50);
    desk.stop().await;
}

/// The same bytes again, one after the other and twenty at once.
async fn duplicates_are_one_message(desk: TestDesk) {
    let first = hook::text(&hook::wamid(), "5511987650003", "uma vez", desk.clock.now());
    for _ in 0..3 {
        assert_eq!(desk.hook(first.clone()).await, 200);
    }
    let second = hook::text(&hook::wamid(), "5511987650003", "vinte vezes", desk.clock.now());
    let answers = all((0..20).map(|_| desk.hook(second.clone()))).await;
    assert!(answers.iter().all(|status| *status == 200), "{answers:?}");
    desk.applied().await;
    assert_eq!(desk.database.number("SELECT COUNT(*) FROM message WHERE direction = 'in'").await, 2);
    assert_eq!(desk.database.number("SELECT COUNT(*) FROM ticket").await, 1);
    let told = "SELECT COUNT(*) FROM event WHERE topic = 'message' AND payload LIKE '%vinte vezes%'";
    assert_eq!(desk.database.number(told).await, 1);
    assert_eq!(desk.row_of("5511987650003").await.unwrap().unread, 2);
    desk.stop().await;
}

/// Ten messages at once of each of twenty new customers.
async fn a_burst_opens_one_ticket_each(desk: TestDesk) {
    let now = desk.clock.now();
    let hooks = (0..200).map(|i| {
        let (phone, order) = (format!("55119876501{:02}", i / 10), i % 10);
        let at = now.plus(i64::from(order) * desk_model::time::SECOND);
        desk.hook(hook::text(&hook::wamid(), &phone, &format!("mensagem {order}"), at))
    });
    let answers = all(hooks).await;
    assert!(answers.iter().all(|status| *status == 200), "{answers:?}");
    desk.applied().await;
    assert_eq!(desk.database.number("SELECT COUNT(*) FROM message WHERE direction = 'in'").await, 200);
    assert_eq!(desk.database.number("SELECT COUNT(*) FROM contact").await, 20);
    assert_eq!(desk.database.number("SELECT COUNT(*) FROM ticket").await, 20);
    assert_eq!(desk.database.number("SELECT COUNT(DISTINCT protocol) FROM ticket").await, 20);
    let supervisor = desk.supervisor().await;
    for customer in 0..20 {
        let row = desk.row_of(&format!("55119876501{customer:02}")).await.unwrap();
        assert_eq!(row.unread, 10);
        let thread = desk.desk.thread(&supervisor, &row.ticket).await.unwrap();
        let texts: Vec<String> = thread
            .messages
            .iter()
            .filter(|line| line.direction == desk_model::Direction::In)
            .map(|line| line.content.preview().1)
            .collect();
        assert_eq!(texts, (0..10).map(|i| format!("mensagem {i}")).collect::<Vec<_>>());
    }
    desk.stop().await;
}

/// Two entries, several changes, messages and statuses mixed, a broken one and an unknown one among them.
async fn a_batch_loses_only_what_is_broken(desk: TestDesk) {
    let now = desk.clock.now();
    let (ana, bia) = ("5511987650201", "5511987650202");
    let text = |phone: &str, text: &str| hook::message(&hook::wamid(), phone, text, now);
    let mut broken = text(ana, "quebrada");
    broken["text"] = json!(17);
    let unknown =
        json!({"from": bia, "id": hook::wamid(), "timestamp": now.secs().to_string(), "type": "holograma"});
    let status = json!([{"id": "wamid.nunca-vista", "status": "delivered", "timestamp": now.secs().to_string(), "recipient_id": ana}]);
    let contacts = json!([hook::contact(ana), hook::contact(bia)]);
    let mut body = hook::envelope(&[
        hook::change(&contacts, &json!([text(ana, "um"), broken, text(bia, "dois")]), &Value::Null),
        hook::change(&Value::Null, &Value::Null, &status),
        json!({"field": "algo_novo", "value": {"x": 1}}),
        json!({"field": "messages", "value": "nem objeto"}),
    ]);
    let entry =
        hook::envelope(&[hook::change(&contacts, &json!([unknown, text(bia, "três")]), &status)])["entry"][0]
            .clone();
    body["entry"].as_array_mut().unwrap().push(entry);
    assert_eq!(desk.hook(body.to_string()).await, 200);
    desk.applied().await;
    let stored = desk.database.texts("SELECT content FROM message WHERE direction = 'in'").await;
    for text in ["um", "dois", "três"] {
        assert_eq!(
            stored.iter().filter(|content| content.contains(&format!("\"{text}\""))).count(),
            1,
            "{text}: {stored:?}"
        );
    }
    // What has no type we know is a line all the same, with its name.
    assert!(stored.iter().any(|content| content.contains("holograma")), "{stored:?}");
    let admin = desk.login("admin@guiche.local").await;
    let health = admin.api("journal_health", json!({})).await.json();
    assert!(!health["problems"].as_array().unwrap().is_empty(), "{health}");
    desk.stop().await;
}

/// A hundred customers at the same time: each message under its sender.
async fn everybody_keeps_their_own_messages(desk: TestDesk) {
    let now = desk.clock.now();
    let answers = all((0..100).map(|i| {
        let phone = format!("5511987{i:06}");
        let text = format!("sou {phone}");
        desk.hook(hook::text(&hook::wamid(), &phone, &text, now))
    }))
    .await;
    assert!(answers.iter().all(|status| *status == 200), "{answers:?}");
    desk.applied().await;
    let senders = "SELECT i.value || ' ' || m.content FROM message m JOIN conversation c ON c.id = m.conversation_id
                   JOIN identity i ON i.contact_id = c.contact_id WHERE m.direction = 'in' AND i.kind = 'phone'";
    let pairs = desk.database.texts(senders).await;
    assert_eq!(pairs.len(), 100);
    let mut seen = BTreeSet::new();
    for pair in pairs {
        let (phone, content) = pair.split_once(' ').unwrap();
        assert!(content.contains(&format!("sou {phone}\"")), "{pair}");
        seen.insert(phone.to_owned());
    }
    assert_eq!(seen.len(), 100);
    assert_eq!(desk.database.number("SELECT COUNT(*) FROM number").await, 1, "{NUMBER}");
    desk.stop().await;
}
