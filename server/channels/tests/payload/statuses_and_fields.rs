//! Statuses, calls, identities, templates; and bodies that are broken in places.

use crate::common::{GATEWAY, change, decode, inbound, messages, reason};
use desk_core::ports::{Change, Gateway, InboundStatus};
use desk_model::Timestamp;
use desk_model::contact::Identity;
use desk_model::message::{Content, MessageStatus, SendFailure};
use desk_model::template::{Category, TemplateStatus};
use serde_json::{Value, json};

fn status(value: Value) -> Change {
    messages(json!({"statuses": [value]})).remove(0)
}

#[test]
fn statuses_climb_or_are_noted() {
    let ours = "msg_01jd0000000000000000000000";
    let base = |word: &str| json!({"id": "w", "status": word, "timestamp": "1750000000", "biz_opaque_callback_data": ours});
    for (word, meant) in [
        ("sent", MessageStatus::Sent),
        ("delivered", MessageStatus::Delivered),
        ("read", MessageStatus::Read),
        ("played", MessageStatus::Played),
    ] {
        let expected = InboundStatus {
            target: "w".into(),
            ours: Some(ours.parse().unwrap()),
            status: meant,
            failure: None,
            at: Timestamp::from_secs(1_750_000_000),
        };
        assert_eq!(status(base(word)), Change::Status(expected));
    }
    for word in ["deleted", "warning", "enqueued", "accepted", "queued", "received", "unknown", "Sent"] {
        assert_eq!(status(base(word)), Change::Noted, "{word}");
    }
    for broken in [
        json!({"status": "sent", "timestamp": "1"}),
        json!({"id": "w", "timestamp": "1"}),
        json!({"id": "w", "status": "sent"}),
        json!(7),
    ] {
        reason(&status(broken));
    }
}

#[test]
fn failures_tell_why() {
    let failure = |errors: Value| match status(
        json!({"id": "w", "status": "failed", "timestamp": "1", "errors": errors}),
    ) {
        Change::Status(InboundStatus { failure: Some(SendFailure { code, detail }), .. }) => {
            format!("{code} {detail}")
        }
        other => format!("{other:?}"),
    };
    assert_eq!(failure(json!([{"code": 131047, "title": "t", "error_data": {"details": "d"}}])), "131047 d");
    assert_eq!(failure(json!([{"code": "131026", "title": "t"}])), "131026 t");
    assert_eq!(failure(json!([{"code": 1, "details": "old", "title": "t"}])), "1 old");
    assert_eq!(failure(json!([])), "-4 ");
    assert_eq!(failure(json!("what")), "-4 ");
    // A foreign correlation id is nobody's.
    let foreign =
        json!({"id": "w", "status": "sent", "timestamp": "1", "biz_opaque_callback_data": "some data"});
    assert!(matches!(status(foreign), Change::Status(InboundStatus { ours: None, .. })));
}

#[test]
fn calls_by_the_customer_open_the_window() {
    let call = |more: Value| {
        let mut call = json!({"id": "wacid.1", "from": "5511987654321", "to": "42", "event": "connect",
                              "direction": "USER_INITIATED", "timestamp": "1750000000"});
        for (key, value) in more.as_object().unwrap() {
            call[key] = value.clone();
        }
        decode(&change("calls", &json!({"calls": [call]}))).remove(0).change
    };
    let message = inbound(call(json!({})));
    assert_eq!(
        (message.id.as_str(), &message.content, message.opens_window),
        ("wacid.1", &Content::Call, true)
    );
    assert_eq!(call(json!({"event": "terminate"})), Change::Noted);
    assert_eq!(call(json!({"direction": "BUSINESS_INITIATED"})), Change::Noted);
    assert_eq!(call(json!({"direction": null})), Change::Noted);
    assert_eq!(reason(&call(json!({"from": null}))), "the call has no caller");
    let ringing =
        json!({"statuses": [{"id": "wacid.1", "type": "call", "status": "RINGING", "timestamp": "1"}]});
    assert_eq!(decode(&change("calls", &ringing)).remove(0).change, Change::Noted);
}

