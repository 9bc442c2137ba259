//! What happens most often: who wrote is found with one question, and filed with one trip.

use crate::support::*;
use desk_model::{CloseReason, Identity, IdentityKind, TicketState};
use desk_store::filing::{self, Filed};
use desk_store::{contact, conversation, message, sender, ticket};

both!(found_only_when_all_is_known, many_are_found_as_each_is, filed_once, nothing_is_written_twice_or_late);

fn address(kind: IdentityKind, value: &str) -> Identity {
    Identity { kind, value: value.to_owned() }
}

async fn found_only_when_all_is_known(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    let row = thread(&mut tx, "maria", 1).await;
    let other = thread(&mut tx, "rosa", 2).await;
    let (phone, account) =
        (address(IdentityKind::Phone, "5511987650001"), address(IdentityKind::Bsuid, "BR.1"));
    let number = id("num_um");
    assert!(sender::find(&mut tx, &number, &[]).await.unwrap().is_none());
    assert!(sender::find(&mut tx, &number, std::slice::from_ref(&phone)).await.unwrap().is_none());

    contact::add_identity(&mut tx, &row.row.contact, &phone, at(5)).await.unwrap();
    let found = sender::find(&mut tx, &number, std::slice::from_ref(&phone)).await.unwrap().unwrap();
    assert_eq!(found.ticket, row);
    assert_eq!(found.conversation, conversation::get(&mut tx, &row.row.conversation).await.unwrap().unwrap());
    let owners = contact::owners(&mut tx, std::slice::from_ref(&phone)).await.unwrap();
    assert_eq!(found.owners, owners);
    assert!(sender::find(&mut tx, &id("num_outro"), std::slice::from_ref(&phone)).await.unwrap().is_none());

    // A second address is unknown, then the same person's, then somebody else's.
    let both = [phone.clone(), account.clone()];
    assert!(sender::find(&mut tx, &number, &both).await.unwrap().is_none());
    contact::add_identity(&mut tx, &row.row.contact, &account, at(6)).await.unwrap();
    let found = sender::find(&mut tx, &number, &both).await.unwrap().unwrap();
    assert_eq!(found.owners.iter().map(|owner| owner.index).collect::<Vec<_>>(), [0, 1]);
    contact::add_identity(&mut tx, &other.row.contact, &account, at(7)).await.unwrap();
    assert!(sender::find(&mut tx, &number, &both).await.unwrap().is_none());

    // No open ticket, nothing found.
    let mut ended = row.clone();
    ended.row.state = TicketState::Closed {
        queue: ended.row.queue.clone(),
        by: None,
        at: at(8),
        reason: CloseReason::Resolved,
    };
    let version = ended.row.version;
    assert!(ticket::update(&mut tx, &mut ended, version).await.unwrap());
    assert!(sender::find(&mut tx, &number, &[phone]).await.unwrap().is_none());
}

async fn many_are_found_as_each_is(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    let number = id("num_um");
    let mut senders: Vec<Vec<Identity>> = Vec::new();
    for (n, name) in ["maria", "rosa", "jose", "lia", "caio"].into_iter().enumerate() {
        let row = thread(&mut tx, name, n as u64 + 1).await;
        let phone = address(IdentityKind::Phone, &format!("551198765000{n}"));
        let account = address(IdentityKind::Bsuid, &format!("BR.{n}"));
        contact::add_identity(&mut tx, &row.row.contact, &phone, at(5)).await.unwrap();
        if n % 2 == 0 {
            contact::add_identity(&mut tx, &row.row.contact, &account, at(6)).await.unwrap();
        }
        senders.push(vec![phone.clone()]);
        senders.push(vec![phone, account]);
    }
    senders.push(vec![address(IdentityKind::Phone, "5511987659999")]);
    senders.push(Vec::new());
    let asked: Vec<&[Identity]> = senders.iter().map(Vec::as_slice).collect();
    let found = sender::find_all(&mut tx, &number, &asked).await.unwrap();
    assert_eq!(found.iter().flatten().count(), 5 + 3);
    assert_eq!(found.len(), asked.len());
    for (from, found) in asked.into_iter().zip(found) {
        assert_eq!(found, sender::find(&mut tx, &number, from).await.unwrap(), "{from:?}");
    }
    assert_eq!(sender::find_all(&mut tx, &number, &[]).await.unwrap(), []);
}

async fn filed_once(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    let mut row = thread(&mut tx, "maria", 1).await;
    let mut talk = conversation::get(&mut tx, &row.row.conversation).await.unwrap().unwrap();
    talk.window = talk.window.with_inbound(at(500)).with_entry(at(500));
    talk.reply_to = address(IdentityKind::Bsuid, "BR.2");
    row.row.window = talk.window;
    row.row.unread = 7;
    row.row.preview.text = "de novo".to_owned();
    let line = message("msg_nova", "maria", 500, Some("wamid.nova"));
    assert_eq!(filing::file(&mut tx, &line, &talk, &mut row).await.unwrap(), Filed::Done);
    assert_eq!(row.row.version, 2);
    let stored = ticket::get(&mut tx, &row.row.ticket).await.unwrap().unwrap();
    assert_eq!(stored, row);
    assert_eq!(conversation::get(&mut tx, &talk.id).await.unwrap(), Some(talk));
    assert_eq!(message::get(&mut tx, &line.view.id).await.unwrap(), Some(line));
    tx.commit().await.unwrap();
}

async fn nothing_is_written_twice_or_late(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    let row = thread(&mut tx, "maria", 1).await;
    let talk = conversation::get(&mut tx, &row.row.conversation).await.unwrap().unwrap();
    let line = message("msg_nova", "maria", 500, Some("wamid.nova"));
    assert!(message::insert(&mut tx, &line).await.unwrap());

    // The provider's id is known: neither ticket nor conversation moves.
    let mut again = row.clone();
    again.row.unread = 9;
    let moved = conversation::ConversationRow { window: talk.window.with_inbound(at(900)), ..talk.clone() };
    let twin = message("msg_outra", "maria", 500, Some("wamid.nova"));
    assert_eq!(filing::file(&mut tx, &twin, &moved, &mut again).await.unwrap(), Filed::Known);
    assert_eq!(again.row.version, row.row.version);
    assert_eq!(ticket::get(&mut tx, &row.row.ticket).await.unwrap(), Some(row.clone()));
    assert_eq!(conversation::get(&mut tx, &talk.id).await.unwrap(), Some(talk.clone()));

    // Somebody else wrote the ticket meanwhile.
    let mut old = row.clone();
    old.row.version = 41;
    let third = message("msg_mais", "maria", 501, Some("wamid.mais"));
    assert_eq!(filing::file(&mut tx, &third, &talk, &mut old).await.unwrap(), Filed::Stale);
    assert_eq!(old.row.version, 41);
}
