//! Contacts, their addresses, conversations, and what a merge needs.

use crate::support::*;
use desk_model::{Identity, WindowFacts};
use desk_store::{contact, conversation, message, outbox, ticket};

both!(contacts, identities, conversations, merging);

async fn contacts(db: &Db) {
    let store = db.open().await;
    let mut tx = store.write().await.unwrap();
    let maria = desk_store::ContactRow { name: "Ma\0ria".to_owned(), ..contact("maria", 5) };
    contact::insert(&mut tx, &maria).await.unwrap();
    assert_eq!(contact::get(&mut tx, &maria.id).await.unwrap().unwrap().name, "Maria");
    contact::rename(&mut tx, &maria.id, "Maria S.", Some("maria\0s"), at(9)).await.unwrap();
    let known = contact::get(&mut tx, &maria.id).await.unwrap().unwrap();
    assert_eq!(
        (known.name.as_str(), known.username.as_deref(), known.updated_at),
        ("Maria S.", Some("marias"), at(9))
    );
    contact::delete(&mut tx, &maria.id).await.unwrap();
    assert_eq!(contact::get(&mut tx, &maria.id).await.unwrap(), None);
    tx.commit().await.unwrap();
    store.close().await;
}

async fn identities(db: &Db) {
    let store = db.open().await;
    let mut tx = store.write().await.unwrap();
    contact::insert(&mut tx, &contact("young", 9)).await.unwrap();
    contact::insert(&mut tx, &contact("old", 5)).await.unwrap();
    let bsuid = Identity::bsuid("BR.1A2b").unwrap();
    contact::add_identity(&mut tx, &id("con_old"), &bsuid, at(1)).await.unwrap();
    contact::add_identity(&mut tx, &id("con_old"), &phone("551187654321"), at(2)).await.unwrap();
    contact::add_identity(&mut tx, &id("con_young"), &phone("5521987654321"), at(2)).await.unwrap();
    let known = contact::identities(&mut tx, &id("con_old")).await.unwrap();
    assert_eq!(known, vec![phone("551187654321"), bsuid.clone()], "the phone stands first");
    // With the ninth digit it is the same phone, and its newer spelling counts.
    contact::add_identity(&mut tx, &id("con_old"), &phone("5511987654321"), at(3)).await.unwrap();
    let known = contact::identities(&mut tx, &id("con_old")).await.unwrap();
    assert_eq!(known, vec![phone("5511987654321"), bsuid.clone()]);
    let all = [phone("5521987654321"), phone("551187654321"), bsuid.clone()];
    let found = contact::find(&mut tx, &all).await.unwrap();
    assert_eq!(found, vec![id("con_old"), id("con_young")], "each once, the oldest first");
    assert!(contact::find(&mut tx, &[]).await.unwrap().is_empty());
    assert!(contact::find(&mut tx, &[phone("5531911112222")]).await.unwrap().is_empty());
    contact::supersede(&mut tx, &bsuid, at(4)).await.unwrap();
    assert_eq!(contact::identities(&mut tx, &id("con_old")).await.unwrap(), vec![phone("5511987654321")]);
    let found = contact::find(&mut tx, std::slice::from_ref(&bsuid)).await.unwrap();
    assert_eq!(found, vec![id("con_old")], "a superseded address still tells whose it was");
    let asked = [phone("5531911112222"), bsuid.clone(), phone("551187654321"), phone("5521987654321")];
    let owners = contact::owners(&mut tx, &asked).await.unwrap();
    let told: Vec<_> = owners.iter().map(|o| (o.index, o.contact.id.as_str(), o.superseded_at)).collect();
    assert_eq!(told, [(1, "con_old", Some(at(4))), (2, "con_old", None), (3, "con_young", None)]);
    assert_eq!(owners[2].contact, contact("young", 9));
    assert!(contact::owners(&mut tx, &[]).await.unwrap().is_empty());
    contact::add_identity(&mut tx, &id("con_old"), &bsuid, at(5)).await.unwrap();
    assert_eq!(contact::identities(&mut tx, &id("con_old")).await.unwrap().len(), 2, "it is in use again");
    contact::move_identities(&mut tx, &id("con_young"), &id("con_old")).await.unwrap();
    assert_eq!(contact::identities(&mut tx, &id("con_old")).await.unwrap().len(), 3);
    contact::delete(&mut tx, &id("con_young")).await.unwrap();
    tx.commit().await.unwrap();
    store.close().await;
}

