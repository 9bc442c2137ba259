//! What opens the window and what does not: real payloads, from the signed request to the row every composer is drawn from.

use crate::support::{NUMBER, SECRET, TestDesk, hook};
use desk_model::Timestamp;
use desk_model::time::{HOUR, SECOND};
use desk_model::window::WindowState;
use desk_model::{WindowPolicy, window::window};
use serde_json::{Value, json};
use std::path::Path;

const ANA: &str = "5511987650001";

/// A recorded payload, made to come from Ana to the demo's number at `at`, about the message `target`.
fn fixture(name: &str, at: Timestamp, target: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("channels/tests/fixtures").join(name);
    let mut payload: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    rewrite(&mut payload, "", at, target);
    payload.to_string().into_bytes()
}

fn rewrite(value: &mut Value, key: &str, at: Timestamp, target: &str) {
    match value {
        Value::Object(map) => {
            // A group is another conversation, and whose BSUID it is would tell two Anas apart.
            for gone in
                ["user_id", "from_user_id", "recipient_user_id", "parent_user_id", "from_parent_user_id"]
            {
                map.remove(gone);
            }
            for (key, value) in map.iter_mut() {
                rewrite(value, key, at, target);
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| rewrite(value, key, at, target)),
        Value::String(text) => match key {
            "phone_number_id" => *text = NUMBER.to_owned(),
            "from" | "wa_id" | "recipient_id" => *text = ANA.to_owned(),
            "timestamp" => *text = at.secs().to_string(),
            "original_message_id" | "message_id" => *text = target.to_owned(),
            "id" if text.starts_with("wamid") || text.starts_with("wacid") => *text = hook::wamid(),
            _ => {}
        },
        Value::Number(_) if key == "timestamp" => *value = json!(at.secs()),
        Value::Number(_) | Value::Bool(_) | Value::Null => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_the_customer_does_opens() {
    let desk = TestDesk::start().await;
    let start = Timestamp::from_secs(desk.clock.now().secs()).plus(-10 * HOUR);
    let target = hook::wamid();
    assert_eq!(desk.hook(hook::text(&target, ANA, "oi", start)).await, 200);
    desk.applied().await;
    let mut last = start;
    let read = async || desk.row_of_phone().await;
    assert_eq!(read().await, Some(last));
    // Each a second later than the one before: what opens moves the window to its own instant.
    let mut at = start;
    for (opens, name) in [
        (true, "cloud-text.json"),
        (true, "cloud-image.json"),
        (true, "cloud-audio-voice.json"),
        (true, "cloud-button-quick-reply.json"),
        (true, "cloud-interactive-list-reply.json"),
        (true, "cloud-interactive-nfm-reply.json"),
        (true, "cloud-location-pin.json"),
        (true, "cloud-order.json"),
        (true, "cloud-unsupported.json"),
        (true, "cloud-unsupported-official.json"),
        (true, "cloud-unknown-with-error.json"),
        (true, "cloud-calls-connect.json"),
        (false, "cloud-reaction.json"),
        (false, "cloud-reaction-removed.json"),
        (false, "cloud-edit-image.json"),
        (false, "cloud-revoke.json"),
        (false, "cloud-system-number-change.json"),
        (false, "cloud-calls-terminate.json"),
        (false, "cloud-status-read-cbp.json"),
        (false, "cloud-status-failed-131047.json"),
        (false, "cloud-smb-echo-text.json"),
        (false, "cloud-smb-echo-edit.json"),
        (false, "cloud-standby-echo-text.json"),
        (false, "cloud-user-preferences-resume.json"),
        (false, "cloud-group-text.json"),
    ] {
        at = at.plus(60 * SECOND);
        // A number change makes somebody else of Ana: looked at as the others, with nothing after it but what opens nothing.
        assert_eq!(desk.hook(fixture(name, at, &target)).await, 200, "{name}");
        desk.applied().await;
        if opens {
            last = at;
        }
        assert_eq!(read().await, Some(last), "{name}");
    }
    for (opens, change) in [
        (true, json!({"type": "request_welcome"})),
        (
            true,
            json!({"type": "interactive", "interactive": {"type": "button_reply", "button_reply": {"id": "a", "title": "Sim"}}}),
        ),
        (
            false,
            json!({"type": "system", "system": {"type": "customer_identity_changed", "body": "código novo"}}),
        ),
    ] {
        at = at.plus(60 * SECOND);
        let mut message = change;
        message["id"] = json!(hook::wamid());
        message["from"] = json!(ANA);
        message["timestamp"] = json!(at.secs().to_string());
        let change = hook::change(&json!([hook::contact(ANA)]), &json!([message]), &Value::Null);
        assert_eq!(desk.hook(hook::envelope(&[change]).to_string()).await, 200);
        desk.applied().await;
        if opens {
            last = at;
        }
        assert_eq!(read().await, Some(last));
    }
    // A call of ours: that it rang says nothing, that it was taken opens.
    for (opens, word) in [(false, "RINGING"), (false, "REJECTED"), (true, "ACCEPTED")] {
        at = at.plus(60 * SECOND);
        let value = json!({
            "messaging_product": "whatsapp", "metadata": {"phone_number_id": NUMBER},
            "statuses": [{"id": format!("wacid.{word}"), "type": "call", "status": word, "recipient_id": ANA,
                "timestamp": at.secs().to_string()}],
        });
        let body = hook::envelope(&[json!({"field": "calls", "value": value})]).to_string();
        assert_eq!(
            desk.hook_signed(body.clone().into_bytes(), &hook::signature(SECRET, body.as_bytes())).await,
            200
        );
        desk.applied().await;
        if opens {
            last = at;
        }
        assert_eq!(read().await, Some(last), "{word}");
    }
    let facts = desk.supervised().await.window;
    let state = window(WindowPolicy::Whatsapp, &facts, last.plus(24 * HOUR - SECOND));
    assert!(matches!(state, WindowState::Open { .. }));
    assert!(!window(WindowPolicy::Whatsapp, &facts, last.plus(24 * HOUR)).is_open());
    desk.stop().await;
}

impl TestDesk {
    async fn supervised(&self) -> desk_model::view::InboxRow {
        use desk_model::view::{InboxOrder, InboxView};
        let supervisor = self.supervisor().await;
        let page = self.desk.inbox(&supervisor, InboxView::All, InboxOrder::Recent, None).await.unwrap();
        assert_eq!(page.rows.len(), 1, "one customer, one ticket");
        page.rows.into_iter().next().unwrap()
    }

    async fn row_of_phone(&self) -> Option<Timestamp> {
        self.supervised().await.window.last_inbound_at
    }
}
