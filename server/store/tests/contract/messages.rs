//! Lines of threads, and what waits for them.

use crate::support::*;
use desk_model::message::{Content, Direction, MessageStatus, PreviewKind, Reaction, SendFailure};
use desk_model::view::{Provenance, Quote};
use desk_model::{Author, MessageId, Timestamp};
use desk_store::message::Changes;
use desk_store::{Parked, applied, message, parked};

both!(everything_comes_back, known_once, changes, pages, awkward_text, parking, applying);

async fn everything_comes_back(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    thread(&mut tx, "maria", 1).await;
    let plain = message("msg_1", "maria", 20, None);
    assert!(message::insert(&mut tx, &plain).await.unwrap());
    assert_eq!(message::get(&mut tx, &id("msg_1")).await.unwrap(), Some(plain));
    let mut rich = message("msg_2", "maria", 30, Some("wamid.2"));
    rich.view.direction = Direction::Out;
    rich.view.author = Author::User { id: id("usr_ana"), name: "Ana".to_owned() };
    rich.view.status = MessageStatus::Failed;
    rich.view.failure = Some(SendFailure { code: 131_026, detail: "undeliverable".to_owned() });
    rich.view.quote = Some(Quote {
        message: Some(id("msg_1")),
        ours: false,
        kind: PreviewKind::Text,
        text: "oi".to_owned(),
    });
    rich.view.provenance = Provenance { forwarded: true, ad: Some("Oferta".to_owned()), product: None };
    rich.view.reactions = vec![Reaction { by_customer: true, emoji: "👍".to_owned() }];
    rich.view.earlier = vec![Content::text("antes"), Content::Welcome];
    rich.view.revoked_at = Some(at(99));
    rich.quote_provider_id = Some("wamid.1".to_owned());
    rich.outgoing = Some("{\"a\":1}".to_owned());
    rich.changes = Changes { reacted_at: Some(at(40)), edited_at: vec![at(41), at(42)] };
    assert!(message::insert(&mut tx, &rich).await.unwrap());
    assert_eq!(message::get(&mut tx, &id("msg_2")).await.unwrap(), Some(rich.clone()));
    assert_eq!(message::by_provider_id(&mut tx, &id("num_um"), "wamid.2").await.unwrap(), Some(rich));
    assert_eq!(message::by_provider_id(&mut tx, &id("num_dois"), "wamid.2").await.unwrap(), None);
    assert!(message::is_known(&mut tx, &id("num_um"), "wamid.2").await.unwrap());
    assert!(!message::is_known(&mut tx, &id("num_um"), "wamid.3").await.unwrap());
    assert_eq!(message::get(&mut tx, &id("msg_none")).await.unwrap(), None);
    tx.commit().await.unwrap();
    store.close().await;
}

async fn known_once(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    thread(&mut tx, "maria", 1).await;
    let number = desk_store::NumberRow { provider_id: "pn-dois".to_owned(), ..number("dois") };
    desk_store::number::insert(&mut tx, store.seal(), &number).await.unwrap();
    assert!(message::insert(&mut tx, &message("msg_1", "maria", 20, Some("wamid.1"))).await.unwrap());
    assert!(!message::insert(&mut tx, &message("msg_1", "maria", 21, Some("wamid.9"))).await.unwrap());
    assert!(!message::insert(&mut tx, &message("msg_2", "maria", 22, Some("wamid.1"))).await.unwrap());
    let mut elsewhere = message("msg_3", "maria", 23, Some("wamid.1"));
    elsewhere.number = id("num_dois");
    assert!(message::insert(&mut tx, &elsewhere).await.unwrap(), "another number has its own ids");
    for name in ["msg_4", "msg_5"] {
        assert!(message::insert(&mut tx, &message(name, "maria", 24, None)).await.unwrap());
    }
    let kept = message::get(&mut tx, &id("msg_1")).await.unwrap().unwrap();
    assert_eq!(kept.view.at, at(20), "a repetition changes nothing");
    tx.commit().await.unwrap();

    // The same request twenty times at once.
    let tasks: Vec<_> = (0..20)
        .map(|i| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut tx = store.write().await.unwrap();
                let row = message(&format!("msg_r{i}"), "maria", 30, Some("wamid.same"));
                let added = message::insert(&mut tx, &row).await.unwrap();
                tx.commit().await.unwrap();
                usize::from(added)
            })
        })
        .collect();
    let mut added = 0;
    for task in tasks {
        added += task.await.unwrap();
    }
    assert_eq!(added, 1);
    store.close().await;
}

async fn changes(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    thread(&mut tx, "maria", 1).await;
    let mut row = message("msg_1", "maria", 20, None);
    assert!(message::insert(&mut tx, &row).await.unwrap());
    row.provider_id = Some("wamid.1".to_owned());
    row.view.content = Content::text("corrigido");
    row.view.earlier = vec![Content::text("oi")];
    row.view.status = MessageStatus::Failed;
    row.view.failure = Some(SendFailure { code: 1, detail: "x\0y".to_owned() });
    row.view.reactions = vec![Reaction { by_customer: false, emoji: "🙏🏽".to_owned() }];
    row.view.revoked_at = Some(at(50));
    row.view.quote =
        Some(Quote { message: None, ours: true, kind: PreviewKind::Image, text: "foto".to_owned() });
    row.changes.reacted_at = Some(at(49));
    message::update(&mut tx, &mut row).await.unwrap();
    assert_eq!(row.view.version, 2);
    row.view.failure = Some(SendFailure { code: 1, detail: "xy".to_owned() });
    assert_eq!(message::get(&mut tx, &id("msg_1")).await.unwrap(), Some(row.clone()));
    // Somebody who read the line before the provider's id was known must not erase it.
    let mut stale = row.clone();
    stale.provider_id = None;
    message::update(&mut tx, &mut stale).await.unwrap();
    let stored = message::get(&mut tx, &id("msg_1")).await.unwrap().unwrap();
    assert_eq!((stored.provider_id.as_deref(), stored.view.version), (Some("wamid.1"), 3));
    tx.commit().await.unwrap();
    store.close().await;
}

