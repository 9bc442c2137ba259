//! What customers send, in every shape the provider's documentation and recorded traffic show.

use crate::common::{decode, inbound, messages, one, reason};
use desk_core::ports::Change;
use desk_model::Timestamp;
use desk_model::contact::Identity;
use desk_model::message::{ContactCard, Content, MediaKind, OrderItem};
use serde_json::{Value, json};

fn content(more: Value) -> Content {
    inbound(one(more)).content
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn a_text_with_all_its_surroundings() {
    let value = json!({
        "metadata": {"phone_number_id": 42},
        "contacts": [{"profile": {"name": " Ana Souza ", "username": "@ana.s"}, "wa_id": "5511987654321",
                      "user_id": "BR.77", "parent_user_id": "BR.ENT.78"}],
        "messages": [{"from": "5511987654321", "id": "wamid.1", "timestamp": 1750000000, "type": "text",
                      "text": {"body": "Oi\u{0}, tudo\nbem? 👋"},
                      "context": {"id": "wamid.0", "frequently_forwarded": true,
                                  "referred_product": {"catalog_id": "1", "product_retailer_id": "SKU 1"}},
                      "referral": {"source_type": "ad", "headline": "Oferta", "body": "corpo"}}]
    });
    let message = inbound(messages(value).remove(0));
    assert_eq!(message.id, "wamid.1");
    assert_eq!(
        message.from,
        [
            Identity::phone("5511987654321").unwrap(),
            Identity::bsuid("BR.77").unwrap(),
            Identity::bsuid("BR.ENT.78").unwrap()
        ]
    );
    assert_eq!((message.name, message.username), (some("Ana Souza"), some("ana.s")));
    assert_eq!(message.at, Timestamp::from_secs(1_750_000_000));
    assert_eq!(message.content, Content::text("Oi, tudo\nbem? 👋"));
    assert!(message.opens_window && message.from_ad && message.provenance.forwarded);
    assert_eq!(message.reply_to, some("wamid.0"));
    assert_eq!((message.provenance.ad, message.provenance.product), (some("Oferta"), some("SKU 1")));
}

#[test]
fn contacts_belong_by_bsuid_then_phone_never_by_place() {
    let value = json!({
        "contacts": [
            {"profile": {"name": "Terceira"}, "user_id": "BR.3"},
            {"profile": {"name": "Segunda"}, "wa_id": "551187654322"},
            {"profile": {"name": "Primeira"}, "wa_id": "5511987654321", "user_id": "BR.1"},
            {"profile": {"name": "Outra"}, "wa_id": "5511987654324", "user_id": "BR.5"},
            "no contact"
        ],
        "messages": [
            {"from": "5511987654321", "id": "a", "timestamp": "1", "type": "text", "text": {"body": "1"}},
            {"from": "5511987654322", "id": "b", "timestamp": "1", "type": "text", "text": {"body": "2"}},
            {"from_user_id": "BR.3", "id": "c", "timestamp": "1", "type": "text", "text": {"body": "3"}},
            {"from": "5511987654324", "from_user_id": "BR.4", "id": "d", "timestamp": "1", "type": "text", "text": {"body": "4"}},
            {"id": "e", "timestamp": "1", "type": "text", "text": {"body": "5"}}
        ]
    });
    let changes = messages(value);
    let names: Vec<Option<String>> = changes[..4].iter().map(|c| inbound(c.clone()).name).collect();
    // The fourth has the phone of a contact with another BSUID: a number that changed hands.
    assert_eq!(names, [some("Primeira"), some("Segunda"), some("Terceira"), None]);
    assert_eq!(inbound(changes[0].clone()).from[1], Identity::bsuid("BR.1").unwrap());
    assert_eq!(inbound(changes[2].clone()).from, [Identity::bsuid("BR.3").unwrap()]);
    assert_eq!(inbound(changes[3].clone()).from[1], Identity::bsuid("BR.4").unwrap());
    assert_eq!(reason(&changes[4]), "the message has no sender");
}

#[test]
fn a_message_without_sender_is_its_only_contacts() {
    let nameless = json!({"id": "a", "timestamp": "1", "type": "contacts", "contacts": [{"vcard":
        "BEGIN:VCARD\nFN:Ana\nTEL;TYPE=CELL:+55 11 98765-4321\nEND:VCARD"}]});
    let contact = json!({"user_id": "BR.1", "wa_id": "5511987654321"});
    let message = inbound(messages(json!({"contacts": [contact], "messages": [nameless]})).remove(0));
    assert_eq!(message.from, [Identity::phone("5511987654321").unwrap(), Identity::bsuid("BR.1").unwrap()]);
    let card =
        ContactCard { name: "Ana".into(), phones: vec!["+55 11 98765-4321".into()], ..Default::default() };
    assert_eq!(message.content, Content::Contacts { cards: vec![card] });
    // As soon as another one names somebody, it would be a guess.
    let named =
        json!({"from": "5511987654321", "id": "b", "timestamp": "1", "type": "text", "text": {"body": "x"}});
    let both = messages(json!({"contacts": [contact], "messages": [named, nameless]}));
    assert_eq!(reason(&both[1]), "the message has no sender");
    assert_eq!(reason(&one(json!({"from": null, "text": {"body": "x"}}))), "the message has no sender");
}

#[test]
fn senders_of_every_spelling() {
    let from = |value: Value| match one(json!({"from": value, "text": {"body": "x"}})) {
        Change::Message(message) => message.from[0].value.clone(),
        other => reason(&other).to_owned(),
    };
    assert_eq!(from(json!(5_511_987_654_321_u64)), "5511987654321");
    assert_eq!(from(json!("+55 11 98765-4321")), "5511987654321");
    assert_eq!(from(json!("BR.ENT.1")), "BR.ENT.1", "never through the phone normaliser");
    for nobody in
        [json!(""), json!("120363418770915618@g.us"), json!("US.13-49"), json!({}), json!([1]), json!(true)]
    {
        assert_eq!(from(nobody), "the message has no sender");
    }
}

#[test]
fn timestamps_of_every_spelling() {
    let at = |value: Value| match one(json!({"timestamp": value, "text": {"body": "x"}})) {
        Change::Message(message) => message.at.secs().to_string(),
        other => reason(&other).to_owned(),
    };
    for spelling in
        [json!("1750000000"), json!(1_750_000_000), json!(1_750_000_000_123_i64), json!("1750000000.0")]
    {
        assert_eq!(at(spelling), "1750000000");
    }
    for wrong in
        [json!("yesterday"), json!(-1), json!({}), json!(""), json!("99999999999999999999"), Value::Null]
    {
        assert_eq!(at(wrong), "the message has no timestamp");
    }
    let body = json!({"object": "whatsapp_business_account", "entry": [{"time": 1_750_000_001, "changes": [{"field": "messages",
        "value": {"messages": [{"from": "5511987654321", "id": "a", "type": "text", "text": {"body": "x"}}]}}]}]});
    assert_eq!(inbound(decode(&body.to_string()).remove(0).change).at, Timestamp::from_secs(1_750_000_001));
}

#[test]
fn files() {
    let media =
        |kind, mime: Option<&str>, filename: Option<&str>, caption: Option<&str>, voice| Content::Media {
            kind,
            media_id: some("99"),
            mime: mime.map(Into::into),
            filename: filename.map(Into::into),
            caption: caption.map(Into::into),
            voice,
        };
    assert_eq!(
        content(
            json!({"type": "audio", "audio": {"id": 99, "mime_type": "audio/ogg; codecs=opus", "voice": true}})
        ),
        media(MediaKind::Audio, Some("audio/ogg"), None, None, true)
    );
    assert_eq!(
        content(
            json!({"type": "document", "document": {"id": "99", "filename": "../../x.pdf", "caption": "", "mime_type": ""}})
        ),
        media(MediaKind::Document, None, Some("../../x.pdf"), None, false)
    );
    assert_eq!(
        content(
            json!({"type": "video", "video": {"id": "99", "mime_type": "video/mp4", "caption": "c", "voice": "no"}})
        ),
        media(MediaKind::Video, Some("video/mp4"), None, Some("c"), false)
    );
    // WhatsApp could not fetch it.
    let lost = json!({"type": "video", "errors": [{"code": 131052, "title": "Media download error"}]});
    assert_eq!(
        content(lost),
        Content::Unsupported { kind: some("video"), detail: some("Media download error") }
    );
    assert_eq!(content(json!({"type": "image", "image": "x"})), Content::Unknown { kind: "image".into() });
}

#[test]
fn places_keep_their_decimals() {
    let place = |json: &str| {
        let body = format!(
            r#"{{"object":"whatsapp_business_account","entry":[{{"changes":[{{"field":"messages","value":{{"messages":[
               {{"from":"5511987654321","id":"a","timestamp":"1","type":"location","location":{json}}}]}}}}]}}]}}"#
        );
        match inbound(decode(&body).remove(0).change).content {
            Content::Location { latitude, longitude, .. } => format!("{latitude} {longitude}"),
            other => format!("{other:?}"),
        }
    };
    assert_eq!(place(r#"{"latitude":-23.50,"longitude":-46.63330}"#), "-23.50 -46.63330");
    assert_eq!(place(r#"{"latitude":"12.25089","longitude":0}"#), "12.25089 0");
    let unknown = r#"Unknown { kind: "location" }"#;
    for nowhere in [
        r#"{"latitude":1e400,"longitude":0}"#,
        r#"{"latitude":91,"longitude":0}"#,
        "{}",
        "[]",
        r#"{"latitude":0,"longitude":"javascript:x"}"#,
        r#"{"latitude":"NaN","longitude":0}"#,
    ] {
        assert_eq!(place(nowhere), unknown, "{nowhere}");
    }
}

#[test]
fn orders_keep_prices_as_written() {
    let body = r#"{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{"messages":[
        {"from":"5511987654321","id":"a","timestamp":"1","type":"order","order":{"text":"rápido","product_items":[
          {"product_retailer_id":"A","quantity":2,"item_price":30,"currency":"BRL"},
          {"product_retailer_id":7,"quantity":"1","item_price":30.5,"currency":"BRL"},
          {"product_retailer_id":"C","quantity":1,"item_price":0.10,"currency":"BRL"},
          {"product_retailer_id":"D","item_price":1e400},
          "no item"]}}]}}]}]}"#;
    let item = |sku: &str, quantity: &str, price: &str, currency: &str| OrderItem {
        sku: sku.into(),
        quantity: quantity.into(),
        price: price.into(),
        currency: currency.into(),
    };
    let items = vec![
        item("A", "2", "30", "BRL"),
        item("7", "1", "30.5", "BRL"),
        item("C", "1", "0.10", "BRL"),
        item("D", "", "1e400", ""),
    ];
    assert_eq!(
        inbound(decode(body).remove(0).change).content,
        Content::Order { text: "rápido".into(), items }
    );
}

