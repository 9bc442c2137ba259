//! People, sessions, queues, numbers, settings.

use crate::support::*;
use desk_model::number::NumberState;
use desk_model::{Locale, Role, Theme};
use desk_store::{NumberSecrets, SessionRow, StoreError, number, queue, session, setting, user};

both!(users, sessions, queues, numbers, settings, an_unknown_word_is_an_inconsistent_row);

async fn users(db: &Db) {
    let store = db.open().await;
    let mut tx = store.write().await.unwrap();
    assert_eq!(user::count(&mut tx).await.unwrap(), 0);
    let ana = user("ana");
    user::insert(&mut tx, &ana).await.unwrap();
    user::insert(&mut tx, &user("bia")).await.unwrap();
    let known = user::by_email(&mut tx, " ANA@example.ORG ").await.unwrap().unwrap();
    assert_eq!(known, desk_store::UserRow { email: "ana@example.org".to_owned(), ..ana.clone() });
    assert_eq!(user::by_email(&mut tx, "nobody@example.org").await.unwrap(), None);
    user::set_password(&mut tx, &ana.id, "new").await.unwrap();
    user::set_role(&mut tx, &ana.id, Role::Admin).await.unwrap();
    user::set_disabled(&mut tx, &ana.id, true).await.unwrap();
    user::set_preferences(&mut tx, &ana.id, Locale::En, Theme::Dark, false).await.unwrap();
    assert_eq!(user::bump_epoch(&mut tx, &ana.id).await.unwrap(), 2);
    let known = user::by_id(&mut tx, &ana.id).await.unwrap().unwrap();
    assert_eq!((known.password_hash.as_str(), known.role, known.disabled), ("new", Role::Admin, true));
    assert_eq!(
        (known.locale, known.theme, known.shortcuts, known.epoch),
        (Locale::En, Theme::Dark, false, 2)
    );
    let bia = user::by_id(&mut tx, &id("usr_bia")).await.unwrap().unwrap();
    assert_eq!((bia.role, bia.epoch), (Role::Agent, 1), "others stay as they are");
    assert_eq!(user::list(&mut tx).await.unwrap().len(), 2);
    assert_eq!(user::count(&mut tx).await.unwrap(), 2);
    tx.savepoint().await.unwrap();
    let twin = desk_store::UserRow { id: id("usr_twin"), email: "Ana@EXAMPLE.org".to_owned(), ..ana };
    is_conflict(user::insert(&mut tx, &twin).await, "users_email_key");
    tx.rollback_to_savepoint().await.unwrap();
    tx.commit().await.unwrap();
    store.close().await;
}

async fn sessions(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    let row = |name: &str, owner: Option<&str>, until: i64| SessionRow {
        id: name.to_owned(),
        user: owner.map(id),
        data: "{}".to_owned(),
        created_at: at(1),
        expires_at: at(until),
    };
    assert!(session::create(&mut tx, &row("s1", None, 100)).await.unwrap());
    assert!(!session::create(&mut tx, &row("s1", Some("usr_ana"), 500)).await.unwrap(), "an id is used once");
    assert_eq!(session::load(&mut tx, "s1", at(99)).await.unwrap(), Some(row("s1", None, 100)));
    assert_eq!(session::load(&mut tx, "s1", at(100)).await.unwrap(), None, "it has expired");
    session::save(&mut tx, &row("s1", Some("usr_ana"), 200)).await.unwrap();
    assert_eq!(session::load(&mut tx, "s1", at(150)).await.unwrap(), Some(row("s1", Some("usr_ana"), 200)));
    for name in ["s2", "s3"] {
        assert!(session::create(&mut tx, &row(name, Some("usr_ana"), 200)).await.unwrap());
    }
    assert!(session::create(&mut tx, &row("s4", Some("usr_bia"), 300)).await.unwrap());
    assert_eq!(session::delete_of_user(&mut tx, &id("usr_ana"), Some("s2")).await.unwrap(), 2);
    assert!(session::load(&mut tx, "s2", at(1)).await.unwrap().is_some());
    assert_eq!(session::delete_of_user(&mut tx, &id("usr_ana"), None).await.unwrap(), 1);
    assert!(session::load(&mut tx, "s4", at(1)).await.unwrap().is_some(), "another person's session stays");
    session::delete(&mut tx, "s4").await.unwrap();
    session::save(&mut tx, &row("s4", Some("usr_bia"), 900)).await.unwrap();
    assert_eq!(session::load(&mut tx, "s4", at(1)).await.unwrap(), None, "a session that ended stays ended");
    assert!(session::create(&mut tx, &row("s5", None, 200)).await.unwrap());
    assert!(session::create(&mut tx, &row("s6", None, 201)).await.unwrap());
    assert_eq!(session::prune(&mut tx, at(200)).await.unwrap(), 1);
    tx.commit().await.unwrap();
    store.close().await;
}

