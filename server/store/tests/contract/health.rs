//! Health of numbers, announcements, attempts, reach.

use crate::support::*;
use desk_model::alert::{AlertNews, AlertTopic};
use desk_model::autopsy::{AttemptOutcome, Sending};
use desk_model::health::{Down, NumberFacts, Report};
use desk_model::message::SendFailure;
use desk_model::number::NumberState;
use desk_store::alert::{self, NewAlert};
use desk_store::health::{self, HealthRow, Seen};
use desk_store::{NumberRow, attempt, message, number};

both!(
    sightings_and_reports,
    announcements,
    attempts_in_order,
    people_reached,
    setting_up,
    sending_comes_back
);

async fn sightings_and_reports(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    let um = id("num_um");
    assert_eq!(health::get(&mut tx, &um).await.unwrap(), HealthRow::default());
    for what in [Seen::Webhook, Seen::Inbound, Seen::Sent, Seen::Templates, Seen::Handshake, Seen::Signed] {
        assert!(health::saw(&mut tx, &um, what, at(10)).await.unwrap(), "{what:?}");
        assert!(!health::saw(&mut tx, &um, what, at(20)).await.unwrap(), "{what:?}");
        assert!(!health::saw(&mut tx, &um, what, at(15)).await.unwrap(), "{what:?}");
    }
    let report = Report {
        at: at(9),
        number: Ok(NumberFacts { quality: Some("GREEN".into()), ..NumberFacts::default() }),
        account: Err(SendFailure { code: 190, detail: "nul\0 inside".into() }),
        belongs: Ok(true),
        subscribed: Ok(false),
    };
    health::set_report(&mut tx, &um, &report).await.unwrap();
    let down = Down { failure: SendFailure { code: 131_031, detail: "locked".into() }, at: at(11) };
    health::set_down(&mut tx, &um, Some(&down)).await.unwrap();
    let known = health::get(&mut tx, &um).await.unwrap();
    assert_eq!(
        known,
        HealthRow {
            report: Some(report),
            down: Some(down),
            webhook_at: Some(at(20)),
            inbound_at: Some(at(20)),
            sent_at: Some(at(20)),
            templates_at: Some(at(20)),
            handshake_at: Some(at(20)),
            signed_at: Some(at(20)),
        }
    );
    assert_eq!(health::proven(&mut tx).await.unwrap(), std::slice::from_ref(&um));
    health::forget_signature(&mut tx, &um).await.unwrap();
    assert!(health::proven(&mut tx).await.unwrap().is_empty());
    health::set_down(&mut tx, &um, None).await.unwrap();
    assert_eq!(health::get(&mut tx, &um).await.unwrap().down, None);
    tx.commit().await.unwrap();
    store.close().await;
}

async fn announcements(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    let um = id("num_um");
    for n in 0..8_i64 {
        let news = AlertNews {
            topic: AlertTopic::Account,
            event: format!("EVENT_{n}"),
            details: vec![("a".into(), "b".into())],
            at: at(n),
            display: None,
        };
        let new = NewAlert {
            id: id(&format!("alr_{n}")),
            account: "waba",
            number: Some(&um).filter(|_| n == 3),
            part_key: &format!("key{n}"),
            news: &news,
            received_at: at(100),
        };
        assert!(alert::add(&mut tx, &new).await.unwrap());
        assert!(!alert::add(&mut tx, &NewAlert { id: id("alr_other"), ..new }).await.unwrap(), "known");
    }
    let all = alert::of_account(&mut tx, "waba", 2).await.unwrap();
    assert_eq!(all.len(), 8);
    assert_eq!((all[0].news.event.as_str(), all[4].number.as_ref()), ("EVENT_7", Some(&um)));
    assert!(alert::of_account(&mut tx, "other", 2).await.unwrap().is_empty());
    for n in 0..6 {
        assert!(alert::acknowledge(&mut tx, &id(&format!("alr_{n}")), "Sônia", at(200)).await.unwrap());
        assert!(!alert::acknowledge(&mut tx, &id(&format!("alr_{n}")), "Bia", at(300)).await.unwrap());
    }
    let rest = alert::of_account(&mut tx, "waba", 2).await.unwrap();
    let events: Vec<_> = rest.iter().map(|alert| alert.news.event.as_str()).collect();
    assert_eq!(events, ["EVENT_7", "EVENT_6", "EVENT_5", "EVENT_4"]);
    let known = alert::get(&mut tx, &id("alr_5")).await.unwrap().unwrap();
    assert_eq!(known.acknowledged, Some(("Sônia".to_owned(), at(200))));
    assert_eq!(alert::get(&mut tx, &id("alr_none")).await.unwrap(), None);
    tx.commit().await.unwrap();
    store.close().await;
}