async fn conversations(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    let row = conversation(&mut tx, "maria").await;
    assert_eq!(conversation::get(&mut tx, &row.id).await.unwrap(), Some(row.clone()));
    assert_eq!(conversation::lock(&mut tx, &row.id).await.unwrap(), Some(row.clone()));
    assert_eq!(conversation::find(&mut tx, &row.contact, &row.number).await.unwrap(), Some(row.clone()));
    assert_eq!(conversation::find(&mut tx, &id("con_none"), &row.number).await.unwrap(), None);
    let window = WindowFacts {
        last_inbound_at: Some(at(20)),
        refused_at: Some(at(20)),
        entry_at: Some(at(25)),
        free_until: Some(at(30)),
        nudged_for: Some(at(10)),
    };
    let reply_to = Identity::bsuid("BR.9z").unwrap();
    conversation::update(&mut tx, &row.id, &window, &reply_to).await.unwrap();
    let changed = conversation::get(&mut tx, &row.id).await.unwrap().unwrap();
    assert_eq!((changed.window, changed.reply_to), (window, reply_to));
    assert_eq!(conversation::of_contact(&mut tx, &row.contact).await.unwrap().len(), 1);
    tx.savepoint().await.unwrap();
    let twin = desk_store::ConversationRow { id: id("cnv_twin"), ..row };
    is_conflict(conversation::insert(&mut tx, &twin).await, "conversation_contact_id_number_id_key");
    tx.rollback_to_savepoint().await.unwrap();
    tx.commit().await.unwrap();
    store.close().await;
}

async fn merging(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    thread(&mut tx, "from", 1).await;
    let mut closed = ticket::get(&mut tx, &id("tkt_from")).await.unwrap().unwrap();
    closed.row.state = desk_model::TicketState::Closed {
        queue: id("que_vendas"),
        by: Some(id("usr_ana")),
        at: at(50),
        reason: desk_model::CloseReason::NoAnswer,
    };
    assert!(ticket::update(&mut tx, &mut closed, 1).await.unwrap());
    thread(&mut tx, "to", 2).await;
    let line = message("msg_1", "from", 20, Some("wamid.1"));
    assert!(message::insert(&mut tx, &line).await.unwrap());
    outbox::enqueue(&mut tx, &id("msg_1"), &id("num_um"), &id("cnv_from"), at(20)).await.unwrap();

    message::reassign_conversation(&mut tx, &id("cnv_from"), &id("cnv_to")).await.unwrap();
    ticket::reassign(&mut tx, &id("cnv_from"), &id("cnv_to"), &id("con_to")).await.unwrap();
    conversation::delete(&mut tx, &id("cnv_from")).await.unwrap();
    contact::delete(&mut tx, &id("con_from")).await.unwrap();

    let moved = ticket::get(&mut tx, &id("tkt_from")).await.unwrap().unwrap();
    assert_eq!((moved.row.conversation, moved.row.contact), (id("cnv_to"), id("con_to")));
    assert_eq!(moved.row.version, 3, "a screen that has the row must notice");
    let moved = message::get(&mut tx, &id("msg_1")).await.unwrap().unwrap();
    assert_eq!((moved.conversation, moved.view.version), (id("cnv_to"), 2));
    assert_eq!(outbox::get(&mut tx, &id("msg_1")).await.unwrap().unwrap().conversation, id("cnv_to"));

    contact::insert(&mut tx, &contact("third", 7)).await.unwrap();
    conversation::reassign(&mut tx, &id("cnv_to"), &id("con_third")).await.unwrap();
    ticket::reassign(&mut tx, &id("cnv_to"), &id("cnv_to"), &id("con_third")).await.unwrap();
    contact::delete(&mut tx, &id("con_to")).await.unwrap();
    assert_eq!(ticket::of_contact(&mut tx, &id("con_third"), 10).await.unwrap().len(), 2);
    tx.commit().await.unwrap();
    store.close().await;
}