#[test]
fn a_new_bsuid_joins_the_old_one() {
    let update = |update: Value| {
        decode(&change("user_id_update", &json!({"user_id_update": [update]}))).remove(0).change
    };
    let ids = |ids: &[&str]| {
        ids.iter().map(|id| Identity::bsuid(id).or_else(|| Identity::phone(id)).unwrap()).collect()
    };
    assert_eq!(
        update(json!({"wa_id": "5511987654321", "detail": "d", "timestamp": "1",
                      "user_id": {"previous": "BR.1", "current": "BR.2"},
                      "parent_user_id": {"previous": "BR.ENT.1", "current": "BR.ENT.2"}})),
        Change::IdentityChange {
            id: None,
            before: ids(&["BR.1", "BR.ENT.1"]),
            after: ids(&["5511987654321", "BR.2", "BR.ENT.2"]),
            detail: "d".into(),
            at: Timestamp::from_secs(1)
        }
    );
    reason(&update(json!({"timestamp": "1"})));
    reason(&update(json!({"user_id": {"current": "BR.2"}})));
}

#[test]
fn templates_change_under_us() {
    let template = |field: &str, more: Value| {
        let mut value = json!({"message_template_id": 1_689_556_908_129_835_u64, "message_template_name": "n",
                               "message_template_language": "en-US"});
        for (key, v) in more.as_object().unwrap() {
            value[key] = v.clone();
        }
        decode(&change(field, &value)).remove(0).change
    };
    let state = |more| template("message_template_status_update", more);
    let to = |status| Change::TemplateStatus { name: "n".into(), language: "en-US".into(), status };
    assert_eq!(state(json!({"event": "APPROVED"})), to(TemplateStatus::Approved));
    assert_eq!(state(json!({"event": "REINSTATED"})), to(TemplateStatus::Approved));
    assert_eq!(
        state(json!({"event": "PAUSED", "other_info": {"title": "FIRST_PAUSE"}})),
        to(TemplateStatus::Paused)
    );
    assert_eq!(
        state(json!({"event": "PENDING_DELETION"})),
        to(TemplateStatus::Other("PENDING_DELETION".into()))
    );
    assert_eq!(state(json!({"event": "FLAGGED"})), Change::Noted, "it still sends");
    reason(&state(json!({})));
    let category = |more| template("template_category_update", more);
    let utility =
        Change::TemplateCategory { name: "n".into(), language: "en-US".into(), category: Category::Utility };
    assert_eq!(category(json!({"previous_category": "MARKETING", "new_category": "UTILITY"})), utility);
    assert_eq!(category(json!({"new_category": "UTILITY", "correct_category": "MARKETING"})), Change::Noted);
    assert_eq!(category(json!({"new_category": "SOMETHING"})), Change::Noted);
}

