//! The frames of the socket and the error, letter by letter: both ends and every stored event depend on them.

use crate::common::{NOON, id, line, row, user};
use desk_model::DeskError;
use desk_model::error::FieldProblem;
use desk_model::number::NumberState;
use desk_model::ticket::StateName;
use desk_model::view::HeldReply;
use desk_model::wire::{ClientFrame as C, DeskEvent, ServerFrame as S};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

fn same<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: T, expected: Value) {
    assert_eq!(serde_json::to_value(&value).unwrap(), expected);
    assert_eq!(serde_json::from_value::<T>(expected).unwrap(), value);
}

#[test]
fn from_the_browser() {
    same(
        C::Hello { protocol: 1, build: "b1".into(), last_seq: Some(7), conversations: vec![id("cnv_1")] },
        json!({"frame": "hello", "protocol": 1, "build": "b1", "last_seq": 7, "conversations": ["cnv_1"]}),
    );
    same(C::Subscribe { conversation: id("cnv_1") }, json!({"frame": "subscribe", "conversation": "cnv_1"}));
    same(
        C::Unsubscribe { conversation: id("cnv_1") },
        json!({"frame": "unsubscribe", "conversation": "cnv_1"}),
    );
    same(
        C::Typing { ticket: id("tkt_1"), conversation: id("cnv_1") },
        json!({"frame": "typing", "ticket": "tkt_1", "conversation": "cnv_1"}),
    );
    same(C::Ping {}, json!({"frame": "ping"}));
    let first = json!({"frame": "hello", "protocol": 1, "build": "b1", "conversations": []});
    assert!(matches!(serde_json::from_value(first), Ok(C::Hello { last_seq: None, .. })), "a first visit");
}

#[test]
fn nothing_else_is_understood() {
    for frame in [
        json!({"frame": "hello", "protocol": 1, "build": "b", "last_seq": null, "conversations": [], "user": "usr_1"}),
        json!({"frame": "subscribe", "conversation": "cnv_1", "queue": "que_1"}),
        json!({"frame": "typing", "ticket": "tkt_1", "conversation": "cnv_1", "name": "Chefe"}),
        json!({"frame": "subscribe"}),
        json!({"frame": "ping", "from": "me"}),
        json!({"frame": "subscribe", "conversation": "tkt_1"}),
        json!({"frame": "subscribe", "conversation": "cnv_1' or '1'='1"}),
        json!({"frame": "subscribe", "conversation": ["cnv_1"]}),
        json!({"frame": "event", "seq": 1}),
        json!({"frame": "Ping"}),
        json!({}),
        json!([]),
        json!("ping"),
    ] {
        assert!(serde_json::from_value::<C>(frame.clone()).is_err(), "{frame}");
    }
}

#[test]
fn from_the_server() {
    let now = NOON.0;
    same(
        S::Welcome { build: "b1".into(), seq: 9, now: NOON },
        json!({"frame": "welcome", "build": "b1", "seq": 9, "now": now}),
    );
    same(S::Reset { seq: 9, now: NOON }, json!({"frame": "reset", "seq": 9, "now": now}));
    same(S::Tick { seq: 9, now: NOON }, json!({"frame": "tick", "seq": 9, "now": now}));
    same(
        S::Subscribed { conversation: id("cnv_1"), seq: 9 },
        json!({"frame": "subscribed", "conversation": "cnv_1", "seq": 9}),
    );
    same(S::Denied { conversation: id("cnv_1") }, json!({"frame": "denied", "conversation": "cnv_1"}));
    same(
        S::Typing { ticket: id("tkt_1"), user: user(1), name: "Ana".into() },
        json!({"frame": "typing", "ticket": "tkt_1", "user": "usr_1", "name": "Ana"}),
    );
    let event = |event| S::Event { seq: 9, at: NOON, event };
    same(
        event(DeskEvent::Number { number: id("num_1"), state: NumberState::Restricted }),
        json!({"frame": "event", "seq": 9, "at": now, "event": {"kind": "number", "number": "num_1", "state": "restricted"}}),
    );
    same(
        event(DeskEvent::Templates { number: id("num_1") }),
        json!({"frame": "event", "seq": 9, "at": now, "event": {"kind": "templates", "number": "num_1"}}),
    );
    same(
        event(DeskEvent::Prices),
        json!({"frame": "event", "seq": 9, "at": now, "event": {"kind": "prices"}}),
    );
    same(
        event(DeskEvent::Labels),
        json!({"frame": "event", "seq": 9, "at": now, "event": {"kind": "labels"}}),
    );
    same(
        event(DeskEvent::Mentions { new: None }),
        json!({"frame": "event", "seq": 9, "at": now, "event": {"kind": "mentions", "new": null}}),
    );
    let earlier = NOON.plus(-3_600_000_000).0;
    let facet =
        json!({"queue": "que_1", "state": "queued", "owner": null, "priority": "normal", "labels": []});
    let the_row = json!({
        "ticket": "tkt_000042", "version": 1, "conversation": "cnv_000042", "contact": "con_000042", "number": "num_1",
        "protocol": row(42).protocol.digits(), "queue": "que_1", "state": {"state": "queued", "queue": "que_1", "since": now},
        "contact_name": "Ana", "preview": {"kind": "text", "text": "Oi", "ours": false, "status": null},
        "preview_at": earlier, "waiting_since": earlier, "unread": 1,
        "window": {"last_inbound_at": earlier, "refused_at": null, "entry_at": null, "free_until": null, "nudged_for": null},
        "pending_template": null, "opened_at": earlier, "priority": "normal", "due": null, "promise": null, "labels": [],
        "returned_at": null
    });
    same(
        event(DeskEvent::Ticket { row: Box::new(row(42)), before: Some(row(42).facet()) }),
        json!({"frame": "event", "seq": 9, "at": now, "event": {"kind": "ticket", "row": the_row, "before": facet}}),
    );
    let held = HeldReply { id: id("msg_9"), body: "Oi".into(), reply_to: None, by: "Ana".into(), at: NOON };
    same(
        event(DeskEvent::Held { ticket: id("tkt_1"), held: Some(held) }),
        json!({"frame": "event", "seq": 9, "at": now, "event": {"kind": "held", "ticket": "tkt_1",
            "held": {"id": "msg_9", "body": "Oi", "reply_to": null, "by": "Ana", "at": now}}}),
    );
    let the_line = json!({
        "id": "msg_000007", "ticket": "tkt_000001", "direction": "in", "author": {"by": "customer"},
        "content": {"type": "text", "body": "linha 7"}, "at": now, "status": "received", "failure": null, "quote": null,
        "provenance": {"forwarded": false, "ad": null, "product": null}, "reactions": [], "earlier": [], "revoked_at": null, "version": 1
    });
    same(
        event(DeskEvent::Message { conversation: id("cnv_1"), message: Box::new(line(7, NOON)) }),
        json!({"frame": "event", "seq": 9, "at": now, "event": {"kind": "message", "conversation": "cnv_1", "message": the_line}}),
    );
}

