//! Statuses, calls, identities, templates; and bodies that are broken in places.

use crate::common::{GATEWAY, change, decode, inbound, messages, reason};
use desk_core::ports::{Change, Gateway, InboundStatus, Preference, TemplateChange, TemplateNews};
use desk_model::Timestamp;
use desk_model::contact::Identity;
use desk_model::message::{Content, MessageStatus, SendFailure};
use desk_model::template::{Category, Header, TemplateStatus};
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
            pricing: None,
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
fn prices_are_kept_as_told() {
    let pricing = |more: Value| {
        let mut item = json!({"id": "w", "status": "sent", "timestamp": "1"});
        for (key, value) in more.as_object().unwrap() {
            item[key] = value.clone();
        }
        match status(item) {
            Change::Status(InboundStatus { pricing, .. }) => pricing,
            other => panic!("{other:?}"),
        }
    };
    let told = pricing(
        json!({"pricing": {"pricing_model": "PMP", "type": "Free_Entry_Point", "category": "SERVICE"}}),
    );
    let told = told.unwrap();
    assert_eq!((told.kind.as_deref(), told.category.as_str()), (Some("free_entry_point"), "service"));
    assert_eq!(told.billable, None);
    let new = pricing(
        json!({"pricing": {"pricing_model": "ABC", "type": "of_tomorrow", "category": "group_service", "billable": "yes"}}),
    );
    let new = new.unwrap();
    assert_eq!((new.model.as_str(), new.category.as_str(), new.billable), ("ABC", "group_service", None));
    // A conversation alone, as notices of old and free entry points have it.
    let entry =
        pricing(json!({"conversation": {"id": "c", "origin": {"type": "referral_conversion"}}})).unwrap();
    assert_eq!(entry.free(), Some("free_entry_point"));
    let old =
        pricing(json!({"conversation": {"origin": {"type": "service"}}, "pricing": {"billable": false}}))
            .unwrap();
    assert_eq!(
        (old.model.as_str(), old.category.as_str(), old.free()),
        ("CBP", "service", Some("not_billable"))
    );
    for nothing in
        [json!({}), json!({"pricing": null}), json!({"pricing": 7}), json!({"conversation": {"id": "c"}})]
    {
        assert_eq!(pricing(nothing.clone()), None, "{nothing}");
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
fn a_call_of_ours_that_was_taken_opens_the_window() {
    let status = |word: &str, more: Value| {
        let mut status = json!({"id": "wacid.2", "type": "call", "status": word, "timestamp": "1750000000"});
        for (key, value) in more.as_object().unwrap() {
            status[key] = value.clone();
        }
        decode(&change("calls", &json!({"statuses": [status]}))).remove(0).change
    };
    let message = inbound(status("ACCEPTED", json!({"recipient_id": "5511987654321"})));
    assert_eq!((message.content, message.opens_window), (Content::CallAnswered, true));
    assert_eq!(message.from[0].value, "5511987654321");
    let hidden = inbound(status("ACCEPTED", json!({"recipient_user_id": "BR.1349"})));
    assert_eq!(hidden.from[0].value, "BR.1349");
    for word in ["RINGING", "REJECTED", "TOMORROW"] {
        assert_eq!(status(word, json!({"recipient_id": "5511987654321"})), Change::Noted);
    }
    assert_eq!(reason(&status("ACCEPTED", json!({}))), "the status names nobody");
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
fn customers_turn_marketing_off_and_on() {
    let choice = |item: Value| {
        decode(&change("user_preferences", &json!({"user_preferences": [item]}))).remove(0).change
    };
    let item = |value: &str| {
        json!({"wa_id": "5511987654321", "user_id": "BR.1", "detail": "as told", "category": "marketing_messages",
               "value": value, "timestamp": 1_731_705_721})
    };
    for (word, expected) in
        [("stop", Preference::Stop), ("resume", Preference::Resume), ("signup", Preference::Signup)]
    {
        assert_eq!(
            choice(item(word)),
            Change::Preference {
                from: vec![Identity::phone("5511987654321").unwrap(), Identity::bsuid("BR.1").unwrap()],
                choice: expected,
                detail: "as told".into(),
                at: Timestamp::from_secs(1_731_705_721),
            }
        );
    }
    assert_eq!(choice(item("maybe")), Change::Noted);
    let other = json!({"wa_id": "5511987654321", "category": "calls", "value": "stop", "timestamp": 1});
    assert_eq!(choice(other), Change::Noted);
    // Nobody is guessed: a preference of nobody, or at no time, is broken.
    reason(&choice(json!({"category": "marketing_messages", "value": "stop", "timestamp": 1})));
    reason(&choice(json!({"wa_id": "5511987654321", "category": "marketing_messages", "value": "stop"})));
    reason(&choice(json!({"wa_id": "5511987654321", "timestamp": 1})));
}

#[test]
fn templates_change_under_us() {
    let template = |field: &str, more: Value| {
        let mut value = json!({"message_template_id": 1_689_556_908_129_835_u64, "message_template_name": "n",
                               "message_template_language": "en-US"});
        for (key, v) in more.as_object().unwrap() {
            value[key] = v.clone();
        }
        let body = json!({"object": "whatsapp_business_account", "entry": [
            {"id": "1", "time": 1_000, "changes": [{"field": field, "value": value}]}]});
        decode(&body.to_string()).remove(0).change
    };
    let news = |what| {
        let provider_id = Some("1689556908129835".to_owned());
        Change::Template(Box::new(TemplateNews {
            name: "n".into(),
            language: "en-US".into(),
            provider_id,
            what,
        }))
    };
    let state = |more| template("message_template_status_update", more);
    let status = |status, reason: Option<&str>, paused_until| {
        let reason = reason.map(str::to_owned);
        news(TemplateChange::Status { status, reason, paused_until, disable_at: None })
    };
    let plain = |word| status(word, None, None);
    assert_eq!(state(json!({"event": "APPROVED", "reason": "NONE"})), plain(TemplateStatus::Approved));
    assert_eq!(state(json!({"event": "REINSTATED"})), plain(TemplateStatus::Approved));
    assert_eq!(
        state(json!({"event": "PENDING_DELETION", "reason": null})),
        plain(TemplateStatus::Other("PENDING_DELETION".into()))
    );
    let hours = |hours: i64| Some(Timestamp::from_secs(1_000 + hours * 3_600));
    for (title, until) in
        [("FIRST_PAUSE", hours(3)), ("SECOND_PAUSE", hours(6)), ("RATE_LIMITING_PAUSE", None)]
    {
        let paused = state(json!({"event": "PAUSED", "other_info": {"title": title}}));
        assert_eq!(paused, status(TemplateStatus::Paused, None, until), "{title}");
    }
    assert_eq!(
        state(json!({"event": "PAUSED", "other_info": {"title": "UNPAUSE"}})),
        plain(TemplateStatus::Approved)
    );
    let rejected = json!({"event": "REJECTED", "reason": "INVALID_FORMAT",
        "rejection_info": {"reason": "Two variables touch.", "recommendation": "Add text."}});
    let words = "INVALID_FORMAT: Two variables touch. Add text.";
    assert_eq!(state(rejected), status(TemplateStatus::Rejected, Some(words), None));
    let flagged = |date: Value| state(json!({"event": "FLAGGED", "disable_info": {"disable_date": date}}));
    let at = |secs| news(TemplateChange::Flagged { disable_at: Some(Timestamp::from_secs(secs)) });
    assert_eq!(flagged(json!("January 31, 2021")), at(1_612_051_200), "it still sends");
    assert_eq!(flagged(json!("March 1, 2024")), at(1_709_251_200));
    assert_eq!(flagged(json!(1_612_051_200)), at(1_612_051_200));
    assert_eq!(flagged(json!("soon")), news(TemplateChange::Flagged { disable_at: None }));
    reason(&state(json!({})));
    let category = |more| template("template_category_update", more);
    let utility = news(TemplateChange::Category { now: Category::Utility });
    assert_eq!(category(json!({"previous_category": "MARKETING", "new_category": "UTILITY"})), utility);
    let announced = news(TemplateChange::CategoryAnnounced {
        now: Some(Category::Utility),
        upcoming: Category::Marketing,
        at: Some(Timestamp::from_secs(1_746_169_200)),
    });
    assert_eq!(
        category(
            json!({"new_category": "UTILITY", "correct_category": "MARKETING", "category_update_timestamp": 1_746_169_200})
        ),
        announced
    );
    assert_eq!(category(json!({"new_category": "SOMETHING"})), Change::Noted);
    let quality = template("message_template_quality_update", json!({"new_quality_score": "RED"}));
    assert_eq!(quality, news(TemplateChange::Quality { score: "RED".into() }));
    assert_eq!(template("message_template_components_update", json!({})), Change::Noted);
    let parts = template(
        "message_template_components_update",
        json!({"message_template_title": "T", "message_template_element": "Oi {{1}}", "message_template_buttons": [
            {"message_template_button_type": "URL", "message_template_button_text": "Ver", "message_template_button_url": "https://x.br/{{1}}"}]}),
    );
    let Change::Template(parts) = parts else { panic!("{parts:?}") };
    let TemplateChange::Parts { header, body, footer: None, buttons } = parts.what else { panic!() };
    assert_eq!((header, body.as_str()), (Some(Header::Text { text: "T".into() }), "Oi {{1}}"));
    assert!(buttons[0].needs_value && buttons[0].target == "https://x.br/{{1}}");
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
