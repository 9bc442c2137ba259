//! Held answers, and who is to be asked whether they are still there.

use crate::support::*;
use desk_model::message::MessageStatus;
use desk_model::time::{DAY, MINUTE, SECOND};
use desk_model::view::HeldReply;
use desk_model::{TicketState, Timestamp};
use desk_store::{held, queue, ticket};

both!(held_replies, who_is_to_be_asked);

fn reply(message: &str, body: &str) -> HeldReply {
    HeldReply { id: id(message), body: body.to_owned(), reply_to: None, by: "Ana".to_owned(), at: at(50) }
}

async fn held_replies(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    let (maria, jose) = (thread(&mut tx, "maria", 1).await, thread(&mut tx, "jose", 2).await);
    let (maria, jose) = (maria.row.ticket, jose.row.ticket);
    assert_eq!(held::get(&mut tx, &maria).await.unwrap(), None);
    let first = HeldReply { reply_to: Some(id("msg_q")), ..reply("msg_1", "já ve\0jo") };
    held::put(&mut tx, &maria, &id("usr_ana"), &first).await.unwrap();
    let clean = HeldReply { body: "já vejo".to_owned(), ..first };
    assert_eq!(held::get(&mut tx, &maria).await.unwrap(), Some(clean));
    held::put(&mut tx, &maria, &id("usr_ana"), &reply("msg_2", "outra")).await.unwrap();
    assert!(!held::remove(&mut tx, &maria, &id("msg_1")).await.unwrap(), "that one is gone already");
    held::reassign(&mut tx, &maria, &jose).await.unwrap();
    assert_eq!(held::get(&mut tx, &maria).await.unwrap(), None);
    assert_eq!(held::get(&mut tx, &jose).await.unwrap(), Some(reply("msg_2", "outra")));
    // What stands there stays.
    held::put(&mut tx, &maria, &id("usr_ana"), &reply("msg_3", "terceira")).await.unwrap();
    held::reassign(&mut tx, &maria, &jose).await.unwrap();
    assert_eq!(held::get(&mut tx, &jose).await.unwrap(), Some(reply("msg_2", "outra")));
    assert!(held::remove(&mut tx, &jose, &id("msg_2")).await.unwrap());
    assert!(!held::remove(&mut tx, &jose, &id("msg_2")).await.unwrap());
    tx.commit().await.unwrap();
    store.close().await;
}

async fn who_is_to_be_asked(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    let wrote = Timestamp(30 * DAY);
    let now = wrote.plus(DAY - 20 * MINUTE);
    let names = ["maria", "jose", "rita", "lia"];
    for (n, name) in names.into_iter().enumerate() {
        let mut row = thread(&mut tx, name, n as u64 + 1).await;
        row.row.state =
            TicketState::Assigned { queue: row.row.queue.clone(), agent: id("usr_ana"), since: at(4) };
        row.row.waiting_since = None;
        row.row.preview.ours = true;
        row.row.preview.status = Some(MessageStatus::Sent);
        // The later ones close earlier.
        row.row.window.last_inbound_at = Some(wrote.plus(-(n as i64) * SECOND));
        match name {
            "rita" => row.row.window.nudged_for = row.row.window.last_inbound_at,
            "lia" => row.row.window.refused_at = Some(now),
            _ => {}
        }
        let expected = row.row.version;
        assert!(ticket::update(&mut tx, &mut row, expected).await.unwrap());
    }
    let queue = id("que_vendas");
    assert!(ticket::to_nudge(&mut tx, now, 10).await.unwrap().is_empty(), "the queue does not ask");
    let mut asks = queue::get(&mut tx, &queue).await.unwrap().unwrap();
    (asks.nudge_text, asks.nudge_auto, asks.nudge_minutes) = ("Ainda aí?".to_owned(), true, 45);
    queue::update(&mut tx, &asks).await.unwrap();
    let found = ticket::to_nudge(&mut tx, now, 10).await.unwrap();
    let found: Vec<_> =
        found.into_iter().map(|(row, minutes)| (row.row.ticket.to_string(), minutes)).collect();
    assert_eq!(found, [("tkt_jose".to_owned(), 45), ("tkt_maria".to_owned(), 45)]);
    assert_eq!(ticket::to_nudge(&mut tx, now, 1).await.unwrap().len(), 1);
    assert!(ticket::to_nudge(&mut tx, wrote.plus(DAY), 10).await.unwrap().is_empty(), "too late");
    asks.nudge_text = String::new();
    queue::update(&mut tx, &asks).await.unwrap();
    assert!(ticket::to_nudge(&mut tx, now, 10).await.unwrap().is_empty(), "nothing to say");
    tx.commit().await.unwrap();
    store.close().await;
}