fn good(id: &str) -> String {
    format!(r#"{{"from":"5511987654321","id":"{id}","timestamp":"1","type":"text","text":{{"body":"x"}}}}"#)
}

#[test]
fn one_broken_item_leaves_its_neighbours_alone() {
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let cases = [
        ("null".to_owned(), "the message is no object"),
        ("[]".to_owned(), "the message is no object"),
        (deep.clone(), "the message is no object"),
        (r#"{"from":"5511987654321","timestamp":"1"}"#.to_owned(), "the message has no id"),
        (r#"{"from":"5511987654321","timestamp":"1","id":""}"#.to_owned(), "the message has no id"),
        (r#"{"from":"5511987654321","timestamp":"1","id":{}}"#.to_owned(), "the message has no id"),
        (format!(r#"{{"id":"x","timestamp":"1","from":{deep}}}"#), "the message has no sender"),
        (r#"{"id":"x","timestamp":1e400,"from":"5511987654321"}"#.to_owned(), "the message has no timestamp"),
    ];
    for (broken, expected) in cases {
        let body = format!(
            r#"{{"object":"whatsapp_business_account","entry":[
                {{"changes":[{{"field":"messages","value":{{"messages":[{},{broken},{}],
                  "statuses":[{{}},{{"id":"s","status":"sent","timestamp":"1"}}]}}}},
                 {{"field":"messages","value":7}}, {{"value":{{}}}}, 7]}},
                7, {{"id":"no changes"}},
                {{"changes":[{{"field":"messages","value":{{"messages":[{}]}}}}]}}]}}"#,
            good("a"),
            good("b"),
            good("c"),
        );
        let seen: Vec<String> = decode(&body)
            .into_iter()
            .map(|part| match part.change {
                Change::Message(message) => message.id,
                Change::Status(status) => status.target,
                other => reason(&other).to_owned(),
            })
            .collect();
        assert_eq!(
            seen,
            [
                "a",
                expected,
                "b",
                "the status names no message",
                "s",
                "the value is no object",
                "the change names no field",
                "the change is no object",
                "the entry is no object",
                "the entry has no list of changes",
                "c"
            ]
        );
    }
}

#[test]
fn odd_text_is_no_reason_to_lose_it() {
    let text = |json: &str| {
        let message = format!(
            r#"{{"from":"5511987654321","id":"a","timestamp":"1","type":"text","text":{{"body":{json}}}}}"#
        );
        let body = format!(
            r#"{{"object":"whatsapp_business_account","entry":[{{"changes":[{{"field":"messages","value":{{"messages":[{message}]}}}}]}}]}}"#
        );
        match inbound(decode(&body).remove(0).change).content {
            Content::Text { body } => body,
            other => format!("{other:?}"),
        }
    };
    assert_eq!(text(r#""\u00e1\u0000\u00e1""#), "áá");
    assert_eq!(text(r#""\ud83d\udc4b""#), "👋");
    assert!(text(r#""a\ud83db""#).starts_with('a') && text(r#""a\ud83db""#).ends_with('b'));
    assert_eq!(text("42"), "42");
    assert_eq!(text("\"\""), "");
    let nested = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(text(&nested), r#"Unknown { kind: "text" }"#);
    // One byte that is no UTF-8 spoils one letter.
    let mut body =
        change("messages", &serde_json::from_str(&format!(r#"{{"messages":[{}]}}"#, good("a"))).unwrap())
            .into_bytes();
    let at = body.windows(3).position(|w| w == b"\"x\"").unwrap() + 1;
    body[at] = 0xff;
    let part = GATEWAY.decode(&body).unwrap().remove(0);
    assert_eq!(inbound(part.change).content, Content::text("\u{fffd}"));
}

#[test]
fn only_what_is_no_json_is_an_error() {
    for body in ["", "{", "Body=Oi&From=whatsapp%3A%2B5511", "<xml/>", "{\"a\":1}x", "\u{0}"] {
        assert!(GATEWAY.decode(body.as_bytes()).is_err(), "{body}");
    }
    for body in ["{}", "[]", "7", "null", "\u{feff}{}", r#"{"object":7}"#, r#"{"object":"page","entry":7}"#] {
        let parts = decode(body);
        assert_eq!((parts.len(), &parts[0].change), (1, &Change::Noted), "{body}");
    }
    for body in
        [r#"{"object":"whatsapp_business_account"}"#, r#"{"object":"whatsapp_business_account","entry":{}}"#]
    {
        reason(&decode(body)[0].change);
    }
    assert_eq!(decode(r#"{"object":"whatsapp_business_account","entry":[]}"#)[0].change, Change::Noted);
}

#[test]
fn a_thousand_changes_in_one_request() {
    let changes: Vec<Value> = (0..1000)
        .map(|i| json!({"field": "messages", "value": {"metadata": {"phone_number_id": "42"},
            "contacts": [{"wa_id": format!("55119{i:08}"), "profile": {"name": format!("n{i}")}}],
            "messages": [{"from": format!("55119{i:08}"), "id": format!("wamid.{i}"), "timestamp": "1", "type": "text", "text": {"body": format!("t{i}")}}]}}))
        .collect();
    let body = json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": changes}]})
        .to_string();
    for (i, part) in decode(&body).into_iter().enumerate() {
        let message = inbound(part.change);
        assert_eq!(message.from[0].value, format!("55119{i:08}"));
        assert_eq!(
            (message.id, message.name, message.content),
            (format!("wamid.{i}"), Some(format!("n{i}")), Content::text(format!("t{i}")))
        );
    }
}