#[test]
fn choices_and_forms() {
    let choice = |title: &str, description: Option<&str>, id: &str| Content::Choice {
        title: title.into(),
        description: description.map(Into::into),
        id: id.into(),
    };
    assert_eq!(
        content(json!({"type": "button", "button": {"payload": "P", "text": "Sim"}})),
        choice("Sim", None, "P")
    );
    assert_eq!(
        content(json!({"type": "interactive", "interactive": {"type": "list_reply",
            "list_reply": {"id": "r1", "title": "2a via", "description": "boleto"}}})),
        choice("2a via", Some("boleto"), "r1")
    );
    let form = |response: Value| {
        content(json!({"type": "interactive", "interactive": {"type": "nfm_reply",
            "nfm_reply": {"name": "flow", "body": "Sent", "response_json": response}}}))
    };
    let answers = |list: &[(&str, &str)]| Content::Form {
        name: "flow".into(),
        answers: list.iter().map(|(label, words)| ((*label).into(), (*words).into())).collect(),
    };
    assert_eq!(
        form(json!(r#"{"z":"1","flow_token":"t","a":2.50,"list":["x","y"],"end":{"city":"SP"},"ok":true}"#)),
        answers(&[("z", "1"), ("a", "2.50"), ("list", "x, y"), ("city", "SP"), ("ok", "true")])
    );
    assert_eq!(form(json!({"a": "b"})), answers(&[("a", "b")]), "an object instead of a string");
    assert_eq!(form(json!("no json")), answers(&[("response_json", "no json")]));
    let permission = |response: &str| {
        content(json!({"type": "interactive", "interactive": {"type": "call_permission_reply",
            "call_permission_reply": {"response": response}}}))
    };
    assert_eq!(permission("accept"), Content::CallPermission { accepted: true });
    assert_eq!(permission("reject"), Content::CallPermission { accepted: false });
}

#[test]
fn what_nobody_knows_is_shown() {
    let unknown = |kind: &str| Content::Unknown { kind: kind.into() };
    assert_eq!(content(json!({"type": "hologram", "hologram": {}})), unknown("hologram"));
    assert_eq!(content(json!({"type": "interactive"})), unknown("interactive"));
    assert_eq!(
        content(json!({"type": "interactive", "interactive": {"type": "new"}})),
        unknown("interactive/new")
    );
    assert_eq!(content(json!({"type": "text", "text": {"body": {}}})), unknown("text"));
    assert_eq!(content(json!({"type": null, "text": {"body": "x"}})), Content::text("x"));
    assert_eq!(content(json!({"type": {}})), unknown(""));
    assert_eq!(content(json!({"type": "request_welcome"})), Content::Welcome);
    let poll = json!({"type": "unsupported", "unsupported": {"type": "poll"}, "errors": [{"code": 131051, "details": "old"}]});
    assert_eq!(content(poll), Content::Unsupported { kind: some("poll"), detail: some("old") });
    assert!(inbound(one(json!({"type": "hologram"}))).opens_window);
}

#[test]
fn groups_open_no_window() {
    assert!(!inbound(one(json!({"group_id": "g@g.us", "text": {"body": "x"}}))).opens_window);
}

#[test]
fn changes_of_earlier_messages() {
    let at = Timestamp::from_secs(1_750_000_000);
    let id = || "wamid.1".to_owned();
    let reaction =
        |emoji: Value| one(json!({"type": "reaction", "reaction": {"message_id": "t", "emoji": emoji}}));
    let expected = |emoji: Option<&str>| Change::Reaction {
        id: id(),
        target: "t".into(),
        emoji: emoji.map(Into::into),
        at,
    };
    assert_eq!(reaction(json!("👍🏽")), expected(Some("👍🏽")));
    assert_eq!(reaction(json!("")), expected(None));
    assert_eq!(reaction(Value::Null), expected(None));
    assert_eq!(
        one(
            json!({"type": "edit", "edit": {"original_message_id": "t", "message": {"type": "text", "text": {"body": "y"}}}})
        ),
        Change::Edit { id: id(), target: "t".into(), content: Content::text("y"), at }
    );
    assert_eq!(
        one(json!({"type": "revoke", "revoke": {"original_message_id": "t"}})),
        Change::Revoke { id: id(), target: "t".into(), at }
    );
    for kind in ["reaction", "edit", "revoke"] {
        reason(&one(json!({"type": kind})));
        reason(&one(json!({"type": kind, kind: {}})));
    }
    // Nobody needs to be named for these.
    assert!(matches!(
        one(json!({"from": null, "type": "revoke", "revoke": {"original_message_id": "t"}})),
        Change::Revoke { .. }
    ));
}

#[test]
fn system_messages_join_addresses() {
    let change = |more: Value| match one(json!({"type": "system", "system": more})) {
        Change::IdentityChange { before, after, detail, .. } => {
            let values = |ids: Vec<Identity>| ids.into_iter().map(|i| i.value).collect::<Vec<_>>().join(" ");
            format!("{} > {} ({detail})", values(before), values(after))
        }
        other => format!("{other:?}"),
    };
    let moved = "5511987654321 > 5511912345678 (user_changed_number)";
    assert_eq!(change(json!({"type": "user_changed_number", "wa_id": "5511912345678"})), moved);
    assert_eq!(change(json!({"type": "user_changed_number", "new_wa_id": "5511912345678"})), moved);
    assert_eq!(
        change(json!({"type": "user_changed_user_id", "user_id": "BR.2", "parent_user_id": "BR.ENT.2",
                      "body": "User BR.9 changed from BR.1 to BR.2"})),
        "5511987654321 > BR.2 BR.ENT.2 (User BR.9 changed from BR.1 to BR.2)",
        "the words hold a name somebody chose: no address is taken from them"
    );
    assert_eq!(
        change(json!({"type": "customer_identity_changed", "identity": {"hash": "x"}})),
        "5511987654321 > 5511987654321 (customer_identity_changed)"
    );
    assert_eq!(change(json!({"type": "something_else"})), "Noted");
}