async fn pages(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    thread(&mut tx, "maria", 1).await;
    thread(&mut tx, "jose", 2).await;
    let mut expected: Vec<(Timestamp, MessageId)> = Vec::new();
    for i in 0..40i64 {
        // Many at one instant, and ids whose order depends on the collation.
        let name = format!("msg_{}{i:02}", ["a", "B", "c"][(i % 3) as usize]);
        let row = message(&name, "maria", (i * 7) % 5, None);
        assert!(message::insert(&mut tx, &row).await.unwrap());
        expected.push((row.view.at, row.view.id));
    }
    assert!(message::insert(&mut tx, &message("msg_other", "jose", 3, None)).await.unwrap());
    expected.sort();
    let mut shown: Vec<(Timestamp, MessageId)> = Vec::new();
    let mut before = None;
    loop {
        let page = message::page(&mut tx, &id("cnv_maria"), before.as_ref(), 6).await.unwrap();
        let Some(first) = page.first() else { break };
        before = Some((first.at, first.id.clone()));
        let places: Vec<_> = page.into_iter().map(|line| (line.at, line.id)).collect();
        shown.splice(0..0, places);
    }
    assert_eq!(shown, expected);
    let ids: Vec<MessageId> = expected.into_iter().map(|(_, id)| id).collect();
    assert_eq!(message::ids_of(&mut tx, &id("cnv_maria")).await.unwrap(), ids);
    message::reassign_ticket(&mut tx, &id("tkt_maria"), &id("tkt_jose")).await.unwrap();
    let moved = message::get(&mut tx, &ids[0]).await.unwrap().unwrap();
    assert_eq!((moved.view.ticket, moved.view.version), (id("tkt_jose"), 2));
    tx.commit().await.unwrap();
    store.close().await;
}

async fn awkward_text(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    thread(&mut tx, "maria", 1).await;
    // The last ones look like escapes of JSON, and are just what somebody typed.
    let texts = [
        "a\0b",
        "\u{202e}RTL\u{200d}",
        "'; DROP TABLE message; --",
        "😀\u{fffd}",
        "\\u0000",
        "\\",
        "\\\\u0000\"",
        "",
    ];
    for (i, text) in texts.into_iter().enumerate() {
        let mut row = message(&format!("msg_{i}"), "maria", 20 + i as i64, Some(&format!("wamid.\0{i}")));
        row.view.content = Content::text(text);
        assert!(message::insert(&mut tx, &row).await.unwrap());
        let stored = message::get(&mut tx, &row.view.id).await.unwrap().unwrap();
        assert_eq!(stored.view.content, row.view.content);
        assert_eq!(stored.provider_id.as_deref(), Some(format!("wamid.{i}").as_str()));
        assert!(message::is_known(&mut tx, &id("num_um"), &format!("wamid.\0{i}")).await.unwrap());
    }
    assert_eq!(message::page(&mut tx, &id("cnv_maria"), None, 50).await.unwrap().len(), texts.len());
    tx.commit().await.unwrap();
    store.close().await;
}

async fn parking(db: &Db) {
    let store = db.open().await;
    let mut tx = store.write().await.unwrap();
    let row = |target: &str, key: &str, when: i64| Parked {
        number: id("num_um"),
        target: target.to_owned(),
        part_key: key.to_owned(),
        change: format!("{{\"key\":\"{key}\"}}"),
        at: at(when),
    };
    assert!(!parked::any(&mut tx).await.unwrap());
    for parked in [
        row("w1", "late", 9),
        row("w1", "early", 3),
        row("w1", "also", 3),
        row("w2", "x", 1),
        row("w1", "late", 9),
    ] {
        parked::park(&mut tx, &parked).await.unwrap();
    }
    assert_eq!(parked::count(&mut tx).await.unwrap(), 4, "a repetition is kept once");
    assert!(parked::take(&mut tx, &id("num_dois"), "w1").await.unwrap().is_empty());
    let taken = parked::take(&mut tx, &id("num_um"), "w1\0").await.unwrap();
    assert_eq!(taken, vec![row("w1", "also", 3), row("w1", "early", 3), row("w1", "late", 9)]);
    assert!(parked::take(&mut tx, &id("num_um"), "w1").await.unwrap().is_empty());
    assert!(parked::any(&mut tx).await.unwrap());
    assert_eq!(parked::prune(&mut tx, at(1)).await.unwrap(), 0);
    assert_eq!(parked::prune(&mut tx, at(2)).await.unwrap(), 1);
    assert_eq!(parked::count(&mut tx).await.unwrap(), 0);
    tx.commit().await.unwrap();
    store.close().await;
}

async fn applying(db: &Db) {
    let store = db.open().await;
    let mut tx = store.write().await.unwrap();
    assert!(applied::mark(&mut tx, &id("num_um"), "k\0", at(1)).await.unwrap());
    assert!(!applied::mark(&mut tx, &id("num_um"), "k", at(2)).await.unwrap());
    assert!(applied::mark(&mut tx, &id("num_dois"), "k", at(2)).await.unwrap());
    tx.commit().await.unwrap();
    store.close().await;
}
