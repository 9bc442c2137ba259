//! Whatever comes, the parser does not panic, loses no part, and keeps what the other crates rely on.

use crate::common::GATEWAY;
use desk_core::ports::{Change, Gateway, Part};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

static FIXTURES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "json"));
    paths.sort();
    paths.into_iter().map(|path| std::fs::read(path).unwrap()).collect()
});

/// What everybody behind the parser relies on.
fn check(body: &[u8]) {
    let Ok(parts) = GATEWAY.decode(body) else {
        assert!(serde_json::from_slice::<serde::de::IgnoredAny>(body).is_err(), "readable JSON was refused");
        return;
    };
    assert!(!parts.is_empty(), "nothing may be lost without a trace");
    for part in parts {
        assert!(!part.path.is_empty() && !part.field.is_empty());
        match &part.change {
            Change::Message(message) => {
                assert!(!message.id.is_empty() && !message.from.is_empty() && message.at.0 >= 0);
            }
            Change::Reaction { id, target, .. }
            | Change::Edit { id, target, .. }
            | Change::Revoke { id, target, .. } => {
                assert!(!id.is_empty() && !target.is_empty());
            }
            Change::Status(status) => assert!(!status.target.is_empty()),
            Change::IdentityChange { after, .. } => assert!(!after.is_empty()),
            Change::Template(news) => assert!(!news.name.is_empty()),
            Change::Alert(news) => assert!(news.details.len() <= 40),
            Change::Preference { from, .. } => assert!(!from.is_empty()),
            Change::Noted => {}
            Change::Broken { error } => assert!(!error.is_empty()),
        }
        let text = serde_json::to_string(&part).unwrap();
        assert!(!text.contains("\\u0000"), "no database text may hold NUL");
        assert_eq!(serde_json::from_str::<Part>(&text).unwrap(), part);
    }
}

fn json_value() -> impl Strategy<Value = Value> {
    let word = prop::sample::select(vec![
        "text",
        "image",
        "reaction",
        "edit",
        "revoke",
        "system",
        "interactive",
        "order",
        "contacts",
        "location",
        "unsupported",
        "sent",
        "failed",
        "BR.1",
        "5511987654321",
        "1750000000",
        "list_reply",
        "nfm_reply",
        "\u{0}",
        "wamid.1",
        "connect",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
        word.prop_map(Value::from),
    ];
    let key = prop::sample::select(vec![
        "id",
        "from",
        "from_user_id",
        "timestamp",
        "type",
        "text",
        "body",
        "image",
        "reaction",
        "message_id",
        "emoji",
        "edit",
        "original_message_id",
        "message",
        "revoke",
        "system",
        "wa_id",
        "user_id",
        "contacts",
        "profile",
        "name",
        "context",
        "referral",
        "errors",
        "interactive",
        "list_reply",
        "nfm_reply",
        "response_json",
        "order",
        "product_items",
        "location",
        "latitude",
        "status",
        "group_id",
        "direction",
        "event",
        "",
        "x",
    ]);
    leaf.prop_recursive(5, 48, 6, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((key.clone(), inner), 0..6).prop_map(|members| Value::Object(
                members.into_iter().map(|(k, v)| (k.to_owned(), v)).collect::<Map<_, _>>()
            )),
        ]
    })
}

/// Replaces the `n`-th value of a tree, counted from the root.
fn replace(tree: &mut Value, n: &mut usize, with: &Value) -> bool {
    if *n == 0 {
        *tree = with.clone();
        return true;
    }
    *n -= 1;
    match tree {
        Value::Array(items) => items.iter_mut().any(|item| replace(item, n, with)),
        Value::Object(members) => members.values_mut().any(|item| replace(item, n, with)),
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn any_bytes(body in vec(any::<u8>(), 0..200)) {
        check(&body);
    }

    #[test]
    fn any_json(value in json_value()) {
        check(value.to_string().as_bytes());
    }

    #[test]
    fn any_json_as_item(value in json_value(), name in prop::sample::select(vec!["messages", "statuses", "calls", "user_id_update", "contacts"]),
                        field in prop::sample::select(vec!["messages", "calls", "user_id_update", "message_template_status_update", "template_category_update", "standby", "new"])) {
        let body = json!({"object": "whatsapp_business_account", "entry": [{"changes": [{"field": field, "value": {name: [value.clone()]}},
                                                                                          {"field": field, "value": value}]}]});
        check(body.to_string().as_bytes());
    }

    #[test]
    fn recorded_bodies_with_one_value_changed(which in any::<prop::sample::Index>(), at in 0usize..60, with in json_value()) {
        let mut tree: Value = serde_json::from_slice(which.get(&FIXTURES)).unwrap();
        replace(&mut tree, &mut at.clone(), &with);
        check(tree.to_string().as_bytes());
    }

    #[test]
    fn recorded_bodies_with_bytes_changed(which in any::<prop::sample::Index>(), edits in vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut body = which.get(&FIXTURES).clone();
        for (at, byte) in edits {
            let at = at.index(body.len());
            body[at] = byte;
        }
        check(&body);
    }

    #[test]
    fn recorded_bodies_cut_off(which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>()) {
        let body = which.get(&FIXTURES);
        check(&body[..at.index(body.len())]);
    }
}