async fn attempts_in_order(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    thread(&mut tx, "maria", 1).await;
    message::insert(&mut tx, &message("msg_1", "maria", 20, None)).await.unwrap();
    let id1 = id("msg_1");
    attempt::note(&mut tx, &id1, at(1), AttemptOutcome::Again, Some(4), "slow\0ly").await.unwrap();
    attempt::note(&mut tx, &id1, at(2), AttemptOutcome::Accepted, None, "").await.unwrap();
    attempt::note(&mut tx, &id("msg_gone"), at(2), AttemptOutcome::Accepted, None, "").await.unwrap();
    let list = attempt::of(&mut tx, &id1).await.unwrap();
    let shown: Vec<_> = list.iter().map(|a| (a.number, a.at, a.outcome, a.code, a.detail.as_str())).collect();
    assert_eq!(
        shown,
        [
            (1, at(1), AttemptOutcome::Again, Some(4), "slowly"),
            (2, at(2), AttemptOutcome::Accepted, None, "")
        ]
    );
    assert!(attempt::of(&mut tx, &id("msg_gone")).await.unwrap().is_empty());
    tx.commit().await.unwrap();
    store.close().await;
}

async fn people_reached(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    let second = NumberRow { provider_id: "pn-dois".into(), ..number("dois") };
    number::insert(&mut tx, store.seal(), &second).await.unwrap();
    let foreign = NumberRow { account_id: "outra".into(), ..number("tres") };
    number::insert(&mut tx, store.seal(), &foreign).await.unwrap();
    for (from, whom, when) in [
        ("um", "maria", 10),
        ("um", "maria", 50),
        ("um", "maria", 40),
        ("um", "jose", 20),
        ("dois", "maria", 60),
        ("tres", "bia", 60),
    ] {
        let (from, whom) = (id(&format!("num_{from}")), id(&format!("con_{whom}")));
        health::reached(&mut tx, &from, &whom, at(when)).await.unwrap();
    }
    assert_eq!(health::reach(&mut tx, "waba", at(0)).await.unwrap(), 2, "one person on two numbers is one");
    assert_eq!(health::reach(&mut tx, "waba", at(20)).await.unwrap(), 1);
    assert_eq!(health::reach(&mut tx, "waba", at(60)).await.unwrap(), 0);
    assert_eq!(health::reach(&mut tx, "outra", at(0)).await.unwrap(), 1);
    health::prune(&mut tx, at(50)).await.unwrap();
    assert_eq!(health::reach(&mut tx, "waba", at(0)).await.unwrap(), 1);
    tx.commit().await.unwrap();
    store.close().await;
}

async fn setting_up(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    let mut row = NumberRow { state: NumberState::Setup, ..number("novo") };
    number::insert(&mut tx, store.seal(), &row).await.unwrap();
    for state in [NumberState::Connected, NumberState::Disconnected, NumberState::Restricted] {
        assert!(!number::set_state(&mut tx, &row.id, state).await.unwrap(), "{state:?}: it is being set up");
    }
    row.label = "Loja".into();
    row.provider_id = "pn-outro".into();
    row.account_id = "conta".into();
    row.secrets.access_token = "PLAINNEW".into();
    number::update(&mut tx, store.seal(), &row).await.unwrap();
    assert_eq!(number::get(&mut tx, store.seal(), &row.id).await.unwrap(), Some(row.clone()));
    assert!(number::finish_setup(&mut tx, &row.id, &id("que_suporte")).await.unwrap());
    let done = number::get(&mut tx, store.seal(), &row.id).await.unwrap().unwrap();
    assert_eq!((done.state, done.default_queue.as_str()), (NumberState::Connected, "que_suporte"));
    // Later only the queue changes.
    number::set_state(&mut tx, &row.id, NumberState::Restricted).await.unwrap();
    number::finish_setup(&mut tx, &row.id, &id("que_vendas")).await.unwrap();
    let later = number::get(&mut tx, store.seal(), &row.id).await.unwrap().unwrap();
    assert_eq!((later.state, later.default_queue.as_str()), (NumberState::Restricted, "que_vendas"));
    assert!(!number::finish_setup(&mut tx, &id("num_none"), &id("que_vendas")).await.unwrap());
    let taken = NumberRow { provider_id: "pn-um".into(), ..row };
    is_conflict(number::update(&mut tx, store.seal(), &taken).await, "number_provider_provider_id_key");
    drop(tx);
    store.close().await;
}

async fn sending_comes_back(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    thread(&mut tx, "maria", 1).await;
    let mut row = message("msg_1", "maria", 20, None);
    row.view.sending.resend_of = Some(id("msg_0"));
    message::insert(&mut tx, &row).await.unwrap();
    assert_eq!(message::get(&mut tx, &row.view.id).await.unwrap(), Some(row.clone()));
    row.view.sending = Sending {
        failed_at: Some(at(3)),
        waits_until: Some(at(4)),
        resend_of: None,
        resent_as: Some(id("msg_2")),
    };
    message::update(&mut tx, &mut row).await.unwrap();
    assert_eq!(message::get(&mut tx, &row.view.id).await.unwrap(), Some(row));
    tx.commit().await.unwrap();
    store.close().await;
}