#[test]
fn a_newer_server_may_add_fields() {
    let tick = json!({"frame": "tick", "seq": 9, "now": NOON.0, "load": 0.5});
    assert_eq!(serde_json::from_value::<S>(tick).unwrap(), S::Tick { seq: 9, now: NOON });
}

#[test]
fn errors_and_their_http_status() {
    let cases = [
        (DeskError::Unauthenticated, 401, json!({"error": "unauthenticated"})),
        (DeskError::WrongCredentials, 401, json!({"error": "wrong_credentials"})),
        (
            DeskError::TooManyAttempts { retry_after_secs: 3 },
            429,
            json!({"error": "too_many_attempts", "retry_after_secs": 3}),
        ),
        (DeskError::Forbidden, 403, json!({"error": "forbidden"})),
        (DeskError::ForeignOrigin, 403, json!({"error": "foreign_origin"})),
        (DeskError::not_found("ticket"), 404, json!({"error": "not_found", "what": "ticket"})),
        (
            DeskError::Conflict { what: "ticket".into(), winner: Some("Ana".into()) },
            409,
            json!({"error": "conflict", "what": "ticket", "winner": "Ana"}),
        ),
        (
            DeskError::Transition { from: StateName::Closed, to: "claim".into() },
            409,
            json!({"error": "transition", "from": "closed", "to": "claim"}),
        ),
        (
            DeskError::WindowClosed { since: Some(NOON) },
            409,
            json!({"error": "window_closed", "since": NOON.0}),
        ),
        (
            DeskError::TemplateUnavailable { name: "t".into() },
            409,
            json!({"error": "template_unavailable", "name": "t"}),
        ),
        (
            DeskError::NumberDown { number: "SAC".into() },
            409,
            json!({"error": "number_down", "number": "SAC"}),
        ),
        (
            DeskError::invalid("body", FieldProblem::TooLong { max: 4096 }),
            422,
            json!({"error": "invalid", "fields": [{"field": "body", "problem": {"problem": "too_long", "max": 4096}}]}),
        ),
        (
            DeskError::Internal { incident: id("inc_1") },
            500,
            json!({"error": "internal", "incident": "inc_1"}),
        ),
        (DeskError::Transport { detail: "x".into() }, 502, json!({"error": "transport", "detail": "x"})),
        (DeskError::Busy, 503, json!({"error": "busy"})),
    ];
    for (error, status, json) in cases {
        assert_eq!(error.status(), status);
        assert_eq!(serde_json::from_str::<DeskError>(&error.to_string()).unwrap(), error);
        same(error, json);
    }
}

#[test]
fn ids_sort_by_time_and_refuse_others() {
    use desk_model::MessageId;
    let early = MessageId::from_parts(1_000, [0xff; 10]);
    let late = MessageId::from_parts(1_001, [0; 10]);
    assert!(early < late && early.as_str().len() == "msg_".len() + 26);
    assert_eq!(early.as_str().parse::<MessageId>().unwrap(), early);
    for text in
        ["", "msg_", "msg", "tkt_1", "msg_a b", "msg_é", "msg_a'b", &format!("msg_{}", "a".repeat(41))]
    {
        assert!(text.parse::<MessageId>().is_err(), "{text}");
    }
}