async fn queues(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    let vendas = queue("vendas");
    assert_eq!(queue::get(&mut tx, &vendas.id).await.unwrap(), Some(vendas.clone()));
    assert_eq!(queue::get(&mut tx, &id("que_none")).await.unwrap(), None);
    assert_eq!(queue::list(&mut tx).await.unwrap().len(), 2);
    let mut texts = vendas.clone();
    (texts.opening_text, texts.closing_text, texts.reopen_hours) = ("a\0b".to_owned(), "tchau".to_owned(), 0);
    queue::update(&mut tx, &texts).await.unwrap();
    let changed = queue::get(&mut tx, &vendas.id).await.unwrap().unwrap();
    assert_eq!(
        (changed.opening_text.as_str(), changed.closing_text.as_str(), changed.reopen_hours),
        ("ab", "tchau", 0)
    );
    for _ in 0..2 {
        queue::add_member(&mut tx, &vendas.id, &id("usr_ana")).await.unwrap();
    }
    queue::add_member(&mut tx, &vendas.id, &id("usr_bia")).await.unwrap();
    queue::add_member(&mut tx, &id("que_suporte"), &id("usr_ana")).await.unwrap();
    assert_eq!(queue::members(&mut tx, &vendas.id).await.unwrap(), vec![id("usr_ana"), id("usr_bia")]);
    assert_eq!(queue::queues_of(&mut tx, &id("usr_ana")).await.unwrap().len(), 2);
    queue::remove_member(&mut tx, &vendas.id, &id("usr_ana")).await.unwrap();
    assert_eq!(queue::queues_of(&mut tx, &id("usr_ana")).await.unwrap(), vec![id("que_suporte")]);
    tx.savepoint().await.unwrap();
    let twin = desk_store::QueueRow { id: id("que_twin"), ..vendas };
    is_conflict(queue::insert(&mut tx, &twin).await, "queue_name_key");
    tx.rollback_to_savepoint().await.unwrap();
    tx.commit().await.unwrap();
    store.close().await;
}

async fn numbers(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    let seal = store.seal();
    let um = number("um");
    assert_eq!(number::get(&mut tx, seal, &um.id).await.unwrap(), Some(um.clone()));
    assert_eq!(number::by_provider_id(&mut tx, seal, "cloud", "pn-um").await.unwrap(), Some(um.clone()));
    assert_eq!(number::by_provider_id(&mut tx, seal, "twilio", "pn-um").await.unwrap(), None);
    number::insert(&mut tx, seal, &number("dois")).await.unwrap();
    assert_eq!(number::list(&mut tx, seal).await.unwrap().len(), 2);
    assert!(number::set_state(&mut tx, &um.id, NumberState::Restricted).await.unwrap());
    assert!(!number::set_state(&mut tx, &um.id, NumberState::Restricted).await.unwrap(), "that is no news");
    let secrets =
        NumberSecrets { access_token: "novo".to_owned(), previous_app_secret: None, ..um.secrets.clone() };
    number::update_access(&mut tx, seal, &um.id, "http://localhost:1", &secrets).await.unwrap();
    let changed = number::get(&mut tx, seal, &um.id).await.unwrap().unwrap();
    assert_eq!((changed.secrets, changed.state), (secrets.clone(), NumberState::Restricted));
    assert_eq!(changed.base_url, "http://localhost:1");
    assert!(number::update_access(&mut tx, seal, &id("num_none"), "", &secrets).await.is_err());
    let dois = number::get(&mut tx, seal, &id("num_dois")).await.unwrap().unwrap();
    assert_eq!((dois.secrets.access_token.as_str(), dois.state), ("PLAINTOKEN", NumberState::Connected));
    tx.savepoint().await.unwrap();
    let twin = desk_store::NumberRow { id: id("num_twin"), ..um };
    is_conflict(number::insert(&mut tx, seal, &twin).await, "number_provider_provider_id_key");
    tx.rollback_to_savepoint().await.unwrap();
    tx.commit().await.unwrap();
    store.close().await;
}

async fn settings(db: &Db) {
    let store = db.open().await;
    let mut tx = store.write().await.unwrap();
    assert_eq!(setting::get(&mut tx, "a").await.unwrap(), None);
    setting::put(&mut tx, "a", "1").await.unwrap();
    setting::put(&mut tx, "a", "2\0").await.unwrap();
    assert!(!setting::put_new(&mut tx, "a", "3").await.unwrap());
    assert!(setting::put_new(&mut tx, "b", "3").await.unwrap());
    assert_eq!(setting::get(&mut tx, "a").await.unwrap().as_deref(), Some("2"));
    assert_eq!(setting::take(&mut tx, "a").await.unwrap().as_deref(), Some("2"));
    assert_eq!(setting::take(&mut tx, "a").await.unwrap(), None);
    tx.commit().await.unwrap();
    store.close().await;
}

async fn an_unknown_word_is_an_inconsistent_row(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    db.execute(&store, "UPDATE users SET role = 'king' WHERE id = 'usr_ana'").await;
    let mut tx = store.read().await.unwrap();
    match user::by_id(&mut tx, &id("usr_ana")).await {
        Err(StoreError::Inconsistent { table: "users", id, column: "role" }) => assert_eq!(id, "usr_ana"),
        other => panic!("{other:?}"),
    }
    drop(tx);
    store.close().await;
}
